//! The `vermerk` command.
#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    vermerk::run()
}
