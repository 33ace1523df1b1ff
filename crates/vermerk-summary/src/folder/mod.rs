//! What the documents of one folder say together: one line each, chronology, parties, deadlines, amounts, open points,
//! contradictions; duplicates and drafts folded.
//!
//! [`DocumentFacts`] is what one document adds, bounded in size; [`FolderOverview::new`] puts them together. Everything
//! is taken from the documents word for word by rules, so each row leads back to its place, and the same documents give
//! the same overview whatever model summarised them.

mod contradictions;
mod facts;
mod similarity;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

pub use contradictions::{Contradiction, ContradictionKind, Contrary};
pub use facts::{DocumentFacts, Fact, FactKind};

/// Most rows of one list of the overview; more are counted.
const MOST: usize = 400;

/// A fact of a document, by their places in [`FolderOverview::documents`] and [`DocumentFacts::facts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FactRef {
    /// Index of the document.
    pub document: usize,
    /// Index of the fact in the document.
    pub fact: usize,
}

/// Why a document has no rows of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// Its text is that of another document, letter for letter but for white space and case.
    SameText {
        /// Index of the document that stands for it.
        of: usize,
    },
    /// It is an earlier draft of another document.
    Draft {
        /// Index of the document that stands for it.
        of: usize,
        /// Estimated share of common three-word sequences, in percent.
        percent: u8,
    },
}

impl Fold {
    /// The document that stands for the folded one.
    pub fn of(self) -> usize {
        match self {
            Self::SameText { of } | Self::Draft { of, .. } => of,
        }
    }
}

/// One list of the overview.
#[derive(Debug, Default)]
pub struct List {
    /// What is listed, in order.
    pub rows: Vec<FactRef>,
    /// How many more there are.
    pub left_out: u32,
}

/// The documents of one folder, seen together.
#[derive(Debug)]
pub struct FolderOverview {
    /// All documents, by their own date, then by name; those without a date come last.
    pub documents: Vec<DocumentFacts>,
    /// Documents that others stand for.
    pub folded: BTreeMap<usize, Fold>,
    /// Dated events, earliest first; of one date each document is named once.
    pub chronology: List,
    /// Persons and firms by name, each at its first place.
    pub parties: List,
    /// Deadlines: those with a date in the order of time, then the others.
    pub deadlines: List,
    /// Amounts of money in the order of the documents.
    pub amounts: List,
    /// What is missing or undecided, in the order of the documents.
    pub open: List,
    /// Facts of one matter on which documents differ.
    pub contradictions: Vec<Contradiction>,
}

impl FolderOverview {
    /// Puts the facts of all documents together. Near-linear in their number: documents are compared only within
    /// buckets of likely candidates, of each of which a bounded number is looked at.
    pub fn new(mut documents: Vec<DocumentFacts>) -> Self {
        documents.sort_by(|a, b| {
            let key = |facts: &DocumentFacts| (facts.date.is_none(), facts.date.clone(), facts.name.clone());
            key(a).cmp(&key(b))
        });
        let folded = similarity::fold(&documents);
        let own = |kind: FactKind| -> Vec<FactRef> {
            let documents = documents.iter().enumerate().filter(|(index, _)| !folded.contains_key(index));
            let of_kind = documents.flat_map(|(document, facts)| {
                let facts = facts.facts.iter().enumerate().filter(move |(_, fact)| fact.kind == kind);
                facts.map(move |(fact, _)| FactRef { document, fact })
            });
            of_kind.collect()
        };
        let value = |row: &FactRef| documents[row.document].facts[row.fact].value.clone();
        let left_out = |kind: FactKind| -> u32 {
            let documents = documents.iter().enumerate().filter(|(index, _)| !folded.contains_key(index));
            documents.map(|(_, facts)| facts.left_out.get(&kind).copied().unwrap_or_default()).sum()
        };
        let list = |mut rows: Vec<FactRef>, left_out: u32| {
            let more = rows.len().saturating_sub(MOST) as u32;
            rows.truncate(MOST);
            List { rows, left_out: left_out + more }
        };

        let mut events = own(FactKind::Event);
        events.sort_by_key(|row| (value(row), *row));
        events.dedup_by_key(|row| (value(row), row.document));
        let mut deadlines = own(FactKind::Deadline);
        deadlines.sort_by_key(|row| (!value(row).starts_with(|c: char| c.is_ascii_digit()), value(row), *row));
        deadlines.dedup_by_key(|row| (value(row), row.document));
        let mut names = BTreeSet::new();
        let mut parties = own(FactKind::Party);
        parties.retain(|row| names.insert(value(row)));
        // "Kessler" alone is the one whose full name stands elsewhere.
        let last_names: BTreeSet<String> =
            names.iter().filter_map(|name| name.rsplit_once(' ').map(|(_, last)| last.to_owned())).collect();
        parties.retain(|row| !last_names.contains(&value(row)));
        parties.sort_by_key(|row| (value(row).to_lowercase(), *row));
        Self {
            chronology: list(events, left_out(FactKind::Event)),
            deadlines: list(deadlines, left_out(FactKind::Deadline)),
            parties: list(parties, left_out(FactKind::Party)),
            amounts: list(own(FactKind::Amount), left_out(FactKind::Amount)),
            open: list(own(FactKind::Open), left_out(FactKind::Open)),
            contradictions: contradictions::find(&documents, &folded),
            folded,
            documents,
        }
    }

    /// The fact a row stands for.
    pub fn fact(&self, row: FactRef) -> (&DocumentFacts, &Fact) {
        let document = &self.documents[row.document];
        (document, &document.facts[row.fact])
    }
}
