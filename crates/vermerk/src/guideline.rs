//! From the guideline's file to the gate of a run.

use std::sync::Arc;

use fs_err as fs;
use sha2::{Digest as _, Sha256};
use vermerk_batch::Gate;
use vermerk_policy::guideline::Outside;
use vermerk_policy::{Day, Guideline};
use vermerk_store::Store;
use vermerk_summary::AppliedGuideline;

use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::settings::{ModelKind, Settings};
use crate::{clock, print};

/// A guideline with the hash of its file.
#[derive(Debug, Clone)]
pub(crate) struct Adopted {
    pub(crate) guideline: Arc<Guideline>,
    sha256: String,
}

impl Adopted {
    /// Reads the guideline the settings name, if they name one.
    pub(crate) fn load(settings: &Settings) -> Result<Option<Self>, CommandError> {
        let path = &settings.guideline;
        if path.as_os_str().is_empty() {
            return Ok(None);
        }
        let wrong = |problem: &dyn std::fmt::Display| {
            CommandError::new(Exit::Config, format!("the guideline in '{}' is wrong: {problem}", path.display()))
                .hint("config/laender/ shows complete examples")
        };
        let text = fs::read_to_string(path).map_err(|error| {
            CommandError::new(Exit::Config, "cannot read the guideline").because(error).hint("check policy.guideline")
        })?;
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| wrong(&error))?;
        let guideline: Guideline = serde_path_to_error::deserialize(table).map_err(|error| wrong(&error))?;
        let problems = guideline.problems();
        if !problems.is_empty() {
            return Err(wrong(&problems.join("; ")));
        }
        let sha256 = base16ct::lower::encode_string(&Sha256::digest(&text));
        Ok(Some(Self { guideline: Arc::new(guideline), sha256 }))
    }

    /// What reports say of it.
    pub(crate) fn applied(&self) -> AppliedGuideline {
        let Guideline { name, version, issuer, assistant, .. } = &*self.guideline;
        AppliedGuideline {
            name: name.clone(),
            version: *version,
            issuer: issuer.clone(),
            assistant: assistant.name.clone(),
            label: assistant.label.clone(),
            signed_by: assistant.signed_by.clone(),
        }
    }

    /// Holds the file against what the store knows under its name and version: a changed byte needs a new version.
    pub(crate) fn adopt(&self, store: &Store) -> Result<(), CommandError> {
        let Guideline { name, version, .. } = &*self.guideline;
        if store.adopt_guideline(name, *version, &self.sha256)? {
            return Ok(());
        }
        Err(CommandError::new(
            Exit::Refused,
            format!("the guideline '{name}' was changed, but still says version {version}"),
        )
        .hint("raise its version, or bring back the file as it was"))
    }
}

/// The gate for a run today.
pub(crate) fn gate(settings: &Settings, adopted: Option<&Adopted>) -> Gate {
    let guideline = adopted.map(|adopted| adopted.guideline.clone());
    let remote = settings.model.kind != ModelKind::Builtin;
    // An address without a host is refused where the endpoint is made.
    let host = remote.then(|| vermerk_model::host(settings.model.address()).unwrap_or_default());
    let today = Day::of(clock::now());
    if let Some(guideline) = guideline.as_deref().filter(|guideline| !guideline.holds_on(today))
        && guideline.outside == Outside::Warn
    {
        print::message(&format!(
            "the guideline '{}' holds from {} and was to be reviewed by {}",
            guideline.name, guideline.effective_from, guideline.review_by
        ));
    }
    Gate { guideline, host, today }
}
