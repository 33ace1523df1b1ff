use super::content::{Content, Glyph};
use super::geometry::Rect;
use super::{letter_spacing, right_to_left};

/// A gap of more than this part of the em parts words.
const WORD_GAP: f32 = 0.14;
/// A line of more words than this takes in no other pieces; every one means that the line is made anew.
const MOST_WORDS: usize = 400;
/// A gap of more than this many ems parts cells.
const CELL_GAP: f32 = 1.6;

/// A line of text, or a part of one that was drawn by itself.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) words: Vec<Word>,
    /// Direction of writing on the page.
    pub(super) direction: (f32, f32),
    /// Where it starts and ends along its direction, and its baseline across it.
    pub(super) from: f32,
    pub(super) to: f32,
    pub(super) baseline: f32,
    /// Height of the em of most of its characters.
    pub(super) size: f32,
    pub(super) bold: bool,
    pub(super) artifact: bool,
    pub(super) mcid: i32,
    pub(super) rect: Rect,
}

/// A word of a line: bytes `start..end` of its text, and where it stands along it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) from: f32,
    pub(super) to: f32,
    /// The file itself has a space before it; else only the gap says that it is a word of its own.
    pub(super) after_space: bool,
}

/// A line being built.
struct Open {
    line: Line,
    /// Where the last glyph ended, and the last glyph's start for telling doubles.
    starts: Vec<(f32, char)>,
    pending_space: bool,
    bold_letters: usize,
    letters: usize,
}

/// Joins glyphs into lines in the order in which they are drawn, with spaces where the gaps say so.
pub(super) fn build<'c>(content: &'c Content, glyphs: impl Iterator<Item = &'c Glyph>) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut open: Option<Open> = None;
    for glyph in glyphs {
        let text = content.text_of(glyph);
        match &mut open {
            Some(current) => match current.place(glyph, text) {
                Place::Same => current.push(glyph, text),
                Place::Double => {}
                Place::New if glyph.look.space => current.pending_space = true,
                Place::New => {
                    if let Some(done) = open.take() {
                        lines.extend(done.finish());
                    }
                    open = Some(Open::new(glyph, text));
                }
            },
            None if glyph.look.space => {}
            None => open = Some(Open::new(glyph, text)),
        }
    }
    lines.extend(open.and_then(Open::finish));
    let mut lines = with_inserts(lines);
    letter_spacing::join(&mut lines);
    lines
}

/// Puts pieces that fill gaps of the line before into it: templates draw "Seite   von" first and its numbers later.
fn with_inserts(lines: Vec<Line>) -> Vec<Line> {
    let mut merged: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines {
        match merged.last_mut() {
            Some(last) if last.words.len() < MOST_WORDS && last.has_room_for(&line) => last.insert(&line),
            _ => merged.push(line),
        }
    }
    merged
}

enum Place {
    Same,
    New,
    /// The same letter drawn again at the same place, to look bold.
    Double,
}

fn direction_of(glyph: &Glyph) -> (f32, f32) {
    let (dx, dy) = (glyph.end_x - glyph.x, glyph.end_y - glyph.y);
    let length = dx.hypot(dy);
    if length < 1e-4 {
        return (1.0, 0.0);
    }
    let (dx, dy) = (dx / length, dy / length);
    // Nearly straight is straight.
    if dy.abs() < 0.05 {
        (dx.signum(), 0.0)
    } else if dx.abs() < 0.05 {
        (0.0, dy.signum())
    } else {
        (dx, dy)
    }
}

impl Open {
    fn new(glyph: &Glyph, text: &str) -> Self {
        let direction = direction_of(glyph);
        let (from, baseline) = project(direction, glyph.x, glyph.y);
        let line = Line {
            text: String::new(),
            words: Vec::new(),
            direction,
            from,
            to: from,
            baseline,
            size: glyph.size,
            bold: false,
            artifact: glyph.look.artifact,
            mcid: glyph.mcid,
            rect: Rect::EMPTY,
        };
        let mut open = Self { line, starts: Vec::new(), pending_space: false, bold_letters: 0, letters: 0 };
        open.push(glyph, text);
        open
    }

    fn place(&self, glyph: &Glyph, text: &str) -> Place {
        let line = &self.line;
        let own = direction_of(glyph);
        let turned = own.0 * line.direction.0 + own.1 * line.direction.1 < 0.95;
        let (along, across) = project(line.direction, glyph.x, glyph.y);
        let size = line.size.max(glyph.size).max(0.1);
        let off = (across - line.baseline).abs();
        let gap = along - line.to;
        let width = (glyph.end_x - glyph.x).hypot(glyph.end_y - glyph.y);
        if turned && width > 0.05 * size && !glyph.look.space {
            return Place::New;
        }
        if line.artifact != glyph.look.artifact {
            return Place::New;
        }
        let raised = off > 0.2 * size;
        if off > 0.65 * size || (raised && (gap > 0.8 * size || glyph.size > line.size * 1.3)) {
            return Place::New;
        }
        // Raised and lowered letters are drawn closer, as in the logo of TeX.
        let closest = if raised || glyph.size < 0.85 * line.size { -0.5 } else { -0.3 };
        if gap < closest * size.min(glyph.size * 1.5) && !glyph.look.space {
            let first = text.chars().next().unwrap_or_default();
            let near = |&(start, letter): &(f32, char)| letter == first && (start - along).abs() < 0.12 * size;
            if !raised && self.starts.iter().rev().take(400).any(near) {
                return Place::Double;
            }
            // Accents and other marks are drawn back over the letter before.
            if gap > -1.2 * size && width < 0.1 * size {
                return Place::Same;
            }
            return Place::New;
        }
        if gap > 40.0 * size { Place::New } else { Place::Same }
    }

    fn push(&mut self, glyph: &Glyph, text: &str) {
        let (along, _) = project(self.line.direction, glyph.x, glyph.y);
        let (end, _) = project(self.line.direction, glyph.end_x, glyph.end_y);
        if glyph.look.space && !glyph.look.actual {
            self.pending_space = true;
            return;
        }
        let gap = along - self.line.to;
        let size = self.line.size.min(glyph.size).max(0.1);
        let starts_word = self.line.words.is_empty() || self.pending_space || gap > WORD_GAP * size;
        let after_space = std::mem::take(&mut self.pending_space);
        if starts_word {
            if !self.line.text.is_empty() {
                self.line.text.push(' ');
            }
            let start = self.line.text.len();
            self.line.words.push(Word { start, end: start, from: along, to: end, after_space });
        }
        self.starts.push((along, text.chars().next().unwrap_or_default()));
        self.line.text.push_str(&right_to_left::as_drawn(text.trim_end_matches(' ')));
        if text.ends_with(' ') {
            self.pending_space = true;
        }
        let length = self.line.text.len();
        if let Some(word) = self.line.words.last_mut() {
            word.end = length;
            word.to = word.to.max(end);
        }
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        self.letters += letters;
        self.bold_letters += if glyph.look.bold { letters } else { 0 };
        // A line may start with a small mark; its letters give its size and baseline.
        if glyph.size > self.line.size * 1.2 {
            self.line.size = glyph.size;
            self.line.baseline = project(self.line.direction, glyph.x, glyph.y).1;
        }
        if self.line.mcid < 0 {
            self.line.mcid = glyph.mcid;
        }
        self.line.to = self.line.to.max(end);
        let (up_x, up_y) = (self.line.direction.1, -self.line.direction.0);
        for (x, y) in [(glyph.x, glyph.y), (glyph.end_x, glyph.end_y)] {
            self.line.rect.add(x + up_x * glyph.size * 0.8, y + up_y * glyph.size * 0.8);
            self.line.rect.add(x - up_x * glyph.size * 0.2, y - up_y * glyph.size * 0.2);
        }
    }

    fn finish(self) -> Option<Line> {
        let mut line = self.line;
        line.bold = self.letters > 0 && self.bold_letters * 10 > self.letters * 8;
        right_to_left::order(&mut line);
        (!line.text.trim().is_empty()).then_some(line)
    }
}

/// A place along a direction and across it.
pub(super) fn project(direction: (f32, f32), x: f32, y: f32) -> (f32, f32) {
    (x * direction.0 + y * direction.1, y * direction.0 - x * direction.1)
}

impl Line {
    /// The cells of the line: runs of words with wide gaps between them, each with its place.
    pub(super) fn cells(&self) -> Vec<Word> {
        let mut cells: Vec<Word> = Vec::new();
        for word in &self.words {
            match cells.last_mut() {
                Some(cell) if word.from - cell.to <= CELL_GAP * self.size => {
                    cell.end = word.end;
                    cell.to = cell.to.max(word.to);
                }
                _ => cells.push(*word),
            }
        }
        cells
    }

    /// Whether another piece stands within the line, on its baseline, and on none of its words.
    fn has_room_for(&self, other: &Self) -> bool {
        let size = self.size.max(other.size);
        let level = self.direction == other.direction
            && self.artifact == other.artifact
            && (self.baseline - other.baseline).abs() < 0.2 * size
            && (self.size - other.size).abs() < 0.2 * size;
        let within = other.from > self.from && other.to < self.to + size;
        let near = 0.12 * size;
        let apart = |word: &Word, new: &Word| new.to < word.from + near || new.from > word.to - near;
        level && within && other.words.iter().all(|new| self.words.iter().all(|word| apart(word, new)))
    }

    fn insert(&mut self, other: &Self) {
        let mut words: Vec<(Word, String)> =
            self.words.iter().map(|word| (*word, self.part(word).to_owned())).collect();
        words.extend(other.words.iter().map(|word| (*word, other.part(word).to_owned())));
        words.sort_by(|a, b| a.0.from.total_cmp(&b.0.from));
        self.text.clear();
        self.words.clear();
        for (word, letters) in words {
            let gap = self.words.last().map(|last| word.from - last.to);
            let glued = gap.is_some_and(|gap| gap <= WORD_GAP * self.size);
            if !glued && !self.text.is_empty() {
                self.text.push(' ');
            }
            let start = self.text.len();
            self.text.push_str(&letters);
            let end = self.text.len();
            match self.words.last_mut().filter(|_| glued) {
                Some(last) => (last.end, last.to) = (end, last.to.max(word.to)),
                None => self.words.push(Word { start, end, ..word }),
            }
        }
        self.to = self.to.max(other.to);
        self.rect = self.rect.union(other.rect);
        self.bold &= other.bold;
    }

    fn part(&self, word: &Word) -> &str {
        self.text.get(word.start..word.end).unwrap_or_default()
    }

    /// The words of a cell.
    pub(super) fn words_of(&self, cell: &Word) -> Vec<Word> {
        self.words.iter().filter(|word| word.start >= cell.start && word.end <= cell.end).copied().collect()
    }

    /// A line of only some neighbouring words of this one.
    pub(super) fn of_words(&self, words: &[Word]) -> Self {
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return self.clone() };
        let offset = first.start;
        let shifted = words.iter().map(|word| Word { start: word.start - offset, end: word.end - offset, ..*word });
        let rect = if self.is_upright() { Rect { x0: first.from, x1: last.to, ..self.rect } } else { self.rect };
        Self {
            text: self.text.get(first.start..last.end).unwrap_or_default().to_owned(),
            words: shifted.collect(),
            from: first.from,
            to: last.to,
            rect,
            ..self.clone()
        }
    }

    pub(super) fn is_upright(&self) -> bool {
        self.direction == (1.0, 0.0)
    }
}
