use std::collections::{BTreeMap, BTreeSet};
use std::io;

use sha2::{Digest, Sha256};
use vermerk_summary::OutcomeKind;

use crate::id::unhex;
use crate::key::{self, Kind};
use crate::ledger::{Event, LedgerHead, LedgerProblem, walk};
use crate::record::StoredEntry;
use crate::{
    Account, AnswerRecord, BatchRecord, Damage, DocumentRecord, JobRecord, ResultKey, Store, StoreError, envelope,
};

/// What a check of the whole store found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyReport {
    /// Records read.
    pub records: u64,
    /// Files of large values found.
    pub artifacts: u64,
    /// Files that no record names: left over from a run that was cut short, or from a result that was replaced.
    pub unused_artifacts: u64,
    /// The state of the ledger, to be noted elsewhere.
    pub ledger: LedgerHead,
    /// What is wrong: records in the order of their keys, then the ledger, then what it names and is not there.
    pub problems: Vec<Problem>,
}

/// Something wrong with the store.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A record or its file is damaged.
    #[error("{0}")]
    Damaged(Damage),
    /// A record has a version that this program does not know.
    #[error("{entry} was written by a newer version")]
    Newer {
        /// Which record.
        entry: String,
    },
    /// A record lies under another key than it names.
    #[error("{entry} names another key")]
    WrongPlace {
        /// Which record.
        entry: String,
    },
    /// An entry of a batch has a result that is not there.
    #[error("{entry} names the result {key}, which is missing")]
    ResultMissing {
        /// Which entry.
        entry: String,
        /// The missing result.
        key: ResultKey,
    },
    /// The engine stopped before all records were read.
    #[error("the engine could not read all records")]
    Unreadable,
    /// A line of the ledger is not as it was written.
    #[error("{0}")]
    Ledger(LedgerProblem),
    /// The ledger is missing.
    #[error("the ledger is missing")]
    LedgerMissing,
    /// The ledger names a record that is not there.
    #[error("{entry}, which line {line} of the ledger names, is missing")]
    Lost {
        /// Which record.
        entry: String,
        /// The line.
        line: u64,
    },
    /// A record is sound, but not the one that the ledger names last under its key.
    #[error("{entry} is not the one that line {line} of the ledger names")]
    Other {
        /// Which record.
        entry: String,
        /// The line.
        line: u64,
    },
    /// The ledger does not name a record that is there.
    #[error("{entry} stands nowhere in the ledger")]
    Unlogged {
        /// Which record.
        entry: String,
    },
}

impl VerifyReport {
    /// Whether nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }
}

/// What the ledger says last about each record: line and SHA-256, by key.
pub(crate) type Expected = BTreeMap<Vec<u8>, (u64, [u8; 32])>;

/// Adds what a line says about a record.
pub(crate) fn expect(expected: &mut Expected, line: u64, event: Event) {
    let (key, sha256) = match event {
        Event::ResultRecorded { result, sha256, .. } => (key::result(&result), sha256),
        Event::AnswerRecorded { answer, sha256, .. } => (key::answer(&answer), sha256),
        _ => return,
    };
    expected.insert(key, (line, unhex(&sha256).unwrap_or_default()));
}

impl Store {
    /// Reads every record and file and holds them against their checksums, against each other and against the ledger.
    pub fn verify(&self) -> Result<VerifyReport, StoreError> {
        // What no barrier has covered is not yet in the ledger.
        self.barrier()?;
        let mut problems = Vec::new();
        let mut found = BTreeMap::new();
        let mut named = BTreeSet::new();
        let mut records = 0;
        for record in self.scan_all()? {
            let Ok((key, value)) = record else {
                // The engine cannot find its way past the damage; what comes after is unknown.
                problems.push(Problem::Unreadable);
                break;
            };
            records += 1;
            if let Some(kind) = Kind::of_key(&key)
                && let Ok(envelope::Content::External { sha256, .. }) = envelope::open(kind, &key, &value)
            {
                named.insert(sha256);
            }
            match self.check(&key, &value)? {
                Err(problem) => {
                    // Damaged, not lost: one problem is enough.
                    found.insert(key, None);
                    problems.push(problem);
                }
                Ok(sha256) => drop(found.insert(key, Some(sha256))),
            }
        }
        let artifacts = self.artifacts().names()?;
        let unused_artifacts = artifacts.iter().filter(|name| !named.contains(*name)).count() as u64;
        let ledger = self.check_ledger(&found, &mut problems)?;
        Ok(VerifyReport { records, artifacts: artifacts.len() as u64, unused_artifacts, ledger, problems })
    }

    /// The SHA-256 of a sound record, or what is wrong with it.
    fn check(&self, key: &[u8], value: &[u8]) -> Result<Result<[u8; 32], Problem>, StoreError> {
        let entry = key::describe(key);
        let damaged = |entry| Ok(Err(Problem::Damaged(Damage::Record { entry })));
        let Some(kind) = Kind::of_key(key) else { return damaged(entry) };
        let plain = match self.unseal(kind, key, value) {
            Ok(plain) => plain,
            Err(StoreError::Damaged(damage)) => return Ok(Err(Problem::Damaged(damage))),
            Err(StoreError::Newer { .. }) => return Ok(Err(Problem::Newer { entry })),
            Err(error) => return Err(error),
        };
        let Some(own) = own_key(kind, &plain) else { return damaged(entry) };
        if own.is_some_and(|own| own != key) {
            return Ok(Err(Problem::WrongPlace { entry }));
        }
        if kind == Kind::Entry
            && let Ok(StoredEntry { entry: submission, .. }) = serde_json::from_slice(&plain)
            && submission.outcome != OutcomeKind::Failed
            && !self.has(&key::result(&submission.key))?
        {
            return Ok(Err(Problem::ResultMissing { entry, key: submission.key }));
        }
        Ok(Ok(Sha256::digest(&plain).into()))
    }

    fn check_ledger(
        &self,
        found: &BTreeMap<Vec<u8>, Option<[u8; 32]>>,
        problems: &mut Vec<Problem>,
    ) -> Result<LedgerHead, StoreError> {
        let mut expected = Expected::new();
        let noted = self.ledger_head();
        let check = match walk(&self.ledger_path(), std::slice::from_ref(&noted), |line, logged| {
            expect(&mut expected, line, logged.event);
        }) {
            Ok(check) => check,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                problems.push(Problem::LedgerMissing);
                return Ok(noted);
            }
            Err(error) => return Err(error.into()),
        };
        problems.extend(check.problems.into_iter().map(Problem::Ledger));
        for (key, (line, sha256)) in &expected {
            let entry = key::describe(key);
            match found.get(key) {
                None => problems.push(Problem::Lost { entry, line: *line }),
                Some(Some(other)) if other != sha256 => problems.push(Problem::Other { entry, line: *line }),
                Some(_) => {}
            }
        }
        for key in found.keys() {
            if matches!(Kind::of_key(key), Some(Kind::Result | Kind::Answer)) && !expected.contains_key(key) {
                problems.push(Problem::Unlogged { entry: key::describe(key) });
            }
        }
        Ok(check.head)
    }
}

/// The key that a record names itself, `Some(None)` for kinds that name none, `None` if it is no such record.
#[expect(clippy::option_option, reason = "two different kinds of nothing, both used once")]
pub(crate) fn own_key(kind: Kind, plain: &[u8]) -> Option<Option<Vec<u8>>> {
    let own = match kind {
        Kind::Result => serde_json::from_slice(plain).map(|record: DocumentRecord| key::result(&record.key)),
        Kind::Answer => serde_json::from_slice(plain).map(|record: AnswerRecord| key::answer(&record.key)),
        Kind::Batch => serde_json::from_slice(plain).map(|record: BatchRecord| key::batch(record.id)),
        Kind::Attempts => serde_json::from_slice(plain).map(|record: crate::Attempts| key::attempts(&record.document)),
        Kind::Entry => {
            serde_json::from_slice(plain).map(|record: StoredEntry| key::entry(record.batch, &record.entry.name))
        }
        Kind::Account => serde_json::from_slice(plain).map(|account: Account| key::account(account.batch, account.day)),
        Kind::Job => serde_json::from_slice(plain).map(|job: JobRecord| key::job(job.id)),
        Kind::Guideline => serde_json::from_slice(plain)
            .map(|known: crate::record::AdoptedGuideline| key::guideline(&known.name, known.version)),
        Kind::Outgoing | Kind::Head => return Some(None),
    };
    own.ok().map(Some)
}
