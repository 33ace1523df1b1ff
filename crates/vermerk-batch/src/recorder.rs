use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};
use vermerk_store::{BatchEntry, BatchId, DocumentId, DocumentRecord, ResultKey, Store, StoreError};
use vermerk_summary::Outcome;

use crate::reports::Rendered;

/// How many finished documents may wait for the recorder before the run waits for it.
const QUEUE: usize = 64;

/// What happens to one document.
pub(crate) enum Event {
    /// It is taken up. Counted before anything is done with it: what ends the whole process leaves no other trace.
    Taken { document: DocumentId, key: ResultKey },
    /// It has its outcome.
    Ended(Box<Ended>),
    /// It has none in this run, for the sake of money or of answers that come later: this was no attempt.
    Postponed { document: DocumentId },
    /// All that is under way is given up, not for the documents' sake.
    GivenUp,
}

/// What one document leaves behind.
pub(crate) struct Ended {
    /// The result, if it is new.
    pub(crate) record: Option<DocumentRecord>,
    pub(crate) entry: BatchEntry,
    pub(crate) reports: Vec<Rendered>,
}

/// The result could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The store did not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A report could not be written.
    #[error("failed to write a report")]
    Report(#[source] std::io::Error),
    /// The recorder has ended after an earlier error.
    #[error("the recorder has stopped")]
    Stopped,
}

/// The sole writer of the run: takes events in order, makes results durable, then writes their reports.
#[derive(Clone)]
pub(crate) struct Recorder {
    sender: mpsc::Sender<(Event, oneshot::Sender<Result<(), RecordError>>)>,
}

impl Recorder {
    /// Starts the writer on a thread of its own; it ends when the last clone of the recorder is dropped.
    pub(crate) fn start(store: Arc<Store>, batch: BatchId, out: PathBuf) -> Self {
        let (sender, mut receiver) = mpsc::channel::<(Event, oneshot::Sender<Result<(), RecordError>>)>(QUEUE);
        std::thread::spawn(move || {
            let mut writer = Writer { store, batch, out, under_way: BTreeSet::new() };
            while let Some(first) = receiver.blocking_recv() {
                let mut group = vec![first];
                while let Ok(next) = receiver.try_recv() {
                    group.push(next);
                }
                writer.commit(group);
            }
        });
        Self { sender }
    }

    /// Gives up what is under way, so that it does not count as an attempt.
    pub(crate) async fn give_up(&self) -> Result<(), RecordError> {
        self.record(Event::GivenUp).await
    }

    /// Waits until the event is durable and its reports are written.
    pub(crate) async fn record(&self, event: Event) -> Result<(), RecordError> {
        let (done, told) = oneshot::channel();
        self.sender.send((event, done)).await.map_err(|_| RecordError::Stopped)?;
        told.await.unwrap_or(Err(RecordError::Stopped))
    }
}

/// The recorder's side on its thread.
struct Writer {
    store: Arc<Store>,
    batch: BatchId,
    out: PathBuf,
    /// Documents that were taken up and have no outcome yet.
    under_way: BTreeSet<DocumentId>,
}

impl Writer {
    /// One barrier for all that has come in meanwhile. Nobody waits for an answer only if the run is already ending.
    fn commit(&mut self, group: Vec<(Event, oneshot::Sender<Result<(), RecordError>>)>) {
        let mut stored = Vec::with_capacity(group.len());
        for (event, done) in group {
            match self.keep(&event) {
                Ok(()) => stored.push((event, done)),
                Err(error) => drop(done.send(Err(error.into()))),
            }
        }
        // The first to wait hears what went wrong, the others that nothing more is recorded.
        let mut failed = self.store.barrier().err();
        let durable = failed.is_none();
        for (event, done) in stored {
            let result = match failed.take() {
                Some(error) => Err(error.into()),
                None if durable => write(&self.out, &event),
                None => Err(RecordError::Stopped),
            };
            drop(done.send(result));
        }
    }

    fn keep(&mut self, event: &Event) -> Result<(), StoreError> {
        match event {
            Event::Taken { document, key } => {
                self.under_way.insert(*document);
                self.store.note_attempt(document, key).map(drop)
            }
            Event::Ended(ended) => {
                if let Some(record) = &ended.record {
                    self.under_way.remove(&record.document);
                    self.store.record(record)?;
                    self.settle(&record.document, &record.outcome)?;
                }
                self.store.record_entry(self.batch, &ended.entry)
            }
            Event::Postponed { document } => {
                self.under_way.remove(document);
                self.store.withdraw_attempt(document)
            }
            Event::GivenUp => {
                for document in std::mem::take(&mut self.under_way) {
                    self.store.withdraw_attempt(&document)?;
                }
                Ok(())
            }
        }
    }

    fn settle(&self, document: &DocumentId, outcome: &Outcome) -> Result<(), StoreError> {
        match outcome {
            Outcome::Summarised(_) | Outcome::Rejected(_) => self.store.clear_attempts(document),
            Outcome::Failed(failure) if failure.counts() => self.store.close_attempt(document),
            Outcome::Failed(_) => self.store.withdraw_attempt(document),
        }
    }
}

fn write(out: &Path, event: &Event) -> Result<(), RecordError> {
    if let Event::Ended(ended) = event {
        for report in &ended.reports {
            report.write(out).map_err(RecordError::Report)?;
        }
    }
    Ok(())
}
