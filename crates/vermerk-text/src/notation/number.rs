//! Numbers, amounts of money, shares and lengths of time, in digits and in words.

use std::sync::LazyLock;

use regex::Regex;

use super::{Kind, Value};

static FIGURE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        (?P<pre>(?:EUR|€|DM|US\$|\$|USD|CHF|£)[\s\u{a0}]?)?
        (?P<n>\d{1,3}(?:[.\ \u{a0}\u{202f}\u{2009}'’]\d{3}\b)+(?:,\d+)?
            |\d{1,3}(?:,\d{3})+\.\d+
            |\d{1,3}(?:,\d{3}){2,}\b
            |\d+,\d+|\d+\.\d{1,2}|\d+)
        (?P<dash>,(?:--?|–|—))?
        (?:[\s\u{a0}]?(?P<scale>Mio\.?|Mill\.|Millionen|Million|Mrd\.?|Milliarden|Milliarde|Tsd\.?|Tausend|T(?:€)|million|billion))?
        (?:[\s\u{a0}\-]?(?P<unit>
            euros|EUR|Euro|€|Cent|DM|Deutsche\ Mark|US-Dollar|US\$|USD|\$|CHF|Franken|£
            |%|Prozentpunkten|Prozentpunkte|Prozent|v\.\s?H\.|vH|vom\ Hundert|per\ cent|percent
            |Werktagen|Werktage|Arbeitstagen|Arbeitstage|Kalendertagen|Kalendertage|Tagen|Tages|Tage|Tag|days|day
            |Wochen|Woche|weeks|week|Monaten|Monats|Monate|Monat|months|month
            |Jahren|Jahres|Jahre|Jahr|years|year|Stunden|Stunde|hours|hour|Minuten|Minute))?",
    )
    .expect("a constant pattern")
});
static WORD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)(?P<n>\p{L}+)
        (?:[\s\u{a0}](?P<scale>Millionen|Million|Milliarden|Milliarde|Tausend))?
        (?:[\s\u{a0}](?P<unit>EUR|Euro|€|Cent|DM|Deutsche\ Mark|%|Prozentpunkten|Prozentpunkte|Prozent|vom\ Hundert
            |Werktagen|Werktage|Arbeitstagen|Arbeitstage|Kalendertagen|Kalendertage|Tagen|Tages|Tage|Tag
            |Wochen|Woche|Monaten|Monats|Monate|Monat|Jahren|Jahres|Jahre|Jahr|Stunden|Stunde|Minuten|Minute
            |days|day|weeks|week|months|month|years|year|hours|hour))?",
    )
    .expect("a constant pattern")
});

/// What a unit makes of a number.
enum Unit {
    Money(&'static str, isize),
    Percent,
    /// Percentage points: a difference of shares.
    Points,
    Time(&'static str, &'static str),
}

fn unit(text: &str) -> Option<Unit> {
    let key: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    Some(match key.as_str() {
        "EUR" | "Euro" | "€" | "euros" => Unit::Money("EUR", 0),
        "Cent" => Unit::Money("EUR", 2),
        "DM" | "DeutscheMark" => Unit::Money("DEM", 0),
        "US-Dollar" | "US$" | "USD" | "$" => Unit::Money("USD", 0),
        "CHF" | "Franken" => Unit::Money("CHF", 0),
        "£" => Unit::Money("GBP", 0),
        "Prozentpunkte" | "Prozentpunkten" => Unit::Points,
        "%" | "Prozent" | "v.H." | "vH" | "vomHundert" | "percent" => Unit::Percent,
        _ if key.contains("ag") || key.starts_with("day") => Unit::Time("P", "D"),
        _ if key.starts_with("Woche") || key.starts_with("week") => Unit::Time("P", "W"),
        _ if key.starts_with("Monat") || key.starts_with("month") => Unit::Time("P", "M"),
        _ if key.starts_with("Jahr") || key.starts_with("year") => Unit::Time("P", "Y"),
        _ if key.starts_with("Stunde") || key.starts_with("hour") => Unit::Time("PT", "H"),
        "Minuten" | "Minute" => Unit::Time("PT", "M"),
        _ => return None,
    })
}

/// Powers of ten of a scale word.
fn scale(text: &str) -> isize {
    match text.trim_end_matches('.') {
        "Mio" | "Mill" | "Millionen" | "Million" | "million" => 6,
        "Mrd" | "Milliarden" | "Milliarde" | "billion" => 9,
        "Tsd" | "Tausend" | "T€" => 3,
        _ => 0,
    }
}

pub(super) fn read(text: &str) -> Vec<Value> {
    let mut found = Vec::new();
    if text.contains(|c: char| c.is_ascii_digit()) {
        figures(text, &mut found);
    }
    words(text, &mut found);
    found.sort_by_key(|value: &Value| value.range.start);
    found
}

fn figures(text: &str, found: &mut Vec<Value>) {
    for captures in FIGURE.captures_iter(text) {
        let (Some(whole), Some(digits)) = (captures.get(0), captures.name("n")) else { continue };
        let before = text.get(..digits.start()).and_then(|s| s.chars().next_back());
        if captures.name("pre").is_none() && before.is_some_and(char::is_alphanumeric) {
            continue;
        }
        let after = text.get(digits.end()..).unwrap_or_default();
        // "12a" is the number of a house or paragraph and stays one word.
        if captures.name("scale").is_none() && captures.name("unit").is_none() && after.starts_with(char::is_alphabetic)
        {
            continue;
        }
        // "3. Kammer" and "2. Die Klage" count nothing.
        let ordinal = after.strip_prefix('.').is_some_and(|rest| {
            rest.starts_with(char::is_whitespace) && rest.trim_start().starts_with(char::is_alphabetic)
        });
        if ordinal && digits.as_str().len() <= 3 && captures.name("pre").is_none() {
            continue;
        }
        // "(3)" is the number of a paragraph.
        let label = before == Some('(') && after.starts_with(')') && digits.as_str().len() <= 2;
        if label {
            continue;
        }
        let money = captures.name("unit").or(captures.name("pre")).and_then(|m| unit(m.as_str().trim()));
        let money = matches!(money, Some(Unit::Money(..))) && captures.name("scale").is_none();
        let english = captures.name("unit").is_some_and(|unit| unit.as_str() == "euros")
            || are_thousands(digits.as_str(), if money { 1 } else { 2 });
        let decimal = if english { decimal(&digits.as_str().replace(',', "")) } else { decimal(digits.as_str()) };
        let mut end = whole.end();
        let scale_text = captures.name("scale").map_or("", |m| m.as_str());
        let mut unit_text = captures.name("unit").or(captures.name("pre")).map_or("", |m| m.as_str().trim());
        if scale_text == "T€" {
            unit_text = "€";
        }
        // A unit must end with its word: "5 Tagesordnungspunkte" are no days.
        let cut = text.get(end..).is_some_and(|s| s.starts_with(char::is_alphabetic));
        let last_is_letter = text.get(..end).is_some_and(|s| s.ends_with(char::is_alphabetic));
        if cut && last_is_letter {
            end = captures.name("scale").map_or(digits.end(), |m| m.end()).min(end);
            if captures.name("unit").is_some() {
                unit_text = "";
            } else {
                end = digits.end();
            }
        }
        let start = whole.start();
        if let Some(value) = value(&decimal, scale(scale_text), unit_text, start..end) {
            found.push(value);
        }
    }
}

fn words(text: &str, found: &mut Vec<Value>) {
    let mut at = 0;
    while let Some(captures) = text.get(at..).and_then(|rest| WORD.captures(rest)) {
        let (Some(whole), Some(word)) = (captures.get(0), captures.name("n")) else { break };
        let next = at + word.end();
        let unit_match = captures.name("unit");
        let number = number_word(word.as_str());
        let one = matches!(
            word.as_str(),
            "ein"
                | "eine"
                | "einer"
                | "eines"
                | "einem"
                | "einen"
                | "Ein"
                | "Eine"
                | "Einer"
                | "Eines"
                | "Einem"
                | "one"
        );
        let number = match number {
            Some(number) => Some(number),
            // "innerhalb eines Monats" is a period, "eines Bescheids" no number.
            None if one && (unit_match.is_some() || captures.name("scale").is_some()) => Some(1),
            None => None,
        };
        let alone = text.get(at + whole.end()..).is_none_or(|s| !s.starts_with(char::is_alphanumeric));
        let preceded = text.get(..at + word.start()).is_some_and(|s| s.ends_with(|c: char| c.is_ascii_digit()));
        if let Some(number) = number.filter(|_| !preceded) {
            let (unit_text, end) =
                if alone { (unit_match.map_or("", |m| m.as_str()), whole.end()) } else { ("", word.end()) };
            let is_period = matches!(unit(unit_text), Some(Unit::Time(..)));
            if !one || is_period || captures.name("scale").is_some() {
                let scale_text = if alone { captures.name("scale").map_or("", |m| m.as_str()) } else { "" };
                if let Some(value) =
                    value(&number.to_string(), scale(scale_text), unit_text, at + word.start()..at + end)
                {
                    found.push(value);
                    at += end;
                    continue;
                }
            }
        }
        at = next;
    }
}

fn value(decimal: &str, scale: isize, unit_text: &str, range: std::ops::Range<usize>) -> Option<Value> {
    let shifted = shift(decimal, scale)?;
    let (kind, normalised) = match unit(unit_text) {
        Some(Unit::Money(currency, down)) => (Kind::Amount, format!("{} {currency}", cents(&shift(&shifted, -down)?))),
        Some(Unit::Percent) => (Kind::Percent, format!("{shifted} %")),
        Some(Unit::Points) => (Kind::Percent, format!("{shifted} %-Punkte")),
        Some(Unit::Time(before, after)) => (Kind::Period, format!("{before}{shifted}{after}")),
        None => (Kind::Number, shifted),
    };
    Some(Value { kind, range, normalised })
}

/// Whether commas part groups of three digits, as English does: "1,250,000"; at least so many of them.
fn are_thousands(digits: &str, least: usize) -> bool {
    let mut groups = digits.split(',');
    let first = groups.next().is_some_and(|s| (1..=3).contains(&s.len()) && !s.starts_with('0'));
    first && groups.clone().count() >= least && groups.all(|s| s.len() == 3) && !digits.contains('.')
}

/// A number as written in German or English, as plain decimal digits without needless zeros.
fn decimal(text: &str) -> String {
    let comma = text.rfind(',');
    let point = text.rfind('.');
    let tail = |at: usize| text.len() - at - 1;
    // The decimal sign is the last of the two; a lone point before three digits parts thousands.
    let sign = match (comma, point) {
        (Some(comma), Some(point)) => Some(comma.max(point)),
        (Some(comma), None) => Some(comma),
        (None, Some(point)) if tail(point) != 3 => Some(point),
        _ => None,
    };
    let (whole, part) = match sign {
        Some(at) => (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default()),
        None => (text, ""),
    };
    let digits = |s: &str| s.chars().filter(char::is_ascii_digit).collect::<String>();
    normal(&digits(whole), &digits(part))
}

fn normal(whole: &str, part: &str) -> String {
    let whole = whole.trim_start_matches('0');
    let part = part.trim_end_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") }
}

/// Moves the decimal point, on digits alone so that nothing is rounded.
fn shift(decimal: &str, by: isize) -> Option<String> {
    if decimal.len() > 60 {
        return None;
    }
    let (whole, part) = decimal.split_once('.').unwrap_or((decimal, ""));
    let digits = format!("{}{whole}{part}{}", "0".repeat(12), "0".repeat(12));
    let point = (12 + whole.len()).checked_add_signed(by)?;
    let (whole, part) = digits.split_at_checked(point)?;
    Some(normal(whole, part))
}

/// With at least two decimals.
fn cents(decimal: &str) -> String {
    match decimal.split_once('.') {
        None => format!("{decimal}.00"),
        Some((whole, part)) if part.len() == 1 => format!("{whole}.{part}0"),
        Some(_) => decimal.to_owned(),
    }
}

/// "zwölf", "einundzwanzig", "zweihundertfünfzigtausend"; not "ein", which is an article.
fn number_word(word: &str) -> Option<u32> {
    let lower = word.to_lowercase();
    match lower.split_once("tausend") {
        Some((head, tail)) => Some(many(head)? * 1000 + rest(tail)?),
        None => below_thousand(&lower),
    }
}

fn below_thousand(word: &str) -> Option<u32> {
    match word.split_once("hundert") {
        Some((head, tail)) => Some(leading(head).filter(|n| *n < 100)? * 100 + rest(tail)?),
        None => below_hundred(word),
    }
}

/// How many thousands: "", "ein", "zweihundertfünfzig".
fn many(head: &str) -> Option<u32> {
    if head.contains("hundert") { below_thousand(head) } else { leading(head) }
}

/// How many: nothing said is one.
fn leading(head: &str) -> Option<u32> {
    if matches!(head, "" | "ein") { Some(1) } else { below_hundred(head) }
}

/// What comes after thousands or hundreds: nothing, "eins", "undzwölf", "zweihundertdrei".
fn rest(tail: &str) -> Option<u32> {
    let tail = tail.strip_prefix("und").unwrap_or(tail);
    match tail {
        "" => Some(0),
        "ein" | "eins" => Some(1),
        _ => below_thousand(tail),
    }
}

fn below_hundred(word: &str) -> Option<u32> {
    let small = |s: &str| SMALL.iter().find(|(name, _)| *name == s).map(|&(_, n)| n);
    if let Some(number) = small(word) {
        return Some(number);
    }
    let (unit, ten) = word.split_once("und")?;
    let unit = if unit == "ein" { 1 } else { small(unit).filter(|n| *n < 10)? };
    Some(unit + small(ten).filter(|n| *n >= 20)?)
}

const SMALL: &[(&str, u32)] = &[
    ("zwei", 2),
    ("zweien", 2),
    ("zweier", 2),
    ("drei", 3),
    ("dreien", 3),
    ("dreier", 3),
    ("vier", 4),
    ("fünf", 5),
    ("sechs", 6),
    ("sieben", 7),
    ("acht", 8),
    ("neun", 9),
    ("zehn", 10),
    ("elf", 11),
    ("zwölf", 12),
    ("dreizehn", 13),
    ("vierzehn", 14),
    ("fünfzehn", 15),
    ("sechzehn", 16),
    ("siebzehn", 17),
    ("achtzehn", 18),
    ("neunzehn", 19),
    ("zwanzig", 20),
    ("dreißig", 30),
    ("vierzig", 40),
    ("fünfzig", 50),
    ("sechzig", 60),
    ("siebzig", 70),
    ("achtzig", 80),
    ("neunzig", 90),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("twelve", 12),
];
