//! What the store keeps of money: accounts of runs, and jobs (requests handed in together). Amounts are whole numbers,
//! in millionths of the configured currency, so that nothing is lost by adding up.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vermerk_summary::Provenance;

use crate::{AnswerKey, BatchId, DocumentId};

/// Running number of a job in its store, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct JobId(pub u64);

/// What was sent and what it cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Sendings of requests, repeated ones included.
    pub requests: u64,
    /// Tokens of their prompts as estimated beforehand.
    pub estimated_tokens: u64,
    /// Tokens read, as billed.
    pub prompt_tokens: u64,
    /// Tokens written, as billed.
    pub completion_tokens: u64,
    /// What it cost for sure.
    pub spent_micros: u64,
    /// The most that sendings may have cost whose bill nobody knows.
    pub possible_micros: u64,
    /// How many such sendings there were: each of them is possibly paid twice.
    pub possibly_paid_twice: u64,
}

/// What one batch spent on one day (UTC). Everything about money that must survive a crash together lies in this one
/// record, so that every write of it is sound by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The batch.
    pub batch: BatchId,
    /// Days since 1970.
    pub day: u32,
    /// The office that pays.
    pub office: String,
    /// The currency of the amounts; `None` if the price was not known, then all amounts are 0.
    pub currency: Option<String>,
    /// How far it is.
    pub state: AccountState,
    /// What earlier batches spent that this one carries on with, since their process ended without a word.
    pub carried_micros: u64,
    /// What the worst case takes each estimated token of a prompt for, in percent; it learns.
    pub token_percent: u32,
    /// What is settled.
    pub totals: Totals,
    /// What was set aside for requests on their way, by a running number.
    pub open: BTreeMap<u64, Sending>,
}

/// How far an account is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// A process is spending.
    Open,
    /// The batch came to its end, also by its budget or a signal.
    Ended,
    /// The process ended without a word; what was on its way is counted as possibly spent.
    BrokenOff,
}

/// A request on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    /// Tokens of its prompt as estimated.
    pub estimated_tokens: u64,
    /// The most it may cost.
    pub reserved_micros: u64,
}

/// Requests handed in together, to be answered within a day. Kept when it is done, as a record of what it cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobRecord {
    /// Its number.
    pub id: JobId,
    /// The batch that handed it in.
    pub batch: BatchId,
    /// The day it was handed in, in days since 1970.
    pub day: u32,
    /// The office that pays.
    pub office: String,
    /// The currency of the amounts; `None` if the price was not known, then all amounts are 0.
    pub currency: Option<String>,
    /// The model.
    pub model: String,
    /// The endpoint as it is named for the answers' keys.
    pub endpoint: String,
    /// What the results are made with that are asked for.
    pub provenance: Provenance,
    /// How far it is.
    pub state: JobState,
    /// The most it may still cost; 0 when it is done.
    pub reserved_micros: u64,
    /// What it cost; zeros until it is done.
    pub totals: Totals,
    /// Its requests that have no answer yet.
    pub lines: Vec<JobLine>,
}

/// How far a job is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// About to be handed in under this mark: if the process ended here, the endpoint knows whether it was.
    Prepared {
        /// What the endpoint was told to note with it.
        mark: String,
    },
    /// The endpoint has it.
    Open {
        /// The endpoint's name for it.
        remote: String,
    },
    /// Its answers are fetched. Its lines are those that were not answered: they are to be sent one by one.
    Taken,
}

/// A request of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobLine {
    /// Where its answer belongs; also its name within the job.
    pub answer: AnswerKey,
    /// The document it is about.
    pub document: DocumentId,
}

impl Totals {
    /// Adds up; an overflow, which no budget comes near, stays at the highest number.
    pub fn add(&mut self, other: &Self) {
        for (sum, more) in [
            (&mut self.requests, other.requests),
            (&mut self.estimated_tokens, other.estimated_tokens),
            (&mut self.prompt_tokens, other.prompt_tokens),
            (&mut self.completion_tokens, other.completion_tokens),
            (&mut self.spent_micros, other.spent_micros),
            (&mut self.possible_micros, other.possible_micros),
            (&mut self.possibly_paid_twice, other.possibly_paid_twice),
        ] {
            *sum = sum.saturating_add(more);
        }
    }

    /// What counts against a budget: what is spent, and what may be.
    pub fn charged_micros(&self) -> u64 {
        self.spent_micros.saturating_add(self.possible_micros)
    }
}

impl Account {
    /// Closes it when its process has ended without a word: whatever was on its way counts as possibly spent. Returns how
    /// many requests that were, and the most they may have cost.
    pub fn break_off(&mut self) -> (u64, u64) {
        let possible_micros = self.reserved_micros();
        let mut requests = 0;
        for sending in std::mem::take(&mut self.open).into_values() {
            requests += 1;
            self.totals.estimated_tokens = self.totals.estimated_tokens.saturating_add(sending.estimated_tokens);
        }
        self.totals.requests = self.totals.requests.saturating_add(requests);
        self.totals.possibly_paid_twice = self.totals.possibly_paid_twice.saturating_add(requests);
        self.totals.possible_micros = self.totals.possible_micros.saturating_add(possible_micros);
        self.state = AccountState::BrokenOff;
        (requests, possible_micros)
    }

    /// What is set aside for requests on their way.
    pub fn reserved_micros(&self) -> u64 {
        self.open.values().fold(0, |sum, sending| sum.saturating_add(sending.reserved_micros))
    }
}

impl JobRecord {
    /// What counts against a budget: what it cost or may have, and what is set aside for it.
    pub fn charged_micros(&self) -> u64 {
        self.totals.charged_micros().saturating_add(self.reserved_micros)
    }
}

impl JobState {
    /// Of two versions of a job the one that is further on is the later.
    pub(crate) fn progress(&self) -> u64 {
        match self {
            Self::Prepared { .. } => 0,
            Self::Open { .. } => 1,
            Self::Taken => 2,
        }
    }
}

#[cfg(test)]
mod tests;
