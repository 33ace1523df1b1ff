use std::collections::{BTreeMap, BTreeSet};
use std::fs::TryLockError;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use fs_err as fs;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};
use vermerk_document::{Limit, MediaType, Rejection};
use vermerk_model::{Class, ModelError};
use vermerk_report::{Digest, IndexEntry, IndexOutcome, Layout};
use vermerk_store::{
    BatchEntry, BatchId, BatchState, Damage, DocumentId, DocumentRecord, ReportFile, ResultKey, Store, StoreError,
};
use vermerk_summary::folder::DocumentFacts;
use vermerk_summary::{Failure, Outcome, OutcomeKind, Provenance};

use crate::budget::{Books, Budget, CapReached, Spending};
use crate::intake::{self, Submission};
use crate::lane::BatchLane;
use crate::manifest::Manifest;
use crate::paid_once::PaidOnce;
use crate::process::{Postponed, Workbench, process};
use crate::quarantine::{Quarantine, Standing};
use crate::recorder::{Ended, Event, RecordError, Recorder};
use crate::reports::{self, Format, Rendered};

mod overviews;

use overviews::{write_folder_overview, write_index};

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
    /// How the statements of each document are arranged.
    pub layout: Layout,
    /// Whether an overview of all documents together is written, in the same formats and as a table.
    pub folder_overview: bool,
    /// What results are made with.
    pub provenance: Provenance,
    /// What the records office says of the documents.
    pub manifest: Manifest,
    /// Most documents in memory at a time.
    pub in_memory: usize,
    /// Largest file that is taken, in bytes.
    pub file_bytes: u64,
    /// What the overview says of the run itself, in whole sentences.
    pub remarks: Vec<String>,
    /// When the run began, in seconds since 1970.
    pub started: u64,
    /// What it may spend at the endpoint.
    pub budget: Budget,
    /// How its requests go there.
    pub lane: Lane,
}

/// How requests go to the endpoint.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// Each by itself, answered at once.
    #[default]
    Direct,
    /// Together as jobs, answered within a day at a lower price; later runs fetch the answers.
    Batch,
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

/// Whether the run shall go on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Stop {
    /// It shall.
    #[default]
    No,
    /// No further document is admitted; those under way have `DRAIN` to come to their end.
    Drain,
    /// What is under way is given up.
    Now,
}

/// How long a run that is asked to stop waits for what is under way: operators and systemd expect the end within ten
/// seconds.
const DRAIN: Duration = Duration::from_secs(8);

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
    /// Files that were listed and have no outcome.
    pub not_reached: Vec<String>,
    /// Files that belong to the system and were left alone.
    pub skipped: Vec<String>,
    /// Some documents were not reached: the run was asked to stop, or see `stopped`.
    pub interrupted: bool,
    /// Why the run ended by itself before all documents were done.
    pub stopped: Option<Stopped>,
    /// What was spent at the endpoint; `None` with the built-in model.
    pub spending: Option<Spending>,
}

/// Why a run ended by itself before all documents were done; the next one goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// A limit on money leaves no room for the next request.
    Budget(CapReached),
    /// Answers come later, with jobs; so many documents wait for them.
    Jobs(usize),
    /// A job could not be handed in; so many documents wait for it.
    NotHandedIn(usize),
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
/// Documents are taken in the order of their names and finish in any order; what is written does not depend on it. Those
/// at which earlier runs failed come last, and no more after [`crate::MOST_ATTEMPTS`] times.
///
/// # Errors
/// See [`RunError`].
pub async fn run(
    job: Arc<Job>,
    bench: &Workbench,
    store: Arc<Store>,
    stop: watch::Receiver<Stop>,
    observe: &mut dyn FnMut(Progress),
) -> Result<RunSummary, RunError> {
    fs::create_dir_all(&job.out).map_err(RunError::Output)?;
    let _lock = lock(&job.out)?;
    let mut leave_out = job.leave_out.clone();
    leave_out.push(job.out.clone());
    let intake = intake::list_documents(&job.folder, &leave_out).map_err(RunError::Input)?;
    observe(Progress::Listed { documents: intake.submissions.len(), skipped: intake.skipped.len() });

    let folder = job.folder.to_string_lossy().into_owned();
    let before = earlier_reports(&store, &folder)?;
    let quarantine = Quarantine::load(&store)?;
    let batch = store.begin_batch(&folder, job.started)?;
    store.log(vermerk_store::Event::BatchFor {
        batch,
        office: job.budget.office.clone(),
        pipeline: job.provenance.pipeline.clone(),
        model: job.provenance.model.clone(),
    })?;
    let books = match bench.endpoint {
        Some(_) => Some(Arc::new(Books::open(&store, batch, &folder, job.budget.clone())?)),
        None => None,
    };
    let lane = match (&books, &bench.jobs, &bench.endpoint) {
        (Some(books), Some(jobs), Some(endpoint)) => {
            let parts = (jobs.clone(), store.clone(), books.clone());
            tokio::select! {
                biased;
                lane = BatchLane::open(parts, &job, batch, endpoint) => Some(Arc::new(lane?)),
                // No document is taken up then.
                () = asked_to_stop(stop.clone(), Duration::ZERO) => None,
            }
        }
        _ => None,
    };
    let recorder = Recorder::start(store.clone(), batch, job.out.clone());
    let places = u32::try_from(job.in_memory).unwrap_or(u32::MAX).max(1);
    let mut crew = Crew {
        places,
        admission: Arc::new(Semaphore::new(places as usize)),
        tasks: JoinSet::new(),
        stop,
        full: books.as_ref().map(|books| books.full()),
        finished: Finished::default(),
    };
    let work = Work {
        job: &job,
        bench,
        store: &store,
        recorder: &recorder,
        books: books.as_ref(),
        lane: lane.as_ref(),
        quarantine: &quarantine,
        before: &before,
    };
    if let Err(error) = work.through(&intake.submissions, &mut crew, observe).await {
        crew.tasks.shutdown().await;
        // The error is not the fault of what was under way. If this fails as well, the first error says more.
        drop(recorder.give_up().await);
        return Err(error);
    }
    let refused = match &lane {
        // What was asked before is handed in also when the run is asked to stop, if there is time: the next run asks the
        // endpoint whether it has a job that was given up on its way.
        Some(lane) => tokio::select! {
            biased;
            refused = lane.hand_in() => refused.map_err(|_| RunError::Store(StoreError::Halted))?,
            () = asked_to_stop(crew.stop.clone(), DRAIN) => Some(ModelError::new(Class::Transient)),
        },
        None => None,
    };
    let waiting = crew.finished.waiting;
    let stopped = match crew.reached() {
        Some(reached) => Some(Stopped::Budget(reached)),
        None if waiting == 0 => None,
        None if refused.is_some() => Some(Stopped::NotHandedIn(waiting)),
        None => Some(Stopped::Jobs(waiting)),
    };
    let finished = crew.finished;

    let documents = intake.submissions.len();
    let open = intake.submissions.iter().filter(|submission| !finished.done.contains_key(&submission.name));
    let not_reached: Vec<String> = open.map(|submission| submission.name.clone()).collect();
    if not_reached.is_empty() {
        remove_stale(&job.out, &before, &finished);
    }
    let reused = finished.done.values().filter(|done| done.reused).count();
    let fresh = finished.done.values().filter(|done| !done.reused && done.entry.kind() == OutcomeKind::Summarised);
    let summarised_anew = fresh.count();
    let mut facts = Vec::new();
    let mut entries: Vec<IndexEntry> = Vec::with_capacity(finished.done.len());
    for done in finished.done.into_values() {
        facts.extend(done.facts.map(|facts| *facts));
        entries.push(done.entry);
    }
    let interrupted = !not_reached.is_empty();
    write_index(&job, &folder, &entries, &not_reached, &intake.skipped)?;
    write_folder_overview(&job, &folder, facts, &entries, &not_reached)?;
    store.set_batch_state(batch, if interrupted { BatchState::Interrupted } else { BatchState::Finished })?;
    let spending = match &books {
        Some(books) => {
            let fetched = lane.as_ref().map(|lane| lane.fetched()).unwrap_or_default();
            Some(Spending { fetched, ..books.close(&store, batch).await? })
        }
        None => None,
    };
    store.barrier()?;
    Ok(RunSummary {
        batch,
        entries,
        documents,
        reused,
        summarised_anew,
        not_reached,
        skipped: intake.skipped,
        interrupted,
        stopped,
        spending,
    })
}

/// Waits until the run is asked to stop, and then so long for what is under way, or until it is to stop at once.
async fn asked_to_stop(mut stop: watch::Receiver<Stop>, grace: Duration) {
    if stop.wait_for(|stop| *stop != Stop::No).await.is_err() {
        // Nobody is left who could ask.
        return std::future::pending().await;
    }
    let at_once = async {
        if stop.wait_for(|stop| *stop == Stop::Now).await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    drop(timeout(grace, at_once).await);
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
    /// What it adds to the overview of the folder, if there is to be one.
    facts: Option<Box<DocumentFacts>>,
}

/// What a task comes back with; a postponed document has no outcome in this run.
type Worked = Result<Result<Done, Postponed>, RunError>;

#[derive(Default)]
struct Finished {
    done: BTreeMap<String, Done>,
    /// Documents whose answers come later.
    waiting: usize,
}

impl Finished {
    fn take(&mut self, worked: Result<Done, Postponed>, observe: &mut dyn FnMut(Progress)) {
        let done = match worked {
            Ok(done) => done,
            Err(postponed) => {
                self.waiting += usize::from(postponed == Postponed::Job);
                return;
            }
        };
        observe(Progress::Finished { name: done.entry.name.clone(), outcome: done.entry.kind(), reused: done.reused });
        self.done.insert(done.entry.name.clone(), done);
    }
}

/// The tasks of a run, one for each document under way.
struct Crew {
    /// Documents that may be under way at a time.
    places: u32,
    admission: Arc<Semaphore>,
    tasks: JoinSet<Worked>,
    stop: watch::Receiver<Stop>,
    /// Tells when a limit on money is reached.
    full: Option<watch::Receiver<Option<CapReached>>>,
    finished: Finished,
}

impl Crew {
    /// Waits for room for one more document, or until nothing else is under way, taking in what finishes meanwhile.
    /// `None` if the run was asked to stop, or has no more money.
    async fn admit(
        &mut self,
        alone: bool,
        observe: &mut dyn FnMut(Progress),
    ) -> Result<Option<OwnedSemaphorePermit>, RunError> {
        let mut stopped = self.stop.clone();
        let places = if alone { self.places } else { 1 };
        loop {
            if *stopped.borrow() != Stop::No || self.reached().is_some() {
                return Ok(None);
            }
            tokio::select! {
                biased;
                Some(task) = self.tasks.join_next() => {
                    self.finished.take(task.map_err(|_| RunError::Internal)??, observe);
                }
                permit = self.admission.clone().acquire_many_owned(places) => return Ok(permit.ok()),
                Ok(()) = stopped.changed() => {}
                () = filled(self.full.clone()) => {}
            }
        }
    }

    fn reached(&self) -> Option<CapReached> {
        self.full.as_ref().and_then(|full| *full.borrow())
    }

    /// Waits for all that is under way. False if some of it was given up, since the run was asked to stop.
    async fn join(&mut self, observe: &mut dyn FnMut(Progress)) -> Result<bool, RunError> {
        let mut stopped = self.stop.clone();
        let mut deadline = None;
        loop {
            match *stopped.borrow_and_update() {
                Stop::No => {}
                Stop::Drain => deadline = deadline.or_else(|| Some(Instant::now() + DRAIN)),
                Stop::Now => deadline = Some(Instant::now()),
            }
            let expired = async {
                match deadline {
                    Some(at) => sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                task = self.tasks.join_next() => match task {
                    Some(task) => self.finished.take(task.map_err(|_| RunError::Internal)??, observe),
                    None => return Ok(true),
                },
                () = expired => {
                    self.tasks.shutdown().await;
                    return Ok(false);
                }
                Ok(()) = stopped.changed() => {}
            }
        }
    }
}

/// Comes back when money runs out, or never.
async fn filled(full: Option<watch::Receiver<Option<CapReached>>>) {
    match full {
        Some(mut full) => drop(full.wait_for(Option::is_some).await),
        None => std::future::pending().await,
    }
}

/// What the documents of a run are taken through it with.
struct Work<'a> {
    job: &'a Arc<Job>,
    bench: &'a Workbench,
    store: &'a Arc<Store>,
    recorder: &'a Recorder,
    books: Option<&'a Arc<Books>>,
    lane: Option<&'a Arc<BatchLane>>,
    quarantine: &'a Quarantine,
    /// What earlier runs left, by name.
    before: &'a BTreeMap<String, BatchEntry>,
}

impl Work<'_> {
    /// Takes every submission to its outcome, or as many as there is time for.
    async fn through(
        &self,
        submissions: &[Submission],
        crew: &mut Crew,
        observe: &mut dyn FnMut(Progress),
    ) -> Result<(), RunError> {
        let mut first_of: BTreeMap<ResultKey, String> = BTreeMap::new();
        let mut twins: Vec<(&Submission, ResultKey, DocumentId)> = Vec::new();
        let mut later: Vec<(bool, u32, &Submission)> = Vec::new();
        for submission in submissions {
            let Some(permit) = crew.admit(false, observe).await? else { break };
            let taken = self.take(submission).await?;
            if taken.bytes.is_ok() {
                if first_of.contains_key(&taken.key) {
                    twins.push((submission, taken.key, taken.document));
                    continue;
                }
                first_of.insert(taken.key, submission.name.clone());
                if let Standing::Last { alone, attempts } = taken.standing {
                    later.push((alone, attempts, submission));
                    continue;
                }
            }
            self.begin(submission, taken, permit, crew);
        }
        later.sort_by_key(|&(alone, attempts, _)| (alone, attempts));
        for (alone, _, submission) in later {
            let Some(permit) = crew.admit(alone, observe).await? else { break };
            // Read anew: its bytes have not been kept for so long.
            let taken = self.take(submission).await?;
            self.begin(submission, taken, permit, crew);
        }
        if !crew.join(observe).await? {
            return Ok(self.recorder.give_up().await?);
        }
        for (submission, key, document) in twins {
            let first = first_of.get(&key).and_then(|name| crew.finished.done.get(name)).cloned();
            let Some(Done { entry, reused, .. }) = first else { continue };
            let entry = IndexEntry { duplicate_of: Some(entry.name), name: submission.name.clone(), ..entry };
            let done = Done { entry, reused, files: Vec::new(), facts: None };
            let entry = BatchEntry {
                name: done.entry.name.clone(),
                document,
                key,
                outcome: done.entry.kind(),
                duplicate_of: done.entry.duplicate_of.clone(),
                reports: Vec::new(),
            };
            let recorder = self.recorder.clone();
            // Side by side, so that one barrier serves many.
            crew.tasks.spawn(async move {
                let ended = Ended { record: None, entry, reports: Vec::new() };
                recorder.record(Event::Ended(Box::new(ended))).await?;
                Ok(Ok(done))
            });
        }
        // Whether asked to stop or not: only the recorder is waited for.
        crew.join(observe).await.map(drop)
    }

    /// Spawns the task of one document.
    fn begin(&self, submission: &Submission, taken: Taken, permit: OwnedSemaphorePermit, crew: &mut Crew) {
        let desk = Desk {
            job: self.job.clone(),
            bench: self.bench.clone(),
            store: self.store.clone(),
            recorder: self.recorder.clone(),
            books: self.books.cloned(),
            lane: self.lane.cloned(),
            earlier: self.before.get(&submission.name).cloned(),
            _permit: permit,
        };
        let (name, size) = (submission.name.clone(), submission.bytes);
        crew.tasks.spawn(async move { desk.work(name, size, taken).await });
    }

    async fn take(&self, submission: &Submission) -> Result<Taken, RunError> {
        let read = read(submission, self.job, self.bench).await?;
        let key = ResultKey::new(&read.document, read.media_type, &self.job.provenance);
        let standing = self.quarantine.standing(&read.document, key);
        Ok(Taken { document: read.document, media_type: read.media_type, key, standing, bytes: read.bytes })
    }
}

/// A submission that is taken up.
struct Taken {
    document: DocumentId,
    media_type: Option<MediaType>,
    key: ResultKey,
    standing: Standing,
    bytes: Result<Vec<u8>, Outcome>,
}

/// A file's bytes and their hash; without the bytes its outcome. The hash of a file that can't be read is that of
/// nothing: its result is a failure, which is never used again.
pub(crate) struct FileRead {
    pub(crate) document: DocumentId,
    pub(crate) media_type: Option<MediaType>,
    pub(crate) bytes: Result<Vec<u8>, Outcome>,
}

pub(crate) async fn read(submission: &Submission, job: &Job, bench: &Workbench) -> Result<FileRead, RunError> {
    let limit = job.file_bytes;
    let (path, name) = (submission.path.clone(), submission.name.clone());
    let announced = job.manifest.sha256(&submission.name);
    let read = bench.cores.run(move || {
        let file = fs::File::open(path)?;
        if file.metadata()?.len() > limit {
            let document = DocumentId::of_reader(file)?;
            let too_large = Outcome::Rejected(Rejection::TooLarge(Limit::FileBytes));
            return Ok(FileRead { document, media_type: None, bytes: Err(too_large) });
        }
        let mut bytes = Vec::new();
        // A file that grows while it is read is not cut short unseen: it is still being copied, and waits a run.
        if file.take(limit.saturating_add(1)).read_to_end(&mut bytes)? as u64 > limit {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        let document = DocumentId::of(&bytes);
        if announced.is_some_and(|announced| announced != document.to_string()) {
            // Without a media type it does not lie where the result of these bytes lies.
            let other = Outcome::Rejected(Rejection::OtherBytes);
            return Ok(FileRead { document, media_type: None, bytes: Err(other) });
        }
        let media_type = MediaType::detect(&name, &bytes);
        Ok::<_, std::io::Error>(FileRead { document, media_type, bytes: Ok(bytes) })
    });
    match read.await.map_err(|_| RunError::Internal)? {
        Ok(file) => Ok(file),
        Err(error) => {
            tracing::warn!(kind = ?error.kind(), "a file could not be read");
            let unreadable = Outcome::Failed(Failure::FileUnreadable);
            Ok(FileRead { document: DocumentId::of(b""), media_type: None, bytes: Err(unreadable) })
        }
    }
}

/// What a task needs to bring one document to its end.
struct Desk {
    job: Arc<Job>,
    bench: Workbench,
    store: Arc<Store>,
    recorder: Recorder,
    /// With the built-in model there are none.
    books: Option<Arc<Books>>,
    /// Only where requests may be handed in as jobs.
    lane: Option<Arc<BatchLane>>,
    /// The reports an earlier run wrote for a file of this name.
    earlier: Option<BatchEntry>,
    /// Released when the result is recorded.
    _permit: OwnedSemaphorePermit,
}

impl Desk {
    async fn work(self, name: String, size: u64, taken: Taken) -> Worked {
        let Taken { document, media_type, key, standing, bytes } = taken;
        let parked = matches!(standing, Standing::Parked { .. });
        let kept = if bytes.is_ok() { self.kept(key, standing).await? } else { None };
        let (outcome, reused) = match (kept, bytes) {
            (Some(record), _) => (record.outcome, true),
            (None, Ok(_)) if parked => (Outcome::Failed(Failure::BrokenOff), false),
            (None, Ok(bytes)) => {
                self.recorder.record(Event::Taken { document, key }).await?;
                match process(media_type, "", bytes, &self.bench_for(document, &name)).await {
                    Ok(outcome) => (outcome, false),
                    Err(postponed) => {
                        self.recorder.record(Event::Postponed { document }).await?;
                        return Ok(Err(postponed));
                    }
                }
            }
            (None, Err(outcome)) => (outcome, false),
        };
        let record =
            DocumentRecord { document, media_type, key, bytes: size, provenance: self.job.provenance.clone(), outcome };
        self.finish(name, record, reused, parked).await.map(Ok)
    }

    /// The bench with a model that keeps what it is told about this document; the built-in one costs nothing.
    fn bench_for(&self, document: DocumentId, name: &str) -> Workbench {
        let mut bench = self.bench.clone();
        bench.cover = self.job.manifest.cover(name);
        if let (Some(endpoint), Some(books)) = (bench.endpoint.clone(), self.books.clone()) {
            let (store, lane, cores) = (self.store.clone(), self.lane.clone(), bench.cores.clone());
            let provenance = self.job.provenance.clone();
            let model = bench.model;
            bench.model = Arc::new(PaidOnce { model, endpoint, document, provenance, store, books, lane, cores });
        }
        bench
    }

    /// The result of an earlier run, unless that failed: what failed is tried again, as long as it is not parked.
    async fn kept(&self, key: ResultKey, standing: Standing) -> Result<Option<DocumentRecord>, RunError> {
        let store = self.store.clone();
        let kept = match self.bench.cores.run(move || store.result(&key)).await.map_err(|_| RunError::Internal)? {
            // It is made again, in its place.
            Err(StoreError::Damaged(
                damage @ (Damage::Record { .. } | Damage::Artifact { .. } | Damage::ArtifactMissing { .. }),
            )) => {
                tracing::error!(%damage, "a result cannot be read");
                None
            }
            kept => kept?,
        };
        let failed_is_final = standing == Standing::Parked { with_outcome: true };
        let other_bytes = Outcome::Rejected(Rejection::OtherBytes);
        Ok(kept.filter(|record| {
            record.outcome != other_bytes && (failed_is_final || record.outcome.kind() != OutcomeKind::Failed)
        }))
    }

    /// Renders what is missing, records it, and boils the result down to its line in the index.
    async fn finish(self, name: String, record: DocumentRecord, reused: bool, parked: bool) -> Result<Done, RunError> {
        let job = self.job.clone();
        let earlier = self.earlier.clone();
        let made = self.bench.cores.run(move || make_reports(&name, record, reused, earlier.as_ref(), &job)).await;
        let (ended, mut done) = made.map_err(|_| RunError::Internal)??;
        if let (true, IndexOutcome::Failed(failure)) = (parked, &done.entry.outcome) {
            done.entry.outcome = IndexOutcome::Parked(*failure);
        }
        self.recorder.record(Event::Ended(Box::new(ended))).await?;
        Ok(done)
    }
}

fn make_reports(
    name: &str,
    record: DocumentRecord,
    reused: bool,
    earlier: Option<&BatchEntry>,
    job: &Job,
) -> Result<(Ended, Done), RunError> {
    let mut rendered = Vec::new();
    let mut files = Vec::new();
    let mut facts = None;
    let outcome = match &record.outcome {
        Outcome::Summarised(summarised) => {
            facts = job.folder_overview.then(|| Box::new(vermerk_report::document_facts(name, summarised)));
            let wanted: Vec<String> = job.formats.iter().map(|&format| reports::path_of(name, format)).collect();
            let there = earlier.iter().filter(|entry| entry.key == record.key).find(|entry| {
                entry.reports.iter().map(|file| &file.path).eq(&wanted)
                    && entry.reports.iter().all(|file| reports::is_unchanged(&job.out, file))
            });
            if let Some(entry) = there {
                files.clone_from(&entry.reports);
            } else {
                rendered = reports::render(name, &record, summarised, &job.formats, job.layout)
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
    let ended = Ended {
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
    Ok((ended, Done { entry, reused, files, facts }))
}

/// What earlier runs over the same folder left for each name: the last one that came to its end, and those that were
/// interrupted after it.
fn earlier_reports(store: &Store, folder: &str) -> Result<BTreeMap<String, BatchEntry>, RunError> {
    let mut entries: BTreeMap<String, BatchEntry> = BTreeMap::new();
    for batch in store.batches()?.into_iter().rev().filter(|batch| batch.folder == folder) {
        for entry in store.entries(batch.id)? {
            match entry {
                Ok(entry) => drop(entries.entry(entry.name.clone()).or_insert(entry)),
                // Without it the reports are rendered again.
                Err(StoreError::Damaged(damage)) => tracing::error!(%damage, "an entry cannot be read"),
                Err(error) => return Err(error.into()),
            }
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

#[cfg(test)]
mod tests;
