//! The two ends of the power failure test, see `power/images.py`.
//!
//! `power_failure sled|redb write STORE COUNT` records and prints `acknowledged N` after each barrier; `power_failure sled|redb check` reads
//! lines `STORE ACKNOWLEDGED` and says for each whether the store opens, has all that was acknowledged, and is sound.

use std::io::{BufRead, Write};
use std::path::Path;

use vermerk_store::{DocumentRecord, EngineKind, Store, StoreOptions};

mod records;
use records::{next, record};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [_, engine, "write", store, count] => write(options(engine)?, Path::new(store), count.parse()?),
        [_, engine, "check"] => check(&options(engine)?),
        _ => Err("usage: power_failure sled|redb write STORE COUNT | power_failure sled|redb check".into()),
    }
}

fn options(engine: &str) -> Result<StoreOptions, String> {
    let engine = EngineKind::ALL.into_iter().find(|known| known.name() == engine).ok_or("sled or redb")?;
    Ok(StoreOptions { engine, ..StoreOptions::new(|| 1_700_000_000) })
}

fn write(options: StoreOptions, folder: &Path, count: u64) -> Result<(), Box<dyn std::error::Error>> {
    let store = Store::open(folder, options)?;
    for number in 0..count {
        store.record(&numbered(number))?;
        // Groups of one to seven.
        if number % 7 == 0 || number % 3 == 0 {
            store.barrier()?;
            // In one write, so that it stands as one line in the trace.
            std::io::stdout().write_all(format!("acknowledged {number}\n").as_bytes())?;
        }
    }
    Ok(())
}

fn check(options: &StoreOptions) -> Result<(), Box<dyn std::error::Error>> {
    // A panic inside the engine is expected on damaged files; it is counted, not shown.
    std::panic::set_hook(Box::new(|_| {}));
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (folder, acknowledged) = line.split_once(' ').ok_or("a line has no number")?;
        let verdict = judge(options, Path::new(folder), acknowledged.parse()?);
        writeln!(std::io::stdout(), "{verdict}")?;
    }
    Ok(())
}

/// `acknowledged` is the number of the first record that was not.
fn judge(options: &StoreOptions, folder: &Path, acknowledged: u64) -> String {
    let store = match Store::open(folder, StoreOptions { create: acknowledged == 0, ..options.clone() }) {
        Ok(store) => store,
        Err(error) => return format!("unopenable: {error}"),
    };
    let lost = (0..acknowledged)
        .map(numbered)
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
fn numbered(number: u64) -> DocumentRecord {
    let mut random = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let length = if number.is_multiple_of(9) { 20_000 } else { 600 + 40 * (number % 90) };
    let text: String = (0..length).map(|_| char::from(b'A' + (next(&mut random) % 58) as u8)).collect();
    record(number, &text)
}
