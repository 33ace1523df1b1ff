//! The parts of a document by name: from a ZIP archive, from the wreck of one, or from a package in one XML file.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::ops::Range;

use vermerk_document::{Limit, Rejection};
use zip::{CompressionMethod, ZipArchive};

use super::names::Tag;
use super::source::{Allowance, Inflater, Raw, Source};
use super::xml::{Markup, Token};
use crate::Limits;

/// A document's parts.
#[derive(Debug)]
pub(super) struct Package<'a> {
    bytes: &'a [u8],
    limits: &'a Limits,
    pub(super) allowance: Allowance,
    /// By normalised name, see [`normal`].
    entries: BTreeMap<String, Entry>,
    /// The directory was missing and the entries have been found by looking for them.
    pub(super) repaired: bool,
}

#[derive(Debug, Clone)]
struct Entry {
    data: Range<usize>,
    method: Method,
    encrypted: bool,
    crc: Option<u32>,
}

/// How an entry's bytes are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    Stored,
    Deflated,
    /// One that no writer of documents uses: the part is there and cannot be read.
    Other,
}

/// A relationship of a part to another.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    pub(super) id: String,
    /// The last segment of its type: `header`, `footnotes`, `chart`.
    pub(super) kind: String,
    /// The part it points to; relationships to anything outside the file are not listed.
    pub(super) target: String,
}

impl<'a> Package<'a> {
    /// Opens a ZIP archive, if need be without its directory.
    pub(super) fn open_zip(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, Rejection> {
        if directory_size(bytes).is_some_and(|entries| entries > u64::from(limits.entries)) {
            return Err(Rejection::TooLarge(Limit::Entries));
        }
        let mut package = Self::empty(bytes, limits);
        match package.list() {
            Some(entries) if !entries.is_empty() => package.entries = entries,
            _ => {
                package.entries = scan(bytes, limits);
                package.repaired = true;
            }
        }
        if package.entries.is_empty() {
            return Err(Rejection::Damaged);
        }
        Ok(package)
    }

    /// Opens a package in one XML file ("Flat OPC"); `None` if it is not one.
    pub(super) fn open_flat(bytes: &'a [u8], limits: &'a Limits) -> Option<Self> {
        let mut package = Self::empty(bytes, limits);
        let whole = Entry { data: 0..bytes.len(), method: Method::Stored, encrypted: false, crc: None };
        let mut entries = BTreeMap::new();
        let mut markup = package.markup_of(&whole);
        let mut name = None;
        loop {
            let from = match markup.next() {
                Ok(Token::Open(element)) => match element.tag {
                    Tag::PackagePart => {
                        name = element.attr("name").map(|name| normal(&name));
                        continue;
                    }
                    Tag::PackageXml => markup.position() as usize,
                    _ => continue,
                },
                Ok(Token::End) | Err(_) => break,
                Ok(_) => continue,
            };
            let skipped = markup.skip();
            let end = match skipped {
                Ok(()) => before_end_tag(bytes, markup.position() as usize),
                Err(_) => bytes.len(),
            };
            if let Some(name) = name.take() {
                let data = from..end.max(from);
                entries.insert(name, Entry { data, method: Method::Stored, encrypted: false, crc: None });
            }
            if skipped.is_err() {
                break;
            }
        }
        drop(markup);
        package.entries = entries;
        (!package.entries.is_empty()).then_some(package)
    }

    fn empty(bytes: &'a [u8], limits: &'a Limits) -> Self {
        let allowance = Allowance {
            total: limits.decoded_bytes.into(),
            entry: limits.entry_bytes,
            ratio: u64::from(limits.ratio),
            inflaters: RefCell::default(),
        };
        Self { bytes, limits, allowance, entries: BTreeMap::new(), repaired: false }
    }

    fn list(&self) -> Option<BTreeMap<String, Entry>> {
        let mut archive = ZipArchive::new(Cursor::new(self.bytes)).ok()?;
        let mut entries = BTreeMap::new();
        for index in 0..archive.len() {
            let Ok(file) = archive.by_index_raw(index) else { continue };
            let Some(start) = file.data_start().map(|start| start as usize) else { continue };
            let method = match file.compression() {
                CompressionMethod::Stored => Method::Stored,
                CompressionMethod::Deflated => Method::Deflated,
                _ => Method::Other,
            };
            let data = start..start.saturating_add(file.compressed_size() as usize).min(self.bytes.len());
            let entry = Entry { data, method, encrypted: file.encrypted(), crc: Some(file.crc32()) };
            entries.entry(normal(file.name())).or_insert(entry);
        }
        Some(entries)
    }

    /// Whether the part is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.contains_key(name)
    }

    /// Names of all parts, sorted.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// Whether the part needs a password.
    pub(super) fn is_encrypted(&self, name: &str) -> bool {
        self.entries.get(name).is_some_and(|entry| entry.encrypted)
    }

    /// Reads the part as markup.
    pub(super) fn markup(&self, name: &str) -> Option<Markup<'_>> {
        self.entries.get(name).map(|entry| self.markup_of(entry))
    }

    /// The first bytes of a part, as they are.
    pub(super) fn head(&self, name: &str, count: usize) -> Vec<u8> {
        let mut head = Vec::new();
        if let Some(entry) = self.entries.get(name) {
            // What cannot be inflated is not there to be looked at.
            drop(self.source(entry).take(count as u64).read_to_end(&mut head));
        }
        head
    }

    fn markup_of(&self, entry: &Entry) -> Markup<'_> {
        Markup::new(self.source(entry), self.limits)
    }

    fn source(&self, entry: &Entry) -> Source<'_> {
        let data = self.bytes.get(entry.data.clone()).unwrap_or_default();
        let raw = match entry.method {
            Method::Stored => Raw::Stored(data),
            Method::Deflated => Raw::Deflated(Inflater::new(data, &self.allowance)),
            Method::Other => Raw::Unreadable,
        };
        Source::new(raw, data.len() as u64, entry.crc, &self.allowance)
    }

    /// The relationships of a part (of the whole package for the empty name); broken ones end where they break, and so
    /// do more of them than there may be parts.
    pub(super) fn relations(&self, part: &str) -> Vec<Relation> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let list = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
        let mut relations = Vec::new();
        let Some(mut markup) = self.markup(&list) else { return relations };
        while let Ok(token) = markup.next()
            && relations.len() < self.limits.entries as usize
        {
            let element = match token {
                Token::Open(element) if element.tag == Tag::Relationship => element,
                Token::End => break,
                _ => continue,
            };
            let external = element.attr("TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external"));
            if let (false, Some(id), Some(kind), Some(target)) =
                (external, element.attr("Id"), element.attr("Type"), element.attr("Target"))
            {
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                relations.push(Relation { id: id.into_owned(), kind, target: resolve(folder, &target) });
            }
        }
        relations
    }

    /// The content type of each part that `[Content_Types].xml` names by itself.
    pub(super) fn content_types(&self) -> Vec<(String, String)> {
        let mut types = Vec::new();
        let Some(mut markup) = self.markup("[content_types].xml") else { return types };
        while let Ok(token) = markup.next()
            && types.len() < self.limits.entries as usize
        {
            match token {
                Token::Open(element) if element.tag == Tag::ContentOverride => {
                    if let (Some(name), Some(kind)) = (element.attr("PartName"), element.attr("ContentType")) {
                        types.push((normal(&name), kind.into_owned()));
                    }
                }
                Token::End => break,
                _ => {}
            }
        }
        types
    }
}

/// A part's name as it is looked up: forward slashes, none in front, lower case.
fn normal(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

/// A relationship's target as a part's name.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/").to_lowercase();
    let target = target.split(['#', '?']).next().unwrap_or_default();
    let mut segments: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for segment in target.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            _ => segments.push(segment),
        }
    }
    segments.retain(|segment| !segment.is_empty());
    segments.join("/")
}

/// Where the end tag that ends at `end` begins.
fn before_end_tag(bytes: &[u8], end: usize) -> usize {
    bytes.get(..end).unwrap_or_default().iter().rposition(|&b| b == b'<').unwrap_or(end)
}

/// How many entries the archive's end record speaks of, read before the directory itself is.
fn directory_size(bytes: &[u8]) -> Option<u64> {
    const RECORD: usize = 22;
    let tail = bytes.get(bytes.len().saturating_sub(RECORD + 0xffff)..)?;
    let at = tail.windows(4).rposition(|four| four == b"PK\x05\x06")?;
    let count = tail.get(at + 10..at + 12)?;
    Some(u64::from(u16::from_le_bytes([*count.first()?, *count.get(1)?])))
}

/// Finds entries by their own headers when the directory at the end is lost.
fn scan(bytes: &[u8], limits: &Limits) -> BTreeMap<String, Entry> {
    let mut entries = BTreeMap::new();
    let mut at = 0;
    while let Some(found) = find(bytes, at, *b"PK\x03\x04") {
        let Some((name, entry)) = local_entry(bytes, found) else {
            at = found + 4;
            continue;
        };
        at = entry.data.end.max(found + 4);
        entries.entry(name).or_insert(entry);
        if entries.len() >= limits.entries as usize {
            break;
        }
    }
    entries
}

fn local_entry(bytes: &[u8], at: usize) -> Option<(String, Entry)> {
    let header = bytes.get(at..at + 30)?;
    let short = |from: usize| Some(usize::from(u16::from_le_bytes([*header.get(from)?, *header.get(from + 1)?])));
    let (flags, method) = (short(6)?, short(8)?);
    if method != 0 && method != 8 {
        // Asked before its end is looked for, which may take a pass over the whole file.
        return None;
    }
    let packed = short(18)? | short(20)? << 16;
    let name_end = at + 30 + short(26)?;
    let start = name_end + short(28)?;
    let name = String::from_utf8_lossy(bytes.get(at + 30..name_end)?).into_owned();
    // With sizes written after the data, or cut off, the entry reaches to the next header; deflate ends by itself.
    let known = packed > 0 && flags & 8 == 0 && start + packed <= bytes.len();
    let end = if known {
        start + packed
    } else {
        let next = find(bytes, start, *b"PK\x03\x04").or_else(|| find(bytes, start, *b"PK\x01\x02"));
        next.unwrap_or(bytes.len())
    };
    let method = if method == 8 { Method::Deflated } else { Method::Stored };
    let entry = Entry { data: start..end.max(start), method, encrypted: flags & 1 != 0, crc: None };
    Some((normal(&name), entry))
}

fn find(bytes: &[u8], from: usize, what: [u8; 4]) -> Option<usize> {
    bytes.get(from..)?.windows(4).position(|four| four == what).map(|at| from + at)
}
