//! Language models, asked by the command: a real server (llama.cpp with a small model), and none at all.
//!
//! `tests/run` starts the real server and says where it is. Its model writes poor German, so what it says is not
//! judged here; that nothing of it leaves unproven and unmarked is.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::bench::{Bench, Ended};

/// A word of the document that no log line may show.
const CANARY: &str = "Zwergohreule";

fn server() -> String {
    #[expect(clippy::disallowed_methods, reason = "tests/run hands the address over in the environment")]
    let url = std::env::var("VERMERK_TEST_MODEL_URL");
    url.expect("VERMERK_TEST_MODEL_URL must name the test model server: run `bash tests/run`, or start one with tests/model_server/start")
}

/// The command's settings for an endpoint that answers briefly.
fn settings(bench: &Bench, url: &str, window: usize, seconds: u32) -> Vec<String> {
    let config = format!(
        "[model]\nkind = \"compatible\"\nbase_url = \"{url}\"\nmodel = \"smollm2\"\nwindow_tokens = {window}\n\
         in_flight = 2\nseconds = {seconds}\n\
         first_byte_seconds = {seconds}\nidle_seconds = {seconds}\nanswer_seconds = {seconds}\n"
    );
    let pipeline = std::fs::read_to_string(crate::bench::root().join("pipelines/kurzvermerk.toml")).unwrap();
    let pipeline = pipeline
        .replace("answer_tokens = 1200", "answer_tokens = 160")
        .replace("chunk_tokens = 6000", "chunk_tokens = 500");
    assert!(pipeline.contains("= 160") && pipeline.contains("= 500"), "the pipeline's budget has changed");
    let config = bench.file("settings.toml", config);
    let pipeline = bench.file("kurz.toml", pipeline);
    let path = |path: std::path::PathBuf| path.to_str().expect("a plain path").to_owned();
    vec!["--config".to_owned(), path(config), "--pipeline".to_owned(), path(pipeline)]
}

fn summarise(bench: &Bench, document: &str, mut settings: Vec<String>) -> Ended {
    bench.file("akte.txt", document);
    settings.extend(["--log", "trace", "--format", "json"].map(str::to_owned));
    bench.run(["summarise".to_owned(), "akte.txt".to_owned()].into_iter().chain(settings))
}

/// Holds a summary against what is promised of every one of them, and gives the statements.
#[track_caller]
fn statements(ended: Ended, document: &str) -> Vec<serde_json::Value> {
    let ended = ended.expect(0);
    assert!(!ended.stderr.contains(CANARY), "text of the document in the log");
    let summary: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(summary["model"], "smollm2");
    let statements = summary["statements"].as_array().expect("statements").clone();
    assert!(!statements.is_empty());
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let document = one_line(document);
    for statement in &statements {
        let text = statement["text"].as_str().expect("a text");
        let verdict = statement["verdict"].as_str().expect("a verdict");
        assert!(verdict == "supported" || verdict == "review", "{statement:#}");
        assert!(
            verdict == "supported" || !statement["reasons"].as_array().expect("reasons").is_empty(),
            "{statement:#}"
        );
        assert!(statement["origin"] == "worded" || document.contains(text), "not word for word: {text}");
        let evidence = statement["evidence"].as_array().expect("evidence");
        assert!(!evidence.is_empty());
        for evidence in evidence {
            assert!(document.contains(&one_line(evidence["quote"].as_str().expect("a quote"))));
        }
    }
    statements
}

/// A letter of some length; every section has its own town, amount and deadline.
fn letter(sections: usize) -> String {
    let mut text = format!("Förderung von Nisthilfen für die {CANARY}\n\n");
    for section in 1..=sections {
        write!(
            text,
            "{section}. Die Gemeinde Nummer {section} beantragt für Nisthilfen eine Zuwendung von {}.000 Euro. Der Antrag ist am \
             {}. März 2026 bei der Bezirksregierung eingegangen und dort geprüft worden. Die {CANARY} brütet in der Gemeinde \
             seit mehreren Jahren in alten Obstgärten. Die Mittel werden bewilligt und sind bis zum {}. Oktober 2026 abzurufen.\n\n",
            section + 10,
            section % 28 + 1,
            section % 30 + 1,
        )
        .unwrap();
    }
    text
}

#[test]
fn a_real_model_is_asked_and_everything_it_says_is_proven_or_marked() {
    let bench = Bench::new();
    let document = letter(5);
    let ended = summarise(&bench, &document, settings(&bench, &server(), 2048, 600));
    statements(ended, &document);
}

#[test]
fn a_document_beyond_the_context_is_mapped_and_every_third_is_heard() {
    let bench = Bench::new();
    let document = letter(12);
    let ended = summarise(&bench, &document, settings(&bench, &server(), 2048, 600));
    let third = |statement: &serde_json::Value| statement["evidence"][0]["span"]["block"].as_u64().unwrap() * 3 / 13;
    let thirds: BTreeSet<u64> = statements(ended, &document).iter().map(third).collect();
    assert_eq!(thirds, BTreeSet::from([0, 1, 2]));
}

#[test]
fn a_context_smaller_than_the_settings_say_is_found_out_and_coped_with() {
    let bench = Bench::new();
    let document = letter(24);
    // One call by the settings, but the server takes 4096 tokens and refuses.
    let mut arguments = settings(&bench, &server(), 60_000, 600);
    let pipeline = std::fs::read_to_string(bench.path("kurz.toml")).unwrap();
    let pipeline = bench.file("gross.toml", pipeline.replace("chunk_tokens = 500", "chunk_tokens = 50000"));
    *arguments.last_mut().unwrap() = pipeline.to_str().unwrap().to_owned();
    statements(summarise(&bench, &document, arguments), &document);
}

#[test]
fn answers_out_of_form_are_coped_with() {
    let bench = Bench::new();
    let document = letter(3);
    // Nothing holds the model to the form, and it is too small to keep to it by itself.
    let arguments = settings(&bench, &server(), 2048, 600);
    let config = std::fs::read_to_string(bench.path("settings.toml")).unwrap() + "response_format = \"none\"\n";
    bench.file("settings.toml", config);
    statements(summarise(&bench, &document, arguments), &document);
}

#[test]
fn whole_answers_do_as_well_as_streams() {
    let bench = Bench::new();
    let document = letter(3);
    let arguments = settings(&bench, &server(), 2048, 600);
    let config = std::fs::read_to_string(bench.path("settings.toml")).unwrap() + "stream = false\n";
    bench.file("settings.toml", config);
    statements(summarise(&bench, &document, arguments), &document);
}

#[test]
fn an_endpoint_that_is_not_there_ends_with_69_within_the_time_allowed() {
    let bench = Bench::new();
    let began = std::time::Instant::now();
    // Nothing listens on the discard port.
    let ended = summarise(&bench, &letter(2), settings(&bench, "http://127.0.0.1:9/v1", 4096, 2)).expect(69);
    assert!(began.elapsed().as_secs() < 30);
    assert!(ended.stdout.is_empty());
    assert!(!ended.stderr.contains(CANARY));
}
