//! Large values as files named by the SHA-256 of their bytes: `artifacts/3/3f2a…`.
//!
//! A new file costs a commit of the file system's journal. So files are written when a record is, and made durable
//! together by the barrier, several at a time, which lets the file system put them into one commit.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use fs_err as fs;
use sha2::{Digest, Sha256};

use crate::fault::point;
use crate::format::sync_folder;
use crate::id::{hex, unhex};

/// How many files are synced at the same time.
const SYNCERS: usize = 16;

pub(crate) struct Artifacts {
    folder: PathBuf,
    /// Files written, or found and relied upon, since the last sync.
    unsynced: Mutex<BTreeSet<[u8; 32]>>,
}

/// What reading a file gave.
pub(crate) enum Fetched {
    Intact(Vec<u8>),
    Missing,
    Altered,
}

impl Artifacts {
    pub(crate) fn new(store: &Path) -> Self {
        Self { folder: store.join("artifacts"), unsynced: Mutex::default() }
    }

    /// Writes a file and returns its name; [`Self::sync`] makes it durable.
    pub(crate) fn put(&self, bytes: &[u8]) -> io::Result<[u8; 32]> {
        let sha256: [u8; 32] = Sha256::digest(bytes).into();
        // Held to the end: a sync must not come upon a name before its file, and of two threads with the same value
        // the second must not put a new file in the place of one that was synced in between.
        let mut unsynced = self.unsynced();
        if matches!(self.get(&sha256)?, Fetched::Intact(_)) {
            // It may be left over from a run that died before it was synced.
            unsynced.insert(sha256);
            return Ok(sha256);
        }
        let shelf = self.shelf(&sha256);
        if !shelf.exists() {
            fs::create_dir_all(&shelf)?;
            sync_folder(&self.folder)?;
        }
        point("write a file")?;
        let temporary = shelf.join(format!("{}.tmp", hex(&sha256)));
        let mut file = fs::File::create(&temporary)?;
        file.write_all(bytes)?;
        drop(file);
        point("rename a file")?;
        fs::rename(&temporary, self.path(&sha256))?;
        point("rename a file")?;
        unsynced.insert(sha256);
        Ok(sha256)
    }

    /// Makes all files durable that were written before.
    pub(crate) fn sync(&self) -> io::Result<()> {
        let unsynced: Vec<[u8; 32]> = std::mem::take(&mut *self.unsynced()).into_iter().collect();
        if unsynced.is_empty() {
            return Ok(());
        }
        point("sync the files")?;
        let sync_files =
            |files: &[[u8; 32]]| files.iter().try_for_each(|sha256| fs::File::open(self.path(sha256))?.sync_all());
        std::thread::scope(|scope| {
            let threads: Vec<_> = unsynced
                .chunks(unsynced.len().div_ceil(SYNCERS))
                .map(|files| scope.spawn(move || sync_files(files)))
                .collect();
            threads
                .into_iter()
                .try_for_each(|thread| thread.join().unwrap_or_else(|_| Err(io::Error::other("a thread died"))))
        })?;
        point("sync the files")?;
        let shelves: BTreeSet<PathBuf> = unsynced.iter().map(|sha256| self.shelf(sha256)).collect();
        shelves.iter().try_for_each(|shelf| sync_folder(shelf))?;
        point("sync the files' folders")
    }

    fn unsynced(&self) -> std::sync::MutexGuard<'_, BTreeSet<[u8; 32]>> {
        // A set is sound after a panic.
        self.unsynced.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn get(&self, sha256: &[u8; 32]) -> io::Result<Fetched> {
        match fs::read(self.path(sha256)) {
            Ok(bytes) if Sha256::digest(&bytes).as_slice() == sha256 => Ok(Fetched::Intact(bytes)),
            Ok(_) => Ok(Fetched::Altered),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Fetched::Missing),
            Err(error) => Err(error),
        }
    }

    /// The names of all files, in order; what is not named by a hash is left out.
    pub(crate) fn names(&self) -> io::Result<Vec<[u8; 32]>> {
        let mut names = Vec::new();
        for shelf in fs::read_dir(&self.folder)? {
            let shelf = shelf?;
            if !shelf.file_type()?.is_dir() {
                continue;
            }
            for file in fs::read_dir(shelf.path())? {
                names.extend(file?.file_name().to_str().and_then(unhex));
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    fn shelf(&self, sha256: &[u8; 32]) -> PathBuf {
        self.folder.join(&hex(&sha256[..1])[..1])
    }

    fn path(&self, sha256: &[u8; 32]) -> PathBuf {
        self.shelf(sha256).join(hex(sha256))
    }
}
