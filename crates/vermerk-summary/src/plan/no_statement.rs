//! Texts that are no statements about the document: refusals, gaps, echoes, other languages.

use std::collections::BTreeSet;

use whatlang::{Detector, Lang};

use super::instructions::Prompts;
use crate::{Passage, Reason};

#[cfg(test)]
mod tests;

/// Words in a row that are compared with the prompts.
const ECHO_WORDS: usize = 5;
/// Texts of fewer words may seem of any language.
const TELLING_WORDS: usize = 6;
/// Words of a document by which its language is told.
const WORDS_OF_DOCUMENT: usize = 2000;

/// What texts are held against.
#[derive(Debug)]
pub(super) struct Sieve {
    /// Runs of words of the prompts.
    echo: BTreeSet<Vec<String>>,
    language: Option<Lang>,
    /// Bracketed gaps that the document itself has, as forms do.
    own_gaps: BTreeSet<String>,
}

impl Sieve {
    pub(super) fn new(passages: &[Passage], prompts: &Prompts) -> Self {
        let words = passages.iter().flat_map(|passage| passage.text.split(' ')).take(WORDS_OF_DOCUMENT);
        let own_gaps = passages.iter().flat_map(|passage| gaps(&passage.text)).collect();
        let mut echo = BTreeSet::new();
        for prompt in prompts.all() {
            echo.extend(runs(prompt));
        }
        Self { echo, language: language(&words.collect::<Vec<_>>().join(" ")), own_gaps }
    }

    /// Why a text is no statement about the document at all.
    pub(super) fn reason(&self, text: &str) -> Option<Reason> {
        if gaps(text).iter().any(|gap| !self.own_gaps.contains(gap)) {
            return Some(Reason::Placeholder);
        }
        let lower = text.to_lowercase();
        let runs = runs(text);
        let echoed = runs.iter().filter(|run| self.echo.contains(*run)).count();
        let foreign = self.language.is_some_and(|own| language(text).is_some_and(|spoken| spoken != own));
        (REFUSALS.iter().any(|refusal| lower.contains(refusal)) || 2 * echoed > runs.len() || foreign)
            .then_some(Reason::NotAnAnswer)
    }
}

/// The language of a text, if it is long enough to be sure. Only languages that models answer in.
fn language(text: &str) -> Option<Lang> {
    if text.split_whitespace().filter(|word| word.chars().all(char::is_alphabetic)).count() < TELLING_WORDS {
        return None;
    }
    let known = vec![
        Lang::Deu,
        Lang::Eng,
        Lang::Fra,
        Lang::Spa,
        Lang::Ita,
        Lang::Por,
        Lang::Pol,
        Lang::Tur,
        Lang::Rus,
        Lang::Ukr,
        Lang::Ara,
        Lang::Cmn,
    ];
    Detector::with_allowlist(known).detect(text).filter(whatlang::Info::is_reliable).map(|info| info.lang())
}

/// How a model says that it will not answer, or speaks of itself.
const REFUSALS: [&str; 18] = [
    "als ki-",
    "als ki ",
    "als sprachmodell",
    "sprachmodell kann",
    "tut mir leid",
    "ich kann",
    "ich bin",
    "ich werde",
    "ich darf",
    "ich habe keine",
    "as an ai",
    "language model",
    "i cannot",
    "i can't",
    "i can’t",
    "i'm sorry",
    "i’m sorry",
    "i am sorry",
];

/// Gaps left to fill in: `[Datum]`, `<Name>`, `{{Betrag}}`, TT.MM.JJJJ, XX.XX.XXXX.
fn gaps(text: &str) -> Vec<String> {
    let mut gaps = Vec::new();
    for (open, close) in [('[', ']'), ('<', '>'), ('{', '}')] {
        for part in text.split(open).skip(1) {
            if let Some((inner, _)) = part.split_once(close)
                && inner.chars().any(char::is_alphabetic)
                && inner.chars().count() <= 60
            {
                gaps.push(inner.to_owned());
            }
        }
    }
    for word in text.split_whitespace() {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let letters = || word.chars().filter(|c| *c != '.' && *c != '-' && *c != '/');
        let is_date =
            ["TT.MM", "DD.MM", "MM.JJJJ", "MM.YYYY", "JJJJ-MM", "YYYY-MM"].iter().any(|gap| word.contains(gap));
        if is_date || (letters().count() >= 4 && letters().all(|c| c == 'X' || c == 'x')) {
            gaps.push(word.to_owned());
        }
    }
    gaps
}

fn runs(text: &str) -> BTreeSet<Vec<String>> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.windows(ECHO_WORDS).map(|run| run.iter().map(|word| (*word).to_owned()).collect()).collect()
}
