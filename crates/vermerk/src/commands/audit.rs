use vermerk_store::{Ledger, LedgerHead, PublicKey, SignedHeads, SigningKey};

use crate::arguments::{Audit, Global};
use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::settings::Settings;
use crate::{clock, ledger, print};

/// Checks and signs the ledger; `docs/verify_ledger.py` checks the same without this program.
pub(crate) fn audit(command: &Audit, global: &Global) -> Result<Exit, CommandError> {
    match command {
        Audit::Verify { noted, ledger, heads, public_key } => {
            let settings = Settings::load(global)?;
            let signed = match (heads, public_key, &settings.ledger) {
                (Some(heads), Some(key), _) => Some((heads.clone(), public(key)?)),
                (_, _, Some(table)) => Some((table.heads.clone(), ledger::load_key(&table.signing_key)?.public())),
                _ => None,
            };
            // Read before the ledger, which may be growing.
            let signed = match signed {
                Some((file, key)) => {
                    SignedHeads::read(&file, &key).map_err(|error| CommandError::input(&file, error))?
                }
                None => SignedHeads::default(),
            };
            // Not through the store, which would mend a torn end and take the lock.
            let path = ledger.clone().unwrap_or_else(|| Ledger::path_in(&settings.store));
            let mut known = signed.states();
            known.extend(noted.as_deref().map(parse).transpose()?);
            let check = Ledger::verify(&path, &known).map_err(|error| CommandError::input(&path, error))?;
            for problem in ledger::problems(&signed, &check) {
                print::message(&problem);
            }
            if let Some(last) = signed.heads.last() {
                print::message(&format!("signed up to line {}, {}", last.head.lines, clock::rfc3339(last.at)));
            }
            print::data(&format!("{}:{}\n", check.head.lines, check.head.hash))?;
            Ok(if check.problems.is_empty() && signed.bad_lines.is_empty() { Exit::Done } else { Exit::Data })
        }
        Audit::Key { file } => {
            let key = SigningKey::create(file).map_err(|error| ledger::key_error(file, error))?;
            print::data(&format!("{}\n", key.public()))?;
            Ok(Exit::Done)
        }
        Audit::Sign => {
            let settings = Settings::load(global)?;
            let Some(table) = &settings.ledger else {
                return Err(CommandError::new(Exit::Config, "no key and no file for signed states are configured")
                    .hint("set ledger.signing_key and ledger.heads"));
            };
            let check = ledger::sign(table, &Ledger::path_in(&settings.store))?;
            Ok(if check { Exit::Done } else { Exit::Data })
        }
    }
}

fn public(key: &str) -> Result<PublicKey, CommandError> {
    key.parse().map_err(|_| {
        CommandError::new(Exit::Usage, "this is no public key").hint("give it as `audit key` printed it: 64 hex digits")
    })
}

fn parse(noted: &str) -> Result<LedgerHead, CommandError> {
    let state = noted.split_once(':').and_then(|(lines, hash)| Some((lines.parse().ok()?, hash)));
    let (lines, hash) = state.ok_or_else(|| {
        CommandError::new(Exit::Usage, format!("'{noted}' is no state of a ledger"))
            .hint("give it as `audit verify` printed it: LINES:HASH")
    })?;
    Ok(LedgerHead { lines, hash: hash.to_owned() })
}
