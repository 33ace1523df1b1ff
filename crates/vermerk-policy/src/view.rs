use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Text made uniform for the recognisers, with the way back to the bytes it came from.
///
/// Composed and compatible forms (NFKC), one kind of dash, one space for any white space, no invisible characters, words
/// cut at a line end joined. Numbers that are parted by a line break or written with zero-width characters between
/// their digits so look like any other.
pub(crate) struct View {
    pub(crate) text: String,
    /// For every byte of `text` the bytes of the original it stands for.
    origin: Vec<(u32, u32)>,
    /// Where in `text` a space stands for more than one, in rising order.
    wide: Vec<usize>,
    /// Where in `text` a space stands for the border between two cells of a table, in rising order.
    borders: Vec<usize>,
}

/// From so many single letters with spaces between them on, they are one word written with gaps ("D E 8 9 …").
const LEAST_SPACED: usize = 5;

impl View {
    pub(crate) fn new(original: &str) -> Self {
        let mut view = Self {
            text: String::with_capacity(original.len()),
            origin: Vec::with_capacity(original.len()),
            wide: Vec::new(),
            borders: Vec::new(),
        };
        let mut characters = original.char_indices().filter(|(_, c)| !is_invisible(*c)).peekable();
        while let Some((start, first)) = characters.next() {
            let mut end = start + first.len_utf8();
            let mut group = String::from(first);
            while let Some((at, mark)) = characters.next_if(|(_, c)| is_combining_mark(*c)) {
                group.push(mark);
                end = at + mark.len_utf8();
            }
            if first.is_whitespace() {
                while let Some((at, space)) = characters.next_if(|(_, c)| c.is_whitespace()) {
                    group.push(space);
                    end = at + space.len_utf8();
                }
                let next = characters.peek().map(|(_, c)| *c);
                if group.contains('\n') && view.ends_with_hyphen() && next.is_some_and(char::is_alphanumeric) {
                    // "Muster-\nmann" is one word, "Meyer-\nSchulze" and "040-\n123" keep their hyphen.
                    if next.is_some_and(char::is_lowercase) {
                        view.pop();
                    }
                    continue;
                }
                if group.chars().nth(1).is_some() {
                    view.wide.push(view.text.len());
                }
                if group.contains('\t') {
                    view.borders.push(view.text.len());
                }
                view.push(' ', start, end);
                continue;
            }
            for c in group.nfkc() {
                let c = if is_dash(c) { '-' } else { c };
                view.push(if c.is_whitespace() { ' ' } else { c }, start, end);
            }
        }
        view
    }

    /// The bytes of the original that a range of the view stands for.
    pub(crate) fn range(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.origin.get(range.start).map_or(0, |(start, _)| *start as usize);
        let end =
            range.end.checked_sub(1).and_then(|last| self.origin.get(last)).map_or(start, |(_, end)| *end as usize);
        start..end
    }

    /// Whether a range reaches over the border between two cells of a table.
    pub(crate) fn crosses_cells(&self, range: &Range<usize>) -> bool {
        let next = self.borders.partition_point(|border| *border < range.start);
        self.borders.get(next).is_some_and(|border| *border < range.end)
    }

    /// The view with the gaps taken out of words that are written with a space after every letter; `None` if there are
    /// no such words. A wider gap ends such a word.
    pub(crate) fn closed_up(&self) -> Option<Self> {
        let words = word_ranges(&self.text);
        let single = |word: &Range<usize>| self.text.get(word.clone()).is_some_and(|w| w.chars().nth(1).is_none());
        let is_wide = |at: usize| self.wide.binary_search(&at).is_ok();
        let mut closed = Self { text: String::new(), origin: Vec::new(), wide: Vec::new(), borders: Vec::new() };
        let mut found = false;
        let mut words = words.as_slice();
        while !words.is_empty() {
            let letters = words.iter().take_while(|word| single(word)).count().max(1);
            let joined = letters >= LEAST_SPACED;
            found |= joined;
            let (run, rest) = words.split_at(letters);
            for (index, word) in run.iter().enumerate() {
                let gap = word.start.saturating_sub(1)..word.start;
                if word.start > 0 && (index == 0 || !joined || is_wide(gap.start)) {
                    closed.copy(self, &gap);
                }
                closed.copy(self, word);
            }
            words = rest;
        }
        found.then_some(closed)
    }

    fn copy(&mut self, from: &Self, range: &Range<usize>) {
        self.text.push_str(from.text.get(range.clone()).unwrap_or_default());
        self.origin.extend_from_slice(from.origin.get(range.clone()).unwrap_or_default());
    }

    fn push(&mut self, c: char, start: usize, end: usize) {
        self.text.push(c);
        let place = (start as u32, end as u32);
        self.origin.extend(std::iter::repeat_n(place, c.len_utf8()));
    }

    fn pop(&mut self) {
        if let Some(c) = self.text.pop() {
            self.origin.truncate(self.origin.len() - c.len_utf8());
        }
    }

    /// Whether the text ends in a letter or digit and a hyphen.
    fn ends_with_hyphen(&self) -> bool {
        let mut last = self.text.chars().rev();
        last.next() == Some('-') && last.next().is_some_and(char::is_alphanumeric)
    }
}

fn word_ranges(text: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    let mut words = Vec::new();
    for word in text.split(' ') {
        if !word.is_empty() {
            words.push(at..at + word.len());
        }
        at += word.len() + 1;
    }
    words
}

/// Characters without a glyph: soft hyphen, zero-width, direction marks, tags (Unicode's `Default_Ignorable_Code_Point`).
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

fn is_dash(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}
