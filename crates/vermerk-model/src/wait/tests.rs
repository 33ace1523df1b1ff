use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::{duration, retry_after};

#[track_caller]
fn check(headers: &[(&'static str, &'static str)], message: &str, expected: Option<f64>) {
    let map: HeaderMap =
        headers.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect();
    assert_eq!(retry_after(&map, message), expected.map(Duration::from_secs_f64), "{headers:?} {message}");
}

#[test]
fn every_way_of_saying_how_long_to_wait_is_understood() {
    check(&[("retry-after-ms", "250"), ("retry-after", "1")], "", Some(0.25));
    check(&[("retry-after", "20")], "try again in 5s", Some(20.0));
    check(
        &[("retry-after", "Wed, 01 Mar 2028 00:00:05 GMT"), ("date", "Tue, 29 Feb 2028 23:59:50 GMT")],
        "",
        Some(15.0),
    );
    check(&[("retry-after", "Wed, 01 Mar 2028 00:00:05 GMT")], "", None);
    check(
        &[
            ("x-ratelimit-remaining-requests", "7"),
            ("x-ratelimit-reset-requests", "59s"),
            ("x-ratelimit-remaining-tokens", "0"),
            ("x-ratelimit-reset-tokens", "1m2.5s"),
        ],
        "",
        Some(62.5),
    );
    check(&[], "rate limit reached. please try again in 1.242s. see", Some(1.242));
    check(&[], "please retry after 2 minutes.", Some(120.0));
    check(&[("retry-after", "86400")], "", Some(3600.0));
    check(&[("retry-after", "-1")], "", None);
    check(&[], "nothing", None);
}

#[test]
fn durations_come_in_several_notations() {
    let cases = [("320ms", 0.32), ("6m0s", 360.0), ("1h2m", 3720.0), ("1.5", 1.5), ("0", 0.0), ("20s", 20.0)];
    for (text, seconds) in cases {
        assert_eq!(duration(text), Some(Duration::from_secs_f64(seconds)), "{text}");
    }
    assert_eq!((duration(""), duration("soon"), duration("5 parsecs")), (None, None, None));
}
