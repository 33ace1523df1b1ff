//! Takes the words that character recognition found on a scanned page into the document.
//!
//! The recognition itself runs other programs, which is not this crate's business; it hands over the table that
//! `tesseract … tsv` prints.

use vermerk_document::{Block, BlockKind, Extraction, Limit, Notice, NoticeKind, PartReason, Reading};

use crate::pdf::hyphens;

/// Most words taken from one page.
const MOST_WORDS: usize = 20_000;
/// Longest word taken, in bytes.
const LONGEST_WORD: usize = 1000;

/// What was recognised on a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RecognisedPage {
    /// Its paragraphs in reading order, with their places on the page and their doubtful words.
    blocks: Vec<Block>,
    /// Sum of the words' confidences, in percent.
    confidence: f32,
    words: u32,
    doubtful: u32,
}

/// The pages (indices of parts) of which nothing, or next to nothing, could be read although they show something.
///
/// Each page is judged by itself: one page with text does not keep the others from being recognised, and a page that has
/// a text layer, from whatever program, is not recognised again.
pub fn pages_to_recognise(extraction: &Extraction) -> Vec<u32> {
    let parts = extraction.document.parts.iter().enumerate();
    let unread = parts.filter(|(_, part)| match part.reading {
        Reading::Unreadable(PartReason::ScanWithoutText | PartReason::NoUnicode { .. })
        | Reading::Partly(PartReason::ScanWithoutText) => true,
        Reading::Partly(PartReason::NoUnicode { glyphs }) => {
            let read = part.blocks.iter().filter(|block| is_page_text(block.kind)).map(|block| block.text.len());
            glyphs as usize > read.sum::<usize>()
        }
        _ => false,
    });
    unread.map(|(index, _)| index as u32).collect()
}

/// Puts what was recognised in the place of what could be read of a page. A page on which no word was recognised stays
/// as it is.
pub fn add_recognised(extraction: &mut Extraction, part: u32, recognised: RecognisedPage) {
    let Some(page) = extraction.document.parts.get_mut(part as usize) else { return };
    if recognised.words == 0 {
        return;
    }
    let text: String = recognised.blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>().join(" ");
    // A stamp or page number that is text is seen by the recognition too; if it was not, it is kept.
    page.blocks.retain(|block| !is_page_text(block.kind) || !text.contains(block.text.trim()));
    let others = std::mem::replace(&mut page.blocks, recognised.blocks);
    page.blocks.extend(others);
    page.reading = Reading::Read;
    let told = Notice {
        part: Some(part),
        kind: NoticeKind::Recognised {
            confidence: (recognised.confidence / recognised.words as f32).round().clamp(0.0, 100.0) as u8,
            doubtful: recognised.doubtful,
        },
    };
    let unread = |notice: &Notice| notice.part == Some(part) && matches!(notice.kind, NoticeKind::PartUnread(_));
    match extraction.notices.iter_mut().find(|notice| unread(notice)) {
        Some(notice) => *notice = told,
        None => extraction.notices.push(told),
    }
}

/// Says of a page that was to be recognised that a limit kept it from being read.
pub fn name_limit(extraction: &mut Extraction, part: u32, limit: Limit) {
    let reason = PartReason::Limit(limit);
    let Some(page) = extraction.document.parts.get_mut(part as usize) else { return };
    page.reading = match page.reading {
        Reading::Partly(_) => Reading::Partly(reason),
        _ => Reading::Unreadable(reason),
    };
    for notice in extraction.notices.iter_mut().filter(|notice| notice.part == Some(part)) {
        if let NoticeKind::PartUnread(told) = &mut notice.kind {
            *told = reason;
        }
    }
}

fn is_page_text(kind: BlockKind) -> bool {
    kind == BlockKind::Furniture || (kind.is_content() && kind != BlockKind::FormField)
}

/// A word of the table.
struct Word<'t> {
    /// Numbers of its block, paragraph and line.
    place: [u32; 3],
    /// Left, top, width and height in dots.
    bounds: [f32; 4],
    confidence: f32,
    text: &'t str,
}

impl RecognisedPage {
    /// Reads the table of words that tesseract prints, made from a drawing of `dots_per_inch`. Words with a confidence
    /// below `doubtful_below` percent are marked; lines that are no words are passed over.
    pub fn from_tsv(table: &str, dots_per_inch: u32, doubtful_below: u8) -> Self {
        let points = 72.0 / dots_per_inch.max(1) as f32;
        let mut page = Self::default();
        let words: Vec<Word<'_>> = table.lines().filter_map(word).take(MOST_WORDS).collect();
        for paragraph in words.chunk_by(|a, b| a.place[..2] == b.place[..2]) {
            let mut block = Block::new(BlockKind::Paragraph, "");
            for line in paragraph.chunk_by(|a, b| a.place == b.place) {
                page.add_line(&mut block, line, points, doubtful_below);
            }
            page.blocks.push(block);
        }
        page
    }

    fn add_line(&mut self, block: &mut Block, line: &[Word<'_>], points: f32, doubtful_below: u8) {
        for (index, word) in line.iter().enumerate() {
            if index == 0 {
                // What the hyphen at the end of the line before becomes of is known only with the next word.
                let before = block.text.len();
                hyphens::join(&mut block.text, word.text);
                if block.text.len() < before + word.text.len()
                    && let Some(last) = block.doubtful.last_mut().filter(|last| last.1 as usize == before)
                {
                    last.1 -= (before + word.text.len() - block.text.len()) as u32;
                }
            } else {
                block.text.push(' ');
                block.text.push_str(word.text);
            }
            let end = block.text.len() as u32;
            self.words += 1;
            self.confidence += word.confidence;
            if word.confidence < f32::from(doubtful_below) {
                self.doubtful += 1;
                block.doubtful.push((end - word.text.len() as u32, end));
            }
            let [left, top, width, height] = word.bounds.map(|dots| dots * points);
            let [x0, y0, x1, y1] = block.bbox.unwrap_or([left, top, left, top]);
            block.bbox = Some([x0.min(left), y0.min(top), x1.max(left + width), y1.max(top + height)]);
        }
    }
}

fn word(line: &str) -> Option<Word<'_>> {
    let mut fields = line.split('\t');
    // Pages, blocks, paragraphs and lines have lines of their own in the table.
    if fields.next()? != "5" {
        return None;
    }
    let mut number = || fields.next()?.parse::<f32>().ok().filter(|number| number.abs() < 1e6);
    let _page = number()?;
    let place = [number()? as u32, number()? as u32, number()? as u32];
    let _word = number()?;
    let bounds = [number()?, number()?, number()?, number()?];
    let confidence = number()?.clamp(0.0, 100.0);
    let text = fields.next()?.trim();
    let sound = !text.is_empty() && text.len() <= LONGEST_WORD && !text.contains(char::is_control);
    sound.then_some(Word { place, bounds, confidence, text })
}

#[cfg(test)]
mod tests;
