use std::sync::Arc;

use vermerk_model::{BoxFuture, Class, Measures, Meter, Model, ModelError, Place};
use vermerk_store::{AnswerKey, AnswerRecord, DocumentId, Store};
use vermerk_summary::{AppliedGuideline, Completion, Provenance, Request};

use crate::Cores;

/// A model whose answers about one document are kept: what was answered once is not asked, nor paid for, again.
pub(crate) struct PaidOnce {
    pub(crate) model: Arc<dyn Model>,
    /// Address of the endpoint, without credentials.
    pub(crate) endpoint: String,
    pub(crate) document: DocumentId,
    /// What the result is made with that is asked for.
    pub(crate) provenance: Provenance,
    pub(crate) store: Arc<Store>,
    pub(crate) cores: Cores,
}

impl PaidOnce {
    /// An answer that was kept but can't be read any more is asked for again.
    async fn kept(&self, key: AnswerKey) -> Option<Completion> {
        let store = self.store.clone();
        let found = self.cores.run(move || store.answer(&key)).await.ok()?;
        match found {
            Ok(answer) => answer.map(|answer| answer.completion),
            Err(error) => {
                tracing::error!(%error, "a kept answer could not be read");
                None
            }
        }
    }

    /// Returns only once the answer survives a crash: nothing may depend on it before.
    async fn keep(&self, key: AnswerKey, completion: Completion) -> Result<(), ModelError> {
        let answer = AnswerRecord {
            key,
            document: self.document,
            model: self.model.name().to_owned(),
            endpoint: self.endpoint.clone(),
            guideline: self.provenance.guideline.as_ref().map(AppliedGuideline::title),
            provenance: Some(self.provenance.clone()),
            cost_micros: 0,
            completion,
        };
        let store = self.store.clone();
        let stored = self.cores.run(move || store.record_answer(&answer).and_then(|()| store.barrier())).await;
        match stored {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(not_kept(&error)),
            Err(panicked) => Err(not_kept(&panicked)),
        }
    }
}

/// Without the store no answer may be used. A failed write halts the store, so the run ends at the next result.
fn not_kept(error: &dyn std::fmt::Display) -> ModelError {
    tracing::error!(%error, "an answer could not be kept");
    ModelError::new(Class::Permanent)
}

impl Model for PaidOnce {
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
            let key = AnswerKey::new(&self.document, &self.endpoint, self.name(), request);
            if let Some(completion) = self.kept(key).await {
                return Ok(completion);
            }
            let completion = self.model.complete_metered(request, meter).await?;
            self.keep(key, completion.clone()).await?;
            Ok(completion)
        })
    }
}
