use std::collections::{BTreeMap, BTreeSet};
use std::fs::TryLockError;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fs_err as fs;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use vermerk_document::{Limit, MediaType, Rejection};
use vermerk_report::{Digest, IndexEntry, IndexOutcome, IndexReport};
use vermerk_store::{
    BatchEntry, BatchId, BatchState, DocumentId, DocumentRecord, ReportFile, ResultKey, Store, StoreError,
};
use vermerk_summary::{Failure, Outcome, OutcomeKind, Provenance};

use crate::intake::{self, Submission};
use crate::paid_once::PaidOnce;
use crate::process::{Workbench, process};
use crate::recorder::{Event, RecordError, Recorder};
use crate::reports::{self, Format, Rendered};

/// One run over one folder.
#[derive(Debug, Clone)]
pub struct Job {
    /// The folder with the documents.
    pub folder: PathBuf,
    /// The folder for the reports; made if it is missing.
    pub out: PathBuf,
    /// Folders below `folder` that are no input.
    pub leave_out: Vec<PathBuf>,
    /// Report formats of each document.
    pub formats: Vec<Format>,
    /// What results are made with.
    pub provenance: Provenance,
    /// Most documents in memory at a time.
    pub in_memory: usize,
    /// Largest file that is taken, in bytes.
    pub file_bytes: u64,
    /// When the run began, in seconds since 1970.
    pub started: u64,
}

/// What happens during a run, for the one who watches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// The folder has been listed.
    Listed {
        /// Files to account for.
        documents: usize,
        /// Files left alone since they belong to the system.
        skipped: usize,
    },
    /// A document has its outcome.
    Finished {
        /// Its name.
        name: String,
        /// Its outcome.
        outcome: OutcomeKind,
        /// The result was there from an earlier run.
        reused: bool,
    },
}

/// How a run ended.
#[derive(Debug, Clone)]
pub struct RunSummary {
    /// The batch in the store.
    pub batch: BatchId,
    /// One entry for each file, sorted by name; those that an interrupted run did not reach are missing.
    pub entries: Vec<IndexEntry>,
    /// Files listed.
    pub documents: usize,
    /// Results that were there from an earlier run.
    pub reused: usize,
    /// Documents summarised in this run.
    pub summarised_anew: usize,
    /// Files that belong to the system and were left alone.
    pub skipped: Vec<String>,
    /// The run was asked to stop before all documents were done.
    pub interrupted: bool,
}

/// Why a run could not go on. All that was recorded before stays.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The input folder can't be listed.
    #[error("failed to read the input folder")]
    Input(#[source] std::io::Error),
    /// The output folder or a report can't be written.
    #[error("failed to write to the output folder")]
    Output(#[source] std::io::Error),
    /// Another run writes to the same output folder.
    #[error("another run writes to the output folder")]
    OutputInUse,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A defect of this program.
    #[error("a task of this run ended unexpectedly")]
    Internal,
}

impl From<RecordError> for RunError {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Store(source) => Self::Store(source),
            RecordError::Report(source) => Self::Output(source),
            RecordError::Stopped => Self::Internal,
        }
    }
}

/// Takes every file of the folder to its outcome and writes the reports.
///
/// Documents are taken in the order of their names and finish in any order; what is written does not depend on it.
/// `stop` turning true ends the admission of further documents; those under way are finished.
///
/// # Errors
/// See [`RunError`].
pub async fn run(
    job: Arc<Job>,
    bench: &Workbench,
    store: Arc<Store>,
    stop: watch::Receiver<bool>,
    observe: &mut dyn FnMut(Progress),
) -> Result<RunSummary, RunError> {
    fs::create_dir_all(&job.out).map_err(RunError::Output)?;
    let _lock = lock(&job.out)?;
    let mut leave_out = job.leave_out.clone();
    leave_out.push(job.out.clone());
    let intake = intake::list(&job.folder, &leave_out).map_err(RunError::Input)?;
    observe(Progress::Listed { documents: intake.submissions.len(), skipped: intake.skipped.len() });

    let folder = job.folder.to_string_lossy().into_owned();
    let before = earlier_reports(&store, &folder)?;
    let batch = store.begin_batch(&folder, job.started)?;
    let recorder = Recorder::start(store.clone(), batch, job.out.clone());
    let admission = Arc::new(Semaphore::new(job.in_memory.max(1)));
    let mut tasks: JoinSet<Result<Done, RunError>> = JoinSet::new();
    let mut first_of: BTreeMap<ResultKey, String> = BTreeMap::new();
    let mut twins: Vec<(Submission, ResultKey, DocumentId)> = Vec::new();
    let mut finished = Finished::default();

    for submission in &intake.submissions {
        let permit = admit(&admission, &stop, &mut tasks, &mut finished, observe).await?;
        let Some(permit) = permit else { break };
        let taken = take(submission, &job, bench).await?;
        let key = ResultKey::new(&taken.document, taken.media_type, &job.provenance);
        if taken.bytes.is_ok() {
            if first_of.contains_key(&key) {
                twins.push((submission.clone(), key, taken.document));
                continue;
            }
            first_of.insert(key, submission.name.clone());
        }
        let desk = Desk {
            job: job.clone(),
            bench: bench.clone(),
            store: store.clone(),
            recorder: recorder.clone(),
            earlier: before.get(&submission.name).cloned(),
            _permit: permit,
        };
        let name = submission.name.clone();
        let size = submission.bytes;
        tasks.spawn(async move { desk.work(name, size, key, taken).await });
    }
    while let Some(task) = tasks.join_next().await {
        finished.take(task.map_err(|_| RunError::Internal)??, observe);
    }
    for (submission, key, document) in twins {
        let Some(first) = first_of.get(&key).and_then(|name| finished.done.get(name)).cloned() else { continue };
        let duplicate_of = Some(first.entry.name.clone());
        let entry = IndexEntry { name: submission.name, duplicate_of, ..first.entry };
        let done = Done { entry, reused: first.reused, files: Vec::new() };
        let entry = BatchEntry {
            name: done.entry.name.clone(),
            document,
            key,
            outcome: done.entry.kind(),
            duplicate_of: done.entry.duplicate_of.clone(),
            reports: Vec::new(),
        };
        let recorder = recorder.clone();
        // Side by side, so that one barrier serves many.
        tasks.spawn(async move {
            recorder.record(Event { record: None, entry, reports: Vec::new() }).await?;
            Ok(done)
        });
    }
    while let Some(task) = tasks.join_next().await {
        finished.take(task.map_err(|_| RunError::Internal)??, observe);
    }

    let documents = intake.submissions.len();
    let open = intake.submissions.iter().filter(|submission| !finished.done.contains_key(&submission.name));
    let not_reached: Vec<String> = open.map(|submission| submission.name.clone()).collect();
    if not_reached.is_empty() {
        remove_stale(&job.out, &before, &finished);
    }
    let reused = finished.done.values().filter(|done| done.reused).count();
    let fresh = finished.done.values().filter(|done| !done.reused && done.entry.kind() == OutcomeKind::Summarised);
    let summarised_anew = fresh.count();
    let entries: Vec<IndexEntry> = finished.done.into_values().map(|done| done.entry).collect();
    let interrupted = !not_reached.is_empty();
    write_index(&job, &folder, &entries, &not_reached, &intake.skipped)?;
    store.set_batch_state(batch, if interrupted { BatchState::Interrupted } else { BatchState::Finished })?;
    store.barrier()?;
    Ok(RunSummary { batch, entries, documents, reused, summarised_anew, skipped: intake.skipped, interrupted })
}

/// Takes the output folder for this run; the kernel gives it back when the process ends, however it ends.
fn lock(out: &Path) -> Result<std::fs::File, RunError> {
    let folder = fs::File::open(out).map_err(RunError::Output)?.into_file();
    match folder.try_lock() {
        Ok(()) => Ok(folder),
        Err(TryLockError::WouldBlock) => Err(RunError::OutputInUse),
        Err(TryLockError::Error(error)) => Err(RunError::Output(error)),
    }
}

/// A finished document.
#[derive(Clone)]
struct Done {
    entry: IndexEntry,
    reused: bool,
    /// Its report files.
    files: Vec<ReportFile>,
}

#[derive(Default)]
struct Finished {
    done: BTreeMap<String, Done>,
}

impl Finished {
    fn take(&mut self, done: Done, observe: &mut dyn FnMut(Progress)) {
        observe(Progress::Finished { name: done.entry.name.clone(), outcome: done.entry.kind(), reused: done.reused });
        self.done.insert(done.entry.name.clone(), done);
    }
}

/// Waits for room for one more document, taking in what finishes meanwhile. `None` if the run was asked to stop.
async fn admit(
    admission: &Arc<Semaphore>,
    stop: &watch::Receiver<bool>,
    tasks: &mut JoinSet<Result<Done, RunError>>,
    finished: &mut Finished,
    observe: &mut dyn FnMut(Progress),
) -> Result<Option<OwnedSemaphorePermit>, RunError> {
    let mut stopped = stop.clone();
    loop {
        if *stopped.borrow() {
            return Ok(None);
        }
        tokio::select! {
            biased;
            Some(task) = tasks.join_next() => finished.take(task.map_err(|_| RunError::Internal)??, observe),
            permit = admission.clone().acquire_owned() => return Ok(permit.ok()),
            Ok(()) = stopped.changed() => {}
        }
    }
}

/// A file's bytes and their hash; without the bytes its outcome. The hash of a file that can't be read is that of
/// nothing: its result is a failure, which is never used again.
struct Taken {
    document: DocumentId,
    media_type: Option<MediaType>,
    bytes: Result<Vec<u8>, Outcome>,
}

async fn take(submission: &Submission, job: &Job, bench: &Workbench) -> Result<Taken, RunError> {
    let limit = job.file_bytes;
    let (path, name) = (submission.path.clone(), submission.name.clone());
    let read = bench.cores.run(move || {
        let file = fs::File::open(path)?;
        if file.metadata()?.len() > limit {
            let document = DocumentId::of_reader(file)?;
            let too_large = Outcome::Rejected(Rejection::TooLarge(Limit::FileBytes));
            return Ok(Taken { document, media_type: None, bytes: Err(too_large) });
        }
        let mut bytes = Vec::new();
        // A file that grows while it is read is not cut short unseen: it is still being copied, and waits a run.
        if file.take(limit.saturating_add(1)).read_to_end(&mut bytes)? as u64 > limit {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        let media_type = MediaType::detect(&name, &bytes);
        Ok::<_, std::io::Error>(Taken { document: DocumentId::of(&bytes), media_type, bytes: Ok(bytes) })
    });
    match read.await.map_err(|_| RunError::Internal)? {
        Ok(taken) => Ok(taken),
        Err(error) => {
            tracing::warn!(kind = ?error.kind(), "a file could not be read");
            let unreadable = Outcome::Failed(Failure::FileUnreadable);
            Ok(Taken { document: DocumentId::of(b""), media_type: None, bytes: Err(unreadable) })
        }
    }
}

/// What a task needs to bring one document to its end.
struct Desk {
    job: Arc<Job>,
    bench: Workbench,
    store: Arc<Store>,
    recorder: Recorder,
    /// The reports an earlier run wrote for a file of this name.
    earlier: Option<BatchEntry>,
    /// Released when the result is recorded.
    _permit: OwnedSemaphorePermit,
}

impl Desk {
    async fn work(self, name: String, size: u64, key: ResultKey, taken: Taken) -> Result<Done, RunError> {
        let kept = if taken.bytes.is_ok() { self.kept(key).await? } else { None };
        let (outcome, reused) = match (kept, taken.bytes) {
            (Some(record), _) => (record.outcome, true),
            (None, Ok(bytes)) => (process(taken.media_type, "", bytes, &self.bench_for(taken.document)).await, false),
            (None, Err(outcome)) => (outcome, false),
        };
        let record = DocumentRecord {
            document: taken.document,
            media_type: taken.media_type,
            key,
            bytes: size,
            provenance: self.job.provenance.clone(),
            outcome,
        };
        self.finish(name, record, reused).await
    }

    /// The bench with a model that keeps what it is told about this document; the built-in one costs nothing.
    fn bench_for(&self, document: DocumentId) -> Workbench {
        let mut bench = self.bench.clone();
        if let Some(endpoint) = bench.endpoint.clone() {
            let (store, cores) = (self.store.clone(), bench.cores.clone());
            bench.model = Arc::new(PaidOnce { model: bench.model, endpoint, document, store, cores });
        }
        bench
    }

    /// The result of an earlier run, unless that failed: what failed is tried again.
    async fn kept(&self, key: ResultKey) -> Result<Option<DocumentRecord>, RunError> {
        let store = self.store.clone();
        let kept = self.bench.cores.run(move || store.result(&key)).await.map_err(|_| RunError::Internal)??;
        Ok(kept.filter(|record| record.outcome.kind() != OutcomeKind::Failed))
    }

    /// Renders what is missing, records it, and boils the result down to its line in the index.
    async fn finish(self, name: String, record: DocumentRecord, reused: bool) -> Result<Done, RunError> {
        let job = self.job.clone();
        let earlier = self.earlier.clone();
        let made = self.bench.cores.run(move || make_reports(&name, record, reused, earlier.as_ref(), &job)).await;
        let (event, done) = made.map_err(|_| RunError::Internal)??;
        self.recorder.record(event).await?;
        Ok(done)
    }
}

fn make_reports(
    name: &str,
    record: DocumentRecord,
    reused: bool,
    earlier: Option<&BatchEntry>,
    job: &Job,
) -> Result<(Event, Done), RunError> {
    let mut rendered = Vec::new();
    let mut files = Vec::new();
    let outcome = match &record.outcome {
        Outcome::Summarised(summarised) => {
            let wanted: Vec<String> = job.formats.iter().map(|&format| reports::path_of(name, format)).collect();
            let there = earlier.iter().filter(|entry| entry.key == record.key).find(|entry| {
                entry.reports.iter().map(|file| &file.path).eq(&wanted)
                    && entry.reports.iter().all(|file| reports::is_unchanged(&job.out, file))
            });
            if let Some(entry) = there {
                files.clone_from(&entry.reports);
            } else {
                rendered = reports::render(name, &record, summarised, &job.formats)
                    .map_err(|error| RunError::Output(std::io::Error::other(error)))?;
                files = rendered.iter().map(|report: &Rendered| report.file.clone()).collect();
                for report in &mut rendered {
                    let written = earlier.iter().flat_map(|entry| &entry.reports);
                    report.replaces =
                        written.filter(|file| file.path == report.file.path).map(|file| file.sha256.clone()).next();
                }
            }
            IndexOutcome::Summarised(Digest::new(summarised))
        }
        Outcome::Rejected(rejection) => IndexOutcome::Rejected(*rejection),
        Outcome::Failed(failure) => IndexOutcome::Failed(*failure),
    };
    let unreadable = matches!(outcome, IndexOutcome::Failed(Failure::FileUnreadable));
    let html = matches!(outcome, IndexOutcome::Summarised(_)) && job.formats.contains(&Format::Html);
    let entry = IndexEntry {
        name: name.to_owned(),
        sha256: if unreadable { String::new() } else { record.document.to_string() },
        report: html.then(|| reports::path_of(name, Format::Html)),
        duplicate_of: None,
        outcome,
    };
    let event = Event {
        entry: BatchEntry {
            name: name.to_owned(),
            document: record.document,
            key: record.key,
            outcome: record.outcome.kind(),
            duplicate_of: None,
            reports: files.clone(),
        },
        record: (!reused).then_some(record),
        reports: rendered,
    };
    Ok((event, Done { entry, reused, files }))
}

/// What earlier runs over the same folder left for each name: the last one that came to its end, and those that were
/// interrupted after it.
fn earlier_reports(store: &Store, folder: &str) -> Result<BTreeMap<String, BatchEntry>, RunError> {
    let mut entries: BTreeMap<String, BatchEntry> = BTreeMap::new();
    for batch in store.batches()?.into_iter().rev().filter(|batch| batch.folder == folder) {
        for entry in store.entries(batch.id)? {
            let entry = entry?;
            entries.entry(entry.name.clone()).or_insert(entry);
        }
        if batch.state == BatchState::Finished {
            break;
        }
    }
    Ok(entries)
}

/// Removes reports of an earlier run that nothing stands behind any more: their document is gone, is now rejected or a
/// duplicate, or their format is no longer wanted. What was changed by hand stays.
fn remove_stale(out: &Path, before: &BTreeMap<String, BatchEntry>, finished: &Finished) {
    let wanted: BTreeSet<&str> =
        finished.done.values().flat_map(|done| &done.files).map(|file| file.path.as_str()).collect();
    for file in before.values().flat_map(|entry| &entry.reports) {
        if !wanted.contains(file.path.as_str()) {
            reports::remove_unchanged(out, file);
        }
    }
}

fn write_index(
    job: &Job,
    folder: &str,
    entries: &[IndexEntry],
    not_reached: &[String],
    skipped: &[String],
) -> Result<(), RunError> {
    let shown = Path::new(folder).file_name().map_or_else(|| folder.to_owned(), |name| name.to_string_lossy().into());
    let index = IndexReport { folder: &shown, provenance: &job.provenance, entries, not_reached, skipped };
    for (path, bytes) in [
        ("index.html", vermerk_report::index_html(&index)),
        ("index.csv", vermerk_report::index_csv(&index)),
        ("index.json", vermerk_report::index_json(&index)),
    ] {
        Rendered::new(path.to_owned(), bytes.into_bytes()).overwrite(&job.out).map_err(RunError::Output)?;
    }
    Ok(())
}
