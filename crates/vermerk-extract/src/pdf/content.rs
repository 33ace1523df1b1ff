use vermerk_document::HiddenBy;

use super::geometry::Rect;

/// What a page draws, as far as reading needs it, in the order in which it is drawn.
#[derive(Debug)]
pub(super) struct Content {
    /// The page as shown; its top left corner is (0, 0).
    pub(super) page: Rect,
    /// The text of all glyphs.
    pub(super) text: String,
    pub(super) glyphs: Vec<Glyph>,
    /// How many characters have been shown, with those that are not kept.
    pub(super) drawn: u32,
    pub(super) fills: Vec<Fill>,
    /// Thin lines and edges of boxes, as of table grids.
    pub(super) rules: Vec<Rect>,
    /// Shown characters whose font does not say what they are.
    pub(super) unmapped: u32,
    /// Reading stopped early, or parts could not be decoded.
    pub(super) problem: Option<Problem>,
}

/// Why a page's content is not all there; the later in this order, the graver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Problem {
    Damaged,
    Bytes,
    Output,
    Operators,
    Depth,
}

/// A glyph: its text, where it starts and ends, and how it is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    /// Bytes `start..end` of [`Content::text`].
    pub(super) start: u32,
    pub(super) end: u32,
    /// Where its baseline starts and ends, in points from the page's top left corner.
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) end_x: f32,
    pub(super) end_y: f32,
    /// Height of the em in points.
    pub(super) size: f32,
    /// Marked content it belongs to, or -1.
    pub(super) mcid: i32,
    /// How many characters were shown before it.
    pub(super) drawn: u32,
    pub(super) look: Look,
}

/// How a glyph is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent marks; none rules out another")]
pub(super) struct Look {
    pub(super) bold: bool,
    pub(super) space: bool,
    /// Marked as no part of the text (page header, page number, decoration).
    pub(super) artifact: bool,
    /// Drawn with neither fill nor stroke.
    pub(super) invisible: bool,
    /// Never drawn: text the file gives beside what it shows.
    pub(super) unseen: bool,
    pub(super) white: bool,
    pub(super) clipped: bool,
    /// In a layer that is switched off.
    pub(super) layer_off: bool,
    /// Replaced by the text the file gives for it, which may hold spaces.
    pub(super) actual: bool,
}

/// A filled area or a picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fill {
    pub(super) rect: Rect,
    pub(super) kind: FillKind,
    /// Nothing under it shows through.
    pub(super) opaque: bool,
    /// How many characters were shown before it.
    pub(super) after: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FillKind {
    White,
    Coloured,
    Picture,
}

impl Content {
    pub(super) fn new(page: Rect) -> Self {
        Self {
            page,
            text: String::new(),
            glyphs: Vec::new(),
            drawn: 0,
            fills: Vec::new(),
            rules: Vec::new(),
            unmapped: 0,
            problem: None,
        }
    }

    pub(super) fn text_of(&self, glyph: &Glyph) -> &str {
        self.text.get(glyph.start as usize..glyph.end as usize).unwrap_or_default()
    }

    pub(super) fn note(&mut self, problem: Problem) {
        self.problem = self.problem.max(Some(problem));
    }

    /// The part of the page that pictures cover, from 0 to 1; strips of one picture add up.
    pub(super) fn picture_share(&self) -> f32 {
        let pictures = self.fills.iter().filter(|fill| fill.kind == FillKind::Picture);
        let area: f32 = pictures.map(|fill| fill.rect.intersection(self.page).area()).sum();
        (area / self.page.area().max(1.0)).min(1.0)
    }

    /// The content without the glyphs that are hidden.
    pub(super) fn without(mut self, hidden: &[Option<HiddenBy>]) -> Self {
        if hidden.iter().any(Option::is_some) {
            let mut marks = hidden.iter();
            self.glyphs.retain(|_| marks.next().is_none_or(Option::is_none));
        }
        self
    }
}
