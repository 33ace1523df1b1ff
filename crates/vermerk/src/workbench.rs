//! Puts together what documents are worked on with, from the settings.

use std::path::Path;
use std::sync::Arc;

use fs_err as fs;
use vermerk_batch::{BuiltInOnCores, Cores, Reader, ReaderOptions, Workbench};
use vermerk_document::{Extraction, MediaType, Rejection};
use vermerk_model::Model;
use vermerk_report::wording;
use vermerk_summary::{Failure, Instructions};

use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::settings::{ModelKind, Settings};

/// The program reads documents in children of itself.
pub(crate) fn reader(settings: &Settings) -> Result<Reader, CommandError> {
    let program = std::env::current_exe().map_err(CommandError::internal)?;
    let memory = settings.reading_memory.to_string();
    Ok(Reader::new(ReaderOptions {
        command: vec![program.into(), "worker".into(), "--memory".into(), memory.into()],
        workers: settings.threads,
        time: settings.reading_time,
        answer_bytes: settings.limits.output_bytes.saturating_mul(8).saturating_add(64 << 20),
        limits: settings.limits.clone(),
    }))
}

pub(crate) fn build(settings: &Settings, instructions: Instructions) -> Result<Workbench, CommandError> {
    let cores = Cores::new(settings.threads).map_err(CommandError::internal)?;
    let (model, endpoint): (Arc<dyn Model>, _) = match settings.model.kind {
        ModelKind::Builtin => (Arc::new(BuiltInOnCores(cores.clone())), None),
        _ => (crate::endpoint::model(&settings.model)?, Some(settings.model.address().to_owned())),
    };
    Ok(Workbench { reader: reader(settings)?, cores, model, endpoint, instructions: Arc::new(instructions) })
}

/// One thread waits; computing happens on the cores.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, CommandError> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(CommandError::internal)
}

/// Reads one file named by the user, in a child.
pub(crate) fn read_file(path: &Path, settings: &Settings) -> Result<Extraction, CommandError> {
    let bytes = fs::read(path).map_err(|error| CommandError::input(path, error))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let Some(media_type) = MediaType::detect(&name, &bytes) else {
        return Err(rejected(path, Rejection::Unsupported));
    };
    let reader = reader(settings)?;
    let read = runtime()?.block_on(reader.read(bytes, media_type));
    read.map_err(|failure| failed(path, failure))?.map_err(|rejection| rejected(path, rejection))
}

/// What a clerk would read in the report, for the one document of this command.
pub(crate) fn rejected(path: &Path, rejection: Rejection) -> CommandError {
    CommandError::new(
        Exit::Data,
        format!("no text in '{}': {}", path.display(), wording::rejection(rejection).sentence),
    )
}

/// The same for what is not the document's fault.
pub(crate) fn failed(path: &Path, failure: Failure) -> CommandError {
    let exit = match failure {
        Failure::ModelUnavailable | Failure::QuotaExhausted => Exit::ModelUnreachable,
        _ => Exit::Internal,
    };
    CommandError::new(exit, format!("no summary of '{}': {}", path.display(), wording::failure(failure).sentence))
}
