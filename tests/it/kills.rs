//! The short form of `tests/long/kill`: runs and reading processes are killed, and nothing is lost.

use std::process::Command;

use crate::bench::{ended, root};

#[test]
fn killed_runs_and_readers_leave_the_reports_of_an_undisturbed_run_and_pay_nothing_twice() {
    let script = root().join("tests/long/kill");
    let mut command = Command::new("python3");
    command.arg(script).args([
        "--documents",
        "60",
        "--kills",
        "6",
        "--program",
        env!("CARGO_BIN_EXE_vermerk-under-test"),
    ]);
    let ended = ended(command.output().unwrap()).expect(0);
    assert!(ended.stdout.contains("reports equal, every store sound"), "{}", ended.stdout);
}
