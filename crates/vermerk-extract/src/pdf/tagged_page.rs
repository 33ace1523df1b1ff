use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::blocks::{self, Draft, DraftKind, TAGGED_TABLE};
use super::content::Content;
use super::geometry::Rect;
use super::lines::{self, Line};
use super::tagged::{Leaf, Role, Tags};

/// The structure tree is followed on a page where it covers at least this part of the text.
const LEAST_COVERAGE: f32 = 0.92;
/// How far back an element is looked for that goes on after a note within it.
const NOTES_WITHIN: usize = 6;
/// Most empty cells written for the columns a row leaves out; a file may number its columns as it likes.
const MOST_EMPTY_CELLS: u32 = 200;

/// The page's blocks in the order of the structure tree; `None` where the tree is not sound enough to trust.
pub(super) fn drafts(content: &Content, tags: &Tags, leaves: &[Leaf]) -> Option<Vec<Draft>> {
    let ranges = ranges(content);
    let groups = groups(leaves, &ranges);
    let in_tree: u32 = groups.iter().flat_map(|(_, ranges)| ranges).map(|range| letters(content, range)).sum();
    let whole = 0..content.glyphs.len();
    let artifacts = content.glyphs.iter().filter(|glyph| glyph.look.artifact && !glyph.look.space).count() as u32;
    let all = letters(content, &whole).saturating_sub(artifacts);
    if groups.is_empty() || (in_tree as f32) < LEAST_COVERAGE * all as f32 {
        return None;
    }
    let mut drafts = Vec::new();
    let mut row = Row::default();
    for (element, ranges) in &groups {
        let Some(element) = tags.elements.get(*element as usize) else { continue };
        let lines = lines_of(content, ranges);
        if let Role::Cell { table, row: number, column, header } = element.role {
            if row.place != Some((table, number)) {
                drafts.extend(row.finish());
                row.place = Some((table, number));
            }
            row.header |= header;
            row.cells.entry(column).or_default().extend(lines);
            continue;
        }
        drafts.extend(std::mem::take(&mut row).finish());
        match element.role {
            Role::Paragraph | Role::Cell { .. } => drafts.extend(blocks::join(&lines, DraftKind::Text)),
            Role::Heading(level) => drafts.extend(blocks::join(&lines, DraftKind::Heading(level))),
            Role::ListItem(level) => drafts.extend(blocks::join(&lines, DraftKind::Item(level))),
            Role::Note => drafts.extend(blocks::join(&lines, DraftKind::Note)),
            Role::Artifact => drafts.extend(blocks::join(&lines, DraftKind::Furniture)),
            Role::Figure => {
                drafts.extend(element.alternative.as_ref().map(|text| alternative(text)));
                drafts.extend(blocks::build(lines, &[]));
            }
        }
    }
    drafts.extend(row.finish());
    Some(with_rest(content, leaves, drafts))
}

/// Where the glyphs of each marked content stand.
fn ranges(content: &Content) -> HashMap<i32, Vec<Range<usize>>> {
    let mut ranges: HashMap<i32, Vec<Range<usize>>> = HashMap::new();
    let mut start = 0;
    for run in content.glyphs.chunk_by(|a, b| a.mcid == b.mcid && a.look.artifact == b.look.artifact) {
        let range = start..start + run.len();
        start = range.end;
        if let Some(first) = run.first().filter(|first| first.mcid >= 0 && !first.look.artifact) {
            ranges.entry(first.mcid).or_default().push(range);
        }
    }
    ranges
}

/// The glyphs of each element in order; an element that goes on after a note is not parted by it.
fn groups(leaves: &[Leaf], ranges: &HashMap<i32, Vec<Range<usize>>>) -> Vec<(u32, Vec<Range<usize>>)> {
    let mut groups: Vec<(u32, Vec<Range<usize>>)> = Vec::new();
    let mut used = std::collections::HashSet::new();
    for leaf in leaves {
        let Some(found) = ranges.get(&leaf.mcid) else { continue };
        if !used.insert(leaf.mcid) {
            continue;
        }
        match groups.iter_mut().rev().take(NOTES_WITHIN).find(|(element, _)| *element == leaf.element) {
            Some((_, group)) => group.extend(found.iter().cloned()),
            None => groups.push((leaf.element, found.clone())),
        }
    }
    groups
}

fn letters(content: &Content, range: &Range<usize>) -> u32 {
    let glyphs = content.glyphs.get(range.clone()).unwrap_or_default();
    glyphs.iter().filter(|glyph| !glyph.look.space).count() as u32
}

fn lines_of(content: &Content, ranges: &[Range<usize>]) -> Vec<Line> {
    let glyphs = ranges.iter().flat_map(|range| content.glyphs.get(range.clone()).unwrap_or_default());
    lines::build(content, glyphs)
}

fn alternative(text: &str) -> Draft {
    Draft {
        text: text.split_whitespace().collect::<Vec<_>>().join(" "),
        rect: Rect::EMPTY,
        size: 0.0,
        bold: false,
        artifact: false,
        upright: true,
        lines: 1,
        kind: DraftKind::Picture,
    }
}

/// Adds what the tree does not hold: artifacts of the head of the page first, everything else last.
fn with_rest(content: &Content, leaves: &[Leaf], drafts: Vec<Draft>) -> Vec<Draft> {
    let known: std::collections::HashSet<i32> = leaves.iter().map(|leaf| leaf.mcid).collect();
    let rest =
        content.glyphs.iter().filter(|glyph| glyph.look.artifact || glyph.mcid < 0 || !known.contains(&glyph.mcid));
    let mut rest = blocks::build(lines::build(content, rest), &[]);
    for draft in rest.iter_mut().filter(|draft| draft.artifact) {
        draft.kind = DraftKind::Furniture;
    }
    let top = drafts.iter().map(|draft| draft.rect.y0).fold(f32::INFINITY, f32::min);
    let (mut page, after): (Vec<Draft>, Vec<Draft>) = rest.into_iter().partition(|draft| draft.rect.y1 <= top);
    page.extend(drafts);
    page.extend(after);
    page
}

/// The cells of a row being gathered.
#[derive(Default)]
struct Row {
    place: Option<(u32, u32)>,
    header: bool,
    cells: BTreeMap<u32, Vec<Line>>,
}

impl Row {
    fn finish(&mut self) -> Option<Draft> {
        let row = std::mem::take(self);
        let (table, _) = row.place?;
        let mut texts = Vec::new();
        let mut whole: Option<Draft> = None;
        let mut next = 0;
        let mut padding = MOST_EMPTY_CELLS;
        for (&column, lines) in &row.cells {
            let empty = column.saturating_sub(next).min(padding);
            padding -= empty;
            next = column.saturating_add(1);
            texts.extend((0..empty).map(|_| String::new()));
            let draft = blocks::join(lines, DraftKind::Text);
            texts.push(draft.as_ref().map(|draft| draft.text.clone()).unwrap_or_default());
            if let Some(draft) = draft {
                whole = Some(match whole {
                    Some(row) => Draft { rect: row.rect.union(draft.rect), bold: row.bold && draft.bold, ..row },
                    None => draft,
                });
            }
        }
        let text = texts.join("\t");
        let kind = DraftKind::Row { table: table | TAGGED_TABLE, header: row.header };
        whole.map(|whole| Draft { text, kind, ..whole })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::content::{Content, Glyph, Look};
    use super::super::geometry::Rect;
    use super::super::lines::{self, Line};
    use super::{MOST_EMPTY_CELLS, Row};

    fn lines(text: &str) -> Vec<Line> {
        let mut content = Content::new(Rect { x0: 0.0, y0: 0.0, x1: 595.0, y1: 842.0 });
        content.text.push_str(text);
        let end = text.len() as u32;
        let place = Glyph {
            start: 0,
            end,
            x: 70.0,
            y: 100.0,
            end_x: 90.0,
            end_y: 100.0,
            size: 11.0,
            mcid: 0,
            drawn: 0,
            look: Look::default(),
        };
        lines::build(&content, [place].iter())
    }

    #[test]
    fn cells_in_far_columns_are_kept_and_the_gap_before_them_is_bounded() {
        let cells = BTreeMap::from([(1, lines("Zweck")), (250, lines("Betrag")), (u32::MAX, lines("Summe"))]);
        let draft = Row { place: Some((0, 0)), header: false, cells }.finish().unwrap();
        let cells: Vec<&str> = draft.text.split('\t').filter(|cell| !cell.is_empty()).collect();
        assert_eq!(cells, ["Zweck", "Betrag", "Summe"]);
        assert_eq!(draft.text.matches('\t').count(), MOST_EMPTY_CELLS as usize + 2);
    }
}
