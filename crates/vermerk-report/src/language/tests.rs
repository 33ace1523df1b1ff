use vermerk_document::BlockKind;
use vermerk_summary::Origin;

use super::attribute;
use crate::html;
use crate::tests::samples::{block, concept, provenance, report, statement};

const TEXT: &str = "The applicant may appeal against this decision within one month of its delivery.";

#[test]
fn only_a_language_tag_of_another_language_is_named() {
    let mut document = concept().document;
    document.parts[0].blocks = vec![block(BlockKind::Paragraph, TEXT)];
    for (tag, expect) in [
        ("en", " lang=\"en\""),
        ("en-US", " lang=\"en-US\""),
        ("de-DE", ""),
        ("DE", ""),
        ("", ""),
        ("en\" onclick=\"x", ""),
        ("English", ""),
        ("en--US", ""),
    ] {
        document.metadata.language = Some(tag.to_owned());
        assert_eq!(attribute(&document), expect, "{tag}");
    }
    document.parts[0].blocks = vec![block(BlockKind::Paragraph, "Die Frist ist kurz, und der Antrag ist zu stellen.")];
    document.metadata.language = Some("en-US".to_owned());
    assert_eq!(attribute(&document), "", "German text out of a program set up in English");
}

#[test]
fn the_text_of_an_english_document_is_marked_and_what_the_report_says_is_not() {
    let mut of = concept();
    of.document.metadata.language = Some("en-GB".to_owned());
    of.document.parts[0].blocks =
        vec![block(BlockKind::Heading { level: 1 }, "Appeal"), block(BlockKind::Paragraph, TEXT)];
    of.summary.findings.clear();
    of.summary.statements = vec![statement(&of.document, TEXT), statement(&of.document, "Appeal")];
    of.summary.statements[1].text = "Es geht um Widerspruch.".to_owned();
    of.summary.statements[1].origin = Origin::Worded;
    let page = html(&report("decision.docx", &provenance(), &of));
    assert!(page.contains(&format!("<bdi lang=\"en-GB\">{TEXT}</bdi>")), "a statement taken word for word");
    assert!(page.contains("<bdi>Es geht um Widerspruch.</bdi>"), "what a model worded is German");
    assert!(page.contains("class=\"absatz\"><bdi lang=\"en-GB\"><mark"), "the passage in the source");
    assert!(page.contains("lang=\"de\" aria-label=\"zurück zu Satz 1\""), "the way back is German");
    of.document.metadata.language = None;
    assert!(!html(&report("decision.docx", &provenance(), &of)).contains("<bdi lang"));
}
