//! Where records lie in the one ordered tree. A letter says the kind; numbers are big-endian, so they sort.

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::id::hex;
use crate::{AnswerKey, BatchId, DocumentId, JobId, ResultKey};

/// What lies under a key. Number (in the envelope) and letter (in the key) are part of the format: never reuse one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Result,
    Attempts,
    Batch,
    Entry,
    Answer,
    Outgoing,
    Head,
    Account,
    Job,
    Guideline,
}

impl Kind {
    const ALL: [Self; 10] = [
        Self::Result,
        Self::Attempts,
        Self::Batch,
        Self::Entry,
        Self::Answer,
        Self::Outgoing,
        Self::Head,
        Self::Account,
        Self::Job,
        Self::Guideline,
    ];

    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Result => 1,
            Self::Attempts => 2,
            Self::Batch => 3,
            Self::Entry => 4,
            Self::Answer => 5,
            Self::Outgoing => 6,
            Self::Head => 7,
            Self::Account => 8,
            Self::Job => 9,
            Self::Guideline => 10,
        }
    }

    pub(crate) fn letter(self) -> u8 {
        match self {
            Self::Result => b'r',
            Self::Attempts => b'a',
            Self::Batch => b'b',
            Self::Entry => b'e',
            Self::Answer => b'm',
            Self::Outgoing => b'o',
            Self::Head => b'h',
            Self::Account => b'c',
            Self::Job => b'j',
            Self::Guideline => b'g',
        }
    }

    /// Its name in an export.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Result => "result",
            Self::Attempts => "attempts",
            Self::Batch => "batch",
            Self::Entry => "entry",
            Self::Answer => "answer",
            Self::Outgoing => "outgoing",
            Self::Head => "head",
            Self::Account => "account",
            Self::Job => "job",
            Self::Guideline => "guideline",
        }
    }

    /// Whether it is part of an export; how the ledger keeps step is the store's own affair.
    pub(crate) fn is_exported(self) -> bool {
        !matches!(self, Self::Outgoing | Self::Head)
    }

    pub(crate) fn of_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }

    pub(crate) fn of_key(key: &[u8]) -> Option<Self> {
        let letter = *key.first()?;
        Self::ALL.into_iter().find(|kind| kind.letter() == letter)
    }
}

pub(crate) fn result(key: &ResultKey) -> Vec<u8> {
    [&[Kind::Result.letter()], key.as_bytes().as_slice()].concat()
}

pub(crate) fn answer(key: &AnswerKey) -> Vec<u8> {
    [&[Kind::Answer.letter()], key.as_bytes().as_slice()].concat()
}

/// Where the next event waits that is `slot` events after the last barrier; slots are used again.
pub(crate) fn outgoing(slot: u64) -> Vec<u8> {
    [&[Kind::Outgoing.letter()], slot.to_be_bytes().as_slice()].concat()
}

/// Where the state of the ledger is noted.
pub(crate) fn head() -> Vec<u8> {
    vec![Kind::Head.letter()]
}

pub(crate) fn attempts(document: &DocumentId) -> Vec<u8> {
    [&[Kind::Attempts.letter()], document.as_bytes().as_slice()].concat()
}

pub(crate) fn batch(id: BatchId) -> Vec<u8> {
    [&[Kind::Batch.letter()], id.0.to_be_bytes().as_slice()].concat()
}

pub(crate) fn account(batch: BatchId, day: u32) -> Vec<u8> {
    [&[Kind::Account.letter()], batch.0.to_be_bytes().as_slice(), &day.to_be_bytes()].concat()
}

pub(crate) fn job(id: JobId) -> Vec<u8> {
    [&[Kind::Job.letter()], id.0.to_be_bytes().as_slice()].concat()
}

pub(crate) fn guideline(name: &str, version: u32) -> Vec<u8> {
    [&[Kind::Guideline.letter()], &Sha256::digest(name.as_bytes())[..16], &version.to_be_bytes()].concat()
}

pub(crate) fn entries_of(id: BatchId) -> Vec<u8> {
    [&[Kind::Entry.letter()], id.0.to_be_bytes().as_slice()].concat()
}

/// The start of the name keeps entries in the order of their names; the hash keeps names with the same start apart
/// and the key short (the engine must never have to move a page of keys into a file of its own).
pub(crate) fn entry(id: BatchId, name: &str) -> Vec<u8> {
    let hash = Sha256::digest(name.as_bytes());
    let start = &name.as_bytes()[..name.len().min(64)];
    [entries_of(id).as_slice(), start, b"\0", &hash[..16]].concat()
}

/// How a record is named in errors and reports: kind and key, never the name of a submission.
pub(crate) fn describe(key: &[u8]) -> String {
    let number = |from: usize| key.get(from..from + 8).and_then(|eight| eight.try_into().ok()).map(u64::from_be_bytes);
    match Kind::of_key(key) {
        Some(Kind::Result) => format!("result {}", hex(&key[1..])),
        Some(Kind::Attempts) => format!("attempts of document {}", hex(&key[1..])),
        Some(Kind::Answer) => format!("answer {}", hex(&key[1..])),
        Some(Kind::Outgoing) if key.len() == 9 => format!("event {} for the ledger", number(1).unwrap_or_default()),
        Some(Kind::Head) => "the noted state of the ledger".to_owned(),
        Some(Kind::Batch) if key.len() == 9 => format!("batch {}", number(1).unwrap_or_default()),
        Some(Kind::Account) if key.len() == 13 => {
            format!("account of batch {}", number(1).unwrap_or_default())
        }
        Some(Kind::Guideline) if key.len() == 21 => format!("guideline {}", hex(&key[1..])),
        Some(Kind::Job) if key.len() == 9 => format!("job {}", number(1).unwrap_or_default()),
        Some(Kind::Entry) if key.len() > 25 => {
            format!("entry {} of batch {}", hex(&key[key.len() - 16..]), number(1).unwrap_or_default())
        }
        _ => format!("record under the unknown key {}", hex(&Sha256::digest(key))),
    }
}
