//! Faults that a real child can't be made to show at will come from other programs in its place.

use std::time::Duration;

use vermerk_document::{Limit, MediaType, Rejection};
use vermerk_extract::Limits;
use vermerk_summary::Failure;

use super::{Reader, ReaderOptions};
use crate::Cores;

fn reader(command: &[&str], time: Duration) -> Reader {
    let options = ReaderOptions {
        command: command.iter().map(std::ffi::OsString::from).collect(),
        workers: 1,
        time,
        cpu_time: Duration::from_secs(1),
        answer_bytes: 1000,
        limits: Limits::default(),
        recognition: None,
    };
    Reader::new(options, Cores::new(1).unwrap())
}

#[track_caller]
fn check(script: &str, time: Duration, expected: Result<Result<(), Rejection>, Failure>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let reader = reader(&["/bin/sh", "-c", script], time);
    for attempt in 0..2 {
        let read = runtime.block_on(reader.read(vec![b'x'; 100_000], MediaType::Text));
        assert_eq!(read.map(|read| read.map(|_| ())), expected, "attempt {attempt}");
    }
}

const PLENTY: Duration = Duration::from_mins(1);

#[test]
fn a_child_that_hangs_is_killed_and_costs_one_document() {
    check("cat >/dev/null", Duration::from_millis(50), Err(Failure::TimedOut));
}

#[test]
fn a_child_that_computes_without_end_is_ended_by_the_kernel() {
    check("while true; do :; done", PLENTY, Err(Failure::TimedOut));
}

#[test]
fn a_child_that_dies_is_replaced() {
    check("exit 1", PLENTY, Err(Failure::Crashed));
    check("head -c 10 >/dev/null; kill -SEGV $$", PLENTY, Err(Failure::Crashed));
    check("echo unsinn", PLENTY, Err(Failure::Crashed));
}

#[test]
fn a_child_out_of_memory_is_told_from_a_crash() {
    let script = "echo 'memory allocation of 99 bytes failed' >&2; kill -ABRT $$";
    check(script, PLENTY, Ok(Err(Rejection::TooLarge(Limit::Memory))));
}

#[test]
fn an_answer_of_any_length_is_not_taken() {
    check(
        r#"head -c 100000 >/dev/null; echo '{"bytes":99999999999,"sandbox":{"landlock":"fully","seccomp":true}}'; cat >/dev/null"#,
        PLENTY,
        Ok(Err(Rejection::TooLarge(Limit::OutputBytes))),
    );
}

#[test]
fn a_program_that_is_not_there_is_a_failure() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let read = runtime.block_on(reader(&["/gibt/es/nicht"], PLENTY).read(Vec::new(), MediaType::Text));
    assert_eq!(read, Err(Failure::Crashed));
}

/// Answers the first question only, then waits for the rest of its input.
const ANSWERS_ONCE: &str = r#"
    head -c 100000 >/dev/null
    echo '{"bytes":17,"sandbox":{"landlock":"not","seccomp":true}}'
    printf '{"Err":"damaged"}'
    cat >/dev/null
"#;

#[test]
fn what_the_kernel_lacks_is_told() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let reader = reader(&["/bin/sh", "-c", ANSWERS_ONCE], PLENTY);
    assert_eq!(reader.sandbox(), None);
    let read = runtime.block_on(reader.read(vec![b'x'; 100_000], MediaType::Text));
    assert_eq!(read, Ok(Err(Rejection::Damaged)));
    let sandbox = reader.sandbox().unwrap();
    assert!(!sandbox.is_complete());
    assert_eq!(sandbox.to_string(), "Landlock MISSING in this kernel, seccomp in force");
}

#[test]
fn a_child_killed_between_two_documents_costs_none() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let reader = reader(&["/bin/sh", "-c", ANSWERS_ONCE.trim_end().trim_end_matches("cat >/dev/null")], PLENTY);
    for _ in 0..3 {
        // Each child ends after its answer, before the next document comes.
        let read = runtime.block_on(reader.read(vec![b'x'; 100_000], MediaType::Text));
        assert_eq!(read, Ok(Err(Rejection::Damaged)));
    }
}
