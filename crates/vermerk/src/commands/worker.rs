use crate::arguments::Worker;
use crate::command_error::CommandError;
use crate::exit::Exit;

/// The child's side of reading; see `vermerk_batch::work`.
pub(crate) fn worker(command: &Worker) -> Result<Exit, CommandError> {
    vermerk_batch::work(command.memory).map_err(CommandError::internal)?;
    Ok(Exit::Done)
}
