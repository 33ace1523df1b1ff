//! Opening the store for a command, with a message that says what to do where that fails.

use vermerk_store::{Store, StoreError, StoreOptions};

use crate::clock;
use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::settings::Settings;

/// How the command opens, imports, moves and rebuilds stores.
pub(crate) fn options(settings: &Settings) -> StoreOptions {
    StoreOptions {
        engine: settings.store_engine,
        allow_network: settings.store_on_network,
        ..StoreOptions::new(clock::now)
    }
}

/// Opens the store, making it if there is none.
pub(crate) fn open(settings: &Settings) -> Result<Store, CommandError> {
    Ok(Store::open(&settings.store, options(settings))?)
}

/// Opens a store that must be there.
pub(crate) fn open_existing(settings: &Settings) -> Result<Store, CommandError> {
    Ok(Store::open(&settings.store, StoreOptions { create: false, ..options(settings) })?)
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
