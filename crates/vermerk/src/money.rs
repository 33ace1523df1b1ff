//! Amounts of money as text: whole millionths inside, decimal notation outside, never a binary fraction.

/// Reads a decimal number ("12", "0.15") as millionths; at most six digits after the point.
pub(crate) fn parse(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || fraction.len() > 6 {
        return None;
    }
    let millionths: u64 = format!("{fraction:0<6}").parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(1_000_000)?.checked_add(millionths)
}

/// Millionths as a decimal number: two digits after the point, more only where they are needed.
pub(crate) fn amount(micros: u64) -> String {
    let fraction = format!("{:06}", micros % 1_000_000);
    let needed = fraction.trim_end_matches('0').len().max(2);
    format!("{}.{}", micros / 1_000_000, fraction.chars().take(needed).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_and_written_without_loss() {
        for (text, micros, shown) in [
            ("0", 0, "0.00"),
            ("12", 12_000_000, "12.00"),
            ("0.15", 150_000, "0.15"),
            ("1.5", 1_500_000, "1.50"),
            ("0.000001", 1, "0.000001"),
            ("2.345", 2_345_000, "2.345"),
        ] {
            assert_eq!(parse(text), Some(micros), "{text}");
            assert_eq!(amount(micros), shown);
        }
        for wrong in
            ["", ".", "1.", ".5", "-1", "1,50", "1e3", "0.0000001", "99999999999999999999", "19000000000000000"]
        {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
