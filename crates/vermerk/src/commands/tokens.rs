use vermerk_text::Tokenizer;

use crate::arguments::{Global, Tokens};
use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::settings::Settings;
use crate::{print, workbench};

/// Prints how many tokens a document's text has (o200k).
pub(crate) fn tokens(command: &Tokens, global: &Global) -> Result<Exit, CommandError> {
    let settings = Settings::load(global)?;
    let extraction = workbench::read_file(&command.file, &settings)?;
    print::data(&format!("{}\n", Tokenizer::o200k().count(&extraction.document.text())))?;
    Ok(Exit::Done)
}
