//! The batch lane: requests handed in together as a job, whose answers later runs fetch, at a lower price.
//!
//! A run that comes upon a request without an answer puts it down for the next job and goes on; the document waits. What
//! a job leaves unanswered goes the direct way in the run that finds it out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sha2::{Digest as _, Sha256};
use vermerk_model::{Class, EndedJob, JobAnswer, JobProgress, Jobs, ModelError, NotHandedIn, worst};
use vermerk_store::{
    AnswerKey, AnswerRecord, BatchId, DocumentId, Event, JobId, JobLine, JobRecord, JobState, Store, StoreError, Totals,
};
use vermerk_summary::{AppliedGuideline, Provenance, Request, Usage};

use crate::budget::Books;
use crate::run::{Job, Lane};

/// A job is handed in when it has so many requests.
const MOST_LINES: usize = 10_000;
/// Or so many bytes: they are held in memory until then.
const MOST_BYTES: usize = 32 << 20;
/// A job whose end nobody knows after so many days is given up: endpoints promise one.
const MOST_DAYS: u32 = 3;

/// The batch lane of one run.
pub(crate) struct BatchLane {
    jobs: Jobs,
    store: Arc<Store>,
    books: Arc<Books>,
    batch: BatchId,
    /// Whether new requests go with a job; on the direct lane only those of earlier runs' jobs are waited for.
    hands_in: bool,
    /// All that decides an answer besides model and request.
    endpoint: String,
    model: String,
    /// What the results are made with that this run asks for.
    provenance: Provenance,
    /// Requests of jobs that have not come to their end.
    waiting: BTreeSet<AnswerKey>,
    /// Requests that a job left unanswered.
    direct: BTreeSet<AnswerKey>,
    /// What the jobs that ended came to.
    fetched: Totals,
    next: Mutex<NextJob>,
    /// One job is handed in at a time.
    handing_in: tokio::sync::Mutex<()>,
}

/// What will be handed in together.
#[derive(Default)]
struct NextJob {
    lines: Vec<JobLine>,
    text: String,
    estimated_tokens: u64,
    reserved_micros: u64,
    queued: BTreeSet<AnswerKey>,
    /// Why the last job could not be handed in; then no further one is tried in this run.
    refused: Option<ModelError>,
}

/// Which way a request goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// By itself, now.
    Direct,
    /// With a job; its answer is not there yet.
    Job,
}

impl BatchLane {
    /// Looks after the jobs of earlier runs: fetches the answers of those that have ended.
    pub(crate) async fn open(
        (jobs, store, books): (Jobs, Arc<Store>, Arc<Books>),
        run: &Job,
        batch: BatchId,
        endpoint: &str,
    ) -> Result<Self, StoreError> {
        let provenance = run.provenance.clone();
        let mut lane = Self {
            jobs,
            store,
            books,
            batch,
            hands_in: run.lane == Lane::Batch,
            endpoint: endpoint.to_owned(),
            model: provenance.model.clone(),
            provenance,
            waiting: BTreeSet::new(),
            direct: BTreeSet::new(),
            fetched: Totals::default(),
            next: Mutex::default(),
            handing_in: tokio::sync::Mutex::default(),
        };
        for job in lane.store.jobs()? {
            // What another endpoint was asked is no answer of this one.
            if job.endpoint == lane.endpoint && job.model == lane.model {
                lane.look_after(job).await?;
            } else if job.state != JobState::Taken {
                tracing::warn!(job = job.id.0, "a job of another model or endpoint waits for a run that asks that one");
            }
        }
        Ok(lane)
    }

    async fn look_after(&mut self, mut job: JobRecord) -> Result<(), StoreError> {
        if let JobState::Prepared { mark } = &job.state {
            match self.jobs.find(mark).await {
                Ok(Some(remote)) => {
                    job.state = JobState::Open { remote };
                    self.store.save_job(&job)?;
                }
                Ok(None) => {
                    // The process ended before it was handed in: its requests are as if never asked.
                    job.lines.clear();
                    return self.close(job, 0);
                }
                Err(error) => tracing::warn!(%error, "whether a job was handed in is not known"),
            }
        }
        if let JobState::Open { remote } = &job.state {
            match self.jobs.look(remote).await {
                Ok(JobProgress::Working) => {}
                Ok(JobProgress::Ended(ended)) => match self.fetch(&ended).await {
                    Ok(answers) => {
                        self.take(job, answers)?;
                        let files = [ended.input, ended.output, ended.errors];
                        self.jobs.forget(files.into_iter().flatten()).await;
                        return Ok(());
                    }
                    Err(error) => tracing::warn!(%error, "the answers of a job could not be fetched"),
                },
                // The endpoint has forgotten it, answers and all.
                Err(error) if error.status == Some(404) => return self.give_up(job),
                Err(error) => tracing::warn!(%error, "how far a job is could not be found out"),
            }
        }
        if job.state != JobState::Taken && self.books.today().saturating_sub(job.day) > MOST_DAYS {
            tracing::warn!(job = job.id.0, "a job has not come to its end for days and is given up");
            return self.give_up(job);
        }
        if job.state == JobState::Taken {
            let before = job.lines.len();
            let mut open = Vec::new();
            for line in job.lines {
                if self.store.answer(&line.answer)?.is_none() {
                    open.push(line);
                }
            }
            job.lines = open;
            if job.lines.len() < before {
                self.store.save_job(&job)?;
            }
            self.direct.extend(job.lines.iter().map(|line| line.answer));
        } else {
            self.waiting.extend(job.lines.iter().map(|line| line.answer));
        }
        Ok(())
    }

    async fn fetch(&self, ended: &EndedJob) -> Result<Vec<JobAnswer>, ModelError> {
        let mut answers = Vec::new();
        for file in [&ended.output, &ended.errors].into_iter().flatten() {
            answers.extend(self.jobs.fetch(file).await?);
        }
        Ok(answers)
    }

    /// Keeps the answers of a job, notes what it cost, and puts the rest down for the direct way.
    fn take(&mut self, mut job: JobRecord, answers: Vec<JobAnswer>) -> Result<(), StoreError> {
        let mut told = BTreeSet::new();
        let mut kept = BTreeSet::new();
        let mut totals = Totals::default();
        let asked: BTreeMap<AnswerKey, DocumentId> =
            job.lines.iter().map(|line| (line.answer, line.document)).collect();
        let share = job.reserved_micros.div_ceil(asked.len().max(1) as u64);
        for JobAnswer { name, answered, completion, usage } in answers {
            // Only what was asked, and of each only the first.
            let key = name.parse::<AnswerKey>().ok();
            let Some((key, &document)) = key.and_then(|key| Some((key, asked.get(&key)?))) else { continue };
            if !told.insert(key) {
                continue;
            }
            let cost_micros = if answered && usage == Usage::default() {
                // An endpoint that does not say what it took is taken at the worst, also if the answer is of no use.
                share
            } else {
                self.books.budget().batch_cost_micros(usage)
            };
            totals.add(&Totals {
                requests: 1,
                prompt_tokens: usage.prompt_tokens,
                completion_tokens: usage.completion_tokens,
                spent_micros: cost_micros,
                ..Totals::default()
            });
            if let Some(completion) = completion {
                kept.insert(key);
                // A crash in between leaves some there already.
                if self.store.answer(&key)?.is_none() {
                    let (model, endpoint) = (self.model.clone(), self.endpoint.clone());
                    let provenance = job.provenance.clone();
                    self.store.record_answer(&AnswerRecord {
                        key,
                        document,
                        model,
                        endpoint,
                        guideline: provenance.guideline.as_ref().map(AppliedGuideline::title),
                        provenance: Some(provenance),
                        cost_micros,
                        completion,
                    })?;
                }
            }
        }
        let untold = (job.lines.len() - told.len()) as u64;
        if untold > 0 && !told.is_empty() {
            // Of these nobody says anything: their share of what was set aside is possibly spent.
            totals.possibly_paid_twice = untold;
            totals.possible_micros = share.saturating_mul(untold);
        }
        totals.estimated_tokens = job.totals.estimated_tokens;
        job.totals = totals;
        job.lines.retain(|line| !kept.contains(&line.answer));
        self.direct.extend(job.lines.iter().map(|line| line.answer));
        self.fetched.add(&totals);
        self.close(job, kept.len() as u64)
    }

    /// Nobody knows any more what became of a job: it is possibly spent, and its requests go the direct way.
    fn give_up(&mut self, mut job: JobRecord) -> Result<(), StoreError> {
        let requests = job.lines.len() as u64;
        job.totals.requests = requests;
        job.totals.possibly_paid_twice = requests;
        job.totals.possible_micros = job.reserved_micros;
        self.direct.extend(job.lines.iter().map(|line| line.answer));
        self.fetched.add(&job.totals);
        self.close(job, 0)
    }

    fn close(&self, mut job: JobRecord, answered: u64) -> Result<(), StoreError> {
        job.state = JobState::Taken;
        job.reserved_micros = 0;
        let unanswered = job.lines.len() as u64;
        self.store.log(Event::JobTaken { job: job.id, answered, unanswered, cost_micros: job.totals.spent_micros })?;
        self.store.save_job(&job)?;
        self.store.barrier()
    }

    /// Which way this request goes, which has no answer yet. One that is new is put down for the next job.
    ///
    /// # Errors
    /// [`Class::Budget`] if there is no money for it.
    pub(crate) async fn way(&self, key: AnswerKey, document: DocumentId, request: &Request) -> Result<Way, ModelError> {
        if self.waiting.contains(&key) || self.next().queued.contains(&key) {
            return Ok(Way::Job);
        }
        if !self.hands_in || self.direct.contains(&key) {
            return Ok(Way::Direct);
        }
        {
            let mut next = self.next();
            if next.refused.is_some() {
                // Nothing more is handed in by this run: no money is set aside and no text kept for it.
                next.queued.insert(key);
                return Ok(Way::Job);
            }
        }
        let worst = worst(request);
        let reserved = self.books.reserve_for_job(worst)?;
        let is_full = {
            let mut next = self.next();
            next.queued.insert(key);
            next.lines.push(JobLine { answer: key, document });
            next.text.push_str(&self.jobs.line(&key.to_string(), request));
            next.text.push('\n');
            next.estimated_tokens += worst.prompt_tokens;
            next.reserved_micros = next.reserved_micros.saturating_add(reserved);
            next.lines.len() >= MOST_LINES || next.text.len() >= MOST_BYTES
        };
        if is_full {
            self.hand_in().await?;
        }
        Ok(Way::Job)
    }

    /// Hands in what was put down, and says why it did not work if it did not.
    ///
    /// # Errors
    /// [`Class::Permanent`] if the store fails.
    pub(crate) async fn hand_in(&self) -> Result<Option<ModelError>, ModelError> {
        let _one = self.handing_in.lock().await;
        let next = {
            let mut next = self.next();
            if next.lines.is_empty() || next.refused.is_some() {
                return Ok(next.refused.clone());
            }
            let queued = next.queued.clone();
            std::mem::replace(&mut *next, NextJob { queued, ..NextJob::default() })
        };
        let handed_in = self.hand_in_job(next).await.map_err(|error| {
            tracing::error!(%error, "a job could not be noted");
            ModelError::new(Class::Permanent)
        })?;
        if let Err(error) = handed_in {
            tracing::warn!(%error, "a job could not be handed in");
            self.next().refused = Some(error);
        }
        Ok(self.next().refused.clone())
    }

    /// What is set aside is durable before anything is sent; the endpoint is told a mark by which the job can be found
    /// again if this process ends before its name is known.
    async fn hand_in_job(&self, next: NextJob) -> Result<Result<(), ModelError>, StoreError> {
        let id = JobId(self.store.jobs()?.last().map_or(0, |job| job.id.0) + 1);
        let mut hash = Sha256::new();
        hash.update(b"vermerk job 1\0");
        hash.update(id.0.to_be_bytes());
        next.lines.iter().for_each(|line| hash.update(line.answer.as_bytes()));
        let mark = base16ct::lower::encode_string(&hash.finalize()).chars().take(32).collect::<String>();
        let budget = self.books.budget();
        let mut job = JobRecord {
            id,
            batch: self.batch,
            day: self.books.today(),
            office: budget.office.clone(),
            currency: budget.priced_in(),
            model: self.model.clone(),
            endpoint: self.endpoint.clone(),
            provenance: self.provenance.clone(),
            state: JobState::Prepared { mark: mark.clone() },
            reserved_micros: next.reserved_micros,
            totals: Totals { estimated_tokens: next.estimated_tokens, ..Totals::default() },
            lines: next.lines,
        };
        self.store.save_job(&job)?;
        self.store.barrier()?;
        match self.jobs.hand_in(&next.text, &mark).await {
            Ok(remote) => {
                job.state = JobState::Open { remote };
                let requests = job.lines.len() as u64;
                self.store.log(Event::JobHandedIn { job: id, requests, reserved_micros: job.reserved_micros })?;
                self.store.save_job(&job)?;
                self.store.barrier()?;
                Ok(Ok(()))
            }
            Err(NotHandedIn::Refused(error)) => {
                job.lines.clear();
                job.totals = Totals::default();
                self.close(job, 0)?;
                Ok(Err(error))
            }
            // It stays prepared: the next run asks the endpoint.
            Err(NotHandedIn::Unknown(error)) => Ok(Err(error)),
        }
    }

    /// What the jobs came to whose answers this run fetched.
    pub(crate) fn fetched(&self) -> Totals {
        self.fetched
    }

    fn next(&self) -> MutexGuard<'_, NextJob> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
