use serde::{Deserialize, Serialize};
use vermerk_document::{Document, Notice, Rejection, Span};

use crate::Summary;

/// How a document ended. Every submitted file ends in exactly one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", content = "of", rename_all = "snake_case")]
pub enum Outcome {
    /// Read and summarised.
    Summarised(Box<Summarised>),
    /// The document's fault, final until it changes.
    Rejected(Rejection),
    /// Ours or the model's fault, tried again next run.
    Failed(Failure),
}

/// A summarised document with all that its report is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summarised {
    /// The document as read.
    pub document: Document,
    /// What was wrong with it.
    pub notices: Vec<Notice>,
    /// Sentences that address a language model, in reading order; the summary was made without them.
    #[serde(default)]
    pub screened: Vec<Span>,
    /// Its summary.
    pub summary: Summary,
}

/// An [`Outcome`] without what it carries, for counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeKind {
    /// See [`Outcome::Summarised`].
    Summarised,
    /// See [`Outcome::Rejected`].
    Rejected,
    /// See [`Outcome::Failed`].
    Failed,
}

/// Why a document could not be finished although nothing is wrong with it. Never carries document text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The model could not be reached.
    ModelUnavailable,
    /// The endpoint's quota is used up.
    QuotaExhausted,
    /// The model's answers could not be used, also after a repair.
    UnusableAnswer,
    /// The reading process crashed.
    Crashed,
    /// Reading took longer than allowed.
    TimedOut,
    /// A defect of this program.
    Panicked,
    /// The file could not be read from disk.
    FileUnreadable,
    /// The program ended over it, or was ended, and left no result.
    BrokenOff,
    /// The guideline keeps the document from the model.
    Refused(Barrier),
}

impl Failure {
    /// Whether trying again and again is of no use, since the cause may lie in the document. What lies with the endpoint
    /// or the disk is tried again for as long as it takes.
    pub fn counts(self) -> bool {
        match self {
            Self::UnusableAnswer | Self::Crashed | Self::TimedOut | Self::Panicked | Self::BrokenOff => true,
            Self::ModelUnavailable | Self::QuotaExhausted | Self::FileUnreadable | Self::Refused(_) => false,
        }
    }
}

/// What stands between a document and a model. Every barrier says by its name what would be needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Barrier {
    /// No guideline is configured, and the endpoint is not this machine.
    NoGuideline,
    /// The guideline does not hold yet, or should have been reviewed.
    NotInForce,
    /// The guideline says nothing of the endpoint.
    UnknownEndpoint,
    /// The endpoint computes outside the permitted region.
    Region,
    /// The provider is not declared as a processor.
    Role,
    /// The contract with the provider is missing or has run out.
    Contract,
    /// The data protection impact assessment is missing or has run out.
    Dpia,
    /// The declaration that nothing is used for training is missing or has run out.
    NoTraining,
    /// Nobody said how the document is classified.
    Unclassified,
    /// The document is too secret for the endpoint.
    Confidentiality,
    /// The document holds data of a kind that may not go to the endpoint.
    Data,
    /// Personal data was found in a request, and may not leave or could not be replaced.
    PersonalData,
    /// The model repeated a mark that only its instructions hold: it does not keep them apart from the document.
    Canary,
}

/// What a result was made with; a change in any of it makes a new result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Version of this program.
    pub program: String,
    /// Name of the pipeline.
    pub pipeline: String,
    /// Version of the pipeline as its file gives it.
    pub pipeline_version: u32,
    /// SHA-256 over the pipeline with its prompts and all other settings that shape a result, lower-case hex.
    pub pipeline_sha256: String,
    /// Name of the model ("eingebaut" for the built-in one).
    pub model: String,
    /// The guideline it was made under, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guideline: Option<AppliedGuideline>,
}

/// What a report says of the guideline it was made under, in the words of those who issued it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppliedGuideline {
    /// What it is called.
    pub name: String,
    /// Its version; other bytes have another version.
    pub version: u32,
    /// Who issued it.
    pub issuer: String,
    /// What the program is called there.
    pub assistant: String,
    /// The mark that a machine took part.
    pub label: String,
    /// Who must sign a report before it is used.
    pub signed_by: String,
}

impl AppliedGuideline {
    /// Name and version, which say which one it is.
    pub fn title(&self) -> String {
        format!("{}, Fassung {}", self.name, self.version)
    }
}

impl Outcome {
    /// Its kind.
    pub fn kind(&self) -> OutcomeKind {
        match self {
            Self::Summarised(_) => OutcomeKind::Summarised,
            Self::Rejected(_) => OutcomeKind::Rejected,
            Self::Failed(_) => OutcomeKind::Failed,
        }
    }
}
