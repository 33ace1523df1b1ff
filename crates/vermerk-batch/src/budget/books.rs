//! The books of one run: one thread writes them, and groups what comes in meanwhile under one barrier.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, mpsc, oneshot, watch};
use vermerk_model::{Billed, Class, ModelError, Worst};
use vermerk_store::{Account, AccountState, AnswerRecord, BatchId, Event, JobRecord, Store, StoreError, Totals};

use super::account::{Room, Sums, charges};
use super::{BrokenOff, Budget, CapReached, Spending, day};

/// Sets money aside, notes what it became, and keeps answers; all of it durable when the call returns, but for
/// settling alone: until that is on the disk the worst case counts, which is safe.
#[derive(Debug)]
pub(crate) struct Books {
    budget: Budget,
    state: Arc<Mutex<Sums>>,
    /// Told whenever something was settled.
    settled: Arc<Notify>,
    /// Where a cap was reached.
    full: watch::Sender<Option<CapReached>>,
    /// One entry at most for each request on its way.
    entries: mpsc::UnboundedSender<Entry>,
    broken_off: BrokenOff,
}

/// What the thread does next.
enum Entry {
    /// Writes the accounts that changed.
    Write(Reply),
    Settle {
        number: u64,
        worst: Worst,
        billed: Billed,
    },
    /// Keeps an answer, then settles it: so no crash finds money spent with nothing to show for it.
    Keep {
        answer: Box<AnswerRecord>,
        settle: Option<(u64, Worst, Billed)>,
        reply: Reply,
    },
}

type Reply = oneshot::Sender<Result<(), ()>>;

impl Books {
    /// Opens the books for a batch. What a process left behind that ended without a word counts as possibly spent.
    pub(crate) fn open(store: &Arc<Store>, batch: BatchId, folder: &str, budget: Budget) -> Result<Self, StoreError> {
        let mut accounts = store.accounts()?;
        let broken_off = close_left_over(store, &mut accounts)?;
        let jobs = store.jobs()?;
        let carried = carried(store, &accounts, &jobs, batch, folder)?;
        let token_percent = budget.learned_percent(&accounts);
        let others = charges(accounts, jobs);
        let mut sums = Sums::new(batch, carried, token_percent, others);
        // From now on a crash leaves this account behind, open.
        sums.account(day((budget.clock)()), &budget);
        for account in sums.take_changed() {
            store.save_account(&account)?;
        }
        store.barrier()?;
        let state = Arc::new(Mutex::new(sums));
        let settled = Arc::new(Notify::new());
        let (entries, receiver) = mpsc::unbounded_channel();
        let writer =
            Writer { store: store.clone(), state: state.clone(), settled: settled.clone(), budget: budget.clone() };
        std::thread::spawn(move || writer.write_all(receiver));
        let (full, _) = watch::channel(None);
        Ok(Self { budget, state, settled, full, entries, broken_off })
    }

    /// Sets the worst case of a sending aside, durably, and returns its number. Waits while there may yet be room.
    pub(super) async fn reserve(&self, worst: Worst) -> Result<u64, ModelError> {
        let number = loop {
            let settled = self.settled.notified();
            tokio::pin!(settled);
            // Before looking, so that nothing settled in between is missed.
            settled.as_mut().enable();
            if self.full.borrow().is_some() {
                return Err(ModelError::new(Class::Budget));
            }
            let room = lock(&self.state).reserve(worst, self.today(), &self.budget);
            match room {
                Room::Reserved { number, .. } => break number,
                Room::Later => settled.await,
                Room::Full(reached) => {
                    self.full.send_replace(Some(reached));
                    // Whoever waits for room will find none either.
                    self.settled.notify_waiters();
                    return Err(ModelError::new(Class::Budget));
                }
            }
        };
        if self.written(Entry::Write).await.is_err() {
            self.settle(number, worst, Billed::Nothing);
            return Err(ModelError::new(Class::Permanent));
        }
        Ok(number)
    }

    /// Sets aside what a request may cost on the batch lane, in memory: it is durable with the job's own record. Does not
    /// wait, since a job is settled by a later run.
    pub(crate) fn reserve_for_job(&self, worst: Worst) -> Result<u64, ModelError> {
        let mut sums = lock(&self.state);
        let micros = self.budget.worst_job_micros(worst, sums.token_percent());
        match sums.reserve_job(micros, self.today(), &self.budget) {
            None => Ok(micros),
            Some(reached) => {
                self.full.send_replace(Some(reached));
                Err(ModelError::new(Class::Budget))
            }
        }
    }

    /// Days since 1970.
    pub(crate) fn today(&self) -> u32 {
        day((self.budget.clock)())
    }

    /// Notes what became of a sending.
    pub(super) fn settle(&self, number: u64, worst: Worst, billed: Billed) {
        // The thread is gone only after a failed write, which ends the run.
        drop(self.entries.send(Entry::Settle { number, worst, billed }));
    }

    /// Keeps an answer and settles the sending that it came with. Returns once both survive a crash.
    pub(crate) async fn keep(
        &self,
        answer: AnswerRecord,
        settle: Option<(u64, Worst, Billed)>,
    ) -> Result<(), ModelError> {
        let answer = Box::new(answer);
        let kept = self.written(|reply| Entry::Keep { answer, settle, reply }).await;
        // Without the store no answer may be used. A failed write halts the store, so the run ends at the next result.
        kept.map_err(|()| ModelError::new(Class::Permanent))
    }

    async fn written(&self, entry: impl FnOnce(Reply) -> Entry) -> Result<(), ()> {
        let (reply, told) = oneshot::channel();
        self.entries.send(entry(reply)).map_err(|_| ())?;
        told.await.unwrap_or(Err(()))
    }

    /// Tells when a cap is reached.
    pub(crate) fn full(&self) -> watch::Receiver<Option<CapReached>> {
        self.full.subscribe()
    }

    pub(crate) fn budget(&self) -> &Budget {
        &self.budget
    }

    /// Ends the account, since the batch came to its end, and says what it came to. Durable with the next barrier.
    pub(crate) async fn close(&self, store: &Store, batch: BatchId) -> Result<Spending, StoreError> {
        // What is still in the queue comes first.
        self.written(Entry::Write).await.map_err(|()| StoreError::Halted)?;
        let (changed, totals) = {
            let mut sums = lock(&self.state);
            sums.end();
            (sums.take_changed(), sums.totals())
        };
        let jobs = store.jobs()?.into_iter().filter(|job| job.batch == batch);
        let reserved_micros = jobs.fold(0_u64, |sum, job| sum.saturating_add(job.reserved_micros));
        for account in changed {
            store.save_account(&account)?;
        }
        if totals.requests > 0 {
            store.log(Event::Spent { batch, totals, currency: self.budget.priced_in() })?;
        }
        Ok(Spending { totals, fetched: Totals::default(), reserved_micros, broken_off: self.broken_off })
    }
}

struct Writer {
    store: Arc<Store>,
    state: Arc<Mutex<Sums>>,
    settled: Arc<Notify>,
    budget: Budget,
}

impl Writer {
    fn write_all(&self, mut entries: mpsc::UnboundedReceiver<Entry>) {
        while let Some(first) = entries.blocking_recv() {
            let mut group = vec![first];
            while let Ok(next) = entries.try_recv() {
                group.push(next);
            }
            let mut waiting = Vec::new();
            let written = self.write(group, &mut waiting);
            if let Err(error) = &written {
                tracing::error!(%error, "the books could not be written");
            }
            for reply in waiting {
                // Nobody waits only if the run is already ending.
                let _nobody_waits = reply.send(written.as_ref().map_err(|_| ()).copied());
            }
            if written.is_err() {
                return;
            }
        }
    }

    fn write(&self, group: Vec<Entry>, waiting: &mut Vec<Reply>) -> Result<(), StoreError> {
        let mut settled = Vec::new();
        let mut answers = Vec::new();
        for entry in group {
            match entry {
                Entry::Write(reply) => waiting.push(reply),
                Entry::Settle { number, worst, billed } => settled.push((number, worst, billed)),
                Entry::Keep { answer, settle, reply } => {
                    answers.push(answer);
                    settled.extend(settle);
                    waiting.push(reply);
                }
            }
        }
        for answer in answers {
            self.store.record_answer(&answer)?;
        }
        let changed = {
            let mut sums = lock(&self.state);
            for (number, worst, billed) in settled {
                sums.settle(number, worst, billed, &self.budget);
            }
            sums.take_changed()
        };
        self.settled.notify_waiters();
        for account in changed {
            self.store.save_account(&account)?;
        }
        if waiting.is_empty() { Ok(()) } else { self.store.barrier() }
    }
}

fn lock(state: &Mutex<Sums>) -> MutexGuard<'_, Sums> {
    // Every change under the lock is a sum or an entry; a panic in between leaves more set aside, never less.
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Closes accounts whose process is gone (the store's lock is ours): what was on its way may have been paid for.
fn close_left_over(store: &Store, accounts: &mut [Account]) -> Result<BrokenOff, StoreError> {
    let mut all = BrokenOff::default();
    let mut found = false;
    for account in accounts.iter_mut().filter(|account| account.state == AccountState::Open) {
        found = true;
        let (requests, possible_micros) = account.break_off();
        store.save_account(account)?;
        let batch = account.batch;
        store.log(Event::BrokenOff { batch, requests, possible_micros })?;
        if account.totals.requests > 0 {
            store.log(Event::Spent { batch, totals: account.totals, currency: account.currency.clone() })?;
        }
        all.requests += requests;
        all.possible_micros = all.possible_micros.saturating_add(possible_micros);
    }
    if found {
        store.barrier()?;
    }
    Ok(all)
}

/// What counts against this run's cap from before: a run whose process died goes on in the next one over its folder.
fn carried(
    store: &Store,
    accounts: &[Account],
    jobs: &[JobRecord],
    batch: BatchId,
    folder: &str,
) -> Result<u64, StoreError> {
    let before = store.batches()?.into_iter().rev().find(|other| other.id != batch && other.folder == folder);
    let Some(before) = before else { return Ok(0) };
    let of_it = || accounts.iter().filter(|account| account.batch == before.id);
    if !of_it().any(|account| account.state == AccountState::BrokenOff) {
        return Ok(0);
    }
    let spent = of_it().map(|account| account.totals.charged_micros().saturating_add(account.carried_micros));
    let handed_in = jobs.iter().filter(|job| job.batch == before.id).map(JobRecord::charged_micros);
    Ok(spent.chain(handed_in).fold(0, u64::saturating_add))
}
