//! Which words of a statement look like names the source does not know.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Endings of German nouns that name no one.
const NOUN_ENDINGS: &[&str] = &[
    "ung",
    "ungen",
    "heit",
    "heiten",
    "keit",
    "keiten",
    "schaft",
    "schaften",
    "tion",
    "tionen",
    "sion",
    "sionen",
    "ität",
    "itäten",
    "nis",
    "nisse",
    "nissen",
    "nisses",
    "tum",
    "tums",
    "ment",
    "mente",
    "menten",
    "ismus",
    "anz",
    "enz",
    "enzen",
    "ik",
    "iken",
    "ur",
    "uren",
    "ling",
    "linge",
    "lings",
    "ungs",
    "heits",
    "keits",
    "schafts",
    "tions",
    "itäts",
    "nahme",
    "nahmen",
    "gesetz",
    "gesetzes",
    "recht",
    "rechts",
    "rechte",
    "verfahren",
    "verfahrens",
    "fähigkeit",
];

/// No name has more letters.
const LONGEST: usize = 128;

/// Nouns so common that a summary may use them without the source.
static COMMON: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("common_nouns.txt").split_whitespace().collect());

/// Whether a word in upper case, which stands nowhere in the source, is likely a name and no common noun.
pub(super) fn looks_like_name(word: &str) -> bool {
    let lower = word.to_lowercase();
    let letters = lower.chars().count();
    if !(4..=LONGEST).contains(&letters) || word.chars().skip(1).any(char::is_uppercase) {
        return false;
    }
    let common = |text: &str| COMMON.contains(text);
    let inflected = ["", "s", "es", "n", "en", "e", "er", "ern"].iter().filter_map(|end| lower.strip_suffix(end));
    if inflected.into_iter().any(|bare| common(bare) || is_compound(bare)) {
        return false;
    }
    !NOUN_ENDINGS.iter().any(|ending| lower.ends_with(ending)) && !begins_with_verb_form(&lower)
}

/// Whether a common noun ends the word: "Führungsperson", "Datenverkehr". Not those that end names of places.
fn is_compound(bare: &str) -> bool {
    let starts = bare.char_indices().map(|(at, _)| at).skip(4);
    starts
        .filter_map(|at| bare.get(at..))
        .any(|tail| tail.chars().count() >= 4 && !PLACES.contains(&tail) && COMMON.contains(tail))
}

/// Common nouns with which names of places end.
const PLACES: &[&str] =
    &["stadt", "land", "feld", "haus", "brück", "markt", "burg", "leben", "wasser", "grund", "kreis"];

/// Nouns made of verbs: "Inkrafttreten", "Ausscheiden", "Bekanntwerden".
fn begins_with_verb_form(lower: &str) -> bool {
    let prefixes =
        ["aus", "ein", "ab", "an", "auf", "be", "ver", "ent", "er", "zer", "vor", "nach", "zu", "unter", "über", "in"];
    lower.ends_with("en") && prefixes.iter().any(|prefix| lower.starts_with(prefix)) && lower.chars().count() >= 8
}
