//! The marker that says what the folder is and which format it has.

use std::io::{self, Write};
use std::path::Path;

use fs_err as fs;

use crate::{Damage, StoreError};

/// Format this program writes, and the highest it reads.
pub(crate) const FORMAT: u32 = crate::envelope::VERSION as u32;

const NAME: &str = "FORMAT";
const FIRST_LINE: &str = "vermerk store";

/// Reads the marker; `None` if there is none.
pub(crate) fn read(folder: &Path) -> Result<Option<u32>, StoreError> {
    let text = match fs::read(folder.join(NAME)) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let format = text
        .strip_prefix(FIRST_LINE)
        .and_then(|rest| rest.strip_prefix("\nformat "))
        .and_then(|rest| rest.strip_suffix('\n'))
        .and_then(|number| number.parse().ok())
        .ok_or(StoreError::Damaged(Damage::FormatMarker))?;
    if format > FORMAT {
        return Err(StoreError::Newer { found: format, known: FORMAT });
    }
    Ok(Some(format))
}

/// Writes the marker, durably; the last step of creating a store.
pub(crate) fn write(folder: &Path) -> io::Result<()> {
    let temporary = folder.join("FORMAT.tmp");
    let mut file = fs::File::create(&temporary)?;
    write!(file, "{FIRST_LINE}\nformat {FORMAT}\n")?;
    file.sync_all()?;
    drop(file);
    fs::rename(&temporary, folder.join(NAME))?;
    sync_folder(folder)
}

/// Makes the names in a folder durable.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}
