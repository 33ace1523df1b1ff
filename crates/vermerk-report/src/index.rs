use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use vermerk_document::{NoticeKind, PartKind, Rejection};
use vermerk_summary::{Failure, Finding, FindingKind, OutcomeKind, Provenance, Summarised, Verdict};

use crate::inert::{line, shortened};
use crate::view::subject;
use crate::wording::{self, counted};

/// Most characters of the lead of a digest.
const LEAD: usize = 240;
/// Most deadlines of a digest.
const DEADLINES: usize = 3;

/// What the overview of a batch is made of.
#[derive(Debug, Clone, Copy)]
pub struct IndexReport<'a> {
    /// Name of the submitted folder.
    pub folder: &'a str,
    /// What the reports were made with.
    pub provenance: &'a Provenance,
    /// One for each file that has its outcome, in the order of their names.
    pub entries: &'a [IndexEntry],
    /// Names of the files that an interrupted run did not reach; they are documents without an outcome yet.
    pub not_reached: &'a [String],
    /// Names of what was left alone and is no document: files of the system or of an open editor, and links.
    pub skipped: &'a [String],
    /// What befell the run itself, in whole sentences (see [`crate::wording`]); empty as a rule.
    pub remarks: &'a [String],
}

impl IndexReport<'_> {
    /// Submitted files: with an outcome or not reached yet.
    pub(crate) fn documents(&self) -> u32 {
        (self.entries.len() + self.not_reached.len()) as u32
    }
}

/// One submitted file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexEntry {
    /// Path in the submission, parted by `/`.
    pub name: String,
    /// SHA-256 of the file, lower-case hex; empty if it could not be read.
    pub sha256: String,
    /// How it ended.
    pub outcome: IndexOutcome,
    /// The file of the same content that came first.
    pub duplicate_of: Option<String>,
    /// Path of its HTML report relative to the overview, parted by `/`.
    pub report: Option<String>,
}

/// How a document ended, small enough to list 20,000 of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", content = "of", rename_all = "snake_case")]
pub enum IndexOutcome {
    /// Read and summarised.
    Summarised(Digest),
    /// The document's fault.
    Rejected(Rejection),
    /// Ours or the model's fault.
    Failed(Failure),
    /// Failed too often, the last time for this reason: left alone until a person releases it.
    Parked(Failure),
}

/// A summary reduced to what an overview shows; at most about a kilobyte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// What the document is about.
    pub title: Option<String>,
    /// How much of it was read.
    pub parts: Parts,
    /// Statements in all.
    pub statements: u32,
    /// Statements a person should look at.
    pub review: u32,
    /// Statements the source does not say.
    pub unsupported: u32,
    /// What the statements do not mention.
    pub omissions: u32,
    /// Notices in all.
    pub notices: u32,
    /// The file was damaged and has been read as far as possible.
    pub incomplete: bool,
    /// Text that no reader of the page sees was found.
    pub hidden_text: bool,
    /// The first statement, shortened.
    pub lead: String,
    /// The first deadlines with a date, as values in one notation (`2025-05-30`).
    pub deadlines: Vec<String>,
    /// How many different deadlines there are in all, periods included.
    pub deadlines_in_all: u32,
}

/// A coverage ledger as counts; read + unreadable + excluded = total.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// Whether they are pages; else sections.
    pub pages: bool,
    /// In the document.
    pub total: u32,
    /// Read, the partly read ones included.
    pub read: u32,
    /// Read with something missing.
    pub partly: u32,
    /// Not readable.
    pub unreadable: u32,
    /// Left out on purpose.
    pub excluded: u32,
}

/// Whether a deadline can be put in the order of time.
fn is_dated(value: &str) -> bool {
    value.starts_with(|c: char| c.is_ascii_digit())
}

impl Digest {
    /// Reduces a summary.
    pub fn new(summarised: &Summarised) -> Self {
        let Summarised { document, notices, summary, .. } = summarised;
        let verdicts = |verdict: Verdict| summary.statements.iter().filter(|s| s.verdict == verdict).count() as u32;
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let deadlines = summary.findings.iter().filter(|finding| finding.kind == FindingKind::Deadline);
        let deadlines: Vec<&Finding> = deadlines.filter(|finding| seen.insert(&finding.value)).collect();
        let dated = deadlines.iter().filter(|finding| is_dated(&finding.value));
        Self {
            title: subject(document),
            parts: Parts {
                pages: document.parts.iter().any(|part| matches!(part.kind, PartKind::Page { .. })),
                total: summary.coverage.total,
                read: summary.coverage.read,
                partly: summary.coverage.partly.len() as u32,
                unreadable: summary.coverage.unreadable.len() as u32,
                excluded: summary.coverage.excluded.len() as u32,
            },
            statements: summary.statements.len() as u32,
            review: verdicts(Verdict::Review),
            unsupported: verdicts(Verdict::Unsupported),
            omissions: summary.omissions.len() as u32
                + summary.omissions_left_out.iter().map(|left_out| left_out.count).sum::<u32>(),
            notices: notices.len() as u32,
            incomplete: notices.iter().any(|notice| notice.kind == NoticeKind::Incomplete),
            hidden_text: notices.iter().any(|notice| matches!(notice.kind, NoticeKind::HiddenText { .. })),
            lead: summary.statements.first().map(|s| shortened(&line(&s.text), LEAD)).unwrap_or_default(),
            deadlines: dated.take(DEADLINES).map(|finding| line(&finding.value)).collect(),
            deadlines_in_all: deadlines.len() as u32,
        }
    }

    /// Whether a person should look: there is no statement, or one is not plainly supported, not everything was read,
    /// or there is text that a reader of the page does not see.
    pub fn needs_a_person(&self) -> bool {
        !self.reasons().is_empty()
    }

    /// Why a person should look, a few German words for each cause; empty if nobody needs to.
    pub fn reasons(&self) -> Vec<String> {
        let parts = self.parts;
        let mut reasons = Vec::new();
        let mut add = |applies: bool, words: String| {
            if applies {
                reasons.push(words);
            }
        };
        add(self.statements == 0, wording::NO_STATEMENT.to_owned());
        add(self.unsupported > 0, format!("{} nicht belegt", counted(self.unsupported, "Satz", "Sätze")));
        add(self.review > 0, format!("{} zu prüfen", counted(self.review, "Satz", "Sätze")));
        add(parts.unreadable > 0, format!("{} nicht lesbar", parts.counted(parts.unreadable)));
        add(parts.partly > 0, format!("{} unvollständig gelesen", parts.counted(parts.partly)));
        add(parts.excluded > 0, format!("{} ausgenommen", parts.counted(parts.excluded)));
        add(self.incomplete, "Datei beschädigt, unvollständig gelesen".to_owned());
        add(self.hidden_text, "verborgener Text".to_owned());
        reasons
    }
}

impl Parts {
    /// Whether every part was read and nothing was missing from it.
    pub fn is_complete(&self) -> bool {
        self.read == self.total && self.partly == 0
    }

    /// `1 Seite`, `3 Abschnitte`.
    pub(crate) fn counted(&self, count: u32) -> String {
        let (one, many) = if self.pages { ("Seite", "Seiten") } else { ("Abschnitt", "Abschnitte") };
        counted(count, one, many)
    }
}

impl IndexEntry {
    /// The kind of its outcome.
    pub fn kind(&self) -> OutcomeKind {
        match self.outcome {
            IndexOutcome::Summarised(_) => OutcomeKind::Summarised,
            IndexOutcome::Rejected(_) => OutcomeKind::Rejected,
            IndexOutcome::Failed(_) | IndexOutcome::Parked(_) => OutcomeKind::Failed,
        }
    }

    /// Whether a person should look. A duplicate needs none of its own.
    pub fn needs_a_person(&self) -> bool {
        self.duplicate_of.is_none()
            && match &self.outcome {
                IndexOutcome::Summarised(digest) => digest.needs_a_person(),
                IndexOutcome::Rejected(_) | IndexOutcome::Failed(_) | IndexOutcome::Parked(_) => true,
            }
    }

    /// What is wrong with it, in the clerk's words; empty if nothing is. What a summarised duplicate lacks is said of
    /// the first file of its content.
    pub fn grounds(&self) -> String {
        match &self.outcome {
            IndexOutcome::Summarised(_) if self.duplicate_of.is_some() => String::new(),
            IndexOutcome::Summarised(digest) => digest.reasons().join("; "),
            IndexOutcome::Rejected(rejection) => wording::rejection(*rejection).sentence.into_owned(),
            IndexOutcome::Failed(failure) => wording::failure(*failure).sentence.into_owned(),
            IndexOutcome::Parked(failure) => wording::parked(*failure).sentence.into_owned(),
        }
    }
}
