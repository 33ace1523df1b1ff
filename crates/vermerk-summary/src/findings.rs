//! The values a clerk needs at hand: deadlines, amounts, dates, file numbers.

use std::collections::BTreeSet;

use vermerk_document::{Document, Span};
use vermerk_text::notation::{Kind, Value, values};
use vermerk_text::{Sentence, sentences};

use crate::extractive::one_line;
use crate::{Finding, FindingKind};

mod deadline;
#[cfg(test)]
mod tests;

use deadline::is_deadline;
pub(crate) use deadline::is_deadline as is_deadline_at;

/// Longest context of a finding, in characters.
const CONTEXT: usize = 240;

/// Deadlines, amounts, dates and file numbers in the order of the document, each value once, at its first place.
///
/// A date that is a deadline anywhere is listed as a deadline and not again as a date.
pub fn findings(document: &Document) -> Vec<Finding> {
    let sentences = sentences(document);
    let found = occurrences(document, &sentences);
    let found = found.into_iter().map(|(finding, index)| (finding, sentences[index].span)).collect();
    let with_context = |(mut finding, sentence): (Finding, Span)| {
        let start = (finding.span.start - sentence.start) as usize;
        finding.context = context(document.resolve(sentence).unwrap_or_default(), start);
        finding
    };
    once_each(found).into_iter().map(with_context).collect()
}

/// Every occurrence of a value that is listed, in order, with the index of its sentence and no context.
pub(crate) fn occurrences(document: &Document, sentences: &[Sentence]) -> Vec<(Finding, usize)> {
    let mut found = Vec::new();
    for (sentence_index, sentence) in sentences.iter().enumerate() {
        let text = document.resolve(sentence.span).unwrap_or_default();
        let values = values(text);
        for (index, value) in values.iter().enumerate() {
            let earlier = index.checked_sub(1).map(|index| &values[index]);
            if let Some(kind) = kind(text, value, earlier) {
                found.push((finding(kind, value, sentence.span, text), sentence_index));
            }
        }
    }
    found
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

/// The last `chars` characters.
fn tail(text: &str, chars: usize) -> &str {
    let start = text.char_indices().rev().nth(chars.saturating_sub(1)).map_or(0, |(at, _)| at);
    text.get(start..).unwrap_or_default()
}

/// The sentence, cut around the value to at most [`CONTEXT`] characters.
pub(crate) fn context(text: &str, start: usize) -> String {
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
