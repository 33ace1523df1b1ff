//! Request to Completion under limits; the only crate that opens a socket.
#![forbid(unsafe_code)]
