//! One file for each command; the file's name is the command's.

mod audit;
mod check;
mod completions;
mod config;
mod eval;
mod extract;
mod governance;
mod man;
mod nightly;
mod plan;
mod preview;
mod retry;
mod run;
mod status;
mod store;
mod summarise;
mod tokens;
mod worker;

pub(crate) use audit::audit;
pub(crate) use check::check;
pub(crate) use completions::completions;
pub(crate) use config::config;
pub(crate) use eval::eval;
pub(crate) use extract::extract;
pub(crate) use governance::governance;
pub(crate) use man::man;
pub(crate) use nightly::nightly;
pub(crate) use plan::plan;
pub(crate) use preview::preview;
pub(crate) use retry::retry;
pub(crate) use run::run;
pub(crate) use status::status;
pub(crate) use store::store;
pub(crate) use summarise::summarise;
pub(crate) use tokens::tokens;
pub(crate) use worker::worker;
