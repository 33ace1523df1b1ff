use std::rc::Rc;

use super::fonts::Font;
use super::geometry::{Matrix, Rect};

/// The graphics state as far as text needs it.
#[derive(Clone)]
pub(super) struct State {
    pub(super) ctm: Matrix,
    pub(super) clip: Rect,
    pub(super) fill: Colour,
    pub(super) stroke_white: bool,
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
            fill: Colour { white: false, plain: true },
            stroke_white: false,
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
        }
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
