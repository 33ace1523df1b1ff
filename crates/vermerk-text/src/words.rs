//! Words, their stems, and the words that carry no subject.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

#[cfg(test)]
mod tests;

/// The words of a text: runs of letters, digits and underscores, as they stand.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    word_ranges(text).filter_map(|range| text.get(range))
}

/// The byte ranges of [`words`].
pub fn word_ranges(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let start = loop {
            let (at, c) = chars.next()?;
            if is_word(c) {
                break at;
            }
        };
        while chars.peek().is_some_and(|&(_, c)| is_word(c)) {
            chars.next();
        }
        Some(start..chars.peek().map_or(text.len(), |&(at, _)| at))
    })
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Longer words are no words; their stem is that of their first characters.
const LONGEST: usize = 128;

/// The Snowball-German stem of a word, in lower case.
pub fn stem(word: &str) -> String {
    let lower: String = word.chars().take(LONGEST).flat_map(char::to_lowercase).collect();
    Stemmer::create(Algorithm::German).stem(&lower).into_owned()
}

/// Whether a word, in lower case, carries no subject: articles, pronouns, prepositions, auxiliaries.
pub fn is_stop_word(lower: &str) -> bool {
    STOP_WORDS.contains(lower)
}

static STOP_WORDS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("words/stop_words.txt").split_whitespace().collect());
