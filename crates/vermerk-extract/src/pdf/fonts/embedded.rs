use std::collections::BTreeMap;

use read_fonts::ps::agl;
use read_fonts::ps::cff::CffFontRef;
use read_fonts::ps::type1::Type1Font;
use read_fonts::tables::cmap::CmapSubtable;
use read_fonts::types::{GlyphId, GlyphId16};
use read_fonts::{FontRef, TableProvider};

/// What the font program itself says of its codes and glyphs, asked where the PDF says nothing.
#[derive(Debug, Default)]
pub(super) struct Program {
    /// Text of each code by the program's own encoding (Type 1, CFF).
    pub(super) by_code: BTreeMap<u8, String>,
    /// Glyph of each code by a symbol or Mac table (TrueType).
    pub(super) glyph_of_code: BTreeMap<u8, u32>,
    /// Text of each glyph, by the table of characters or by the glyphs' names.
    pub(super) by_glyph: BTreeMap<u32, String>,
    /// Glyph of each CID, where the program is a CID-keyed CFF.
    pub(super) glyph_of_cid: Option<BTreeMap<u32, u32>>,
}

/// Reads a font program of whichever kind it is; an unreadable one says nothing.
pub(super) fn read(data: &[u8]) -> Program {
    let mut program = Program::default();
    match data {
        [0x80, ..] | [b'%', b'!', ..] => type_1(data, &mut program),
        [1, 0, ..] => cff(data, &mut program),
        _ => sfnt(data, &mut program),
    }
    program
}

fn named(name: &str) -> Option<String> {
    let text: String = agl::name_to_chars(name).collect();
    (!text.is_empty()).then_some(text)
}

fn type_1(data: &[u8], program: &mut Program) {
    let Ok(font) = Type1Font::new(data) else { return };
    let Some(encoding) = font.encoding() else { return };
    for code in 0..=255 {
        if let Some(text) = encoding.glyph_name(code).and_then(named) {
            program.by_code.insert(code, text);
        }
    }
}

fn cff(data: &[u8], program: &mut Program) {
    let Ok(font) = CffFontRef::new(data, 0, None) else { return };
    let Some(charset) = font.charset() else { return };
    let glyphs = font.num_glyphs().min(0xffff);
    if font.is_cid() {
        let cids = (0..glyphs).filter_map(|glyph| Some((charset.string_id(GlyphId::new(glyph))?, glyph)));
        program.glyph_of_cid = Some(cids.map(|(cid, glyph)| (u32::from(cid.to_u16()), glyph)).collect());
        return;
    }
    for glyph in 0..glyphs {
        let name = charset.string_id(GlyphId::new(glyph)).and_then(|id| font.string(id));
        if let Some(text) = name.and_then(|name| str::from_utf8(name).ok()).and_then(named) {
            program.by_glyph.insert(glyph, text);
        }
    }
    let Some(encoding) = font.encoding() else { return };
    for code in 0..=255 {
        let glyph = encoding.map(code).map(GlyphId::to_u32).filter(|&glyph| glyph > 0);
        if let Some(text) = glyph.and_then(|glyph| program.by_glyph.get(&glyph)) {
            program.by_code.insert(code, text.clone());
        }
    }
}

fn sfnt(data: &[u8], program: &mut Program) {
    let Ok(font) = FontRef::from_index(data, 0) else { return };
    if let Ok(table) = font.cff() {
        cff(table.offset_data().as_bytes(), program);
    }
    if let Ok(cmap) = font.cmap() {
        for record in cmap.encoding_records().iter().take(32) {
            let Ok(subtable) = record.subtable(cmap.offset_data()) else { continue };
            let platform = record.platform_id() as u16;
            let symbol = platform == 3 && record.encoding_id() == 0;
            if (platform == 3 && !symbol) || platform == 0 {
                characters(&subtable, program);
            } else {
                codes(&subtable, symbol, program);
            }
        }
    }
    if program.by_glyph.is_empty()
        && let Ok(post) = font.post()
    {
        let glyphs = font.maxp().map_or(0, |maxp| maxp.num_glyphs());
        for glyph in 0..glyphs {
            if let Some(text) = post.glyph_name(GlyphId16::new(glyph)).and_then(named) {
                program.by_glyph.insert(u32::from(glyph), text);
            }
        }
    }
}

/// Glyph to character, from a table of Unicode characters; the first character of a glyph counts.
fn characters(subtable: &CmapSubtable<'_>, program: &mut Program) {
    let mut keep = |code: u32, glyph: GlyphId| {
        if let Some(character) = char::from_u32(code).filter(|&c| c != '\0' && !is_private(c)) {
            program.by_glyph.entry(glyph.to_u32()).or_insert_with(|| character.to_string());
        }
    };
    subtable.iter().take(0x2_0000).for_each(|(code, glyph)| keep(code, glyph));
}

fn codes(subtable: &CmapSubtable<'_>, symbol: bool, program: &mut Program) {
    let pages: &[u32] = if symbol { &[0xf000, 0, 0xf100, 0xf200] } else { &[0] };
    for code in 0..=255u8 {
        let glyph = pages.iter().find_map(|page| subtable.map_codepoint(page + u32::from(code)));
        if let Some(glyph) = glyph.filter(|glyph| glyph.to_u32() > 0) {
            program.glyph_of_code.entry(code).or_insert(glyph.to_u32());
        }
    }
}

fn is_private(character: char) -> bool {
    matches!(character, '\u{e000}'..='\u{f8ff}')
}
