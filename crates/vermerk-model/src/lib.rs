//! Request to Completion under limits; the only crate that opens a socket.
//!
//! Read [`Model`] first: everything that answers a request is one. [`BuiltIn`] needs no network; [`ModelError`] says
//! what a failed answer means for the request, the document and the run.
#![forbid(unsafe_code)]

mod built_in;
mod error;
mod model;

pub use built_in::BuiltIn;
pub use error::{Class, ModelError};
pub use model::{BoxFuture, Model};
