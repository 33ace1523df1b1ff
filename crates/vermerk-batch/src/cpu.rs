use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use tokio::sync::oneshot;
use tracing::Span;

/// The cores this run may use: a rayon pool with a bridge to the async side.
///
/// Work never goes to tokio's blocking pool, whose threads have no limit, and workers never wait on a channel.
#[derive(Clone)]
pub struct Cores {
    pool: Arc<rayon::ThreadPool>,
}

/// The work panicked; it carries no message, since a panic message may hold document text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a computation panicked")]
pub struct Panicked;

impl Cores {
    /// A pool of `threads` workers, 0 for one a core, each with a stack of 8 MiB.
    ///
    /// # Errors
    /// If the system gives no threads.
    pub fn new(threads: usize) -> Result<Self, rayon::ThreadPoolBuildError> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .stack_size(8 << 20)
            .thread_name(|index| format!("cpu-{index}"))
            .build()?;
        Ok(Self { pool: Arc::new(pool) })
    }

    /// How many threads the pool has.
    pub fn threads(&self) -> usize {
        self.pool.current_num_threads()
    }

    /// Runs `work` on the pool and waits for it without blocking; work nobody waits for any more is not begun.
    ///
    /// # Errors
    /// If `work` panics; the pool lives on.
    pub async fn run<R: Send + 'static>(&self, work: impl FnOnce() -> R + Send + 'static) -> Result<R, Panicked> {
        let (sender, receiver) = oneshot::channel();
        let span = Span::current();
        self.pool.spawn(move || {
            if sender.is_closed() {
                return;
            }
            let result = span.in_scope(|| catch_unwind(AssertUnwindSafe(work)).map_err(|_| Panicked));
            // The other side may have gone away meanwhile: then nobody needs the result.
            drop(sender.send(result));
        });
        receiver.await.unwrap_or(Err(Panicked))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block_on<F: Future>(future: F) -> F::Output {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
    }

    #[test]
    fn a_panic_becomes_an_error_and_the_pool_lives_on() {
        let cores = Cores::new(1).unwrap();
        block_on(async {
            assert_eq!(cores.run(|| panic!("kaputt")).await, Err::<(), _>(Panicked));
            assert_eq!(cores.run(|| 6 * 7).await, Ok(42));
        });
    }

    #[test]
    fn work_nobody_waits_for_is_not_begun() {
        let cores = Cores::new(1).unwrap();
        let (release, gate) = std::sync::mpsc::channel::<()>();
        let (tell, told) = std::sync::mpsc::channel::<()>();
        block_on(async {
            let busy = cores.run(move || gate.recv().is_ok());
            let mut busy = Box::pin(busy);
            // Polled once, so that the work is queued.
            assert!(futures_poll_once(busy.as_mut()).await.is_none());
            let mut given_up = Box::pin(cores.run(move || tell.send(()).is_ok()));
            assert!(futures_poll_once(given_up.as_mut()).await.is_none());
            drop(given_up);
            release.send(()).unwrap();
            assert_eq!(busy.await, Ok(true));
            assert_eq!(cores.run(|| 1).await, Ok(1));
        });
        assert!(told.recv().is_err(), "the abandoned work must never have run");
    }

    async fn futures_poll_once<F: Future + Unpin>(mut future: F) -> Option<F::Output> {
        std::future::poll_fn(|context| match std::pin::Pin::new(&mut future).poll(context) {
            std::task::Poll::Ready(output) => std::task::Poll::Ready(Some(output)),
            std::task::Poll::Pending => std::task::Poll::Ready(None),
        })
        .await
    }
}
