use std::time::Duration;

use reqwest::header::HeaderMap;
use tokio::time::Instant;

use crate::wait::duration;

/// What a server says of one of its buckets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Reading {
    pub(super) limit: f64,
    pub(super) remaining: f64,
    /// Until it is full again.
    pub(super) reset: Option<Duration>,
}

impl Reading {
    /// From `x-ratelimit-*-requests` or `-tokens`. A limit of 0 or below, or one not given, stands for nothing.
    pub(super) fn of(headers: &HeaderMap, kind: &str) -> Option<Self> {
        let text = |name: &str| headers.get(format!("x-ratelimit-{name}-{kind}"))?.to_str().ok();
        let number = |name: &str| text(name)?.trim().parse::<f64>().ok();
        let limit = number("limit").filter(|limit| *limit > 0.0)?;
        let remaining = number("remaining").filter(|remaining| (0.0..=limit).contains(remaining))?;
        Some(Self { limit, remaining, reset: text("reset").and_then(duration) })
    }
}

/// Our share of a key after others were seen to use it, and after it was seen that they do not.
const LESS: f64 = 0.7;
const MORE: f64 = 1.25;
const LEAST_SHARE: f64 = 0.2;
/// Of the whole bucket.
const SCARCE: f64 = 0.2;

/// Requests or tokens that may be sent, filling up at a rate.
#[derive(Debug)]
pub(super) struct Bucket {
    /// As configured, in one minute.
    configured: Option<f64>,
    /// In one second; `None` while nothing is known, which is no limit.
    rate: Option<f64>,
    level: f64,
    capacity: f64,
    /// Our part of what flows in, since others may use the same key; learned.
    share: f64,
    /// What was last taken at once.
    piece: f64,
    /// What the last answer took off our own count because it might not have been counted by the server.
    doubted: f64,
    paced: bool,
    updated: Instant,
}

impl Bucket {
    /// Starts with one second of quota: another program may have used up the rest.
    pub(super) fn new(per_minute: Option<u32>, paced: bool, now: Instant) -> Self {
        let configured = per_minute.filter(|limit| *limit > 0).map(f64::from);
        let rate = configured.map(|limit| limit / 60.0);
        let mut bucket = Self {
            configured,
            rate,
            level: 0.0,
            capacity: 0.0,
            share: 1.0,
            piece: 1.0,
            doubted: 0.0,
            paced,
            updated: now,
        };
        bucket.capacity = bucket.least_capacity();
        bucket.level = bucket.capacity;
        bucket
    }

    /// A second's worth; where single seconds are judged, only what makes up for being late.
    fn least_capacity(&self) -> f64 {
        let rate = self.rate.unwrap_or(0.0);
        if self.paced { 1.0 + 0.1 * rate } else { rate.max(1.0) }
    }

    /// What may be spent now; `None` while no limit is known.
    pub(super) fn level_at(&mut self, now: Instant) -> Option<f64> {
        self.fill(now);
        self.rate.map(|_| self.level)
    }

    /// Whether a limit that the server tells can be taken for a minute's.
    pub(super) fn is_by_the_minute(&self) -> bool {
        !self.paced || self.configured.is_some()
    }

    pub(super) fn rate(&self) -> Option<f64> {
        self.rate
    }

    /// When there will be enough. A cost beyond the capacity waits for a full bucket.
    pub(super) fn ready_at(&mut self, cost: f64, now: Instant) -> Instant {
        let Some(rate) = self.rate else { return now };
        self.fill(now);
        let missing = cost.min(self.capacity) - self.level;
        if missing <= 0.0 { now } else { now + Duration::from_secs_f64(missing / (rate * self.share)) }
    }

    pub(super) fn take(&mut self, cost: f64) {
        if self.rate.is_some() {
            self.level -= cost;
            self.piece = cost;
        }
    }

    /// What was taken and not spent.
    pub(super) fn give_back(&mut self, cost: f64) {
        if self.rate.is_some() {
            self.level += cost;
        }
    }

    /// Takes over the server's level, less what it may not have counted. Limits that are not those configured are of another
    /// window (Azure judges seconds) and are passed over.
    ///
    /// Servers round down. So our own count, which is exact while nobody else uses the key, stands as long as it is less
    /// than one above what the server says; a refusal shows that it was wrong.
    pub(super) fn follow(&mut self, reading: Reading, unheard: f64, refused: bool, now: Instant) {
        if self.is_of_another_window(reading) {
            return;
        }
        self.fill(now);
        if self.configured.is_none() {
            self.rate = Some(learned_rate(reading));
        }
        self.capacity = if self.paced { self.least_capacity() } else { reading.limit };
        let said = reading.remaining - unheard;
        // A full bucket is enough for all, and what a request costs may not be known yet.
        let is_scarce = reading.remaining < SCARCE * reading.limit;
        let is_short =
            if refused { reading.remaining < self.piece } else { reading.remaining + self.piece < self.level };
        if is_scarce && is_short {
            self.share = (self.share * LESS).max(LEAST_SHARE);
        } else if said > self.level + self.piece {
            self.share = (self.share * MORE).min(1.0);
        }
        self.doubted = 0.0;
        if refused || !(said..said + 1.0).contains(&self.level) {
            let said = said.min(self.capacity);
            self.doubted = (self.level - said).clamp(0.0, unheard);
            self.level = said;
        }
        self.updated = now;
    }

    /// Takes what the server says of a request that was sent before the one whose answer told the level last.
    ///
    /// Its cost came off then, since nobody knew whether it had been counted. If it had, that was once too often, and
    /// what was told then holds; if not, what is told now does. The lesser of the two is never too much.
    pub(super) fn hear_late(&mut self, reading: Reading, unheard: f64, cost: f64, now: Instant) {
        if self.rate.is_some() && !self.is_of_another_window(reading) {
            self.fill(now);
            let back = (reading.remaining - unheard - self.level).min(cost).clamp(0.0, self.doubted);
            self.doubted -= back;
            self.level += back;
        }
    }

    fn is_of_another_window(&self, reading: Reading) -> bool {
        self.configured.is_some_and(|configured| (reading.limit - configured).abs() > 0.05 * configured)
    }

    fn fill(&mut self, now: Instant) {
        if let Some(rate) = self.rate {
            let elapsed = now.saturating_duration_since(self.updated).as_secs_f64();
            self.level = (self.level + elapsed * rate * self.share).min(self.capacity);
        }
        self.updated = now;
    }
}

/// By how fast the bucket says it fills, once enough is missing that rounding does not matter; else a minute's.
fn learned_rate(reading: Reading) -> f64 {
    let missing = reading.limit - reading.remaining;
    let of_a_minute = reading.limit / 60.0;
    match reading.reset {
        Some(reset) if missing >= 0.2 * reading.limit && !reset.is_zero() => {
            let rate = missing / reset.as_secs_f64();
            // What is told is rounded, the limit is not.
            if (rate / of_a_minute - 1.0).abs() < 0.05 { of_a_minute } else { rate }
        }
        _ => of_a_minute,
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderName, HeaderValue};

    use super::*;

    fn reading(headers: &[(&'static str, &'static str)]) -> Option<Reading> {
        let pairs = headers.iter().map(|(name, value)| {
            let name = HeaderName::from_bytes(format!("x-ratelimit-{name}-requests").as_bytes()).unwrap();
            (name, HeaderValue::from_static(value))
        });
        Reading::of(&pairs.collect(), "requests")
    }

    fn said(limit: f64, remaining: f64) -> Reading {
        Reading { limit, remaining, reset: None }
    }

    #[test]
    fn what_stands_for_nothing_is_not_taken_for_a_level() {
        let good = Some(Reading { limit: 60.0, remaining: 59.0, reset: Some(Duration::from_millis(320)) });
        assert_eq!(reading(&[("limit", "60"), ("remaining", "59"), ("reset", "320ms")]), good);
        for (limit, remaining) in [("-1", "-1"), ("0", "0"), ("60", "-1"), ("60", "61"), ("viele", "3"), ("NaN", "NaN")]
        {
            assert_eq!(reading(&[("limit", limit), ("remaining", remaining)]), None, "{limit} {remaining}");
        }
        assert_eq!(reading(&[("remaining", "3")]), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_limit_of_another_window_than_the_configured_one_is_passed_over() {
        let now = Instant::now();
        let mut bucket = Bucket::new(Some(600), false, now);
        bucket.follow(said(10.0, 9.0), 0.0, false, now);
        assert_eq!((bucket.rate(), bucket.level_at(now)), (Some(10.0), Some(10.0)));
        bucket.follow(said(600.0, 420.0), 20.0, false, now);
        assert_eq!(bucket.level_at(now), Some(400.0));
    }

    #[tokio::test(start_paused = true)]
    async fn our_own_count_stands_within_what_the_server_rounds_away() {
        let now = Instant::now();
        let mut bucket = Bucket::new(None, false, now);
        bucket.follow(said(60.0, 30.0), 0.0, false, now);
        let later = now + Duration::from_millis(900);
        // One a second: ours is 30.9 now, which the server tells as 30.
        bucket.follow(said(60.0, 30.0), 0.0, false, later);
        assert_eq!(bucket.level_at(later), Some(30.9));
        bucket.follow(said(60.0, 29.0), 0.0, false, later);
        assert_eq!(bucket.level_at(later), Some(29.0), "somebody else uses the key");
        bucket.follow(said(60.0, 29.0), 0.0, true, later + Duration::from_millis(500));
        assert_eq!(bucket.level_at(later + Duration::from_millis(500)), Some(29.0), "refused: we counted wrong");
    }
    #[tokio::test(start_paused = true)]
    async fn what_came_off_in_doubt_is_given_back_once_it_is_heard_of() {
        let now = Instant::now();
        let mut bucket = Bucket::new(None, false, now);
        bucket.follow(said(60.0, 52.0), 0.0, false, now);
        // Three are on their way: nobody knows whether the server has counted them.
        bucket.follow(said(60.0, 50.0), 3.0, false, now);
        assert_eq!(bucket.level_at(now), Some(47.0));
        bucket.hear_late(said(60.0, 51.0), 2.0, 1.0, now);
        assert_eq!(bucket.level_at(now), Some(48.0), "counted before");
        bucket.hear_late(said(60.0, 49.0), 1.0, 1.0, now);
        assert_eq!(bucket.level_at(now), Some(48.0), "counted after");
        bucket.hear_late(said(60.0, 60.0), 0.0, 60.0, now);
        assert_eq!(bucket.level_at(now), Some(50.0), "never more than came off");
    }

    #[tokio::test(start_paused = true)]
    async fn a_share_shrinks_where_others_take_and_grows_where_they_leave() {
        let mut now = Instant::now();
        let mut bucket = Bucket::new(None, false, now);
        bucket.follow(said(60.0, 5.0), 0.0, false, now);
        bucket.follow(said(60.0, 0.0), 0.0, true, now);
        now += Duration::from_secs(10);
        assert_eq!(bucket.level_at(now), Some(10.0 * LESS));
        bucket.follow(said(60.0, 10.0), 0.0, false, now);
        now += Duration::from_secs(10);
        assert_eq!(bucket.level_at(now), Some(10.0 + 10.0 * LESS * MORE));
    }
}
