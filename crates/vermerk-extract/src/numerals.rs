//! Roman numerals, which both formats need for labels.

const SIGNS: [(u32, &str); 13] = [
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
];

/// A number in Roman numerals, upper case; empty for 0. One letter for each thousand, so the caller bounds the number.
pub(crate) fn roman(mut number: u32) -> String {
    let mut text = String::new();
    for (worth, sign) in SIGNS {
        while number >= worth {
            text.push_str(sign);
            number -= worth;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::roman;

    #[test]
    fn roman_numerals_subtract_where_they_should() {
        assert_eq!([4, 9, 14, 40, 90, 1994, 2026].map(roman), ["IV", "IX", "XIV", "XL", "XC", "MCMXCIV", "MMXXVI"]);
        assert_eq!(roman(0), "");
    }
}
