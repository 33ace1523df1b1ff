//! The exit codes, a public contract: other programs and the operator's timers rely on them.

use std::process::ExitCode;

/// How the command ended, as its exit code. Codes from 64 follow BSD's `sysexits.h` where that has a word for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// All done.
    Done = 0,
    /// A measured figure is worse than asked for.
    BelowFloor = 1,
    /// Finished; some documents need a person.
    NeedsPerson = 3,
    /// Stopped at a limit of money, time or the endpoint; the rest goes on next run.
    Limit = 4,
    /// Wrong arguments.
    Usage = 64,
    /// The store, or the one document of this command, is damaged or can't be read.
    Data = 65,
    /// The input is missing.
    NoInput = 66,
    /// The model can't be reached.
    ModelUnreachable = 69,
    /// A defect of this program.
    Internal = 70,
    /// The output can't be written.
    CannotWrite = 73,
    /// Another run holds the store or the output folder.
    Locked = 75,
    /// Refused by the guideline or another rule in the settings.
    Refused = 77,
    /// Settings or a pipeline are wrong.
    Config = 78,
    /// Interrupted by Ctrl-C; the next run goes on.
    Interrupted = 130,
    /// Ended by SIGTERM; the next run goes on.
    Terminated = 143,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
