mod cmap;
mod embedded;
mod encoding;
mod widths;

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use lopdf::{Dictionary, Object};

use self::cmap::CMap;
use self::encoding::BaseEncoding;
use super::source::{Source, as_dict};

pub(super) use self::encoding::pdf_doc;

/// A font as far as reading needs it: codes to text and to widths.
pub(super) struct Font {
    pub(super) bold: bool,
    pub(super) vertical: bool,
    /// Height of the em and width factor of a Type 3 font's own space; (1, 0.001) for the others.
    pub(super) em: f32,
    pub(super) width_unit: f32,
    kind: Kind,
}

enum Kind {
    Simple { glyphs: Vec<Glyph> },
    Composite(Box<Composite>),
}

/// What a code shows: its width in thousandths, and its text, or `None` if no one says what it is.
#[derive(Debug, Clone, Default)]
pub(super) struct Glyph {
    pub(super) width: f32,
    pub(super) text: Option<Box<str>>,
}

struct Composite {
    codes: CMap,
    to_unicode: Option<CMap>,
    identity_unicode: bool,
    ordering: Vec<u8>,
    widths: Widths,
    program: embedded::Program,
    gid_of_cid: Option<Vec<u8>>,
    seen: RefCell<HashMap<(u32, u8), Glyph>>,
}

/// Most ranges of widths that are kept; each new glyph is looked up in all of them.
const MOST_RANGES: usize = 4096;
/// Ranges of fewer glyphs than this are kept glyph by glyph.
const SHORT_RANGE: u32 = 16;

#[derive(Default)]
struct Widths {
    default: f32,
    single: BTreeMap<u32, f32>,
    ranges: Vec<(u32, u32, f32)>,
}

impl Font {
    /// Reads a font's dictionary; whatever is missing or damaged has its default.
    pub(super) fn read<'a>(source: &Source<'a>, font: &'a Dictionary) -> Self {
        match source.name(font, b"Subtype").unwrap_or_default() {
            b"Type0" => composite(source, font),
            b"Type3" => simple(source, font, true),
            _ => simple(source, font, false),
        }
    }

    /// The font in place of one that is not there.
    pub(super) fn plain() -> Self {
        let glyph = |code: u8| {
            let character = BaseEncoding::WinAnsi.character(code);
            let width = widths::standard_width("", false, false, character.unwrap_or(' '));
            Glyph { width, text: character.map(|c| c.to_string().into_boxed_str()) }
        };
        let kind = Kind::Simple { glyphs: (0..=255).map(glyph).collect() };
        Self { bold: false, vertical: false, em: 1.0, width_unit: 0.001, kind }
    }

    /// The first code of the bytes: its value, its length, and what it shows.
    pub(super) fn next<R>(&self, bytes: &[u8], with: impl FnOnce(u32, usize, &Glyph) -> R) -> R {
        match &self.kind {
            Kind::Simple { glyphs } => {
                let code = bytes.first().copied().unwrap_or_default();
                with(u32::from(code), 1, glyphs.get(usize::from(code)).unwrap_or(&Glyph { width: 0.0, text: None }))
            }
            Kind::Composite(composite) => {
                let (code, length) = composite.codes.next_code(bytes);
                let mut seen = composite.seen.borrow_mut();
                let glyph = seen.entry((code, length as u8)).or_insert_with(|| composite.glyph(code, length));
                with(code, length, glyph)
            }
        }
    }
}

impl Composite {
    fn glyph(&self, code: u32, length: usize) -> Glyph {
        let cid = self.codes.cid(code, length);
        let mut text = String::new();
        let known = self.to_unicode.as_ref().is_some_and(|map| map.text(code, &mut text))
            || (self.identity_unicode && push_code(code, &mut text))
            || cmap::collection_text(&self.ordering, cid, &mut text)
            || self.text_of_program(cid, &mut text);
        Glyph { width: self.widths.of(cid), text: known.then(|| text.into_boxed_str()) }
    }

    fn text_of_program(&self, cid: u32, text: &mut String) -> bool {
        let glyph = match (&self.gid_of_cid, &self.program.glyph_of_cid) {
            (Some(map), _) => {
                let at = cid as usize * 2;
                map.get(at..at + 2).map_or(0, |pair| u32::from(u16::from_be_bytes([pair[0], pair[1]])))
            }
            (None, Some(glyphs)) => glyphs.get(&cid).copied().unwrap_or(0),
            (None, None) => cid,
        };
        match self.program.by_glyph.get(&glyph) {
            Some(known) => {
                text.push_str(known);
                true
            }
            None => false,
        }
    }
}

impl Widths {
    fn of(&self, cid: u32) -> f32 {
        if let Some(&width) = self.single.get(&cid) {
            return width;
        }
        let range = self.ranges.iter().rev().find(|(low, high, _)| (*low..=*high).contains(&cid));
        range.map_or(self.default, |&(.., width)| width)
    }

    fn read<'a>(source: &Source<'a>, font: &'a Dictionary) -> Self {
        let mut widths = Self { default: source.number(font, b"DW").unwrap_or(1000.0), ..Self::default() };
        let mut entries = source.array(font, b"W").unwrap_or_default().iter().map(|entry| source.resolve(entry));
        while let (Some(first), Some(second)) = (entries.next(), entries.next()) {
            let Ok(first) = first.as_float() else { continue };
            // No font has more; and numbers must not run over while they are counted up.
            let first = first.clamp(0.0, 16_777_215.0) as u32;
            if widths.single.len() + widths.ranges.len() > 0x2_0000 {
                break;
            }
            if let Object::Array(list) = second {
                for (cid, width) in (first..).zip(list.iter().take(0x1_0000)) {
                    widths.single.insert(cid, source.resolve(width).as_float().unwrap_or(widths.default));
                }
            } else if let (Ok(last), Some(width)) = (second.as_float(), entries.next()) {
                let (last, width) = (last.max(0.0) as u32, width.as_float().unwrap_or(widths.default));
                if last.saturating_sub(first) < SHORT_RANGE {
                    widths.single.extend((first..=last).map(|cid| (cid, width)));
                } else if widths.ranges.len() < MOST_RANGES {
                    widths.ranges.push((first, last, width));
                }
            }
        }
        widths
    }
}

fn push_code(code: u32, text: &mut String) -> bool {
    text.extend(char::from_u32(code).filter(|&c| c != '\0'));
    !text.is_empty()
}

fn composite<'a>(source: &Source<'a>, font: &'a Dictionary) -> Font {
    let empty = source.trailer();
    let descendant = source.get(font, b"DescendantFonts").and_then(|object| match object {
        Object::Array(fonts) => fonts.first().and_then(|font| as_dict(source.resolve(font))),
        other => as_dict(other),
    });
    // Without a descendant nothing is known of the font; the trailer has none of its keys either.
    let descendant = descendant.unwrap_or(empty);
    let descriptor = source.dict(descendant, b"FontDescriptor");
    let codes = match source.get(font, b"Encoding") {
        Some(Object::Name(name)) => CMap::predefined(name).unwrap_or_default(),
        Some(Object::Stream(stream)) => {
            let base = source.name(&stream.dict, b"UseCMap").and_then(CMap::predefined);
            let mut map = CMap::parse(&source.decode(stream).bytes, base);
            map.vertical |= source.integer(&stream.dict, b"WMode") == Some(1);
            map
        }
        _ => CMap::default(),
    };
    let (to_unicode, identity_unicode) = to_unicode(source, font);
    let information = source.dict(descendant, b"CIDSystemInfo");
    let ordering = information.and_then(|dict| source.bytes(dict, b"Ordering")).unwrap_or_default().to_vec();
    let gid_of_cid = source.stream(descendant, b"CIDToGIDMap").map(|stream| source.decode(stream).bytes);
    // A map of the codes makes the font program's own tables needless, and reading them is dear.
    let needs_program = to_unicode.is_none() && !identity_unicode;
    let program = if needs_program { program(source, descriptor) } else { embedded::Program::default() };
    let vertical = codes.vertical;
    let widths = Widths::read(source, descendant);
    let seen = RefCell::new(HashMap::new());
    let composite = Composite { codes, to_unicode, identity_unicode, ordering, widths, program, gid_of_cid, seen };
    Font {
        bold: is_bold(source, font, descriptor),
        vertical,
        em: 1.0,
        width_unit: 0.001,
        kind: Kind::Composite(Box::new(composite)),
    }
}

fn to_unicode<'a>(source: &Source<'a>, font: &'a Dictionary) -> (Option<CMap>, bool) {
    match source.get(font, b"ToUnicode") {
        Some(Object::Stream(stream)) => {
            let base = source.name(&stream.dict, b"UseCMap").and_then(CMap::predefined);
            let map = CMap::parse(&source.decode(stream).bytes, base);
            (map.has_texts().then_some(map), false)
        }
        Some(Object::Name(name)) => (None, name.starts_with(b"Identity")),
        _ => (None, false),
    }
}

fn program<'a>(source: &Source<'a>, descriptor: Option<&'a Dictionary>) -> embedded::Program {
    let stream = descriptor.and_then(|descriptor| {
        [b"FontFile2".as_slice(), b"FontFile3", b"FontFile"].iter().find_map(|key| source.stream(descriptor, key))
    });
    stream.map(|stream| embedded::read(&source.decode(stream).bytes)).unwrap_or_default()
}

fn base_font<'a>(source: &Source<'a>, font: &'a Dictionary) -> String {
    let name = source.name(font, b"BaseFont").map(String::from_utf8_lossy).unwrap_or_default();
    // "ABCDEF+Name" is a subset of the font Name.
    name.rsplit('+').next().unwrap_or_default().to_owned()
}

fn is_bold<'a>(source: &Source<'a>, font: &'a Dictionary, descriptor: Option<&'a Dictionary>) -> bool {
    let name = base_font(source, font).to_ascii_lowercase();
    let by_name = ["bold", "black", "heavy", "-bd", "cmbx", "sfbx", "ecbx", "-demi", "semibold", "extrabold"];
    let weight = descriptor.and_then(|d| source.number(d, b"FontWeight")).unwrap_or(400.0);
    let flags = descriptor.and_then(|d| source.integer(d, b"Flags")).unwrap_or(0);
    by_name.iter().any(|part| name.contains(part)) || weight >= 600.0 || flags & (1 << 18) != 0
}

fn simple<'a>(source: &Source<'a>, font: &'a Dictionary, type_3: bool) -> Font {
    let name = base_font(source, font);
    let descriptor = source.dict(font, b"FontDescriptor");
    let flags = descriptor.and_then(|d| source.integer(d, b"Flags")).unwrap_or(0);
    let symbolic = flags & 4 != 0;
    let (to_unicode, identity_unicode) = to_unicode(source, font);
    let encoding = source.get(font, b"Encoding");
    let encoding_dict = encoding.and_then(as_dict);
    let base_name = match encoding {
        Some(Object::Name(name)) => Some(name.as_slice()),
        _ => encoding_dict.and_then(|dict| source.name(dict, b"BaseEncoding")),
    };
    let named_base = base_name.and_then(BaseEncoding::by_name);
    let differences = encoding_dict.map(|dict| differences(source, dict)).unwrap_or_default();
    let embedded =
        descriptor.is_some_and(|d| [b"FontFile".as_slice(), b"FontFile2", b"FontFile3"].iter().any(|k| d.has(k)));
    let needs_program = embedded && (named_base.is_none() || symbolic) && to_unicode.is_none();
    let program = if needs_program { program(source, descriptor) } else { embedded::Program::default() };
    let fallback = match name.as_str() {
        "Symbol" | "SymbolMT" => BaseEncoding::Symbol,
        "ZapfDingbats" => BaseEncoding::ZapfDingbats,
        _ if source.name(font, b"Subtype") == Some(b"TrueType") || embedded => BaseEncoding::WinAnsi,
        _ => BaseEncoding::Standard,
    };
    let bold = is_bold(source, font, descriptor);
    let first = source.integer(font, b"FirstChar").unwrap_or(0);
    let listed = source.array(font, b"Widths");
    let missing = descriptor.and_then(|d| source.number(d, b"MissingWidth"));
    let glyphs = (0..=255u8).map(|code| {
        let mut text = String::new();
        let difference = differences.get(&code);
        let known = to_unicode.as_ref().is_some_and(|map| map.text(u32::from(code), &mut text))
            || (identity_unicode && push_code(u32::from(code), &mut text))
            || difference.is_some_and(|name| encoding::by_glyph_name(name, &mut text))
            || difference.is_some_and(|name| push(encoding::numbered_name(name), &mut text))
            || (difference.is_none()
                && named_base.is_some()
                && !symbolic
                && push(named_base.and_then(|base| base.character(code)), &mut text))
            || (difference.is_none() && text_of_code(&program, code, &mut text))
            || (difference.is_none() && push(named_base.unwrap_or(fallback).character(code), &mut text));
        let index = usize::try_from(i64::from(code) - first).ok();
        let width = listed.and_then(|list| source.resolve(list.get(index?)?).as_float().ok());
        let standard = || {
            let character = text.chars().next().unwrap_or(' ');
            widths::standard_width(&name, flags & 2 != 0, bold, character)
        };
        let width = width.or(if listed.is_some() { missing.or(Some(0.0)) } else { None }).unwrap_or_else(standard);
        Glyph { width, text: known.then(|| text.into_boxed_str()) }
    });
    let glyphs = glyphs.collect();
    let (em, width_unit) = if type_3 { type_3_units(source, font) } else { (1.0, 0.001) };
    Font { bold, vertical: false, em, width_unit, kind: Kind::Simple { glyphs } }
}

fn push(character: Option<char>, text: &mut String) -> bool {
    text.extend(character);
    character.is_some()
}

fn text_of_code(program: &embedded::Program, code: u8, text: &mut String) -> bool {
    let by_glyph = || program.by_glyph.get(program.glyph_of_code.get(&code)?);
    match program.by_code.get(&code).or_else(by_glyph) {
        Some(known) => {
            text.push_str(known);
            true
        }
        None => false,
    }
}

fn differences<'a>(source: &Source<'a>, encoding: &'a Dictionary) -> BTreeMap<u8, &'a [u8]> {
    let mut names = BTreeMap::new();
    let mut code = 0u32;
    for entry in source.array(encoding, b"Differences").unwrap_or_default().iter().take(4096) {
        match source.resolve(entry) {
            Object::Name(name) => {
                if let Ok(code) = u8::try_from(code) {
                    names.insert(code, name.as_slice());
                }
                code = code.saturating_add(1);
            }
            other => code = other.as_float().map_or(code, |number| number.max(0.0) as u32),
        }
    }
    names
}

/// The em of a Type 3 font is the height of its box, and widths are in its own units.
fn type_3_units<'a>(source: &Source<'a>, font: &'a Dictionary) -> (f32, f32) {
    let matrix = source.numbers(font, b"FontMatrix").unwrap_or_default();
    let (unit_x, unit_y) = match matrix.as_slice() {
        [a, b, c, d, ..] => (a.hypot(*b), c.hypot(*d)),
        _ => (0.001, 0.001),
    };
    let height = match source.numbers(font, b"FontBBox").unwrap_or_default().as_slice() {
        [_, bottom, _, top] if (top - bottom).abs() > 0.0 => (top - bottom).abs() * unit_y,
        _ => 1.0,
    };
    let em = if (0.2..4.0).contains(&height) { height } else { 1.0 };
    (em, unit_x)
}

#[cfg(test)]
mod tests;
