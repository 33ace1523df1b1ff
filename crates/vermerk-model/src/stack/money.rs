use std::task::{Context, Poll};

use tower::Service;
use vermerk_summary::Usage;

use super::{Answer, Call, Fault};
use crate::{Billed, BoxFuture};

/// Has the meter set money aside for each sending, and tells it the bill. Innermost before the wire, since money is set
/// aside for what is really sent; the permit goes back if there is none.
#[derive(Debug, Clone)]
pub(super) struct Money<S> {
    pub(super) inner: S,
}

impl<S> Service<Call> for Money<S>
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
        let mut inner = self.inner.clone();
        Box::pin(async move {
            let meter = call.meter.clone();
            let worst = call.worst;
            meter.reserve(worst).await.map_err(Fault::new)?;
            let answered = inner.call(call).await;
            meter.settle(match &answered {
                // A server that does not say what it took is taken at the worst.
                Ok(answer) => Billed::Tokens(answer.usage.unwrap_or(Usage {
                    prompt_tokens: worst.prompt_tokens,
                    completion_tokens: worst.completion_tokens,
                })),
                Err(fault) => fault.billed,
            });
            answered
        })
    }
}
