//! Reading processes are shut in by the kernel of this machine.

use crate::bench::Bench;

#[test]
fn the_kernel_refuses_a_reading_process_everything_but_computing() {
    let bench = Bench::new();
    let ended = bench.run(["worker", "--memory", "1073741824", "--self-test"]).expect(0);
    let lines: Vec<&str> = ended.stdout.lines().collect();
    assert!(lines.iter().all(|line| line.starts_with("ok: ")), "{}", ended.stdout);
    for tried in [
        "Landlock: read a file",
        "Landlock: write a file",
        "Landlock: run a program",
        "Landlock: signal the parent",
        "read a file",
        "run a program",
        "make a socket (IPv4)",
        "make a socket (local)",
        "lift a limit",
        "take more memory than allowed",
    ] {
        assert!(lines.contains(&format!("ok: {tried}: refused").as_str()), "{tried}: {}", ended.stdout);
    }
    assert!(lines.contains(&"ok: rayon computes"));
}

#[test]
fn the_status_says_what_the_kernel_enforces() {
    let bench = Bench::new();
    bench.file("in/a.txt", "Der Antrag wird abgelehnt, weil die Frist am 1. Februar 2026 abgelaufen war.");
    let ended = bench.run(["run", "in"]).expect(0);
    assert!(!ended.stderr.contains("sandbox"), "nothing is missing here: {}", ended.stderr);
    let status = bench.run(["status"]).expect(0);
    assert!(status.stdout.ends_with("\nreading processes: Landlock in force, seccomp in force\n"), "{}", status.stdout);
}
