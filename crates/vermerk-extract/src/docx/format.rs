//! Tells by its content what a file that calls itself DOCX really is.

use std::cell::OnceCell;

use vermerk_document::Rejection;

use super::package::{Package, Relation};

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Zip,
    /// XML: perhaps a package in one file.
    Xml,
}

/// Looks at the first bytes.
pub(super) fn of_bytes(bytes: &[u8]) -> Result<Format, Rejection> {
    const COMPOUND_FILE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    if bytes.iter().all(|b| b.is_ascii_whitespace() || *b == 0) {
        return Err(Rejection::Empty);
    }
    if bytes.starts_with(COMPOUND_FILE) {
        return Err(of_compound_file(bytes));
    }
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let lower = head.to_ascii_lowercase();
    let contains = |what: &[u8]| lower.windows(what.len()).any(|window| window == what);
    if head.starts_with(b"{\\rt") {
        return Err(Rejection::Rtf);
    }
    if lower.starts_with(b"<!doctype html") || lower.starts_with(b"<html") || lower.starts_with(b"mime-version:") {
        return Err(Rejection::Html);
    }
    if lower.starts_with(b"<?xml") {
        return if contains(b"<html") || contains(b"<!doctype html") { Err(Rejection::Html) } else { Ok(Format::Xml) };
    }
    if head.starts_with(b"\xdb\xa5") || head.starts_with(b"\x31\xbe\x00\x00") || head.starts_with(b"\xfe\x37\x00\x23") {
        return Err(Rejection::LegacyDoc);
    }
    // An archive may have something before it, and one that was cut off may have no directory behind it.
    if bytes.windows(4).any(|four| four == b"PK\x03\x04" || four == b"PK\x05\x06") {
        return Ok(Format::Zip);
    }
    Err(Rejection::Unsupported)
}

/// An OLE compound file by the names in its directory, which are UTF-16 at multiples of 128 bytes.
fn of_compound_file(bytes: &[u8]) -> Rejection {
    let mut found = Rejection::Unsupported;
    for entry in bytes.chunks_exact(128) {
        let is = |name: &str| {
            let units = name.encode_utf16().flat_map(u16::to_le_bytes).chain([0, 0]);
            entry.iter().zip(units).filter(|(a, b)| a.eq_ignore_ascii_case(b)).count() == (name.len() + 1) * 2
        };
        match entry.first().map(u8::to_ascii_uppercase) {
            Some(b'E') if is("EncryptedPackage") || is("EncryptionInfo") => return Rejection::Encrypted,
            Some(b'W') if is("WordDocument") => found = Rejection::LegacyDoc,
            Some(b'W' | b'B') if is("Workbook") || is("Book") => found = Rejection::Spreadsheet,
            Some(b'P') if is("PowerPoint Document") => found = Rejection::Presentation,
            _ => {}
        }
    }
    found
}

/// The name of the part that carries the text by the package's own relationships, or what the package is instead.
pub(super) fn main_part(package: &Package<'_>, root: &[Relation]) -> Result<String, Rejection> {
    let is_text = |kind: &str| {
        kind.contains("wordprocessingml") && kind.contains("main+xml")
            || kind.contains("ms-word") && kind.contains("main+xml")
    };
    let types = OnceCell::new();
    let types = || types.get_or_init(|| package.content_types());
    let related = root.iter().find(|relation| relation.kind == "officeDocument");
    let typed = || types().iter().find(|(name, kind)| is_text(kind) && package.has(name)).map(|(name, _)| name.clone());
    let named = || {
        let mut names = package.names().filter(|name| name.ends_with("/document.xml") || *name == "document.xml");
        names.next().map(String::from)
    };
    let candidate = related.map(|relation| relation.target.clone()).filter(|target| package.has(target));
    let is_other = |what: &str| {
        candidate.as_deref().is_some_and(|name| name.starts_with(what))
            || candidate.is_none() && package.names().any(|name| name.starts_with(what))
    };
    if is_other("xl/") {
        return Err(Rejection::Spreadsheet);
    }
    if is_other("ppt/") {
        return Err(Rejection::Presentation);
    }
    let foreign = candidate.as_ref().filter(|name| !name.ends_with("document.xml")).is_some_and(|name| {
        let kind = types().iter().find(|(part, _)| part == name).map_or("", |(_, kind)| kind);
        kind.starts_with("application/vnd.openxmlformats-officedocument") && !kind.contains("wordprocessingml")
    });
    if foreign {
        return Err(Rejection::Unsupported);
    }
    if let Some(name) = candidate.clone().or_else(typed).or_else(named) {
        return if package.is_encrypted(&name) { Err(Rejection::Encrypted) } else { Ok(name) };
    }
    let mimetype = package.head("mimetype", 64);
    if mimetype.starts_with(b"application/vnd.oasis.opendocument") {
        return Err(Rejection::OpenDocument);
    }
    if package.has("encryptedpackage") || package.has("encryptioninfo") {
        return Err(Rejection::Encrypted);
    }
    let is_office = package.has("[content_types].xml") || package.has("_rels/.rels") || package.repaired;
    Err(if is_office { Rejection::Damaged } else { Rejection::Unsupported })
}
