//! File numbers of courts and offices.

use std::sync::LazyLock;

use regex::Regex;

use super::{Kind, Value, single_spaced, stands_alone};

/// `1 BvR 123/20`, `VI R 12/20`, `10 AZR 14/22 (A)`, `B 5 R 12/20 R`, `4 StR 12/21`, `C-123/20`.
static COURT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        (?:B[\s\u{a0}])?(?:\d{1,3}|[IVX]{1,6}|[A-Z]{1,2})[\s\u{a0}]
            (?:[A-Z][A-Za-z]{0,4}|[A-Z]{1,3}-[A-Z]{1,3}|[A-Z]{1,4}\s?\([A-Za-z]{1,5}\))[\s\u{a0}]
            \d{1,6}(?:[./]\d{1,5})?/\d{2,4}(?:[\s\u{a0}](?:\([A-Z]\)|[A-Z]{1,2}\b))?
        |[CT][-‑–]\d{1,4}/\d{2}(?:[\s\u{a0}]P)?",
    )
    .expect("a constant pattern")
});
/// A cue, then a number with a digit in it. Between the two may stand whose number it is, up to a colon:
/// "Aktenzeichen der Bewilligungsstelle: …", "Geschäftszeichen (bitte angeben): …".
static OFFICE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        (?P<cue>\b(?:Az\.?|AZ\.?|Aktenz\.|Geschäftsz\.|Gesch\.-?Z\.|GZ|Gz\.|(?:\p{L}+z|Z)eichens?|\p{L}{2,}nummer|\p{L}+-Nr\.|Drucksache
          |(?:Gutachten|Petition|Vorlage|Beschlussvorlage|Einsatzbericht|Rechnung)[\s\u{a0}]Nr\.
          |Drs\.|BT-Drs\.|BR-Drs\.|BTDrucks|Reference|[Rr]ef\.(?:\ No\.)?))
        (?:[\s\u{a0}](?:Nr\.|No\.))?
        (?:[\s\u{a0}]?:|[\s\u{a0}][^\n:.;,\d]{1,40}:)?[\s\u{a0}]{0,3}
        (?P<n>[\p{L}\d][\p{L}\d./\-–_]*(?:[\s\u{a0}](?:[–-][\s\u{a0}])?[\p{L}\d][\p{L}\d./\-–_]*){0,4})",
    )
    .expect("a constant pattern")
});
/// Numbers that announce themselves like file numbers and are none.
const NO_FILES: &[&str] = &[
    "Anzeichen",
    "Faxnummer",
    "Hausnummer",
    "Kennzeichen",
    "Randnummer",
    "Rufnummer",
    "Seitennummer",
    "Telefonnummer",
    "Verkehrszeichen",
    "Zimmernummer",
];
/// What has the shape of a file number with its year, without a cue: `32.1-B-1204/2026`, `LfU 55-8/2211`.
static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[A-Z0-9][A-Za-z0-9.]*(?:-[A-Za-z0-9.]+)+/(?:\d{4}|\d{2})").expect("a constant pattern")
});

pub(super) fn read(text: &str) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    for matched in COURT.find_iter(text) {
        let range = matched.range();
        if stands_alone(text, &range) {
            found.push(Value { kind: Kind::FileNumber, normalised: single_spaced(matched.as_str()), range });
        }
    }
    for captures in OFFICE.captures_iter(text) {
        let (Some(cue), Some(number)) = (captures.name("cue"), captures.name("n")) else { continue };
        if NO_FILES.iter().any(|word| cue.as_str().trim_end_matches('s') == *word) {
            continue;
        }
        let Some(kept) = keep(number.as_str()) else { continue };
        let range = number.start()..number.start() + kept;
        if super::is_free(&found, &range) {
            let normalised = single_spaced(text.get(range.clone()).unwrap_or_default());
            found.push(Value { kind: Kind::FileNumber, range, normalised });
            found.sort_by_key(|value| value.range.start);
        }
    }
    for matched in SHAPE.find_iter(text) {
        let range = matched.range();
        // Without a letter it may be the number of a standard or a part of a table.
        let has_letter = matched.as_str().contains(|c: char| c.is_ascii_alphabetic());
        let goes_on = text.get(range.end..).is_some_and(|rest| rest.starts_with(['/', '-']));
        if has_letter && !goes_on && stands_alone(text, &range) && super::is_free(&found, &range) {
            found.push(Value { kind: Kind::FileNumber, normalised: matched.as_str().to_owned(), range });
            found.sort_by_key(|value| value.range.start);
        }
    }
    found
}

/// Fewest bytes of a file number.
const LEAST: usize = 3;

/// How much of the words after a cue is the number: up to the last word with a digit, in capitals before it. Fewer than
/// three characters are no file number: "Vorgangsnummer 7" counts something.
fn keep(text: &str) -> Option<usize> {
    let mut end = None;
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        let has_digit = bare.contains(|c: char| c.is_ascii_digit());
        if !has_digit
            && (bare.len() > 4 || bare.ends_with('.') || !bare.chars().all(|c| c.is_uppercase() || !c.is_alphabetic()))
        {
            break;
        }
        if has_digit {
            end = Some(at + bare.trim_end_matches(['.', '-', '–', '/']).len());
        }
        at += word.len();
    }
    end.filter(|&end| end >= LEAST)
}
