use std::fmt::Write as _;

use super::{CaseScore, FactKind, Half, Scores};
use crate::gold::score::Kept;

/// The scores as a table for people.
pub(crate) fn table(scores: &Scores, missing: bool) -> String {
    let mut out = String::new();
    let mut line = |text: &str| {
        let _ = writeln!(out, "{}", text.trim_end());
    };
    line(&format!("model {}, pipeline {}", scores.model, scores.pipeline));
    let words: usize = scores.cases.iter().map(|case| case.words).sum();
    let halves = [Half::Open, Half::Kept].map(|half| scores.cases.iter().filter(|case| case.half == half).count());
    line(&format!("documents {} ({} open, {} kept), {words} words\n", scores.cases.len(), halves[0], halves[1]));

    line(&format!(
        "{:<34}{:>17}{:>14}{:>14}{:>14}",
        "told in statements or omissions", "all", "first", "second", "third"
    ));
    let row = |name: &str, of: &dyn Fn(Option<u8>) -> (usize, usize)| {
        let cells = [None, Some(1), Some(2), Some(3)].map(of).map(share);
        format!("{name:<34}{:>17}{:>14}{:>14}{:>14}", cells[0], cells[1], cells[2], cells[3])
    };
    for kind in FactKind::ALL {
        line(&row(kind.name(), &|third| scores.of_kind(kind, third)));
    }
    line(&row("deadlines, amounts, file numbers", &|third| scores.hard(third)));
    let facts = || scores.cases.iter().flat_map(|case| &case.facts);
    let kept = |kept: Kept| facts().filter(|fact| fact.kept == kept).count();
    line(&format!(
        "\nfacts {}: {} in statements, {} in omissions, {} only in the table of values, {} nowhere",
        facts().count(),
        kept(Kept::Statement),
        kept(Kept::Omission),
        kept(Kept::Table),
        kept(Kept::Missing)
    ));

    let sum = |of: fn(&CaseScore) -> usize| scores.cases.iter().map(of).sum::<usize>();
    let count = scores.cases.len().max(1) as f64;
    line(&format!(
        "statements {}: {} supported, {} to review, {} unsupported",
        sum(|case| case.statements),
        sum(|case| case.statements - case.review - case.unsupported),
        sum(|case| case.review),
        sum(|case| case.unsupported)
    ));
    line(&format!(
        "omissions {}: {:.1} a document, at most {}",
        sum(|case| case.omissions),
        sum(|case| case.omissions) as f64 / count,
        scores.cases.iter().map(|case| case.omissions).max().unwrap_or_default()
    ));
    line(&format!(
        "coverage: {} of {} pages or sections read",
        sum(|case| case.parts_read as usize),
        sum(|case| case.parts as usize)
    ));
    let likeness: f64 = scores.cases.iter().map(|case| case.likeness).sum();
    line(&format!("likeness to the references: {:.1} % (F1 of stems, mean)", likeness / count));
    line(&format!("tokens: {} read, {} written", scores.prompt_tokens, scores.completion_tokens));
    if !scores.folders.is_empty() {
        line(&format!("\n{:<28}{:>22}{:>10}{:>16}", "folder", "contradictions found", "others", "drafts folded"));
        for folder in &scores.folders {
            let found = format!("{} of {}", folder.found, folder.planted);
            let folded = format!("{} of {}", folder.folded, folder.versions);
            line(&format!("{:<28}{found:>22}{:>10}{folded:>16}", folder.folder, folder.others));
        }
    }
    if missing {
        line("\nmissing:");
        for case in &scores.cases {
            for fact in case.facts.iter().filter(|fact| fact.kept > Kept::Omission) {
                let where_else = if fact.kept == Kept::Table { " (in the table)" } else { "" };
                let kind = fact.kind.name();
                line(&format!("{}: {kind}, third {}: {}{where_else}", case.document, fact.third, fact.fact));
            }
        }
        for folder in &scores.folders {
            for missing in &folder.missing {
                line(&format!("{}: contradiction {missing}", folder.folder));
            }
        }
    }
    out
}

fn share((kept, all): (usize, usize)) -> String {
    if all == 0 {
        return "–".to_owned();
    }
    format!("{:.1} % {kept}/{all}", 100.0 * kept as f64 / all as f64)
}
