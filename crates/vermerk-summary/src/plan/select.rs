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
    let mut chosen: BTreeSet<usize> = BTreeSet::new();
    for part in 0..THIRDS {
        chosen.extend(best(&claims, layout, words * QUOTA / 100, |index| third(&claims[index], layout) == part));
    }
    let used: usize = chosen.iter().map(|&index| claims[index].words()).sum();
    let rest = best(&claims, layout, words.saturating_sub(used), |index| !chosen.contains(&index));
    chosen.extend(rest);
    claims.into_iter().enumerate().filter(|(index, _)| chosen.contains(index)).map(|(_, claim)| claim).collect()
}

/// The passages that rank highest, each third's up to its quota among them, in reading order.
pub(super) fn passages(layout: &Layout, words: usize) -> Vec<usize> {
    let candidates: Vec<Candidate<'_>> =
        layout.passages.iter().map(|p| Candidate { text: &p.text, eligible: p.eligible }).collect();
    let mut chosen = rank(layout.title.as_deref(), &candidates, words);
    let spoken = |part: usize| chosen.iter().any(|&index| part_of(index, layout) == part);
    let silent: Vec<usize> = (0..THIRDS).filter(|&part| !spoken(part)).collect();
    for part in silent {
        chosen.extend(best_of_third(part, layout, words));
    }
    chosen.sort_unstable();
    chosen
}

/// Of each third that no claim speaks of, the passages that rank highest, up to the quota.
pub(super) fn silent_thirds(claims: &[Claim], layout: &Layout, words: usize) -> Vec<usize> {
    let mut found = Vec::new();
    for part in 0..THIRDS {
        if !claims.iter().any(|claim| third(claim, layout) == part) {
            found.extend(best_of_third(part, layout, words));
        }
    }
    found
}

fn best_of_third(part: usize, layout: &Layout, words: usize) -> Vec<usize> {
    let candidates: Vec<Candidate<'_>> = (0..)
        .zip(layout.passages.iter())
        .map(|(index, passage)| {
            let eligible = passage.eligible && part_of(index, layout) == part;
            Candidate { text: &passage.text, eligible }
        })
        .collect();
    rank(layout.title.as_deref(), &candidates, words * QUOTA / 100)
}

fn part_of(index: usize, layout: &Layout) -> usize {
    index * THIRDS / layout.passages.len()
}

fn third(claim: &Claim, layout: &Layout) -> usize {
    part_of(claim.passages[0], layout)
}

/// The open claims that rank highest, of about `words` words; the others lend weight.
fn best(claims: &[Claim], layout: &Layout, words: usize, open: impl Fn(usize) -> bool) -> Vec<usize> {
    let candidates: Vec<Candidate<'_>> = claims
        .iter()
        .enumerate()
        .map(|(index, claim)| Candidate { text: &claim.statement.text, eligible: open(index) })
        .collect();
    rank(layout.title.as_deref(), &candidates, words)
}

/// By first passage, then by text, so that the order of the answers leaves no trace.
pub(super) fn in_reading_order(claims: &mut [Claim]) {
    let place = |claim: &Claim| claim.passages.iter().copied().min();
    claims.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.statement.text.cmp(&b.statement.text)));
}

/// Of claims that say the same the first stays, unless only a later one has passed without a mark.
fn without_repetition(claims: Vec<Claim>) -> Vec<Claim> {
    let mut kept: Vec<(Gist, Claim)> = Vec::new();
    for claim in claims {
        let gist = Gist::of(&claim.statement.text);
        match kept.iter_mut().find(|(known, _)| known.is_same(&gist)) {
            None => kept.push((gist, claim)),
            Some(known)
                if known.1.statement.verdict == Verdict::Review && claim.statement.verdict < Verdict::Review =>
            {
                *known = (gist, claim);
            }
            Some(_) => {}
        }
    }
    let mut claims: Vec<Claim> = kept.into_iter().map(|(_, claim)| claim).collect();
    in_reading_order(&mut claims);
    claims
}

/// What a claim says, roughly.
struct Gist {
    words: BTreeSet<String>,
    /// Numbers and names: claims that differ in one of them are different.
    marks: BTreeSet<String>,
}

impl Gist {
    fn of(text: &str) -> Self {
        let all = || text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let is_mark = |word: &&str| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
        Self {
            words: all().map(str::to_lowercase).collect(),
            marks: all().skip(1).filter(is_mark).map(str::to_owned).collect(),
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        let common = self.words.intersection(&other.words).count();
        self.marks == other.marks && common * 100 >= (self.words.len() + other.words.len() - common) * SAME
    }
}
