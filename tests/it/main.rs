//! The product seen from outside: the command as a user types it, on the samples, and rules that hold for all crates.

mod bench;
mod cli;
mod main_job;
mod model;
mod pipelines;
mod samples;
mod tidy;
