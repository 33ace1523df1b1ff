//! Any bytes as a Word document: what the file is, and the archive around its parts.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vermerk_document::MediaType;

fuzz_target!(|bytes: &[u8]| drop(vermerk_fuzz::check(bytes, MediaType::Docx)));
