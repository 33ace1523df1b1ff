//! One night: every office's inbox, in fair turns, until all is done or the time is up.

mod inbox;
mod receipt;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use fs_err as fs;
use tokio::sync::watch;
use vermerk_report::{IndexEntry, IndexOutcome, wording};
use vermerk_summary::Failure;

use crate::intake;
use crate::manifest::{self, Manifest, ManifestError};
use crate::run::{RunError, RunSummary, Stop};
use inbox::{Inbox, Parcel};
use receipt::Receipt;

/// One office with its folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// Its name, as in the ledger and the budget.
    pub name: String,
    /// Where its records office puts submissions, each a folder with a marker beside it.
    pub inbox: PathBuf,
    /// Where the reports go, a folder for each submission.
    pub out: PathBuf,
    /// Where the folder of a finished submission is moved; it stays if this is `None`.
    pub processed: Option<PathBuf>,
    /// Where the folder of a refused submission is moved; it stays if this is `None`.
    pub refused: Option<PathBuf>,
}

/// A submission on its way through a run.
#[derive(Debug)]
pub struct Turn<'a> {
    /// Whose it is.
    pub office: &'a Office,
    /// Its name.
    pub submission: &'a str,
    /// The folder with its documents.
    pub folder: &'a Path,
    /// The folder for its reports.
    pub out: PathBuf,
    /// What the records office says of it.
    pub manifest: Manifest,
}

/// How a night ended.
#[derive(Debug, Default)]
pub struct NightSummary {
    /// The submissions that were taken up, in the order they were.
    pub submissions: Vec<Handled>,
    /// Submissions that wait for the next night.
    pub waiting: usize,
    /// Offices whose inbox could not be listed.
    pub unreachable: Vec<String>,
    /// Offices in whose folders something could not be written or moved; what is left of them waits.
    pub unwritable: BTreeSet<String>,
}

impl NightSummary {
    fn set_aside(&mut self, office: &Office, error: &std::io::Error) {
        tracing::error!(office = office.name, kind = ?error.kind(), "the folders of an office cannot be written to");
        self.waiting += 1;
        self.unwritable.insert(office.name.clone());
    }
}

/// What became of one submission.
#[derive(Debug, Clone)]
pub struct Handled {
    /// Whose it is.
    pub office: String,
    /// Its name.
    pub submission: String,
    /// How it ended.
    pub ended: Ended,
    /// Its documents with an outcome.
    pub entries: Vec<IndexEntry>,
    /// Files its manifest names that are not there.
    pub missing: Vec<String>,
}

/// How a submission ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// Every document has its outcome.
    Done,
    /// It was refused as a whole, and why.
    Refused(String),
    /// The run was stopped before all of it was done, or something failed that may work next night; it goes on then.
    Unfinished,
}

/// Why a night could not go on. What was done before stays.
#[derive(Debug, thiserror::Error)]
pub enum NightError {
    /// A run could not go on.
    #[error(transparent)]
    Run(#[from] RunError),
    /// A marker, a receipt or a folder could not be written or moved.
    #[error("failed to write to the folders of an office")]
    Folder(#[source] std::io::Error),
}

/// Lists what waits in all inboxes in the order in which it will be taken: the offices in turns, so that none waits for
/// another's mountain; urgent submissions of all offices first. The second value names inboxes that can't be listed.
pub fn waiting(offices: &[Office]) -> (Vec<(&Office, String, bool)>, Vec<String>) {
    let (turns, unreachable) = turns(offices);
    (turns.into_iter().map(|(office, parcel)| (office, parcel.name, parcel.urgent)).collect(), unreachable)
}

fn turns(offices: &[Office]) -> (Vec<(&Office, Parcel)>, Vec<String>) {
    let mut unreachable = Vec::new();
    let mut placed: Vec<(bool, usize, usize, &Office, Parcel)> = Vec::new();
    for (number, office) in offices.iter().enumerate() {
        match Inbox::new(&office.inbox).waiting() {
            Ok(parcels) => {
                // The n-th of each office before the n+1-th of any; urgent ones are counted by themselves.
                let mut places = [0; 2];
                for parcel in parcels {
                    let lane = usize::from(!parcel.urgent);
                    let place = places.get_mut(lane).map_or(0, |place| std::mem::replace(place, *place + 1));
                    placed.push((!parcel.urgent, place, number, office, parcel));
                }
            }
            Err(error) => {
                tracing::error!(kind = ?error.kind(), "an inbox could not be listed");
                unreachable.push(office.name.clone());
            }
        }
    }
    placed.sort_by_key(|(later, place, number, ..)| (*later, *place, *number));
    (placed.into_iter().map(|(.., office, parcel)| (office, parcel)).collect(), unreachable)
}

/// Takes up one submission after the other until none waits, or until `stop` says so. `run` works through one of them.
///
/// # Errors
/// See [`NightError`].
pub async fn night(
    offices: &[Office],
    mut stop: watch::Receiver<Stop>,
    run: &mut dyn AsyncRun,
) -> Result<NightSummary, NightError> {
    let (turns, unreachable) = turns(offices);
    let mut summary = NightSummary { unreachable, ..NightSummary::default() };
    for (office, mut parcel) in turns {
        if *stop.borrow_and_update() != Stop::No {
            summary.waiting += 1;
            continue;
        }
        if summary.unwritable.contains(&office.name) {
            summary.waiting += 1;
            continue;
        }
        match parcel.claim() {
            Ok(true) => {}
            Ok(false) => continue,
            Err(error) => {
                summary.set_aside(office, &error);
                continue;
            }
        }
        match handle(office, parcel, run).await {
            Ok(handled) => {
                summary.waiting += usize::from(handled.ended == Ended::Unfinished);
                summary.submissions.push(handled);
            }
            // The office's own folders: the others do not wait for them.
            Err(NightError::Folder(error) | NightError::Run(RunError::Input(error) | RunError::Output(error))) => {
                summary.set_aside(office, &error);
            }
            Err(NightError::Run(RunError::OutputInUse)) => {
                summary.set_aside(office, &std::io::ErrorKind::ResourceBusy.into());
            }
            Err(error) => return Err(error),
        }
    }
    Ok(summary)
}

/// Works through one submission; the command brings in what a run needs.
pub trait AsyncRun {
    /// Takes every document of the submission to its outcome.
    fn run<'a>(
        &'a mut self,
        turn: Turn<'a>,
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<RunSummary, RunError>> + 'a>>;
}

async fn handle(office: &Office, parcel: Parcel, run: &mut dyn AsyncRun) -> Result<Handled, NightError> {
    let failed = NightError::Folder;
    let out = place(&office.out, &parcel.name);
    fs::create_dir_all(&out).map_err(failed)?;
    let submission = parcel.name.clone();
    let handled = |ended, entries, missing| Handled {
        office: office.name.clone(),
        submission: submission.clone(),
        ended,
        entries,
        missing,
    };
    let manifest = match sound(&parcel.folder) {
        Ok(manifest) => manifest,
        Err(reason) => {
            Receipt::refused(&parcel.name, &reason).write(&out).map_err(failed)?;
            let handled = handled(Ended::Refused(reason), Vec::new(), Vec::new());
            end(parcel, office.refused.as_deref(), false).map_err(failed)?;
            return Ok(handled);
        }
    };
    let announced: Vec<String> = manifest.names().map(str::to_owned).collect();
    let turn = Turn { office, submission: &parcel.name, folder: &parcel.folder, out: out.clone(), manifest };
    let done = run.run(turn).await?;
    let listed: BTreeSet<&str> = done.entries.iter().map(|entry| entry.name.as_str()).collect();
    let open: BTreeSet<&str> = done.not_reached.iter().map(String::as_str).collect();
    let missing: Vec<String> =
        announced.into_iter().filter(|name| !listed.contains(name.as_str()) && !open.contains(name.as_str())).collect();
    let unfinished = done.interrupted || done.entries.iter().any(may_work_next_night);
    let receipt = Receipt::new(&parcel.name, &done.entries, &missing, &done.not_reached, !unfinished);
    receipt.write(&out).map_err(failed)?;
    if unfinished {
        // Its marker stays busy: the next night takes it up again and finds what is done.
        return Ok(handled(Ended::Unfinished, done.entries, missing));
    }
    let handled = handled(Ended::Done, done.entries, missing);
    end(parcel, office.processed.as_deref(), true).map_err(failed)?;
    Ok(handled)
}

/// Where the reports of a submission go. One of the same name that was ended before keeps its reports and receipt.
fn place(out: &Path, name: &str) -> PathBuf {
    let mut place = out.join(name);
    for number in 2.. {
        if !Receipt::is_complete(&place) {
            break;
        }
        place = out.join(format!("{name} ({number})"));
    }
    place
}

/// Whether a document is to be tried again: what the guideline refuses is not, until it is handed over anew.
fn may_work_next_night(entry: &IndexEntry) -> bool {
    matches!(entry.outcome, IndexOutcome::Failed(failure) if !matches!(failure, Failure::Refused(_)))
}

/// What must hold of a submission before any of its documents is read; the reason is for the records office.
fn sound(folder: &Path) -> Result<Manifest, String> {
    let manifest = Manifest::read(folder).map_err(|error| match error {
        ManifestError::Field(field) => wording::manifest_field(&field),
        ManifestError::Form { form, .. } => wording::manifest_form(form),
        ManifestError::TwoManifests => wording::TWO_MANIFESTS.to_owned(),
        ManifestError::Read(_) => wording::MANIFEST_UNREADABLE.to_owned(),
    })?;
    let Ok(intake) = intake::list(folder, &[]) else { return Err(wording::SUBMISSION_UNREADABLE.to_owned()) };
    if let Some(link) = intake
        .skipped
        .iter()
        .find(|name| fs::symlink_metadata(folder.join(name)).is_ok_and(|there| there.file_type().is_symlink()))
    {
        return Err(wording::bad_name(link));
    }
    let names = || intake.submissions.iter().map(|submission| submission.name.as_str());
    if names().all(|name| manifest::NAMES.contains(&name)) {
        return Err(wording::EMPTY_SUBMISSION.to_owned());
    }
    if let Some(bad) = names().find(|name| manifest::refused(name).is_some()) {
        return Err(wording::bad_name(bad));
    }
    if let Some((first, second)) = manifest::clashes(names()).first() {
        return Err(wording::clash(first, second));
    }
    Ok(manifest)
}

/// Ends the submission, then moves its folder where the office wants it. Killed in between, the folder stays.
fn end(parcel: Parcel, target: Option<&Path>, good: bool) -> std::io::Result<()> {
    let (name, folder) = (parcel.name.clone(), parcel.folder.clone());
    parcel.end(good)?;
    let Some(target) = target else { return Ok(()) };
    fs::create_dir_all(target)?;
    let mut place = target.join(&name);
    // An earlier submission of that name stays.
    for number in 2.. {
        if !place.exists() {
            break;
        }
        place = target.join(format!("{name} ({number})"));
    }
    match fs::rename(folder, &place) {
        Err(error) if error.kind() == std::io::ErrorKind::CrossesDevices => {
            tracing::warn!("a submission stays in its inbox: its target lies on another file system");
            Ok(())
        }
        other => other,
    }
}
