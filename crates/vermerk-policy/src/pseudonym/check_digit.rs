//! Check digits of German numbers. All take the bare number: digits and capitals without separators.

/// ISO 13616 / ISO 7064 MOD 97-10: the country and check digits go to the end, letters count 10 to 35, remainder 1.
pub(super) fn iban(number: &str) -> bool {
    let (Some(head), Some(rest)) = (number.get(..4), number.get(4..)) else { return false };
    let mut remainder: u32 = 0;
    for c in rest.chars().chain(head.chars()) {
        let Some(value) = c.to_digit(36) else { return false };
        remainder = (remainder * if value > 9 { 100 } else { 10 } + value) % 97;
    }
    remainder == 1
}

/// Length of an IBAN by country (ISO 13616 registry: the countries of SEPA and neighbours).
pub(super) fn iban_length(country: &str) -> Option<usize> {
    Some(match country {
        "NO" => 15,
        "BE" => 16,
        "DK" | "FI" | "FO" | "GL" | "NL" => 18,
        "MK" | "SI" => 19,
        "AT" | "BA" | "EE" | "LT" | "LU" | "XK" => 20,
        "CH" | "HR" | "LI" | "LV" => 21,
        "BG" | "DE" | "GB" | "GE" | "IE" | "ME" | "RS" | "VA" => 22,
        "GI" => 23,
        "AD" | "CZ" | "ES" | "MD" | "RO" | "SE" | "SK" => 24,
        "PT" => 25,
        "IS" | "TR" => 26,
        "FR" | "GR" | "IT" | "MC" | "SM" => 27,
        "AL" | "CY" | "HU" | "PL" => 28,
        "UA" => 29,
        "MT" => 31,
        _ => return None,
    })
}

/// ISO 7064 MOD 11,10 over all digits, the last of which is the check digit: tax id (§ 139b AO) and VAT id.
pub(super) fn mod_11_10(number: &str) -> bool {
    let mut product = 10;
    let mut digits = number.chars().filter_map(|c| c.to_digit(10)).peekable();
    while let Some(digit) = digits.next() {
        if digits.peek().is_none() {
            return (11 - product) % 10 == digit;
        }
        let sum = (digit + product) % 10;
        product = if sum == 0 { 10 } else { sum } * 2 % 11;
    }
    false
}

/// The tax id (§ 139b AO): eleven digits, the first no 0; among the first ten one digit stands twice or thrice.
pub(super) fn tax_id(number: &str) -> bool {
    if number.len() != 11 || number.starts_with('0') || !mod_11_10(number) {
        return false;
    }
    let mut count = [0_u8; 10];
    for digit in number.chars().take(10).filter_map(|c| c.to_digit(10)) {
        if let Some(n) = count.get_mut(digit as usize) {
            *n += 1;
        }
    }
    let repeated: Vec<u8> = count.into_iter().filter(|n| *n > 1).collect();
    matches!(repeated.as_slice(), [2 | 3])
}

/// The pension insurance number (§ 147 SGB VI, VKVV § 4): area, date of birth, initial, serial, check digit. The letter
/// counts as two digits; weights 2 1 2 5 7 1 2 1 2 1 2 1, digit sums, remainder by 10.
pub(super) fn pension(number: &str) -> bool {
    const WEIGHTS: [u32; 12] = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1];
    let characters: Vec<char> = number.chars().collect();
    let [a0, a1, d0, d1, m0, m1, y0, y1, letter, s0, s1, check] = characters.as_slice() else { return false };
    let (Some(position), Some(check)) = (position(*letter), check.to_digit(10)) else { return false };
    let digits = [*a0, *a1, *d0, *d1, *m0, *m1, *y0, *y1].map(|c| c.to_digit(10));
    let serial = [*s0, *s1].map(|c| c.to_digit(10));
    let Some(digits) = digits.into_iter().collect::<Option<Vec<u32>>>() else { return false };
    let Some(serial) = serial.into_iter().collect::<Option<Vec<u32>>>() else { return false };
    let month = digits.get(4..6).map_or(0, |m| m.iter().fold(0, |n, d| n * 10 + d));
    if !(1..=12).contains(&month) {
        return false;
    }
    let all = digits.into_iter().chain([position / 10, position % 10]).chain(serial);
    all.zip(WEIGHTS).map(|(digit, weight)| digit_sum(digit * weight)).sum::<u32>() % 10 == check
}

/// The health insurance number (§ 290 SGB V): a letter as two digits, eight digits, check digit; weights 1 2 in turns.
pub(super) fn health(number: &str) -> bool {
    let mut characters = number.chars();
    let Some(position) = characters.next().and_then(position) else { return false };
    let Some(mut digits) = characters.map(|c| c.to_digit(10)).collect::<Option<Vec<u32>>>() else { return false };
    let (9, Some(check)) = (digits.len(), digits.pop()) else { return false };
    let all = [position / 10, position % 10].into_iter().chain(digits);
    all.zip([1, 2].into_iter().cycle()).map(|(digit, weight)| digit_sum(digit * weight)).sum::<u32>() % 10 == check
}

/// ICAO 9303: weights 7 3 1, letters count 10 to 35, remainder by 10; identity cards and passports.
pub(super) fn identity_card(number: &str) -> bool {
    let Some(values) = number.chars().map(|c| c.to_digit(36)).collect::<Option<Vec<u32>>>() else { return false };
    let Some((check, rest)) = values.split_last() else { return false };
    rest.iter().zip([7, 3, 1].into_iter().cycle()).map(|(value, weight)| value * weight).sum::<u32>() % 10 == *check
}

/// A is 1, Z is 26.
fn position(letter: char) -> Option<u32> {
    letter.is_ascii_uppercase().then(|| u32::from(letter) - u32::from('A') + 1)
}

fn digit_sum(number: u32) -> u32 {
    number / 10 + number % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of the ten last digits make the number valid: a check digit lets exactly one pass.
    fn valid_ends(stem: &str, check: fn(&str) -> bool) -> usize {
        (0..10).filter(|digit| check(&format!("{stem}{digit}"))).count()
    }

    #[test]
    fn published_examples_are_valid() {
        assert!(iban("DE89370400440532013000"));
        assert!(iban("AT611904300234573201"));
        assert!(tax_id("86095742719"), "example of the Federal Central Tax Office");
        assert!(mod_11_10("136695976"), "example of the VIES description");
        assert!(pension("15070649C103"), "example of the pension insurance");
        assert!(health("A123456780"), "example of the numbering scheme");
        assert!(identity_card("T220001293"), "specimen of the Federal Office for Information Security");
    }

    #[test]
    fn one_check_digit_of_ten_is_right() {
        assert_eq!(valid_ends("8609574271", tax_id), 1);
        assert_eq!(valid_ends("13669597", mod_11_10), 1);
        assert_eq!(valid_ends("15070649C10", pension), 1);
        assert_eq!(valid_ends("A12345678", health), 1);
        assert_eq!(valid_ends("L01X00T47", identity_card), 1);
    }

    #[test]
    fn swapped_and_missing_digits_are_found() {
        assert!(!iban("DE89370400440532010300"));
        assert!(!iban("DE8"));
        assert!(!tax_id("86095742791"));
        assert!(!tax_id("1234567890"));
        assert!(!pension("15070649C1"));
        assert!(!health("A12345678"));
    }
}
