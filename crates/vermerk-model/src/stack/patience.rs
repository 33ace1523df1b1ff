use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::time::{Instant, sleep};
use tower::Service;

use super::{Answer, Call, Fault};
use crate::governor::{Governor, Lane, backoff};
use crate::{BoxFuture, Class};

/// Tries for a request that fails by the endpoint's fault.
const TRIES: u32 = 6;
/// Tries for a request whose answer comes, and is paid, but is not what the interface promises.
const TRIES_OF_MALFORMED: u32 = 3;

/// Tries again what may succeed, until it does, the tries are used up, or the time is.
#[derive(Debug, Clone)]
pub(super) struct Patience<S> {
    pub(super) inner: S,
    pub(super) governor: Arc<Governor>,
}

impl<S> Service<Call> for Patience<S>
where
    S: Service<Call, Response = Answer, Error = Fault> + Clone + Send + 'static,
    S::Future: Send + 'static,
{
    type Response = Answer;
    type Error = Fault;
    type Future = BoxFuture<'static, Result<Answer, Fault>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Fault>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, call: Call) -> Self::Future {
        let Self { mut inner, governor } = self.clone();
        Box::pin(async move {
            let mut call = call;
            let mut tries = 0;
            let mut last: Option<Fault> = None;
            loop {
                let fault = match inner.call(call.clone()).await {
                    Ok(answer) => return Ok(answer),
                    Err(fault) => fault,
                };
                let Some(deadline) = fault.deadline else {
                    // The time ran out while it waited for its turn: what came before says why.
                    return Err(last.unwrap_or(fault));
                };
                let most = match fault.error.class {
                    // Spends no try. The governor holds everyone back, this request first in line.
                    Class::RateLimited => u32::MAX,
                    Class::Transient => TRIES,
                    Class::Malformed => TRIES_OF_MALFORMED,
                    _ => return Err(fault),
                };
                let mut wait = fault.error.retry_after;
                if fault.error.class != Class::RateLimited {
                    tries += 1;
                    if tries >= most || !governor.may_retry(fault.error.class) {
                        return Err(fault);
                    }
                    wait = wait.or_else(|| Some(backoff(tries)));
                }
                let wait = wait.unwrap_or_default();
                tracing::debug!(class = %fault.error, tries, wait_ms = wait.as_millis() as u64, "request will be sent again");
                if Instant::now() + wait >= deadline {
                    return Err(fault);
                }
                if fault.error.class != Class::RateLimited {
                    sleep(wait).await;
                }
                call.lane = Lane::Front;
                call.deadline = Some(deadline);
                last = Some(fault);
            }
        })
    }
}
