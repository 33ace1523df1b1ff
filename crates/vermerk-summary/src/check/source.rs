//! A document made ready for checks.

use std::collections::{BTreeMap, HashMap};

use vermerk_document::{Document, Span};
use vermerk_text::notation::values;
use vermerk_text::sentences;

use super::align::terms;
use super::value;
use crate::Evidence;
use crate::extractive::one_line;

/// The sentences of a document with what stands in them, so that each check is quick.
#[derive(Debug)]
pub struct Source {
    pub(super) sentences: Vec<Indexed>,
    /// For each key of a value the sentences it stands in, in order.
    keys: BTreeMap<String, Vec<u32>>,
    /// For each stem the sentences it stands in, in order.
    pub(super) stems: BTreeMap<String, Vec<u32>>,
    /// The stems written backwards, to find compounds by their end.
    pub(super) backward: BTreeMap<String, String>,
    /// All text in one line, and where each sentence begins in it.
    whole: String,
    starts: Vec<usize>,
    /// Sentences by their text in one line.
    by_text: HashMap<String, u32>,
}

/// A sentence of the source.
#[derive(Debug)]
pub(super) struct Indexed {
    pub(super) span: Span,
    pub(super) quote: String,
}

impl Source {
    /// Indexes all content of a document.
    pub fn new(document: &Document) -> Self {
        let mut source = Self {
            sentences: Vec::new(),
            keys: BTreeMap::new(),
            stems: BTreeMap::new(),
            backward: BTreeMap::new(),
            whole: String::new(),
            starts: Vec::new(),
            by_text: HashMap::new(),
        };
        for sentence in sentences(document) {
            let index = source.sentences.len() as u32;
            let quote = document.resolve(sentence.span).unwrap_or_default().to_owned();
            // A statement may repeat the label before the sentence, as "11 Die Revision …" or "(2) Der Antrag …".
            let label = document.block(sentence.span).filter(|block| block.label_len == sentence.span.start);
            let bare = one_line(&quote);
            let line = one_line(&format!("{} {bare}", label.map_or("", |block| block.label())));
            source.by_text.entry(bare).or_insert(index);
            let values = values(&line);
            for key in values.iter().flat_map(value::given) {
                push(source.keys.entry(key).or_default(), index);
            }
            for term in terms(&line, &values) {
                push(source.stems.entry(term.stem).or_default(), index);
            }
            if !source.whole.is_empty() {
                source.whole.push(' ');
            }
            source.starts.push(source.whole.len());
            source.whole.push_str(&line);
            source.by_text.entry(line).or_insert(index);
            source.sentences.push(Indexed { span: sentence.span, quote });
        }
        source.backward = source.stems.keys().map(|stem| (stem.chars().rev().collect(), stem.clone())).collect();
        source
    }

    /// The sentence that is this text, white space aside.
    pub(super) fn sentence(&self, line: &str) -> Option<Evidence> {
        self.by_text.get(line).map(|&index| self.evidence(index))
    }

    /// The sentences a text stands in word for word, white space aside; `None` if it does not.
    pub(super) fn passage(&self, line: &str) -> Option<Vec<Evidence>> {
        if line.is_empty() {
            return None;
        }
        let at = self.whole.match_indices(line).map(|(at, _)| at).find(|&at| self.at_word_borders(at, line.len()))?;
        let first = self.starts.partition_point(|&start| start <= at).saturating_sub(1);
        let last = self.starts.partition_point(|&start| start < at + line.len());
        Some((first..last).map(|index| self.evidence(index as u32)).collect())
    }

    fn at_word_borders(&self, at: usize, len: usize) -> bool {
        let before = self.whole.get(..at).and_then(|s| s.chars().next_back());
        let after = self.whole.get(at + len..).and_then(|s| s.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    }

    /// The sentences in which any of the keys stands.
    pub(super) fn places_of(&self, keys: &[String]) -> Vec<u32> {
        let mut places: Vec<u32> = keys.iter().filter_map(|key| self.keys.get(key)).flatten().copied().collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    pub(super) fn evidence(&self, index: u32) -> Evidence {
        let sentence = &self.sentences[index as usize];
        Evidence { span: sentence.span, quote: sentence.quote.clone() }
    }
}

fn push(list: &mut Vec<u32>, index: u32) {
    if list.last() != Some(&index) {
        list.push(index);
    }
}
