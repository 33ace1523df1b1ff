//! Signing the ledger's state, with what is said where that fails or the ledger does not match what was signed.

use std::io::ErrorKind;
use std::path::Path;

use vermerk_store::{KeyError, Ledger, LedgerCheck, SignedHeads, SigningKey};

use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::settings::LedgerTable;
use crate::{clock, print};

/// Holds the ledger against all states that were signed and signs the present one. Where they do not match, says so, signs
/// nothing, and returns false: a new signature would cover up what the earlier ones show.
pub(crate) fn sign(table: &LedgerTable, ledger: &Path) -> Result<bool, CommandError> {
    let key = load_key(&table.signing_key)?;
    let signed = match SignedHeads::read(&table.heads, &key.public()) {
        Ok(signed) => signed,
        Err(error) if error.kind() == ErrorKind::NotFound => SignedHeads::default(),
        Err(error) => return Err(CommandError::input(&table.heads, error)),
    };
    let check = Ledger::verify(ledger, &signed.states()).map_err(|error| CommandError::input(ledger, error))?;
    let problems = problems(&signed, &check);
    if problems.is_empty() {
        key.sign(&table.heads, &check.head, clock::now()).map_err(|error| {
            CommandError::new(Exit::CannotWrite, format!("cannot write to '{}'", table.heads.display()))
                .because(error)
                .hint("check ledger.heads, its rights and free space; results are kept")
        })?;
        return Ok(true);
    }
    for problem in &problems {
        print::message(problem);
    }
    print::message(&format!(
        "the ledger is not as it was signed; nothing is signed until '{}' is set aside by a person",
        table.heads.display()
    ));
    Ok(false)
}

/// What is wrong, a sentence each.
pub(crate) fn problems(signed: &SignedHeads, check: &LedgerCheck) -> Vec<String> {
    let bad = signed.bad_lines.iter().map(|line| format!("line {line} of the signed states has no valid signature"));
    bad.chain(check.problems.iter().map(ToString::to_string)).collect()
}

pub(crate) fn load_key(file: &Path) -> Result<SigningKey, CommandError> {
    SigningKey::load(file).map_err(|error| key_error(file, error))
}

pub(crate) fn key_error(file: &Path, error: KeyError) -> CommandError {
    let (exit, hint) = match &error {
        KeyError::Io(source) if source.kind() == ErrorKind::AlreadyExists => {
            (Exit::CannotWrite, "a key is never overwritten; give another file")
        }
        KeyError::Io(source) if source.kind() == ErrorKind::NotFound => {
            (Exit::Config, "`vermerk audit key FILE` makes one")
        }
        KeyError::Io(_) => (Exit::CannotWrite, "check the path and its rights"),
        KeyError::Exposed { .. } => (Exit::Config, "take the rights of group and others away: chmod 600"),
        KeyError::NoKey { .. } => (Exit::Config, "give a key that `vermerk audit key` made"),
        KeyError::NoRandomness => (Exit::Internal, "the system's random numbers are needed to make a key"),
    };
    CommandError::new(exit, format!("cannot use the key '{}'", file.display())).because(error).hint(hint)
}
