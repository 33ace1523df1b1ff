//! What a document says with weight and its summary does not.

use std::collections::{BTreeMap, BTreeSet};

use vermerk_document::{Document, Span};
use vermerk_text::notation::values;
use vermerk_text::sentences;

use crate::{Evidence, Finding, FindingKind, Omission, Statement};

/// Most omissions listed; more would be read by no one.
const MOST: usize = 12;

/// Sentences with deadlines or amounts that no statement tells, the weightiest, in the order of the document.
///
/// A value counts as told if a statement names it or is proven by the sentence it stands in.
pub fn omissions(document: &Document, statements: &[Statement], findings: &[Finding]) -> Vec<Omission> {
    let told: BTreeSet<String> =
        statements.iter().flat_map(|s| values(&s.text)).map(|value| value.normalised).collect();
    let proven: Vec<Span> =
        statements.iter().flat_map(|statement| statement.evidence.iter().map(|evidence| evidence.span)).collect();
    let sentences = sentences(document);
    let mut best: BTreeMap<usize, (u32, FindingKind)> = BTreeMap::new();
    for finding in findings {
        let base = match finding.kind {
            FindingKind::Deadline => 30,
            FindingKind::Amount => 20,
            FindingKind::Date | FindingKind::FileNumber => continue,
        };
        if told.contains(&finding.value) || proven.iter().any(|span| holds(*span, finding.span)) {
            continue;
        }
        // In reading order, so the last that begins no later is the only one that can hold it.
        let place = |span: Span| (span.part, span.block, span.start);
        let next = sentences.partition_point(|sentence| place(sentence.span) <= place(finding.span));
        let Some(index) = next.checked_sub(1).filter(|&index| holds(sentences[index].span, finding.span)) else {
            continue;
        };
        let text = document.resolve(sentences[index].span).unwrap_or_default();
        let weight = base + cues(text) + if sentences[index].eligible { 3 } else { 0 };
        let known = best.entry(index).or_insert((weight, finding.kind));
        if known.0 < weight {
            *known = (weight, finding.kind);
        }
    }
    let mut open: Vec<(u32, usize, FindingKind)> =
        best.into_iter().map(|(index, (weight, kind))| (weight, index, kind)).collect();
    open.sort_by_key(|&(weight, index, _)| (std::cmp::Reverse(weight), index));
    open.truncate(MOST);
    open.sort_by_key(|&(_, index, _)| index);
    let omission = |(_, index, kind): (u32, usize, FindingKind)| {
        let span = sentences[index].span;
        let quote = document.resolve(span).unwrap_or_default().to_owned();
        Omission { kind, evidence: Evidence { span, quote } }
    };
    open.into_iter().map(omission).collect()
}

fn holds(outer: Span, inner: Span) -> bool {
    (outer.part, outer.block) == (inner.part, inner.block) && outer.start <= inner.start && inner.end <= outer.end
}

/// Words that make a sentence bind someone.
fn cues(text: &str) -> u32 {
    let lower = text.to_lowercase();
    let heavy = [
        "widerspruch",
        "klage",
        "rechtsbehelf",
        "einspruch",
        "beschwerde",
        "zu zahlen",
        "zahlung",
        "erstatt",
        "bewillig",
        "festgesetzt",
        "frist",
        "spätestens",
        "zuwendung",
        "gesamt",
        "höchstens",
        "mindestens",
        "kosten",
        "gebühr",
        "einzureichen",
        "vorzulegen",
        "antrag",
        "erheb",
        "verpflichtet",
        "aufgefordert",
    ];
    heavy.iter().filter(|cue| lower.contains(*cue)).count().min(6) as u32 * 2
}
