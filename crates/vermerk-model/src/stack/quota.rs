use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, timeout_at};
use tower::Service;
use vermerk_summary::Usage;

use super::{Answer, Call, Fault};
use crate::governor::Governor;
use crate::{BoxFuture, Class, ModelError};

/// Lets each try through when it is its turn and there is quota for it, and tells the governor how it went.
#[derive(Debug, Clone)]
pub(super) struct Quota<S> {
    pub(super) inner: S,
    pub(super) governor: Arc<Governor>,
    /// For a request with all its tries, from when it is first let through.
    pub(super) limit: Duration,
}

impl<S> Service<Call> for Quota<S>
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

    fn call(&mut self, mut call: Call) -> Self::Future {
        let Self { mut inner, governor, limit } = self.clone();
        Box::pin(async move {
            let asked = Instant::now();
            let admit = governor.admit(call.worst.prompt_tokens + call.worst.completion_tokens, call.lane);
            let permit = match call.deadline {
                None => admit.await,
                Some(deadline) => match timeout_at(deadline, admit).await {
                    Ok(permit) => permit,
                    Err(_) => return Err(Fault::new(ModelError::new(Class::Transient))),
                },
            };
            let deadline = *call.deadline.get_or_insert_with(|| Instant::now() + limit);
            let waited_ms = asked.elapsed().as_millis() as u64;
            call.taken = Some(permit.taken());
            let answered = inner.call(call).await;
            let mut fault = match answered {
                Ok(answer) => {
                    let Usage { prompt_tokens, completion_tokens } = answer.usage.unwrap_or_default();
                    tracing::debug!(waited_ms, prompt_tokens, completion_tokens, "answered");
                    permit.answered(prompt_tokens, completion_tokens);
                    return Ok(answer);
                }
                Err(fault) => fault,
            };
            tracing::debug!(waited_ms, class = %fault.error, "not answered");
            match fault.error.class {
                Class::RateLimited => fault.error.retry_after = Some(permit.limited(&fault.headers, &fault.error)),
                Class::Transient | Class::Malformed => permit.failed(),
                // There was no money for it.
                Class::Budget => permit.unused(),
                _ => permit.declined(),
            }
            fault.deadline = Some(deadline);
            Err(fault)
        })
    }
}
