//! Sentences as vectors of weighted stems and pieces of stems.

use std::collections::HashMap;

use vermerk_text::{is_stop_word, stem, words};

/// Feature and weight, ordered by feature; of length 1 unless empty.
pub(super) type Vector = Vec<(u32, f64)>;

/// The vectors of all sentences, and for each feature the sentences that have it.
pub(super) struct Vectors {
    rows: Vec<Vector>,
    postings: Vec<Vec<(u32, f64)>>,
}

/// Stems of this length or more are compared by their pieces, so that compounds meet their parts.
const LONG: usize = 7;
const PIECE: usize = 5;

impl Vectors {
    /// Long stems in pieces of five letters: what centrality compares.
    pub(super) fn of_parts<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut ids = Ids::default();
        let counts: Vec<Vec<(u32, u32)>> = texts.map(|text| ids.count(text, true)).collect();
        Self::weigh(&counts, ids.len())
    }

    /// Whole stems, and the vector of the title by the same weights.
    pub(super) fn of_stems<'a>(texts: impl Iterator<Item = &'a str>, title: &str) -> (Self, Vector) {
        let mut ids = Ids::default();
        let mut counts: Vec<Vec<(u32, u32)>> = texts.map(|text| ids.count(text, false)).collect();
        // Weights come from the sentences alone; what only the title says meets nothing.
        let known = ids.len();
        // Nor do its numbers: a file called "31-22" is not about everything that is 22.
        let title: Vec<&str> = words(title).filter(|word| !word.contains(|c: char| c.is_ascii_digit())).collect();
        let title: Vec<(u32, u32)> =
            ids.count(&title.join(" "), false).into_iter().filter(|&(id, _)| (id as usize) < known).collect();
        counts.push(title);
        let mut vectors = Self::weigh(&counts, known);
        let title = vectors.rows.pop().unwrap_or_default();
        (vectors, title)
    }

    fn weigh(counts: &[Vec<(u32, u32)>], features: usize) -> Self {
        let mut frequency = vec![0_u32; features];
        for &(id, _) in counts.iter().flatten() {
            frequency[id as usize] += 1;
        }
        let n = counts.len() as f64;
        let mut rows = Vec::with_capacity(counts.len());
        let mut postings = vec![Vec::new(); features];
        for (index, counts) in counts.iter().enumerate() {
            let mut row: Vector = counts
                .iter()
                .map(|&(id, count)| {
                    let idf = ((n + 1.0) / (f64::from(frequency[id as usize]) + 0.5)).ln();
                    (id, (1.0 + f64::from(count).ln()) * idf)
                })
                .collect();
            let length = row.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
            if length > 0.0 {
                for (id, weight) in &mut row {
                    *weight /= length;
                    postings[*id as usize].push((index as u32, *weight));
                }
            }
            rows.push(row);
        }
        Self { rows, postings }
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn row(&self, index: usize) -> &Vector {
        &self.rows[index]
    }

    /// Adds to `sums[other - from]` the similarity of a sentence to each sentence in `from..from + sums.len()`.
    pub(super) fn add_similarities(&self, index: usize, from: usize, sums: &mut [f64]) {
        let to = from + sums.len();
        for &(id, weight) in &self.rows[index] {
            let posting = &self.postings[id as usize];
            let first = posting.partition_point(|&(other, _)| (other as usize) < from);
            for &(other, other_weight) in posting[first..].iter().take_while(|&&(other, _)| (other as usize) < to) {
                sums[other as usize - from] += weight * other_weight;
            }
        }
    }

    /// Calls `found` with each sentence alike to the one given, and how alike.
    pub(super) fn likeness_to(&self, index: usize, mut found: impl FnMut(usize, f64)) {
        let mut sums = vec![0.0; self.len()];
        self.add_similarities(index, 0, &mut sums);
        for (other, &sum) in sums.iter().enumerate() {
            if sum > 0.0 {
                found(other, sum);
            }
        }
    }
}

/// Numbers for features, in the order of their first appearance.
#[derive(Default)]
struct Ids {
    ids: HashMap<String, u32>,
    stems: HashMap<String, Vec<u32>>,
}

impl Ids {
    fn len(&self) -> usize {
        self.ids.len()
    }

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
