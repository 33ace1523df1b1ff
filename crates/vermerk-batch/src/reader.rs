use std::ffi::OsString;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;
use vermerk_document::{Extraction, Limit, MediaType, Rejection};
use vermerk_extract::Limits;
use vermerk_summary::Failure;

use crate::{Cores, Sandbox};

mod child;
mod recognition;

use child::{Child, Lost};
pub use recognition::{Recognition, RecognitionError};

/// Reads documents in child processes that can be killed: one crash, hang or memory bomb costs one document.
///
/// Children live on from one document to the next; one that failed or has grown is replaced.
#[derive(Clone)]
pub struct Reader {
    shared: Arc<Shared>,
}

/// How children are started and bounded.
#[derive(Debug, Clone)]
pub struct ReaderOptions {
    /// The program and its first arguments; the child must call [`crate::work`].
    pub command: Vec<OsString>,
    /// Most children at a time.
    pub workers: usize,
    /// Wall time for one document.
    pub time: Duration,
    /// Time on the cores for one document, all threads of the child together; counted in whole seconds.
    pub cpu_time: Duration,
    /// Bytes of an answer the parent takes.
    pub answer_bytes: u64,
    /// Limits handed to the reader of the format.
    pub limits: Limits,
    /// How scanned pages are read; `None` leaves them unread and named.
    pub recognition: Option<Arc<Recognition>>,
}

/// A child that holds more memory than this after a document is replaced, so that one large document does not cost
/// memory for the rest of the run. Starting another takes a few milliseconds.
const KEPT_BYTES: u64 = 64 << 20;

struct Shared {
    options: ReaderOptions,
    cores: Cores,
    permits: Semaphore,
    idle: Mutex<Vec<Child>>,
    sandbox: OnceLock<Sandbox>,
}

impl Reader {
    /// No child is started before the first document.
    pub fn new(options: ReaderOptions, cores: Cores) -> Self {
        let permits = Semaphore::new(options.workers.max(1));
        let shared = Shared { options, cores, permits, idle: Mutex::default(), sandbox: OnceLock::new() };
        Self { shared: Arc::new(shared) }
    }

    /// What the kernel enforces on the children; `None` until one has answered.
    pub fn sandbox(&self) -> Option<Sandbox> {
        self.shared.sandbox.get().copied()
    }

    /// Reads one document.
    ///
    /// # Errors
    /// [`Failure::TimedOut`] if it took too long, which may be another night's luck; [`Failure::Crashed`] if two
    /// children, the second a new one, ended over it although memory did not run out, or none could be started.
    pub async fn read(&self, bytes: Vec<u8>, media_type: MediaType) -> Result<Result<Extraction, Rejection>, Failure> {
        let read = self.read_in_child(&bytes, media_type).await?;
        match (&self.shared.options.recognition, read) {
            (Some(recognition), Ok(extraction)) if media_type == MediaType::Pdf => {
                Ok(vermerk_extract::judge(self.recognise(recognition, extraction, bytes).await?))
            }
            (_, read) => Ok(read),
        }
    }

    /// With recognition to come, a PDF whose pages have no text is none to be rejected yet.
    async fn read_in_child(
        &self,
        bytes: &[u8],
        media_type: MediaType,
    ) -> Result<Result<Extraction, Rejection>, Failure> {
        let _permit = self.shared.permits.acquire().await.map_err(|_| Failure::Crashed)?;
        let idle = self.shared.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let used_before = idle.is_some();
        let mut child = idle.map_or_else(|| self.start(), Ok)?;
        let mut asked = child.ask(bytes, media_type, &self.shared.options).await;
        // Somebody may have killed the child, or an earlier document may have harmed it or left too little memory.
        if matches!(asked, Err(Lost::Died)) || used_before && matches!(asked, Err(Lost::OutOfMemory)) {
            child = self.start()?;
            asked = child.ask(bytes, media_type, &self.shared.options).await;
        }
        match asked {
            Ok((sandbox, answer)) => {
                self.note(sandbox);
                if child.resident_bytes().is_some_and(|bytes| bytes <= KEPT_BYTES) {
                    self.shared.idle.lock().unwrap_or_else(PoisonError::into_inner).push(child);
                }
                let parsed = self.shared.cores.run(move || serde_json::from_slice(&answer)).await;
                parsed?.map_err(|_| Failure::Crashed)
            }
            Err(Lost::TooSlow) => Err(Failure::TimedOut),
            Err(Lost::TooLarge) => Ok(Err(Rejection::TooLarge(Limit::OutputBytes))),
            Err(Lost::OutOfMemory) => Ok(Err(Rejection::TooLarge(Limit::Memory))),
            Err(Lost::Died) => Err(Failure::Crashed),
        }
        // A child that did not answer, or is not kept, is dropped here, which kills it.
    }

    fn start(&self) -> Result<Child, Failure> {
        Child::start(&self.shared.options.command).map_err(|error| {
            tracing::error!(%error, "a reading process could not be started");
            Failure::Crashed
        })
    }

    /// Says once if the kernel lacks something: reading goes on, less well guarded.
    fn note(&self, sandbox: Sandbox) {
        if self.shared.sandbox.set(sandbox).is_ok() && !sandbox.is_complete() {
            tracing::warn!("documents are read in a weaker sandbox: {sandbox}");
        }
    }
}

#[cfg(test)]
mod tests;
