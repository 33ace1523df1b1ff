use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use fs_err as fs;

/// Endings of the file that says a submission is complete; what other programs write is known too.
const READY: [&str; 3] = ["ready", "ok", "sem"];
/// Ending of the marker while a run works on it.
const BUSY: &str = "busy";
/// Endings of the marker once it is done with.
const ENDED: [&str; 2] = ["done", "error"];
/// A file of this name within a submission, or a marker `NAME.urgent.ready`, puts it first.
const URGENT: &str = "urgent";

/// The folder to which one office hands over its submissions, each a folder with a marker beside it.
#[derive(Debug, Clone)]
pub(crate) struct Inbox {
    folder: PathBuf,
}

/// A submission that waits, or that this run has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parcel {
    /// Its name: that of its folder.
    pub(crate) name: String,
    /// Its folder.
    pub(crate) folder: PathBuf,
    /// Whether it comes before the others.
    pub(crate) urgent: bool,
    marker: PathBuf,
    /// The marker's name without its last ending.
    stem: PathBuf,
}

impl Inbox {
    pub(crate) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// The submissions that wait, those a killed run left busy among them: urgent ones first, then by name. A folder without a
    /// marker is still being copied and is not touched; links are never followed.
    pub(crate) fn waiting(&self) -> std::io::Result<Vec<Parcel>> {
        let mut parcels = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if !entry.file_type()?.is_file() {
                continue;
            }
            let marker = entry.path();
            let ending = marker.extension().and_then(OsStr::to_str).unwrap_or_default().to_ascii_lowercase();
            if !READY.contains(&ending.as_str()) && ending != BUSY {
                continue;
            }
            let stem = marker.with_extension("");
            let marked = stem.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(URGENT));
            let folder = if marked { stem.with_extension("") } else { stem.clone() };
            let Some(name) = folder.file_name().and_then(OsStr::to_str).map(str::to_owned) else { continue };
            if !fs::symlink_metadata(&folder).is_ok_and(|folder| folder.is_dir()) {
                continue;
            }
            let urgent = marked || folder.join(URGENT).is_file();
            parcels.push(Parcel { name, folder, urgent, marker, stem });
        }
        parcels.sort_by(|a, b| (!a.urgent, &a.name).cmp(&(!b.urgent, &b.name)));
        // Two markers for one folder are one submission.
        parcels.dedup_by(|b, a| a.name == b.name);
        Ok(parcels)
    }
}

impl Parcel {
    /// Takes it by renaming its marker, which only one can do. `false` if another was quicker or it was withdrawn.
    pub(crate) fn claim(&mut self) -> std::io::Result<bool> {
        let busy = with_ending(&self.stem, BUSY);
        if self.marker == busy {
            return Ok(true);
        }
        match fs::rename(&self.marker, &busy) {
            Ok(()) => {
                self.marker = busy;
                Ok(true)
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Ends it: `.done` if every document has its outcome, `.error` if the submission itself was refused.
    pub(crate) fn end(self, good: bool) -> std::io::Result<()> {
        let [done, error] = ENDED;
        fs::rename(&self.marker, with_ending(&self.stem, if good { done } else { error }))
    }
}

fn with_ending(stem: &Path, ending: &str) -> PathBuf {
    let mut name = stem.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inbox(files: &[&str]) -> (tempfile::TempDir, Inbox) {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let inbox = Inbox::new(folder.path());
        (folder, inbox)
    }

    fn names(inbox: &Inbox) -> Vec<String> {
        inbox.waiting().unwrap().into_iter().map(|parcel| parcel.name).collect()
    }

    #[test]
    fn only_marked_folders_wait_and_urgent_ones_come_first() {
        let (folder, inbox) = inbox(&[
            "b/1.pdf",
            "b.ready",
            "a/1.pdf",
            "a.OK",
            "c/1.pdf",
            "d/1.pdf",
            "d.urgent.ready",
            "e/1.pdf",
            "e.sem",
            "e/urgent",
            "f/1.pdf",
            "f.done",
            "g.ready",
            "h/1.pdf",
            "h.busy",
        ]);
        std::os::unix::fs::symlink(folder.path().join("c"), folder.path().join("z")).unwrap();
        fs::write(folder.path().join("z.ready"), "").unwrap();
        assert_eq!(names(&inbox), ["d", "e", "a", "b", "h"]);
    }

    #[test]
    fn one_of_two_takes_it_and_it_ends_once() {
        let (folder, inbox) = inbox(&["a/1.pdf", "a.ready"]);
        let mut first = inbox.waiting().unwrap().remove(0);
        let mut second = first.clone();
        assert!(first.claim().unwrap());
        assert!(!second.claim().unwrap());
        // What a killed run left is taken up again.
        let mut again = inbox.waiting().unwrap().remove(0);
        assert!(again.claim().unwrap());
        again.end(true).unwrap();
        assert!(folder.path().join("a.done").exists());
        assert_eq!(names(&inbox), Vec::<String>::new());
    }

    #[test]
    fn dots_in_names_stay() {
        let (folder, inbox) = inbox(&["32-405.2026/1.pdf", "32-405.2026.ready"]);
        let mut parcel = inbox.waiting().unwrap().remove(0);
        assert_eq!(parcel.name, "32-405.2026");
        assert!(parcel.claim().unwrap());
        parcel.end(false).unwrap();
        assert!(folder.path().join("32-405.2026.error").exists());
    }
}
