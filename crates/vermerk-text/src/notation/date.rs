//! Dates.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::{Kind, Value, stands_alone};
use crate::months::{month, pattern};

static DAY_MONTH: LazyLock<Regex> = LazyLock::new(|| {
    let months = pattern();
    Regex::new(&format!(
        r"(?P<d>\d{{1,2}})(?:\.|st|nd|rd|th)?[\s\u{{a0}}]*(?P<m>{months})(?:[\s\u{{a0}},]*(?P<y>\d{{4}}))?"
    ))
    .expect("a constant pattern")
});
static MONTH_DAY: LazyLock<Regex> = LazyLock::new(|| {
    let months = pattern();
    Regex::new(&format!(r"(?P<m>{months})\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,\s*(?P<y>\d{{4}})"))
        .expect("a constant pattern")
});
static MONTH_YEAR: LazyLock<Regex> = LazyLock::new(|| {
    let months = pattern();
    Regex::new(&format!(r"(?P<m>{months})[\s\u{{a0}}]+(?P<y>\d{{4}})")).expect("a constant pattern")
});
static FIGURES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?P<d>\d{1,2})\.[ \u{a0}]?(?P<m>\d{1,2})\.(?:[ \u{a0}]?(?P<y>\d{4}|\d{2}))?")
        .expect("a constant pattern")
});
static ISO: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})").expect("a constant pattern"));

pub(super) fn read(text: &str) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return found;
    }
    for pattern in [&*ISO, &*FIGURES, &*DAY_MONTH, &*MONTH_DAY, &*MONTH_YEAR] {
        for captures in pattern.captures_iter(text) {
            let Some(value) = value(text, &captures) else { continue };
            let after = text.get(value.range.end..).unwrap_or_default();
            // "12.3.4" is the number of a chapter.
            let goes_on = after.starts_with('.') && after.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
            if !goes_on && super::is_free(&found, &value.range) {
                found.push(value);
                found.sort_by_key(|value| value.range.start);
            }
        }
    }
    found
}

fn value(text: &str, captures: &Captures<'_>) -> Option<Value> {
    let range = captures.get(0)?.range();
    if !stands_alone(text, &range) || text.get(..range.start).is_some_and(|s| s.ends_with(['.', '/'])) {
        return None;
    }
    let month = month_of(captures.name("m")?.as_str())?;
    let day = match captures.name("d") {
        Some(day) => Some(day.as_str().parse::<u32>().ok().filter(|day| (1..=31).contains(day))?),
        None => None,
    };
    let year = captures.name("y").and_then(|year| {
        let number: u32 = year.as_str().parse().ok()?;
        Some(if year.as_str().len() == 4 {
            number
        } else if number <= 45 {
            2000 + number
        } else {
            1900 + number
        })
    });
    let normalised = match (year, day) {
        (Some(year), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
        (Some(year), None) => format!("{year:04}-{month:02}"),
        (None, Some(day)) => format!("--{month:02}-{day:02}"),
        (None, None) => return None,
    };
    Some(Value { kind: Kind::Date, range, normalised })
}

/// A month in figures or by its name.
fn month_of(text: &str) -> Option<u32> {
    match text.parse::<u32>() {
        Ok(number) => (1..=12).contains(&number).then_some(number),
        Err(_) => month(text),
    }
}
