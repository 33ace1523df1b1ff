//! The built-in model: sentences of the document itself, each its own proof.

use vermerk_document::Document;
use vermerk_text::sentences;

use crate::{Candidate, ClaimKind, Evidence, Origin, Statement, Verdict, rank};

/// The sentences that matter most, of about `words` words in all, word for word and in the order of the document.
pub fn extractive(document: &Document, title: Option<&str>, words: u32) -> Vec<Statement> {
    let sentences = sentences(document);
    let texts: Vec<String> =
        sentences.iter().map(|sentence| one_line(document.resolve(sentence.span).unwrap_or_default())).collect();
    let candidates: Vec<Candidate<'_>> =
        sentences.iter().zip(&texts).map(|(sentence, text)| Candidate { text, eligible: sentence.eligible }).collect();
    rank(title, &candidates, words as usize)
        .into_iter()
        .map(|index| {
            let span = sentences[index].span;
            let quote = document.resolve(span).unwrap_or_default().to_owned();
            Statement {
                kind: ClaimKind::of(&texts[index]),
                text: texts[index].clone(),
                evidence: vec![Evidence { span, quote }],
                verdict: Verdict::Supported,
                reasons: Vec::new(),
                origin: Origin::Verbatim,
            }
        })
        .collect()
}

/// White space, line breaks included, as single spaces.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
