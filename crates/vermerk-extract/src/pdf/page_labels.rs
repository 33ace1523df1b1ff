use std::collections::BTreeMap;

use lopdf::Dictionary;

use super::source::{Source, as_dict};
use crate::numerals;

/// Most nodes of the tree of page labels that are followed.
const MOST_NODES: usize = 2000;

/// What viewers call the pages ("iv", "A-1"), by index from 0, where it differs from their numbers.
pub(super) fn read(source: &Source<'_>, pages: usize) -> BTreeMap<u32, String> {
    let mut ranges: BTreeMap<usize, &Dictionary> = BTreeMap::new();
    let mut open: Vec<&Dictionary> = Vec::new();
    open.extend(source.catalog().and_then(|catalog| source.dict(catalog, b"PageLabels")));
    let mut visited = 0;
    while let Some(node) = open.pop() {
        visited += 1;
        if visited > MOST_NODES {
            break;
        }
        for pair in source.array(node, b"Nums").unwrap_or_default().chunks_exact(2).take(pages) {
            if let (Ok(first), Some(style)) = (source.resolve(&pair[0]).as_i64(), as_dict(source.resolve(&pair[1]))) {
                ranges.extend(usize::try_from(first).ok().map(|first| (first, style)));
            }
        }
        let kids = source.array(node, b"Kids").unwrap_or_default().iter().take(MOST_NODES);
        open.extend(kids.filter_map(|kid| as_dict(source.resolve(kid))));
    }
    let mut labels = BTreeMap::new();
    for page in 0..pages {
        let Some((&first, style)) = ranges.range(..=page).next_back() else { continue };
        let start = source.integer(style, b"St").unwrap_or(1).clamp(1, 1_000_000) as usize;
        let prefix = source.text(style, b"P").unwrap_or_default();
        let number = numeral(source.name(style, b"S").unwrap_or_default(), start + page - first);
        let label = prefix + &number;
        if !label.is_empty() && label != (page + 1).to_string() {
            labels.insert(page as u32, label);
        }
    }
    labels
}

fn numeral(style: &[u8], number: usize) -> String {
    match style {
        b"D" => number.to_string(),
        b"R" => roman(number),
        b"r" => roman(number).to_lowercase(),
        b"A" => letters(number),
        b"a" => letters(number).to_lowercase(),
        _ => String::new(),
    }
}

/// Larger numbers than this are not written in Roman numerals.
fn roman(number: usize) -> String {
    numerals::roman(number.min(9999) as u32)
}

/// A to Z, then AA to ZZ, and so on.
fn letters(number: usize) -> String {
    let index = number.saturating_sub(1);
    let letter = char::from(b'A' + (index % 26) as u8);
    std::iter::repeat_n(letter, (index / 26 + 1).min(40)).collect()
}
