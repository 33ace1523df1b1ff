//! Bearer tokens that run out: fetched when first needed, anew before they end, and when the server no longer takes them.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::{ApiKey, BoxFuture};

/// A token is fetched anew so long before it ends, or at four fifths of a short life.
const BEFORE_ITS_END: Duration = Duration::from_mins(5);
/// After a failed renewal, while the old token still holds.
const BETWEEN_RENEWALS: Duration = Duration::from_secs(10);

/// A bearer token as its source gave it.
#[derive(Debug, Clone)]
pub struct Token {
    /// The token.
    pub secret: ApiKey,
    /// How long it will be taken, from now.
    pub valid_for: Duration,
}

/// No token could be fetched. What was said about it may hold secrets and is not carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no bearer token could be fetched")]
pub struct TokenError;

type Fetch = dyn Fn() -> BoxFuture<'static, Result<Token, TokenError>> + Send + Sync;

/// Where bearer tokens come from: a command, a file; what that is decides who makes it.
#[derive(Clone)]
pub struct TokenSource(Arc<Fetch>);

impl TokenSource {
    /// Takes what fetches one token. It is called by one request at a time.
    pub fn new(fetch: impl Fn() -> BoxFuture<'static, Result<Token, TokenError>> + Send + Sync + 'static) -> Self {
        Self(Arc::new(fetch))
    }
}

impl std::fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenSource")
    }
}

/// Keeps the token of a deployment; all its requests share it.
#[derive(Debug, Clone)]
pub(crate) struct Keeper {
    source: TokenSource,
    held: Arc<Mutex<Option<Held>>>,
}

#[derive(Debug)]
struct Held {
    secret: ApiKey,
    renew: Instant,
    end: Instant,
}

impl Keeper {
    pub(crate) fn new(source: TokenSource) -> Self {
        Self { source, held: Arc::default() }
    }

    /// The token to send now. `refused` is one that the server did not take: it is not given again.
    pub(crate) async fn current(&self, refused: Option<&ApiKey>) -> Result<ApiKey, TokenError> {
        let mut held = self.held.lock().await;
        let now = Instant::now();
        let usable =
            held.as_ref().filter(|held| refused.is_none_or(|refused| refused.expose() != held.secret.expose()));
        if let Some(good) = usable.filter(|held| now < held.renew) {
            return Ok(good.secret.clone());
        }
        let last = usable.filter(|held| now < held.end).map(|held| held.secret.clone());
        match (self.source.0)().await {
            Ok(Token { secret, valid_for }) => {
                let now = Instant::now();
                let renew = now + valid_for.mul_f64(0.8).max(valid_for.saturating_sub(BEFORE_ITS_END));
                *held = Some(Held { secret: secret.clone(), renew, end: now + valid_for });
                Ok(secret)
            }
            Err(error) => match (last, held.as_mut()) {
                (Some(secret), Some(held)) => {
                    tracing::warn!("a bearer token could not be renewed; the old one still holds");
                    held.renew = now + BETWEEN_RENEWALS;
                    Ok(secret)
                }
                _ => Err(error),
            },
        }
    }
}

#[cfg(test)]
mod tests;
