use serde::{Deserialize, Serialize};

use crate::Document;

/// What reading a file gave: the document, and what was wrong although reading went on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Extraction {
    /// The document.
    pub document: Document,
    /// In the order of their places.
    pub notices: Vec<Notice>,
}

/// Something is wrong with a document, but reading went on. Never carries document text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The part it is about, or `None` for the whole document.
    pub part: Option<u32>,
    /// What is wrong.
    pub kind: NoticeKind,
}

/// What is wrong with a document that could still be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// The file was damaged and has been read as far as possible ("unvollständig").
    Incomplete,
    /// The file's structure was damaged and has been repaired; nothing is known to be missing.
    Repaired,
    /// A part that is not the main text (styles, numbering, a header, comments) could not be read.
    SidePartUnreadable,
    /// The part is wholly or partly unread; the reason stands in its [`Reading`].
    PartUnread(PartReason),
    /// Text that no reader of the page sees was found and kept out.
    HiddenText {
        /// How many passages.
        passages: u32,
    },
    /// Sentences address a language model instead of a reader; they are kept from the model.
    AddressesModel {
        /// How many.
        sentences: u32,
    },
    /// Tracked changes: the text is that with all changes accepted.
    TrackedChanges,
    /// Reviewers' comments are in the file; they are not part of the text.
    Comments {
        /// How many.
        count: u32,
    },
    /// The file is encrypted and opened with the empty password.
    EmptyPassword,
    /// Files are attached that have not been read.
    Attachments {
        /// How many.
        count: u32,
    },
    /// The text was not valid UTF-8 and was read as Windows-1252.
    Windows1252,
    /// The page is a picture; its text comes from character recognition.
    Recognised {
        /// How sure the recognition was of its words on average, in percent.
        confidence: u8,
        /// How many words it was not sure of; they are marked in [`Block::doubtful`](crate::Block::doubtful).
        doubtful: u32,
    },
}

/// Whether a part could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// All of it; an empty page counts as read.
    Read,
    /// Read, but something is missing.
    Partly(PartReason),
    /// Nothing could be read.
    Unreadable(PartReason),
    /// Left out on purpose.
    Excluded(PartReason),
}

/// Why a part was not, or not wholly, read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartReason {
    /// A picture of text with no text layer.
    ScanWithoutText,
    /// Characters of a font that does not say which letters they are.
    NoUnicode {
        /// How many characters.
        glyphs: u32,
    },
    /// The content is damaged.
    Damaged,
    /// Documents of other kinds that the word processor puts into the text when it opens the file (`w:altChunk`).
    OtherDocuments {
        /// How many.
        count: u32,
    },
    /// A limit was reached while reading it.
    Limit(Limit),
}

/// A limit on reading one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Size of the file.
    FileBytes,
    /// Decompressed bytes, of one stream or entry or in all.
    DecodedBytes,
    /// Ratio of decompressed to compressed bytes.
    Ratio,
    /// Bytes of text produced.
    OutputBytes,
    /// Pages or sections.
    Parts,
    /// Entries of an archive, or objects.
    Entries,
    /// Depth of nesting.
    Depth,
    /// Operators of a page, or events of a markup part.
    Operators,
    /// Wall or CPU time.
    Time,
    /// Memory of the reading process.
    Memory,
}

/// The document's own fault, final: it is not read again until it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rejection {
    /// A password is needed.
    Encrypted,
    /// Nothing but pictures: a scan without a text layer.
    ScanWithoutText,
    /// There is no text in it, and no pictures either.
    Empty,
    /// Too damaged to read anything.
    Damaged,
    /// A limit was reached before anything could be read.
    TooLarge(Limit),
    /// None of the formats that are read (by content, whatever its name says).
    Unsupported,
    /// A Word document of before 2007 (.doc).
    LegacyDoc,
    /// Rich text (.rtf) under another name.
    Rtf,
    /// A spreadsheet (.xlsx, .xls).
    Spreadsheet,
    /// A presentation (.pptx, .ppt).
    Presentation,
    /// A web page under another name.
    Html,
    /// An OpenDocument file.
    OpenDocument,
    /// Its bytes are not those the records office announced.
    OtherBytes,
}
