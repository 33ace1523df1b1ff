use std::collections::{BTreeMap, BTreeSet};

use vermerk_document::{Block, BlockKind, Document, Metadata, Part, PartKind, Reading};
use vermerk_text::sentence_ranges;

use super::answer::Draft;
use super::instructions::Prompts;
use crate::extractive::one_line;
use crate::{Checked, ClaimKind, Evidence, Origin, Passage, Reason, Request, Source, Statement, Verdict, check};

/// Most passages shown as the evidence of one statement.
const MOST_EVIDENCE: usize = 4;
/// Share of a statement's longer words, in percent, that its cited passages must have.
const CITED_SHARE: usize = 40;
/// Words in a row that are compared with the prompts.
const ECHO_WORDS: usize = 5;

/// A judged statement with the passages behind it.
#[derive(Debug, Clone)]
pub(super) struct Claim {
    pub(super) statement: Statement,
    /// Indices of its passages, best first; of one that failed, those it cites.
    pub(super) passages: Vec<usize>,
}

impl Claim {
    /// Whether it may stand in the summary, marked or not.
    pub(super) fn is_usable(&self) -> bool {
        self.statement.verdict != Verdict::Unsupported && !self.passages.is_empty()
    }

    pub(super) fn shares_passage(&self, other: &Self) -> bool {
        self.passages.iter().any(|index| other.passages.contains(index))
    }

    pub(super) fn words(&self) -> usize {
        self.statement.text.split_whitespace().count()
    }
}

/// A passage as it stands in the source.
pub(super) fn verbatim(document: &Document, passages: &[Passage], index: usize) -> Claim {
    let passage = &passages[index];
    Claim {
        statement: Statement {
            kind: ClaimKind::of(&passage.text),
            text: passage.text.clone(),
            evidence: vec![evidence(document, passage)],
            verdict: Verdict::Supported,
            reasons: Vec::new(),
            origin: Origin::Verbatim,
        },
        passages: vec![index],
    }
}

fn evidence(document: &Document, passage: &Passage) -> Evidence {
    Evidence { span: passage.span, quote: document.resolve(passage.span).unwrap_or(&passage.text).to_owned() }
}

/// Checks a text against the cited passages alone; the evidence is of the whole document again.
fn check_in(document: &Document, passages: &[Passage], cited: &[usize], text: &str) -> Option<Checked> {
    if cited.is_empty() {
        return None;
    }
    let blocks = cited.iter().map(|&index| Block::new(BlockKind::Paragraph, passages[index].text.as_str())).collect();
    let part = Part { kind: PartKind::Section { number: 1 }, reading: Reading::Read, blocks };
    let excerpt = Document {
        media_type: document.media_type,
        metadata: Metadata::default(),
        parts: vec![part],
        hidden: Vec::new(),
    };
    let mut checked = check(&Source::new(&excerpt), text);
    let cited_of = |found: &Evidence| cited.get(found.span.block as usize).map(|&index| &passages[index]);
    checked.evidence = checked.evidence.iter().filter_map(cited_of).map(|p| evidence(document, p)).collect();
    Some(checked)
}

/// What drafts are held against, besides the source.
#[derive(Debug)]
pub(super) struct Judge {
    /// Each passage's text with its first index.
    by_text: BTreeMap<String, usize>,
    /// Runs of words of the prompts.
    echo: BTreeSet<Vec<String>>,
    language: Language,
    /// Bracketed gaps that the document itself has, as forms do.
    own_gaps: BTreeSet<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    German,
    English,
    Unknown,
}

impl Judge {
    pub(super) fn new(passages: &[Passage], prompts: &Prompts) -> Self {
        let mut by_text = BTreeMap::new();
        let mut own_gaps = BTreeSet::new();
        let (mut german, mut english) = (0, 0);
        for (index, passage) in passages.iter().enumerate() {
            by_text.entry(passage.text.clone()).or_insert(index);
            own_gaps.extend(gaps(&passage.text));
            let (de, en) = function_words(&passage.text);
            german += de;
            english += en;
        }
        let mut echo = BTreeSet::new();
        for prompt in [&prompts.system, &prompts.whole, &prompts.chunk, &prompts.wording, &prompts.repair] {
            echo.extend(runs(prompt));
        }
        Self { by_text, echo, language: language(german, english), own_gaps }
    }

    /// Judges a draft sentence by sentence.
    pub(super) fn judge(
        &self,
        document: &Document,
        source: &Source,
        passages: &[Passage],
        request: &Request,
        draft: &Draft,
    ) -> Vec<Claim> {
        let mut cited: Vec<usize> = draft
            .evidence
            .iter()
            .filter(|number| request.passages.iter().any(|passage| passage.number == **number))
            .map(|number| *number as usize - 1)
            .collect();
        let mut seen = BTreeSet::new();
        cited.retain(|index| seen.insert(*index));
        if let Some(claim) = self.find_verbatim(document, passages, &draft.text, &cited) {
            return vec![claim];
        }
        let mut claims = Vec::new();
        for range in sentence_ranges(&draft.text) {
            let text = one_line(draft.text.get(range).unwrap_or_default());
            if text.is_empty() {
                continue;
            }
            claims.push(match self.find_verbatim(document, passages, &text, &cited) {
                Some(claim) => claim,
                None => self.judge_worded(document, source, passages, text, &cited),
            });
        }
        claims
    }

    /// The passage, or the run of cited passages, that the text repeats.
    fn find_verbatim(&self, document: &Document, passages: &[Passage], text: &str, cited: &[usize]) -> Option<Claim> {
        // A heading says nothing by itself; short sentences ("Der Antrag wird abgelehnt.") may be the whole point.
        let ends = text.trim_end_matches(['"', '“', '”', '«', ')', ']']).ends_with(['.', '!', '?', ':', ';', '…']);
        if let Some(&first) = self.by_text.get(text).filter(|&&index| passages[index].eligible || ends) {
            let index = cited.iter().copied().find(|&index| passages[index].text == text).unwrap_or(first);
            return Some(verbatim(document, passages, index));
        }
        let mut run = cited.to_vec();
        run.sort_unstable();
        let joined = run.iter().map(|&index| passages[index].text.as_str()).collect::<Vec<_>>().join(" ");
        if run.len() < 2 || joined != text {
            return None;
        }
        let mut claim = verbatim(document, passages, run[0]);
        claim.statement.evidence.extend(run[1..].iter().map(|&index| evidence(document, &passages[index])));
        claim.statement.text = joined;
        claim.passages = run;
        Some(claim)
    }

    fn judge_worded(
        &self,
        document: &Document,
        source: &Source,
        passages: &[Passage],
        text: String,
        cited: &[usize],
    ) -> Claim {
        let reason =
            if self.by_text.contains_key(&text) { Some(Reason::NotAnAnswer) } else { self.no_statement(&text) };
        if let Some(reason) = reason {
            let statement = Statement {
                kind: ClaimKind::of(&text),
                text,
                evidence: Vec::new(),
                verdict: Verdict::Unsupported,
                reasons: vec![reason],
                origin: Origin::Worded,
            };
            return Claim { statement, passages: cited.to_vec() };
        }
        let mut checked = check(source, &text);
        let only_elsewhere = checked.reasons.iter().all(|reason| matches!(reason, Reason::ValueElsewhere { .. }));
        if checked.verdict != Verdict::Unsupported || only_elsewhere {
            // Where passages are alike, the source as a whole may point to another one than the statement means.
            let near = check_in(document, passages, cited, &text);
            if let Some(near) = near.filter(|near| near.verdict <= checked.verdict) {
                checked = near;
            }
        }
        let found = checked
            .evidence
            .iter()
            .map(|found| passages.partition_point(|passage| passage.span <= found.span).saturating_sub(1));
        let mut indices: Vec<usize> = Vec::new();
        if checked.verdict == Verdict::Unsupported {
            // What a repair shows, and where the source's own sentence is taken from.
            indices.extend(cited.iter().copied().chain(found));
        } else if covers(&text, cited, passages) {
            let others = found.filter(|index| !cited.contains(index));
            indices.extend(cited.iter().copied().chain(others).take(MOST_EVIDENCE));
        } else {
            indices.extend(found);
            if !indices.iter().any(|index| cited.contains(index)) {
                checked.verdict = Verdict::Review;
                checked.reasons.push(Reason::QuoteNotFound);
            }
        }
        let evidence = indices.iter().map(|&index| evidence(document, &passages[index])).collect();
        let statement = Statement {
            kind: ClaimKind::of(&text),
            text,
            evidence,
            verdict: checked.verdict,
            reasons: checked.reasons,
            origin: Origin::Worded,
        };
        Claim { statement, passages: indices }
    }

    /// Why a text is no statement about the document at all.
    fn no_statement(&self, text: &str) -> Option<Reason> {
        if gaps(text).iter().any(|gap| !self.own_gaps.contains(gap)) {
            return Some(Reason::Placeholder);
        }
        let lower = text.to_lowercase();
        let runs = runs(text);
        let echoed = runs.iter().filter(|run| self.echo.contains(*run)).count();
        let (german, english) = function_words(text);
        let spoken = language(german, english);
        let foreign = spoken != Language::Unknown && self.language != Language::Unknown && spoken != self.language;
        (REFUSALS.iter().any(|refusal| lower.contains(refusal)) || 2 * echoed > runs.len() || foreign)
            .then_some(Reason::NotAnAnswer)
    }
}

/// How a model says that it will not answer, or speaks of itself.
const REFUSALS: [&str; 14] = [
    "als ki-",
    "als ki ",
    "sprachmodell",
    "tut mir leid",
    "ich kann",
    "ich bin",
    "ich werde",
    "ich habe keine",
    "as an ai",
    "language model",
    "i cannot",
    "i can't",
    "i'm sorry",
    "i am sorry",
];

/// Gaps left to fill in: `[Datum]`, `<Name>`, `{{Betrag}}`, TT.MM.JJJJ, XX.XX.XXXX.
fn gaps(text: &str) -> Vec<String> {
    let mut gaps = Vec::new();
    for (open, close) in [('[', ']'), ('<', '>'), ('{', '}')] {
        for part in text.split(open).skip(1) {
            if let Some((inner, _)) = part.split_once(close)
                && inner.chars().any(char::is_alphabetic)
                && inner.chars().count() <= 60
            {
                gaps.push(inner.to_owned());
            }
        }
    }
    for word in text.split_whitespace() {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let letters = || word.chars().filter(|c| *c != '.' && *c != '-' && *c != '/');
        let is_date =
            ["TT.MM", "DD.MM", "MM.JJJJ", "MM.YYYY", "JJJJ-MM", "YYYY-MM"].iter().any(|gap| word.contains(gap));
        if is_date || (letters().count() >= 4 && letters().all(|c| c == 'X' || c == 'x')) {
            gaps.push(word.to_owned());
        }
    }
    gaps
}

/// Whether the cited passages have enough of the statement's longer words; compared by their first letters, so that
/// endings don't matter.
fn covers(text: &str, cited: &[usize], passages: &[Passage]) -> bool {
    let heads = |text: &str| -> BTreeSet<String> {
        let lower = text.to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric());
        words
            .filter(|word| word.chars().count() >= 5 || word.chars().any(|c| c.is_ascii_digit()))
            .map(|word| word.chars().take(6).collect())
            .collect()
    };
    let wanted = heads(text);
    let offered: BTreeSet<String> = cited.iter().flat_map(|&index| heads(&passages[index].text)).collect();
    !cited.is_empty() && wanted.intersection(&offered).count() * 100 >= wanted.len() * CITED_SHARE
}

fn runs(text: &str) -> BTreeSet<Vec<String>> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.windows(ECHO_WORDS).map(|run| run.iter().map(|word| (*word).to_owned()).collect()).collect()
}

/// How many words only German and only English uses, among the most frequent ones of each.
fn function_words(text: &str) -> (usize, usize) {
    const GERMAN: [&str; 24] = [
        "der", "das", "und", "ist", "nicht", "mit", "von", "für", "den", "des", "dem", "ein", "eine", "auf", "im",
        "zu", "wird", "werden", "sich", "auch", "nach", "bei", "zur", "über",
    ];
    const ENGLISH: [&str; 24] = [
        "the", "of", "and", "is", "to", "that", "for", "with", "are", "on", "by", "this", "be", "from", "which", "it",
        "not", "or", "has", "have", "will", "were", "its", "at",
    ];
    let (mut german, mut english) = (0, 0);
    for word in text.split(|c: char| !c.is_alphabetic()) {
        let word = word.to_lowercase();
        german += usize::from(GERMAN.contains(&word.as_str()));
        english += usize::from(ENGLISH.contains(&word.as_str()));
    }
    (german, english)
}

fn language(german: usize, english: usize) -> Language {
    if english >= 3 && english > 3 * german {
        Language::English
    } else if german >= 3 && german > 3 * english {
        Language::German
    } else {
        Language::Unknown
    }
}
