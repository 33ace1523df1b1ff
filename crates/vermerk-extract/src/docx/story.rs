//! A flow of paragraphs and tables: the body, a header, a note, a text box.

use vermerk_document::{Block, BlockKind, HiddenBy};

use super::field::Field;
use super::properties::{ParagraphProps, RowProps, RunProps};

/// Word's tables have 63 columns; more cells than this in a row are an attack on memory.
const MOST_CELLS: usize = 10_000;
/// More fields are never open within each other; every piece of text asks all of them.
const MOST_FIELDS: usize = 64;

/// A flow being read.
#[derive(Debug, Default)]
pub(super) struct Story {
    /// Finished blocks.
    pub(super) blocks: Vec<Block>,
    pub(super) paragraph: Option<Paragraph>,
    /// Notes, boxes and comments that follow when the open paragraph (or row) ends.
    pub(super) after: Vec<Block>,
    /// Open tables, the innermost last.
    pub(super) tables: Vec<Table>,
    pub(super) fields: Vec<Field>,
    /// Own properties of the run being read.
    pub(super) run: RunProps,
    /// How that run is hidden.
    pub(super) hidden: Option<HiddenBy>,
    /// How a run of the open paragraph is hidden that states nothing of its own.
    pub(super) plain: PlainRun,
    /// Text of a paragraph whose end mark is deleted: it goes on in the next paragraph.
    pub(super) carried: String,
    /// It is a page header or footer, or a text box in one.
    pub(super) is_furniture: bool,
    /// Its white text may stand on something dark.
    pub(super) off_paper: bool,
    /// It is a text box in a row or cell that is deleted.
    pub(super) in_deleted: bool,
}

/// How a run that states nothing of its own is hidden in the open paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum PlainRun {
    /// Not looked up yet.
    #[default]
    Unknown,
    Known(Option<HiddenBy>),
}

/// A paragraph being read.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    pub(super) text: String,
    pub(super) props: ParagraphProps,
    /// Its list label once it has been counted; empty for none.
    pub(super) label: Option<String>,
    pub(super) level: u8,
    pub(super) heading: Option<u8>,
    pub(super) page: Option<u32>,
    pub(super) hidden: Vec<(HiddenBy, String)>,
}

/// What the cell being read says of itself.
#[derive(Debug, Default)]
pub(super) struct Cell {
    pub(super) shaded: bool,
    pub(super) deleted: bool,
}

/// A table being read.
#[derive(Debug)]
pub(super) struct Table {
    number: u32,
    row: u32,
    pub(super) columns: u32,
    /// Something is shaded: white text in it may well be seen.
    pub(super) shaded: bool,
    /// It stands in a row or cell that is deleted.
    in_deleted: bool,
    pub(super) props: RowProps,
    pub(super) cell: Cell,
    cells: Vec<Vec<Block>>,
    after: Vec<Block>,
}

impl Table {
    fn new(number: u32, in_deleted: bool) -> Self {
        Self {
            number,
            row: 0,
            columns: 0,
            shaded: false,
            in_deleted,
            props: RowProps::default(),
            cell: Cell::default(),
            cells: Vec::new(),
            after: Vec::new(),
        }
    }

    pub(super) fn begin_row(&mut self) {
        self.props = RowProps::default();
        self.cells.clear();
    }

    /// Begins a cell; `false` if the row has too many.
    pub(super) fn begin_cell(&mut self) -> bool {
        self.cell = Cell::default();
        self.cells.push(Vec::new());
        self.cells.len() <= MOST_CELLS
    }

    pub(super) fn end_cell(&mut self) {
        if std::mem::take(&mut self.cell).deleted {
            self.cells.pop();
        }
    }

    /// Whether what stands here is gone once the tracked changes are accepted.
    fn is_deleted(&self) -> bool {
        self.in_deleted || self.props.deleted || self.cell.deleted
    }

    /// The row, or what there is of it before a table within it begins.
    fn take_row(&mut self) -> Vec<Block> {
        let cells = std::mem::take(&mut self.cells);
        let mut blocks: Vec<Block> = Vec::new();
        let is_deleted = self.in_deleted || self.props.deleted;
        if !is_deleted && cells.iter().any(|cell| !cell.is_empty()) {
            if self.columns <= 1 && cells.len() == 1 {
                // One column only frames its text: there is nothing to compare along a row.
                blocks.extend(cells.into_iter().flatten());
            } else {
                let header = self.props.header;
                let kind = BlockKind::TableRow { table: self.number, row: self.row, header };
                let page = cells.iter().flatten().find_map(|block| block.rendered_page);
                let texts: Vec<String> = cells.iter().map(|cell| in_one_line(cell)).collect();
                let mut row = Block::new(kind, texts.join("\t").trim_end_matches('\t'));
                row.rendered_page = page;
                blocks.push(row);
            }
        }
        if is_deleted {
            // Notes and boxes go with the row they stand in.
            self.after.clear();
        }
        blocks.append(&mut self.after);
        blocks
    }
}

fn in_one_line(blocks: &[Block]) -> String {
    let mut line = String::new();
    for block in blocks {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(block.text.chars().map(|c| if c == '\n' || c == '\t' { ' ' } else { c }));
    }
    line
}

impl Story {
    /// Adds a block that does not belong to the text of a paragraph: after the one that is open.
    pub(super) fn add_after(&mut self, block: Block) {
        if self.paragraph.is_some() {
            self.after.push(block);
        } else {
            self.put_after(vec![block]);
        }
    }

    /// Adds a finished paragraph, then what follows it.
    pub(super) fn put(&mut self, block: Option<Block>) {
        match self.tables.last_mut().and_then(|table| table.cells.last_mut()) {
            Some(cell) => cell.extend(block),
            None => self.blocks.extend(block),
        }
        let after = std::mem::take(&mut self.after);
        self.put_after(after);
    }

    fn put_after(&mut self, mut blocks: Vec<Block>) {
        if self.is_deleted() {
            return;
        }
        match self.tables.last_mut() {
            Some(table) if table.columns > 1 || table.cells.len() > 1 => table.after.append(&mut blocks),
            Some(table) => match table.cells.last_mut() {
                Some(cell) => cell.append(&mut blocks),
                None => table.after.append(&mut blocks),
            },
            None => self.blocks.append(&mut blocks),
        }
    }

    /// Begins a table; what the row around it holds so far comes before it.
    pub(super) fn begin_table(&mut self, number: u32) {
        let in_deleted = self.is_deleted();
        self.flush_row(true);
        self.tables.push(Table::new(number, in_deleted));
    }

    pub(super) fn end_table(&mut self) {
        self.flush_row(false);
        self.tables.pop();
    }

    pub(super) fn end_row(&mut self) {
        self.flush_row(false);
        if let Some(table) = self.tables.last_mut() {
            table.row += 1;
        }
    }

    fn flush_row(&mut self, goes_on: bool) {
        let Some(table) = self.tables.last_mut() else { return };
        let inside = !table.cells.is_empty();
        if table.cell.deleted
            && let Some(cell) = table.cells.last_mut()
        {
            cell.clear();
        }
        let mut blocks = table.take_row();
        if goes_on && inside {
            table.cells.push(Vec::new());
        }
        self.blocks.append(&mut blocks);
    }

    /// Opens a field; of too many the outermost, which nobody closed, is given up.
    pub(super) fn begin_field(&mut self, field: Field) {
        if self.fields.len() >= MOST_FIELDS {
            self.fields.remove(0);
        }
        self.fields.push(field);
    }

    /// Whether what stands here is gone once the tracked changes are accepted.
    pub(super) fn is_deleted(&self) -> bool {
        self.in_deleted || self.tables.last().is_some_and(Table::is_deleted)
    }

    /// Whether white text would be white on white here.
    pub(super) fn is_on_paper(&self) -> bool {
        !self.off_paper && !self.tables.iter().any(|table| table.shaded || table.cell.shaded)
    }

    /// Whether text is shown, as far as fields go: not in a field's code, and a page number only in page furniture.
    pub(super) fn shows_fields(&self) -> bool {
        !self.fields.iter().any(|field| field.hides(self.is_furniture))
    }
}
