//! One run from a folder to its reports: intake, workers, admission, recorder, resume.
//!
//! Read [`process()`] first: it is the path of one document from top to bottom. [`run()`] drives it over a folder with
//! three limits (documents in memory, cores, the model's own) and one recorder as the only writer.
#![forbid(unsafe_code)]

mod budget;
mod built_in;
mod cpu;
mod evidence;
mod forecast;
mod gate;
mod intake;
mod lane;
mod manifest;
mod night;
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

pub use budget::{BrokenOff, Budget, CapKind, CapReached, Caps, Spending};
pub use built_in::BuiltInOnCores;
pub use cpu::{Cores, Panicked};
pub use evidence::{EvidenceError, ReplayError, Replayed, evidence, replay};
pub use forecast::{Forecast, forecast};
pub use gate::{Cover, Gate};
pub use intake::{Intake, Submission, list};
pub use manifest::{Manifest, ManifestError};
pub use night::{AsyncRun, Ended, Handled, NightError, NightSummary, Office, Turn, night, waiting};
pub use outage::Outage;
pub use process::{Postponed, Workbench, preview, process};
pub use quarantine::MOST_ATTEMPTS;
pub use reader::{Reader, ReaderOptions, Recognition, RecognitionError};
pub use reports::Format;
pub use run::{Job, Lane, Progress, RunError, RunSummary, Stop, Stopped, run};
pub use sandbox::{Enforced, Sandbox, self_test};
pub use worker::work;
