//! Places in laws: paragraphs and articles with their parts, in short and long form.

use std::sync::LazyLock;

use regex::Regex;

use super::{Kind, Value};

static HEAD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?P<sign>§§?|Artikeln|Artikels|Artikel|Art\.?|Paragraphen|Paragraph|Paragrafen|Paragraf)[\s\u{a0}]*(?P<n>\d+[a-z]?\b)")
        .expect("a constant pattern")
});
static PART: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^[\s\u{a0},]*
        (?P<name>Absatzes|Absätze|Absatz|Abs\.?|Satzes|Sätze|Satz|S\.|Nummern|Nummer|Nrn\.?|Nr\.?|Buchstabe|Buchst\.?|lit\.?
            |Halbsatz|Halbs\.?|Hs\.?|HS|Alternative|Alt\.?|Unterabsatz|UAbs\.?)
        [\s\u{a0}]*(?P<n>\d+[a-z]?\b|[a-z]{1,2}\b)",
    )
    .expect("a constant pattern")
});
static ROMAN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[\s\u{a0}](?P<abs>[IVX]{1,5})\b(?:[\s\u{a0}](?P<s>\d)\b)?").expect("a constant pattern")
});
static MORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:[\s\u{a0}]*,[\s\u{a0}]*|[\s\u{a0}]+(?:und|oder|bis|u\.|and|or)[\s\u{a0}]+|[\s\u{a0}]*[–-][\s\u{a0}]*)(?P<n>\d+[a-z]?\b)")
        .expect("a constant pattern")
});
static LAW: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[\s\u{a0}]*(?:ff?\.[\s\u{a0}]*)?(?P<law>(?:[A-ZÄÖÜ][A-Za-zÄÖÜäöüß]*[A-ZÄÖÜ]\b(?:-[A-Z][A-Za-z]*)?)(?:[\s\u{a0}][IVX]+\b)?)")
        .expect("a constant pattern")
});

/// "Absatz 3" of whatever was spoken of, and "(3)" at the beginning of one.
static LONE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b(?P<name>Absatzes|Absatz|Abs\.?|Satzes|Satz|S\.|Halbsatz|Halbs\.)[\s\u{a0}](?P<n>\d{1,4})\b|(?:^|\s)(?P<label>\((?P<m>\d{1,2})\))\s",
    )
    .expect("a constant pattern")
});
/// "(EU) 2016/679", "95/46/EG".
static ACT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\((?:EU|EG|EWG)\)[\s\u{a0}](?:Nr\.?[\s\u{a0}])?(?P<a>\d{1,4}/\d{1,4})|(?P<b>\d{2,4}/\d{1,4})/(?:EU|EG|EWG)\b",
    )
    .expect("a constant pattern")
});

pub(super) fn read(text: &str) -> Vec<Value> {
    let mut found = Vec::new();
    for captures in ACT.captures_iter(text) {
        if let (Some(all), Some(number)) = (captures.get(0), captures.name("a").or(captures.name("b"))) {
            found.push(Value { kind: Kind::Citation, range: all.range(), normalised: number.as_str().to_owned() });
        }
    }
    paragraphs(text, &mut found);
    found.sort_by_key(|value| value.range.start);
    for captures in LONE.captures_iter(text) {
        let lone = captures.name("name").zip(captures.name("n"));
        let value = match (lone, captures.name("label").zip(captures.name("m"))) {
            (Some((name, number)), _) => {
                (name.start()..number.end(), format!("{} {}", part_name(name.as_str()), number.as_str()))
            }
            (None, Some((label, number))) => (label.range(), format!("Abs. {}", number.as_str())),
            (None, None) => continue,
        };
        let (range, normalised) = value;
        if super::is_free(&found, &range) {
            found.push(Value { kind: Kind::Citation, range, normalised });
            found.sort_by_key(|value| value.range.start);
        }
    }
    found
}

fn paragraphs(text: &str, found: &mut Vec<Value>) {
    let mut at = 0;
    while let Some(captures) = text.get(at..).and_then(|rest| HEAD.captures(rest)) {
        let (Some(whole), Some(sign), Some(number)) = (captures.get(0), captures.name("sign"), captures.name("n"))
        else {
            break;
        };
        let paragraph = sign.as_str().starts_with('§') || sign.as_str().starts_with('P');
        let prefix = if paragraph { "§" } else { "Art." };
        let start = at + whole.start();
        let mut end = at + whole.end();
        let first = found.len();
        let (parts, after) = parts(text, end);
        end = after;
        found.push(Value {
            kind: Kind::Citation,
            range: start..end,
            normalised: format!("{prefix} {}{parts}", number.as_str()),
        });
        // "§§ 5, 7 und 9": each its own value.
        while let Some(more) = text.get(end..).and_then(|rest| MORE.captures(rest)) {
            let (Some(all), Some(number)) = (more.get(0), more.name("n")) else { break };
            if sign.as_str() == "§" && !parts.is_empty() || !paragraph && sign.as_str() == "Art." && !parts.is_empty()
            {
                break;
            }
            let from = end + number.start();
            let (parts, after) = self::parts(text, end + all.end());
            end = after;
            found.push(Value {
                kind: Kind::Citation,
                range: from..end,
                normalised: format!("{prefix} {}{parts}", number.as_str()),
            });
        }
        let law = text.get(end..).and_then(|rest| LAW.captures(rest));
        if let Some((all, law)) = law.and_then(|law| Some((law.get(0)?, law.name("law")?))) {
            for value in found.iter_mut().skip(first) {
                value.normalised = format!("{} {}", value.normalised, super::single_spaced(law.as_str()));
            }
            end += all.end();
            if let Some(last) = found.last_mut() {
                last.range.end = end;
            }
        }
        at = end;
    }
}

/// Reads "Abs. 2 Satz 1 Nr. 3" (or "II 1") from `at`; gives it in long form with a space before, and where it ends.
fn parts(text: &str, at: usize) -> (String, usize) {
    let mut out = String::new();
    let mut end = at;
    let roman = text.get(end..).and_then(|rest| ROMAN.captures(rest));
    if let Some((all, paragraph)) = roman.as_ref().and_then(|c| Some((c.get(0)?, c.name("abs")?))) {
        out = format!(" Abs. {}", arabic(paragraph.as_str()));
        if let Some(sentence) = roman.as_ref().and_then(|c| c.name("s")) {
            out.extend([" Satz ", sentence.as_str()]);
        }
        return (out, end + all.end());
    }
    while let Some(captures) = text.get(end..).and_then(|rest| PART.captures(rest)) {
        let (Some(all), Some(name), Some(number)) = (captures.get(0), captures.name("name"), captures.name("n")) else {
            break;
        };
        out.extend([" ", part_name(name.as_str()), " ", number.as_str()]);
        end += all.end();
    }
    (out, end)
}

/// The one short form of a part's name.
fn part_name(name: &str) -> &'static str {
    match name.trim_end_matches('.') {
        "Absatz" | "Absatzes" | "Absätze" | "Abs" => "Abs.",
        "Satz" | "Satzes" | "Sätze" | "S" => "Satz",
        "Nummer" | "Nummern" | "Nr" | "Nrn" => "Nr.",
        "Buchstabe" | "Buchst" | "lit" => "Buchst.",
        "Halbsatz" | "Halbs" | "Hs" | "HS" => "Halbs.",
        "Alternative" | "Alt" => "Alt.",
        _ => "UAbs.",
    }
}

fn arabic(roman: &str) -> u32 {
    let mut sum: u32 = 0;
    let mut highest = 0;
    // From the right: a smaller digit before a greater one is taken away.
    for c in roman.chars().rev() {
        let digit = match c {
            'I' => 1,
            'V' => 5,
            _ => 10,
        };
        sum = if digit < highest { sum.saturating_sub(digit) } else { sum + digit };
        highest = highest.max(digit);
    }
    sum
}
