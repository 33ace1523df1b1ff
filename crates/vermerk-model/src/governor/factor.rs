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
    last: Option<(Instant, f64)>,
    /// Estimates of what was answered since `last`.
    pub(super) unread: f64,
    /// The worst that a refusal has shown, or the first answer may mean; fades with time.
    worst: f64,
}

impl Factor {
    pub(super) fn new() -> Self {
        Self { charged: 0.0, estimated: 0.0, last: None, unread: 0.0, worst: 1.0 }
    }

    pub(super) fn mean(&self) -> f64 {
        if self.estimated > 0.0 { (self.charged / self.estimated).clamp(MEAN_BOUNDS.0, MEAN_BOUNDS.1) } else { 1.0 }
    }

    /// What must be there before a request goes out: a reserve that costs no throughput.
    pub(super) fn worst(&self) -> f64 {
        self.worst.max(self.mean())
    }

    /// A bucket that is not full lost, since its last reading, what it was charged less what flowed in.
    pub(super) fn learn(&mut self, now: Instant, reading: Reading, rate: Option<f64>) {
        let estimate = std::mem::take(&mut self.unread);
        let previous = self.last.replace((now, reading.remaining));
        let Some((then, before)) = previous else {
            // At most all that is missing.
            self.worst = ((reading.limit - reading.remaining) / estimate).clamp(1.0, MEAN_BOUNDS.1);
            return;
        };
        let mean = self.mean();
        self.worst = mean + (self.worst - mean).max(0.0) * 0.99;
        let elapsed = (now - then).as_secs_f64();
        if elapsed > 10.0 || before >= reading.limit || reading.remaining >= reading.limit {
            return;
        }
        let charged = before - reading.remaining + elapsed * rate.unwrap_or(0.0);
        if charged > 0.0 && estimate > 0.0 {
            self.charged = 0.9 * self.charged + charged;
            self.estimated = 0.9 * self.estimated + estimate;
        }
    }

    /// A refused request would have been charged what is there and what flows in until it may come back.
    pub(super) fn refused(&mut self, now: Instant, reading: Reading, rate: Option<f64>, wait: Duration, estimate: f64) {
        self.unread = 0.0;
        self.last = Some((now, reading.remaining));
        let charged = reading.remaining + wait.as_secs_f64() * rate.unwrap_or(0.0);
        self.worst = self.worst.max((charged / estimate).min(MEAN_BOUNDS.1));
    }
}
