use std::time::{Duration, Instant};

use super::*;

#[test]
fn counts_are_those_of_the_encoding() {
    let tokens = Tokenizer::o200k();
    assert_eq!(tokens.count(""), 0);
    assert_eq!(tokens.count("hello world"), 2);
    assert_eq!(tokens.count("<|endoftext|>"), tokens.bpe.encode_ordinary("<|endoftext|>").len());
}

#[test]
fn cutting_into_stretches_does_not_change_the_count() {
    let text =
        "Der Bescheid vom 30. Mai 2025 wird aufgehoben; § 5 Abs. 2 gilt.  \n\n   Näheres – siehe dort. ".repeat(300);
    let tokens = Tokenizer::o200k();
    assert_eq!(tokens.count(&text), tokens.bpe.encode_ordinary(&text).len());
}

#[test]
fn a_megabyte_of_one_character_is_counted_quickly() {
    let tokens = Tokenizer::o200k();
    for c in ["a", " ", "\n", "ä", "1", "-"] {
        let start = Instant::now();
        assert!(tokens.count(&c.repeat(1 << 20)) > 1000);
        assert!(start.elapsed() < Duration::from_secs(20), "{c:?} took {:?}", start.elapsed());
    }
}
