use std::collections::BTreeSet;
use std::path::Path;

use fs_err as fs;
use serde::Deserialize;
use vermerk_policy::{Classification, Confidentiality, DataCategory};

use crate::gate::Cover;

/// Name of the file beside the documents; it is no document itself.
pub(crate) const NAME: &str = "manifest.json";

/// What the records office says of the documents in a folder, with xdomea's words for the fields.
///
/// What it does not say counts as the strictest: without a manifest no document is classified.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    #[serde(rename = "Vertraulichkeitsstufe")]
    confidentiality: Option<Confidentiality>,
    #[serde(rename = "Datenkategorie")]
    data: Option<BTreeSet<DataCategory>>,
    #[serde(rename = "Beteiligte", default)]
    parties: Vec<String>,
    #[serde(rename = "Dokumente", default)]
    documents: Vec<Single>,
}

/// What differs for one document.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Single {
    #[serde(rename = "Datei")]
    file: String,
    #[serde(rename = "Vertraulichkeitsstufe")]
    confidentiality: Option<Confidentiality>,
    #[serde(rename = "Datenkategorie")]
    data: Option<BTreeSet<DataCategory>>,
    #[serde(rename = "Beteiligte", default)]
    parties: Vec<String>,
}

/// A manifest that can't be used. A mistyped field could hide a classification, so nothing is guessed.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// It could not be read.
    #[error("failed to read {NAME}")]
    Read(#[source] std::io::Error),
    /// It is not what it should be; the message names the line, never a value.
    #[error("{NAME} is wrong at line {line}")]
    Wrong {
        /// From 1.
        line: usize,
    },
}

impl Manifest {
    /// Reads the manifest of a folder; none says nothing.
    ///
    /// # Errors
    /// If there is one and it can't be read or understood.
    pub fn read(folder: &Path) -> Result<Self, ManifestError> {
        let text = match fs::read(folder.join(NAME)) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(ManifestError::Read(error)),
        };
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
        serde_json::from_slice(text).map_err(|error| ManifestError::Wrong { line: error.line() })
    }

    /// What it says of one document, by its name within the folder. What is said of the document itself counts; parties
    /// are added.
    pub fn cover(&self, name: &str) -> Cover {
        let single = self.documents.iter().find(|single| single.file == name);
        let parties = self.parties.iter().chain(single.iter().flat_map(|single| &single.parties));
        Cover {
            classification: Classification {
                confidentiality: single.and_then(|single| single.confidentiality).or(self.confidentiality),
                data: single.and_then(|single| single.data.clone()).or_else(|| self.data.clone()),
            },
            parties: parties.cloned().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Manifest, ManifestError> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(NAME), text).unwrap();
        Manifest::read(folder.path())
    }

    #[test]
    fn a_document_of_its_own_words_and_the_rest_by_the_common_ones() {
        let manifest = read(
            r#"{"Vertraulichkeitsstufe": "offen", "Datenkategorie": [], "Beteiligte": ["Ole Petersen"],
                "Dokumente": [{"Datei": "a/b.pdf", "Vertraulichkeitsstufe": "002", "Beteiligte": ["Insa Janssen"]}]}"#,
        );
        let manifest = manifest.unwrap();
        let common = manifest.cover("c.pdf");
        assert_eq!(common.classification.confidentiality, Some(Confidentiality::Open));
        assert_eq!(common.classification.data, Some(BTreeSet::new()));
        let single = manifest.cover("a/b.pdf");
        assert_eq!(single.classification.confidentiality, Some(Confidentiality::Restricted));
        assert_eq!(single.parties, ["Ole Petersen", "Insa Janssen"]);
    }

    #[test]
    fn what_is_not_said_is_not_known_and_what_is_mistyped_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let none = Manifest::read(folder.path()).unwrap();
        assert_eq!(none.cover("a.pdf"), Cover::default());
        for wrong in ["", "[", r#"{"Vertraulichkeit": "offen"}"#, r#"{"Vertraulichkeitsstufe": "öffentlich"}"#] {
            assert!(matches!(read(wrong), Err(ManifestError::Wrong { .. })), "{wrong}");
        }
    }
}
