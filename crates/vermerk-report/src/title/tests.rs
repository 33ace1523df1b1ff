use vermerk_document::{Block, BlockKind};

use super::title;
use crate::tests::samples::concept;

#[track_caller]
fn check(blocks: &[(BlockKind, &str)], property: Option<&str>, expect: Option<&str>) {
    let mut document = concept().document;
    document.metadata.title = property.map(str::to_owned);
    document.parts[0].blocks = blocks.iter().map(|(kind, text)| Block::new(*kind, *text)).collect();
    assert_eq!(title(&document).as_deref(), expect);
}

#[test]
fn the_subject_line_comes_first_then_the_name_then_the_first_part() {
    let heading = BlockKind::Heading { level: 1 };
    let (subject, name, part) =
        ("Betreff:\tAntrag auf Förderung", (heading, "Erlass zur E-Akte"), (heading, "1 Anlass"));
    check(&[part, name, (BlockKind::Paragraph, subject)], Some("Vorlage Erlass"), Some("Antrag auf Förderung"));
    check(&[part, name], Some("Vorlage Erlass"), Some("Erlass zur E-Akte"));
    check(&[part], Some("Vorlage Erlass"), Some("Vorlage Erlass"));
    check(&[part], Some("Microsoft Word - erlass_final.docx"), Some("1 Anlass"));
    check(&[(heading, "II. Gründe"), (heading, "§ 3 Frist")], None, Some("II. Gründe"));
    check(&[(BlockKind::Paragraph, "Betreff: ")], Some("Dokument1"), None);
}
