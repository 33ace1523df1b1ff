use std::io;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use reqwest::{Response, StatusCode};
use serde_json::Value;
use tokio::time::{Instant, timeout_at};
use tower::Service;
use vermerk_summary::Usage;

use super::events::Assembly;
use super::{Answer, Call, Fault, Streams};
use crate::endpoint::Timeouts;
use crate::error::{classify, refuses_streams};
use crate::{Billed, BoxFuture, Class, ModelError};

/// Longest answer that is read, in bytes as sent.
const MOST_BYTES: usize = 16 << 20;
/// How long the server may take to end a stream after its last word.
const AFTER_THE_END: Duration = Duration::from_secs(1);

/// Sends a request once and reads its answer, within the time-outs.
#[derive(Debug, Clone)]
pub(crate) struct Wire {
    pub(crate) http: reqwest::Client,
    pub(crate) timeouts: Timeouts,
    /// Turned off when the server refuses to answer piece by piece.
    pub(crate) streams: Streams,
}

impl Service<Call> for Wire {
    type Response = Answer;
    type Error = Fault;
    type Future = BoxFuture<'static, Result<Answer, Fault>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Fault>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, call: Call) -> Self::Future {
        let wire = self.clone();
        Box::pin(async move {
            let end = Instant::now() + wire.timeouts.answer;
            let end = call.deadline.map_or(end, |deadline| deadline.min(end));
            timeout_at(end, wire.exchange(call)).await.unwrap_or_else(|_| Err(unknown(Class::Transient)))
        })
    }
}

impl Wire {
    async fn exchange(&self, call: Call) -> Result<Answer, Fault> {
        let mut request = call.request.build().await.map_err(|_| fault(Class::Configuration))?;
        if let Some(token) = &call.token {
            let bearer = token.bearer().ok_or_else(|| fault(Class::Configuration))?;
            request.headers_mut().insert(AUTHORIZATION, bearer);
        }
        let streamed = self.streams.load(Ordering::Relaxed);
        let first_byte = Instant::now() + if streamed { self.timeouts.first_byte } else { self.timeouts.answer };
        let sent = timeout_at(first_byte, self.http.execute(request));
        let mut response = sent.await.map_err(|_| unknown(Class::Transient))?.map_err(|error| {
            let unsent = error.is_connect() || error.is_builder();
            if unsent { fault(class_of(&error)) } else { unknown(class_of(&error)) }
        })?;
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let fail = |class| Fault { headers: Box::new(headers.clone()), ..unknown_error(status_error(class, status)) };
        if status.is_success()
            && let Some(taken) = &call.taken
        {
            taken.heard(&headers);
        }
        if status.is_success() && is_event_stream(&headers) {
            let mut assembly = Assembly::default();
            let mut size = 0;
            let mut next = first_byte;
            loop {
                let piece = match timeout_at(next, response.chunk()).await {
                    Ok(Ok(Some(piece))) => piece,
                    Ok(Ok(None)) => break,
                    // Nothing is missing any more; only the connection can't be used again.
                    _ if assembly.is_done() => break,
                    _ => return Err(fail(Class::Transient)),
                };
                size += piece.len();
                if size > MOST_BYTES || assembly.take(&piece).is_err() {
                    return Err(fail(Class::Malformed));
                }
                next = Instant::now() + if assembly.is_done() { AFTER_THE_END } else { self.timeouts.idle };
            }
            let body = assembly.whole().ok_or_else(|| fail(Class::Transient))?;
            return self.judge(status, headers, body);
        }
        let body = self.read(&mut response, first_byte).await.map_err(fail)?;
        self.judge(status, headers, body)
    }

    async fn read(&self, response: &mut Response, first_byte: Instant) -> Result<Vec<u8>, Class> {
        let mut body = Vec::new();
        let mut next = first_byte;
        loop {
            let piece = timeout_at(next, response.chunk()).await.map_err(|_| Class::Transient)?;
            let Some(piece) = piece.map_err(|_| Class::Transient)? else { return Ok(body) };
            next = Instant::now() + self.timeouts.idle;
            if body.len() + piece.len() > MOST_BYTES {
                return Err(Class::Malformed);
            }
            body.extend_from_slice(&piece);
        }
    }

    /// What the whole answer means.
    fn judge(&self, status: StatusCode, headers: HeaderMap, body: Vec<u8>) -> Result<Answer, Fault> {
        if !status.is_success() {
            if refuses_streams(status, &body) {
                self.streams.store(false, Ordering::Relaxed);
            }
            let error = classify(status, &headers, &body);
            let billed = Billed::for_refusal(status, error.class);
            return Err(Fault { headers: Box::new(headers), billed, ..Fault::new(error) });
        }
        let said = serde_json::from_slice::<Value>(&body);
        let error = match said {
            Ok(json) if json["choices"].is_array() => {
                let tokens = |name: &str| json["usage"][name].as_u64();
                let usage = tokens("prompt_tokens").zip(tokens("completion_tokens"));
                let usage = usage.map(|(prompt_tokens, completion_tokens)| Usage { prompt_tokens, completion_tokens });
                return Ok(Answer { body, usage });
            }
            // Some gateways put an error into a success.
            Ok(json) if json.get("error").is_some() => {
                let mut error = classify(status, &headers, &body);
                if error.class == Class::Permanent {
                    error.class = Class::Malformed;
                }
                error
            }
            // The connection ended within the answer, and nobody said so.
            Err(broken) if broken.is_eof() && !body.is_empty() => status_error(Class::Transient, status),
            _ => status_error(Class::Malformed, status),
        };
        Err(Fault { headers: Box::new(headers), ..unknown_error(error) })
    }
}

fn status_error(class: Class, status: StatusCode) -> ModelError {
    ModelError { status: Some(status.as_u16()), ..ModelError::new(class) }
}

/// Nothing went out.
fn fault(class: Class) -> Fault {
    Fault::new(ModelError::new(class))
}

/// It was on its way when this happened: nobody knows what it costs.
fn unknown(class: Class) -> Fault {
    unknown_error(ModelError::new(class))
}

fn unknown_error(error: ModelError) -> Fault {
    Fault { billed: Billed::Unknown, ..Fault::new(error) }
}

fn is_event_stream(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.trim_start().to_ascii_lowercase().starts_with("text/event-stream")
}

/// A certificate that is not trusted stays so; all else on the way there may pass.
fn class_of(error: &reqwest::Error) -> Class {
    if error.is_builder() || error.is_redirect() {
        return Class::Configuration;
    }
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        if inner.downcast_ref().and_then(tls_error).is_some_and(stays) {
            return Class::Configuration;
        }
        source = inner.source();
    }
    Class::Transient
}

/// What TLS says stands within errors of input and output, one within the other.
fn tls_error(error: &io::Error) -> Option<&rustls::Error> {
    let inner = error.get_ref()?;
    inner.downcast_ref().or_else(|| tls_error(inner.downcast_ref()?))
}

fn stays(error: &rustls::Error) -> bool {
    matches!(error, rustls::Error::InvalidCertificate(_) | rustls::Error::PeerIncompatible(_))
}
