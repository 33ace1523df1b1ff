//! A summarised document to files for the clerk: HTML, DOCX, Markdown and JSON; a batch to its overview.
//!
//! Pure functions: the same input gives the same bytes, with no clock and no file. Start with [`html()`]; what every
//! format shows, and in which order, is decided once in `view`, and every German sentence stands in [`wording`].
#![forbid(unsafe_code)]

pub mod wording;

mod csv;
mod docx;
mod folder;
mod html;
mod index;
mod inert;
mod json;
mod language;
mod layout;
mod markdown;
mod marks;
mod notation;
mod package;
mod place;
mod source;
mod view;

pub use csv::{index_csv, table};
pub use docx::{ReportError, docx, folder_docx};
pub use folder::{FolderReport, document_facts, folder_csv, folder_html, folder_json, folder_markdown};
pub use html::{html, index_html};
pub use index::{Digest, IndexEntry, IndexOutcome, IndexReport, Parts};
pub use json::{index_json, json};
pub use layout::Layout;
pub use markdown::markdown;

use vermerk_document::{Document, Notice, Span};
use vermerk_summary::{Provenance, Summary};

/// What the report of one document is made of.
#[derive(Debug, Clone, Copy)]
pub struct DocumentReport<'a> {
    /// Path in the submission, parted by `/`.
    pub name: &'a str,
    /// SHA-256 of the file, lower-case hex.
    pub sha256: &'a str,
    /// What it was made with.
    pub provenance: &'a Provenance,
    /// The document as read.
    pub document: &'a Document,
    /// What was wrong with it.
    pub notices: &'a [Notice],
    /// Its sentences that address a language model.
    pub screened: &'a [Span],
    /// Its summary.
    pub summary: &'a Summary,
    /// How its statements are arranged.
    pub layout: Layout,
}

#[cfg(test)]
mod tests;
