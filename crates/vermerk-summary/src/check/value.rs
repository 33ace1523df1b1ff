//! When a value of a statement counts as standing in a sentence of the source.

use vermerk_text::notation::{Kind, Value};

/// The keys under which a value of the source is found: itself and what it implies (a date its month and year).
pub(super) fn given(value: &Value) -> Vec<String> {
    let text = &value.normalised;
    match value.kind {
        Kind::Date => date_keys(text),
        Kind::Amount => vec![format!("a{}", number_key(text)), number_key(text)],
        Kind::Percent => vec![percent_key(text), number_key(text)],
        Kind::Number => vec![bare_key(text), number_key(text)],
        Kind::Period => vec![number_key(text), period_key(text)],
        Kind::Ordinal => ordinal_keys(text),
        Kind::Citation => citation_keys(text).into_iter().chain(siblings(text)).collect(),
        Kind::FileNumber => vec![file_key(text)],
        Kind::Name => Vec::new(),
    }
}

/// What must stand in the source for a value of a statement to be found there.
pub(super) struct Asked {
    /// Keys of which one must stand there.
    pub(super) exact: Vec<String>,
    /// Keys of which one standing there makes it at least worth a look.
    pub(super) loose: Vec<String>,
    /// A key that stands there if the source names another one of its kind ("Satz 3" where "Satz 2" is asked for).
    pub(super) other: Option<String>,
    /// Whether it says nothing unless it stands in the evidence itself ("Absatz 3").
    pub(super) within: bool,
}

/// The keys a value of a statement is looked up by.
pub(super) fn asked(value: &Value) -> Asked {
    let text = &value.normalised;
    let exact = |keys: Vec<String>| Asked { exact: keys, loose: Vec::new(), other: None, within: false };
    match value.kind {
        Kind::Date => exact(date_keys(text).into_iter().take(1).collect()),
        Kind::Amount => exact(vec![format!("a{}", number_key(text)), bare_key(text)]),
        Kind::Percent => exact(vec![percent_key(text), bare_key(text)]),
        Kind::Number => exact(vec![number_key(text)]),
        Kind::Period => exact(vec![period_key(text), bare_key(text)]),
        Kind::Ordinal => exact(ordinal_keys(text).into_iter().take(1).collect()),
        Kind::Citation => {
            let parts = parts(text);
            let shorter = (1..parts.len()).rev().map(|end| format!("c{}", parts[..end].join(" ")));
            Asked {
                exact: vec![format!("c{}", parts.join(" "))],
                loose: shorter.collect(),
                other: siblings(text).pop(),
                within: !text.starts_with(['§', 'A']) || text.starts_with("Abs."),
            }
        }
        Kind::FileNumber => exact(vec![file_key(text)]),
        Kind::Name => exact(Vec::new()),
    }
}

/// The date itself first, then what it implies.
fn date_keys(text: &str) -> Vec<String> {
    let mut keys = vec![format!("d{text}")];
    if let Some((month, day)) = text.rsplit_once('-').filter(|(month, _)| month.len() == "2025-05".len()) {
        let (year, number) = month.split_once('-').unwrap_or((month, ""));
        keys.push(format!("d{month}"));
        keys.push(format!("d--{number}-{day}"));
        keys.push(format!("n{year}"));
    } else if let Some((year, _)) = text.split_once('-').filter(|(year, _)| !year.is_empty()) {
        keys.push(format!("n{year}"));
    }
    keys
}

/// The bare number: "1234.50 EUR" and "1234.5" meet.
fn number_key(text: &str) -> String {
    let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    let digits = if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { &digits };
    format!("n{digits}")
}

/// A share; percentage points are no shares.
fn percent_key(text: &str) -> String {
    format!("{}{}", if text.ends_with('%') { "%" } else { "%-" }, number_key(text))
}

/// A number without a unit: the unit may stand in the head of its column.
fn bare_key(text: &str) -> String {
    format!("b{}", number_key(text))
}

/// The pair of number and noun, then the noun as one that is numbered at all.
fn ordinal_keys(text: &str) -> Vec<String> {
    let noun = text.split_once(' ').map_or("", |(_, noun)| noun);
    vec![format!("o{text}"), format!("o{noun}")]
}

/// The noun of an ordinal, as a key that stands for any number with it.
pub(super) fn numbered_noun(value: &Value) -> Option<String> {
    (value.kind == Kind::Ordinal).then(|| ordinal_keys(&value.normalised).swap_remove(1))
}

fn period_key(text: &str) -> String {
    format!("p{text}")
}

/// The place in full, then each shorter form of it, all without the law: "§ 5 Abs. 2 Satz 1", "§ 5 Abs. 2", "§ 5";
/// then each part of it by itself.
fn citation_keys(text: &str) -> Vec<String> {
    let parts = parts(text);
    let alone = parts.iter().skip(1).map(|part| format!("c{part}"));
    (1..=parts.len()).rev().map(|end| format!("c{}", parts[..end].join(" "))).chain(alone).collect()
}

/// `§ 5 Abs. 2 Satz 1 VwGO` as "§ 5", "Abs. 2", "Satz 1"; the law is left out.
fn parts(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split(' ').collect();
    if words.len() == 1 {
        return vec![text.to_owned()];
    }
    let known = |name: &str| matches!(name, "Abs." | "Satz" | "Nr." | "Buchst." | "Halbs." | "Alt." | "UAbs.");
    words
        .chunks_exact(2)
        .enumerate()
        .take_while(|(index, pair)| *index == 0 || known(pair[0]))
        .map(|(_, pair)| pair.join(" "))
        .collect()
}

/// A place beside the one cited: "§ 5 Abs. …" for "§ 5 Abs. 2".
fn siblings(text: &str) -> Vec<String> {
    let parts = parts(text);
    (1..parts.len())
        .filter_map(|end| {
            let (name, _) = parts[end].split_once(' ')?;
            Some(format!("s{} {name}", parts[..end].join(" ")))
        })
        .collect()
}

fn file_key(text: &str) -> String {
    format!("f{}", text.chars().filter(|c| c.is_alphanumeric() || *c == '/').collect::<String>().to_lowercase())
}
