//! Runs that are stopped or killed go on the next time.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::bench::{Bench, files};

/// Enough documents that a run is still under way when its first one is reported.
const DOCUMENTS: usize = 400;

fn folder(bench: &Bench) {
    for number in 0..DOCUMENTS {
        let text = format!(
            "Die Gemeinde Nummer {number} beantragt eine Zuwendung von {number}.000 Euro für den Bau einer Brücke. \
             Der Verwendungsnachweis ist bis zum 30. Juni 2026 bei der Bezirksregierung einzureichen."
        );
        bench.file(&format!("in/{number:03}.txt"), text);
    }
}

/// Starts a run and waits until it has reported its first document.
fn start(bench: &Bench) -> Child {
    let mut command = bench.command();
    command.args(["run", "in", "--threads", "1"]).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().starts_with("summarised: ")));
    // The rest is read too, so that the run is never held up by a full pipe.
    std::thread::spawn(move || lines.count());
    child
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([format!("-{name}"), child.id().to_string()]).status().unwrap().success());
}

/// Finishes the interrupted work and holds the reports against those of an undisturbed run.
fn finish(bench: &Bench) -> Value {
    let ended = bench.run(["run", "in", "--json"]).expect(0);
    let totals: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(totals["summarised"], DOCUMENTS);
    let undisturbed = Bench::new();
    folder(&undisturbed);
    undisturbed.run(["run", "in", "--json"]).expect(0);
    assert!(files(&bench.path("out")) == files(&undisturbed.path("out")), "reports differ from an undisturbed run's");
    totals
}

#[test]
fn sigterm_finishes_what_is_under_way_and_the_next_run_goes_on() {
    let bench = Bench::new();
    folder(&bench);
    let mut child = start(&bench);
    signal(&child, "TERM");
    assert_eq!(child.wait().unwrap().code(), Some(143));
    let status: Value = serde_json::from_str(&bench.run(["status", "--json"]).expect(0).stdout).unwrap();
    assert_eq!(status[0]["state"], "interrupted");
    let index: Value = serde_json::from_slice(&files(&bench.path("out"))["index.json"]).unwrap();
    let count = |key: &str| index["totals"][key].as_u64().unwrap() as usize;
    assert_eq!(count("documents"), DOCUMENTS);
    assert_eq!(count("summarised") + count("not_reached"), DOCUMENTS);
    let done = status[0]["documents"].as_array().unwrap().len();
    assert!(0 < done && done < DOCUMENTS, "{done} documents were done");
    assert_eq!(finish(&bench)["reused"], done);
}

#[test]
fn a_killed_run_loses_nothing_it_recorded() {
    let bench = Bench::new();
    folder(&bench);
    let mut child = start(&bench);
    signal(&child, "KILL");
    assert_eq!(child.wait().unwrap().code(), None);
    let reused = finish(&bench)["reused"].as_u64().unwrap();
    assert!(0 < reused, "what was reported was recorded");
}
