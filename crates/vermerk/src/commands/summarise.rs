use serde::Serialize;
use vermerk_batch::{Lane, Postponed};
use vermerk_document::{Coverage, MediaType, Notice, Outline};
use vermerk_summary::{Failure, Finding, Omission, OmissionsLeftOut, Outcome, Statement, Tally};

use crate::arguments::{Global, Summarise, SummariseFormat};
use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::guideline::Adopted;
use crate::pipeline::Pipeline;
use crate::settings::Settings;
use crate::{budget, print, workbench};

use super::check::{Proof, proofs};

#[derive(Serialize)]
struct Printed<'a> {
    model: &'a str,
    pipeline: &'a str,
    statements: Vec<Proven<'a>>,
    findings: &'a [Finding],
    omissions: &'a [Omission],
    omissions_left_out: &'a [OmissionsLeftOut],
    coverage: &'a Coverage,
    tally: Tally,
    notices: &'a [Notice],
}

#[derive(Serialize)]
struct Proven<'a> {
    #[serde(flatten)]
    statement: &'a Statement,
    places: Vec<Proof<'a>>,
}

/// Summarises one document without the store.
pub(crate) fn summarise(command: &Summarise, global: &Global) -> Result<Exit, CommandError> {
    let settings = Settings::load(global)?;
    let mut pipeline = Pipeline::load(command.pipeline.as_deref().unwrap_or(&settings.pipeline))?;
    budget::without_books(&settings)?;
    if let Some(words) = command.words {
        pipeline.instructions.words = words;
    }
    // Somebody waits for this one.
    pipeline.lane = Lane::Direct;
    let bytes = workbench::read_bytes(&command.file, &settings)?;
    let name = command.file.file_name().unwrap_or_default().to_string_lossy();
    let media_type = MediaType::detect(&name, &bytes);
    let hint = command.file.file_stem().unwrap_or_default().to_string_lossy();
    let adopted = Adopted::load(&settings)?;
    let mut bench = workbench::build(&settings, &pipeline, adopted.as_ref())?;
    bench.cover = workbench::cover(&command.file)?;
    let outcome = workbench::runtime()?.block_on(vermerk_batch::process(media_type, &hint, bytes, &bench));
    let summarised = match outcome {
        Ok(Outcome::Summarised(summarised)) => summarised,
        Ok(Outcome::Rejected(rejection)) => return Err(workbench::rejected(&command.file, rejection)),
        Ok(Outcome::Failed(failure)) => return Err(workbench::failed(&command.file, failure)),
        // Only a run has books or jobs.
        Err(Postponed::Budget | Postponed::Job) => return Err(workbench::failed(&command.file, Failure::Panicked)),
    };
    if !global.quiet {
        print::notices(&summarised.document, &summarised.notices);
    }
    let summary = &summarised.summary;
    match command.format {
        SummariseFormat::Text => {
            let lines: Vec<&str> = summary.statements.iter().map(|statement| statement.text.as_str()).collect();
            print::data(&(lines.join("\n") + "\n"))?;
        }
        SummariseFormat::Json => {
            let outline = Outline::new(&summarised.document);
            let proven = |statement| Proven { statement, places: proofs(&outline, &statement.evidence) };
            let printed = Printed {
                model: bench.model.name(),
                pipeline: &pipeline.name,
                statements: summary.statements.iter().map(proven).collect(),
                findings: &summary.findings,
                omissions: &summary.omissions,
                omissions_left_out: &summary.omissions_left_out,
                coverage: &summary.coverage,
                tally: summary.tally,
                notices: &summarised.notices,
            };
            let json = serde_json::to_string_pretty(&printed).map_err(CommandError::internal)?;
            print::data(&(json + "\n"))?;
        }
    }
    Ok(Exit::Done)
}
