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
    /// Its first byte.
    at: usize,
    /// In upper case where no sentence begins, so most likely a noun or name.
    pub(super) capital: bool,
    /// Part of the name of a person or firm.
    in_name: bool,
}

/// The words of a text that carry a subject, in order. Values with their units ("45 Prozent") are not among them: they
/// are checked by themselves.
pub(super) fn terms(text: &str, values: &[Value]) -> Vec<Term> {
    let mut out = Vec::new();
    let mut first = true;
    for range in word_ranges(text) {
        let within = values.partition_point(|value| value.range.end <= range.start);
        let value = values.get(within).filter(|value| value.range.start < range.end);
        let in_value = value.is_some_and(|value| value.kind != Kind::Name);
        let in_name = value.is_some_and(|value| value.kind == Kind::Name);
        let at = range.start;
        let word = text.get(range).unwrap_or_default();
        let begins = std::mem::take(&mut first);
        let lower = word.to_lowercase();
        if in_value || word.chars().count() < 2 || !word.chars().all(char::is_alphabetic) || is_stop_word(&lower) {
            continue;
        }
        let capital = !begins && word.chars().next().is_some_and(char::is_uppercase);
        out.push(Term { stem: stem(&lower), word: word.to_owned(), at, capital, in_name });
    }
    out
}

/// How a statement lies on the source.
pub(super) struct Alignment {
    /// The best sentences, best first; at most three.
    pub(super) chosen: Vec<u32>,
    /// Share of the statement's weight that one passage covers.
    pub(super) coverage: f64,
    /// Whether the statement has so few words that coverage says little.
    pub(super) is_short: bool,
    /// In percent, what the best sentence has of a statement of few words besides names and values, if it lacks any.
    pub(super) short_of: Option<u8>,
    /// Words in upper case that stand nowhere in the source.
    pub(super) missing_names: Vec<String>,
    /// The statement says "not" and the best sentence does not, or the other way round.
    pub(super) negation_differs: bool,
    cover: Cover,
    /// The statement's words: first byte, weight, and the sentences they stand in.
    words: Vec<(usize, f64, Vec<u32>)>,
}

/// Sentences that prove a statement together.
const MOST: usize = 3;
/// A statement is a sentence; words of weight after so many are not compared.
const LONGEST: usize = 128;
/// Fewer words of weight than this are too few to judge by coverage.
const FEW: usize = 4;
/// Neighbouring sentences that make a passage.
const PASSAGE: u32 = 3;
/// A further sentence must add this share.
const LEAST: f64 = 0.03;
/// What a value is worth in choosing sentences, as a share of the statement's weight.
const VALUE: f64 = 0.005;
/// How many sentences around the evidence count as near.
const NEAR: u32 = 2;
/// A sentence that covers this share of a statement alone is near too.
const SHARED: f64 = 0.45;
/// So is one that has this share of the words around the value.
const LOCAL: f64 = 0.6;
/// How many words are around a value.
const AROUND: usize = 4;
/// From this share on, a sentence is alike enough to compare its negations.
const ALIKE: f64 = 0.5;

impl Alignment {
    pub(super) fn new(source: &Source, statement: &str, values: &[Value]) -> Self {
        let terms = terms(statement, values);
        let mut known: BTreeSet<&str> = BTreeSet::new();
        let mut words: Vec<(usize, f64, Vec<u32>)> = Vec::new();
        let mut missing_names = Vec::new();
        let mut unnamed = 0;
        let n = source.sentences.len();
        for term in &terms {
            if words.len() == LONGEST || !known.insert(&term.stem) {
                continue;
            }
            let places = places(source, &term.stem);
            let idf = ((n as f64 + 1.0) / (places.len().max(1) as f64 + 0.5)).ln().max(0.1);
            if places.is_empty() && term.capital && name::looks_like_name(&term.word) {
                missing_names.push(term.word.clone());
            }
            unnamed += usize::from(!term.in_name);
            words.push((term.at, idf, places));
        }
        let cover = Cover::new(&words, n);
        // Of sentences that cover the words alike, the one with the values is meant.
        let mut holds_values: BTreeMap<u32, f64> = BTreeMap::new();
        for value in values {
            for place in source.places_of(&value::asked(value).exact) {
                *holds_values.entry(place).or_default() += VALUE * cover.total;
            }
        }
        let mut open = u128::MAX;
        let mut chosen = Vec::new();
        for _ in 0..MOST {
            let mut best: Option<(f64, u32, u128)> = None;
            for &(place, set) in &cover.sets {
                let gain = cover.weight(set & open) + holds_values.get(&place).copied().unwrap_or_default();
                if best.is_none_or(|(most, ..)| gain > most) {
                    best = Some((gain, place, set));
                }
            }
            let Some((gain, place, set)) = best.filter(|&(gain, ..)| gain > 0.0) else { break };
            holds_values.remove(&place);
            if !chosen.is_empty() && gain < LEAST * cover.total {
                break;
            }
            open &= !set;
            chosen.push(place);
        }
        let negation_differs = chosen.first().is_some_and(|&best| {
            let best_text = &source.sentences[best as usize].quote;
            cover.share(best) >= ALIKE
                && (negation::differs(statement, best_text)
                    // Of so few words a negation has no neighbours by which to find what it negates.
                    || unnamed < FEW && negation::count(statement) > 0 && negation::count(best_text) == 0)
        });
        let most = cover.sets.iter().map(|(_, set)| set.count_ones() as usize).max().unwrap_or(0);
        let lacks = unnamed < FEW && (most < words.len() || words.is_empty() && values.is_empty());
        let short_of = lacks.then(|| (100 * most / words.len().max(1)) as u8);
        let (coverage, is_short) = (cover.of_a_passage(), words.len() < FEW);
        Self { chosen, coverage, is_short, short_of, missing_names, negation_differs, cover, words }
    }

    /// Whether the value stands near the evidence: in a sentence beside it, or in one that has most of the statement,
    /// or in one that has the words around the value. The places are in order. With `within` only the evidence counts.
    pub(super) fn is_near(&self, value: &Value, places: &[u32], within: bool) -> bool {
        let reach = if within { 0 } else { NEAR };
        let beside = self.chosen.iter().any(|&chosen| {
            let next = places.partition_point(|&place| place + reach < chosen);
            places.get(next).is_some_and(|&place| place <= chosen + reach)
        });
        if beside {
            return true;
        }
        let mut around: Vec<&(usize, f64, Vec<u32>)> = self.words.iter().collect();
        around.sort_by_key(|(at, ..)| (at.abs_diff(value.range.start).min(at.abs_diff(value.range.end)), *at));
        around.truncate(AROUND);
        let total: f64 = around.iter().map(|(_, weight, _)| weight).sum();
        places.iter().any(|place| {
            let here = around.iter().filter(|(_, _, places)| places.binary_search(place).is_ok());
            self.cover.share(*place) >= SHARED || here.map(|(_, weight, _)| weight).sum::<f64>() >= LOCAL * total
        })
    }
}

/// Which words of a statement each sentence has.
struct Cover {
    /// Sentences that have any, in order, with the set of the words they have.
    sets: Vec<(u32, u128)>,
    weights: Vec<f64>,
    /// Weight of all words.
    total: f64,
}

impl Cover {
    fn new(words: &[(usize, f64, Vec<u32>)], sentences: usize) -> Self {
        let mut sets = vec![0_u128; sentences];
        for (id, (.., places)) in words.iter().enumerate() {
            for &place in places {
                sets[place as usize] |= 1 << id;
            }
        }
        let sets = (0..).zip(sets).filter(|&(_, set)| set != 0).collect();
        let weights: Vec<f64> = words.iter().map(|&(_, weight, _)| weight).collect();
        let total = weights.iter().sum();
        Self { sets, weights, total }
    }

    fn weight(&self, mut set: u128) -> f64 {
        let mut sum = 0.0;
        while set != 0 {
            sum += self.weights[set.trailing_zeros() as usize];
            set &= set - 1;
        }
        sum
    }

    /// Share of the statement's weight that a sentence covers alone.
    fn share(&self, place: u32) -> f64 {
        let found = self.sets.binary_search_by_key(&place, |&(place, _)| place);
        found.map_or(0.0, |at| self.weight(self.sets[at].1) / self.total)
    }

    /// How much of the statement stands together: the mean of what the best sentence and the best three neighbouring
    /// sentences cover. (What any three sentences cover together also grows for statements of another document.)
    fn of_a_passage(&self) -> f64 {
        if self.weights.is_empty() {
            return 1.0;
        }
        let (mut best, mut passage) = (0.0_f64, 0.0_f64);
        for (at, &(first, set)) in self.sets.iter().enumerate() {
            best = best.max(self.weight(set));
            let near = self.sets[at..].iter().take_while(|&&(place, _)| place < first + PASSAGE);
            passage = passage.max(self.weight(near.fold(0, |all, &(_, set)| all | set)));
        }
        f64::midpoint(best, passage) / self.total
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
