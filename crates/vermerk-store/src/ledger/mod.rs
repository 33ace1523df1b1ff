//! The audit log: one JSON object a line, each line with the hash of the one before and its own.
//!
//! A line's own hash, its last field, is over the bytes before `,"hash":"`; so a verifier needs no JSON writer of the
//! same habits. `docs/verify_ledger.py` is one.

mod check;
mod event;
mod seal;

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use fs_err as fs;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub(crate) use check::walk;
pub use check::{LedgerCheck, LedgerFault, LedgerProblem};
pub use event::{Event, Logged, Verdicts};
pub use seal::{KeyError, PublicKey, SignedHead, SignedHeads, SigningKey};

use crate::fault::point;
use crate::format::sync_folder;
use crate::id::{hex, unhex};

const HASH_FIELD: &[u8] = b",\"hash\":\"";
const LINE_END: &[u8] = b"\"}\n";

/// Hash before the first line.
const NOTHING: [u8; 32] = [0; 32];

/// The state of a ledger: how many lines it has and the hash of the last. Noted elsewhere, it proves that nothing was
/// cut off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerHead {
    /// Number of lines.
    pub lines: u64,
    /// Hash of the last line, lower-case hex; zeros if there is none.
    pub hash: String,
}

/// A ledger open for appending.
#[derive(Debug)]
pub struct Ledger {
    path: PathBuf,
    file: fs::File,
    lines: u64,
    last: [u8; 32],
}

/// A line without its own hash, as it is written.
#[derive(Serialize)]
struct Written<'a> {
    line: u64,
    prev: String,
    #[serde(flatten)]
    logged: &'a Logged,
}

/// What is read of a line to go on from it.
#[derive(Deserialize)]
struct Link {
    line: u64,
    prev: String,
}

impl Ledger {
    /// Opens the ledger at `path`, creating it if there is none. `noted` is a state up to which it is known to be on
    /// the disk; without it all of it is read.
    ///
    /// What comes after that state and is not sound (a write that a power failure left in pieces) is moved to a file
    /// beside the ledger with the ending `.torn`, so that nothing is thrown away.
    pub fn open(path: &Path, noted: Option<&LedgerHead>) -> io::Result<Self> {
        let created = !path.exists();
        let mut file = fs::OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        if created {
            file.sync_all()?;
            sync_folder(parent(path))?;
        }
        let known = noted.map_or(0, |noted| noted.lines);
        let length = file.seek(SeekFrom::End(0))?;
        let mut end = length;
        let (mut lines, mut last) = (0, NOTHING);
        let mut unsure = Vec::new();
        loop {
            let line = last_line(&mut file, end)?;
            if line.is_empty() {
                break;
            }
            if let Some((link, hash)) = read_line(&line)
                && link.line <= known
            {
                (lines, last) = (link.line, hash);
                break;
            }
            end -= line.len() as u64;
            unsure.push(line);
        }
        for line in unsure.iter().rev() {
            match read_line(line) {
                Some((link, hash)) if link.line == lines + 1 && link.prev == hex(&last) => {
                    (lines, last) = (link.line, hash);
                    end += line.len() as u64;
                }
                _ => break,
            }
        }
        if end < length {
            set_aside(&mut file, path, end)?;
        }
        file.seek(SeekFrom::Start(end))?;
        Ok(Self { path: path.to_owned(), file, lines, last })
    }

    /// Appends events and makes them durable.
    pub fn append(&mut self, events: &[Logged]) -> io::Result<()> {
        if events.is_empty() {
            return Ok(());
        }
        let mut bytes = Vec::new();
        let (mut lines, mut last) = (self.lines, self.last);
        for logged in events {
            lines += 1;
            let start = bytes.len();
            serde_json::to_writer(&mut bytes, &Written { line: lines, prev: hex(&last), logged })?;
            // The closing brace comes after the hash.
            bytes.pop();
            last = Sha256::digest(&bytes[start..]).into();
            bytes.extend_from_slice(HASH_FIELD);
            bytes.extend_from_slice(hex(&last).as_bytes());
            bytes.extend_from_slice(LINE_END);
        }
        point("write to the ledger")?;
        self.file.write_all(&bytes)?;
        point("sync the ledger")?;
        self.file.sync_all()?;
        point("sync the ledger")?;
        (self.lines, self.last) = (lines, last);
        Ok(())
    }

    /// Its state after the last append.
    pub fn head(&self) -> LedgerHead {
        LedgerHead { lines: self.lines, hash: hex(&self.last) }
    }

    /// Where the ledger of the store in this folder lies.
    pub fn path_in(store: &Path) -> PathBuf {
        store.join("ledger.jsonl")
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The last line of the first `end` bytes, with its line feed if it has one; empty at the start of the file.
fn last_line(file: &mut fs::File, end: u64) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    let mut start = end;
    while start > 0 {
        let step = start.min(4096);
        start -= step;
        let mut block = vec![0; step as usize];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut block)?;
        // The line feed that ends the line itself does not count.
        let searched = if line.is_empty() { block.len() - 1 } else { block.len() };
        if let Some(feed) = block[..searched].iter().rposition(|byte| *byte == b'\n') {
            block.drain(..=feed);
            start = 0;
        }
        line.splice(..0, block);
    }
    Ok(line)
}

/// Reads a line and checks its own hash.
fn read_line(line: &[u8]) -> Option<(Link, [u8; 32])> {
    let tail = HASH_FIELD.len() + 64 + LINE_END.len();
    let body = line.len().checked_sub(tail)?;
    let hash = std::str::from_utf8(line.get(body + HASH_FIELD.len()..line.len() - LINE_END.len())?).ok()?;
    let hash = unhex(hash)?;
    let sound = line[body..].starts_with(HASH_FIELD)
        && line.ends_with(LINE_END)
        && Sha256::digest(&line[..body]).as_slice() == hash;
    let link = sound.then(|| serde_json::from_slice(line).ok()).flatten()?;
    Some((link, hash))
}

fn set_aside(file: &mut fs::File, path: &Path, from: u64) -> io::Result<()> {
    let mut torn = Vec::new();
    file.seek(SeekFrom::Start(from))?;
    file.read_to_end(&mut torn)?;
    let mut aside = fs::OpenOptions::new().append(true).create(true).open(path.with_extension("torn"))?;
    aside.write_all(&torn)?;
    aside.sync_all()?;
    sync_folder(parent(path))?;
    file.set_len(from)?;
    file.sync_all()
}

#[cfg(test)]
mod tests;
