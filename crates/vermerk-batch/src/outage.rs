use std::sync::{Arc, Mutex, PoisonError};

use vermerk_model::{BoxFuture, Class, Measures, Meter, Model, ModelError, Place};
use vermerk_summary::{Completion, Request};

/// So many requests in a row without an answer, each with all its retries, mean that the endpoint is down.
const IN_A_ROW: u32 = 3;

/// A model that is not asked any more in this run once its endpoint is known to answer nothing.
///
/// Without it a wrong key or a dead host would be found out anew, with all its waiting, for every document.
pub struct Outage {
    model: Arc<dyn Model>,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    unanswered: u32,
    down: Option<ModelError>,
}

impl Outage {
    /// Wraps the model for one run.
    pub fn new(model: Arc<dyn Model>) -> Self {
        Self { model, seen: Mutex::default() }
    }

    fn note(&self, answer: &Result<Completion, ModelError>) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        match answer {
            Err(error) if matches!(error.class, Class::Configuration | Class::Quota) => {
                seen.down = Some(error.clone());
            }
            Err(error) if error.class == Class::Transient => {
                seen.unanswered += 1;
                if seen.unanswered >= IN_A_ROW {
                    seen.down = Some(error.clone());
                }
            }
            // An answer, or an error that is about this request alone: the endpoint is there.
            _ => seen.unanswered = 0,
        }
    }
}

impl Model for Outage {
    fn name(&self) -> &str {
        self.model.name()
    }

    fn window(&self) -> Option<usize> {
        self.model.window()
    }

    fn place(&self) -> BoxFuture<'_, Place> {
        self.model.place()
    }

    fn measures(&self) -> Option<Measures> {
        self.model.measures()
    }

    fn complete_metered<'a>(
        &'a self,
        request: &'a Request,
        meter: Arc<dyn Meter>,
    ) -> BoxFuture<'a, Result<Completion, ModelError>> {
        Box::pin(async move {
            let down = self.seen.lock().unwrap_or_else(PoisonError::into_inner).down.clone();
            if let Some(error) = down {
                return Err(error);
            }
            let answer = self.model.complete_metered(request, meter).await;
            self.note(&answer);
            answer
        })
    }
}

#[cfg(test)]
mod tests;
