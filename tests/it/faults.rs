//! A hang, a crash and a memory bomb in reading each cost one document; the others do not wait.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::bench::{Bench, files};

fn entries(bench: &Bench) -> Vec<Value> {
    let index: Value = serde_json::from_slice(&files(&bench.path("out"))["index.json"]).unwrap();
    index["documents"].as_array().unwrap().clone()
}

/// Waits until some documents are done, then sends one of the reading processes a signal.
fn strike(run: &mut Child, signal: &str) {
    let mut lines = BufReader::new(run.stderr.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().starts_with("summarised: ")));
    let pid = run.id();
    let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap();
    let reader = children.split_whitespace().next().expect("a reading process");
    assert!(Command::new("kill").args([format!("-{signal}"), reader.to_owned()]).status().unwrap().success());
    // The rest is read too, so that the run is never held up by a full pipe.
    std::thread::spawn(move || lines.count());
}

fn start(bench: &Bench) -> Child {
    let mut command = bench.command();
    command.args(["run", "in", "--threads", "2", "--config", "settings.toml"]);
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

fn bench() -> Bench {
    let bench = Bench::new();
    for number in 0..300 {
        let text =
            format!("Die Gemeinde Nummer {number} beantragt eine Zuwendung von {number}.000 Euro für eine Brücke.");
        bench.file(&format!("in/{number:03}.txt"), text);
    }
    bench.file("settings.toml", "[reading]\nseconds = 2\n");
    bench
}

#[test]
fn a_reader_that_hangs_costs_one_document_and_the_next_run_makes_up_for_it() {
    let bench = bench();
    let mut run = start(&bench);
    // Whatever it has in hand, or gets next, does not come back.
    strike(&mut run, "STOP");
    assert_eq!(run.wait().unwrap().code(), Some(3));
    let entries = entries(&bench);
    let failed: Vec<&Value> = entries.iter().filter(|entry| entry["outcome"] == "failed").collect();
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert_eq!(failed[0]["reason"], "timed_out");
    bench.run(["run", "in", "--config", "settings.toml"]).expect(0);
}

#[test]
fn a_reader_that_crashes_costs_none_if_another_can_read_the_document() {
    let bench = bench();
    let mut run = start(&bench);
    strike(&mut run, "SEGV");
    assert_eq!(run.wait().unwrap().code(), Some(0));
    assert_eq!(entries(&bench).len(), 300);
}

#[test]
fn a_memory_bomb_costs_one_document() {
    let bench = Bench::new();
    bench.file("in/klein.txt", "Der Antrag wird abgelehnt, weil die Frist am 1. Februar 2026 abgelaufen war.");
    // 60 MB of text take several times that as a document.
    bench.file("in/riesig.txt", "Der Antrag wird abgelehnt, weil die Frist abgelaufen war.\n".repeat(1_000_000));
    bench.file("settings.toml", "[reading]\nmemory_mib = 256\n");
    bench.run(["run", "in", "--config", "settings.toml"]).expect(3);
    let entries = entries(&bench);
    assert_eq!(entries[0]["outcome"], "summarised");
    assert_eq!(entries[1]["reason"]["too_large"], "memory", "{}", entries[1]);
}
