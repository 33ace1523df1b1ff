use crate::arguments::Completions;
use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::print;

/// Prints the completions for a shell.
pub(crate) fn completions(command: &Completions) -> Result<Exit, CommandError> {
    let mut script = Vec::new();
    clap_complete::generate(command.shell, &mut crate::description(), "vermerk", &mut script);
    print::data(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
