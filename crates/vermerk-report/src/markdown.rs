use std::fmt::Write as _;

use crate::layout::FOR_A_PERSON;
use crate::view::{StatementView, View, places};
use crate::{DocumentReport, wording};

/// The report as Markdown (with tables); nothing in it is markup but what this function writes.
pub fn markdown(report: &DocumentReport<'_>) -> String {
    let arranged = report.layout.arranged(report.summary);
    let report = &DocumentReport { summary: &arranged, ..*report };
    let view = View::new(report);
    let mut out = String::new();
    let mut add = |text: &str| {
        out.push_str(text);
        out.push('\n');
    };
    add(&format!("**{}**\n", wording::label(report.provenance)));
    add(&format!("# {}\n", plain(view.heading())));
    add(&format!("Dokument: {} ({})\n", plain(&view.name), view.extent));
    add(&format!("## {}\n", view.note));
    if view.statements.is_empty() {
        add("Kein Satz zusammengefasst.\n");
    } else {
        add(&format!("{}\n", view.origin));
    }
    for division in &view.divisions {
        if !division.heading.is_empty() {
            add(&format!("\n### {}\n", plain(division.heading)));
        }
        for statement in view.of(division) {
            add(&statement_lines(statement));
        }
        for item in view.items(division) {
            let name = if item.name.is_empty() { String::new() } else { format!("{}: ", plain(&item.name)) };
            add(&format!("- {name}{} ({})", plain(&item.text), plain(&item.evidence.place)));
        }
        if view.of(division).is_empty() && view.items(division).is_empty() && !division.heading.is_empty() {
            add(wording::NOTHING_FOUND);
        }
    }
    for heading in view.left_empty {
        add(&format!("\n### {}\n\n*{FOR_A_PERSON}*\n", plain(heading)));
    }
    add("\n## Fristen, Beträge, Daten, Aktenzeichen\n");
    if view.findings.is_empty() {
        add("Keine gefunden.\n");
    }
    for group in &view.findings {
        add(&format!("### {}\n\n| Angabe | Zusammenhang | Beleg |\n| --- | --- | --- |", group.caption));
        for row in &group.rows {
            let places = places(&row.places);
            add(&format!("| {} | {} | {} |", plain(&row.value), plain(&row.context), plain(&places)));
        }
        add("");
    }
    add("## Nicht erwähnt\n");
    if view.omissions.is_empty() {
        add("Keine gewichtige Stelle ohne Erwähnung gefunden.");
    }
    for group in &view.omissions {
        add(&format!("### Nicht erwähnt: {}\n", group.heading));
        for omission in &group.rows {
            let evidence = &omission.evidence;
            add(&format!("- {} ({})", plain(&evidence.quote), plain(&evidence.place)));
        }
        if let Some(left_out) = &group.left_out {
            add(&format!("- {left_out}"));
        }
        add("");
    }
    add(&format!("\n## Seitennachweis\n\n{}\n", view.coverage.sentence));
    if !view.coverage.rows.is_empty() {
        add("| Stelle | Stand | Grund |\n| --- | --- | --- |");
        for row in &view.coverage.rows {
            add(&format!("| {} | {} | {} |", plain(&row.part), row.state, row.reason));
        }
        add("");
    }
    add("## Hinweise\n");
    if view.notices.is_empty() {
        add("Keine.");
    }
    for notice in &view.notices {
        let part = notice.part.as_ref().map(|part| format!("{}: ", plain(part))).unwrap_or_default();
        add(&format!("- {part}{}", notice.sentence));
        for hidden in &notice.passages {
            add(&format!("  - {}, {}: „{}“", plain(&hidden.part), hidden.how, plain(&hidden.text)));
        }
        if let Some(left_out) = &notice.left_out {
            add(&format!("  - {left_out}"));
        }
    }
    add("\n## Prüfvermerk\n\nGeprüft:\n\n| Name | Datum | Unterschrift |\n| --- | --- | --- |\n|   |   |   |\n");
    add("## Belege\n");
    for statement in &view.statements {
        for evidence in &statement.evidence {
            add(&format!("- Satz {}, {}: „{}“", statement.number, plain(&evidence.place), plain(&evidence.quote)));
        }
    }
    add("\n## Angaben zur Erstellung\n");
    for (what, value) in &view.making {
        add(&format!("- {what}: {}", plain(value)));
    }
    out
}

/// A statement with its places, its mark and the reasons for it.
fn statement_lines(statement: &StatementView) -> String {
    let places = match places(&statement.evidence) {
        places if places.is_empty() => places,
        places => format!(" ({})", plain(&places)),
    };
    let verdict = if statement.is_plain() { String::new() } else { format!(" **[{}]**", statement.verdict_word) };
    let mut lines = format!("{}. {}{places}{verdict}", statement.number, plain(&statement.text));
    for reason in &statement.reasons {
        let _ = write!(lines, "\n   - {}", plain(reason));
    }
    lines
}

/// Text in which Markdown sees no markup: every character that could mean something is escaped, links included.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for (index, c) in text.char_indices() {
        let before = text.get(..index).unwrap_or_default();
        let after = text.get(index + c.len_utf8()..).unwrap_or_default();
        let escape = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!' | '~' | '&' | '$' | '@' | '^' | '{'
            | '}' => true,
            ':' => after.starts_with("//"),
            '.' => (is_number(before) && ends_word(after)) || ends_with_www(before),
            ')' => is_number(before) && ends_word(after),
            '+' | '-' | '=' => before.is_empty(),
            _ => false,
        };
        let c = if c == '\u{a0}' { ' ' } else { c };
        let _ = write!(out, "{}{c}", if escape { "\\" } else { "" });
    }
    out
}

fn ends_word(after: &str) -> bool {
    after.is_empty() || after.starts_with(' ')
}

/// Whether a link without markup would begin here.
fn ends_with_www(before: &str) -> bool {
    let three = before.len().checked_sub(3).and_then(|start| before.get(start..));
    three.is_some_and(|three| three.eq_ignore_ascii_case("www"))
}

/// Whether the text so far would begin a numbered list.
fn is_number(before: &str) -> bool {
    !before.is_empty() && before.len() < 10 && before.bytes().all(|b| b.is_ascii_digit())
}
