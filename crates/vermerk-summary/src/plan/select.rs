use std::collections::BTreeSet;

use super::claim::Claim;
use super::layout::Layout;
use crate::{Candidate, Verdict, rank};

/// Parts of the document that each get a share of the summary.
const THIRDS: usize = 3;
/// Share of the words, in percent, that each third has first call on.
const QUOTA: usize = 20;
/// Share of common words, in percent, from which two claims say the same.
const SAME: usize = 70;
/// By how much, in percent, the claims may exceed the wanted words before any is left out.
const SLACK: usize = 130;

/// Chooses the claims of the summary, in reading order: each third's best up to its quota, then the best of the rest.
pub(super) fn select(mut claims: Vec<Claim>, layout: &Layout, words: usize) -> Vec<Claim> {
    in_reading_order(&mut claims);
    let claims = without_repetition(claims);
    let total: usize = claims.iter().map(Claim::words).sum();
    if total * 100 <= words * SLACK {
        return claims;
    }
    let order = by_rank(&claims, layout.title.as_deref());
    let third = |index: usize| claims[index].passages[0] * THIRDS / layout.passages.len().max(1);
    let mut chosen: BTreeSet<usize> = BTreeSet::new();
    let mut used = 0;
    for part in 0..THIRDS {
        let mut used_here = 0;
        for &index in order.iter().filter(|&&index| third(index) == part) {
            if used_here * 100 >= words * QUOTA {
                break;
            }
            used_here += claims[index].words();
            chosen.insert(index);
        }
        used += used_here;
    }
    for index in order {
        if used + claims[index].words() <= words && chosen.insert(index) {
            used += claims[index].words();
        }
    }
    claims.into_iter().enumerate().filter(|(index, _)| chosen.contains(index)).map(|(_, claim)| claim).collect()
}

/// By first passage, then by text, so that the order of the answers leaves no trace.
pub(super) fn in_reading_order(claims: &mut [Claim]) {
    let place = |claim: &Claim| claim.passages.iter().copied().min();
    claims.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.statement.text.cmp(&b.statement.text)));
}

fn without_repetition(claims: Vec<Claim>) -> Vec<Claim> {
    let mut kept: Vec<(BTreeSet<String>, Claim)> = Vec::new();
    for claim in claims {
        let lower = claim.statement.text.to_lowercase();
        let words: BTreeSet<String> =
            lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
        let same = kept.iter_mut().find(|(known, _)| {
            let common = known.intersection(&words).count();
            common * 100 >= (known.len() + words.len() - common) * SAME
        });
        match same {
            None => kept.push((words, claim)),
            Some(known) if known.1.statement.verdict == Verdict::Review && claim.statement.verdict < Verdict::Review => {
                *known = (words, claim);
            }
            Some(_) => {}
        }
    }
    let mut claims: Vec<Claim> = kept.into_iter().map(|(_, claim)| claim).collect();
    in_reading_order(&mut claims);
    claims
}

/// All claims, best first: those the ranking chooses at once, then what it chooses from the rest, and so on.
fn by_rank(claims: &[Claim], title: Option<&str>) -> Vec<usize> {
    let candidates: Vec<Candidate> =
        claims.iter().map(|claim| Candidate { text: claim.statement.text.clone(), eligible: true }).collect();
    let mut order = rank(title, &candidates, usize::MAX);
    let mut seen: BTreeSet<usize> = order.iter().copied().collect();
    order.extend((0..claims.len()).filter(|index| seen.insert(*index)));
    order
}
