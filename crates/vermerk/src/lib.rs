//! The command: arguments, settings, tracing, messages and exit codes.
//!
//! [`run`] is all of it; [`Exit`] is the public contract on how it ends. Nothing below this crate prints, reads the
//! environment or knows the clock.
#![forbid(unsafe_code)]

mod arguments;
mod bearer;
mod budget;
mod clock;
mod command_error;
mod commands;
mod endpoint;
mod exit;
mod gold;
mod governance;
mod guideline;
mod ledger;
mod logging;
mod money;
mod night;
mod pipeline;
mod print;
mod settings;
mod spending;
mod store;
mod workbench;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;

use arguments::{Arguments, Command};
use command_error::CommandError;

pub use exit::Exit;

/// Runs the command with the arguments of this process.
pub fn run() -> ExitCode {
    // A panic's message may hold document text; its place is all that is told.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a computation panicked");
    }));
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no errors; a closed standard output must not make them one.
            let asked_for = !error.use_stderr();
            drop(error.print());
            return if asked_for { Exit::Done.into() } else { Exit::Usage.into() };
        }
    };
    match dispatch(&arguments) {
        Ok(exit) => exit.into(),
        Err(error) => {
            drop(std::io::stderr().lock().write_all(error.render().as_bytes()));
            error.exit().into()
        }
    }
}

fn dispatch(arguments: &Arguments) -> Result<Exit, CommandError> {
    let global = &arguments.global;
    if let Command::Worker(worker) = &arguments.command {
        return commands::worker(worker);
    }
    logging::start(global)?;
    match &arguments.command {
        Command::Run(command) => commands::run(command, global),
        Command::Plan(command) => commands::plan(command, global),
        Command::Nightly(command) => commands::nightly(command, global),
        Command::Extract(command) => commands::extract(command, global),
        Command::Summarise(command) => commands::summarise(command, global),
        Command::Preview(command) => commands::preview(command, global),
        Command::Governance(command) => commands::governance(command, global),
        Command::Config(command) => commands::config(command, global),
        Command::Check(command) => commands::check(command, global),
        Command::Tokens(command) => commands::tokens(command, global),
        Command::Eval(command) => commands::eval(command, global),
        Command::Retry(command) => commands::retry(command, global),
        Command::Status(command) => commands::status(command, global),
        Command::Store(command) => commands::store(command, global),
        Command::Audit(command) => commands::audit(command, global),
        Command::Evidence(command) => commands::evidence(command, global),
        Command::Replay(command) => commands::replay(command),
        Command::Completions(command) => commands::completions(command),
        Command::Man => commands::man(),
        Command::Worker(worker) => commands::worker(worker),
    }
}

/// The command's description, from which its reference in docs/cli.md is made.
pub fn description() -> clap::Command {
    use clap::CommandFactory as _;
    Arguments::command()
}

/// The built-in settings, commented.
pub const DEFAULT_SETTINGS: &str = settings::DEFAULT;
