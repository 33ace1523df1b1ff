use std::sync::{Arc, OnceLock};
use std::time::Duration;

use sd_notify::NotifyState;
use tokio::sync::watch;
use vermerk_batch::{AsyncRun, Ended, NightSummary, Office, RunError, RunSummary, Stop, Turn, Workbench};
use vermerk_report::{IndexOutcome, wording};
use vermerk_store::Store;
use vermerk_summary::Failure;

use super::run::{sign_ledger, signals};
use crate::arguments::{Global, Nightly};
use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::guideline::Adopted;
use crate::night::{Account, mail, metrics};
use crate::pipeline::Pipeline;
use crate::settings::Settings;
use crate::{clock, print, store, workbench};

/// Works through the inboxes of all offices; everything is checked before the first submission is taken.
pub(crate) fn nightly(command: &Nightly, global: &Global) -> Result<Exit, CommandError> {
    let started = clock::now();
    let settings = Settings::load(global)?;
    let offices = settings.offices.clone();
    if offices.is_empty() {
        return Err(CommandError::new(Exit::Config, "no office is configured")
            .hint("name the offices with their folders in [[office]] tables, see config/vermerk.toml"));
    }
    let until = command.until.as_deref().unwrap_or(&settings.night.until);
    let time_left = clock::until(until).map_err(|problem| {
        CommandError::new(Exit::Config, format!("night.until: '{until}' {problem}")).hint("write it like \"05:30\"")
    })?;
    if command.dry_run {
        return tell_what_waits(&offices);
    }
    let ended = work(&settings, &offices, time_left, global);
    // Also when the night failed: what watches over it must learn that.
    let account = Account::new(started, clock::now(), ended.as_ref().ok().map(|(summary, _)| summary));
    let exit = ended.as_ref().map_or_else(CommandError::exit, |(_, exit)| *exit);
    metrics::write(&settings.night, &account, exit)?;
    mail::write(&settings.night, &account, exit)?;
    let (summary, exit) = ended?;
    if !global.quiet {
        print::message(&account.sentence());
        let unwritable = summary.unwritable.iter();
        unwritable.for_each(|office| print::message(&format!("the folders of '{office}' cannot be written to")));
        summary
            .unreachable
            .iter()
            .for_each(|office| print::message(&format!("the inbox of '{office}' cannot be read")));
    }
    Ok(exit)
}

fn tell_what_waits(offices: &[Office]) -> Result<Exit, CommandError> {
    let (waiting, unreachable) = vermerk_batch::waiting(offices);
    let line = |office: &Office, submission: &str, urgent: bool| {
        format!("{}\t{submission}{}", office.name, if urgent { "\turgent" } else { "" })
    };
    let lines: Vec<String> =
        waiting.iter().map(|(office, submission, urgent)| line(office, submission, *urgent)).collect();
    if !lines.is_empty() {
        print::data(&(lines.join("\n") + "\n"))?;
    }
    print::message(&format!("{} submissions wait; nothing was touched", waiting.len()));
    if unreachable.is_empty() {
        return Ok(Exit::Done);
    }
    Err(CommandError::new(Exit::NoInput, format!("inboxes that cannot be read: {}", unreachable.join(", ")))
        .hint("check the folders, their rights and whether the share is mounted"))
}

fn work(
    settings: &Settings,
    offices: &[Office],
    time_left: Option<Duration>,
    global: &Global,
) -> Result<(NightSummary, Exit), CommandError> {
    let pipeline = Pipeline::load(&settings.pipeline)?;
    let adopted = Adopted::load(settings)?;
    let bench = workbench::build(settings, &pipeline, adopted.as_ref())?;
    let (store, rebuilt) = store::open(settings)?;
    let store = Arc::new(store);
    if let Some(adopted) = &adopted {
        adopted.adopt(&store)?;
    }
    let mut remarks: Vec<String> = rebuilt.into_iter().collect();
    let as_signed = sign_ledger(settings, &store)?;
    if !as_signed {
        remarks.push(wording::LEDGER_NOT_AS_SIGNED.to_owned());
    }
    let remarkable = !remarks.is_empty();
    let mut room = Room {
        settings,
        pipeline: &pipeline,
        adopted: adopted.as_ref(),
        bench: &bench,
        store: &store,
        remarks,
        stop: watch::channel(Stop::No).1,
        quiet: global.quiet,
        capped: false,
    };
    let (summary, signal, out_of_time) = workbench::runtime()?.block_on(async {
        let (stop, stopped) = watch::channel(Stop::No);
        room.stop = stopped.clone();
        let signal = Arc::new(OnceLock::new());
        let watched = tokio::spawn(signals(stop.clone(), signal.clone()));
        let watchdog = tokio::spawn(watchdog());
        let timer = tokio::spawn(async move {
            match time_left {
                Some(left) => tokio::time::sleep(left).await,
                None => std::future::pending().await,
            }
            // Nobody listens any more only if the night has just ended by itself.
            let _unheard = stop.send(Stop::Drain).is_err();
        });
        let summary = vermerk_batch::night(offices, stopped, &mut room).await;
        watched.abort();
        watchdog.abort();
        let out_of_time = timer.is_finished();
        timer.abort();
        Ok::<_, CommandError>((summary?, signal.get().copied(), out_of_time))
    })?;
    store::nightly_export(settings, &store)?;
    if as_signed {
        sign_ledger(settings, &store)?;
    }
    let exit = exit(&summary, signal, out_of_time || room.capped, remarkable);
    Ok((summary, exit))
}

/// Tells systemd that all is checked and that the night is alive, as often as it wants to know; without systemd, nothing.
async fn watchdog() {
    // That nobody listens is no reason to end the night.
    drop(sd_notify::notify(false, &[NotifyState::Ready]));
    let mut micros = 0;
    if !sd_notify::watchdog_enabled(false, &mut micros) {
        return;
    }
    let mut beat = tokio::time::interval(Duration::from_micros(micros / 2));
    loop {
        beat.tick().await;
        drop(sd_notify::notify(false, &[NotifyState::Watchdog]));
    }
}

fn exit(summary: &NightSummary, signal: Option<Exit>, limited: bool, remarkable: bool) -> Exit {
    let entries = || summary.submissions.iter().flat_map(|handled| &handled.entries);
    let failed = |wanted: fn(&Failure) -> bool| {
        entries().any(|entry| matches!(&entry.outcome, IndexOutcome::Failed(failure) if wanted(failure)))
    };
    let refused = summary.submissions.iter().any(|handled| matches!(handled.ended, Ended::Refused(_)));
    let missing = summary.submissions.iter().any(|handled| !handled.missing.is_empty());
    if let Some(signal) = signal {
        signal
    } else if limited && summary.waiting > 0 {
        Exit::Limit
    } else if !summary.unwritable.is_empty() {
        Exit::CannotWrite
    } else if !summary.unreachable.is_empty() {
        Exit::NoInput
    } else if failed(|failure| *failure == Failure::ModelUnavailable) {
        Exit::ModelUnreachable
    } else if failed(|failure| matches!(failure, Failure::Refused(_))) {
        Exit::Refused
    } else if refused || missing || remarkable || entries().any(vermerk_report::IndexEntry::needs_a_person) {
        Exit::NeedsPerson
    } else {
        Exit::Done
    }
}

/// What every submission of the night is worked on with.
struct Room<'a> {
    settings: &'a Settings,
    pipeline: &'a Pipeline,
    adopted: Option<&'a Adopted>,
    bench: &'a Workbench,
    store: &'a Arc<Store>,
    remarks: Vec<String>,
    stop: watch::Receiver<Stop>,
    quiet: bool,
    /// A limit of money was reached.
    capped: bool,
}

impl AsyncRun for Room<'_> {
    fn run<'a>(
        &'a mut self,
        turn: Turn<'a>,
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<RunSummary, RunError>> + 'a>> {
        Box::pin(async move {
            let folder = turn.folder.to_owned();
            let mut job =
                workbench::job(folder, turn.out, self.settings, self.pipeline, self.bench, self.adopted, turn.manifest);
            // What is to be said of the store is said once.
            job.remarks = std::mem::take(&mut self.remarks);
            job.budget.office.clone_from(&turn.office.name);
            let summary =
                vermerk_batch::run(Arc::new(job), self.bench, self.store.clone(), self.stop.clone(), &mut |_| {})
                    .await?;
            self.capped |= summary.stopped.is_some();
            if !self.quiet {
                let (office, submission) = (&turn.office.name, turn.submission);
                print::message(&format!("{office}: {submission}: {} documents", summary.entries.len()));
            }
            Ok(summary)
        })
    }
}
