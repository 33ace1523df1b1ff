use vermerk_document::MONTHS;

const BULLETS: &str = "•–-▪■◦o‣·➢→✓*\u{f0b7}\u{f0a7}●○❑";

/// Whether the text starts with a list label and a space.
pub(super) fn is_list_label(text: &str) -> bool {
    label_length(text) > 0
}

/// Whether the text starts with a bullet or dash and a space.
pub(super) fn is_bullet(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|first| BULLETS.contains(first)) && characters.next() == Some(' ')
}

/// How many bytes at the start are a list label and the space after it: "a) ", "(1) ", "1. ", "1.2.1 ", "§ 3 ", "• ".
pub(super) fn label_length(text: &str) -> usize {
    let Some((label, rest)) = text.split_once(' ') else { return 0 };
    let length = label.len() + 1;
    if is_bullet(text) {
        return length;
    }
    if matches!(label, "§" | "Art." | "Artikel") {
        let indent = rest.len() - rest.trim_start().len();
        let number = rest.split_whitespace().next().unwrap_or_default();
        let plain = number.len() <= 5 && number.starts_with(|c: char| c.is_ascii_digit());
        let end = length + indent + number.len();
        let space = text.get(end..).and_then(|after| after.chars().next()).map_or(0, char::len_utf8);
        return if plain { end + space } else { 0 };
    }
    let bare = label.strip_prefix('(').unwrap_or(label);
    let known = match bare.strip_suffix([')', '.']) {
        // "1. Januar" is a date.
        Some(inner) if label.ends_with('.') && MONTHS.iter().any(|month| rest.starts_with(month)) => {
            !inner.bytes().all(|b| b.is_ascii_digit())
        }
        // "z. B.", "d. h." are abbreviations.
        Some(inner) if label.ends_with('.') && inner.len() == 1 && is_abbreviation(rest) => false,
        Some(inner) => is_label(inner, label.ends_with(')')),
        None => label.contains('.') && is_numbering(label),
    };
    if known { length } else { 0 }
}

fn is_abbreviation(rest: &str) -> bool {
    let word = rest.split_whitespace().next().unwrap_or_default();
    word.len() <= 3 && word.ends_with('.')
}

/// "1.2.1": numbers of one or two digits, none of them starting with 0 ("9.05" is a time).
fn is_numbering(label: &str) -> bool {
    let part_is_number = |part: &str| {
        (1..=2).contains(&part.len()) && !part.starts_with('0') && part.bytes().all(|b| b.is_ascii_digit())
    };
    label.len() <= 12 && label.split('.').all(part_is_number)
}

/// What stands before the ")" or "." of a label.
fn is_label(inner: &str, bracket: bool) -> bool {
    let all = |set: &[u8]| !inner.is_empty() && inner.bytes().all(|b| set.contains(&b));
    let short_number = (1..=3).contains(&inner.len()) && inner.bytes().all(|b| b.is_ascii_digit());
    let letter = inner.len() == 1 && inner.bytes().all(|b| b.is_ascii_lowercase() || (b'A'..=b'H').contains(&b));
    let doubled = bracket && inner.len() == 2 && inner.bytes().all(|b| b.is_ascii_lowercase());
    let roman = inner.len() <= 5 && (all(b"IVX") || bracket && all(b"ivx"));
    short_number || is_numbering(inner) || letter || doubled || roman
}

/// "1 Die Klägerin …": the number in the margin, as in judgments and numbered paragraphs. The rest must begin a sentence.
pub(super) fn margin_number_length(text: &str) -> usize {
    let Some((number, rest)) = text.split_once(' ') else { return 0 };
    let plain = number.len() <= 4 && !number.starts_with('0') && number.bytes().all(|b| b.is_ascii_digit());
    if plain && rest.starts_with(char::is_uppercase) { number.len() + 1 } else { 0 }
}

/// Whether a line starting with a number goes on with the sentence before: "am / 1. Januar".
pub(super) fn starts_with_date(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let day = words.next().unwrap_or_default().strip_suffix('.').unwrap_or_default();
    let numeric = !day.is_empty() && day.bytes().all(|b| b.is_ascii_digit());
    numeric && words.next().is_some_and(|word| MONTHS.iter().any(|month| word.starts_with(month)))
}

/// "1.2 Kosten . . . . . 14": a line of a table of contents.
pub(super) fn is_contents_line(text: &str) -> bool {
    let text = text.trim_end();
    let number = text.chars().rev().take_while(|c| c.is_ascii_digit() || "ivxlc".contains(*c)).count();
    let before = text.get(..text.len().saturating_sub(number)).unwrap_or_default();
    let dots =
        before.chars().rev().take_while(|c| matches!(c, '.' | ' ' | '·' | '…' | '_')).filter(|c| *c != ' ').count();
    (1..=4).contains(&number) && (dots >= 4 || before.trim_end().ends_with('…'))
}

/// "2 Rechtlicher Rahmen 4": a line that may stand in a table of contents among others that have leaders.
pub(super) fn may_be_contents_line(text: &str) -> bool {
    let last = text.split_whitespace().last().unwrap_or_default();
    text.len() <= 120 && last.len() < text.trim().len() && last.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests;
