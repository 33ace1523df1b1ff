//! Does the document say what a statement says? Without a model, by rules that give reasons.
//!
//! A statement is aligned to the sentences of the source that cover its words best; its values must stand there. What
//! stands word for word in the source is always supported. Role swaps ("the claimant" for "the defendant") and most
//! negations are beyond these rules and at best end in `review`.

mod align;
mod name;
mod negation;
mod source;
#[cfg(test)]
mod tests;
mod value;

use vermerk_text::notation::{Kind, values};

use crate::extractive::one_line;
use crate::{Evidence, Reason, Verdict};
use align::Alignment;
pub(crate) use negation::count as negations;
pub use source::Source;

/// What the check of one statement found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The verdict.
    pub verdict: Verdict,
    /// Why it is not `supported`; empty if it is.
    pub reasons: Vec<Reason>,
    /// The passages of the source nearest to the statement, best first.
    pub evidence: Vec<Evidence>,
}

/// Below this share of its weight found in the evidence a statement is unsupported.
const WEAK: f64 = 0.24;
/// Below this share a person should look.
const THIN: f64 = 0.26;
/// Longest statement that is checked, in bytes.
const LONGEST: usize = 8 << 10;

/// Checks a statement against the source.
pub fn check(source: &Source, statement: &str) -> Checked {
    let text = one_line(statement);
    let supported = |evidence| Checked { verdict: Verdict::Supported, reasons: Vec::new(), evidence };
    if let Some(evidence) = source.sentence(&text) {
        return supported(vec![evidence]);
    }
    if text.len() > LONGEST {
        // No sentence is so long; comparing it would cost more than it could tell.
        let reasons = vec![Reason::WeakCoverage { percent: 0 }];
        return Checked { verdict: Verdict::Review, reasons, evidence: Vec::new() };
    }
    let values = values(&text);
    let alignment = Alignment::new(source, &text, &values);
    let mut red = Vec::new();
    let mut yellow = Vec::new();
    for value in values.iter().filter(|value| value.kind != Kind::Name) {
        let shown = || text.get(value.range.clone()).unwrap_or_default().to_owned();
        let asked = value::asked(value);
        let mut places = source.places_of(&asked.exact);
        if places.is_empty() && !asked.loose.is_empty() {
            // The paragraph stands there, but not this sentence or number of it.
            let other =
                asked.other.as_ref().is_some_and(|other| !source.places_of(std::slice::from_ref(other)).is_empty());
            if !other {
                places = source.places_of(&asked.loose);
            }
            if !places.is_empty() {
                yellow.push(Reason::ValueMissing { value: shown() });
            }
        }
        if let Some(noun) = value::numbered_noun(value) {
            // Wherever it stands, and only if the source numbers such things can another number be wrong.
            if places.is_empty() {
                let known = !source.places_of(&[noun]).is_empty();
                if known { &mut red } else { &mut yellow }.push(Reason::ValueMissing { value: shown() });
            }
        } else if places.is_empty() {
            red.push(Reason::ValueMissing { value: shown() });
        } else if !alignment.is_near(value, &places, asked.within) {
            red.push(Reason::ValueElsewhere { value: shown() });
        }
    }
    let percent = (alignment.coverage * 100.0).round().clamp(0.0, 100.0) as u8;
    if alignment.coverage < WEAK && !alignment.is_short {
        red.push(Reason::WeakCoverage { percent });
    } else if alignment.coverage < THIN {
        yellow.push(Reason::WeakCoverage { percent });
    } else if let Some(percent) = alignment.short_of {
        yellow.push(Reason::WeakCoverage { percent });
    }
    yellow.extend(alignment.missing_names.iter().map(|name| Reason::NameMissing { name: name.clone() }));
    if alignment.negation_differs {
        yellow.push(Reason::Negation);
    }
    let verdict = if !red.is_empty() {
        Verdict::Unsupported
    } else if !yellow.is_empty() {
        Verdict::Review
    } else {
        Verdict::Supported
    };
    // A passage that is not one whole sentence is looked for last: that reads the whole source.
    if verdict != Verdict::Supported
        && let Some(evidence) = source.passage(&text)
    {
        // What is cut out of "Es trifft nicht zu, dass …" says the opposite.
        let said: usize = evidence.iter().map(|evidence| negation::count(&evidence.quote)).sum();
        if said > negation::count(&text) {
            return Checked { verdict: Verdict::Review, reasons: vec![Reason::Negation], evidence };
        }
        return supported(evidence);
    }
    red.append(&mut yellow);
    Checked { verdict, reasons: red, evidence: alignment.chosen.iter().map(|&index| source.evidence(index)).collect() }
}
