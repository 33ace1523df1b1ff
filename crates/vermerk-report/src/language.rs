//! The language of a document where it is not that of the report, so that screen readers pronounce it.

use vermerk_document::Document;

/// How many words tell whether a document is German.
const WORDS: usize = 2000;
/// Words every German text has and hardly another: their share is above one in thirty only in German.
const GERMAN: [&str; 6] = ["und", "der", "das", "nicht", "mit", "ist"];

/// A language attribute with a blank before it, empty for a German document. Nothing in it needs escaping.
///
/// What a file says of its language is believed only if it is a language tag and the text does not read as German:
/// programs set up in English name English for German documents, too.
pub(crate) fn attribute(document: &Document) -> String {
    match document.metadata.language.as_deref() {
        Some(tag) if is_foreign(tag) && !reads_as_german(document) => format!(" lang=\"{tag}\""),
        _ => String::new(),
    }
}

/// Whether it is a language tag (letters, digits and hyphens) of another language than German.
fn is_foreign(tag: &str) -> bool {
    let mut steps = tag.split('-');
    let first = steps.next().unwrap_or_default();
    let named = matches!(first.len(), 2 | 3) && first.bytes().all(|b| b.is_ascii_alphabetic());
    let rest = steps.all(|step| matches!(step.len(), 1..=8) && step.bytes().all(|b| b.is_ascii_alphanumeric()));
    named && rest && tag.len() <= 35 && !["de", "deu", "ger"].iter().any(|german| first.eq_ignore_ascii_case(german))
}

fn reads_as_german(document: &Document) -> bool {
    let content = document.blocks().filter(|(_, block)| block.kind.is_content());
    let words = content.flat_map(|(_, block)| block.text.split_whitespace()).take(WORDS);
    let (german, all) = words.fold((0, 0), |(german, all), word| {
        (german + usize::from(GERMAN.iter().any(|known| known.eq_ignore_ascii_case(word))), all + 1)
    });
    german * 30 > all
}

#[cfg(test)]
mod tests;
