use crate::arguments::Worker;
use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::print;

/// The child's side of reading; see `vermerk_batch::work`.
pub(crate) fn worker(command: &Worker) -> Result<Exit, CommandError> {
    if command.self_test {
        let (report, sound) = vermerk_batch::self_test(command.memory).map_err(CommandError::internal)?;
        print::data(&report)?;
        return Ok(if sound { Exit::Done } else { Exit::Internal });
    }
    vermerk_batch::work(command.memory, command.threads).map_err(CommandError::internal)?;
    Ok(Exit::Done)
}
