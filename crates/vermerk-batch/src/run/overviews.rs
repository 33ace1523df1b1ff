//! The files about all documents of a run together.

use std::path::Path;

use fs_err as fs;
use vermerk_report::{FolderReport, IndexEntry, IndexReport};
use vermerk_summary::folder::{DocumentFacts, FolderOverview};

use super::{Job, RunError};
use crate::reports::{Format, Rendered};

/// Writes the overview of all documents together, or takes away that of an earlier run with another pipeline.
pub(super) fn write_folder_overview(
    job: &Job,
    folder: &str,
    facts: Vec<DocumentFacts>,
    entries: &[IndexEntry],
    not_reached: &[String],
) -> Result<(), RunError> {
    let shown = shown(folder);
    let overview = FolderOverview::new(facts);
    let report =
        FolderReport { folder: &shown, provenance: &job.provenance, overview: &overview, entries, not_reached };
    let mut files: Vec<(&str, Vec<u8>)> = Vec::new();
    if job.folder_overview {
        for format in &job.formats {
            files.push(match format {
                Format::Html => ("html", vermerk_report::folder_html(&report).into_bytes()),
                Format::Markdown => ("md", vermerk_report::folder_markdown(&report).into_bytes()),
                Format::Json => ("json", vermerk_report::folder_json(&report).into_bytes()),
                Format::Docx => {
                    let packed = vermerk_report::folder_docx(&report);
                    ("docx", packed.map_err(|error| RunError::Output(std::io::Error::other(error)))?)
                }
            });
        }
        files.push(("csv", vermerk_report::folder_csv(&report).into_bytes()));
    }
    for ending in ["html", "md", "json", "docx", "csv"] {
        let path = format!("{FOLDER_OVERVIEW}.{ending}");
        match files.iter().position(|(own, _)| *own == ending) {
            Some(index) => {
                let (_, bytes) = files.swap_remove(index);
                Rendered::new(path, bytes).overwrite(&job.out).map_err(RunError::Output)?;
            }
            None => match fs::remove_file(job.out.join(path)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(RunError::Output(error)),
                _ => {}
            },
        }
    }
    Ok(())
}

/// Name of the files of the overview of all documents, without ending.
const FOLDER_OVERVIEW: &str = "aktenuebersicht";

/// The name of the submitted folder.
fn shown(folder: &str) -> String {
    Path::new(folder).file_name().map_or_else(|| folder.to_owned(), |name| name.to_string_lossy().into())
}

pub(super) fn write_index(
    job: &Job,
    folder: &str,
    entries: &[IndexEntry],
    not_reached: &[String],
    skipped: &[String],
) -> Result<(), RunError> {
    let shown = shown(folder);
    let index = IndexReport {
        folder: &shown,
        provenance: &job.provenance,
        entries,
        not_reached,
        skipped,
        remarks: &job.remarks,
    };
    for (path, bytes) in [
        ("index.html", vermerk_report::index_html(&index)),
        ("index.csv", vermerk_report::index_csv(&index)),
        ("index.json", vermerk_report::index_json(&index)),
    ] {
        Rendered::new(path.to_owned(), bytes.into_bytes()).overwrite(&job.out).map_err(RunError::Output)?;
    }
    Ok(())
}
