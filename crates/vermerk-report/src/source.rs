//! The view of the source text: page by page, with every cited passage marked and linked back to where it is cited.

use std::collections::BTreeMap;

use vermerk_document::{Block, BlockKind, Document, Part, PartKind, Reading, Span};

use crate::inert::{inert, line};
use crate::marks::{Mark, Run, Value, cells};
use crate::place::{Places, block_id, passage_id, value_id};
use crate::view::{KINDS, row_id};
use crate::{DocumentReport, wording};

/// A page or section of the source view.
pub(crate) struct PartView {
    pub(crate) id: String,
    /// "Seite 3"; empty for a text file, which has no parts of its own.
    pub(crate) heading: String,
    /// What the list of pages calls it.
    pub(crate) short: String,
    /// Why it is not, or not wholly, read.
    pub(crate) unread: Option<String>,
    pub(crate) cited: bool,
    pub(crate) pieces: Vec<Piece>,
}

/// A block, or the rows of a table.
pub(crate) enum Piece {
    Heading { id: String, level: u8, runs: Vec<Run> },
    Paragraph { id: String, class: &'static str, label: &'static str, runs: Vec<Run> },
    Table { number: u32, rows: Vec<Row> },
}

pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) header: bool,
    pub(crate) cells: Vec<Vec<Run>>,
}

/// What is marked in one block.
#[derive(Default)]
struct Marked {
    marks: Vec<Mark>,
    values: Vec<Value>,
}

/// The source view of a document.
pub(crate) fn source(report: &DocumentReport<'_>) -> Vec<PartView> {
    let marked = marked(report);
    let parts = report.document.parts.iter().enumerate();
    parts.map(|(index, part)| part_view(report.document, index as u32, part, &marked)).collect()
}

fn marked(report: &DocumentReport<'_>) -> BTreeMap<(u32, u32), Marked> {
    let places = Places::new(report.document);
    let mut all: BTreeMap<(u32, u32), Marked> = BTreeMap::new();
    let mut add = |span: Span, back: (String, String), class: &'static str| {
        if !places.knows(span) {
            return;
        }
        let marks = &mut all.entry((span.part, span.block)).or_default().marks;
        let id = passage_id(span);
        match marks.iter_mut().find(|mark| mark.ids.iter().any(|(_, known)| *known == id)) {
            Some(mark) => mark.backs.push(back),
            None => marks.push(Mark::new(span.bytes(), id, class, back)),
        }
    };
    for (index, statement) in report.summary.statements.iter().enumerate() {
        for evidence in &statement.evidence {
            add(evidence.span, (format!("satz{}", index + 1), format!("Satz {}", index + 1)), "beleg");
        }
    }
    for (index, omission) in report.summary.omissions.iter().enumerate() {
        add(omission.evidence.span, (format!("offen{}", index + 1), format!("Nicht erwähnt {}", index + 1)), "offen");
    }
    for kind in KINDS {
        let mut rows: BTreeMap<&str, String> = BTreeMap::new();
        for finding in report.summary.findings.iter().filter(|finding| finding.kind == kind) {
            let next = row_id(kind, rows.len());
            let row = rows.entry(&finding.value).or_insert(next);
            if places.knows(finding.span) {
                let value = Value { range: finding.span.bytes(), id: value_id(finding.span), row: row.clone() };
                all.entry((finding.span.part, finding.span.block)).or_default().values.push(value);
            }
        }
    }
    all
}

fn part_view(document: &Document, index: u32, part: &Part, marked: &BTreeMap<(u32, u32), Marked>) -> PartView {
    let (heading, short) = match &part.kind {
        PartKind::Page { number, label: None } => (format!("Seite {number}"), number.to_string()),
        PartKind::Page { number, label: Some(label) } => {
            (format!("Seite {} (Blatt {number})", line(label)), line(label))
        }
        PartKind::Section { .. } if document.parts.len() == 1 => (String::new(), String::new()),
        PartKind::Section { number } => (format!("Abschnitt {number}"), number.to_string()),
    };
    let unread = match part.reading {
        Reading::Read => None,
        Reading::Partly(reason) => Some(("Unvollständig gelesen", reason)),
        Reading::Unreadable(reason) => Some(("Nicht lesbar", reason)),
        Reading::Excluded(reason) => Some(("Ausgenommen", reason)),
    };
    let mut pieces: Vec<Piece> = Vec::new();
    // Headings of the source may skip levels; those of a web page must not, so each goes down by one at most.
    let mut level = if heading.is_empty() { 2 } else { 3 };
    for (block_index, block) in part.blocks.iter().enumerate().filter(|(_, block)| !block.text.trim().is_empty()) {
        let runs = block_runs(block, marked.get(&(index, block_index as u32)));
        let id = block_id(Span { part: index, block: block_index as u32, start: 0, end: 0 });
        push(&mut pieces, block, id, runs, &mut level);
    }
    PartView {
        id: format!("t{}", index + 1),
        heading,
        short,
        unread: unread.map(|(state, reason)| format!("{state}. {}", wording::part_reason(reason).sentence)),
        cited: marked.range((index, 0)..=(index, u32::MAX)).any(|(_, marked)| !marked.marks.is_empty()),
        pieces,
    }
}

fn block_runs(block: &Block, marked: Option<&Marked>) -> Vec<Vec<Run>> {
    let none = Marked::default();
    let marked = marked.unwrap_or(&none);
    let separator = matches!(block.kind, BlockKind::TableRow { .. }).then_some('\t');
    cells(&block.text, separator, &marked.marks, &marked.values)
}

fn push(pieces: &mut Vec<Piece>, block: &Block, id: String, mut cells: Vec<Vec<Run>>, level: &mut u8) {
    if let BlockKind::TableRow { table, header, .. } = block.kind {
        let row = Row { id, header, cells };
        match pieces.last_mut() {
            Some(Piece::Table { number, rows }) if *number == table + 1 => rows.push(row),
            _ => pieces.push(Piece::Table { number: table + 1, rows: vec![row] }),
        }
        return;
    }
    let runs = if cells.is_empty() { Vec::new() } else { cells.swap_remove(0) };
    pieces.push(match block.kind {
        BlockKind::Heading { level: own } => {
            *level = (own.saturating_add(3)).min(*level + 1).min(6);
            Piece::Heading { id, level: *level, runs }
        }
        kind => {
            let (class, label) = class(kind);
            Piece::Paragraph { id, class, label, runs }
        }
    });
}

/// The class of a block and the word put before it where its kind does not show.
fn class(kind: BlockKind) -> (&'static str, &'static str) {
    match kind {
        BlockKind::ListItem { level: 0 } => ("punkt", ""),
        BlockKind::ListItem { level: 1 } => ("punkt zwei", ""),
        BlockKind::ListItem { .. } => ("punkt drei", ""),
        BlockKind::Note => ("neben", "Fußnote"),
        BlockKind::TextBox => ("neben", "Textfeld"),
        BlockKind::Furniture => ("rand", "Kopf- oder Fußzeile"),
        BlockKind::AltText => ("neben", "Bildbeschreibung"),
        BlockKind::Comment => ("neben", "Kommentar"),
        BlockKind::Annotation => ("neben", "Anmerkung"),
        BlockKind::FormField => ("absatz", "Formularfeld"),
        BlockKind::Attachment => ("neben", "Angehängte Datei"),
        BlockKind::Paragraph | BlockKind::Heading { .. } | BlockKind::TableRow { .. } => ("absatz", ""),
    }
}

/// Text as the source view shows it.
pub(crate) fn shown(text: &str) -> String {
    inert(text).into_owned()
}
