//! What a document is about, in its own words.

use vermerk_document::{BlockKind, Document};

/// Longest title; what is longer is a paragraph.
const LONGEST: usize = 250;

/// The title by which a summary is weighed: that of the file's properties, else the line after "Betreff:", else the
/// first heading, else the name of the file.
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

fn first_heading(document: &Document) -> Option<String> {
    let heading = document.blocks().map(|(_, block)| block).find(|block| {
        matches!(block.kind, BlockKind::Heading { .. }) && block.body().split_whitespace().count() >= 2
    })?;
    let text = heading.body().split_whitespace().collect::<Vec<_>>().join(" ");
    (text.chars().count() <= LONGEST).then_some(text)
}
