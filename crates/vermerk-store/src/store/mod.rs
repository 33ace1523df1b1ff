//! The store itself: opening it, and how values get in and out. What is kept stands in the files beside this one.

mod batches;
mod guidelines;
mod journal;
mod migrate;
mod results;
mod spending;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use fs_err as fs;
use serde::Serialize;
use serde::de::DeserializeOwned;

use self::journal::Journal;
use crate::artifacts::{Artifacts, Fetched};
use crate::engine::{Engine, EngineKind, INLINE_LIMIT, Scan};
use crate::envelope::{self, Broken, Content, Parcel};
use crate::format::Marker;
use crate::id::hex;
use crate::key::{self, Kind};
use crate::ledger::{Event, Ledger};
use crate::lock::Lock;
use crate::{Damage, StoreError, format, mount};

/// How to open a store.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// Create it if there is none.
    pub create: bool,
    /// The engine it is to stand on. A store that stands on the other is refused; [`Store::migrate`] moves it.
    pub engine: EngineKind,
    /// Take it although it lies on a network file system, where neither locks nor syncs can be relied upon.
    pub allow_network: bool,
    /// Memory for the engine's cache, in bytes.
    pub cache_bytes: u64,
    /// On whose behalf, for the ledger: an account, not a person's name.
    pub actor: String,
    /// The time for the ledger, in seconds since 1970. The order of its lines does not hang on it.
    pub clock: fn() -> u64,
}

impl StoreOptions {
    /// The usual options with this clock, which the caller brings along: the store does not ask what time it is.
    pub fn new(clock: fn() -> u64) -> Self {
        Self {
            create: true,
            engine: EngineKind::default(),
            allow_network: false,
            cache_bytes: 64 << 20,
            actor: "vermerk".to_owned(),
            clock,
        }
    }
}

/// The open store. Any number of threads may read and [`Self::record`]; batches are written by one.
///
/// What is written may be lost until [`Self::barrier`] has returned; from then on it survives a crash of the process,
/// of the system, and of the power.
pub struct Store {
    folder: PathBuf,
    kind: EngineKind,
    engine: Engine,
    artifacts: Artifacts,
    /// Held while files are synced, so that no barrier returns while another thread still syncs what it covers.
    syncing: Mutex<()>,
    journal: Mutex<Journal>,
    actor: String,
    clock: fn() -> u64,
    // Last, so that it is released only when the engine is closed.
    _lock: Lock,
}

impl Store {
    /// Opens the store in `folder`, for this process alone. Batches that a process left running become interrupted.
    pub fn open(folder: &Path, options: StoreOptions) -> Result<Self, StoreError> {
        if !folder.exists() {
            if !options.create {
                return Err(StoreError::NotFound { path: folder.to_owned() });
            }
            create_private(folder)?;
        }
        if format::read(folder)?.is_none() {
            expect_only_our_files(folder)?;
            if !options.create {
                return Err(StoreError::NotFound { path: folder.to_owned() });
            }
        }
        if !options.allow_network
            && let Some(kind) = mount::network(folder)
        {
            return Err(StoreError::NetworkFileSystem { path: folder.to_owned(), kind });
        }
        let lock = Lock::take(folder)?;
        // Read under the lock, for another process may have been at work before.
        let marker = format::read(folder)?;
        let kind = marker.map_or(options.engine, |marker| marker.engine);
        if kind != options.engine {
            return Err(StoreError::OtherEngine { found: kind, wanted: options.engine });
        }
        let data_file = kind.data_file(folder);
        if marker.is_some() {
            if !data_file.exists() {
                return Err(StoreError::Damaged(Damage::Engine));
            }
            migrate::remove_leftover(folder, kind)?;
        }
        fs::create_dir_all(folder.join("artifacts"))?;
        keep_spare(folder, &data_file)?;
        let engine = match Engine::open(kind, folder, options.cache_bytes) {
            // Creating it was cut short; the ledger's first line comes after the marker.
            Err(StoreError::Damaged(_)) if marker.is_none() && is_empty(&ledger_path(folder)) => {
                drop_spare(folder)?;
                fs::remove_dir_all(kind.folder(folder))?;
                Engine::open(kind, folder, options.cache_bytes)?
            }
            opened => opened?,
        };
        // Without the marker no record was ever acknowledged. If there are some, somebody took the marker away.
        if marker.is_none() && engine.scan(b"")?.next().is_some() {
            return Err(StoreError::Damaged(Damage::FormatMarker));
        }
        let noted = journal::noted_head(&engine)?;
        let ledger = Ledger::open(&ledger_path(folder), noted.as_ref())?;
        let store = Self {
            folder: folder.to_owned(),
            kind,
            engine,
            artifacts: Artifacts::new(folder),
            syncing: Mutex::new(()),
            journal: Mutex::new(Journal { ledger, pending: Vec::new() }),
            actor: options.actor,
            clock: options.clock,
            _lock: lock,
        };
        if let Some(marker) = marker {
            store.catch_up(noted.as_ref())?;
            store.interrupt_left_over_batches()?;
            if marker.format < format::FORMAT {
                format::write(folder, Marker::new(kind))?;
            }
        } else {
            format::write(folder, Marker::new(kind))?;
            store.log(Event::StoreCreated)?;
            store.barrier()?;
        }
        drop_spare(folder)?;
        Ok(store)
    }

    /// The engine it stands on.
    pub fn engine(&self) -> EngineKind {
        self.kind
    }

    /// Where its ledger lies.
    pub fn ledger_path(&self) -> PathBuf {
        ledger_path(&self.folder)
    }

    /// Writes a value of which the ledger tells nothing.
    fn save<T: Serialize>(&self, kind: Kind, key: &[u8], value: &T) -> Result<(), StoreError> {
        let (sealed, external) = self.seal(kind, key, encode(value)?)?;
        if external {
            self.sync_artifacts()?;
        }
        self.engine.insert(key, &sealed)
    }

    /// Writes a value that is JSON already, and of which the ledger tells already.
    pub(crate) fn put_plain(&self, kind: Kind, key: &[u8], plain: Vec<u8>) -> Result<(), StoreError> {
        let (sealed, _) = self.seal(kind, key, plain)?;
        self.engine.insert(key, &sealed)
    }

    /// Writes a value with the event that tells of it.
    fn save_with(&self, event: Event, kind: Kind, key: &[u8], value: Vec<u8>) -> Result<(), StoreError> {
        // Deflating and writing a file need no lock.
        let (sealed, external) = self.seal(kind, key, value)?;
        let mut journal = self.journal();
        if external && self.has(key)? {
            // After a crash a new record whose file is lost is taken out again, which must not happen to one that
            // took the place of an older.
            self.sync_artifacts()?;
        }
        self.note(&mut journal, event)?;
        self.engine.insert(key, &sealed)
    }

    /// Seals a value, and says whether it lies in a file, which is not yet durable.
    fn seal(&self, kind: Kind, key: &[u8], value: Vec<u8>) -> Result<(Vec<u8>, bool), StoreError> {
        let packed = envelope::pack(value);
        let sealed = envelope::seal_inline(kind, key, &packed);
        if sealed.len() <= INLINE_LIMIT {
            return Ok((sealed, false));
        }
        let sha256 = self.artifacts.put(&packed.bytes)?;
        Ok((envelope::seal_external(kind, key, &packed, &sha256), true))
    }

    fn sync_artifacts(&self) -> Result<(), StoreError> {
        let _alone = self.syncing.lock().unwrap_or_else(PoisonError::into_inner);
        // What failed is no longer in the list of the unsynced, so nothing may be acknowledged after it.
        Ok(self.artifacts.sync().inspect_err(|_| self.engine.halt())?)
    }

    pub(crate) fn load<T: DeserializeOwned>(&self, kind: Kind, key: &[u8]) -> Result<Option<T>, StoreError> {
        self.engine.get(key)?.map(|value| self.decode(kind, key, &value)).transpose()
    }

    pub(crate) fn values<'a, T: DeserializeOwned>(
        &'a self,
        kind: Kind,
        prefix: &[u8],
    ) -> Result<impl Iterator<Item = Result<T, StoreError>> + use<'a, T>, StoreError> {
        let scan = self.engine.scan(prefix)?;
        Ok(scan.map(move |record| record.and_then(|(key, value)| self.decode(kind, &key, &value))))
    }

    pub(crate) fn decode<T: DeserializeOwned>(&self, kind: Kind, key: &[u8], value: &[u8]) -> Result<T, StoreError> {
        let plain = self.unseal(kind, key, value)?;
        // The parser's own message may quote the value, so it is dropped.
        serde_json::from_slice(&plain).map_err(|_| damaged_record(key))
    }

    /// Opens an envelope, fetches its file if it has one, checks both.
    pub(crate) fn unseal(&self, kind: Kind, key: &[u8], value: &[u8]) -> Result<Vec<u8>, StoreError> {
        let content = envelope::open(kind, key, value).map_err(|broken| match broken {
            Broken::Newer(version) => StoreError::Newer { found: version.into(), known: envelope::VERSION.into() },
            Broken::Damaged => damaged_record(key),
        })?;
        match content {
            Content::Inline(parcel) => parcel.unpack().ok_or_else(|| damaged_record(key)),
            Content::External { sha256, deflated, plain_len } => {
                let (entry, name) = (key::describe(key), hex(&sha256));
                let damage = match self.artifacts.get(&sha256)? {
                    Fetched::Intact(bytes) => match (Parcel { bytes: &bytes, deflated, plain_len }).unpack() {
                        Some(plain) => return Ok(plain),
                        None => Damage::Artifact { entry, sha256: name },
                    },
                    Fetched::Missing => Damage::ArtifactMissing { entry, sha256: name },
                    Fetched::Altered => Damage::Artifact { entry, sha256: name },
                };
                Err(StoreError::Damaged(damage))
            }
        }
    }

    pub(crate) fn scan_all(&self) -> Result<Scan, StoreError> {
        self.engine.scan(b"")
    }

    pub(crate) fn has(&self, key: &[u8]) -> Result<bool, StoreError> {
        Ok(self.engine.get(key)?.is_some())
    }

    pub(crate) fn artifacts(&self) -> &Artifacts {
        &self.artifacts
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("folder", &self.folder).finish_non_exhaustive()
    }
}

fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, StoreError> {
    serde_json::to_vec(value).map_err(StoreError::Encode)
}

fn damaged_record(key: &[u8]) -> StoreError {
    StoreError::Damaged(Damage::Record { entry: key::describe(key) })
}

/// A copy of the engine's file as it was before the engine opened it, for a rebuild.
pub(crate) fn spare_path(folder: &Path) -> PathBuf {
    folder.join("engine.spare")
}

/// Opening a damaged file the engine overwrites what it takes for a write cut short, and with it sound records. So a
/// file that is quick to copy is copied first. One that is left over is from an opening that failed, and is kept.
fn keep_spare(folder: &Path, data_file: &Path) -> Result<(), StoreError> {
    const QUICK_TO_COPY: u64 = 128 << 20;
    let spare = spare_path(folder);
    if data_file.exists() && !spare.exists() && fs::metadata(data_file)?.len() <= QUICK_TO_COPY {
        fs::copy(data_file, &spare)?;
    }
    Ok(())
}

fn drop_spare(folder: &Path) -> Result<(), StoreError> {
    match fs::remove_file(spare_path(folder)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

fn ledger_path(folder: &Path) -> PathBuf {
    folder.join("ledger.jsonl")
}

fn is_empty(file: &Path) -> bool {
    fs::metadata(file).map_or(true, |file| file.len() == 0)
}

/// The records hold what the documents say, so nobody but the owner reads the folder.
fn create_private(folder: &Path) -> Result<(), StoreError> {
    fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))?;
    }
    if let Some(parent) = folder.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        format::sync_folder(parent)?;
    }
    Ok(())
}

/// A store whose creation was cut short is completed; a folder with anything else in it is left alone.
fn expect_only_our_files(folder: &Path) -> Result<(), StoreError> {
    const OURS: [&str; 7] =
        ["lock", "engine", "engine.redb", "engine.spare", "artifacts", "ledger.jsonl", "FORMAT.tmp"];
    for file in fs::read_dir(folder)? {
        if !file?.file_name().to_str().is_some_and(|name| OURS.contains(&name)) {
            return Err(StoreError::NotAStore { path: folder.to_owned() });
        }
    }
    Ok(())
}
