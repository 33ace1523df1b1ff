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

use crate::endpoint::Timeouts;
use crate::error::classify;
use crate::governor::{Governor, Lane, Permit, backoff};
use crate::{BoxFuture, Class, ModelError};

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
    /// Estimated tokens of prompt and longest answer.
    pub(crate) estimate: u64,
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
    prompt_tokens: u64,
    completion_tokens: u64,
}

struct Fault {
    error: ModelError,
    headers: HeaderMap,
}

impl Dispatch {
    /// Turn and quota, then the time limit, then the wire; so another try waits for its turn and pays quota as well.
    async fn send(&self, request: &HttpRequestFactory) -> Result<Answer, ModelError> {
        let mut lane = Lane::Back;
        let mut deadline = None;
        let mut tries = 0;
        loop {
            let permit = match deadline {
                None => self.governor.admit(self.estimate, lane).await,
                Some((deadline, ref last)) => {
                    match tokio::time::timeout_at(deadline, self.governor.admit(self.estimate, lane)).await {
                        Ok(permit) => permit,
                        Err(_) => return Err(Clone::clone(last)),
                    }
                }
            };
            let until = deadline.as_ref().map_or_else(|| Instant::now() + self.timeouts.deadline, |(until, _)| *until);
            let fault = match timeout(self.timeouts.answer, self.exchange(request)).await {
                Ok(Ok(answer)) => {
                    permit.answered(&answer.headers, answer.prompt_tokens, answer.completion_tokens);
                    return Ok(answer);
                }
                Ok(Err(fault)) => fault,
                Err(_) => Fault { error: ModelError::new(Class::Transient), headers: HeaderMap::new() },
            };
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
        let fault = |class: Class| Fault { error: ModelError::new(class), headers: HeaderMap::new() };
        let request = request.build().await.map_err(|_| fault(Class::Configuration))?;
        let mut response = self.http.execute(request).await.map_err(|error| fault(class_of(&error)))?;
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|_| fault(Class::Transient))? {
            if body.len() + piece.len() > MOST_BYTES {
                return Err(Fault { error: ModelError::new(Class::Malformed), headers });
            }
            body.extend_from_slice(&piece);
        }
        if !status.is_success() {
            return Err(Fault { error: classify(status, &headers, &body), headers });
        }
        match serde_json::from_slice::<Value>(&body) {
            Ok(json) if json["choices"].is_array() => {
                let tokens = |name: &str| json["usage"][name].as_u64().unwrap_or_default();
                let (prompt_tokens, completion_tokens) = (tokens("prompt_tokens"), tokens("completion_tokens"));
                Ok(Answer { headers, body, prompt_tokens, completion_tokens })
            }
            // Some gateways put an error into a success.
            Ok(json) if json.get("error").is_some() => {
                let mut error = classify(status, &headers, &body);
                if error.class == Class::Permanent {
                    error.class = Class::Malformed;
                }
                Err(Fault { error, headers })
            }
            _ => {
                let error = ModelError { status: Some(status.as_u16()), ..ModelError::new(Class::Malformed) };
                Err(Fault { error, headers })
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
