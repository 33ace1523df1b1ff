//! Walks through the markup of a part and gathers its blocks. Iterative: what is nested lies on stacks of its own.

use std::collections::BTreeMap;
use std::ops::Range;

use vermerk_document::{Block, BlockKind, Hidden, HiddenBy, Limit};

use super::field::{Field, form_data};
use super::figures::{is_private, symbol};
use super::math::formula;
use super::names::{NoteKind, Ns, Tag};
use super::notes::NoteLabels;
use super::numbering::{Counters, Numbering};
use super::properties::{
    RunProps, SectionProps, Seen, SymbolFont, paragraph_properties, row_properties, run_properties, section_properties,
    shading,
};
use super::story::{Paragraph, PlainRun, Story, Table};
use super::styles::Styles;
use super::xml::{Broken, Element, Markup, Token};

/// What a block costs in memory beside its text; counted so that masses of tiny blocks reach the limit, too.
const BLOCK_COST: u64 = 192;

/// What all parts of a document share while they are read.
#[derive(Debug)]
pub(super) struct Shared<'d> {
    pub(super) styles: &'d Styles,
    pub(super) numbering: &'d Numbering,
    pub(super) german: bool,
    pub(super) counters: Counters,
    pub(super) note_labels: NoteLabels,
    pub(super) tables: u32,
    pub(super) hidden: Vec<Hidden>,
    /// Which of these stand in a note or comment, whose section is that of the reference to it.
    pub(super) hidden_in_items: BTreeMap<(Option<NoteKind>, String), Range<usize>>,
    pub(super) seen: Seen,
    /// Bytes of text that may still be produced.
    pub(super) output_left: u64,
}

/// What stands in other parts and belongs where the text refers to it.
#[derive(Debug, Default)]
pub(super) struct Inserts {
    pub(super) notes: BTreeMap<(NoteKind, String), String>,
    pub(super) comments: BTreeMap<String, String>,
    /// Texts of charts and diagrams by the id of their relationship.
    pub(super) drawings: BTreeMap<String, String>,
}

/// What a part is, where that matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Body,
    /// Headers and footers: their white text may stand on a coloured bar.
    Furniture,
    /// A part made of many small stories with ids: notes, comments.
    Items,
}

/// What was found in a part.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub(super) sections: Vec<SectionText>,
    /// The items of a part of notes or comments by their ids.
    pub(super) items: Vec<(Option<NoteKind>, String, Vec<Block>)>,
    pub(super) broken: Option<Broken>,
    pub(super) too_deep: bool,
    pub(super) mended: bool,
    pub(super) has_page_breaks: bool,
}

/// The blocks of one section.
#[derive(Debug, Default)]
pub(super) struct SectionText {
    pub(super) blocks: Vec<Block>,
    pub(super) props: SectionProps,
    pub(super) pictures: u32,
    /// Documents of other kinds that Word puts in when it opens the file (`w:altChunk`).
    pub(super) chunks: u32,
}

struct Walker<'s, 'd> {
    shared: &'s mut Shared<'d>,
    inserts: &'s Inserts,
    role: Role,
    /// Open stories, the innermost last; never empty.
    stories: Vec<Story>,
    /// For each open `mc:AlternateContent` whether a branch has been taken.
    alternatives: Vec<bool>,
    item: Option<(Option<NoteKind>, String)>,
    /// How many hidden passages were known when the item began.
    hidden_before: usize,
    /// Within `w:t` or `a:t`: text here is text of the document.
    in_text: bool,
    /// Within displayed formulas, each of which has a line of its own.
    is_display: bool,
    pictures: u32,
    chunks: u32,
    page: u32,
    walked: Walked,
}

/// Reads a part to its end or to where it breaks.
pub(super) fn walk(mut markup: Markup<'_>, shared: &mut Shared<'_>, inserts: &Inserts, role: Role) -> Walked {
    let is_furniture = role == Role::Furniture;
    let base = Story { off_paper: is_furniture, is_furniture, ..Story::default() };
    let mut walker = Walker {
        shared,
        inserts,
        role,
        stories: vec![base],
        alternatives: Vec::new(),
        item: None,
        hidden_before: 0,
        in_text: false,
        is_display: false,
        pictures: 0,
        chunks: 0,
        page: 1,
        walked: Walked::default(),
    };
    let result = walker.run(&mut markup);
    let result = result.and_then(|()| if markup.checksum_failed() { Err(Broken::Damaged) } else { Ok(()) });
    let mut walked = walker.finish();
    walked.broken = result.err().or(walked.broken);
    walked.too_deep = markup.too_deep;
    walked.mended = markup.mended;
    walked
}

impl Walker<'_, '_> {
    fn run(&mut self, markup: &mut Markup<'_>) -> Result<(), Broken> {
        loop {
            match markup.next()? {
                Token::Open(element) => {
                    let tag = element.tag;
                    match tag {
                        Tag::Other => {}
                        Tag::Deleted | Tag::OldProps => {
                            self.shared.seen.tracked = true;
                            markup.skip()?;
                        }
                        Tag::DeletedText | Tag::ControlProps | Tag::SmartTagProps | Tag::MathProps => markup.skip()?,
                        Tag::ParagraphProps => {
                            let props = paragraph_properties(markup, &mut self.shared.seen)?;
                            self.begin_paragraph_if_none();
                            self.paragraph().props = props;
                            self.story().plain = PlainRun::Unknown;
                            self.count_label();
                        }
                        Tag::RowProps => {
                            let props = row_properties(markup, &mut self.shared.seen)?;
                            self.in_table(|table| table.props = props);
                        }
                        Tag::RunProps => {
                            let props = run_properties(markup, &mut self.shared.seen)?.props;
                            self.set_run(props);
                        }
                        Tag::Text | Tag::DrawingText => self.in_text = true,
                        Tag::Instruction => {
                            let (code, result) = markup.text();
                            result?;
                            if let Some(field) = self.story().fields.last_mut() {
                                field.add_code(&code);
                            }
                        }
                        Tag::FieldChar => {
                            let kind = element.attr("fldCharType").map(String::from);
                            let form = form_data(markup)?;
                            self.field_char(kind.as_deref(), form)?;
                        }
                        Tag::Section => {
                            let props = section_properties(markup, &mut self.shared.seen)?;
                            self.end_section(props)?;
                        }
                        Tag::Math => {
                            let (formula, result) = formula(markup);
                            if self.is_display {
                                self.begin_line()?;
                            }
                            self.push_text(&formula.signs)?;
                            let is_shown = self.story().hidden.is_none() && self.story().shows_fields();
                            if is_shown && formula.needs_linear() {
                                self.add_after(BlockKind::AltText, Some(&formula.linear))?;
                            }
                            result?;
                        }
                        Tag::Choice if self.alternatives.last() == Some(&true) || !is_understood(&element) => {
                            markup.skip()?;
                        }
                        Tag::Fallback if self.alternatives.last() == Some(&true) => markup.skip()?,
                        Tag::Note(_) if !is_real_note(&element) => markup.skip()?,
                        _ => self.open(&element)?,
                    }
                }
                Token::Close(tag, _) => self.close(tag)?,
                Token::Text(text) if self.in_text => self.push_text(&text)?,
                Token::Text(_) => {}
                Token::End => return Ok(()),
            }
        }
    }

    fn open(&mut self, element: &Element<'_>) -> Result<(), Broken> {
        match element.tag {
            Tag::Paragraph | Tag::DrawingParagraph => self.begin_paragraph()?,
            Tag::Run => self.begin_run(),
            Tag::Tab => self.push_text(" ")?,
            Tag::Break | Tag::DrawingBreak => self.push_break()?,
            Tag::HardHyphen => self.push_text("-")?,
            Tag::Symbol => self.push_symbol(element)?,
            Tag::RenderedPageBreak if self.role == Role::Body && self.stories.len() == 1 => {
                self.walked.has_page_breaks = true;
                self.page = self.page.saturating_add(1);
            }
            Tag::RubyText => self.push_text("(")?,
            Tag::MathParagraph => self.is_display = true,
            Tag::Inserted => self.shared.seen.tracked = true,
            Tag::FieldSimple => {
                let code = element.attr("instr").unwrap_or_default();
                self.story().begin_field(Field::simple(&code));
            }
            Tag::NoteReference(kind) => self.note_reference(kind, element)?,
            Tag::CommentReference => {
                let id = element.attr("id").unwrap_or_default();
                self.place_hidden(None, &id);
                let comment = self.inserts.comments.get(&*id);
                self.add_after(BlockKind::Comment, comment.map(String::as_str))?;
            }
            Tag::Note(kind) => self.begin_item(Some(kind), element)?,
            Tag::Comment => self.begin_item(None, element)?,
            Tag::Table => {
                self.end_flow()?;
                let number = self.shared.tables;
                self.shared.tables += 1;
                self.story().begin_table(number);
            }
            Tag::TableStyle => {
                let shaded = element.value().is_some_and(|style| self.shared.styles.shades_table(&style));
                self.in_table(|table| table.shaded |= shaded);
            }
            Tag::GridColumn => self.in_table(|table| table.columns += 1),
            Tag::Row => self.in_table(Table::begin_row),
            Tag::Cell => {
                let begun = self.story().tables.last_mut().is_none_or(Table::begin_cell);
                if !begun {
                    return Err(Broken::Limit(Limit::Memory));
                }
            }
            Tag::Shading => {
                // Of a table or a cell: paragraphs and runs read their own.
                let shaded = shading(element);
                self.in_table(|table| table.cell.shaded |= shaded);
            }
            Tag::DeletedCell => self.in_table(|table| table.cell.deleted = true),
            Tag::TextBox | Tag::ShapeText => {
                let is_furniture = self.role == Role::Furniture;
                let in_deleted = self.story().is_deleted();
                self.stories.push(Story { off_paper: true, is_furniture, in_deleted, ..Story::default() });
            }
            Tag::Description => {
                let text = element.attr("descr").filter(|text| !text.trim().is_empty());
                let text = text.or_else(|| element.attr("title"));
                self.add_after(BlockKind::AltText, text.as_deref())?;
            }
            Tag::VmlShape => {
                let text = element.attr("alt");
                self.add_after(BlockKind::AltText, text.as_deref())?;
            }
            Tag::WordArt => {
                let text = element.attr("string");
                self.add_after(BlockKind::TextBox, text.as_deref())?;
            }
            Tag::Picture => self.pictures += 1,
            Tag::AltChunk if !self.story().is_deleted() => self.chunks += 1,
            Tag::ChartReference => self.insert_drawing(element.relation("id").as_deref())?,
            Tag::DiagramReference => self.insert_drawing(element.relation("dm").as_deref())?,
            Tag::Alternatives => self.alternatives.push(false),
            Tag::Choice | Tag::Fallback => {
                if let Some(taken) = self.alternatives.last_mut() {
                    *taken = true;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, tag: Tag) -> Result<(), Broken> {
        match tag {
            Tag::Text | Tag::DrawingText => self.in_text = false,
            Tag::Paragraph | Tag::DrawingParagraph => self.end_paragraph()?,
            Tag::Run => self.begin_run(),
            Tag::RubyText => self.push_text(")")?,
            Tag::MathParagraph => {
                self.is_display = false;
                self.push_break()?;
            }
            Tag::FieldSimple => {
                let fields = &mut self.story().fields;
                while fields.pop().is_some_and(|field| !field.simple) {}
            }
            Tag::Cell => {
                self.end_flow()?;
                self.in_table(Table::end_cell);
            }
            Tag::Row => self.story().end_row(),
            Tag::Table => {
                self.end_flow()?;
                self.story().end_table();
            }
            Tag::TextBox | Tag::ShapeText => self.end_box()?,
            Tag::Note(_) | Tag::Comment => self.end_item()?,
            Tag::Alternatives => drop(self.alternatives.pop()),
            _ => {}
        }
        Ok(())
    }

    fn story(&mut self) -> &mut Story {
        if self.stories.is_empty() {
            self.stories.push(Story::default());
        }
        let last = self.stories.len() - 1;
        &mut self.stories[last]
    }

    fn in_table(&mut self, change: impl FnOnce(&mut Table)) {
        if let Some(table) = self.story().tables.last_mut() {
            change(table);
        }
    }

    fn charge(&mut self, bytes: usize) -> Result<(), Broken> {
        let left = self.shared.output_left.checked_sub(bytes as u64);
        self.shared.output_left = left.ok_or(Broken::Limit(Limit::OutputBytes))?;
        Ok(())
    }

    // Paragraphs

    fn begin_paragraph(&mut self) -> Result<(), Broken> {
        self.end_paragraph()?;
        let story = self.story();
        let text = std::mem::take(&mut story.carried);
        story.paragraph = Some(Paragraph { text, ..Paragraph::default() });
        story.plain = PlainRun::Unknown;
        Ok(())
    }

    fn begin_paragraph_if_none(&mut self) {
        let story = self.story();
        if story.paragraph.is_none() {
            story.paragraph = Some(Paragraph::default());
        }
    }

    fn paragraph(&mut self) -> &mut Paragraph {
        self.story().paragraph.get_or_insert_default()
    }

    /// Finds out what the open paragraph is and counts its label, once.
    fn count_label(&mut self) {
        let styles = self.shared.styles;
        let is_deleted = self.story().is_deleted();
        let paragraph = self.paragraph();
        if paragraph.label.is_some() {
            return;
        }
        let props = &paragraph.props;
        let style = styles.paragraph(props.style.as_deref());
        let heading = match props.outline {
            Some(level @ 0..=8) => Some(level + 1),
            Some(_) => None,
            None => styles.heading(props.style.as_deref()),
        };
        let mark_hidden = props.mark.props.vanish == Some(true) && !props.mark.separates_style;
        let list = props.number.or(style.number).filter(|&list| list > 0);
        let own_level = props.level;
        let numbered_by = style.numbered_by.as_deref().filter(|_| props.number.is_none());
        let level_of_style = style.level;
        let is_gone = props.mark.deleted || is_deleted;
        let mut label = None;
        let mut level = 0;
        if let Some(list) = list.filter(|_| !mark_hidden && !is_gone) {
            let linked = || self.shared.numbering.level_of_style(list, numbered_by?);
            level = own_level.or_else(linked).or(level_of_style).unwrap_or(0);
            label = self.shared.counters.label(self.shared.numbering, list, level, self.shared.german);
        }
        let paragraph = self.paragraph();
        paragraph.label = Some(label.unwrap_or_default());
        paragraph.level = level;
        paragraph.heading = heading;
    }

    fn end_paragraph(&mut self) -> Result<(), Broken> {
        let story = self.story();
        story.fields.retain_mut(Field::waits);
        if story.paragraph.is_none() {
            return Ok(());
        }
        self.count_label();
        let story = self.story();
        let is_deleted = story.is_deleted();
        let Some(mut paragraph) = story.paragraph.take() else { return Ok(()) };
        for (by, text) in paragraph.hidden.drain(..) {
            if !is_deleted && !text.trim().is_empty() {
                let part = self.walked.sections.len() as u32;
                self.shared.hidden.push(Hidden { part, by, text: text.trim().to_owned() });
            }
        }
        let story = self.story();
        if paragraph.props.mark.deleted {
            story.carried = paragraph.text;
            return Ok(());
        }
        let text = paragraph.text.trim();
        let block = (!text.is_empty()).then(|| {
            let label = paragraph.label.unwrap_or_default();
            let kind = match paragraph.heading {
                Some(level) => BlockKind::Heading { level },
                None if !label.is_empty() => BlockKind::ListItem { level: paragraph.level },
                None => BlockKind::Paragraph,
            };
            let mut block = Block::new(kind, format!("{label}{text}"));
            block.label_len = label.len() as u32;
            block.rendered_page = paragraph.page;
            block
        });
        let cost = block.as_ref().map_or(0, |block| block.text.len() + BLOCK_COST as usize);
        story.put(block);
        let section = paragraph.props.section;
        self.charge(cost)?;
        if let Some(props) = section {
            self.end_section(*props)?;
        }
        Ok(())
    }

    /// Ends a flow of paragraphs: nothing follows that could take up what a deleted mark carried over.
    fn end_flow(&mut self) -> Result<(), Broken> {
        self.end_paragraph()?;
        let story = self.story();
        if !story.carried.is_empty() {
            let text = std::mem::take(&mut story.carried);
            story.paragraph = Some(Paragraph { text, ..Paragraph::default() });
            self.end_paragraph()?;
        }
        Ok(())
    }

    fn end_section(&mut self, props: SectionProps) -> Result<(), Broken> {
        if self.stories.len() > 1 || self.role != Role::Body || !self.story().tables.is_empty() {
            return Ok(());
        }
        self.charge(BLOCK_COST as usize)?;
        let mut blocks = std::mem::take(&mut self.story().blocks);
        self.shared.note_labels.write(&mut blocks, &props);
        let pictures = std::mem::take(&mut self.pictures);
        let chunks = std::mem::take(&mut self.chunks);
        self.walked.sections.push(SectionText { blocks, props, pictures, chunks });
        Ok(())
    }

    // Runs

    /// A run that states nothing of its own yet.
    fn begin_run(&mut self) {
        match self.story().plain {
            PlainRun::Known(hidden) => {
                let story = self.story();
                story.hidden = hidden;
                story.run = RunProps::default();
            }
            PlainRun::Unknown => {
                self.set_run(RunProps::default());
                let story = self.story();
                story.plain = PlainRun::Known(story.hidden);
            }
        }
    }

    fn set_run(&mut self, props: RunProps) {
        let styles = self.shared.styles;
        let story = self.story();
        let paragraph = story.paragraph.as_ref();
        let style = styles.paragraph(paragraph.and_then(|paragraph| paragraph.props.style.as_deref()));
        let shaded = paragraph.and_then(|paragraph| paragraph.props.shaded).unwrap_or(style.shaded);
        let on_paper = !shaded && story.is_on_paper();
        let character = styles.character(props.style.as_deref()).unwrap_or_default();
        story.hidden = props.hidden_by(&character, &style.run, &styles.defaults, on_paper);
        story.run = props;
    }

    fn push_text(&mut self, text: &str) -> Result<(), Broken> {
        self.charge(text.len())?;
        let page = (self.stories.len() == 1 && self.role == Role::Body).then_some(self.page);
        let story = self.story();
        if !story.shows_fields() {
            return Ok(());
        }
        let (hidden, font) = (story.hidden, story.run.symbol_font);
        let paragraph = story.paragraph.get_or_insert_default();
        if let Some(by) = hidden {
            match paragraph.hidden.last_mut() {
                Some((last, passage)) if *last == by => passage.push_str(text),
                _ => {
                    paragraph.hidden.push((by, text.to_owned()));
                    self.charge(BLOCK_COST as usize)?;
                }
            }
            return Ok(());
        }
        append(&mut paragraph.text, text, font);
        if paragraph.page.is_none() && !paragraph.text.trim_start().is_empty() {
            paragraph.page = page;
        }
        Ok(())
    }

    /// Writes the mark of a note's label, which stands for more bytes than it has.
    fn push_mark(&mut self, mark: &str) -> Result<(), Broken> {
        self.charge(2 * mark.len())?;
        let page = (self.stories.len() == 1 && self.role == Role::Body).then_some(self.page);
        let story = self.story();
        if story.hidden.is_none() {
            let paragraph = story.paragraph.get_or_insert_default();
            paragraph.text.push_str(mark);
            paragraph.page = paragraph.page.or(page);
        }
        Ok(())
    }

    fn push_break(&mut self) -> Result<(), Broken> {
        self.charge(1)?;
        let story = self.story();
        if story.shows_fields() && story.hidden.is_none() {
            let text = &mut story.paragraph.get_or_insert_default().text;
            text.truncate(text.trim_end_matches(' ').len());
            text.push('\n');
        }
        Ok(())
    }

    /// Begins a line for a displayed formula, unless nothing stands before it.
    fn begin_line(&mut self) -> Result<(), Broken> {
        let begun = self.story().paragraph.as_ref().is_some_and(|p| !p.text.is_empty() && !p.text.ends_with('\n'));
        if begun { self.push_break() } else { Ok(()) }
    }

    fn push_symbol(&mut self, element: &Element<'_>) -> Result<(), Broken> {
        let code = element.attr("char").and_then(|code| u32::from_str_radix(&code, 16).ok());
        let font = element.attr("font").map_or(SymbolFont::Letters, |font| SymbolFont::of(&font));
        let Some(letter) = code.and_then(char::from_u32) else { return Ok(()) };
        let shown = symbol(letter, font).or_else(|| (!is_private(letter)).then_some(letter)).unwrap_or('□');
        self.push_text(shown.encode_utf8(&mut [0; 4]))
    }

    fn field_char(&mut self, kind: Option<&str>, form: Option<String>) -> Result<(), Broken> {
        match kind {
            Some("begin") => self.story().begin_field(Field::with_form(form)),
            Some("separate") => {
                if let Some(field) = self.story().fields.last_mut() {
                    field.separate();
                }
            }
            Some("end") if self.story().fields.last().is_some_and(|field| !field.simple) => {
                let form = self.story().fields.pop().and_then(Field::into_form);
                if let Some(form) = form {
                    self.push_text(&form)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    // What belongs to a place in the text but stands elsewhere

    fn add_after(&mut self, kind: BlockKind, text: Option<&str>) -> Result<(), Broken> {
        let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(()) };
        self.charge(text.len() + BLOCK_COST as usize)?;
        let mut shown = String::with_capacity(text.len());
        append(&mut shown, text, None);
        self.story().add_after(Block::new(kind, shown));
        Ok(())
    }

    fn insert_drawing(&mut self, id: Option<&str>) -> Result<(), Broken> {
        let Some(text) = id.and_then(|id| self.inserts.drawings.get(id)) else { return Ok(()) };
        self.charge(text.len() + BLOCK_COST as usize)?;
        self.story().add_after(Block::new(BlockKind::TextBox, text.as_str()));
        Ok(())
    }

    /// What is hidden in a note or comment stands in the section that first refers to it.
    fn place_hidden(&mut self, kind: Option<NoteKind>, id: &str) {
        let Some(range) = self.shared.hidden_in_items.remove(&(kind, id.to_owned())) else { return };
        let part = self.walked.sections.len() as u32;
        self.shared.hidden.get_mut(range).unwrap_or_default().iter_mut().for_each(|passage| passage.part = part);
    }

    fn note_reference(&mut self, kind: NoteKind, element: &Element<'_>) -> Result<(), Broken> {
        let story = self.story();
        if story.hidden == Some(HiddenBy::Invisible) || !story.shows_fields() || story.is_deleted() {
            return Ok(());
        }
        let id = element.attr("id").unwrap_or_default().into_owned();
        self.place_hidden(Some(kind), &id);
        let Some(text) = self.inserts.notes.get(&(kind, id)) else { return Ok(()) };
        let mut label = String::new();
        if !element.attr("customMarkFollows").is_some_and(|on| on == "1" || on == "true") {
            label = self.shared.note_labels.next(kind);
            self.push_mark(&label)?;
            label.push(' ');
        }
        if text.is_empty() {
            return Ok(());
        }
        self.charge(text.len() + BLOCK_COST as usize)?;
        let mut block = Block::new(BlockKind::Note, format!("{label}{text}"));
        block.label_len = label.len() as u32;
        block.rendered_page = (self.stories.len() == 1).then_some(self.page);
        self.story().add_after(block);
        Ok(())
    }

    fn end_box(&mut self) -> Result<(), Broken> {
        if self.stories.len() < 2 {
            return Ok(());
        }
        self.end_flow()?;
        while !self.story().tables.is_empty() {
            self.story().end_table();
        }
        let Some(story) = self.stories.pop() else { return Ok(()) };
        let outer = self.story();
        for mut block in story.blocks {
            if matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem { .. }) {
                block.kind = BlockKind::TextBox;
            }
            outer.add_after(block);
        }
        Ok(())
    }

    fn begin_item(&mut self, kind: Option<NoteKind>, element: &Element<'_>) -> Result<(), Broken> {
        if self.role == Role::Items {
            self.charge(BLOCK_COST as usize)?;
            self.item = element.attr("id").map(|id| (kind, id.into_owned()));
            self.hidden_before = self.shared.hidden.len();
            self.stories.truncate(1);
            self.stories.push(Story::default());
        }
        Ok(())
    }

    fn end_item(&mut self) -> Result<(), Broken> {
        while self.stories.len() > 2 {
            self.end_box()?;
        }
        if self.stories.len() == 2 {
            self.end_flow()?;
            while !self.story().tables.is_empty() {
                self.story().end_table();
            }
            let blocks = self.stories.pop().map(|story| story.blocks).unwrap_or_default();
            if let Some((kind, id)) = self.item.take() {
                let hidden = self.hidden_before..self.shared.hidden.len();
                if !hidden.is_empty() {
                    self.shared.hidden_in_items.insert((kind, id.clone()), hidden);
                }
                self.walked.items.push((kind, id, blocks));
            }
        }
        Ok(())
    }

    /// Closes all that is open, wherever reading ended.
    fn finish(mut self) -> Walked {
        let mut result = if self.role == Role::Items { self.end_item() } else { Ok(()) };
        while self.stories.len() > 1 {
            result = result.and(self.end_box());
        }
        result = result.and(self.end_flow());
        while !self.story().tables.is_empty() {
            self.story().end_table();
        }
        result = result.and(self.end_flow());
        let mut blocks = std::mem::take(&mut self.story().blocks);
        let props = SectionProps::default();
        self.shared.note_labels.write(&mut blocks, &props);
        match self.walked.sections.last_mut() {
            Some(section) if blocks.is_empty() => {
                section.pictures += self.pictures;
                section.chunks += self.chunks;
            }
            _ => self.walked.sections.push(SectionText { blocks, props, pictures: self.pictures, chunks: self.chunks }),
        }
        self.walked.broken = result.err();
        self.walked
    }
}

/// Whether this reader can read a `mc:Choice`: it knows all namespaces the choice requires.
fn is_understood(element: &Element<'_>) -> bool {
    let requires = element.attr("Requires").unwrap_or_default();
    requires.split_whitespace().all(|prefix| {
        let (ns, understood) = element.namespace(prefix);
        understood || ns != Ns::Other
    })
}

/// Whether a note is one that can be referred to, not the line between text and notes.
fn is_real_note(element: &Element<'_>) -> bool {
    element.attr("type").is_none_or(|kind| kind == "normal")
}

/// Appends text as it is shown: white space is one space, soft hyphens and control characters are nothing, letters of
/// symbol fonts are what they show.
fn append(out: &mut String, text: &str, font: Option<SymbolFont>) {
    out.reserve(text.len());
    let mut after_space = out.is_empty() || out.ends_with([' ', '\n']);
    // What needs no change is copied in one go, from here on.
    let mut plain = 0;
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        // Nearly every byte is a plain letter or the one space between two words.
        if matches!(byte, b'!'..=b'~') || byte == b' ' && !after_space {
            after_space = byte == b' ';
            at += 1;
            continue;
        }
        let Some(letter) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
        let end = at + letter.len_utf8();
        let is_private = is_private(letter);
        let changes = letter.is_control() || is_private || matches!(letter, ' ' | '\u{ad}' | '\u{feff}' | '\u{200b}');
        if changes {
            out.push_str(text.get(plain..at).unwrap_or_default());
            plain = end;
        }
        if matches!(letter, ' ' | '\t' | '\n' | '\r') {
            if !after_space {
                out.push(' ');
            }
            after_space = true;
        } else if is_private {
            let font = font.filter(|font| *font != SymbolFont::Letters).unwrap_or(SymbolFont::Symbol);
            out.push(symbol(letter, font).unwrap_or('□'));
            after_space = false;
        } else if !changes {
            after_space = false;
        }
        at = end;
    }
    out.push_str(text.get(plain..).unwrap_or_default());
}
