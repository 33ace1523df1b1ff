use vermerk_document::{Hidden, HiddenBy};

use super::content::{Content, Fill, FillKind, Glyph};
use super::geometry::Rect;
use super::hyphens;
use super::lines;

/// Text smaller than this, in points, cannot be read.
const SMALLEST: f32 = 2.0;
/// A picture that covers this part of the page is a scan, and text without ink on it its text layer.
const SCAN_SHARE: f32 = 0.4;
/// Most filled areas that are looked at.
const MOST_FILLS: usize = 2000;
/// Bands of the page by which filled areas are found.
const BANDS: usize = 64;

/// For each glyph of a page how it is hidden, or `None` if a reader sees it.
pub(super) fn classify(content: &Content) -> Vec<Option<HiddenBy>> {
    let scan = content.picture_share() > SCAN_SHARE;
    let letters = |glyph: &&Glyph| !glyph.look.space;
    let any_inked = content.glyphs.iter().filter(letters).any(|glyph| !glyph.look.invisible);
    let small = content.glyphs.iter().filter(letters).filter(|glyph| glyph.size < SMALLEST).count();
    // A page all of whose text is tiny is a large sheet drawn at a small scale.
    let all_small = small * 2 > content.glyphs.iter().filter(letters).count();
    let fills = Bands::new(content);
    // Before the first fill that is not looked at, all that lies under a glyph is known.
    let known_until = content.fills.get(MOST_FILLS).map_or(u32::MAX, |fill| fill.after);
    let by = |glyph: &Glyph| {
        let (x, y) = middle(glyph);
        let over = fills.at(y).iter().filter(|fill| fill.rect.contains(x, y));
        if glyph.look.layer_off {
            return Some(HiddenBy::Layer);
        }
        if glyph.look.unseen {
            return Some(HiddenBy::Invisible);
        }
        let (dx, dy) = (glyph.size.max((glyph.end_x - glyph.x).abs()), glyph.size.max((glyph.end_y - glyph.y).abs()));
        let near = Rect { x0: x - dx, y0: y - dy, x1: x + dx, y1: y + dy };
        if glyph.look.clipped || near.intersection(content.page).is_empty() {
            return Some(HiddenBy::OffPage);
        }
        if glyph.size < SMALLEST && !all_small {
            return Some(HiddenBy::Tiny);
        }
        if glyph.look.invisible {
            let pictured = scan || !any_inked || over.clone().any(|fill| fill.kind == FillKind::Picture);
            return (!pictured).then_some(HiddenBy::Invisible);
        }
        if glyph.look.white && glyph.drawn < known_until {
            let under = over.clone().filter(|fill| fill.after <= glyph.drawn).max_by_key(|fill| fill.after);
            if under.is_none_or(|fill| fill.kind == FillKind::White) {
                return Some(HiddenBy::White);
            }
        }
        let covers =
            |fill: &&Fill| fill.after > glyph.drawn && fill.opaque && !(fill.kind == FillKind::Picture && scan);
        over.clone().any(|fill| covers(&fill)).then_some(HiddenBy::Covered)
    };
    content.glyphs.iter().map(by).collect()
}

/// The hidden passages of a page.
pub(super) fn passages(content: &Content, hidden: &[Option<HiddenBy>], part: u32) -> Vec<Hidden> {
    let mut passages = Vec::new();
    let mut start = 0;
    for run in hidden.chunk_by(|a, b| a == b) {
        let glyphs = content.glyphs.get(start..start + run.len()).unwrap_or_default();
        start += run.len();
        let Some(by) = run.first().copied().flatten() else { continue };
        let mut text = String::new();
        for line in lines::build(content, glyphs.iter()) {
            hyphens::join(&mut text, &line.text);
        }
        hyphens::without_soft_hyphens(&mut text);
        if text.chars().any(char::is_alphanumeric) {
            passages.push(Hidden { part, by, text });
        }
    }
    passages
}

fn middle(glyph: &Glyph) -> (f32, f32) {
    // A third of the em above the baseline is the middle of small letters, whichever way the line runs.
    let (dx, dy) = (glyph.end_x - glyph.x, glyph.end_y - glyph.y);
    let length = dx.hypot(dy).max(1e-3);
    let up = glyph.size / 3.0;
    (f32::midpoint(glyph.x, glyph.end_x) + dy / length * up, f32::midpoint(glyph.y, glyph.end_y) - dx / length * up)
}

/// The filled areas of a page by the band in which they lie.
struct Bands {
    top: f32,
    height: f32,
    fills: Vec<Vec<Fill>>,
}

impl Bands {
    fn new(content: &Content) -> Self {
        let height = (content.page.height() / BANDS as f32).max(1.0);
        let mut bands = Self { top: content.page.y0, height, fills: vec![Vec::new(); BANDS] };
        for fill in content.fills.iter().take(MOST_FILLS) {
            let (first, last) = (bands.band(fill.rect.y0), bands.band(fill.rect.y1));
            for band in bands.fills.iter_mut().take(last + 1).skip(first) {
                band.push(*fill);
            }
        }
        bands
    }

    fn band(&self, y: f32) -> usize {
        (((y - self.top) / self.height).max(0.0) as usize).min(BANDS - 1)
    }

    fn at(&self, y: f32) -> &[Fill] {
        self.fills.get(self.band(y)).map(Vec::as_slice).unwrap_or_default()
    }
}
