//! The sentences of the source that cover a statement best.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use vermerk_text::notation::{Kind, Value};
use vermerk_text::{is_stop_word, stem, word_ranges};

use super::source::Source;
use super::{name, negation, value};

/// A word of a text that carries a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) stem: String,
    pub(super) word: String,
    /// In upper case where no sentence begins, so most likely a noun or name.
    pub(super) capital: bool,
}

/// The words of a text that carry a subject, in order. Values with their units ("45 Prozent") are not among them: they
/// are checked by themselves.
pub(super) fn terms(text: &str, values: &[Value]) -> Vec<Term> {
    let mut out = Vec::new();
    let mut first = true;
    for range in word_ranges(text) {
        let within = values.partition_point(|value| value.range.end <= range.start);
        let in_value = values.get(within).is_some_and(|v| v.kind != Kind::Name && v.range.start < range.end);
        let word = text.get(range).unwrap_or_default();
        let begins = std::mem::take(&mut first);
        let lower = word.to_lowercase();
        if in_value || word.chars().count() < 2 || !word.chars().all(char::is_alphabetic) || is_stop_word(&lower) {
            continue;
        }
        let capital = !begins && word.chars().next().is_some_and(char::is_uppercase);
        out.push(Term { stem: stem(&lower), word: word.to_owned(), capital });
    }
    out
}

/// How a statement lies on the source.
pub(super) struct Alignment {
    /// The best sentences, best first; at most three.
    pub(super) chosen: Vec<u32>,
    /// Share of the statement's weight that they cover.
    pub(super) coverage: f64,
    /// Words in upper case that stand nowhere in the source.
    pub(super) missing_names: Vec<String>,
    /// The statement says "not" and the best sentence does not, or the other way round.
    pub(super) negation_differs: bool,
    /// For each sentence that covers anything, the share of the statement's weight it covers alone.
    shares: BTreeMap<u32, f64>,
}

/// Sentences that prove a statement together.
const MOST: usize = 3;
/// A further sentence must add this share.
const LEAST: f64 = 0.03;
/// What a value is worth in choosing sentences, as a share of the statement's weight.
const VALUE: f64 = 0.03;
/// How many sentences around the evidence count as near.
const NEAR: u32 = 2;
/// A sentence that covers this share of a statement alone is near too.
const SHARED: f64 = 0.3;
/// From this share on, a sentence is alike enough to compare its negations.
const ALIKE: f64 = 0.5;

impl Alignment {
    pub(super) fn new(source: &Source, statement: &str, values: &[Value]) -> Self {
        let terms = terms(statement, values);
        let mut weights: BTreeMap<String, f64> = BTreeMap::new();
        let mut covers: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        let mut weight_of = Vec::new();
        let mut missing_names = Vec::new();
        let n = source.sentences.len() as f64;
        for term in &terms {
            if weights.contains_key(&term.stem) {
                continue;
            }
            let places = places(source, &term.stem);
            let idf = ((n + 1.0) / (places.len().max(1) as f64 + 0.5)).ln().max(0.1);
            if places.is_empty() && term.capital && name::looks_like_name(&term.word) {
                missing_names.push(term.word.clone());
            }
            weights.insert(term.stem.clone(), idf);
            let id = weight_of.len();
            weight_of.push(idf);
            for place in places {
                covers.entry(place).or_default().push(id);
            }
        }
        let total: f64 = weight_of.iter().sum();
        let shares: BTreeMap<u32, f64> = covers
            .iter()
            .map(|(&place, ids)| (place, ids.iter().map(|&id| weight_of[id]).sum::<f64>() / total))
            .collect();
        // Of sentences that cover the words alike, the one with the values is meant.
        let mut holds_values: BTreeMap<u32, f64> = BTreeMap::new();
        for value in values {
            for place in source.places_of(&value::asked(value).exact) {
                *holds_values.entry(place).or_default() += VALUE * total;
            }
        }
        let mut covered = vec![false; weight_of.len()];
        let mut chosen = Vec::new();
        for _ in 0..MOST {
            let mut best: Option<(f64, u32)> = None;
            for (&place, ids) in &covers {
                let gain: f64 = ids.iter().filter(|&&id| !covered[id]).map(|&id| weight_of[id]).sum();
                let gain = gain + holds_values.get(&place).copied().unwrap_or_default();
                if best.is_none_or(|(most, _)| gain > most) {
                    best = Some((gain, place));
                }
            }
            let Some((gain, place)) = best.filter(|&(gain, _)| gain > 0.0) else { break };
            holds_values.remove(&place);
            if !chosen.is_empty() && gain < LEAST * total {
                break;
            }
            for &id in &covers[&place] {
                covered[id] = true;
            }
            chosen.push(place);
        }
        let held: f64 = weight_of.iter().zip(&covered).filter(|(_, covered)| **covered).map(|(weight, _)| weight).sum();
        let coverage = if total > 0.0 { held / total } else { 1.0 };
        let negation_differs = chosen.first().is_some_and(|best| {
            let alone = shares.get(best).copied().unwrap_or_default();
            alone >= ALIKE && negation::differs(statement, &source.sentences[*best as usize].quote)
        });
        Self { chosen, coverage, missing_names, negation_differs, shares }
    }

    /// Whether one of the places, which are in order, is among or beside the evidence.
    pub(super) fn is_near(&self, places: &[u32]) -> bool {
        let beside = self.chosen.iter().any(|&chosen| {
            let next = places.partition_point(|&place| place + NEAR < chosen);
            places.get(next).is_some_and(|&place| place <= chosen + NEAR)
        });
        beside || places.iter().any(|place| self.shares.get(place).is_some_and(|&share| share >= SHARED))
    }
}

/// The sentences with the stem or one akin to it: a common beginning of at least 70 %, or a compound with it.
fn places(source: &Source, stem: &str) -> Vec<u32> {
    let mut akin: BTreeSet<&str> = BTreeSet::new();
    if let Some((stem, _)) = source.stems.get_key_value(stem) {
        akin.insert(stem);
    }
    let letters: Vec<char> = stem.chars().collect();
    if letters.len() >= 5 {
        let head: String = letters.iter().take((letters.len() * 7).div_ceil(10).max(4)).collect();
        let from = (Bound::Included(head.as_str()), Bound::Unbounded);
        for (other, _) in source.stems.range::<str, _>(from).take_while(|(other, _)| other.starts_with(&head)) {
            akin.insert(other);
        }
        let backward: String = letters.iter().rev().collect();
        let from = (Bound::Included(backward.as_str()), Bound::Unbounded);
        for (_, other) in source.backward.range::<str, _>(from).take_while(|(other, _)| other.starts_with(&backward)) {
            akin.insert(other);
        }
        // The statement's compound may be one word of the source and more.
        for cut in 4..letters.len() {
            let head: String = letters[..cut].iter().collect();
            let tail: String = letters[cut..].iter().collect();
            for part in [head, tail] {
                if part.chars().count() >= 5
                    && let Some((known, _)) = source.stems.get_key_value(&part)
                {
                    akin.insert(known);
                }
            }
        }
    }
    let mut places: Vec<u32> = akin.into_iter().filter_map(|stem| source.stems.get(stem)).flatten().copied().collect();
    places.sort_unstable();
    places.dedup();
    places
}
