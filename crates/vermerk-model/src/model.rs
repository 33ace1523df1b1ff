use std::future::Future;
use std::pin::Pin;

use vermerk_summary::{Completion, Request};

use crate::ModelError;

/// A future whose type is not named, so that [`Model`] can be used behind `dyn`.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Something that answers requests.
pub trait Model: Send + Sync {
    /// What stands in the record: "eingebaut", or the model's or deployment's name.
    fn name(&self) -> &str;

    /// How many tokens prompt and answer may have together; `None` if it reads passages and no prompt, of any number.
    fn window(&self) -> Option<usize>;

    /// Answers one request.
    ///
    /// # Errors
    /// A [`ModelError`]; retries worth making have been made. Never carries text of the request or the answer.
    fn complete<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Completion, ModelError>>;
}
