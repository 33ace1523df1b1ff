use serde::{Deserialize, Serialize};
use vermerk_document::{Document, Notice, Rejection};

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
}

impl Failure {
    /// Whether trying again and again is of no use, since the cause may lie in the document. What lies with the endpoint
    /// or the disk is tried again for as long as it takes.
    pub fn counts(self) -> bool {
        match self {
            Self::UnusableAnswer | Self::Crashed | Self::TimedOut | Self::Panicked | Self::BrokenOff => true,
            Self::ModelUnavailable | Self::QuotaExhausted | Self::FileUnreadable => false,
        }
    }
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
