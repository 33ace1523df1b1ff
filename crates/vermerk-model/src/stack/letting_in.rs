use std::task::{Context, Poll};

use tower::Service;

use super::{Answer, Call, Fault};
use crate::governor::Lane;
use crate::token::{Keeper, TokenError};
use crate::{BoxFuture, Class, ModelError};

/// Gives each try its bearer token, and a new one if the server did not take it. Keys stand in the request already.
#[derive(Debug, Clone)]
pub(super) struct LettingIn<S> {
    pub(super) inner: S,
    pub(super) keeper: Option<Keeper>,
}

impl<S> Service<Call> for LettingIn<S>
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
        let Self { mut inner, keeper } = self.clone();
        Box::pin(async move {
            let Some(keeper) = keeper else { return inner.call(call).await };
            // Who gives out tokens may be back later, but the request was not sent: nothing is tried again here.
            let missing = |_: TokenError| Fault::new(ModelError::new(Class::Transient));
            let token = keeper.current(None).await.map_err(missing)?;
            let mut call = Call { token: Some(token.clone()), ..call };
            match inner.call(call.clone()).await {
                Err(fault) if fault.error.status == Some(401) => {
                    tracing::debug!("the server did not take the bearer token; trying a new one");
                    call.token = Some(keeper.current(Some(&token)).await.map_err(missing)?);
                    call.lane = Lane::Front;
                    call.deadline = fault.deadline;
                    inner.call(call).await
                }
                answered => answered,
            }
        })
    }
}
