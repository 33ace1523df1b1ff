use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use serde_json::json;
use vermerk_document::{BlockKind, Document, Outline};
use vermerk_text::{Chunk, Tokenizer, sentences};

use super::claim::{Claim, index_of};
use super::instructions::{Instructions, fill};
use crate::extractive::one_line;
use crate::{AnswerForms, ClaimKind, Passage, Request, RequestId};

/// Tokens of `[123] ` and the line break around a passage.
const TOKENS_PER_PASSAGE: usize = 5;
/// Tokens that a server's chat template and the schema take beside the texts.
const TOKENS_OF_FRAME: usize = 200;
/// Fewest words worth asking a chunk for.
const FEWEST_WORDS: u32 = 40;
/// Share of their words, in percent, that shortened passages should keep.
const SHORTENED: u32 = 65;

/// The passages of a document and how they are shared out among requests.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) title: Option<String>,
    /// All sentences in reading order; number = index + 1.
    pub(super) passages: Arc<[Passage]>,
    /// Ranges of passages, one request each.
    pub(super) groups: Vec<Range<usize>>,
    pub(super) window: Option<usize>,
    /// For each group's first passage the headings above it; only where there are several groups.
    headings: Vec<String>,
}

impl Layout {
    pub(super) fn new(
        document: &Document,
        chunks: &[Chunk],
        instructions: &Instructions,
        title: Option<String>,
        window: Option<usize>,
    ) -> Self {
        let mut passages: Vec<Passage> = Vec::new();
        for sentence in sentences(document) {
            let text = one_line(document.resolve(sentence.span).unwrap_or_default());
            if !text.is_empty() {
                let number = passages.len() as u32 + 1;
                passages.push(Passage { number, span: sentence.span, text, eligible: sentence.eligible });
            }
        }
        open_something(document, &mut passages);
        let mut layout = Self { title, passages: passages.into(), groups: Vec::new(), window, headings: Vec::new() };
        layout.share_out(chunks, instructions);
        if layout.groups.len() > 1 {
            let outline = Outline::new(document);
            let first = |passage: &Passage| one_line(&outline.headings_above(passage.span).join(" › "));
            layout.headings = layout.passages.iter().map(first).collect();
        }
        layout
    }

    fn share_out(&mut self, chunks: &[Chunk], instructions: &Instructions) {
        let all = 0..self.passages.len();
        if all.is_empty() {
            return;
        }
        let Some(window) = self.window else {
            self.groups.push(all);
            return;
        };
        let costs: Vec<usize> = self.passages.iter().map(cost).collect();
        let room = self.room(instructions, window);
        if costs.iter().sum::<usize>() <= room.min(instructions.chunk_tokens) {
            self.groups.push(all);
            return;
        }
        for group in self.by_chunk(chunks) {
            self.bisect(group, &costs, room);
        }
    }

    /// Tokens that a request has for passages.
    fn room(&self, instructions: &Instructions, window: usize) -> usize {
        let count = |text: &str| Tokenizer::o200k().count(text);
        let prompts = &instructions.prompts;
        let task = [&prompts.whole, &prompts.chunk, &prompts.shorten].into_iter().map(|task| count(task)).max();
        let prompt = count(&prompts.system)
            + count(&prompts.json).max(count(&prompts.plain))
            + task.unwrap_or_default()
            + self.title.as_deref().map_or(0, count)
            + TOKENS_OF_FRAME;
        window.saturating_sub(prompt + instructions.answer_tokens as usize)
    }

    /// Passages in order, in as many lists as requests of the configured size take.
    pub(super) fn pack(&self, indices: &[usize], instructions: &Instructions) -> Vec<Vec<usize>> {
        let room = self.window.map_or(usize::MAX, |window| self.room(instructions, window));
        let room = room.min(instructions.chunk_tokens);
        let mut lists: Vec<Vec<usize>> = Vec::new();
        let mut used = 0;
        for &index in indices {
            let cost = cost(&self.passages[index]);
            match lists.last_mut() {
                Some(list) if used + cost <= room => list.push(index),
                _ => {
                    lists.push(vec![index]);
                    used = 0;
                }
            }
            used += cost;
        }
        lists
    }

    /// The passages of each chunk: a passage belongs to the chunk in which it begins.
    fn by_chunk(&self, chunks: &[Chunk]) -> Vec<Range<usize>> {
        let mut begins: Vec<usize> = chunks
            .iter()
            .filter_map(|chunk| chunk.pieces.first())
            .map(|piece| self.passages.partition_point(|passage| passage.span < *piece))
            .collect();
        begins.push(0);
        begins.push(self.passages.len());
        begins.sort_unstable();
        begins.dedup();
        begins.windows(2).map(|pair| pair[0]..pair[1]).collect()
    }

    fn bisect(&mut self, group: Range<usize>, costs: &[usize], room: usize) {
        if group.len() > 1 && costs[group.clone()].iter().sum::<usize>() > room {
            let middle = group.start + group.len() / 2;
            self.bisect(group.start..middle, costs, room);
            self.bisect(middle..group.end, costs, room);
        } else {
            self.groups.push(group);
        }
    }

    /// Whether prompt and answer fit into the window, by estimate.
    pub(super) fn fits(&self, request: &Request) -> bool {
        self.window.is_none_or(|window| {
            let tokenizer = Tokenizer::o200k();
            let AnswerForms { json, plain } = &request.forms;
            let form = tokenizer.count(json).max(tokenizer.count(plain));
            let prompt = tokenizer.count(&request.system) + form + tokenizer.count(&request.user);
            prompt + TOKENS_OF_FRAME + request.max_tokens as usize <= window
        })
    }

    pub(super) fn claims_request(&self, instructions: &Instructions, id: RequestId, group: Range<usize>) -> Request {
        let whole = group == (0..self.passages.len());
        let passages = self.passages[group.clone()].to_vec();
        let words = if whole {
            instructions.words
        } else {
            // Twice what is needed in all, so that there is something to choose from.
            (2 * instructions.words / self.groups.len() as u32)
                .clamp(FEWEST_WORDS, instructions.words.max(FEWEST_WORDS))
        };
        let headings = self.headings.get(group.start).map_or("", String::as_str);
        let before: Vec<&str> =
            self.passages[group.start.saturating_sub(2)..group.start].iter().map(|p| p.text.as_str()).collect();
        let values = [("headings", headings), ("before", &before.join(" "))];
        let template = if whole { &instructions.prompts.whole } else { &instructions.prompts.chunk };
        self.request(instructions, id, template, &values, words, passages)
    }

    /// Asks to leave out words of each of these passages.
    pub(super) fn shorten_request(&self, instructions: &Instructions, id: RequestId, indices: &[usize]) -> Request {
        let passages: Vec<Passage> = indices.iter().map(|&index| self.passages[index].clone()).collect();
        let words: usize = passages.iter().map(|passage| passage.text.split(' ').count()).sum();
        let words = (words as u32 * SHORTENED / 100).max(1);
        self.request(instructions, id, &instructions.prompts.shorten, &[], words, passages)
    }

    /// Asks again: for what failed, with the passages it cites and their neighbours, or for everything.
    pub(super) fn repair_request(
        &self,
        instructions: &Instructions,
        id: RequestId,
        request: &Request,
        kept: &[Claim],
        failed: &[Claim],
    ) -> Request {
        let (problem, passages, words) = if failed.is_empty() || kept.is_empty() {
            ("Sie war kein JSON in der verlangten Form oder nicht belegt.", request.passages.clone(), request.words)
        } else {
            let near = |number: u32| {
                failed.iter().flat_map(|claim| &claim.passages).any(|&index| (index as u32 + 1).abs_diff(number) <= 1)
            };
            let near: Vec<Passage> = request.passages.iter().filter(|p| near(p.number)).cloned().collect();
            let passages = if near.is_empty() { request.passages.clone() } else { near };
            let words: usize = failed.iter().map(Claim::words).sum();
            ("Diese Aussagen sind durch das Schriftstück nicht belegt:", passages, (words as u32).max(FEWEST_WORDS))
        };
        let claims: Vec<String> = failed.iter().map(|claim| format!("- {}", claim.statement.text)).collect();
        let values = [("problem", problem), ("claims", &*claims.join("\n"))];
        self.request(instructions, id, &instructions.prompts.repair, &values, words, passages)
    }

    /// Asks for one wording of the chosen claims, with the passages behind them.
    pub(super) fn wording_request(&self, instructions: &Instructions, id: RequestId, chosen: &[Claim]) -> Request {
        let mut indices: Vec<usize> = chosen.iter().flat_map(|claim| claim.passages.iter().copied()).collect();
        indices.sort_unstable();
        indices.dedup();
        let passages = indices.iter().filter_map(|&index| self.passages.get(index)).cloned().collect();
        let mut claims = String::new();
        for claim in chosen {
            let numbers: Vec<String> = claim.passages.iter().map(|index| (index + 1).to_string()).collect();
            let Claim { statement, .. } = claim;
            let _infallible =
                writeln!(claims, "- {}: {} [{}]", statement.kind.german(), statement.text, numbers.join(", "));
        }
        let values = [("claims", claims.trim_end())];
        self.request(instructions, id, &instructions.prompts.wording, &values, instructions.words, passages)
    }

    fn request(
        &self,
        instructions: &Instructions,
        id: RequestId,
        template: &str,
        values: &[(&str, &str)],
        words: u32,
        passages: Vec<Passage>,
    ) -> Request {
        let user = if self.window.is_none() {
            String::new()
        } else {
            let mut shown = String::new();
            for passage in &passages {
                let _infallible = writeln!(shown, "[{}] {}", passage.number, passage.text);
            }
            let count = words.to_string();
            let title = self.title.as_deref().unwrap_or("ohne Titel");
            let mut all = vec![("title", title), ("words", &count), ("passages", shown.trim_end())];
            all.extend(values.iter().map(|&(name, value)| (name, if value.is_empty() { "–" } else { value })));
            fill(template, &all)
        };
        let prompts = &instructions.prompts;
        let told = |text: &str| if self.window.is_none() { String::new() } else { text.trim().to_owned() };
        Request {
            id,
            system: told(&prompts.system),
            user: user.trim().to_owned(),
            schema: schema(),
            forms: AnswerForms { json: told(&prompts.json), plain: told(&prompts.plain) },
            max_tokens: instructions.answer_tokens,
            words,
            title: self.title.clone(),
            passages,
        }
    }
}

/// Most words of a passage that is chosen for want of whole sentences.
const LONGEST: usize = 80;

/// Where no passage is a whole sentence of good length, makes the next best eligible, so that a document with any
/// sentence has a summary: all running text, else all that are not headings, else all.
fn open_something(document: &Document, passages: &mut [Passage]) {
    if passages.iter().any(|passage| passage.eligible) {
        return;
    }
    let kind = |passage: &Passage| document.block(passage.span).map(|block| block.kind);
    let is_running = |passage: &Passage| {
        matches!(kind(passage), Some(BlockKind::Paragraph | BlockKind::ListItem { .. } | BlockKind::TextBox))
            && passage.text.split(' ').count() <= LONGEST
    };
    let is_body = |passage: &Passage| kind(passage).is_some_and(|kind| !kind.is_heading());
    let sieves: [&dyn Fn(&Passage) -> bool; 3] = [&is_running, &is_body, &|_| true];
    for sieve in sieves {
        let mut found = false;
        for passage in passages.iter_mut() {
            passage.eligible = passage.text.contains(char::is_alphanumeric) && sieve(passage);
            found |= passage.eligible;
        }
        if found {
            return;
        }
    }
}

fn cost(passage: &Passage) -> usize {
    Tokenizer::o200k().count(&passage.text) + TOKENS_PER_PASSAGE
}

/// The indices of a request's passages in two halves, or `None` if there is but one.
pub(super) fn halves(request: &Request) -> Option<[Vec<usize>; 2]> {
    let indices: Vec<usize> = request.passages.iter().map(index_of).collect();
    let (first, second) = indices.split_at(indices.len() / 2);
    (!first.is_empty()).then(|| [first.to_vec(), second.to_vec()])
}

/// What an answer must look like; `title` is the schema's name.
fn schema() -> serde_json::Value {
    json!({
        "title": "aussagen",
        "type": "object",
        "properties": {
            "statements": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "type": { "type": "string", "enum": ClaimKind::ALL.map(ClaimKind::german) },
                        "text": { "type": "string" },
                        "evidence": { "type": "array", "items": { "type": "integer" } },
                        "quote": { "type": "string" }
                    },
                    "required": ["type", "text", "evidence", "quote"],
                    "additionalProperties": false
                }
            }
        },
        "required": ["statements"],
        "additionalProperties": false
    })
}
