//! What the records office says of the documents it hands over, in one of three forms.

mod csv;
mod names;
#[cfg(test)]
mod tests;
mod xml;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fs_err as fs;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;
use vermerk_policy::{Classification, Confidentiality, DataCategory};

use crate::gate::Cover;
use crate::intake;

pub(crate) use names::{clashes, refused};

/// Names of the file beside the documents; it is no document itself.
pub(crate) const NAMES: [&str; 3] = ["manifest.json", "manifest.csv", "manifest.xml"];

/// The fields, as xdomea calls them where it has a word for them.
const FIELDS: [&str; 8] = [
    "Datei",
    "SHA-256",
    "Aktenzeichen",
    "Betreff",
    "Vertraulichkeitsstufe",
    "Datenkategorie",
    "Aufbewahrungsdauer",
    "Beteiligte",
];
/// Largest manifest that is read.
const MOST_BYTES: u64 = 16 << 20;
/// The field that holds what is said of single documents.
const DOCUMENTS: &str = "Dokumente";

/// What the records office says of the documents in a folder.
///
/// What it does not say counts as the strictest: without a manifest no document is classified.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    common: Fields,
    documents: BTreeMap<String, Fields>,
    /// It names a document that is not there.
    unsure: bool,
}

/// What may be said of a submission, and of each of its documents where it differs.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Fields {
    #[serde(rename = "Datei")]
    file: Option<String>,
    #[serde(rename = "SHA-256")]
    sha256: Option<String>,
    #[serde(rename = "Aktenzeichen")]
    file_number: Option<String>,
    #[serde(rename = "Betreff")]
    subject: Option<String>,
    #[serde(rename = "Vertraulichkeitsstufe")]
    confidentiality: Option<Confidentiality>,
    #[serde(rename = "Datenkategorie")]
    data: Option<BTreeSet<DataCategory>>,
    /// In years.
    #[serde(rename = "Aufbewahrungsdauer")]
    retention: Option<u16>,
    #[serde(rename = "Beteiligte")]
    parties: Vec<String>,
}

/// A manifest that can't be used. A mistyped field could hide a classification, so nothing is guessed.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// It could not be read.
    #[error("failed to read the manifest")]
    Read(#[source] std::io::Error),
    /// Its form is broken.
    #[error("the manifest is no sound {form}{}", line.map(|line| format!(", line {line}")).unwrap_or_default())]
    Form {
        /// "JSON", "CSV" or "XML".
        form: &'static str,
        /// Where, from 1, if it is known.
        line: Option<usize>,
    },
    /// A field is unknown, missing or has a value it can't have. Names the field, never the value.
    #[error("the field '{0}' of the manifest is unknown, missing or has no valid value")]
    Field(String),
    /// There is more than one.
    #[error("there is more than one manifest")]
    TwoManifests,
}

impl Manifest {
    /// Reads the manifest of a folder: `manifest.json`, `.csv` or `.xml`; none says nothing.
    ///
    /// # Errors
    /// If there is one and it can't be read or understood, or if there are several.
    pub fn read(folder: &Path) -> Result<Self, ManifestError> {
        let there: Vec<&str> = NAMES.into_iter().filter(|name| folder.join(name).exists()).collect();
        let name = match there.as_slice() {
            [] => return Ok(Self::default()),
            [name] => *name,
            _ => return Err(ManifestError::TwoManifests),
        };
        let path = folder.join(name);
        let about = fs::symlink_metadata(&path).map_err(ManifestError::Read)?;
        // A link, a pipe or a mountain of bytes is no manifest.
        if !about.is_file() || about.len() > MOST_BYTES {
            return Err(ManifestError::Read(std::io::ErrorKind::InvalidInput.into()));
        }
        let bytes = fs::read(path).map_err(ManifestError::Read)?;
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let value = match name.rsplit('.').next() {
            Some("csv") => csv::read(bytes)?,
            Some("xml") => xml::read(bytes)?,
            _ => serde_json::from_slice(bytes)
                .map_err(|error| ManifestError::Form { form: "JSON", line: Some(error.line()) })?,
        };
        let mut manifest = Self::of(value)?;
        manifest.find_documents(folder)?;
        Ok(manifest)
    }

    /// Brings the names to those of the files: some systems write "ü" as two characters. If one names no file, what is
    /// said of all documents is not trusted for those it does not name: the one it means may be among them.
    fn find_documents(&mut self, folder: &Path) -> Result<(), ManifestError> {
        if self.documents.is_empty() {
            return Ok(());
        }
        let composed = |name: &str| name.nfc().collect::<String>();
        let files = intake::list(folder, &[]).map_err(ManifestError::Read)?.submissions;
        let names: BTreeMap<String, String> = files.into_iter().map(|file| (composed(&file.name), file.name)).collect();
        for (name, fields) in std::mem::take(&mut self.documents) {
            let file = names.get(&composed(&name));
            self.unsure |= file.is_none();
            self.documents.insert(file.cloned().unwrap_or(name), fields);
        }
        Ok(())
    }

    /// All three forms become one JSON object, so that one place says what is valid.
    fn of(value: Value) -> Result<Self, ManifestError> {
        let Value::Object(mut object) = value else { return Err(ManifestError::Form { form: "JSON", line: None }) };
        let documents = object.remove(DOCUMENTS).unwrap_or_default();
        let common = fields("", Value::Object(object))?;
        if common.file.is_some() || common.sha256.is_some() {
            return Err(ManifestError::Field("Datei".to_owned()));
        }
        let documents = match documents {
            Value::Null => Vec::new(),
            Value::Array(documents) => documents,
            _ => return Err(ManifestError::Field(DOCUMENTS.to_owned())),
        };
        let mut manifest = Self { common, ..Self::default() };
        for (index, document) in documents.into_iter().enumerate() {
            let place = format!("{DOCUMENTS}[{}].", index + 1);
            let fields = fields(&place, document)?;
            let file = fields.file.clone().filter(|file| refused(file).is_none());
            let Some(file) = file else { return Err(ManifestError::Field(place + "Datei")) };
            if manifest.documents.insert(file, fields).is_some() {
                return Err(ManifestError::Field(place + "Datei"));
            }
        }
        Ok(manifest)
    }

    /// What it says of one document, by its name within the folder. What is said of the document itself counts; parties
    /// are added.
    pub fn cover(&self, name: &str) -> Cover {
        let none = Fields::default();
        let own = self.documents.get(name).unwrap_or(&none);
        let common = &self.common;
        let trusted = !self.unsure || self.documents.contains_key(name);
        Cover {
            classification: Classification {
                confidentiality: own.confidentiality.or(common.confidentiality.filter(|_| trusted)),
                data: own.data.clone().or_else(|| common.data.clone().filter(|_| trusted)),
            },
            parties: common.parties.iter().chain(&own.parties).cloned().collect(),
            file_number: own.file_number.clone().or_else(|| common.file_number.clone()),
            subject: own.subject.clone().or_else(|| common.subject.clone()),
        }
    }

    /// The hash a document must have, in lower-case hex, if it says so.
    pub fn sha256(&self, name: &str) -> Option<String> {
        self.documents.get(name)?.sha256.as_ref().map(|hash| hash.to_ascii_lowercase())
    }

    /// The documents it names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.documents.keys().map(String::as_str)
    }
}

impl std::fmt::Debug for Fields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Names of persons and subjects never reach a log.
        f.write_str("Fields")
    }
}

fn fields(place: &str, value: Value) -> Result<Fields, ManifestError> {
    let wrong = |field: &str| ManifestError::Field(format!("{place}{field}"));
    let Value::Object(object) = &value else { return Err(wrong("")) };
    if let Some(unknown) = object.keys().find(|key| !FIELDS.contains(&key.as_str())) {
        return Err(wrong(unknown));
    }
    let fields: Fields = serde_path_to_error::deserialize(value).map_err(|error| wrong(&error.path().to_string()))?;
    let is_hash = |hash: &String| hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
    if fields.sha256.as_ref().is_some_and(|hash| !is_hash(hash)) {
        return Err(wrong("SHA-256"));
    }
    Ok(fields)
}

/// The value of a field that stands in a file as text: lists are parted by commas, a list of nothing is empty.
fn value_of(field: &str, text: &str) -> Value {
    let text = text.trim();
    match field {
        "Datenkategorie" if text.eq_ignore_ascii_case("keine") => Value::Array(Vec::new()),
        "Datenkategorie" => text.split(',').map(|item| Value::from(item.trim())).collect(),
        // "Meyer, Erika" holds a comma, so persons are parted by bars.
        "Beteiligte" => text.split('|').map(|item| Value::from(item.trim())).collect(),
        "Aufbewahrungsdauer" => text.parse::<u16>().map_or_else(|_| Value::from(text), Value::from),
        _ => Value::from(text),
    }
}
