use super::geometry::Rect;
use super::hyphens;
use super::lines::{Line, Word};

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
pub(super) fn build(lines: &[Line]) -> Vec<Draft> {
    let rows = table_rows(lines);
    let mut drafts = Vec::new();
    let mut table = 0;
    let mut paragraph: Option<Paragraph<'_>> = None;
    let pitch = usual_pitch(lines);
    for (index, line) in lines.iter().enumerate() {
        if rows.get(index).copied().unwrap_or_default() {
            drafts.extend(paragraph.take().map(Paragraph::finish));
            if index == 0 || !rows.get(index - 1).copied().unwrap_or_default() {
                table += 1;
            }
            drafts.push(row(line, table - 1));
            continue;
        }
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
    let alike = (last.size - next.size).abs() < 0.1 * size && last.upright && next.upright && last.artifact == next.artifact;
    let gap = next.rect.y0 - last.rect.y1;
    let below = (-0.3 * size..0.75 * size).contains(&gap);
    let over = next.rect.x0 < last.rect.x1 && last.rect.x0 < next.rect.x1 + size;
    let hyphenated = last.text.ends_with(['-', '\u{ad}']) && !last.text.ends_with(" -");
    texts && alike && below && over && !is_list_label(&next.text)
        && starts_lower(&next.text) && (hyphenated || !ends_sentence(&last.text)) && last.bold == next.bold
}

fn row(line: &Line, table: u32) -> Draft {
    let cells: Vec<&str> = line.cells().iter().map(|cell| line.part(cell)).collect();
    Draft {
        text: cells.join("\t"),
        rect: line.rect,
        size: line.size,
        bold: line.bold,
        artifact: line.artifact,
        upright: line.is_upright(),
        lines: 1,
        kind: DraftKind::Row { table, header: false },
    }
}

/// Which lines are rows: neighbours with several cells at the same places.
fn table_rows(lines: &[Line]) -> Vec<bool> {
    let cells: Vec<Vec<Word>> = lines.iter().map(Line::cells).collect();
    let mut rows = vec![false; lines.len()];
    for (index, pair) in lines.windows(2).enumerate() {
        let [upper, lower] = pair else { continue };
        let (Some(above), Some(below)) = (cells.get(index), cells.get(index + 1)) else { continue };
        if above.len() < 2 || below.len() < 2 || upper.direction != lower.direction {
            continue;
        }
        let down = lower.baseline - upper.baseline;
        if down <= 0.0 || down > 4.0 * upper.size.max(lower.size) {
            continue;
        }
        let near = |a: f32, b: f32| (a - b).abs() < 0.35 * upper.size.max(lower.size);
        let aligned = below.iter().filter(|cell| {
            above.iter().any(|other| {
                near(cell.from, other.from)
                    || near(cell.to, other.to)
                    || near(cell.from + cell.to, other.from + other.to)
            })
        });
        if aligned.count() >= 2 {
            rows[index] = true;
            rows[index + 1] = true;
        }
    }
    rows
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
        if is_list_label(&line.text) && !(hyphenated || starts_in_sentence(line, last)) {
            return false;
        }
        let right = column_right(lines, index, last);
        let first_word = line.words.first().map_or(0.0, |word| word.to - word.from);
        let centred = (line.from + line.to - last.from - last.to).abs() < 0.6 * size
            && (line.from - last.from).abs() > 0.8 * size;
        let left = self.left.unwrap_or(last.from);
        if !centred && line.from > left.max(last.from) + 0.8 * size && !is_list_label(&last.text) {
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

    fn push(&mut self, line: &'l Line) {
        let size = self.last.size.max(0.1);
        let down = line.baseline - self.last.baseline;
        if down.abs() < 0.3 * size {
            if line.from - self.last.to > 0.12 * size || self.last.text.ends_with(' ') {
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

/// "1." or "–" at the start of a line may go on with the sentence before: "am / 1. Januar".
fn starts_in_sentence(line: &Line, last: &Line) -> bool {
    let goes_on = !ends_sentence(&last.text);
    let second = line.text.split_whitespace().nth(1).unwrap_or_default();
    let month = MONTHS.iter().any(|month| second.starts_with(month));
    let dash = line.text.starts_with(['–', '-']);
    goes_on && (month || (dash && (line.from - last.from).abs() < 0.3 * last.size))
}

const MONTHS: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

/// Whether the text starts with a list label and a space.
pub(super) fn is_list_label(text: &str) -> bool {
    label_length(text) > 0
}

/// How many bytes at the start are a list label and the space after it: "a) ", "(1) ", "1. ", "1.2.1 ", "§ 3 ", "• ".
pub(super) fn label_length(text: &str) -> usize {
    let Some((label, _)) = text.split_once(' ') else { return 0 };
    let length = label.len() + 1;
    let mut characters = label.chars();
    if matches!(
        label,
        "•" | "–"
            | "-"
            | "▪"
            | "■"
            | "◦"
            | "o"
            | "‣"
            | "·"
            | "➢"
            | "→"
            | "✓"
            | "*"
            | "\u{f0b7}"
            | "\u{f0a7}"
            | "●"
            | "○"
            | "❑"
    ) {
        return length;
    }
    if label == "§" || label == "Art." || label == "Artikel" {
        let number = text.get(length..).and_then(|rest| rest.split_whitespace().next()).unwrap_or_default();
        let plain = number.len() <= 5 && number.chars().next().is_some_and(|c| c.is_ascii_digit());
        return if plain { (length + number.len() + 1).min(text.len()) } else { 0 };
    }
    let inner = label.strip_prefix('(').unwrap_or(label);
    let Some(inner) = inner.strip_suffix(')').or_else(|| inner.strip_suffix('.')) else {
        let numbered = label.contains('.')
            && label.len() <= 10
            && label
                .split('.')
                .all(|part| !part.is_empty() && part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit()));
        return if numbered && characters.next() != Some('0') { length } else { 0 };
    };
    let number = inner.len() <= 10
        && inner.split('.').all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
    let letter =
        (inner.len() == 1 || inner.len() == 2 && label.ends_with(')')) && inner.bytes().all(|b| b.is_ascii_lowercase());
    let roman = inner.len() <= 5 && !inner.is_empty() && inner.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'));
    let roman_small = inner.len() <= 5
        && label.ends_with(')')
        && !inner.is_empty()
        && inner.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
    let capital = inner.len() == 1 && label.ends_with(['.', ')']) && inner.bytes().all(|b| (b'A'..=b'H').contains(&b));
    if number || letter || roman || roman_small || capital { length } else { 0 }
}
