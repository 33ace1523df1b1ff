//! Which line breaks end a sentence and which only wrap it.

use std::ops::Range;

/// No paragraph is set this narrow; lines below it are items of their own.
const NARROWEST: usize = 45;
/// A line shorter than this, in a paragraph of such lines, was broken on purpose.
const SHORT: usize = 32;

/// Byte ranges of the text between line breaks that end a sentence.
pub(super) fn pieces(text: &str) -> Vec<Range<usize>> {
    if !text.contains('\n') {
        return std::iter::once(0..text.len()).collect();
    }
    let lines: Vec<(usize, &str)> = text
        .split_inclusive('\n')
        .scan(0, |at, line| {
            let start = *at;
            *at += line.len();
            Some((start, line))
        })
        .collect();
    let width = widths(&lines);
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for (index, pair) in lines.windows(2).enumerate() {
        let ((_, line), (next_at, next)) = (pair[0], pair[1]);
        let bare = line.trim_end_matches(['\n', '\r']);
        let broken = bare.trim().is_empty()
            || next.trim().is_empty()
            || begins_item(next)
            || width[index] < NARROWEST && ends_early(bare);
        if broken {
            pieces.push(start..next_at);
            start = next_at;
        }
    }
    pieces.push(start..text.len());
    pieces
}

/// Whether a line of a narrow paragraph was broken on purpose: it is short, or a sentence ends with it.
fn ends_early(line: &str) -> bool {
    line.ends_with(['.', '!', '?']) || line.chars().count() < SHORT && !line.ends_with(char::is_whitespace)
}

/// For each line the width of the widest line of its paragraph, in characters.
fn widths(lines: &[(usize, &str)]) -> Vec<usize> {
    let mut out = vec![0; lines.len()];
    let mut at = 0;
    while at < lines.len() {
        let len = lines[at..].iter().take_while(|(_, line)| !line.trim().is_empty()).count();
        let widest = lines[at..at + len].iter().map(|(_, line)| line.trim().chars().count()).max().unwrap_or(0);
        out[at..at + len].fill(widest);
        at += len.max(1);
    }
    out
}

/// Whether a line begins with a bullet or the number or letter of an item ("•", "-", "1.", "a)").
fn begins_item(line: &str) -> bool {
    let Some((word, _)) = line.trim_start().split_once(char::is_whitespace) else { return false };
    if matches!(word, "•" | "-" | "–" | "▪" | "‣" | "●" | "*" | "·" | "►" | "➢" | "") {
        return true;
    }
    let Some(body) = word.strip_suffix(['.', ')']) else { return false };
    let body = body.trim_start_matches('(');
    let short = !body.is_empty() && body.len() <= 2;
    short
        && (body.chars().all(|c| c.is_ascii_digit()) || word.ends_with(')') && body.chars().all(char::is_alphanumeric))
}
