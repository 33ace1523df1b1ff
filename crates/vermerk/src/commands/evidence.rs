use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use fs_err as fs;
use vermerk_batch::{EvidenceError, Manifest, Replayed};
use vermerk_store::{AnswerKey, BatchEntry, Event, Ledger, Store, StoreError};

use crate::arguments::{Evidence, Global, Replay};
use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::guideline::Adopted;
use crate::pipeline::Pipeline;
use crate::settings::Settings;
use crate::{print, store, workbench};

/// Writes the evidence archive of one document.
pub(crate) fn evidence(command: &Evidence, global: &Global) -> Result<Exit, CommandError> {
    let settings = Settings::load(global)?;
    let pipeline = Pipeline::load(command.pipeline.as_deref().unwrap_or(&settings.pipeline))?;
    let adopted = Adopted::load(&settings)?;
    let mut bench = workbench::build(&settings, &pipeline, adopted.as_ref())?;
    let store = Arc::new(store::open_existing(&settings)?);
    let Some((folder, entry)) = entry(&store, &command.document)? else {
        return Err(CommandError::new(Exit::NoInput, "the store knows no such document")
            .hint("give its name as the overview shows it, or its SHA-256; `vermerk status --json` lists both"));
    };
    // What the records office says of the document decides what of it left the house.
    bench.cover = Manifest::read(Path::new(&folder))?.cover(&entry.name);
    let provenance = workbench::provenance(&settings, &pipeline, &bench, adopted.as_ref());
    let archive = vermerk_batch::evidence(&store, &entry, &provenance, &bench)?;
    fs::write(&command.file, &archive).map_err(|error| cannot_write(&command.file, error))?;
    print::data(&format!("{} bytes in {}\n", archive.len(), command.file.display()))?;
    Ok(Exit::Done)
}

/// The entry of the youngest batch that knows the document, and the folder of the batch.
fn entry(store: &Store, document: &str) -> Result<Option<(String, BatchEntry)>, StoreError> {
    for batch in store.batches()?.into_iter().rev() {
        for entry in store.entries(batch.id)? {
            let entry = entry?;
            // A duplicate has no reports of its own.
            if entry.duplicate_of.is_none() && (entry.name == document || entry.document.to_string() == document) {
                return Ok(Some((batch.folder, entry)));
            }
        }
    }
    Ok(None)
}

/// Makes the reports of an archive again.
pub(crate) fn replay(command: &Replay) -> Result<Exit, CommandError> {
    let archive = fs::read(&command.file).map_err(|error| CommandError::input(&command.file, error))?;
    let replayed = vermerk_batch::replay(&archive).map_err(|error| {
        CommandError::new(Exit::Data, format!("'{}' does not prove its reports: {error}", command.file.display())).hint(
            "it was changed, or another version of vermerk made it; the version stands in ergebnis.json of the archive",
        )
    })?;
    if let Some(ledger) = &command.ledger {
        find_in_ledger(&replayed, ledger)?;
    }
    if let Some(out) = &command.out {
        for (file, bytes) in &replayed.reports {
            // `replay` gives no path that leads out of the folder.
            let path = out.join(&file.path);
            path.parent().map_or(Ok(()), fs::create_dir_all).map_err(|error| cannot_write(&path, error))?;
            fs::write(&path, bytes).map_err(|error| cannot_write(&path, error))?;
        }
    }
    print::data(&format!("document {} ({})\n", replayed.document, replayed.name))?;
    for (file, _) in &replayed.reports {
        print::data(&format!("{}  {}\n", file.sha256, file.path))?;
    }
    let held = if command.ledger.is_some() { "; the ledger names the result" } else { "" };
    print::data(&format!("{} reports made again, byte for byte{held}\n", replayed.reports.len()))?;
    Ok(Exit::Done)
}

/// The ledger must be sound and name the result and every answer.
fn find_in_ledger(replayed: &Replayed, path: &Path) -> Result<(), CommandError> {
    let mut result = false;
    let mut missing: BTreeSet<AnswerKey> = replayed.answers.iter().copied().collect();
    let check = Ledger::read(path, &[], |_, logged| match logged.event {
        Event::ResultRecorded { result: key, sha256, .. } => {
            result |= key == replayed.key && sha256 == replayed.record_sha256;
        }
        Event::AnswerRecorded { answer, .. } => drop(missing.remove(&answer)),
        _ => {}
    })
    .map_err(|error| CommandError::input(path, error))?;
    let wrong = |what: String| Err(CommandError::new(Exit::Data, what));
    if let Some(problem) = check.problems.first() {
        return wrong(problem.to_string());
    }
    if !result {
        return wrong("the ledger names no such result".to_owned());
    }
    missing.first().map_or(Ok(()), |answer| wrong(format!("the ledger names no answer {answer}")))
}

fn cannot_write(path: &Path, error: std::io::Error) -> CommandError {
    CommandError::new(Exit::CannotWrite, format!("cannot write '{}'", path.display()))
        .because(error)
        .hint("check path, rights and free space")
}

impl From<EvidenceError> for CommandError {
    fn from(error: EvidenceError) -> Self {
        let (exit, hint) = match error {
            EvidenceError::Store(source) => return source.into(),
            EvidenceError::Missing => (Exit::NoInput, "the next `vermerk run` makes it again"),
            EvidenceError::NotSummarised(_) => (Exit::Data, "only a summary has reports that can be proven"),
            EvidenceError::OtherProvenance => {
                (Exit::Config, "give the --config and --pipeline of the run that made it, and its version of vermerk")
            }
            EvidenceError::NotReproducible => {
                (Exit::Data, "an answer is no longer kept, or the model's window has changed")
            }
            EvidenceError::Replay(_) => {
                (Exit::Data, "the reports were made by another version; run again to renew them")
            }
            EvidenceError::Pack(_) => return Self::internal(error),
        };
        Self::new(exit, format!("no evidence archive: {error}")).hint(hint)
    }
}
