use std::fmt::Write as _;

use super::{Account, Counts};
use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::print;
use crate::settings::NightTable;

/// Writes the figures for the node exporter's textfile collector (Prometheus text format 0.0.4), whole or not at all.
pub(crate) fn write(table: &NightTable, account: &Account, exit: Exit) -> Result<(), CommandError> {
    if table.metrics.as_os_str().is_empty() {
        return Ok(());
    }
    print::file(&table.metrics, text(account, exit).as_bytes())
}

fn text(account: &Account, exit: Exit) -> String {
    let mut out = String::new();
    let mut metric = |name: &str, help: &str, values: &[(String, u64)]| {
        let _infallible = writeln!(out, "# HELP {name} {help}\n# TYPE {name} gauge");
        for (labels, value) in values {
            let _infallible = writeln!(out, "{name}{labels} {value}");
        }
    };
    let plain = |value: u64| [(String::new(), value)];
    metric("vermerk_night_started_seconds", "When the last night began, seconds since 1970.", &plain(account.started));
    metric("vermerk_night_ended_seconds", "When it ended.", &plain(account.ended));
    metric("vermerk_night_exit_code", "Its exit code.", &plain(u64::from(exit as u8)));
    metric("vermerk_night_complete", "1 if it came to an end of its own.", &plain(u64::from(account.complete)));
    metric("vermerk_night_waiting", "Submissions that wait for the next night.", &plain(account.waiting as u64));
    let of = |pick: fn(&Counts) -> usize, labels: &str| {
        account
            .offices
            .iter()
            .map(|(office, counts)| (format!("{{office=\"{}\"{labels}}}", label(office)), pick(counts) as u64))
            .collect::<Vec<_>>()
    };
    metric("vermerk_night_submissions", "Submissions taken up.", &of(|counts| counts.submissions, ""));
    metric("vermerk_night_refused", "Submissions refused as a whole.", &of(|counts| counts.refused, ""));
    let outcomes = [
        of(|counts| counts.summarised, ",outcome=\"summarised\""),
        of(|counts| counts.rejected, ",outcome=\"rejected\""),
        of(|counts| counts.failed, ",outcome=\"failed\""),
    ];
    metric("vermerk_night_documents", "Documents by how they ended.", &outcomes.concat());
    metric("vermerk_night_need_a_person", "Documents somebody must look at.", &of(|counts| counts.need_a_person, ""));
    out
}

/// The value of a label (same format): backslash, quotation mark and line feed are escaped.
fn label(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
