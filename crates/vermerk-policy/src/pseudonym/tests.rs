use vermerk_document::{Block, BlockKind, Document, MediaType, Metadata, Part, PartKind, Reading};

use super::*;

fn document(text: &str) -> Document {
    let blocks = text.lines().map(|line| Block::new(BlockKind::Paragraph, line)).collect();
    let part = Part { kind: PartKind::Section { number: 1 }, reading: Reading::Read, blocks };
    Document { media_type: MediaType::Text, metadata: Metadata::default(), parts: vec![part], hidden: Vec::new() }
}

fn known(text: &str) -> Known {
    Known::new(&document(text), &[])
}

fn all() -> BTreeSet<Kind> {
    Kind::ALL.into_iter().collect()
}

/// What is found in a text that names its persons itself, as kind and bytes.
fn found(text: &str) -> Vec<(Kind, &str)> {
    find(text, &all(), &known(text)).into_iter().map(|f| (f.kind, text.get(f.range).unwrap())).collect()
}

/// One value of each kind in a sentence: the kind, the sentence, and what of it must be gone.
fn needles() -> Vec<(Kind, String, String)> {
    let lines = include_str!("../../data/needles.tsv").lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let [kind, text, needle] = line.split('\t').collect::<Vec<_>>().try_into().expect("three fields");
            let kind = serde_json::from_value(kind.into()).expect("a kind");
            (kind, text.replace("\\n", "\n"), needle.to_owned())
        })
        .collect()
}

#[test]
fn every_kind_of_needle_is_found_as_it_is_usually_written() {
    let missed: Vec<_> = needles()
        .into_iter()
        .filter(|(kind, text, needle)| {
            !found(text).iter().any(|(k, f)| {
                k == kind && (f.contains(needle.as_str()) || (*kind == Kind::Address && needle.contains(f)))
            })
        })
        .collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

/// Ways in which a value can be hidden from a simple search.
type Disguise = (&'static str, fn(&str) -> String);
const DISGUISES: &[Disguise] = &[
    ("broken at a line end", |s| s.replacen(' ', "\n", 1)),
    ("no-break spaces", |s| s.replace(' ', "\u{a0}")),
    ("zero-width characters", |s| s.chars().flat_map(|c| [c, '\u{200b}']).collect()),
    ("soft hyphens", |s| s.chars().flat_map(|c| ['\u{ad}', c]).collect()),
    ("decomposed", |s| s.nfd_text()),
    ("full-width digits", |s| {
        s.chars().map(|c| c.to_digit(10).and_then(|d| char::from_u32(0xff10 + d)).unwrap_or(c)).collect()
    }),
    ("typographic dashes", |s| s.replace('-', "\u{2011}")),
];

trait Decompose {
    fn nfd_text(&self) -> String;
}
impl Decompose for str {
    fn nfd_text(&self) -> String {
        use unicode_normalization::UnicodeNormalization as _;
        self.nfd().collect()
    }
}

#[test]
fn disguised_needles_are_found_too() {
    let mut missed = Vec::new();
    for (kind, text, needle) in &needles() {
        for (how, disguise) in DISGUISES {
            let (before, after) = text.split_once(needle.as_str()).unwrap();
            let disguised = format!("{before}{}{after}", disguise(needle));
            if !found(&disguised).iter().any(|(k, _)| k == kind) {
                missed.push(format!("{how}: {text}"));
            }
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn letter_spaced_values_are_found() {
    for (kind, needle) in [
        (Kind::Iban, "DE89370400440532013000"),
        (Kind::TaxNumber, "86095742719"),
        (Kind::PensionNumber, "15070649C103"),
        (Kind::HealthNumber, "A123456780"),
        (Kind::Email, "erika@beispiel.de"),
    ] {
        let spaced: String = needle.chars().flat_map(|c| [c, ' ']).collect();
        let text = format!("Die Angabe lautet {spaced} laut Akte.");
        let found = found(&text);
        assert!(found.iter().any(|(k, f)| *k == kind && f.starts_with(&needle[..1])), "{needle}: {found:?}");
    }
    let text = "Antragsteller: Ole Petersen\nBescheid für  O l e  P e t e r s e n  vom Montag";
    assert_eq!(found(text).len(), 2, "{:?}", found(text));
}

#[test]
fn clean_sentences_are_left_alone() {
    let clean = include_str!("../../data/clean.tsv").lines().filter(|line| !line.starts_with('#'));
    let hits: Vec<_> = clean.flat_map(found).collect();
    assert!(hits.len() <= 1, "{hits:?}");
}

#[test]
fn an_echo_gives_back_the_original_and_the_guard_finds_nothing_in_the_masked_text() {
    for (_, text, needle) in &needles() {
        let known = known(text);
        let masker = Masker::new(Kind::ALL, known);
        let mut map = KeyMap::default();
        let masked = masker.mask(text, &mut map).unwrap();
        assert!(!masked.contains(needle.as_str()), "{masked}");
        assert_eq!(masker.guard(&masked), Ok(()), "{masked}");
        let restored = map.restore(&masked, false);
        assert_eq!((restored.text.as_str(), restored.unknown), (text.as_str(), 0));
    }
}

#[test]
fn with_any_recogniser_switched_off_the_guard_speaks() {
    for (kind, text, needle) in &needles() {
        let masker = Masker::new(Kind::ALL.into_iter().filter(|k| k != kind), known(text));
        let refused = masker.mask(text, &mut KeyMap::default());
        // Another recogniser may cover the whole value; what none covers is not let out.
        let covered = refused.as_ref().is_ok_and(|masked| !masked.contains(needle.as_str()));
        assert!(refused.is_err() || covered, "{kind:?}: {refused:?}");
        assert!(masker.guard(text).is_err(), "{text}");
    }
}

#[test]
fn a_person_keeps_one_number_in_all_forms_of_the_name() {
    let text =
        "Sehr geehrte Frau Erika Mustermann,\nFrau Mustermann wurde am Montag gehört. Mustermanns Antrag liegt vor.";
    let masker = Masker::new(Kind::ALL, known(text));
    let masked = masker.mask(text, &mut KeyMap::default()).unwrap();
    assert_eq!(
        masked,
        "Sehr geehrte Frau [PERSON_1],\nFrau [PERSON_1.2] wurde am Montag gehört. [PERSON_1.2]s Antrag liegt vor."
    );
}

#[test]
fn parties_of_the_submission_are_masked_wherever_they_stand() {
    let text = "Der Vater, Onno Janssen, und seine Tochter Insa.";
    let known = Known::new(&document(text), &["Janssen, Onno".to_owned(), "Insa Janssen".to_owned()]);
    let masked = Masker::new(Kind::ALL, known).mask(text, &mut KeyMap::default()).unwrap();
    assert_eq!(masked, "Der Vater, [PERSON_1], und seine Tochter [PERSON_2].");
}

#[test]
fn unknown_and_garbled_placeholders_are_counted_and_left() {
    let text = "IBAN DE89370400440532013000";
    let mut map = KeyMap::default();
    let masked = Masker::new(Kind::ALL, Known::default()).mask(text, &mut map).unwrap();
    assert_eq!(masked, "IBAN [IBAN_1]");
    let restored = map.restore("[IBAN_1], [IBAN_2], IBAN_1 und [Iban_1]", false);
    assert_eq!(restored.text, "DE89370400440532013000, [IBAN_2], IBAN_1 und [Iban_1]");
    assert_eq!(restored.unknown, 3);
}

#[test]
fn a_placeholder_in_the_text_itself_is_no_placeholder() {
    let text = "Siehe [PERSON_1].";
    let mut map = KeyMap::default();
    let masked = Masker::new([], Known::default()).mask(text, &mut map).unwrap();
    assert_eq!(masked, "Siehe [TEXT_1].");
    assert_eq!(map.restore(&masked, false).text, text);
}

#[test]
fn originals_are_escaped_in_json() {
    let mut map = KeyMap::default();
    let placeholder = map.placeholder(Kind::Person, "1".to_owned(), "Ole \"Olli\" Petersen");
    let answer = format!(r#"{{"text": "{placeholder}"}}"#);
    let value: serde_json::Value = serde_json::from_str(&map.restore(&answer, true).text).unwrap();
    assert_eq!(value["text"], "Ole \"Olli\" Petersen");
}

#[test]
fn neither_names_nor_the_key_map_show_what_they_hold() {
    let known = known("Frau Erika Mustermann");
    let mut map = KeyMap::default();
    let masker = Masker::new(Kind::ALL, known);
    assert!(masker.mask("Frau Erika Mustermann", &mut map).is_ok());
    let shown = format!("{masker:?} {map:?}");
    assert!(!shown.contains("Mustermann"), "{shown}");
}

#[test]
fn a_value_whose_cue_stands_in_another_sentence_is_masked() {
    let document = document("Ihre Mitgliedsnr. M-20431 gilt weiter.");
    let masker = Masker::new(Kind::ALL, Known::new(&document, &[]));
    let masked = masker.mask("M-20431 gilt weiter.", &mut KeyMap::default()).unwrap();
    assert_eq!(masked, "[KENNNUMMER_1] gilt weiter.");
}

#[test]
fn a_given_name_is_found_where_the_full_name_is_part_of_another_word() {
    let text = "Frau Anna Berg und Anna Bergmann";
    let masked = Masker::new(Kind::ALL, known("Frau Anna Berg")).mask(text, &mut KeyMap::default()).unwrap();
    assert!(!masked.contains("Anna"), "{masked}");
}
