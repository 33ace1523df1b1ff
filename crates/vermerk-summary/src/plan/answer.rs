use serde_json::Value;

use crate::ClaimKind;
use crate::extractive::one_line;

#[cfg(test)]
mod tests;

/// A statement as the model gave it, not believed yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) kind: Option<ClaimKind>,
    pub(super) text: String,
    /// Passage numbers it cites; may be of passages it was never shown.
    pub(super) evidence: Vec<u32>,
    /// What it says stands there word for word.
    pub(super) quote: Option<String>,
}

/// Objects that can't be read before the rest of an answer is given up.
const BROKEN: usize = 50;

/// Reads what can be read of an answer: JSON as asked for, in a code fence, with slips, or broken off in the middle;
/// or lines. Empty if there is nothing of the kind.
pub(super) fn read(answer: &str) -> Vec<Draft> {
    let drafts = read_json(answer);
    if drafts.is_empty() && !answer.contains('{') { read_lines(answer) } else { drafts }
}

fn read_json(answer: &str) -> Vec<Draft> {
    // Line breaks within a text are a slip of small models; between values they mean nothing.
    let answer: String = answer.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let list = answer.find("\"statements\"").and_then(|at| answer.split_at(at).1.split_once('[')).map(|(_, list)| list);
    let mut rest = list.unwrap_or(&answer);
    let mut drafts = Vec::new();
    let mut broken = 0;
    // One object after the other, so that an answer that breaks off keeps what was whole.
    while let Some(start) = rest.find('{') {
        rest = rest.split_at(start).1;
        let mut objects = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        let read = if let Some(Ok(object)) = objects.next() {
            drafts.extend(from_object(&object));
            objects.byte_offset()
        } else if broken < BROKEN {
            broken += 1;
            '{'.len_utf8()
        } else {
            break;
        };
        rest = rest.get(read..).unwrap_or_default();
    }
    drafts
}

/// Models that were told the form in words translate the keys now and then.
fn from_object(object: &Value) -> Option<Draft> {
    let field = |names: [&str; 3]| names.into_iter().find_map(|name| object.get(name));
    let string = |names| field(names).and_then(Value::as_str);
    let evidence = match field(["evidence", "beleg", "belege"]) {
        Some(Value::Array(numbers)) => numbers.iter().flat_map(numbers_in).collect(),
        Some(one) => numbers_in(one),
        None => Vec::new(),
    };
    let kind = string(["type", "typ", "art"]).and_then(ClaimKind::named);
    draft(kind, string(["text", "aussage", "statement"])?, evidence, string(["quote", "zitat", "quotation"]))
}

/// Small models write numbers as text, or with the brackets they were shown in.
fn numbers_in(value: &Value) -> Vec<u32> {
    match value {
        Value::Number(number) => number.as_u64().and_then(|number| u32::try_from(number).ok()).into_iter().collect(),
        Value::String(text) => numbers(text).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// "3, 4", `[3] und [4]`, "Textstelle 3"; `None` if it is anything but numbers and such words.
fn numbers(text: &str) -> Option<Vec<u32>> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut found = Vec::new();
    for word in words {
        if let Ok(number) = word.parse() {
            found.push(number);
        } else if !["und", "textstelle", "textstellen", "nr"].contains(&word.to_lowercase().as_str()) {
            return None;
        }
    }
    (!found.is_empty()).then_some(found)
}

/// `Frist | 3, 4 | Aussage | "Zitat"`, the fields in about this order, or a sentence that ends in "[3, 4]".
fn read_lines(answer: &str) -> Vec<Draft> {
    answer.lines().filter_map(|line| if line.contains('|') { from_fields(line) } else { from_sentence(line) }).collect()
}

fn from_fields(line: &str) -> Option<Draft> {
    let fields = line.split('|').map(|field| field.trim().trim_start_matches(['-', '*', '•', ' ']));
    let (mut kind, mut evidence, mut texts) = (None, None, Vec::new());
    for field in fields.filter(|field| !field.is_empty()) {
        if texts.is_empty() && kind.is_none() && ClaimKind::named(field).is_some() {
            kind = ClaimKind::named(field);
        } else if evidence.is_none() && numbers(field).is_some() {
            evidence = numbers(field);
        } else {
            texts.push(field);
        }
    }
    let (text, quote) = (texts.first()?, texts.get(1).copied());
    // A line of a table the model drew is no statement.
    let evidence = evidence?;
    draft(kind, text, evidence, quote)
}

fn from_sentence(line: &str) -> Option<Draft> {
    let (text, cited) = line.trim().trim_end_matches('.').rsplit_once('[')?;
    let cited = numbers(cited.strip_suffix(']')?)?;
    draft(None, text.trim_start_matches(['-', '*', '•', ' ']), cited, None)
}

fn draft(kind: Option<ClaimKind>, text: &str, evidence: Vec<u32>, quote: Option<&str>) -> Option<Draft> {
    let text = one_line(text);
    let quote = quote.map(one_line).filter(|quote| !quote.is_empty());
    (!text.is_empty()).then_some(Draft { kind, text, evidence, quote })
}
