use read_fonts::ps::{PredefinedEncoding, agl};

/// A base encoding of a simple font.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BaseEncoding {
    Standard,
    WinAnsi,
    MacRoman,
    Symbol,
    ZapfDingbats,
}

/// 0x80 to 0x9f of Windows-1252; the undefined codes show as bullets.
const WIN_ANSI_80: &str = "€•‚ƒ„…†‡ˆ‰Š‹Œ•Ž••‘’“”•–—˜™š›œ•žŸ";
/// 0x80 to 0xff of Mac OS Roman as PDF has it.
const MAC_ROMAN_80: &str = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø\
                            ¿¡¬√ƒ≈∆«»…\u{a0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄¤‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{f8ff}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";
/// 0x18 to 0x1f and 0x80 to 0xa0 of `PDFDocEncoding`.
const PDF_DOC_18: &str = "˘ˇˆ˙˝˛˚˜";
const PDF_DOC_80: &str = "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž\u{fffd}€";
/// 0x20 to 0x7e of the font Symbol.
const SYMBOL_20: &str =
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_\u{203e}αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼";
/// 0xa0 to 0xfe of the font Symbol; places without a character of their own are U+FFFD.
const SYMBOL_A0: &str =
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\u{fffd}〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭";

impl BaseEncoding {
    pub(super) fn by_name(name: &[u8]) -> Option<Self> {
        match name {
            b"StandardEncoding" => Some(Self::Standard),
            b"WinAnsiEncoding" => Some(Self::WinAnsi),
            b"MacRomanEncoding" => Some(Self::MacRoman),
            _ => None,
        }
    }

    /// The character a code stands for.
    pub(super) fn character(self, code: u8) -> Option<char> {
        let ascii = (0x20..0x7f).contains(&code).then_some(code as char);
        match self {
            Self::Standard => agl::name_to_char(PredefinedEncoding::Standard.name(code)),
            Self::WinAnsi => match code {
                0x7f => Some('•'),
                0x80..=0x9f => nth(WIN_ANSI_80, code - 0x80),
                0xa0.. => Some(code as char),
                _ => ascii,
            },
            Self::MacRoman => ascii.or_else(|| nth(MAC_ROMAN_80, code.checked_sub(0x80)?)),
            Self::Symbol => match code {
                0xa0.. => nth(SYMBOL_A0, code - 0xa0),
                _ => nth(SYMBOL_20, code.checked_sub(0x20)?),
            },
            Self::ZapfDingbats => zapf_dingbats(code),
        }
    }
}

/// A character of `PDFDocEncoding`; control characters are none.
pub(in crate::pdf) fn pdf_doc(byte: u8) -> Option<char> {
    match byte {
        b'\t' | b'\n' | b'\r' | 0x20..=0x7e | 0xa1..=0xff => Some(byte as char),
        0x18..=0x1f => nth(PDF_DOC_18, byte - 0x18),
        0x80..=0xa0 => nth(PDF_DOC_80, byte - 0x80),
        _ => None,
    }
}

fn nth(table: &str, index: u8) -> Option<char> {
    table.chars().nth(usize::from(index)).filter(|&c| c != char::REPLACEMENT_CHARACTER)
}

fn zapf_dingbats(code: u8) -> Option<char> {
    // The font's order is Unicode's Dingbats block, but for the characters Unicode had elsewhere already.
    let value = match code {
        0x20 => 0x20,
        0x25 => 0x260e,
        0x2a => 0x261b,
        0x2b => 0x261e,
        0x48 => 0x2605,
        0x6c => 0x25cf,
        0x6e => 0x25a0,
        0x73 => 0x25b2,
        0x74 => 0x25bc,
        0x75 => 0x25c6,
        0x77 => 0x25d7,
        0xa8 => 0x2663,
        0xa9 => 0x2666,
        0xaa => 0x2665,
        0xab => 0x2660,
        0xac..=0xb5 => 0x2460 + u32::from(code - 0xac),
        0xd5 => 0x2192,
        0xd6 => 0x2194,
        0xd7 => 0x2195,
        0x21..=0x7e => 0x2700 + u32::from(code - 0x20),
        0xa1..=0xef | 0xf1..=0xfe => 0x2700 + u32::from(code - 0x40),
        _ => return None,
    };
    char::from_u32(value)
}

/// What a glyph name stands for: the Adobe lists, `uniXXXX`, parts joined by `_`, and numbered names ("g41", "C0065")
/// that many writers use for the code itself.
pub(super) fn by_glyph_name(name: &[u8], out: &mut String) -> bool {
    let Ok(name) = str::from_utf8(name) else { return false };
    // "a12" is a Zapf Dingbats name, but bitmap fonts of TeX use it for the code 12.
    if name.strip_prefix('a').is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())) {
        return false;
    }
    let before = out.len();
    out.extend(agl::name_to_chars(name).filter(|&c| c != '\0'));
    out.len() > before
}

/// The code in a numbered glyph name such as "g41", "C0065" or "cid66"; `None` if it is not one or not a letter's.
pub(super) fn numbered_name(name: &[u8]) -> Option<char> {
    let name = str::from_utf8(name).ok()?;
    let digits = name.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '_' || c == ':');
    if digits.len() == name.len() || name.len() - digits.len() > 4 {
        return None;
    }
    let code: u8 = digits.parse().ok()?;
    (code >= 0x20).then(|| BaseEncoding::WinAnsi.character(code)).flatten()
}
