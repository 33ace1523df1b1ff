use crate::{Block, BlockKind, Document, MediaType, Metadata, Outline, Part, PartKind, PartReason, Reading, Span};

fn page(number: u32, reading: Reading, blocks: Vec<Block>) -> Part {
    Part { kind: PartKind::Page { number, label: None }, reading, blocks }
}

fn sample() -> Document {
    let heading = |level, text: &str| Block::new(BlockKind::Heading { level }, text);
    let paragraph = |text: &str| Block::new(BlockKind::Paragraph, text);
    Document {
        media_type: MediaType::Pdf,
        metadata: Metadata::default(),
        parts: vec![
            page(
                1,
                Reading::Read,
                vec![
                    Block::new(BlockKind::Furniture, "Seite 1"),
                    heading(1, "1 Anlass"),
                    paragraph("Über den Antrag."),
                    heading(2, "1.1 Frist"),
                    paragraph("Bis Mai."),
                ],
            ),
            page(2, Reading::Unreadable(PartReason::ScanWithoutText), vec![]),
            page(
                3,
                Reading::Partly(PartReason::NoUnicode { glyphs: 4 }),
                vec![heading(1, "2 Ergebnis"), paragraph("Abgelehnt.")],
            ),
        ],
        hidden: vec![],
    }
}

#[test]
fn a_span_resolves_to_its_bytes_and_a_foreign_one_to_nothing() {
    let document = sample();
    assert_eq!(document.resolve(Span { part: 0, block: 2, start: 0, end: 5 }), Some("Über"));
    assert_eq!(document.resolve(Span { part: 0, block: 2, start: 1, end: 5 }), None);
    assert_eq!(document.resolve(Span { part: 1, block: 0, start: 0, end: 0 }), None);
}

#[test]
fn the_outline_names_page_headings_and_paragraph() {
    let document = sample();
    let outline = Outline::new(&document);
    let inner = outline.anchor(Span { part: 0, block: 4, start: 0, end: 3 }).unwrap();
    assert_eq!((inner.page, inner.page_is_approximate, inner.paragraph), (Some(1), false, 4));
    assert_eq!(inner.headings, ["1 Anlass", "1.1 Frist"]);
    let last = outline.anchor(Span { part: 2, block: 1, start: 0, end: 1 }).unwrap();
    assert_eq!((last.page, last.headings.as_slice()), (Some(3), ["2 Ergebnis".to_owned()].as_slice()));
    let heading = outline.anchor(Span { part: 2, block: 0, start: 0, end: 1 }).unwrap();
    assert!(heading.headings.is_empty(), "a heading does not stand under itself");
}

#[test]
fn coverage_adds_up_and_names_every_unread_part() {
    let coverage = sample().coverage();
    assert!(coverage.adds_up());
    assert!(!coverage.is_complete());
    assert_eq!((coverage.total, coverage.read), (3, 2));
    assert_eq!(coverage.unreadable[0].part, 1);
    assert_eq!(coverage.partly[0].reason, PartReason::NoUnicode { glyphs: 4 });
}

#[test]
fn content_decides_over_the_name() {
    assert_eq!(MediaType::detect("a.docx", b"%PDF-1.7"), Some(MediaType::Pdf));
    assert_eq!(MediaType::detect("a.DOCX", b"PK\x03\x04"), Some(MediaType::Docx));
    assert_eq!(MediaType::detect("ohne", b"PK\x03\x04"), Some(MediaType::Docx));
    assert_eq!(MediaType::detect("a.txt", b"Hallo"), Some(MediaType::Text));
    assert_eq!(MediaType::detect("a.odt", b"Hallo"), None);
}

#[test]
fn the_text_view_keeps_furniture_and_leaves_out_comments() {
    let mut document = sample();
    document.parts[2].blocks.push(Block::new(BlockKind::Comment, "Bitte prüfen"));
    let text = document.text();
    assert!(text.contains("Seite 1\n"));
    assert!(!text.contains("Bitte prüfen"));
}

#[test]
fn doubtful_words_are_marked_within_the_span_they_are_asked_for() {
    let mut document = sample();
    let block = &mut document.parts[2].blocks[1];
    block.text = "Frist ist der l8. Mai 2O26.".to_owned();
    block.doubtful = vec![(14, 17), (22, 27)];
    let marked = |start, end| document.with_doubts(Span { part: 2, block: 1, start, end });
    assert_eq!(marked(0, 27).as_deref(), Some("Frist ist der l8. [unsicher] Mai 2O26. [unsicher]"));
    assert_eq!(marked(10, 21).as_deref(), Some("der l8. [unsicher] Mai"));
    assert_eq!(marked(0, 13), None);
    assert_eq!(marked(0, 999), None);
}
