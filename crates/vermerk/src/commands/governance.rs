use std::io::BufReader;

use fs_err as fs;
use vermerk_store::Ledger;

use crate::arguments::{Global, Governance, GovernanceFormat};
use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::settings::Settings;
use crate::{governance, print};

/// Prints the report on the use of language models, or holds an earlier one against the ledger.
pub(crate) fn governance(command: &Governance, global: &Global) -> Result<Exit, CommandError> {
    let settings = Settings::load(global)?;
    // Not through the store, which would take the lock: the report may be made during a run.
    let path = Ledger::path_in(&settings.store);
    let file = fs::File::open(&path).map_err(|error| CommandError::input(&path, error))?;
    let period = command.period.as_deref().unwrap_or_default();
    let is_period = period.bytes().all(|b| b.is_ascii_digit() || b == b'-') && matches!(period.len(), 0 | 4 | 7);
    if !is_period {
        return Err(CommandError::new(Exit::Usage, format!("'{period}' is no period"))
            .hint("give a year (2026) or a month (2026-11)"));
    }
    let sums = governance::sums(BufReader::new(file), period).map_err(|line| {
        CommandError::new(Exit::Data, format!("line {line} of the ledger cannot be read"))
            .hint("`vermerk audit verify` says what is wrong with it")
    })?;
    let rows = governance::rows(&sums, command.least);
    let json = governance::json(&rows);
    if let Some(earlier) = &command.check {
        let text = fs::read(earlier).map_err(|error| CommandError::input(earlier, error))?;
        let same = serde_json::from_slice::<serde_json::Value>(&text).is_ok_and(|earlier| earlier == json);
        print::message(if same { "the report equals the ledger" } else { "the report does not equal the ledger" });
        return Ok(if same { Exit::Done } else { Exit::Data });
    }
    let text = match command.format {
        GovernanceFormat::Json => serde_json::to_string_pretty(&json).map_err(CommandError::internal)? + "\n",
        GovernanceFormat::Csv => governance::csv(rows),
    };
    print::data(&text)?;
    Ok(Exit::Done)
}
