//! Where passages stand, in a clerk's words, and the name of their place in the HTML report.

use vermerk_document::{Document, Outline, PartKind, Span};

use crate::inert::{line, shortened};
use crate::wording;

/// Most characters of a heading named in a place.
const HEADING: usize = 48;

/// Finds the places of one document.
pub(crate) struct Places<'a> {
    document: &'a Document,
    outline: Outline<'a>,
}

impl<'a> Places<'a> {
    pub(crate) fn new(document: &'a Document) -> Self {
        Self { document, outline: Outline::new(document) }
    }

    /// `S. 3`, `S. iv (Blatt 4)`, `1.2 Frist, Textabs. 14 (S. ~3)`, `Textabs. 14`.
    ///
    /// Not "Abs. 14": under a heading such as "§ 3 Frist" that would name a paragraph of the law.
    pub(crate) fn label(&self, span: Span) -> String {
        let Some(anchor) = self.outline.anchor(span) else { return "Stelle unbekannt".to_owned() };
        if let Some(kind @ PartKind::Page { .. }) = self.document.parts.get(span.part as usize).map(|part| &part.kind) {
            return wording::part(kind);
        }
        let heading = anchor.headings.last().map(|heading| format!("{}, ", shortened(&line(heading), HEADING)));
        let page = anchor.page.map(|page| format!(" (S. ~{page})"));
        format!("{}Textabs. {}{}", heading.unwrap_or_default(), anchor.paragraph, page.unwrap_or_default())
    }

    /// The quote as it is shown: words that character recognition was not sure of are marked.
    pub(crate) fn quote(&self, span: Span, quote: &str) -> String {
        self.document.with_doubts(span).as_deref().map_or_else(|| line(quote), line)
    }

    /// Page, headings and paragraph, for machines.
    pub(crate) fn anchor(&self, span: Span) -> Option<vermerk_document::Anchor> {
        self.outline.anchor(span)
    }

    /// Whether the span is of this document.
    pub(crate) fn knows(&self, span: Span) -> bool {
        span.start < span.end && self.document.resolve(span).is_some()
    }
}

/// What a person calls the part of this index.
pub(crate) fn part(document: &Document, index: u32) -> String {
    match document.parts.get(index as usize) {
        Some(part) => wording::part(&part.kind),
        None => format!("Teil {}", index + 1),
    }
}

/// The id of a paragraph, heading or row in the source view.
pub(crate) fn block_id(span: Span) -> String {
    format!("b{}-{}", span.part, span.block)
}

/// The id of a passage in the source view.
pub(crate) fn passage_id(span: Span) -> String {
    format!("q{}-{}-{}-{}", span.part, span.block, span.start, span.end)
}

/// The id of a value in the source view.
pub(crate) fn value_id(span: Span) -> String {
    format!("w{}-{}-{}-{}", span.part, span.block, span.start, span.end)
}
