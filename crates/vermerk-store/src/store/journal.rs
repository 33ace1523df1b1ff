//! How the ledger keeps step with the records.
//!
//! An event is first written into the engine (the outbox), before the record it is about; the barrier then appends it
//! to the ledger. If the process dies in between, opening the store appends what is left in the outbox, but only
//! events whose record is really there; a record whose file did not reach the disk is taken out. So a durable record is
//! never without its line, nor a line without its record.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Store;
use crate::engine::Engine;
use crate::envelope::{self, Content};
use crate::id::sha256_hex;
use crate::key::{self, Kind};
use crate::ledger::{Event, Ledger, LedgerHead, Logged};
use crate::{Damage, StoreError};

/// The ledger with what the next barrier appends to it.
pub(super) struct Journal {
    pub(super) ledger: Ledger,
    pub(super) pending: Vec<Logged>,
}

/// An event on its way to the ledger.
#[derive(Debug, Serialize, Deserialize)]
struct Outgoing {
    /// The line it is to become; a lower one than the ledger has is done.
    line: u64,
    logged: Logged,
}

impl Store {
    /// Notes an event; the next barrier appends it to the ledger.
    pub fn log(&self, event: Event) -> Result<(), StoreError> {
        self.note(&mut self.journal(), event)
    }

    /// The state of the ledger after the last barrier.
    pub fn ledger_head(&self) -> LedgerHead {
        self.journal().ledger.head()
    }

    /// Makes everything written before durable. The only promise of the store: what a returned barrier covers is kept.
    pub fn barrier(&self) -> Result<(), StoreError> {
        self.barrier_under(&mut self.journal())
    }

    fn barrier_under(&self, journal: &mut Journal) -> Result<(), StoreError> {
        self.flush_records()?;
        if journal.pending.is_empty() {
            return Ok(());
        }
        let pending = std::mem::take(&mut journal.pending);
        journal.ledger.append(&pending).inspect_err(|_| self.engine.halt())?;
        // Durable with the next barrier. If it comes late, the ledger only has more lines than it says.
        self.save(Kind::Head, &key::head(), &journal.ledger.head())
    }

    /// The first half of a barrier: the records, not yet the ledger.
    pub(crate) fn flush_records(&self) -> Result<(), StoreError> {
        self.sync_artifacts()?;
        self.engine.barrier()
    }

    /// Notes an event under the lock that the caller also holds while writing the record it is about.
    pub(super) fn note(&self, journal: &mut Journal, event: Event) -> Result<(), StoreError> {
        let logged = Logged { at: (self.clock)(), who: self.actor.clone(), event };
        let slot = journal.pending.len() as u64;
        let line = journal.ledger.head().lines + slot + 1;
        let outgoing = Outgoing { line, logged };
        self.save(Kind::Outgoing, &key::outgoing(slot), &outgoing)?;
        journal.pending.push(outgoing.logged);
        Ok(())
    }

    pub(super) fn journal(&self) -> std::sync::MutexGuard<'_, Journal> {
        // A panic under the lock leaves the list of events as it was or one longer; both are sound.
        self.journal.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Brings the ledger up to the records after a crash, and notes if it is not the ledger it was.
    ///
    /// The engine takes damage in its last segment for a write cut short and forgets, without a word, all that comes
    /// after it. But what the ledger says the barrier had made durable: so lines that the engine has neither in its note
    /// nor in the outbox say that it has lost records.
    pub(super) fn catch_up(&self, noted: Option<&LedgerHead>) -> Result<(), StoreError> {
        let mut journal = self.journal();
        let head = journal.ledger.head();
        let mut outbox = BTreeMap::new();
        for record in self.engine.scan(&[Kind::Outgoing.letter()])? {
            let (key, value) = record?;
            if let Ok(outgoing) = self.decode::<Outgoing>(Kind::Outgoing, &key, &value) {
                outbox.insert(outgoing.line, (key, outgoing.logged));
            }
        }
        let waiting = Waiting::new(outbox.iter().map(|(line, (_, logged))| (*line, &logged.event)));
        let known = noted.map_or(0, |noted| noted.lines);
        for line in known + 1..=head.lines {
            let kept = match outbox.get(&line) {
                Some((_, logged)) => self.is_true(line, &logged.event, &waiting)?,
                None => false,
            };
            if !kept {
                return Err(StoreError::Damaged(Damage::BehindLedger { line }));
            }
        }
        let late = outbox.split_off(&(head.lines + 1));
        for (line, (_, logged)) in &late {
            if self.is_true(*line, &logged.event, &waiting)? {
                journal.pending.push(logged.clone());
            }
        }
        if let Some(LedgerHead { lines, hash }) = noted
            && (*lines > head.lines || (*lines == head.lines && *hash != head.hash))
        {
            tracing::error!(lines, found = head.lines, "the ledger is not as it was last seen");
            self.note(&mut journal, Event::LedgerCut { lines: *lines, hash: hash.clone() })?;
        }
        self.barrier_under(&mut journal)?;
        // The next event takes the place of the first in the outbox. From then on only the note vouches for the lines
        // that are there now, so it has to be on the disk before. It is written before the outbox is emptied, so that
        // no part of this leaves a line without either.
        let head = journal.ledger.head();
        if noted != Some(&head) || !late.is_empty() {
            self.save(Kind::Head, &key::head(), &head)?;
            for (key, _) in late.values() {
                self.engine.remove(key)?;
            }
            self.engine.barrier()?;
        }
        Ok(())
    }

    /// Whether what an event says about a record holds, or held until a later event of the same group replaced the
    /// record. A record without its file was never acknowledged: it goes.
    fn is_true(&self, line: u64, event: &Event, waiting: &Waiting) -> Result<bool, StoreError> {
        let Some((kind, key, _)) = subject(event) else { return Ok(true) };
        let Some(value) = self.engine.get(&key)? else { return Ok(false) };
        match self.unseal(kind, &key, &value) {
            Ok(plain) => Ok(waiting.say_from(line, &key, &sha256_hex(&plain))),
            Err(StoreError::Damaged(Damage::Artifact { .. } | Damage::ArtifactMissing { .. })) => {
                self.engine.remove(&key)?;
                Ok(false)
            }
            Err(StoreError::Damaged(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// The record that an event tells of: its kind, its key, and the SHA-256 it then had.
fn subject(event: &Event) -> Option<(Kind, Vec<u8>, &String)> {
    match event {
        Event::ResultRecorded { result, sha256, .. } => Some((Kind::Result, key::result(result), sha256)),
        Event::AnswerRecorded { answer, sha256, .. } => Some((Kind::Answer, key::answer(answer), sha256)),
        _ => None,
    }
}

/// What the events in the outbox say about each record, by its key: lines with hashes.
struct Waiting(BTreeMap<Vec<u8>, Vec<(u64, String)>>);

impl Waiting {
    fn new<'a>(events: impl Iterator<Item = (u64, &'a Event)>) -> Self {
        let mut said: BTreeMap<Vec<u8>, Vec<(u64, String)>> = BTreeMap::new();
        for (line, event) in events {
            if let Some((_, key, sha256)) = subject(event) {
                said.entry(key).or_default().push((line, sha256.clone()));
            }
        }
        Self(said)
    }

    /// Whether the record under this key is the one that the event of this line, or of a later one, tells of.
    fn say_from(&self, line: u64, key: &[u8], sha256: &str) -> bool {
        self.0.get(key).is_some_and(|said| said.iter().any(|(at, hash)| *at >= line && hash == sha256))
    }
}

/// The state of the ledger as the engine has it; `None` also if that is damaged: then all of the ledger is read.
pub(super) fn noted_head(engine: &Engine) -> Result<Option<LedgerHead>, StoreError> {
    let key = key::head();
    let Some(value) = engine.get(&key)? else { return Ok(None) };
    let Ok(Content::Inline(parcel)) = envelope::open(Kind::Head, &key, &value) else { return Ok(None) };
    Ok(parcel.unpack().and_then(|plain| serde_json::from_slice(&plain).ok()))
}
