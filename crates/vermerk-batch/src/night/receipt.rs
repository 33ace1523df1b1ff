use std::path::Path;

use fs_err as fs;
use serde::Serialize;
use vermerk_report::{IndexEntry, IndexOutcome, wording};

use crate::reports::Rendered;

/// Name of the receipt.
const NAME: &str = "empfang.json";

/// The records office's receipt for one submission: what became of each file that was handed over or announced.
#[derive(Debug, Serialize)]
pub(crate) struct Receipt {
    #[serde(rename = "einreichung")]
    submission: String,
    /// Why the submission was refused as a whole.
    #[serde(rename = "abgewiesen", skip_serializing_if = "Option::is_none")]
    refused: Option<String>,
    /// Whether every file has its outcome.
    #[serde(rename = "abgeschlossen")]
    complete: bool,
    #[serde(rename = "dateien")]
    files: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    #[serde(rename = "datei")]
    name: String,
    #[serde(rename = "sha256", skip_serializing_if = "String::is_empty")]
    sha256: String,
    #[serde(rename = "ergebnis")]
    outcome: &'static str,
    #[serde(rename = "grund", skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(rename = "dublette_von", skip_serializing_if = "Option::is_none")]
    duplicate_of: Option<String>,
    #[serde(rename = "bericht", skip_serializing_if = "Option::is_none")]
    report: Option<String>,
}

impl Receipt {
    /// For a submission that was refused before any document was read.
    pub(crate) fn refused(submission: &str, reason: &str) -> Self {
        Self { submission: submission.to_owned(), refused: Some(reason.to_owned()), complete: true, files: Vec::new() }
    }

    /// Whether the receipt of a submission that is done with lies in a folder.
    pub(crate) fn is_complete(out: &Path) -> bool {
        let receipt = fs::read(out.join(NAME)).ok();
        let receipt: Option<serde_json::Value> = receipt.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        receipt.is_some_and(|receipt| receipt["abgeschlossen"] == true)
    }

    /// `missing` are files the manifest names and the submission does not have; `not_reached` those without outcome;
    /// `complete` says that nothing of it is left for the next night.
    pub(crate) fn new(
        submission: &str,
        entries: &[IndexEntry],
        missing: &[String],
        not_reached: &[String],
        complete: bool,
    ) -> Self {
        let plain = |name: &String, outcome| Row {
            name: name.clone(),
            sha256: String::new(),
            outcome,
            reason: None,
            duplicate_of: None,
            report: None,
        };
        let mut files: Vec<Row> = entries.iter().map(row).collect();
        files.extend(missing.iter().map(|name| plain(name, wording::MISSING)));
        files.extend(not_reached.iter().map(|name| plain(name, wording::NOT_REACHED)));
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Self { submission: submission.to_owned(), refused: None, complete, files }
    }

    /// Writes `empfang.json` and `protokoll.csv`.
    pub(crate) fn write(&self, out: &Path) -> std::io::Result<()> {
        let json = serde_json::to_vec_pretty(self)?;
        Rendered::new(NAME.to_owned(), json).overwrite(out)?;
        let head = ["Datei", "SHA-256", "Ergebnis", "Grund", "Dublette von", "Bericht"].map(str::to_owned);
        let refused = self
            .refused
            .iter()
            .map(|reason| [self.submission.as_str(), "", wording::REFUSED, reason, "", ""].map(str::to_owned));
        let rows = self.files.iter().map(|row| {
            let [reason, duplicate, report] =
                [&row.reason, &row.duplicate_of, &row.report].map(|cell| cell.as_deref().unwrap_or_default());
            [&row.name, &row.sha256, row.outcome, reason, duplicate, report].map(str::to_owned)
        });
        let table = vermerk_report::table(std::iter::once(head).chain(refused).chain(rows));
        Rendered::new("protokoll.csv".to_owned(), table.into_bytes()).overwrite(out)
    }
}

fn row(entry: &IndexEntry) -> Row {
    let reason = match &entry.outcome {
        IndexOutcome::Summarised(_) => None,
        IndexOutcome::Rejected(rejection) => Some(wording::rejection(*rejection).sentence.into_owned()),
        IndexOutcome::Failed(failure) => Some(wording::failure(*failure).sentence.into_owned()),
        IndexOutcome::Parked(failure) => Some(wording::parked(*failure).sentence.into_owned()),
    };
    Row {
        name: entry.name.clone(),
        sha256: entry.sha256.clone(),
        outcome: wording::outcome(entry.kind()),
        reason,
        duplicate_of: entry.duplicate_of.clone(),
        report: entry.report.clone(),
    }
}
