//! Numbers that carry a check digit: found by shape, proven by the digit.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::check_digit::{health, iban as iban_is_valid, iban_length, identity_card, mod_11_10, pension, tax_id};

static VAT: LazyLock<Regex> = LazyLock::new(|| constant(r"(?i)\bDE(?:[\x20.\-/]?\d){9}\b"));
static TAX: LazyLock<Regex> = LazyLock::new(|| constant(r"\b[1-9](?:[\x20.\-/]?\d){10}\b"));
static TAX_CUE: LazyLock<Regex> = LazyLock::new(|| {
    constant(
        r"(?ix)\b(?:Steuer(?:[\x20-]?(?:nummer|nr|identifikationsnummer|id(?:nr)?))|St\.?[\x20-]?Nr|IdNr|Identifikationsnummer)
        \.?[\x20]?:?[\x20]{0,2}(?P<n>\d(?:[\x20/.-]?\d){8,12})\b",
    )
});
static PENSION: LazyLock<Regex> = LazyLock::new(|| constant(r"(?i)\b(?:\d[\x20.\-/]?){8}[A-Z](?:[\x20.\-/]?\d){3}\b"));
static HEALTH: LazyLock<Regex> = LazyLock::new(|| constant(r"(?i)\b[A-Z](?:[\x20.\-/]?\d){9}\b"));
static CARD: LazyLock<Regex> =
    LazyLock::new(|| constant(r"\b[CFGHJKLMNPRTVWXYZ](?:[\x20]?[0-9CFGHJKLMNPRTVWXYZ]){8}[\x20]?(?:<<)?\d(?:D|\b)"));
static CARD_CUE: LazyLock<Regex> = LazyLock::new(|| {
    constant(
        r"(?ix)\b(?:Personalausweis|Ausweis|Reisepass|Pass|Aufenthaltstitel|Führerschein)(?:[\x20-]?(?:nummer|nr))?s?\.?
        (?:[\x20](?:mit[\x20]der[\x20])?(?:Nummer|Nr\.?))?[\x20]?:?[\x20]{0,2}
        (?P<n>[A-Z](?:[\x20]?[0-9A-Z]){7,9}\d?)\b",
    )
});

fn constant(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a constant pattern")
}

/// IBANs with or without separators, in any case. The country says how long one is, so text behind it is no part of it.
pub(super) fn ibans(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut free = 0;
    for (start, _) in text.char_indices() {
        if start < free || text.get(..start).and_then(|t| t.chars().next_back()).is_some_and(char::is_alphanumeric) {
            continue;
        }
        let Some(country) = text.get(start..start + 2) else { continue };
        let Some(length) = iban_length(&country.to_ascii_uppercase()) else { continue };
        let Some((number, end)) = gather(text, start, length) else { continue };
        if iban_is_valid(&number) {
            found.push(start..end);
            free = end;
        }
    }
    found
}

/// `length` letters and digits from `start` on, single separators between them left out, and where they end. `None` if
/// there are fewer, or if a letter or digit follows at once.
fn gather(text: &str, start: usize, length: usize) -> Option<(String, usize)> {
    let mut number = String::with_capacity(length);
    let mut separated = true;
    for (offset, c) in text.get(start..)?.char_indices() {
        if c.is_ascii_alphanumeric() {
            // The check digits stand third and fourth: without them this is a word.
            if (2..4).contains(&number.len()) && !c.is_ascii_digit() {
                return None;
            }
            number.push(c.to_ascii_uppercase());
            separated = false;
            if number.len() == length {
                let end = start + offset + 1;
                let glued = text.get(end..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphanumeric);
                return (!glued).then_some((number, end));
            }
        } else if !separated && matches!(c, ' ' | '-' | '.' | '/') {
            separated = true;
        } else {
            return None;
        }
    }
    None
}

pub(super) fn vat_ids(text: &str) -> Vec<Range<usize>> {
    proven(&VAT, text, |number| mod_11_10(number.get(2..).unwrap_or_default()))
}

pub(super) fn tax_numbers(text: &str) -> Vec<Range<usize>> {
    let mut found = proven(&TAX, text, tax_id);
    found.extend(cued(&TAX_CUE, text));
    found
}

pub(super) fn pension_numbers(text: &str) -> Vec<Range<usize>> {
    proven(&PENSION, text, pension)
}

pub(super) fn health_numbers(text: &str) -> Vec<Range<usize>> {
    proven(&HEALTH, text, health)
}

/// Identity cards by their check digit, where at least half are digits; after a word that says so also without one.
pub(super) fn identity_cards(text: &str) -> Vec<Range<usize>> {
    let mut found = proven(&CARD, text, |number| {
        let number = number.get(..10).unwrap_or_default();
        number.bytes().filter(u8::is_ascii_digit).count() >= 5 && identity_card(number)
    });
    found.extend(cued(&CARD_CUE, text).filter(|range| {
        text.get(range.clone()).is_some_and(|number| number.bytes().filter(u8::is_ascii_digit).count() >= 4)
    }));
    found
}

/// Matches whose bare form (capitals and digits) passes a check.
fn proven(pattern: &Regex, text: &str, check: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
    let bare = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
    };
    pattern.find_iter(text).filter(|found| check(&bare(found.as_str()))).map(|found| found.range()).collect()
}

/// The numbers that follow a cue.
pub(super) fn cued<'t>(pattern: &'t Regex, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
    pattern.captures_iter(text).filter_map(|captures| captures.name("n").map(|number| number.range()))
}
