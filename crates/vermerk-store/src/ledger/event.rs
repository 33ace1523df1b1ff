use serde::{Deserialize, Serialize};
use vermerk_summary::{Barrier, OutcomeKind, Summary, Verdict};

use crate::{AnswerKey, BatchId, BatchState, DocumentId, EngineKind, JobId, ResultKey, Totals};

/// An event with when and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logged {
    /// Seconds since 1970 by the machine's clock. The order of the lines counts, not this.
    pub at: u64,
    /// On whose behalf the program ran: an account, not a person's name.
    pub who: String,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// How many statements of a summary have which verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdicts {
    /// Borne out by their evidence.
    pub supported: u64,
    /// For a person to look at.
    pub review: u64,
    /// Not borne out.
    pub unsupported: u64,
}

impl Verdicts {
    /// Those of a summary.
    pub fn of(summary: &Summary) -> Self {
        let count = |wanted| summary.statements.iter().filter(|statement| statement.verdict == wanted).count() as u64;
        Self {
            supported: count(Verdict::Supported),
            review: count(Verdict::Review),
            unsupported: count(Verdict::Unsupported),
        }
    }
}

/// What the ledger records: ids, hashes and counts, never content, names of files or names of persons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Event {
    /// The store was created.
    StoreCreated,
    /// A batch began.
    BatchBegun {
        /// Its number.
        batch: BatchId,
    },
    /// Whose submissions a batch works on, and with what; all events up to the next batch belong to it.
    BatchFor {
        /// The batch's number.
        batch: BatchId,
        /// The office, as it is configured.
        office: String,
        /// Name of the pipeline.
        pipeline: String,
        /// The model.
        model: String,
    },
    /// A batch changed its state.
    BatchState {
        /// Its number.
        batch: BatchId,
        /// Its new state.
        state: BatchState,
    },
    /// An answer of a model was kept.
    AnswerRecorded {
        /// The document it is about.
        document: DocumentId,
        /// Where the answer lies.
        answer: AnswerKey,
        /// SHA-256 of the record as stored.
        sha256: String,
        /// The model.
        model: String,
        /// The endpoint's address, without credentials.
        endpoint: String,
        /// Version of the guideline under which it was asked, if there is one.
        guideline: Option<String>,
        /// Name of the pipeline whose prompts it answers; empty in lines of the first version.
        #[serde(default)]
        pipeline: String,
        /// Version of the pipeline.
        #[serde(default)]
        pipeline_version: u32,
        /// SHA-256 of the pipeline's settings and prompts.
        #[serde(default)]
        pipeline_sha256: String,
        /// Tokens read.
        prompt_tokens: u64,
        /// Tokens written.
        completion_tokens: u64,
        /// Cost in millionths of the configured currency.
        cost_micros: u64,
    },
    /// A result was recorded.
    ResultRecorded {
        /// The document.
        document: DocumentId,
        /// Where the result lies.
        result: ResultKey,
        /// SHA-256 of the record as stored.
        sha256: String,
        /// How the document ended.
        outcome: OutcomeKind,
        /// Version of the program.
        program: String,
        /// Name of the pipeline.
        pipeline: String,
        /// Version of the pipeline.
        pipeline_version: u32,
        /// SHA-256 of the pipeline's settings and prompts.
        pipeline_sha256: String,
        /// The model.
        model: String,
        /// Name and version of the guideline, if there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        guideline: Option<String>,
        /// Statements of its summary by verdict, if it has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        verdicts: Option<Verdicts>,
    },
    /// The guideline kept a document from the model.
    Refused {
        /// The document.
        document: DocumentId,
        /// What stood in the way.
        barrier: Barrier,
    },
    /// A version of a guideline was used for the first time.
    GuidelineAdopted {
        /// Its name.
        name: String,
        /// Its version.
        version: u32,
        /// SHA-256 of its file.
        sha256: String,
    },
    /// A batch that sent requests came to its end, or the next one closed its account.
    Spent {
        /// Its number.
        batch: BatchId,
        /// What was sent and what it cost.
        #[serde(flatten)]
        totals: Totals,
        /// The currency of the amounts; missing if the price was not known, then they are 0.
        currency: Option<String>,
    },
    /// A process ended while requests were on their way: they may be paid for, and will be sent again.
    BrokenOff {
        /// The batch it worked on.
        batch: BatchId,
        /// How many requests.
        requests: u64,
        /// The most they may have cost, in millionths of the currency.
        possible_micros: u64,
    },
    /// Requests were handed in together, to be answered within a day.
    JobHandedIn {
        /// The job's number.
        job: JobId,
        /// How many requests.
        requests: u64,
        /// What was set aside for them, in millionths of the currency.
        reserved_micros: u64,
    },
    /// The answers of a job were fetched, or it ended without any.
    JobTaken {
        /// The job's number.
        job: JobId,
        /// How many requests of it were answered.
        answered: u64,
        /// How many were not, and will be sent one by one.
        unanswered: u64,
        /// What it cost, in millionths of the currency.
        cost_micros: u64,
    },
    /// Everything was written to an export.
    Exported {
        /// How many records.
        records: u64,
    },
    /// The store was made from an export.
    Imported {
        /// How many records.
        records: u64,
    },
    /// The store was made from what could be read of a damaged one.
    Rebuilt {
        /// How many records could be read.
        records: u64,
        /// How many results and answers that this ledger names are lost.
        lost: u64,
    },
    /// The store was moved to another engine.
    Migrated {
        /// The engine it stands on now.
        engine: EngineKind,
        /// How many records.
        records: u64,
    },
    /// The ledger had more lines, or another line there, when it was last seen.
    LedgerCut {
        /// How many lines it had.
        lines: u64,
        /// Hash of the last of them.
        hash: String,
    },
}
