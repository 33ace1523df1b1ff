//! Versioned records and artifacts; the only crate that names sled.
#![forbid(unsafe_code)]
