use vermerk_document::{BlockKind, NoticeKind, Rejection};

use super::read;
use crate::Limits;

/// Each block as `kind|label|body`.
#[track_caller]
fn check(text: &str, expect: &[&str]) {
    let extraction = read(text.as_bytes(), &Limits::default()).unwrap();
    let blocks: Vec<String> = extraction
        .document
        .blocks()
        .map(|(_, block)| {
            let kind = match block.kind {
                BlockKind::Heading { level } => format!("h{level}"),
                BlockKind::ListItem { .. } => "li".to_owned(),
                _ => "p".to_owned(),
            };
            format!("{kind}|{}|{}", block.label(), block.body())
        })
        .collect();
    assert_eq!(blocks, expect);
}

#[test]
fn wrapped_lines_are_joined_and_parted_words_put_together() {
    check(
        "Der Antrag auf Erteilung einer Genehmigung für den Umbau des Gebäudes wur-\n\
         de am 3. Mai 2025 gestellt. Die Behörde hat ihn geprüft und die Hin- und\n\
         Rückfahrt zum Ortstermin abgerechnet.\n",
        &[
            "p||Der Antrag auf Erteilung einer Genehmigung für den Umbau des Gebäudes wurde am 3. Mai 2025 gestellt. Die \
           Behörde hat ihn geprüft und die Hin- und Rückfahrt zum Ortstermin abgerechnet.",
        ],
    );
}

#[test]
fn lines_of_an_address_stay_apart() {
    check(
        "Stadt Musterhausen\nAmt 61\nAm Markt 1\n\nBescheid.",
        &["p||Stadt Musterhausen", "p||Amt 61", "p||Am Markt 1", "p||Bescheid."],
    );
}

#[test]
fn windows_line_ends_make_no_empty_lines() {
    check(
        "Zeile eins.\r\nZeile zwei.\r\n\r\nNeuer Absatz.\r\n",
        &["p||Zeile eins.", "p||Zeile zwei.", "p||Neuer Absatz."],
    );
}

#[test]
fn headings_and_items_are_told_from_dates() {
    check(
        "Tatbestand\n\n1.2 Fristen\n\n- erstens\n- zweitens\n\na) Es gilt dies.\n\n1. Juli 2025 ist der Termin.\n",
        &[
            "h1||Tatbestand",
            "h2|1.2|Fristen",
            "li|-|erstens",
            "li|-|zweitens",
            "li|a)|Es gilt dies.",
            "p||1. Juli 2025 ist der Termin.",
        ],
    );
}

#[test]
fn margin_numbers_are_labels_wherever_they_stand() {
    check(
        "1\n\nDie Parteien streiten.\n\n2 Der Kläger wohnt in B.\n\n3\n\nDie Klage ist begründet.\n\n2025 war es so.",
        &[
            "p|1|Die Parteien streiten.",
            "p|2|Der Kläger wohnt in B.",
            "p|3|Die Klage ist begründet.",
            "p||2025 war es so.",
        ],
    );
}

#[test]
fn encodings_are_told_apart() {
    let read = |bytes: &[u8]| read(bytes, &Limits::default()).unwrap();
    let latin = read(b"Gr\xfc\xdfe aus K\xf6ln.");
    assert_eq!(latin.document.text().trim(), "Grüße aus Köln.");
    assert_eq!(latin.notices.first().map(|notice| notice.kind), Some(NoticeKind::Windows1252));
    let marked = read("\u{feff}Grüße.".as_bytes());
    assert_eq!((marked.document.text().trim(), marked.notices.len()), ("Grüße.", 0));
    let wide: Vec<u8> = [0xfeff].into_iter().chain("Grüße.".encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(&wide).document.text().trim(), "Grüße.");
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    assert_eq!(read(b"\x7fELF\0\0\0", &Limits::default()).unwrap_err(), Rejection::Unsupported);
}

#[test]
fn only_the_first_line_of_a_numbered_paragraph_has_the_number_as_its_label() {
    check(
        "1 Tenor\nDie Klage wird abgewiesen.\n\n2 Kosten\nSie trägt der Kläger.\n\n3 Gründe\nEs fehlt die Befugnis.",
        &[
            "p|1|Tenor",
            "p||Die Klage wird abgewiesen.",
            "p|2|Kosten",
            "p||Sie trägt der Kläger.",
            "p|3|Gründe",
            "p||Es fehlt die Befugnis.",
        ],
    );
}

#[test]
fn a_shortened_word_keeps_its_hyphen_at_the_end_of_a_line() {
    check(
        "Die Behörde hat im Verfahren die von beiden Seiten vorgetragenen Vor-\n\
         sowie Nachteile des Vorhabens gegeneinander abgewogen und beschieden.\n",
        &["p||Die Behörde hat im Verfahren die von beiden Seiten vorgetragenen Vor- sowie Nachteile des Vorhabens \
           gegeneinander abgewogen und beschieden."],
    );
}

#[test]
fn tag_characters_are_taken_out_and_reported() {
    let text = "Bescheid\u{e0049}\u{e0067}\u{e006e} vom Mai.";
    let read = crate::read(text.as_bytes(), vermerk_document::MediaType::Text, &Limits::default()).unwrap();
    assert_eq!(read.document.text().trim(), "Bescheid vom Mai.");
    assert_eq!(read.document.hidden[0].text, "Ign");
    assert_eq!(read.notices[0].kind, NoticeKind::HiddenText { passages: 1 });
}
