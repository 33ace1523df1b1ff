use std::sync::Arc;

use vermerk_model::{BoxFuture, Class, Measures, Meter, Model, ModelError, Place};
use vermerk_store::{AnswerKey, AnswerRecord, DocumentId, Store};
use vermerk_summary::{AppliedGuideline, Completion, Provenance, Request};

use crate::Cores;
use crate::budget::{Books, RequestMeter};
use crate::lane::{BatchLane, Way};

/// A model whose answers about one document are kept: what was answered once is not asked, nor paid for, again.
pub(crate) struct PaidOnce {
    pub(crate) model: Arc<dyn Model>,
    /// All that decides an answer besides model and request, without credentials.
    pub(crate) endpoint: String,
    pub(crate) document: DocumentId,
    /// What the result is made with that is asked for.
    pub(crate) provenance: Provenance,
    pub(crate) store: Arc<Store>,
    pub(crate) books: Arc<Books>,
    /// Where requests go that may wait for their answers.
    pub(crate) lane: Option<Arc<BatchLane>>,
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

    async fn ask(&self, request: &Request) -> Result<Completion, ModelError> {
        let key = AnswerKey::new(&self.document, &self.endpoint, self.name(), request);
        if let Some(completion) = self.kept(key).await {
            return Ok(completion);
        }
        if let Some(lane) = &self.lane
            && lane.way(key, self.document, request).await? == Way::Job
        {
            return Err(ModelError::new(Class::Pending));
        }
        let meter = Arc::new(RequestMeter::new(self.books.clone()));
        let completion = self.model.complete_metered(request, meter.clone()).await?;
        let answer = AnswerRecord {
            key,
            document: self.document,
            model: self.model.name().to_owned(),
            endpoint: self.endpoint.clone(),
            guideline: self.provenance.guideline.as_ref().map(AppliedGuideline::title),
            provenance: Some(self.provenance.clone()),
            cost_micros: self.books.budget().cost_micros(completion.usage),
            completion: completion.clone(),
        };
        // Returns only once the answer survives a crash: nothing may depend on it before.
        self.books.keep(answer, meter.answered()).await?;
        Ok(completion)
    }
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

    /// The run's own books count; another meter has nothing to say here.
    fn complete_metered<'a>(
        &'a self,
        request: &'a Request,
        _: Arc<dyn Meter>,
    ) -> BoxFuture<'a, Result<Completion, ModelError>> {
        Box::pin(self.ask(request))
    }
}
