use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use vermerk_document::Document;
use vermerk_summary::folder::{Contradiction, FolderOverview};
use vermerk_summary::{Summarised, Verdict};
use vermerk_text::notation::{Kind, Value, values};
use vermerk_text::{stem, words};

use super::{Case, FactKind, Folder, Half};

/// Where the note tells a planted fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kept {
    /// A statement says it.
    Statement,
    /// It is listed as left out.
    Omission,
    /// Only the table of values has it.
    Table,
    /// Nowhere.
    Missing,
}

/// What became of one planted fact.
#[derive(Debug, Serialize)]
pub(crate) struct FactScore {
    pub(crate) kind: FactKind,
    pub(crate) fact: String,
    /// In which third of the document it stands first, from 1.
    pub(crate) third: u8,
    pub(crate) kept: Kept,
}

/// How one document came out.
#[derive(Debug, Serialize)]
pub(crate) struct CaseScore {
    pub(crate) document: String,
    pub(crate) half: Half,
    pub(crate) words: usize,
    pub(crate) facts: Vec<FactScore>,
    pub(crate) statements: usize,
    pub(crate) review: usize,
    pub(crate) unsupported: usize,
    pub(crate) omissions: usize,
    pub(crate) parts: u32,
    pub(crate) parts_read: u32,
    /// F1 of the stems shared with the reference, in percent (ROUGE-1 on stems, stop words included).
    pub(crate) likeness: f64,
}

/// How the overview of one folder came out.
#[derive(Debug, Serialize)]
pub(crate) struct FolderScore {
    pub(crate) folder: String,
    pub(crate) planted: usize,
    pub(crate) found: usize,
    /// Contradictions named that nobody planted.
    pub(crate) others: usize,
    /// Planted groups of drafts, and those that were folded.
    pub(crate) versions: usize,
    pub(crate) folded: usize,
    /// What was planted and not found.
    pub(crate) missing: Vec<String>,
}

/// Everything that is measured.
#[derive(Debug, Serialize)]
pub(crate) struct Scores {
    pub(crate) model: String,
    pub(crate) pipeline: String,
    pub(crate) prompt_tokens: u64,
    pub(crate) completion_tokens: u64,
    pub(crate) cases: Vec<CaseScore>,
    pub(crate) folders: Vec<FolderScore>,
}

impl Scores {
    /// Facts of the hard kinds that a statement or omission tells, and all of them, in this third or in all.
    pub(crate) fn hard(&self, third: Option<u8>) -> (usize, usize) {
        let facts = self.cases.iter().flat_map(|case| &case.facts);
        count(facts.filter(|fact| fact.kind.is_hard() && third.is_none_or(|third| third == fact.third)))
    }

    /// The same for one kind.
    pub(crate) fn of_kind(&self, kind: FactKind, third: Option<u8>) -> (usize, usize) {
        let facts = self.cases.iter().flat_map(|case| &case.facts);
        count(facts.filter(|fact| fact.kind == kind && third.is_none_or(|third| third == fact.third)))
    }
}

fn count<'a>(facts: impl Iterator<Item = &'a FactScore>) -> (usize, usize) {
    facts.fold((0, 0), |(kept, all), fact| (kept + usize::from(fact.kept <= Kept::Omission), all + 1))
}

/// What a text says, for looking facts up in it.
struct Told {
    text: String,
    values: BTreeSet<(Kind, String)>,
}

impl Told {
    fn new<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut told = Self { text: String::new(), values: BTreeSet::new() };
        for text in texts {
            told.values.extend(values(text).into_iter().map(|value| (value.kind, value.normalised)));
            told.text.push_str(&one_line(text));
            told.text.push('\n');
        }
        told
    }

    /// Whether the fact stands there word for word, or its dates, amounts and file numbers in another notation. A
    /// length of time is too common to be told by itself.
    fn tells(&self, fact: &str, of_fact: &[Value]) -> bool {
        let marked: Vec<&Value> =
            of_fact.iter().filter(|value| matches!(value.kind, Kind::Date | Kind::Amount | Kind::FileNumber)).collect();
        self.text.contains(fact)
            || !marked.is_empty()
                && marked.iter().all(|value| self.values.contains(&(value.kind, value.normalised.clone())))
    }
}

/// Holds a note against what was planted.
///
/// # Errors
/// The first planted fact that does not stand in the document.
pub(crate) fn score_case(case: &Case, document: String, done: &Summarised) -> Result<CaseScore, String> {
    let summary = &done.summary;
    let told = [
        (Kept::Statement, Told::new(summary.statements.iter().map(|s| s.text.as_str()))),
        (Kept::Omission, Told::new(summary.omissions.iter().map(|o| o.evidence.quote.as_str()))),
        (Kept::Table, Told::new(summary.findings.iter().map(|f| f.text.as_str()))),
    ];
    let source = source(&done.document);
    let mut facts = Vec::new();
    for (kind, fact) in case.facts() {
        let fact = one_line(fact);
        let at = source.find(&fact).ok_or_else(|| fact.clone())?;
        let of_fact = values(&fact);
        let kept = told.iter().find(|(_, told)| told.tells(&fact, &of_fact)).map_or(Kept::Missing, |(kept, _)| *kept);
        facts.push(FactScore { kind, third: (at * 3 / source.len().max(1)) as u8 + 1, fact, kept });
    }
    let verdicts = |verdict: Verdict| summary.statements.iter().filter(|s| s.verdict == verdict).count();
    let said: Vec<&str> = summary.statements.iter().map(|statement| statement.text.as_str()).collect();
    Ok(CaseScore {
        document,
        half: case.half,
        words: source.split(' ').count(),
        facts,
        statements: summary.statements.len(),
        review: verdicts(Verdict::Review),
        unsupported: verdicts(Verdict::Unsupported),
        omissions: summary.omissions.len(),
        parts: summary.coverage.total,
        parts_read: summary.coverage.read,
        likeness: likeness(&said.join(" "), &case.reference),
    })
}

/// Holds the overview of a folder against what was planted.
pub(crate) fn score_folder(folder: &Folder, name: String, overview: &FolderOverview) -> FolderScore {
    let same = |found: &Contradiction, planted: &[String; 2]| {
        planted.iter().all(|value| {
            let wanted = values(value).into_iter().next().map(|value| value.normalised);
            found.values.iter().any(|contrary| wanted.as_ref() == Some(&contrary.value))
        })
    };
    let is_found = |planted: &&[String; 2]| overview.contradictions.iter().any(|found| same(found, planted));
    let found = folder.contradictions.iter().filter(is_found).count();
    let planted = |found: &&Contradiction| folder.contradictions.iter().any(|planted| same(found, planted));
    let others = overview.contradictions.iter().filter(|found| !planted(found)).count();
    let index = |name: &String| overview.documents.iter().position(|facts| facts.name == *name);
    let is_folded = |group: &&Vec<String>| {
        let of: Vec<Option<usize>> = group.iter().map(index).collect();
        let stands: BTreeSet<Option<usize>> = of
            .iter()
            .map(|index| index.map(|index| overview.folded.get(&index).map_or(index, |fold| fold.of())))
            .collect();
        stands.len() == 1 && !stands.contains(&None)
    };
    let missing = folder.contradictions.iter().filter(|planted| !is_found(planted));
    FolderScore {
        folder: name,
        planted: folder.contradictions.len(),
        found,
        others,
        versions: folder.versions.len(),
        folded: folder.versions.iter().filter(is_folded).count(),
        missing: missing.map(|[one, other]| format!("{one} against {other}")).collect(),
    }
}

/// The content in one line, so that facts are found across line breaks and blocks.
fn source(document: &Document) -> String {
    let texts = document.blocks().map(|(_, block)| one_line(&block.text));
    texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// F1 of shared stems, each counted as often as both have it, in percent.
fn likeness(said: &str, reference: &str) -> f64 {
    let bag = |text: &str| {
        let mut bag: BTreeMap<String, usize> = BTreeMap::new();
        for word in words(text) {
            *bag.entry(stem(word)).or_default() += 1;
        }
        bag
    };
    let (said, reference) = (bag(said), bag(reference));
    let shared: usize = said.iter().map(|(stem, count)| (*count).min(*reference.get(stem).unwrap_or(&0))).sum();
    let all = said.values().sum::<usize>() + reference.values().sum::<usize>();
    if all == 0 { 0.0 } else { 200.0 * shared as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, fact: &str) -> bool {
        Told::new(std::iter::once(text)).tells(fact, &values(fact))
    }

    #[test]
    fn a_fact_is_told_in_its_words_or_in_another_notation() {
        assert!(told("Die Frist endet\nam 31. Mai 2026.", "endet am 31. Mai 2026"));
        assert!(told("Frist: 31.05.2026", "bis zum 31. Mai 2026"));
        assert!(!told("Frist: 30.05.2026", "bis zum 31. Mai 2026"));
        assert!(told("1.250 EUR", "1.250,00 Euro"));
        assert!(!told("Ein Fahrverbot von einem Monat", "innerhalb eines Monats"));
    }

    #[test]
    fn likeness_is_of_stems_and_counts_each_once() {
        assert!((likeness("Die Stadt lehnt ab", "die stadt lehnt ab") - 100.0).abs() < 1e-9);
        assert!(likeness("Stadt Stadt Stadt", "Stadt") < 60.0);
        assert!(likeness("", "") < 1e-9);
    }
}
