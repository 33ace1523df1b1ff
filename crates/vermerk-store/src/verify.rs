use std::collections::BTreeSet;

use vermerk_summary::OutcomeKind;

use crate::key::{self, Kind};
use crate::{BatchEntry, BatchRecord, Damage, DocumentRecord, ResultKey, Store, StoreError, envelope};

/// What a check of the whole store found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// Records read.
    pub records: u64,
    /// Files of large values read.
    pub artifacts: u64,
    /// Files that no record names: left over from a run that was cut short, harmless.
    pub unused_artifacts: u64,
    /// What is wrong, in the order of the keys.
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
}

impl VerifyReport {
    /// Whether nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }
}

impl Store {
    /// Reads every record and file and holds them against their checksums and against each other.
    pub fn verify(&self) -> Result<VerifyReport, StoreError> {
        let mut report = VerifyReport::default();
        let mut named = BTreeSet::new();
        for record in self.scan_all()? {
            let Ok((key, value)) = record else {
                // The engine cannot find its way behind the damage; what comes after is unknown.
                report.problems.push(Problem::Unreadable);
                break;
            };
            report.records += 1;
            if let Some(kind) = Kind::of_key(&key)
                && let Ok(envelope::Content::External { sha256, .. }) = envelope::open(kind, &key, &value)
            {
                named.insert(sha256);
            }
            report.problems.extend(self.check(&key, &value)?);
        }
        for name in self.artifacts().names()? {
            report.artifacts += 1;
            report.unused_artifacts += u64::from(!named.contains(&name));
        }
        Ok(report)
    }

    fn check(&self, key: &[u8], value: &[u8]) -> Result<Option<Problem>, StoreError> {
        let entry = key::describe(key);
        let Some(kind) = Kind::of_key(key) else {
            return Ok(Some(Problem::Damaged(Damage::Record { entry })));
        };
        let plain = match self.unseal(kind, key, value) {
            Ok(plain) => plain,
            Err(StoreError::Damaged(damage)) => return Ok(Some(Problem::Damaged(damage))),
            Err(StoreError::Newer { .. }) => return Ok(Some(Problem::Newer { entry })),
            Err(error) => return Err(error),
        };
        let in_place = match kind {
            Kind::Result => {
                serde_json::from_slice(&plain).map(|record: DocumentRecord| key::result(&record.key) == key)
            }
            Kind::Batch => serde_json::from_slice(&plain).map(|record: BatchRecord| key::batch(record.id) == key),
            Kind::Attempts => Ok(true),
            Kind::Entry => match serde_json::from_slice::<BatchEntry>(&plain) {
                Ok(record) => {
                    if record.outcome != OutcomeKind::Failed && !self.has(&record.key)? {
                        return Ok(Some(Problem::ResultMissing { entry, key: record.key }));
                    }
                    Ok(key.ends_with(&key::entry(crate::BatchId(0), &record.name)[9..]))
                }
                Err(error) => Err(error),
            },
        };
        Ok(match in_place {
            Ok(true) => None,
            Ok(false) => Some(Problem::WrongPlace { entry }),
            Err(_) => Some(Problem::Damaged(Damage::Record { entry })),
        })
    }
}
