use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use regex::Regex;
use vermerk_document::Document;

use super::{Kind, every_kind, find};
use crate::view::View;

/// What is known of a document's personal data: its persons, and the values that a word beside them gave away. Wherever
/// else they stand, they are found again, also where a request holds only a sentence of the document.
///
/// Persons are those whom the records office names, who are addressed in a salutation or an address field, named in a
/// field of a form, or who sign. Names can't be told from other words reliably (a list of surnames is right in one of seven cases on court texts), so
/// only these places are trusted; a person who is named nowhere but in running text without "Herr" or "Frau" is missed.
#[derive(Clone, Default)]
pub struct Known {
    /// What a pattern of `finder` is: its kind and the value it stands for.
    owners: Vec<(Kind, String)>,
    finder: Option<AhoCorasick>,
}

/// Shorter values are too likely to stand for something else elsewhere.
const SHORTEST: usize = 5;

/// One name: particles and a word with a capital, parts joined by hyphens.
const NAME: &str = r"(?:(?:von|van|de|zu|der|den|del|di|da|la|le|al|el|bin|ben|ten|ter|dos|du)\ )*\p{Lu}[\p{L}'’]+(?:-\p{Lu}[\p{L}'’]+)*";
/// Degrees and offices between "Frau" and the name.
const TITLES: &str = r"(?:(?:Dr\.|Prof\.|Professorin|Professor|Dipl\.-\p{L}+\.?|Mag\.|LL\.M\.|jur\.|med\.|phil\.|rer\.|nat\.|h\.\ ?c\.|Ing\.|(?:Ober|Amts|Regierungs|Ministerial|Verwaltungs|Leitende[rn]?\ |Staats|Land|Kreis|Stadt)*(?:[Rr]echtsanwalt|[Rr]echtsanwältin|[Mm]inister|[Mm]inisterin|[Pp]räsident|[Pp]räsidentin|[Ss]enator|[Ss]enatorin|[Dd]irektor|[Dd]irektorin|[Bb]ürgermeister|[Bb]ürgermeisterin|[Ss]taatsrat|[Ss]taatsrätin|[Ss]taatssekretär|[Ss]taatssekretärin|[Rr]ichter|[Rr]ichterin|[Rr]at|[Rr]ätin|[Ii]nspektor|[Ii]nspektorin|[Aa]bgeordnete[rn]?|[Kk]ollegin|[Kk]ollege[n]?|[Vv]orsitzende[rn]?|[Aa]nwalt|[Aa]nwältin|[Nn]otar|[Nn]otarin))\ )*";

static CUES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let names = format!(r"(?P<n>{NAME}(?:\ {NAME}){{0,3}})");
    let patterns = [
        format!(r"\b(?:Herrn?|Frau|Familie|Eheleuten?|Ehepaar|Witwe|Mr\.?|Mrs\.?|Ms\.?)\ {TITLES}{names}"),
        format!(
            r"(?:(?:Mit\ freundlichen?\ (?:Grüßen|Gruß)|Hochachtungsvoll|Im\ Auftrag|In\ Vertretung|\bi\.\ ?[AV]\.|\bgez\.|Unterschrift:?),?\ )+{TITLES}{names}"
        ),
        format!(
            r"\b(?:(?:Vor-?\ und\ |Vor|Nach|Familien|Geburts)?[Nn]ame|Antragsteller(?:in)?|Kläger(?:in)?|Beklagte[rn]?|Beigeladene[rn]?|Widerspruchsführer(?:in)?|(?:Sach)?[Bb]earbeiter(?:in)?|Ansprechpartner(?:in)?|Auskunft\ erteilt|Verfasser(?:in)?|Zeug(?:e|in)|Betroffene[rn]?|Bevollmächtigte[rn]?|Patient(?:in)?|Versicherte[rn]?|Mieter(?:in)?|Eigentümer(?:in)?|Geschäftsführer(?:in)?|Gesellschafter(?:in)?|Protokollführer(?:in)?|Absender|Empfänger(?:in)?|Kontoinhaber(?:in)?|Halter(?:in)?|Vermieter(?:in)?|Kind|Schüler(?:in)?)\ ?:\ {TITLES}(?:Herrn?\ |Frau\ )?{TITLES}{names}(?:,\ (?P<given>{NAME}))?"
        ),
        format!(r"{names},?\ (?:\(?geb(?:\.|oren)|\*\ ?\d)"),
    ];
    patterns.iter().map(|pattern| Regex::new(pattern).expect("a constant pattern")).collect()
});

/// Endings of nouns that follow a name without being part of it, streets among them.
static NO_NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:(?:ung|ungen|heit|keit|schaft|tion|tionen|tät|nis|ment|sicht|antrag|bescheid|straße|strasse|str|weg|platz|allee|gasse|gericht|amt|behörde|ministerium|verwaltung|gmbh)$)|^(?:Der|Die|Das|Den|Dem|Des|Ein|Eine|Sie|Er|Es|Wir|Ich|In|Im|Am|An|Auf|Mit|Von|Zu|Zum|Zur|Für|Bei|Nach|Und|Oder|Aber|Bitte|Telefon|Tel|Datum|Seite|Anlage|Anlagen|Betreff|Postfach|Hier|Sehr|Als|Wenn|Dass|Herr|Herrn|Frau|Damen|Herren|Az|Aktenzeichen|Wohnhaft|Geboren|Vom|Abteilung|Referat|Leiter|Leiterin|Land|Stadt|Name|Vorname|Antragsteller|Antragstellerin|Kläger|Klägerin|Minister|Ministerin|Präsident|Präsidentin|TOP|Anschrift|Firma|Lieferant|Kunde|Kundin|Ort|Straße|Muster)$",
    )
    .expect("a constant pattern")
});

impl Known {
    /// What a document says; `parties` are the persons the records office names.
    pub fn new(document: &Document, parties: &[String]) -> Self {
        let mut persons: Vec<Vec<String>> = parties.iter().map(|party| split(party)).collect();
        let mut values = Vec::new();
        for part in &document.parts {
            let blocks: Vec<&str> = part.blocks.iter().map(|block| block.text.as_str()).collect();
            let text = blocks.join("\n");
            persons.extend(cued(&text));
            values.extend(find(&text, &every_kind(), &Self::default()).into_iter().map(|found| {
                let written = View::new(text.get(found.range).unwrap_or_default()).text;
                (found.kind, found.identity, written)
            }));
        }
        // Full names first, so that a surname alone finds its person.
        let office = parties.len();
        persons.get_mut(office..).unwrap_or_default().sort_by_key(|words| std::cmp::Reverse(words.len()));
        Self::of(persons, values)
    }

    fn of(persons: Vec<Vec<String>>, values: Vec<(Kind, String, String)>) -> Self {
        // By form, so that one person named twice is one person; a surname belongs to the first who has it.
        let mut forms: BTreeMap<String, u32> = BTreeMap::new();
        let mut next = 0;
        for words in persons {
            let Some(surname) = words.last().filter(|word| word.chars().count() > 1) else { continue };
            let full = words.join(" ");
            // A surname alone is the first who has it; two given names are two persons.
            let known = if words.len() == 1 { forms.get(surname) } else { forms.get(&full) };
            let person = *known.unwrap_or(&next);
            next = next.max(person + 1);
            let turned = words.split_last().filter(|(_, given)| !given.is_empty());
            let turned = turned.map(|(last, given)| format!("{last}, {}", given.join(" ")));
            let single = words.iter().filter(|word| word.chars().count() > 2).cloned();
            for form in [full.clone(), full.replace(' ', "")].into_iter().chain(turned).chain(single) {
                forms.entry(form.to_uppercase()).or_insert(person);
                forms.entry(form).or_insert(person);
            }
        }
        let persons = forms.into_iter().map(|(form, person)| (form, (Kind::Person, person.to_string())));
        let long = |text: &String| text.chars().filter(|c| c.is_alphanumeric()).count() >= SHORTEST;
        let values = values.into_iter().filter(|(_, _, written)| long(written));
        let mut all: BTreeMap<String, (Kind, String)> =
            values.map(|(kind, identity, written)| (written, (kind, identity))).collect();
        all.extend(persons);
        let finder = AhoCorasick::new(all.keys()).ok();
        Self { finder: finder.filter(|_| !all.is_empty()), owners: all.into_values().collect() }
    }

    /// Where in a text something known stands: its place, its kind and the value it stands for. `closed` says that gaps
    /// between letters have been taken out, so that a capital begins a word.
    pub(super) fn find(&self, text: &str, closed: bool) -> Vec<(Range<usize>, Kind, String)> {
        let Some(finder) = &self.finder else { return Vec::new() };
        // Overlapping ones too: where "Anna Berg" is no word ("Anna Bergmann"), "Anna" still is.
        let words = finder.find_overlapping_iter(text).filter(|found| is_word(text, &found.range(), closed));
        let mut words: Vec<_> = words.collect();
        words.sort_by_key(|found| (found.start(), std::cmp::Reverse(found.end())));
        let mut upto = 0;
        words.retain(|found| {
            let reaches_on = found.end() > upto;
            upto = upto.max(found.end());
            reaches_on
        });
        let owned = words.into_iter().filter_map(|found| {
            let (kind, identity) = self.owners.get(found.pattern().as_usize())?;
            Some((found.range(), *kind, identity.clone()))
        });
        owned.collect()
    }
}

impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Names of persons never reach a log.
        write!(f, "Known({})", self.owners.len())
    }
}

/// Persons at the places where a text names them.
fn cued(text: &str) -> Vec<Vec<String>> {
    let view = View::new(text);
    let mut found: Vec<(usize, Vec<String>)> = Vec::new();
    for cue in CUES.iter() {
        for captures in cue.captures_iter(&view.text) {
            let Some(name) = captures.name("n") else { continue };
            let mut words = split(name.as_str());
            let end = words.iter().position(|word| NO_NAME.is_match(word) || NO_NAME.is_match(&word.to_lowercase()));
            words.truncate(end.unwrap_or(words.len()));
            if view.text.get(name.end()..).is_some_and(|rest| rest.trim_start().starts_with(':')) {
                // The next field's label.
                words.pop();
            }
            if let Some(given) = captures.name("given").filter(|_| words.len() == 1) {
                words.insert(0, given.as_str().to_owned());
            }
            if !words.is_empty() {
                found.push((name.start(), words));
            }
        }
    }
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, words)| words).collect()
}

/// The words of a name; particles stay with the word behind them, "Meyer, Erika" is turned, forms of address go.
fn split(name: &str) -> Vec<String> {
    let turned = name.split_once(',').map(|(last, given)| format!("{} {}", given.trim(), last.trim()));
    let name = turned.as_deref().unwrap_or(name);
    let mut words = Vec::new();
    let mut particles = String::new();
    for word in name.split_whitespace() {
        if matches!(word, "Herr" | "Herrn" | "Frau" | "Familie" | "Eheleute") || word.ends_with('.') {
            continue;
        }
        if word.chars().next().is_some_and(char::is_lowercase) {
            particles.push_str(word);
            particles.push(' ');
        } else {
            words.push(format!("{particles}{word}"));
            particles.clear();
        }
    }
    words
}

/// Whether a place stands alone as a word; a genitive's "s" may follow.
fn is_word(text: &str, range: &Range<usize>, closed: bool) -> bool {
    let before = text.get(..range.start).and_then(|t| t.chars().next_back());
    let mut after = text.get(range.end..).unwrap_or_default().chars();
    let begins = !before.is_some_and(char::is_alphanumeric) || (closed && before.is_some_and(char::is_lowercase));
    let mut next = after.next();
    if next == Some('s') {
        next = after.next();
    }
    begins && (!next.is_some_and(char::is_alphanumeric) || (closed && next.is_some_and(char::is_uppercase)))
}
