use serde::Serialize;
use vermerk_document::{Document, Notice};

use crate::arguments::{Extract, ExtractFormat, Global};
use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::settings::Settings;
use crate::{print, workbench};

#[derive(Serialize)]
struct Read<'a> {
    document: &'a Document,
    notices: &'a [Notice],
}

/// Prints a document's text to standard output, its notices to standard error.
pub(crate) fn extract(command: &Extract, global: &Global) -> Result<Exit, CommandError> {
    let settings = Settings::load(global)?;
    let extraction = workbench::read_file(&command.file, &settings)?;
    let document = &extraction.document;
    if !global.quiet {
        print::notices(document, &extraction.notices);
    }
    match command.format {
        ExtractFormat::Text => print::data(&document.text())?,
        ExtractFormat::Json => {
            let read = Read { document, notices: &extraction.notices };
            let json = serde_json::to_string_pretty(&read).map_err(CommandError::internal)?;
            print::data(&(json + "\n"))?;
        }
        ExtractFormat::Sentences => {
            let mut lines = vermerk_text::lines(document).join("\n");
            lines.push('\n');
            print::data(&lines)?;
        }
    }
    Ok(Exit::Done)
}
