//! Is a text a passage with words left out, and nothing else?

use std::collections::BTreeSet;

use vermerk_text::{is_stop_word, stem, words};

use crate::check::negations;

#[cfg(test)]
mod tests;

/// A sentence has at least so many words.
const FEWEST: usize = 4;
/// Left out, they turn a condition into a fact or a bound into a figure.
const BINDING: [&str; 24] = [
    "sofern",
    "soweit",
    "wenn",
    "falls",
    "außer",
    "ausgenommen",
    "vorbehaltlich",
    "höchstens",
    "mindestens",
    "maximal",
    "nur",
    "ausschließlich",
    "frühestens",
    "spätestens",
    "grundsätzlich",
    "voraussichtlich",
    "vorläufig",
    "angeblich",
    "soll",
    "sollen",
    "kann",
    "können",
    "dürfen",
    "darf",
];

/// Whether the text has only words of the passage, those that carry a subject in the same order, and leaves out
/// neither negations nor what binds: "sofern", "höchstens".
pub(super) fn is_shortening(text: &str, passage: &str) -> bool {
    let lower = |text: &str| words(text).map(str::to_lowercase).collect::<Vec<String>>();
    let (short, long) = (lower(text), lower(passage));
    let known: BTreeSet<&str> = long.iter().map(String::as_str).collect();
    let kept: BTreeSet<&str> = short.iter().map(String::as_str).collect();
    let small_words_are_known =
        short.iter().filter(|word| is_stop_word(word)).all(|word| known.contains(word.as_str()));
    let binding_is_kept = BINDING.iter().all(|word| !known.contains(word) || kept.contains(word));
    short.len() >= FEWEST
        && short.len() <= long.len()
        && text.ends_with(['.', '!', '?', '“', '"', ')'])
        && small_words_are_known
        && binding_is_kept
        && negations(text) == negations(passage)
        && is_in_order(&subjects(&short), &subjects(&long))
}

fn subjects(words: &[String]) -> Vec<String> {
    words.iter().filter(|word| !is_stop_word(word)).map(|word| stem(word)).collect()
}

/// Whether all of the short list stand in the long one in the same order.
fn is_in_order(short: &[String], long: &[String]) -> bool {
    let mut long = long.iter();
    short.iter().all(|word| long.any(|other| other == word))
}
