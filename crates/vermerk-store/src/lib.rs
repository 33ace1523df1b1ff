//! Versioned records and artifacts; the only crate that names sled and redb.
//!
//! Read [`Store::open`] first, then [`Store::record`] and [`Store::barrier`]: what is recorded is durable when the
//! barrier after it has returned, and not before. Every value lies in an envelope with version, kind, length and
//! checksum, so damage is refused and named, never returned.
#![forbid(unsafe_code)]

mod artifacts;
mod engine;
mod envelope;
mod error;
mod export;
mod fault;
mod format;
mod id;
mod key;
mod ledger;
mod lock;
mod mount;
mod rebuild;
mod record;
mod spending;
mod store;
mod verify;

pub use engine::EngineKind;
pub use error::{ArchiveFault, Damage, StoreError};
pub use export::ExportReport;
pub use id::{AnswerKey, BatchId, DocumentId, NotAnId, ResultKey};
pub use ledger::{
    Event, KeyError, Ledger, LedgerCheck, LedgerFault, LedgerHead, LedgerProblem, Logged, PublicKey, SignedHead,
    SignedHeads, SigningKey, Verdicts,
};
pub use rebuild::RebuildReport;
pub use record::{AnswerRecord, Attempts, BatchEntry, BatchRecord, BatchState, DocumentRecord, ReportFile};
pub use spending::{Account, AccountState, JobId, JobLine, JobRecord, JobState, Sending, Totals};
pub use store::{Store, StoreOptions};
pub use verify::{Problem, VerifyReport};

#[cfg(test)]
mod tests;
