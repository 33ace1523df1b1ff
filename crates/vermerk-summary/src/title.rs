//! What a document is about, in its own words.

use vermerk_document::{BlockKind, Document};

use crate::extractive::one_line;

#[cfg(test)]
mod tests;

/// A paragraph of so many words is running text, no line of an address or letterhead.
const RUNNING: usize = 15;
/// Longest title; what is longer is a paragraph.
const LONGEST: usize = 250;

/// The title by which a summary is weighed: that of the file's properties, else the line after "Betreff:", else the
/// heading the text begins with, else the name of the file.
pub fn title(document: &Document, file_stem: &str) -> Option<String> {
    let given = document.metadata.title.as_deref().map(str::trim).filter(|title| says_something(title));
    let found = given.map(str::to_owned).or_else(|| subject_line(document)).or_else(|| first_heading(document));
    found.or_else(|| Some(file_stem.trim().to_owned()).filter(|stem| !stem.is_empty()))
}

/// Producers fill in names of files and templates; those say nothing the file name does not.
fn says_something(title: &str) -> bool {
    let lower = title.to_lowercase();
    let file =
        [".doc", ".docx", ".dotx", ".pdf", ".odt", ".rtf", ".tex", ".indd"].iter().any(|end| lower.ends_with(end));
    title.split_whitespace().count() >= 2 && !file && !lower.starts_with("microsoft word")
}

fn subject_line(document: &Document) -> Option<String> {
    let content = document.blocks().map(|(_, block)| block).filter(|block| block.kind.is_content());
    // A subject stands on the first page of a letter.
    for line in content.take(60).flat_map(|block| block.text.lines()) {
        let line = line.trim();
        for cue in ["Betreff:", "Betr.:", "Betreff :", "Betrifft:", "Subject:", "Re:"] {
            let subject = line.strip_prefix(cue).map(str::trim);
            if let Some(subject) = subject.filter(|s| !s.is_empty() && s.chars().count() <= LONGEST) {
                return Some(subject.to_owned());
            }
        }
    }
    None
}

/// The first heading, if the document begins with it: after running text it heads a section.
fn first_heading(document: &Document) -> Option<String> {
    for (_, block) in document.blocks().filter(|(_, block)| block.kind.is_content()) {
        let words = block.body().split_whitespace().count();
        if block.kind.is_heading() && words >= 2 {
            let text = one_line(block.body());
            return (text.chars().count() <= LONGEST).then_some(text);
        }
        if block.kind == BlockKind::Paragraph && words >= RUNNING {
            return None;
        }
    }
    None
}
