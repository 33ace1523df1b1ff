//! The overview over the documents of a folder (pipeline `aktenuebersicht`), and the arrangement of a Sachstand.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::bench::{Bench, files, root};

fn run(bench: &Bench, folder: &std::path::Path, out: &str, pipeline: &str, threads: &str) {
    let out = bench.path(out).display().to_string();
    let folder = folder.display().to_string();
    bench
        .run([
            "run",
            &folder,
            "--out",
            &out,
            "--pipeline",
            pipeline,
            "--threads",
            threads,
            "--store",
            &format!("{out}-store"),
        ])
        .expect(0);
}

fn gold(name: &str) -> std::path::PathBuf {
    root().join("samples/gold").join(name)
}

fn section<'a>(overview: &'a Value, id: &str) -> &'a Vec<Value> {
    let sections = overview["sections"].as_array().unwrap();
    sections.iter().find(|section| section["id"] == id).unwrap()["rows"].as_array().unwrap()
}

fn overview(bench: &Bench, out: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(bench.path(out).join("aktenuebersicht.json")).unwrap()).unwrap()
}

#[test]
fn contradictions_between_documents_are_named_with_both_places() {
    let bench = Bench::new();
    run(&bench, &gold("kita-anbau"), "out", "aktenuebersicht", "2");
    let overview = overview(&bench, "out");
    assert_eq!(section(&overview, "dokumente").len(), 4);
    let shown: Vec<&str> =
        section(&overview, "widersprueche").iter().map(|row| row["shown"].as_str().unwrap()).collect();
    for planted in
        ["Verwendungsnachweis: 31.03.2028", "Verwendungsnachweis: 30.06.2028", "Zuwendungsbescheid: 13.03.2026"]
    {
        assert!(shown.contains(&planted), "{planted} is missing in {shown:?}");
    }
    for row in section(&overview, "fristen") {
        assert!(row["source"]["place"].as_str().is_some_and(|place| !place.is_empty()), "{row}");
    }
}

#[test]
fn every_link_of_the_overview_leads_to_a_paragraph() {
    let bench = Bench::new();
    run(&bench, &gold("radweg"), "out", "aktenuebersicht", "2");
    let page = std::fs::read_to_string(bench.path("out/aktenuebersicht.html")).unwrap();
    let links: BTreeSet<&str> = page.split("href=\"./").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(links.len() > 30, "{links:?}");
    for link in links {
        let (file, id) = link.split_once('#').unwrap_or((link, ""));
        let report = std::fs::read_to_string(bench.path("out").join(file)).unwrap();
        assert!(id.is_empty() || report.contains(&format!("id=\"{id}\"")), "{link} leads nowhere");
    }
}

#[test]
fn drafts_are_folded_and_the_overview_is_the_same_bytes_on_any_number_of_threads() {
    let bench = Bench::new();
    run(&bench, &gold("grundstueck"), "eins", "aktenuebersicht", "1");
    run(&bench, &gold("grundstueck"), "zwei", "aktenuebersicht", "2");
    assert!(files(&bench.path("eins")) == files(&bench.path("zwei")));
    let overview = overview(&bench, "eins");
    let folded = section(&overview, "fassungen");
    assert_eq!(folded.len(), 1);
    assert_eq!(folded[0]["source"]["document"], "kaufvertrag-entwurf-1.txt");
    assert_eq!(folded[0]["text"], "kaufvertrag-entwurf-2.txt");
    assert_eq!(section(&overview, "dokumente").len(), 3);
    for ending in ["html", "docx", "md", "json", "csv"] {
        assert!(bench.path("eins").join(format!("aktenuebersicht.{ending}")).exists(), "{ending}");
    }
}

#[test]
fn what_cannot_be_read_is_named_and_another_pipeline_takes_the_overview_away() {
    let bench = Bench::new();
    bench.file(
        "in/a.txt",
        "Der Antrag vom 3. März 2026 wird abgelehnt, weil die Frist am 1. Februar 2026 abgelaufen war.",
    );
    bench.file("in/b.pdf", "");
    let run = |pipeline: &str| bench.run(["run", "in", "--out", "out", "--pipeline", pipeline]).expect(3);
    run("aktenuebersicht");
    let overview = overview(&bench, "out");
    let missing = section(&overview, "nicht-ausgewertet");
    assert_eq!((missing.len(), &missing[0]["source"]["document"]), (1, &"b.pdf".into()));
    run("kurzvermerk");
    assert!(files(&bench.path("out")).keys().all(|name| !name.starts_with("aktenuebersicht")));
}

#[test]
fn a_sachstand_has_its_headings_in_order_and_leaves_the_judgement_to_a_person() {
    let bench = Bench::new();
    run(&bench, &gold("laerm-gaststaette"), "out", "sachstand", "2");
    let report = std::fs::read_to_string(bench.path("out/berichte/widerspruch.txt.md")).unwrap();
    let headings: Vec<&str> =
        report.lines().filter(|line| line.starts_with("### ") && line.contains(|c: char| c.is_ascii_digit())).collect();
    let names = [
        "Anlass",
        "Sachverhalt",
        "Fristen, Beträge, Beteiligte",
        "Offene Punkte",
        "Bewertung",
        "Entscheidungsvorschlag",
    ];
    assert_eq!(headings.len(), names.len(), "{headings:?}");
    for (heading, name) in headings.iter().zip(names) {
        assert!(heading.ends_with(name), "{heading}");
    }
    assert!(report.contains("Milena Dragovic") && report.contains("Von der Sachbearbeitung auszufüllen"), "{report}");
    // Statements are numbered through in the order in which they stand.
    let numbers: Vec<usize> = report
        .lines()
        .take_while(|line| !line.starts_with("## Fristen"))
        .filter_map(|line| line.split_once(". ")?.0.parse().ok())
        .collect();
    assert_eq!(numbers, (1..=numbers.len()).collect::<Vec<_>>());
    let page = std::fs::read_to_string(bench.path("out/berichte/widerspruch.txt.html")).unwrap();
    assert!(page.contains("6. Entscheidungsvorschlag") && page.contains("id=\"offene-punkte\""));
}
