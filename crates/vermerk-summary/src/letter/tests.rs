use vermerk_document::{Block, BlockKind, MediaType, Metadata, Part, PartKind, Reading};

use super::*;

#[track_caller]
fn check(lines: &[&str], expect: Option<&str>) {
    let blocks = lines.iter().map(|text| Block::new(BlockKind::Paragraph, *text)).collect();
    let part = Part { kind: PartKind::Section { number: 1 }, reading: Reading::Read, blocks };
    let document =
        Document { media_type: MediaType::Text, metadata: Metadata::default(), parts: vec![part], hidden: Vec::new() };
    assert_eq!(addressee(&document).and_then(|span| document.resolve(span)), expect);
}

#[test]
fn the_addressee_stands_after_a_cue_or_above_the_last_postal_code() {
    check(&["Amt", "Herrn", "Max Groß", "12345 Ort", "Sehr geehrter Herr Groß,"], Some("Max Groß"));
    check(&["Amt", "Frau Rechtsanwältin\nDr. Anna Klein", "Sehr geehrte Frau Dr. Klein,"], Some("Dr. Anna Klein"));
    check(
        &["Büro Weiß", "An das", "Landesamt für Soziales", "Sehr geehrte Damen und Herren,"],
        Some("Landesamt für Soziales"),
    );
    check(
        &[
            "Landesamt",
            "Postfach 11, 14901 Ort",
            "Gemeinde Feld",
            "Kirchplatz 2",
            "14957 Feld",
            "Az.: 1/2",
            "Sehr geehrter Herr B,",
        ],
        Some("Gemeinde Feld"),
    );
}

#[test]
fn what_is_no_letter_has_no_addressee() {
    check(&["Vermerk", "Frau Meier hat angerufen."], None);
    check(&["Büro Weiß", "Hafenweg 3", "15320 Ort", "Bericht"], None);
}
