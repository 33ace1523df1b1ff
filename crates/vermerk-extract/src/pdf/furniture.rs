use std::collections::BTreeMap;

use super::blocks::Draft;
use super::geometry::Rect;

/// How many blocks at the top and at the bottom of a page may be its header and footer.
const EDGE_BLOCKS: usize = 4;

/// Says for each block of each page whether it is a page header, page footer or page number.
pub(super) fn find(pages: &[(Rect, Vec<Draft>)]) -> Vec<Vec<bool>> {
    let mut places: BTreeMap<(String, i32), Vec<(usize, usize)>> = BTreeMap::new();
    let mut furniture: Vec<Vec<bool>> = pages.iter().map(|(_, drafts)| vec![false; drafts.len()]).collect();
    for (page, (rect, drafts)) in pages.iter().enumerate() {
        for (index, draft) in edge_blocks(rect, drafts) {
            let slot = (draft.rect.y0 / 6.0).round() as i32;
            places.entry((pattern(&draft.text), slot)).or_default().push((page, index));
            if draft.artifact || is_page_number(&draft.text, page + 1) {
                furniture[page][index] = true;
            }
        }
    }
    for ((text, slot), found) in &places {
        // The same place may round to the next slot on another page.
        let near = |step: i32| places.get(&(text.clone(), slot + step)).map_or(0, Vec::len);
        let count = found.len() + near(-1) + near(1);
        let needed = if pages.len() < 3 { 2 } else { 3.min(pages.len()) };
        if count >= needed && !text.is_empty() {
            for &(page, index) in found {
                furniture[page][index] = true;
            }
        }
    }
    if furniture.iter().flatten().all(|&mark| mark) {
        // Where nothing else is left, what repeats is the text.
        furniture.iter_mut().flatten().for_each(|mark| *mark = false);
    }
    furniture
}

/// The blocks in the margins: the first and last few, within the outer eighth of the page.
fn edge_blocks<'d>(page: &Rect, drafts: &'d [Draft]) -> Vec<(usize, &'d Draft)> {
    let margin = page.height() / 8.0;
    let mut top: Vec<(usize, &Draft)> =
        drafts.iter().enumerate().filter(|(_, d)| d.rect.y1 < page.y0 + margin).collect();
    let mut bottom: Vec<(usize, &Draft)> =
        drafts.iter().enumerate().filter(|(_, d)| d.rect.y0 > page.y1 - margin).collect();
    top.sort_by(|a, b| a.1.rect.y0.total_cmp(&b.1.rect.y0));
    bottom.sort_by(|a, b| b.1.rect.y1.total_cmp(&a.1.rect.y1));
    top.truncate(EDGE_BLOCKS);
    bottom.truncate(EDGE_BLOCKS);
    top.extend(bottom);
    top
}

/// The text with every number as one sign, so that page numbers do not make headers differ.
fn pattern(text: &str) -> String {
    let mut pattern = String::new();
    for character in text.chars().take(200) {
        if !character.is_ascii_digit() {
            pattern.push(character);
        } else if !pattern.ends_with('#') {
            pattern.push('#');
        }
    }
    pattern
}

/// "3", "- 3 -", "Seite 3", "Seite: 3", "Seite 3 von 10", "3/10".
fn is_page_number(text: &str, number: usize) -> bool {
    let text = text.trim();
    let bare = text.trim_matches(|c: char| matches!(c, '-' | '–' | '—' | ' ' | '|' | '[' | ']'));
    let after_word = ["Seite:", "Seite", "Page", "S.", "Blatt"].iter().find_map(|word| bare.strip_prefix(word));
    let rest = after_word.unwrap_or(bare).trim();
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let tail = rest.get(digits.len()..).unwrap_or_default().trim();
    let total = ["von", "of", "/"].iter().find_map(|word| tail.strip_prefix(word)).unwrap_or(tail).trim();
    let whole = !digits.is_empty() && total.chars().all(|c| c.is_ascii_digit());
    whole && (after_word.is_some() || digits.parse() == Ok(number) || bare.len() < text.len())
}

#[cfg(test)]
mod tests {
    use super::is_page_number;

    #[test]
    fn page_numbers_are_known_by_their_words() {
        for text in ["Seite: 7", "Seite 7", "Seite 7 von 9", "- 7 -", "2"] {
            assert!(is_page_number(text, 2), "{text}");
        }
        assert!(!is_page_number("7", 2));
    }
}
