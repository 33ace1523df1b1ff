//! A document in chunks that fit a model, without a byte lost.
//!
//! The document is first cut into atoms: whole blocks, or where a block is over the budget its sentences, or where a
//! sentence is, stretches of words. Atoms are then packed in order; a chunk that is full ends at the best border in
//! its second half: before a heading, else before a block, else before a sentence.

use vermerk_document::{BlockKind, Document, Span};

use crate::{Tokenizer, sentence_ranges};

#[cfg(test)]
mod tests;

/// How much one chunk may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Most tokens of a chunk's text.
    pub tokens: usize,
}

/// A part of a document that fits a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Running number, from 0.
    pub ordinal: u32,
    /// Where its text stands; the pieces of all chunks, put together, are exactly the content blocks.
    pub pieces: Vec<Span>,
    /// The pieces as one text, blocks parted by line breaks.
    pub text: String,
    /// Tokens of `text`; never over the budget.
    pub tokens: usize,
}

/// The border in front of an atom, the best to cut at last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Border {
    Word,
    Sentence,
    Block,
    Heading,
}

#[derive(Debug, Clone, Copy)]
struct Atom {
    span: Span,
    border: Border,
    tokens: usize,
}

/// Cuts the content blocks into chunks. A budget below 8 tokens is taken as 8: a single character may need some.
pub fn split(document: &Document, budget: &Budget) -> Vec<Chunk> {
    let tokenizer = Tokenizer::o200k();
    let most = budget.tokens.max(8);
    let atoms = atoms(document, tokenizer, most);
    let mut chunks = Vec::new();
    let mut from = 0;
    while from < atoms.len() {
        let mut to = full(&atoms, from, most);
        // The sum of the atoms' tokens is not quite the tokens of their text, so the text has the last word.
        loop {
            let (pieces, text) = join(document, &atoms[from..to]);
            let tokens = tokenizer.count(&text);
            if tokens <= most || to == from + 1 {
                chunks.push(Chunk { ordinal: chunks.len() as u32, pieces, text, tokens });
                break;
            }
            to -= 1;
        }
        from = to;
    }
    chunks
}

/// One past the last atom of the chunk that begins with atom `from`.
fn full(atoms: &[Atom], from: usize, most: usize) -> usize {
    let mut sum = 0;
    let mut to = from;
    while to < atoms.len() && (to == from || sum + atoms[to].tokens <= most) {
        sum += atoms[to].tokens;
        to += 1;
    }
    if to == atoms.len() {
        return to;
    }
    let mut best = to;
    let mut held = 0;
    for index in from + 1..=to {
        held += atoms[index - 1].tokens;
        if held * 2 >= sum && atoms[index].border >= atoms[best].border {
            best = index;
        }
    }
    best
}

/// The smallest pieces needed, in order, each with the tokens it adds at most (the line break before it included).
fn atoms(document: &Document, tokenizer: &Tokenizer, most: usize) -> Vec<Atom> {
    let mut atoms = Vec::new();
    let mut after_heading = false;
    for (span, block) in document.blocks().filter(|(_, block)| block.kind.is_content() && !block.text.is_empty()) {
        let heading = block.kind.is_heading();
        // A heading stays with what it heads.
        let border = if after_heading {
            Border::Sentence
        } else if heading {
            Border::Heading
        } else {
            Border::Block
        };
        after_heading = heading;
        let tokens = tokenizer.count(&block.text) + 2;
        if tokens <= most {
            atoms.push(Atom { span, border, tokens });
        } else {
            cut_block(&block.text, span, border, tokenizer, most, &mut atoms);
        }
    }
    atoms
}

/// Cuts a block at its sentences, and a sentence over the budget at its words.
fn cut_block(text: &str, whole: Span, border: Border, tokenizer: &Tokenizer, most: usize, atoms: &mut Vec<Atom>) {
    let mut border = border;
    let starts = sentence_ranges(text).into_iter().skip(1).map(|range| range.start).chain([text.len()]);
    let mut from = 0;
    for to in starts {
        let sentence = text.get(from..to).unwrap_or_default();
        let tokens = tokenizer.count(sentence) + 2;
        let mut at = from;
        if tokens <= most {
            atoms.push(Atom { span: Span { start: from as u32, end: to as u32, ..whole }, border, tokens });
        } else {
            for piece in cut_sentence(sentence, tokenizer, most) {
                let span = Span { start: at as u32, end: (at + piece.len()) as u32, ..whole };
                atoms.push(Atom { span, border, tokens: tokenizer.count(piece) + 2 });
                at += piece.len();
                border = Border::Word;
            }
        }
        border = Border::Sentence;
        from = to;
    }
}

/// Stretches of a sentence that fit, cut after a space where there is one.
fn cut_sentence<'a>(sentence: &'a str, tokenizer: &Tokenizer, most: usize) -> Vec<&'a str> {
    let mut pieces = Vec::new();
    let mut rest = sentence;
    while !rest.is_empty() {
        // A token is seldom more than 16 bytes; a piece that is too long all the same is halved.
        let mut limit = rest.floor_char_boundary(rest.len().min(most * 16));
        let piece = loop {
            let (head, _) = rest.split_at(limit);
            let spaced = head.rfind(' ').map_or(0, |at| at + 1);
            let cut = if limit == rest.len() || spaced == 0 { limit } else { spaced };
            let (piece, _) = rest.split_at(cut);
            let one = piece.chars().count() <= 1;
            if one || tokenizer.count(piece) + 2 <= most {
                break piece;
            }
            let first = rest.chars().next().map_or(1, char::len_utf8);
            limit = rest.floor_char_boundary(cut / 2).max(first);
        };
        pieces.push(piece);
        rest = rest.get(piece.len()..).unwrap_or_default();
    }
    pieces
}

/// The pieces (neighbours in one block made one) and their text.
fn join(document: &Document, atoms: &[Atom]) -> (Vec<Span>, String) {
    let mut pieces: Vec<Span> = Vec::new();
    let mut text = String::new();
    for atom in atoms {
        let Some(block) = document.block(atom.span) else { continue };
        let slice = document.resolve(atom.span).unwrap_or_default();
        match pieces.last_mut() {
            Some(last) if (last.part, last.block) == (atom.span.part, atom.span.block) => last.end = atom.span.end,
            _ => {
                if !text.is_empty() {
                    let close = matches!(block.kind, BlockKind::TableRow { .. } | BlockKind::ListItem { .. });
                    text.push_str(if close { "\n" } else { "\n\n" });
                }
                pieces.push(atom.span);
            }
        }
        text.push_str(slice);
    }
    (pieces, text)
}
