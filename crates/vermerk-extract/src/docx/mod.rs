//! Word documents: a streaming reader on zip and quick-xml that keeps all a clerk can see, whatever state the file is in.
//!
//! Read [`read`] first. The order is: [`mod@format`] tells what the file is, [`package`] finds its parts,
//! styles, lists, notes and the like are read from theirs ([`styles`], [`numbering`], [`drawing`]), and [`mod@walk`] goes
//! through the body and gathers blocks. Nothing recurses on the input, no entity is expanded, nothing outside the file
//! is read. A side part that breaks is a notice; a body that breaks is kept as far as it goes.

mod drawing;
mod field;
mod figures;
mod format;
mod math;
mod names;
mod notes;
mod numbering;
mod package;
mod properties;
mod source;
mod story;
mod styles;
mod walk;
mod xml;

use std::collections::{BTreeMap, BTreeSet};

use vermerk_document::{
    Block, BlockKind, Document, Extraction, Limit, MediaType, Metadata, Notice, NoticeKind, Part, PartKind, PartReason,
    Reading, Rejection,
};

use self::format::Format;
use self::names::{NoteKind, Tag};
use self::notes::NoteLabels;
use self::numbering::{Counters, Numbering};
use self::package::{Package, Relation};
use self::properties::{Seen, section_properties};
use self::styles::Styles;
use self::walk::{Inserts, Role, SectionText, Shared, Walked, walk};
use self::xml::{Broken, Token};
use crate::Limits;

/// Reads a Word document.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Extraction, Rejection> {
    if bytes.len() as u64 > limits.file_bytes {
        return Err(Rejection::TooLarge(Limit::FileBytes));
    }
    let package = match format::of_bytes(bytes)? {
        Format::Zip => Package::open_zip(bytes, limits)?,
        Format::Xml => Package::open_flat(bytes, limits).ok_or(Rejection::Unsupported)?,
    };
    let root = package.relations("");
    let main = format::main_part(&package, &root)?;
    let relations = package.relations(&main);
    let mut notices = Notices::default();
    notices.add_if(package.repaired, NoticeKind::Repaired);

    let mut side = SideParts { package: &package, relations: &relations, unreadable: false };
    let mut seen = Seen::default();
    let styles = side.styles(&mut seen);
    let numbering = side.numbering(&styles);
    let mut metadata = side.metadata(&root);
    if metadata.language.is_none() {
        metadata.language.clone_from(&seen.language);
    }
    let german = metadata.language.as_deref().is_some_and(|language| language.to_lowercase().starts_with("de"));
    let mut shared = Shared {
        styles: &styles,
        numbering: &numbering,
        german,
        counters: Counters::default(),
        note_labels: NoteLabels::default(),
        tables: 0,
        hidden: Vec::new(),
        hidden_in_items: BTreeMap::new(),
        seen,
        output_left: limits.output_bytes,
    };
    let mut inserts = side.notes_and_comments(&mut shared);
    inserts.drawings = side.drawings(&relations, &mut shared.output_left);
    if !inserts.notes.is_empty() {
        shared.note_labels = side.note_labels(&inserts, german);
    }
    shared.counters = Counters::default();
    let markup = package.markup(&main).ok_or(Rejection::Damaged)?;
    let body = walk(markup, &mut shared, &inserts, Role::Body);
    shared.counters = Counters::default();
    let mut parts = assemble(body, &mut side, &mut shared, limits, &mut notices);
    promote_furniture(&mut parts);

    notices.add_if(side.unreadable, NoticeKind::SidePartUnreadable);
    notices.add_if(shared.seen.tracked, NoticeKind::TrackedChanges);
    metadata.tracked_changes = shared.seen.tracked;
    let comments = parts.iter().flat_map(|part| &part.blocks).filter(|block| block.kind == BlockKind::Comment).count();
    notices.add_if(comments > 0, NoticeKind::Comments { count: comments as u32 });
    let attachments = relations.iter().filter(|relation| matches!(&*relation.kind, "oleObject" | "package")).count();
    notices.add_if(attachments > 0, NoticeKind::Attachments { count: attachments as u32 });
    let mut hidden = shared.hidden;
    let last_part = (parts.len() as u32).saturating_sub(1);
    for passage in &mut hidden {
        passage.part = passage.part.min(last_part);
    }
    let mut passages: BTreeMap<u32, u32> = BTreeMap::new();
    for passage in &hidden {
        *passages.entry(passage.part).or_default() += 1;
    }
    let hidden_texts = passages
        .into_iter()
        .map(|(part, passages)| Notice { part: Some(part), kind: NoticeKind::HiddenText { passages } });
    notices.list.extend(hidden_texts);
    let document = Document { media_type: MediaType::Docx, metadata, parts, hidden };
    Ok(Extraction { document, notices: notices.list })
}

#[derive(Default)]
struct Notices {
    list: Vec<Notice>,
}

impl Notices {
    fn add_if(&mut self, wrong: bool, kind: NoticeKind) {
        if wrong {
            self.list.push(Notice { part: None, kind });
        }
    }
}

/// Makes parts of the body's sections: each with its own headers before and its footers after its text.
fn assemble(
    body: Walked,
    side: &mut SideParts<'_, '_>,
    shared: &mut Shared<'_>,
    limits: &Limits,
    notices: &mut Notices,
) -> Vec<Part> {
    let mut shown = BTreeSet::new();
    let mut parts = Vec::new();
    let mut sections = body.sections;
    let cut = sections.len() > limits.parts as usize;
    sections.truncate(limits.parts as usize);
    for (index, section) in sections.into_iter().enumerate() {
        let SectionText { mut blocks, props, pictures, chunks } = section;
        if !body.has_page_breaks {
            for block in &mut blocks {
                block.rendered_page = None;
            }
        }
        let has_text = blocks.iter().any(|block| block.kind.is_content());
        let mut all = side.furniture(&props.headers, index as u32, &mut shown, shared);
        all.append(&mut blocks);
        all.append(&mut side.furniture(&props.footers, index as u32, &mut shown, shared));
        let missing = PartReason::OtherDocuments { count: chunks };
        let reading = match (chunks, has_text) {
            (0, false) if pictures > 0 => Reading::Unreadable(PartReason::ScanWithoutText),
            (0, _) => Reading::Read,
            (_, true) => Reading::Partly(missing),
            (_, false) => Reading::Unreadable(missing),
        };
        if chunks > 0 {
            notices.list.push(Notice { part: Some(index as u32), kind: NoticeKind::PartUnread(missing) });
        }
        parts.push(Part { kind: PartKind::Section { number: index as u32 + 1 }, reading, blocks: all });
    }
    let last = parts.len().saturating_sub(1) as u32;
    let reason = match body.broken {
        _ if cut => Some(PartReason::Limit(Limit::Parts)),
        Some(Broken::Damaged) => Some(PartReason::Damaged),
        Some(Broken::Limit(limit)) => Some(PartReason::Limit(limit)),
        None if body.too_deep => Some(PartReason::Limit(Limit::Depth)),
        None => None,
    };
    if let (Some(reason), Some(part)) = (reason, parts.last_mut()) {
        let has_text = part.blocks.iter().any(|block| block.kind.is_content());
        part.reading = if has_text { Reading::Partly(reason) } else { Reading::Unreadable(reason) };
        notices.add_if(reason == PartReason::Damaged, NoticeKind::Incomplete);
        notices.list.push(Notice { part: Some(last), kind: NoticeKind::PartUnread(reason) });
    }
    notices.add_if(body.mended, NoticeKind::Repaired);
    parts
}

/// Where headers and footers are all the text there is, as on a form letter's blank sheet, they are the text.
fn promote_furniture(parts: &mut [Part]) {
    let is_all = parts
        .iter()
        .all(|part| part.reading == Reading::Read && part.blocks.iter().all(|block| !block.kind.is_content()));
    if is_all {
        for block in parts.iter_mut().flat_map(|part| &mut part.blocks) {
            if block.kind == BlockKind::Furniture {
                block.kind = BlockKind::Paragraph;
            }
        }
    }
}

/// The parts beside the main one.
struct SideParts<'p, 'a> {
    package: &'p Package<'a>,
    relations: &'p [Relation],
    /// One of them broke.
    unreadable: bool,
}

impl SideParts<'_, '_> {
    /// The part of a kind, by the relationships or, if they are lost, by its usual name.
    fn named(&self, kind: &str, usual: &str) -> Option<String> {
        let related = self.relations.iter().find(|relation| relation.kind == kind);
        let name = related.map(|relation| relation.target.clone()).filter(|name| self.package.has(name));
        name.or_else(|| Some(usual.to_owned()).filter(|name| self.package.has(name)))
    }

    fn note<T>(&mut self, (read, result): (T, Result<(), Broken>)) -> T {
        self.unreadable |= result.is_err();
        read
    }

    fn styles(&mut self, seen: &mut Seen) -> Styles {
        let markup = self.named("styles", "word/styles.xml").and_then(|name| self.package.markup(&name));
        markup.map(|mut markup| self.note(Styles::read(&mut markup, seen))).unwrap_or_default()
    }

    fn numbering(&mut self, styles: &Styles) -> Numbering {
        let markup = self.named("numbering", "word/numbering.xml").and_then(|name| self.package.markup(&name));
        markup.map(|mut markup| self.note(Numbering::read(&mut markup, styles))).unwrap_or_default()
    }

    fn metadata(&mut self, root: &[Relation]) -> Metadata {
        let mut metadata = Metadata::default();
        for kind in ["core-properties", "extended-properties", "extendedProperties"] {
            let related = root.iter().find(|relation| relation.kind == kind);
            let Some(mut markup) = related.and_then(|relation| self.package.markup(&relation.target)) else { continue };
            loop {
                let Ok(token) = markup.next() else {
                    self.unreadable = true;
                    break;
                };
                let tag = match token {
                    Token::Open(element) => element.tag,
                    Token::End => break,
                    _ => continue,
                };
                let slot = match tag {
                    Tag::Title => &mut metadata.title,
                    Tag::Subject => &mut metadata.subject,
                    Tag::Creator => &mut metadata.author,
                    Tag::FileLanguage => &mut metadata.language,
                    Tag::Application => &mut metadata.producer,
                    _ => continue,
                };
                let text = markup.text().0;
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                if !text.is_empty() && slot.is_none() {
                    *slot = Some(text);
                }
            }
        }
        metadata
    }

    fn notes_and_comments(&mut self, shared: &mut Shared<'_>) -> Inserts {
        let mut inserts = Inserts::default();
        for (kind, usual) in
            [("footnotes", "word/footnotes.xml"), ("endnotes", "word/endnotes.xml"), ("comments", "word/comments.xml")]
        {
            let Some(name) = self.named(kind, usual) else { continue };
            let walked = self.walk(&name, shared, Role::Items);
            for (kind, id, blocks) in walked.items {
                let texts: Vec<String> = blocks.into_iter().map(|block| block.text).collect();
                match kind {
                    Some(kind) => drop(inserts.notes.insert((kind, id), texts.join("\n"))),
                    None => drop(inserts.comments.insert(id, texts.join("\n"))),
                }
            }
        }
        inserts
    }

    /// How notes are numbered in the whole document.
    fn note_labels(&mut self, inserts: &Inserts, german: bool) -> NoteLabels {
        let has = |kind| inserts.notes.keys().any(|(k, _)| *k == kind);
        let names_endnotes = has(NoteKind::Footnote) && has(NoteKind::Endnote);
        let markup = self.named("settings", "word/settings.xml").and_then(|name| self.package.markup(&name));
        let settings = markup.map(|mut markup| section_properties(&mut markup, &mut Seen::default()));
        self.unreadable |= matches!(settings, Some(Err(_)));
        NoteLabels::new(settings.and_then(Result::ok).unwrap_or_default(), names_endnotes, german)
    }

    /// The furniture that a section shows first, as blocks.
    fn furniture(
        &mut self,
        ids: &[String],
        section: u32,
        shown: &mut BTreeSet<String>,
        shared: &mut Shared<'_>,
    ) -> Vec<Block> {
        let mut blocks = Vec::new();
        for id in ids {
            let Some(name) = self.relations.iter().find(|relation| relation.id == *id).map(|r| r.target.clone()) else {
                continue;
            };
            if !shown.insert(name.clone()) {
                continue;
            }
            let known = shared.hidden.len();
            let walked = self.walk(&name, shared, Role::Furniture);
            shared.hidden.iter_mut().skip(known).for_each(|passage| passage.part = section);
            for mut block in walked.sections.into_iter().flat_map(|section| section.blocks) {
                if block.kind != BlockKind::AltText && block.kind != BlockKind::Comment {
                    block.kind = BlockKind::Furniture;
                }
                block.rendered_page = None;
                blocks.push(block);
            }
        }
        blocks
    }

    fn walk(&mut self, name: &str, shared: &mut Shared<'_>, role: Role) -> Walked {
        let Some(markup) = self.package.markup(name) else {
            self.unreadable = true;
            return Walked::default();
        };
        let drawings = self.drawings(&self.package.relations(name), &mut shared.output_left);
        let inserts = Inserts { drawings, ..Inserts::default() };
        let walked = walk(markup, shared, &inserts, role);
        self.unreadable |= walked.broken.is_some() || walked.sections.iter().any(|section| section.chunks > 0);
        walked
    }

    /// The texts of the charts and diagrams a part refers to, as far as `left` allows.
    fn drawings(&mut self, relations: &[Relation], left: &mut u64) -> BTreeMap<String, String> {
        let mut drawings = BTreeMap::new();
        for relation in relations {
            let read = match &*relation.kind {
                "chart" | "chartEx" => drawing::chart,
                "diagramData" => drawing::diagram,
                _ => continue,
            };
            if let Some(mut markup) = self.package.markup(&relation.target) {
                let mut text = self.note(read(&mut markup));
                text.retain(|c| c == '\n' || !c.is_control());
                match left.checked_sub(text.len() as u64) {
                    _ if text.is_empty() => {}
                    Some(rest) => {
                        *left = rest;
                        drawings.insert(relation.id.clone(), text);
                    }
                    None => self.unreadable = true,
                }
            }
        }
        drawings
    }
}

#[cfg(test)]
mod tests;
