//! Sentences as vectors of weighted stems and pieces of stems.

use std::collections::HashMap;
use std::ops::Range;

use vermerk_text::{is_stop_word, stem, words};

/// Feature and weight, ordered by feature; of length 1 unless empty.
pub(super) type Vector = [(u32, f32)];

/// The vectors of all sentences, one after the other.
pub(super) struct Vectors {
    items: Vec<(u32, f32)>,
    /// Where each sentence begins in `items`, and the end of the last.
    starts: Vec<usize>,
    features: usize,
}

/// Stems of this length or more are compared by their pieces, so that compounds meet their parts.
const LONG: usize = 7;
const PIECE: usize = 5;

impl Vectors {
    /// Long stems in pieces of five letters: what centrality compares.
    pub(super) fn of_parts<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        Self::weigh(texts, &mut Ids::default(), true)
    }

    /// Whole stems; the last of the texts is the title, whose vector comes apart.
    pub(super) fn of_stems<'a>(texts: impl Iterator<Item = &'a str>) -> (Self, Vec<(u32, f32)>) {
        let mut vectors = Self::weigh(texts, &mut Ids::default(), false);
        let last = vectors.starts.len().saturating_sub(2);
        let title = vectors.items.split_off(vectors.starts[last]);
        vectors.starts.truncate(last + 1);
        (vectors, title)
    }

    fn weigh<'a>(texts: impl Iterator<Item = &'a str>, ids: &mut Ids, in_pieces: bool) -> Self {
        let mut items: Vec<(u32, f32)> = Vec::new();
        let mut starts = vec![0];
        let mut frequency: Vec<u32> = Vec::new();
        for text in texts {
            for (id, count) in ids.count(text, in_pieces) {
                if frequency.len() <= id as usize {
                    frequency.resize(id as usize + 1, 0);
                }
                frequency[id as usize] += 1;
                items.push((id, count as f32));
            }
            starts.push(items.len());
        }
        let n = (starts.len() - 1) as f64;
        let idf: Vec<f64> = frequency.iter().map(|&df| ((n + 1.0) / (f64::from(df) + 0.5)).ln()).collect();
        for bounds in starts.windows(2) {
            let row = &mut items[bounds[0]..bounds[1]];
            let weight = |&(id, count): &(u32, f32)| (1.0 + f64::from(count).ln()) * idf[id as usize];
            let length = row.iter().map(|item| weight(item) * weight(item)).sum::<f64>().sqrt();
            for item in row {
                item.1 = if length > 0.0 { (weight(item) / length) as f32 } else { 0.0 };
            }
        }
        Self { items, starts, features: frequency.len() }
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    pub(super) fn row(&self, index: usize) -> &Vector {
        &self.items[self.starts[index]..self.starts[index + 1]]
    }

    /// How alike two sentences are, 0 to 1.
    pub(super) fn likeness(&self, a: usize, b: usize) -> f64 {
        dot(self.row(a), self.row(b))
    }

    /// Room for the postings of any block.
    pub(super) fn no_postings(&self) -> Vec<Vec<(u32, f32)>> {
        vec![Vec::new(); self.features]
    }

    /// For each feature the sentences of a block that have it, into room that is empty.
    pub(super) fn post(&self, block: Range<usize>, postings: &mut [Vec<(u32, f32)>]) {
        for index in block.clone() {
            for &(id, weight) in self.row(index) {
                postings[id as usize].push(((index - block.start) as u32, weight));
            }
        }
    }

    /// Empties the room again.
    pub(super) fn clear(&self, block: Range<usize>, postings: &mut [Vec<(u32, f32)>]) {
        for &(id, _) in block.flat_map(|index| self.row(index)) {
            postings[id as usize].clear();
        }
    }
}

/// The sum of the products of the weights of shared features.
pub(super) fn dot(a: &Vector, b: &Vector) -> f64 {
    let (mut left, mut right, mut sum) = (0, 0, 0.0);
    while left < a.len() && right < b.len() {
        match a[left].0.cmp(&b[right].0) {
            std::cmp::Ordering::Less => left += 1,
            std::cmp::Ordering::Greater => right += 1,
            std::cmp::Ordering::Equal => {
                sum += f64::from(a[left].1) * f64::from(b[right].1);
                left += 1;
                right += 1;
            }
        }
    }
    sum
}

/// Numbers for features, in the order of their first appearance.
#[derive(Default)]
struct Ids {
    ids: HashMap<String, u32>,
    stems: HashMap<String, Vec<u32>>,
}

impl Ids {
    fn id(&mut self, feature: &str) -> u32 {
        if let Some(&id) = self.ids.get(feature) {
            return id;
        }
        let id = self.ids.len() as u32;
        self.ids.insert(feature.to_owned(), id);
        id
    }

    /// Features of a text with how often each stands in it, ordered by feature.
    fn count(&mut self, text: &str, in_pieces: bool) -> Vec<(u32, u32)> {
        let mut all: Vec<u32> = Vec::new();
        for word in words(text) {
            let lower = word.to_lowercase();
            if is_stop_word(&lower) {
                continue;
            }
            if let Some(known) = self.stems.get(&lower) {
                all.extend(known);
                continue;
            }
            let stem = stem(&lower);
            let letters: Vec<(usize, char)> = stem.char_indices().collect();
            let mut features = Vec::new();
            if in_pieces && letters.len() >= LONG {
                for window in letters.windows(PIECE) {
                    let (start, (end, last)) = (window[0].0, window[PIECE - 1]);
                    let piece = stem.get(start..end + last.len_utf8()).unwrap_or_default();
                    // Marked, so that a piece is not taken for a short word.
                    features.push(self.id(&format!("~{piece}")));
                }
            } else {
                features.push(self.id(&stem));
            }
            all.extend(&features);
            self.stems.insert(lower, features);
        }
        all.sort_unstable();
        let mut counts: Vec<(u32, u32)> = Vec::new();
        for id in all {
            match counts.last_mut() {
                Some((last, count)) if *last == id => *count += 1,
                _ => counts.push((id, 1)),
            }
        }
        counts
    }
}
