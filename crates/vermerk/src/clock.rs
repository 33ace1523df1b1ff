//! The one place that asks what time it is, and how times are written.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Seconds since 1970; 0 if the system's clock stands before that.
#[expect(clippy::disallowed_methods, reason = "the one place that asks")]
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// A time in UTC as RFC 3339 writes it.
pub(crate) fn rfc3339(seconds: u64) -> String {
    humantime::format_rfc3339_seconds(UNIX_EPOCH + Duration::from_secs(seconds)).to_string()
}
