//! Writes records and says what they cost: `measure FOLDER RECORDS BYTES noise|text sled|redb`. The folder must not exist
//! yet; with 0 records it must, and is only opened.
//!
//! The figures in docs/measurements.md come from here. `noise` does not deflate, `text` does as well as plain German.

use std::path::{Path, PathBuf};
use std::time::Instant;

use vermerk_store::{EngineKind, Store, StoreError, StoreOptions};

mod records;
use records::{next, record};

const GROUP: u64 = 64;
const WORDS: [&str; 24] = [
    "der",
    "die",
    "und",
    "Bescheid",
    "Antrag",
    "Frist",
    "wird",
    "nach",
    "Absatz",
    "Verordnung",
    "Behörde",
    "Gemeinde",
    "Förderung",
    "Maßnahme",
    "Stellungnahme",
    "gemäß",
    "beträgt",
    "Euro",
    "Anlage",
    "Zuständigkeit",
    "innerhalb",
    "Monaten",
    "zurückgewiesen",
    "bewilligt",
];

#[expect(clippy::print_stdout, reason = "this program is there to print figures")]
fn main() -> Result<(), StoreError> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, folder, records, bytes, kind, engine] = arguments.as_slice() else {
        println!("usage: measure FOLDER RECORDS BYTES noise|text sled|redb");
        return Ok(());
    };
    let folder = PathBuf::from(folder);
    let engine = if engine == "redb" { EngineKind::Redb } else { EngineKind::Sled };
    let options = || StoreOptions { engine, ..StoreOptions::new(|| 1_700_000_000) };
    if records == "0" {
        let start = Instant::now();
        let _store = Store::open(&folder, StoreOptions { create: false, ..options() })?;
        println!("open    {} ms, memory {} MB", start.elapsed().as_millis(), memory());
        return Ok(());
    }
    let (records, bytes) = (records.parse().unwrap_or(1_000), bytes.parse().unwrap_or(2_000));
    let mut payload = 0;

    let start = Instant::now();
    let store = Store::open(&folder, options())?;
    let mut random = 0x9e37_79b9_7f4a_7c15;
    for number in 0..records {
        let record = record(number, &text(&mut random, bytes, kind == "noise"));
        payload += serde_json::to_vec(&record).map_err(StoreError::Encode)?.len();
        store.record(&record)?;
        if number % GROUP == GROUP - 1 {
            store.barrier()?;
        }
    }
    store.barrier()?;
    drop(store);
    println!("{engine}: records {records}, payload {} MB as JSON, barrier every {GROUP}", payload / 1_000_000);
    println!("write   {:.1} s, memory {} MB", start.elapsed().as_secs_f64(), memory());

    let start = Instant::now();
    let store = Store::open(&folder, options())?;
    println!("open    {} ms, memory {} MB", start.elapsed().as_millis(), memory());

    let start = Instant::now();
    let report = store.verify()?;
    println!(
        "verify  {:.1} s, memory {} MB, {} problems",
        start.elapsed().as_secs_f64(),
        memory(),
        report.problems.len()
    );
    drop(store);

    for part in ["engine", "engine.redb", "artifacts", "ledger.jsonl"] {
        println!("{part:<13} {} MB", size(&folder.join(part)) / 1_000_000);
    }
    println!("all over payload {:.2}", size(&folder) as f64 / payload as f64);
    Ok(())
}

fn text(random: &mut u64, bytes: usize, noise: bool) -> String {
    let mut text = String::with_capacity(bytes + 16);
    while text.len() < bytes {
        if noise {
            text.push(char::from(b'A' + (next(random) % 58) as u8));
        } else {
            text.push_str(WORDS[(next(random) % 24) as usize]);
            text.push(' ');
        }
    }
    text
}

/// Resident memory of this process in MB, as Linux says.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) / 1_000
}

fn size(path: &Path) -> u64 {
    let Ok(folder) = std::fs::read_dir(path) else { return std::fs::metadata(path).map_or(0, |file| file.len()) };
    folder.filter_map(Result::ok).map(|file| size(&file.path())).sum()
}
