use std::collections::HashSet;

use lopdf::{Dictionary, Object, ObjectId};

use super::content::{Content, Glyph, Look};
use super::source::{Source, as_dict, text_string};
use super::tokenizer::{Operand, Tokenizer};

/// Deepest nesting of marked content kept; deeper ones are counted and not kept.
const DEEPEST: usize = 1024;
/// Longest replacement text taken for one passage, in bytes.
const LONGEST_ACTUAL_TEXT: usize = 1 << 16;
/// Most characters of replacement text for one that is shown, and how many more there may be.
const MOST_TEXT_PER_GLYPH: usize = 4;
const SPARE_TEXT: usize = 40;

/// The marked content open at a place of a content stream.
pub(super) struct MarkedContent {
    open: Vec<Mark>,
    not_kept: u32,
    off: HashSet<ObjectId>,
    /// Within forms, whose marked content has numbers of its own.
    forms: u32,
}

#[derive(Clone, Default)]
struct Mark {
    mcid: Option<i32>,
    artifact: bool,
    layer_off: bool,
    actual_text: Option<String>,
    first_glyph: usize,
    /// How many characters were shown before it.
    drawn: u32,
}

impl MarkedContent {
    pub(super) fn new(source: &Source<'_>) -> Self {
        Self { open: Vec::new(), not_kept: 0, off: layers_off(source), forms: 0 }
    }

    /// The innermost mark that has a number in the structure tree, or -1.
    pub(super) fn mcid(&self) -> i32 {
        self.open.last().and_then(|mark| mark.mcid).unwrap_or(-1)
    }

    pub(super) fn artifact(&self) -> bool {
        self.open.last().is_some_and(|mark| mark.artifact)
    }

    pub(super) fn layer_off(&self) -> bool {
        self.open.last().is_some_and(|mark| mark.layer_off)
    }

    /// `BMC` or `BDC`.
    pub(super) fn begin<'a>(
        &mut self,
        source: &Source<'a>,
        tokens: &Tokenizer<'_>,
        resources: &'a Dictionary,
        content: &Content,
    ) {
        if self.open.len() >= DEEPEST {
            self.not_kept += 1;
            return;
        }
        let outer = self.open.last();
        let outer_mcid = outer.and_then(|outer| outer.mcid);
        let mut mark = Mark {
            mcid: outer_mcid,
            artifact: outer.is_some_and(|outer| outer.artifact),
            layer_off: outer.is_some_and(|outer| outer.layer_off),
            actual_text: None,
            first_glyph: content.glyphs.len(),
            drawn: content.drawn,
        };
        let operands = tokens.operands();
        let tag = operands.first().map(|&tag| tokens.bytes(tag)).unwrap_or_default();
        mark.artifact |= tag == b"Artifact";
        match operands.get(1) {
            Some(&name @ Operand::Name(..)) => {
                let properties = source.dict(resources, b"Properties");
                let name = tokens.bytes(name);
                if let Some(properties) = properties {
                    mark.layer_off |= tag == b"OC" && self.is_off(source, properties.get(name).ok());
                    if let Some(dictionary) = source.dict(properties, name) {
                        mark.mcid = source.integer(dictionary, b"MCID").map(|id| id as i32).or(mark.mcid);
                        mark.actual_text = source.bytes(dictionary, b"ActualText").map(bounded_text);
                    }
                }
            }
            Some(Operand::DictStart) => {
                for pair in operands.windows(2) {
                    match pair {
                        [key @ Operand::Name(..), Operand::Number(number)] if tokens.bytes(*key) == b"MCID" => {
                            mark.mcid = Some(*number as i32);
                        }
                        [key @ Operand::Name(..), text @ Operand::String(..)]
                            if tokens.bytes(*key) == b"ActualText" =>
                        {
                            mark.actual_text = Some(bounded_text(tokens.bytes(*text)));
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        if self.forms > 0 {
            mark.mcid = outer_mcid;
        }
        self.open.push(mark);
    }

    /// `EMC`: replaces the glyphs of the passage if the file gives its text.
    pub(super) fn end(&mut self, content: &mut Content) {
        if self.not_kept > 0 {
            self.not_kept -= 1;
            return;
        }
        if let Some(mark) = self.open.pop()
            && let Some(text) = &mark.actual_text
        {
            replace(content, &mark, text);
        }
    }

    /// Marks opened in a form end with it, and a form may be a layer. Returns what [`Self::leave_form`] needs.
    pub(super) fn enter_form<'a>(&mut self, source: &Source<'a>, form: &'a Dictionary) -> usize {
        let level = self.open.len();
        self.forms += 1;
        if level < DEEPEST && self.is_off(source, form.get(b"OC").ok()) {
            let mark = Mark { layer_off: true, ..self.open.last().cloned().unwrap_or_default() };
            self.open.push(Mark { actual_text: None, ..mark });
        }
        level
    }

    pub(super) fn leave_form(&mut self, level: usize, content: &mut Content) {
        self.forms -= 1;
        while self.open.len() > level {
            self.end(content);
        }
    }

    /// Whether an optional content group, or all groups of a membership, are switched off.
    fn is_off<'a>(&self, source: &Source<'a>, group: Option<&'a Object>) -> bool {
        let Some(group) = group else { return false };
        if let Ok(id) = group.as_reference()
            && self.off.contains(&id)
        {
            return true;
        }
        let members = as_dict(source.resolve(group)).and_then(|dictionary| dictionary.get(b"OCGs").ok());
        match members {
            Some(Object::Reference(id)) => self.off.contains(id),
            Some(Object::Array(ids)) => {
                !ids.is_empty() && ids.iter().all(|id| id.as_reference().is_ok_and(|id| self.off.contains(&id)))
            }
            _ => false,
        }
    }
}

fn bounded_text(bytes: &[u8]) -> String {
    text_string(bytes.get(..bytes.len().min(LONGEST_ACTUAL_TEXT)).unwrap_or_default())
}

/// Layers that are off when the file is opened.
fn layers_off(source: &Source<'_>) -> HashSet<ObjectId> {
    let properties = source.catalog().and_then(|catalog| source.dict(catalog, b"OCProperties"));
    let Some(properties) = properties else { return HashSet::new() };
    let Some(default) = source.dict(properties, b"D") else { return HashSet::new() };
    let ids = |object: Option<&[Object]>| -> HashSet<ObjectId> {
        object.unwrap_or_default().iter().filter_map(|id| id.as_reference().ok()).collect()
    };
    let mut off = ids(source.array(default, b"OFF"));
    if source.name(default, b"BaseState") == Some(b"OFF") {
        off.extend(ids(source.array(properties, b"OCGs")));
        let on = ids(source.array(default, b"ON"));
        off.retain(|id| !on.contains(id));
    }
    off
}

/// Puts one glyph with the given text in the place of the glyphs of the mark. A text far longer than what is shown is no
/// reading of it: the glyphs stay, and the text is one that nobody sees.
fn replace(content: &mut Content, mark: &Mark, text: &str) {
    let first = mark.first_glyph;
    let Some((head, tail)) = content.glyphs.get(first..).and_then(|glyphs| Some((*glyphs.first()?, *glyphs.last()?)))
    else {
        return;
    };
    let shown = content.drawn.saturating_sub(mark.drawn) as usize;
    let unseen = text.trim().chars().count() > shown.saturating_mul(MOST_TEXT_PER_GLYPH).saturating_add(SPARE_TEXT);
    if !unseen {
        let kept: Vec<Glyph> = content.glyphs.drain(first..).filter(|glyph| glyph.look.unseen).collect();
        content.glyphs.extend(kept);
    }
    let start = content.text.len() as u32;
    let mut smuggled = String::new();
    for character in text.chars() {
        match tag_letter(character) {
            Some(letter) => smuggled.push(letter),
            None => content.text.push(if character.is_whitespace() { ' ' } else { character }),
        }
    }
    let end = content.text.len() as u32;
    let look = Look { actual: true, space: text.trim().is_empty(), unseen, ..head.look };
    let glyph = Glyph { start, end, end_x: tail.end_x, end_y: tail.end_y, look, ..head };
    content.glyphs.push(glyph);
    push_unseen(content, &glyph, &smuggled);
}

/// Adds text that is never shown beside the glyph that carries it.
pub(super) fn push_unseen(content: &mut Content, carrier: &Glyph, text: &str) {
    if !text.is_empty() {
        let start = content.text.len() as u32;
        content.text.push_str(text);
        let look = Look { actual: true, space: false, unseen: true, ..carrier.look };
        content.glyphs.push(Glyph { start, end: content.text.len() as u32, look, ..*carrier });
    }
}

/// The letter that a tag character stands for; readers see nothing of it, programs do.
pub(super) fn tag_letter(character: char) -> Option<char> {
    let code = (character as u32).checked_sub(0xe_0000).filter(|&code| code < 0x80)?;
    Some(char::from_u32(code).filter(|letter| !letter.is_control()).unwrap_or(' '))
}
