use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A passage of a document: bytes `start..end` of the text of one block of one part.
///
/// Parts and blocks count from 0. The bytes always fall on character borders of the block's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Index of the part (page or section) in [`crate::Document::parts`].
    pub part: u32,
    /// Index of the block in [`crate::Part::blocks`].
    pub block: u32,
    /// First byte in [`crate::Block::text`].
    pub start: u32,
    /// One past the last byte in [`crate::Block::text`].
    pub end: u32,
}

impl Span {
    /// The byte range within the block's text.
    pub fn bytes(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}[{}..{}]", self.part, self.block, self.start, self.end)
    }
}
