//! Large values as files named by the SHA-256 of their bytes: `artifacts/3f/3f2a…`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use fs_err as fs;
use sha2::{Digest, Sha256};

use crate::format::sync_folder;
use crate::id::{hex, unhex};

pub(crate) struct Artifacts {
    folder: PathBuf,
}

/// What reading a file gave.
pub(crate) enum Fetched {
    Intact(Vec<u8>),
    Missing,
    Altered,
}

impl Artifacts {
    pub(crate) fn new(store: &Path) -> Self {
        Self { folder: store.join("artifacts") }
    }

    /// Writes a file and makes it durable before it returns its name.
    pub(crate) fn put(&self, bytes: &[u8]) -> io::Result<[u8; 32]> {
        let sha256: [u8; 32] = Sha256::digest(bytes).into();
        if matches!(self.get(&sha256)?, Fetched::Intact(_)) {
            return Ok(sha256);
        }
        let path = self.path(&sha256);
        let folder = self.shelf(&sha256);
        if !folder.exists() {
            fs::create_dir_all(&folder)?;
            sync_folder(&self.folder)?;
        }
        // Two threads may write the same value; each has its own temporary file and the last rename wins.
        let temporary = folder.join(format!("{}.{:?}.tmp", hex(&sha256), std::thread::current().id()));
        let mut file = fs::File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&temporary, &path)?;
        sync_folder(&folder)?;
        Ok(sha256)
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
        self.folder.join(hex(&sha256[..1]))
    }

    fn path(&self, sha256: &[u8; 32]) -> PathBuf {
        self.shelf(sha256).join(hex(sha256))
    }
}
