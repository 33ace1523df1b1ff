//! Facts of one matter on which documents differ.
//!
//! Meant to be seldom wrong rather than complete: documents are compared only if one names a file number that stands in
//! the other's head; an amount only under a noun that means one ("Kaufpreis", "Zuwendung"), a deadline only under the
//! long noun before it ("Verwendungsnachweis"), a date only as that of a thing ("Ortsbesichtigung am …"). Where one
//! document gives two values for the same noun, they are two things, and nothing is said.

use std::collections::{BTreeMap, BTreeSet};

use vermerk_document::{Document, Span};
use vermerk_text::notation::{Kind, Value, values};
use vermerk_text::{Sentence, is_stop_word, stem, words};

use super::{DocumentFacts, Fold};
use crate::extractive::one_line;
use crate::findings::is_deadline_at;

/// What documents differ on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContradictionKind {
    /// An amount of money.
    Amount,
    /// By when the same must be done.
    Deadline,
    /// The date of the same document or event.
    Date,
}

/// Different values for what seems to be one thing. A person must look: both may be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// What kind of value it is.
    pub kind: ContradictionKind,
    /// The noun it is about, as a document has it.
    pub subject: String,
    /// Each value with one place for each document that has it, by value.
    pub values: Vec<Contrary>,
}

/// One of the values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contrary {
    /// In one notation.
    pub value: String,
    /// Index of the document.
    pub document: usize,
    /// The sentence in one line.
    pub text: String,
    /// Where it stands.
    pub span: Span,
    /// What a person calls that place.
    pub place: String,
}

/// A value with the noun it is about.
#[derive(Debug, Clone)]
pub(super) struct Comparable {
    kind: ContradictionKind,
    /// Stem of the noun.
    key: String,
    noun: String,
    value: String,
    text: String,
    span: Span,
    place: String,
}

/// Most values of one document that are compared.
const MOST: usize = 200;

/// Nouns that mean an amount, also as the end of a longer one.
const MONEY: &[&str] = &[
    "zuwendung",
    "förderung",
    "zuschuss",
    "honorar",
    "kaufpreis",
    "gebühr",
    "zwangsgeld",
    "bußgeld",
    "geldbuße",
    "pacht",
    "miete",
    "vergütung",
    "entgelt",
    "auftragssumme",
    "angebotssumme",
    "vertragssumme",
    "eigenanteil",
    "rückforderung",
    "vertragsstrafe",
    "kaution",
    "bürgschaft",
    "verkehrswert",
    "streitwert",
    "auftragswert",
    "entschädigung",
    "nachzahlung",
];
/// Nouns that mean one amount only as the end of a longer one: "Gesamtkosten", "Erstattungsbetrag".
const MONEY_ENDS: &[&str] = &["kosten", "ausgaben", "betrag", "summe"];
/// Words with which a clause speaks of a change or an estimate: both values are right, one after the other.
const CHANGE: &[&str] = &[
    "verlänger",
    "erhöh",
    "gekürzt",
    "ermäßig",
    "geändert",
    "änderung",
    "statt ",
    "anstelle",
    "nunmehr",
    "inzwischen",
    "bisher",
    "ursprünglich",
    "beantragt",
    "hilfsweise",
    "schätz",
    "rund ",
    "etwa ",
    "voraussichtlich",
];
/// Words before an amount that make it a part of another.
const PART: &[&str] = &["teilbetrag", "weitere", "zusätzlich", "davon", "hiervon", "jeweils"];
/// Long nouns before a deadline that say nothing of what is due.
const NOT_DUE: &[&str] = &[
    "bekanntgabe",
    "zustellung",
    "stellungnahme",
    "widerspruch",
    "entscheidung",
    "verwaltungsgericht",
    "unterlagen",
    "ausschlussfrist",
    "fristverlängerung",
    "rechtsbehelf",
    "rechnungen",
    "oberbürgermeister",
    "landesregierung",
];
/// Things of which a matter has many, each with its own date.
const MANY: &[&str] = &[
    "schreiben",
    "schriftsatz",
    "mitteilung",
    "sitzung",
    "stellungnahme",
    "nachricht",
    "rechnung",
    "erinnerung",
    "besprechung",
    "beschluss",
    "urteil",
    "anruf",
    "telefonat",
    "gespräch",
    "fassung",
    "stand",
    "antwort",
    "zeitraum",
    "lieferschein",
    "rundschreiben",
    "entwurf",
    "termin",
    "kontrolle",
    "eingang",
];
/// Things that are named shortly: compared only if the dates differ in one of day, month and year.
const SHORT: &[&str] = &["bescheid", "verfügung", "vertrag", "widerspruch", "antrag"];
/// Fewest letters of a noun under which deadlines and dates are compared.
const LONG: usize = 10;

/// What of a document can be compared with others; it is known by its sort and its own date.
pub(super) fn comparable(
    document: &Document,
    sentences: &[Sentence],
    (sort, date): (&str, Option<&str>),
    place: &dyn Fn(Span) -> String,
) -> Vec<Comparable> {
    let mut found = Vec::new();
    if let (Some(date), Some(first)) = (date, sentences.first())
        && sort.chars().count() >= LONG
    {
        let (key, noun) = (stem(sort), sort.to_owned());
        let text = format!("{sort}, eigenes Datum des Dokuments");
        let (kind, value) = (ContradictionKind::Date, date.to_owned());
        found.push(Comparable { kind, key, noun, value, text, span: first.span, place: place(first.span) });
    }
    for sentence in sentences {
        let text = document.resolve(sentence.span).unwrap_or_default();
        let all = values(text);
        for (index, value) in all.iter().enumerate() {
            let earlier = index.checked_sub(1).and_then(|index| all.get(index));
            let Some((kind, noun)) = about(text, value, earlier, &all) else { continue };
            let start = sentence.span.start + value.range.start as u32;
            let end = sentence.span.start + value.range.end as u32;
            let span = Span { start, end, ..sentence.span };
            found.push(Comparable {
                kind,
                key: stem(noun),
                noun: noun.to_owned(),
                value: value.normalised.clone(),
                text: one_line(text),
                span,
                place: place(span),
            });
        }
        if found.len() >= MOST {
            break;
        }
    }
    found
}

/// What a value is about, if it can be told.
fn about<'a>(
    text: &'a str,
    value: &Value,
    earlier: Option<&Value>,
    all: &[Value],
) -> Option<(ContradictionKind, &'a str)> {
    let from = |kind: Kind| {
        let before = all.iter().rev().find(|other| other.kind == kind && other.range.end <= value.range.start);
        text.get(before.map_or(0, |other| other.range.end)..value.range.start).unwrap_or_default()
    };
    let clause = text.get(..value.range.start).and_then(|before| before.rfind(';')).unwrap_or_default();
    let clause = text.get(clause + usize::from(clause > 0)..).unwrap_or_default();
    let clause = clause.split(';').next().unwrap_or_default().to_lowercase();
    let changes = CHANGE.iter().any(|cue| clause.contains(cue));
    match value.kind {
        Kind::Amount if !changes => {
            let before = from(Kind::Amount);
            let lower = before.to_lowercase();
            let noun = nouns(before).rfind(|noun| means_money(noun))?;
            (!PART.iter().any(|cue| lower.contains(cue))).then_some((ContradictionKind::Amount, noun))
        }
        Kind::Date if is_full(&value.normalised) => {
            let before = from(Kind::Date);
            if is_deadline_at(text, value, earlier) {
                let is_due = |noun: &&str| {
                    noun.chars().count() >= LONG && !NOT_DUE.iter().any(|word| noun.to_lowercase().contains(word))
                };
                let noun = nouns(before).rfind(is_due).filter(|_| !changes)?;
                return Some((ContradictionKind::Deadline, noun));
            }
            let thing = before.trim_end().strip_suffix("vom").or_else(|| before.trim_end().strip_suffix("am"))?;
            let mut back = words(thing).collect::<Vec<_>>().into_iter().rev();
            let noun = back.next().filter(|noun| noun.starts_with(char::is_uppercase))?;
            // "das Angebot der Auftragnehmerin vom" is about the offer, of which there may be many.
            let genitive = back.next().is_some_and(|word| matches!(word, "der" | "des"))
                && back
                    .next()
                    .is_some_and(|word| word.starts_with(char::is_uppercase) && !is_stop_word(&word.to_lowercase()));
            if genitive {
                return None;
            }
            let lower = noun.to_lowercase();
            let is_one = noun.chars().count() >= LONG && !MANY.iter().any(|word| lower.ends_with(word));
            (is_one || SHORT.contains(&lower.as_str())).then_some((ContradictionKind::Date, noun))
        }
        _ => None,
    }
}

fn nouns(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    words(text).filter(|word| word.starts_with(char::is_uppercase)).collect::<Vec<_>>().into_iter()
}

fn means_money(noun: &str) -> bool {
    let lower = noun.to_lowercase();
    let bare = ["en", "es", "s", "n"].iter().find_map(|end| lower.strip_suffix(end)).unwrap_or(&lower);
    let ends = |list: &'static [&'static str]| {
        list.iter().find(|word| lower.ends_with(**word) || bare.ends_with(**word)).copied()
    };
    ends(MONEY).is_some() || ends(MONEY_ENDS).is_some_and(|word| lower.len() > word.len() + 3)
}

fn is_full(date: &str) -> bool {
    date.len() == "2026-03-18".len() && !date.starts_with('-')
}

/// What documents say under one key, each with the document's place in the folder.
type Found<'a> = Vec<(usize, &'a Comparable)>;

/// Compares the documents of each matter. Linear in what they say but for sorting.
pub(super) fn find(documents: &[DocumentFacts], folded: &BTreeMap<usize, Fold>) -> Vec<Contradiction> {
    let matters = matters(documents);
    let mut by_key: BTreeMap<(usize, ContradictionKind, &str), Found<'_>> = BTreeMap::new();
    for (index, facts) in documents.iter().enumerate().filter(|(index, _)| !folded.contains_key(index)) {
        for found in &facts.comparable {
            by_key.entry((matters[index], found.kind, &found.key)).or_default().push((index, found));
        }
    }
    let contradictions = by_key.into_iter().filter_map(|((_, kind, _), found)| contradiction(kind, found));
    let mut contradictions: Vec<Contradiction> = contradictions.collect();
    contradictions.sort_by(|a, b| (a.kind, &a.subject).cmp(&(b.kind, &b.subject)));
    contradictions
}

fn contradiction(kind: ContradictionKind, mut found: Found<'_>) -> Option<Contradiction> {
    found.sort_by_key(|(document, comparable)| (*document, comparable.span));
    // A document with two values speaks of two things.
    let mut values_of: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for (document, found) in &found {
        values_of.entry(*document).or_default().insert(&found.value);
    }
    let mut values: BTreeSet<&str> = BTreeSet::new();
    for of_document in values_of.values() {
        if of_document.len() > 1 {
            return None;
        }
        values.extend(of_document);
    }
    let short = found.iter().any(|(_, found)| SHORT.contains(&found.noun.to_lowercase().as_str()));
    if values.len() < 2 || kind == ContradictionKind::Date && short && !differ_in_one(&values) {
        return None;
    }
    found.dedup_by_key(|(document, _)| *document);
    let subject = found.first()?.1.noun.clone();
    let mut values: Vec<Contrary> = found
        .into_iter()
        .map(|(document, found)| Contrary {
            value: found.value.clone(),
            document,
            text: found.text.clone(),
            span: found.span,
            place: found.place.clone(),
        })
        .collect();
    values.sort_by(|a, b| (&a.value, a.document).cmp(&(&b.value, b.document)));
    Some(Contradiction { kind, subject, values })
}

/// Whether two dates differ in one of day, month and year alone, as slips of the pen do.
fn differ_in_one(values: &BTreeSet<&str>) -> bool {
    let mut dates = values.iter().map(|date| date.split('-').collect::<Vec<_>>());
    let (Some(a), Some(b), None) = (dates.next(), dates.next(), dates.next()) else { return false };
    a.iter().zip(&b).filter(|(a, b)| a != b).count() == 1
}

/// The matter of each document: documents belong together if one names a file number that stands in the other's head.
fn matters(documents: &[DocumentFacts]) -> Vec<usize> {
    let own: BTreeSet<&str> = documents.iter().flat_map(|facts| facts.own.iter().map(String::as_str)).collect();
    let mut matter: Vec<usize> = (0..documents.len()).collect();
    let mut first_of: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, facts) in documents.iter().enumerate() {
        for number in facts.mentioned.iter().filter(|number| own.contains(number.as_str())) {
            let first = *first_of.entry(number).or_insert(index);
            let (a, b) = (root(&mut matter, first), root(&mut matter, index));
            let (low, high) = (a.min(b), a.max(b));
            matter[high] = low;
        }
    }
    (0..documents.len()).map(|index| root(&mut matter, index)).collect()
}

/// The lowest index of a document's matter; shortens the way for the next.
fn root(matter: &mut [usize], mut index: usize) -> usize {
    while matter[index] != index {
        matter[index] = matter[matter[index]];
        index = matter[index];
    }
    index
}
