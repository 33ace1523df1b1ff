use std::time::Duration;

/// What an endpoint has been asked and has answered since the program started, and how things stand. Numbers only.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Measures {
    /// Requests sent, repeated ones included.
    pub sent: u64,
    /// Answers that could be used.
    pub answered: u64,
    /// Answers "too many requests".
    pub limited: u64,
    /// Answers that no other try would change: filtered, too long, refused.
    pub declined: u64,
    /// Requests sent again because the endpoint was unreachable or failed.
    pub retried_transient: u64,
    /// Requests sent again because their answer was not understood.
    pub retried_malformed: u64,
    /// Time that requests have waited for their turn and for quota, all together.
    pub waited: Duration,
    /// Requests that wait for their turn now.
    pub waiting: usize,
    /// Requests in flight now.
    pub in_flight: u32,
    /// Requests that may be in flight now.
    pub allowed: f64,
    /// Level of the bucket of requests; `None` while no limit is known.
    pub requests_level: Option<f64>,
    /// Level of the bucket of tokens; `None` while no limit is known.
    pub tokens_level: Option<f64>,
    /// What the server is found to charge for a token of our estimate.
    pub k: f64,
    /// Tokens of all requests sent, prompt and longest answer, by our estimate.
    pub estimated_tokens: u64,
    /// Tokens read, as billed.
    pub prompt_tokens: u64,
    /// Tokens written, as billed.
    pub completion_tokens: u64,
}

impl Measures {
    /// Every measure by its name, in a fixed order, for logs and metrics.
    pub fn named(&self) -> [(&'static str, f64); 16] {
        let level = |level: Option<f64>| level.unwrap_or(f64::NAN);
        [
            ("sent", self.sent as f64),
            ("answered", self.answered as f64),
            ("limited", self.limited as f64),
            ("declined", self.declined as f64),
            ("retried_transient", self.retried_transient as f64),
            ("retried_malformed", self.retried_malformed as f64),
            ("waited_seconds", self.waited.as_secs_f64()),
            ("waiting", self.waiting as f64),
            ("in_flight", f64::from(self.in_flight)),
            ("allowed", self.allowed),
            ("requests_level", level(self.requests_level)),
            ("tokens_level", level(self.tokens_level)),
            ("k", self.k),
            ("estimated_tokens", self.estimated_tokens as f64),
            ("prompt_tokens", self.prompt_tokens as f64),
            ("completion_tokens", self.completion_tokens as f64),
        ]
    }
}
