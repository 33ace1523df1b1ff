//! How many requests a server works on at once, for servers that tell no quota: by what one more of them costs in time.

use std::time::Duration;

/// An answer may take so many times the best before fewer are sent; a server shares its work among requests.
const TOLERANCE: f64 = 2.0;
/// How much of each answer goes into the recent mean.
const SHARE: f64 = 0.2;
/// How fast the best is forgotten, with each answer, for servers that become slower. Faster, and the wait in a server's
/// line would become the best.
const FORGETTING: f64 = 1.0002;

/// Time for one token, best and recent.
#[derive(Debug, Default)]
pub(super) struct Gradient {
    best: Option<f64>,
    recent: f64,
}

impl Gradient {
    /// How many may be in flight after an answer of so many tokens that took so long.
    pub(super) fn answered(&mut self, took: Duration, tokens: f64, allowed: f64) -> f64 {
        // A call costs something before its first token.
        let time = took.as_secs_f64() / (tokens + 100.0);
        let best = self.best.map_or(time, |best| (best * FORGETTING).min(time));
        self.recent = if self.best.is_none() { time } else { self.recent + SHARE * (time - self.recent) };
        self.best = Some(best);
        let target = allowed * (TOLERANCE * best / self.recent).clamp(0.5, 1.0) + allowed.sqrt();
        // The mean comes late: not one more while the last answer was slow.
        let more = if time <= TOLERANCE * best { 1.0 } else { 0.0 };
        if target >= allowed { allowed + more } else { allowed + SHARE * (target - allowed) }
    }
}
