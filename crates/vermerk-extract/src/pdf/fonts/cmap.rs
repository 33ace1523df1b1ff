use std::sync::OnceLock;

use hayro_cmap::{BfString, CMapName, CidFamily};

use crate::pdf::tokenizer::{Operand, Tokenizer};

/// More entries than any real map has.
const MOST_ENTRIES: usize = 200_000;
/// Longest text one code may stand for, in UTF-16 units.
const LONGEST_TEXT: usize = 64;

/// A character map: how strings part into codes, and codes to CIDs or to Unicode. Ranges stay ranges.
#[derive(Debug, Default)]
pub(super) struct CMap {
    codespaces: Vec<Codespace>,
    texts: Vec<TextRange>,
    cids: Vec<CidRange>,
    base: Option<Box<CMap>>,
    predefined: Option<Box<hayro_cmap::CMap>>,
    pub(super) vertical: bool,
}

#[derive(Debug, Clone, Copy)]
struct Codespace {
    length: usize,
    low: u32,
    high: u32,
}

#[derive(Debug)]
struct TextRange {
    low: u32,
    high: u32,
    /// Text of the lowest code; its last unit counts up.
    units: Box<[u16]>,
}

#[derive(Debug)]
struct CidRange {
    length: usize,
    low: u32,
    high: u32,
    cid: u32,
}

impl CMap {
    /// A predefined map by its name. Identity has no ranges: its codes are two bytes and their own CIDs.
    pub(super) fn predefined(name: &[u8]) -> Option<Self> {
        let vertical = name.ends_with(b"-V") || name == b"V";
        if name.starts_with(b"Identity") {
            return Some(Self { vertical, ..Self::default() });
        }
        let predefined =
            hayro_cmap::CMap::parse(hayro_cmap::load_embedded(CMapName::from_bytes(name))?, hayro_cmap::load_embedded)?;
        Some(Self { vertical, predefined: Some(Box::new(predefined)), ..Self::default() })
    }

    /// Reads a map's stream; damaged parts are left out.
    pub(super) fn parse(content: &[u8], base: Option<Self>) -> Self {
        let mut map = Self { vertical: base.as_ref().is_some_and(|base| base.vertical), ..Self::default() };
        map.base = base.map(Box::new);
        let mut tokens = Tokenizer::new(content);
        while let Some(operator) = tokens.next_operator() {
            if map.texts.len() + map.cids.len() > MOST_ENTRIES {
                break;
            }
            match operator {
                b"usecmap" => {
                    if let Some(&name) = tokens.operands().last() {
                        map.base = Self::predefined(tokens.bytes(name)).map(Box::new).or(map.base);
                    }
                }
                b"endcodespacerange" => map.read_codespaces(&tokens),
                b"endbfchar" => map.read_text_chars(&tokens),
                b"endbfrange" => map.read_text_ranges(&tokens),
                b"endcidchar" => map.read_cids(&tokens, false),
                b"endcidrange" => map.read_cids(&tokens, true),
                b"def" => {
                    if let [.., key @ Operand::Name(..), Operand::Number(mode)] = tokens.operands()
                        && tokens.bytes(*key) == b"WMode"
                    {
                        map.vertical = *mode > 0.0;
                    }
                }
                _ => {}
            }
        }
        // Later entries win: with a stable sort they come last among equals.
        map.texts.sort_by_key(|range| range.low);
        map.cids.sort_by_key(|range| range.low);
        map
    }

    /// The first code of the bytes and its length (at least 1).
    pub(super) fn next_code(&self, bytes: &[u8]) -> (u32, usize) {
        if let Some(predefined) = &self.predefined {
            let longest = bytes.len().min(4);
            let known = (1..=longest).find(|&n| predefined.lookup_cid_code(number(&bytes[..n]), n as u8).is_some());
            let length = known.unwrap_or(longest.min(2));
            return (number(&bytes[..length]), length.max(1));
        }
        if !self.codespaces.is_empty() {
            for length in 1..=bytes.len().min(4) {
                let code = &bytes[..length];
                if self.codespaces.iter().any(|space| space.holds(code)) {
                    return (number(code), length);
                }
            }
            let shortest = self.codespaces.iter().map(|space| space.length).min().unwrap_or(1).min(bytes.len());
            return (number(&bytes[..shortest]), shortest.max(1));
        }
        if let Some(base) = &self.base {
            return base.next_code(bytes);
        }
        let length = bytes.len().min(2);
        (number(&bytes[..length]), length.max(1))
    }

    /// The CID of a code.
    pub(super) fn cid(&self, code: u32, length: usize) -> u32 {
        if let Some(predefined) = &self.predefined {
            return predefined.lookup_cid_code(code, length as u8).unwrap_or(0);
        }
        let end = self.cids.partition_point(|range| range.low <= code);
        let near = self.cids[..end].iter().rev().take(8);
        if let Some(range) = near.clone().find(|range| range.high >= code && range.length == length) {
            return range.cid.saturating_add(code - range.low);
        }
        match &self.base {
            Some(base) => base.cid(code, length),
            None if self.cids.is_empty() => code,
            None => 0,
        }
    }

    /// Appends what a code stands for; `false` if the map does not say.
    pub(super) fn text(&self, code: u32, out: &mut String) -> bool {
        let end = self.texts.partition_point(|range| range.low <= code);
        let Some(range) = self.texts[..end].iter().rev().take(8).find(|range| range.high >= code) else {
            return self.base.as_ref().is_some_and(|base| base.text(code, out));
        };
        let offset = code - range.low;
        let Some((&last, first)) = range.units.split_last() else { return false };
        let last = u16::try_from(u32::from(last).saturating_add(offset)).unwrap_or(0xfffd);
        let before = out.len();
        let units = first.iter().copied().chain(std::iter::once(last));
        out.extend(char::decode_utf16(units).flatten().filter(|&c| c != '\0' && c != char::REPLACEMENT_CHARACTER));
        out.len() > before
    }

    pub(super) fn has_texts(&self) -> bool {
        !self.texts.is_empty() || self.base.as_ref().is_some_and(|base| base.has_texts())
    }

    fn read_codespaces(&mut self, tokens: &Tokenizer<'_>) {
        for pair in tokens.operands().chunks_exact(2) {
            if self.codespaces.len() < 1000
                && let [low @ Operand::String(..), high @ Operand::String(..)] = pair
            {
                let (low, high) = (tokens.bytes(*low), tokens.bytes(*high));
                if (1..=4).contains(&high.len()) {
                    self.codespaces.push(Codespace { length: high.len(), low: number(low), high: number(high) });
                }
            }
        }
    }

    fn read_text_chars(&mut self, tokens: &Tokenizer<'_>) {
        for pair in tokens.operands().chunks_exact(2) {
            if let [code @ Operand::String(..), text] = pair {
                let code = number(tokens.bytes(*code));
                self.push_text(code, code, tokens, *text);
            }
        }
    }

    fn read_text_ranges(&mut self, tokens: &Tokenizer<'_>) {
        let mut rest = tokens.operands();
        while let [low @ Operand::String(..), high @ Operand::String(..), text, after @ ..] = rest {
            let (low, high) = (number(tokens.bytes(*low)), number(tokens.bytes(*high)));
            rest = after;
            if *text != Operand::ArrayStart {
                self.push_text(low, high, tokens, *text);
                continue;
            }
            let length = rest.iter().position(|&operand| operand == Operand::ArrayEnd).unwrap_or(rest.len());
            for (offset, text) in rest[..length].iter().enumerate() {
                let code = low.saturating_add(offset as u32);
                if code > high {
                    break;
                }
                self.push_text(code, code, tokens, *text);
            }
            rest = rest.get(length + 1..).unwrap_or_default();
        }
    }

    fn push_text(&mut self, low: u32, high: u32, tokens: &Tokenizer<'_>, text: Operand) {
        let bytes = tokens.bytes(text);
        let units: Box<[u16]> = match (text, bytes) {
            (Operand::String(..), [byte]) => Box::new([u16::from(*byte)]),
            (Operand::String(..), _) => {
                bytes.chunks_exact(2).take(LONGEST_TEXT).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect()
            }
            (Operand::Name(..), name) => {
                let mut text = String::new();
                super::encoding::by_glyph_name(name, &mut text);
                text.encode_utf16().collect()
            }
            _ => return,
        };
        if high >= low && self.texts.len() < MOST_ENTRIES {
            self.texts.push(TextRange { low, high, units });
        }
    }

    fn read_cids(&mut self, tokens: &Tokenizer<'_>, ranges: bool) {
        let width = if ranges { 3 } else { 2 };
        for entry in tokens.operands().chunks_exact(width) {
            let (low, high, cid) = match entry {
                [low, high, Operand::Number(cid)] => (tokens.bytes(*low), tokens.bytes(*high), *cid),
                [code, Operand::Number(cid)] => (tokens.bytes(*code), tokens.bytes(*code), *cid),
                _ => continue,
            };
            if self.cids.len() < MOST_ENTRIES {
                let (length, cid) = (high.len(), cid as u32);
                self.cids.push(CidRange { length, low: number(low), high: number(high), cid });
            }
        }
    }
}

impl Codespace {
    /// Each byte must lie between the bytes of the limits.
    fn holds(&self, code: &[u8]) -> bool {
        let (low, high) = (self.low.to_be_bytes(), self.high.to_be_bytes());
        let skip = 4 - self.length;
        code.len() == self.length
            && code
                .iter()
                .zip(low[skip..].iter().zip(&high[skip..]))
                .all(|(byte, (low, high))| low <= byte && byte <= high)
    }
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |number, &byte| number << 8 | u32::from(byte))
}

/// The Unicode of a CID of one of Adobe's character collections.
pub(super) fn collection_text(ordering: &[u8], cid: u32, out: &mut String) -> bool {
    // The maps are large and the same for every file, so they are unpacked once and only when needed.
    static MAPS: [OnceLock<Option<hayro_cmap::CMap>>; 4] = [const { OnceLock::new() }; 4];
    let place = match ordering {
        b"Japan1" => 0,
        b"GB1" => 1,
        b"CNS1" => 2,
        b"Korea1" | b"KR" => 3,
        _ => return false,
    };
    let map = MAPS[place].get_or_init(|| {
        let family = CidFamily::from_registry_ordering(b"Adobe", ordering);
        hayro_cmap::CMap::parse(hayro_cmap::load_embedded(family.ucs2_cmap()?)?, hayro_cmap::load_embedded)
    });
    match map.as_ref().and_then(|map| map.lookup_bf_string(cid)) {
        Some(BfString::Char(character)) => out.push(character),
        Some(BfString::String(text)) => out.push_str(&text),
        None => return false,
    }
    true
}

#[cfg(test)]
mod tests;
