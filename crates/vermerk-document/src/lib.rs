//! The words everyone speaks: what a read document is, where a passage stands in it, what is wrong with it.
//!
//! Pure data: no I/O, no clock, no dependency but serde. Start with [`Document`]; [`Span`] names a passage in it and
//! [`Document::resolve`] gives its exact bytes; [`Outline`] says where that is in words a clerk can follow.
#![forbid(unsafe_code)]

mod coverage;
mod document;
mod extraction;
mod media_type;
mod months;
mod outline;
mod span;

pub use coverage::{Coverage, UnreadPart};
pub use document::{Block, BlockKind, Document, Hidden, HiddenBy, Metadata, Part, PartKind};
pub use extraction::{Extraction, Limit, Notice, NoticeKind, PartReason, Reading, Rejection};
pub use media_type::MediaType;
pub use months::MONTHS;
pub use outline::{Anchor, Outline};
pub use span::Span;

#[cfg(test)]
mod tests;
