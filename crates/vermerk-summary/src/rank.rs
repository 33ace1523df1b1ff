//! Which sentences of a document matter most, without a model.
//!
//! A sentence scores by its centrality (`PageRank` over the similarity of all sentences), its place near the beginning,
//! its likeness to the title, less its density of citations; sentences alike to a chosen one lose. The order of all
//! sums is fixed, so the same text gives the same choice everywhere.

mod centrality;
#[cfg(test)]
mod tests;
mod vectors;

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use vectors::{Vectors, dot};
use vermerk_text::words;

/// A sentence offered to [`rank`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate<'a> {
    /// Its text.
    pub text: &'a str,
    /// Whether it may be chosen; the others only lend weight.
    pub eligible: bool,
}

const POSITION: f64 = 0.7;
const TITLE: f64 = 0.5;
const CITATIONS: f64 = 1.0;
const REPETITION: f64 = 0.4;
/// Share of the document after which the weight of the place has fallen to 1/e.
const DECAY: f64 = 0.05;

/// Chooses sentences of about `words` words in all; gives their indices in the order of the document.
///
/// The choice ends with the sentence that reaches `words`, so the result is seldom shorter and often a little longer.
/// Up to 2,000 sentences every pair is compared; longer documents are compared within blocks of 1,000, so that time
/// and memory grow no faster than the text.
pub fn rank(title: Option<&str>, sentences: &[Candidate<'_>], words: usize) -> Vec<usize> {
    let vectors = Vectors::of_parts(sentences.iter().map(|sentence| sentence.text));
    let scores = scores(title, sentences, &vectors);
    // A sentence's worth only falls as others are chosen, so only the one on top need be brought up to date.
    let eligible = sentences.iter().enumerate().filter(|(_, sentence)| sentence.eligible);
    let mut open: BinaryHeap<Open> =
        eligible.map(|(index, _)| Open { worth: scores[index], index, likeness: 0.0, seen: 0 }).collect();
    let mut chosen: Vec<usize> = Vec::new();
    let mut held = 0;
    while held < words
        && let Some(mut best) = open.pop()
    {
        if best.seen < chosen.len() {
            for &other in &chosen[best.seen..] {
                best.likeness = best.likeness.max(vectors.likeness(best.index, other));
            }
            best.worth = scores[best.index] - REPETITION * best.likeness;
            best.seen = chosen.len();
            open.push(best);
        } else {
            held += sentences[best.index].text.split_whitespace().count();
            chosen.push(best.index);
        }
    }
    chosen.sort_unstable();
    chosen
}

/// A sentence that may still be chosen.
struct Open {
    worth: f64,
    index: usize,
    /// Its likeness to the most alike of the first `seen` chosen sentences.
    likeness: f64,
    seen: usize,
}

impl Ord for Open {
    /// By worth; of equals the first in the document is the greater.
    fn cmp(&self, other: &Self) -> Ordering {
        self.worth.total_cmp(&other.worth).then_with(|| other.index.cmp(&self.index))
    }
}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Open {}

fn scores(title: Option<&str>, sentences: &[Candidate<'_>], vectors: &Vectors) -> Vec<f64> {
    let mut central = centrality::centrality(vectors);
    spread(&mut central);
    let mut like_title = title_likeness(title, sentences);
    spread(&mut like_title);
    let last = sentences.len().saturating_sub(1).max(1) as f64;
    (0..sentences.len())
        .map(|index| {
            let position = (-(index as f64 / last) / DECAY).exp();
            central[index] + POSITION * position + TITLE * like_title[index]
                - CITATIONS * citation_density(sentences[index].text)
        })
        .collect()
}

/// Stretches values to 0..1; equal values become 0.
fn spread(values: &mut [f64]) {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    for value in values {
        *value = if high > low { (*value - low) / (high - low) } else { 0.0 };
    }
}

fn title_likeness(title: Option<&str>, sentences: &[Candidate<'_>]) -> Vec<f64> {
    // Its numbers meet nothing: a file called "31-22" is not about all that is 22.
    let words = words(title.unwrap_or_default()).filter(|word| !word.contains(|c: char| c.is_ascii_digit()));
    let title = words.collect::<Vec<_>>().join(" ");
    if title.is_empty() {
        return vec![0.0; sentences.len()];
    }
    let texts = sentences.iter().map(|sentence| sentence.text).chain([title.as_str()]);
    let (vectors, title) = Vectors::of_stems(texts);
    (0..sentences.len()).map(|index| dot(vectors.row(index), &title)).collect()
}

/// Share of a sentence that is citations of courts and literature, 0 to 1.
fn citation_density(text: &str) -> f64 {
    let mut cites = 0_u32;
    let mut words = 0_u32;
    for token in text.split_whitespace() {
        words += 1;
        let bare = token.trim_matches(|c: char| !c.is_alphanumeric());
        cites += u32::from(CITES.contains(&bare));
    }
    (f64::from(cites) / (f64::from(words) / 8.0).max(4.0)).min(1.0)
}

/// What only citations say.
const CITES: &[&str] = &[
    "vgl", "Vgl", "BGBl", "BGH", "BAG", "BFH", "BSG", "BVerwG", "BVerfG", "BVerfGE", "BVerwGE", "BGHZ", "BGHSt",
    "BAGE", "BFHE", "BSGE", "BStBl", "EuGH", "EGMR", "OLG", "OVG", "VGH", "LAG", "LSG", "FG", "juris", "Rn", "Rdnr",
    "Rz", "Urt", "Beschl", "NJW", "NZA", "NVwZ", "DVBl", "NStZ", "MDR", "WM", "ZIP", "EuZW", "FamRZ", "DStR", "EFG",
    "BT-Drs", "BTDrucks", "BR-Drs", "aaO", "mwN", "ECLI", "Slg", "StRspr", "stRspr", "Aufl", "Hrsg", "BeckRS", "BB",
    "DB", "AP", "EzA", "LS", "Ls", "Komm",
];
