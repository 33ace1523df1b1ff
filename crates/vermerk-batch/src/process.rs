use std::collections::VecDeque;
use std::sync::Arc;

use tokio::task::JoinSet;
use vermerk_document::{Document, MediaType, Rejection, Span};
use vermerk_model::{Class, Jobs, Model, ModelError, Place};
use vermerk_policy::{screen, without};
use vermerk_summary::{
    Completion, Failure, Instructions, Outcome, Plan, Request, RequestId, Source, Step, Summarised, Summary,
    Unanswered, title,
};
use vermerk_text::{Budget, split};

use crate::gate::{self, Cover, Gate};
use crate::shown::Shown;
use crate::{Cores, Panicked, Reader};

/// What one document is worked on with; cheap to clone.
#[derive(Clone)]
pub struct Workbench {
    /// Reads bytes in child processes.
    pub reader: Reader,
    /// Computes.
    pub cores: Cores,
    /// Answers requests under its own limits.
    pub model: Arc<dyn Model>,
    /// Address of the endpoint behind the model, without credentials; `None` for the built-in one.
    pub endpoint: Option<String>,
    /// What the guideline lets through to the model.
    pub gate: Gate,
    /// What the records office says of the document.
    pub cover: Cover,
    /// The batch interface of the endpoint, where requests may be handed in as jobs.
    pub jobs: Option<Jobs>,
    /// What the pipeline asks of the model.
    pub instructions: Arc<Instructions>,
}

/// Why a document has no outcome in this run although nothing went wrong: the next run goes on with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Postponed {
    /// The budget is used up.
    Budget,
    /// Some of its answers come later, with a job.
    Job,
}

/// The path of one document, from its bytes to its outcome.
///
/// `media_type` is `None` for what is none of the known types; `hint` is the title of a document that has none itself.
///
/// # Errors
/// [`Postponed`] if it has none yet.
pub async fn process(
    media_type: Option<MediaType>,
    hint: &str,
    bytes: Vec<u8>,
    bench: &Workbench,
) -> Result<Outcome, Postponed> {
    let Some(media_type) = media_type else {
        return Ok(Outcome::Rejected(Rejection::Unsupported));
    };
    let extraction = match bench.reader.read(bytes, media_type).await {
        Ok(Ok(extraction)) => extraction,
        Ok(Err(rejection)) => return Ok(Outcome::Rejected(rejection)),
        Err(failure) => return Ok(Outcome::Failed(failure)),
    };
    let (document, mut notices) = (Arc::new(extraction.document), extraction.notices);
    let (bench, readable, screened) = match admit(document.clone(), bench).await {
        Ok(admitted) => admitted,
        Err(failure) => return Ok(Outcome::Failed(failure)),
    };
    notices.extend(gate::notices(&screened));
    match summarise(hint, readable, &screened, &bench).await {
        Ok(summary) => {
            let document = Arc::unwrap_or_clone(document);
            Ok(Outcome::Summarised(Box::new(Summarised { document, notices, screened, summary })))
        }
        Err(NoSummary::Failed(failure)) => Ok(Outcome::Failed(failure)),
        Err(NoSummary::Postponed(postponed)) => Err(postponed),
    }
}

enum NoSummary {
    Failed(Failure),
    Postponed(Postponed),
}

/// What would be sent first about one document, as it would leave the house. What follows depends on the answers.
///
/// # Errors
/// The document's outcome, if nothing would be sent.
pub async fn preview(
    media_type: Option<MediaType>,
    bytes: Vec<u8>,
    bench: &Workbench,
) -> Result<Vec<Request>, Outcome> {
    let media_type = media_type.ok_or(Outcome::Rejected(Rejection::Unsupported))?;
    let read = bench.reader.read(bytes, media_type).await.map_err(Outcome::Failed)?;
    let document = Arc::new(read.map_err(Outcome::Rejected)?.document);
    let shown = Arc::new(Shown::new(bench.model.clone()));
    let bench = Workbench { model: shown.clone(), ..bench.clone() };
    let (bench, readable, screened) = admit(document, &bench).await.map_err(Outcome::Failed)?;
    let (mut plan, step) = prepare("", readable, &screened, &bench).await.map_err(Outcome::Failed)?;
    let mut waiting = VecDeque::from(if let Step::More(requests) = step { requests } else { Vec::new() });
    while let Some(request) = waiting.pop_front().or_else(|| plan.next_request()) {
        // Every other error only says that nobody answers here.
        if let Err(ModelError { class: Class::Refused(barrier), .. }) = bench.model.complete(&request).await {
            return Err(Outcome::Failed(Failure::Refused(barrier)));
        }
    }
    Ok(shown.requests())
}

/// Opens the way to the model, if the guideline lets the document through, and takes out the sentences that address a
/// model: they are no part of what is summarised, nor evidence for anything.
async fn admit(document: Arc<Document>, bench: &Workbench) -> Result<(Workbench, Arc<Document>, Vec<Span>), Failure> {
    let bench = bench.clone();
    let cores = bench.cores.clone();
    let admitted = cores.run(move || {
        let model = bench.gate.open(&document, &bench.cover, bench.model.clone()).map_err(Failure::Refused)?;
        let screened = screen(&document);
        let readable = if screened.is_empty() { document } else { Arc::new(without(&document, &screened)) };
        Ok((Workbench { model, ..bench }, readable, screened))
    });
    admitted.await?
}

/// Makes the plan, sends its requests side by side, and gives it every answer until the summary is done.
async fn summarise(
    hint: &str,
    document: Arc<Document>,
    screened: &[Span],
    bench: &Workbench,
) -> Result<Summary, NoSummary> {
    let (mut plan, mut step) = prepare(hint, document, screened, bench).await?;
    // Few: what an answer gave rise to. All others stay ranges of passages in the plan until there is a place for them.
    let mut waiting: VecDeque<Request> = VecDeque::new();
    let mut open: JoinSet<Answered> = JoinSet::new();
    let mut postponed = None;
    loop {
        match step {
            Step::Done(summary) => return Ok(*summary),
            Step::More(requests) => waiting.extend(requests),
            Step::Waiting => {}
        }
        let Some((id, answer)) = next_answer(&mut plan, &mut waiting, &mut open, &bench.model).await? else {
            return Err(postponed.map_or(NoSummary::Failed(Failure::UnusableAnswer), NoSummary::Postponed));
        };
        let answer = match answer {
            Ok(completion) => Ok(completion),
            Err(error) if matches!(error.class, Class::Budget | Class::Pending) => {
                // All else is asked and taken as far as it goes: the next run starts from there, and what waits for a
                // job is handed in together.
                postponed = Some(if error.class == Class::Budget { Postponed::Budget } else { Postponed::Job });
                step = Step::Waiting;
                continue;
            }
            Err(error) => match unanswered(&error) {
                Ok(why) => Err(why),
                Err(failure) => {
                    // What is under way has been paid for: it is kept for the next run before this one gives up.
                    while open.join_next().await.is_some() {}
                    return Err(failure.into());
                }
            },
        };
        let taken = bench.cores.run(move || {
            let step = match answer {
                Ok(completion) => plan.accept(id, &completion),
                Err(why) => plan.unanswered(id, why),
            };
            (plan, step)
        });
        (plan, step) = taken.await.map_err(Failure::from)?;
    }
}

async fn prepare(
    hint: &str,
    document: Arc<Document>,
    screened: &[Span],
    bench: &Workbench,
) -> Result<(Plan, Step), Failure> {
    let (hint, screened) = (hint.to_owned(), screened.to_vec());
    let (instructions, window) = (bench.instructions.clone(), bench.model.window());
    let prepared = bench.cores.run(move || begin(&hint, document, &screened, &instructions, window));
    Ok(prepared.await?)
}

/// The plan of one document and its first step; this is work for a processor. `screened` names the sentences that were
/// taken out because they address a model.
pub(crate) fn begin(
    hint: &str,
    document: Arc<Document>,
    screened: &[Span],
    instructions: &Instructions,
    window: Option<usize>,
) -> (Plan, Step) {
    let source = Arc::new(Source::new(&document));
    // A model without a window reads the whole document at once, whatever its length.
    let budget = Budget { tokens: instructions.chunk_tokens };
    let chunks = if window.is_some() { split(&document, &budget) } else { Vec::new() };
    let title = title(&document, hint);
    let mut plan = Plan::new(document, source, &chunks, instructions.clone(), title, window);
    plan.distrust(screened);
    let step = plan.start();
    (plan, step)
}

type Answered = (RequestId, Result<Completion, ModelError>);

/// Sends what there are places for until one is answered; `None` if nothing is open or waiting any more.
async fn next_answer(
    plan: &mut Plan,
    waiting: &mut VecDeque<Request>,
    open: &mut JoinSet<Answered>,
    model: &Arc<dyn Model>,
) -> Result<Option<Answered>, Failure> {
    let mut place = model.place();
    loop {
        let more = !waiting.is_empty() || plan.has_more();
        tokio::select! {
            biased;
            Some(answered) = open.join_next() => return answered.map(Some).map_err(|_| Failure::Panicked),
            free = &mut place, if more => {
                if let Some(request) = waiting.pop_front().or_else(|| plan.next_request()) {
                    send(request, free, model.clone(), open);
                }
                place = model.place();
            }
            else => return Ok(None),
        }
    }
}

fn send(request: Request, place: Place, model: Arc<dyn Model>, open: &mut JoinSet<Answered>) {
    open.spawn(async move {
        let answer = model.complete(&request).await;
        drop(place);
        (request.id, answer)
    });
}

/// What concerns this request alone goes back to the plan; what concerns the endpoint ends the document for this run.
fn unanswered(error: &ModelError) -> Result<Unanswered, Failure> {
    tracing::warn!(%error, "a request was not answered");
    match error.class {
        Class::Filtered => Ok(Unanswered::Filtered),
        Class::Overflow => Ok(Unanswered::Overflow),
        Class::Transient | Class::Configuration => Err(Failure::ModelUnavailable),
        Class::RateLimited | Class::Quota => Err(Failure::QuotaExhausted),
        Class::Permanent | Class::Malformed | Class::Form | Class::Budget | Class::Pending => {
            Err(Failure::UnusableAnswer)
        }
        Class::Refused(barrier) => Err(Failure::Refused(barrier)),
    }
}

impl From<Failure> for NoSummary {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<Panicked> for Failure {
    fn from(_: Panicked) -> Self {
        Self::Panicked
    }
}
