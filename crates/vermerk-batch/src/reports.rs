use std::borrow::Cow;
use std::io::Write;
use std::path::{Component, Path, PathBuf};

use fs_err as fs;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use vermerk_report::{DocumentReport, Layout, ReportError};
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
    pub(crate) const ALL: [Self; 4] = [Self::Html, Self::Docx, Self::Markdown, Self::Json];

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

/// Most bytes of a file's name, as Linux and Windows have it, less room for what is added to it.
const LONGEST_NAME: usize = 255 - 24;

/// Path of a document's report below the output folder, with `/` between its parts.
pub(crate) fn path_of(name: &str, format: Format) -> String {
    let (folders, file) = name.rsplit_once('/').map_or(("", name), |(folders, file)| (folders, file));
    let mut path = String::from(REPORTS);
    for folder in folders.split('/').filter(|folder| !folder.is_empty()) {
        path.extend(["/", folder]);
        // A folder "a.txt.html" must not stand in the way of the report on a file "a.txt".
        let like_a_report = Format::ALL.iter().any(|format| folder.ends_with(&format!(".{}", format.ending())));
        path.push_str(if like_a_report { "~" } else { "" });
    }
    format!("{path}/{}.{}", shortened(file), format.ending())
}

/// A name that is too long with an ending added is cut, and told apart from others by the start of its hash.
fn shortened(file: &str) -> Cow<'_, str> {
    if file.len() <= LONGEST_NAME {
        return Cow::Borrowed(file);
    }
    let hash = sha256_hex(file.as_bytes());
    let end = file.floor_char_boundary(LONGEST_NAME - 9);
    Cow::Owned(format!("{}~{}", &file[..end], &hash[..8]))
}

/// A rendered report that is not on disk yet.
#[derive(Debug)]
pub(crate) struct Rendered {
    pub(crate) file: ReportFile,
    /// SHA-256 of what an earlier run wrote in its place.
    pub(crate) replaces: Option<String>,
    pub(crate) bytes: Vec<u8>,
}

/// Renders the reports of a document.
pub(crate) fn render(
    name: &str,
    record: &DocumentRecord,
    summarised: &Summarised,
    formats: &[Format],
    layout: Layout,
) -> Result<Vec<Rendered>, ReportError> {
    let sha256 = record.document.to_string();
    let report = DocumentReport {
        name,
        sha256: &sha256,
        provenance: &record.provenance,
        document: &summarised.document,
        notices: &summarised.notices,
        screened: &summarised.screened,
        summary: &summarised.summary,
        layout,
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
        Self { file: ReportFile { path, sha256: sha256_hex(&bytes) }, replaces: None, bytes }
    }

    /// Writes a document's report. A file that a person has changed since is left as it is, and this one is written
    /// beside it, with "(neu)" in its name.
    pub(crate) fn write(&self, out: &Path) -> std::io::Result<()> {
        let mut path = below(out, &self.file.path)?;
        for number in 1.. {
            let Ok(there) = fs::read(&path) else { break };
            let there = sha256_hex(&there);
            if there == self.file.sha256 {
                return Ok(());
            }
            if self.replaces.as_ref() == Some(&there) {
                break;
            }
            path = beside(&below(out, &self.file.path)?, number);
        }
        self.write_to(&path, out)
    }

    /// Writes a file that is always made anew, such as the overview.
    pub(crate) fn overwrite(&self, out: &Path) -> std::io::Result<()> {
        self.write_to(&below(out, &self.file.path)?, out)
    }

    /// Writes the file whole or not at all.
    fn write_to(&self, path: &Path, out: &Path) -> std::io::Result<()> {
        let folder = path.parent().unwrap_or(out);
        fs::create_dir_all(folder)?;
        // The lock on the output folder makes one process the only writer, and the recorder its only thread.
        let half = folder.join(".vermerk-halb");
        let mut file = fs::File::create(&half)?;
        file.write_all(&self.bytes)?;
        file.flush()?;
        drop(file);
        fs::rename(&half, path)
    }
}

/// "akte.pdf (neu).docx" for "akte.pdf.docx", then "akte.pdf (neu 2).docx" and so on.
fn beside(path: &Path, number: u32) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    let number = if number > 1 { format!(" {number}") } else { String::new() };
    path.with_file_name(format!("{stem} (neu{number}).{ending}"))
}

/// Removes a report unless a person has changed it. That it can't be removed is no reason to end the run.
pub(crate) fn remove_unchanged(out: &Path, file: &ReportFile) {
    if is_unchanged(out, file)
        && let Err(error) = below(out, &file.path).and_then(fs::remove_file)
    {
        tracing::warn!(kind = ?error.kind(), "an old report could not be removed");
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
pub(crate) fn below(out: &Path, path: &str) -> std::io::Result<PathBuf> {
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
    fn what_a_person_changed_is_never_overwritten() {
        let out = tempfile::tempdir().unwrap();
        let path = path_of("a.pdf", Format::Docx);
        let first = Rendered::new(path.clone(), b"eins".to_vec());
        first.write(out.path()).unwrap();
        let mut second = Rendered::new(path.clone(), b"zwei".to_vec());
        second.replaces = Some(first.file.sha256.clone());
        second.write(out.path()).unwrap();
        assert_eq!(fs::read(out.path().join(&path)).unwrap(), b"zwei", "an untouched report is replaced");
        fs::write(out.path().join(&path), b"von Hand").unwrap();
        let mut third = Rendered::new(path.clone(), b"drei".to_vec());
        third.replaces = Some(second.file.sha256);
        third.write(out.path()).unwrap();
        third.write(out.path()).unwrap();
        assert_eq!(fs::read(out.path().join(&path)).unwrap(), b"von Hand");
        assert_eq!(fs::read(out.path().join("berichte/a.pdf (neu).docx")).unwrap(), b"drei");
        assert_eq!(fs::read_dir(out.path().join("berichte")).unwrap().count(), 2);
    }

    #[test]
    fn the_longest_names_have_room_for_an_ending() {
        let long = "ä".repeat(127);
        let (one, other) = (path_of(&format!("x/{long}a"), Format::Html), path_of(&format!("x/{long}b"), Format::Html));
        assert!(one.rsplit('/').next().unwrap().len() <= 255 - 10);
        assert_ne!(one, other);
        assert!(one.starts_with("berichte/x/"));
        assert_eq!(path_of("a.txt.html/b.txt", Format::Json), "berichte/a.txt.html~/b.txt.json");
    }

    #[test]
    fn no_report_leaves_the_output_folder() {
        let out = tempfile::tempdir().unwrap();
        assert!(Rendered::new("berichte/../../x".to_owned(), vec![]).write(out.path()).is_err());
        assert!(Rendered::new("/tmp/x".to_owned(), vec![]).write(out.path()).is_err());
    }
}
