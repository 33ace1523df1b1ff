//! Abbreviations of German and English administration and law, and the words that begin a sentence.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::months::month;

/// Whether a word with a full stop may end a sentence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Abbreviation {
    /// It never does: "vgl.", "Abs.", "Dr.".
    Never,
    /// It does if a word follows that begins sentences: "ff.", "a. F.", "s. o.".
    Sometimes,
    /// It does if any word in upper case follows: "usw.".
    Often,
    /// It is no abbreviation.
    None,
}

/// Looks up a word without its last full stop; `previous` is the token before it ("z." before "B").
pub(super) fn find(word: &str, previous: Option<&str>) -> Abbreviation {
    let tail = word.rsplit(['-', '/', '(']).next().unwrap_or(word);
    let mut key: String = tail.chars().filter(|&c| c != '.').collect();
    if key.chars().count() == 1 || word.contains('.') {
        let before = previous
            .filter(|token| token.ends_with('.') && token.len() <= 4)
            .map(|token| token.chars().filter(|&c| c != '.').collect::<String>());
        if let Some(before) = before {
            let pair = format!("{before}{key}");
            if let Some(found) = listed(&pair) {
                return found;
            }
        }
        if word.contains('.') {
            return listed(&key).unwrap_or(if word.chars().any(|c| c.is_ascii_digit()) {
                Abbreviation::None
            } else if key.chars().count() <= 6 {
                Abbreviation::Sometimes
            } else {
                Abbreviation::None
            });
        }
        return Abbreviation::Sometimes;
    }
    if let Some(found) = listed(&key) {
        return found;
    }
    if looks_shortened(&key) {
        return Abbreviation::Sometimes;
    }
    key = key.to_lowercase();
    if SHORT_ENDINGS.iter().any(|ending| key.ends_with(ending)) { Abbreviation::Sometimes } else { Abbreviation::None }
}

fn listed(key: &str) -> Option<Abbreviation> {
    let lower = key.to_lowercase();
    let lower = lower.as_str();
    if NEVER.contains(lower) {
        Some(Abbreviation::Never)
    } else if SOMETIMES.contains(lower) {
        Some(Abbreviation::Sometimes)
    } else if OFTEN.contains(&lower) {
        Some(Abbreviation::Often)
    } else {
        None
    }
}

/// No vowel at all, or "iSd"-like: lower case that goes over into upper case.
fn looks_shortened(word: &str) -> bool {
    let mut chars = word.chars();
    let starts_lower = chars.next().is_some_and(char::is_lowercase);
    let mixed = starts_lower && word.chars().count() <= 5 && chars.any(char::is_uppercase);
    let vowel = |c: char| "aeiouyäöüáàéèíóúAEIOUYÄÖÜ".contains(c);
    let letters = word.chars().all(char::is_alphabetic);
    let all_upper = word.chars().all(char::is_uppercase);
    mixed || letters && !all_upper && word.chars().count() >= 2 && !word.chars().any(vowel)
}

/// I to XXXIX.
pub(super) fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.len() <= 6 && word.chars().all(|c| matches!(c, 'I' | 'V' | 'X'))
}

pub(super) fn is_month(word: &str) -> bool {
    month(word).is_some()
}

pub(super) fn is_starter(word: &str) -> bool {
    let lower = word.to_lowercase();
    STARTERS.contains(lower.as_str())
}

/// Words after which a number names a place and is no ordinal: "Abs. 4", "Seite 12".
pub(super) fn takes_number(word: &str) -> bool {
    REFERENCES.contains(&word.trim_end_matches('.'))
}

/// What is counted within a paragraph of a law: "Abs. 1 2. Halbsatz".
pub(super) fn is_counted(word: &str) -> bool {
    matches!(word, "Halbsatz" | "HS" | "Hs" | "Halbs" | "Alt" | "Alternative" | "Spiegelstrich" | "Var" | "Variante")
}

/// Words after which a letter names an item: "Buchst. a", "Haus C".
pub(super) fn takes_letter(word: &str) -> bool {
    let word = word.trim_end_matches('.');
    matches!(word, "Buchst" | "Buchstabe" | "Buchstaben" | "lit" | "Haus" | "Anlage" | "Anhang" | "Variante" | "Gruppe")
}

const REFERENCES: &[&str] = &[
    "Abs",
    "Absatz",
    "Absätze",
    "Art",
    "Artikel",
    "Nr",
    "Nrn",
    "Nummer",
    "Ziff",
    "Ziffer",
    "S",
    "Seite",
    "Seiten",
    "Satz",
    "Sätze",
    "Rn",
    "Rdnr",
    "Rz",
    "Rdn",
    "Kapitel",
    "Kap",
    "Abschnitt",
    "Anlage",
    "Anhang",
    "§",
    "§§",
    "Bl",
    "Blatt",
    "Tz",
    "TOP",
    "Teil",
    "Punkt",
    "Bd",
    "Band",
    "Heft",
    "Fn",
    "Randnummer",
    "Randnummern",
    "Page",
    "page",
    "No",
    "Klasse",
    "Stufe",
    "Entgeltgruppe",
    "Besoldungsgruppe",
    "Absatzes",
    "Satzes",
    "Drs",
    "Drucksache",
    "Ref",
    "Referat",
    "Zimmer",
    "Los",
    "Block",
];

const SHORT_ENDINGS: &[&str] = &["beschl", "verf", "str", "dir", "abt", "bekl", "entsch", "begr", "verw"];

/// Never end a sentence.
static NEVER: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!("never.txt").split_whitespace().collect());

/// End one before a word that begins sentences.
static SOMETIMES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("sometimes.txt").split_whitespace().collect());

const OFTEN: &[&str] = &["usw", "etc", "usf", "uswusf", "pp", "dergl", "dgl", "uäm", "uam"];

/// Begin sentences.
static STARTERS: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!("starters.txt").split_whitespace().collect());
