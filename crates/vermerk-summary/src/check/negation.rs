//! Is a statement negated where its source is not?

use std::collections::BTreeMap;

use vermerk_text::{is_stop_word, stem, words};

/// Content words around a negation that it may negate.
const REACH: usize = 2;
/// Words between a negation and what it negates.
const NEAR: usize = 6;

/// The content words of a text with their places, and the places of its negations.
struct Read {
    content: Vec<(usize, String)>,
    negations: Vec<usize>,
    places: BTreeMap<String, Vec<usize>>,
}

impl Read {
    fn new(text: &str) -> Self {
        let mut read = Self { content: Vec::new(), negations: Vec::new(), places: BTreeMap::new() };
        for (at, word) in words(text).enumerate() {
            let lower = word.to_lowercase();
            if negates(&lower) {
                read.negations.push(at);
            } else if !is_stop_word(&lower) && lower.chars().count() > 2 && lower.chars().all(char::is_alphabetic) {
                let stem = stem(&lower);
                read.places.entry(stem.clone()).or_default().push(at);
                read.content.push((at, stem));
            }
        }
        read
    }

    fn negated_near(&self, at: usize) -> bool {
        self.negations.iter().any(|&negation| negation.abs_diff(at) <= NEAR)
    }

    /// What a negation may negate: the content words after it, else before it.
    fn negated_by(&self, negation: usize) -> impl Iterator<Item = &str> {
        let next = self.content.partition_point(|&(at, _)| at < negation);
        let from = next.saturating_sub(REACH);
        let to = (next + REACH).min(self.content.len());
        self.content[from..to]
            .iter()
            .filter(move |(at, _)| at.abs_diff(negation) <= NEAR)
            .map(|(_, stem)| stem.as_str())
    }

    /// Whether a negation here stands by words that `other` has too, but never near a negation.
    fn lacks(&self, other: &Read) -> bool {
        self.negations.iter().any(|&negation| {
            let mut shared = 0;
            let mut negated = 0;
            for stem in self.negated_by(negation) {
                if let Some(places) = other.places.get(stem) {
                    shared += 1;
                    negated += usize::from(places.iter().any(|&at| other.negated_near(at)));
                }
            }
            shared >= 2 && negated == 0
        })
    }
}

fn negates(lower: &str) -> bool {
    matches!(lower, "nicht" | "nie" | "niemals" | "weder" | "nichts" | "niemand" | "not" | "never")
        || lower.starts_with("kein")
}

/// How many words of a text negate.
pub(crate) fn count(text: &str) -> usize {
    words(text).filter(|word| negates(&word.to_lowercase())).count()
}

/// Whether one of the two negates what the other affirms, as far as words can tell.
pub(super) fn differs(statement: &str, source: &str) -> bool {
    let (statement, source) = (Read::new(statement), Read::new(source));
    statement.lacks(&source) || source.lacks(&statement) || opposites(&statement, &source)
}

/// "zulässig" in the one and only "unzulässig" in the other.
fn opposites(a: &Read, b: &Read) -> bool {
    let one_way = |a: &Read, b: &Read| {
        a.places.iter().any(|(stem, places)| {
            let opposite = format!("un{stem}");
            stem.chars().count() >= 5
                && b.places.contains_key(&opposite)
                && !b.places.contains_key(stem)
                && !a.places.contains_key(&opposite)
                && !places.iter().any(|&at| a.negated_near(at))
        })
    };
    one_way(a, b) || one_way(b, a)
}
