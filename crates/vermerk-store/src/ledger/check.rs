use std::io::{self, BufRead, BufReader};
use std::path::Path;

use fs_err as fs;

use super::{LedgerHead, Logged, NOTHING, read_line};
use crate::id::hex;

/// After so many problems a ledger is read no further.
const MOST_PROBLEMS: usize = 100;

/// What a check of a ledger found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerCheck {
    /// Its state, to be noted elsewhere or held against an earlier note.
    pub head: LedgerHead,
    /// What is wrong, in the order of the lines.
    pub problems: Vec<LedgerProblem>,
}

/// Something wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the ledger {fault}")]
pub struct LedgerProblem {
    /// The line as counted in the file, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub fault: LedgerFault,
}

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LedgerFault {
    /// Its bytes do not match its hash.
    #[error("was changed")]
    Changed,
    /// It does not follow the line before it: lines are missing, added or in another order.
    #[error("does not follow the line before it")]
    OutOfChain,
    /// It should be there according to a note of an earlier state.
    #[error("is missing: the end was cut off")]
    Cut,
    /// There was another line here when the state was noted.
    #[error("is not the one it was when the state was noted")]
    Replaced,
}

impl super::Ledger {
    /// Checks the ledger at `path`, against notes of earlier states if there are any.
    pub fn verify(path: &Path, noted: &[LedgerHead]) -> io::Result<LedgerCheck> {
        walk(path, noted, |_, _| {})
    }

    /// Does the same and shows every sound line, with its number, to `see`.
    pub fn read(path: &Path, noted: &[LedgerHead], see: impl FnMut(u64, Logged)) -> io::Result<LedgerCheck> {
        walk(path, noted, see)
    }
}

/// Checks a ledger and shows every sound line to `see`.
pub(crate) fn walk(path: &Path, noted: &[LedgerHead], mut see: impl FnMut(u64, Logged)) -> io::Result<LedgerCheck> {
    let mut file = BufReader::new(fs::File::open(path)?);
    let mut problems = Vec::new();
    let mut previous = NOTHING;
    let mut number = 0;
    // What the next line should call itself, going on from what the line before says: so one deleted line is one
    // fault, not as many as there are lines after it.
    let mut expected = 1;
    let mut after_changed = false;
    let mut bytes = Vec::new();
    let mut noted: Vec<&LedgerHead> = noted.iter().collect();
    noted.sort_by_key(|noted| noted.lines);
    let mut noted = noted.into_iter().peekable();
    while problems.len() < MOST_PROBLEMS {
        bytes.clear();
        if file.read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        number += 1;
        let fault = if let Some((link, hash)) = read_line(&bytes) {
            // What a changed line once was nobody knows, so the next may name any hash as that before it.
            let follows = link.line == expected && (after_changed || link.prev == hex(&previous));
            (expected, previous, after_changed) = (link.line + 1, hash, false);
            if let Ok(logged) = serde_json::from_slice(&bytes) {
                see(number, logged);
            }
            (!follows).then_some(LedgerFault::OutOfChain)
        } else {
            (expected, after_changed) = (expected + 1, true);
            Some(LedgerFault::Changed)
        };
        problems.extend(fault.map(|fault| LedgerProblem { line: number, fault }));
        let mut replaced = false;
        while let Some(noted) = noted.next_if(|noted| noted.lines <= number) {
            replaced |= noted.lines == number && noted.hash != hex(&previous);
        }
        if replaced {
            problems.push(LedgerProblem { line: number, fault: LedgerFault::Replaced });
        }
    }
    if noted.any(|noted| noted.lines > number) && problems.len() < MOST_PROBLEMS {
        problems.push(LedgerProblem { line: number + 1, fault: LedgerFault::Cut });
    }
    Ok(LedgerCheck { head: LedgerHead { lines: number, hash: hex(&previous) }, problems })
}
