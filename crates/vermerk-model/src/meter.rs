use std::fmt::Debug;

use reqwest::StatusCode;
use vermerk_summary::Usage;

use crate::{BoxFuture, Class, ModelError};

/// Watches over the money of one request: asked before each of its sendings, told after it.
///
/// One request may be sent several times, one after the other; each sending may be billed. So every sending that was
/// let through by [`Self::reserve`] is followed by one [`Self::settle`], unless the process ends in between.
pub trait Meter: Debug + Send + Sync {
    /// Asked with leave to send in hand; when it returns, the worst case is set aside durably.
    ///
    /// # Errors
    /// [`Class::Budget`] if there is no money left for it: then nothing is sent.
    fn reserve(&self, worst: Worst) -> BoxFuture<'_, Result<(), ModelError>>;

    /// Told what became of the sending.
    fn settle(&self, billed: Billed);
}

/// What one sending may take at most, in tokens as we estimate them (o200k).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Worst {
    /// Tokens of the prompt, with the chat's frame and the schema.
    pub prompt_tokens: u64,
    /// Most tokens of the answer.
    pub completion_tokens: u64,
}

/// What is known of the bill for one sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Billed {
    /// It did not reach the endpoint, or was turned away unread.
    Nothing,
    /// The prompt was read and no answer given: refused by a content filter, or too long. Azure bills such prompts.
    Prompt,
    /// As the endpoint says.
    Tokens(Usage),
    /// Nobody knows: the connection broke or the time was up when it was on its way, or the answer is not understood.
    Unknown,
}

impl Billed {
    /// The bill for an answer that is no success.
    pub(crate) fn for_refusal(status: StatusCode, class: Class) -> Self {
        match (class, status.as_u16()) {
            (Class::Filtered | Class::Overflow, _) => Self::Prompt,
            (_, 300..=405 | 407 | 413 | 415 | 421 | 422 | 429 | 501 | 503 | 505) => Self::Nothing,
            // A gateway that gave up, or a server that failed half way, may still have had the answer made.
            _ => Self::Unknown,
        }
    }
}

/// Lets everything through and notes nothing: for what costs nothing, and for measuring.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unmetered;

impl Meter for Unmetered {
    fn reserve(&self, _: Worst) -> BoxFuture<'_, Result<(), ModelError>> {
        Box::pin(async { Ok(()) })
    }

    fn settle(&self, _: Billed) {}
}
