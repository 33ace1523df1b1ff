//! Sending one request until it is answered, under the governor: the tower service below async-openai.

use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use async_openai::error::OpenAIError;
use async_openai::middleware::HttpRequestFactory;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout};
use tower::Service;
use vermerk_summary::Usage;

use crate::endpoint::Timeouts;
use crate::error::classify;
use crate::governor::{Governor, Lane, Permit, backoff};
use crate::{Billed, BoxFuture, Class, Meter, ModelError, Worst};

/// Tries for a request that fails by the endpoint's fault.
const TRIES: u32 = 6;
/// Tries for a request whose answer comes, and is paid, but can't be read.
const TRIES_OF_MALFORMED: u32 = 3;
/// Longest answer that is read.
const MOST_BYTES: usize = 16 << 20;

/// Sends one request. Cheap to make: what lasts is in the governor and the HTTP client.
#[derive(Debug, Clone)]
pub(crate) struct Dispatch {
    pub(crate) http: reqwest::Client,
    pub(crate) governor: Arc<Governor>,
    pub(crate) timeouts: Timeouts,
    pub(crate) meter: Arc<dyn Meter>,
    /// Estimated tokens of prompt and longest answer.
    pub(crate) worst: Worst,
}

impl Service<HttpRequestFactory> for Dispatch {
    type Response = reqwest::Response;
    type Error = OpenAIError;
    type Future = BoxFuture<'static, Result<reqwest::Response, OpenAIError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), OpenAIError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: HttpRequestFactory) -> Self::Future {
        let dispatch = self.clone();
        Box::pin(async move {
            let answer = dispatch.send(&request).await.map_err(|error| OpenAIError::Boxed(Box::new(error)))?;
            let mut response = http::Response::new(reqwest::Body::from(answer.body));
            *response.status_mut() = StatusCode::OK;
            Ok(reqwest::Response::from(response))
        })
    }
}

struct Answer {
    headers: HeaderMap,
    body: Vec<u8>,
    usage: Option<Usage>,
}

struct Fault {
    error: ModelError,
    headers: HeaderMap,
    billed: Billed,
}

impl Dispatch {
    /// Turn and quota, then the time limit, then the wire; so another try waits for its turn and pays quota as well.
    async fn send(&self, request: &HttpRequestFactory) -> Result<Answer, ModelError> {
        let estimate = self.worst.prompt_tokens + self.worst.completion_tokens;
        let mut lane = Lane::Back;
        let mut deadline = None;
        let mut tries = 0;
        loop {
            let permit = match deadline {
                None => self.governor.admit(estimate, lane).await,
                Some((deadline, ref last)) => {
                    match tokio::time::timeout_at(deadline, self.governor.admit(estimate, lane)).await {
                        Ok(permit) => permit,
                        Err(_) => return Err(Clone::clone(last)),
                    }
                }
            };
            let until = deadline.as_ref().map_or_else(|| Instant::now() + self.timeouts.deadline, |(until, _)| *until);
            // Money comes last, since it is set aside for what is really sent. The permit goes back if there is none.
            self.meter.reserve(self.worst).await?;
            let fault = match timeout(self.timeouts.answer, self.exchange(request)).await {
                Ok(Ok(answer)) => {
                    self.meter.settle(answer.usage.map_or(Billed::Unknown, Billed::Tokens));
                    let usage = answer.usage.unwrap_or_default();
                    permit.answered(&answer.headers, usage.prompt_tokens, usage.completion_tokens);
                    return Ok(answer);
                }
                Ok(Err(fault)) => fault,
                Err(_) => Fault {
                    error: ModelError::new(Class::Transient),
                    headers: HeaderMap::new(),
                    billed: Billed::Unknown,
                },
            };
            self.meter.settle(fault.billed);
            let wait = self.settle(permit, &fault, &mut tries)?;
            tracing::debug!(class = %fault.error, tries, wait_ms = wait.as_millis() as u64, "request will be sent again");
            if Instant::now() + wait >= until {
                return Err(fault.error);
            }
            // After "too many requests" the governor holds everyone back, this one first in line.
            if fault.error.class != Class::RateLimited {
                sleep(wait).await;
            }
            lane = Lane::Front;
            deadline = Some((until, fault.error));
        }
    }

    /// Tells the governor, and says how long to wait before another try, or that there is none.
    fn settle(&self, permit: Permit, fault: &Fault, tries: &mut u32) -> Result<Duration, ModelError> {
        let most = match fault.error.class {
            Class::RateLimited => return Ok(permit.limited(&fault.headers, &fault.error)),
            Class::Transient => TRIES,
            Class::Malformed => TRIES_OF_MALFORMED,
            _ => {
                drop(permit);
                return Err(fault.error.clone());
            }
        };
        permit.failed();
        *tries += 1;
        if *tries >= most || !self.governor.may_retry() {
            return Err(fault.error.clone());
        }
        Ok(fault.error.retry_after.unwrap_or_else(|| backoff(*tries)))
    }

    async fn exchange(&self, request: &HttpRequestFactory) -> Result<Answer, Fault> {
        let fault = |class: Class, billed| Fault { error: ModelError::new(class), headers: HeaderMap::new(), billed };
        let request = request.build().await.map_err(|_| fault(Class::Configuration, Billed::Nothing))?;
        let mut response = self.http.execute(request).await.map_err(|error| {
            let unsent = error.is_connect() || error.is_builder();
            fault(class_of(&error), if unsent { Billed::Nothing } else { Billed::Unknown })
        })?;
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|_| fault(Class::Transient, Billed::Unknown))? {
            if body.len() + piece.len() > MOST_BYTES {
                return Err(Fault { error: ModelError::new(Class::Malformed), headers, billed: Billed::Unknown });
            }
            body.extend_from_slice(&piece);
        }
        if !status.is_success() {
            let error = classify(status, &headers, &body);
            let billed = Billed::for_refusal(status, error.class);
            return Err(Fault { error, headers, billed });
        }
        match serde_json::from_slice::<Value>(&body) {
            Ok(json) if json["choices"].is_array() => {
                let tokens = |name: &str| json["usage"][name].as_u64();
                let usage = tokens("prompt_tokens").zip(tokens("completion_tokens"));
                let usage = usage.map(|(prompt_tokens, completion_tokens)| Usage { prompt_tokens, completion_tokens });
                Ok(Answer { headers, body, usage })
            }
            // Some gateways put an error into a success.
            Ok(json) if json.get("error").is_some() => {
                let mut error = classify(status, &headers, &body);
                if error.class == Class::Permanent {
                    error.class = Class::Malformed;
                }
                Err(Fault { error, headers, billed: Billed::Unknown })
            }
            _ => {
                let error = ModelError { status: Some(status.as_u16()), ..ModelError::new(Class::Malformed) };
                Err(Fault { error, headers, billed: Billed::Unknown })
            }
        }
    }
}

/// A certificate that is not trusted stays so; all else on the way there may pass.
fn class_of(error: &reqwest::Error) -> Class {
    if error.is_builder() || error.is_redirect() {
        return Class::Configuration;
    }
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        if let Some(io) = inner.downcast_ref::<std::io::Error>()
            && io.get_ref().and_then(|tls| tls.downcast_ref::<rustls::Error>()).is_some()
        {
            return Class::Configuration;
        }
        source = inner.source();
    }
    Class::Transient
}
