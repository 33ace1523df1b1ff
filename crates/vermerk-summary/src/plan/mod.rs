//! The plan of one document's summary: which requests to make, and what to make of the answers. No I/O, no clock.
//!
//! A document that fits is asked about in one call. A longer one is mapped chunk by chunk to claims with evidence;
//! claims are merged by selection, with a quota for each third of the document, and only then worded together. Every
//! answer is checked against the source where it arises. What can't be used is asked for once more, then replaced by
//! sentences of the source. Answers may come in any order and may be anything at all.

mod answer;
mod claim;
mod instructions;
mod layout;
mod select;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::sync::Arc;

use vermerk_document::Document;
use vermerk_text::Chunk;

use crate::{
    Candidate, Completion, Finish, Request, RequestId, Source, Statement, Summary, Tally, findings, omissions, rank,
};

pub use instructions::{Instructions, PromptError, Prompts};

use answer::Draft;
use claim::{Claim, Judge};
use layout::Layout;

/// The plan of one summary. Make it, [`Self::start`] it, and give it every answer until it is done.
#[derive(Debug)]
pub struct Plan {
    document: Arc<Document>,
    source: Arc<Source>,
    instructions: Instructions,
    layout: Layout,
    judge: Judge,
    next_id: u32,
    /// Passages that nobody was asked about yet, one request each. Their prompts are built when they are sent.
    unasked: VecDeque<Range<usize>>,
    /// Requests given out and not answered yet.
    open: BTreeMap<RequestId, Open>,
    /// What the answers of this stage came to.
    claims: Vec<Claim>,
    stage: Stage,
}

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
        let judge = Judge::new(&layout.passages, &instructions.prompts);
        Self {
            document,
            source,
            instructions,
            layout,
            judge,
            next_id: 0,
            unasked: VecDeque::new(),
            open: BTreeMap::new(),
            claims: Vec::new(),
            stage: Stage::Claims,
        }
    }

    /// The first request, or the summary if there is nothing to ask. [`Self::next_request`] gives the others.
    pub fn start(&mut self) -> Step {
        if self.stage != Stage::Claims || self.next_id > 0 {
            return Step::Waiting;
        }
        self.unasked = self.layout.groups.clone().into();
        match self.next_request() {
            Some(request) => Step::More(vec![request]),
            None => self.advance(),
        }
    }

    /// The next of the requests known from the start, built now: call it when one more can be sent. The plan does not
    /// come to its end before all of them are given out.
    pub fn next_request(&mut self) -> Option<Request> {
        let group = self.unasked.pop_front()?;
        Some(self.ask_for_claims(group))
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
        let judged = self.judge(&request, &drafts);
        let may_repair = completion.finish != Finish::Filtered && self.layout.window.is_some();
        match task {
            Task::Claims => {
                let (kept, failed): (Vec<Claim>, Vec<Claim>) = judged.into_iter().partition(Claim::is_usable);
                let asked_in_vain = kept.is_empty() && !request.passages.is_empty();
                if may_repair && (asked_in_vain || !failed.is_empty()) {
                    let id = self.new_id();
                    let repair = self.layout.repair_request(&self.instructions, id, &request, &kept, &failed);
                    if self.layout.fits(&repair) {
                        return Step::More(vec![self.open(repair, Task::Repair { kept, failed })]);
                    }
                }
                self.settle(&request, kept, failed);
            }
            Task::Repair { mut kept, failed } => {
                let mended: Vec<Claim> = judged.into_iter().filter(Claim::is_usable).collect();
                let missing = failed.into_iter().filter(|old| !mended.iter().any(|new| new.shares_passage(old)));
                let missing: Vec<Claim> = missing.collect();
                kept.extend(mended);
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
        }
        self.advance()
    }

    /// Takes the news that a request will have no answer: a shorter one is asked, or the source speaks for itself.
    pub fn unanswered(&mut self, id: RequestId, why: Unanswered) -> Step {
        let Some(Open { request, task }) = self.open.remove(&id) else { return Step::Waiting };
        match task {
            Task::Claims => {
                if why == Unanswered::Overflow
                    && let Some((first, second)) = layout::halves(&request)
                {
                    return Step::More(vec![self.ask_for_claims(first), self.ask_for_claims(second)]);
                }
                self.settle(&request, Vec::new(), Vec::new());
            }
            Task::Repair { kept, failed } => self.settle(&request, kept, failed),
            Task::Wording { chosen } => self.claims = chosen,
        }
        self.advance()
    }

    fn ask_for_claims(&mut self, passages: Range<usize>) -> Request {
        let id = self.new_id();
        let request = self.layout.claims_request(&self.instructions, id, passages);
        self.open(request, Task::Claims)
    }

    fn judge(&self, request: &Request, drafts: &[Draft]) -> Vec<Claim> {
        let mut claims: Vec<Claim> = Vec::new();
        for draft in drafts {
            for claim in self.judge.judge(&self.document, &self.source, &self.layout.passages, request, draft) {
                if !claims.iter().any(|known| known.statement.text == claim.statement.text) {
                    claims.push(claim);
                }
            }
        }
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
                kept.push(claim::verbatim(&self.document, &self.layout.passages, index));
            }
        }
        if kept.is_empty() {
            let candidates: Vec<Candidate<'_>> = request
                .passages
                .iter()
                .map(|passage| Candidate { text: &passage.text, eligible: passage.eligible })
                .collect();
            for place in rank(request.title.as_deref(), &candidates, request.words as usize) {
                let index = request.passages[place].number as usize - 1;
                kept.push(claim::verbatim(&self.document, &self.layout.passages, index));
            }
        }
        self.claims.extend(kept);
    }

    /// Goes to the next stage once no request is open or still to be given out.
    fn advance(&mut self) -> Step {
        if !self.open.is_empty() || self.has_more() || self.stage == Stage::Done {
            return Step::Waiting;
        }
        let claims = std::mem::take(&mut self.claims);
        if self.stage == Stage::Claims {
            let mut chosen = select::select(claims, &self.layout, self.instructions.words as usize);
            if self.layout.groups.len() > 1 {
                let silent = select::silent_thirds(&chosen, &self.layout, self.instructions.words as usize);
                let source = |index| claim::verbatim(&self.document, &self.layout.passages, index);
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
        let omissions = omissions(&self.document, &statements, &findings);
        Summary { statements, findings, omissions, coverage: self.document.coverage(), tally: Tally::default() }
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
