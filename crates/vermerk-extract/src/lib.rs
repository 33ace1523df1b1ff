//! Bytes to a [`Document`](vermerk_document::Document) within limits; synchronous, no I/O, no panic on any input.
//!
//! Read [`read`] first: it picks the reader by media type and holds every result against the rule that a document
//! without text says why.
#![forbid(unsafe_code)]

mod docx;
mod limits;
mod numerals;
mod pdf;
mod plain;
mod recognition;
mod tag_characters;

pub use limits::Limits;
pub use recognition::{RecognisedPage, add_recognised, name_limit, pages_to_recognise};

use vermerk_document::{Extraction, MediaType, PartReason, Reading, Rejection};

/// Reads a file's bytes.
///
/// # Errors
/// A [`Rejection`] says why there is no text at all; text read before damage or a limit is kept, with a notice.
pub fn read(bytes: &[u8], media_type: MediaType, limits: &Limits) -> Result<Extraction, Rejection> {
    judge(read_parts(bytes, media_type, limits)?)
}

/// Reads a file's bytes; a document whose pages have no text is no rejection yet, since character recognition may give
/// them some (see [`pages_to_recognise`]). [`judge`] says what [`read`] would.
///
/// # Errors
/// A [`Rejection`] for what is no document with pages or sections at all.
pub fn read_parts(bytes: &[u8], media_type: MediaType, limits: &Limits) -> Result<Extraction, Rejection> {
    let mut extraction = match media_type {
        MediaType::Pdf => pdf::read(bytes, limits),
        MediaType::Docx => docx::read(bytes, limits),
        MediaType::Text => plain::read(bytes, limits),
    }?;
    tag_characters::take_out(&mut extraction);
    Ok(extraction)
}

/// Holds what was read against the rule that a document without text says why.
///
/// # Errors
/// Why the document has no text.
pub fn judge(extraction: Extraction) -> Result<Extraction, Rejection> {
    if extraction.document.has_text() { Ok(extraction) } else { Err(why_without_text(&extraction)) }
}

/// Why a file that could be opened gave no text.
fn why_without_text(extraction: &Extraction) -> Rejection {
    let unread = extraction.document.parts.iter().filter_map(|part| match part.reading {
        Reading::Partly(reason) | Reading::Unreadable(reason) => Some(reason),
        Reading::Read | Reading::Excluded(_) => None,
    });
    let mut why = Rejection::Empty;
    for reason in unread {
        match reason {
            PartReason::Limit(limit) => return Rejection::TooLarge(limit),
            PartReason::ScanWithoutText => why = Rejection::ScanWithoutText,
            PartReason::Damaged | PartReason::NoUnicode { .. } if why == Rejection::Empty => why = Rejection::Damaged,
            PartReason::OtherDocuments { .. } if why == Rejection::Empty => why = Rejection::Unsupported,
            PartReason::Damaged | PartReason::NoUnicode { .. } | PartReason::OtherDocuments { .. } => {}
        }
    }
    why
}
