use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use vermerk_document::{Block, BlockKind, Document, Metadata, Part, PartKind, Reading, Span};
use vermerk_text::sentence_ranges;

use super::answer::Draft;
use super::instructions::Prompts;
use super::no_statement::Sieve;
use super::quote::{Normal, Quote};
use super::shortening::is_shortening;
use crate::extractive::one_line;
use crate::{Checked, ClaimKind, Evidence, Origin, Passage, Reason, Request, Source, Statement, Verdict, check};

/// Most passages shown as the evidence of one statement.
const MOST_EVIDENCE: usize = 4;
/// Share of a statement's longer words, in percent, that its cited passages must have.
const CITED_SHARE: usize = 40;

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

    fn mark(&mut self, reason: Reason) {
        self.statement.verdict = self.statement.verdict.max(Verdict::Review);
        if !self.statement.reasons.contains(&reason) {
            self.statement.reasons.push(reason);
        }
    }

    /// A model's statement that may not stand in the summary.
    fn failed(text: String, reasons: Vec<Reason>, cited: &[usize]) -> Self {
        let statement = Statement {
            kind: ClaimKind::default(),
            text,
            evidence: Vec::new(),
            verdict: Verdict::Unsupported,
            reasons,
            origin: Origin::Worded,
        };
        Self { statement, passages: cited.to_vec() }
    }
}

/// What drafts are held against.
#[derive(Debug)]
pub(super) struct Judge {
    document: Arc<Document>,
    source: Arc<Source>,
    passages: Arc<[Passage]>,
    /// Each passage's text with its first index.
    by_text: BTreeMap<String, usize>,
    sieve: Sieve,
    /// Passages of paragraphs that give orders to machines.
    orders: BTreeSet<usize>,
}

/// Where a draft's quote stands.
enum Place {
    /// Nothing was quoted that could prove anything.
    NotQuoted,
    /// In the cited passages, these of them first.
    Cited(Vec<usize>),
    /// In passages it was shown and does not cite.
    Elsewhere(Vec<usize>),
    Nowhere,
}

impl Judge {
    pub(super) fn new(
        document: Arc<Document>,
        source: Arc<Source>,
        passages: Arc<[Passage]>,
        prompts: &Prompts,
    ) -> Self {
        let mut by_text = BTreeMap::new();
        for (index, passage) in passages.iter().enumerate() {
            by_text.entry(passage.text.clone()).or_insert(index);
        }
        let sieve = Sieve::new(&passages, prompts);
        Self { document, source, passages, by_text, sieve, orders: BTreeSet::new() }
    }

    /// Marks from here on what rests only on paragraphs that hold any of these places.
    pub(super) fn distrust(&mut self, places: &[Span]) {
        let blocks: BTreeSet<(u32, u32)> = places.iter().map(|span| (span.part, span.block)).collect();
        let in_block = |passage: &Passage| blocks.contains(&(passage.span.part, passage.span.block));
        self.orders = (0..self.passages.len()).filter(|&index| in_block(&self.passages[index])).collect();
    }

    /// A passage as it stands in the source.
    pub(super) fn verbatim(&self, index: usize, origin: Origin) -> Claim {
        let passage = &self.passages[index];
        let mut claim = Claim {
            statement: Statement {
                kind: ClaimKind::of(&passage.text),
                text: passage.text.clone(),
                evidence: vec![self.evidence(index)],
                verdict: Verdict::Supported,
                reasons: Vec::new(),
                origin,
            },
            passages: vec![index],
        };
        self.mark_orders(&mut claim);
        claim
    }

    /// Judges a draft sentence by sentence.
    pub(super) fn judge(&self, request: &Request, draft: &Draft) -> Vec<Claim> {
        let mut cited = cited(request, draft);
        if let Some(claim) = self.find_verbatim(draft.kind, &draft.text, &cited) {
            return vec![claim];
        }
        let place = self.place_of_quote(request, draft, &cited);
        if let Place::Cited(found) | Place::Elsewhere(found) = &place {
            let others: Vec<usize> = cited.iter().copied().filter(|index| !found.contains(index)).collect();
            cited.clone_from(found);
            if matches!(place, Place::Cited(_)) {
                cited.extend(others);
            }
        }
        let mut claims = Vec::new();
        for range in sentence_ranges(&draft.text) {
            let text = one_line(draft.text.get(range).unwrap_or_default());
            if text.is_empty() {
                continue;
            }
            claims.push(match (self.find_verbatim(draft.kind, &text, &cited), &place) {
                (Some(claim), _) => claim,
                (None, Place::Nowhere) => Claim::failed(text, vec![Reason::QuoteNotFound], &cited),
                (None, Place::Elsewhere(_)) => {
                    let mut claim = self.judge_worded(draft.kind, text, &cited);
                    claim.mark(Reason::QuoteNotFound);
                    claim
                }
                (None, _) => self.judge_worded(draft.kind, text, &cited),
            });
        }
        claims
    }

    /// Judges a draft that may only leave out words of one passage.
    pub(super) fn judge_shortened(&self, request: &Request, draft: &Draft) -> Claim {
        let cited = cited(request, draft);
        if let Some(claim) = self.find_verbatim(draft.kind, &draft.text, &cited) {
            return claim;
        }
        let of = cited.iter().copied().find(|&index| is_shortening(&draft.text, &self.passages[index].text));
        match of {
            Some(index) => self.judge_worded(draft.kind, draft.text.clone(), &[index]),
            None => Claim::failed(draft.text.clone(), Vec::new(), &cited),
        }
    }

    fn place_of_quote(&self, request: &Request, draft: &Draft, cited: &[usize]) -> Place {
        let Some(quote) = draft.quote.as_deref().and_then(Quote::read) else { return Place::NotQuoted };
        let text = |index: usize| self.passages[index].text.as_str();
        let holds = |indices: &[usize]| quote.stands_in(&Normal::of_all(indices.iter().map(|&index| text(index))));
        if let Some(&index) = cited.iter().find(|&&index| holds(&[index])) {
            return Place::Cited(vec![index]);
        }
        let mut run = cited.to_vec();
        run.sort_unstable();
        if run.len() > 1 && holds(&run) {
            return Place::Cited(run);
        }
        let shown: Vec<usize> = request.passages.iter().map(index_of).collect();
        let one = shown.iter().find(|&&index| holds(&[index])).map(|&index| vec![index]);
        let found = one.or_else(|| shown.windows(2).find(|pair| holds(pair)).map(<[usize]>::to_vec));
        found.map_or(Place::Nowhere, Place::Elsewhere)
    }

    /// The passage, or the run of cited passages, that the text repeats.
    fn find_verbatim(&self, kind: Option<ClaimKind>, text: &str, cited: &[usize]) -> Option<Claim> {
        // A heading says nothing by itself; short sentences ("Der Antrag wird abgelehnt.") may be the whole point.
        let ends = text.trim_end_matches(['"', '“', '”', '«', ')', ']']).ends_with(['.', '!', '?', ':', ';', '…']);
        let may_stand = |index: usize| self.passages[index].eligible || ends;
        let mut claim = if let Some(&first) = self.by_text.get(text).filter(|&&index| may_stand(index)) {
            let index = cited.iter().copied().find(|&index| self.passages[index].text == text).unwrap_or(first);
            self.verbatim(index, Origin::Verbatim)
        } else {
            let mut run = cited.to_vec();
            run.sort_unstable();
            let texts: Vec<&str> = run.iter().map(|&index| self.passages[index].text.as_str()).collect();
            let joined = texts.join(" ");
            if run.len() < 2 || joined != text {
                return None;
            }
            let mut claim = self.verbatim(run[0], Origin::Verbatim);
            claim.statement.evidence.extend(run[1..].iter().map(|&index| self.evidence(index)));
            claim.statement.text = joined;
            claim.passages = run;
            claim
        };
        claim.statement.kind = kind_of(kind, &claim.statement.text);
        Some(claim)
    }

    fn judge_worded(&self, kind: Option<ClaimKind>, text: String, cited: &[usize]) -> Claim {
        let repeats_a_heading = self.by_text.contains_key(&text).then_some(Reason::NotAnAnswer);
        if let Some(reason) = repeats_a_heading.or_else(|| self.sieve.reason(&text)) {
            return Claim::failed(text, vec![reason], cited);
        }
        let mut checked = check(&self.source, &text);
        let only_elsewhere = checked.reasons.iter().all(|reason| matches!(reason, Reason::ValueElsewhere { .. }));
        if checked.verdict != Verdict::Unsupported || only_elsewhere {
            // Where passages are alike, the source as a whole may point to another one than the statement means.
            let near = self.check_in(cited, &text);
            if let Some(near) = near.filter(|near| near.verdict <= checked.verdict) {
                checked = near;
            }
        }
        let found = checked
            .evidence
            .iter()
            .map(|found| self.passages.partition_point(|passage| passage.span <= found.span).saturating_sub(1));
        if checked.verdict == Verdict::Unsupported {
            // What a repair shows, and where the source's own sentence is taken from.
            let places: Vec<usize> = cited.iter().copied().chain(found).collect();
            return Claim::failed(text, checked.reasons, &places);
        }
        let covered = self.covers(&text, cited);
        let indices: Vec<usize> = if covered {
            let others = found.filter(|index| !cited.contains(index));
            cited.iter().copied().chain(others).take(MOST_EVIDENCE).collect()
        } else {
            found.collect()
        };
        let cites_another = !covered && !indices.iter().any(|index| cited.contains(index));
        let statement = Statement {
            kind: kind_of(kind, &text),
            text,
            evidence: indices.iter().map(|&index| self.evidence(index)).collect(),
            verdict: checked.verdict,
            reasons: checked.reasons,
            origin: Origin::Worded,
        };
        let mut claim = Claim { statement, passages: indices };
        if cites_another {
            claim.mark(Reason::QuoteNotFound);
        }
        self.mark_orders(&mut claim);
        claim
    }

    /// Checks a text against the cited passages alone; the evidence is of the whole document again.
    fn check_in(&self, cited: &[usize], text: &str) -> Option<Checked> {
        if cited.is_empty() {
            return None;
        }
        let texts = cited.iter().map(|&index| self.passages[index].text.as_str());
        let blocks = texts.map(|text| Block::new(BlockKind::Paragraph, text)).collect();
        let part = Part { kind: PartKind::Section { number: 1 }, reading: Reading::Read, blocks };
        let excerpt = Document {
            media_type: self.document.media_type,
            metadata: Metadata::default(),
            parts: vec![part],
            hidden: Vec::new(),
        };
        let mut checked = check(&Source::new(&excerpt), text);
        let cited_of = |found: &Evidence| cited.get(found.span.block as usize).copied();
        checked.evidence = checked.evidence.iter().filter_map(cited_of).map(|index| self.evidence(index)).collect();
        Some(checked)
    }

    /// Whether the cited passages have enough of the statement's longer words; compared by their first letters, so
    /// that endings don't matter.
    fn covers(&self, text: &str, cited: &[usize]) -> bool {
        let heads = |text: &str| -> BTreeSet<String> {
            let lower = text.to_lowercase();
            let words = lower.split(|c: char| !c.is_alphanumeric());
            words
                .filter(|word| word.chars().count() >= 5 || word.chars().any(|c| c.is_ascii_digit()))
                .map(|word| word.chars().take(6).collect())
                .collect()
        };
        let wanted = heads(text);
        let offered: BTreeSet<String> = cited.iter().flat_map(|&index| heads(&self.passages[index].text)).collect();
        !cited.is_empty() && wanted.intersection(&offered).count() * 100 >= wanted.len() * CITED_SHARE
    }

    fn mark_orders(&self, claim: &mut Claim) {
        if !claim.passages.is_empty() && claim.passages.iter().all(|index| self.orders.contains(index)) {
            claim.mark(Reason::Instruction);
        }
    }

    fn evidence(&self, index: usize) -> Evidence {
        let passage = &self.passages[index];
        let quote = self.document.resolve(passage.span).unwrap_or(&passage.text).to_owned();
        Evidence { span: passage.span, quote }
    }
}

/// The kind a model told, if that can be; else what rules tell.
fn kind_of(told: Option<ClaimKind>, text: &str) -> ClaimKind {
    told.filter(|kind| kind.may_be_of(text)).unwrap_or_else(|| ClaimKind::of(text))
}

/// Indices of the passages a draft cites, each once; numbers it was not shown don't count.
fn cited(request: &Request, draft: &Draft) -> Vec<usize> {
    let mut seen = BTreeSet::new();
    let shown = draft.evidence.iter().filter_map(|number| request.passages.iter().find(|p| p.number == *number));
    shown.map(index_of).filter(|index| seen.insert(*index)).collect()
}

/// Where a passage stands among all of the document.
pub(super) fn index_of(passage: &Passage) -> usize {
    passage.number as usize - 1
}
