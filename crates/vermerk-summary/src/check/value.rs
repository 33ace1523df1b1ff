//! When a value of a statement counts as standing in a sentence of the source.

use vermerk_text::notation::{Kind, Value};

/// The keys under which a value of the source is found: itself and what it implies (a date its month and year).
pub(super) fn given(value: &Value) -> Vec<String> {
    let text = &value.normalised;
    match value.kind {
        Kind::Date => date_keys(text),
        Kind::Amount | Kind::Percent | Kind::Number => vec![number_key(text)],
        Kind::Period => vec![number_key(text), period_key(text)],
        Kind::Citation => citation_keys(text),
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
}

/// The keys a value of a statement is looked up by.
pub(super) fn asked(value: &Value) -> Asked {
    let text = &value.normalised;
    let exact = |keys: Vec<String>| Asked { exact: keys, loose: Vec::new() };
    match value.kind {
        Kind::Date => exact(date_keys(text).into_iter().take(1).collect()),
        Kind::Amount | Kind::Percent | Kind::Number => exact(vec![number_key(text)]),
        Kind::Period => exact(vec![period_key(text), number_key(text)]),
        Kind::Citation => {
            let mut keys = citation_keys(text);
            let loose = keys.split_off(1);
            Asked { exact: keys, loose }
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

fn period_key(text: &str) -> String {
    format!("p{text}")
}

/// The place in full, then each shorter form of it, all without the law: "§ 5 Abs. 2 Satz 1", "§ 5 Abs. 2", "§ 5".
fn citation_keys(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split(' ').collect();
    let mut end = 2.min(words.len());
    let mut keys = vec![words[..end].join(" ")];
    while end + 1 < words.len()
        && matches!(words[end], "Abs." | "Satz" | "Nr." | "Buchst." | "Halbs." | "Alt." | "UAbs.")
    {
        end += 2;
        keys.push(words[..end].join(" "));
    }
    keys.reverse();
    keys.into_iter().map(|key| format!("c{key}")).collect()
}

fn file_key(text: &str) -> String {
    format!("f{}", text.chars().filter(|c| c.is_alphanumeric() || *c == '/').collect::<String>().to_lowercase())
}
