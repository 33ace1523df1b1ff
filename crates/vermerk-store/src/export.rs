//! The store as one tar file that knows nothing of the engine: `records/….jsonl`, `ledger.jsonl`, `SHA256SUMS`.
//!
//! A line of records is `{"kind":"result","value":{…}}`; where it belongs follows from the value. `SHA256SUMS` comes last,
//! so an archive with it is complete; `sha256sum -c` checks it after unpacking.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Cursor, Read, Write};
use std::path::{Path, PathBuf};

use fs_err as fs;
use serde::Deserialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use crate::fault::point;
use crate::format::sync_folder;
use crate::id::{hex, sha256_hex};
use crate::key::Kind;
use crate::verify::{Problem, own_key};
use crate::{ArchiveFault, Event, Store, StoreError, StoreOptions};

const MARKER: &str = "vermerk-export.json";
const MARKER_TEXT: &[u8] = b"{\"vermerk_export\":1}\n";
const LEDGER: &str = "ledger.jsonl";
const SUMS: &str = "SHA256SUMS";

/// How the names of exports begin that are kept for some generations.
const GENERATION: &str = "vermerk-";

/// A file of records is closed when it has grown to this.
const RECORDS_BYTES: usize = 8 << 20;

/// What an export wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportReport {
    /// Records written.
    pub records: u64,
    /// Records left out because they are damaged.
    pub skipped: Vec<Problem>,
}

#[derive(Deserialize)]
struct RecordLine<'a> {
    kind: Kind,
    #[serde(borrow)]
    value: &'a RawValue,
}

struct Archive {
    tar: tar::Builder<fs::File>,
    sums: Vec<u8>,
}

impl Store {
    /// Writes everything to one file, which appears under its name only when it is complete and durable.
    pub fn export(&self, file: &Path) -> Result<ExportReport, StoreError> {
        self.barrier()?;
        let mut unfinished = file.as_os_str().to_owned();
        unfinished.push(".unfinished");
        let unfinished = PathBuf::from(unfinished);
        let mut archive = Archive { tar: tar::Builder::new(fs::File::create(&unfinished)?), sums: Vec::new() };
        archive.add(MARKER, MARKER_TEXT)?;
        let mut report = ExportReport { records: 0, skipped: Vec::new() };
        let mut lines = Vec::new();
        let mut files = 0;
        for record in self.scan_all()? {
            let Ok((key, value)) = record else {
                report.skipped.push(Problem::Unreadable);
                break;
            };
            let Some(kind) = Kind::of_key(&key).filter(|kind| kind.is_exported()) else { continue };
            let plain = match self.unseal(kind, &key, &value) {
                Ok(plain) => plain,
                Err(StoreError::Damaged(damage)) => {
                    report.skipped.push(Problem::Damaged(damage));
                    continue;
                }
                Err(error) => return Err(error),
            };
            write!(lines, "{{\"kind\":\"{}\",\"value\":", kind.name())?;
            lines.extend_from_slice(&plain);
            lines.extend_from_slice(b"}\n");
            report.records += 1;
            if lines.len() > RECORDS_BYTES {
                archive.add(&format!("records/{files:06}.jsonl"), &lines)?;
                lines.clear();
                files += 1;
            }
        }
        archive.add(&format!("records/{files:06}.jsonl"), &lines)?;
        archive.add(LEDGER, &fs::read(self.ledger_path())?)?;
        archive.finish()?;
        point("rename the export")?;
        fs::rename(&unfinished, file)?;
        point("rename the export")?;
        sync_folder(file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")))?;
        self.log(Event::Exported { records: report.records })?;
        self.barrier()?;
        Ok(report)
    }

    /// Writes an export into a folder of exports and keeps the last `keep` of them, at least this one. The names count up,
    /// whatever the clock says. An older one is removed only when this one is complete, durable, and read back. Returns
    /// what was written and where.
    pub fn export_generation(&self, folder: &Path, keep: usize) -> Result<(ExportReport, PathBuf), StoreError> {
        fs::create_dir_all(folder)?;
        let number = generations(folder)?.last().map_or(0, |(number, _)| *number) + 1;
        let file = folder.join(format!("{GENERATION}{number:06}.tar"));
        let report = self.export(&file)?;
        check_archive(&file)?;
        let there = generations(folder)?;
        for (_, old) in &there[..there.len().saturating_sub(keep.max(1))] {
            point("remove an old export")?;
            fs::remove_file(old)?;
        }
        sync_folder(folder)?;
        Ok((report, file))
    }

    /// Makes a store in `folder` from an export. The folder must not exist, and does so only when all is in it.
    /// Returns how many records there were.
    pub fn import(file: &Path, folder: &Path, options: StoreOptions) -> Result<u64, StoreError> {
        if folder.exists() {
            return Err(StoreError::NotAStore { path: folder.to_owned() });
        }
        check_archive(file)?;
        let unfinished = beside(folder, "importing");
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished)?;
        }
        fs::create_dir_all(&unfinished)?;
        // The ledger first: opening the store goes on with it.
        for_each_file(file, |name, content| {
            if name == LEDGER { fs::write(unfinished.join(LEDGER), content).map_err(StoreError::from) } else { Ok(()) }
        })?;
        let store = Self::open(&unfinished, StoreOptions { create: true, ..options })?;
        let mut records = 0;
        for_each_file(file, |name, content| {
            if !name.starts_with("records/") {
                return Ok(());
            }
            for line in Cursor::new(content).split(b'\n') {
                let line = line?;
                let record: RecordLine<'_> = serde_json::from_slice(&line)
                    .map_err(|_| StoreError::Archive(ArchiveFault::UnknownRecord { file: name.to_owned() }))?;
                let plain = record.value.get().as_bytes();
                let key = own_key(record.kind, plain)
                    .flatten()
                    .ok_or_else(|| StoreError::Archive(ArchiveFault::UnknownRecord { file: name.to_owned() }))?;
                store.put_plain(record.kind, &key, plain.to_vec())?;
                records += 1;
            }
            store.barrier()
        })?;
        store.log(Event::Imported { records })?;
        store.barrier()?;
        drop(store);
        point("rename the imported store")?;
        fs::rename(&unfinished, folder)?;
        point("rename the imported store")?;
        sync_folder(folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")))?;
        Ok(records)
    }
}

impl Archive {
    fn add(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        writeln!(self.sums, "{}  {name}", sha256_hex(content))?;
        self.append(name, content)
    }

    fn append(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        let mut header = tar::Header::new_ustar();
        header.set_size(content.len() as u64);
        header.set_mode(0o600);
        self.tar.append_data(&mut header, name, content)
    }

    fn finish(mut self) -> io::Result<()> {
        let sums = std::mem::take(&mut self.sums);
        self.append(SUMS, &sums)?;
        self.tar.into_inner()?.sync_all()
    }
}

/// The exports in a folder, oldest first.
fn generations(folder: &Path) -> Result<Vec<(u64, PathBuf)>, StoreError> {
    let mut found = Vec::new();
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let number = name.and_then(|name| name.strip_prefix(GENERATION)?.strip_suffix(".tar")?.parse().ok());
        found.extend(number.map(|number| (number, path)));
    }
    found.sort();
    Ok(found)
}

/// A folder beside another, named after it.
pub(crate) fn beside(folder: &Path, ending: &str) -> PathBuf {
    let mut name = folder.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

/// Holds every file of the archive against the sums at its end.
fn check_archive(file: &Path) -> Result<(), StoreError> {
    let mut found = BTreeMap::new();
    let mut sums = None;
    for_each_file(file, |name, content| {
        if name == SUMS {
            sums = Some(String::from_utf8_lossy(content).into_owned());
        } else {
            found.insert(name.to_owned(), hex(&Sha256::digest(content)));
        }
        if name == MARKER && content != MARKER_TEXT { Err(StoreError::Archive(ArchiveFault::Foreign)) } else { Ok(()) }
    })?;
    if !found.contains_key(MARKER) {
        return Err(StoreError::Archive(ArchiveFault::Foreign));
    }
    let sums = sums.ok_or(StoreError::Archive(ArchiveFault::Incomplete))?;
    let named: BTreeMap<&str, &str> =
        sums.lines().filter_map(|line| line.split_once("  ")).map(|(sum, name)| (name, sum)).collect();
    for (name, sum) in &found {
        if named.get(name.as_str()) != Some(&sum.as_str()) {
            return Err(StoreError::Archive(ArchiveFault::Changed { file: name.clone() }));
        }
    }
    if named.len() == found.len() { Ok(()) } else { Err(StoreError::Archive(ArchiveFault::Incomplete)) }
}

fn for_each_file(file: &Path, mut visit: impl FnMut(&str, &[u8]) -> Result<(), StoreError>) -> Result<(), StoreError> {
    let broken = |_| StoreError::Archive(ArchiveFault::Incomplete);
    let mut archive = tar::Archive::new(BufReader::new(fs::File::open(file)?));
    for entry in archive.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        let name = entry.path().map_err(broken)?.to_string_lossy().into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).map_err(broken)?;
        visit(&name, &content)?;
    }
    Ok(())
}
