//! Documents with the same text, and drafts of one document.

use std::collections::BTreeMap;

use vermerk_text::words;

use super::{DocumentFacts, Fold};

/// Values of a sketch.
const VALUES: usize = 64;
/// Values of a band: documents that agree in one whole band are compared. Of drafts that share half of their three-word
/// sequences two in three are found, of those that share seven in ten all but one in a hundred.
const BAND: usize = 4;
/// Words of a sequence.
const SEQUENCE: usize = 3;
/// Share of equal values, in percent, from which two documents are drafts of one.
const DRAFT: usize = 55;
/// Most documents of a bucket that a new one is compared with.
const COMPARED: usize = 8;

/// A document in a few numbers: equal texts have equal ones, alike texts many equal ones (`MinHash`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sketch {
    whole: u64,
    words: usize,
    values: [u64; VALUES],
}

impl Sketch {
    pub(super) fn new<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut window: Vec<u64> = Vec::new();
        let (mut whole, mut count, mut values) = (SEED, 0, [u64::MAX; VALUES]);
        for text in texts {
            for word in words(text) {
                let word = hash(&word.to_lowercase());
                whole = mixed(whole ^ word);
                count += 1;
                window.push(word);
                if window.len() < SEQUENCE {
                    continue;
                }
                let sequence = window.iter().fold(SEED, |sum, word| mixed(sum ^ word));
                for (index, value) in values.iter_mut().enumerate() {
                    *value = (*value).min(mixed(sequence ^ (index as u64 + 1).wrapping_mul(SEED)));
                }
                window.remove(0);
            }
        }
        Self { whole, words: count, values }
    }

    fn likeness(&self, other: &Self) -> usize {
        let equal = self.values.iter().zip(&other.values).filter(|(a, b)| a == b).count();
        equal * 100 / VALUES
    }
}

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

fn mixed(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

fn hash(text: &str) -> u64 {
    text.bytes().fold(SEED, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Fewest words of a document that may be folded: forms and covers are alike without being drafts.
const LEAST: usize = 40;

/// Which documents others stand for: of equal texts the first stands for all, of drafts the last.
pub(super) fn fold(documents: &[DocumentFacts]) -> BTreeMap<usize, Fold> {
    let mut folded = BTreeMap::new();
    let mut first_of: BTreeMap<u64, usize> = BTreeMap::new();
    for (index, facts) in documents.iter().enumerate().filter(|(_, facts)| facts.sketch.words >= LEAST) {
        let first = *first_of.entry(facts.sketch.whole).or_insert(index);
        if first != index {
            folded.insert(index, Fold::SameText { of: first });
        }
    }
    let mut buckets: BTreeMap<(usize, &[u64]), Vec<usize>> = BTreeMap::new();
    for (index, facts) in documents.iter().enumerate().rev() {
        if facts.sketch.words < LEAST || folded.contains_key(&index) {
            continue;
        }
        let bands = || facts.sketch.values.chunks_exact(BAND).enumerate();
        let near = bands().filter_map(|band| buckets.get(&band)).flat_map(|bucket| bucket.iter().take(COMPARED));
        let best = near.map(|&later| (facts.sketch.likeness(&documents[later].sketch), later)).max();
        if let Some((percent, later)) = best.filter(|(percent, _)| *percent >= DRAFT) {
            folded.insert(index, Fold::Draft { of: later, percent: percent as u8 });
            continue;
        }
        for band in bands() {
            buckets.entry(band).or_default().push(index);
        }
    }
    folded
}
