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
/// A cue, then a number with a digit in it.
static OFFICE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        (?:Az\.|Aktenz\.|Aktenzeichens?|Geschäftszeichens?|Geschäftsz\.|Gesch\.-?Z\.|GZ|Gz\.|Zeichen|Aktennummer|Akten-Nr\.|Vorgangsnummer
          |Kassenzeichens?|Vergabenummer|Antragsnummer|Drucksache|Drs\.|BT-Drs\.|BR-Drs\.|BTDrucks|Reference|[Rr]ef\.(?:\ No\.)?)
        (?:[\s\u{a0}](?:Nr\.|No\.))?[\s\u{a0}]?[:]?[\s\u{a0}]{0,3}
        (?P<n>[\p{L}\d][\p{L}\d./\-–_]*(?:[\s\u{a0}][\p{L}\d][\p{L}\d./\-–_]*){0,4})",
    )
    .expect("a constant pattern")
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
        let Some(number) = captures.name("n") else { continue };
        let Some(kept) = keep(number.as_str()) else { continue };
        let range = number.start()..number.start() + kept;
        if super::is_free(&found, &range) {
            let normalised = single_spaced(text.get(range.clone()).unwrap_or_default());
            found.push(Value { kind: Kind::FileNumber, range, normalised });
            found.sort_by_key(|value| value.range.start);
        }
    }
    found
}

/// How much of the words after a cue is the number: up to the last word with a digit, in capitals before it.
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
    end
}
