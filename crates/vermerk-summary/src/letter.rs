//! The head of a letter: to whom it goes.

use vermerk_document::{Document, Span};

/// How many lines at the top may belong to the head.
const HEAD: usize = 40;
/// Longer lines are running text.
const LONGEST: usize = 90;
/// Lines of an address above that of the postal code.
const ADDRESS: usize = 6;

/// Where the head of a letter names the one it goes to, if it can be told: the line after "An die", "Herrn" or "Frau",
/// else the first line of the last address before the salutation.
pub(crate) fn addressee(document: &Document) -> Option<Span> {
    let lines = head(document)?;
    for (index, (span, line)) in lines.iter().enumerate() {
        let Some(rest) = after_cue(line) else { continue };
        let only_titles = rest.split_whitespace().all(|word| TITLES.contains(&word));
        let found = if only_titles { lines.get(index + 1).map(|(span, _)| *span) } else { Some(*span) };
        return found;
    }
    last_address(&lines)
}

/// Words after "Frau" or "Herrn" that are no name.
const TITLES: &[&str] = &["Rechtsanwältin", "Rechtsanwalt", "Oberstudienrat", "Oberstudienrätin", "Notar", "Notarin"];

/// What follows a word that begins an address.
fn after_cue(line: &str) -> Option<&str> {
    const CUES: &[&str] =
        &["An die", "An das", "An den", "An", "Herrn", "Herr", "Frau", "Eheleute", "Familie", "Firma", "Fa."];
    CUES.iter().find_map(|cue| line.strip_prefix(cue).filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t'])))
}

/// The lines before the salutation, each with its place; `None` if there is no salutation.
fn head(document: &Document) -> Option<Vec<(Span, &str)>> {
    let mut lines = Vec::new();
    for (whole, block) in document.blocks().filter(|(_, block)| block.kind.is_content()) {
        let mut start = 0;
        for line in block.text.split_inclusive('\n') {
            let text = line.trim();
            let lead = line.len() - line.trim_start().len();
            let at = start + lead;
            start += line.len();
            if text.starts_with("Sehr geehrte") || text.starts_with("Liebe") || text.starts_with("Guten Tag") {
                return Some(lines);
            }
            if lines.len() == HEAD {
                return None;
            }
            if !text.is_empty() && text.chars().count() <= LONGEST {
                let span = Span { start: at as u32, end: (at + text.len()) as u32, ..whole };
                lines.push((span, text));
            }
        }
    }
    None
}

/// The first line of the address that ends in the last line with a postal code.
fn last_address(lines: &[(Span, &str)]) -> Option<Span> {
    let is_place = |line: &str| {
        let (code, place) = line.split_once(' ').unwrap_or((line, ""));
        code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit()) && place.starts_with(char::is_uppercase)
    };
    let end = lines.iter().rposition(|(_, line)| is_place(line))?;
    let from = end.saturating_sub(ADDRESS);
    let is_border = |line: &str| {
        let words = ["stellung", "Einschreiben", "Empfangsbekenntnis", "Postfach", "E-Mail", "Telefon", "Post"];
        words.iter().any(|word| line.contains(word)) || line.contains(':') || holds_code(line)
    };
    let above = lines.get(from..end)?;
    let begin = above.iter().rposition(|(_, line)| is_border(line)).map_or(from, |at| from + at + 1);
    // At the top of the page stands the sender.
    (begin > 0 && begin < end).then(|| lines[begin].0)
}

/// Whether a postal code stands in the line.
fn holds_code(line: &str) -> bool {
    line.split([' ', ',']).any(|word| word.len() == 5 && word.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests;
