//! Token counts in the encoding of the models the budgets are meant for.

use std::sync::OnceLock;

use tiktoken_rs::CoreBPE;

#[cfg(test)]
mod tests;

/// Longest stretch given to the encoder at once. Its pattern backtracks over a run of one kind of character, so a
/// megabyte of one letter must reach it in pieces; ordinary text is cut where no token can cross, so counts are exact.
const STRETCH: usize = 4096;

/// Counts tokens.
pub struct Tokenizer {
    bpe: CoreBPE,
}

impl std::fmt::Debug for Tokenizer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokenizer(o200k)")
    }
}

impl Tokenizer {
    /// The `o200k_base` encoding. Built once per process, on first use.
    pub fn o200k() -> &'static Self {
        static O200K: OnceLock<Tokenizer> = OnceLock::new();
        O200K.get_or_init(|| Self { bpe: tiktoken_rs::o200k_base().expect("the encoding is compiled in") })
    }

    /// How many tokens the text is; special tokens written out count as ordinary text.
    ///
    /// Linear in the text. Exact, but for stretches of more than 4096 bytes without a space, which may count a token
    /// too many each.
    pub fn count(&self, text: &str) -> usize {
        let mut rest = text;
        let mut tokens = 0;
        while !rest.is_empty() {
            let (stretch, tail) = rest.split_at(stretch_len(rest));
            tokens += self.bpe.count_ordinary(stretch);
            rest = tail;
        }
        tokens
    }
}

/// Where to cut: before the last space that follows something else than white space (no token of the encoding goes on
/// over such a place), else at the limit.
fn stretch_len(text: &str) -> usize {
    if text.len() <= STRETCH {
        return text.len();
    }
    let limit = text.floor_char_boundary(STRETCH);
    let (head, _) = text.split_at(limit);
    let at_space = head
        .rmatch_indices(' ')
        .map(|(at, _)| at)
        .find(|&at| head.get(..at).and_then(|before| before.chars().next_back()).is_some_and(|c| !c.is_whitespace()));
    at_space.unwrap_or(limit)
}
