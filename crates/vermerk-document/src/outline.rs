use crate::{Block, BlockKind, Document, PartKind, Span};

/// Where passages stand, in words a clerk can follow. Built once per document; each look-up is constant in its size.
#[derive(Debug)]
pub struct Outline<'a> {
    document: &'a Document,
    /// For each part the running number of its first block in `places`.
    first: Vec<usize>,
    places: Vec<Place>,
    /// Each heading: its span and the index of the heading above it.
    headings: Vec<(Span, Option<usize>)>,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    heading: Option<usize>,
    paragraph: u32,
}

/// Where a passage stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// Page number from 1: exact for PDF, as Word last showed it for DOCX, `None` if unknown.
    pub page: Option<u32>,
    /// Whether `page` is only what Word last showed ("S. ~3").
    pub page_is_approximate: bool,
    /// The headings above it, highest first, each with its label.
    pub headings: Vec<String>,
    /// Running number of the content block (paragraph, row, item) in the document, from 1.
    pub paragraph: u32,
}

impl<'a> Outline<'a> {
    /// Walks the document once.
    pub fn new(document: &'a Document) -> Self {
        let mut first = Vec::with_capacity(document.parts.len());
        let mut count = 0;
        for part in &document.parts {
            first.push(count);
            count += part.blocks.len();
        }
        let mut places = Vec::with_capacity(count);
        let mut headings: Vec<(Span, Option<usize>)> = Vec::new();
        let mut open: Vec<(u8, usize)> = Vec::new();
        let mut paragraph = 0;
        for (span, block) in document.blocks() {
            paragraph += u32::from(block.kind.is_content());
            let above = open.last().map(|&(_, heading)| heading);
            if let BlockKind::Heading { level } = block.kind {
                while open.last().is_some_and(|&(upper, _)| upper >= level) {
                    open.pop();
                }
                let parent = open.last().map(|&(_, heading)| heading);
                open.push((level, headings.len()));
                headings.push((span, parent));
                places.push(Place { heading: parent, paragraph });
            } else {
                places.push(Place { heading: above, paragraph });
            }
        }
        Self { document, first, places, headings }
    }

    /// Where the span stands, or `None` if it is of another document.
    pub fn anchor(&self, span: Span) -> Option<Anchor> {
        let block = self.document.block(span)?;
        let place = self.places.get(self.first.get(span.part as usize)? + span.block as usize)?;
        let (page, page_is_approximate) = match self.document.parts.get(span.part as usize)?.kind {
            PartKind::Page { number, .. } => (Some(number), false),
            PartKind::Section { .. } => (block.rendered_page, block.rendered_page.is_some()),
        };
        Some(Anchor { page, page_is_approximate, headings: self.path(place.heading), paragraph: place.paragraph })
    }

    /// The headings above the span, highest first; the span's own block is not among them.
    pub fn headings_above(&self, span: Span) -> Vec<String> {
        self.anchor(span).map(|anchor| anchor.headings).unwrap_or_default()
    }

    fn path(&self, mut heading: Option<usize>) -> Vec<String> {
        let mut path = Vec::new();
        while let Some((span, parent)) = heading.and_then(|index| self.headings.get(index)) {
            path.extend(self.document.block(*span).map(|block: &Block| block.text.clone()));
            heading = *parent;
        }
        path.reverse();
        path
    }
}
