//! docx-rs beside our reader: on every file its reader can read, its words, less hidden and deleted ones, are in ours.
//!
//! `cargo test --release -p vermerk-extract --test docx_rs [-- FOLDER…]` compares the samples, or the DOCX files of the
//! folders. Each file is read in a child process with limits on time and memory, since docx-rs hangs or aborts on some.
#![expect(clippy::print_stdout, reason = "the test reports by printing")]

mod peer;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use vermerk_document::{MediaType, PartReason, Reading, Rejection};
use vermerk_extract::{Limits, read};

/// First argument of the child that compares one file.
const CHILD: &str = "--compare-one";
/// What the child ends with when docx-rs refuses the file; 0 is contained, 1 is not.
const REFUSED: u8 = 10;
/// What it ends with when our reader stopped at a limit and says so.
const LIMITED: u8 = 11;
/// The child's limits: seconds, and kibibytes of address space.
const LIMITS: &str = "ulimit -v 2097152; exec timeout 30 \"$0\" \"$@\"";
/// What the child says once our reader is through: what ends it afterwards is docx-rs's doing.
const OURS_READ: &str = "ours read";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [first, file] = arguments.as_slice()
        && first == CHILD
    {
        return compare(Path::new(file));
    }
    // Anything else is a filter of `cargo test` and not for us.
    let mut folders: Vec<PathBuf> = arguments.iter().map(PathBuf::from).filter(|path| path.is_dir()).collect();
    if folders.is_empty() {
        folders.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples"));
    }
    let (mut contained, mut refused, mut limited, mut died, mut bad) = (0, 0, 0, 0, 0);
    for file in documents(folders) {
        let this = std::env::current_exe().expect("a running program has a path");
        let child = Command::new("sh").args(["-c", LIMITS]).arg(this).arg(CHILD).arg(&file).output();
        let child = child.expect("there is a shell");
        let said = String::from_utf8_lossy(&child.stdout);
        match child.status.code() {
            Some(0) => contained += 1,
            Some(code) if code == i32::from(REFUSED) => refused += 1,
            Some(code) if code == i32::from(LIMITED) => limited += 1,
            _ if !said.starts_with(OURS_READ) => {
                bad += 1;
                println!("{}: our reader did not end", file.display());
            }
            Some(1) => {
                bad += 1;
                println!("{}: {said}", file.display());
            }
            // A panic, an abort, out of memory, or out of time.
            _ => died += 1,
        }
    }
    println!("docx-rs's words contained {contained}, not contained {bad}; refused {refused}, crashed {died}");
    println!("not compared, since we stop at a limit and say so: {limited}");
    assert!(contained > 0, "there are documents that both read");
    ExitCode::from(u8::from(bad > 0))
}

/// All DOCX files in the folders and below, sorted.
fn documents(mut open: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a readable folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "docx") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn compare(file: &Path) -> ExitCode {
    let bytes = std::fs::read(file).expect("a listed file can be read");
    let mut ours = String::new();
    let read = read(&bytes, MediaType::Docx, &Limits::default());
    let stops = |reading| matches!(reading, Reading::Partly(PartReason::Limit(_)));
    let is_limited = match &read {
        Ok(read) => read.document.parts.iter().any(|part| stops(part.reading)),
        Err(why) => matches!(why, Rejection::TooLarge(_)),
    };
    if is_limited {
        return ExitCode::from(LIMITED);
    }
    if let Ok(read) = &read {
        let hidden = read.document.hidden.iter().map(|hidden| hidden.text.as_str());
        for text in read.document.blocks().map(|(_, block)| block.text.as_str()).chain(hidden) {
            ours.push_str(text);
            ours.push('\n');
        }
    }
    println!("{OURS_READ}");
    let Some(peers) = peer::text(&bytes) else { return ExitCode::from(REFUSED) };
    let missing = peer::missing(&ours, &peers);
    if missing.is_empty() {
        return ExitCode::SUCCESS;
    }
    println!("{} words only docx-rs has: {}", missing.len(), missing.join(" "));
    ExitCode::from(1)
}
