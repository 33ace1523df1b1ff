use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};

use lopdf::xref::{XrefRecovery, XrefType};
use lopdf::{Dictionary, LoadOptions, Object, Stream};
use vermerk_document::{Limit, Rejection};

use super::filters;
use crate::Limits;

/// A file that ends within a stream is repaired if the stream began this near to its end.
const LONGEST_CUT_STREAM: usize = 1 << 20;

/// A loaded file: look-ups that follow references and never fail, and streams that decode within the limits.
pub(super) struct Source<'a> {
    document: &'a lopdf::Document,
    limits: &'a Limits,
    spent: &'a Spent,
}

/// What reading the document has taken so far of what the limits allow it as a whole; pages are read side by side.
#[derive(Debug, Default)]
pub(super) struct Spent {
    decoded: AtomicU64,
    operators: AtomicU64,
    text: AtomicU64,
}

impl Spent {
    /// Whether no limit was reached: then nothing depended on which page was read first.
    pub(super) fn is_within(&self, limits: &Limits) -> bool {
        self.decoded.load(Ordering::Relaxed) < limits.decoded_bytes
            && self.operators() <= most_operators(limits)
            && self.text() <= limits.output_bytes
    }

    pub(super) fn clear(&self) {
        for spent in [&self.decoded, &self.operators, &self.text] {
            spent.store(0, Ordering::Relaxed);
        }
    }

    pub(super) fn operators(&self) -> u64 {
        self.operators.load(Ordering::Relaxed)
    }

    pub(super) fn text(&self) -> u64 {
        self.text.load(Ordering::Relaxed)
    }

    /// Adds what a page has taken.
    pub(super) fn add(&self, operators: u64, text: u64) {
        self.operators.fetch_add(operators, Ordering::Relaxed);
        self.text.fetch_add(text, Ordering::Relaxed);
    }
}

/// Most operators of all pages together.
pub(super) fn most_operators(limits: &Limits) -> u64 {
    limits.operators.saturating_mul(10)
}

/// A stream's bytes as far as they could be decoded.
#[derive(Debug, Default)]
pub(super) struct Decoded {
    pub(super) bytes: Vec<u8>,
    /// Why the bytes end early, if they do.
    pub(super) cut: Option<Cut>,
}

/// Why a stream ends early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// The compressed data is damaged or in a form no one knows.
    Damaged,
    /// It decodes to more than the limits allow.
    TooLarge,
}

/// Loads the file with lopdf; a panic inside it counts as damage.
pub(super) fn load(bytes: &[u8], limits: &Limits) -> Result<lopdf::Document, Rejection> {
    if bytes.len() as u64 > limits.file_bytes {
        return Err(Rejection::TooLarge(Limit::FileBytes));
    }
    let closed = closed(bytes);
    let bytes = closed.as_deref().unwrap_or(bytes);
    let mut first = attempt(bytes, limits, false);
    if let Some(referred) = first.as_ref().and_then(|document| with_encryption_referred_to(bytes, document)) {
        first = attempt(&referred, limits, false);
        if first.as_ref().is_none_or(|document| !document.was_encrypted()) {
            return Err(Rejection::Encrypted);
        }
    }
    match first {
        Some(document) if document.is_encrypted() => Err(Rejection::Encrypted),
        Some(document) if has_pages(&document) => Ok(document),
        first => match attempt(bytes, limits, true) {
            Some(rebuilt) if rebuilt.is_encrypted() => Err(Rejection::Encrypted),
            Some(rebuilt) if has_pages(&rebuilt) || first.is_none() => Ok(rebuilt),
            _ => first.ok_or(Rejection::Damaged),
        },
    }
}

/// The file with its last stream closed, if it was cut off in the middle of one; lopdf would drop that stream.
fn closed(bytes: &[u8]) -> Option<Vec<u8>> {
    let tail = bytes.get(bytes.len().saturating_sub(LONGEST_CUT_STREAM)..)?;
    let last = |word: &[u8]| tail.windows(word.len()).rposition(|window| window == word);
    let opened = last(b"stream")?;
    let ended = last(b"endstream").map(|at| at + 3);
    let ends_whole = last(b"%%EOF").is_some() || last(b"startxref").is_some();
    (ended != Some(opened) && !ends_whole).then(|| [bytes, b"\nendstream\nendobj\n".as_slice()].concat())
}

/// The file with an update that makes an object of its encryption dictionary, if that stands in the trailer itself.
/// lopdf follows only references to it, and would take such a file for one without pages.
fn with_encryption_referred_to(bytes: &[u8], document: &lopdf::Document) -> Option<Vec<u8>> {
    let Ok(Object::Dictionary(encryption)) = document.trailer.get(b"Encrypt") else { return None };
    let id = (document.max_id.checked_add(1)?, 0);
    let mut carrier = lopdf::Document::new();
    carrier.reference_table.cross_reference_type = XrefType::CrossReferenceTable;
    carrier.objects.insert(id, Object::Dictionary(encryption.clone()));
    carrier.trailer = document.trailer.clone();
    for key in [b"Type".as_slice(), b"W", b"Index", b"Filter", b"DecodeParms", b"Length", b"XRefStm", b"Prev"] {
        carrier.trailer.remove(key);
    }
    carrier.trailer.set("Encrypt", Object::Reference(id));
    carrier.trailer.set("Prev", i64::try_from(document.xref_start).ok()?);
    carrier.max_id = id.0;
    let mut update = Vec::new();
    carrier.save_to(&mut update).ok()?;
    let find = |word: &[u8]| update.windows(word.len()).position(|window| window == word);
    let object = update.get(find(format!("{} 0 obj", id.0).as_bytes())?..find(b"xref")?)?;
    let trailer = update.get(find(b"trailer")?..find(b"startxref")?)?;
    let at = bytes.len() + 1;
    let table = at + object.len();
    let entry = format!("xref\n{} 1\n{at:010} 00000 n \n", id.0);
    let end = format!("\nstartxref\n{table}\n%%EOF\n");
    Some([bytes, b"\n", object, entry.as_bytes(), trailer, end.as_bytes()].concat())
}

fn attempt(bytes: &[u8], limits: &Limits, force_reconstruct: bool) -> Option<lopdf::Document> {
    let options = LoadOptions {
        max_decompressed_size: Some(usize::try_from(limits.entry_bytes).unwrap_or(usize::MAX)),
        force_reconstruct,
        ..LoadOptions::default()
    };
    // lopdf is not known to panic, but a file that finds a way must not take the others down with it.
    catch_unwind(AssertUnwindSafe(|| lopdf::Document::load_mem_with_options(bytes, options).ok())).ok().flatten()
}

fn has_pages(document: &lopdf::Document) -> bool {
    document.page_iter().next().is_some()
}

impl<'a> Source<'a> {
    pub(super) fn new(document: &'a lopdf::Document, limits: &'a Limits, spent: &'a Spent) -> Self {
        Self { document, limits, spent }
    }

    pub(super) fn spent(&self) -> &'a Spent {
        self.spent
    }

    pub(super) fn limits(&self) -> &'a Limits {
        self.limits
    }

    /// Whether the cross-reference table had to be rebuilt by scanning the file.
    pub(super) fn was_rebuilt(&self) -> bool {
        self.document.xref_recovery == Some(XrefRecovery::Reconstructed)
    }

    pub(super) fn was_encrypted(&self) -> bool {
        self.document.was_encrypted()
    }

    pub(super) fn trailer(&self) -> &'a Dictionary {
        &self.document.trailer
    }

    /// The catalog, or the first object that calls itself one.
    pub(super) fn catalog(&self) -> Option<&'a Dictionary> {
        self.dict(&self.document.trailer, b"Root").or_else(|| self.objects_of_type(b"Catalog").next())
    }

    /// All dictionaries of a type, in the order of their object numbers.
    pub(super) fn objects_of_type(&self, name: &'static [u8]) -> impl Iterator<Item = &'a Dictionary> {
        let dictionaries = self.document.objects.values().filter_map(|object| object.as_dict().ok());
        dictionaries.filter(move |dictionary| dictionary.has_type(name))
    }

    /// The object itself or what it refers to; null if that is missing.
    pub(super) fn resolve(&self, object: &'a Object) -> &'a Object {
        self.document.dereference(object).map_or(&Object::Null, |(_, object)| object)
    }

    /// Whether the object refers to one that the file does not have.
    pub(super) fn is_missing(&self, object: &Object) -> bool {
        matches!(object, Object::Reference(_)) && self.document.dereference(object).is_err()
    }

    pub(super) fn get(&self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
        let object = self.resolve(dictionary.get(key).ok()?);
        (!object.is_null()).then_some(object)
    }

    /// A dictionary entry; a stream counts as its dictionary.
    pub(super) fn dict(&self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
        as_dict(self.get(dictionary, key)?)
    }

    pub(super) fn stream(&self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Stream> {
        self.get(dictionary, key)?.as_stream().ok()
    }

    pub(super) fn array(&self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a [Object]> {
        self.get(dictionary, key)?.as_array().ok().map(Vec::as_slice)
    }

    pub(super) fn name(&self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a [u8]> {
        self.get(dictionary, key)?.as_name().ok()
    }

    pub(super) fn bytes(&self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a [u8]> {
        self.get(dictionary, key)?.as_str().ok()
    }

    pub(super) fn number(&self, dictionary: &'a Dictionary, key: &[u8]) -> Option<f32> {
        self.get(dictionary, key)?.as_float().ok()
    }

    pub(super) fn integer(&self, dictionary: &'a Dictionary, key: &[u8]) -> Option<i64> {
        let object = self.get(dictionary, key)?;
        object.as_i64().ok().or_else(|| object.as_float().ok().map(|number| number as i64))
    }

    /// The numbers of an array; anything else in it counts as 0.
    pub(super) fn numbers(&self, dictionary: &'a Dictionary, key: &[u8]) -> Option<Vec<f32>> {
        let array = self.array(dictionary, key)?;
        Some(array.iter().take(1024).map(|object| self.resolve(object).as_float().unwrap_or_default()).collect())
    }

    /// A text string (`PDFDocEncoding`, UTF-16 or UTF-8), without control characters; `None` if empty.
    pub(super) fn text(&self, dictionary: &'a Dictionary, key: &[u8]) -> Option<String> {
        let text = text_string(self.bytes(dictionary, key)?);
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0');
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Decodes a stream within what the limits leave.
    pub(super) fn decode(&self, stream: &'a Stream) -> Decoded {
        let left = self.limits.decoded_bytes.saturating_sub(self.spent.decoded.load(Ordering::Relaxed));
        let limit = usize::try_from(left.min(self.limits.entry_bytes)).unwrap_or(usize::MAX);
        let decoded = filters::decode(self, stream, limit);
        self.spent.decoded.fetch_add(decoded.bytes.len() as u64, Ordering::Relaxed);
        decoded
    }
}

/// A dictionary, or the dictionary of a stream.
pub(super) fn as_dict(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

/// Decodes a text string of the file (not of a page).
pub(super) fn text_string(bytes: &[u8]) -> String {
    let utf16 = |bytes: &[u8], read: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>()
    };
    match bytes {
        [0xfe, 0xff, rest @ ..] => without_language_marks(&utf16(rest, u16::from_be_bytes)),
        [0xff, 0xfe, rest @ ..] => without_language_marks(&utf16(rest, u16::from_le_bytes)),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => match str::from_utf8(bytes) {
            // `PDFDocEncoding` has no use for the bytes that UTF-8 needs in this order, many writers do.
            Ok(text) if !text.is_ascii() => text.to_owned(),
            _ => bytes.iter().filter_map(|&byte| super::fonts::pdf_doc(byte)).collect(),
        },
    }
}

/// UTF-16 strings may carry language tags between escape characters.
fn without_language_marks(text: &str) -> String {
    if !text.contains('\u{1b}') {
        return text.to_owned();
    }
    text.split('\u{1b}').step_by(2).collect()
}
