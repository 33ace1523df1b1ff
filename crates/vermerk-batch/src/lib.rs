//! One run from a folder to its reports: intake, workers, admission, recorder, resume.
#![forbid(unsafe_code)]
