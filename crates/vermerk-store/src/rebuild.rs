//! A new store from what can be read of a damaged one, without the engine's help.
//!
//! Every value lies in an envelope that starts with known bytes, and every record says itself under which key it
//! belongs. So the engine's file is searched for envelopes, and one whose 128-bit checksum holds for the key its own
//! content names is beyond doubt a record as it was written. Of several under one key the ledger says which is the last.

use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use fs_err as fs;
use vermerk_summary::OutcomeKind;

use crate::artifacts::{Artifacts, Fetched};
use crate::engine::{EngineKind, INLINE_LIMIT};
use crate::envelope::{self, Content, Parcel};
use crate::export::beside;
use crate::fault::point;
use crate::format::sync_folder;
use crate::id::sha256_hex;
use crate::key::{self, Kind};
use crate::lock::Lock;
use crate::store::spare_path;
use crate::verify::{Expected, expect, own_key};
use crate::{Account, BatchRecord, BatchState, Event, JobRecord, Store, StoreError, StoreOptions, format, ledger};

/// How much of the engine's file is searched at a time.
const WINDOW: usize = 4 << 20;

/// What a rebuild found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RebuildReport {
    /// Records in the new store.
    pub records: u64,
    /// Results and answers that the ledger names and that could not be found; the next run makes them again.
    pub lost: Vec<String>,
    /// Where the damaged store now lies.
    pub set_aside: PathBuf,
}

/// How good a record found is, compared with others under its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Stale(u64),
    AsTheLedgerSays,
}

struct Salvage {
    old: Artifacts,
    new: Store,
    expected: Expected,
    found: BTreeMap<Vec<u8>, Rank>,
}

impl Store {
    /// Sets a damaged store aside and makes a new one from what can be read of it.
    pub fn rebuild(folder: &Path, options: StoreOptions) -> Result<RebuildReport, StoreError> {
        if let Err(newer @ StoreError::Newer { .. }) = format::read(folder) {
            return Err(newer);
        }
        let lock = Lock::take(folder)?;
        let unfinished = beside(folder, "rebuilding");
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished)?;
        }
        fs::create_dir_all(&unfinished)?;
        let mut expected = Expected::new();
        let ledger = folder.join("ledger.jsonl");
        if ledger.exists() {
            ledger::walk(&ledger, &[], |line, logged| expect(&mut expected, line, logged.event))?;
            fs::copy(&ledger, unfinished.join("ledger.jsonl"))?;
        }
        let new = Self::open(&unfinished, StoreOptions { create: true, ..options })?;
        let mut salvage = Salvage { old: Artifacts::new(folder), new, expected, found: BTreeMap::new() };
        salvage.search_engine(&spare_path(folder))?;
        for engine in EngineKind::ALL {
            salvage.search_engine(&engine.data_file(folder))?;
        }
        salvage.search_artifacts()?;
        let Salvage { new, expected, found, .. } = salvage;
        let lost: Vec<String> =
            expected.keys().filter(|key| !found.contains_key(*key)).map(|key| key::describe(key)).collect();
        let records = found.len() as u64;
        new.log(Event::Rebuilt { records, lost: lost.len() as u64 })?;
        new.barrier()?;
        drop(new);
        let mut number = 1;
        let mut set_aside = beside(folder, "damaged-1");
        while set_aside.exists() {
            number += 1;
            set_aside = beside(folder, &format!("damaged-{number}"));
        }
        put_in_place(&unfinished, folder, &set_aside)?;
        sync_folder(folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")))?;
        drop(lock);
        Ok(RebuildReport { records, lost, set_aside })
    }
}

/// Puts the new store in the place of the old one, which gets the name `set_aside`. Both change places in one step, so
/// that at no moment there is no store, for then a run would begin an empty one.
fn put_in_place(new: &Path, folder: &Path, set_aside: &Path) -> Result<(), StoreError> {
    point("set the damaged store aside")?;
    fs::rename(new, set_aside)?;
    point("set the damaged store aside")?;
    let exchanged = rustix::fs::renameat_with(
        rustix::fs::CWD,
        set_aside,
        rustix::fs::CWD,
        folder,
        rustix::fs::RenameFlags::EXCHANGE,
    );
    if exchanged.is_err() {
        // A file system that cannot do that.
        let between = beside(folder, "rebuilding");
        fs::rename(set_aside, &between)?;
        fs::rename(folder, set_aside)?;
        fs::rename(&between, folder)?;
    }
    Ok(point("set the damaged store aside")?)
}

impl Salvage {
    fn search_engine(&mut self, path: &Path) -> Result<(), StoreError> {
        let Ok(mut file) = fs::File::open(path) else { return Ok(()) };
        let mut at = 0;
        loop {
            file.seek(SeekFrom::Start(at))?;
            // Windows overlap by the largest envelope, so that none is missed at a border.
            let mut window = Vec::with_capacity(WINDOW + INLINE_LIMIT);
            file.by_ref().take((WINDOW + INLINE_LIMIT) as u64).read_to_end(&mut window)?;
            for start in 0..window.len().min(WINDOW) {
                if let Some((kind, envelope)) = envelope::find(&window[start..]) {
                    self.try_envelope(kind, envelope)?;
                }
            }
            if window.len() <= WINDOW {
                return Ok(());
            }
            at += WINDOW as u64;
        }
    }

    fn try_envelope(&mut self, kind: Kind, envelope: &[u8]) -> Result<(), StoreError> {
        let plain = match envelope::contents_unchecked(envelope) {
            Some(Content::Inline(parcel)) => parcel.unpack(),
            Some(Content::External { sha256, deflated, plain_len }) => match self.old.get(&sha256)? {
                Fetched::Intact(bytes) => Parcel { bytes: &bytes, deflated, plain_len }.unpack(),
                Fetched::Missing | Fetched::Altered => None,
            },
            None => None,
        };
        let Some(plain) = plain else { return Ok(()) };
        match own_key(kind, &plain).flatten() {
            Some(key) if envelope::open(kind, &key, envelope).is_ok() => self.keep(kind, key, plain),
            _ => Ok(()),
        }
    }

    /// Files whose envelope is lost: their name vouches for them, their content says what they are.
    fn search_artifacts(&mut self) -> Result<(), StoreError> {
        for name in self.old.names().unwrap_or_default() {
            let Fetched::Intact(bytes) = self.old.get(&name)? else { continue };
            let plain = envelope::inflate(&bytes).unwrap_or(bytes);
            for kind in [Kind::Result, Kind::Answer] {
                if let Some(key) = own_key(kind, &plain).flatten() {
                    self.keep(kind, key, plain)?;
                    break;
                }
            }
        }
        Ok(())
    }

    fn keep(&mut self, kind: Kind, key: Vec<u8>, plain: Vec<u8>) -> Result<(), StoreError> {
        // Attempts start again at none: of several counts nobody knows the last.
        if kind == Kind::Attempts {
            return Ok(());
        }
        let rank = match self.expected.get(&key) {
            Some((_, sha256)) if crate::id::hex(sha256) == sha256_hex(&plain) => Rank::AsTheLedgerSays,
            _ => Rank::Stale(progress(kind, &plain)),
        };
        if self.found.get(&key).is_some_and(|known| *known >= rank) {
            return Ok(());
        }
        match kind {
            // What the ledger does not name it names from now on.
            Kind::Result if !self.expected.contains_key(&key) => {
                let Ok(record) = serde_json::from_slice(&plain) else { return Ok(()) };
                self.new.record(&record)?;
            }
            Kind::Answer if !self.expected.contains_key(&key) => {
                let Ok(record) = serde_json::from_slice(&plain) else { return Ok(()) };
                self.new.record_answer(&record)?;
            }
            _ => self.new.put_plain(kind, &key, plain)?,
        }
        self.found.insert(key, rank);
        if self.found.len().is_multiple_of(256) { self.new.barrier() } else { Ok(()) }
    }
}

/// Of two records under one key the one that is further on is the later.
fn progress(kind: Kind, plain: &[u8]) -> u64 {
    let of_outcome = |outcome| match outcome {
        OutcomeKind::Failed => 0,
        OutcomeKind::Rejected => 1,
        OutcomeKind::Summarised => 2,
    };
    let progress = match kind {
        Kind::Result => {
            serde_json::from_slice(plain).map(|record: crate::DocumentRecord| of_outcome(record.outcome.kind()))
        }
        Kind::Entry => {
            serde_json::from_slice(plain).map(|record: crate::record::StoredEntry| of_outcome(record.entry.outcome))
        }
        Kind::Batch => serde_json::from_slice(plain).map(|record: BatchRecord| match record.state {
            BatchState::Running => 0,
            BatchState::Interrupted => 1,
            BatchState::Finished => 2,
        }),
        // Amounts only grow, and a later account has spent no less.
        Kind::Account => serde_json::from_slice(plain).map(|account: Account| account.totals.requests),
        Kind::Job => serde_json::from_slice(plain).map(|job: JobRecord| job.state.progress()),
        Kind::Attempts | Kind::Answer | Kind::Guideline | Kind::Outgoing | Kind::Head => return 0,
    };
    progress.unwrap_or(0)
}
