use crate::inert::path;
use crate::{IndexEntry, IndexOutcome, IndexReport, wording};

const COLUMNS: [&str; 18] = [
    "Dokument",
    "Ergebnis",
    "Grund",
    "Betreff",
    "Seiten oder Abschnitte",
    "gelesen",
    "unvollständig",
    "nicht lesbar",
    "ausgenommen",
    "Sätze",
    "zu prüfen",
    "nicht belegt",
    "nicht erwähnt",
    "Hinweise",
    "Fristen",
    "Dublette von",
    "Bericht",
    "SHA-256",
];

/// The overview as a table for spreadsheet programs: UTF-8 with byte order mark (without it, German Excel reads the
/// umlauts wrongly), `;` between cells, CRLF after each row.
pub fn index_csv(report: &IndexReport<'_>) -> String {
    let mut out = String::from("\u{feff}");
    row(&mut out, &COLUMNS);
    for entry in report.entries {
        row(&mut out, &cells(entry));
    }
    for name in report.not_reached {
        row(&mut out, &without_outcome(name, wording::NOT_REACHED, ""));
    }
    for name in report.skipped {
        row(&mut out, &without_outcome(name, wording::SKIPPED, wording::SKIPPED_BECAUSE));
    }
    out
}

/// A table in the same form, its head first. No cell is a formula.
pub fn table<const N: usize>(rows: impl IntoIterator<Item = [String; N]>) -> String {
    let mut out = String::from("\u{feff}");
    rows.into_iter().for_each(|cells| row(&mut out, &cells));
    out
}

/// A row for what has a name and nothing else.
fn without_outcome(name: &str, instead: &str, why: &str) -> Vec<String> {
    let mut cells = vec![path(name), instead.to_owned(), why.to_owned()];
    cells.resize(COLUMNS.len(), String::new());
    cells
}

fn cells(entry: &IndexEntry) -> Vec<String> {
    let mut cells = vec![path(&entry.name), wording::outcome(entry.kind()).to_owned(), entry.grounds()];
    match &entry.outcome {
        IndexOutcome::Summarised(digest) => {
            let parts = digest.parts;
            cells.push(digest.title.clone().unwrap_or_default());
            let counts = [
                parts.total,
                parts.read,
                parts.partly,
                parts.unreadable,
                parts.excluded,
                digest.statements,
                digest.review,
                digest.unsupported,
                digest.omissions,
                digest.notices,
                digest.deadlines_in_all,
            ];
            cells.extend(counts.iter().map(u32::to_string));
        }
        IndexOutcome::Rejected(_) | IndexOutcome::Failed(_) | IndexOutcome::Parked(_) => {
            cells.extend(std::iter::repeat_n(String::new(), 12));
        }
    }
    cells.extend([&entry.duplicate_of, &entry.report].map(|cell| cell.as_deref().map(path).unwrap_or_default()));
    cells.push(entry.sha256.clone());
    cells
}

pub(crate) fn row(out: &mut String, cells: &[impl AsRef<str>]) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            out.push(';');
        }
        out.push_str(&harmless(cell.as_ref()));
    }
    out.push_str("\r\n");
}

/// A cell that no spreadsheet program takes for a formula, quoted where the notation asks for it and where blanks might
/// be lost otherwise.
fn harmless(cell: &str) -> String {
    let formula = cell.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    let cell = if formula { format!("'{cell}") } else { cell.to_owned() };
    let blanks = cell.trim() != cell || cell.contains("  ");
    if blanks || cell.contains([';', '"', '\n', '\r', ',']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

#[cfg(test)]
mod tests;
