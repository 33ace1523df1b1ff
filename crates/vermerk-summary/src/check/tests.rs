use vermerk_document::{Block, BlockKind, Document, MediaType, Metadata, Part, PartKind, Reading};

use super::*;

const TEXT: &[&str] = &[
    "Mit Bescheid vom 30. Mai 2025 bewilligte das Landesamt der Gemeinde Musterdorf eine Zuwendung von 1.234,50 Euro.",
    "Die Zuwendung wird nach § 23 Abs. 1 Satz 2 LHO für den Ausbau der Kindertagesstätte gewährt.",
    "Gegen den Bescheid kann innerhalb eines Monats Widerspruch erhoben werden.",
    "Der Verwendungsnachweis ist nicht vor Abschluss der Bauarbeiten vorzulegen.",
    "Der Rat der Gemeinde hat am 12. Juni 2024 über das Schwimmbad am Fluss beraten und 77 Stellungnahmen gehört.",
    "Die Bürgermeisterin berichtete ausführlich von den Arbeiten am Radweg entlang der Bundesstraße.",
    "Weitere Anfragen lagen nicht vor, sodass die öffentliche Sitzung geschlossen wurde.",
    "Der Kämmerer legte die Planung des Haushalts für das kommende Jahr ohne Aussprache vor.",
    "Für die Sanierung der Turnhalle sind nach Auskunft der Verwaltung 45 Prozent der Mittel verbraucht.",
];

fn source() -> Source {
    let blocks = TEXT.iter().map(|text| Block::new(BlockKind::Paragraph, *text)).collect();
    let part = Part { kind: PartKind::Section { number: 1 }, reading: Reading::Read, blocks };
    Source::new(&Document {
        media_type: MediaType::Text,
        metadata: Metadata::default(),
        parts: vec![part],
        hidden: Vec::new(),
    })
}

#[track_caller]
fn verdict(statement: &str, expect: Verdict) -> Checked {
    let checked = check(&source(), statement);
    assert_eq!(checked.verdict, expect, "{statement}: {checked:?}");
    assert_eq!(checked.reasons.is_empty(), expect == Verdict::Supported);
    checked
}

#[test]
fn what_stands_there_word_for_word_is_supported() {
    for text in TEXT {
        let checked = verdict(text, Verdict::Supported);
        assert_eq!(checked.evidence[0].quote, *text);
    }
    verdict("Gegen den Bescheid kann innerhalb  eines Monats\nWiderspruch erhoben werden", Verdict::Supported);
    assert_eq!(verdict(&TEXT[1..3].join(" "), Verdict::Supported).evidence.len(), 2);
}

#[test]
fn a_sentence_with_its_label_stands_there_too() {
    let mut block = Block::new(BlockKind::Paragraph, "11 Die Revision ist nicht begründet.");
    block.label_len = 3;
    let part = Part { kind: PartKind::Section { number: 1 }, reading: Reading::Read, blocks: vec![block] };
    let document =
        Document { media_type: MediaType::Text, metadata: Metadata::default(), parts: vec![part], hidden: Vec::new() };
    for statement in ["11 Die Revision ist nicht begründet.", "Die Revision ist nicht begründet."] {
        assert_eq!(check(&Source::new(&document), statement).verdict, Verdict::Supported, "{statement}");
    }
}

#[test]
fn another_notation_is_no_other_value() {
    verdict(
        "Das Landesamt bewilligte der Gemeinde Musterdorf am 30.05.2025 eine Zuwendung von EUR 1234,50.",
        Verdict::Supported,
    );
    verdict(
        "Nach § 23 Absatz 1 S. 2 LHO wird die Zuwendung für den Ausbau der Kindertagesstätte gewährt.",
        Verdict::Supported,
    );
}

#[test]
fn a_changed_value_is_unsupported() {
    for (statement, value) in [
        ("Mit Bescheid vom 31. Mai 2025 bewilligte das Landesamt der Gemeinde eine Zuwendung.", "31. Mai 2025"),
        ("Das Landesamt bewilligte der Gemeinde Musterdorf eine Zuwendung von 1.284,50 Euro.", "1.284,50 Euro"),
        ("Die Zuwendung wird nach § 24 Abs. 1 LHO für den Ausbau der Kindertagesstätte gewährt.", "§ 24 Abs. 1 LHO"),
    ] {
        let checked = verdict(statement, Verdict::Unsupported);
        assert_eq!(checked.reasons[0], Reason::ValueMissing { value: value.to_owned() });
    }
}

#[test]
fn a_value_from_another_place_is_unsupported() {
    let checked = verdict(
        "Das Landesamt bewilligte der Gemeinde Musterdorf eine Zuwendung von 45 Prozent.",
        Verdict::Unsupported,
    );
    assert!(matches!(checked.reasons[0], Reason::ValueElsewhere { .. }));
}

#[test]
fn a_sentence_from_elsewhere_is_unsupported() {
    let checked =
        verdict("Der Angeklagte wurde wegen Betrugs zu einer Freiheitsstrafe verurteilt.", Verdict::Unsupported);
    assert!(matches!(checked.reasons[0], Reason::WeakCoverage { .. }));
}

#[test]
fn a_foreign_name_and_a_lost_negation_need_a_person() {
    verdict(
        "Das Landesamt bewilligte der Gemeinde Lüdenscheid mit Bescheid vom 30. Mai 2025 eine Zuwendung.",
        Verdict::Review,
    );
    verdict("Der Verwendungsnachweis ist vor Abschluss der Bauarbeiten vorzulegen.", Verdict::Review);
}

#[test]
fn a_short_statement_must_stand_in_one_sentence() {
    for statement in [
        "Die Turnhalle brennt.",
        "Die Zuwendung endet nie.",
        "Der Kämmerer hat gekündigt.",
        "Die Zuwendung wird nicht gewährt.",
        "Der Radweg wird gehört.",
        "Es ist so.",
    ] {
        verdict(statement, Verdict::Review);
    }
    verdict("Die Bürgermeisterin berichtete.", Verdict::Supported);
}

#[test]
fn a_fragment_from_under_a_negation_needs_a_person() {
    verdict("vor Abschluss der Bauarbeiten vorzulegen", Verdict::Review);
    assert_eq!(negation::count("Das gilt keinesfalls und für niemand."), 2);
}

#[test]
fn an_endless_statement_or_line_comes_to_an_end() {
    let text = "x".repeat(1 << 20);
    verdict(&text, Verdict::Review);
    verdict(&"x".repeat(8000), Verdict::Review);
    let part = Part {
        kind: PartKind::Section { number: 1 },
        reading: Reading::Read,
        blocks: vec![Block::new(BlockKind::Paragraph, text)],
    };
    let document =
        Document { media_type: MediaType::Text, metadata: Metadata::default(), parts: vec![part], hidden: Vec::new() };
    assert_eq!(check(&Source::new(&document), "Die Turnhalle brennt.").verdict, Verdict::Review);
}
