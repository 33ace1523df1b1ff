//! Puts together what documents are worked on with, from the settings.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fs_err as fs;
use vermerk_batch::{
    BuiltInOnCores, Cores, Cover, Job, Lane, Manifest, Outage, Reader, ReaderOptions, Recognition, Workbench,
};
use vermerk_document::{Extraction, Limit, MediaType, Rejection};
use vermerk_model::{Jobs, Model, OpenAi};
use vermerk_report::wording;
use vermerk_summary::{Failure, Instructions, Prompts, Provenance};
use vermerk_text::Tokenizer;

use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::guideline::{self, Adopted};
use crate::pipeline::Pipeline;
use crate::settings::{self, ModelKind, ModelTable, Settings};
use crate::{budget, clock};

/// The program reads documents in children of itself.
fn reader(settings: &Settings, cores: &Cores) -> Result<Reader, CommandError> {
    let program = std::env::current_exe().map_err(CommandError::internal)?;
    let memory = settings.reading_memory.to_string();
    let threads = settings.threads.to_string();
    let options = ReaderOptions {
        command: vec![
            program.into(),
            "worker".into(),
            "--memory".into(),
            memory.into(),
            "--threads".into(),
            threads.into(),
        ],
        workers: settings.threads,
        time: settings.reading_time,
        cpu_time: settings.reading_cpu_time,
        answer_bytes: settings.limits.output_bytes.saturating_mul(8).saturating_add(64 << 20),
        limits: settings.limits.clone(),
        recognition: settings.recognition.clone().map(recognition).transpose()?,
    };
    Ok(Reader::new(options, cores.clone()))
}

/// The folder of the documents, as it is named everywhere.
pub(crate) fn folder(folder: &Path) -> Result<PathBuf, CommandError> {
    let path = fs::canonicalize(folder).map_err(|error| CommandError::input(folder, error))?;
    if path.is_dir() { Ok(path) } else { Err(CommandError::input(folder, ErrorKind::NotADirectory.into())) }
}

/// One run over a folder, by the settings.
pub(crate) fn job(
    folder: PathBuf,
    out: PathBuf,
    settings: &Settings,
    pipeline: &Pipeline,
    bench: &Workbench,
    adopted: Option<&Adopted>,
    manifest: Manifest,
) -> Job {
    Job {
        folder,
        out,
        leave_out: vec![settings.store.clone()],
        formats: pipeline.formats.clone(),
        layout: pipeline.layout,
        folder_overview: pipeline.folder_overview,
        provenance: provenance(settings, pipeline, bench, adopted),
        manifest,
        in_memory: settings.documents_in_memory,
        file_bytes: settings.limits.file_bytes,
        remarks: Vec::new(),
        started: clock::now(),
        budget: budget::budget(&settings.prices, &settings.budget, &settings.model.model),
        lane: pipeline.lane,
    }
}

/// Finds the programs for recognition and asks them whether they can do what is wanted, before the first document.
fn recognition(wanted: Recognition) -> Result<Arc<Recognition>, CommandError> {
    let found = Recognition {
        rasteriser: settings::program(&wanted.rasteriser),
        recogniser: settings::program(&wanted.recogniser),
        ..wanted
    };
    let version = runtime()?.block_on(found.check()).map_err(|error| {
        let missing = "character recognition is switched on but cannot be used";
        CommandError::new(Exit::Config, missing).because(error).hint(
            "install tesseract-ocr with the data of the language (tesseract-ocr-deu) and poppler-utils, or leave out --ocr \
             and ocr.enabled",
        )
    })?;
    tracing::info!(version, "character recognition is switched on");
    Ok(Arc::new(found))
}

/// `adopted` is the guideline the settings name, if they name one.
pub(crate) fn build(
    settings: &Settings,
    pipeline: &Pipeline,
    adopted: Option<&Adopted>,
) -> Result<Workbench, CommandError> {
    let cores = Cores::new(settings.threads).map_err(CommandError::internal)?;
    let instructions = Instructions { shorten_only: settings.model.shorten_only, ..pipeline.instructions.clone() };
    let (model, endpoint, jobs): (Arc<dyn Model>, _, _) = if settings.model.kind == ModelKind::Builtin {
        (Arc::new(BuiltInOnCores(cores.clone())), None, None)
    } else {
        check_window(settings, &instructions)?;
        let model = crate::endpoint::model(&settings.model)?;
        let jobs = match (jobs(settings, &model), pipeline.lane) {
            (Err(refused), Lane::Batch) => return Err(refused),
            // Jobs that another pipeline handed in are looked after on either lane.
            (jobs, _) => jobs.ok(),
        };
        (Arc::new(Outage::new(Arc::new(model))), Some(settings.model.answer_source()), jobs)
    };
    let gate = guideline::gate(settings, adopted);
    let (reader, instructions) = (reader(settings, &cores)?, Arc::new(instructions));
    Ok(Workbench { reader, cores, model, endpoint, gate, cover: Cover::default(), jobs, instructions })
}

/// What is handed in as a job lies at the endpoint for up to a day, so it has to be declared where that is.
fn jobs(settings: &Settings, model: &OpenAi) -> Result<Jobs, CommandError> {
    let ModelTable { region, batch_regions, .. } = &settings.model;
    if !region.is_empty() && batch_regions.contains(region) {
        return Ok(Jobs::new(model.clone()));
    }
    let declared =
        if region.is_empty() { "no region is declared".to_owned() } else { format!("its region is '{region}'") };
    Err(CommandError::new(Exit::Refused, format!("requests may not be handed in as jobs at this endpoint: {declared}"))
        .hint(format!(
            "declare model.region as your contract says it; permitted is {} (model.batch_regions)",
            batch_regions.join(", ")
        )))
}

/// What results are made with: a change in any of it makes new ones.
pub(crate) fn provenance(
    settings: &Settings,
    pipeline: &Pipeline,
    bench: &Workbench,
    adopted: Option<&Adopted>,
) -> Provenance {
    Provenance {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        pipeline: pipeline.name.clone(),
        pipeline_version: pipeline.version,
        pipeline_sha256: settings.fingerprint(&pipeline.sha256),
        model: bench.model.name().to_owned(),
        guideline: adopted.map(Adopted::applied),
    }
}

/// Prompt, answer and some text must fit into the model's window together, or every request would be refused.
fn check_window(settings: &Settings, instructions: &Instructions) -> Result<(), CommandError> {
    let Prompts { system, whole, chunk, wording, repair, shorten, json, plain } = &instructions.prompts;
    let count = |text: &String| Tokenizer::o200k().count(text);
    let task = [whole, chunk, wording, repair, shorten].into_iter().map(count).max().unwrap_or_default();
    let needed =
        count(system) + count(json).max(count(plain)) + task + instructions.answer_tokens as usize + LEAST_TEXT;
    if settings.model.window_tokens >= needed {
        return Ok(());
    }
    Err(CommandError::new(
        Exit::Config,
        format!(
            "the model's window of {} tokens is too small: prompts, answer and {LEAST_TEXT} tokens of text need {needed}",
            settings.model.window_tokens
        ),
    )
    .hint("raise model.window_tokens if the model has more, or lower the pipeline's budget.answer_tokens"))
}

/// Tokens of text that a request must have room for to be worth sending.
const LEAST_TEXT: usize = 256;

/// What the kernel enforces on reading processes, asked of one.
pub(crate) fn sandbox(settings: &Settings) -> Result<String, CommandError> {
    let cores = Cores::new(settings.threads).map_err(CommandError::internal)?;
    let reader = reader(settings, &cores)?;
    // What comes of an empty document does not matter.
    drop(runtime()?.block_on(reader.read(Vec::new(), MediaType::Text)));
    Ok(reader.sandbox().map_or_else(|| "none could be started".to_owned(), |sandbox| sandbox.to_string()))
}

/// One thread waits; computing happens on the cores.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, CommandError> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(CommandError::internal)
}

/// The bytes of a file named by the user: a regular one, within the limit.
pub(crate) fn read_bytes(path: &Path, settings: &Settings) -> Result<Vec<u8>, CommandError> {
    let metadata = fs::metadata(path).map_err(|error| CommandError::input(path, error))?;
    if !metadata.is_file() {
        let kind = if metadata.is_dir() { ErrorKind::IsADirectory } else { ErrorKind::InvalidInput };
        return Err(CommandError::input(path, kind.into()));
    }
    if metadata.len() > settings.limits.file_bytes {
        return Err(rejected(path, Rejection::TooLarge(Limit::FileBytes)));
    }
    fs::read(path).map_err(|error| CommandError::input(path, error))
}

/// What the manifest beside a file says of it.
pub(crate) fn cover(path: &Path) -> Result<Cover, CommandError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(Manifest::read(folder)?.cover(&name))
}

/// Reads one file named by the user, in a child.
pub(crate) fn read_file(path: &Path, settings: &Settings) -> Result<Extraction, CommandError> {
    let bytes = read_bytes(path, settings)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let Some(media_type) = MediaType::detect(&name, &bytes) else {
        return Err(rejected(path, Rejection::Unsupported));
    };
    let reader = reader(settings, &Cores::new(1).map_err(CommandError::internal)?)?;
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
        Failure::Refused(_) => Exit::Refused,
        _ => Exit::Internal,
    };
    CommandError::new(exit, format!("no summary of '{}': {}", path.display(), wording::failure(failure).sentence))
}
