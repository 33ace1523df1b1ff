use vermerk_document::{Block, BlockKind, MediaType, Metadata, Part, PartKind, Reading};

use super::*;
use crate::extractive;

fn document(paragraphs: &[&str]) -> Document {
    let blocks = paragraphs.iter().map(|text| Block::new(BlockKind::Paragraph, *text)).collect();
    let part = Part { kind: PartKind::Section { number: 1 }, reading: Reading::Read, blocks };
    Document { media_type: MediaType::Text, metadata: Metadata::default(), parts: vec![part], hidden: Vec::new() }
}

fn listed(paragraphs: &[&str]) -> Vec<(OmissionKind, String)> {
    let (listed, _) = omissions(&document(paragraphs), &[]);
    listed.into_iter().map(|omission| (omission.kind, omission.evidence.quote)).collect()
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
    let (open, left_out) = omissions(&document, &statements);
    let kept: Vec<&str> = open.iter().map(|omission| omission.evidence.quote.as_str()).collect();
    assert_eq!(kept.len(), 2);
    assert!(kept[0].starts_with("Der Verwendungsnachweis") && kept[1].starts_with("Überzahlte"), "{kept:?}");
    assert_eq!(left_out, []);
}

#[test]
fn each_kind_is_known_by_its_words() {
    let letter = [
        "Stadt Altenrode",
        "Herrn",
        "Tobias Achterberg",
        "14903 Altenrode",
        "Az.: 51-WG-220/26",
        "Sehr geehrter Herr Achterberg,",
        "Ihr Antrag auf Wohngeld für das laufende Jahr wird abgelehnt.",
        "Die Kosten des Verfahrens in Höhe von 30 Euro tragen Sie.",
        "Gegen diesen Bescheid kann innerhalb eines Monats Widerspruch erhoben werden.",
    ];
    let kinds: Vec<OmissionKind> = listed(&letter).into_iter().map(|(kind, _)| kind).collect();
    let expected = [
        OmissionKind::Remedy,
        OmissionKind::Decision,
        OmissionKind::Amount,
        OmissionKind::Addressee,
        OmissionKind::FileNumber,
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn possible_and_former_decisions_are_none() {
    for text in [
        "Der Antrag wird abgelehnt, wenn die Unterlagen nicht rechtzeitig eingehen.",
        "Der Antrag der Gemeinde wurde im vergangenen Jahr abgelehnt und nicht wiederholt.",
        "Die Genehmigung kann mit Auflagen für den Betrieb erteilt werden.",
        "Die Arbeiten werden seit dem Frühjahr ausgeführt und sind weit fortgeschritten.",
    ] {
        assert_eq!(listed(&[text]), [], "{text}");
    }
}

#[test]
fn long_lists_are_bounded_by_kind_with_a_share_for_each_third_and_the_rest_is_counted() {
    let sentences: Vec<String> =
        (1..=40).map(|n| format!("Für den Abschnitt Nummer {n} sind Ausgaben von {n}00 Euro vorgesehen.")).collect();
    let document = document(&sentences.iter().map(String::as_str).collect::<Vec<_>>());
    let (listed, left_out) = omissions(&document, &[]);
    assert_eq!(listed.len(), 10);
    assert_eq!(left_out, [OmissionsLeftOut { kind: OmissionKind::Amount, count: 30 }]);
    let thirds: BTreeSet<u32> = listed.iter().map(|omission| omission.evidence.span.block * 3 / 40).collect();
    assert_eq!(thirds.len(), 3);
}

#[test]
fn a_period_told_elsewhere_is_not_told_of_the_remedy() {
    let document = document(&[
        "Gegen ihn wurde ein Fahrverbot von einem Monat verhängt, das er verbüßt hat.",
        "Die Rechnung ist innerhalb eines Monats nach Zustellung zu begleichen.",
    ]);
    let statements = extractive(&document, Some("Fahrverbot"), 8);
    assert!(statements[0].text.contains("Fahrverbot"));
    let (listed, _) = omissions(&document, &statements);
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].kind, OmissionKind::Deadline);
}
