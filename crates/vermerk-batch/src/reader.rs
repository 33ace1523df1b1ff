use std::ffi::OsString;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::Semaphore;
use vermerk_document::{Extraction, Limit, MediaType, Rejection};
use vermerk_extract::Limits;
use vermerk_summary::Failure;

use crate::Cores;
use crate::worker::Question;

/// Reads documents in child processes that can be killed: one crash, hang or memory bomb costs one document.
///
/// Children live on from one document to the next; one that failed is replaced.
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
    /// Bytes of an answer the parent takes.
    pub answer_bytes: u64,
    /// Limits handed to the reader of the format.
    pub limits: Limits,
}

struct Shared {
    options: ReaderOptions,
    cores: Cores,
    permits: Semaphore,
    idle: Mutex<Vec<Worker>>,
}

struct Worker {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

/// Why a child gave no answer.
enum Lost {
    TooSlow,
    TooLarge,
    Gone,
}

impl Reader {
    /// No child is started before the first document.
    pub fn new(options: ReaderOptions, cores: Cores) -> Self {
        let permits = Semaphore::new(options.workers.max(1));
        Self { shared: Arc::new(Shared { options, cores, permits, idle: Mutex::default() }) }
    }

    /// Reads one document.
    ///
    /// # Errors
    /// [`Failure::TimedOut`] if it took too long, which may be another night's luck; [`Failure::Crashed`] if the child
    /// ended without an answer although memory did not run out, or could not be started.
    pub async fn read(&self, bytes: Vec<u8>, media_type: MediaType) -> Result<Result<Extraction, Rejection>, Failure> {
        let _permit = self.shared.permits.acquire().await.map_err(|_| Failure::Crashed)?;
        let idle = self.shared.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let used_before = idle.is_some();
        let mut worker = idle.map_or_else(|| self.start(), Ok)?;
        let mut asked = self.ask(&mut worker, &bytes, media_type).await;
        if used_before && matches!(asked, Err(Lost::Gone)) {
            // What an earlier document left behind in the child's memory is not this one's fault.
            worker = self.start()?;
            asked = self.ask(&mut worker, &bytes, media_type).await;
        }
        match asked {
            Ok(answer) => {
                self.shared.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
                let parsed = self.shared.cores.run(move || serde_json::from_slice(&answer)).await;
                parsed?.map_err(|_| Failure::Crashed)
            }
            Err(Lost::TooSlow) => Err(Failure::TimedOut),
            Err(Lost::TooLarge) => Ok(Err(Rejection::TooLarge(Limit::OutputBytes))),
            // Rust says so on standard error before it aborts; nothing else of the child's words is used.
            Err(Lost::Gone) if worker.last_words().await.contains("memory allocation of") => {
                Ok(Err(Rejection::TooLarge(Limit::Memory)))
            }
            Err(Lost::Gone) => Err(Failure::Crashed),
        }
        // A worker that did not answer is dropped here, which kills it.
    }

    async fn ask(&self, worker: &mut Worker, bytes: &[u8], media_type: MediaType) -> Result<Vec<u8>, Lost> {
        let options = &self.shared.options;
        let asked = tokio::time::timeout(options.time, worker.ask(bytes, media_type, options)).await;
        asked.unwrap_or(Err(Lost::TooSlow))
    }

    fn start(&self) -> Result<Worker, Failure> {
        self.spawn().map_err(|error| {
            tracing::error!(%error, "a reading process could not be started");
            Failure::Crashed
        })
    }

    fn spawn(&self) -> std::io::Result<Worker> {
        let Some((program, arguments)) = self.shared.options.command.split_first() else {
            return Err(std::io::Error::other("no program to start"));
        };
        let mut child = Command::new(program)
            .args(arguments)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // Ctrl-C on the terminal is for the parent alone, which lets its children finish.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(std::io::Error::other("the reading process has no pipes"));
        };
        Ok(Worker { child, input, output: BufReader::new(output) })
    }
}

impl Worker {
    async fn ask(&mut self, bytes: &[u8], media_type: MediaType, options: &ReaderOptions) -> Result<Vec<u8>, Lost> {
        let question = Question { media_type, bytes: bytes.len() as u64, limits: options.limits.clone() };
        let mut line = serde_json::to_vec(&question).map_err(|_| Lost::Gone)?;
        line.push(b'\n');
        self.input.write_all(&line).await.map_err(|_| Lost::Gone)?;
        self.input.write_all(bytes).await.map_err(|_| Lost::Gone)?;
        self.input.flush().await.map_err(|_| Lost::Gone)?;
        let mut length = String::new();
        (&mut self.output).take(32).read_line(&mut length).await.map_err(|_| Lost::Gone)?;
        let length: u64 = length.trim().parse().map_err(|_| Lost::Gone)?;
        if length > options.answer_bytes {
            return Err(Lost::TooLarge);
        }
        let mut answer = vec![0; length as usize];
        self.output.read_exact(&mut answer).await.map_err(|_| Lost::Gone)?;
        Ok(answer)
    }

    async fn last_words(&mut self) -> String {
        let mut words = Vec::new();
        if let Some(stderr) = self.child.stderr.take() {
            let mut stderr = stderr.take(4096);
            let read = stderr.read_to_end(&mut words);
            // The child is gone or closed its pipe; a second is for the kernel to say so.
            drop(tokio::time::timeout(Duration::from_secs(1), read).await);
        }
        String::from_utf8_lossy(&words).into_owned()
    }
}

#[cfg(test)]
mod tests;
