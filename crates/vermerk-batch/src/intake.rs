use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use fs_err as fs;

use crate::manifest;

/// A file handed over to be summarised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// Path below the folder, with `/` between its parts; unique within the batch.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
    /// Its size in bytes when it was listed.
    pub bytes: u64,
}

/// What lies in a folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Intake {
    /// The files: those of a folder before those of its subfolders, each sorted by name.
    pub submissions: Vec<Submission>,
    /// Names of what was left alone: files that belong to the system or an open editor, and links.
    pub skipped: Vec<String>,
}

/// Lists the documents of a folder with all its subfolders: what [`list`] finds, without what the records office says of
/// them.
///
/// # Errors
/// See [`list`].
pub(crate) fn list_documents(folder: &Path, leave_out: &[PathBuf]) -> std::io::Result<Intake> {
    let mut intake = list(folder, leave_out)?;
    intake.submissions.retain(|submission| !manifest::NAMES.contains(&submission.name.as_str()));
    Ok(intake)
}

/// Lists a folder with all its subfolders.
///
/// Symbolic links are never followed. `leave_out` names folders that are no input although they may lie inside (the
/// output, the store).
///
/// # Errors
/// If the folder itself can't be listed; a subfolder that can't is among the submissions, as a file that can't be read.
pub fn list(folder: &Path, leave_out: &[PathBuf]) -> std::io::Result<Intake> {
    let leave_out: Vec<PathBuf> = leave_out.iter().filter_map(|path| fs::canonicalize(path).ok()).collect();
    let mut intake = Intake::default();
    let mut open = vec![fs::canonicalize(folder)?];
    let root = open[0].clone();
    while let Some(directory) = open.pop() {
        if directory != root && leave_out.contains(&directory) {
            continue;
        }
        let entries = match fs::read_dir(&directory) {
            Ok(entries) => entries,
            // What lies in it can't be known; the folder itself is named in the report as unreadable.
            Err(_) if directory != root => {
                let name = name_below(&root, &directory) + "/";
                intake.submissions.push(Submission { name, bytes: 0, path: directory });
                continue;
            }
            Err(error) => return Err(error),
        };
        for entry in entries {
            let entry = entry?;
            let path = entry.path();
            let name = name_below(&root, &path);
            let kind = entry.file_type()?;
            if is_system_name(&entry.file_name().to_string_lossy()) || kind.is_symlink() {
                intake.skipped.push(name);
            } else if kind.is_dir() {
                open.push(path);
            } else if kind.is_file() {
                // A file that has vanished meanwhile can't be read later, and is named for that.
                let bytes = entry.metadata().map_or(0, |metadata| metadata.len());
                intake.submissions.push(Submission { name, path, bytes });
            } else {
                intake.skipped.push(name);
            }
        }
    }
    // A folder's files before its subfolders', so that of two copies the one nearer to the top counts as the first.
    intake.submissions.sort_by_cached_key(|submission| (submission.name.matches('/').count(), submission.name.clone()));
    intake.skipped.sort();
    Ok(intake)
}

fn name_below(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = below.components().map(|part| readable(part.as_os_str())).collect();
    parts.join("/")
}

/// Bytes that are no UTF-8 are written as `\xE4`, so that two names never become one.
fn readable(name: &OsStr) -> String {
    let mut text = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02X}")));
    }
    text
}

/// Files that file managers, network shares and open editors leave behind; nobody handed them over.
fn is_system_name(name: &str) -> bool {
    name.starts_with('.') || name.starts_with("~$") || matches!(name, "Thumbs.db" | "desktop.ini" | "Desktop.ini")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_recursively_sorted_and_says_what_it_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for name in ["b.pdf", "a/z.docx", "a/Äpfel.pdf", "Thumbs.db", "a/~$z.docx", "out/index.html"] {
            let path = root.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name).unwrap();
        }
        std::os::unix::fs::symlink("/etc", root.join("verweis")).unwrap();
        let intake = list(root, &[root.join("out"), root.join("gibt-es-nicht")]).unwrap();
        let names: Vec<_> = intake.submissions.iter().map(|submission| submission.name.as_str()).collect();
        assert_eq!(names, ["b.pdf", "a/z.docx", "a/Äpfel.pdf"]);
        assert_eq!(intake.skipped, ["Thumbs.db", "a/~$z.docx", "verweis"]);
        assert_eq!(intake.submissions[0].bytes, 5);
    }

    #[test]
    fn what_the_records_office_says_is_no_document() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["manifest.json", "Bescheid.txt", "manifest.txt"] {
            fs::write(folder.path().join(name), name).unwrap();
        }
        let intake = list_documents(folder.path(), &[]).unwrap();
        let names: Vec<_> = intake.submissions.iter().map(|submission| submission.name.as_str()).collect();
        assert_eq!(names, ["Bescheid.txt", "manifest.txt"]);
    }

    #[test]
    fn names_that_are_no_utf8_stay_apart() {
        use std::os::unix::ffi::OsStrExt as _;
        assert_eq!(readable(OsStr::from_bytes(b"Geb\xfchr.pdf")), "Geb\\xFChr.pdf");
        assert_ne!(readable(OsStr::from_bytes(b"\xe4")), readable(OsStr::from_bytes(b"\xf6")));
        assert_eq!(readable(OsStr::new("Gebühr.pdf")), "Gebühr.pdf");
    }
}
