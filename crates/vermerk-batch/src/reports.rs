use std::io::Write;
use std::path::{Component, Path, PathBuf};

use fs_err as fs;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use vermerk_report::{DocumentReport, ReportError};
use vermerk_store::{DocumentRecord, ReportFile};
use vermerk_summary::Summarised;

/// A file format of a document's report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// One page for the browser, with the source text.
    Html,
    /// For word processors.
    Docx,
    /// For everything that takes text.
    Markdown,
    /// For other programs.
    Json,
}

impl Format {
    fn ending(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Docx => "docx",
            Self::Markdown => "md",
            Self::Json => "json",
        }
    }
}

/// The folder below the output folder that holds the documents' reports.
const REPORTS: &str = "berichte";

/// Path of a document's report below the output folder, with `/` between its parts.
pub(crate) fn path_of(name: &str, format: Format) -> String {
    format!("{REPORTS}/{name}.{}", format.ending())
}

/// A rendered report that is not on disk yet.
#[derive(Debug)]
pub(crate) struct Rendered {
    pub(crate) file: ReportFile,
    bytes: Vec<u8>,
}

/// Renders the reports of a document.
pub(crate) fn render(
    name: &str,
    record: &DocumentRecord,
    summarised: &Summarised,
    formats: &[Format],
) -> Result<Vec<Rendered>, ReportError> {
    let sha256 = record.document.to_string();
    let report = DocumentReport {
        name,
        sha256: &sha256,
        provenance: &record.provenance,
        document: &summarised.document,
        notices: &summarised.notices,
        summary: &summarised.summary,
    };
    let mut rendered = Vec::with_capacity(formats.len());
    for &format in formats {
        let bytes = match format {
            Format::Html => vermerk_report::html(&report).into_bytes(),
            Format::Docx => vermerk_report::docx(&report)?,
            Format::Markdown => vermerk_report::markdown(&report).into_bytes(),
            Format::Json => vermerk_report::json(&report).into_bytes(),
        };
        rendered.push(Rendered::new(path_of(name, format), bytes));
    }
    Ok(rendered)
}

impl Rendered {
    pub(crate) fn new(path: String, bytes: Vec<u8>) -> Self {
        Self { file: ReportFile { path, sha256: sha256_hex(&bytes) }, bytes }
    }

    /// Writes the file below `out` whole or not at all; a file with the same bytes is left as it is.
    pub(crate) fn write(&self, out: &Path) -> std::io::Result<()> {
        let path = below(out, &self.file.path)?;
        if fs::read(&path).is_ok_and(|there| there == self.bytes) {
            return Ok(());
        }
        let folder = path.parent().unwrap_or(out);
        fs::create_dir_all(folder)?;
        // One writer at a time (the store's lock), so one name for what is half-written is enough.
        let half = folder.join(".vermerk-halb");
        let mut file = fs::File::create(&half)?;
        file.write_all(&self.bytes)?;
        file.flush()?;
        drop(file);
        fs::rename(&half, &path)
    }
}

/// Whether the report lies below `out` with the bytes it was written with.
pub(crate) fn is_unchanged(out: &Path, file: &ReportFile) -> bool {
    below(out, &file.path).is_ok_and(|path| fs::read(path).is_ok_and(|bytes| sha256_hex(&bytes) == file.sha256))
}

pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(&Sha256::digest(bytes))
}

/// Names come from a folder's listing and hold no `..`; a name that did would write outside, so it is refused here.
fn below(out: &Path, path: &str) -> std::io::Result<PathBuf> {
    let relative = Path::new(path);
    if relative.components().all(|part| matches!(part, Component::Normal(_))) {
        Ok(out.join(relative))
    } else {
        Err(std::io::Error::other("a report's path must stay in the output folder"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_written_whole_and_known_again() {
        let out = tempfile::tempdir().unwrap();
        let rendered = Rendered::new(path_of("a/b.pdf", Format::Markdown), b"Vermerk".to_vec());
        rendered.write(out.path()).unwrap();
        assert_eq!(fs::read(out.path().join("berichte/a/b.pdf.md")).unwrap(), b"Vermerk");
        assert!(is_unchanged(out.path(), &rendered.file));
        fs::write(out.path().join("berichte/a/b.pdf.md"), "Vermerk.").unwrap();
        assert!(!is_unchanged(out.path(), &rendered.file));
        assert!(!out.path().join("berichte/a/.vermerk-halb").exists());
    }

    #[test]
    fn no_report_leaves_the_output_folder() {
        let out = tempfile::tempdir().unwrap();
        assert!(Rendered::new("berichte/../../x".to_owned(), vec![]).write(out.path()).is_err());
        assert!(Rendered::new("/tmp/x".to_owned(), vec![]).write(out.path()).is_err());
    }
}
