//! Bearer tokens for the endpoint, from a file or a command: Entra's for Azure, which end after an hour or so.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use fs_err as fs;
use serde_json::Value;
use vermerk_model::{ApiKey, Token, TokenError, TokenSource};

use crate::clock;

/// A token that does not say when it ends is asked for again after this time.
const UNKNOWN: Duration = Duration::from_mins(5);
/// A file is read again so often, since somebody else renews it.
const FILE: Duration = Duration::from_mins(1);
/// Longest run of the command.
const COMMAND: Duration = Duration::from_mins(1);
/// Longest token.
const MOST_BYTES: usize = 64 << 10;

/// The file is read again before its token ends, and every minute.
pub(crate) fn from_file(path: PathBuf) -> TokenSource {
    TokenSource::new(move || {
        let read = fs::read_to_string(&path).map_err(|error| {
            tracing::warn!(kind = ?error.kind(), "the file with the bearer token cannot be read");
            TokenError
        });
        let token = read.and_then(|text| token(&text, clock::now()));
        Box::pin(async move { token.map(|token| Token { valid_for: token.valid_for.min(FILE), ..token }) })
    })
}

/// The command is run whenever a new token is needed. What it says on standard error is not shown: it may hold secrets.
pub(crate) fn from_command(command: Vec<String>) -> TokenSource {
    TokenSource::new(move || {
        let command = command.clone();
        Box::pin(async move {
            let (program, arguments) = command.split_first().ok_or(TokenError)?;
            let mut child = tokio::process::Command::new(program);
            child.args(arguments).stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
            let ended = match tokio::time::timeout(COMMAND, child.output()).await {
                Ok(Ok(ended)) => ended,
                Ok(Err(error)) => {
                    tracing::warn!(kind = ?error.kind(), "the command for the bearer token cannot be started");
                    return Err(TokenError);
                }
                Err(_) => {
                    tracing::warn!("the command for the bearer token does not end");
                    return Err(TokenError);
                }
            };
            if !ended.status.success() {
                tracing::warn!(code = ended.status.code(), "the command for the bearer token failed");
                return Err(TokenError);
            }
            token(&String::from_utf8_lossy(&ended.stdout), clock::now())
        })
    })
}

/// A token by itself, or in JSON as `az account get-access-token`, `azd auth token` and the metadata service give it.
/// When it ends it says itself if it is a JWT, else the JSON around it.
fn token(text: &str, now: u64) -> Result<Token, TokenError> {
    let not_one = |()| {
        tracing::warn!("what should hold the bearer token holds none");
        TokenError
    };
    let text = text.trim();
    let json: Value = serde_json::from_str(text).unwrap_or_default();
    let named = ["accessToken", "access_token", "token"].iter().find_map(|name| json[*name].as_str());
    let secret = if json.is_object() { named.ok_or(()).map_err(not_one)? } else { text };
    let is_one = !secret.is_empty() && secret.len() <= MOST_BYTES && secret.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_one {
        return Err(not_one(()));
    }
    let number = |value: &Value| value.as_u64().or_else(|| value.as_str()?.parse().ok());
    let end = ends(secret)
        .or_else(|| number(&json["expires_on"]))
        .or_else(|| Some(now.saturating_add(number(&json["expires_in"])?)));
    let valid_for = end.map_or(UNKNOWN, |end| Duration::from_secs(end.saturating_sub(now)));
    Ok(Token { secret: ApiKey::new(secret), valid_for })
}

/// When a JWT ends, in seconds since 1970. It is read, not checked: that is the endpoint's business.
fn ends(token: &str) -> Option<u64> {
    let mut parts = token.split('.');
    let claims = parts.nth(1)?;
    let claims = BASE64_URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?;
    serde_json::from_slice::<Value>(&claims).ok()?["exp"].as_u64()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_795_000_000;

    #[track_caller]
    fn check(text: &str, expected: Option<u64>) {
        let valid_for = token(text, NOW).ok().map(|token| token.valid_for.as_secs());
        assert_eq!(valid_for, expected, "{text}");
    }

    fn jwt(end: u64) -> String {
        let claims = BASE64_URL_SAFE_NO_PAD.encode(format!("{{\"aud\":\"a\",\"exp\":{end}}}"));
        format!("eyJhbGciOiJSUzI1NiJ9.{claims}.c2lnbmF0dXI")
    }

    #[test]
    fn tokens_are_read_with_their_end() {
        check(&format!("{}\n", jwt(NOW + 3599)), Some(3599));
        check(
            &format!(r#"{{"accessToken":"{}","expiresOn":"2026-11-22 05:00:00.000000"}}"#, jwt(NOW + 4000)),
            Some(4000),
        );
        check(&format!(r#"{{"access_token":"opaque","expires_on":"{}"}}"#, NOW + 86399), Some(86399));
        check(r#"{"token":"opaque","expires_in":1200}"#, Some(1200));
        check("opaque", Some(300));
        check(&jwt(NOW - 10), Some(0));
    }

    #[test]
    fn what_is_no_token_is_refused() {
        for text in ["", "ERROR: Please run 'az login'", r#"{"error":"none"}"#, "zwei\nZeilen", "[]\n[]"] {
            check(text, None);
        }
    }
}
