use std::rc::Rc;

use super::fonts::Font;
use super::geometry::{Matrix, Rect};

/// The graphics state as far as text needs it.
#[derive(Clone)]
#[expect(clippy::struct_excessive_bools, reason = "independent marks; none rules out another")]
pub(super) struct State {
    pub(super) ctm: Matrix,
    pub(super) clip: Rect,
    /// Every clip was a single box, so that [`Self::clip`] is all of it.
    pub(super) clip_is_box: bool,
    pub(super) fill: Colour,
    pub(super) stroke: Colour,
    pub(super) font: Option<Rc<Font>>,
    pub(super) size: f32,
    pub(super) char_space: f32,
    pub(super) word_space: f32,
    /// Horizontal scale, 1 being natural.
    pub(super) stretch: f32,
    pub(super) leading: f32,
    pub(super) rise: f32,
    pub(super) render: u8,
    pub(super) line_width: f32,
    /// What is filled lets something under it show through.
    pub(super) transparent: bool,
    /// What is filled or stroked is not seen at all.
    pub(super) fill_unseen: bool,
    pub(super) stroke_unseen: bool,
}

/// A fill colour as far as "is it the paper's" needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colour {
    pub(super) white: bool,
    /// The numbers of this colour space are grey, red-green-blue or cyan-magenta-yellow-black.
    pub(super) plain: bool,
}

impl State {
    pub(super) fn new(ctm: Matrix, clip: Rect) -> Self {
        Self {
            ctm,
            clip,
            clip_is_box: true,
            fill: Colour { white: false, plain: true },
            stroke: Colour { white: false, plain: true },
            font: None,
            size: 0.0,
            char_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            render: 0,
            line_width: 1.0,
            transparent: false,
            fill_unseen: false,
            stroke_unseen: false,
        }
    }

    /// The colour of strokes or of fills.
    pub(super) fn colour(&mut self, stroke: bool) -> &mut Colour {
        if stroke { &mut self.stroke } else { &mut self.fill }
    }
}

/// Whether grey, red-green-blue or cyan-magenta-yellow-black numbers are the colour of paper.
pub(super) fn is_white(numbers: &[f32]) -> bool {
    match numbers {
        [grey] => *grey >= 0.98,
        [_, _, _] => numbers.iter().all(|&part| part >= 0.98),
        [_, _, _, _] => numbers.iter().all(|&part| part <= 0.02),
        _ => false,
    }
}
