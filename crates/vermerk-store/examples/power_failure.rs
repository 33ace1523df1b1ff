//! The two ends of the power failure test, see `power/images.py`.
//!
//! `power_failure write STORE COUNT` records and prints `acknowledged N` after each barrier; `power_failure check` reads
//! lines `STORE ACKNOWLEDGED` and says for each whether the store opens, has all that was acknowledged, and is sound.

use std::io::{BufRead, Write};
use std::path::Path;

use vermerk_document::{Block, BlockKind, Coverage, Document, MediaType, Metadata, Part, PartKind, Reading};
use vermerk_store::{DocumentId, DocumentRecord, ResultKey, Store, StoreOptions};
use vermerk_summary::{Outcome, Provenance, Summarised, Summary, Tally};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [_, "write", store, count] => write(Path::new(store), count.parse()?),
        [_, "check"] => check(),
        _ => Err("usage: power_failure write STORE COUNT | power_failure check".into()),
    }
}

fn write(folder: &Path, count: u64) -> Result<(), Box<dyn std::error::Error>> {
    let store = Store::open(folder, StoreOptions::new(|| 1_700_000_000))?;
    for number in 0..count {
        store.record(&record(number))?;
        // Groups of one to seven.
        if number % 7 == 0 || number % 3 == 0 {
            store.barrier()?;
            // In one write, so that it stands as one line in the trace.
            std::io::stdout().write_all(format!("acknowledged {number}\n").as_bytes())?;
        }
    }
    Ok(())
}

fn check() -> Result<(), Box<dyn std::error::Error>> {
    // A panic inside the engine is expected on damaged files; it is counted, not shown.
    std::panic::set_hook(Box::new(|_| {}));
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (folder, acknowledged) = line.split_once(' ').ok_or("a line has no number")?;
        let verdict = judge(Path::new(folder), acknowledged.parse()?);
        writeln!(std::io::stdout(), "{verdict}")?;
    }
    Ok(())
}

/// `acknowledged` is the number of the first record that was not.
fn judge(folder: &Path, acknowledged: u64) -> String {
    let store =
        match Store::open(folder, StoreOptions { create: acknowledged == 0, ..StoreOptions::new(|| 1_700_000_000) }) {
            Ok(store) => store,
            Err(error) => return format!("unopenable: {error}"),
        };
    let lost = (0..acknowledged)
        .map(record)
        .filter(|record| !matches!(store.result(&record.key), Ok(Some(found)) if found == *record))
        .count();
    if lost > 0 {
        return format!("lost {lost} of {acknowledged}");
    }
    match store.verify() {
        Ok(report) if report.is_clean() => "sound".to_owned(),
        Ok(report) => format!("unsound: {}", report.problems[0]),
        Err(error) => format!("unsound: {error}"),
    }
}

/// Records of 0.6 to 20 KB of text that does not deflate well: some inside the engine, some in files.
fn record(number: u64) -> DocumentRecord {
    let mut random = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let length = if number.is_multiple_of(9) { 20_000 } else { 600 + 40 * (number % 90) };
    let text: String = (0..length)
        .map(|_| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            char::from(b'A' + (random % 58) as u8)
        })
        .collect();
    let block = Block::new(BlockKind::Paragraph, text);
    let part = Part { kind: PartKind::Section { number: 1 }, reading: Reading::Read, blocks: vec![block] };
    let document =
        Document { media_type: MediaType::Text, metadata: Metadata::default(), parts: vec![part], hidden: vec![] };
    let summary = Summary {
        statements: vec![],
        findings: vec![],
        omissions: vec![],
        omissions_left_out: vec![],
        coverage: Coverage::default(),
        tally: Tally::default(),
    };
    let provenance = Provenance {
        program: "0.1.0".to_owned(),
        pipeline: "kurzvermerk".to_owned(),
        pipeline_version: 1,
        pipeline_sha256: "0".repeat(64),
        model: "eingebaut".to_owned(),
        guideline: None,
    };
    let id = DocumentId::of(&number.to_le_bytes());
    DocumentRecord {
        media_type: Some(MediaType::Text),
        document: id,
        key: ResultKey::new(&id, Some(MediaType::Text), &provenance),
        bytes: length,
        provenance,
        outcome: Outcome::Summarised(Box::new(Summarised { document, notices: vec![], screened: vec![], summary })),
    }
}
