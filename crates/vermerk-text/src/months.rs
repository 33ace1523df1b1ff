//! The names of the months, in full and short, German and English: the one list for dates and for sentence ends.

use vermerk_document::MONTHS;

/// Other full names with the number of the month.
const OTHER: [(&str, u32); 11] = [
    ("Jänner", 1),
    ("Feber", 2),
    ("January", 1),
    ("February", 2),
    ("March", 3),
    ("May", 5),
    ("June", 6),
    ("July", 7),
    ("October", 10),
    ("December", 12),
    ("Maerz", 3),
];
/// Short forms, without their full stop.
const SHORT: [(&str, u32); 17] = [
    ("Jan", 1),
    ("Jän", 1),
    ("Feb", 2),
    ("Febr", 2),
    ("Mrz", 3),
    ("Mar", 3),
    ("Apr", 4),
    ("Jun", 6),
    ("Jul", 7),
    ("Aug", 8),
    ("Sep", 9),
    ("Sept", 9),
    ("Okt", 10),
    ("Oct", 10),
    ("Nov", 11),
    ("Dez", 12),
    ("Dec", 12),
];

/// The number of the month a word names; a short form may have its full stop or not.
pub(crate) fn month(word: &str) -> Option<u32> {
    if let Some(index) = MONTHS.iter().position(|name| *name == word) {
        return Some(index as u32 + 1);
    }
    let named = |list: &[(&str, u32)], word: &str| list.iter().find(|(name, _)| *name == word).map(|&(_, month)| month);
    named(&OTHER, word).or_else(|| named(&SHORT, word.strip_suffix('.').unwrap_or(word)))
}

/// A regular expression for the name of a month; a short form needs its full stop.
pub(crate) fn pattern() -> String {
    let full = MONTHS.into_iter().chain(OTHER.iter().map(|(name, _)| *name)).map(str::to_owned);
    let short = SHORT.iter().map(|(name, _)| format!("{name}\\."));
    let mut names: Vec<String> = full.chain(short).collect();
    // The longer first, so that none is cut short.
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.join("|")
}
