//! Every sample has exactly the outcome that samples/manifest.toml expects of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde::Deserialize;
use serde_json::Value;

use crate::bench::{Bench, Ended, files, root};

/// What the manifest expects of one file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expected {
    pub(crate) path: String,
    #[expect(dead_code, reason = "for people")]
    producer: Option<String>,
    pub(crate) outcome: String,
    pub(crate) reason: Option<String>,
    #[serde(default)]
    pages: Option<u64>,
    #[serde(default)]
    unreadable: Vec<u64>,
    #[serde(default)]
    notices: Vec<String>,
    #[serde(default)]
    facts: Vec<String>,
    pub(crate) duplicate_of: Option<String>,
}

#[derive(Deserialize)]
struct Manifest {
    file: Vec<Expected>,
}

pub(crate) fn manifest() -> Vec<Expected> {
    let text = std::fs::read_to_string(root().join("samples/manifest.toml")).unwrap();
    toml::from_str::<Manifest>(&text).unwrap().file
}

/// What `summarise --format json` says to a clerk: statements, findings as they stand in the text, omissions.
pub(crate) fn said(summary: &Value) -> String {
    let texts = |list: &str, field: &[&str]| -> Vec<String> {
        let items = summary[list].as_array().cloned().unwrap_or_default();
        items
            .iter()
            .map(|item| field.iter().fold(item, |value, key| &value[*key]).as_str().unwrap().to_owned())
            .collect()
    };
    let mut said = texts("statements", &["text"]);
    said.extend(texts("findings", &["text"]));
    said.extend(texts("omissions", &["evidence", "quote"]));
    // Lines of the source may break anywhere within a fact.
    said.iter().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join("\n")
}

/// Each sample with how `summarise` ended on it; computed once for all tests.
fn ended() -> &'static BTreeMap<String, Ended> {
    static ENDED: OnceLock<BTreeMap<String, Ended>> = OnceLock::new();
    ENDED.get_or_init(|| {
        let bench = Bench::new();
        let samples = root().join("samples");
        let run = |expected: Expected| {
            let path = samples.join(&expected.path);
            let ended = bench.run(["summarise".as_ref(), "--format=json".as_ref(), path.as_os_str()]);
            (expected.path, ended)
        };
        manifest().into_iter().map(run).collect()
    })
}

#[test]
fn the_manifest_lists_every_sample_and_every_sample_is_there() {
    let listed: BTreeSet<String> = manifest().into_iter().map(|expected| expected.path).collect();
    let mut there = BTreeSet::new();
    for folder in ["eingang", "damaged"] {
        there.extend(files(&root().join("samples").join(folder)).into_keys().map(|name| format!("{folder}/{name}")));
    }
    assert_eq!(listed, there, "manifest.toml on the left, the folders on the right");
    assert!(listed.iter().filter(|path| path.starts_with("eingang/")).count() >= 16);
}

#[test]
fn every_sample_ends_as_expected() {
    let mut wrong = Vec::new();
    for expected in manifest() {
        let Ended { code, stdout, stderr } = &ended()[&expected.path];
        let mut complain = |what: String| wrong.push(format!("{}: {what}", expected.path));
        if expected.outcome == "rejected" {
            if *code != Some(65) || !stdout.is_empty() || !stderr.contains("no text in") {
                complain(format!("expected a rejection, got exit {code:?}, {stderr}"));
            }
            continue;
        }
        if *code != Some(0) {
            complain(format!("exit {code:?}, {stderr}"));
            continue;
        }
        let summary: Value = serde_json::from_str(stdout).unwrap();
        let coverage = &summary["coverage"];
        if expected.pages.is_some_and(|pages| coverage["total"] != pages) {
            complain(format!("coverage {coverage}"));
        }
        let unreadable: Vec<u64> =
            coverage["unreadable"].as_array().unwrap().iter().map(|part| part["part"].as_u64().unwrap() + 1).collect();
        if unreadable != expected.unreadable {
            complain(format!("unreadable pages {unreadable:?}, expected {:?}", expected.unreadable));
        }
        let notices = summary["notices"].to_string();
        for notice in &expected.notices {
            if !notices.contains(&format!("\"{notice}\"")) {
                complain(format!("no notice '{notice}' in {notices}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_fact_of_the_manifest_stands_in_the_summary_or_its_tables() {
    let mut missing = Vec::new();
    for expected in manifest().into_iter().filter(|expected| expected.outcome == "summarised") {
        let stdout = &ended()[&expected.path].stdout;
        let said = serde_json::from_str::<Value>(stdout).map(|summary| said(&summary)).unwrap_or_default();
        let lost = expected.facts.iter().filter(|fact| !said.contains(fact.as_str()));
        missing.extend(lost.map(|fact| format!("{}: {fact}", expected.path)));
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn built_in_statements_stand_in_their_source_word_for_word() {
    let mut statements = 0;
    for (path, Ended { code, stdout, .. }) in ended() {
        if *code != Some(0) {
            continue;
        }
        let summary: Value = serde_json::from_str(stdout).unwrap();
        for statement in summary["statements"].as_array().unwrap() {
            let squeeze = |text: &Value| text.as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(statement["verdict"], "supported", "{path}: {statement}");
            assert_eq!(squeeze(&statement["text"]), squeeze(&statement["evidence"][0]["quote"]), "{path}");
            statements += 1;
        }
    }
    assert!(statements > 50);
}
