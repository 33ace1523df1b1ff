//! Documents that try to be more than text.

use vermerk_document::BlockKind;
use vermerk_summary::{Reason, Summarised, Verdict};

use super::samples::{block, concept, provenance, report, statement};
use crate::{docx, html, json, markdown};

const ATTACKS: [&str; 6] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "[Klick](javascript:alert(1)) ![x](https://boese.example/x.png) <https://boese.example>",
    "www.boese.example | a | b `x` **fett** # Titel",
    "Rechnung\u{202e}gpj.exe \u{2066}umgekehrt\u{0}\u{1b}[2J",
];

/// A document in which everything shown is an attack.
fn hostile() -> Summarised {
    let mut of = concept();
    let blocks = &mut of.document.parts[0].blocks;
    blocks.push(block(BlockKind::Heading { level: 1 }, &ATTACKS.join(" ")));
    for attack in ATTACKS {
        blocks.push(block(BlockKind::Paragraph, attack));
        blocks.push(block(BlockKind::TableRow { table: 0, row: 0, header: true }, &format!("{attack}\t{attack}")));
    }
    of.document.metadata.subject = Some(ATTACKS[1].to_owned());
    for attack in ATTACKS {
        let mut statement = statement(&of.document, attack);
        statement.verdict = Verdict::Review;
        statement.reasons = vec![Reason::NameMissing { name: attack.to_owned() }];
        of.summary.statements.push(statement);
    }
    of
}

#[test]
fn html_shows_attacks_as_text() {
    let (made, of) = (provenance(), hostile());
    let page = html(&report("a/\"><script>x</script>.docx", &made, &of));
    assert!(!page.contains("<script") && !page.contains("<img"));
    assert!(!page.contains("href=\"javascript") && !page.contains("\u{202e}") && !page.contains('\u{1b}'));
    assert!(page.contains("&#60;script&#62;alert(1)&#60;/script&#62;"), "the text itself is shown");
    assert_eq!(page.matches("<bdi>").count(), page.matches("</bdi>").count());
}

#[test]
fn markdown_shows_attacks_as_text() {
    let (made, of) = (provenance(), hostile());
    let page = markdown(&report("hostil.docx", &made, &of));
    assert!(page.contains("\\<script\\>alert(1)\\</script\\>"));
    assert!(page.contains("\\[Klick\\](javascript:alert(1)) \\!\\[x\\](https\\://boese"));
    assert!(page.contains("www\\.boese") && page.contains("\\*\\*fett\\*\\*") && page.contains("\\# Titel"));
    assert!(!page.contains('\u{202e}') && !page.contains('\u{0}'));
}

#[test]
fn docx_stays_well_formed() {
    let (made, of) = (provenance(), hostile());
    let bytes = docx(&report("hostil.docx", &made, &of)).unwrap();
    let xml = super::office::part(&bytes, "word/document.xml");
    assert!(xml.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !xml.contains("<script"));
    assert!(!xml.contains(|c: char| c.is_control() && c != '\n'));
}

#[test]
fn json_keeps_the_text_as_it_is() {
    let (made, of) = (provenance(), hostile());
    let read: serde_json::Value = serde_json::from_str(&json(&report("hostil.docx", &made, &of))).unwrap();
    let last = read["statements"].as_array().unwrap().last().unwrap();
    assert_eq!(last["text"].as_str(), Some(ATTACKS[5]));
}
