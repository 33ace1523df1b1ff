//! Numbers in a row: "3. Kammer", "Zweiter Senat".

use std::sync::LazyLock;

use regex::Regex;

use super::{Kind, Value};
use crate::stem;

static FIGURE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?P<n>\d{1,3})\.[\s\u{a0}](?P<noun>\p{Lu}[\p{L}-]+)").expect("a constant pattern"));
/// Of bodies, whose number is a name: "der Zweite Senat". "Die zweite Frage" counts nothing a source must say.
static WORD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?P<n>Erst|Zweit|Dritt|Viert|Fünft|Sechst|Siebt|Acht|Neunt|Zehnt|Elft|Zwölft)e[nrms]?[\s\u{a0}](?P<noun>\p{Lu}?\p{Ll}*(?:[Ss]enat|[Kk]ammer|[Aa]usschuss|[Aa]bteilung|[Rr]eferat)\p{Ll}*)")
        .expect("a constant pattern")
});

const WORDS: &[&str] =
    &["Erst", "Zweit", "Dritt", "Viert", "Fünft", "Sechst", "Siebt", "Acht", "Neunt", "Zehnt", "Elft", "Zwölft"];

pub(super) fn read(text: &str) -> Vec<Value> {
    let mut found = Vec::new();
    for captures in FIGURE.captures_iter(text).chain(WORD.captures_iter(text)) {
        let (Some(all), Some(number), Some(noun)) = (captures.get(0), captures.name("n"), captures.name("noun")) else {
            continue;
        };
        let before = text.get(..all.start()).and_then(|s| s.chars().next_back());
        // At the beginning it is the number of an item.
        if before.is_none_or(|c| c.is_alphanumeric() || matches!(c, '.' | ',' | '/' | '-' | '\n')) {
            continue;
        }
        let place = WORDS.iter().position(|word| *word == number.as_str()).map(|at| (at + 1).to_string());
        let number = place.unwrap_or_else(|| number.as_str().trim_start_matches('0').to_owned());
        let normalised = format!("{number}. {}", stem(noun.as_str()));
        found.push(Value { kind: Kind::Ordinal, range: all.range(), normalised });
    }
    found.sort_by_key(|value| value.range.start);
    found
}
