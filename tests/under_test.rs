//! The `vermerk` command as the tests run it.
#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    vermerk::run()
}
