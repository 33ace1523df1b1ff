use serde::{Deserialize, Serialize};

use crate::{Coverage, MediaType, Reading, Span, UnreadPart};

/// A read document: its parts in reading order, each with its blocks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// What the file was.
    pub media_type: MediaType,
    /// What the file says of itself.
    pub metadata: Metadata,
    /// Pages of a PDF, sections of a DOCX, or the one section of a text file; none is ever left out.
    pub parts: Vec<Part>,
    /// Text a reader of the page cannot see, kept out of [`Self::parts`].
    pub hidden: Vec<Hidden>,
}

/// What a file says of itself; empty strings are never stored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// Title as given in the file's properties.
    pub title: Option<String>,
    /// Subject as given in the file's properties.
    pub subject: Option<String>,
    /// Author as given in the file's properties.
    pub author: Option<String>,
    /// Language tag (BCP 47) as given in the file.
    pub language: Option<String>,
    /// The program that wrote the file.
    pub producer: Option<String>,
    /// Tracked insertions, deletions or moves are in the file; the text is that with all changes accepted.
    pub tracked_changes: bool,
}

/// A page or a section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Page or section, with what a person calls it.
    pub kind: PartKind,
    /// Whether it could be read, and if not, why.
    pub reading: Reading,
    /// Its blocks in reading order.
    pub blocks: Vec<Block>,
}

/// Whether a part is a page or a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PartKind {
    /// A page, with its number from 1 and the label printed by viewers ("iv") where it differs.
    Page {
        /// Number of the page, from 1.
        number: u32,
        /// Label of the page where the file gives one that differs from its number.
        label: Option<String>,
    },
    /// A section, with its number from 1.
    Section {
        /// Number of the section, from 1.
        number: u32,
    },
}

/// A paragraph, heading, table row or other piece of text that stands on its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text in one line (line breaks are `\n`), list label included. Cells of a table row are parted by `\t`.
    pub text: String,
    /// How many bytes at the start of `text` are the list label and the space after it ("§ 3 ", "1.2.1 ", "a) ").
    pub label_len: u32,
    /// Where it stands on the page: left, top, right, bottom in points from the page's top left corner. PDF only.
    pub bbox: Option<[f32; 4]>,
    /// The page on which Word last showed it, from 1. DOCX only, and only if the file has page break marks.
    pub rendered_page: Option<u32>,
    /// Words of `text` (first byte, one past the last) that character recognition was not sure of, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubtful: Vec<(u32, u32)>,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// A heading; level 1 is the highest.
    Heading {
        /// From 1.
        level: u8,
    },
    /// A paragraph of running text.
    Paragraph,
    /// An item of a list; level 0 is the outermost.
    ListItem {
        /// From 0.
        level: u8,
    },
    /// A row of a table, its cells parted by `\t`.
    TableRow {
        /// Running number of the table in the document, from 0.
        table: u32,
        /// Running number of the row in its table, from 0.
        row: u32,
        /// The row is a heading of columns.
        header: bool,
    },
    /// A footnote or endnote.
    Note,
    /// A text box or frame beside the running text.
    TextBox,
    /// A page header, page footer or page number: shown in the text, kept out of summaries.
    Furniture,
    /// The alternative text of a picture.
    AltText,
    /// A comment by a reviewer.
    Comment,
    /// An annotation (stamp, note) laid over a page.
    Annotation,
    /// A field of a form and its value.
    FormField,
    /// The name of an attached file.
    Attachment,
}

impl BlockKind {
    /// Whether the block belongs to the text the author wrote to be read: what is chunked and summarised.
    pub fn is_content(self) -> bool {
        !matches!(self, Self::Furniture | Self::AltText | Self::Comment | Self::Annotation | Self::Attachment)
    }

    /// Whether the block is a heading.
    pub fn is_heading(self) -> bool {
        matches!(self, Self::Heading { .. })
    }
}

/// Text in the file that no reader of the page sees; it may carry instructions to a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hidden {
    /// Index of the part it stands in.
    pub part: u32,
    /// How it is hidden.
    pub by: HiddenBy,
    /// The hidden text.
    pub text: String,
}

/// How text is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HiddenBy {
    /// Render mode 3 without a picture under it, or `w:vanish`.
    Invisible,
    /// The colour of the paper.
    White,
    /// Below 2 points.
    Tiny,
    /// Outside the page or clipped away.
    OffPage,
    /// Under a filled shape or a picture.
    Covered,
    /// In a layer that is switched off.
    Layer,
}

impl Block {
    /// A block without list label, place or rendered page.
    pub fn new(kind: BlockKind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into(), label_len: 0, bbox: None, rendered_page: None, doubtful: Vec::new() }
    }

    /// The list label without the space after it; empty if there is none.
    pub fn label(&self) -> &str {
        self.text.get(..self.label_len as usize).unwrap_or_default().trim_end()
    }

    /// The text after the list label.
    pub fn body(&self) -> &str {
        self.text.get(self.label_len as usize..).unwrap_or_default()
    }
}

/// What stands behind a word that character recognition was not sure of.
const DOUBT: &str = " [unsicher]";

impl Document {
    /// All blocks in reading order, each with the span of its whole text.
    pub fn blocks(&self) -> impl Iterator<Item = (Span, &Block)> {
        self.parts.iter().enumerate().flat_map(|(part, p)| {
            p.blocks.iter().enumerate().map(move |(block, b)| {
                let span = Span { part: part as u32, block: block as u32, start: 0, end: b.text.len() as u32 };
                (span, b)
            })
        })
    }

    /// The block a span lies in, or `None` if the span is of another document.
    pub fn block(&self, span: Span) -> Option<&Block> {
        self.parts.get(span.part as usize)?.blocks.get(span.block as usize)
    }

    /// The exact text of a span, or `None` if the span is of another document.
    pub fn resolve(&self, span: Span) -> Option<&str> {
        self.block(span)?.text.get(span.bytes())
    }

    /// The text of a span with a mark behind each word that character recognition was not sure of; `None` if there is no
    /// such word, or the span is of another document.
    pub fn with_doubts(&self, span: Span) -> Option<String> {
        let block = self.block(span)?;
        let mut out = String::new();
        let mut at = span.start;
        for &(start, end) in block.doubtful.iter().filter(|&&(start, end)| start < span.end && end > span.start) {
            let end = end.min(span.end);
            if start < end && end >= at {
                out.push_str(block.text.get(at as usize..end as usize)?);
                out.push_str(DOUBT);
                at = end;
            }
        }
        if out.is_empty() {
            return None;
        }
        out.push_str(block.text.get(at as usize..span.end as usize)?);
        Some(out)
    }

    /// The document as text: a block a line, an empty line after each block that is no table row or list item.
    ///
    /// Comments, annotations, alternative texts and attachments are left out: they are streams of their own.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let shown = |kind: BlockKind| kind.is_content() || kind == BlockKind::Furniture;
        for (_, block) in self.blocks().filter(|(_, b)| shown(b.kind) && !b.text.is_empty()) {
            out.push_str(&block.text);
            out.push('\n');
            if !matches!(block.kind, BlockKind::TableRow { .. } | BlockKind::ListItem { .. }) {
                out.push('\n');
            }
        }
        out
    }

    /// Whether there is any text that counts as content.
    pub fn has_text(&self) -> bool {
        self.blocks().any(|(_, b)| b.kind.is_content() && !b.text.trim().is_empty())
    }

    /// Which parts were read and which were not; always adds up to the number of parts.
    pub fn coverage(&self) -> Coverage {
        let mut coverage = Coverage { total: self.parts.len() as u32, ..Coverage::default() };
        for (index, part) in self.parts.iter().enumerate() {
            let unread = |reason: crate::PartReason| UnreadPart { part: index as u32, reason };
            match &part.reading {
                Reading::Read => coverage.read += 1,
                Reading::Partly(reason) => {
                    coverage.read += 1;
                    coverage.partly.push(unread(*reason));
                }
                Reading::Unreadable(reason) => coverage.unreadable.push(unread(*reason)),
                Reading::Excluded(reason) => coverage.excluded.push(unread(*reason)),
            }
        }
        coverage
    }
}
