//! A pull reader of markup that forgives: namespaces resolved, no entity expanded, crossed and missing end tags mended,
//! broken bytes mended, all within limits. What it cannot mend it reports as [`Broken`], after all text before it.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;
use vermerk_document::Limit;

use super::names::{Ns, Tag};
use super::source::Source;
use crate::Limits;

/// No reference to a character is longer than this between its "&" and ";".
const LONGEST_REFERENCE: usize = 12;
/// More bindings of prefixes than any writer makes.
const MOST_BINDINGS: usize = 1024;
/// Text that is gathered whole before anything looks at it (a field's code, a value in a chart) is never longer.
const LONGEST_TEXT: usize = 1 << 20;

/// Why markup ended before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broken {
    /// Cut off or not markup from here on.
    Damaged,
    /// A limit was reached.
    Limit(Limit),
}

/// A step through markup.
#[derive(Debug)]
pub(super) enum Token<'t> {
    /// An element begins; every one is followed by its `Close`.
    Open(Element<'t>),
    /// The element opened last ends; so many are still open.
    Close(Tag, usize),
    /// Text between tags.
    Text(Cow<'t, str>),
    /// The end of well-formed markup.
    End,
}

/// A begun element with its attributes.
#[derive(Debug)]
pub(super) struct Element<'t> {
    /// What it is.
    pub(super) tag: Tag,
    attributes: &'t [u8],
    scope: &'t Scope,
}

/// What was found in the buffer, and where.
enum Found {
    Element(Tag, Range<usize>),
    Text(Range<usize>),
    Letter(char),
}

impl Element<'_> {
    /// The value of an attribute by its local name, in whatever namespace, but not one of relationships.
    pub(super) fn attr(&self, local: &str) -> Option<Cow<'_, str>> {
        self.find(local, |scope, prefix| prefix.is_empty() || scope.resolve(prefix) != Ns::Relation)
    }

    /// The value of an attribute that refers to a relationship (`r:id`).
    pub(super) fn relation(&self, local: &str) -> Option<Cow<'_, str>> {
        self.find(local, |scope, prefix| !prefix.is_empty() && scope.resolve(prefix) == Ns::Relation)
    }

    /// The value of `w:val`.
    pub(super) fn value(&self) -> Option<Cow<'_, str>> {
        self.attr("val")
    }

    /// The value of `w:val` as a number.
    pub(super) fn number<T: std::str::FromStr>(&self) -> Option<T> {
        self.value().and_then(|value| value.trim().parse().ok())
    }

    /// Whether an on/off property is on: it is unless it says it is not.
    pub(super) fn is_on(&self) -> bool {
        !matches!(self.value().as_deref(), Some("0" | "false" | "off" | "none"))
    }

    /// The meaning of a prefix where this element stands.
    pub(super) fn namespace(&self, prefix: &str) -> (Ns, bool) {
        self.scope.known(prefix.as_bytes())
    }

    fn find(&self, local: &str, wanted: impl Fn(&Scope, &[u8]) -> bool) -> Option<Cow<'_, str>> {
        let mut attributes = Attributes { rest: self.attributes };
        let (_, value) = attributes.find(|(name, _)| {
            let (prefix, rest) = split(name);
            rest == local.as_bytes() && wanted(self.scope, prefix)
        })?;
        Some(unescape(value))
    }
}

/// The attributes of a tag as written, each name with its raw value.
struct Attributes<'t> {
    rest: &'t [u8],
}

impl<'t> Iterator for Attributes<'t> {
    type Item = (&'t [u8], &'t [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let equals = self.rest.iter().position(|&b| b == b'=')?;
        let (name, rest) = self.rest.split_at_checked(equals)?;
        let rest = rest.get(1..)?.trim_ascii_start();
        let (&quote, rest) = rest.split_first().filter(|&(&b, _)| b == b'"' || b == b'\'')?;
        let end = rest.iter().position(|&b| b == quote)?;
        self.rest = rest.get(end + 1..)?;
        Some((name.trim_ascii(), rest.get(..end)?))
    }
}

fn split(name: &[u8]) -> (&[u8], &[u8]) {
    match name.iter().position(|&b| b == b':') {
        Some(at) => (name.get(..at).unwrap_or_default(), name.get(at + 1..).unwrap_or_default()),
        None => (&[], name),
    }
}

/// The bindings of prefixes to namespaces that hold at one place.
#[derive(Debug, Default)]
struct Scope {
    bindings: Vec<Binding>,
    /// Counts the changes of the bindings.
    version: u64,
}

#[derive(Debug)]
struct Binding {
    depth: u32,
    ns: Ns,
    /// Whether this reader understands what the namespace adds, for `mc:Choice`.
    understood: bool,
    prefix: Box<[u8]>,
}

impl Scope {
    fn resolve(&self, prefix: &[u8]) -> Ns {
        self.known(prefix).0
    }

    fn known(&self, prefix: &[u8]) -> (Ns, bool) {
        let found = self.bindings.iter().rev().find(|binding| &*binding.prefix == prefix);
        match found {
            Some(binding) => (binding.ns, binding.understood),
            None => (if prefix.is_empty() { Ns::None } else { Ns::Other }, false),
        }
    }

    fn enter(&mut self, attributes: &[u8], depth: u32) {
        // Most tags have no "x" at all, which is found out faster.
        if !attributes.contains(&b'x') || !attributes.windows(5).any(|five| five == b"xmlns") {
            return;
        }
        for (name, value) in (Attributes { rest: attributes }) {
            let prefix: &[u8] = match name.strip_prefix(b"xmlns") {
                Some(b"") => b"",
                Some([b':', prefix @ ..]) => prefix,
                _ => continue,
            };
            if self.bindings.len() < MOST_BINDINGS {
                let ns = Ns::of(value);
                let understood = ns != Ns::Other || understands(value);
                self.bindings.push(Binding { depth, ns, understood, prefix: prefix.into() });
                self.version += 1;
            }
        }
    }

    fn leave(&mut self, depth: u32) {
        while self.bindings.last().is_some_and(|binding| binding.depth > depth) {
            self.bindings.pop();
            self.version += 1;
        }
    }
}

/// What names mean, remembered: a part uses a few dozen names thousands of times.
#[derive(Debug, Default)]
struct Known {
    /// Each with the version of the bindings it was resolved with.
    names: Vec<(u64, Box<[u8]>, Tag)>,
}

impl Known {
    const SLOTS: usize = 128;

    fn tag(&mut self, name: &[u8], hashed: u64, scope: &Scope) -> Tag {
        if self.names.is_empty() {
            self.names.resize_with(Self::SLOTS, || (0, Box::default(), Tag::Other));
        }
        let resolve = || {
            let (prefix, local) = split(name);
            Tag::of(scope.resolve(prefix), local)
        };
        match self.names.get_mut(hashed as usize % Self::SLOTS) {
            Some((version, known, tag)) if *version == scope.version && **known == *name => *tag,
            Some(slot) => {
                *slot = (scope.version, name.into(), resolve());
                slot.2
            }
            None => resolve(),
        }
    }
}

/// Namespaces of `mc:Choice` whose text this reader can read, beside those that have a meaning of their own in [`Ns`].
fn understands(uri: &[u8]) -> bool {
    uri.starts_with(b"http://schemas.microsoft.com/office/")
}

/// The reader.
#[derive(Debug)]
pub(super) struct Markup<'a> {
    reader: Reader<Source<'a>>,
    buffer: Vec<u8>,
    scope: Scope,
    known: Known,
    /// Each open element with a hash of its name as written.
    open: Vec<(Tag, u64)>,
    /// How many elements are to be closed because an end tag named one further out.
    closing: usize,
    events: u64,
    depth: usize,
    most_events: u64,
    /// Elements nested deeper than the limit were left out.
    pub(super) too_deep: bool,
    /// Bytes that are no characters, or crossed tags, were mended.
    pub(super) mended: bool,
}

impl<'a> Markup<'a> {
    pub(super) fn new(source: Source<'a>, limits: &Limits) -> Self {
        let mut reader = Reader::from_reader(source);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Self {
            reader,
            buffer: Vec::new(),
            scope: Scope::default(),
            known: Known::default(),
            open: Vec::new(),
            closing: 0,
            events: 0,
            depth: limits.depth as usize,
            most_events: limits.operators,
            too_deep: false,
            mended: false,
        }
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Where the reader stands in the source, in bytes of UTF-8.
    pub(super) fn position(&self) -> u64 {
        self.reader.buffer_position()
    }

    /// The content was not what the archive's checksum says; known at its end.
    pub(super) fn checksum_failed(&self) -> bool {
        self.reader.get_ref().checksum_failed
    }

    /// The next step.
    pub(super) fn next(&mut self) -> Result<Token<'_>, Broken> {
        let found = loop {
            if self.closing > 0 {
                self.closing -= 1;
                let tag = self.close();
                return Ok(Token::Close(tag, self.open.len()));
            }
            self.count()?;
            match self.reader.read_event_into(&mut self.buffer) {
                Ok(Event::Empty(_)) if self.open.len() >= self.depth => self.too_deep = true,
                Ok(event @ (Event::Start(_) | Event::Empty(_))) if self.open.len() < self.depth => {
                    // An empty element is closed at the next step.
                    let (start, is_empty) = match &event {
                        Event::Start(start) => (start, false),
                        Event::Empty(start) => (start, true),
                        _ => continue,
                    };
                    self.closing += usize::from(is_empty);
                    let name = start.name().into_inner();
                    self.scope.enter(start.attributes_raw(), self.open.len() as u32 + 1);
                    let hashed = hash(name);
                    let tag = self.known.tag(name, hashed, &self.scope);
                    self.open.push((tag, hashed));
                    // The buffer holds "<" and then the content of the tag.
                    break Found::Element(tag, 1 + name.len()..1 + start.len());
                }
                Ok(Event::Start(_)) => {
                    self.too_deep = true;
                    self.skip_open()?;
                }
                Ok(Event::End(end)) => {
                    let name = hash(end.name().into_inner());
                    match self.open.iter().rposition(|&(_, open)| open == name) {
                        Some(at) => {
                            self.closing = self.open.len() - at;
                            self.mended |= self.closing > 1;
                        }
                        None => self.mended = true,
                    }
                }
                Ok(Event::Text(text)) => break Found::Text(0..text.len()),
                // The buffer holds "<![CDATA[" before the content.
                Ok(Event::CData(text)) => break Found::Text(9..9 + text.len()),
                Ok(Event::GeneralRef(name)) => {
                    if let Some(letter) = reference(&name) {
                        break Found::Letter(letter);
                    }
                }
                Ok(Event::Eof) if self.open.is_empty() => return Ok(Token::End),
                Ok(Event::Eof) => return Err(Broken::Damaged),
                Ok(_) => {}
                Err(_) => return Err(self.why()),
            }
        };
        Ok(match found {
            Found::Element(tag, attributes) => {
                let attributes = self.buffer.get(attributes).unwrap_or_default();
                Token::Open(Element { tag, attributes, scope: &self.scope })
            }
            Found::Text(range) => Token::Text(mend(self.buffer.get(range).unwrap_or_default(), &mut self.mended)),
            Found::Letter(letter) => Token::Text(Cow::Owned(letter.to_string())),
        })
    }

    /// Leaves out the rest of the element opened last; its `Close` does not come.
    pub(super) fn skip(&mut self) -> Result<(), Broken> {
        if self.closing > 0 {
            self.closing -= 1;
        } else {
            self.skip_open()?;
        }
        self.close();
        Ok(())
    }

    /// The text within the element opened last, up to and with its `Close`; the text so far if it breaks.
    pub(super) fn text(&mut self) -> (String, Result<(), Broken>) {
        let depth = self.depth();
        let mut text = String::new();
        loop {
            match self.next() {
                Ok(Token::Text(piece)) if text.len() + piece.len() > LONGEST_TEXT => {
                    return (text, Err(Broken::Limit(Limit::Memory)));
                }
                Ok(Token::Text(piece)) => text.push_str(&piece),
                Ok(Token::Close(_, open)) if open < depth => return (text, Ok(())),
                Ok(Token::End) => return (text, Ok(())),
                Ok(Token::Open(_) | Token::Close(..)) => {}
                Err(broken) => return (text, Err(broken)),
            }
        }
    }

    fn skip_open(&mut self) -> Result<(), Broken> {
        let mut open = 1_u64;
        while open > 0 {
            self.count()?;
            match self.reader.read_event_into(&mut self.buffer) {
                Ok(Event::Start(_)) => open += 1,
                Ok(Event::End(_)) => open -= 1,
                Ok(Event::Eof) => return Err(Broken::Damaged),
                Ok(_) => {}
                Err(_) => return Err(self.why()),
            }
        }
        Ok(())
    }

    fn count(&mut self) -> Result<(), Broken> {
        self.events += 1;
        if self.events > self.most_events {
            return Err(Broken::Limit(Limit::Operators));
        }
        self.buffer.clear();
        self.reader.get_mut().mark();
        Ok(())
    }

    fn close(&mut self) -> Tag {
        let tag = self.open.pop().map_or(Tag::Other, |(tag, _)| tag);
        self.scope.leave(self.open.len() as u32);
        tag
    }

    fn why(&self) -> Broken {
        self.reader.get_ref().stopped.map_or(Broken::Damaged, Broken::Limit)
    }
}

/// A hash of a name, eight bytes at a time; enough to tell the names of open elements apart.
fn hash(name: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |hash: u64, word: u64| (hash ^ word).wrapping_mul(FACTOR).rotate_left(29);
    let (words, rest) = name.as_chunks::<8>();
    let hash = words.iter().fold(name.len() as u64, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    let tail = rest.iter().fold(0, |tail, &byte| tail << 8 | u64::from(byte));
    mix(mix(hash, tail), FACTOR)
}

/// The text of bytes; bytes that are no UTF-8 are read as Windows-1252, which is what they nearly always are.
fn mend<'t>(bytes: &'t [u8], mended: &mut bool) -> Cow<'t, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    *mended = true;
    let mut text = String::with_capacity(bytes.len() + 8);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&encoding_rs::WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    Cow::Owned(text)
}

/// What a reference stands for: a character or one of the five predefined; entities of a DTD stand for nothing.
fn reference(name: &[u8]) -> Option<char> {
    match name {
        b"amp" => Some('&'),
        b"lt" => Some('<'),
        b"gt" => Some('>'),
        b"quot" => Some('"'),
        b"apos" => Some('\''),
        [b'#', b'x' | b'X', digits @ ..] => {
            let digits = std::str::from_utf8(digits).ok()?;
            u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)
        }
        [b'#', digits @ ..] => std::str::from_utf8(digits).ok()?.parse().ok().and_then(char::from_u32),
        _ => None,
    }
}

/// An attribute's value with its references resolved.
fn unescape(value: &[u8]) -> Cow<'_, str> {
    let mut ignored = false;
    let text = mend(value, &mut ignored);
    if !text.contains('&') {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        // Looking no further than the longest reference keeps many lone "&" from costing a pass each.
        let end = after.bytes().take(LONGEST_REFERENCE + 1).position(|b| b == b';');
        if let Some((name, tail)) = end.and_then(|end| Some((after.get(..end)?, after.get(end + 1..)?))) {
            out.extend(reference(name.as_bytes()));
            rest = tail;
        } else {
            out.push('&');
            rest = after;
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}
