use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};
use vermerk_store::{BatchEntry, BatchId, DocumentRecord, Store, StoreError};

use crate::reports::Rendered;

/// How many finished documents may wait for the recorder before the run waits for it.
const QUEUE: usize = 64;

/// What one document leaves behind.
pub(crate) struct Event {
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
            while let Some(first) = receiver.blocking_recv() {
                let mut group = vec![first];
                while let Ok(next) = receiver.try_recv() {
                    group.push(next);
                }
                commit(&store, batch, &out, group);
            }
        });
        Self { sender }
    }

    /// Waits until the event is durable and its reports are written.
    pub(crate) async fn record(&self, event: Event) -> Result<(), RecordError> {
        let (done, told) = oneshot::channel();
        self.sender.send((event, done)).await.map_err(|_| RecordError::Stopped)?;
        told.await.unwrap_or(Err(RecordError::Stopped))
    }
}

/// One barrier for all that has come in meanwhile. Nobody waits for an answer only if the run is already ending.
fn commit(
    store: &Store,
    batch: BatchId,
    out: &std::path::Path,
    group: Vec<(Event, oneshot::Sender<Result<(), RecordError>>)>,
) {
    let mut stored = Vec::with_capacity(group.len());
    for (event, done) in group {
        match keep(store, batch, &event) {
            Ok(()) => stored.push((event, done)),
            Err(error) => drop(done.send(Err(error.into()))),
        }
    }
    // The first to wait hears what went wrong, the others that nothing more is recorded.
    let mut failed = store.barrier().err();
    let durable = failed.is_none();
    for (event, done) in stored {
        let result = match failed.take() {
            Some(error) => Err(error.into()),
            None if durable => write(out, &event),
            None => Err(RecordError::Stopped),
        };
        drop(done.send(result));
    }
}

fn keep(store: &Store, batch: BatchId, event: &Event) -> Result<(), StoreError> {
    if let Some(record) = &event.record {
        store.record(record)?;
    }
    store.record_entry(batch, &event.entry)
}

fn write(out: &std::path::Path, event: &Event) -> Result<(), RecordError> {
    for report in &event.reports {
        report.write(out).map_err(RecordError::Report)?;
    }
    Ok(())
}
