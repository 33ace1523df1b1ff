//! What one document adds to the overview of its folder.

use std::collections::{BTreeMap, BTreeSet};

use vermerk_document::{Document, Span};
use vermerk_text::notation::{Kind, Value, values};
use vermerk_text::{Sentence, sentences};

use super::contradictions::{self, Comparable};
use super::similarity::Sketch;
use crate::extractive::one_line;
use crate::findings::{context, occurrences};
use crate::{ClaimKind, FindingKind, Summary, title};

/// Blocks at the top in which a document says what it is and of when.
const HEAD: usize = 40;
/// Longer lines are running text.
const LINE: usize = 120;
/// Most facts of a kind that one document adds; more are counted.
const MOST: usize = 40;

/// What is known of one document; a few kilobytes at most.
#[derive(Debug, Clone)]
pub struct DocumentFacts {
    /// Path in the submission, parted by `/`.
    pub name: String,
    /// What it is by its own words: "Zuwendungsbescheid", "Vermerk"; empty if it does not say.
    pub sort: &'static str,
    /// Its own date, `2026-03-18`.
    pub date: Option<String>,
    /// Subject, title or first heading.
    pub title: Option<String>,
    /// The first statement of its summary.
    pub lead: String,
    /// Where the proof of the first statement stands.
    pub lead_span: Option<Span>,
    /// What a person calls that place.
    pub lead_place: String,
    /// Pages or sections.
    pub parts: u32,
    /// Whether they are pages.
    pub pages: bool,
    /// What it says, by place.
    pub facts: Vec<Fact>,
    /// How many more facts there are of a kind.
    pub left_out: BTreeMap<FactKind, u32>,
    /// File numbers in its head.
    pub(super) own: BTreeSet<String>,
    /// All its file numbers.
    pub(super) mentioned: BTreeSet<String>,
    /// What can be compared between documents.
    pub(super) comparable: Vec<Comparable>,
    pub(super) sketch: Sketch,
}

/// One thing a document says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub kind: FactKind,
    /// Date, period, amount or name in one notation; empty for an open point.
    pub value: String,
    /// The sentence, shortened to at most 240 characters.
    pub text: String,
    /// Where the value stands; of an open point the sentence.
    pub span: Span,
    /// What a person calls that place.
    pub place: String,
}

/// Kinds of facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactKind {
    /// Something that happened or is to happen on a day.
    Event,
    /// By when something must be done.
    Deadline,
    /// An amount of money.
    Amount,
    /// A person or firm.
    Party,
    /// Something missing or undecided.
    Open,
}

impl DocumentFacts {
    /// Reads the facts of a document; `place` says what a person calls a passage.
    pub fn new(name: &str, document: &Document, summary: &Summary, place: &dyn Fn(Span) -> String) -> Self {
        let sentences = sentences(document);
        let head = head(document);
        let (sort, date) = (sort(&head), date(&head));
        let mut gathered = Gathered { document, place, facts: Vec::new(), left_out: BTreeMap::new() };
        let mut mentioned = BTreeSet::new();
        let mut own = BTreeSet::new();
        let mut told = BTreeSet::new();
        for (finding, index) in occurrences(document, &sentences) {
            let kind = match finding.kind {
                FindingKind::Date => FactKind::Event,
                FindingKind::Deadline => FactKind::Deadline,
                FindingKind::Amount => FactKind::Amount,
                FindingKind::FileNumber => {
                    let number: String = finding.value.chars().filter(|c| !c.is_whitespace()).collect();
                    if head.iter().any(|(span, _)| (span.part, span.block) == (finding.span.part, finding.span.block)) {
                        own.insert(number.clone());
                    }
                    mentioned.insert(number);
                    continue;
                }
            };
            if told.insert((kind, finding.value.clone())) {
                gathered.add(kind, finding.value, sentences[index].span, finding.span);
            }
        }
        for sentence in &sentences {
            gathered.names_and_open_points(sentence, &mut told);
        }
        let comparable = contradictions::comparable(document, &sentences, (sort, date.as_deref()), place);
        let Gathered { mut facts, left_out, .. } = gathered;
        facts.sort_by_key(|fact| (fact.span, fact.kind));
        let first = summary.statements.first();
        let lead_span = first.and_then(|statement| statement.evidence.first()).map(|evidence| evidence.span);
        let texts = document.blocks().filter(|(_, block)| block.kind.is_content()).map(|(_, block)| &*block.text);
        Self {
            name: name.to_owned(),
            sort,
            date,
            title: title(document, ""),
            lead: first.map(|statement| statement.text.clone()).unwrap_or_default(),
            lead_place: lead_span.map(place).unwrap_or_default(),
            lead_span,
            parts: summary.coverage.total,
            pages: document.media_type == vermerk_document::MediaType::Pdf,
            facts,
            left_out,
            own,
            mentioned,
            comparable,
            sketch: Sketch::new(texts),
        }
    }
}

struct Gathered<'a> {
    document: &'a Document,
    place: &'a dyn Fn(Span) -> String,
    facts: Vec<Fact>,
    left_out: BTreeMap<FactKind, u32>,
}

impl Gathered<'_> {
    fn add(&mut self, kind: FactKind, value: String, sentence: Span, span: Span) {
        if self.facts.iter().filter(|fact| fact.kind == kind).count() >= MOST {
            *self.left_out.entry(kind).or_default() += 1;
            return;
        }
        let whole = self.document.resolve(sentence).unwrap_or_default();
        let text = context(whole, (span.start - sentence.start) as usize);
        self.facts.push(Fact { kind, value, text, span, place: (self.place)(span) });
    }

    fn names_and_open_points(&mut self, sentence: &Sentence, told: &mut BTreeSet<(FactKind, String)>) {
        let text = self.document.resolve(sentence.span).unwrap_or_default();
        for Value { range, normalised, .. } in values(text).into_iter().filter(|value| value.kind == Kind::Name) {
            if told.insert((FactKind::Party, normalised.clone())) {
                let start = sentence.span.start + range.start as u32;
                let end = sentence.span.start + range.end as u32;
                self.add(FactKind::Party, normalised, sentence.span, Span { start, end, ..sentence.span });
            }
        }
        if sentence.eligible && ClaimKind::of(&one_line(text)) == ClaimKind::Open {
            self.add(FactKind::Open, String::new(), sentence.span, sentence.span);
        }
    }
}

/// The short lines at the top.
fn head(document: &Document) -> Vec<(Span, &str)> {
    let content = document.blocks().filter(|(_, block)| block.kind.is_content());
    let lines = content.take(HEAD).flat_map(|(span, block)| block.text.lines().map(move |line| (span, line.trim())));
    lines.filter(|(_, line)| !line.is_empty() && line.chars().count() <= LINE).collect()
}

/// The first line that names a sort of document names this one's.
fn sort(head: &[(Span, &str)]) -> &'static str {
    let known = |line: &str| SORTS.iter().find(|sort| line.contains(*sort)).copied();
    head.iter().find_map(|(_, line)| known(line)).unwrap_or_default()
}

/// Longer names before those within them.
const SORTS: &[&str] = &[
    "Widerspruchsbescheid",
    "Zuwendungsbescheid",
    "Änderungsbescheid",
    "Gebührenbescheid",
    "Erstattungsbescheid",
    "Ordnungsverfügung",
    "Baugenehmigung",
    "Beschlussvorlage",
    "Kabinettsvorlage",
    "Vergabevermerk",
    "Gesprächsvermerk",
    "Gesprächsnotiz",
    "Dienstvereinbarung",
    "Niederschrift",
    "Stellungnahme",
    "Prüfbericht",
    "Abordnung",
    "Anhörung",
    "Kündigung",
    "Verwarnung",
    "Geotechnischer Bericht",
    "Kaufvertrag",
    "kaufvertrag",
    "Widerspruch",
    "Gutachten",
    "Protokoll",
    "Bescheid",
    "Verfügung",
    "Vermerk",
    "Vertrag",
    "Satzung",
    "Erlass",
    "Urteil",
    "Beschluss",
    "Bericht",
    "Antwort",
    "Antrag",
    "Angebot",
    "Rechnung",
];

/// The first full date in the head that is not another document's ("Ihr Antrag vom …").
fn date(head: &[(Span, &str)]) -> Option<String> {
    head.iter().find_map(|(_, line)| {
        let own = values(line).into_iter().find(|value| {
            let before = line.get(..value.range.start).unwrap_or_default().trim_end();
            let other = ["vom", "seit", "ab", "zum", "bis", "bis zum", "am", "Sitzung"];
            value.kind == Kind::Date
                && value.normalised.len() == "2026-03-18".len()
                && !value.normalised.starts_with('-')
                && !other.iter().any(|cue| before.ends_with(cue))
        })?;
        Some(own.normalised)
    })
}
