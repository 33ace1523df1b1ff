//! Which dates and periods say by when something must be done.

use vermerk_text::notation::{Kind, Value};

use super::tail;

/// Words right before a date or period that make it a deadline.
const DIRECT: &[&str] = &[
    "bis",
    "bis zum",
    "bis zu",
    "bis spätestens",
    "bis spätestens zum",
    "spätestens",
    "spätestens am",
    "spätestens zum",
    "spätestens ab dem",
    "spätestens ab",
    "spätestens bis zum",
    "spätestens nach",
    "frühestens",
    "frühestens am",
    "frühestens ab",
    "frühestens ab dem",
    "frühestens zum",
    "frühestens nach",
    "bis einschließlich",
    "bis zum ablauf des",
    "mit ablauf des",
    "bis ende",
    "bis anfang",
    "bis mitte",
    "ablauf des",
    "erstmals zum",
    "erstmals also zum",
    "erstmalig zum",
    "letztmals zum",
    "nicht vor dem",
    "nicht jedoch vor dem",
    "jedoch nicht vor dem",
    "zum stichtag",
    "stichtag",
    "no later than",
    "not later than",
    "by",
    "until",
    "before",
    "innerhalb",
    "innerhalb von",
    "innerhalb der nächsten",
    "binnen",
    "innerhalb einer frist von",
    "innerhalb einer ausschlussfrist von",
    "within",
    "längstens",
    "bis zum ende des",
    "bis einschl.",
    "wv",
    "wv.",
    "wv.:",
    "wv:",
    "wiedervorlage",
    "wiedervorlage:",
    "wiedervorlage am",
    "wiedervorlage zum",
    "endet am",
    "endet mit dem",
    "endete am",
    "endet mit ablauf des",
    "läuft ab am",
    "ist der",
    "war der",
    "auf den",
    "fällig am",
    "fällig zum",
];
/// Of these only beside a word for a deadline in the same sentence: "die Frist ist der 3. Mai".
const NEED_A_WORD: &[&str] = &["ist der", "war der", "auf den", "endet am", "endete am", "endet mit dem"];
/// Words before a period that make it a deadline.
const PERIOD_BEFORE: &[&str] = &[
    "frist von",
    "fristen von",
    "frist beträgt",
    "widerspruchsfrist",
    "zahlungsfrist",
    "frist zur",
    "ablauf von",
    "bereits nach",
    "deadline",
];
/// Words right after a period that make it a deadline.
const PERIOD_AFTER: &[&str] = &[
    "nach bekanntgabe",
    "nach zustellung",
    "nach zugang",
    "nach eingang",
    "nach erhalt",
    "nach übersendung",
    "nach vertragsschluss",
    "vor ablauf",
    "vor beginn",
    "vor baubeginn",
    "vor vertragsende",
    "vorher",
    "frist",
];
/// Words before a period that bound it from below, so that what follows ("vor", "vorher", "nach", "danach") binds.
const BOUND: &[&str] = &["mindestens", "spätestens", "frühestens", "wenigstens"];
/// Words before a date that make it a deadline.
const DATE_BEFORE: &[&str] = &[
    "frist endet",
    "frist läuft",
    "frist bis",
    "frist ist",
    "fällig am",
    "fällig zum",
    "fällig bis",
    "einzureichen bis",
    "stichtag",
    "einsendeschluss",
    "abgabefrist",
    "antragsfrist",
    "ablauf des",
    "termin:",
    "frist:",
    "frist zum",
    "frist auf den",
    "frist am",
    "deadline",
    "due on",
    "due by",
    "zahlbar bis",
    "zahlbar zum",
    "wiedervorlage",
];
/// Words right after a date that make it a deadline.
const DATE_AFTER: &[&str] = &["fällig", "ablaufende frist", "ende der frist", "abgelaufen", "gültig"];
/// Words after "zum" and a date that make it a deadline: what is due then.
const DUE: &[&str] = &[
    "vorzulegen",
    "vorgelegt",
    "vorliegen",
    "vorlegen",
    "einzureichen",
    "eingereicht",
    "abzugeben",
    "abgegeben",
    "abzustellen",
    "zu berichten",
    "berichtet",
    "bericht",
    "zugesagt",
    "zu erklären",
    "zu beantragen",
    "zu zahlen",
    "gezahlt",
    "zu erstatten",
    "kündbar",
    "abzuschließen",
    "fertigzustellen",
    "erbeten",
    "gebeten",
    "mitzuteilen",
];

/// Whether what stands around a date or period makes it one by which something must be done. `earlier` is the value
/// before it in the same sentence.
pub(crate) fn is_deadline(text: &str, value: &Value, earlier: Option<&Value>) -> bool {
    let before = text.get(..value.range.start).unwrap_or_default();
    let from = earlier.map_or(0, |earlier| earlier.range.end);
    let between = tail(before.get(from..).unwrap_or_default(), 80).to_lowercase();
    if earlier.is_some_and(|earlier| is_span_of_time(text, earlier, &between)) {
        return false;
    }
    let near = tail(&between, 60);
    let direct = without_weekday(near.trim_end());
    let after = one_line(text.get(value.range.end..).unwrap_or_default(), 90);
    if let Some(cue) = DIRECT.iter().rfind(|cue| ends_with_words(direct, cue)) {
        let spoken_of = near.contains("frist") || near.contains("stichtag");
        if NEED_A_WORD.contains(cue) && !(spoken_of || near.contains("zeitraum")) {
            return false;
        }
        // "bis 12 Jahre" is an age, unless a deadline is spoken of.
        let may_count = matches!(*cue, "bis" | "bis zu") || BOUND.contains(cue);
        return value.kind == Kind::Date || !may_count || spoken_of || binds(&after);
    }
    if value.kind == Kind::Period {
        let bound = BOUND.iter().any(|cue| ends_with_words(direct, cue));
        return PERIOD_BEFORE.iter().any(|cue| near.contains(cue))
            || PERIOD_AFTER.iter().any(|cue| after.starts_with(cue))
            || bound && binds(&after);
    }
    let due = ["zum", "zum monatsende", "zu dem"].iter().any(|cue| ends_with_words(direct, cue))
        && (DUE.iter().any(|word| holds_word(clause(&after), word)) || between.contains("kündig"));
    let runs_out = near.contains("läuft") && (after.starts_with("ab") || after.starts_with("aus"));
    due || runs_out
        || DATE_BEFORE.iter().any(|cue| near.contains(cue))
        || DATE_AFTER.iter().any(|cue| after.starts_with(cue))
}

/// "vom 1. Juli bis zum 31. Dezember" is a time that has passed or was granted, not a deadline.
fn is_span_of_time(text: &str, earlier: &Value, between: &str) -> bool {
    const UNTIL: [&str; 9] = ["bis", "bis zum", "bis einschließlich", "–", "-", "bis zu", "und", "and", "to"];
    const SINCE: [&str; 8] = ["vom", "von", "zwischen", "ab", "seit", "zeitraum", "from", "dem"];
    earlier.kind == Kind::Date
        && UNTIL.contains(&between.trim())
        && text.get(..earlier.range.start).is_some_and(|before| {
            let before = tail(before.trim_end(), 20).to_lowercase();
            SINCE.iter().any(|cue| before.ends_with(cue))
        })
}

/// Whether what follows a period says that something must happen so long before or after something.
fn binds(after: &str) -> bool {
    ["vor ", "vorher", "nach ", "danach", "zuvor", "nachdem"].iter().any(|cue| after.starts_with(cue))
}

/// "bis Mittwoch, den" as "bis".
fn without_weekday(text: &str) -> &str {
    const DAYS: [&str; 8] =
        ["montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag"];
    let article = text.strip_suffix(" den").or_else(|| text.strip_suffix(" dem")).unwrap_or(text);
    let bare = article.trim_end_matches([',', ' ']);
    DAYS.iter().find_map(|day| bare.strip_suffix(day)).map_or(text, str::trim_end)
}

/// Up to the end of the clause.
fn clause(text: &str) -> &str {
    text.split([';', ':']).next().unwrap_or_default()
}

fn ends_with_words(text: &str, cue: &str) -> bool {
    text.strip_suffix(cue).is_some_and(|head| !head.ends_with(char::is_alphanumeric))
}

fn holds_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| !text.get(..at).is_some_and(|s| s.ends_with(char::is_alphanumeric)))
}

/// The first characters in lower case with single spaces.
fn one_line(text: &str, chars: usize) -> String {
    let start: String = text.chars().take(chars).flat_map(char::to_lowercase).collect();
    start.split_whitespace().collect::<Vec<_>>().join(" ")
}
