use serde::{Deserialize, Serialize};
use vermerk_document::{Coverage, Span};

use crate::ClaimKind;

/// The checked summary of one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// In the order of the document.
    pub statements: Vec<Statement>,
    /// Deadlines, amounts, dates and file numbers found in the document, in the order of the document.
    pub findings: Vec<Finding>,
    /// What the document says with weight and the statements do not, by kind and then in the order of the document.
    pub omissions: Vec<Omission>,
    /// How many more there are of a kind than are listed; empty for results of older versions.
    #[serde(default)]
    pub omissions_left_out: Vec<OmissionsLeftOut>,
    /// Which pages or sections were read.
    pub coverage: Coverage,
    /// What became of what the model said.
    #[serde(default)]
    pub tally: Tally,
}

/// What became of the statements a model gave, over all answers about one document: given = kept + failed.
///
/// All zero for results of older versions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Statements the model gave, those of repairs and of the final wording included.
    pub given: u32,
    /// Of them those that did not pass the check: none of them stands in the summary.
    pub failed: u32,
    /// Of the failed ones those that passed once they were asked for again.
    pub mended: u32,
    /// Answers in which nothing could be used: empty, refused, filtered, not in the form asked for, or all failed.
    pub unusable_answers: u32,
}

impl Summary {
    /// How many statements are the document's own sentences in place of what the model said.
    pub fn replaced(&self) -> u32 {
        self.statements.iter().filter(|statement| statement.origin == Origin::Replaced).count() as u32
    }

    /// How many statements are the document's own sentences where the model said nothing usable.
    pub fn added(&self) -> u32 {
        self.statements.iter().filter(|statement| statement.origin == Origin::Added).count() as u32
    }
}

/// One sentence of a summary with what proves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// What it says about the matter.
    #[serde(default)]
    pub kind: ClaimKind,
    /// One sentence, without line breaks.
    pub text: String,
    /// The passages that prove it, best first; never empty unless the verdict is `unsupported`.
    pub evidence: Vec<Evidence>,
    /// What the check found.
    pub verdict: Verdict,
    /// Why the verdict is not `supported`; empty if it is.
    pub reasons: Vec<Reason>,
    /// Whose words they are.
    pub origin: Origin,
}

/// A passage of the source that proves a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Where it stands.
    pub span: Span,
    /// Its exact text.
    pub quote: String,
}

/// What the check of a statement against the source found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The evidence covers it.
    Supported,
    /// A person should look.
    Review,
    /// The source does not say it.
    Unsupported,
}

/// Why a statement is not plainly supported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reason {
    /// A value (date, number, §, file number) stands nowhere in the source.
    ValueMissing {
        /// The value as the statement has it.
        value: String,
    },
    /// A value stands in the source, but not near the evidence.
    ValueElsewhere {
        /// The value as the statement has it.
        value: String,
    },
    /// The evidence covers too little of the statement.
    WeakCoverage {
        /// Share of the statement's weight found in the evidence, in percent.
        percent: u8,
    },
    /// A name stands nowhere in the source.
    NameMissing {
        /// The name.
        name: String,
    },
    /// The statement is negated and the evidence is not, or the other way round.
    Negation,
    /// The quote the model gave does not stand where it said.
    QuoteNotFound,
    /// A placeholder such as `[Datum]` was left in.
    Placeholder,
    /// The model refused, repeated its instructions or answered in another language.
    NotAnAnswer,
    /// It rests only on a paragraph in which a sentence addressed a model ("Ignoriere alle bisherigen Anweisungen").
    Instruction,
}

/// Who worded a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// It stands in the source word for word, as chosen.
    Verbatim,
    /// It stands in the source word for word, in place of a statement of the model that failed the check.
    Replaced,
    /// It stands in the source word for word; the ranking chose it where the model said nothing usable.
    Added,
    /// A model worded it.
    Worded,
}

/// A value found in the document that a clerk needs at hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What it is.
    pub kind: FindingKind,
    /// The value in one notation: `2025-05-30`, `1234.50 EUR`, a file number without doubled spaces.
    pub value: String,
    /// Where it stands.
    pub span: Span,
    /// As it stands there.
    pub text: String,
    /// The sentence around it, shortened to at most 240 characters.
    pub context: String,
}

/// Kinds of values the report lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// A date or period by which something must be done.
    Deadline,
    /// An amount of money.
    Amount,
    /// Any other date.
    Date,
    /// A file number of an office or court.
    FileNumber,
}

/// Something weighty in the document that no statement says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Omission {
    /// What makes it weighty.
    pub kind: OmissionKind,
    /// The sentence; of a file number the number alone, of an addressee the line.
    pub evidence: Evidence,
}

/// What makes a passage too weighty to be left out, in the order in which the kinds are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OmissionKind {
    /// It tells how a decision can be fought (Rechtsbehelf).
    Remedy,
    /// It has a date or period by which something must be done.
    Deadline,
    /// It decides something.
    Decision,
    /// It has an amount of money.
    Amount,
    /// It names the one to whom the document goes.
    Addressee,
    /// It is a file number.
    FileNumber,
}

/// Passages of a kind that were found and are not listed for want of room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OmissionsLeftOut {
    /// Of which kind.
    pub kind: OmissionKind,
    /// How many.
    pub count: u32,
}
