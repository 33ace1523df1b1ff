//! Pipelines as data: those that come with the program and those in files.

use std::path::Path;

use fs_err as fs;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use vermerk_batch::{Format, Lane};
use vermerk_report::Layout;
use vermerk_summary::{Instructions, Prompts};

use crate::command_error::CommandError;
use crate::exit::Exit;

/// A pipeline that comes with the program.
const BUILT_IN: &[(&str, &str)] = &[
    ("kurzvermerk", include_str!("../../../pipelines/kurzvermerk.toml")),
    ("sachstand", include_str!("../../../pipelines/sachstand.toml")),
    ("aktenuebersicht", include_str!("../../../pipelines/aktenuebersicht.toml")),
];

/// The prompts that come with the program.
const PROMPTS: &[(&str, &str)] = &[
    ("system.md", include_str!("../../../config/prompts/system.md")),
    ("gesamt.md", include_str!("../../../config/prompts/gesamt.md")),
    ("abschnitt.md", include_str!("../../../config/prompts/abschnitt.md")),
    ("wortlaut.md", include_str!("../../../config/prompts/wortlaut.md")),
    ("korrektur.md", include_str!("../../../config/prompts/korrektur.md")),
    ("kuerzen.md", include_str!("../../../config/prompts/kuerzen.md")),
    ("antwort-json.md", include_str!("../../../config/prompts/antwort-json.md")),
    ("antwort-zeilen.md", include_str!("../../../config/prompts/antwort-zeilen.md")),
];

/// The shape of a pipeline file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    version: u32,
    words: u32,
    #[serde(default)]
    lane: Lane,
    prompts: PromptFiles,
    budget: BudgetTable,
    report: ReportTable,
    #[serde(default)]
    #[expect(dead_code, reason = "the project's tests run the cases; here only their shape is checked")]
    test: Vec<Case>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PromptFiles {
    system: String,
    whole: String,
    chunk: String,
    wording: String,
    repair: String,
    shorten: String,
    answer_json: String,
    answer_plain: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BudgetTable {
    chunk_tokens: usize,
    answer_tokens: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReportTable {
    formats: Vec<Format>,
    #[serde(default)]
    layout: Layout,
    #[serde(default)]
    folder_overview: bool,
}

/// A case that the pipeline's author promises to hold, run with the built-in model.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "the project's tests run the cases; here only their shape is checked")]
struct Case {
    /// File below the samples' folder.
    sample: String,
    /// Texts that must stand in a statement, a finding or an omission.
    expect_contains: Vec<String>,
}

/// A pipeline that has been checked.
#[derive(Debug)]
pub(crate) struct Pipeline {
    pub(crate) name: String,
    pub(crate) version: u32,
    /// SHA-256 over all that shapes a summary: length, budget and prompts.
    pub(crate) sha256: String,
    pub(crate) instructions: Instructions,
    pub(crate) formats: Vec<Format>,
    /// How requests go to the endpoint; does not shape the summary.
    pub(crate) lane: Lane,
    pub(crate) layout: Layout,
    pub(crate) folder_overview: bool,
}

impl Pipeline {
    /// Loads a pipeline by the name of a built-in one or by the path of a file. Prompts that a file names are looked
    /// for beside it, then among the built-in ones.
    pub(crate) fn load(name: &str) -> Result<Self, CommandError> {
        if let Some((_, text)) = BUILT_IN.iter().find(|(known, _)| *known == name) {
            return Self::parse(text, name, None);
        }
        let path = Path::new(name);
        let text = fs::read_to_string(path).map_err(|error| {
            let known: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).collect();
            CommandError::new(Exit::Config, format!("there is no pipeline '{name}'"))
                .because(error)
                .hint(format!("built in: {}; anything else is taken as the path of a pipeline file", known.join(", ")))
        })?;
        Self::parse(&text, name, path.parent())
    }

    fn parse(text: &str, name: &str, folder: Option<&Path>) -> Result<Self, CommandError> {
        let wrong = |error: &dyn std::fmt::Display| {
            CommandError::new(Exit::Config, format!("the pipeline '{name}' is wrong: {error}"))
                .hint("pipelines/kurzvermerk.toml shows every key with its meaning")
        };
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| wrong(&error))?;
        let file: File = serde_path_to_error::deserialize(table).map_err(|error| wrong(&error))?;
        let prompt = |file: &str| prompt(file, folder).map_err(|error| wrong(&error));
        let prompts = Prompts {
            system: prompt(&file.prompts.system)?,
            whole: prompt(&file.prompts.whole)?,
            chunk: prompt(&file.prompts.chunk)?,
            wording: prompt(&file.prompts.wording)?,
            repair: prompt(&file.prompts.repair)?,
            shorten: prompt(&file.prompts.shorten)?,
            json: prompt(&file.prompts.answer_json)?,
            plain: prompt(&file.prompts.answer_plain)?,
        };
        prompts.validate().map_err(|error| wrong(&error))?;
        if file.words == 0 || file.budget.chunk_tokens == 0 || file.budget.answer_tokens == 0 {
            return Err(wrong(&"words, budget.chunk_tokens and budget.answer_tokens must be at least 1"));
        }
        if file.report.formats.is_empty() {
            return Err(wrong(&"report.formats: name at least one format"));
        }
        let instructions = Instructions {
            words: file.words,
            chunk_tokens: file.budget.chunk_tokens,
            answer_tokens: file.budget.answer_tokens,
            // A matter of the endpoint, not of the pipeline.
            shorten_only: false,
            prompts,
        };
        let mut formats = file.report.formats;
        formats.sort_unstable();
        formats.dedup();
        let (layout, folder_overview) = (file.report.layout, file.report.folder_overview);
        Ok(Self {
            name: file.name,
            version: file.version,
            sha256: fingerprint(&instructions),
            instructions,
            formats,
            lane: file.lane,
            layout,
            folder_overview,
        })
    }
}

fn prompt(file: &str, folder: Option<&Path>) -> Result<String, std::io::Error> {
    if let Some(folder) = folder {
        let path = folder.join(file);
        if path.exists() {
            return fs::read_to_string(path);
        }
    }
    let built_in = PROMPTS.iter().find(|(known, _)| *known == file);
    built_in
        .map(|(_, text)| (*text).to_owned())
        .ok_or_else(|| std::io::Error::other(format!("there is no prompt '{file}' beside the pipeline or built in")))
}

/// Every field goes in with its length, so that no two instructions have the same bytes.
fn fingerprint(instructions: &Instructions) -> String {
    let Instructions { words, chunk_tokens, answer_tokens, shorten_only, prompts } = instructions;
    let numbers = format!("{words} {chunk_tokens} {answer_tokens} {shorten_only}");
    let mut hash = Sha256::new();
    for field in [numbers.as_str()].into_iter().chain(prompts.all()) {
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field.as_bytes());
    }
    base16ct::lower::encode_string(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_pipeline_loads_under_its_name() {
        for (name, _) in BUILT_IN {
            let pipeline = Pipeline::load(name).unwrap();
            assert_eq!(pipeline.name, *name);
        }
    }

    #[test]
    fn a_changed_prompt_changes_the_fingerprint() {
        let mut instructions = Pipeline::load("kurzvermerk").unwrap().instructions;
        let before = fingerprint(&instructions);
        instructions.prompts.system.push('.');
        assert_ne!(fingerprint(&instructions), before);
    }

    #[test]
    fn wrong_pipelines_name_the_key() {
        let error = Pipeline::parse("name = 1", "eigene.toml", None).unwrap_err();
        assert!(error.render().contains("name"), "{}", error.render());
        assert_eq!(Pipeline::load("gibt-es-nicht").unwrap_err().exit(), Exit::Config);
    }
}
