use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use lopdf::{Dictionary, Object, Stream};

use super::content::{Content, Fill, FillKind, Glyph, Look, Problem};
use super::fonts::Font;
use super::geometry::{Matrix, Rect};
use super::marked::{self, MarkedContent};
use super::pages::Page;
use super::source::{Cut, Source, as_dict, most_operators};
use super::state::{Colour, State, is_white};
use super::tokenizer::{Operand, Tokenizer};

/// Most states kept by `q`; deeper ones are counted and not kept.
const MOST_STATES: usize = 1024;
/// Deepest nesting of form `XObjects`.
const DEEPEST_FORM: u32 = 24;
/// Most fills and most rules kept of a page.
const MOST_SHAPES: usize = 20_000;
/// Most bytes of decoded forms kept for their next use.
const FORM_CACHE_BYTES: usize = 32 << 20;
/// Most glyphs kept of a page; the fullest real pages have some ten thousand.
const MOST_GLYPHS: usize = 500_000;
/// What is painted with less than this opacity is not seen.
const FAINTEST: f32 = 0.02;
/// Bytes of a content stream that count as another operator; what shows text is far shorter.
const BYTES_PER_OPERATOR: u64 = 256;
/// Positions beyond this are nonsense.
const FARTHEST: f32 = 1e6;

/// What pages share: fonts and forms that have been read.
#[derive(Default)]
pub(super) struct Shared {
    fonts: HashMap<usize, Rc<Font>>,
    /// What stands in for fonts that are not there.
    plain: Option<Rc<Font>>,
    forms: HashMap<usize, Rc<Vec<u8>>>,
    form_bytes: usize,
}

/// Runs content streams and keeps what they show.
pub(super) struct Interpreter<'a, 's> {
    source: &'s Source<'a>,
    shared: &'s mut Shared,
    content: Content,
    state: State,
    states: Vec<State>,
    states_not_kept: u32,
    text_matrix: Matrix,
    line_matrix: Matrix,
    marked: MarkedContent,
    path: Path,
    /// Soft masks whose text has been read, by their place in the file.
    masks: HashSet<usize>,
    operators: u64,
    text_bytes: u64,
    /// Operators and bytes of text of the pages read before.
    before: (u64, u64),
    stopped: bool,
}

#[derive(Default)]
struct Path {
    /// Boxes of the subpaths; a box of no height or width is a line.
    parts: Vec<Rect>,
    current: (f32, f32),
    start: (f32, f32),
    clips: bool,
}

/// Reads what a page shows.
pub(super) fn run<'a>(source: &Source<'a>, shared: &mut Shared, page: &Page<'a>) -> Content {
    let mut interpreter = Interpreter::new(source, shared, page);
    let bytes = interpreter.page_bytes(page);
    let resources = page.resources.unwrap_or(page.dictionary);
    interpreter.execute(&bytes, resources, 0);
    interpreter.finish()
}

/// Reads what a form shows by itself, as the appearance of an annotation does.
pub(super) fn run_form<'a>(source: &Source<'a>, shared: &mut Shared, page: &Page<'a>, form: &'a Stream) -> Content {
    let mut interpreter = Interpreter::new(source, shared, page);
    interpreter.form(form, page.resources.unwrap_or(page.dictionary), 0);
    interpreter.finish()
}

impl<'a, 's> Interpreter<'a, 's> {
    fn new(source: &'s Source<'a>, shared: &'s mut Shared, page: &Page<'a>) -> Self {
        let (matrix, rect) = page.placement(source);
        Self {
            source,
            shared,
            content: Content::new(rect),
            state: State::new(matrix, Rect::EVERYTHING),
            states: Vec::new(),
            states_not_kept: 0,
            text_matrix: Matrix::IDENTITY,
            line_matrix: Matrix::IDENTITY,
            marked: MarkedContent::new(source),
            path: Path::default(),
            masks: HashSet::new(),
            operators: 0,
            text_bytes: 0,
            before: (source.spent().operators(), source.spent().text()),
            stopped: false,
        }
    }

    fn finish(self) -> Content {
        self.source.spent().add(self.operators, self.text_bytes);
        let mut content = self.content;
        content.glyphs.retain(|glyph| glyph.start < glyph.end);
        content
    }

    /// The page's content streams, joined as if they were one.
    fn page_bytes(&mut self, page: &Page<'a>) -> Vec<u8> {
        let mut bytes = Vec::new();
        let most = usize::try_from(self.source.limits().entry_bytes).unwrap_or(usize::MAX);
        match page.dictionary.get(b"Contents").map(|contents| (contents, self.source.resolve(contents))) {
            _ if page.missing => self.content.note(Problem::Damaged),
            Ok((_, Object::Stream(stream))) => bytes = self.decode(stream),
            Ok((_, Object::Array(streams))) => {
                for stream in streams {
                    let Ok(stream) = self.source.resolve(stream).as_stream() else {
                        self.content.note(Problem::Damaged);
                        continue;
                    };
                    let part = self.decode(stream);
                    if bytes.len() + part.len() > most || self.stopped {
                        self.content.note(Problem::Bytes);
                        break;
                    }
                    bytes.extend_from_slice(&part);
                    bytes.push(b'\n');
                }
            }
            Ok((contents, Object::Null)) if !self.source.is_missing(contents) => {}
            Ok(_) => self.content.note(Problem::Damaged),
            Err(_) => {}
        }
        bytes
    }

    fn decode(&mut self, stream: &'a Stream) -> Vec<u8> {
        let decoded = self.source.decode(stream);
        match decoded.cut {
            Some(Cut::Damaged) => self.content.note(Problem::Damaged),
            Some(Cut::TooLarge) => {
                self.content.note(Problem::Bytes);
                self.stopped = decoded.bytes.is_empty();
            }
            None => {}
        }
        decoded.bytes
    }

    fn execute(&mut self, bytes: &[u8], resources: &'a Dictionary, depth: u32) {
        let mut tokens = Tokenizer::new(bytes);
        let limit = self.source.limits().operators;
        let mut before = 0;
        while !self.stopped {
            let Some(operator) = tokens.next_operator() else { break };
            // Comments and long strings take their time too.
            let bytes = tokens.position().saturating_sub(before) as u64;
            before = tokens.position();
            let cost = 1 + tokens.operands().len() as u64 / 8 + bytes / BYTES_PER_OPERATOR;
            self.operators += cost;
            if self.operators > limit || self.before.0 + self.operators > most_operators(self.source.limits()) {
                self.content.note(Problem::Operators);
                self.stopped = true;
            }
            self.operate(operator, &mut tokens, resources, depth);
        }
        let rest = tokens.position().saturating_sub(before) as u64 / BYTES_PER_OPERATOR;
        self.operators += rest;
        if tokens.overflowed() {
            self.content.note(Problem::Operators);
        }
        if tokens.unended() {
            self.content.note(Problem::Damaged);
        }
    }

    fn operate(&mut self, operator: &[u8], tokens: &mut Tokenizer<'_>, resources: &'a Dictionary, depth: u32) {
        match operator {
            b"q" => self.save(),
            b"Q" => self.restore(),
            b"cm" => {
                if let Some(numbers) = tokens.numbers::<6>() {
                    self.state.ctm = Matrix(numbers).then(self.state.ctm);
                }
            }
            b"gs" => self.graphics_state(tokens, resources, depth),
            b"Do" => self.draw(tokens, resources, depth),
            b"ID" => {
                tokens.skip_inline_image();
                self.picture(true);
            }
            b"BMC" | b"BDC" => self.begin_marked(tokens, resources),
            b"EMC" => self.end_marked(),
            b"BT" => {
                self.text_matrix = Matrix::IDENTITY;
                self.line_matrix = Matrix::IDENTITY;
            }
            b"Tj" | b"TJ" | b"'" | b"\"" | b"Td" | b"TD" | b"Tm" | b"T*" | b"Tf" | b"Tc" | b"Tw" | b"Tz" | b"TL"
            | b"Tr" | b"Ts" => self.text_operator(operator, tokens, resources),
            b"g" | b"rg" | b"k" | b"cs" | b"sc" | b"scn" | b"G" | b"RG" | b"K" | b"CS" | b"SC" | b"SCN" => {
                self.colour_operator(operator, tokens, resources);
            }
            b"sh" => {
                let rect = self.state.clip.intersection(self.content.page);
                self.fill(rect, FillKind::Coloured, false);
            }
            _ => self.path_operator(operator, tokens),
        }
    }

    fn save(&mut self) {
        if self.states.len() < MOST_STATES {
            self.states.push(self.state.clone());
        } else {
            self.states_not_kept += 1;
        }
    }

    fn restore(&mut self) {
        if self.states_not_kept > 0 {
            self.states_not_kept -= 1;
        } else if let Some(state) = self.states.pop() {
            self.state = state;
        }
    }

    fn text_operator(&mut self, operator: &[u8], tokens: &Tokenizer<'_>, resources: &'a Dictionary) {
        let last = || tokens.number_from_end(0);
        match operator {
            b"Tj" => self.show_last(tokens),
            b"TJ" => self.show_array(tokens),
            b"'" => {
                self.next_line();
                self.show_last(tokens);
            }
            b"\"" => {
                self.state.word_space = tokens.number_from_end(2).unwrap_or(self.state.word_space);
                self.state.char_space = tokens.number_from_end(1).unwrap_or(self.state.char_space);
                self.next_line();
                self.show_last(tokens);
            }
            b"Td" | b"TD" => {
                if let Some([x, y]) = tokens.numbers::<2>() {
                    if operator == b"TD" {
                        self.state.leading = -y;
                    }
                    self.move_line(x, y);
                }
            }
            b"Tm" => {
                if let Some(numbers) = tokens.numbers::<6>() {
                    self.line_matrix = Matrix(numbers);
                    self.text_matrix = self.line_matrix;
                }
            }
            b"T*" => self.next_line(),
            b"Tf" => {
                self.state.size = last().unwrap_or(self.state.size);
                let name = tokens.operands().iter().rev().find(|operand| matches!(operand, Operand::Name(..)));
                if let Some(&name) = name {
                    let font = self.source.dict(resources, b"Font");
                    let font = font.and_then(|fonts| self.source.dict(fonts, tokens.bytes(name)));
                    // A font that is not there is shown in another one, so its text is read like plain text.
                    self.state.font = Some(match font {
                        Some(font) => self.font(font),
                        None => Rc::clone(self.shared.plain.get_or_insert_with(|| Rc::new(Font::plain()))),
                    });
                }
            }
            b"Tc" => self.state.char_space = last().unwrap_or_default(),
            b"Tw" => self.state.word_space = last().unwrap_or_default(),
            b"Tz" => self.state.stretch = last().map_or(1.0, |percent| percent / 100.0),
            b"TL" => self.state.leading = last().unwrap_or_default(),
            b"Tr" => self.state.render = last().unwrap_or_default() as u8,
            b"Ts" => self.state.rise = last().unwrap_or_default(),
            _ => {}
        }
    }

    fn font(&mut self, dictionary: &'a Dictionary) -> Rc<Font> {
        // The file outlives the reader and does not change, so an object's place is its name.
        let place = std::ptr::from_ref(dictionary) as usize;
        if let Some(font) = self.shared.fonts.get(&place) {
            return Rc::clone(font);
        }
        let font = Rc::new(Font::read(self.source, dictionary));
        self.shared.fonts.insert(place, Rc::clone(&font));
        font
    }

    fn move_line(&mut self, x: f32, y: f32) {
        self.line_matrix = Matrix([1.0, 0.0, 0.0, 1.0, x, y]).then(self.line_matrix);
        self.text_matrix = self.line_matrix;
    }

    fn next_line(&mut self) {
        self.move_line(0.0, -self.state.leading);
    }

    fn advance(&mut self, x: f32, y: f32) {
        self.text_matrix = Matrix([1.0, 0.0, 0.0, 1.0, x, y]).then(self.text_matrix);
    }

    fn show_last(&mut self, tokens: &Tokenizer<'_>) {
        if let Some(&operand) = tokens.operands().last() {
            self.show(tokens.bytes(operand));
        }
    }

    fn show_array(&mut self, tokens: &Tokenizer<'_>) {
        let vertical = self.state.font.as_ref().is_some_and(|font| font.vertical);
        for &operand in tokens.operands() {
            match operand {
                Operand::Number(number) => {
                    let shift = -number / 1000.0 * self.state.size;
                    if vertical {
                        self.advance(0.0, shift);
                    } else {
                        self.advance(shift * self.state.stretch, 0.0);
                    }
                }
                Operand::String(..) => self.show(tokens.bytes(operand)),
                _ => {}
            }
            if self.stopped {
                return;
            }
        }
    }

    fn show(&mut self, mut bytes: &[u8]) {
        let Some(font) = self.state.font.clone() else { return };
        if self.state.render >= 4 {
            // From here on what is filled shows only within the letters, and shows them.
            self.state.transparent = true;
        }
        let State { size, stretch, rise, char_space, word_space, .. } = self.state;
        let State { fill, stroke, fill_unseen, stroke_unseen, .. } = self.state;
        let map = Matrix([size * stretch, 0.0, 0.0, size, 0.0, rise]).then(self.text_matrix).then(self.state.ctm);
        let unit = self.text_matrix.then(self.state.ctm).0;
        let em = map.0[2].hypot(map.0[3]) * font.em;
        let (mut x, mut y) = (map.0[4], map.0[5]);
        let (mut moved_x, mut moved_y) = (0.0f32, 0.0f32);
        let look = Look {
            bold: font.bold || self.state.render == 2,
            artifact: self.marked.artifact(),
            invisible: match self.state.render {
                0 => fill_unseen,
                1 => stroke_unseen,
                2 => fill_unseen && stroke_unseen,
                render => render == 3,
            },
            white: match self.state.render {
                0 | 4 => fill.white,
                1 => stroke.white,
                2 => fill.white && stroke.white,
                _ => false,
            },
            layer_off: self.marked.layer_off(),
            ..Look::default()
        };
        let mcid = self.marked.mcid();
        let mut smuggled = String::new();
        while !bytes.is_empty() {
            let start = self.content.text.len();
            let text = &mut self.content.text;
            let (length, width, known, space) = font.next(bytes, |code, length, glyph| {
                if let Some(shown) = &glyph.text {
                    push_plain(shown, text, &mut smuggled);
                }
                let blank = text.get(start..).is_some_and(|new| new.chars().all(char::is_whitespace));
                let space_code = code == 32 && length == 1;
                (
                    length,
                    glyph.width * font.width_unit,
                    glyph.text.is_some(),
                    (blank && glyph.text.is_some(), space_code),
                )
            });
            let (blank, space_code) = space;
            let extra = char_space + if space_code { word_space } else { 0.0 };
            let (dx, dy) = if font.vertical { (0.0, -size) } else { (width * size * stretch, 0.0) };
            let (end_x, end_y) = (x + dx * unit[0] + dy * unit[2], y + dx * unit[1] + dy * unit[3]);
            let end = self.content.text.len();
            let drawn = self.content.drawn;
            self.content.drawn = drawn.saturating_add(1);
            let placed = [x, y, end_x, end_y, em].iter().all(|number| number.abs() < FARTHEST);
            if known && placed && (end > start || !smuggled.is_empty()) {
                let mut shape = Rect::EMPTY;
                shape.add(x.min(end_x) - em * 0.2, y.min(end_y) - em * 0.6);
                shape.add(x.max(end_x) + em * 0.2, y.max(end_y) + em * 0.2);
                let clipped = shape.intersection(self.state.clip).is_empty();
                let glyph = Glyph {
                    start: start as u32,
                    end: end as u32,
                    x,
                    y,
                    end_x,
                    end_y,
                    size: em,
                    mcid,
                    drawn,
                    look: Look { space: blank, clipped, ..look },
                };
                if end > start {
                    self.content.glyphs.push(glyph);
                }
                marked::push_unseen(&mut self.content, &glyph, &smuggled);
                smuggled.clear();
                if !self.has_room_after(start) {
                    return;
                }
            } else {
                // Text that stands nowhere is not kept.
                self.content.text.truncate(start);
                smuggled.clear();
            }
            if !known && !look.invisible {
                self.content.unmapped += u32::from(width > 0.0);
            }
            let (dx, dy) = if font.vertical { (0.0, dy + extra) } else { (dx + extra * stretch, 0.0) };
            moved_x += dx;
            moved_y += dy;
            x += dx * unit[0] + dy * unit[2];
            y += dx * unit[1] + dy * unit[3];
            bytes = bytes.get(length..).unwrap_or_default();
        }
        self.advance(moved_x, moved_y);
    }

    /// Counts the text that has come since a place; whether there may be more.
    fn has_room_after(&mut self, start: usize) -> bool {
        self.text_bytes += self.content.text.len().saturating_sub(start) as u64;
        let text = self.before.1 + self.text_bytes;
        if self.content.glyphs.len() >= MOST_GLYPHS || text > self.source.limits().output_bytes {
            self.content.note(Problem::Output);
            self.stopped = true;
        }
        !self.stopped
    }

    fn colour_operator(&mut self, operator: &[u8], tokens: &Tokenizer<'_>, resources: &'a Dictionary) {
        let plain = |white| Colour { white, plain: true };
        match operator {
            b"g" => self.state.fill = plain(tokens.numbers::<1>().is_some_and(|n| is_white(&n))),
            b"rg" => self.state.fill = plain(tokens.numbers::<3>().is_some_and(|n| is_white(&n))),
            b"k" => self.state.fill = plain(tokens.numbers::<4>().is_some_and(|n| is_white(&n))),
            b"G" => self.state.stroke = plain(tokens.numbers::<1>().is_some_and(|n| is_white(&n))),
            b"RG" => self.state.stroke = plain(tokens.numbers::<3>().is_some_and(|n| is_white(&n))),
            b"K" => self.state.stroke = plain(tokens.numbers::<4>().is_some_and(|n| is_white(&n))),
            b"cs" | b"CS" => {
                let name = tokens.operands().last().map(|&name| tokens.bytes(name)).unwrap_or_default();
                let plain = match name {
                    b"DeviceGray" | b"DeviceRGB" | b"DeviceCMYK" => true,
                    _ => self.is_plain_space(name, resources),
                };
                *self.state.colour(operator == b"CS") = Colour { white: false, plain };
            }
            _ => {
                let numbers: Vec<f32> = (0..tokens.operands().len().min(4))
                    .rev()
                    .filter_map(|place| tokens.number_from_end(place))
                    .collect();
                let colour = self.state.colour(operator.starts_with(b"S"));
                colour.white = colour.plain && is_white(&numbers);
            }
        }
    }

    fn is_plain_space(&self, name: &[u8], resources: &'a Dictionary) -> bool {
        let spaces = self.source.dict(resources, b"ColorSpace");
        let space = spaces.and_then(|spaces| self.source.get(spaces, name));
        let family = match space {
            Some(Object::Array(parts)) => parts.first().and_then(|part| self.source.resolve(part).as_name().ok()),
            Some(Object::Name(name)) => Some(name.as_slice()),
            _ => None,
        };
        matches!(family, Some(b"ICCBased" | b"CalRGB" | b"CalGray" | b"DeviceGray" | b"DeviceRGB" | b"DeviceCMYK"))
    }

    fn graphics_state(&mut self, tokens: &Tokenizer<'_>, resources: &'a Dictionary, depth: u32) {
        let Some(&name) = tokens.operands().last() else { return };
        let states = self.source.dict(resources, b"ExtGState");
        let state = states.and_then(|states| self.source.dict(states, tokens.bytes(name)));
        let Some(state) = state else { return };
        if let Some(alpha) = self.source.number(state, b"ca") {
            self.state.transparent = alpha < 0.9;
            self.state.fill_unseen = alpha < FAINTEST;
        }
        if let Some(alpha) = self.source.number(state, b"CA") {
            self.state.stroke_unseen = alpha < FAINTEST;
        }
        if let Some(mode) = self.source.get(state, b"BM") {
            self.state.transparent |= !matches!(mode.as_name(), Ok(b"Normal" | b"Compatible"));
        }
        if let Some([font, size]) = self.source.array(state, b"Font")
            && let Some(font) = as_dict(self.source.resolve(font))
        {
            self.state.font = Some(self.font(font));
            self.state.size = self.source.resolve(size).as_float().unwrap_or(self.state.size);
        }
        if let Some(mask) = self.source.dict(state, b"SMask")
            && let Some(group) = self.source.stream(mask, b"G")
        {
            // What is drawn through a mask covers only a part of its bounds.
            self.state.transparent = true;
            self.soft_mask(group, resources, depth);
        }
    }

    /// What is drawn in a soft mask shows as the shape of what is drawn through it, so its text is seen, once.
    fn soft_mask(&mut self, group: &'a Stream, resources: &'a Dictionary, depth: u32) {
        if depth >= DEEPEST_FORM.min(self.source.limits().depth) {
            self.content.note(Problem::Depth);
        } else if self.masks.insert(std::ptr::from_ref(group) as usize) {
            // A mask is white where it lets through, and its fills cover nothing of the page.
            let fills = self.content.fills.len();
            let first = self.content.glyphs.len();
            self.form(group, resources, depth);
            self.content.fills.truncate(fills);
            for glyph in self.content.glyphs.iter_mut().skip(first) {
                glyph.look.white = false;
            }
        }
    }

    fn begin_marked(&mut self, tokens: &Tokenizer<'_>, resources: &'a Dictionary) {
        self.marked.begin(self.source, tokens, resources, &self.content);
    }

    fn end_marked(&mut self) {
        let start = self.content.text.len();
        self.marked.end(&mut self.content);
        self.has_room_after(start);
    }

    fn draw(&mut self, tokens: &Tokenizer<'_>, resources: &'a Dictionary, depth: u32) {
        let Some(&name) = tokens.operands().last() else { return };
        let objects = self.source.dict(resources, b"XObject");
        let Some(stream) = objects.and_then(|objects| self.source.stream(objects, tokens.bytes(name))) else {
            // It may have been a form with text.
            self.content.note(Problem::Damaged);
            return;
        };
        match self.source.name(&stream.dict, b"Subtype") {
            Some(b"Image") => {
                let mask = [b"SMask".as_slice(), b"Mask", b"ImageMask"].iter().any(|key| stream.dict.has(key));
                self.picture(!mask);
            }
            _ if depth >= DEEPEST_FORM.min(self.source.limits().depth) => self.content.note(Problem::Depth),
            _ => self.form(stream, resources, depth),
        }
    }

    /// Runs a form `XObject` in its own space.
    fn form(&mut self, stream: &'a Stream, resources: &'a Dictionary, depth: u32) {
        let place = std::ptr::from_ref(stream) as usize;
        let bytes = if let Some(bytes) = self.shared.forms.get(&place) {
            Rc::clone(bytes)
        } else {
            let bytes = Rc::new(self.decode(stream));
            if self.shared.form_bytes + bytes.len() <= FORM_CACHE_BYTES {
                self.shared.form_bytes += bytes.len();
                self.shared.forms.insert(place, Rc::clone(&bytes));
            }
            bytes
        };
        let outer = (self.state.clone(), std::mem::take(&mut self.states), self.text_matrix, self.line_matrix);
        let unkept = std::mem::take(&mut self.states_not_kept);
        if let Some(&[a, b, c, d, e, f]) = self.source.numbers(&stream.dict, b"Matrix").as_deref() {
            self.state.ctm = Matrix([a, b, c, d, e, f]).then(self.state.ctm);
        }
        if let Some(&[x0, y0, x1, y1]) = self.source.numbers(&stream.dict, b"BBox").as_deref() {
            self.state.clip = self.state.clip.intersection(self.state.ctm.apply_rect([x0, y0, x1, y1]));
        }
        let inner = self.source.dict(&stream.dict, b"Resources").unwrap_or(resources);
        let level = self.marked.enter_form(self.source, &stream.dict);
        self.execute(&bytes, inner, depth + 1);
        let start = self.content.text.len();
        self.marked.leave_form(level, &mut self.content);
        self.has_room_after(start);
        (self.state, self.states, self.text_matrix, self.line_matrix) = outer;
        self.states_not_kept = unkept;
    }

    /// A picture fills the unit square of its space.
    fn picture(&mut self, opaque: bool) {
        let rect = self.state.ctm.apply_rect([0.0, 0.0, 1.0, 1.0]).intersection(self.state.clip);
        self.fill(rect, FillKind::Picture, opaque);
    }

    fn fill(&mut self, rect: Rect, kind: FillKind, opaque: bool) {
        let unseen = self.state.fill_unseen || self.marked.layer_off();
        if self.content.fills.len() < MOST_SHAPES && !rect.is_empty() && !unseen {
            // A box that is turned does not cover all of its bounds.
            let opaque =
                opaque && !self.state.transparent && self.state.clip_is_box && self.state.ctm.keeps_boxes_upright();
            self.content.fills.push(Fill { rect, kind, opaque, after: self.content.drawn });
        }
    }

    fn path_operator(&mut self, operator: &[u8], tokens: &Tokenizer<'_>) {
        match operator {
            b"m" => {
                if let Some([x, y]) = tokens.numbers::<2>() {
                    self.path.start = self.state.ctm.apply(x, y);
                    self.path.current = self.path.start;
                }
            }
            // Of a curve only its end counts.
            b"l" | b"c" | b"v" | b"y" => {
                if let Some([x, y]) = tokens.numbers::<2>() {
                    let to = self.state.ctm.apply(x, y);
                    self.line_to(to);
                }
            }
            b"h" => self.line_to(self.path.start),
            b"re" => {
                if let Some([x, y, width, height]) = tokens.numbers::<4>()
                    && self.path.parts.len() < MOST_SHAPES
                {
                    let rect = self.state.ctm.apply_rect([x, y, x + width, y + height]);
                    self.path.parts.push(rect);
                    self.path.start = (rect.x0, rect.y0);
                    self.path.current = self.path.start;
                }
            }
            b"w" => self.state.line_width = tokens.number_from_end(0).unwrap_or(1.0),
            b"W" | b"W*" => self.path.clips = true,
            b"n" => self.end_path(false, false),
            b"f" | b"F" | b"f*" => self.end_path(true, false),
            b"S" | b"s" => self.end_path(false, true),
            b"B" | b"B*" | b"b" | b"b*" => self.end_path(true, true),
            _ => {}
        }
    }

    fn line_to(&mut self, to: (f32, f32)) {
        let mut rect = Rect::EMPTY;
        rect.add(self.path.current.0, self.path.current.1);
        rect.add(to.0, to.1);
        if self.path.parts.len() < MOST_SHAPES {
            self.path.parts.push(rect);
        }
        self.path.current = to;
    }

    fn end_path(&mut self, filled: bool, stroked: bool) {
        let path = std::mem::take(&mut self.path);
        let whole = path.parts.iter().fold(Rect::EMPTY, |whole, part| whole.union(*part));
        if path.clips && !path.parts.is_empty() {
            self.state.clip = self.state.clip.intersection(whole);
            self.state.clip_is_box &= path.parts.len() == 1;
        }
        if filled && whole.width() > 2.0 && whole.height() > 2.0 {
            let kind = if self.state.fill.white { FillKind::White } else { FillKind::Coloured };
            // Only of boxes is it known that they cover all of their bounds.
            let rect = whole.intersection(self.state.clip);
            self.fill(rect, kind, path.parts.len() == 1);
        }
        let [a, b, ..] = self.state.ctm.0;
        let half = self.state.line_width * a.hypot(b) / 2.0;
        if stroked && half > 2.5 && path.parts.len() == 1 {
            // A thick line is drawn as a box behind a heading.
            let Rect { x0, y0, x1, y1 } = whole;
            let kind = if self.state.stroke.white { FillKind::White } else { FillKind::Coloured };
            let rect = Rect { x0: x0 - half, y0: y0 - half, x1: x1 + half, y1: y1 + half };
            self.fill(rect.intersection(self.state.clip), kind, false);
        }
        if (filled && !self.state.fill.white) || (stroked && !self.state.stroke.white) {
            for part in &path.parts {
                self.rules_of(*part, stroked);
            }
        }
    }

    /// Keeps thin shapes as rules, and the edges of stroked boxes.
    fn rules_of(&mut self, rect: Rect, stroked: bool) {
        if self.content.rules.len() >= MOST_SHAPES {
            return;
        }
        let thin = rect.width() < 3.0 || rect.height() < 3.0;
        let long = rect.width() > 4.0 || rect.height() > 4.0;
        if thin && long {
            self.content.rules.push(rect);
        } else if stroked && long {
            let Rect { x0, y0, x1, y1 } = rect;
            self.content.rules.extend([
                Rect { y1: y0, ..rect },
                Rect { y0: y1, ..rect },
                Rect { x0, x1: x0, y0, y1 },
                Rect { x0: x1, x1, y0, y1 },
            ]);
        }
    }
}

/// Appends text without what has no place in it: ligatures are parted, control characters and joiners dropped, and
/// what tag characters say is kept apart.
fn push_plain(text: &str, out: &mut String, smuggled: &mut String) {
    for character in text.chars() {
        match character {
            'ﬀ' => out.push_str("ff"),
            'ﬁ' => out.push_str("fi"),
            'ﬂ' => out.push_str("fl"),
            'ﬃ' => out.push_str("ffi"),
            'ﬄ' => out.push_str("ffl"),
            'ﬅ' | 'ﬆ' => out.push_str("st"),
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' | '\t' | '\n' | '\r' => out.push(' '),
            '\u{200b}' | '\u{feff}' => {}
            '\u{e0000}'..='\u{e007f}' => smuggled.extend(marked::tag_letter(character)),
            _ if character.is_control() => {}
            _ => out.push(character),
        }
    }
}
