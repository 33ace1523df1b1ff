//! Documents that fail every time, or end the whole process, keep no other document from its end.

use std::collections::BTreeSet;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::bench::{Bench, files};
use crate::fake_model::{FakeModel, Reply};

/// A document whose requests can be told by its number.
fn document(bench: &Bench, number: usize, word: &str) {
    let text = format!(
        "Der Vorgang {word}{number:03} betrifft eine Zuwendung von {number}.000 Euro für den Bau einer Brücke. Der \
         Verwendungsnachweis ist bis zum 30. Juni 2026 bei der Bezirksregierung einzureichen."
    );
    bench.file(&format!("in/{number:03}.txt"), text);
}

/// Documents of which 25 are bad, spread over 92.
fn folder(bench: &Bench) -> BTreeSet<String> {
    let is_bad = |number: usize| number < 10 || (number.is_multiple_of(5) && number < 85);
    (0..92).for_each(|number| document(bench, number, if is_bad(number) { "Schlecht" } else { "Gut" }));
    (0..92).filter(|&number| is_bad(number)).map(|number| format!("{number:03}.txt")).collect()
}

fn start(bench: &Bench) -> Child {
    let mut command = bench.command();
    command.args(["run", "in", "--threads", "1", "--config", "settings.toml", "--quiet"]);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Whether there was such a process.
fn signal(pid: u32, name: &str) -> bool {
    Command::new("kill").args([format!("-{name}"), pid.to_string()]).output().unwrap().status.success()
}

/// The names of the parked documents, and how many were summarised.
fn index(bench: &Bench) -> (BTreeSet<String>, u64) {
    let index: Value = serde_json::from_slice(&files(&bench.path("out"))["index.json"]).unwrap();
    let entries = index["documents"].as_array().unwrap();
    let parked = entries.iter().filter(|entry| entry["parked"] == true);
    let names = parked.map(|entry| entry["name"].as_str().unwrap().to_owned()).collect();
    (names, index["totals"]["summarised"].as_u64().unwrap())
}

#[test]
fn documents_that_end_the_process_are_parked_and_no_other_is_lost() {
    let bench = Bench::new();
    let bad = folder(&bench);
    assert_eq!(bad.len(), 25);
    let process = Arc::new(Mutex::new(0));
    let deadly = Arc::new(AtomicBool::new(true));
    let (victim, on) = (process.clone(), deadly.clone());
    let server = FakeModel::start(move |body, _| {
        if !body.contains("Schlecht") || !on.load(Ordering::Relaxed) {
            return Reply::Empty;
        }
        // Another request may have done it already.
        signal(*victim.lock().unwrap(), "KILL");
        Reply::Never
    });
    bench.file("settings.toml", server.settings(4));
    let mut runs = 0;
    let code = loop {
        runs += 1;
        assert!(runs < 25 * 3 + 10, "the runs get no further");
        let mut child = {
            // No request of the new process is answered before its number is known.
            let mut process = process.lock().unwrap();
            let child = start(&bench);
            *process = child.id();
            child
        };
        if let Some(code) = child.wait().unwrap().code() {
            break code;
        }
    };
    assert_eq!(code, 3);
    assert_eq!(index(&bench), (bad.clone(), 67));
    let before = server.asked().len();
    let again = bench.run(["run", "in", "--config", "settings.toml"]).expect(3);
    assert!(again.stderr.contains("needs a person: 000.txt: Das Dokument ist nach drei vergeblichen Versuchen"));
    assert_eq!(server.asked().len(), before, "what is parked is not tried");

    let released = bench.run(["retry"]).expect(0);
    let expected: BTreeSet<String> = bad.iter().map(|name| format!("released: {name}")).collect();
    assert_eq!(released.stdout.lines().map(str::to_owned).collect::<BTreeSet<_>>(), expected);
    assert_eq!(bench.run(["retry"]).expect(0).stdout, "nothing to release\n");
    deadly.store(false, Ordering::Relaxed);
    bench.run(["run", "in", "--config", "settings.toml"]);
    assert_eq!(index(&bench), (BTreeSet::new(), 92));
}

#[test]
fn documents_that_fail_every_time_are_tried_three_times() {
    let bench = Bench::new();
    let bad = folder(&bench);
    let server = FakeModel::start(|body, _| if body.contains("Schlecht") { Reply::Wrong } else { Reply::Empty });
    bench.file("settings.toml", server.settings(4));
    let run = || bench.run(["run", "in", "--config", "settings.toml"]).expect(3);
    for _ in 0..3 {
        run();
        assert_eq!(index(&bench), (BTreeSet::new(), 67));
    }
    let before = server.asked().len();
    run();
    assert_eq!(server.asked().len(), before);
    assert_eq!(index(&bench), (bad, 67));
    let entry: Value = serde_json::from_slice(&files(&bench.path("out"))["index.json"]).unwrap();
    assert_eq!(entry["documents"][0]["reason"], "unusable_answer", "the last reason stays");
    // A new configuration is a new beginning.
    bench.file("settings.toml", server.settings(4) + "[reading]\nseconds = 100\n");
    run();
    assert_eq!(index(&bench).0, BTreeSet::new());
}

#[test]
fn a_run_that_is_stopped_in_order_does_not_count_and_a_killed_one_does() {
    let bench = Bench::new();
    document(&bench, 1, "Gut");
    let (tell, told) = std::sync::mpsc::channel();
    let server = FakeModel::start(move |_, _| {
        tell.send(()).unwrap();
        Reply::Never
    });
    bench.file("settings.toml", server.settings(4));
    let stop = |signals: &[&str], code: Option<i32>| {
        let mut child = start(&bench);
        // The document is under way now, and never comes to its end.
        told.recv().unwrap();
        assert!(signals.iter().all(|name| signal(child.id(), name)));
        assert_eq!(child.wait().unwrap().code(), code);
        bench.run(["retry", "in/001.txt"]).expect(0).stdout
    };
    // Ends although nothing that is under way does.
    assert_eq!(stop(&["TERM"], Some(143)), "no failed attempts: in/001.txt\n");
    assert_eq!(stop(&["KILL"], None), "released: in/001.txt\n");
    assert_eq!(stop(&["KILL"], None), "released: in/001.txt\n");
    bench.run(["retry", "gibt-es-nicht.txt"]).expect(66);
}
