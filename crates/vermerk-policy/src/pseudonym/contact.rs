//! Addresses, telephone numbers, dates of birth, plates and numbers that only a word before them gives away.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use vermerk_text::notation::{self, Value};

use super::numbers::cued;
use crate::view::View;

fn constant(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a constant pattern")
}

static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    constant(
        r"(?ix)[\p{L}\d._%+\-]+ [\x20]?(?:@|\(at\)|\[at\]|\{at\})[\x20]?
        [\p{L}\d\-]+(?:[\x20]?(?:\.|\(dot\)|\(punkt\))[\p{L}\d\-]+)*[\x20]?(?:\.|\(dot\)|\(punkt\))[\x20]?\p{L}{2,}",
    )
});

static PHONE: LazyLock<Regex> = LazyLock::new(|| {
    constant(
        r"(?x)
        (?:\+|\b00)[1-9]\d{1,2}[\x20]?(?:\(0\))?(?:[\x20/()\-]{0,2}\d){6,13}\b
        |\(0\d{2,5}\)[\x20]?\d(?:[\x20\-/]{0,3}\d){3,10}\b
        |\b0[1-9]\d{1,4}[\x20]?[/\-][\x20]?\d(?:[\x20\-]{0,3}\d){3,9}\b
        |\b0[1-9]\d{1,4}[\x20]\d{2,}(?:[\x20\-]{1,3}\d+){0,4}\b
        |\b01[567]\d(?:[\x20/\-]{0,2}\d){7,9}\b",
    )
});
static PHONE_CUE: LazyLock<Regex> = LazyLock::new(|| {
    constant(
        r"(?x)(?:\b|^)(?i:Tel(?:efon|efonnummer|\.-?Nr)?|Fon|Telefax|Fax|Mobil(?:telefon|nummer)?|Handy(?:nummer)?|Durchwahl|Rufnummer|Apparat|App)
        \b\.?(?:[\x20]Nr\.)?[\x20]?[:]?[\x20]{0,2}(?P<n>(?:\+|\()?\d(?:[\x20/().\-]{0,3}\d){2,16})\b",
    )
});

/// Street names end in one of these, or begin with a preposition.
static STREET: LazyLock<Regex> = LazyLock::new(|| {
    constant(
        r"(?x)
        \b(?:
            (?:(?:Groß|Klein|Alt|Neu|Ober|Unter|Hoh|Lang|Breit|Kurz|Vorder|Hinter|Inner|Äußer|Mittler)er?[\x20])?
            \p{Lu}[\p{L}.\-]*(?i:straße|strasse|str\.|weg|allee|platz|gasse|damm|ufer|chaussee|twiete|stieg|steig|redder|koppel|promenade|zeile|pfad|graben|wall|brücke|deich|kai|kamp|markt|ring)
          | \p{Lu}[\p{L}\-]+er[\x20](?:Straße|Strasse|Str\.|Weg|Allee|Platz|Damm|Ufer|Chaussee|Ring|Markt|Landstraße|Kamp|Steig|Graben|Tor|Baum|Berg|Deich|Kai|Brücke)
          | (?:Straße|Platz|Allee)[\x20](?:des|der)[\x20][\p{L}\d.]+(?:[\x20]\p{Lu}\p{L}+)?
          | (?:Am|An[\x20](?:der|den|dem)|Auf[\x20](?:der|dem)|Im|In[\x20](?:der|den)|Zum|Zur|Unter[\x20]den|Hinter[\x20](?:der|dem)|Vor[\x20]dem|Beim|Alter|Alte|Neuer|Neue|Großer|Große)[\x20]\p{Lu}[\p{L}\-]+(?:[\x20]\p{Lu}[\p{L}\-]+)?
        )
        [\x20]\d{1,3}(?:[\x20]?[a-z])?\b(?:[\x20]?[\-/+][\x20]?\d{1,4}(?:[\x20]?[a-z]\b)?)?
        (?:[\x20]?[,;·|]?[\x20]?(?:D-)?\d{5}[\x20]\p{Lu}[\p{L}\-]+(?:[\x20](?:\p{Lu}|am|an[\x20]der|im|in|bei|ob[\x20]der)[\p{L}.\-]*){0,3}?)?
        ",
    )
});
static POSTBOX: LazyLock<Regex> = LazyLock::new(|| {
    constant(
        r"\b(?:Postfach(?: \d{2,3}){1,4}|D-\d{5} \p{Lu}[\p{L}\-]+|(?i:wohnhaft in|wohnt in|Wohnort:|Anschrift:|PLZ(?:/Ort)?:?) ?\d{5} \p{Lu}[\p{L}\-]+)",
    )
});
/// Words after a preposition and before a number that are no streets: "Im Jahr 2026", "Am Montag 12".
static NO_STREET: LazyLock<Regex> = LazyLock::new(|| {
    constant(
        r"^(?:Am|An der|An den|An dem|Im|In der|In den|Zum|Zur|Auf der|Auf dem|Vor dem|Alter|Alte|Neue|Neuer|Große|Großer) (?:\w*[Jj]ahr\w*|Haushaltsjahr\w*|Monat\w*|Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|\w+tag|Sommer|Winter|Frühjahr|Herbst|Zeitraum|Quartal|Abschnitt|Absatz|Artikel|Kapitel|Anlage|Tabelle|Abbildung|Fall|Falle|Fällen|Ergebnis|Seite|Nummer|Punkt|Ziffer|Satz|Haushalt|Umfang|Stand|Paragraph\w*|Titel|Teil|Rahmen|Sitzung|Randnummer)",
    )
});

static BIRTH: LazyLock<Regex> = LazyLock::new(|| {
    constant(
        r"(?i)(?:\bgeb(?:\.|oren(?:e[rn]?)?)|\bgeburts(?:datum|tag|d\.)|(?:^|[\x20(,])\*)(?: ?(?:ist|war|lautet))?[\x20:]{0,2}(?:der |am |den )?[\x20:]?",
    )
});

static PLATE: LazyLock<Regex> =
    LazyLock::new(|| constant(r"\b(?P<area>[A-ZÄÖÜ]{1,3})-[A-ZÄÖÜ]{1,2}[\x20-]?[1-9]\d{0,3}[EH]?\b"));
static PLATE_CUE: LazyLock<Regex> = LazyLock::new(|| {
    constant(
        r"(?i:Kennzeichens?|Kfz-Kennz\.|Pkw|Fahrzeug)(?: mit dem)?(?: amtlichen)?(?: Kennzeichen)?[\x20:]{1,3}(?P<n>[A-ZÄÖÜ]{1,3}[\x20\-]{1,3}[A-ZÄÖÜ]{1,2}[\x20\-]{0,3}[1-9]\d{0,3}[EH]?)\b",
    )
});
/// Capitals before a hyphen that are no district.
const NO_DISTRICT: &[&str] = &[
    "DIN", "ISO", "EN", "EU", "EG", "BGB", "VO", "RL", "DE", "US", "TV", "BV", "VDI", "VDE", "PDF", "UTF", "RAL",
    "NJW", "NZA",
];

static CUSTOMER: LazyLock<Regex> = LazyLock::new(|| {
    constant(
        r"(?x)\b(?i:Kunden|Versicherten|Versicherungs|Mitglieds|Vertrags|Personal|Matrikel|Rechnungs|Fall|Bedarfsgemeinschafts|Patienten|Beleg|Depot|Konto|Schaden|Vorgangs|Debitoren|Lieferanten|Teilnehmer|Schüler|Bewerber|Antrags|Melde|Betriebs|Melderegister|Kd\.|Vers\.|Mandatsreferenz|Kassenzeichen|Bedarfsgemeinschaft|BG)
        [\x20\-]?(?i:nummer|nr|kennung|kennziffer|zeichen)?\b\.?(?:[\x20](?:lautet|ist))?[\x20]?[:\#]?[\x20]{0,2}
        (?P<n>[\p{Lu}\d][\p{Lu}\d./\-]*(?:[\x20][\d][\d./\-]*){0,4})",
    )
});

pub(super) fn emails(text: &str) -> Vec<Range<usize>> {
    EMAIL.find_iter(text).map(|found| found.range()).collect()
}

/// Numbers in the shape of telephone numbers, unless they are put together from cells of a table, and what follows a
/// word for them.
pub(super) fn phones(view: &View) -> Vec<Range<usize>> {
    let text = view.text.as_str();
    let mut found: Vec<Range<usize>> = PHONE
        .find_iter(text)
        .filter(|found| found.as_str().bytes().filter(u8::is_ascii_digit).count() >= 6)
        .filter(|found| !view.crosses_cells(&found.range()))
        .map(|found| found.range())
        .collect();
    found.extend(cued(&PHONE_CUE, text));
    found
}

pub(super) fn addresses(text: &str) -> Vec<Range<usize>> {
    let street = STREET.find_iter(text).filter(|found| !NO_STREET.is_match(found.as_str())).map(|found| found.range());
    let mut found: Vec<Range<usize>> = street.collect();
    found.extend(POSTBOX.find_iter(text).map(|found| found.range()));
    found
}

/// A date right after a word for birth.
pub(super) fn birth_dates(text: &str, values: &[Value]) -> Vec<Range<usize>> {
    let dates = of_kind(values, notation::Kind::Date);
    let mut found = Vec::new();
    for cue in BIRTH.find_iter(text) {
        let next = dates.partition_point(|date| date.start < cue.end());
        found.extend(dates.get(next).filter(|date| date.start - cue.end() <= 1).cloned());
    }
    found
}

pub(super) fn licence_plates(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = PLATE
        .captures_iter(text)
        .filter(|plate| plate.name("area").is_some_and(|area| !NO_DISTRICT.contains(&area.as_str())))
        .filter_map(|plate| plate.get(0).map(|whole| whole.range()))
        .collect();
    found.extend(cued(&PLATE_CUE, text));
    found
}

/// What follows a word for a person's number and has at least three digits.
pub(super) fn customer_numbers(text: &str) -> Vec<Range<usize>> {
    cued(&CUSTOMER, text)
        .filter(|range| {
            text.get(range.clone()).is_some_and(|number| number.bytes().filter(u8::is_ascii_digit).count() >= 3)
        })
        .collect()
}

pub(super) fn file_numbers(values: &[Value]) -> Vec<Range<usize>> {
    of_kind(values, notation::Kind::FileNumber)
}

fn of_kind(values: &[Value], kind: notation::Kind) -> Vec<Range<usize>> {
    values.iter().filter(|value| value.kind == kind).map(|value| value.range.clone()).collect()
}
