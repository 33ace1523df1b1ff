use serde::{Deserialize, Serialize};

use crate::PartReason;

/// The ledger of parts: every page or section is read, unreadable or excluded, and the three add up to the total.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Parts in the document.
    pub total: u32,
    /// Parts read, the partly read ones included.
    pub read: u32,
    /// Parts read with something missing, and what; each is also counted in `read`.
    pub partly: Vec<UnreadPart>,
    /// Parts that could not be read, and why.
    pub unreadable: Vec<UnreadPart>,
    /// Parts left out on purpose, and why.
    pub excluded: Vec<UnreadPart>,
}

/// A part that was not, or not wholly, read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnreadPart {
    /// Index of the part, from 0.
    pub part: u32,
    /// Why.
    pub reason: PartReason,
}

impl Coverage {
    /// Whether read + unreadable + excluded = total.
    pub fn adds_up(&self) -> bool {
        self.read as usize + self.unreadable.len() + self.excluded.len() == self.total as usize
    }

    /// Whether every part was read and nothing was missing from it.
    pub fn is_complete(&self) -> bool {
        self.read == self.total && self.partly.is_empty()
    }
}
