use std::collections::HashSet;

use lopdf::{Dictionary, Object, ObjectId};
use vermerk_document::{Block, BlockKind};

use super::geometry::Rect;
use super::interpreter::{self, Shared};
use super::pages::Page;
use super::source::{Source, as_dict, text_string};
use super::{hyphens, lines};

/// Most annotations of a page, and most nodes of a tree of names.
const MOST: usize = 10_000;
/// Longest text taken from one annotation or field, in characters.
const LONGEST: usize = 20_000;

/// The notes, stamps, filled fields and attached files of a page, as blocks of their own kinds.
pub(super) fn of_page<'a>(source: &Source<'a>, shared: &mut Shared, page: &Page<'a>) -> Vec<Block> {
    let annotations = if page.missing { None } else { source.array(page.dictionary, b"Annots") }.unwrap_or_default();
    let mut blocks = Vec::new();
    for annotation in annotations.iter().take(MOST).filter_map(|object| as_dict(source.resolve(object))) {
        // 2 is hidden, 32 not shown on the screen.
        if source.integer(annotation, b"F").unwrap_or(0) & 0x22 != 0 {
            continue;
        }
        let found = match source.name(annotation, b"Subtype").unwrap_or_default() {
            b"Widget" => field(source, annotation).map(|text| (BlockKind::FormField, text)),
            b"FileAttachment" => source
                .dict(annotation, b"FS")
                .and_then(|file| file_name(source, file))
                .map(|name| (BlockKind::Attachment, name)),
            b"Link" | b"Popup" | b"PrinterMark" | b"TrapNet" | b"Screen" | b"Movie" | b"Sound" => None,
            kind => source
                .text(annotation, b"Contents")
                .or_else(|| if kind == b"Stamp" { shown(source, shared, page, annotation) } else { None })
                .map(|text| (BlockKind::Annotation, text)),
        };
        if let Some((kind, text)) = found {
            let text = one_line(&text);
            let bbox = bounds(source, page, annotation);
            blocks.push(Block { bbox, ..Block::new(kind, text) });
        }
    }
    blocks.retain(|block| !block.text.is_empty());
    blocks
}

/// The text a stamp shows, for one whose contents do not say it.
fn shown<'a>(source: &Source<'a>, shared: &mut Shared, page: &Page<'a>, annotation: &'a Dictionary) -> Option<String> {
    let appearance = source.dict(annotation, b"AP").and_then(|appearance| source.stream(appearance, b"N"))?;
    let content = interpreter::run_form(source, shared, page, appearance);
    let mut text = String::new();
    for line in lines::build(&content, content.glyphs.iter()) {
        hyphens::join(&mut text, &line.text);
    }
    (!text.is_empty()).then_some(text)
}

/// The names of the files embedded in the document: those in its tree of names, and those that PDF/A-3 names beside it.
pub(super) fn attachments(source: &Source<'_>) -> Vec<Block> {
    let Some(catalog) = source.catalog() else { return Vec::new() };
    let root = source.dict(catalog, b"Names").and_then(|names| source.dict(names, b"EmbeddedFiles"));
    let mut found = Vec::new();
    let mut seen: HashSet<ObjectId> = HashSet::new();
    let mut open: Vec<&Dictionary> = root.into_iter().collect();
    let mut visited = 0;
    while let Some(node) = open.pop() {
        visited += 1;
        if visited > MOST || found.len() > MOST {
            break;
        }
        let entries = source.array(node, b"Names").unwrap_or_default();
        let files = entries.iter().skip(1).step_by(2).take(MOST).filter_map(|entry| as_dict(source.resolve(entry)));
        found.extend(files.filter_map(|file| file_name(source, file)));
        let kids = source.array(node, b"Kids").unwrap_or_default().iter().take(MOST).rev();
        let new = kids.filter(|kid| kid.as_reference().map_or(true, |id| seen.insert(id)));
        open.extend(new.filter_map(|kid| as_dict(source.resolve(kid))));
    }
    let associated = source.array(catalog, b"AF").unwrap_or_default().iter().take(MOST);
    let associated = associated.filter_map(|file| file_name(source, as_dict(source.resolve(file))?));
    let known: HashSet<String> = found.iter().cloned().collect();
    found.extend(associated.filter(|name| !known.contains(name)));
    found.into_iter().map(|name| Block::new(BlockKind::Attachment, one_line(&name))).collect()
}

fn file_name<'a>(source: &Source<'a>, file: &'a Dictionary) -> Option<String> {
    source.text(file, b"UF").or_else(|| source.text(file, b"F"))
}

/// A filled field: its name for readers, if it has one, and its value.
fn field<'a>(source: &Source<'a>, widget: &'a Dictionary) -> Option<String> {
    let value = inherited(source, widget, b"V")?;
    let kind = inherited(source, widget, b"FT").and_then(|kind| kind.as_name().ok()).unwrap_or_default();
    let value = match (kind, value) {
        (b"Sig", _) => return None,
        (b"Btn", Object::Name(state)) => {
            let shown = source.name(widget, b"AS").unwrap_or(state);
            (shown != b"Off").then(|| "☒".to_owned())?
        }
        (_, Object::String(bytes, _)) => text_string(bytes),
        (_, Object::Name(name)) => String::from_utf8_lossy(name).into_owned(),
        (_, Object::Array(values)) => {
            let texts = values.iter().filter_map(|value| source.resolve(value).as_str().ok()).map(text_string);
            texts.collect::<Vec<_>>().join(", ")
        }
        (_, Object::Stream(stream)) => text_string(&source.decode(stream).bytes),
        _ => return None,
    };
    if value.trim().is_empty() {
        return None;
    }
    let name = inherited(source, widget, b"TU").and_then(|name| name.as_str().ok()).map(text_string);
    match name.filter(|name| (1..=40).contains(&name.trim().chars().count())) {
        Some(name) => Some(format!("{}: {value}", name.trim().trim_end_matches(':'))),
        None => Some(value),
    }
}

/// An entry of a field or of the fields above it.
fn inherited<'a>(source: &Source<'a>, widget: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    let mut field = widget;
    for _ in 0..16 {
        if let Some(value) = source.get(field, key) {
            return Some(value);
        }
        field = source.dict(field, b"Parent")?;
    }
    None
}

fn bounds<'a>(source: &Source<'a>, page: &Page<'a>, annotation: &'a Dictionary) -> Option<[f32; 4]> {
    let corners = source.numbers(annotation, b"Rect")?;
    let &[x0, y0, x1, y1] = corners.as_slice() else { return None };
    let (matrix, _) = page.placement(source);
    let Rect { x0, y0, x1, y1 } = matrix.apply_rect([x0, y0, x1, y1]);
    [x0, y0, x1, y1].iter().all(|number| number.is_finite()).then_some([x0, y0, x1, y1])
}

fn one_line(text: &str) -> String {
    let clean: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}
