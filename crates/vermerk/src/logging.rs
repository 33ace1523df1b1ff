use tracing::Metadata;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::{EnvFilter, fmt, registry};

use crate::arguments::{Global, LogFormat};
use crate::command_error::CommandError;
use crate::exit::Exit;

/// Libraries whose log lines may hold document text or keys; muted whatever the user's filter says.
const MUTED: [&str; 5] = ["async_openai", "reqwest", "hyper", "h2", "lopdf"];

/// Writes log lines to standard error from here on.
pub(crate) fn start(global: &Global) -> Result<(), CommandError> {
    let wrong = |error: &dyn std::fmt::Display| {
        CommandError::new(Exit::Usage, format!("the log filter '{}' is wrong: {error}", global.log))
            .hint("examples: --log info, --log vermerk_batch=debug")
    };
    let wanted = if global.quiet { "error" } else { &global.log };
    let filter = EnvFilter::try_new(wanted).map_err(|error| wrong(&error))?;
    let lines = registry().with(filter).with(filter_fn(may_be_shown));
    let started = match global.log_format {
        LogFormat::Text => tracing::subscriber::set_global_default(
            lines.with(fmt::layer().with_writer(std::io::stderr).with_ansi(false)),
        ),
        LogFormat::Json => {
            tracing::subscriber::set_global_default(lines.with(fmt::layer().with_writer(std::io::stderr).json()))
        }
    };
    started.map_err(CommandError::internal)
}

fn may_be_shown(line: &Metadata<'_>) -> bool {
    let name = line.target().split("::").next().unwrap_or_default();
    !MUTED.iter().any(|muted| name == *muted || name.starts_with(&format!("{muted}_")))
}

#[cfg(test)]
mod tests {
    use tracing_subscriber::layer::SubscriberExt as _;

    /// Counts what passes.
    struct Count(std::sync::Arc<std::sync::atomic::AtomicUsize>);

    impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Count {
        fn on_event(&self, _: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
            self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        }
    }

    #[test]
    fn libraries_that_log_bodies_stay_silent_whatever_is_asked_for() {
        let count = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let filter = tracing_subscriber::EnvFilter::new("trace,async_openai::client=trace");
        let filters = tracing_subscriber::registry()
            .with(filter)
            .with(tracing_subscriber::filter::filter_fn(super::may_be_shown));
        tracing::subscriber::with_default(filters.with(Count(count.clone())), || {
            tracing::error!(target: "async_openai::client", "body");
            tracing::error!(target: "hyper_util::client", "body");
            tracing::error!(target: "lopdf", "object");
            tracing::error!(target: "vermerk_batch", "shown");
            tracing::error!(target: "hyperbel", "shown");
        });
        assert_eq!(count.load(std::sync::atomic::Ordering::Relaxed), 2);
    }
}
