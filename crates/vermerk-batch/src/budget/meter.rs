use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use vermerk_model::{Billed, BoxFuture, Meter, ModelError, Worst};

use super::Books;

/// The books as one request sees them: its sendings one after the other, of which the last may have brought the answer.
#[derive(Debug)]
pub(crate) struct RequestMeter {
    books: Arc<Books>,
    sending: Mutex<Option<Sending>>,
}

/// A sending that is not settled.
#[derive(Debug, Clone, Copy)]
struct Sending {
    number: u64,
    worst: Worst,
    billed: Billed,
}

impl RequestMeter {
    pub(crate) fn new(books: Arc<Books>) -> Self {
        Self { books, sending: Mutex::default() }
    }

    /// The sending that brought the answer, to be settled together with keeping it.
    pub(crate) fn answered(&self) -> Option<(u64, Worst, Billed)> {
        self.sending().take().map(|sending| (sending.number, sending.worst, sending.billed))
    }

    fn sending(&self) -> MutexGuard<'_, Option<Sending>> {
        self.sending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Meter for RequestMeter {
    fn reserve(&self, worst: Worst) -> BoxFuture<'_, Result<(), ModelError>> {
        Box::pin(async move {
            let number = self.books.reserve(worst).await?;
            *self.sending() = Some(Sending { number, worst, billed: Billed::Unknown });
            Ok(())
        })
    }

    fn settle(&self, billed: Billed) {
        let mut sending = self.sending();
        match (billed, sending.as_mut()) {
            // Settled when the answer is kept, so that no crash finds money spent with nothing to show for it.
            (Billed::Tokens(_), Some(sending)) => sending.billed = billed,
            (_, Some(_)) => {
                if let Some(Sending { number, worst, .. }) = sending.take() {
                    self.books.settle(number, worst, billed);
                }
            }
            (_, None) => {}
        }
    }
}

impl Drop for RequestMeter {
    /// An answer that was of no use, or a request given up on its way.
    fn drop(&mut self) {
        if let Some((number, worst, billed)) = self.answered() {
            self.books.settle(number, worst, billed);
        }
    }
}
