use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::OwnedSemaphorePermit;
use vermerk_summary::{Completion, Request};

use crate::{Measures, Meter, ModelError, Unmetered};

/// A future whose type is not named, so that [`Model`] can be used behind `dyn`.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Leave to build one prompt; held until it is answered, and given back when dropped.
#[derive(Debug, Default)]
pub struct Place {
    pub(crate) _permit: Option<OwnedSemaphorePermit>,
}

/// Something that answers requests.
pub trait Model: Send + Sync {
    /// What stands in the record: "eingebaut", or the model's or deployment's name.
    fn name(&self) -> &str;

    /// How many tokens prompt and answer may have together; `None` if it reads passages and no prompt, of any number.
    fn window(&self) -> Option<usize>;

    /// Whether nothing that it is asked leaves this process, so that nothing need be kept from it.
    fn is_rehearsal(&self) -> bool {
        false
    }

    /// Waits for leave to build a prompt. Whoever has many requests keeps their ids and asks for a place before building
    /// each, so that only as many prompts exist as will soon be sent. A model that sends nothing gives it at once.
    fn place(&self) -> BoxFuture<'_, Place> {
        Box::pin(std::future::ready(Place::default()))
    }

    /// What the endpoint has been asked and has answered, and how things stand; `None` if there is no endpoint.
    fn measures(&self) -> Option<Measures> {
        None
    }

    /// Answers one request, asking the meter before each sending.
    ///
    /// # Errors
    /// A [`ModelError`]; retries worth making have been made. Never carries text of the request or the answer.
    fn complete_metered<'a>(
        &'a self,
        request: &'a Request,
        meter: Arc<dyn Meter>,
    ) -> BoxFuture<'a, Result<Completion, ModelError>>;

    /// Answers one request whatever it costs.
    ///
    /// # Errors
    /// As [`Self::complete_metered`].
    fn complete<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Completion, ModelError>> {
        self.complete_metered(request, Arc::new(Unmetered))
    }
}
