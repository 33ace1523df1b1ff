use serde::{Deserialize, Serialize};
use vermerk_document::MediaType;
use vermerk_summary::{Completion, Outcome, OutcomeKind, Provenance};

use crate::{AnswerKey, BatchId, DocumentId, ResultKey};

/// What one document gave with one provenance; everything its report is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentRecord {
    /// The document.
    pub document: DocumentId,
    /// What it was read as, which also depends on the file's name; `None` if it is none of the known types.
    pub media_type: Option<MediaType>,
    /// Where this record lies; always [`ResultKey::new`] of `document`, `media_type` and `provenance`.
    pub key: ResultKey,
    /// Size of the file.
    pub bytes: u64,
    /// What it was made with.
    pub provenance: Provenance,
    /// How it ended. A failed outcome is recorded like any other; whoever reads it decides to try again.
    pub outcome: Outcome,
}

/// What a model answered to one request, kept so that it is paid for once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerRecord {
    /// Where this record lies.
    pub key: AnswerKey,
    /// The document it is about.
    pub document: DocumentId,
    /// The model that answered.
    pub model: String,
    /// The endpoint as it was named for the key: its address without credentials, and the form of answer asked for.
    pub endpoint: String,
    /// Version of the guideline under which it was asked, if there is one.
    pub guideline: Option<String>,
    /// What the result is made with that it was asked for first; `None` in records of the first version.
    #[serde(default)]
    pub provenance: Option<Provenance>,
    /// Cost in millionths of the configured currency.
    pub cost_micros: u64,
    /// The answer.
    pub completion: Completion,
}

/// One run over a folder. Its entries are records of their own, see [`crate::Store::entries`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchRecord {
    /// Its number.
    pub id: BatchId,
    /// The folder, as the caller names it.
    pub folder: String,
    /// When it began, in seconds since 1970 by the caller's clock.
    pub started: u64,
    /// How far it is.
    pub state: BatchState,
}

/// How far a batch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchState {
    /// A process is working on it.
    Running,
    /// Every submission has its outcome.
    Finished,
    /// It was stopped, or the process ended without a word; the next run goes on.
    Interrupted,
}

/// One submission of a batch and how it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchEntry {
    /// Path of the file within the folder, parts separated by `/`; unique in the batch.
    pub name: String,
    /// Its document.
    pub document: DocumentId,
    /// Its result.
    pub key: ResultKey,
    /// How it ended.
    pub outcome: OutcomeKind,
    /// Name of the first submission with the same bytes, if this is not it.
    pub duplicate_of: Option<String>,
    /// The report files written for it.
    pub reports: Vec<ReportFile>,
}

/// A file written for the clerk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportFile {
    /// Path within the output folder, parts separated by `/`.
    pub path: String,
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
}

/// How often a document was taken up without coming to its end, so that one that ends the program is not taken up for
/// ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempts {
    /// The document.
    pub document: DocumentId,
    /// The result that was tried for; another configuration begins anew. `None` in records of the first version.
    #[serde(default)]
    pub result: Option<ResultKey>,
    /// How often.
    pub count: u32,
    /// The last time left no outcome: the process ended over it, or still works on it.
    #[serde(default)]
    pub open: bool,
}

/// A batch entry with its batch, so that it says by itself where it belongs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StoredEntry {
    pub(crate) batch: BatchId,
    pub(crate) entry: BatchEntry,
}

/// The bytes of a version of a guideline, by their hash.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AdoptedGuideline {
    pub(crate) name: String,
    pub(crate) version: u32,
    pub(crate) sha256: String,
}
