//! One notation for the values of German documents: "30. Mai 2025", "30.05.2025" and "2025-05-30" are one date.
//!
//! [`values`] finds them; the tables of the report and the check of a summary read the same [`Value`]s, so what one
//! prints the other finds. English dates and amounts are read too.

use std::ops::Range;

mod citation;
mod date;
mod file_number;
mod name;
mod number;
mod ordinal;
#[cfg(test)]
mod tests;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// What it is.
    pub kind: Kind,
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// The value in one notation; see [`Kind`].
    pub normalised: String,
}

/// Kinds of values, each with its notation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A file number of a court or office, `1 BvR 123/20`, as it stands with single spaces.
    FileNumber,
    /// A place in a law, `Abs. 3` alone for a part of one: `§ 5 Abs. 2 Satz 1 Nr. 3 VwGO`, "Art. 20 Abs. 3 GG".
    Citation,
    /// A date: "2025-05-30", "2025-05" (a month), "--05-30" (no year).
    Date,
    /// An amount of money: "1234.50 EUR".
    Amount,
    /// A share: "12.5 %"; percentage points are "12.5 %-Punkte".
    Percent,
    /// A length of time: "P4W", "P14D", "P3M", "P2Y", "PT24H".
    Period,
    /// A number in a row with what it counts: "3. kamm" for "3. Kammer" and "Dritte Kammer", the noun by its stem.
    Ordinal,
    /// Any other number, in digits or words: "1234.5".
    Number,
    /// A person or firm: "Müller", `Beispiel GmbH`.
    Name,
}

/// All values of a text in the order of their places; no two overlap.
pub fn values(text: &str) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    // Earlier kinds win: the digits of a file number are no amount.
    for read in [file_number::read, citation::read, date::read, ordinal::read, number::read, name::read] {
        let new: Vec<Value> = read(text).into_iter().filter(|value| is_free(&found, &value.range)).collect();
        found.extend(new);
        found.sort_by_key(|value| value.range.start);
    }
    found
}

/// Whether a range overlaps none of the values, which are in order.
fn is_free(found: &[Value], range: &Range<usize>) -> bool {
    let next = found.partition_point(|value| value.range.end <= range.start);
    found.get(next).is_none_or(|value| value.range.start >= range.end)
}

/// Whether no letter or digit touches the range from outside.
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let before = text.get(..range.start).and_then(|s| s.chars().next_back());
    let after = text.get(range.end..).and_then(|s| s.chars().next());
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}

/// White space runs as one space.
fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
