//! Documents at which work has failed before: tried last, alone if they may have ended the whole process, and after
//! three times no more until a person releases them.

use std::collections::BTreeMap;

use vermerk_store::{Attempts, DocumentId, ResultKey, Store, StoreError};

/// After so many attempts without a result that lasts, a document is parked.
pub const MOST_ATTEMPTS: u32 = 3;

/// What earlier runs tried in vain, as it was when this run began.
pub(crate) struct Quarantine {
    attempts: BTreeMap<DocumentId, Attempts>,
}

/// How a document is taken up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// At once, beside others.
    Clear,
    /// After all others, so that it can't keep them from their end.
    Last {
        /// With nothing beside it: an earlier run ended while it was under way, perhaps over it. If this one does, too,
        /// no other document is to blame or comes to harm.
        alone: bool,
        /// How often it was tried.
        attempts: u32,
    },
    /// Not at all.
    Parked {
        /// The last attempt left an outcome, which is the reason.
        with_outcome: bool,
    },
}

impl Quarantine {
    /// What the store knows of.
    pub(crate) fn load(store: &Store) -> Result<Self, StoreError> {
        let attempts = store.all_attempts()?.map(|attempts| attempts.map(|found| (found.document, found)));
        Ok(Self { attempts: attempts.collect::<Result<_, _>>()? })
    }

    /// How to take up this document for this result.
    pub(crate) fn standing(&self, document: &DocumentId, key: ResultKey) -> Standing {
        match self.attempts.get(document) {
            Some(found) if found.result == Some(key) && found.count >= MOST_ATTEMPTS => {
                Standing::Parked { with_outcome: !found.open }
            }
            Some(found) if found.result == Some(key) => Standing::Last { alone: found.open, attempts: found.count },
            _ => Standing::Clear,
        }
    }
}
