use std::sync::{Arc, Mutex, PoisonError};

use vermerk_model::{BoxFuture, Class, Meter, Model, ModelError};
use vermerk_summary::{Completion, Request};

/// In place of a model: keeps what it would be sent, and answers nothing.
pub(crate) struct Shown {
    model: Arc<dyn Model>,
    requests: Mutex<Vec<Request>>,
}

impl Shown {
    pub(crate) fn new(model: Arc<dyn Model>) -> Self {
        Self { model, requests: Mutex::default() }
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        std::mem::take(&mut self.requests.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Model for Shown {
    fn name(&self) -> &str {
        self.model.name()
    }

    fn window(&self) -> Option<usize> {
        self.model.window()
    }

    fn complete_metered<'a>(
        &'a self,
        request: &'a Request,
        _meter: Arc<dyn Meter>,
    ) -> BoxFuture<'a, Result<Completion, ModelError>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).push(request.clone());
        Box::pin(async { Err(ModelError::new(Class::Pending)) })
    }
}
