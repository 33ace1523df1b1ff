use std::collections::BTreeMap;

use super::blocks::{Draft, DraftKind};
use super::labels::{is_contents_line, label_length};

/// The sizes of a document's text: what is larger or heavier than the running text is a heading.
pub(super) struct Headings {
    body: f32,
    body_bold: bool,
    /// Styles of headings, largest first: size in half points, and weight.
    styles: Vec<(i32, bool)>,
}

fn half_points(size: f32) -> i32 {
    (size * 2.0).round() as i32
}

impl Headings {
    pub(super) fn new<'d>(drafts: impl Iterator<Item = &'d Draft> + Clone) -> Self {
        let mut letters: BTreeMap<(i32, bool), usize> = BTreeMap::new();
        for draft in drafts.clone().filter(|draft| draft.upright && draft.kind == DraftKind::Text) {
            *letters.entry((half_points(draft.size), draft.bold)).or_default() += draft.text.len();
        }
        let body = letters.iter().max_by_key(|&(_, count)| *count).map_or((20, false), |(style, _)| *style);
        let mut headings = Self { body: body.0 as f32 / 2.0, body_bold: body.1, styles: Vec::new() };
        let mut styles: BTreeMap<(i32, bool), usize> = BTreeMap::new();
        for draft in drafts {
            if headings.stands_out(draft) {
                *styles.entry((half_points(draft.size), draft.bold)).or_default() += 1;
            }
        }
        headings.styles = styles.into_keys().rev().collect();
        headings
    }

    /// The level of a heading, from 1; `None` for running text.
    pub(super) fn level(&self, draft: &Draft) -> Option<u8> {
        if !self.stands_out(draft) {
            return None;
        }
        let style = (half_points(draft.size), draft.bold);
        let rank = self.styles.iter().position(|&other| other == style).unwrap_or_default();
        let depth = numbering_depth(&draft.text);
        let level = depth.map_or(rank + 1, |depth| depth.max(1));
        Some(level.clamp(1, 9) as u8)
    }

    fn stands_out(&self, draft: &Draft) -> bool {
        let text = draft.text.trim();
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        if draft.kind != DraftKind::Text || !draft.upright || draft.artifact || letters < 2 || text.len() > 240 {
            return false;
        }
        if draft.lines > 4 || text.ends_with([',', ';']) {
            return false;
        }
        let larger = draft.size > self.body * 1.15;
        let heavier = draft.bold && !self.body_bold && draft.size > self.body * 0.95;
        if is_contents_line(text) {
            return false;
        }
        let sentence = text.ends_with('.') && text.split_whitespace().count() > 4;
        (larger && !(sentence && draft.lines > 2)) || (heavier && draft.lines <= 3 && !sentence && !text.ends_with(':'))
    }
}

/// "1" and "1." have depth 1, "1.2" has 2; paragraphs of law and letters have none.
fn numbering_depth(text: &str) -> Option<usize> {
    let label = text.get(..label_length(text)).unwrap_or_default().trim_end();
    let label = label.trim_end_matches('.');
    let numbered =
        !label.is_empty() && label.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    numbered.then(|| label.split('.').count())
}
