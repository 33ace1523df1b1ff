use vermerk_document::{
    Block, BlockKind, Document, Extraction, MediaType, Metadata, Notice, NoticeKind, Part, PartKind, PartReason,
    Reading,
};

use super::{RecognisedPage, add_recognised, pages_to_recognise};

const TABLE: &str = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
    1\t1\t0\t0\t0\t0\t0\t0\t2483\t3508\t-1\t\n\
    5\t1\t1\t1\t1\t1\t300\t300\t150\t50\t95.5\tDie\n\
    5\t1\t1\t1\t1\t2\t500\t300\t300\t50\t41.0\tVerwal-\n\
    5\t1\t1\t1\t2\t1\t300\t360\t150\t50\t96.5\ttung\n\
    5\t1\t1\t1\t2\t2\t500\t360\t150\t50\t30.0\tl8.\n\
    5\t1\t2\t1\t1\t1\t300\t600\t150\t50\t97.0\tEnde\n";

fn page(reading: Reading, blocks: Vec<Block>) -> Part {
    Part { kind: PartKind::Page { number: 1, label: None }, reading, blocks }
}

fn extraction(parts: Vec<Part>) -> Extraction {
    let notices = parts.iter().enumerate().filter_map(|(part, page)| match page.reading {
        Reading::Unreadable(reason) | Reading::Partly(reason) => {
            Some(Notice { part: Some(part as u32), kind: NoticeKind::PartUnread(reason) })
        }
        _ => None,
    });
    let notices = notices.collect();
    let document = Document { media_type: MediaType::Pdf, metadata: Metadata::default(), parts, hidden: vec![] };
    Extraction { document, notices }
}

const SCAN: Reading = Reading::Unreadable(PartReason::ScanWithoutText);

#[test]
fn words_become_paragraphs_with_places_and_doubtful_words_are_marked() {
    let mut extraction = extraction(vec![page(SCAN, vec![])]);
    add_recognised(&mut extraction, 0, RecognisedPage::from_tsv(TABLE, 300, 60));
    let blocks = &extraction.document.parts[0].blocks;
    let texts: Vec<&str> = blocks.iter().map(|block| block.text.as_str()).collect();
    assert_eq!(texts, ["Die Verwaltung l8.", "Ende"]);
    let doubtful: Vec<&str> =
        blocks[0].doubtful.iter().map(|&(start, end)| &blocks[0].text[start as usize..end as usize]).collect();
    assert_eq!(doubtful, ["Verwal", "l8."]);
    assert_eq!(blocks[0].bbox, Some([72.0, 72.0, 192.0, 98.4]));
    assert_eq!(extraction.document.parts[0].reading, Reading::Read);
    assert_eq!(
        extraction.notices,
        [Notice { part: Some(0), kind: NoticeKind::Recognised { confidence: 72, doubtful: 2 } }]
    );
}

#[test]
fn every_page_without_a_text_layer_is_to_be_recognised_whatever_the_others_have() {
    let text = |text: &str| vec![Block::new(BlockKind::Paragraph, text)];
    let unmapped = |glyphs| Reading::Partly(PartReason::NoUnicode { glyphs });
    let extraction = extraction(vec![
        page(Reading::Read, text("Ein Text.")),
        page(SCAN, vec![]),
        page(Reading::Partly(PartReason::ScanWithoutText), text("S. 3")),
        page(unmapped(3), text("Fast alles gelesen.")),
        page(unmapped(300), text("Fast nichts.")),
        page(Reading::Unreadable(PartReason::Damaged), vec![]),
        page(Reading::Read, vec![]),
    ]);
    assert_eq!(pages_to_recognise(&extraction), [1, 2, 4]);
}

#[test]
fn text_that_the_recognition_missed_stays_and_nothing_is_doubled() {
    let blocks = vec![
        Block::new(BlockKind::Paragraph, "Ende"),
        Block::new(BlockKind::Paragraph, "Eingang 7"),
        Block::new(BlockKind::Attachment, "Ende"),
    ];
    let mut extraction = extraction(vec![page(Reading::Partly(PartReason::ScanWithoutText), blocks)]);
    add_recognised(&mut extraction, 0, RecognisedPage::from_tsv(TABLE, 300, 60));
    let texts: Vec<&str> = extraction.document.parts[0].blocks.iter().map(|block| block.text.as_str()).collect();
    assert_eq!(texts, ["Die Verwaltung l8.", "Ende", "Eingang 7", "Ende"]);
}

#[test]
fn a_table_without_words_changes_nothing() {
    let before = extraction(vec![page(SCAN, vec![])]);
    for table in ["", "5\t1", "5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t90\t ", "\u{0}\t\t\t", "5\tx\ty\tz"] {
        let mut after = before.clone();
        add_recognised(&mut after, 0, RecognisedPage::from_tsv(table, 300, 60));
        assert_eq!(after, before);
    }
}
