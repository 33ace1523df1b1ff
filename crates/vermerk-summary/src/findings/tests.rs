use vermerk_document::{Block, BlockKind, MediaType, Metadata, Part, PartKind, Reading};

use super::*;
use crate::{extractive, omissions};

fn document(paragraphs: &[&str]) -> Document {
    let blocks = paragraphs.iter().map(|text| Block::new(BlockKind::Paragraph, *text)).collect();
    let part = Part { kind: PartKind::Section { number: 1 }, reading: Reading::Read, blocks };
    Document { media_type: MediaType::Text, metadata: Metadata::default(), parts: vec![part], hidden: Vec::new() }
}

#[track_caller]
fn check(text: &str, expect: &[(FindingKind, &str)]) {
    let found = findings(&document(&[text]));
    let found: Vec<(FindingKind, &str)> = found.iter().map(|f| (f.kind, f.value.as_str())).collect();
    assert_eq!(found, expect, "{text}");
}

#[test]
fn a_date_is_a_deadline_only_with_a_cue() {
    check("Der Bescheid vom 3. Mai 2025 ist da.", &[(FindingKind::Date, "2025-05-03")]);
    check("Die Unterlagen sind bis zum 30.06.2025 vorzulegen.", &[(FindingKind::Deadline, "2025-06-30")]);
    check(
        "Er war vom 1. Juli 2020 bis zum 31. Dezember 2020 im Amt.",
        &[(FindingKind::Date, "2020-07-01"), (FindingKind::Date, "2020-12-31")],
    );
    check("Akten sind spätestens ab dem 1. Januar 2027 elektronisch.", &[(FindingKind::Deadline, "2027-01-01")]);
    check("It falls due by 30 September 2026.", &[(FindingKind::Deadline, "2026-09-30")]);
    check("Widerspruch ist innerhalb eines Monats nach Bekanntgabe möglich.", &[(FindingKind::Deadline, "P1M")]);
    check("Sie arbeitete dort vier Wochen.", &[]);
}

#[test]
fn a_value_is_listed_once_and_a_deadline_is_no_date_again() {
    check(
        "Am 30.06.2025 tagt der Rat. Zahlen Sie bis 30. Juni 2025 den Betrag von 12,50 € oder EUR 12,50.",
        &[(FindingKind::Deadline, "2025-06-30"), (FindingKind::Amount, "12.50 EUR")],
    );
}

#[test]
fn a_finding_leads_back_to_its_place() {
    let document = document(&["Vorab.", "Es gilt:\nDer Betrag von 1.234,50 Euro ist fällig."]);
    let found = findings(&document);
    assert_eq!(document.resolve(found[0].span), Some("1.234,50 Euro"));
    assert!(found[0].context.contains("1.234,50 Euro"));
}

#[test]
fn what_no_statement_tells_is_listed_in_order() {
    let document = document(&[
        "Die Stadt bewilligt der Schule eine Zuwendung von 20.000 Euro für den neuen Sportplatz am Fluss.",
        "Der Verwendungsnachweis ist spätestens zum 31. März 2026 bei der Stadt vorzulegen.",
        "Überzahlte Beträge über 100 Euro sind binnen zwei Wochen zu erstatten.",
    ]);
    let statements = extractive(&document, None, 10);
    assert_eq!(statements.len(), 1);
    let open = omissions(&document, &statements, &findings(&document));
    let kept: Vec<&str> = open.iter().map(|omission| omission.evidence.quote.as_str()).collect();
    assert_eq!(kept.len(), 2);
    assert!(kept[0].starts_with("Der Verwendungsnachweis") && kept[1].starts_with("Überzahlte"), "{kept:?}");
}
