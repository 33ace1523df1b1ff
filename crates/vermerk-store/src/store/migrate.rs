//! Moving a store to the other engine.
//!
//! Ledger and files stay where they are; only the records move, as they are, in their envelopes. The marker of the format
//! decides which engine counts, and it is replaced in one step after every record was read back from the new engine. So
//! an interruption at any moment leaves the old store or the new one, each whole.

use std::path::Path;

use fs_err as fs;

use super::Store;
use crate::engine::{Engine, EngineKind};
use crate::fault::point;
use crate::format::{self, Marker};
use crate::key::Kind;
use crate::{Damage, Event, StoreError, StoreOptions};

/// Records between two barriers of the new engine.
const GROUP: u64 = 1_000;

impl Store {
    /// Moves the store in `folder` to `options.engine` and returns how many records moved; `None` if it stands there
    /// already. A store with anything damaged in it is refused and stays as it is.
    pub fn migrate(folder: &Path, options: StoreOptions) -> Result<Option<u64>, StoreError> {
        let Some(marker) = format::read(folder)? else {
            return Err(StoreError::NotFound { path: folder.to_owned() });
        };
        let to = options.engine;
        if marker.engine == to {
            return Ok(None);
        }
        let old = Self::open(folder, StoreOptions { create: false, engine: marker.engine, ..options.clone() })?;
        // Opening has brought the ledger up to the records; the second barrier makes the note of that durable.
        old.barrier()?;
        let report = old.verify()?;
        if let Some(problem) = report.problems.into_iter().next() {
            return Err(StoreError::Unsound(Box::new(problem)));
        }
        // What an earlier attempt left of the new engine went when the old one was opened.
        let records = copy(&old, &Engine::open(to, folder, options.cache_bytes)?)?;
        compare(&old, &Engine::open(to, folder, options.cache_bytes)?)?;
        format::write(folder, Marker::new(to))?;
        drop(old);
        // Opening removes the files of the old engine.
        let new = Self::open(folder, StoreOptions { create: false, ..options })?;
        new.log(Event::Migrated { engine: to, records })?;
        new.barrier()?;
        Ok(Some(records))
    }
}

/// What waits for the ledger is none of the store's records, and nothing waits after a barrier.
fn moves(key: &[u8]) -> bool {
    Kind::of_key(key) != Some(Kind::Outgoing)
}

fn copy(old: &Store, new: &Engine) -> Result<u64, StoreError> {
    let mut records = 0;
    for record in old.scan_all()? {
        let (key, value) = record?;
        if moves(&key) {
            new.insert(&key, &value)?;
            records += 1;
            if records % GROUP == 0 {
                new.barrier()?;
            }
        }
    }
    new.barrier()?;
    Ok(records)
}

/// Reads all of it back, from files that were closed in between.
fn compare(old: &Store, new: &Engine) -> Result<(), StoreError> {
    let mut copied = new.scan(b"")?;
    for record in old.scan_all()? {
        let record = record?;
        if moves(&record.0) && copied.next().transpose()? != Some(record) {
            return Err(StoreError::Damaged(Damage::Engine));
        }
    }
    if copied.next().is_some() { Err(StoreError::Damaged(Damage::Engine)) } else { Ok(()) }
}

/// Removes the files of the engine that the marker does not name: what is left of a migration. They hold the same
/// records, and what is deleted from the store must not live on in them.
pub(super) fn remove_leftover(folder: &Path, kept: EngineKind) -> Result<(), StoreError> {
    for engine in EngineKind::ALL {
        let leftover = engine.folder(folder);
        if engine != kept && leftover.exists() {
            point("remove the old engine")?;
            fs::remove_dir_all(&leftover)?;
            format::sync_folder(folder)?;
        }
    }
    Ok(())
}
