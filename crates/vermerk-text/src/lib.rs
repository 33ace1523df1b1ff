//! Sentences, tokens, chunks, and German notation of numbers, dates, paragraphs and file numbers.
//!
//! [`sentences`] is where a document becomes text that can be ranked and checked, [`split`] where it becomes chunks
//! for a model, and [`notation::values`] where "30. Mai 2025" and "30.05.2025" become the same value.
#![forbid(unsafe_code)]

mod chunk;
mod months;
pub mod notation;
mod sentence;
mod tokens;
mod words;

pub use chunk::{Budget, Chunk, split};
pub use sentence::{Sentence, lines, sentence_ranges, sentences};
pub use tokens::Tokenizer;
pub use words::{is_stop_word, stem, word_ranges, words};
