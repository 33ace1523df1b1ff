use std::collections::BTreeMap;
use std::fmt::Write as _;

use fs_err as fs;
use serde::Serialize;
use vermerk_store::{BatchEntry, BatchState};
use vermerk_summary::OutcomeKind;

use crate::arguments::{Global, Status};
use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::settings::Settings;
use crate::{clock, print, store, workbench};

#[derive(Serialize)]
struct BatchStatus {
    batch: u64,
    folder: String,
    started: String,
    state: BatchState,
    summarised: usize,
    rejected: usize,
    failed: usize,
    documents: Vec<DocumentStatus>,
}

#[derive(Serialize)]
struct DocumentStatus {
    name: String,
    sha256: String,
    outcome: OutcomeKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    duplicate_of: Option<String>,
}

/// Shows the batches in the store, oldest first.
pub(crate) fn status(command: &Status, global: &Global) -> Result<Exit, CommandError> {
    let settings = Settings::load(global)?;
    let folder = match &command.folder {
        Some(folder) => {
            let path = fs::canonicalize(folder).map_err(|error| CommandError::input(folder, error))?;
            Some(path.to_string_lossy().into_owned())
        }
        None => None,
    };
    let store = store::open_existing(&settings)?;
    let mut batches = Vec::new();
    for batch in store.batches()? {
        if folder.as_ref().is_some_and(|folder| *folder != batch.folder) {
            continue;
        }
        let mut documents = Vec::new();
        let mut counts: BTreeMap<OutcomeKind, usize> = BTreeMap::new();
        for entry in store.entries(batch.id)? {
            let entry = entry?;
            *counts.entry(entry.outcome).or_default() += 1;
            if command.json {
                documents.push(DocumentStatus::from(entry));
            }
        }
        let count = |kind| counts.get(&kind).copied().unwrap_or_default();
        batches.push(BatchStatus {
            batch: batch.id.0,
            folder: batch.folder,
            started: clock::rfc3339(batch.started),
            state: batch.state,
            summarised: count(OutcomeKind::Summarised),
            rejected: count(OutcomeKind::Rejected),
            failed: count(OutcomeKind::Failed),
            documents,
        });
    }
    let text = if command.json {
        serde_json::to_string_pretty(&batches).map_err(CommandError::internal)? + "\n"
    } else {
        format!("{}\nreading processes: {}\n", table(&batches), workbench::sandbox(&settings)?)
    };
    print::data(&text)?;
    Ok(Exit::Done)
}

impl From<BatchEntry> for DocumentStatus {
    fn from(entry: BatchEntry) -> Self {
        Self {
            name: entry.name,
            sha256: entry.document.to_string(),
            outcome: entry.outcome,
            duplicate_of: entry.duplicate_of,
        }
    }
}

fn table(batches: &[BatchStatus]) -> String {
    if batches.is_empty() {
        return "no batches yet\n".to_owned();
    }
    let mut text = String::from("batch  started               state        summarised  rejected  failed  folder\n");
    for batch in batches {
        let state = match batch.state {
            BatchState::Running => "running",
            BatchState::Finished => "finished",
            BatchState::Interrupted => "interrupted",
        };
        let _infallible = writeln!(
            text,
            "{:>5}  {}  {state:<11}  {:>10}  {:>8}  {:>6}  {}",
            batch.batch, batch.started, batch.summarised, batch.rejected, batch.failed, batch.folder
        );
    }
    text
}
