use vermerk_document::MediaType;
use vermerk_summary::{Failure, Outcome};

use crate::arguments::{Global, Preview};
use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::guideline::Adopted;
use crate::pipeline::Pipeline;
use crate::settings::{ModelKind, Settings};
use crate::{print, workbench};

/// Prints what would be sent to the endpoint about one document, as it would leave the house. Nothing is sent.
pub(crate) fn preview(command: &Preview, global: &Global) -> Result<Exit, CommandError> {
    let settings = Settings::load(global)?;
    let adopted = Adopted::load(&settings)?;
    let pipeline = Pipeline::load(command.pipeline.as_deref().unwrap_or(&settings.pipeline))?;
    if settings.model.kind == ModelKind::Builtin {
        print::message("the built-in model is configured: nothing is sent");
        return Ok(Exit::Done);
    }
    let bytes = workbench::read_bytes(&command.file, &settings)?;
    let name = command.file.file_name().unwrap_or_default().to_string_lossy();
    let media_type = MediaType::detect(&name, &bytes);
    let mut bench = workbench::build(&settings, &pipeline, adopted.as_ref())?;
    bench.cover = workbench::cover(&command.file)?;
    let requests = match workbench::runtime()?.block_on(vermerk_batch::preview(media_type, bytes, &bench)) {
        Ok(requests) => requests,
        Err(Outcome::Rejected(rejection)) => return Err(workbench::rejected(&command.file, rejection)),
        Err(Outcome::Failed(failure)) => return Err(workbench::failed(&command.file, failure)),
        Err(Outcome::Summarised(_)) => return Err(workbench::failed(&command.file, Failure::Panicked)),
    };
    let shown = requests.iter().enumerate().map(|(index, request)| {
        format!("=== request {}/{} ===\n{}\n\n{}\n", index + 1, requests.len(), request.system, request.user)
    });
    let text: String = shown.collect();
    print::data(&text)?;
    Ok(Exit::Done)
}
