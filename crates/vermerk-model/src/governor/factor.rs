use std::time::Duration;

use tokio::time::Instant;

use super::bucket::Reading;

/// Least and most that a token of our estimate is taken to cost.
const MEAN_BOUNDS: (f64, f64) = (0.5, 2.5);

/// What the server charges for a token of our estimate, learned from what its bucket loses and why it refuses.
#[derive(Debug)]
pub(super) struct Factor {
    charged: f64,
    estimated: f64,
    last: Option<Seen>,
    is_first: bool,
    /// The worst that a refusal has shown, or the first answer may mean; fades with time.
    worst: f64,
}

/// How the bucket stood when a request had been counted.
#[derive(Debug, Clone, Copy)]
struct Seen {
    at: Instant,
    remaining: f64,
    /// Estimates of all requests counted until then.
    estimates: f64,
}

impl Factor {
    pub(super) fn new() -> Self {
        Self { charged: 0.0, estimated: 0.0, last: None, is_first: true, worst: 1.0 }
    }

    pub(super) fn mean(&self) -> f64 {
        if self.estimated > 0.0 { (self.charged / self.estimated).clamp(MEAN_BOUNDS.0, MEAN_BOUNDS.1) } else { 1.0 }
    }

    /// What must be there before a request goes out: a reserve that costs no throughput.
    pub(super) fn worst(&self) -> f64 {
        self.worst.max(self.mean())
    }

    /// A bucket that is not full lost, since its last reading, what it was charged less what flowed in (`rate` in one
    /// second). `estimates` is of all requests counted until now.
    pub(super) fn learn(&mut self, now: Instant, reading: Reading, rate: f64, estimates: f64) {
        let seen = Seen { at: now, remaining: reading.remaining, estimates };
        let previous = self.last.replace(seen);
        if std::mem::take(&mut self.is_first) {
            // At most all that is missing.
            self.worst = ((reading.limit - reading.remaining) / estimates).clamp(1.0, MEAN_BOUNDS.1);
        }
        let Some(previous) = previous else { return };
        let mean = self.mean();
        self.worst = mean + (self.worst - mean).max(0.0) * 0.99;
        let elapsed = (now - previous.at).as_secs_f64();
        if elapsed > 10.0 || previous.remaining >= reading.limit || reading.remaining >= reading.limit {
            return;
        }
        let charged = previous.remaining - reading.remaining + elapsed * rate;
        let estimated = estimates - previous.estimates;
        if charged > 0.0 && estimated > 0.0 {
            self.charged = 0.9 * self.charged + charged;
            self.estimated = 0.9 * self.estimated + estimated;
        }
    }

    /// A refused request would have been charged what is there and what flows in until it may come back.
    pub(super) fn refused(
        &mut self,
        now: Instant,
        reading: Reading,
        rate: f64,
        wait: Duration,
        estimates: f64,
        estimate: f64,
    ) {
        self.is_first = false;
        self.last = Some(Seen { at: now, remaining: reading.remaining, estimates });
        let charged = reading.remaining + wait.as_secs_f64() * rate;
        self.worst = self.worst.max((charged / estimate).min(MEAN_BOUNDS.1));
    }

    /// Nobody knows whether a request was counted: the next reading can't be compared with the last.
    pub(super) fn lost_sight(&mut self) {
        self.last = None;
    }
}
