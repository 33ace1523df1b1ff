use std::sync::{Arc, Mutex, PoisonError};

use vermerk_model::{BoxFuture, Class, Meter, Model, ModelError};
use vermerk_store::{AnswerKey, DocumentId, Store};
use vermerk_summary::{Completion, Request};

/// In place of a model: says again what it once said about one document, and asks nobody. It stands behind the gate as
/// the model did, so it sees requests as they left the house.
pub(super) struct Kept {
    pub(super) store: Arc<Store>,
    pub(super) endpoint: String,
    pub(super) model: String,
    pub(super) window: Option<usize>,
    pub(super) document: DocumentId,
    /// What an answer that is missing is taken for.
    pub(super) missing: Class,
    /// Where the last answer lies.
    pub(super) last: Mutex<Option<AnswerKey>>,
}

impl Kept {
    /// Where the last answer lies; `None` if there was none.
    pub(super) fn take_last(&self) -> Option<AnswerKey> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Model for Kept {
    fn name(&self) -> &str {
        &self.model
    }

    fn window(&self) -> Option<usize> {
        self.window
    }

    fn complete_metered<'a>(
        &'a self,
        request: &'a Request,
        _meter: Arc<dyn Meter>,
    ) -> BoxFuture<'a, Result<Completion, ModelError>> {
        let key = AnswerKey::new(&self.document, &self.endpoint, &self.model, request);
        let answer = match self.store.answer(&key) {
            Ok(Some(answer)) => {
                *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(key);
                Ok(answer.completion)
            }
            Ok(None) => Err(ModelError::new(self.missing)),
            Err(error) => {
                tracing::error!(%error, "a kept answer could not be read");
                Err(ModelError::new(Class::Permanent))
            }
        };
        Box::pin(async { answer })
    }
}
