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
    if !is_period(period) {
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

/// Nothing, a year, or a year and a month.
fn is_period(period: &str) -> bool {
    let is_year = |year: &str| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) && year != "0000";
    let is_month = |month: &str| month.len() == 2 && month.parse().is_ok_and(|month: u8| (1..=12).contains(&month));
    match period.split_once('-') {
        None => period.is_empty() || is_year(period),
        Some((year, month)) => is_year(year) && is_month(month),
    }
}
