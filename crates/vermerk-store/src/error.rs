use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::{BatchId, EngineKind, Problem};

/// Why the store could not do what it was asked. Never carries document text or file names of submissions.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process has it open.
    #[error("another run holds the store at {path}{}", by(*pid))]
    Locked {
        /// The store's folder.
        path: PathBuf,
        /// The other process, if it said who it is.
        pid: Option<u32>,
    },
    /// There is none, and none was to be created.
    #[error("there is no store at {path}")]
    NotFound {
        /// Where one was looked for.
        path: PathBuf,
    },
    /// The folder holds something else.
    #[error("{path} is neither empty nor a store")]
    NotAStore {
        /// The folder.
        path: PathBuf,
    },
    /// The folder lies on a file system on which neither locks nor syncs can be relied upon.
    #[error("{path} lies on a network file system ({kind}); the store needs a local disk")]
    NetworkFileSystem {
        /// The folder.
        path: PathBuf,
        /// The file system.
        kind: String,
    },
    /// It stands on another engine than the settings say.
    #[error("the store stands on {found}, the settings say {wanted}")]
    OtherEngine {
        /// The engine it stands on.
        found: EngineKind,
        /// The engine that was asked for.
        wanted: EngineKind,
    },
    /// An export cannot be read.
    #[error("failed to read the export: {0}")]
    Archive(ArchiveFault),
    /// A later version of this program wrote it.
    #[error("the store has format {found}, this program knows formats up to {known}")]
    Newer {
        /// Format found.
        found: u32,
        /// Highest format known.
        known: u32,
    },
    /// Something in it is not as it was written.
    #[error("the store is damaged: {0}")]
    Damaged(Damage),
    /// Something in it is wrong, so it is not moved.
    #[error("the store is not sound: {0}")]
    Unsound(Box<Problem>),
    /// A write failed before; what is on disk is known only up to the last barrier, so nothing more is written.
    #[error("an earlier write to the store failed; open it again")]
    Halted,
    /// There is no such batch.
    #[error("there is no batch {0}")]
    UnknownBatch(BatchId),
    /// The record's key does not belong to its document and provenance.
    #[error("the record's key is not that of its document and provenance")]
    ForeignKey,
    /// A record could not be written as JSON.
    #[error("failed to encode a record")]
    Encode(#[source] serde_json::Error),
    /// The file system refused.
    #[error("failed to read or write the store")]
    Io(#[from] io::Error),
}

/// What is wrong with an export.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveFault {
    /// It is something else, or of a later version.
    #[error("it is no export that this version knows")]
    Foreign,
    /// It does not go on to its end.
    #[error("it is not complete")]
    Incomplete,
    /// A file in it does not have the sum it should have.
    #[error("{file} in it was changed")]
    Changed {
        /// The file.
        file: String,
    },
    /// It has a record of an unknown kind.
    #[error("{file} in it has a record that this version does not know")]
    UnknownRecord {
        /// The file.
        file: String,
    },
}

/// What is damaged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Damage {
    /// The engine cannot open or read its files.
    Engine,
    /// The marker of the format is missing or unreadable.
    FormatMarker,
    /// The engine has forgotten records that it had made durable.
    BehindLedger {
        /// The first line of the ledger of which it knows nothing.
        line: u64,
    },
    /// A record's envelope or its checksum does not hold.
    Record {
        /// Which record: its kind and key.
        entry: String,
    },
    /// A record's file is missing.
    ArtifactMissing {
        /// Which record.
        entry: String,
        /// Name of the file.
        sha256: String,
    },
    /// A record's file has other bytes than its name says.
    Artifact {
        /// Which record.
        entry: String,
        /// Name of the file.
        sha256: String,
    },
}

fn by(pid: Option<u32>) -> String {
    pid.map(|pid| format!(" (process {pid})")).unwrap_or_default()
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Engine => f.write_str("the engine cannot read its files"),
            Self::FormatMarker => f.write_str("the file FORMAT is missing or unreadable"),
            Self::BehindLedger { line } => write!(f, "the engine has lost what line {line} of the ledger names"),
            Self::Record { entry } => write!(f, "{entry} does not match its checksum"),
            Self::ArtifactMissing { entry, sha256 } => write!(f, "file {sha256} of {entry} is missing"),
            Self::Artifact { entry, sha256 } => write!(f, "file {sha256} of {entry} has other bytes"),
        }
    }
}
