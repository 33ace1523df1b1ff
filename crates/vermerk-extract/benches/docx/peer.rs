//! What docx-rs's reader makes of a document: its words, less hidden and deleted ones, and which of them another text
//! lacks. The benchmark reads with it, and the differential test of the product compares with it.

use std::collections::BTreeSet;

use serde_json::Value;

/// The text in docx-rs's model, by way of the JSON it offers; `None` if its reader refuses the file.
///
/// Its reader hangs, panics or aborts on some files: give it only files that are known to be well.
pub(crate) fn text(bytes: &[u8]) -> Option<String> {
    let model = docx_rs::read_docx(bytes).ok()?;
    let model: Value = serde_json::from_str(&model.json()).ok()?;
    let mut text = String::new();
    // Children are put on the stack in reverse; `None` ends a paragraph.
    let mut open = vec![Some(&model)];
    while let Some(next) = open.pop() {
        match next {
            None => text.push('\n'),
            Some(Value::Array(items)) => open.extend(items.iter().rev().map(Some)),
            Some(Value::Object(object)) => match object.get("type").and_then(Value::as_str) {
                Some("text") => {
                    text.push_str(
                        object.get("data").and_then(|data| data.get("text")).and_then(Value::as_str).unwrap_or(""),
                    );
                }
                // Comments are no part of the text.
                Some("delete" | "moveFrom" | "deleteText" | "commentRangeStart") => {}
                Some("tab" | "break") => text.push(' '),
                Some("run") if is_hidden(object.get("data")) => {}
                kind => {
                    if kind == Some("paragraph") {
                        open.push(None);
                    }
                    // All comments stand once more in a list of their own.
                    let parts = object.iter().filter(|(name, _)| *name != "comments");
                    open.extend(parts.map(|(_, part)| Some(part)).rev());
                }
            },
            Some(_) => {}
        }
    }
    Some(text)
}

fn is_hidden(run: Option<&Value>) -> bool {
    run.and_then(|run| run.get("runProperty")).and_then(|props| props.get("vanish")).and_then(Value::as_bool)
        == Some(true)
}

/// Words of the peer's text that `ours` has not.
///
/// A peer's word may be several of ours, since its reader drops hyphens and breaks: such a word counts as found if its
/// letters stand in ours in one piece.
pub(crate) fn missing(ours: &str, peers: &str) -> Vec<String> {
    let known: BTreeSet<String> = words(ours).collect();
    let letters: String = words(ours).collect();
    words(peers).filter(|word| !known.contains(word) && !letters.contains(word)).collect()
}

/// Letters and digits, without the characters that a text may have or not: soft hyphens, marks of width zero.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    let is_letter = |c: char| c.is_alphanumeric() || matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}');
    let pieces = text
        .split(move |c: char| !is_letter(c))
        .map(|word| word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>());
    pieces.filter(|word| !word.is_empty())
}
