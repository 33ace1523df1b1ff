//! redb, the second engine: the only file that names it.
//!
//! redb syncs its file itself (`fdatasync`) in a commit of durability `Immediate`. A commit of durability `None` is seen
//! by the next read and written with the next durable commit, all of them or none: that is what lies between two
//! barriers. Torn commits are found by its checksums on opening.

use std::io;
use std::ops::Bound;
use std::path::Path;

use fs_err as fs;
use redb::{Database, Durability, ReadableDatabase, TableDefinition};

use super::{Backend, KeyAndValue, Records};
use crate::format::sync_folder;
use crate::{Damage, StoreError};

/// redb's only file.
pub(super) const DATA: &str = "records.redb";

const RECORDS: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("records");

pub(super) struct Redb {
    db: Database,
}

impl Redb {
    pub(super) fn open(folder: &Path, cache_bytes: u64) -> Result<Self, StoreError> {
        let file = folder.join(DATA);
        if !file.exists() {
            create(folder, &file)?;
        }
        let cache = usize::try_from(cache_bytes).unwrap_or(usize::MAX);
        let db = Database::builder().set_cache_size(cache).open(&file).map_err(translate)?;
        Ok(Self { db })
    }

    fn commit(
        &self,
        durability: Durability,
        change: impl FnOnce(&mut redb::Table<'_, &'static [u8], &'static [u8]>) -> Result<(), redb::StorageError>,
    ) -> Result<(), StoreError> {
        let mut transaction = self.db.begin_write().map_err(translate)?;
        transaction.set_durability(durability).map_err(translate)?;
        change(&mut transaction.open_table(RECORDS).map_err(translate)?).map_err(translate)?;
        transaction.commit().map_err(translate)
    }
}

/// Made under another name, so that a file under its own name is always whole.
fn create(folder: &Path, file: &Path) -> Result<(), StoreError> {
    let unfinished = folder.join("unfinished.redb");
    if unfinished.exists() {
        fs::remove_file(&unfinished)?;
    }
    let db = Database::create(&unfinished).map_err(translate)?;
    let empty = Redb { db };
    empty.commit(Durability::Immediate, |_| Ok(()))?;
    drop(empty);
    fs::File::open(&unfinished)?.sync_all()?;
    fs::rename(&unfinished, file)?;
    sync_folder(folder)?;
    Ok(())
}

impl Backend for Redb {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let table = self.db.begin_read().map_err(translate)?.open_table(RECORDS).map_err(translate)?;
        Ok(table.get(key).map_err(translate)?.map(|value| value.value().to_vec()))
    }

    fn insert(&self, key: &[u8], value: &[u8]) -> Result<(), StoreError> {
        self.commit(Durability::None, |table| table.insert(key, value).map(drop))
    }

    fn remove(&self, key: &[u8]) -> Result<(), StoreError> {
        self.commit(Durability::None, |table| table.remove(key).map(drop))
    }

    fn scan(&self, prefix: &[u8]) -> Result<Records, StoreError> {
        let table = self.db.begin_read().map_err(translate)?.open_table(RECORDS).map_err(translate)?;
        let end = after_all(prefix);
        let end = end.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let records = table.range::<&[u8]>((Bound::Included(prefix), end)).map_err(translate)?;
        Ok(Box::new(records.map(|record| -> Result<KeyAndValue, StoreError> {
            let (key, value) = record.map_err(translate)?;
            Ok((key.value().to_vec(), value.value().to_vec()))
        })))
    }

    fn barrier(&self) -> Result<(), StoreError> {
        self.commit(Durability::Immediate, |_| Ok(()))
    }
}

/// The first key after all that begin with the prefix; `None` if there is none.
fn after_all(prefix: &[u8]) -> Option<Vec<u8>> {
    let mut end = prefix.to_vec();
    while let Some(last) = end.pop() {
        if last < u8::MAX {
            end.push(last + 1);
            return Some(end);
        }
    }
    None
}

fn translate(error: impl Into<redb::Error>) -> StoreError {
    match error.into() {
        redb::Error::Io(error)
            if !matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData) =>
        {
            StoreError::Io(error)
        }
        redb::Error::PreviousIo => StoreError::Halted,
        _ => StoreError::Damaged(Damage::Engine),
    }
}
