//! The product seen from outside: the command as a user types it, on the samples, and rules that hold for all crates.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]
#![expect(clippy::case_sensitive_file_extension_comparisons, reason = "our own files")]

mod azure;
mod batch_lane;
mod bench;
mod budget;
mod cli;
mod clock;
mod disk;
mod eval;
mod evidence;
mod fake_model;
mod faults;
mod folder;
mod interruption;
mod kills;
mod lies;
mod main_job;
mod model;
mod nightly;
mod paid_once;
mod pipelines;
mod plan;
mod policy;
mod quarantine;
mod recognition;
mod samples;
mod sandbox;
mod store;
mod tidy;
mod till;
