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

/// How long it is until the next time the clock on the wall of this machine shows `time` ("05:30"); `None` for no time.
pub(crate) fn until(time: &str) -> Result<Option<Duration>, &'static str> {
    if time.is_empty() {
        return Ok(None);
    }
    let problem = "is no time of day";
    let time: jiff::civil::Time = time.parse().map_err(|_| problem)?;
    // The stamp, not the system's own zone, is read through `now`, so that there is one clock.
    let seconds = i64::try_from(now()).map_err(|_| problem)?;
    let here = jiff::Timestamp::from_second(seconds).map_err(|_| problem)?.to_zoned(jiff::tz::TimeZone::system());
    let today = here.date().to_datetime(time);
    let next = if today > here.datetime() { today } else { today.tomorrow().map_err(|_| problem)? };
    // A time that the change to summer time leaves out is the one an hour later.
    let at = next.to_zoned(here.time_zone().clone()).map_err(|_| problem)?;
    Ok(Some(here.duration_until(&at).unsigned_abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_time_of_day_lies_within_a_day() {
        for time in ["00:00", "05:30", "23:59:59"] {
            let left = until(time).unwrap().unwrap();
            assert!(left > Duration::ZERO && left <= Duration::from_hours(25), "{time}: {left:?}");
        }
        assert_eq!(until(""), Ok(None));
        for wrong in ["25:00", "halb sechs", "5", "05:30 Uhr"] {
            assert!(until(wrong).is_err(), "{wrong}");
        }
    }
}
