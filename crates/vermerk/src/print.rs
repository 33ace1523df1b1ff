//! Data to standard output, messages to standard error.

use std::io::{self, Write};
use std::path::Path;

use fs_err as fs;
use vermerk_document::{Document, Notice};

use crate::command_error::{CommandError, cannot_print};
use crate::exit::Exit;

/// Writes data to standard output in one go.
pub(crate) fn data(text: &str) -> Result<(), CommandError> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // Whoever reads has had enough, as `head` does.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(cannot_print),
    }
}

/// Writes a file whole or not at all.
pub(crate) fn file(path: &Path, bytes: &[u8]) -> Result<(), CommandError> {
    let mut half = path.as_os_str().to_owned();
    half.push(".halb");
    fs::write(&half, bytes).and_then(|()| fs::rename(&half, path)).map_err(|error| {
        CommandError::new(Exit::CannotWrite, "cannot write a file")
            .because(error)
            .hint("check the folder, its rights and its free space")
    })
}

/// Writes one line for a person to standard error; that nobody reads it is no reason to fail.
pub(crate) fn message(line: &str) {
    // Names of files may hold what steers a terminal.
    let steers = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let harmless: String = line.chars().map(|c| if steers(c) { char::REPLACEMENT_CHARACTER } else { c }).collect();
    drop(writeln!(io::stderr().lock(), "{harmless}"));
}

/// Writes what is wrong with a document, each with its page or section.
pub(crate) fn notices(document: &Document, notices: &[Notice]) {
    for notice in notices {
        let place = match notice.part.and_then(|part| document.parts.get(part as usize)) {
            Some(part) => format!("{}: ", vermerk_report::wording::part(&part.kind)),
            None => String::new(),
        };
        message(&format!("notice: {place}{}", vermerk_report::wording::notice(notice.kind).sentence));
    }
}
