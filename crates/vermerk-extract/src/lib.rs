//! Bytes to a [`Document`](vermerk_document::Document) within limits; synchronous, no I/O, no panic on any input.
//!
//! Read [`read`] first: it picks the reader by media type and holds every result against the rule that a document
//! without text says why.
#![forbid(unsafe_code)]

mod docx;
mod limits;
mod pdf;
mod plain;

pub use limits::Limits;

use vermerk_document::{Extraction, MediaType, Rejection};

/// Reads a file's bytes.
///
/// # Errors
/// A [`Rejection`] says why there is no text at all; text read before damage or a limit is kept, with a notice.
pub fn read(bytes: &[u8], media_type: MediaType, limits: &Limits) -> Result<Extraction, Rejection> {
    match media_type {
        MediaType::Pdf => pdf::read(bytes, limits),
        MediaType::Docx => docx::read(bytes, limits),
        MediaType::Text => plain::read(bytes, limits),
    }
}
