//! What must hold for whatever a reader makes of any bytes.

use vermerk_document::{Extraction, MediaType, Rejection};
use vermerk_extract::{Limits, read};

/// Reads the bytes and holds the result against the promises of `vermerk_extract::read`.
///
/// # Panics
/// If a promise is broken, which is a finding.
pub fn check(bytes: &[u8], media_type: MediaType) -> Result<Extraction, Rejection> {
    let limits = Limits::default();
    let extraction = read(bytes, media_type, &limits)?;
    let document = &extraction.document;
    assert!(document.has_text(), "a document without text must say why");
    let mut length = 0;
    for (span, block) in document.blocks() {
        assert_eq!(document.resolve(span), Some(&*block.text), "a span is the text of its block");
        assert!(block.text.is_char_boundary(block.label_len as usize), "a label ends between two letters");
        length += block.text.len() as u64;
    }
    assert!(length <= limits.output_bytes, "the limit on text holds");
    let parts = document.parts.len() as u32;
    assert!(document.hidden.iter().all(|hidden| hidden.part < parts), "hidden text has its place");
    assert!(extraction.notices.iter().all(|notice| notice.part.is_none_or(|part| part < parts)), "so have notices");
    let coverage = document.coverage();
    let unread = coverage.unreadable.len() + coverage.excluded.len();
    assert_eq!(coverage.read as usize + unread, coverage.total as usize, "coverage adds up");
    Ok(extraction)
}
