use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::task::JoinSet;
use vermerk_batch::{Lane, Postponed, Workbench};
use vermerk_document::MediaType;
use vermerk_model::{BoxFuture, Meter, Model, ModelError};
use vermerk_summary::folder::FolderOverview;
use vermerk_summary::{Completion, Failure, Outcome, Request, Summarised};

use crate::arguments::{Eval, EvalFormat, Global};
use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::gold::{Case, Folder, FolderScore, Manifest, Scores, score_case, score_folder, table};
use crate::guideline::Adopted;
use crate::pipeline::Pipeline;
use crate::settings::Settings;
use crate::{budget, print, workbench};

/// Summarises every document of a gold set, without the store, and prints how much of what was planted is kept.
pub(crate) fn eval(command: &Eval, global: &Global) -> Result<Exit, CommandError> {
    let settings = Settings::load(global)?;
    budget::without_books(&settings)?;
    let mut pipeline = Pipeline::load(command.pipeline.as_deref().unwrap_or(&settings.pipeline))?;
    // Somebody waits for it.
    pipeline.lane = Lane::Direct;
    let mut manifest = Manifest::read(&command.manifest)?;
    manifest.case.retain(|case| command.half.is_none_or(|half| half == case.half));
    let adopted = Adopted::load(&settings)?;
    if command.half.is_some() {
        // A folder is one whole: its contradictions stand between documents of both halves.
        manifest.folder.clear();
    }
    let mut bench = workbench::build(&settings, &pipeline, adopted.as_ref())?;
    let counted = Arc::new(Counted { model: bench.model.clone(), read: AtomicU64::new(0), written: AtomicU64::new(0) });
    bench.model = counted.clone();

    let folder = command.manifest.parent().unwrap_or(Path::new(""));
    let done = summarised(&manifest.case, &settings, &bench)?;
    let folders = folders(&manifest, folder, &done);
    let mut cases = Vec::new();
    for (case, done) in manifest.case.iter().zip(&done) {
        let name = case.document.strip_prefix(folder).unwrap_or(&case.document).display().to_string();
        let score = score_case(case, name, done).map_err(|fact| {
            CommandError::new(Exit::Data, format!("'{}' has no fact '{fact}'", case.document.display()))
                .hint("facts are taken word for word from the document; mend the manifest")
        })?;
        cases.push(score);
    }
    let scores = Scores {
        model: bench.model.name().to_owned(),
        pipeline: pipeline.name,
        prompt_tokens: counted.read.load(Ordering::Relaxed),
        completion_tokens: counted.written.load(Ordering::Relaxed),
        cases,
        folders,
    };
    match command.format {
        EvalFormat::Table => print::data(&table(&scores, command.missing))?,
        EvalFormat::Json => {
            let json = serde_json::to_string_pretty(&scores).map_err(CommandError::internal)?;
            print::data(&(json + "\n"))?;
        }
    }
    let worse = worse(command, &scores);
    for what in &worse {
        print::message(what);
    }
    Ok(if worse.is_empty() { Exit::Done } else { Exit::BelowFloor })
}

/// The overviews of the folders whose documents are among the cases.
fn folders(manifest: &Manifest, folder: &Path, done: &[Summarised]) -> Vec<FolderScore> {
    let overview = |matter: &Folder| {
        let own = manifest.case.iter().zip(done).filter_map(|(case, done)| {
            let name = case.document.strip_prefix(&matter.path).ok()?;
            Some(vermerk_report::document_facts(&name.to_string_lossy(), done))
        });
        let overview = FolderOverview::new(own.collect());
        let name = matter.path.strip_prefix(folder).unwrap_or(&matter.path).display().to_string();
        score_folder(matter, name, &overview)
    };
    manifest.folder.iter().map(overview).collect()
}

/// The documents side by side: the model's own limits are the only ones.
fn summarised(cases: &[Case], settings: &Settings, bench: &Workbench) -> Result<Vec<Summarised>, CommandError> {
    let mut read = Vec::new();
    for case in cases {
        read.push(workbench::read_bytes(&case.document, settings)?);
    }
    workbench::runtime()?.block_on(async {
        let mut tasks = JoinSet::new();
        for (index, (case, bytes)) in cases.iter().zip(read).enumerate() {
            let name = case.document.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let hint = case.document.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let mut bench = bench.clone();
            bench.cover = workbench::cover(&case.document)?;
            tasks.spawn(async move {
                (index, vermerk_batch::process(MediaType::detect(&name, &bytes), &hint, bytes, &bench).await)
            });
        }
        let mut done = Vec::new();
        while let Some(task) = tasks.join_next().await {
            let (index, outcome) = task.map_err(CommandError::internal)?;
            match outcome {
                Ok(Outcome::Summarised(summarised)) => done.push((index, *summarised)),
                Ok(Outcome::Rejected(rejection)) => return Err(workbench::rejected(&cases[index].document, rejection)),
                Ok(Outcome::Failed(failure)) => return Err(workbench::failed(&cases[index].document, failure)),
                // Only a run has books or jobs.
                Err(Postponed::Budget | Postponed::Job) => {
                    return Err(workbench::failed(&cases[index].document, Failure::Panicked));
                }
            }
        }
        done.sort_by_key(|(index, _)| *index);
        Ok(done.into_iter().map(|(_, summarised)| summarised).collect())
    })
}

/// What is worse than asked for, a line each.
fn worse(command: &Eval, scores: &Scores) -> Vec<String> {
    let mut worse = Vec::new();
    if let Some(least) = command.least_kept {
        for (third, name) in [(None, "all"), (Some(1), "the first"), (Some(2), "the second"), (Some(3), "the third")] {
            let (kept, all) = scores.hard(third);
            let share = if all == 0 { 100.0 } else { 100.0 * kept as f64 / all as f64 };
            if share < least {
                let thirds = if third.is_some() { " third of the documents" } else { "" };
                worse.push(format!("below the floor: {share:.1} % kept in {name}{thirds}, {least} % asked for"));
            }
        }
    }
    let unsupported: usize = scores.cases.iter().map(|case| case.unsupported).sum();
    if command.most_unsupported.is_some_and(|most| unsupported > most) {
        worse.push(format!("above the ceiling: {unsupported} statements unsupported"));
    }
    let (found, planted) = scores.folders.iter().fold((0, 0), |(f, p), folder| (f + folder.found, p + folder.planted));
    if command.least_contradictions.is_some_and(|least| 100.0 * (found as f64) < least * planted as f64) {
        worse.push(format!("below the floor: {found} of {planted} planted contradictions found"));
    }
    let omissions: usize = scores.cases.iter().map(|case| case.omissions).sum();
    let mean = omissions as f64 / scores.cases.len().max(1) as f64;
    if command.most_omissions.is_some_and(|most| mean > most) {
        worse.push(format!("above the ceiling: {mean:.1} omissions a document"));
    }
    worse
}

/// A model with the tokens its answers cost.
struct Counted {
    model: Arc<dyn Model>,
    read: AtomicU64,
    written: AtomicU64,
}

impl Model for Counted {
    fn name(&self) -> &str {
        self.model.name()
    }

    fn window(&self) -> Option<usize> {
        self.model.window()
    }

    fn complete_metered<'a>(
        &'a self,
        request: &'a Request,
        meter: Arc<dyn Meter>,
    ) -> BoxFuture<'a, Result<Completion, ModelError>> {
        Box::pin(async move {
            let completion = self.model.complete_metered(request, meter).await?;
            self.read.fetch_add(completion.usage.prompt_tokens, Ordering::Relaxed);
            self.written.fetch_add(completion.usage.completion_tokens, Ordering::Relaxed);
            Ok(completion)
        })
    }
}
