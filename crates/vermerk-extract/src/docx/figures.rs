//! How Word writes the numbers of lists, and which letters stand for the pictures of its symbol fonts.

use super::properties::SymbolFont;
use crate::numerals;

/// The form of a number in a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberFormat {
    Decimal,
    /// Padded with zeros to this many digits.
    Padded(u8),
    UpperRoman,
    LowerRoman,
    UpperLetter,
    LowerLetter,
    Ordinal,
    CardinalWord,
    OrdinalWord,
    Hex,
    Chicago,
    /// Letters counted through an alphabet of its own.
    Alphabet(&'static str),
    /// Digits of another script, from its zero.
    Digits(char),
    /// Digits one to nine and ten, hundred, thousand as in Chinese writing.
    Chinese,
    Circled,
    Bullet,
    None,
}

const RUSSIAN_UPPER: &str = "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЫЭЮЯ";
const RUSSIAN_LOWER: &str = "абвгдежзиклмнопрстуфхцчшщыэюя";
const KOREAN_SYLLABLES: &str = "가나다라마바사아자차카타파하";
const KOREAN_CONSONANTS: &str = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ";
const HEAVENLY_STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
const AIUEO: &str = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン";
const IROHA: &str = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン";
const HEBREW: &str = "אבגדהוזחטיכלמנסעפצקרשת";

impl NumberFormat {
    /// The format of a `w:numFmt`, with its pattern if it is a custom one.
    pub(super) fn of(name: &str, pattern: Option<&str>) -> Self {
        match name {
            "upperRoman" => Self::UpperRoman,
            "lowerRoman" => Self::LowerRoman,
            "upperLetter" => Self::UpperLetter,
            "lowerLetter" => Self::LowerLetter,
            "ordinal" => Self::Ordinal,
            "cardinalText" => Self::CardinalWord,
            "ordinalText" => Self::OrdinalWord,
            "decimalZero" => Self::Padded(2),
            "hex" => Self::Hex,
            "chicago" => Self::Chicago,
            "bullet" => Self::Bullet,
            "none" => Self::None,
            "russianUpper" => Self::Alphabet(RUSSIAN_UPPER),
            "russianLower" => Self::Alphabet(RUSSIAN_LOWER),
            "ganada" => Self::Alphabet(KOREAN_SYLLABLES),
            "chosung" => Self::Alphabet(KOREAN_CONSONANTS),
            "ideographTraditional" => Self::Alphabet(HEAVENLY_STEMS),
            "aiueo" | "aiueoFullWidth" => Self::Alphabet(AIUEO),
            "iroha" | "irohaFullWidth" => Self::Alphabet(IROHA),
            "hebrew2" => Self::Alphabet(HEBREW),
            "decimalFullWidth" | "decimalFullWidth2" => Self::Digits('０'),
            "hindiNumbers" => Self::Digits('०'),
            "thaiNumbers" => Self::Digits('๐'),
            "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => Self::Circled,
            "chineseCounting"
            | "chineseCountingThousand"
            | "taiwaneseCounting"
            | "taiwaneseCountingThousand"
            | "japaneseCounting"
            | "koreanDigital2"
            | "ideographDigital" => Self::Chinese,
            "custom" => {
                // "001, 002, 003, ...": the first figure shows how many digits.
                let digits = pattern.unwrap_or_default().chars().take_while(char::is_ascii_digit).count();
                Self::Padded(u8::try_from(digits.clamp(1, 9)).unwrap_or(1))
            }
            _ => Self::Decimal,
        }
    }

    /// What becomes of it at a level with legal numbering.
    pub(super) fn legal(self) -> Self {
        if matches!(self, Self::Padded(_)) { self } else { Self::Decimal }
    }

    /// Writes a number.
    pub(super) fn write(self, value: u32, german: bool) -> String {
        match self {
            Self::Padded(digits) => format!("{value:0digits$}", digits = usize::from(digits)),
            Self::UpperRoman => roman(value),
            Self::LowerRoman => roman(value).to_lowercase(),
            Self::UpperLetter => letter(value, 'A'),
            Self::LowerLetter => letter(value, 'a'),
            Self::Ordinal if german => format!("{value}."),
            Self::Ordinal => format!("{value}{}", english_suffix(value)),
            Self::CardinalWord if german => word(value, &GERMAN_CARDINALS),
            Self::CardinalWord => word(value, &ENGLISH_CARDINALS),
            Self::OrdinalWord if german => word(value, &GERMAN_ORDINALS),
            Self::OrdinalWord => word(value, &ENGLISH_ORDINALS),
            Self::Hex => format!("{value:X}"),
            Self::Chicago => repeated(value, &['*', '†', '‡', '§']),
            Self::Alphabet(alphabet) => {
                let letters: Vec<char> = alphabet.chars().collect();
                if value as usize <= letters.len() { repeated(value, &letters) } else { value.to_string() }
            }
            Self::Digits(zero) => {
                let digit = |c: char| char::from_u32(zero as u32 + c.to_digit(10).unwrap_or(0)).unwrap_or(c);
                value.to_string().chars().map(digit).collect()
            }
            Self::Chinese => chinese(value),
            Self::Circled if (1..=20).contains(&value) => {
                char::from_u32(0x2460 + value - 1).map(String::from).unwrap_or_default()
            }
            Self::Decimal | Self::Circled => value.to_string(),
            Self::Bullet | Self::None => String::new(),
        }
    }
}

const ENGLISH_CARDINALS: [&str; 12] =
    ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"];
const ENGLISH_ORDINALS: [&str; 12] = [
    "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth", "Eleventh",
    "Twelfth",
];
const GERMAN_CARDINALS: [&str; 12] =
    ["Eins", "Zwei", "Drei", "Vier", "Fünf", "Sechs", "Sieben", "Acht", "Neun", "Zehn", "Elf", "Zwölf"];
const GERMAN_ORDINALS: [&str; 12] = [
    "Erste", "Zweite", "Dritte", "Vierte", "Fünfte", "Sechste", "Siebte", "Achte", "Neunte", "Zehnte", "Elfte",
    "Zwölfte",
];

/// Labels in words go no further than a dozen in practice; beyond that figures are clear, too.
fn word(value: u32, words: &[&str]) -> String {
    let word = (value as usize).checked_sub(1).and_then(|index| words.get(index));
    word.map_or_else(|| value.to_string(), |word| (*word).to_owned())
}

fn english_suffix(value: u32) -> &'static str {
    match (value % 10, value % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

/// Word writes 27 as "AA", 28 as "BB" and 53 as "AAA".
fn letter(value: u32, first: char) -> String {
    let letters: Vec<char> = (0..26).filter_map(|step| char::from_u32(first as u32 + step)).collect();
    repeated(value, &letters)
}

fn repeated(value: u32, letters: &[char]) -> String {
    let Some(index) = value.checked_sub(1) else { return String::new() };
    let times = (index as usize / letters.len()).min(30) + 1;
    letters.get(index as usize % letters.len()).map(|letter| letter.to_string().repeat(times)).unwrap_or_default()
}

fn roman(value: u32) -> String {
    if value == 0 || value > 32_767 { value.to_string() } else { numerals::roman(value) }
}

fn chinese(value: u32) -> String {
    const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let digit = |value: u32| DIGITS.get(value as usize).copied().unwrap_or('〇');
    match value {
        0..=9 => digit(value).to_string(),
        10..=99 => {
            let mut out = String::new();
            if value >= 20 {
                out.push(digit(value / 10));
            }
            out.push('十');
            if !value.is_multiple_of(10) {
                out.push(digit(value % 10));
            }
            out
        }
        _ => value.to_string().chars().map(|c| digit(c.to_digit(10).unwrap_or(0))).collect(),
    }
}

/// A character in a list's bullet.
pub(super) fn bullet(letter: char, font: Option<SymbolFont>) -> char {
    match font {
        // A small letter o is drawn for its ring.
        Some(SymbolFont::Letters) | None if letter == 'o' => '○',
        Some(SymbolFont::Letters) | None if !is_private(letter) => letter,
        Some(font @ (SymbolFont::Symbol | SymbolFont::Wingdings)) => symbol(letter, font).unwrap_or('•'),
        _ => symbol(letter, SymbolFont::Symbol).unwrap_or('•'),
    }
}

/// Whether the character has no meaning outside its font.
pub(super) fn is_private(letter: char) -> bool {
    ('\u{e000}'..='\u{f8ff}').contains(&letter)
}

/// What a character of a symbol font shows, as a letter anyone can read; `None` if there is none for it.
pub(super) fn symbol(letter: char, font: SymbolFont) -> Option<char> {
    let code = match letter as u32 {
        code @ 0xf020..=0xf0ff => code - 0xf000,
        code @ 0x20..=0xff => code,
        _ => return None,
    };
    match font {
        SymbolFont::Letters => None,
        SymbolFont::Symbol => of_symbol(code as u8),
        SymbolFont::Wingdings => of_wingdings(code as u8),
    }
}

fn of_symbol(code: u8) -> Option<char> {
    const UPPER: &str = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ";
    const LOWER: &str = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ";
    const FROM_A1: &str = "ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑";
    match code {
        b'A'..=b'Z' => UPPER.chars().nth(usize::from(code - b'A')),
        b'a'..=b'z' => LOWER.chars().nth(usize::from(code - b'a')),
        b'"' => Some('∀'),
        b'$' => Some('∃'),
        b'\'' => Some('∍'),
        b'*' => Some('∗'),
        b'-' => Some('−'),
        b'@' => Some('≅'),
        b'\\' => Some('∴'),
        b'^' => Some('⊥'),
        b'~' => Some('∼'),
        0x20..=0x3f | b'[' | b']' | b'_' | b'{' | b'|' | b'}' => Some(char::from(code)),
        0xa0 => Some('€'),
        0xa1..=0xe5 => FROM_A1.chars().nth(usize::from(code - 0xa1)),
        0xf1 => Some('〉'),
        0xf2 => Some('∫'),
        _ => None,
    }
}

fn of_wingdings(code: u8) -> Option<char> {
    Some(match code {
        0x20 => ' ',
        0x21 => '✏',
        0x22 => '✂',
        0x28 => '☎',
        0x29 => '✆',
        0x2a => '✉',
        0x36 => '⌛',
        0x4a => '☺',
        0x4b => '😐',
        0x4c => '☹',
        0x6c | 0x9f => '•',
        0x6d | 0xa1 => '○',
        0x6e | 0xa7 => '▪',
        0x6f | 0xa8 | 0x71 | 0x72 => '□',
        0x73 | 0x75 | 0x76 => '◆',
        0x80 => '⓪',
        0x81..=0x8a => return char::from_u32(0x2460 + u32::from(code) - 0x81),
        0xab => '★',
        0xd8 | 0xd3 => '➢',
        0xdf | 0xe7 | 0xef => '←',
        0xe0 | 0xe8 | 0xf0 => '→',
        0xe1 | 0xe9 => '↑',
        0xe2 | 0xea => '↓',
        0xfb => '✗',
        0xfc => '✓',
        0xfd => '☒',
        0xfe => '☑',
        _ => return None,
    })
}
