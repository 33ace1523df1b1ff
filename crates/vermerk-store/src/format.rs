//! The marker that says what the folder is, which format it has and on which engine it stands.

use std::io::{self, Write};
use std::path::Path;

use fs_err as fs;

use crate::fault::point;
use crate::{Damage, EngineKind, StoreError};

/// Format this program writes, and the highest it reads.
///
/// - 1: the marker names no engine; it is sled.
/// - 2: the marker names the engine.
pub(crate) const FORMAT: u32 = 2;

const NAME: &str = "FORMAT";
const FIRST_LINE: &str = "vermerk store";

/// What the marker says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marker {
    pub(crate) format: u32,
    pub(crate) engine: EngineKind,
}

impl Marker {
    /// The marker of a store as this program writes it.
    pub(crate) fn new(engine: EngineKind) -> Self {
        Self { format: FORMAT, engine }
    }

    fn parse(text: &str) -> Option<Result<Self, StoreError>> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        if lines.next() != Some(FIRST_LINE) {
            return None;
        }
        let format: u32 = lines.next()?.strip_prefix("format ")?.parse().ok()?;
        if format > FORMAT {
            return Some(Err(StoreError::Newer { found: format, known: FORMAT }));
        }
        let engine = match lines.next() {
            None if format == 1 => EngineKind::Sled,
            line => EngineKind::of_name(line?.strip_prefix("engine ")?)?,
        };
        Some(Ok(Self { format, engine }))
    }
}

/// Reads the marker; `None` if there is none.
pub(crate) fn read(folder: &Path) -> Result<Option<Marker>, StoreError> {
    let bytes = match fs::read(folder.join(NAME)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let marker = Marker::parse(&String::from_utf8_lossy(&bytes));
    marker.unwrap_or(Err(StoreError::Damaged(Damage::FormatMarker))).map(Some)
}

/// Writes the marker, durably, in place of an earlier one: the last step of creating, upgrading and migrating a store.
pub(crate) fn write(folder: &Path, marker: Marker) -> io::Result<()> {
    let temporary = folder.join("FORMAT.tmp");
    let mut file = fs::File::create(&temporary)?;
    let Marker { format, engine } = marker;
    write!(file, "{FIRST_LINE}\nformat {format}\nengine {engine}\n")?;
    file.sync_all()?;
    drop(file);
    point("rename the marker")?;
    fs::rename(&temporary, folder.join(NAME))?;
    point("rename the marker")?;
    sync_folder(folder)?;
    point("sync the marker's folder")
}

/// Makes the names in a folder durable.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}
