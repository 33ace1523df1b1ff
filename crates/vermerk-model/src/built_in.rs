use std::sync::Arc;

use serde_json::json;
use vermerk_summary::{Candidate, Completion, Finish, Request, Usage, rank};

use crate::{BoxFuture, Meter, Model, ModelError};

/// The model that needs no network: it chooses passages by rank and gives them back word for word.
#[derive(Debug, Clone, Copy, Default)]
pub struct BuiltIn;

impl BuiltIn {
    /// Answers at once. This is work for a processor: call it from the pool, not from an async task.
    pub fn answer(request: &Request) -> Completion {
        let candidates: Vec<Candidate<'_>> = request
            .passages
            .iter()
            .map(|passage| Candidate { text: &passage.text, eligible: passage.eligible })
            .collect();
        let statements: Vec<_> = rank(request.title.as_deref(), &candidates, request.words as usize)
            .into_iter()
            .filter_map(|index| request.passages.get(index))
            .map(|passage| json!({ "text": passage.text, "evidence": [passage.number] }))
            .collect();
        Completion {
            text: json!({ "statements": statements }).to_string(),
            finish: Finish::Stop,
            usage: Usage::default(),
        }
    }
}

impl Model for BuiltIn {
    fn name(&self) -> &'static str {
        "eingebaut"
    }

    fn window(&self) -> Option<usize> {
        None
    }

    fn complete_metered<'a>(
        &'a self,
        request: &'a Request,
        _: Arc<dyn Meter>,
    ) -> BoxFuture<'a, Result<Completion, ModelError>> {
        Box::pin(async move { Ok(Self::answer(request)) })
    }
}
