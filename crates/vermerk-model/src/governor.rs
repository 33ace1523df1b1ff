//! How much may be sent now: one governor for each deployment, learning from every answer.

mod bucket;
mod factor;
mod gradient;
mod measures;
#[cfg(test)]
mod tests;
mod windows;

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::header::HeaderMap;
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::endpoint::{EndpointKind, Limits};
use crate::{Class, ModelError, wait};
use bucket::{Bucket, Reading};
use factor::Factor;
use gradient::Gradient;
pub use measures::Measures;
use windows::Windows;

/// Share of first sendings that may be sent again because of faults, beside a fixed start.
const RETRY_SHARE: f64 = 0.1;
/// Retries allowed before the share counts; also the most that is saved up.
const RETRY_START: f64 = 10.0;
/// Failures in a row after which sending pauses as a whole.
const FAILURES_IN_A_ROW: u32 = 5;
/// Least time between two sendings to a server that judges single seconds, while its limit is not known: the first
/// refusal is heard before the next request goes out.
const SPACING: Duration = Duration::from_millis(50);
/// What remains of the requests in flight after the server said stop.
const BACK_OFF: f64 = 0.7;

/// Lets requests out at the limit of a deployment and holds them back beyond it.
#[derive(Debug)]
pub(crate) struct Governor {
    most_in_flight: u32,
    /// Requests are spread evenly, and windows learned, for servers that judge seconds.
    paced: bool,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    queue: VecDeque<Arc<Ticket>>,
    requests: Bucket,
    tokens: Bucket,
    in_flight: u32,
    /// Requests in flight of which the server has said nothing yet: it may not have counted them. And their cost.
    unheard: u32,
    unheard_cost: f64,
    /// Estimates of all requests that the server is known to have counted.
    counted_estimates: f64,
    /// When the request was sent whose answer told the levels last. Answers to older ones know less than that one.
    told_by: Option<Instant>,
    /// How many may be in flight; starts at one and learns.
    allowed: f64,
    paused_until: Option<Instant>,
    /// When `allowed` was last cut; answers to what was sent before belong to the same episode.
    cut_at: Option<Instant>,
    failures_in_a_row: u32,
    limited_in_a_row: u32,
    retries_left: f64,
    factor: Factor,
    windows: Windows,
    gradient: Gradient,
    last_sent: Option<Instant>,
    measures: Measures,
}

#[derive(Debug)]
struct Ticket {
    turn: Notify,
}

/// Who waits where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    /// Behind everyone.
    Back,
    /// Before everyone: it has waited already.
    Front,
}

enum Turn {
    Admitted(Permit),
    /// It is the ticket's turn, but there is nothing to send with before then.
    At(Instant),
    /// Others are before it, or all that may be in flight are.
    Later,
}

impl Governor {
    pub(crate) fn new(limits: Limits, kind: EndpointKind) -> Arc<Self> {
        let now = Instant::now();
        let paced = kind == EndpointKind::Azure;
        let state = State {
            queue: VecDeque::new(),
            requests: Bucket::new(limits.requests_per_minute, paced, now),
            tokens: Bucket::new(limits.tokens_per_minute, paced, now),
            in_flight: 0,
            unheard: 0,
            unheard_cost: 0.0,
            counted_estimates: 0.0,
            told_by: None,
            allowed: 1.0,
            paused_until: None,
            cut_at: None,
            failures_in_a_row: 0,
            limited_in_a_row: 0,
            retries_left: RETRY_START,
            factor: Factor::new(),
            windows: Windows::default(),
            gradient: Gradient::default(),
            last_sent: None,
            measures: Measures::default(),
        };
        Arc::new(Self { most_in_flight: limits.in_flight.max(1), paced, state: Mutex::new(state) })
    }

    pub(crate) fn measures(&self) -> Measures {
        let now = Instant::now();
        let mut state = self.lock();
        Measures {
            waiting: state.queue.len(),
            in_flight: state.in_flight,
            allowed: state.allowed,
            requests_level: state.requests.level_at(now),
            tokens_level: state.tokens.level_at(now),
            k: state.factor.mean(),
            ..state.measures
        }
    }

    /// Waits for the turn and for quota. `estimate` is of prompt and longest answer, in tokens.
    pub(crate) async fn admit(self: &Arc<Self>, estimate: u64, lane: Lane) -> Permit {
        let ticket = Arc::new(Ticket { turn: Notify::new() });
        let asked = Instant::now();
        match lane {
            Lane::Back => self.lock().queue.push_back(ticket.clone()),
            Lane::Front => self.lock().queue.push_front(ticket.clone()),
        }
        // Leaves the queue also when the caller stops waiting.
        let place = InLine { governor: self, ticket: &ticket };
        loop {
            match self.try_admit(&ticket, estimate) {
                Turn::Admitted(permit) => {
                    self.lock().measures.waited += asked.elapsed();
                    drop(place);
                    return permit;
                }
                Turn::At(when) => {
                    tokio::select! {
                        () = tokio::time::sleep_until(when) => {}
                        () = ticket.turn.notified() => {}
                    }
                }
                Turn::Later => ticket.turn.notified().await,
            }
        }
    }

    fn try_admit(self: &Arc<Self>, ticket: &Arc<Ticket>, estimate: u64) -> Turn {
        let now = Instant::now();
        let mut state = self.lock();
        if !state.queue.front().is_some_and(|first| Arc::ptr_eq(first, ticket)) {
            return Turn::Later;
        }
        if let Some(until) = state.paused_until {
            if until > now {
                return Turn::At(until);
            }
            state.paused_until = None;
        }
        if f64::from(state.in_flight) + 1.0 > state.allowed.max(1.0) {
            return Turn::Later;
        }
        let tokens = estimate;
        let estimate = estimate as f64;
        let (cost, reserve) = (estimate * state.factor.mean(), estimate * state.factor.worst());
        let mut ready = state.requests.ready_at(1.0, now).max(state.tokens.ready_at(reserve, now));
        if self.paced {
            ready = ready.max(state.windows.ready_at(now));
            if state.requests.rate().is_none() {
                ready = ready.max(state.last_sent.map_or(now, |last| last + SPACING));
            }
            if ready <= now {
                state.windows.sent(now);
                state.last_sent = Some(now);
            }
        }
        if ready > now {
            return Turn::At(ready);
        }
        state.requests.take(1.0);
        state.tokens.take(cost);
        state.in_flight += 1;
        state.measures.sent += 1;
        state.measures.estimated_tokens += tokens;
        state.unheard += 1;
        state.unheard_cost += cost;
        let sending = Sending { estimate, cost, sent: now, heard: AtomicBool::new(false) };
        Turn::Admitted(Permit { governor: self.clone(), sending: Arc::new(sending), settled: false })
    }

    /// Whether a fault may be answered with another try; each one uses up a share.
    pub(crate) fn may_retry(&self, why: Class) -> bool {
        let mut state = self.lock();
        let may = state.retries_left >= 1.0;
        if may {
            state.retries_left -= 1.0;
            match why {
                Class::Malformed => state.measures.retried_malformed += 1,
                _ => state.measures.retried_transient += 1,
            }
        }
        may
    }

    /// Whether a quota governs, or else the load of the server.
    fn has_quota(&self, state: &State) -> bool {
        state.requests.rate().is_some() || state.tokens.rate().is_some() || self.paced
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn wake_first(&self) {
        if let Some(first) = self.queue.front() {
            first.turn.notify_one();
        }
    }

    /// The server has spoken of this request, whatever it said.
    fn hear(&mut self, sending: &Sending) {
        if !sending.heard.swap(true, Ordering::Relaxed) {
            self.unheard = self.unheard.saturating_sub(1);
            self.unheard_cost = (self.unheard_cost - sending.cost).max(0.0);
        }
    }

    /// Takes over what the server says of its buckets; what it may not have counted still comes off. `refused` says how
    /// long the request has to wait if it was turned away.
    fn read_headers(&mut self, headers: &HeaderMap, sending: &Sending, now: Instant, refused: Option<Duration>) {
        // Azure tells requests by the window, and not which.
        let requests = Reading::of(headers, "requests").filter(|_| self.requests.is_by_the_minute());
        let tokens = Reading::of(headers, "tokens");
        let (unheard, unheard_cost) = (f64::from(self.unheard), self.unheard_cost);
        if self.told_by.is_some_and(|newer| sending.sent < newer) {
            if let Some(reading) = requests {
                self.requests.hear_late(reading, unheard, 1.0, now);
            }
            if let Some(reading) = tokens {
                self.tokens.hear_late(reading, unheard_cost, sending.cost, now);
            }
            return;
        }
        if requests.is_some() || tokens.is_some() {
            self.told_by = Some(sending.sent);
        }
        if let Some(reading) = requests {
            self.requests.follow(reading, unheard, refused.is_some(), now);
        }
        if let Some(reading) = tokens {
            self.tokens.follow(reading, unheard_cost, refused.is_some(), now);
            let rate = self.tokens.rate().unwrap_or_default();
            match refused {
                None => self.factor.learn(now, reading, rate, self.counted_estimates),
                Some(wait) => self.factor.refused(now, reading, rate, wait, self.counted_estimates, sending.estimate),
            }
        }
    }

    fn cut(&mut self, sent: Instant, now: Instant) {
        if self.cut_at.is_none_or(|cut| sent >= cut) {
            self.allowed = (self.allowed * BACK_OFF).max(1.0);
            self.cut_at = Some(now);
        }
    }

    fn pause(&mut self, until: Instant) {
        self.paused_until = Some(self.paused_until.map_or(until, |old| old.max(until)));
    }
}

struct InLine<'a> {
    governor: &'a Governor,
    ticket: &'a Arc<Ticket>,
}

impl Drop for InLine<'_> {
    fn drop(&mut self) {
        let mut state = self.governor.lock();
        state.queue.retain(|other| !Arc::ptr_eq(other, self.ticket));
        state.wake_first();
    }
}

/// Leave to send one request; tells the governor how it went.
#[derive(Debug)]
pub(crate) struct Permit {
    governor: Arc<Governor>,
    sending: Arc<Sending>,
    settled: bool,
}

/// One sending of a request.
#[derive(Debug)]
struct Sending {
    estimate: f64,
    cost: f64,
    sent: Instant,
    /// Whether the server has spoken of it.
    heard: AtomicBool,
}

/// Tells the governor that the server has taken a request, while its answer is still coming.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    governor: Arc<Governor>,
    sending: Arc<Sending>,
}

impl Taken {
    /// Takes the levels from the head of the answer, when they are fresh, and lets one more request out.
    pub(crate) fn heard(&self, headers: &HeaderMap) {
        let now = Instant::now();
        let Self { governor, sending } = self;
        let mut state = governor.lock();
        if sending.heard.load(Ordering::Relaxed) {
            return;
        }
        state.hear(sending);
        state.counted_estimates += sending.estimate;
        state.read_headers(headers, sending, now, None);
        if governor.has_quota(&state) {
            state.allowed = (state.allowed + 1.0).min(f64::from(governor.most_in_flight));
        }
        state.wake_first();
    }
}

impl Permit {
    /// For whoever reads the head of the answer.
    pub(crate) fn taken(&self) -> Taken {
        Taken { governor: self.governor.clone(), sending: self.sending.clone() }
    }

    /// The answer came and is of use. Its head has been told by [`Taken::heard`].
    pub(crate) fn answered(mut self, prompt_tokens: u64, completion_tokens: u64) {
        let now = Instant::now();
        let (governor, sending) = (self.governor.clone(), self.sending.clone());
        let mut state = self.settle();
        state.failures_in_a_row = 0;
        state.limited_in_a_row = 0;
        if !governor.has_quota(&state) {
            let billed = prompt_tokens + completion_tokens;
            let tokens = if billed > 0 { billed as f64 } else { sending.estimate };
            let allowed = state.allowed;
            let allowed = state.gradient.answered(now.duration_since(sending.sent), tokens, allowed);
            state.allowed = allowed.clamp(1.0, f64::from(governor.most_in_flight));
        }
        state.windows.answered(now);
        state.retries_left = (state.retries_left + RETRY_SHARE).min(RETRY_START);
        state.measures.answered += 1;
        state.measures.prompt_tokens += prompt_tokens;
        state.measures.completion_tokens += completion_tokens;
        state.wake_first();
    }

    /// The server said that this was too much: everyone pauses. Returns how long.
    pub(crate) fn limited(mut self, headers: &HeaderMap, error: &ModelError) -> Duration {
        let now = Instant::now();
        let (sending, paced) = (self.sending.clone(), self.governor.paced);
        let mut state = self.settle();
        state.measures.limited += 1;
        state.limited_in_a_row += 1;
        state.cut(sending.sent, now);
        let wait = error.retry_after.unwrap_or_else(|| backoff(state.limited_in_a_row));
        state.pause(now + wait);
        if paced && error.retry_after.is_some() {
            state.windows.refused(sending.sent, now, wait);
        }
        state.read_headers(headers, &sending, now, error.retry_after);
        state.wake_first();
        wait
    }

    /// No answer, or none of use, by the endpoint's fault.
    pub(crate) fn failed(mut self) {
        let now = Instant::now();
        let sent = self.sending.sent;
        let mut state = self.settle();
        state.factor.lost_sight();
        state.failures_in_a_row += 1;
        state.cut(sent, now);
        if state.failures_in_a_row >= FAILURES_IN_A_ROW {
            // The endpoint is down: one request at a time finds out when it is back.
            state.allowed = 1.0;
            let pause = backoff(state.failures_in_a_row - FAILURES_IN_A_ROW + 1);
            state.pause(now + pause);
        }
        state.wake_first();
    }

    /// The server is there, but will not answer this request: its text, or what all requests have in common, is at
    /// fault.
    pub(crate) fn declined(mut self) {
        let mut state = self.settle();
        state.failures_in_a_row = 0;
        state.measures.declined += 1;
        state.wake_first();
    }

    /// Nothing was sent after all.
    pub(crate) fn unused(mut self) {
        let sending = self.sending.clone();
        let mut state = self.settle();
        state.requests.give_back(1.0);
        state.tokens.give_back(sending.cost);
        state.windows.forget(sending.sent);
        state.factor.lost_sight();
        state.measures.sent -= 1;
        state.measures.estimated_tokens -= sending.estimate as u64;
        state.wake_first();
    }

    fn settle(&mut self) -> MutexGuard<'_, State> {
        self.settled = true;
        let mut state = self.governor.lock();
        state.in_flight = state.in_flight.saturating_sub(1);
        state.hear(&self.sending);
        state
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if !self.settled {
            self.settle().wake_first();
        }
    }
}

/// A wait that grows with each try, spread at random so that clients don't come back together.
pub(crate) fn backoff(attempt: u32) -> Duration {
    let longest = (0.5 * f64::from(2_u32.saturating_pow(attempt.min(16)))).min(20.0);
    Duration::from_secs_f64(0.5 + (longest - 0.5) * wait::chance())
}
