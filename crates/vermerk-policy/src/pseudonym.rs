//! Personal data is replaced by placeholders before a text leaves the house, and put back into the answer.
//!
//! A [`Masker`] replaces; what it replaced stands in a [`KeyMap`] that lives as long as one request and is never stored.
//! [`Masker::guard`] looks at the outgoing text once more, with all recognisers, whatever the masker looks for.

mod check_digit;
mod contact;
mod kind;
mod known;

mod numbers;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use vermerk_text::notation;

use crate::view::View;
pub use kind::Kind;
pub use known::Known;

/// Personal data found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub kind: Kind,
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// The same for all ways to write one value; for persons the same for all forms of a name.
    identity: String,
}

/// One of our placeholders, also one the model has changed a little.
static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
    let labels: Vec<&str> = Kind::ALL.iter().map(|kind| kind.label()).collect();
    Regex::new(&format!(
        r"(?i)\[\s?(?:{0})[_ -]?\s?\d{{1,5}}(?:\.\d{{1,5}})?\s?\]|\b(?:{0})_\d{{1,5}}(?:\.\d{{1,5}})?\b",
        labels.join("|")
    ))
    .expect("a constant pattern")
});

/// The personal data of a text in the order of their places; overlapping finds are one find of the earlier kind.
pub fn find(text: &str, kinds: &BTreeSet<Kind>, known: &Known) -> Vec<Found> {
    let view = View::new(text);
    let mut found = Vec::new();
    look(&view, kinds, known, false, &mut found);
    if let Some(closed) = view.closed_up() {
        look(&closed, kinds, known, true, &mut found);
    }
    found.sort_by_key(|found| (found.range.start, found.range.end));
    let mut merged: Vec<Found> = Vec::with_capacity(found.len());
    for next in found {
        match merged.last_mut().filter(|last| last.range.end > next.range.start) {
            Some(last) => {
                if rank(next.kind) < rank(last.kind) {
                    last.kind = next.kind;
                    last.identity = next.identity;
                }
                last.range.end = last.range.end.max(next.range.end);
            }
            None => merged.push(next),
        }
    }
    merged
}

fn rank(kind: Kind) -> usize {
    Kind::ALL.iter().position(|known| *known == kind).unwrap_or(usize::MAX)
}

fn look(view: &View, kinds: &BTreeSet<Kind>, known: &Known, closed: bool, found: &mut Vec<Found>) {
    let text = view.text.as_str();
    let values = notation::values(text);
    for (range, kind, identity) in known.find(text, closed) {
        if kinds.contains(&kind) {
            found.push(Found { kind, range: view.range(&range), identity });
        }
    }
    for kind in Kind::ALL.into_iter().filter(|kind| kinds.contains(kind)) {
        let ranges = match kind {
            Kind::Placeholder => PLACEHOLDER.find_iter(text).map(|found| found.range()).collect(),
            Kind::FileNumber => contact::file_numbers(&values),
            Kind::CustomerNumber => contact::customer_numbers(text),
            Kind::Iban => numbers::ibans(text),
            Kind::VatId => numbers::vat_ids(text),
            Kind::PensionNumber => numbers::pension_numbers(text),
            Kind::HealthNumber => numbers::health_numbers(text),
            Kind::TaxNumber => numbers::tax_numbers(text),
            Kind::IdentityCard => numbers::identity_cards(text),
            Kind::Email => contact::emails(text),
            Kind::BirthDate => contact::birth_dates(text, &values),
            Kind::Phone => contact::phones(view),
            Kind::Address => contact::addresses(text),
            Kind::LicencePlate => contact::licence_plates(text),
            // Known before, or not found at all.
            Kind::Person => Vec::new(),
        };
        for range in ranges {
            let bare = text.get(range.clone()).unwrap_or_default().chars().filter(|c| c.is_alphanumeric());
            let identity = bare.flat_map(char::to_uppercase).collect();
            found.push(Found { kind, range: view.range(&range), identity });
        }
    }
}

/// Replaces personal data of the chosen kinds.
#[derive(Debug, Clone)]
pub struct Masker {
    kinds: BTreeSet<Kind>,
    known: Known,
}

/// What stands for what in one request. It is made with the request and dropped with its answer: never stored, never
/// shown.
#[derive(Default)]
pub struct KeyMap {
    /// The number of each value, and the ways it is written, in the order they came.
    values: BTreeMap<(Kind, String), (usize, Vec<String>)>,
    /// How many values of a kind there are.
    counts: BTreeMap<Kind, usize>,
    originals: BTreeMap<String, String>,
}

/// An answer with the personal data put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The answer.
    pub text: String,
    /// Placeholders in it that were never given out, or were garbled; they are left as they stand.
    pub unknown: usize,
}

impl Masker {
    /// A masker for some kinds of data; what looks like a placeholder is always replaced, so that it can't be taken
    /// for one.
    pub fn new(kinds: impl IntoIterator<Item = Kind>, known: Known) -> Self {
        let kinds = kinds.into_iter().chain([Kind::Placeholder]).collect();
        Self { kinds, known }
    }

    /// The text with placeholders; what they stand for is added to the map.
    ///
    /// # Errors
    /// A recogniser this masker was not told to use finds something that is not covered by a placeholder: the text must
    /// not leave the house.
    pub fn mask(&self, text: &str, map: &mut KeyMap) -> Result<String, Leak> {
        let places = find(text, &self.kinds, &self.known);
        self.covers_all(text, &places)?;
        let mut masked = String::with_capacity(text.len());
        let mut at = 0;
        for found in places {
            masked.push_str(text.get(at..found.range.start).unwrap_or_default());
            let original = text.get(found.range.clone()).unwrap_or_default();
            masked.push_str(&map.placeholder(found.kind, found.identity, original));
            at = found.range.end;
        }
        masked.push_str(text.get(at..).unwrap_or_default());
        Ok(masked)
    }

    /// The last look at a text that is about to leave the house, by every recogniser there is, whatever this masker was
    /// told to look for. Placeholders are no personal data.
    ///
    /// # Errors
    /// There is personal data in it.
    pub fn guard(&self, outgoing: &str) -> Result<(), Leak> {
        // Nothing is read across a placeholder.
        let bare = PLACEHOLDER.replace_all(outgoing, " | ");
        Leak::of(find(&bare, &every_kind(), &self.known).into_iter().map(|found| found.kind))
    }

    /// Whether what any recogniser finds lies within the places that are replaced.
    fn covers_all(&self, text: &str, places: &[Found]) -> Result<(), Leak> {
        let covered = |range: &Range<usize>| {
            let before = places.partition_point(|place| place.range.start <= range.start);
            before > 0 && places.get(before - 1).is_some_and(|place| place.range.end >= range.end)
        };
        let every = find(text, &every_kind(), &self.known);
        Leak::of(every.into_iter().filter(|found| !covered(&found.range)).map(|found| found.kind))
    }
}

fn every_kind() -> BTreeSet<Kind> {
    Kind::ALL.into_iter().filter(|kind| *kind != Kind::Placeholder).collect()
}

/// Personal data was found in a text that is about to leave the house. Known the kinds, never the data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("personal data in an outgoing request: {}", .0.iter().map(|kind| kind.label()).collect::<Vec<_>>().join(", "))]
pub struct Leak(pub BTreeSet<Kind>);

impl Leak {
    fn of(kinds: impl Iterator<Item = Kind>) -> Result<(), Self> {
        let kinds: BTreeSet<Kind> = kinds.collect();
        if kinds.is_empty() { Ok(()) } else { Err(Self(kinds)) }
    }
}

impl KeyMap {
    /// `[KIND_3]`; other ways to write the same value are `[KIND_3.2]`, `[KIND_3.3]` …
    fn placeholder(&mut self, kind: Kind, identity: String, original: &str) -> String {
        let counts = &mut self.counts;
        let (number, forms) = self.values.entry((kind, identity)).or_insert_with(|| {
            let count = counts.entry(kind).or_default();
            *count += 1;
            (*count, Vec::new())
        });
        let form = forms.iter().position(|form| form == original).unwrap_or_else(|| {
            forms.push(original.to_owned());
            forms.len() - 1
        });
        let placeholder = match form {
            0 => format!("[{}_{number}]", kind.label()),
            _ => format!("[{}_{number}.{}]", kind.label(), form + 1),
        };
        self.originals.entry(placeholder.clone()).or_insert_with(|| original.to_owned());
        placeholder
    }

    /// How many placeholders were given out.
    pub fn len(&self) -> usize {
        self.originals.len()
    }

    /// Whether nothing was replaced.
    pub fn is_empty(&self) -> bool {
        self.originals.is_empty()
    }

    /// Puts the originals back. `json` says that the answer is JSON, so that a quotation mark in an original does not
    /// end a string.
    pub fn restore(&self, answer: &str, json: bool) -> Restored {
        let mut restored = Restored { text: String::with_capacity(answer.len()), unknown: 0 };
        let mut at = 0;
        for found in PLACEHOLDER.find_iter(answer) {
            restored.text.push_str(answer.get(at..found.start()).unwrap_or_default());
            match self.originals.get(found.as_str()) {
                Some(original) if json => restored.text.push_str(&in_json(original)),
                Some(original) => restored.text.push_str(original),
                None => {
                    restored.text.push_str(found.as_str());
                    restored.unknown += 1;
                }
            }
            at = found.end();
        }
        restored.text.push_str(answer.get(at..).unwrap_or_default());
        restored
    }
}

impl std::fmt::Debug for KeyMap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeyMap({})", self.originals.len())
    }
}

/// A text as it stands between the quotation marks of a JSON string.
fn in_json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted.get(1..quoted.len() - 1).unwrap_or_default().to_owned()
}
