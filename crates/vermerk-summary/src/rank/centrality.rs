//! `PageRank` over the similarity of sentences.

use std::ops::Range;

use super::vectors::Vectors;

const DAMPING: f64 = 0.85;
const ROUNDS: usize = 60;
const TOLERANCE: f64 = 1e-8;
/// Up to here every pair of sentences is compared.
const WHOLE: usize = 2000;
/// Longer documents are compared within blocks of about this many neighbours.
const BLOCK: usize = 1000;

/// How central each sentence is; 1 on average.
pub(super) fn centrality(vectors: &Vectors) -> Vec<f64> {
    let n = vectors.len();
    let blocks = if n <= WHOLE { 1 } else { n.div_ceil(BLOCK) };
    let mut out = Vec::with_capacity(n);
    let mut postings = vectors.no_postings();
    for block in 0..blocks {
        let block = n * block / blocks..n * (block + 1) / blocks;
        out.extend(page_rank(&rows(vectors, block, &mut postings)));
    }
    out
}

/// For each sentence of a block its neighbours with their share of its whole similarity.
fn rows(vectors: &Vectors, block: Range<usize>, postings: &mut [Vec<(u32, f32)>]) -> Vec<Vec<(u32, f32)>> {
    let mut sums = vec![0.0_f64; block.len()];
    vectors.post(block.clone(), postings);
    let mut rows = Vec::with_capacity(block.len());
    for index in block.clone() {
        sums.fill(0.0);
        for &(id, weight) in vectors.row(index) {
            for &(other, other_weight) in &postings[id as usize] {
                sums[other as usize] += f64::from(weight) * f64::from(other_weight);
            }
        }
        sums[index - block.start] = 0.0;
        let total: f64 = sums.iter().sum();
        let neighbours = sums.iter().enumerate().filter(|&(_, &sum)| sum > 0.0);
        rows.push(neighbours.map(|(other, sum)| (other as u32, (sum / total) as f32)).collect());
    }
    vectors.clear(block, postings);
    rows
}

fn page_rank(rows: &[Vec<(u32, f32)>]) -> Vec<f64> {
    let n = rows.len() as f64;
    let mut rank = vec![1.0; rows.len()];
    for _ in 0..ROUNDS {
        let mut next = vec![0.0; rows.len()];
        // A sentence like no other passes its weight on to all.
        let mut lost = 0.0;
        for (row, &weight) in rows.iter().zip(&rank) {
            if row.is_empty() {
                lost += weight;
            }
            for &(other, share) in row {
                next[other as usize] += weight * f64::from(share);
            }
        }
        let mut change = 0.0;
        for (next, old) in next.iter_mut().zip(&rank) {
            *next = (1.0 - DAMPING) + DAMPING * (*next + lost / n);
            change += (*next - old).abs();
        }
        rank = next;
        if change / n < TOLERANCE {
            break;
        }
    }
    rank
}
