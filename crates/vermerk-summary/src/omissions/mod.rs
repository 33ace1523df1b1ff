//! What a document says with weight and its summary does not.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use vermerk_document::{BlockKind, Document, Span};
use vermerk_text::notation::values;
use vermerk_text::{Sentence, sentences};

use crate::findings::occurrences;
use crate::letter::addressee;
use crate::{Evidence, FindingKind, Omission, OmissionKind, OmissionsLeftOut, Statement};

mod operative;
#[cfg(test)]
mod tests;

pub(crate) use operative::is_remedy;

/// Parts of the document of which each has first call on a third of a list.
const THIRDS: usize = 3;

/// Most omissions listed of a kind: a longer list would be read by no one. What is beyond it is counted.
fn most(kind: OmissionKind) -> usize {
    match kind {
        OmissionKind::Deadline => 12,
        OmissionKind::Amount => 10,
        OmissionKind::Decision | OmissionKind::FileNumber => 6,
        OmissionKind::Remedy => 3,
        OmissionKind::Addressee => 1,
    }
}

/// A passage that may be listed.
struct Candidate {
    kind: OmissionKind,
    span: Span,
    weight: u32,
    third: usize,
}

/// Deadlines, legal remedies, decisions, amounts, file numbers and the addressee that no statement tells: of each kind
/// the weightiest up to a bound, in the order of the document, and how many there was no room for.
///
/// A value counts as told if a statement names it or is proven by the sentence it stands in; a period ("ein Monat") is
/// no name and counts as told only where its sentence proves a statement. A sentence is listed once, under the first
/// kind that fits. Linear in the document but for sorting.
pub fn omissions(document: &Document, statements: &[Statement]) -> (Vec<Omission>, Vec<OmissionsLeftOut>) {
    let told = Told::new(statements);
    let sentences = sentences(document);
    let third = |index: usize| index * THIRDS / sentences.len().max(1);
    let mut of_sentence: BTreeMap<usize, Candidate> = BTreeMap::new();
    let mut add = |index: usize, kind: OmissionKind, weight: u32| {
        let span = sentences[index].span;
        let new = Candidate { kind, span, weight, third: third(index) };
        let known = of_sentence.get(&index).map(|known| (known.kind, Reverse(known.weight)));
        if known.is_none_or(|known| (kind, Reverse(weight)) < known) {
            of_sentence.insert(index, new);
        }
    };
    for (index, sentence) in sentences.iter().enumerate() {
        let text = document.resolve(sentence.span).unwrap_or_default();
        let weight = cues(text) + if sentence.eligible { 3 } else { 0 };
        if is_remedy(text) && !told.remedy && !told.proves(sentence.span) {
            add(index, OmissionKind::Remedy, weight);
        } else if is_running(document, sentence) && operative::is_decision(text) && !told.proves(sentence.span) {
            add(index, OmissionKind::Decision, weight);
        }
    }
    let mut file_numbers: Vec<Candidate> = Vec::new();
    let mut heaviest: BTreeMap<(FindingKind, String), (u32, usize)> = BTreeMap::new();
    let mut numbers: BTreeSet<String> = BTreeSet::new();
    for (finding, index) in occurrences(document, &sentences) {
        let sentence: &Sentence = &sentences[index];
        let is_period = finding.value.starts_with('P');
        if told.proves(finding.span) || (!is_period && told.values.contains(&finding.value)) {
            continue;
        }
        let text = document.resolve(sentence.span).unwrap_or_default();
        let weight = cues(text) + if sentence.eligible { 3 } else { 0 };
        match finding.kind {
            FindingKind::Deadline if is_period => add(index, OmissionKind::Deadline, weight),
            FindingKind::Deadline | FindingKind::Amount => {
                let known = heaviest.entry((finding.kind, finding.value)).or_insert((weight, index));
                if known.0 < weight {
                    *known = (weight, index);
                }
            }
            FindingKind::FileNumber if numbers.insert(finding.value.clone()) => {
                // The first are those of the matter itself.
                let candidate =
                    Candidate { kind: OmissionKind::FileNumber, span: finding.span, weight: 0, third: third(index) };
                file_numbers.push(candidate);
            }
            FindingKind::FileNumber | FindingKind::Date => {}
        }
    }
    for ((kind, _), (weight, index)) in heaviest {
        let kind = if kind == FindingKind::Deadline { OmissionKind::Deadline } else { OmissionKind::Amount };
        add(index, kind, weight);
    }
    let mut all: Vec<Candidate> = of_sentence.into_values().chain(file_numbers).collect();
    all.extend(addressee(document).filter(|span| !told.says(document, *span)).map(|span| Candidate {
        kind: OmissionKind::Addressee,
        span,
        weight: 0,
        third: 0,
    }));
    bounded(document, all)
}

/// Whether a sentence is a whole one of running text, however short: "Der Widerspruch wird zurückgewiesen."
fn is_running(document: &Document, sentence: &Sentence) -> bool {
    let kind = document.block(sentence.span).map(|block| block.kind);
    let running = matches!(kind, Some(BlockKind::Paragraph | BlockKind::ListItem { .. } | BlockKind::TextBox));
    running && document.resolve(sentence.span).is_some_and(|text| text.ends_with(['.', ';', ':']))
}

/// Of each kind the weightiest, in the order of the document, and the numbers of the rest.
fn bounded(document: &Document, all: Vec<Candidate>) -> (Vec<Omission>, Vec<OmissionsLeftOut>) {
    let mut by_kind: BTreeMap<OmissionKind, Vec<Candidate>> = BTreeMap::new();
    for candidate in all {
        by_kind.entry(candidate.kind).or_default().push(candidate);
    }
    let (mut listed, mut left_out) = (Vec::new(), Vec::new());
    for (kind, mut candidates) in by_kind {
        let count = candidates.len();
        candidates.sort_by_key(|candidate| (Reverse(candidate.weight), candidate.span));
        let mut chosen = weightiest(candidates, most(kind));
        if count > chosen.len() {
            left_out.push(OmissionsLeftOut { kind, count: (count - chosen.len()) as u32 });
        }
        chosen.sort_by_key(|candidate| candidate.span);
        listed.extend(chosen.into_iter().map(|Candidate { kind, span, .. }| {
            let quote = document.resolve(span).unwrap_or_default().to_owned();
            Omission { kind, evidence: Evidence { span, quote } }
        }));
    }
    (listed, left_out)
}

/// The first of a list sorted by weight, after each third of the document has had its share of the room.
fn weightiest(sorted: Vec<Candidate>, most: usize) -> Vec<Candidate> {
    if sorted.len() <= most {
        return sorted;
    }
    let mut room = [most / THIRDS; THIRDS];
    let (mut chosen, mut rest) = (Vec::new(), Vec::new());
    for candidate in sorted {
        match room.get_mut(candidate.third) {
            Some(room) if *room > 0 => {
                *room -= 1;
                chosen.push(candidate);
            }
            _ => rest.push(candidate),
        }
    }
    let missing = most - chosen.len();
    chosen.extend(rest.into_iter().take(missing));
    chosen
}

/// What the statements say, prepared for looking it up.
struct Told {
    values: BTreeSet<String>,
    /// Sorted; cited passages may overlap.
    proven: Vec<Span>,
    /// A statement tells of a legal remedy.
    remedy: bool,
    text: String,
}

impl Told {
    fn new(statements: &[Statement]) -> Self {
        let mut proven: Vec<Span> =
            statements.iter().flat_map(|statement| statement.evidence.iter().map(|evidence| evidence.span)).collect();
        proven.sort_unstable();
        proven.dedup();
        Self {
            values: statements.iter().flat_map(|s| values(&s.text)).map(|value| value.normalised).collect(),
            proven,
            remedy: statements.iter().any(|statement| is_remedy(&statement.text)),
            text: statements.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join("\n"),
        }
    }

    /// Whether a cited passage holds this one.
    fn proves(&self, inner: Span) -> bool {
        let block = |span: &Span| (span.part, span.block);
        let first = self.proven.partition_point(|span| block(span) < block(&inner));
        let mut of_block = self.proven[first..].iter().take_while(|span| block(span) == block(&inner));
        of_block.any(|outer| outer.start <= inner.start && inner.end <= outer.end)
    }

    /// Whether a statement has these words.
    fn says(&self, document: &Document, span: Span) -> bool {
        self.text.contains(document.resolve(span).unwrap_or_default())
    }
}

/// How much a sentence's words bind someone.
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
