use std::collections::BTreeMap;

use super::blocks::{self, Draft, DraftKind};
use super::grid::Grid;
use super::labels::is_list_label;
use super::lines::{Line, Word};

/// Cells with more text than this on average are columns of prose or a laid out page, not a table.
const LONGEST_CELLS: usize = 220;
/// A line of more cells than this is no row of a table without rules.
const MOST_CELLS: usize = 200;

/// The rows of a ruled table; `None` if the grid holds no table.
pub(super) fn ruled(grid: &Grid, lines: &[&Line], table: u32) -> Option<Vec<Draft>> {
    let mut cells: BTreeMap<(usize, usize), Vec<Line>> = BTreeMap::new();
    let mut order = Vec::new();
    for line in lines {
        for (place, part) in parts(grid, line) {
            order.push(place);
            cells.entry(place).or_default().push(part);
        }
    }
    // Tables are drawn row by row; what is drawn in another order is a form or a picture, whose own order is better.
    let back = order.windows(2).filter(|pair| pair[1] < pair[0]).count();
    if back * 50 > order.len() {
        return None;
    }
    let mut rows: BTreeMap<usize, Vec<(usize, Draft)>> = BTreeMap::new();
    let mut letters = 0;
    for (&(row, column), lines) in &cells {
        if let Some(draft) = blocks::join(lines, DraftKind::Text) {
            letters += draft.text.len();
            rows.entry(row).or_default().push((column, draft));
        }
    }
    let columns: std::collections::BTreeSet<usize> = cells.keys().map(|&(_, column)| column).collect();
    if rows.len() < 2 || columns.len() < 2 {
        return None;
    }
    let count: usize = rows.values().map(Vec::len).sum();
    if letters > LONGEST_CELLS * count {
        return Some(cells.values().flat_map(|lines| blocks::paragraphs(lines)).collect());
    }
    let bold_rows = rows.values().filter(|row| row.iter().all(|(_, cell)| cell.bold)).count();
    let mut drafts = Vec::new();
    for (index, (_, row)) in rows.iter().enumerate() {
        let header = index == 0 && bold_rows == 1 && row.iter().all(|(_, cell)| cell.bold);
        drafts.extend(join_row(row, grid.columns(), DraftKind::Row { table, header }));
    }
    Some(drafts)
}

/// The parts of a line that stand in different cells.
fn parts(grid: &Grid, line: &Line) -> Vec<((usize, usize), Line)> {
    let middle = f32::midpoint(line.rect.y0, line.rect.y1);
    if !line.is_upright() {
        return vec![(grid.cell(f32::midpoint(line.rect.x0, line.rect.x1), middle), line.clone())];
    }
    let mut parts: Vec<((usize, usize), Vec<Word>)> = Vec::new();
    for word in &line.words {
        let place = grid.cell(f32::midpoint(word.from, word.to), middle);
        match parts.last_mut() {
            Some((last, words)) if *last == place => words.push(*word),
            _ => parts.push((place, vec![*word])),
        }
    }
    parts.into_iter().map(|(place, words)| (place, line.of_words(&words))).collect()
}

/// A row of cells at their columns; a lone cell of a wide table is its caption or a note and stays text.
fn join_row(cells: &[(usize, Draft)], columns: usize, kind: DraftKind) -> Option<Draft> {
    let (_, first) = cells.first()?;
    if cells.len() == 1 && columns > 1 && first.text.len() > 100 {
        return Some(first.clone());
    }
    let mut row = Draft { kind, text: String::new(), ..first.clone() };
    let mut at = cells.first().map_or(0, |(column, _)| *column).min(1);
    let offset = cells.first().map_or(0, |(column, _)| *column) - at;
    for _ in 0..at {
        row.text.push('\t');
    }
    for (index, (column, cell)) in cells.iter().enumerate() {
        if index > 0 {
            let next = column - offset;
            row.text.push_str(&"\t".repeat((next - at).clamp(1, 20)));
            at = next;
        }
        row.text.push_str(&cell.text);
        row.rect = row.rect.union(cell.rect);
        row.bold &= cell.bold;
        row.lines = row.lines.max(cell.lines);
    }
    Some(row)
}

/// Which of some lines in a row form a table without rules, as `start..end`, with its columns.
pub(super) struct Aligned {
    pub(super) start: usize,
    pub(super) end: usize,
    columns: Vec<(f32, f32)>,
}

/// Finds neighbouring lines with several cells at the same places.
pub(super) fn aligned(lines: &[Line]) -> Vec<Aligned> {
    let cells: Vec<Vec<Word>> = lines.iter().map(Line::cells).collect();
    let mut found: Vec<Aligned> = Vec::new();
    let mut start = None;
    for index in 0..lines.len() {
        let fits =
            index + 1 < lines.len() && rows_fit(&lines[index], &lines[index + 1], &cells[index], &cells[index + 1]);
        match (start, fits) {
            (None, true) => start = Some(index),
            (Some(first), false) => {
                found.push(Aligned { start: first, end: index + 1, columns: Vec::new() });
                start = None;
            }
            _ => {}
        }
    }
    for table in &mut found {
        table.columns = columns(&cells[table.start..table.end]);
    }
    found.retain(|table| !table.is_list(lines));
    let mut free = 0;
    for index in 0..found.len() {
        let next = found.get(index + 1).map_or(lines.len(), |next| next.start);
        let Some(table) = found.get_mut(index) else { break };
        table.extend(lines, free, next);
        free = table.end;
    }
    found
}

fn rows_fit(upper: &Line, lower: &Line, above: &[Word], below: &[Word]) -> bool {
    let cells = 2..=MOST_CELLS;
    if !cells.contains(&above.len()) || !cells.contains(&below.len()) || upper.direction != lower.direction {
        return false;
    }
    let size = upper.size.max(lower.size);
    let down = lower.baseline - upper.baseline;
    let near = |a: f32, b: f32| (a - b).abs() < 0.35 * size;
    let same = |cell: &Word, other: &Word| {
        near(cell.from, other.from) || near(cell.to, other.to) || near(cell.from + cell.to, other.from + other.to)
    };
    let matching = below.iter().filter(|cell| above.iter().any(|other| same(cell, other))).count();
    (0.0..=4.0 * size).contains(&down) && down > 0.3 * size && matching >= 2
}

/// The columns of rows: the places of the cells of the fullest rows.
fn columns(rows: &[Vec<Word>]) -> Vec<(f32, f32)> {
    let most = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut columns: Vec<(f32, f32)> = Vec::new();
    for row in rows.iter().filter(|row| row.len() == most) {
        for (index, cell) in row.iter().enumerate() {
            match columns.get_mut(index) {
                Some(column) => *column = (column.0.min(cell.from), column.1.max(cell.to)),
                None => columns.push((cell.from, cell.to)),
            }
        }
    }
    // Columns that run into each other were not columns: keep the first place of each.
    for index in 1..columns.len() {
        if columns[index].0 <= columns[index - 1].1 {
            let middle = f32::midpoint(columns[index].0, columns[index - 1].1);
            columns[index - 1].1 = middle;
            columns[index].0 = middle;
        }
    }
    columns
}

impl Aligned {
    /// Whether the rows are the items of a list or numbered paragraphs: a label or number, and a text beside it.
    fn is_list(&self, lines: &[Line]) -> bool {
        let rows = lines.get(self.start..self.end).unwrap_or_default();
        let labelled = |line: &&Line| {
            let label = line.words.first().map_or("", |word| line.text.get(word.start..word.end).unwrap_or_default());
            let number = label.len() <= 4 && label.bytes().all(|b| b.is_ascii_digit());
            line.cells().len() == 2 && (is_list_label(&line.text) || number) && line.words.len() > 3
        };
        self.columns.len() == 2 && rows.iter().filter(labelled).count() == rows.len()
    }

    /// Takes in a heading line above whose words stand over the columns, and lines below that go on in a cell.
    fn extend(&mut self, lines: &[Line], free: usize, next: usize) {
        if let Some(above) = self.start.checked_sub(1).filter(|&above| above >= free)
            && let (Some(line), Some(first)) = (lines.get(above), lines.get(self.start))
        {
            let down = first.baseline - line.baseline;
            let near = line.direction == first.direction && down > 0.0 && down < 2.6 * first.size;
            if near && self.split(line).is_some_and(|cells| cells.len() >= 2) {
                self.start = above;
            }
        }
        while self.end < next {
            let (Some(line), Some(last)) = (lines.get(self.end), lines.get(self.end - 1)) else { break };
            if !self.continues(line, last) {
                break;
            }
            self.end += 1;
        }
    }

    /// Whether a line goes on in a cell of the row above, in a column other than the first.
    fn continues(&self, line: &Line, last: &Line) -> bool {
        let down = line.baseline - last.baseline;
        let near = line.direction == last.direction && down > 0.3 * last.size && down < 1.5 * last.size;
        let alike = (line.size - last.size).abs() < 0.1 * last.size;
        let starts = self.columns.iter().skip(1).any(|column| (column.0 - line.from).abs() < 0.4 * line.size);
        near && alike && starts && line.cells().len() == 1
    }

    /// The words of a line by column, if it falls into parts at the columns' borders.
    fn split(&self, line: &Line) -> Option<Vec<(usize, Vec<Word>)>> {
        let mut cells: Vec<(usize, Vec<Word>)> = Vec::new();
        for word in &line.words {
            let column = self.column_of(word);
            match cells.last_mut() {
                Some((last, words)) if *last == column => words.push(*word),
                Some((last, words)) => {
                    let gap = words.last().map_or(0.0, |before| word.from - before.to);
                    if column < *last || gap < 0.45 * line.size {
                        return None;
                    }
                    cells.push((column, vec![*word]));
                }
                None => cells.push((column, vec![*word])),
            }
        }
        Some(cells)
    }

    /// The column a word overlaps most, or stands nearest to.
    fn column_of(&self, word: &Word) -> usize {
        let distance = |column: &(f32, f32)| {
            let overlap = word.to.min(column.1) - word.from.max(column.0);
            -overlap
        };
        let nearest = self.columns.iter().enumerate().min_by(|a, b| distance(a.1).total_cmp(&distance(b.1)));
        nearest.map_or(0, |(index, _)| index)
    }

    /// The rows of the table.
    pub(super) fn rows(&self, lines: &[Line], table: u32) -> Vec<Draft> {
        let mut rows: Vec<Vec<(usize, Vec<Line>)>> = Vec::new();
        for (index, line) in lines.iter().enumerate().take(self.end).skip(self.start) {
            let goes_on = index > self.start && lines.get(index - 1).is_some_and(|last| self.continues(line, last));
            if goes_on && let Some(row) = rows.last_mut() {
                let column = line.words.first().map_or(0, |word| self.column_of(word));
                match row.iter_mut().find(|(other, _)| *other == column) {
                    Some((_, cell)) => cell.push(line.clone()),
                    None => row.push((column, vec![line.clone()])),
                }
                continue;
            }
            let cells = self.split(line).filter(|cells| cells.len() >= line.cells().len());
            let cells =
                cells.unwrap_or_else(|| line.cells().iter().map(|cell| line.words_of(cell)).enumerate().collect());
            rows.push(cells.into_iter().map(|(column, words)| (column, vec![line.of_words(&words)])).collect());
        }
        let mut drafts = Vec::new();
        for (index, row) in rows.iter_mut().enumerate() {
            row.sort_by_key(|(column, _)| *column);
            let cells = row.iter().filter_map(|(column, lines)| Some((*column, blocks::join(lines, DraftKind::Text)?)));
            let cells: Vec<(usize, Draft)> = cells.collect();
            let bold = !cells.is_empty() && cells.iter().all(|(_, cell)| cell.bold);
            let header = index == 0 && bold;
            drafts.extend(join_row(&cells, self.columns.len(), DraftKind::Row { table, header }));
        }
        drafts
    }
}
