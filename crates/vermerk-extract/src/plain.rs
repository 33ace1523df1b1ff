//! Plain text: its encoding, its paragraphs, and what of them are headings and list items.

use std::borrow::Cow;

use encoding_rs::{Encoding, WINDOWS_1252};
use vermerk_document::{
    Block, BlockKind, Document, Extraction, Limit, MONTHS, MediaType, Metadata, Notice, NoticeKind, Part, PartKind,
    PartReason, Reading, Rejection,
};

use crate::Limits;
use crate::pdf::hyphens::join;

/// Lines are taken for wrapped by a program only within these widths.
const WRAP_WIDTHS: std::ops::RangeInclusive<usize> = 40..=160;
/// A heading is no longer than this many characters.
const LONGEST_HEADING: usize = 80;
/// So many paragraphs must be numbered in sequence before the numbers are taken for margin numbers.
const FEWEST_MARGIN_NUMBERS: u32 = 3;

/// Reads a text file: UTF-8, UTF-16 with its byte order mark, or else Windows-1252.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Extraction, Rejection> {
    if bytes.len() as u64 > limits.file_bytes {
        return Err(Rejection::TooLarge(Limit::FileBytes));
    }
    let (text, is_guessed) = decode(bytes);
    if text.contains('\0') {
        return Err(Rejection::Unsupported);
    }
    let mut notices = Vec::new();
    if is_guessed {
        notices.push(Notice { part: None, kind: NoticeKind::Windows1252 });
    }
    let mut blocks = blocks(&text);
    let mut reading = Reading::Read;
    let mut left = limits.output_bytes;
    let fitting = blocks.iter().take_while(|block| {
        let fits = block.text.len() as u64 <= left;
        left = left.saturating_sub(block.text.len() as u64);
        fits
    });
    let fitting = fitting.count();
    if fitting < blocks.len() {
        blocks.truncate(fitting);
        let reason = PartReason::Limit(Limit::OutputBytes);
        reading = if blocks.is_empty() { Reading::Unreadable(reason) } else { Reading::Partly(reason) };
        notices.push(Notice { part: Some(0), kind: NoticeKind::PartUnread(reason) });
    }
    let parts = vec![Part { kind: PartKind::Section { number: 1 }, reading, blocks }];
    let document = Document { media_type: MediaType::Text, metadata: Metadata::default(), parts, hidden: Vec::new() };
    Ok(Extraction { document, notices })
}

/// The text, and whether its encoding had to be guessed.
fn decode(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return (encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default()).0, false);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), false),
        Err(_) => (WINDOWS_1252.decode_without_bom_handling(bytes).0, true),
    }
}

fn blocks(text: &str) -> Vec<Block> {
    let paragraphs: Vec<Vec<&str>> = paragraphs(text);
    let margin_numbers = margin_numbers(&paragraphs);
    let mut blocks = Vec::new();
    let mut number = None;
    for (paragraph, is_numbered) in paragraphs.iter().zip(margin_numbers) {
        if let ([line], true) = (paragraph.as_slice(), is_numbered)
            && line.bytes().all(|b| b.is_ascii_digit())
        {
            // Alone on its line, it numbers the paragraph that follows.
            number = Some(*line);
            continue;
        }
        let texts = if is_wrapped(paragraph) { vec![unwrap(paragraph)] } else { own_lines(paragraph) };
        let stands_alone = texts.len() == 1;
        for (line, text) in texts.iter().enumerate() {
            // Only the first line has the number; the others begin with a word of their own.
            let mut block = classify(text, stands_alone && paragraph.len() == 1, is_numbered && line == 0);
            if let Some(number) = number.take() {
                block.text = format!("{number} {}", block.text);
                block.label_len = number.len() as u32 + 1;
                block.kind = BlockKind::Paragraph;
            }
            blocks.push(block);
        }
    }
    blocks.extend(number.map(|number| Block::new(BlockKind::Paragraph, number)));
    // A heading has something under it.
    if let Some(last) = blocks.last_mut().filter(|last| last.kind.is_heading()) {
        last.kind = BlockKind::Paragraph;
    }
    blocks
}

/// Lines between empty lines, each trimmed; a form feed parts paragraphs as well.
fn paragraphs(text: &str) -> Vec<Vec<&str>> {
    let mut paragraphs = Vec::new();
    for page in text.split('\u{0c}') {
        let mut open: Vec<&str> = Vec::new();
        for line in page.split('\n').flat_map(|line| line.trim_end_matches('\r').split('\r')).map(str::trim) {
            if !line.is_empty() {
                open.push(line);
            } else if !open.is_empty() {
                paragraphs.push(std::mem::take(&mut open));
            }
        }
        if !open.is_empty() {
            paragraphs.push(open);
        }
    }
    paragraphs
}

/// Which paragraphs begin with, or are, a margin number: one that goes on the sequence from 1.
fn margin_numbers(paragraphs: &[Vec<&str>]) -> Vec<bool> {
    let mut last = 0;
    let numbered: Vec<bool> = paragraphs
        .iter()
        .map(|paragraph| {
            let number = paragraph.first().and_then(|line| leading_number(line));
            let goes_on = number == Some(last + 1);
            last += u32::from(goes_on);
            goes_on
        })
        .collect();
    if last < FEWEST_MARGIN_NUMBERS { vec![false; paragraphs.len()] } else { numbered }
}

/// The number a line is, or begins with before a space and a sentence.
fn leading_number(line: &str) -> Option<u32> {
    let (number, rest) = line.split_once(' ').unwrap_or((line, ""));
    let begins = rest.chars().next().is_none_or(|c| c.is_uppercase() || !c.is_alphanumeric());
    let is_number = number.len() <= 4 && number.bytes().all(|b| b.is_ascii_digit());
    if is_number && begins { number.parse().ok() } else { None }
}

/// Whether a program broke the lines of a paragraph at a width: nearly all but the last are about as long.
fn is_wrapped(lines: &[&str]) -> bool {
    let Some((_, rest)) = lines.split_last().filter(|(_, rest)| !rest.is_empty()) else { return false };
    if lines.iter().skip(1).any(|line| list_marker(line).is_some()) {
        return false;
    }
    let length = |line: &&str| line.chars().count();
    let width = lines.iter().map(length).max().unwrap_or(0);
    let full = rest.iter().filter(|line| length(line) * 10 >= width * 7).count();
    let ended = rest.iter().filter(|line| line.ends_with(['.', '!', '?', ':', ';'])).count();
    WRAP_WIDTHS.contains(&width) && full * 4 >= rest.len() * 3 && ended * 2 <= rest.len()
}

/// One line of several; a word parted at a line's end is put together again.
fn unwrap(lines: &[&str]) -> String {
    let mut text = String::new();
    for line in lines {
        join(&mut text, line);
    }
    text
}

/// Each line for itself, but wrapped lines of a list item are put together.
fn own_lines(lines: &[&str]) -> Vec<String> {
    let has_items = lines.iter().any(|line| list_marker(line).is_some());
    let mut texts: Vec<Vec<&str>> = Vec::new();
    for line in lines {
        match texts.last_mut() {
            Some(item)
                if has_items
                    && list_marker(line).is_none()
                    && item.first().is_some_and(|first| list_marker(first).is_some())
                    && item.last().is_some_and(|last| WRAP_WIDTHS.contains(&last.chars().count())) =>
            {
                item.push(line);
            }
            _ => texts.push(vec![line]),
        }
    }
    texts.iter().map(|lines| unwrap(lines)).collect()
}

fn classify(text: &str, stands_alone: bool, has_margin_number: bool) -> Block {
    if has_margin_number && let Some((number, _)) = text.split_once(' ') {
        let mut block = Block::new(BlockKind::Paragraph, text);
        block.label_len = number.len() as u32 + 1;
        return block;
    }
    let marker = list_marker(text);
    let body = text.get(marker.unwrap_or(0)..).unwrap_or_default();
    let kind = match marker {
        _ if stands_alone && is_heading(text, body) => BlockKind::Heading { level: heading_level(text) },
        Some(_) => BlockKind::ListItem { level: 0 },
        None => BlockKind::Paragraph,
    };
    let mut block = Block::new(kind, text);
    block.label_len = marker.unwrap_or(0) as u32;
    block
}

/// A line that stands alone, is short, ends without a full stop and begins like a title.
fn is_heading(text: &str, body: &str) -> bool {
    let is_dash = text.starts_with(['-', '–', '•', '*', '·']);
    let is_short = text.chars().count() <= LONGEST_HEADING && text.split_whitespace().count() <= 12;
    // "Datum: 2. Juni" is an entry of a form.
    let is_open = !text.ends_with(['.', '!', '?', ',', ';', ':', '…']) && !text.contains(": ");
    let begins = body.chars().next().is_some_and(|c| c.is_uppercase() || c == '§' || c == '„');
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    !is_dash && is_short && is_open && begins && letters >= 3 && letters * 2 >= text.chars().count()
}

/// "1.2.3 Frist" is of the third level, "a) Frist" of the third as well, all others of the first.
fn heading_level(text: &str) -> u8 {
    let label = text.split_whitespace().next().unwrap_or_default();
    let numbers = label.split('.').filter(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
    let depth = numbers.count();
    let is_letter = label.ends_with(')') && label.chars().next().is_some_and(char::is_lowercase);
    if is_letter { 3 } else { depth.clamp(1, 9) as u8 }
}

/// How many bytes at the beginning of a line are the marker of a list item and the space after it.
fn list_marker(line: &str) -> Option<usize> {
    let (marker, rest) = line.split_once([' ', '\t'])?;
    let gap = rest.len() - rest.trim_start().len();
    let rest = rest.trim_start();
    let is_dash = matches!(marker, "-" | "–" | "—" | "•" | "*" | "·" | "▪" | "o");
    let inner = marker.strip_prefix('(').unwrap_or(marker);
    let bare = inner.strip_suffix([')', '.']);
    let is_sign = |bare: &str| {
        let numbers = bare
            .split('.')
            .all(|number| !number.is_empty() && number.len() <= 3 && number.bytes().all(|b| b.is_ascii_digit()));
        let letter = bare.len() <= 2 && bare.bytes().all(|b| b.is_ascii_alphabetic()) && !marker.ends_with('.')
            || bare.len() == 1 && bare.bytes().all(|b| b.is_ascii_uppercase());
        let roman = bare.len() <= 5 && bare.bytes().all(|b| b"IVXivx".contains(&b));
        numbers || letter || roman
    };
    let is_numbered = bare.is_some_and(is_sign) && !is_date(marker, rest)
        || inner.contains('.')
            && inner.split('.').all(|n| !n.is_empty() && n.len() <= 2 && n.bytes().all(|b| b.is_ascii_digit()));
    (is_dash || is_numbered && !rest.is_empty()).then(|| marker.len() + 1 + gap)
}

/// "1. Juli" is a date, "5. Senat" a court: no list items.
fn is_date(marker: &str, rest: &str) -> bool {
    const COURTS: [&str; 4] = ["Senat", "Kammer", "Zivilsenat", "Strafsenat"];
    let word = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    marker.ends_with('.') && (MONTHS.contains(&word) || COURTS.contains(&word))
}

#[cfg(test)]
mod tests;
