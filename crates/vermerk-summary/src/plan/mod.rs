//! The plan of one document's summary: which requests to make, and what to make of the answers. No I/O, no clock.
//!
//! A document that fits is asked about in one call. A longer one is mapped chunk by chunk to claims with evidence;
//! claims are merged by selection, with a quota for each third of the document, and only then worded together. Every
//! answer is checked against the source where it arises, its quotes in the cited places first. What can't be used is
//! asked for once more, then replaced by sentences of the source, which say so. A model that may only shorten gets what
//! the ranking chose and may leave out words of it. Answers may come in any order and may be anything at all.

mod answer;
mod claim;
mod instructions;
mod layout;
mod no_statement;
mod quote;
mod select;
mod shortening;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::sync::Arc;

use vermerk_document::{Document, Span};
use vermerk_text::Chunk;

use crate::{
    Candidate, Completion, Finish, Origin, Request, RequestId, Source, Statement, Summary, Tally, findings, omissions,
    rank,
};

pub use instructions::{Instructions, PromptError, Prompts};

use answer::Draft;
use claim::{Claim, Judge, index_of};
use layout::Layout;

/// The plan of one summary. Make it, [`Self::start`] it, and give it every answer until it is done.
#[derive(Debug)]
pub struct Plan {
    document: Arc<Document>,
    instructions: Instructions,
    layout: Layout,
    judge: Judge,
    next_id: u32,
    /// Passages that nobody was asked about yet, one request each. Their prompts are built when they are sent.
    unasked: VecDeque<Unasked>,
    /// Requests given out and not answered yet.
    open: BTreeMap<RequestId, Open>,
    /// What the answers of this stage came to.
    claims: Vec<Claim>,
    tally: Tally,
    stage: Stage,
}

/// How many words the ranking chooses for a model that shortens, in percent of those wanted.
const CHOSEN_TO_SHORTEN: usize = 140;

/// What to do after a call of the plan.
#[derive(Debug, PartialEq)]
pub enum Step {
    /// Send these as well.
    More(Vec<Request>),
    /// Nothing new; requests are still open. Also the answer to anything unknown, repeated or late.
    Waiting,
    /// The summary; comes once.
    Done(Box<Summary>),
}

/// Why a request of the plan stays without an answer although the endpoint works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unanswered {
    /// The provider's filter refused it.
    Filtered,
    /// It does not fit into the model's context.
    Overflow,
}

/// A request known from the start, not built yet: over these passages.
#[derive(Debug)]
enum Unasked {
    Claims(Range<usize>),
    Shorten(Vec<usize>),
}

#[derive(Debug)]
struct Open {
    request: Request,
    task: Task,
}

#[derive(Debug)]
enum Task {
    /// Claims from these passages.
    Claims,
    /// The same once more, or only what failed of it; `kept` has passed.
    Repair { kept: Vec<Claim>, failed: Vec<Claim> },
    /// The chosen claims in one wording.
    Wording { chosen: Vec<Claim> },
    /// These passages with words left out.
    Shorten,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Claims,
    Wording,
    Done,
}

impl Plan {
    /// Numbers the document's sentences and lays them out into as many requests as are needed.
    ///
    /// `window` is how many tokens prompt and answer may have together; `None` stands for a model that reads passages
    /// and no prompt: it gets all of them in one request, whose `user` stays empty.
    pub fn new(
        document: Arc<Document>,
        source: Arc<Source>,
        chunks: &[Chunk],
        instructions: Instructions,
        title: Option<String>,
        window: Option<usize>,
    ) -> Self {
        let layout = Layout::new(&document, chunks, &instructions, title, window);
        let judge = Judge::new(document.clone(), source, layout.passages.clone(), &instructions.prompts);
        Self {
            document,
            instructions,
            layout,
            judge,
            next_id: 0,
            unasked: VecDeque::new(),
            open: BTreeMap::new(),
            claims: Vec::new(),
            tally: Tally::default(),
            stage: Stage::Claims,
        }
    }

    /// Tells the plan, before it starts, where sentences that address a model were taken out: what rests only on what is
    /// left of their paragraphs may be their doing and is marked.
    pub fn distrust(&mut self, places: &[Span]) {
        self.judge.distrust(places);
    }

    /// The first request, or the summary if there is nothing to ask. [`Self::next_request`] gives the others.
    pub fn start(&mut self) -> Step {
        if self.stage != Stage::Claims || self.next_id > 0 {
            return Step::Waiting;
        }
        if self.instructions.shorten_only && self.layout.window.is_some() && !self.layout.passages.is_empty() {
            // More than is wanted, since it will be shortened.
            let words = self.instructions.words as usize * CHOSEN_TO_SHORTEN / 100;
            let chosen = select::passages(&self.layout, words);
            self.unasked = self.layout.pack(&chosen, &self.instructions).into_iter().map(Unasked::Shorten).collect();
        } else {
            self.unasked = self.layout.groups.iter().cloned().map(Unasked::Claims).collect();
        }
        match self.next_request() {
            Some(request) => Step::More(vec![request]),
            None => self.advance(),
        }
    }

    /// The next of the requests known from the start, built now: call it when one more can be sent. The plan does not
    /// come to its end before all of them are given out.
    pub fn next_request(&mut self) -> Option<Request> {
        Some(match self.unasked.pop_front()? {
            Unasked::Claims(group) => self.ask_for_claims(group),
            Unasked::Shorten(passages) => self.ask_to_shorten(&passages),
        })
    }

    /// Whether [`Self::next_request`] has more to give.
    pub fn has_more(&self) -> bool {
        !self.unasked.is_empty()
    }

    /// Requests given out and not answered yet, in the order of their ids.
    pub fn pending(&self) -> impl Iterator<Item = &Request> {
        self.open.values().map(|open| &open.request)
    }

    /// Takes the answer to a request.
    pub fn accept(&mut self, id: RequestId, completion: &Completion) -> Step {
        let Some(Open { request, task }) = self.open.remove(&id) else { return Step::Waiting };
        let drafts = if completion.finish == Finish::Filtered { Vec::new() } else { answer::read(&completion.text) };
        let judged = self.judge(&request, &task, &drafts);
        if !judged.iter().any(Claim::is_usable) {
            self.tally.unusable_answers += 1;
        }
        let may_repair = completion.finish != Finish::Filtered && self.layout.window.is_some();
        match task {
            Task::Claims => {
                let (kept, failed): (Vec<Claim>, Vec<Claim>) = judged.into_iter().partition(Claim::is_usable);
                if may_repair && (kept.is_empty() || !failed.is_empty()) {
                    let id = self.new_id();
                    let repair = self.layout.repair_request(&self.instructions, id, &request, &kept, &failed);
                    if self.layout.fits(&repair) {
                        return Step::More(vec![self.open(repair, Task::Repair { kept, failed })]);
                    }
                }
                self.settle(&request, kept, failed);
            }
            Task::Repair { mut kept, failed } => {
                let good: Vec<Claim> = judged.into_iter().filter(Claim::is_usable).collect();
                let is_mended = |old: &Claim| good.iter().any(|new| new.shares_passage(old));
                let (mended, missing): (Vec<Claim>, Vec<Claim>) = failed.into_iter().partition(is_mended);
                self.tally.mended += mended.len() as u32;
                kept.extend(good);
                self.settle(&request, kept, missing);
            }
            Task::Wording { chosen } => {
                let mut worded: Vec<Claim> = judged.into_iter().filter(Claim::is_usable).collect();
                for claim in chosen {
                    if !worded.iter().any(|new| new.shares_passage(&claim)) {
                        worded.push(claim);
                    }
                }
                self.claims = worded;
            }
            Task::Shorten => self.settle_shortened(&request, judged),
        }
        self.advance()
    }

    /// Takes the news that a request will have no answer: a shorter one is asked, or the source speaks for itself.
    pub fn unanswered(&mut self, id: RequestId, why: Unanswered) -> Step {
        let Some(Open { request, task }) = self.open.remove(&id) else { return Step::Waiting };
        if why == Unanswered::Filtered {
            self.tally.unusable_answers += 1;
        } else if let Some(halves) = layout::halves(&request) {
            match task {
                Task::Claims => {
                    // What is asked for claims is one run of passages.
                    let runs = halves.map(|half| half[0]..half[0] + half.len());
                    return Step::More(runs.map(|run| self.ask_for_claims(run)).into());
                }
                Task::Shorten => return Step::More(halves.map(|half| self.ask_to_shorten(&half)).into()),
                Task::Repair { .. } | Task::Wording { .. } => {}
            }
        }
        match task {
            Task::Claims => self.settle(&request, Vec::new(), Vec::new()),
            Task::Repair { kept, failed } => self.settle(&request, kept, failed),
            Task::Wording { chosen } => self.claims = chosen,
            Task::Shorten => self.settle_shortened(&request, Vec::new()),
        }
        self.advance()
    }

    fn ask_for_claims(&mut self, passages: Range<usize>) -> Request {
        let id = self.new_id();
        let request = self.layout.claims_request(&self.instructions, id, passages);
        self.open(request, Task::Claims)
    }

    fn ask_to_shorten(&mut self, passages: &[usize]) -> Request {
        let id = self.new_id();
        let request = self.layout.shorten_request(&self.instructions, id, passages);
        self.open(request, Task::Shorten)
    }

    /// What an answer says, each thing once, held against the source and counted.
    fn judge(&mut self, request: &Request, task: &Task, drafts: &[Draft]) -> Vec<Claim> {
        let mut claims: Vec<Claim> = Vec::new();
        for draft in drafts {
            let judged = match task {
                Task::Shorten => vec![self.judge.judge_shortened(request, draft)],
                Task::Claims | Task::Repair { .. } | Task::Wording { .. } => self.judge.judge(request, draft),
            };
            for claim in judged {
                if !claims.iter().any(|known| known.statement.text == claim.statement.text) {
                    claims.push(claim);
                }
            }
        }
        self.tally.given += claims.len() as u32;
        self.tally.failed += claims.iter().filter(|claim| !claim.is_usable()).count() as u32;
        claims
    }

    /// Keeps what passed and puts the source's own sentence where a claim failed; with nothing kept or failed, the
    /// passages that rank highest.
    fn settle(&mut self, request: &Request, mut kept: Vec<Claim>, failed: Vec<Claim>) {
        for claim in failed {
            let place = claim.passages.iter().find(|&&index| self.layout.passages[index].eligible);
            if let Some(&index) = place
                && !kept.iter().any(|known| known.passages.contains(&index))
            {
                kept.push(self.judge.verbatim(index, Origin::Replaced));
            }
        }
        if kept.is_empty() {
            let candidates: Vec<Candidate<'_>> = request
                .passages
                .iter()
                .map(|passage| Candidate { text: &passage.text, eligible: passage.eligible })
                .collect();
            // The built-in model is the ranking: with it nothing is added.
            let origin = if self.layout.window.is_some() { Origin::Added } else { Origin::Verbatim };
            for place in rank(request.title.as_deref(), &candidates, request.words as usize) {
                kept.push(self.judge.verbatim(index_of(&request.passages[place]), origin));
            }
        }
        self.claims.extend(kept);
    }

    /// Every passage that was to be shortened stands in the summary, shortened or as it was.
    fn settle_shortened(&mut self, request: &Request, judged: Vec<Claim>) {
        let (good, failed): (Vec<Claim>, Vec<Claim>) = judged.into_iter().partition(Claim::is_usable);
        for index in request.passages.iter().map(index_of) {
            let of_it = |claim: &&Claim| claim.passages.contains(&index);
            let claim = good.iter().find(of_it).cloned().unwrap_or_else(|| {
                let tried = failed.iter().any(|claim| claim.passages.contains(&index));
                self.judge.verbatim(index, if tried { Origin::Replaced } else { Origin::Verbatim })
            });
            self.claims.push(claim);
        }
    }

    /// Goes to the next stage once no request is open or still to be given out.
    fn advance(&mut self) -> Step {
        if !self.open.is_empty() || self.has_more() || self.stage == Stage::Done {
            return Step::Waiting;
        }
        let claims = std::mem::take(&mut self.claims);
        if self.stage == Stage::Claims {
            let mut chosen = select::select(claims, &self.layout, self.instructions.words as usize);
            if self.layout.groups.len() > 1 && !self.instructions.shorten_only {
                let silent = select::silent_thirds(&chosen, &self.layout, self.instructions.words as usize);
                let source = |index| self.judge.verbatim(index, Origin::Added);
                chosen.extend(silent.into_iter().map(source));
                select::in_reading_order(&mut chosen);
                let id = self.new_id();
                let request = self.layout.wording_request(&self.instructions, id, &chosen);
                if self.layout.fits(&request) {
                    self.stage = Stage::Wording;
                    return Step::More(vec![self.open(request, Task::Wording { chosen })]);
                }
            }
            self.claims = chosen;
        } else {
            self.claims = claims;
        }
        self.stage = Stage::Done;
        Step::Done(Box::new(self.summary()))
    }

    fn summary(&mut self) -> Summary {
        let mut claims = std::mem::take(&mut self.claims);
        select::in_reading_order(&mut claims);
        let statements: Vec<Statement> = claims.into_iter().map(|claim| claim.statement).collect();
        let findings = findings(&self.document);
        let (omissions, omissions_left_out) = omissions(&self.document, &statements);
        let coverage = self.document.coverage();
        Summary { statements, findings, omissions, omissions_left_out, coverage, tally: self.tally }
    }

    fn new_id(&mut self) -> RequestId {
        self.next_id += 1;
        RequestId(self.next_id)
    }

    fn open(&mut self, request: Request, task: Task) -> Request {
        self.open.insert(request.id, Open { request: request.clone(), task });
        request
    }
}
