//! sled, the first engine: the only file that names it.
//!
//! sled 0.34 panics on some damage. It calls `sync_file_range`, which orders neither file metadata nor the disk's own
//! cache; the barrier therefore adds the missing `fsync`. And it moves any page over a quarter of a segment into a file
//! under `blobs/` that it never syncs: a page is split at 17 items and merged to at most 20, a segment has 512 KiB, so
//! with [`super::INLINE_LIMIT`] 20 × (6 KiB + key) stays below the 128 KiB from which sled uses a blob file.

use std::io;
use std::path::Path;
use std::time::Duration;

use fs_err as fs;

use super::{Backend, Records};
use crate::format::sync_folder;
use crate::{Damage, StoreError};

/// sled's file with the records.
pub(super) const DATA: &str = "db";

const SEGMENT: usize = 512 * 1024;

/// How often, and how long each time, closing waits for sled's threads: five seconds at most.
const MOST_WAITS: u32 = 1_000;
const WAIT: Duration = Duration::from_millis(5);

pub(super) struct Sled {
    /// `None` only while it is dropped.
    db: Option<sled::Db>,
    /// sled's data file, opened once more: syncing any handle syncs the file.
    data: fs::File,
}

impl Sled {
    pub(super) fn open(folder: &Path, cache_bytes: u64) -> Result<Self, StoreError> {
        let db = sled::Config::new()
            .path(folder)
            .cache_capacity(cache_bytes)
            .segment_size(SEGMENT)
            // Its own thread would only flush at times nobody asked for.
            .flush_every_ms(None)
            .open()
            .map_err(translate)?;
        let sled = Self { db: Some(db), data: fs::File::open(folder.join(DATA))? };
        sled.barrier()?;
        fs::File::open(folder.join("conf"))?.sync_all()?;
        sync_folder(folder)?;
        Ok(sled)
    }
}

impl Sled {
    fn db(&self) -> Result<&sled::Db, StoreError> {
        self.db.as_ref().ok_or(StoreError::Halted)
    }
}

impl Drop for Sled {
    /// sled's threads may still hold its files when its handle is gone. Whoever closes a store may open it again at once,
    /// so this waits until sled has let go of its lock.
    fn drop(&mut self) {
        drop(self.db.take());
        for _ in 0..MOST_WAITS {
            if self.data.file().try_lock().is_ok() {
                return;
            }
            std::thread::sleep(WAIT);
        }
    }
}

impl Backend for Sled {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.db()?.get(key).map_err(translate)?.map(|value| value.to_vec()))
    }

    fn insert(&self, key: &[u8], value: &[u8]) -> Result<(), StoreError> {
        self.db()?.insert(key, value).map(drop).map_err(translate)
    }

    fn remove(&self, key: &[u8]) -> Result<(), StoreError> {
        self.db()?.remove(key).map(drop).map_err(translate)
    }

    fn scan(&self, prefix: &[u8]) -> Result<Records, StoreError> {
        let records = self.db()?.scan_prefix(prefix);
        let read = |(key, value): (sled::IVec, sled::IVec)| (key.to_vec(), value.to_vec());
        Ok(Box::new(records.map(move |record| record.map(read).map_err(translate))))
    }

    fn barrier(&self) -> Result<(), StoreError> {
        self.db()?.flush().map_err(translate)?;
        Ok(self.data.sync_all()?)
    }
}

fn translate(error: sled::Error) -> StoreError {
    match error {
        sled::Error::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => StoreError::Io(error),
        _ => StoreError::Damaged(Damage::Engine),
    }
}
