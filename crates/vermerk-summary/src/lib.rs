//! The plan of a summary (sans-io), extractive ranking, evidence check and omissions.
#![forbid(unsafe_code)]

mod check;
mod claim_kind;
mod extractive;
mod findings;
pub mod folder;
mod letter;
mod omissions;
mod outcome;
mod plan;
mod rank;
mod request;
mod summary;
mod title;

pub use check::{Checked, Source, check};
pub use claim_kind::ClaimKind;
pub use extractive::extractive;
pub use findings::findings;
pub use omissions::omissions;
pub use outcome::{AppliedGuideline, Barrier, Failure, Outcome, OutcomeKind, Provenance, Summarised};
pub use plan::{Instructions, Plan, PromptError, Prompts, Step, Unanswered};
pub use rank::{Candidate, rank};
pub use request::{AnswerForms, Completion, Finish, Passage, Request, RequestId, Usage};
pub use summary::{
    Evidence, Finding, FindingKind, Omission, OmissionKind, OmissionsLeftOut, Origin, Reason, Statement, Summary,
    Tally, Verdict,
};
pub use title::title;
