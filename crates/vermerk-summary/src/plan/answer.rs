use serde::Deserialize;

use crate::extractive::one_line;

/// A statement as the model gave it, not believed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) text: String,
    /// Passage numbers it cites; may be of passages it was never shown.
    pub(super) evidence: Vec<u32>,
}

#[derive(Deserialize)]
struct Wire {
    text: String,
    #[serde(default)]
    evidence: Vec<serde_json::Value>,
}

/// Reads what can be read of an answer: JSON as asked for, in a code fence or broken off in the middle, or lines that
/// end in passage numbers. Empty if there is nothing of the kind.
pub(super) fn read(answer: &str) -> Vec<Draft> {
    let drafts = read_json(answer);
    if drafts.is_empty() && !answer.contains('{') { read_lines(answer) } else { drafts }
}

fn read_json(answer: &str) -> Vec<Draft> {
    let Some(start) = answer.find("\"statements\"") else { return Vec::new() };
    let Some((_, mut rest)) = answer.split_at(start).1.split_once('[') else { return Vec::new() };
    let mut drafts = Vec::new();
    // One object after the other, so that an answer that breaks off keeps what was whole.
    loop {
        rest = rest.trim_start_matches(|c: char| c == ',' || c.is_whitespace());
        if !rest.starts_with('{') {
            return drafts;
        }
        let mut objects = serde_json::Deserializer::from_str(rest).into_iter::<serde_json::Value>();
        let Some(Ok(object)) = objects.next() else { return drafts };
        let Some(after) = rest.get(objects.byte_offset()..) else { return drafts };
        rest = after;
        if let Ok(Wire { text, evidence }) = serde_json::from_value(object) {
            drafts.extend(draft(&text, evidence.iter().filter_map(number).collect()));
        }
    }
}

/// Small models write numbers as text, or with the brackets they were shown in.
fn number(value: &serde_json::Value) -> Option<u32> {
    match value {
        serde_json::Value::Number(number) => u32::try_from(number.as_u64()?).ok(),
        serde_json::Value::String(text) => text.trim_matches(|c: char| !c.is_ascii_digit()).parse().ok(),
        _ => None,
    }
}

fn read_lines(answer: &str) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for line in answer.lines() {
        let Some((text, numbers)) = line.trim().trim_end_matches('.').rsplit_once('[') else { continue };
        let Some(numbers) = numbers.strip_suffix(']') else { continue };
        let numbers: Result<Vec<u32>, _> = numbers.split(',').map(|number| number.trim().parse()).collect();
        if let Ok(numbers) = numbers {
            drafts.extend(draft(text.trim_start_matches(['-', '*', '•', ' ']), numbers));
        }
    }
    drafts
}

fn draft(text: &str, evidence: Vec<u32>) -> Option<Draft> {
    let text = one_line(text);
    if text.is_empty() { None } else { Some(Draft { text, evidence }) }
}
