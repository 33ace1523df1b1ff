//! Sentences, tokens, chunks, and German notation of numbers, dates, paragraphs and file numbers.
#![forbid(unsafe_code)]
