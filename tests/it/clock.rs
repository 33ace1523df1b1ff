//! A clock that jumps during a run, back or forward, loses nothing.

use std::process::Command;

use serde_json::Value;

use crate::bench::{Bench, ended, files};

/// The command under libfaketime: the calendar's clock reads what it is told, the others go on as they do.
fn run_at(bench: &Bench, time: &str) -> Value {
    let command = bench.command();
    let mut at = Command::new("faketime");
    at.args(["--exclude-monotonic", "-f", time]).arg(command.get_program()).args(["run", "in", "--json"]);
    at.env("VERMERK_STORE", bench.path("store")).current_dir(bench.path("."));
    let ended = ended(at.output().unwrap()).expect(0);
    serde_json::from_str(&ended.stdout).unwrap()
}

#[test]
fn a_clock_that_jumps_back_or_runs_wild_loses_nothing() {
    let bench = Bench::new();
    let mut expected = 0;
    // A day is over in a second; thirty years back; a hundred forward; and in order again.
    for (round, time) in ["+0 x86400", "-30y", "+100y", "+0"].into_iter().enumerate() {
        for number in 0..20 {
            let text = format!("Die Gemeinde Nummer {round}-{number} beantragt eine Zuwendung von {number}.000 Euro.");
            bench.file(&format!("in/{round}-{number:02}.txt"), text);
        }
        let totals = run_at(&bench, time);
        assert_eq!((totals["summarised"].as_u64(), totals["reused"].as_u64()), (Some(expected + 20), Some(expected)));
        expected += 20;
        bench.run(["store", "verify"]).expect(0);
        bench.run(["audit", "verify"]).expect(0);
    }
    let status: Value = serde_json::from_str(&bench.run(["status", "--json"]).expect(0).stdout).unwrap();
    assert_eq!(status.as_array().unwrap().len(), 4);
    // The order of the batches hangs on none of their times.
    let calm = Bench::new();
    for (name, bytes) in files(&bench.path("in")) {
        calm.file(&format!("in/{name}"), bytes);
    }
    calm.run(["run", "in"]).expect(0);
    assert!(files(&bench.path("out")) == files(&calm.path("out")), "reports differ from those of a calm run");
}
