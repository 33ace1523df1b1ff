//! Values in German notation.

/// `2025-05-30` as `30.05.2025`, `1234.50 EUR` as `1.234,50 EUR`, anything else as it is.
pub(crate) fn german(value: &str) -> String {
    date(value).or_else(|| amount(value)).unwrap_or_else(|| value.to_owned())
}

fn date(value: &str) -> Option<String> {
    let parts: Vec<&str> = value.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return None };
    let digits = |part: &str, len: usize| part.len() == len && part.bytes().all(|b| b.is_ascii_digit());
    (digits(year, 4) && digits(month, 2) && digits(day, 2)).then(|| format!("{day}.{month}.{year}"))
}

fn amount(value: &str) -> Option<String> {
    let (number, unit) = value.split_once(' ')?;
    let (sign, number) = number.strip_prefix('-').map_or(("", number), |rest| ("−", rest));
    let (whole, cents) = number.split_once('.').map_or((number, None), |(whole, cents)| (whole, Some(cents)));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !cents.is_none_or(digits) || !unit.chars().all(|c| c.is_alphabetic() || c == '€') {
        return None;
    }
    let cents = cents.map(|cents| format!(",{cents}")).unwrap_or_default();
    Some(format!("{sign}{}{cents}\u{a0}{unit}", grouped(whole)))
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
