//! Summary to HTML, DOCX, Markdown and JSON.
#![forbid(unsafe_code)]
