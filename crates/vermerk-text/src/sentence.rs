//! Where sentences begin and end: own rules for German law and administration, which also hold for English.
//!
//! A full stop ends a sentence unless the word before it is known not to, or what follows cannot begin one. Ordinals
//! ("5. Senat", "30. Mai") and abbreviations that may end a sentence ("ff.", "usw.") are told apart by the next word:
//! an article, pronoun or preposition in upper case begins a sentence, a noun goes on.

use std::ops::Range;

use vermerk_document::{Block, BlockKind, Document, Span};

mod abbreviations;
mod lines;
#[cfg(test)]
mod tests;

use abbreviations::Abbreviation;

/// A sentence of a document, or a heading, row or other piece that stands for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands; a list label before it is left out.
    pub span: Span,
    /// Whether it may be chosen for a summary: a whole sentence of running text, of 8 to 80 words.
    pub eligible: bool,
}

/// The sentences of all content blocks, in reading order. A sentence never spans two blocks.
pub fn sentences(document: &Document) -> Vec<Sentence> {
    let mut out = Vec::new();
    for (whole, block) in document.blocks().filter(|(_, block)| block.kind.is_content()) {
        let running = matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem { .. } | BlockKind::TextBox);
        let label = block.text.len() - block.body().len();
        for range in block_ranges(block) {
            let text = block.body().get(range.clone()).unwrap_or_default();
            let words = text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
            let span = Span { start: (label + range.start) as u32, end: (label + range.end) as u32, ..whole };
            out.push(Sentence { span, eligible: running && (8..=80).contains(&words) && is_whole(text) });
        }
    }
    out
}

/// Whether a text begins and ends like a sentence. Lines of letterheads, address fields and tables do not, nor do the
/// halves of a sentence that a page break or a salutation has cut.
fn is_whole(text: &str) -> bool {
    let begins = text.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase());
    let ends = text.trim_end_matches(|c: char| c.is_numeric() || "“”\"'»«‘’)]".contains(c));
    begins && ends.trim_end_matches('[').ends_with(['.', '!', '?', '…', ';', ':'])
}

/// The text of all content blocks, a sentence a line, list labels included; line breaks within a sentence are spaces.
pub fn lines(document: &Document) -> Vec<String> {
    let mut out = Vec::new();
    for (_, block) in document.blocks().filter(|(_, block)| block.kind.is_content()) {
        let mut label = block.label();
        for range in block_ranges(block) {
            let text = block.body().get(range).unwrap_or_default();
            let words = (!label.is_empty()).then_some(label).into_iter().chain(text.split_whitespace());
            out.push(words.collect::<Vec<_>>().join(" "));
            label = "";
        }
        if !label.is_empty() {
            out.push(label.to_owned());
        }
    }
    out
}

/// Ranges in the block's body; a heading or row is one piece.
fn block_ranges(block: &Block) -> Vec<Range<usize>> {
    let body = block.body();
    if matches!(block.kind, BlockKind::Heading { .. } | BlockKind::TableRow { .. } | BlockKind::FormField) {
        let start = body.len() - body.trim_start().len();
        let end = body.trim_end().len();
        let mut out = Vec::new();
        push_capped(body, start..end, &mut out);
        return out;
    }
    sentence_ranges(body)
}

/// The byte ranges of the sentences of a text, without the white space around them. Empty lines, lines of lists and
/// lines too short to be wrapped end a sentence too.
pub fn sentence_ranges(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    for piece in lines::pieces(text) {
        let Some(slice) = text.get(piece.clone()) else { continue };
        let tokens = tokens(slice, piece.start);
        let mut first = 0;
        // Whether only bullets and marks stand before the token.
        let mut leads = true;
        for index in 0..tokens.len() {
            if index + 1 == tokens.len() || ends(&tokens, first, index, leads) {
                push_capped(text, tokens[first].start..tokens[index].end, &mut out);
                first = index + 1;
                leads = true;
            } else {
                leads = leads && !tokens[index].text.contains(char::is_alphanumeric);
            }
        }
    }
    out
}

/// Longest sentence in bytes. No one writes longer ones; what is longer is a file without line breaks or full stops,
/// and what is done with a sentence may take the square of its length.
const LONGEST: usize = 8 << 10;

/// Adds a range, cut into pieces of at most [`LONGEST`] at white space if there is any.
fn push_capped(text: &str, range: Range<usize>, out: &mut Vec<Range<usize>>) {
    let Range { mut start, end } = range;
    while end - start > LONGEST {
        let border = text.floor_char_boundary(start + LONGEST);
        let piece = text.get(start..border).unwrap_or_default();
        let cut = piece.rfind(char::is_whitespace).map(|at| start + at).filter(|&cut| cut > start).unwrap_or(border);
        let kept = text.get(start..cut).unwrap_or_default().trim_end().len();
        if kept > 0 {
            out.push(start..start + kept);
        }
        let rest = text.get(cut..end).unwrap_or_default();
        start = end - rest.trim_start().len();
    }
    if start < end {
        out.push(start..end);
    }
}

/// A stretch without white space.
struct Token<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    /// A bracket that opened in or before this token is still open after it, and closes soon.
    in_brackets: bool,
}

/// Longer brackets hold whole sentences and may be cut.
const LONGEST_BRACKET: usize = 500;

fn tokens(text: &str, offset: usize) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut start = None;
    let mut closed: Vec<(usize, usize)> = Vec::new();
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_whitespace(), start) {
            (false, None) => start = Some(at),
            (true, Some(from)) => {
                let text = text.get(from..at).unwrap_or_default();
                tokens.push(Token { text, start: offset + from, end: offset + at, in_brackets: false });
                start = None;
            }
            _ => {}
        }
        match c {
            '(' | '[' => open.push((tokens.len(), at)),
            ')' | ']' => {
                if let Some((token, from)) = open.pop()
                    && at - from <= LONGEST_BRACKET
                {
                    closed.push((token, tokens.len()));
                }
            }
            _ => {}
        }
    }
    for (from, to) in closed {
        for token in tokens.iter_mut().take(to).skip(from) {
            token.in_brackets = true;
        }
    }
    tokens
}

fn is_closer(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '’' | '‘' | '\'' | '»' | '«' | '›' | '‹' | ')' | ']' | '*' | '´')
}

fn is_opener(c: char) -> bool {
    matches!(c, '"' | '„' | '“' | '”' | '‚' | '‘' | '\'' | '»' | '«' | '›' | '‹' | '(' | '[' | '*' | ',' | '¿' | '¡')
}

/// What kind of start the next word is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    /// An article, pronoun, preposition or adverb in upper case: it begins a sentence.
    Starter,
    /// Any other word in upper case.
    Upper,
    Digit,
    /// "a)", "2.", "§".
    Label,
    /// Lower case, a dash, or nothing that begins a sentence.
    Other,
}

fn next_kind(token: &str) -> Next {
    let opened = token.len() > token.trim_start_matches(is_opener).len();
    let word = token.trim_start_matches(is_opener);
    let Some(first) = word.chars().next() else { return Next::Other };
    if !opened && is_label(word) {
        return Next::Label;
    }
    if first.is_uppercase() {
        let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        return if abbreviations::is_starter(bare) { Next::Starter } else { Next::Upper };
    }
    match first {
        '0'..='9' => Next::Digit,
        '§' | '•' | '▪' | '‣' | '●' | '…' | '→' | '✓' => Next::Label,
        '.' if opened => Next::Label,
        _ => Next::Other,
    }
}

/// "a)", "aa)", "12)", "(iv)" as a label of its own.
fn is_label(word: &str) -> bool {
    word.strip_suffix(')').is_some_and(|body| {
        !body.is_empty()
            && body.len() <= 3
            && (body.chars().all(|c| c.is_ascii_lowercase()) || body.chars().all(|c| c.is_ascii_digit()))
    })
}

/// Whether a sentence that began with token `first` ends with token `index`; there is a token after it. With `leads`
/// no token before it has a letter or digit.
fn ends(tokens: &[Token<'_>], first: usize, index: usize, leads: bool) -> bool {
    let token = &tokens[index];
    let core = token.text.trim_end_matches(is_closer);
    let Some(mark) = core.chars().next_back().filter(|c| matches!(c, '.' | '!' | '?' | '…')) else { return false };
    if token.in_brackets {
        return false;
    }
    // Brackets closed after the mark: a whole sentence in brackets, or a mark within one that goes on?
    let tail = token.text.get(core.len()..).unwrap_or_default();
    if tail.contains([')', ']']) && !tokens[first].text.starts_with(['(', '[']) {
        return false;
    }
    let next = next_kind(tokens[index + 1].text);
    let next_text = tokens[index + 1].text;
    if next == Next::Other {
        return false;
    }
    let body = core.trim_start_matches(is_opener);
    if mark != '.' || body.ends_with("..") {
        let alone = body.chars().all(|c| matches!(c, '.' | '…'));
        return match mark {
            '!' | '?' => !body.trim_end_matches(['!', '?']).is_empty(),
            _ => !alone && matches!(next, Next::Starter | Next::Label),
        };
    }
    let word = body.trim_end_matches('.');
    let Some(last) = word.chars().next_back() else { return false };
    if is_closer(last) {
        return true;
    }
    let previous = (index > first).then(|| tokens[index - 1].text.trim_start_matches(is_opener));
    if word.chars().all(|c| c.is_ascii_digit()) || abbreviations::is_roman(word) {
        return !leads && number_ends(word, previous, next, next_text);
    }
    if next == Next::Label {
        return abbreviations::find(word, previous) == Abbreviation::None;
    }
    if word.chars().count() == 1 && last.is_alphabetic() {
        return !leads && letter_ends(word, previous, next);
    }
    match abbreviations::find(word, previous) {
        Abbreviation::Never => false,
        Abbreviation::Sometimes => next == Next::Starter,
        Abbreviation::Often => matches!(next, Next::Starter | Next::Upper),
        Abbreviation::None => true,
    }
}

/// Whether "12." ends a sentence: not as a day before its month, nor as an ordinal before its noun.
fn number_ends(word: &str, previous: Option<&str>, next: Next, next_text: &str) -> bool {
    let bare = next_text.trim_end_matches(|c: char| !c.is_alphanumeric());
    if abbreviations::is_month(bare) || next == Next::Digit && word.len() < 4 {
        return false;
    }
    let digits = word.starts_with(|c: char| c.is_ascii_digit());
    let referred = previous.is_some_and(abbreviations::takes_number) && !abbreviations::is_counted(bare);
    next == Next::Starter || next == Next::Label || referred || digits && word.len() >= 4
}

/// Whether "a." ends a sentence: as the letter of an item, or before a word that begins one, but not as an initial or
/// in "z. B.".
fn letter_ends(word: &str, previous: Option<&str>, next: Next) -> bool {
    if previous.is_some_and(abbreviations::takes_letter) {
        return next != Next::Digit;
    }
    match abbreviations::find(word, previous) {
        Abbreviation::Never => false,
        _ => next == Next::Starter,
    }
}
