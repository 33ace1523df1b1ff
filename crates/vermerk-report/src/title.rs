//! What a document is about, as its head says.

use vermerk_document::{BlockKind, Document};

use crate::inert::{line, shortened};

/// Most characters of a title.
const LONGEST: usize = 160;
/// How many content blocks from the start count as the head.
const HEAD: usize = 40;

/// The subject line, else the first heading, else the title of the file's properties unless a program made it up.
pub(crate) fn title(document: &Document) -> Option<String> {
    let head = || document.blocks().map(|(_, block)| block).filter(|block| block.kind.is_content()).take(HEAD);
    let subject = head().find_map(|block| {
        let first = block.text.lines().next().unwrap_or_default();
        let (word, rest) = first.split_once([':', '\t'])?;
        matches!(word.trim(), "Betreff" | "Betr." | "Betrifft").then(|| line(rest)).filter(|rest| !rest.is_empty())
    });
    let heading =
        || head().find(|block| matches!(block.kind, BlockKind::Heading { .. })).map(|block| line(&block.text));
    let own = || {
        let given = [&document.metadata.subject, &document.metadata.title];
        given.into_iter().flatten().map(|title| line(title)).find(|title| !is_made_up(title))
    };
    subject.or_else(heading).or_else(own).filter(|title| !title.is_empty()).map(|title| shortened(&title, LONGEST))
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
