use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

use crate::arguments::{Global, LogFormat};
use crate::command_error::CommandError;
use crate::exit::Exit;

/// Libraries whose log lines may hold document text or keys; muted whatever the user's filter says.
const MUTED: [&str; 4] = ["async_openai", "reqwest", "hyper", "lopdf"];

/// Writes log lines to standard error from here on.
pub(crate) fn start(global: &Global) -> Result<(), CommandError> {
    let wrong = |error: &dyn std::fmt::Display| {
        CommandError::new(Exit::Usage, format!("the log filter '{}' is wrong: {error}", global.log))
            .hint("examples: --log info, --log vermerk_batch=debug")
    };
    let mut filter =
        EnvFilter::try_new(if global.quiet { "error" } else { &global.log }).map_err(|error| wrong(&error))?;
    for target in MUTED {
        filter = filter.add_directive(format!("{target}=off").parse().map_err(CommandError::internal)?);
    }
    let lines = fmt::Subscriber::builder().with_env_filter(filter).with_writer(std::io::stderr).with_target(true);
    let started = match global.log_format {
        LogFormat::Text => tracing::subscriber::set_global_default(lines.with_ansi(false).finish()),
        LogFormat::Json => tracing::subscriber::set_global_default(lines.json().finish()),
    };
    started.map_err(CommandError::internal)
}
