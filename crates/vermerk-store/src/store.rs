use std::path::{Path, PathBuf};

use fs_err as fs;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::artifacts::{Artifacts, Fetched};
use crate::engine::{Engine, INLINE_LIMIT, Scan};
use crate::envelope::{self, Broken, Content, Parcel};
use crate::id::hex;
use crate::key::{self, Kind};
use crate::lock::Lock;
use crate::record::Attempts;
use crate::{
    BatchEntry, BatchId, BatchRecord, BatchState, Damage, DocumentId, DocumentRecord, ResultKey, StoreError, format,
};

/// How to open a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoreOptions {
    /// Create it if there is none.
    pub create: bool,
    /// Memory for the engine's cache, in bytes.
    pub cache_bytes: u64,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self { create: true, cache_bytes: 64 << 20 }
    }
}

/// The open store. Any number of threads may read and [`Self::record`]; batches are written by one.
///
/// What is written may be lost until [`Self::barrier`] has returned; from then on it survives a crash of the process,
/// of the system, and of the power.
pub struct Store {
    folder: PathBuf,
    engine: Engine,
    artifacts: Artifacts,
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
        let marked = format::read(folder)?.is_some();
        if !marked {
            expect_only_our_files(folder)?;
            if !options.create {
                return Err(StoreError::NotFound { path: folder.to_owned() });
            }
        }
        let lock = Lock::take(folder)?;
        let engine_folder = folder.join("engine");
        if marked && !engine_folder.join("db").exists() {
            return Err(StoreError::Damaged(Damage::Engine));
        }
        fs::create_dir_all(&engine_folder)?;
        fs::create_dir_all(folder.join("artifacts"))?;
        let engine = Engine::open(&engine_folder, options.cache_bytes)?;
        if !marked {
            // Without the marker no record was ever acknowledged. If there are some, somebody took the marker away.
            if engine.scan(b"")?.next().is_some() {
                return Err(StoreError::Damaged(Damage::FormatMarker));
            }
            format::write(folder)?;
        }
        let store = Self { folder: folder.to_owned(), engine, artifacts: Artifacts::new(folder), _lock: lock };
        store.interrupt_left_over_batches()?;
        Ok(store)
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes everything written before durable. The only promise of the store: what a returned barrier covers is kept.
    pub fn barrier(&self) -> Result<(), StoreError> {
        self.engine.barrier()
    }

    /// Writes the result of a document, in place of an earlier one under the same key.
    pub fn record(&self, record: &DocumentRecord) -> Result<(), StoreError> {
        if record.key != ResultKey::new(&record.document, &record.provenance) {
            return Err(StoreError::ForeignKey);
        }
        self.save(Kind::Result, &key::result(&record.key), record)
    }

    /// The result under a key. A failed outcome is a result too; the caller decides whether to try again.
    pub fn result(&self, key: &ResultKey) -> Result<Option<DocumentRecord>, StoreError> {
        self.load(Kind::Result, &key::result(key))
    }

    /// All results, in the order of their keys.
    pub fn results(&self) -> Result<impl Iterator<Item = Result<DocumentRecord, StoreError>> + '_, StoreError> {
        self.values(Kind::Result, &[Kind::Result.letter()])
    }

    /// Counts that a document is taken up and returns how often it now was. A crash counts only if a barrier came
    /// before it, so take up several documents and then set one barrier.
    pub fn note_attempt(&self, document: &DocumentId) -> Result<u32, StoreError> {
        let count = self.attempts(document)?.saturating_add(1);
        self.save(Kind::Attempts, &key::attempts(document), &Attempts { count })?;
        Ok(count)
    }

    /// How often a document was taken up since it last had a final outcome.
    pub fn attempts(&self, document: &DocumentId) -> Result<u32, StoreError> {
        let attempts: Option<Attempts> = self.load(Kind::Attempts, &key::attempts(document))?;
        Ok(attempts.unwrap_or_default().count)
    }

    /// Forgets the attempts on a document: it has its outcome, or a person wants it tried again.
    pub fn clear_attempts(&self, document: &DocumentId) -> Result<(), StoreError> {
        if self.attempts(document)? == 0 {
            return Ok(());
        }
        self.save(Kind::Attempts, &key::attempts(document), &Attempts::default())
    }

    /// Begins a batch over a folder, at the caller's time in seconds since 1970.
    pub fn begin_batch(&self, folder: &str, started: u64) -> Result<BatchId, StoreError> {
        let last = self.batches_from_latest()?.next().transpose()?;
        let id = BatchId(last.map_or(0, |batch| batch.id.0) + 1);
        self.save_batch(&BatchRecord { id, folder: folder.to_owned(), started, state: BatchState::Running })?;
        Ok(id)
    }

    /// Writes an entry of a batch, in place of an earlier one of the same name.
    pub fn record_entry(&self, batch: BatchId, entry: &BatchEntry) -> Result<(), StoreError> {
        self.save(Kind::Entry, &key::entry(batch, &entry.name), entry)
    }

    /// Sets how far a batch is.
    pub fn set_batch_state(&self, id: BatchId, state: BatchState) -> Result<(), StoreError> {
        let batch = self.batch(id)?.ok_or(StoreError::UnknownBatch(id))?;
        self.save_batch(&BatchRecord { state, ..batch })
    }

    /// Says that every submission of a batch has its outcome.
    pub fn finish_batch(&self, id: BatchId) -> Result<(), StoreError> {
        self.set_batch_state(id, BatchState::Finished)
    }

    /// One batch.
    pub fn batch(&self, id: BatchId) -> Result<Option<BatchRecord>, StoreError> {
        self.load(Kind::Batch, &key::batch(id))
    }

    /// All batches, oldest first.
    pub fn batches(&self) -> Result<Vec<BatchRecord>, StoreError> {
        self.values(Kind::Batch, &[Kind::Batch.letter()])?.collect()
    }

    /// The youngest batch over a folder.
    pub fn latest_batch(&self, folder: &str) -> Result<Option<BatchRecord>, StoreError> {
        for batch in self.batches_from_latest()? {
            let batch = batch?;
            if batch.folder == folder {
                return Ok(Some(batch));
            }
        }
        Ok(None)
    }

    /// The entries of a batch in the order of the first 64 bytes of their names.
    pub fn entries(
        &self,
        batch: BatchId,
    ) -> Result<impl Iterator<Item = Result<BatchEntry, StoreError>> + '_, StoreError> {
        self.values(Kind::Entry, &key::entries_of(batch))
    }

    fn batches_from_latest(&self) -> Result<impl Iterator<Item = Result<BatchRecord, StoreError>> + '_, StoreError> {
        let scan = self.engine.scan(&[Kind::Batch.letter()])?;
        Ok(scan.rev().map(|record| record.and_then(|(key, value)| self.decode(Kind::Batch, &key, &value))))
    }

    fn save_batch(&self, batch: &BatchRecord) -> Result<(), StoreError> {
        self.save(Kind::Batch, &key::batch(batch.id), batch)
    }

    /// The lock is ours, so nobody is running them.
    fn interrupt_left_over_batches(&self) -> Result<(), StoreError> {
        let mut found = false;
        // A damaged record must not keep the store from opening: `verify` names it.
        for batch in self.batches_from_latest()?.filter_map(Result::ok) {
            if batch.state == BatchState::Running {
                self.save_batch(&BatchRecord { state: BatchState::Interrupted, ..batch })?;
                found = true;
            }
        }
        if found { self.barrier() } else { Ok(()) }
    }

    fn save<T: Serialize>(&self, kind: Kind, key: &[u8], value: &T) -> Result<(), StoreError> {
        let packed = envelope::pack(serde_json::to_vec(value).map_err(StoreError::Encode)?);
        let mut sealed = envelope::seal_inline(kind, key, &packed);
        if sealed.len() > INLINE_LIMIT {
            // The file is durable before anything names it.
            let sha256 = self.artifacts.put(&packed.bytes)?;
            sealed = envelope::seal_external(kind, key, &packed, &sha256);
        }
        self.engine.insert(key, &sealed)
    }

    fn load<T: DeserializeOwned>(&self, kind: Kind, key: &[u8]) -> Result<Option<T>, StoreError> {
        self.engine.get(key)?.map(|value| self.decode(kind, key, &value)).transpose()
    }

    fn values<'a, T: DeserializeOwned>(
        &'a self,
        kind: Kind,
        prefix: &[u8],
    ) -> Result<impl Iterator<Item = Result<T, StoreError>> + use<'a, T>, StoreError> {
        let scan = self.engine.scan(prefix)?;
        Ok(scan.map(move |record| record.and_then(|(key, value)| self.decode(kind, &key, &value))))
    }

    fn decode<T: DeserializeOwned>(&self, kind: Kind, key: &[u8], value: &[u8]) -> Result<T, StoreError> {
        let plain = self.unseal(kind, key, value)?;
        // The parser's own message may quote the value, so it is dropped.
        serde_json::from_slice(&plain).map_err(|_| damaged_record(key))
    }

    /// Opens an envelope, fetches its file if it has one, checks both.
    pub(crate) fn unseal(&self, kind: Kind, key: &[u8], value: &[u8]) -> Result<Vec<u8>, StoreError> {
        let content = envelope::open(kind, key, value).map_err(|broken| match broken {
            Broken::Newer(version) => StoreError::Newer { found: version.into(), known: format::FORMAT },
            Broken::Damaged => damaged_record(key),
        })?;
        match content {
            Content::Inline(parcel) => parcel.unpack().ok_or_else(|| damaged_record(key)),
            Content::External { sha256, deflated, plain_len } => {
                let entry = key::describe(key);
                match self.artifacts.get(&sha256)? {
                    Fetched::Intact(bytes) => Parcel { bytes: &bytes, deflated, plain_len }
                        .unpack()
                        .ok_or(StoreError::Damaged(Damage::Artifact { entry, sha256: hex(&sha256) })),
                    Fetched::Missing => {
                        Err(StoreError::Damaged(Damage::ArtifactMissing { entry, sha256: hex(&sha256) }))
                    }
                    Fetched::Altered => Err(StoreError::Damaged(Damage::Artifact { entry, sha256: hex(&sha256) })),
                }
            }
        }
    }

    pub(crate) fn has(&self, key: &ResultKey) -> Result<bool, StoreError> {
        Ok(self.engine.get(&key::result(key))?.is_some())
    }

    pub(crate) fn scan_all(&self) -> Result<Scan, StoreError> {
        self.engine.scan(b"")
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

fn damaged_record(key: &[u8]) -> StoreError {
    StoreError::Damaged(Damage::Record { entry: key::describe(key) })
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
    const OURS: [&str; 4] = ["lock", "engine", "artifacts", "FORMAT.tmp"];
    for file in fs::read_dir(folder)? {
        if !file?.file_name().to_str().is_some_and(|name| OURS.contains(&name)) {
            return Err(StoreError::NotAStore { path: folder.to_owned() });
        }
    }
    Ok(())
}
