//! What a document is about, as its head says.

use vermerk_document::Document;

use crate::inert::{line, shortened};

/// Most characters of a title.
const LONGEST: usize = 160;
/// How many content blocks from the start count as the head.
const HEAD: usize = 40;

/// The subject line, else the first heading without a number, else the title of the file's properties unless a
/// program made it up, else any heading.
pub(crate) fn title(document: &Document) -> Option<String> {
    let head = || document.blocks().map(|(_, block)| block).filter(|block| block.kind.is_content()).take(HEAD);
    let subject = head().find_map(|block| {
        let first = block.text.lines().next().unwrap_or_default();
        let (word, rest) = first.split_once([':', '\t'])?;
        matches!(word.trim(), "Betreff" | "Betr." | "Betrifft").then(|| line(rest)).filter(|rest| !rest.is_empty())
    });
    let headings: Vec<String> = head()
        .filter(|block| block.kind.is_heading())
        .map(|block| line(&block.text))
        .filter(|h| !h.is_empty())
        .collect();
    let named = || headings.iter().find(|heading| !is_numbered(heading)).cloned();
    let own = || {
        let given = [&document.metadata.subject, &document.metadata.title];
        given.into_iter().flatten().map(|title| line(title)).find(|title| !is_made_up(title))
    };
    let any = || headings.first().cloned();
    subject.or_else(named).or_else(own).or_else(any).map(|title| shortened(&title, LONGEST))
}

/// Whether a heading names a part of the document, not the whole: "1 Ziele", "§ 3 Frist", "II. Gründe", "a) Kosten".
fn is_numbered(heading: &str) -> bool {
    let first = heading.split(' ').next().unwrap_or_default();
    let counts = |c: char| c.is_ascii_digit() || "IVX".contains(c) || ".)".contains(c);
    first.starts_with('§') || first.ends_with(')') || first.chars().all(counts)
}

/// Whether a program set it: "Microsoft Word - Dokument1", "untitled", a file name.
fn is_made_up(title: &str) -> bool {
    let lower = title.to_lowercase();
    let ending = [".doc", ".docx", ".pdf", ".odt", ".rtf", ".tex", ".dvi", ".indd", ".xls", ".xlsx", ".html"];
    lower.starts_with("microsoft")
        || lower.starts_with("untitled")
        || lower.starts_with("unbenannt")
        || lower.starts_with("dokument")
        || ending.iter().any(|ending| lower.ends_with(ending))
        || title.chars().filter(|c| c.is_alphabetic()).count() < 4
}

#[cfg(test)]
mod tests;
