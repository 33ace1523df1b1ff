//! What lies between the store and the two engines it can stand on.
//!
//! A [`Backend`] is one engine; everything that must hold for both is here, once: no panic of an engine leaves this file,
//! and after a failed write nothing more is written.

mod redb;
mod sled;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use fs_err as fs;
use serde::{Deserialize, Serialize};

use crate::fault::point;
use crate::format::sync_folder;
use crate::{Damage, StoreError};

/// Largest value an engine is given, in bytes; larger ones become files. sled sets it, see `sled.rs`.
pub(crate) const INLINE_LIMIT: usize = 6 * 1024;

/// The engine a store stands on. The records are the same in both; `Store::migrate` moves them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EngineKind {
    /// sled 0.34, made durable by a barrier of our own.
    #[default]
    Sled,
    /// redb 4, whose commits are durable by themselves.
    Redb,
}

impl EngineKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Sled, Self::Redb];

    /// Its name, as in the settings and in the marker of the format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sled => "sled",
            Self::Redb => "redb",
        }
    }

    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The folder of its files in the folder of a store.
    pub(crate) fn folder(self, store: &Path) -> PathBuf {
        store.join(match self {
            Self::Sled => "engine",
            Self::Redb => "engine.redb",
        })
    }

    /// The file with the records.
    pub(crate) fn data_file(self, store: &Path) -> PathBuf {
        self.folder(store).join(match self {
            Self::Sled => sled::DATA,
            Self::Redb => redb::DATA,
        })
    }
}

impl std::fmt::Display for EngineKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

pub(crate) type KeyAndValue = (Vec<u8>, Vec<u8>);

/// An ordered map from bytes to bytes. What is written is seen by the next read, and durable after [`Self::barrier`].
///
/// Any of these may panic on damaged files; [`Engine`] sees to that.
trait Backend: Send + Sync {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;
    fn insert(&self, key: &[u8], value: &[u8]) -> Result<(), StoreError>;
    fn remove(&self, key: &[u8]) -> Result<(), StoreError>;
    fn scan(&self, prefix: &[u8]) -> Result<Records, StoreError>;
    fn barrier(&self) -> Result<(), StoreError>;
}

type Records = Box<dyn DoubleEndedIterator<Item = Result<KeyAndValue, StoreError>> + Send>;

/// An open engine, fenced in.
pub(crate) struct Engine {
    backend: Option<Box<dyn Backend>>,
    halted: AtomicBool,
}

/// Records under one prefix, in the order of their keys, from either end.
pub(crate) struct Scan {
    records: Records,
}

impl Engine {
    /// Opens the engine's files in the folder of a store, creating them if there are none, and makes what recovery did
    /// durable.
    pub(crate) fn open(kind: EngineKind, store: &Path, cache_bytes: u64) -> Result<Self, StoreError> {
        let folder = kind.folder(store);
        if !folder.exists() {
            fs::create_dir_all(&folder)?;
            sync_folder(store)?;
        }
        let opened = catch_unwind(|| match kind {
            EngineKind::Sled => sled::Sled::open(&folder, cache_bytes).map(|sled| Box::new(sled) as Box<dyn Backend>),
            EngineKind::Redb => redb::Redb::open(&folder, cache_bytes).map(|redb| Box::new(redb) as Box<dyn Backend>),
        });
        let backend = opened.unwrap_or(Err(StoreError::Damaged(Damage::Engine)))?;
        Ok(Self { backend: Some(backend), halted: AtomicBool::new(false) })
    }

    pub(crate) fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.call(|backend| backend.get(key))
    }

    pub(crate) fn insert(&self, key: &[u8], value: &[u8]) -> Result<(), StoreError> {
        debug_assert!(value.len() <= INLINE_LIMIT, "callers move larger values to files");
        self.write("insert a record", |backend| backend.insert(key, value))
    }

    pub(crate) fn remove(&self, key: &[u8]) -> Result<(), StoreError> {
        self.write("remove a record", |backend| backend.remove(key))
    }

    pub(crate) fn scan(&self, prefix: &[u8]) -> Result<Scan, StoreError> {
        self.call(|backend| Ok(Scan { records: backend.scan(prefix)? }))
    }

    /// Everything written before is on the disk when this returns.
    pub(crate) fn barrier(&self) -> Result<(), StoreError> {
        self.write("sync the engine", |backend| backend.barrier())
    }

    /// Nothing more is written until the store is opened again.
    pub(crate) fn halt(&self) {
        self.halted.store(true, Ordering::Release);
    }

    /// A failed write leaves it open what is on disk, and a second `fsync` would report success for pages the kernel
    /// has dropped. So the first failure is the last write.
    fn write(
        &self,
        step: &'static str,
        work: impl FnOnce(&dyn Backend) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        if self.halted.load(Ordering::Acquire) {
            return Err(StoreError::Halted);
        }
        let written = || {
            point(step)?;
            self.call(work)?;
            Ok(point(step)?)
        };
        written().inspect_err(|_| self.halt())
    }

    fn call<T>(&self, work: impl FnOnce(&dyn Backend) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let Some(backend) = &self.backend else { return Err(StoreError::Halted) };
        catch_unwind(AssertUnwindSafe(|| work(backend.as_ref()))).unwrap_or(Err(StoreError::Damaged(Damage::Engine)))
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // An engine may write when it goes, and panic over it.
        let backend = self.backend.take();
        drop(catch_unwind(AssertUnwindSafe(move || drop(backend))));
    }
}

impl Scan {
    fn step(
        &mut self,
        step: impl FnOnce(&mut Records) -> Option<Result<KeyAndValue, StoreError>>,
    ) -> Option<Result<KeyAndValue, StoreError>> {
        catch_unwind(AssertUnwindSafe(|| step(&mut self.records)))
            .unwrap_or(Some(Err(StoreError::Damaged(Damage::Engine))))
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
