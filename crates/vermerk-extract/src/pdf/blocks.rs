use super::geometry::Rect;
use super::labels::{is_bullet, is_contents_line, is_list_label, margin_number_length, starts_with_date};
use super::lines::Line;
use super::{columns, grid, hyphens, tables};

/// A paragraph or table row of a page, before the document as a whole says what it is.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) text: String,
    pub(super) rect: Rect,
    pub(super) size: f32,
    pub(super) bold: bool,
    pub(super) artifact: bool,
    pub(super) upright: bool,
    pub(super) lines: usize,
    pub(super) kind: DraftKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DraftKind {
    Text,
    /// A row of a table; the number is the page's, or with its highest bit set the structure tree's.
    Row {
        table: u32,
        header: bool,
    },
    Heading(u8),
    Item(u8),
    Note,
    Picture,
    Furniture,
}

/// Marks the numbers of tables that the structure tree gives.
pub(super) const TAGGED_TABLE: u32 = 1 << 31;

/// Joins lines into paragraphs and rows, in order.
pub(super) fn build(lines: Vec<Line>, rules: &[Rect]) -> Vec<Draft> {
    let lines = columns::part(lines);
    let grids = grid::find(rules);
    let place = |line: &Line| {
        let (x, y) = (f32::midpoint(line.rect.x0, line.rect.x1), f32::midpoint(line.rect.y0, line.rect.y1));
        grids.iter().position(|grid| grid.rect.contains(x, y))
    };
    let places: Vec<Option<usize>> = lines.iter().map(place).collect();
    let mut drafts = Vec::new();
    let mut free: Vec<Line> = Vec::new();
    let mut tables = 0;
    let mut found: Vec<Option<Vec<Draft>>> = (0..grids.len()).map(|_| None).collect();
    for (index, grid) in grids.iter().enumerate() {
        if let Some(inside) = together(&lines, &places, index) {
            found[index] = tables::ruled(grid, &inside, tables);
            tables += u32::from(found[index].is_some());
        }
    }
    let is_table: Vec<bool> = found.iter().map(Option::is_some).collect();
    for (line, place) in lines.iter().zip(&places) {
        match place.filter(|&index| is_table[index]) {
            None => free.push(line.clone()),
            Some(index) => {
                if let Some(rows) = found[index].take() {
                    drafts.extend(unruled(&free, &mut tables));
                    free.clear();
                    drafts.extend(rows);
                }
            }
        }
    }
    drafts.extend(unruled(&free, &mut tables));
    drafts
}

/// The lines in a grid, if next to nothing else is drawn between them.
fn together<'l>(lines: &'l [Line], places: &[Option<usize>], grid: usize) -> Option<Vec<&'l Line>> {
    let first = places.iter().position(|place| *place == Some(grid))?;
    let last = places.iter().rposition(|place| *place == Some(grid))?;
    let inside: Vec<&Line> =
        lines.iter().zip(places).filter(|(_, place)| **place == Some(grid)).map(|(line, _)| line).collect();
    let foreign = last + 1 - first - inside.len();
    (foreign * 20 <= inside.len()).then_some(inside)
}

/// Joins lines outside of ruled tables.
fn unruled(lines: &[Line], tables: &mut u32) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let mut start = 0;
    for table in tables::aligned(lines) {
        drafts.extend(paragraphs(lines.get(start..table.start).unwrap_or_default()));
        drafts.extend(table.rows(lines, *tables));
        *tables += 1;
        start = table.end;
    }
    drafts.extend(paragraphs(lines.get(start..).unwrap_or_default()));
    drafts
}

/// Joins lines into paragraphs.
pub(super) fn paragraphs(lines: &[Line]) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let mut paragraph: Option<Paragraph<'_>> = None;
    let pitch = usual_pitch(lines);
    for (index, line) in lines.iter().enumerate() {
        match &mut paragraph {
            Some(open) if open.takes(line, lines, index, pitch) => open.push(line),
            _ => {
                drafts.extend(paragraph.take().map(Paragraph::finish));
                paragraph = Some(Paragraph::new(line));
            }
        }
    }
    drafts.extend(paragraph.map(Paragraph::finish));
    drafts
}

/// Joins lines that are known to belong together.
pub(super) fn join(lines: &[Line], kind: DraftKind) -> Option<Draft> {
    let (first, rest) = lines.split_first()?;
    let mut paragraph = Paragraph::new(first);
    for line in rest {
        paragraph.push(line);
    }
    Some(Draft { kind, ..paragraph.finish() })
}

/// Joins a paragraph to the one before where a sentence was cut: it goes on in small letters right below.
pub(super) fn mend(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut mended: Vec<Draft> = Vec::with_capacity(drafts.len());
    for draft in drafts {
        match mended.last_mut() {
            Some(last) if goes_on(last, &draft) => {
                hyphens::join(&mut last.text, &draft.text);
                last.rect = last.rect.union(draft.rect);
                last.lines += draft.lines;
            }
            _ => mended.push(draft),
        }
    }
    mended
}

fn goes_on(last: &Draft, next: &Draft) -> bool {
    let size = last.size.max(0.1);
    let texts = matches!(last.kind, DraftKind::Text | DraftKind::Item(_)) && next.kind == DraftKind::Text;
    let alike =
        (last.size - next.size).abs() < 0.1 * size && last.upright && next.upright && last.artifact == next.artifact;
    let gap = next.rect.y0 - last.rect.y1;
    let below = (-0.3 * size..0.75 * size).contains(&gap);
    let over = next.rect.x0 < last.rect.x1 && last.rect.x0 < next.rect.x1 + size;
    let hyphenated = last.text.ends_with(['-', '\u{ad}']) && !last.text.ends_with(" -");
    texts
        && alike
        && below
        && over
        && !is_list_label(&next.text)
        && starts_lower(&next.text)
        && (hyphenated || !ends_sentence(&last.text))
        && last.bold == next.bold
}

/// The usual distance of baselines in ems: the most frequent one between neighbours of one size.
fn usual_pitch(lines: &[Line]) -> f32 {
    let mut counts = [0u32; 40];
    for pair in lines.windows(2) {
        let [upper, lower] = pair else { continue };
        let pitch = (lower.baseline - upper.baseline) / upper.size.max(0.1);
        let same = (upper.size - lower.size).abs() < 0.05 * upper.size && upper.direction == lower.direction;
        if same && (0.8..2.8).contains(&pitch) && (upper.from - lower.from).abs() < 3.0 * upper.size {
            let slot = (pitch * 10.0) as usize;
            if let Some(count) = counts.get_mut(slot) {
                *count += (upper.words.len().min(lower.words.len())) as u32;
            }
        }
    }
    let most = counts.iter().enumerate().max_by_key(|&(slot, count)| (*count, std::cmp::Reverse(slot)));
    match most {
        Some((slot, count)) if *count > 0 => slot as f32 / 10.0 + 0.1,
        _ => 1.3,
    }
}

struct Paragraph<'l> {
    first: &'l Line,
    last: &'l Line,
    /// Left edge of the lines after the first.
    left: Option<f32>,
    right: f32,
    pitch: Option<f32>,
    draft: Draft,
}

impl<'l> Paragraph<'l> {
    fn new(line: &'l Line) -> Self {
        let draft = Draft {
            text: line.text.clone(),
            rect: line.rect,
            size: line.size,
            bold: line.bold,
            artifact: line.artifact,
            upright: line.is_upright(),
            lines: 1,
            kind: DraftKind::Text,
        };
        Self { first: line, last: line, left: None, right: line.to, pitch: None, draft }
    }

    fn takes(&self, line: &Line, lines: &[Line], index: usize, usual: f32) -> bool {
        let last = self.last;
        let size = last.size.max(0.1);
        if line.direction != last.direction || line.artifact != last.artifact {
            return false;
        }
        let down = line.baseline - last.baseline;
        // Pieces of one line that were drawn apart.
        if down.abs() < 0.3 * size && (line.from >= last.to - 0.3 * size || line.to <= last.from + 0.3 * size) {
            return line.from - last.to < 8.0 * size && line.from >= last.to - size;
        }
        if (line.size - last.size).abs() > 0.12 * size.max(line.size)
            || line.bold != last.bold && self.draft.lines > 0 && differs(last, line)
        {
            return false;
        }
        let hyphenated = last.text.ends_with(['-', '\u{ad}', '\u{2010}']) && !last.text.ends_with(" -");
        if down < 0.0 {
            // The next column goes on in the middle of a sentence.
            let goes_on = hyphenated || !ends_sentence(&self.draft.text);
            return goes_on
                && self.draft.lines > 1
                && starts_lower(&line.text)
                && (line.from > last.to || line.to < last.from);
        }
        let pitch = down / size;
        let most = self.pitch.map_or((usual * 1.18).max(1.0), |pitch| pitch * 1.15);
        if pitch > most + 0.05 || line.from > self.right.max(last.to) || line.to < self.first.from.min(last.from) {
            return false;
        }
        if is_contents_line(&last.text) {
            return false;
        }
        let right = column_right(lines, index, last);
        let full = last.to > right - 3.0 * size;
        if (is_list_label(&line.text) && !hyphenated && !self.holds_label(line, full))
            || (self.hangs(last) && margin_number_length(&line.text) > 0 && line.from < last.from - 0.3 * size)
        {
            return false;
        }
        if self.draft.lines == 1 && self.hangs(line) {
            return true;
        }
        let first_word = line.words.first().map_or(0.0, |word| word.to - word.from);
        let centred = (line.from + line.to - last.from - last.to).abs() < 0.6 * size
            && (line.from - last.from).abs() > 0.8 * size;
        let left = self.left.unwrap_or(last.from);
        if !centred && line.from > left.max(last.from) + 0.8 * size {
            return false;
        }
        if hyphenated {
            return true;
        }
        if !centred && last.to + first_word + 0.3 * size < right - 0.6 * size {
            // The next word would have fitted: the line was ended on purpose.
            return false;
        }
        !(self.left.is_some_and(|left| line.from < left - 0.8 * size) && ends_sentence(&self.draft.text))
    }

    /// Whether a line stands below the text that follows the label or margin number of the first line.
    fn hangs(&self, line: &Line) -> bool {
        let [label, second, ..] = self.first.words.as_slice() else { return false };
        let short = label.end - label.start <= 8;
        let labelled = is_list_label(&self.first.text) || margin_number_length(&self.first.text) > 0;
        let texts = self.first.words.iter().take(3).skip(1).any(|word| (word.from - line.from).abs() < 0.4 * line.size);
        short && labelled && texts && second.from - label.to > 0.2 * line.size
    }

    /// Whether what looks like a label goes on with the sentence: "am / 1. Januar", "um / 9.30 Uhr", "– wie oben –".
    fn holds_label(&self, line: &Line, full: bool) -> bool {
        let last = self.last;
        if ends_sentence(&last.text) || !full {
            return false;
        }
        let level = (line.from - last.from).abs() < 0.3 * last.size;
        let dash = line.text.starts_with(['–', '-']);
        let gap = match line.words.as_slice() {
            [label, second, ..] => second.from - label.to,
            _ => 0.0,
        };
        let plain_gap = gap < 0.5 * line.size;
        starts_with_date(&line.text) || (level && plain_gap && (dash || !is_bullet(&line.text)))
    }

    fn push(&mut self, line: &'l Line) {
        let size = self.last.size.max(0.1);
        let down = line.baseline - self.last.baseline;
        if down.abs() < 0.3 * size {
            let gap = line.from - self.last.to;
            if !(-0.3 * size..0.12 * size).contains(&gap) {
                self.draft.text.push(' ');
            }
            self.draft.text.push_str(&line.text);
        } else {
            hyphens::join(&mut self.draft.text, &line.text);
            if down > 0.0 {
                self.pitch = Some(down / size);
            }
            self.left = Some(self.left.map_or(line.from, |left| left.min(line.from)));
            self.draft.lines += 1;
        }
        self.right = self.right.max(line.to);
        self.draft.rect = self.draft.rect.union(line.rect);
        self.draft.bold &= line.bold;
        self.last = line;
    }

    fn finish(self) -> Draft {
        self.draft
    }
}

/// A whole line in another weight is another kind of text; a single bold word at its end is not.
fn differs(upper: &Line, lower: &Line) -> bool {
    upper.bold != lower.bold && upper.words.len() > 1 && lower.words.len() > 1
}

/// The right edge of the column a line stands in: the farthest end of its neighbours with the same left edge.
fn column_right(lines: &[Line], index: usize, like: &Line) -> f32 {
    let near = lines.iter().take((index + 12).min(lines.len())).skip(index.saturating_sub(12));
    near.filter(|line| {
        line.direction == like.direction
            && (line.size - like.size).abs() < 0.15 * like.size
            && (line.from - like.from).abs() < 4.0 * like.size
    })
    .fold(like.to, |right, line| right.max(line.to))
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end().trim_end_matches(['"', '“', '”', '»', '«', ')', '’']).ends_with(['.', '!', '?', ':', ';'])
}

fn starts_lower(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_lowercase)
}
