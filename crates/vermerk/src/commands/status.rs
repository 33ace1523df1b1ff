use std::collections::BTreeMap;
use std::fmt::Write as _;

use fs_err as fs;
use serde::Serialize;
use vermerk_store::{AccountState, BatchEntry, BatchId, BatchState, Store, Totals};
use vermerk_summary::OutcomeKind;

use crate::arguments::{Global, Status};
use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::settings::Settings;
use crate::spending::Spent;
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
    /// What it spent at an endpoint; missing if it had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    spending: Option<Spent>,
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
    let spent = spent(&store)?;
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
            spending: spent
                .get(&batch.id)
                .map(|spent| Spent::new(&spent.totals, spent.reserved_micros, spent.currency.as_deref())),
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

/// What a batch spent, over all its days and jobs.
#[derive(Default)]
struct BatchSpent {
    totals: Totals,
    reserved_micros: u64,
    currency: Option<String>,
}

fn spent(store: &Store) -> Result<BTreeMap<BatchId, BatchSpent>, CommandError> {
    let mut spent: BTreeMap<BatchId, BatchSpent> = BTreeMap::new();
    let mut add = |batch, totals: &Totals, reserved: u64, currency: Option<String>| {
        let sum = spent.entry(batch).or_default();
        sum.totals.add(totals);
        sum.reserved_micros = sum.reserved_micros.saturating_add(reserved);
        sum.currency = currency;
    };
    for mut account in store.accounts()? {
        if account.state == AccountState::Open {
            // The store is ours, so its process is gone; what was on its way may have been paid for.
            account.break_off();
        }
        add(account.batch, &account.totals, account.reserved_micros(), account.currency);
    }
    for job in store.jobs()? {
        add(job.batch, &job.totals, job.reserved_micros, job.currency);
    }
    Ok(spent)
}

fn table(batches: &[BatchStatus]) -> String {
    if batches.is_empty() {
        return "no batches yet\n".to_owned();
    }
    let paid = batches.iter().any(|batch| batch.spending.is_some());
    let money = |cost: &str, twice: &str| if paid { format!("{cost:>12}  {twice:>14}  ") } else { String::new() };
    let mut text = format!(
        "batch  started               state        summarised  rejected  failed  {}folder\n",
        money("cost", "possibly twice")
    );
    for batch in batches {
        let state = match batch.state {
            BatchState::Running => "running",
            BatchState::Finished => "finished",
            BatchState::Interrupted => "interrupted",
        };
        let spent = batch.spending.as_ref().map_or(money("", ""), |spent| money(&spent.cost(), &spent.twice()));
        let _infallible = writeln!(
            text,
            "{:>5}  {}  {state:<11}  {:>10}  {:>8}  {:>6}  {}{}",
            batch.batch, batch.started, batch.summarised, batch.rejected, batch.failed, spent, batch.folder
        );
    }
    text
}
