//! Values in German notation.

use vermerk_document::MONTHS;

/// `2025-05-30` as `30.05.2025`, `1234.50 EUR` as `1.234,50 EUR`, `P1M` as `1 Monat`, anything else as it is.
pub(crate) fn german(value: &str) -> String {
    date(value).or_else(|| period(value)).or_else(|| amount(value)).unwrap_or_else(|| value.to_owned())
}

/// A day, a month of a year (`2025-05`), or a day of any year (`--05-30`).
fn date(value: &str) -> Option<String> {
    if let Some(rest) = value.strip_prefix("--") {
        let (month, day) = rest.split_once('-')?;
        return (is_number(month, 2) && is_number(day, 2)).then(|| format!("{day}.{month}."));
    }
    let mut parts = value.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next());
    if !is_number(year, 4) || !is_number(month, 2) || parts.next().is_some() {
        return None;
    }
    match day {
        Some(day) => is_number(day, 2).then(|| format!("{day}.{month}.{year}")),
        None => Some(format!("{} {year}", MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?)),
    }
}

/// A length of time: `P14D`, `PT24H`.
fn period(value: &str) -> Option<String> {
    let rest = value.strip_prefix('P')?;
    let (count, unit) = rest.split_at_checked(rest.len().checked_sub(1)?)?;
    let (count, clock) = count.strip_prefix('T').map_or((count, false), |count| (count, true));
    let (one, many) = match (unit, clock) {
        ("D", false) => ("Tag", "Tage"),
        ("W", false) => ("Woche", "Wochen"),
        ("M", false) => ("Monat", "Monate"),
        ("Y", false) => ("Jahr", "Jahre"),
        ("H", true) => ("Stunde", "Stunden"),
        ("M", true) => ("Minute", "Minuten"),
        _ => return None,
    };
    is_decimal(count).then(|| format!("{} {}", count.replace('.', ","), if count == "1" { one } else { many }))
}

fn amount(value: &str) -> Option<String> {
    let (number, unit) = value.split_once(' ')?;
    let (sign, number) = number.strip_prefix('-').map_or(("", number), |rest| ("−", rest));
    if !is_decimal(number) || unit.is_empty() || !unit.chars().all(|c| c.is_alphabetic() || c == '€') {
        return None;
    }
    let (whole, cents) = number.split_once('.').map_or((number, None), |(whole, cents)| (whole, Some(cents)));
    let cents = cents.map(|cents| format!(",{cents}")).unwrap_or_default();
    Some(format!("{sign}{}{cents} {unit}", grouped(whole)))
}

fn is_number(text: &str, len: usize) -> bool {
    text.len() == len && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_decimal(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    text.split_once('.').map_or_else(|| digits(text), |(whole, part)| digits(whole) && digits(part))
}

/// Digits in groups of three.
fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests;
