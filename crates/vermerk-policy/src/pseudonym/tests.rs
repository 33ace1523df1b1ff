use vermerk_document::{Block, BlockKind, Document, MediaType, Metadata, Part, PartKind, Reading};

use super::*;

fn document(text: &str) -> Document {
    let blocks = text.lines().map(|line| Block::new(BlockKind::Paragraph, line)).collect();
    let part = Part { kind: PartKind::Section { number: 1 }, reading: Reading::Read, blocks };
    Document { media_type: MediaType::Text, metadata: Metadata::default(), parts: vec![part], hidden: Vec::new() }
}

fn names(text: &str) -> Names {
    Names::new(&document(text), &[])
}

fn all() -> BTreeSet<Kind> {
    Kind::ALL.into_iter().collect()
}

/// What is found in a text that names its persons itself, as kind and bytes.
fn found(text: &str) -> Vec<(Kind, &str)> {
    find(text, &all(), &names(text)).into_iter().map(|f| (f.kind, text.get(f.range).unwrap())).collect()
}

/// One value of each kind in a sentence: the kind and what of it must be gone.
const NEEDLES: &[(Kind, &str, &str)] = &[
    (Kind::Iban, "Bitte auf DE89 3704 0044 0532 0130 00 überweisen.", "DE89 3704 0044 0532 0130 00"),
    (Kind::Iban, "Erstattung an AT611904300234573201.", "AT611904300234573201"),
    (Kind::Iban, "iban: de89370400440532013000", "de89370400440532013000"),
    (Kind::TaxNumber, "Die Identifikationsnummer 86 095 742 719 ist hinterlegt.", "86 095 742 719"),
    (Kind::TaxNumber, "Nachweis liegt vor: 86095742719, siehe Anlage.", "86095742719"),
    (Kind::TaxNumber, "Steuernummer: 17/234/56789", "17/234/56789"),
    (Kind::VatId, "Die Firma führt die Nummer DE 136 695 976.", "DE 136 695 976"),
    (Kind::PensionNumber, "Versichert unter 15 070649 C 103 seit 1998.", "15 070649 C 103"),
    (Kind::PensionNumber, "RVNR 15070649C103", "15070649C103"),
    (Kind::HealthNumber, "Die Kasse führt sie unter A123456780.", "A123456780"),
    (Kind::IdentityCard, "Ausgewiesen durch T220001293.", "T220001293"),
    (Kind::IdentityCard, "Personalausweis Nr. L01X00T47 vorgelegt", "L01X00T47"),
    (Kind::Phone, "Rückfragen unter 040 42831-2345.", "040 42831-2345"),
    (Kind::Phone, "Tel.: 0431/988-1234", "0431/988-1234"),
    (Kind::Phone, "erreichbar über +49 (0)171 2345678", "+49 (0)171 2345678"),
    (Kind::Phone, "mobil 0171-2345678", "0171-2345678"),
    (Kind::Phone, "Durchwahl 4711", "4711"),
    (Kind::Phone, "Fax (040) 42 79-1 23 45", "(040) 42 79-1 23 45"),
    (Kind::Email, "Schreiben Sie an e.mustermann@poststelle.example.de.", "e.mustermann@poststelle.example.de"),
    (Kind::Email, "mail: erika (at) beispiel.de", "erika (at) beispiel.de"),
    (Kind::Address, "wohnhaft Große Bergstraße 12a, 22767 Hamburg,", "Große Bergstraße 12a, 22767 Hamburg"),
    (Kind::Address, "Am Alten Markt 7, 18055 Rostock", "Am Alten Markt 7, 18055 Rostock"),
    (Kind::Address, "Der Unfall geschah vor dem Haus Lindenallee 34.", "Lindenallee 34"),
    (Kind::Address, "Postanschrift: Postfach 12 34 56", "Postfach 12 34 56"),
    (Kind::BirthDate, "Herr Ole Petersen, geboren am 3. März 1971, beantragt", "3. März 1971"),
    (Kind::BirthDate, "Geburtsdatum: 03.03.1971", "03.03.1971"),
    (Kind::BirthDate, "Jette Claasen (geb. 1971-03-03)", "1971-03-03"),
    (Kind::LicencePlate, "Der Pkw HH-AB 1234 stand im Halteverbot.", "HH-AB 1234"),
    (Kind::LicencePlate, "Kennzeichen: B MW 765E", "B MW 765E"),
    (Kind::CustomerNumber, "Kundennummer: 4711-0815-77", "4711-0815-77"),
    (Kind::CustomerNumber, "Versichertennummer 8829134", "8829134"),
    (Kind::CustomerNumber, "Ihre Mitgliedsnr. M 20431 gilt weiter", "M 20431"),
    (Kind::FileNumber, "Az. 32-405/2026 wurde angelegt", "32-405/2026"),
    (Kind::FileNumber, "Das Gericht (6 K 1234/25) hat entschieden.", "6 K 1234/25"),
    (Kind::Person, "Sehr geehrte Frau Dr. Yılmaz-Öztürk, Ihr Antrag ist da.", "Yılmaz-Öztürk"),
    (Kind::Person, "Mit freundlichen Grüßen\nIm Auftrag\nHolger Brandt", "Holger Brandt"),
    (Kind::Person, "Antragstellerin: Petersen, Wiebke", "Petersen, Wiebke"),
    (Kind::Person, "Herrn\nThies van der Meer\nHafenstr. 3", "Thies van der Meer"),
];

#[test]
fn every_kind_of_needle_is_found_as_it_is_usually_written() {
    let missed: Vec<_> = NEEDLES
        .iter()
        .filter(|(kind, text, needle)| {
            !found(text)
                .iter()
                .any(|(k, f)| k == kind && (f.contains(needle) || (*kind == Kind::Address && needle.contains(f))))
        })
        .map(|(_, text, _)| (*text, found(text)))
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
    for (kind, text, needle) in NEEDLES {
        for (how, disguise) in DISGUISES {
            let (before, after) = text.split_once(needle).unwrap();
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

/// Sentences of offices without personal data that look a little as if they had some.
const CLEAN: &[&str] = &[
    "Die Förderung beträgt 184.350,00 Euro für das Haushaltsjahr 2026.",
    "Nach § 48 Abs. 1 Satz 2 VwVfG kann der Bescheid zurückgenommen werden.",
    "Im Jahr 2025 wurden 12345 Anträge gestellt.",
    "Die Frist endet am 30. Juni 2026 um 24 Uhr.",
    "Der Ausschuss tagte am 15.09.2026 von 10:00 bis 12:30 Uhr.",
    "Das Vorhaben kostet 2,35 Millionen Euro, davon 20000 Euro Eigenanteil.",
    "Die DIN EN 301549 und die ISO 27001 sind einzuhalten.",
    "BGBl. I S. 4607 vom 10. Dezember 2021",
    "Die Verordnung (EU) 2016/679 gilt unmittelbar.",
    "Insgesamt 1 234 567 Bürgerinnen und Bürger sind betroffen.",
    "Der Zuschuss von 50000 Euro wird in zwei Raten gezahlt.",
    "Anlage 3, Tabelle 12, Zeile 4",
    "Die Quote stieg von 12,5 % auf 14,75 %.",
    "Der Prüfzeitraum läuft vom 01.01.2024 bis 31.12.2025.",
    "In der Sitzung 14 wurde das Thema vertagt.",
    "Am Montag 12 Uhr beginnt die Anhörung.",
    "Die Breite der Fahrbahn beträgt 6,50 m bei einer Länge von 1200 m.",
    "Version 4.1.2 der Software ist seit 2026-03-01 im Einsatz.",
    "Die Messstellen 101, 102 und 103 lieferten keine Werte.",
    "Drei Viertel der 4800 Haushalte sind angeschlossen.",
    "Kapitel 0912 Titel 686 01 der Haushaltsstelle",
    "Der Wert liegt zwischen 0,5 und 0,75.",
    "Zum 1. Januar 2027 tritt die Neuregelung in Kraft.",
    "Die Anhörung hat 34 Stellungnahmen ergeben, 12 davon ablehnend.",
    "Die Kosten je Platz liegen bei 4.512,30 Euro.",
    "Das Dokument umfasst 120 Seiten und 4 Anlagen.",
    "Vergleiche Rn. 45 ff. und S. 112 bis 118 des Gutachtens.",
    "Die Postleitzahl ist anzugeben.",
    "Frau und Mann sind gleichberechtigt.",
    "Herr des Verfahrens ist die Behörde.",
    "Der Landtag hat den Haushalt 2026/2027 beschlossen.",
    "Die Temperatur sank auf -12 Grad, die Feuchte auf 80 %.",
    "Der Zug RE 4321 hatte 25 Minuten Verspätung.",
    "Die Grundfläche von 1.250 m² wird nicht überschritten.",
    "Artikel 6 Absatz 1 Buchstabe e DSGVO ist die Rechtsgrundlage.",
    "Die Akte hat die Ordnungsnummern 1 bis 250.",
    "Das Förderprogramm 2021-2027 umfasst 3 Schwerpunkte.",
    "Im Auftrag des Ministeriums wurde ein Gutachten erstellt.",
    "Die Stadt zahlt 10115 Euro für die Sanierung.",
    "Weg 4 und Weg 5 der Kleingartenanlage werden gesperrt.",
    "Die Sporthalle am Ring bleibt bis 18 Uhr geöffnet.",
    "Mit Wirkung vom 1. Mai 2026 steigt der Satz auf 19 vom Hundert.",
    "Der Name der Stiftung lautet anders als im Vorjahr.",
    "Platz 3 der Rangliste ging an den Landkreis.",
];

#[test]
fn clean_sentences_are_left_alone() {
    let hits: Vec<_> = CLEAN.iter().flat_map(|text| found(text)).collect();
    assert!(hits.len() <= 1, "{hits:?}");
}

#[test]
fn an_echo_gives_back_the_original_and_the_guard_finds_nothing_in_the_masked_text() {
    for (_, text, needle) in NEEDLES {
        let names = names(text);
        let masker = Masker::new(Kind::ALL, names);
        let mut map = KeyMap::default();
        let masked = masker.mask(text, &mut map).unwrap();
        assert!(!masked.contains(needle), "{masked}");
        assert_eq!(masker.guard(&masked), Ok(()), "{masked}");
        let restored = map.restore(&masked, false);
        assert_eq!((restored.text.as_str(), restored.unknown), (*text, 0));
    }
}

#[test]
fn with_any_recogniser_switched_off_the_guard_speaks() {
    for (kind, text, _) in NEEDLES {
        let masker = Masker::new(Kind::ALL.into_iter().filter(|k| k != kind), names(text));
        let refused = masker.mask(text, &mut KeyMap::default());
        assert!(refused.is_err(), "{kind:?}: {refused:?}");
        assert!(masker.guard(text).is_err(), "{text}");
    }
}

#[test]
fn a_person_keeps_one_number_in_all_forms_of_the_name() {
    let text =
        "Sehr geehrte Frau Erika Mustermann,\nFrau Mustermann wurde am Montag gehört. Mustermanns Antrag liegt vor.";
    let masker = Masker::new(Kind::ALL, names(text));
    let masked = masker.mask(text, &mut KeyMap::default()).unwrap();
    assert_eq!(
        masked,
        "Sehr geehrte Frau [PERSON_1],\nFrau [PERSON_1.2] wurde am Montag gehört. [PERSON_1.2]s Antrag liegt vor."
    );
}

#[test]
fn parties_of_the_submission_are_masked_wherever_they_stand() {
    let text = "Der Vater, Onno Janssen, und seine Tochter Insa.";
    let names = Names::new(&document(text), &["Janssen, Onno".to_owned(), "Insa Janssen".to_owned()]);
    let masked = Masker::new(Kind::ALL, names).mask(text, &mut KeyMap::default()).unwrap();
    assert_eq!(masked, "Der Vater, [PERSON_1], und seine Tochter [PERSON_2].");
}

#[test]
fn unknown_and_garbled_placeholders_are_counted_and_left() {
    let text = "IBAN DE89370400440532013000";
    let mut map = KeyMap::default();
    let masked = Masker::new(Kind::ALL, Names::default()).mask(text, &mut map).unwrap();
    assert_eq!(masked, "IBAN [IBAN_1]");
    let restored = map.restore("[IBAN_1], [IBAN_2], IBAN_1 und [Iban_1]", false);
    assert_eq!(restored.text, "DE89370400440532013000, [IBAN_2], IBAN_1 und [Iban_1]");
    assert_eq!(restored.unknown, 3);
}

#[test]
fn a_placeholder_in_the_text_itself_is_no_placeholder() {
    let text = "Siehe [PERSON_1].";
    let mut map = KeyMap::default();
    let masked = Masker::new([], Names::default()).mask(text, &mut map).unwrap();
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
    let names = names("Frau Erika Mustermann");
    let mut map = KeyMap::default();
    let masker = Masker::new(Kind::ALL, names);
    assert!(masker.mask("Frau Erika Mustermann", &mut map).is_ok());
    let shown = format!("{masker:?} {map:?}");
    assert!(!shown.contains("Mustermann"), "{shown}");
}
