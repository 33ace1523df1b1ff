//! What a run would ask of the endpoint, found out by doing all of it but the asking.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use vermerk_model::{BoxFuture, BuiltIn, Class, Meter, Model, ModelError, worst};
use vermerk_store::{AnswerKey, DocumentId, ResultKey, Store};
use vermerk_summary::{Completion, Outcome, OutcomeKind, Request};
use vermerk_text::Tokenizer;

use crate::Cores;
use crate::budget::{Budget, charged_before};
use crate::intake;
use crate::process::{Workbench, process};
use crate::run::{Job, Lane, RunError, read};

/// What a run would do, and what it would cost.
///
/// Answers that are not there yet are stood in for by the built-in model's, so later requests have the right form and
/// about the right size; that an answer may have to be mended, which takes another request, is not foreseen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Forecast {
    /// Files.
    pub documents: usize,
    /// Of these, copies of others.
    pub duplicates: usize,
    /// Of these, with a result from an earlier run.
    pub done: usize,
    /// Of these, those that can't be read or summarised.
    pub unreadable: usize,
    /// Requests that would be sent.
    pub requests: u64,
    /// Requests whose answers are kept and cost nothing.
    pub answered: u64,
    /// Tokens of the prompts, as we estimate them.
    pub prompt_tokens: u64,
    /// Tokens of the answers if they are as long as the built-in model's.
    pub completion_tokens: u64,
    /// Tokens of the answers at most.
    pub most_completion_tokens: u64,
    /// What that would cost, in millionths of the currency.
    pub cost_micros: u64,
    /// The most it could cost: the sum of what would be set aside.
    pub most_cost_micros: u64,
    /// What already counts against the limit of the day, in millionths.
    pub charged_today_micros: u64,
    /// What already counts against the limit of the office's month, in millionths.
    pub charged_this_month_micros: u64,
}

/// Reads all documents of the folder as a run would, makes their plans and counts the requests. Writes nothing. Without
/// a store nothing is done yet.
///
/// # Errors
/// If the folder can't be listed or the store not be read.
pub async fn forecast(job: Arc<Job>, bench: &Workbench, store: Option<Arc<Store>>) -> Result<Forecast, RunError> {
    let intake = intake::list_documents(&job.folder, &job.leave_out).map_err(RunError::Input)?;
    let mut forecast = Forecast { documents: intake.submissions.len(), ..Forecast::default() };
    let mut token_percent = job.budget.token_percent;
    if let Some(store) = &store {
        let before = charged_before(store, &job.budget)?;
        (forecast.charged_today_micros, forecast.charged_this_month_micros) = before;
        token_percent = job.budget.learned_percent(&store.accounts()?);
    }
    let counted = Arc::new(Mutex::new(forecast));
    let admission = Arc::new(Semaphore::new(job.in_memory.max(1)));
    let mut seen: BTreeSet<ResultKey> = BTreeSet::new();
    let mut tasks = JoinSet::new();
    for submission in &intake.submissions {
        let permit = admission.clone().acquire_owned().await.map_err(|_| RunError::Internal)?;
        let file = read(submission, &job, bench).await?;
        let key = ResultKey::new(&file.document, file.media_type, &job.provenance);
        let Ok(bytes) = file.bytes else {
            count(&counted, |forecast| forecast.unreadable += 1);
            continue;
        };
        if !seen.insert(key) {
            count(&counted, |forecast| forecast.duplicates += 1);
            continue;
        }
        let mut bench = bench.clone();
        bench.cover = job.manifest.cover(&submission.name);
        bench.model = Arc::new(Rehearsal {
            model: bench.model,
            endpoint: bench.endpoint.clone(),
            document: file.document,
            store: store.clone(),
            budget: job.budget.clone(),
            lane: job.lane,
            token_percent,
            counted: counted.clone(),
            cores: bench.cores.clone(),
        });
        let (store, counted) = (store.clone(), counted.clone());
        tasks.spawn(async move {
            let _permit = permit;
            if let Some(store) = store {
                let kept = bench.cores.run(move || store.result(&key)).await.map_err(|_| RunError::Internal)??;
                if kept.is_some_and(|record| record.outcome.kind() != OutcomeKind::Failed) {
                    count(&counted, |forecast| forecast.done += 1);
                    return Ok(());
                }
            }
            if !matches!(process(file.media_type, "", bytes, &bench).await, Ok(Outcome::Summarised(_))) {
                count(&counted, |forecast| forecast.unreadable += 1);
            }
            Ok::<_, RunError>(())
        });
    }
    while let Some(task) = tasks.join_next().await {
        task.map_err(|_| RunError::Internal)??;
    }
    let forecast = *counted.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(forecast)
}

fn count(counted: &Mutex<Forecast>, add: impl FnOnce(&mut Forecast)) {
    add(&mut counted.lock().unwrap_or_else(PoisonError::into_inner));
}

/// Stands in for the model: counts what would be sent and answers as the built-in model does.
#[derive(Clone)]
struct Rehearsal {
    model: Arc<dyn Model>,
    endpoint: Option<String>,
    document: DocumentId,
    store: Option<Arc<Store>>,
    budget: Budget,
    lane: Lane,
    token_percent: u32,
    counted: Arc<Mutex<Forecast>>,
    cores: Cores,
}

impl Rehearsal {
    fn kept(&self, endpoint: &str, request: &Request) -> Option<Completion> {
        let store = self.store.as_ref()?;
        // A masked request leaves the house without its passages, and its answer is kept under what left.
        let masked = Request { passages: Vec::new(), ..request.clone() };
        [request, &masked].into_iter().find_map(|request| {
            let key = AnswerKey::new(&self.document, endpoint, self.name(), request);
            // What can't be read any more is asked for again.
            store.answer(&key).ok().flatten().map(|answer| answer.completion)
        })
    }

    fn answer(&self, request: &Request) -> Completion {
        let Some(endpoint) = &self.endpoint else { return BuiltIn::answer(request) };
        if let Some(kept) = self.kept(endpoint, request) {
            count(&self.counted, |forecast| forecast.answered += 1);
            return kept;
        }
        let worst = worst(request);
        let mut completion = BuiltIn::answer(request);
        let written = Tokenizer::o200k().count(&completion.text) as u64;
        completion.usage.prompt_tokens = worst.prompt_tokens;
        completion.usage.completion_tokens = written.min(worst.completion_tokens);
        let (cost, most) = match self.lane {
            Lane::Direct => {
                (self.budget.cost_micros(completion.usage), self.budget.worst_micros(worst, self.token_percent))
            }
            Lane::Batch => (
                self.budget.batch_cost_micros(completion.usage),
                self.budget.worst_job_micros(worst, self.token_percent),
            ),
        };
        count(&self.counted, |forecast| {
            forecast.requests += 1;
            forecast.prompt_tokens += completion.usage.prompt_tokens;
            forecast.completion_tokens += completion.usage.completion_tokens;
            forecast.most_completion_tokens += worst.completion_tokens;
            forecast.cost_micros = forecast.cost_micros.saturating_add(cost);
            forecast.most_cost_micros = forecast.most_cost_micros.saturating_add(most);
        });
        completion
    }
}

impl Model for Rehearsal {
    fn name(&self) -> &str {
        self.model.name()
    }

    fn window(&self) -> Option<usize> {
        self.model.window()
    }

    fn is_rehearsal(&self) -> bool {
        true
    }

    fn complete_metered<'a>(
        &'a self,
        request: &'a Request,
        _: Arc<dyn Meter>,
    ) -> BoxFuture<'a, Result<Completion, ModelError>> {
        let (rehearsal, request) = (self.clone(), request.clone());
        Box::pin(async move {
            let answered = self.cores.run(move || rehearsal.answer(&request)).await;
            answered.map_err(|_| ModelError::new(Class::Permanent))
        })
    }
}
