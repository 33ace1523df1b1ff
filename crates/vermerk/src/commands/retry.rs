use std::collections::BTreeMap;

use fs_err as fs;
use vermerk_batch::MOST_ATTEMPTS;
use vermerk_store::{DocumentId, Store, StoreError};

use crate::arguments::{Global, Retry};
use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::settings::Settings;
use crate::{print, store};

/// Releases documents at which work has failed; the next run takes them up like new ones.
pub(crate) fn retry(command: &Retry, global: &Global) -> Result<Exit, CommandError> {
    let settings = Settings::load(global)?;
    let mut wanted = Vec::new();
    for path in &command.files {
        let opened = fs::File::open(path).map_err(|error| CommandError::input(path, error))?;
        let document = DocumentId::of_reader(opened).map_err(|error| CommandError::input(path, error))?;
        wanted.push((path.display().to_string(), document));
    }
    let store = store::open_existing(&settings)?;
    if command.files.is_empty() {
        wanted = parked(&store)?;
    }
    let mut lines = String::new();
    for (name, document) in &wanted {
        let tried = store.attempts(document)?.is_some();
        store.clear_attempts(document)?;
        let what = if tried { "released" } else { "no failed attempts" };
        lines.extend([what, ": ", name, "\n"]);
    }
    store.barrier()?;
    if wanted.is_empty() {
        lines.push_str("nothing to release\n");
    }
    print::data(&lines)?;
    Ok(Exit::Done)
}

/// The documents that no run takes up any more, by the names they had last.
fn parked(store: &Store) -> Result<Vec<(String, DocumentId)>, StoreError> {
    let mut names: BTreeMap<DocumentId, Option<String>> = BTreeMap::new();
    for attempts in store.all_attempts()? {
        let attempts = attempts?;
        if attempts.count >= MOST_ATTEMPTS {
            names.insert(attempts.document, None);
        }
    }
    for batch in store.batches()?.into_iter().rev() {
        if names.values().all(Option::is_some) {
            break;
        }
        for entry in store.entries(batch.id)? {
            let entry = entry?;
            if let Some(name @ None) = names.get_mut(&entry.document) {
                *name = Some(entry.name);
            }
        }
    }
    Ok(names.into_iter().map(|(document, name)| (name.unwrap_or_else(|| document.to_string()), document)).collect())
}
