//! Text of documents and models before it is shown: nothing in it may steer what shows it.

use std::borrow::Cow;

/// Replaces what steers instead of showing by `�`: control characters (also illegal in the XML of a DOCX) and the
/// marks that turn the direction of writing, with which a text can look like another one.
///
/// Tabs and line breaks stay. Escaping is the business of each format.
pub(crate) fn inert(text: &str) -> Cow<'_, str> {
    if text.contains(steers) { Cow::Owned(text.replace(steers, "\u{fffd}")) } else { Cow::Borrowed(text) }
}

/// Like [`inert`], in one line with single spaces.
pub(crate) fn line(text: &str) -> String {
    inert(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Like [`inert`], in one line with every space kept: a path that must stay the path it is.
pub(crate) fn path(text: &str) -> String {
    inert(text).replace(['\n', '\t'], "\u{fffd}")
}

/// At most `most` characters, ending in an ellipsis at a word's end if shortened.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut rest = text.chars();
    let cut: String = rest.by_ref().take(most).collect();
    let words = match cut.rsplit_once(' ') {
        Some((words, _)) if rest.next() != Some(' ') && words.chars().count() * 2 > most => words,
        _ => &cut,
    };
    format!("{} …", words.trim_end_matches([',', ';', ':', ' ', '–', '-']))
}

fn steers(c: char) -> bool {
    let direction = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let not_a_character = matches!(c, '\u{fffe}' | '\u{ffff}');
    direction || not_a_character || (c.is_control() && c != '\t' && c != '\n')
}

#[cfg(test)]
mod tests;
