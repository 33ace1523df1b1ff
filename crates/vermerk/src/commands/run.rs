use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use fs_err as fs;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use tokio::sync::watch;
use vermerk_batch::{Manifest, Progress, RunSummary, Stop, Stopped};
use vermerk_model::{Measures, Model};
use vermerk_report::{IndexOutcome, wording};
use vermerk_store::Store;
use vermerk_summary::{Failure, OutcomeKind};

use crate::arguments::{Global, Run};
use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::guideline::Adopted;
use crate::pipeline::Pipeline;
use crate::settings::{ModelKind, Settings};
use crate::spending::{Spent, reached};
use crate::{budget, ledger, print, store, workbench};

/// How a run ended, for other programs. The three outcomes add up to `documents` unless the run was interrupted.
#[derive(Debug, Serialize)]
struct Ended {
    documents: usize,
    summarised: usize,
    rejected: usize,
    failed: usize,
    not_reached: usize,
    need_a_person: usize,
    reused: usize,
    duplicates: usize,
    skipped: usize,
    /// What was spent at the endpoint; missing with the built-in model.
    #[serde(skip_serializing_if = "Option::is_none")]
    spending: Option<Spent>,
    exit_code: u8,
    /// What the endpoint was asked, and how things stood at the end; missing for the built-in model.
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoint: Option<BTreeMap<&'static str, f64>>,
}

/// Summarises a folder; everything is checked before the first document is read.
pub(crate) fn run(command: &Run, global: &Global) -> Result<Exit, CommandError> {
    let settings = Settings::load(global)?;
    let pipeline = Pipeline::load(command.pipeline.as_deref().unwrap_or(&settings.pipeline))?;
    let folder = workbench::folder(&command.folder)?;
    if fs::canonicalize(&command.out).is_ok_and(|out| out == folder) {
        return Err(CommandError::new(Exit::Usage, "the reports cannot go into the folder of the documents")
            .hint("give another folder with --out; it may lie inside FOLDER"));
    }
    fs::create_dir_all(&command.out).map_err(|error| {
        CommandError::new(Exit::CannotWrite, "cannot make the output folder")
            .because(error)
            .hint("check --out and the rights of its parent folder")
    })?;
    let adopted = Adopted::load(&settings)?;
    let manifest = Manifest::read(&folder)?;
    let bench = workbench::build(&settings, &pipeline, adopted.as_ref())?;
    let (store, rebuilt) = store::open(&settings)?;
    let store = Arc::new(store);
    if let Some(adopted) = &adopted {
        adopted.adopt(&store)?;
    }
    let mut remarks: Vec<String> = rebuilt.into_iter().collect();
    // What a run that was killed left unsigned is signed now.
    let as_signed = sign_ledger(&settings, &store)?;
    if !as_signed {
        remarks.push(wording::LEDGER_NOT_AS_SIGNED.to_owned());
    }
    let remarkable = !remarks.is_empty();
    let mut job = workbench::job(folder, command.out.clone(), &settings, &pipeline, &bench, adopted.as_ref(), manifest);
    job.remarks = remarks;
    let job = Arc::new(job);
    if let Some(outdated) =
        budget::outdated(&settings.prices, &settings.model.model).filter(|_| bench.endpoint.is_some())
    {
        print::message(&outdated);
    }
    let mut watcher = Watcher::new(global.quiet || command.json);
    let (summary, signal) = workbench::runtime()?.block_on(async {
        let (stop, stopped) = watch::channel(Stop::No);
        let signal = Arc::new(OnceLock::new());
        let signals = tokio::spawn(signals(stop, signal.clone()));
        let measures = tokio::spawn(tell_measures(bench.model.clone()));
        let mut observe = |progress| watcher.observe(progress);
        let summary = vermerk_batch::run(job, &bench, store.clone(), stopped, &mut observe).await;
        signals.abort();
        measures.abort();
        Ok::<_, CommandError>((summary?, signal.get().copied()))
    })?;
    watcher.finish();
    let measures = bench.model.measures();
    if let Some(measures) = measures {
        log_measures(&measures);
    }
    let endpoint = measures.map(|measures| measures.named().into_iter().collect());
    let exit = conclude(command, global, &settings, &summary, endpoint, signal, remarkable)?;
    store::nightly_export(&settings, &store)?;
    if as_signed {
        sign_ledger(&settings, &store)?;
    }
    Ok(exit)
}

/// Whether the ledger is as it was signed, or is not signed at all.
pub(super) fn sign_ledger(settings: &Settings, store: &Store) -> Result<bool, CommandError> {
    settings.ledger.as_ref().map_or(Ok(true), |table| ledger::sign(table, &store.ledger_path()))
}

/// Says in the log every minute how things stand with the endpoint.
async fn tell_measures(model: Arc<dyn Model>) {
    loop {
        tokio::time::sleep(Duration::from_mins(1)).await;
        if let Some(measures) = model.measures() {
            log_measures(&measures);
        }
    }
}

fn log_measures(measures: &Measures) {
    tracing::info!(
        sent = measures.sent,
        answered = measures.answered,
        limited = measures.limited,
        declined = measures.declined,
        retried_transient = measures.retried_transient,
        retried_malformed = measures.retried_malformed,
        waited_seconds = measures.waited.as_secs_f64(),
        waiting = measures.waiting,
        in_flight = measures.in_flight,
        allowed = measures.allowed,
        requests_level = measures.requests_level,
        tokens_level = measures.tokens_level,
        k = measures.k,
        estimated_tokens = measures.estimated_tokens,
        prompt_tokens = measures.prompt_tokens,
        completion_tokens = measures.completion_tokens,
        "endpoint"
    );
}

/// The first Ctrl-C or SIGTERM lets what is under way come to its end, the second gives it up, a third ends the process at
/// once. Which signal was the first is told by `signal`. What was recorded is durable in every case.
pub(super) async fn signals(stop: watch::Sender<Stop>, signal: Arc<OnceLock<Exit>>) {
    use tokio::signal::unix::{self, SignalKind};
    let (Ok(mut interrupt), Ok(mut terminate)) =
        (unix::signal(SignalKind::interrupt()), unix::signal(SignalKind::terminate()))
    else {
        return;
    };
    let mut next = async || {
        tokio::select! {
            _ = interrupt.recv() => Exit::Interrupted,
            _ = terminate.recv() => Exit::Terminated,
        }
    };
    for how in [Stop::Drain, Stop::Now] {
        let exit = next().await;
        if how == Stop::Drain {
            print::message(
                "stopping: documents under way are finished, the rest goes on next run (again to stop at once)",
            );
        }
        // Set once, by the first.
        signal.get_or_init(|| exit);
        // Nobody listens any more only if the run has just ended by itself.
        let _unheard = stop.send(how).is_err();
    }
    let exit = next().await;
    #[expect(clippy::exit, reason = "the user asks a third time, so nothing more is waited for")]
    std::process::exit(exit as i32)
}

fn conclude(
    command: &Run,
    global: &Global,
    settings: &Settings,
    summary: &RunSummary,
    endpoint: Option<BTreeMap<&'static str, f64>>,
    signal: Option<Exit>,
    remarkable: bool,
) -> Result<Exit, CommandError> {
    let count = |wanted| summary.entries.iter().filter(|entry| entry.kind() == wanted).count();
    let need_a_person = summary.entries.iter().filter(|entry| entry.needs_a_person()).count();
    let exit = if let Some(signal) = signal.filter(|_| summary.interrupted) {
        signal
    } else if matches!(summary.stopped, Some(Stopped::NotHandedIn(_))) {
        Exit::ModelUnreachable
    } else if summary.stopped.is_some() {
        Exit::Limit
    } else if summary.summarised_anew == 0 && any_failed(summary, Failure::ModelUnavailable) {
        Exit::ModelUnreachable
    } else if any_failed(summary, Failure::QuotaExhausted) {
        Exit::Limit
    } else if summary.entries.iter().any(|entry| matches!(entry.outcome, IndexOutcome::Failed(Failure::Refused(_)))) {
        Exit::Refused
    } else if need_a_person > 0 || remarkable {
        Exit::NeedsPerson
    } else {
        Exit::Done
    };
    let ended = Ended {
        documents: summary.documents,
        summarised: count(OutcomeKind::Summarised),
        rejected: count(OutcomeKind::Rejected),
        failed: count(OutcomeKind::Failed),
        not_reached: summary.documents - summary.entries.len(),
        need_a_person,
        reused: summary.reused,
        duplicates: summary.entries.iter().filter(|entry| entry.duplicate_of.is_some()).count(),
        skipped: summary.skipped.len(),
        spending: summary.spending.as_ref().map(|spending| {
            let priced = budget::price(&settings.prices, &settings.model.model);
            Spent::of_run(spending, priced.map(|_| settings.prices.currency.as_str()))
        }),
        exit_code: exit as u8,
        endpoint,
    };
    if command.json {
        let json = serde_json::to_string(&ended).map_err(CommandError::internal)?;
        print::data(&(json + "\n"))?;
    } else if !global.quiet {
        tell(command, settings, summary, &ended);
    }
    Ok(exit)
}

/// Whether a document failed in this way.
fn any_failed(summary: &RunSummary, failure: Failure) -> bool {
    summary.entries.iter().any(|entry| matches!(entry.outcome, IndexOutcome::Failed(found) if found == failure))
}

fn tell(command: &Run, settings: &Settings, summary: &RunSummary, ended: &Ended) {
    for entry in summary.entries.iter().filter(|entry| entry.needs_a_person()) {
        print::message(&format!("needs a person: {}: {}", entry.name, entry.grounds()));
    }
    let Ended { documents, summarised, rejected, failed, not_reached, .. } = ended;
    let rest = if *not_reached > 0 { format!(" + {not_reached} not reached") } else { String::new() };
    print::message(&format!(
        "{documents} documents = {summarised} summarised + {rejected} rejected + {failed} failed{rest}; {} need a person",
        ended.need_a_person
    ));
    if ended.duplicates > 0 {
        print::message(&format!("{} of them are duplicates of others", ended.duplicates));
    }
    if ended.skipped > 0 {
        print::message(&format!("{} system files and links were left alone", ended.skipped));
    }
    if ended.reused == *documents && *documents > 0 {
        print::message("nothing to do: all results are there from an earlier run");
    } else if ended.reused > 0 {
        print::message(&format!("{} results are from an earlier run", ended.reused));
    }
    ended.spending.iter().flat_map(Spent::lines).for_each(|line| print::message(&line));
    match &summary.stopped {
        Some(Stopped::Budget(cap)) => print::message(&reached(cap, &settings.prices.currency)),
        Some(Stopped::Jobs(waiting)) => print::message(&format!(
            "{waiting} documents wait for answers that come within a day; a later run fetches them"
        )),
        Some(Stopped::NotHandedIn(waiting)) => print::message(&format!(
            "requests of {waiting} documents could not be handed in; the next run tries again (--log says why)"
        )),
        None => {}
    }
    if settings.model.kind == ModelKind::Builtin {
        print::message("model: built in, no network used");
    }
    print::message(&format!("reports: {}", command.out.join("index.html").display()));
}

/// Shows progress: a bar on a terminal, a line for each document elsewhere.
struct Watcher {
    bar: ProgressBar,
    lines: bool,
}

impl Watcher {
    fn new(quiet: bool) -> Self {
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let lines = !quiet && target.is_hidden();
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} documents, {elapsed}") {
            bar.set_style(style);
        }
        Self { bar, lines }
    }

    fn observe(&mut self, progress: Progress) {
        match progress {
            Progress::Listed { documents, .. } => {
                self.bar.set_length(documents as u64);
                self.bar.enable_steady_tick(Duration::from_millis(200));
                if self.lines {
                    print::message(&format!("{documents} documents"));
                }
            }
            Progress::Finished { name, outcome, reused } => {
                self.bar.inc(1);
                if self.lines {
                    let outcome = match outcome {
                        OutcomeKind::Summarised => "summarised",
                        OutcomeKind::Rejected => "rejected",
                        OutcomeKind::Failed => "failed",
                    };
                    let earlier = if reused { " (from an earlier run)" } else { "" };
                    print::message(&format!("{outcome}: {name}{earlier}"));
                }
            }
        }
    }

    fn finish(&mut self) {
        self.bar.finish_and_clear();
    }
}
