//! Reads PDF: lopdf gives the objects, an interpreter of our own runs the pages, and geometry makes text of glyphs.
//!
//! The path of a page: [`pages`] finds it, [`interpreter`] keeps what it shows as [`content`], [`lines`] joins glyphs,
//! [`blocks`] joins lines, and [`read`] says with the whole document in view what each block is.

mod annotations;
mod blocks;
mod columns;
mod content;
mod filters;
mod fonts;
mod furniture;
mod geometry;
mod grid;
mod headings;
mod hidden;
pub(crate) mod hyphens;
mod interpreter;
mod labels;
mod letter_spacing;
mod lines;
mod marked;
mod metadata;
mod page_labels;
mod pages;
mod right_to_left;
mod source;
mod state;
mod tables;
mod tagged;
mod tagged_page;
mod tokenizer;

use std::collections::BTreeMap;

use rayon::prelude::*;
use vermerk_document::{
    Block, BlockKind, Document, Extraction, Hidden, Limit, MediaType, Notice, NoticeKind, Part, PartKind, PartReason,
    Reading, Rejection,
};

use self::blocks::{Draft, DraftKind, TAGGED_TABLE};
use self::content::{Content, Problem};
use self::geometry::Rect;
use self::headings::Headings;
use self::pages::Page;
use self::source::{Source, Spent};
use self::tagged::Tags;
use crate::Limits;

/// A page with fewer characters than this and a large picture is a scan.
const SCAN_CHARACTERS: usize = 20;
/// A page that pictures cover to this part, and that has next to no text, is a scan.
const SCAN_PICTURE_SHARE: f32 = 0.4;

/// Pages that are read one after the other and share what they have read of fonts and forms. Documents with more are
/// read by all threads of the current rayon pool; the number is part of the result, so it does not depend on theirs.
const PAGES_TOGETHER: usize = 32;

/// Fewest lines with leaders on a page for its other lines to count as contents too.
const LEAST_CONTENTS_LINES: usize = 3;
/// The table that the lines of a table of contents form; tables of a page count from 0.
const CONTENTS_TABLE: u32 = TAGGED_TABLE - 1;

/// Reads a PDF.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Extraction, Rejection> {
    let file = source::load(bytes, limits)?;
    let spent = Spent::default();
    let source = Source::new(&file, limits, &spent);
    let found = pages::find(&source);
    if found.list.is_empty() {
        return Err(if found.none { Rejection::Empty } else { Rejection::Damaged });
    }
    let mut notices = Vec::new();
    let whole = |kind| Notice { part: None, kind };
    if source.was_encrypted() {
        notices.push(whole(NoticeKind::EmptyPassword));
    }
    if source.was_rebuilt() || found.repaired {
        notices.push(whole(NoticeKind::Repaired));
    }
    if found.cut {
        notices.push(whole(NoticeKind::PartUnread(PartReason::Limit(Limit::Parts))));
    }

    let tags = tagged::read(&source);
    let tagged_headings = tags.as_ref().is_some_and(|tags| tags.has_headings);
    let mut readings = Vec::new();
    let mut pictured = Vec::new();
    let mut hidden_text = Vec::new();
    let mut others: Vec<Vec<Block>> = Vec::new();
    let mut drafts: Vec<(Rect, Vec<Draft>)> = Vec::new();
    for page in read_pages(&source, tags.as_ref(), &found.list) {
        if !page.hidden.is_empty() {
            let kind = NoticeKind::HiddenText { passages: page.hidden.len() as u32 };
            notices.push(Notice { part: Some(readings.len() as u32), kind });
        }
        readings.push(page.reading);
        pictured.push(page.pictured);
        hidden_text.extend(page.hidden);
        drafts.push((page.rect, page.drafts));
        others.push(page.others);
    }
    if let Some(first) = others.first_mut() {
        first.extend(annotations::attachments(&source));
    }
    let attached = others.iter().flatten().filter(|block| block.kind == BlockKind::Attachment).count();
    if attached > 0 {
        notices.push(whole(NoticeKind::Attachments { count: attached as u32 }));
    }
    if !drafts.iter().any(|(_, drafts)| drafts.iter().any(|draft| !draft.text.trim().is_empty())) {
        // Where no page has any text, small pictures are what is to be read.
        let unread =
            readings.iter_mut().zip(&pictured).filter(|(reading, pictured)| **pictured && **reading == Reading::Read);
        unread.for_each(|(reading, _)| *reading = Reading::Unreadable(PartReason::ScanWithoutText));
    }
    for (index, reading) in readings.iter().enumerate() {
        if let Reading::Partly(reason) | Reading::Unreadable(reason) = reading {
            notices.push(Notice { part: Some(index as u32), kind: NoticeKind::PartUnread(*reason) });
        }
    }

    let document = Document {
        media_type: MediaType::Pdf,
        metadata: metadata::read(&source),
        parts: parts(&drafts, &readings, others, page_labels::read(&source, drafts.len()), tagged_headings),
        hidden: hidden_text,
    };
    Ok(Extraction { document, notices })
}

/// A page as it is read by itself.
struct ReadPage {
    reading: Reading,
    pictured: bool,
    hidden: Vec<Hidden>,
    rect: Rect,
    drafts: Vec<Draft>,
    /// Annotations, fields and attachments.
    others: Vec<Block>,
}

/// Reads the pages, in large documents many at a time. What comes of it is the same on any number of threads.
fn read_pages<'a>(source: &Source<'a>, tags: Option<&Tags>, pages: &[Page<'a>]) -> Vec<ReadPage> {
    if pages.len() <= PAGES_TOGETHER {
        return read_run(source, tags, 0, pages);
    }
    let runs = pages.par_chunks(PAGES_TOGETHER).enumerate();
    let read: Vec<Vec<ReadPage>> =
        runs.map(|(run, pages)| read_run(source, tags, run * PAGES_TOGETHER, pages)).collect();
    if source.spent().is_within(source.limits()) {
        return read.into_iter().flatten().collect();
    }
    // Where a limit on the whole document ends reading must not depend on the threads: once more, page after page.
    drop(read);
    source.spent().clear();
    read_run(source, tags, 0, pages)
}

/// Reads pages one after the other; they share fonts and forms.
fn read_run<'a>(source: &Source<'a>, tags: Option<&Tags>, first: usize, pages: &[Page<'a>]) -> Vec<ReadPage> {
    let mut shared = interpreter::Shared::default();
    let parts = first as u32..;
    pages.iter().zip(parts).map(|(page, part)| read_page(source, tags, &mut shared, page, part)).collect()
}

fn read_page<'a>(
    source: &Source<'a>,
    tags: Option<&Tags>,
    shared: &mut interpreter::Shared,
    page: &Page<'a>,
    part: u32,
) -> ReadPage {
    let content = interpreter::run(source, shared, page);
    let reading = reading_of(&content);
    let pictured = content.picture_share() > 0.0;
    let by = hidden::classify(&content);
    let hidden = hidden::passages(&content, &by, part);
    let content = content.without(&by);
    let by_tags = tags.and_then(|tags| tagged_page::drafts(&content, tags, tags.page(page.id)));
    let drafts =
        by_tags.unwrap_or_else(|| blocks::build(lines::build(&content, content.glyphs.iter()), &content.rules));
    let mut drafts = blocks::mend(drafts);
    mark_contents(&mut drafts);
    let others = annotations::of_page(source, shared, page);
    ReadPage { reading, pictured, hidden, rect: content.page, drafts, others }
}

fn reading_of(content: &Content) -> Reading {
    let characters = content.glyphs.iter().filter(|glyph| !glyph.look.space).count();
    let problem = content.problem.map(|problem| match problem {
        Problem::Damaged => PartReason::Damaged,
        Problem::Bytes => PartReason::Limit(Limit::DecodedBytes),
        Problem::Output => PartReason::Limit(Limit::OutputBytes),
        Problem::Operators => PartReason::Limit(Limit::Operators),
        Problem::Depth => PartReason::Limit(Limit::Depth),
    });
    if characters < SCAN_CHARACTERS && content.picture_share() > SCAN_PICTURE_SHARE {
        return match characters {
            0 => Reading::Unreadable(PartReason::ScanWithoutText),
            _ => Reading::Partly(PartReason::ScanWithoutText),
        };
    }
    let unmapped = (content.unmapped > 0).then_some(PartReason::NoUnicode { glyphs: content.unmapped });
    match problem.or(unmapped) {
        Some(reason) if characters == 0 => Reading::Unreadable(reason),
        Some(reason) => Reading::Partly(reason),
        None => Reading::Read,
    }
}

fn parts(
    pages: &[(Rect, Vec<Draft>)],
    readings: &[Reading],
    others: Vec<Vec<Block>>,
    mut page_labels: BTreeMap<u32, String>,
    tagged_headings: bool,
) -> Vec<Part> {
    let furniture = furniture::find(pages);
    let is_text = |page: usize, index: usize| furniture.get(page).is_none_or(|marks| marks.get(index) != Some(&true));
    let running = pages.iter().enumerate().flat_map(|(page, (_, drafts))| {
        drafts.iter().enumerate().filter(move |&(index, _)| is_text(page, index)).map(|(_, draft)| draft)
    });
    let headings = (!tagged_headings).then(|| Headings::new(running));
    let mut tables = Tables::default();
    let mut parts = Vec::new();
    for (page, (((_, drafts), reading), others)) in pages.iter().zip(readings).zip(others).enumerate() {
        tables.next_page();
        let blocks = drafts.iter().enumerate().map(|(index, draft)| {
            let kind = if is_text(page, index) {
                kind_of(draft, headings.as_ref(), &mut tables)
            } else {
                BlockKind::Furniture
            };
            block(draft, kind)
        });
        let blocks = blocks.filter(|block| !block.text.is_empty()).chain(others).collect();
        let kind = PartKind::Page { number: page as u32 + 1, label: page_labels.remove(&(page as u32)) };
        parts.push(Part { kind, reading: *reading, blocks });
    }
    label_margin_numbers(&mut parts);
    parts
}

/// Makes rows of the lines of a table of contents, so that they are neither headings nor sentences.
fn mark_contents(drafts: &mut [Draft]) {
    let led = drafts.iter().filter(|draft| labels::is_contents_line(&draft.text)).count();
    for draft in drafts.iter_mut().filter(|draft| matches!(draft.kind, DraftKind::Text | DraftKind::Item(_))) {
        let among_others = led >= LEAST_CONTENTS_LINES && labels::may_be_contents_line(&draft.text);
        if among_others || labels::is_contents_line(&draft.text) {
            draft.kind = DraftKind::Row { table: CONTENTS_TABLE, header: false };
        }
    }
}

/// Fewest margin numbers of a document for them to be taken for such.
const LEAST_MARGIN_NUMBERS: usize = 3;

/// Takes the numbers in the margin of judgments and the like for labels, if the document has several.
fn label_margin_numbers(parts: &mut [Part]) {
    let numbered = |block: &Block| match block.kind {
        BlockKind::Paragraph => labels::margin_number_length(&block.text),
        _ => 0,
    };
    let count = parts.iter().flat_map(|part| &part.blocks).filter(|block| numbered(block) > 0).count();
    if count >= LEAST_MARGIN_NUMBERS {
        for block in parts.iter_mut().flat_map(|part| &mut part.blocks) {
            block.label_len = block.label_len.max(numbered(block) as u32);
        }
    }
}

/// Running numbers of tables and rows in the document.
#[derive(Default)]
struct Tables {
    next: u32,
    current: Option<u32>,
    row: u32,
}

impl Tables {
    /// A table found by its looks ends with its page; one of the structure tree may go on.
    fn next_page(&mut self) {
        self.current = self.current.filter(|table| table & TAGGED_TABLE != 0);
    }

    fn row(&mut self, table: u32, header: bool) -> BlockKind {
        if self.current == Some(table) {
            self.row += 1;
        } else {
            self.current = Some(table);
            self.next += 1;
            self.row = 0;
        }
        BlockKind::TableRow { table: self.next - 1, row: self.row, header }
    }
}

fn kind_of(draft: &Draft, headings: Option<&Headings>, tables: &mut Tables) -> BlockKind {
    match draft.kind {
        DraftKind::Row { table, header } => return tables.row(table, header),
        DraftKind::Heading(level) => return BlockKind::Heading { level },
        DraftKind::Item(level) => return BlockKind::ListItem { level },
        DraftKind::Note => return BlockKind::Note,
        DraftKind::Picture => return BlockKind::AltText,
        DraftKind::Furniture => return BlockKind::Furniture,
        DraftKind::Text => {}
    }
    if let Some(level) = headings.and_then(|headings| headings.level(draft)) {
        return BlockKind::Heading { level };
    }
    if labels::is_list_label(&draft.text) { BlockKind::ListItem { level: 0 } } else { BlockKind::Paragraph }
}

fn block(draft: &Draft, kind: BlockKind) -> Block {
    let mut text = draft.text.trim().to_owned();
    hyphens::without_soft_hyphens(&mut text);
    let labelled = matches!(kind, BlockKind::Heading { .. } | BlockKind::ListItem { .. });
    let label_len = if labelled { labels::label_length(&text) as u32 } else { 0 };
    let Rect { x0, y0, x1, y1 } = draft.rect;
    let bbox = (!draft.rect.is_empty()).then_some([x0, y0, x1, y1]);
    Block { label_len, bbox, ..Block::new(kind, text) }
}

#[cfg(test)]
mod tests;
