//! The values a clerk needs at hand: deadlines, amounts, dates, file numbers.

use std::collections::BTreeSet;

use vermerk_document::{Document, Span};
use vermerk_text::notation::{Kind, Value, values};
use vermerk_text::sentences;

use crate::extractive::one_line;
use crate::{Finding, FindingKind};

mod omissions;
#[cfg(test)]
mod tests;

pub use omissions::omissions;

/// Longest context of a finding, in characters.
const CONTEXT: usize = 240;

/// Deadlines, amounts, dates and file numbers in the order of the document, each value once, at its first place.
///
/// A date that is a deadline anywhere is listed as a deadline and not again as a date.
pub fn findings(document: &Document) -> Vec<Finding> {
    let mut found = Vec::new();
    for sentence in sentences(document) {
        let text = document.resolve(sentence.span).unwrap_or_default();
        let values = values(text);
        for (index, value) in values.iter().enumerate() {
            let earlier = index.checked_sub(1).map(|index| &values[index]);
            if let Some(kind) = kind(text, value, earlier) {
                found.push((finding(kind, value, sentence.span, text), sentence.span));
            }
        }
    }
    let with_context = |(mut finding, sentence): (Finding, Span)| {
        let start = (finding.span.start - sentence.start) as usize;
        finding.context = context(document.resolve(sentence).unwrap_or_default(), start);
        finding
    };
    once_each(found).into_iter().map(with_context).collect()
}

/// Whether a sentence with these values, which are in order, says by when something must be done.
pub(crate) fn names_a_deadline(text: &str, values: &[Value]) -> bool {
    (0..values.len()).any(|index| {
        let earlier = index.checked_sub(1).map(|index| &values[index]);
        kind(text, &values[index], earlier) == Some(FindingKind::Deadline)
    })
}

fn finding(kind: FindingKind, value: &Value, sentence: Span, text: &str) -> Finding {
    let span = Span {
        start: sentence.start + value.range.start as u32,
        end: sentence.start + value.range.end as u32,
        ..sentence
    };
    Finding {
        kind,
        value: value.normalised.clone(),
        span,
        text: one_line(text.get(value.range.clone()).unwrap_or_default()),
        context: String::new(),
    }
}

/// The first of each value, with its sentence.
fn once_each(found: Vec<(Finding, Span)>) -> Vec<(Finding, Span)> {
    let deadlines: BTreeSet<String> =
        found.iter().map(|(f, _)| f).filter(|f| f.kind == FindingKind::Deadline).map(|f| f.value.clone()).collect();
    let mut seen = BTreeSet::new();
    found
        .into_iter()
        .filter(|(f, _)| f.kind != FindingKind::Date || !deadlines.contains(&f.value))
        .filter(|(f, _)| seen.insert((f.kind, f.value.clone())))
        .collect()
}

fn kind(text: &str, value: &Value, earlier: Option<&Value>) -> Option<FindingKind> {
    match value.kind {
        Kind::FileNumber => Some(FindingKind::FileNumber),
        Kind::Amount => Some(FindingKind::Amount),
        Kind::Date | Kind::Period if is_deadline(text, value, earlier) => Some(FindingKind::Deadline),
        Kind::Date if value.normalised.len() == "2025-05-30".len() && !value.normalised.starts_with('-') => {
            Some(FindingKind::Date)
        }
        _ => None,
    }
}

/// Whether what stands before a date or period makes it one by which something must be done.
fn is_deadline(text: &str, value: &Value, earlier: Option<&Value>) -> bool {
    let before = text.get(..value.range.start).unwrap_or_default();
    let after = text.get(value.range.end..).unwrap_or_default();
    let from = earlier.map_or(0, |earlier| earlier.range.end);
    let between = tail(before.get(from..).unwrap_or_default(), 80).to_lowercase();
    let near = tail(&between, 60);
    // "vom 1. Juli bis zum 31. Dezember" is a time that has passed, not a deadline.
    let span_of_time = earlier.is_some_and(|earlier| {
        earlier.kind == Kind::Date
            && matches!(
                between.trim(),
                "bis" | "bis zum" | "bis einschließlich" | "–" | "-" | "bis zu" | "und" | "and" | "to"
            )
            && text.get(..earlier.range.start).is_some_and(|s| {
                let s = tail(s.trim_end(), 20).to_lowercase();
                ["vom", "von", "zwischen", "ab", "seit", "zeitraum", "from", "dem"].iter().any(|cue| s.ends_with(cue))
            })
    });
    if span_of_time {
        return false;
    }
    let direct = near.trim_end();
    let cued = [
        "bis",
        "bis zum",
        "bis spätestens",
        "spätestens",
        "spätestens am",
        "spätestens zum",
        "spätestens ab dem",
        "spätestens ab",
        "spätestens bis zum",
        "bis einschließlich",
        "bis zum ablauf des",
        "mit ablauf des",
        "bis ende",
        "no later than",
        "not later than",
        "by",
        "until",
        "before",
        "innerhalb",
        "innerhalb von",
        "binnen",
        "innerhalb einer frist von",
        "within",
        "längstens",
        "bis zum ende des",
        "bis einschl.",
    ];
    if cued.iter().any(|cue| ends_with_words(direct, cue)) {
        // "bis 12 Jahre" is an age, unless a deadline is spoken of.
        return value.kind == Kind::Date || !ends_with_words(direct, "bis") || near.contains("frist");
    }
    let close_after: String = after.chars().take(30).flat_map(char::to_lowercase).collect();
    if value.kind == Kind::Period {
        return [
            "frist von",
            "fristen von",
            "frist beträgt",
            "widerspruchsfrist",
            "zahlungsfrist",
            "frist zur",
            "ablauf von",
            "deadline",
        ]
        .iter()
        .any(|cue| near.contains(cue))
            || close_after.starts_with(" nach bekanntgabe")
            || close_after.starts_with(" nach zustellung")
            || close_after.starts_with(" nach zugang")
            || close_after.starts_with("frist");
    }
    [
        "frist endet",
        "frist läuft",
        "frist bis",
        "frist ist",
        "fällig am",
        "fällig zum",
        "fällig bis",
        "einzureichen bis",
        "stichtag",
        "einsendeschluss",
        "abgabefrist",
        "antragsfrist",
        "ablauf des",
        "termin:",
        "frist:",
        "frist zum",
        "frist auf den",
        "frist am",
        "deadline",
        "due on",
        "due by",
        "zahlbar bis",
        "zahlbar zum",
        "wiedervorlage",
    ]
    .iter()
    .any(|cue| near.contains(cue))
        || ["fällig", "ablaufende frist", "ende der frist"].iter().any(|cue| close_after.trim_start().starts_with(cue))
}

fn ends_with_words(text: &str, cue: &str) -> bool {
    text.strip_suffix(cue).is_some_and(|head| !head.ends_with(char::is_alphanumeric))
}

/// The last `chars` characters.
fn tail(text: &str, chars: usize) -> &str {
    let start = text.char_indices().rev().nth(chars.saturating_sub(1)).map_or(0, |(at, _)| at);
    text.get(start..).unwrap_or_default()
}

/// The sentence, cut around the value to at most [`CONTEXT`] characters.
fn context(text: &str, start: usize) -> String {
    let before = one_line(text.get(..start).unwrap_or_default());
    let whole = one_line(text);
    let chars: Vec<char> = whole.chars().collect();
    if chars.len() <= CONTEXT {
        return whole;
    }
    let at = before.chars().count();
    let room = CONTEXT - 2;
    let start = at.saturating_sub(room / 2).min(chars.len() - room);
    let end = (start + room).min(chars.len());
    let mut out = String::new();
    if start > 0 {
        out.push('…');
    }
    out.extend(&chars[start..end]);
    if end < chars.len() {
        out.push('…');
    }
    out
}
