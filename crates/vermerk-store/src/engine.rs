//! sled, fenced in: the only file that names it.
//!
//! sled 0.34 panics on some damage, so every call runs under `catch_unwind`. It calls `sync_file_range`, which orders
//! neither file metadata nor the disk's own cache; [`Engine::barrier`] therefore adds the missing `fsync`. And it moves
//! any page over a quarter of a segment into a file under `blobs/` that it never syncs; [`INLINE_LIMIT`] keeps pages
//! below that.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use fs_err as fs;

use crate::format::sync_folder;
use crate::{Damage, StoreError};

/// Largest value the engine is given. A page is split at 17 items and merged to at most 20, a segment has 512 KiB, so
/// 20 × (6 KiB + key) stays below the 128 KiB from which sled uses a blob file.
pub(crate) const INLINE_LIMIT: usize = 6 * 1024;

const SEGMENT: usize = 512 * 1024;

pub(crate) struct Engine {
    db: Option<sled::Db>,
    /// sled's data file, opened once more: syncing any handle syncs the file.
    data: fs::File,
    halted: AtomicBool,
}

pub(crate) type KeyAndValue = (Vec<u8>, Vec<u8>);

/// Records under one prefix, in the order of their keys, from either end.
pub(crate) struct Scan {
    records: sled::Iter,
}

impl Engine {
    /// Opens the engine's files in `folder`, creating them if there are none, and makes what recovery did durable.
    pub(crate) fn open(folder: &Path, cache_bytes: u64) -> Result<Self, StoreError> {
        let opened = catch_unwind(|| {
            sled::Config::new()
                .path(folder)
                .cache_capacity(cache_bytes)
                .segment_size(SEGMENT)
                .flush_every_ms(None)
                .open()
        });
        let db = match opened {
            Ok(Ok(db)) => db,
            Ok(Err(error)) => return Err(translate(error)),
            Err(_) => return Err(StoreError::Damaged(Damage::Engine)),
        };
        let data = fs::File::open(folder.join("db"))?;
        let engine = Self { db: Some(db), data, halted: AtomicBool::new(false) };
        engine.barrier()?;
        fs::File::open(folder.join("conf"))?.sync_all()?;
        sync_folder(folder)?;
        Ok(engine)
    }

    pub(crate) fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.call(|db| Ok(db.get(key)?.map(|value| value.to_vec())))
    }

    pub(crate) fn insert(&self, key: &[u8], value: &[u8]) -> Result<(), StoreError> {
        debug_assert!(value.len() <= INLINE_LIMIT, "callers move larger values to files");
        self.write(|db| db.insert(key, value).map(drop))
    }

    pub(crate) fn remove(&self, key: &[u8]) -> Result<(), StoreError> {
        self.write(|db| db.remove(key).map(drop))
    }

    pub(crate) fn scan(&self, prefix: &[u8]) -> Result<Scan, StoreError> {
        self.call(|db| Ok(Scan { records: db.scan_prefix(prefix) }))
    }

    /// Everything written before is on the disk when this returns.
    pub(crate) fn barrier(&self) -> Result<(), StoreError> {
        self.write(|db| db.flush().map(drop))?;
        self.data.sync_all().inspect_err(|_| self.halt())?;
        Ok(())
    }

    /// Nothing more is written until the store is opened again.
    pub(crate) fn halt(&self) {
        self.halted.store(true, Ordering::Release);
    }

    /// A failed write leaves it open what is on disk, and a second `fsync` would report success for pages the kernel
    /// has dropped. So the first failure is the last write.
    fn write<T>(&self, work: impl FnOnce(&sled::Db) -> sled::Result<T>) -> Result<T, StoreError> {
        if self.halted.load(Ordering::Acquire) {
            return Err(StoreError::Halted);
        }
        self.call(work).inspect_err(|_| self.halt())
    }

    fn call<T>(&self, work: impl FnOnce(&sled::Db) -> sled::Result<T>) -> Result<T, StoreError> {
        let Some(db) = &self.db else { return Err(StoreError::Halted) };
        match catch_unwind(AssertUnwindSafe(|| work(db))) {
            Ok(result) => result.map_err(translate),
            Err(_) => Err(StoreError::Damaged(Damage::Engine)),
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // sled flushes when it goes, and may panic over it.
        let db = self.db.take();
        drop(catch_unwind(AssertUnwindSafe(move || drop(db))));
    }
}

impl Scan {
    fn step(
        &mut self,
        step: impl FnOnce(&mut sled::Iter) -> Option<sled::Result<(sled::IVec, sled::IVec)>>,
    ) -> Option<Result<KeyAndValue, StoreError>> {
        match catch_unwind(AssertUnwindSafe(|| step(&mut self.records))) {
            Ok(found) => {
                found.map(|record| record.map(|(key, value)| (key.to_vec(), value.to_vec())).map_err(translate))
            }
            Err(_) => Some(Err(StoreError::Damaged(Damage::Engine))),
        }
    }
}

impl Iterator for Scan {
    type Item = Result<KeyAndValue, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.step(Iterator::next)
    }
}

impl DoubleEndedIterator for Scan {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.step(DoubleEndedIterator::next_back)
    }
}

fn translate(error: sled::Error) -> StoreError {
    match error {
        sled::Error::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => StoreError::Io(error),
        _ => StoreError::Damaged(Damage::Engine),
    }
}
