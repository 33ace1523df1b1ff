//! What the ministry is told of the use of language models: added up from the ledger, and from nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;

use serde::Serialize;
use vermerk_store::{Event, Logged};
use vermerk_summary::{Barrier, OutcomeKind};

use crate::clock;

/// What is added up separately.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Key {
    /// `2026-11`, in UTC.
    pub(crate) month: String,
    pub(crate) office: String,
    pub(crate) pipeline: String,
    pub(crate) model: String,
}

/// The sums of one key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Sums {
    pub(crate) summarised: u64,
    pub(crate) rejected: u64,
    pub(crate) failed: u64,
    pub(crate) supported: u64,
    pub(crate) review: u64,
    pub(crate) unsupported: u64,
    pub(crate) answers: u64,
    pub(crate) prompt_tokens: u64,
    pub(crate) completion_tokens: u64,
    pub(crate) cost_micros: u64,
    /// Documents the guideline kept from the model, by what stood in the way.
    pub(crate) refusals: BTreeMap<String, u64>,
    /// Guidelines in force, by name and version.
    pub(crate) guidelines: BTreeSet<String>,
}

/// Refusals that somebody must look into: data or instructions were about to get where they must not.
pub(crate) const INCIDENTS: [Barrier; 2] = [Barrier::PersonalData, Barrier::Canary];

/// The name of a barrier in the report, as it stands in the ledger.
pub(crate) fn name(barrier: Barrier) -> String {
    serde_json::to_value(barrier).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Adds up the lines of a ledger whose month is within the period (`2026`, `2026-11`; empty for all). One pass, in the
/// order of the lines: a line belongs to the batch begun last before it.
///
/// # Errors
/// The number of the first line that can't be read.
pub(crate) fn sums(ledger: impl BufRead, period: &str) -> Result<BTreeMap<Key, Sums>, u64> {
    let mut all: BTreeMap<Key, Sums> = BTreeMap::new();
    let mut of = (String::new(), String::new(), String::new());
    for (number, line) in (1_u64..).zip(ledger.lines()) {
        let line = line.map_err(|_| number)?;
        let Logged { at, event, .. } = serde_json::from_str(&line).map_err(|_| number)?;
        if let Event::BatchFor { office, pipeline, model, .. } = &event {
            of = (office.clone(), pipeline.clone(), model.clone());
        }
        let month = clock::rfc3339(at).get(..7).unwrap_or_default().to_owned();
        let counted =
            matches!(event, Event::ResultRecorded { .. } | Event::AnswerRecorded { .. } | Event::Refused { .. });
        if !counted || !month.starts_with(period) {
            continue;
        }
        let (office, pipeline, model) = of.clone();
        add(all.entry(Key { month, office, pipeline, model }).or_default(), event);
    }
    Ok(all)
}

fn add(sums: &mut Sums, event: Event) {
    match event {
        Event::ResultRecorded { outcome, guideline, verdicts, .. } => {
            *match outcome {
                OutcomeKind::Summarised => &mut sums.summarised,
                OutcomeKind::Rejected => &mut sums.rejected,
                OutcomeKind::Failed => &mut sums.failed,
            } += 1;
            let verdicts = verdicts.unwrap_or_default();
            sums.supported += verdicts.supported;
            sums.review += verdicts.review;
            sums.unsupported += verdicts.unsupported;
            sums.guidelines.extend(guideline);
        }
        Event::AnswerRecorded { prompt_tokens, completion_tokens, cost_micros, guideline, .. } => {
            sums.answers += 1;
            sums.prompt_tokens += prompt_tokens;
            sums.completion_tokens += completion_tokens;
            sums.cost_micros += cost_micros;
            sums.guidelines.extend(guideline);
        }
        Event::Refused { barrier, .. } => *sums.refusals.entry(name(barrier)).or_default() += 1,
        _ => {}
    }
}

/// The columns of the report, in their order, with the German heading of each.
const COLUMNS: [(&str, &str); 16] = [
    ("month", "Monat"),
    ("office", "Stelle"),
    ("pipeline", "Verfahren"),
    ("model", "Modell"),
    ("summarised", "zusammengefasst"),
    ("rejected", "abgewiesen"),
    ("failed", "fehlgeschlagen"),
    ("supported", "Sätze belegt"),
    ("review", "Sätze zu prüfen"),
    ("unsupported", "Sätze nicht belegt"),
    ("answers", "Antworten"),
    ("tokens", "Token"),
    ("cost", "Kosten"),
    ("refusals", "durch Leitlinie ausgeschlossen"),
    ("incidents", "Vorfälle"),
    ("guidelines", "Leitlinien"),
];

/// The report as rows of cells. Counts of documents below `least` are shown as "<5", since with other knowledge they could
/// tell of single persons; sums of tokens and money over so few documents are left out too.
pub(crate) fn rows(all: &BTreeMap<Key, Sums>, least: u64) -> Vec<[String; 16]> {
    all.iter()
        .map(|(key, sums)| {
            let few = |count: u64| if count > 0 && count < least { format!("<{least}") } else { count.to_string() };
            let documents = sums.summarised + sums.rejected + sums.failed;
            let of_few =
                |count: u64| if documents > 0 && documents < least { String::new() } else { count.to_string() };
            let refusals: Vec<String> =
                sums.refusals.iter().map(|(barrier, count)| format!("{barrier}: {}", few(*count))).collect();
            let incidents = INCIDENTS.iter().filter_map(|barrier| sums.refusals.get(&name(*barrier))).sum::<u64>();
            let cost = if documents > 0 && documents < least { String::new() } else { amount(sums.cost_micros) };
            [
                key.month.clone(),
                key.office.clone(),
                key.pipeline.clone(),
                key.model.clone(),
                few(sums.summarised),
                few(sums.rejected),
                few(sums.failed),
                of_few(sums.supported),
                of_few(sums.review),
                of_few(sums.unsupported),
                of_few(sums.answers),
                of_few(sums.prompt_tokens + sums.completion_tokens),
                cost,
                refusals.join(", "),
                incidents.to_string(),
                sums.guidelines.iter().cloned().collect::<Vec<_>>().join(" | "),
            ]
        })
        .collect()
}

/// Millionths as an amount with six digits.
fn amount(micros: u64) -> String {
    format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}

/// The rows as a table for spreadsheet programs.
pub(crate) fn csv(rows: Vec<[String; 16]>) -> String {
    vermerk_report::table(std::iter::once(COLUMNS.map(|(_, german)| german.to_owned())).chain(rows))
}

/// The rows as JSON objects.
pub(crate) fn json(rows: &[[String; 16]]) -> serde_json::Value {
    let object = |row: &[String; 16]| -> serde_json::Value {
        COLUMNS
            .iter()
            .zip(row)
            .map(|((name, _), cell)| ((*name).to_owned(), cell.clone().into()))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    rows.iter().map(object).collect()
}

#[cfg(test)]
mod tests;
