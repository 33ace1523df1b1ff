//! How long a server asks to wait, in all the ways servers say it.

use std::time::Duration;

use reqwest::header::HeaderMap;

/// Longer waits than this are not believed: a day's quota, not a minute's.
const LONGEST: Duration = Duration::from_hours(1);

#[cfg(test)]
mod tests;

/// From `retry-after-ms`, else `retry-after` (seconds or a date), else the reset of a bucket that is empty, else the
/// message's "try again in 1.5s".
pub(crate) fn retry_after(headers: &HeaderMap, message: &str) -> Option<Duration> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let milliseconds = text("retry-after-ms").and_then(|value| value.parse::<f64>().ok()).map(|ms| ms / 1000.0);
    let seconds = milliseconds.or_else(|| text("retry-after").and_then(|value| value.parse().ok())).or_else(|| {
        let until = http_date(text("retry-after")?)?;
        // By the server's own clock: ours may be wrong, and is not asked.
        Some((until - http_date(text("date")?)?).max(0) as f64)
    });
    let said = seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .or_else(|| {
            let resets = ["requests", "tokens"].into_iter().filter_map(|kind| {
                let empty = text(&format!("x-ratelimit-remaining-{kind}")) == Some("0");
                if empty { duration(text(&format!("x-ratelimit-reset-{kind}"))?) } else { None }
            });
            resets.max()
        })
        .or_else(|| {
            let after = ["try again in ", "retry after ", "retry in "];
            let (_, rest) = after.iter().find_map(|sign| message.split_once(sign))?;
            let mut words = rest.split_whitespace();
            let first = words.next()?.trim_end_matches(['.', ',']);
            let unit = words.next().unwrap_or_default();
            if unit.starts_with("minute") { duration(&format!("{first}m")) } else { duration(first) }
        });
    said.map(|wait| wait.min(LONGEST))
}

/// "320ms", "6m0s", "1h2m", "1.5s" or bare seconds.
pub(crate) fn duration(text: &str) -> Option<Duration> {
    let mut seconds = 0.0;
    let mut rest = text.trim();
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, tail) = rest.split_at(digits);
        let number: f64 = number.parse().ok()?;
        let unit_len = tail.find(|c: char| c.is_ascii_digit()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(unit_len);
        seconds += number
            * match unit.trim() {
                "" | "s" => 1.0,
                "ms" => 0.001,
                "m" => 60.0,
                "h" => 3600.0,
                "d" => 86400.0,
                _ => return None,
            };
        rest = tail;
    }
    Duration::try_from_secs_f64(seconds).ok()
}

/// Seconds since 1970 of "Sun, 06 Nov 1994 08:49:37 GMT".
fn http_date(text: &str) -> Option<i64> {
    let mut words = text.split_once(", ")?.1.split_whitespace();
    let day: i64 = words.next()?.parse().ok()?;
    let name = words.next()?;
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = (1..).zip(months).find(|(_, known)| *known == name)?.0;
    let year: i64 = words.next()?.parse().ok()?;
    let mut clock = words.next()?.split(':').map(|part| part.parse::<i64>().ok());
    let (hours, minutes, seconds) = (clock.next()??, clock.next()??, clock.next()??);
    // Days from the civil calendar, with the year beginning in March.
    let (years, shifted) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * years + years / 4 - years / 100 + years / 400 + (153 * shifted + 2) / 5 + day - 719_469;
    Some(days * 86400 + hours * 3600 + minutes * 60 + seconds)
}

/// A number from 0 to 1, for spreading waits; no secret depends on it.
pub(crate) fn chance() -> f64 {
    use std::hash::{BuildHasher, RandomState};
    // Each state of the standard library's hash maps is seeded anew.
    (RandomState::new().hash_one(0_u8) >> 11) as f64 / (1_u64 << 53) as f64
}
