//! The tower service of one deployment, below async-openai: what happens to a request until it is answered.
//!
//! async-openai's own retries are off, since its client is given this service in their place.

mod events;
mod letting_in;
mod money;
mod patience;
mod quota;
mod wire;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::task::{Context, Poll};

use async_openai::error::OpenAIError;
use async_openai::middleware::HttpRequestFactory;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use tokio::time::Instant;
use tower::util::BoxCloneSyncService;
use tower::{Layer as _, Service, ServiceExt as _};
use vermerk_summary::Usage;

use crate::endpoint::Timeouts;
use crate::governor::{Governor, Lane, Taken};
use crate::token::Keeper;
use crate::{ApiKey, Billed, BoxFuture, Meter, ModelError, Worst};

use letting_in::LettingIn;
use money::Money;
use patience::Patience;
use quota::Quota;
pub(crate) use wire::Wire;

/// The service of one deployment; all its requests share it.
pub(crate) type Deployment = BoxCloneSyncService<Call, Answer, Fault>;

/// One request on its way.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    request: HttpRequestFactory,
    worst: Worst,
    meter: Arc<dyn Meter>,
    lane: Lane,
    /// When nothing more is tried; set when the request is first let through.
    deadline: Option<Instant>,
    /// What lets it in, where that changes from try to try.
    token: Option<ApiKey>,
    /// Whom to tell as soon as the server has taken it.
    taken: Option<Taken>,
}

/// A usable answer.
#[derive(Debug)]
pub(crate) struct Answer {
    /// JSON as of an answer that came whole, however it came.
    body: Vec<u8>,
    usage: Option<Usage>,
}

/// Why one try came to nothing.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) error: ModelError,
    headers: Box<HeaderMap>,
    /// When nothing more is tried for the request; `None` if it was never let through.
    deadline: Option<Instant>,
    billed: Billed,
}

impl Fault {
    /// Of what was not sent.
    fn new(error: ModelError) -> Self {
        Self { error, headers: Box::default(), deadline: None, billed: Billed::Nothing }
    }
}

/// Puts the service together. From the outside in: tries, being let in, quota, money, and the wire with its time-outs. So
/// every try pays quota, money is set aside only for what is sent, waiting counts against no time-out, and a token is as
/// fresh as its try.
pub(crate) fn assemble<W>(wire: W, governor: &Arc<Governor>, keeper: Option<&Keeper>, timeouts: Timeouts) -> Deployment
where
    W: Service<Call, Response = Answer, Error = Fault> + Clone + Send + Sync + 'static,
    W::Future: Send + 'static,
{
    let quota = tower::layer::layer_fn(|inner| Quota { inner, governor: governor.clone(), limit: timeouts.deadline });
    let letting_in = tower::layer::layer_fn(|inner| LettingIn { inner, keeper: keeper.cloned() });
    let patience = tower::layer::layer_fn(|inner| Patience { inner, governor: governor.clone() });
    BoxCloneSyncService::new(patience.layer(letting_in.layer(quota.layer(Money { inner: wire }))))
}

/// What async-openai sends one request through: the deployment's service, with what it must know of this request.
#[derive(Debug, Clone)]
pub(crate) struct Entrance {
    pub(crate) deployment: Deployment,
    pub(crate) worst: Worst,
    pub(crate) meter: Arc<dyn Meter>,
}

impl Service<HttpRequestFactory> for Entrance {
    type Response = reqwest::Response;
    type Error = OpenAIError;
    type Future = BoxFuture<'static, Result<reqwest::Response, OpenAIError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), OpenAIError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: HttpRequestFactory) -> Self::Future {
        let Self { deployment, worst, meter } = self.clone();
        let call = Call { request, worst, meter, lane: Lane::Back, deadline: None, token: None, taken: None };
        Box::pin(async move {
            let answer = deployment.oneshot(call).await;
            let answer = answer.map_err(|fault| OpenAIError::Boxed(Box::new(fault.error)))?;
            let mut response = http::Response::new(reqwest::Body::from(answer.body));
            *response.status_mut() = StatusCode::OK;
            Ok(reqwest::Response::from(response))
        })
    }
}

/// Whether the server of a deployment still is asked for answers piece by piece.
pub(crate) type Streams = Arc<AtomicBool>;
