use clap_mangen::Man;

use crate::command_error::{CommandError, cannot_print};
use crate::exit::Exit;
use crate::print;

/// Prints the manual page: the command itself, then each of its commands.
pub(crate) fn man() -> Result<Exit, CommandError> {
    let mut page = Vec::new();
    let mut command = crate::description();
    command.build();
    Man::new(command.clone()).render(&mut page).map_err(cannot_print)?;
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        let sub = Man::new(sub.clone());
        sub.render_synopsis_section(&mut page).map_err(cannot_print)?;
        sub.render_description_section(&mut page).map_err(cannot_print)?;
        sub.render_options_section(&mut page).map_err(cannot_print)?;
    }
    print::data(&String::from_utf8_lossy(&page))?;
    Ok(Exit::Done)
}
