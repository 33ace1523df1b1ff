//! Cuts the text of a block at the borders of what is marked in it.

use std::iter::Peekable;
use std::ops::Range;

use crate::source::shown;

/// A cited passage of a block.
pub(crate) struct Mark {
    pub(crate) range: Range<usize>,
    /// Ids with the byte at which each begins; more than one where passages overlap.
    pub(crate) ids: Vec<(usize, String)>,
    pub(crate) class: &'static str,
    /// Where it is cited: id and what a person calls it.
    pub(crate) backs: Vec<(String, String)>,
}

impl Mark {
    pub(crate) fn new(range: Range<usize>, id: String, class: &'static str, back: (String, String)) -> Self {
        Self { ids: vec![(range.start, id)], range, class, backs: vec![back] }
    }
}

/// A value listed in one of the tables.
#[derive(Clone)]
pub(crate) struct Value {
    pub(crate) range: Range<usize>,
    pub(crate) id: String,
    /// Id of its row.
    pub(crate) row: String,
}

/// A piece of a line as the template writes it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Run {
    Text(String),
    /// An empty element that carries an id.
    Anchor(String),
    /// Start of a marked passage.
    Open(&'static str),
    /// End of a marked passage.
    Close,
    /// A link to where the passage before is cited.
    Back {
        target: String,
        label: String,
    },
    /// A value, linked to its row.
    Value {
        row: String,
        text: String,
    },
}

/// The runs of each cell of a table row, or of the one cell that any other block is.
pub(crate) fn cells(text: &str, separator: Option<char>, marks: &[Mark], values: &[Value]) -> Vec<Vec<Run>> {
    let marks = merged(marks);
    let mut ids: Vec<(usize, &str)> = values.iter().map(|value| (value.range.start, value.id.as_str())).collect();
    ids.extend(marks.iter().flat_map(|mark| mark.ids.iter().map(|(at, id)| (*at, id.as_str()))));
    ids.sort_unstable();
    ids.dedup_by(|a, b| a.1 == b.1);
    let values = apart(values);
    let mut cuts: Vec<usize> = ids.iter().map(|(at, _)| *at).collect();
    cuts.extend(marks.iter().flat_map(|mark| [mark.range.start, mark.range.end]));
    cuts.extend(values.iter().flat_map(|value| [value.range.start, value.range.end]));
    cuts.sort_unstable();
    cuts.dedup();

    let mut writer = Writer { text, cuts, marks: &marks, values, ids: ids.into_iter().peekable() };
    let mut all = Vec::new();
    let mut start = 0;
    for cell in text.split(|c| Some(c) == separator) {
        all.push(writer.cell(start..start + cell.len()));
        start += cell.len() + separator.map_or(0, char::len_utf8);
    }
    all
}

struct Writer<'a, I: Iterator<Item = (usize, &'a str)>> {
    text: &'a str,
    cuts: Vec<usize>,
    marks: &'a [Mark],
    values: Vec<&'a Value>,
    /// Ids not yet written, by their byte: each is written before the first text at or behind it.
    ids: Peekable<I>,
}

impl<'a, I: Iterator<Item = (usize, &'a str)>> Writer<'a, I> {
    fn cell(&mut self, cell: Range<usize>) -> Vec<Run> {
        let first = self.cuts.partition_point(|cut| *cut <= cell.start);
        let last = self.cuts.partition_point(|cut| *cut < cell.end);
        let mut borders = vec![cell.start];
        borders.extend(self.cuts.get(first..last.max(first)).unwrap_or_default());
        borders.push(cell.end);

        let mut runs = Vec::new();
        let mut open: Option<&Mark> = None;
        for (start, end) in borders.iter().zip(borders.iter().skip(1)).filter(|(start, end)| start < end) {
            let mark = self.marks.get(self.marks.partition_point(|mark| mark.range.end <= *start));
            let mark = mark.filter(|mark| mark.range.contains(start));
            if open.map(|mark| mark.range.start) != mark.map(|mark| mark.range.start) {
                self.close(&mut runs, open, *start);
                runs.extend(mark.map(|mark| Run::Open(mark.class)));
                open = mark;
            }
            while let Some((_, id)) = self.ids.next_if(|(at, _)| at <= start) {
                runs.push(Run::Anchor(id.to_owned()));
            }
            let value = self.values.get(self.values.partition_point(|value| value.range.end <= *start));
            let text = shown(self.text.get(*start..*end).unwrap_or_default());
            runs.push(match value.filter(|value| value.range.contains(start)) {
                Some(value) => Run::Value { row: value.row.clone(), text },
                None => Run::Text(text),
            });
        }
        self.close(&mut runs, open, cell.end);
        runs
    }

    /// Ends a mark; the links back stand behind the last of it.
    fn close(&self, runs: &mut Vec<Run>, open: Option<&Mark>, at: usize) {
        let Some(mark) = open else { return };
        runs.push(Run::Close);
        let rest = self.text.get(at..mark.range.end.max(at)).unwrap_or_default();
        if rest.trim().is_empty() {
            runs.extend(mark.backs.iter().map(|(id, label)| Run::Back { target: id.clone(), label: label.clone() }));
        }
    }
}

/// Marks in order, overlapping ones as one.
fn merged(marks: &[Mark]) -> Vec<Mark> {
    let mut sorted: Vec<&Mark> = marks.iter().collect();
    sorted.sort_by_key(|mark| (mark.range.start, mark.range.end));
    let mut out: Vec<Mark> = Vec::new();
    for mark in sorted {
        match out.last_mut() {
            Some(last) if mark.range.start < last.range.end => {
                last.range.end = last.range.end.max(mark.range.end);
                last.ids.extend(mark.ids.iter().cloned());
                last.backs.extend(mark.backs.iter().cloned());
            }
            _ => out.push(Mark {
                range: mark.range.clone(),
                ids: mark.ids.clone(),
                class: mark.class,
                backs: mark.backs.clone(),
            }),
        }
    }
    out
}

/// Values in order without those that overlap an earlier one: they can be jumped to, but lead nowhere.
fn apart(values: &[Value]) -> Vec<&Value> {
    let mut sorted: Vec<&Value> = values.iter().collect();
    sorted.sort_by_key(|value| (value.range.start, usize::MAX - value.range.end));
    let mut out: Vec<&Value> = Vec::new();
    for value in sorted {
        if out.last().is_none_or(|last| last.range.end <= value.range.start) {
            out.push(value);
        }
    }
    out
}

#[cfg(test)]
mod tests;
