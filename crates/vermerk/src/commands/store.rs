use vermerk_store::Store;

use crate::arguments::{Global, StoreCommand};
use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::settings::Settings;
use crate::{print, store as stores};

/// Looks after the store as a whole.
pub(crate) fn store(command: &StoreCommand, global: &Global) -> Result<Exit, CommandError> {
    let settings = Settings::load(global)?;
    let path = settings.store.clone();
    match command {
        StoreCommand::Verify => {
            let report = stores::open_existing(&settings)?.verify()?;
            for problem in &report.problems {
                print::message(&format!("damaged: {problem}"));
            }
            print::data(&format!(
                "{} records, {} files, {} unused files, {} problems; ledger {}:{}\n",
                report.records,
                report.artifacts,
                report.unused_artifacts,
                report.problems.len(),
                report.ledger.lines,
                report.ledger.hash
            ))?;
            Ok(if report.is_clean() { Exit::Done } else { Exit::Data })
        }
        StoreCommand::Export { file, keep } => {
            let store = stores::open_existing(&settings)?;
            let (report, file) = match keep {
                Some(keep) => store.export_generation(file, *keep as usize)?,
                None => (store.export(file)?, file.clone()),
            };
            for problem in &report.skipped {
                print::message(&format!("left out: {problem}"));
            }
            print::data(&format!("{} records in {}\n", report.records, file.display()))?;
            Ok(if report.skipped.is_empty() { Exit::Done } else { Exit::Data })
        }
        StoreCommand::Import { file } => {
            if let Err(error) = fs_err::File::open(file) {
                return Err(CommandError::input(file, error));
            }
            let records = Store::import(file, &path, stores::options(&settings))?;
            print::data(&format!("{records} records in {}\n", path.display()))?;
            Ok(Exit::Done)
        }
        StoreCommand::Rebuild => {
            if !path.exists() {
                return Err(vermerk_store::StoreError::NotFound { path }.into());
            }
            let report = Store::rebuild(&path, stores::options(&settings))?;
            for entry in &report.lost {
                print::message(&format!("lost, the next run makes it again: {entry}"));
            }
            let aside = report.set_aside.display();
            print::data(&format!(
                "{} records saved, {} lost; the damaged store is now {aside}\n",
                report.records,
                report.lost.len()
            ))?;
            Ok(if report.lost.is_empty() { Exit::Done } else { Exit::NeedsPerson })
        }
        StoreCommand::Migrate => {
            let options = stores::options(&settings);
            let engine = options.engine;
            match Store::migrate(&path, options)? {
                Some(records) => print::data(&format!("{records} records now stand on {engine}\n"))?,
                None => print::data(&format!("nothing to do: the store stands on {engine}\n"))?,
            }
            Ok(Exit::Done)
        }
    }
}
