/// Most operands kept for one operator; real arrays of text have a few hundred.
const MOST_OPERANDS: usize = 1 << 20;
/// Most bytes of strings kept for one operator.
const MOST_STRING_BYTES: usize = 16 << 20;

/// An operand, flat: arrays and dictionaries are their brackets, so no nesting can exhaust the stack.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Operand {
    Number(f32),
    /// A string: bytes `start..end` of the tokenizer's store.
    String(u32, u32),
    /// A name without its slash: bytes `start..end` of the tokenizer's store.
    Name(u32, u32),
    ArrayStart,
    ArrayEnd,
    DictStart,
    DictEnd,
    /// `true`, `false` or `null`.
    Constant,
}

/// Splits a content stream or `CMap` into operators with their operands, in one pass and without recursion.
pub(super) struct Tokenizer<'c> {
    content: &'c [u8],
    at: usize,
    operands: Vec<Operand>,
    store: Vec<u8>,
    /// Operands were dropped because there were too many.
    overflowed: bool,
    /// The data of an inline picture had no end.
    unended: bool,
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl<'c> Tokenizer<'c> {
    pub(super) fn new(content: &'c [u8]) -> Self {
        Self {
            content,
            at: 0,
            operands: Vec::with_capacity(64),
            store: Vec::with_capacity(256),
            overflowed: false,
            unended: false,
        }
    }

    /// The next operator; its operands are [`Self::operands`] until the next call.
    pub(super) fn next_operator(&mut self) -> Option<&'c [u8]> {
        self.operands.clear();
        self.store.clear();
        loop {
            self.skip_space();
            let byte = *self.content.get(self.at)?;
            match byte {
                b'(' => self.literal_string(),
                b'<' if self.content.get(self.at + 1) == Some(&b'<') => self.bracket(Operand::DictStart, 2),
                b'>' if self.content.get(self.at + 1) == Some(&b'>') => self.bracket(Operand::DictEnd, 2),
                b'<' => self.hex_string(),
                b'[' => self.bracket(Operand::ArrayStart, 1),
                b']' => self.bracket(Operand::ArrayEnd, 1),
                b'/' => self.name(),
                b'+' | b'-' | b'.' | b'0'..=b'9' => self.number(),
                _ if is_regular(byte) => {
                    let word = self.word();
                    match word {
                        b"true" | b"false" | b"null" => self.push(Operand::Constant),
                        _ => return Some(word),
                    }
                }
                _ => self.at += 1,
            }
        }
    }

    pub(super) fn operands(&self) -> &[Operand] {
        &self.operands
    }

    /// The bytes of a string or name.
    pub(super) fn bytes(&self, operand: Operand) -> &[u8] {
        match operand {
            Operand::String(start, end) | Operand::Name(start, end) => {
                self.store.get(start as usize..end as usize).unwrap_or_default()
            }
            _ => &[],
        }
    }

    /// Whether an operator had more operands than are kept.
    pub(super) fn overflowed(&self) -> bool {
        self.overflowed
    }

    /// Whether an inline picture took all that came after it, as its end was not found.
    pub(super) fn unended(&self) -> bool {
        self.unended
    }

    /// How many bytes have been read.
    pub(super) fn position(&self) -> usize {
        self.at.min(self.content.len())
    }

    /// The number that many places from the end, 0 being the last.
    pub(super) fn number_from_end(&self, place: usize) -> Option<f32> {
        let index = self.operands.len().checked_sub(place + 1)?;
        match self.operands.get(index)? {
            Operand::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The last `N` operands, if all are numbers.
    pub(super) fn numbers<const N: usize>(&self) -> Option<[f32; N]> {
        let mut numbers = [0.0; N];
        for (place, number) in numbers.iter_mut().rev().enumerate() {
            *number = self.number_from_end(place)?;
        }
        Some(numbers)
    }

    /// After the operator `ID`: skips the picture's data up to and with `EI`.
    pub(super) fn skip_inline_image(&mut self) {
        self.at += 1;
        let mut from = self.at;
        while let Some(found) = self.content.get(from..).and_then(|rest| rest.windows(2).position(|two| two == b"EI")) {
            let at = from + found;
            let before = at == 0 || self.content.get(at - 1).is_none_or(|&byte| is_space(byte));
            let after = self.content.get(at + 2..).unwrap_or_default();
            let ends = after.first().is_none_or(|&byte| is_space(byte));
            let looks_like_content =
                after.iter().take(12).all(|&byte| is_space(byte) && byte != 0 || (0x20..0x7f).contains(&byte));
            if before && ends && looks_like_content {
                self.at = at + 2;
                return;
            }
            from = at + 2;
        }
        self.at = self.content.len();
        self.unended = true;
    }

    fn push(&mut self, operand: Operand) {
        if self.operands.len() < MOST_OPERANDS {
            self.operands.push(operand);
        } else {
            self.overflowed = true;
        }
    }

    fn bracket(&mut self, operand: Operand, length: usize) {
        self.at += length;
        self.push(operand);
    }

    fn skip_space(&mut self) {
        while let Some(&byte) = self.content.get(self.at) {
            if byte == b'%' {
                let rest = self.content.get(self.at..).unwrap_or_default();
                self.at += rest.iter().position(|&byte| byte == b'\n' || byte == b'\r').unwrap_or(rest.len());
            } else if is_space(byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    fn word(&mut self) -> &'c [u8] {
        let rest = self.content.get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|&byte| !is_regular(byte)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    fn number(&mut self) {
        let start = self.at;
        let (mut value, mut scale, mut fraction, mut negative, mut digits) = (0f64, 1f64, false, false, 0u32);
        while let Some(&byte) = self.content.get(self.at) {
            match byte {
                b'0'..=b'9' => {
                    digits += 1;
                    value = value * 10.0 + f64::from(byte - b'0');
                    if fraction {
                        scale *= 10.0;
                    }
                }
                b'.' if !fraction => fraction = true,
                b'-' if digits == 0 && !fraction => negative = true,
                b'+' if digits == 0 => {}
                // "12-34" and "1.2.3" are written by broken programs; the first part counts.
                b'-' | b'.' => {}
                _ => break,
            }
            self.at += 1;
        }
        if self.at == start {
            self.at += 1;
        }
        let value = value / scale;
        let value = if value.is_finite() { value as f32 } else { 0.0 };
        self.push(Operand::Number(if negative { -value } else { value }));
    }

    fn name(&mut self) {
        self.at += 1;
        let start = self.store.len() as u32;
        let word = self.word();
        if word.contains(&b'#') {
            let mut rest = word;
            while let [first, tail @ ..] = rest {
                let escaped = match tail {
                    [high, low, ..] if *first == b'#' => hex(*high).zip(hex(*low)),
                    _ => None,
                };
                let (byte, length) = escaped.map_or((*first, 1), |(high, low)| (high << 4 | low, 3));
                self.store.push(byte);
                rest = rest.get(length..).unwrap_or_default();
            }
        } else {
            self.store.extend_from_slice(word);
        }
        self.push(Operand::Name(start, self.store.len() as u32));
    }

    fn hex_string(&mut self) {
        self.at += 1;
        let start = self.store.len();
        let mut high = None;
        while let Some(&byte) = self.content.get(self.at) {
            self.at += 1;
            if byte == b'>' {
                break;
            }
            let Some(digit) = hex(byte) else { continue };
            match high.take() {
                None => high = Some(digit),
                Some(high) => self.keep(high << 4 | digit),
            }
        }
        if let Some(high) = high {
            self.keep(high << 4);
        }
        self.push(Operand::String(start as u32, self.store.len() as u32));
    }

    fn keep(&mut self, byte: u8) {
        if self.store.len() < MOST_STRING_BYTES {
            self.store.push(byte);
        } else {
            self.overflowed = true;
        }
    }

    fn literal_string(&mut self) {
        self.at += 1;
        let start = self.store.len();
        let mut open = 1u32;
        while let Some(&byte) = self.content.get(self.at) {
            self.at += 1;
            match byte {
                b'\\' => self.escape(),
                b'(' => {
                    open += 1;
                    self.keep(byte);
                }
                b')' => {
                    open -= 1;
                    if open == 0 {
                        break;
                    }
                    self.keep(byte);
                }
                b'\r' => {
                    if self.content.get(self.at) == Some(&b'\n') {
                        self.at += 1;
                    }
                    self.keep(b'\n');
                }
                _ => self.keep(byte),
            }
        }
        self.push(Operand::String(start as u32, self.store.len() as u32));
    }

    fn escape(&mut self) {
        let Some(&byte) = self.content.get(self.at) else { return };
        self.at += 1;
        match byte {
            b'n' => self.keep(b'\n'),
            b'r' => self.keep(b'\r'),
            b't' => self.keep(b'\t'),
            b'b' => self.keep(8),
            b'f' => self.keep(12),
            b'\r' => {
                if self.content.get(self.at) == Some(&b'\n') {
                    self.at += 1;
                }
            }
            b'\n' => {}
            b'0'..=b'7' => {
                let mut value = u32::from(byte - b'0');
                for _ in 0..2 {
                    match self.content.get(self.at) {
                        Some(&digit @ b'0'..=b'7') => {
                            value = value * 8 + u32::from(digit - b'0');
                            self.at += 1;
                        }
                        _ => break,
                    }
                }
                self.keep(value as u8);
            }
            _ => self.keep(byte),
        }
    }
}

fn hex(byte: u8) -> Option<u8> {
    (byte as char).to_digit(16).map(|digit| digit as u8)
}

#[cfg(test)]
mod tests;
