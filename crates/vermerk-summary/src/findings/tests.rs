use vermerk_document::{Block, BlockKind, MediaType, Metadata, Part, PartKind, Reading};

use super::*;

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
fn deadlines_are_told_in_many_ways() {
    for (text, value) in [
        ("Ihre Stellungnahme erwarten wir bis Mittwoch, den 12. August 2026.", "2026-08-12"),
        ("Der Bericht ist erstmals zum 31. Dezember 2026 vorzulegen.", "2026-12-31"),
        ("Er ist fällig nach Eintragung, nicht jedoch vor dem 1. September 2026.", "2026-09-01"),
        ("Er hat zum 30. September 2026 einen Bericht zugesagt.", "2026-09-30"),
        ("Die Ausschlussfrist läuft am 30. November 2026 ab.", "2026-11-30"),
        ("Die Frist war der 30.09.2026.", "2026-09-30"),
        ("Wv. 02.10.2026", "2026-10-02"),
        ("Der Vertrag darf frühestens zehn Kalendertage danach geschlossen werden.", "P10D"),
        ("Den Antrag können Sie drei Monate vor Ablauf dieser Zeit stellen.", "P3M"),
        ("Die Musterachse ist mindestens drei Wochen vor der Bestellung abzustimmen.", "P3W"),
        ("Es ist innerhalb einer Ausschlussfrist von einem Jahr zu beantragen.", "P1Y"),
    ] {
        check(text, &[(FindingKind::Deadline, value)]);
    }
}

#[test]
fn dates_and_periods_that_bind_nobody_are_no_deadlines() {
    check("Die Höhergruppierung erfolgt zum 1. August 2026.", &[(FindingKind::Date, "2026-08-01")]);
    check("Sein Geburtstag ist der 3. Mai 1970.", &[(FindingKind::Date, "1970-05-03")]);
    check("Gewährleistet wird mindestens fünf Jahre.", &[]);
    check("Er blieb drei Jahre im Amt.", &[]);
}
