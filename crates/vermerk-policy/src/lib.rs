//! What may leave the house: guideline, classification, screening, pseudonyms.
//!
//! Pure decisions: no I/O, no clock, no random numbers. [`release()`] says whether a document may go to an endpoint,
//! [`screen`] finds what speaks to a model instead of to a reader, [`pseudonym::Masker`] replaces personal data.
#![forbid(unsafe_code)]

mod classification;
mod day;
/// Guidelines as configuration, and what they declare about endpoints.
pub mod guideline;
pub mod pseudonym;
mod release;
mod screening;
mod view;

pub use classification::{Classification, Confidentiality, DataCategory, Stamps};
pub use day::{Day, NoDay};
pub use guideline::Guideline;
pub use release::{Release, release};
pub use screening::{screen, without};
