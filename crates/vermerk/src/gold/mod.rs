//! A gold set: documents with what a note on each must not lose, and how a model does on them.

mod score;
mod table;

use std::path::{Path, PathBuf};

use fs_err as fs;
use serde::{Deserialize, Serialize};

use crate::command_error::CommandError;
use crate::exit::Exit;

pub(crate) use score::{CaseScore, FolderScore, Scores, score_case, score_folder};
pub(crate) use table::table;

/// The manifest of a gold set; `samples/gold/README.md` says what the keys mean.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    #[serde(default)]
    pub(crate) case: Vec<Case>,
    #[serde(default)]
    pub(crate) folder: Vec<Folder>,
}

/// One document with its planted facts, word for word as it has them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) document: PathBuf,
    pub(crate) half: Half,
    pub(crate) reference: String,
    #[serde(default)]
    deadlines: Vec<String>,
    #[serde(default)]
    amounts: Vec<String>,
    #[serde(default)]
    file_numbers: Vec<String>,
    #[serde(default)]
    decisions: Vec<String>,
    #[serde(default)]
    addressees: Vec<String>,
    #[serde(default)]
    remedies: Vec<String>,
}

/// Documents of one matter: what is contradictory between them, and which are drafts of one document.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
    /// Pairs of values as they stand in the documents.
    #[serde(default)]
    pub(crate) contradictions: Vec<[String; 2]>,
    /// File names of the drafts of one document.
    #[serde(default)]
    pub(crate) versions: Vec<Vec<String>>,
}

/// Which half a case belongs to: one to look at while rules are written, the other decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Half {
    /// To look at while rules and prompts are written.
    Open,
    /// To decide by.
    Kept,
}

/// What a planted fact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FactKind {
    Deadline,
    Amount,
    FileNumber,
    Decision,
    Addressee,
    Remedy,
}

impl FactKind {
    pub(crate) const ALL: [Self; 6] =
        [Self::Deadline, Self::Amount, Self::FileNumber, Self::Decision, Self::Addressee, Self::Remedy];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Deadline => "deadlines",
            Self::Amount => "amounts",
            Self::FileNumber => "file numbers",
            Self::Decision => "decisions",
            Self::Addressee => "addressees",
            Self::Remedy => "remedies",
        }
    }

    /// Whether a floor on what is kept counts it: what rules can tell for certain.
    pub(crate) fn is_hard(self) -> bool {
        matches!(self, Self::Deadline | Self::Amount | Self::FileNumber)
    }
}

impl Case {
    pub(crate) fn facts(&self) -> impl Iterator<Item = (FactKind, &str)> {
        let lists =
            [&self.deadlines, &self.amounts, &self.file_numbers, &self.decisions, &self.addressees, &self.remedies];
        FactKind::ALL.into_iter().zip(lists).flat_map(|(kind, list)| list.iter().map(move |fact| (kind, fact.as_str())))
    }
}

impl Manifest {
    /// Reads a manifest; the paths in it are taken relative to its folder.
    pub(crate) fn read(path: &Path) -> Result<Self, CommandError> {
        let text = fs::read_to_string(path).map_err(|error| CommandError::input(path, error))?;
        let wrong = |error: &dyn std::fmt::Display| {
            CommandError::new(Exit::Data, format!("the gold set '{}' is wrong: {error}", path.display()))
                .hint("samples/gold/manifest.toml shows every key with its meaning")
        };
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| wrong(&error))?;
        let mut manifest: Self = serde_path_to_error::deserialize(table).map_err(|error| wrong(&error))?;
        if manifest.case.is_empty() {
            return Err(wrong(&"there is no case in it"));
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        for case in &mut manifest.case {
            case.document = folder.join(&case.document);
        }
        for matter in &mut manifest.folder {
            matter.path = folder.join(&matter.path);
        }
        Ok(manifest)
    }
}
