use super::Store;
use crate::key::{self, Kind};
use crate::record::StoredEntry;
use crate::{Attempts, BatchEntry, BatchId, BatchRecord, BatchState, DocumentId, Event, ResultKey, StoreError};

impl Store {
    /// Begins a batch over a folder, at the caller's time in seconds since 1970.
    pub fn begin_batch(&self, folder: &str, started: u64) -> Result<BatchId, StoreError> {
        let last = self.batches_from_latest()?.next().transpose()?;
        let id = BatchId(last.map_or(0, |batch| batch.id.0) + 1);
        self.log(Event::BatchBegun { batch: id })?;
        self.save_batch(&BatchRecord { id, folder: folder.to_owned(), started, state: BatchState::Running })?;
        Ok(id)
    }

    /// Writes an entry of a batch, in place of an earlier one of the same name.
    pub fn record_entry(&self, batch: BatchId, entry: &BatchEntry) -> Result<(), StoreError> {
        self.save(Kind::Entry, &key::entry(batch, &entry.name), &StoredEntry { batch, entry: entry.clone() })
    }

    /// Sets how far a batch is.
    pub fn set_batch_state(&self, id: BatchId, state: BatchState) -> Result<(), StoreError> {
        let batch = self.batch(id)?.ok_or(StoreError::UnknownBatch(id))?;
        self.log(Event::BatchState { batch: id, state })?;
        self.save_batch(&BatchRecord { state, ..batch })
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
        let stored = self.values(Kind::Entry, &key::entries_of(batch))?;
        Ok(stored.map(|stored| stored.map(|stored: StoredEntry| stored.entry)))
    }

    /// Counts that a document is taken up for a result and returns how often it now was. A crash counts only if a
    /// barrier came before it, so take up several documents and then set one barrier.
    pub fn note_attempt(&self, document: &DocumentId, result: &ResultKey) -> Result<u32, StoreError> {
        let earlier = self.attempts(document)?.filter(|attempts| attempts.result == Some(*result));
        let count = earlier.map_or(0, |attempts| attempts.count).saturating_add(1);
        self.save_attempts(&Attempts { document: *document, result: Some(*result), count, open: true })?;
        Ok(count)
    }

    /// Notes that the last attempt on a document left an outcome, which another attempt may better.
    pub fn close_attempt(&self, document: &DocumentId) -> Result<(), StoreError> {
        match self.attempts(document)? {
            Some(attempts) if attempts.open => self.save_attempts(&Attempts { open: false, ..attempts }),
            _ => Ok(()),
        }
    }

    /// Takes the last attempt on a document back: it was broken off on purpose, or not for the document's sake.
    pub fn withdraw_attempt(&self, document: &DocumentId) -> Result<(), StoreError> {
        match self.attempts(document)? {
            Some(attempts) if attempts.count > 1 => {
                self.save_attempts(&Attempts { count: attempts.count - 1, open: false, ..attempts })
            }
            _ => self.clear_attempts(document),
        }
    }

    /// How often a document was taken up since it last had a final outcome; `None` if not at all.
    pub fn attempts(&self, document: &DocumentId) -> Result<Option<Attempts>, StoreError> {
        self.load(Kind::Attempts, &key::attempts(document))
    }

    /// The documents that were taken up and have no final outcome.
    pub fn all_attempts(&self) -> Result<impl Iterator<Item = Result<Attempts, StoreError>> + '_, StoreError> {
        self.values(Kind::Attempts, &[Kind::Attempts.letter()])
    }

    /// Forgets the attempts on a document: it has its outcome, or a person wants it tried again.
    pub fn clear_attempts(&self, document: &DocumentId) -> Result<(), StoreError> {
        let key = key::attempts(document);
        if self.has(&key)? { self.engine.remove(&key) } else { Ok(()) }
    }

    fn save_attempts(&self, attempts: &Attempts) -> Result<(), StoreError> {
        self.save(Kind::Attempts, &key::attempts(&attempts.document), attempts)
    }

    pub(super) fn save_batch(&self, batch: &BatchRecord) -> Result<(), StoreError> {
        self.save(Kind::Batch, &key::batch(batch.id), batch)
    }

    /// The lock is ours, so nobody is running them.
    pub(super) fn interrupt_left_over_batches(&self) -> Result<(), StoreError> {
        let mut found = false;
        // A damaged record must not keep the store from opening: `verify` names it.
        for batch in self.batches_from_latest()?.filter_map(Result::ok) {
            if batch.state == BatchState::Running {
                self.set_batch_state(batch.id, BatchState::Interrupted)?;
                found = true;
            }
        }
        if found { self.barrier() } else { Ok(()) }
    }

    fn batches_from_latest(&self) -> Result<impl Iterator<Item = Result<BatchRecord, StoreError>> + '_, StoreError> {
        let scan = self.engine.scan(&[Kind::Batch.letter()])?;
        Ok(scan.rev().map(|record| record.and_then(|(key, value)| self.decode(Kind::Batch, &key, &value))))
    }
}
