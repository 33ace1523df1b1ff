use vermerk_document::{Block, BlockKind, Document, MediaType, Metadata, Part, PartKind, Reading, Span};

use super::*;
use crate::{Summary, Tally, extractive};

fn facts(name: &str, paragraphs: &[&str]) -> DocumentFacts {
    let blocks = paragraphs.iter().map(|text| Block::new(BlockKind::Paragraph, *text)).collect();
    let part = Part { kind: PartKind::Section { number: 1 }, reading: Reading::Read, blocks };
    let document =
        Document { media_type: MediaType::Text, metadata: Metadata::default(), parts: vec![part], hidden: Vec::new() };
    let summary = Summary {
        statements: extractive(&document, None, 30),
        findings: Vec::new(),
        omissions: Vec::new(),
        omissions_left_out: Vec::new(),
        coverage: document.coverage(),
        tally: Tally::default(),
    };
    DocumentFacts::new(name, &document, &summary, &|span: Span| format!("Abs. {}", span.block + 1))
}

fn grant(amount: &str, day: &str) -> Vec<String> {
    vec![
        "Az.: 43.2-6510/214-26".to_owned(),
        format!("Der Gemeinde Feld wird eine Zuwendung von {amount} Euro für den Anbau der Schule bewilligt."),
        format!("Der Verwendungsnachweis ist bis zum {day} 2028 bei der Behörde vorzulegen."),
    ]
}

fn found(documents: &[Vec<String>]) -> Vec<(ContradictionKind, String, Vec<String>)> {
    let named = documents.iter().enumerate().map(|(index, paragraphs)| {
        facts(&format!("{index}.txt"), &paragraphs.iter().map(String::as_str).collect::<Vec<_>>())
    });
    let overview = FolderOverview::new(named.collect());
    let values = |c: &Contradiction| c.values.iter().map(|value| value.value.clone()).collect();
    overview.contradictions.iter().map(|c| (c.kind, c.subject.clone(), values(c))).collect()
}

#[test]
fn the_same_fact_with_another_value_is_a_contradiction() {
    let expect =
        |kind, subject: &str, values: [&str; 2]| (kind, subject.to_owned(), values.map(str::to_owned).to_vec());
    assert_eq!(
        found(&[grant("412.000", "31. März"), grant("421.000", "31. März")]),
        [expect(ContradictionKind::Amount, "Zuwendung", ["412000.00 EUR", "421000.00 EUR"])]
    );
    assert_eq!(
        found(&[grant("412.000", "31. März"), grant("412.000", "30. Juni")]),
        [expect(ContradictionKind::Deadline, "Verwendungsnachweis", ["2028-03-31", "2028-06-30"])]
    );
    assert_eq!(found(&[grant("412.000", "31. März"), grant("412.000,00", "31.03.")]), []);
}

#[test]
fn what_is_changed_another_matter_or_two_things_is_no_contradiction() {
    let first = grant("412.000", "31. März");
    let mut other = grant("421.000", "30. Juni");
    other[0] = "Az.: 51.1-0815/99-25".to_owned();
    assert_eq!(found(&[first.clone(), other]), []);
    let mut changed = grant("421.000", "31. März");
    changed[1] = "Die Zuwendung wird auf 421.000 Euro erhöht, weil die Kosten des Anbaus gestiegen sind.".to_owned();
    assert_eq!(found(&[first.clone(), changed]), []);
    let mut two = grant("412.000", "31. März");
    two.push("Daneben erhält die Gemeinde aus einem anderen Topf eine Zuwendung von 30.000 Euro.".to_owned());
    let second = grant("421.000", "31. März");
    assert_eq!(found(&[two, second]), []);
}

#[test]
fn drafts_and_copies_are_folded_and_add_no_rows() {
    let text: Vec<String> = (0..30)
        .map(|n| format!("In Abschnitt {n} regeln die Beteiligten die Frage {n} und zahlen dafür {n}00 Euro."))
        .collect();
    let paragraphs: Vec<&str> = text.iter().map(String::as_str).collect();
    let mut later = paragraphs.clone();
    later[7] = "Dieser Absatz ist neu gefasst und sagt jetzt etwas anderes über die Kosten.";
    let overview =
        FolderOverview::new(vec![facts("b.txt", &later), facts("a.txt", &paragraphs), facts("c.txt", &later)]);
    let names: Vec<&str> = overview.documents.iter().map(|facts| facts.name.as_str()).collect();
    assert_eq!(names, ["a.txt", "b.txt", "c.txt"]);
    assert!(matches!(overview.folded[&0], Fold::Draft { of: 1, percent: 60..=99 }), "{:?}", overview.folded);
    assert_eq!(overview.folded[&2], Fold::SameText { of: 1 });
    assert!(overview.amounts.rows.iter().all(|row| row.document == 1));
}

#[test]
fn rows_are_in_the_order_of_time_and_lead_back_to_their_places() {
    let overview = FolderOverview::new(vec![
        facts(
            "b.txt",
            &["Vermerk", "3. Mai 2026", "Am 2. April 2026 wurde die Baustelle von Herrn Max Groß besichtigt."],
        ),
        facts(
            "a.txt",
            &[
                "Bescheid",
                "1. März 2026",
                "Die Antwort der Gemeinde auf die Frage steht noch aus, Frau Groß fragt nach.",
            ],
        ),
    ]);
    let dates: Vec<&str> = overview.chronology.rows.iter().map(|row| overview.fact(*row).1.value.as_str()).collect();
    assert_eq!(dates, ["2026-03-01", "2026-04-02", "2026-05-03"]);
    assert_eq!(overview.documents[0].sort, "Bescheid");
    assert_eq!(overview.documents[0].date.as_deref(), Some("2026-03-01"));
    let (document, open) = overview.fact(overview.open.rows[0]);
    assert_eq!((document.name.as_str(), open.place.as_str()), ("a.txt", "Abs. 3"));
    let parties: Vec<&str> = overview.parties.rows.iter().map(|row| overview.fact(*row).1.value.as_str()).collect();
    assert_eq!(parties, ["Max Groß"]);
}
