//! The plan of a summary (sans-io), extractive ranking, evidence check and omissions.
#![forbid(unsafe_code)]

mod outcome;
mod request;
mod summary;

pub use outcome::{Failure, Outcome, OutcomeKind, Provenance, Summarised};
pub use request::{Completion, Finish, Passage, Request, RequestId, Usage};
pub use summary::{Evidence, Finding, FindingKind, Omission, Origin, Reason, Statement, Summary, Verdict};
