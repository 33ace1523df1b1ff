//! One run from a folder to its reports: intake, workers, admission, recorder, resume.
//!
//! Read [`process()`] first: it is the path of one document from top to bottom. [`run()`] drives it over a folder with
//! three limits (documents in memory, cores, the model's own) and one recorder as the only writer.
#![forbid(unsafe_code)]

mod built_in;
mod cpu;
mod gate;
mod intake;
mod manifest;
mod outage;
mod paid_once;
mod process;
mod quarantine;
mod reader;
mod recorder;
mod reports;
mod run;
mod sandbox;
mod shown;
mod worker;

pub use built_in::BuiltInOnCores;
pub use cpu::{Cores, Panicked};
pub use gate::{Cover, Gate};
pub use intake::{Intake, Submission, list};
pub use manifest::{Manifest, ManifestError};
pub use outage::Outage;
pub use process::{Workbench, preview, process};
pub use quarantine::MOST_ATTEMPTS;
pub use reader::{Reader, ReaderOptions};
pub use reports::Format;
pub use run::{Job, Progress, RunError, RunSummary, Stop, run};
pub use sandbox::{Enforced, Sandbox, self_test};
pub use worker::work;
