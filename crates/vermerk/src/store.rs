//! Opening the store for a command, with a message that says what to do where that fails.

use vermerk_report::wording;
use vermerk_store::{Store, StoreError, StoreOptions};

use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::settings::Settings;
use crate::{clock, print};

/// How the command opens, imports, moves and rebuilds stores.
pub(crate) fn options(settings: &Settings) -> StoreOptions {
    StoreOptions {
        engine: settings.store_engine,
        allow_network: settings.store_on_network,
        ..StoreOptions::new(clock::now)
    }
}

/// Opens the store for a run, making it if there is none. A damaged one is set aside and made anew from what can be read
/// of it, once; what the run then has to say of that is returned too.
pub(crate) fn open(settings: &Settings) -> Result<(Store, Option<String>), CommandError> {
    match Store::open(&settings.store, options(settings)) {
        Err(StoreError::Damaged(damage)) => {
            let report = Store::rebuild(&settings.store, options(settings))?;
            let lost = report.lost.len() as u64;
            print::message(&format!(
                "the store was damaged ({damage}) and has been rebuilt: {} records saved, {lost} lost; the damaged one is \
                 now {}",
                report.records,
                report.set_aside.display()
            ));
            let store = Store::open(&settings.store, options(settings))?;
            Ok((store, Some(wording::store_rebuilt(report.records, lost))))
        }
        opened => Ok((opened?, None)),
    }
}

/// Exports the store into the folder of the settings, if there is one.
pub(crate) fn nightly_export(settings: &Settings, store: &Store) -> Result<(), CommandError> {
    let Some(backup) = &settings.backup else { return Ok(()) };
    let written = store.export_generation(&backup.folder, backup.keep);
    let (report, file) = written.map_err(|error| match error {
        StoreError::Io(error) => {
            CommandError::new(Exit::CannotWrite, format!("cannot export to '{}'", backup.folder.display()))
                .because(error)
                .hint("check backup.folder, its rights and free space; the run itself is done, its results are kept")
        }
        error => error.into(),
    })?;
    for problem in &report.skipped {
        print::message(&format!("left out of {}: {problem}", file.display()));
    }
    Ok(())
}

/// Opens a store that must be there.
pub(crate) fn open_existing(settings: &Settings) -> Result<Store, CommandError> {
    Ok(Store::open(&settings.store, StoreOptions { create: false, ..options(settings) })?)
}

/// Opens a store if there is one.
pub(crate) fn open_if_there(settings: &Settings) -> Result<Option<Store>, CommandError> {
    match Store::open(&settings.store, StoreOptions { create: false, ..options(settings) }) {
        Ok(store) => Ok(Some(store)),
        Err(StoreError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

pub(crate) fn command_error(error: StoreError) -> CommandError {
    let message = error.to_string();
    let (exit, hint) = match &error {
        StoreError::Locked { .. } => (Exit::Locked, "wait until the other run has ended, or give another --store"),
        StoreError::NotFound { .. } => (Exit::NoInput, "`vermerk run FOLDER` makes one; --store names another place"),
        StoreError::NotAStore { .. } => (Exit::Config, "give an empty folder or a store with --store"),
        StoreError::NetworkFileSystem { .. } => {
            (Exit::Config, "give a folder on a local disk with --store, or accept the risk with store.allow_network")
        }
        StoreError::OtherEngine { .. } => {
            (Exit::Config, "`vermerk store migrate` moves it to that of the settings, or change store.engine back")
        }
        StoreError::Unsound(_) => (Exit::Data, "`vermerk store verify` names all that is wrong"),
        StoreError::Archive(_) => (Exit::Data, "give the archive as `store export` wrote it"),
        StoreError::Newer { .. } => (Exit::Data, "use the newer version of vermerk that wrote it"),
        StoreError::Damaged(_) => (
            Exit::Data,
            "`vermerk store rebuild` sets it aside and saves what can be read; the next run makes the rest anew",
        ),
        StoreError::Io(_) | StoreError::Halted => {
            (Exit::CannotWrite, "check rights and free space of the store's folder; what was recorded is kept")
        }
        StoreError::UnknownBatch(_) | StoreError::ForeignKey | StoreError::Encode(_) => {
            return CommandError::internal(error);
        }
    };
    CommandError::new(exit, message).because(error).hint(hint)
}
