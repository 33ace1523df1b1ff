use vermerk_summary::{AppliedGuideline, Failure, Outcome};

use super::{Store, encode};
use crate::id::sha256_hex;
use crate::key::{self, Kind};
use crate::{AnswerKey, AnswerRecord, DocumentRecord, Event, ResultKey, StoreError, Verdicts};

impl Store {
    /// Writes the result of a document, in place of an earlier one under the same key, and notes it in the ledger.
    pub fn record(&self, record: &DocumentRecord) -> Result<(), StoreError> {
        if record.key != ResultKey::new(&record.document, record.media_type, &record.provenance) {
            return Err(StoreError::ForeignKey);
        }
        let value = encode(record)?;
        let event = Event::ResultRecorded {
            document: record.document,
            result: record.key,
            sha256: sha256_hex(&value),
            outcome: record.outcome.kind(),
            program: record.provenance.program.clone(),
            pipeline: record.provenance.pipeline.clone(),
            pipeline_version: record.provenance.pipeline_version,
            pipeline_sha256: record.provenance.pipeline_sha256.clone(),
            model: record.provenance.model.clone(),
            guideline: record.provenance.guideline.as_ref().map(AppliedGuideline::title),
            verdicts: match &record.outcome {
                Outcome::Summarised(summarised) => Some(Verdicts::of(&summarised.summary)),
                Outcome::Rejected(_) | Outcome::Failed(_) => None,
            },
        };
        if let Outcome::Failed(Failure::Refused(barrier)) = record.outcome {
            self.log(Event::Refused { document: record.document, barrier })?;
        }
        self.save_with(event, Kind::Result, &key::result(&record.key), value)
    }

    /// The result under a key. A failed outcome is a result too; the caller decides whether to try again.
    pub fn result(&self, key: &ResultKey) -> Result<Option<DocumentRecord>, StoreError> {
        self.load(Kind::Result, &key::result(key))
    }

    /// All results, in the order of their keys.
    pub fn results(&self) -> Result<impl Iterator<Item = Result<DocumentRecord, StoreError>> + '_, StoreError> {
        self.values(Kind::Result, &[Kind::Result.letter()])
    }

    /// Keeps what a model answered, and notes it in the ledger. After the next barrier it need not be paid for again.
    pub fn record_answer(&self, answer: &AnswerRecord) -> Result<(), StoreError> {
        let value = encode(answer)?;
        let asked_for = answer.provenance.as_ref();
        let event = Event::AnswerRecorded {
            document: answer.document,
            answer: answer.key,
            sha256: sha256_hex(&value),
            model: answer.model.clone(),
            endpoint: answer.endpoint.clone(),
            guideline: answer.guideline.clone(),
            pipeline: asked_for.map_or_else(String::new, |made_with| made_with.pipeline.clone()),
            pipeline_version: asked_for.map_or(0, |made_with| made_with.pipeline_version),
            pipeline_sha256: asked_for.map_or_else(String::new, |made_with| made_with.pipeline_sha256.clone()),
            prompt_tokens: answer.completion.usage.prompt_tokens,
            completion_tokens: answer.completion.usage.completion_tokens,
            cost_micros: answer.cost_micros,
        };
        self.save_with(event, Kind::Answer, &key::answer(&answer.key), value)
    }

    /// What a model answered to the request with this key.
    pub fn answer(&self, key: &AnswerKey) -> Result<Option<AnswerRecord>, StoreError> {
        self.load(Kind::Answer, &key::answer(key))
    }
}
