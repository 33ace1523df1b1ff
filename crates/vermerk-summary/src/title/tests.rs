use vermerk_document::{Block, MediaType, Metadata, Part, PartKind, Reading};

use super::*;

fn document(title: Option<&str>, blocks: Vec<Block>) -> Document {
    let part = Part { kind: PartKind::Section { number: 1 }, reading: Reading::Read, blocks };
    let metadata = Metadata { title: title.map(str::to_owned), ..Metadata::default() };
    Document { media_type: MediaType::Docx, metadata, parts: vec![part], hidden: Vec::new() }
}

#[test]
fn what_says_most_comes_first() {
    let running = "Dieser Absatz ist lang genug, dass ihn niemand mehr für eine Zeile im Kopf des Briefes halten wird, denke ich.";
    let heading = || Block::new(BlockKind::Heading { level: 1 }, "Neubau der Brücke");
    let letter = |first: &str| vec![Block::new(BlockKind::Paragraph, first), heading()];
    let check = |given: Option<&str>, blocks: Vec<Block>, expect: &str| {
        assert_eq!(title(&document(given, blocks), "Vermerk 12").as_deref(), Some(expect));
    };
    check(Some("Sanierung der Schule"), letter("Betreff: Kita"), "Sanierung der Schule");
    check(Some("Microsoft Word - entwurf.docx"), letter("Betreff: Kita am Bach"), "Kita am Bach");
    check(None, letter("Musterstadt, den 3. Mai"), "Neubau der Brücke");
    check(None, letter(running), "Vermerk 12");
}
