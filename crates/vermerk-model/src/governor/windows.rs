//! Sliding windows that a server judges and says nothing of, found out from what it refuses.
//!
//! Azure counts requests in windows of one or ten seconds and of a minute. When it refuses, the wait it asks for tells
//! which window is full: the one whose oldest request leaves it just then.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// The lengths that servers judge.
const LENGTHS: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(10), Duration::from_mins(1)];
/// Most sendings that are remembered; more in a minute are not held up by windows.
const MOST: usize = 10_000;
/// A window is said to be over so much later than it is, since requests travel for unequal times.
const MARGIN: Duration = Duration::from_millis(25);
/// Waits are told in milliseconds by some and in whole seconds, rounded up, by others.
const EARLIER: f64 = 0.3;
const LATER: f64 = 1.1;
/// Windows without a refusal before one more request is tried in them; doubled each time that was wrong.
const PATIENCE: (u32, u32) = (4, 64);

#[derive(Debug, Default)]
pub(super) struct Windows {
    /// When the requests of the last minute were sent, but those refused.
    sent: VecDeque<Instant>,
    found: Vec<Window>,
}

#[derive(Debug)]
struct Window {
    length: Duration,
    most: usize,
    patience: u32,
    grow_at: Instant,
}

impl Windows {
    /// When one more request fits into every window found.
    pub(super) fn ready_at(&self, now: Instant) -> Instant {
        let mut ready = now;
        for window in &self.found {
            // The request that must have left before another fits.
            let leaves = self.sent.len().checked_sub(window.most).and_then(|index| self.sent.get(index));
            if let Some(&leaves) = leaves {
                ready = ready.max(leaves + window.length + MARGIN);
            }
        }
        ready
    }

    pub(super) fn sent(&mut self, now: Instant) {
        while self.sent.front().is_some_and(|&first| now.duration_since(first) > LENGTHS[2]) || self.sent.len() >= MOST
        {
            self.sent.pop_front();
        }
        self.sent.push_back(now);
    }

    /// A window that has long refused nothing may be wider than thought: another program's requests counted too.
    pub(super) fn answered(&mut self, now: Instant) {
        for window in &mut self.found {
            if now >= window.grow_at {
                window.most += (window.most / 10).max(1);
                window.grow_at = now + window.length * window.patience;
            }
        }
    }

    /// A request was not counted after all.
    pub(super) fn forget(&mut self, sent: Instant) {
        if let Ok(index) = self.sent.binary_search(&sent) {
            self.sent.remove(index);
        }
    }

    /// The request sent at `sent` was refused at `now`, to come back after `wait`.
    pub(super) fn refused(&mut self, sent: Instant, now: Instant, wait: Duration) {
        self.forget(sent);
        let mut best: Option<(f64, Duration, usize)> = None;
        for length in LENGTHS {
            let inside = || self.sent.iter().filter(|&&other| other < sent && other + length > now);
            let Some(&oldest) = inside().next() else { continue };
            let late = wait.as_secs_f64() - (oldest + length).duration_since(now).as_secs_f64();
            if (-EARLIER..=LATER).contains(&late) && best.is_none_or(|(least, ..)| late.abs() < least) {
                best = Some((late.abs(), length, inside().count()));
            }
        }
        let Some((_, length, count)) = best else { return };
        if let Some(window) = self.found.iter_mut().find(|window| window.length == length) {
            window.most = window.most.min(count);
            window.patience = (window.patience * 2).min(PATIENCE.1);
            window.grow_at = now + length * window.patience;
        } else {
            let grow_at = now + length * PATIENCE.0;
            self.found.push(Window { length, most: count, patience: PATIENCE.0, grow_at });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(began: Instant, milliseconds: u64) -> Instant {
        began + Duration::from_millis(milliseconds)
    }

    /// Ten requests within a second, and one more that is refused.
    fn eleven(began: Instant, wait: f64) -> Windows {
        let mut windows = Windows::default();
        for number in 0..11 {
            windows.sent(after(began, number * 100));
        }
        windows.refused(after(began, 1000), after(began, 1010), Duration::from_secs_f64(wait));
        windows
    }

    #[tokio::test(start_paused = true)]
    async fn the_wait_tells_which_window_is_full() {
        let began = Instant::now();
        let now = after(began, 1010);
        for (wait, free_at) in [(8.99, 10_025), (9.0, 10_025), (59.0, 60_025)] {
            assert_eq!(eleven(began, wait).ready_at(now), after(began, free_at), "{wait}");
        }
        // Neither of the known windows.
        assert_eq!(eleven(began, 30.0).ready_at(now), now);
    }

    #[tokio::test(start_paused = true)]
    async fn a_window_found_too_narrow_grows_and_one_that_is_right_is_tried_ever_less() {
        let began = Instant::now();
        let mut windows = eleven(began, 8.99);
        windows.answered(after(began, 41_000));
        assert_eq!(windows.found[0].most, 10);
        windows.answered(after(began, 41_011));
        assert_eq!(windows.found[0].most, 11);
        for number in 0..11 {
            windows.sent(after(began, 50_000 + number * 100));
        }
        windows.refused(after(began, 51_000), after(began, 51_010), Duration::from_secs(9));
        assert_eq!((windows.found[0].most, windows.found[0].patience), (10, 8));
    }
}
