//! Which sentences of a document matter most, without a model.
//!
//! A sentence scores by its centrality (`PageRank` over the similarity of all sentences), its place near the beginning,
//! its likeness to the title, less its density of citations; sentences alike to a chosen one lose. The order of all
//! sums is fixed, so the same text gives the same choice everywhere.

mod centrality;
#[cfg(test)]
mod tests;
mod vectors;

use vectors::{Vector, Vectors};

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
    let mut likeness = vec![0.0_f64; sentences.len()];
    let mut open: Vec<usize> = (0..sentences.len()).filter(|&index| sentences[index].eligible).collect();
    let mut chosen = Vec::new();
    let mut held = 0;
    while held < words && !open.is_empty() {
        let mut best = 0;
        for (at, &index) in open.iter().enumerate() {
            let value = |index: usize| scores[index] - REPETITION * likeness[index];
            if value(index) > value(open[best]) {
                best = at;
            }
        }
        let index = open.remove(best);
        held += sentences[index].text.split_whitespace().count();
        chosen.push(index);
        vectors.likeness_to(index, |other, similarity| likeness[other] = likeness[other].max(similarity));
    }
    chosen.sort_unstable();
    chosen
}

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
    let Some(title) = title.filter(|title| !title.trim().is_empty()) else { return vec![0.0; sentences.len()] };
    let (vectors, title) = Vectors::of_stems(sentences.iter().map(|sentence| sentence.text), title);
    (0..sentences.len()).map(|index| dot(vectors.row(index), &title)).collect()
}

fn dot(a: &Vector, b: &Vector) -> f64 {
    let (mut left, mut right, mut sum) = (0, 0, 0.0);
    while left < a.len() && right < b.len() {
        match a[left].0.cmp(&b[right].0) {
            std::cmp::Ordering::Less => left += 1,
            std::cmp::Ordering::Greater => right += 1,
            std::cmp::Ordering::Equal => {
                sum += a[left].1 * b[right].1;
                left += 1;
                right += 1;
            }
        }
    }
    sum
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
