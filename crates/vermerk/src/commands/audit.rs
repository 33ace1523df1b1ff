use vermerk_store::{Ledger, LedgerHead};

use crate::arguments::{Audit, Global};
use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::print;
use crate::settings::Settings;

/// Checks the ledger; `docs/verify_ledger.py` does the same without this program.
pub(crate) fn audit(command: &Audit, global: &Global) -> Result<Exit, CommandError> {
    let Audit::Verify { noted } = command;
    let noted = noted.as_deref().map(parse).transpose()?;
    // Not through the store, which would mend a torn end and take the lock.
    let path = Ledger::path_in(&Settings::load(global)?.store);
    let check = Ledger::verify(&path, noted.as_ref()).map_err(|error| CommandError::input(&path, error))?;
    for problem in &check.problems {
        print::message(&problem.to_string());
    }
    print::data(&format!("{}:{}\n", check.head.lines, check.head.hash))?;
    Ok(if check.problems.is_empty() { Exit::Done } else { Exit::Data })
}

fn parse(noted: &str) -> Result<LedgerHead, CommandError> {
    let state = noted.split_once(':').and_then(|(lines, hash)| Some((lines.parse().ok()?, hash)));
    let (lines, hash) = state.ok_or_else(|| {
        CommandError::new(Exit::Usage, format!("'{noted}' is no state of a ledger"))
            .hint("give it as `audit verify` printed it: LINES:HASH")
    })?;
    Ok(LedgerHead { lines, hash: hash.to_owned() })
}
