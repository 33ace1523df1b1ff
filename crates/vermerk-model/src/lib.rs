//! Request to Completion under limits; the only crate that opens a socket.
//!
//! Read [`Model`] first: everything that answers a request is one. [`BuiltIn`] needs no network, [`OpenAi`] speaks to an
//! [`Endpoint`]; [`ModelError`] says what a failed answer means for the request, the document and the run. A [`Meter`]
//! watches over the money.
//!
//! Whoever sets up logging must keep the target `async_openai` silent: it logs bodies that it can't parse.
#![forbid(unsafe_code)]

mod built_in;
mod endpoint;
mod error;
mod governor;
mod meter;
mod model;
mod openai;
mod price;
mod stack;
mod token;
mod wait;

pub use built_in::BuiltIn;
pub use endpoint::{ApiKey, Credential, Endpoint, EndpointKind, Limits, Proxy, ResponseFormat, Timeouts, host};
pub use error::{Class, ModelError};
pub use governor::Measures;
pub use meter::{Billed, Meter, Unmetered, Worst};
pub use model::{BoxFuture, Model, Place};
pub use openai::{EndedJob, JobAnswer, JobProgress, Jobs, NotHandedIn, OpenAi, worst};
pub use price::Price;
pub use token::{Token, TokenError, TokenSource};
