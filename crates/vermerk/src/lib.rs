//! The command: arguments, settings, tracing, messages and exit codes.
#![forbid(unsafe_code)]

/// Runs the command with the arguments of this process.
pub fn run() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
