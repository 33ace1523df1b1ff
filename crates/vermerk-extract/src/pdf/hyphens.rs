/// Words that stand after the hyphen of a shortened word: "Ein- und Ausgabe".
const AFTER_SHORTENED: [&str; 14] =
    ["und", "oder", "bzw.", "sowie", "noch", "bis", "als", "wie", "u.", "o.", "and", "or", "statt", "aber"];

/// Joins a line to the text before it: with a space, or by undoing the hyphen at the end of the text.
pub(crate) fn join(text: &mut String, line: &str) {
    let line = line.trim_start();
    let trimmed = text.trim_end().len();
    text.truncate(trimmed);
    if line.is_empty() || text.is_empty() {
        text.push_str(line);
        return;
    }
    if text.ends_with('\u{ad}') {
        text.pop();
        text.push_str(line);
        return;
    }
    match ending(text) {
        Some(Ending::Hyphen { undo }) => {
            let word = line.split_whitespace().next().unwrap_or_default();
            let first = word.chars().next().unwrap_or(' ');
            if AFTER_SHORTENED.contains(&word) {
                text.push(' ');
            } else if first.is_lowercase() && undo {
                text.pop();
            } else if !first.is_alphanumeric() {
                text.push(' ');
            }
        }
        None => text.push(' '),
    }
    text.push_str(line);
}

enum Ending {
    /// The text ends in a hyphen of a word; `undo` if the hyphen is there only for the break.
    Hyphen { undo: bool },
}

fn ending(text: &str) -> Option<Ending> {
    let word = text.strip_suffix(['-', '\u{2010}', '\u{2011}'])?;
    let last_word = word.rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default();
    let last = last_word.chars().next_back()?;
    if !last.is_alphanumeric() {
        return None;
    }
    // "EU-weit", "E-mail", "100-prozentig": such a hyphen belongs to the word.
    let part = last_word.rsplit(['-', '/', '(', '„', '"']).next().unwrap_or(last_word);
    let letters = part.chars().count();
    let abbreviation = part.chars().all(|c| c.is_uppercase() || c.is_numeric()) && (letters > 1 || last.is_numeric());
    let single = letters == 1;
    Some(Ending::Hyphen { undo: !abbreviation && !single && last.is_alphabetic() })
}

/// Removes hyphens that show only at the end of a line.
pub(super) fn without_soft_hyphens(text: &mut String) {
    if text.contains('\u{ad}') {
        text.retain(|c| c != '\u{ad}');
    }
}

#[cfg(test)]
mod tests;
