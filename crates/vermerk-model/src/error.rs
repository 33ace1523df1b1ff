mod classify;

pub(crate) use classify::{classify, refuses_streams};

use std::time::Duration;

use vermerk_summary::Barrier;

/// Why a request was not answered. Carries no text of request or answer, and no message of the server's, which may
/// quote either.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{class}{}", status.map(|status| format!(" (HTTP {status})")).unwrap_or_default())]
pub struct ModelError {
    /// What it means.
    pub class: Class,
    /// The status of the answer, if there was one.
    pub status: Option<u16>,
    /// How long the server asks to wait, if it says.
    pub retry_after: Option<Duration>,
}

/// What a failed answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum Class {
    /// The endpoint could not be reached, broke off, took too long, or failed on its side; may work later.
    #[error("the endpoint is unreachable or failing")]
    Transient,
    /// The limit per minute is reached, and was still when the time was up.
    #[error("the endpoint's rate limit is reached")]
    RateLimited,
    /// The account has no quota left.
    #[error("the endpoint's quota is used up")]
    Quota,
    /// The provider's content filter refused the text.
    #[error("the provider's content filter refused")]
    Filtered,
    /// The budget leaves no money for it; nothing was sent.
    #[error("the budget is used up")]
    Budget,
    /// The answer comes later, with a batch of requests handed in together.
    #[error("the answer comes with a batch")]
    Pending,
    /// Prompt and answer do not fit into the model's context.
    #[error("the request does not fit into the model's context")]
    Overflow,
    /// It can't be held to the form of the answer that was asked for: no JSON schema, or no JSON at all.
    #[error("the endpoint refuses the form of the answer")]
    Form,
    /// Key, address, model name or version are wrong: no request will succeed.
    #[error("the endpoint refuses its configuration (address, key, model or version)")]
    Configuration,
    /// The request is wrong in itself and would fail again.
    #[error("the endpoint refuses the request")]
    Permanent,
    /// The answer came, but is not what the interface promises.
    #[error("the endpoint's answer is not understood")]
    Malformed,
    /// The guideline keeps the request in the house, or the answer out of the report.
    #[error("refused by the guideline")]
    Refused(Barrier),
}

impl ModelError {
    /// An error that no HTTP status goes with.
    pub fn new(class: Class) -> Self {
        Self { class, status: None, retry_after: None }
    }

    /// Whether the same request may succeed later in the same run.
    pub fn is_transient(&self) -> bool {
        matches!(self.class, Class::Transient | Class::RateLimited | Class::Malformed)
    }

    /// Whether it says something about the endpoint as a whole, so that other requests will fail too.
    pub fn concerns_endpoint(&self) -> bool {
        matches!(self.class, Class::Transient | Class::Quota | Class::Configuration)
    }
}
