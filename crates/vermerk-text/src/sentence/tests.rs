use vermerk_document::{MediaType, Metadata, Part, PartKind, Reading};

use super::*;

#[track_caller]
fn check(sentences: &[&str]) {
    let text = sentences.join(" ");
    let got: Vec<&str> = sentence_ranges(&text).into_iter().map(|range| &text[range]).collect();
    assert_eq!(got, sentences);
}

#[test]
fn ordinals_and_days_do_not_end_a_sentence() {
    check(&["Am 3. März tagte der 2. Ausschuss.", "Er vertagte sich auf den 17. April 2024."]);
    check(&["Zuständig ist der XII. Zivilsenat.", "Er hat entschieden."]);
    check(&["Das Amt besteht seit 1998.", "Dienstsitz ist Ulm."]);
    check(&["Dies folgt aus § 4 Abs. 3.", "Satz 1 gilt nicht."]);
}

#[test]
fn abbreviations_end_a_sentence_only_before_its_beginning() {
    check(&["Es gilt § 14 Abs. 1 i. V. m. § 2 ff. BauGB.", "Anderes gilt nach Rn. 7 ff.", "Die Frist läuft."]);
    check(&["Der Verein „Rettung e. V.“ zahlt.", "Träger ist ein anderer e. V.", "Er zahlt nicht."]);
    check(&["Frau Dr. jur. Neumann (geb. Groß) leitet das Ref. 12.", "Herr Prof. Dr. Alt hilft z. B. im Mai."]);
    check(&["Mr. Brown wrote to Dr. Hill on 5 May 2020.", "He asked for approx. 30 copies."]);
}

#[test]
fn brackets_and_quotes_hold_together() {
    check(&["Das Gutachten (siehe Bl. 4 d. A. Es ist alt.) überzeugt.", "Es bleibt dabei."]);
    check(&["„Ist das wahr?“, fragte sie.", "„Ja.“", "Er ging."]);
    check(&["(Der Rat war dagegen.)", "Die Sitzung endete."]);
}

#[test]
fn lines_of_a_list_are_sentences_and_wrapped_lines_are_not() {
    let text = "Benötigt werden für die Bearbeitung des\nAntrags folgende Unterlagen:\n- Ausweis\n- Meldebescheinigung\n\n1. Einleitung";
    let got: Vec<&str> = sentence_ranges(text).into_iter().map(|range| &text[range]).collect();
    assert_eq!(got[1..], ["- Ausweis", "- Meldebescheinigung", "1. Einleitung"]);
}

#[test]
fn labels_rows_and_headings_are_never_chosen() {
    let text = "Die Kosten des Verfahrens trägt nach alledem die beklagte Gemeinde.";
    let mut item = Block::new(BlockKind::ListItem { level: 0 }, format!("a) {text}"));
    item.label_len = 3;
    let blocks = vec![
        Block::new(BlockKind::Heading { level: 1 }, text),
        item,
        Block::new(BlockKind::TableRow { table: 0, row: 0, header: false }, text),
        Block::new(BlockKind::Furniture, text),
        Block::new(BlockKind::Paragraph, "Zu kurz. "),
    ];
    let part = Part { kind: PartKind::Section { number: 1 }, reading: Reading::Read, blocks };
    let document =
        Document { media_type: MediaType::Docx, metadata: Metadata::default(), parts: vec![part], hidden: Vec::new() };
    let found = sentences(&document);
    assert_eq!(found.iter().map(|s| s.eligible).collect::<Vec<_>>(), [false, true, false, false]);
    assert_eq!(document.resolve(found[1].span), Some(text));
    assert_eq!(lines(&document)[1], format!("a) {text}"));
}

#[test]
fn letterheads_and_halves_of_sentences_are_never_chosen() {
    for (text, whole) in [
        ("Die Kosten des Verfahrens trägt nach alledem die beklagte Gemeinde.", true),
        ("§ 5 Abs. 2 gilt entsprechend für Verfahren nach dem dritten Abschnitt.[3]", true),
        ("„Die Frist ist gewahrt, weil der Antrag am letzten Tag einging.“", true),
        ("Landkreis Steinfurth · Amt für Kreisstraßen · Schlossallee 1 · 90440 Steinfurth Telefon 0900", false),
        ("hat die Kammer auf Grund der mündlichen Verhandlung vom 26. Februar für Recht erkannt.", false),
    ] {
        assert_eq!(super::is_whole(text), whole, "{text}");
    }
}

#[test]
fn a_line_without_end_is_cut_at_white_space_or_between_characters() {
    for line in ["x".repeat(1 << 20), "ä".repeat(1 << 19), "1.1.2020 ".repeat(1 << 17), "- 1. ".repeat(1 << 17)] {
        let ranges = sentence_ranges(&line);
        assert!(ranges.iter().all(|range| range.len() <= 8 << 10 && !range.is_empty()));
        let kept: usize =
            ranges.iter().map(|range| line[range.clone()].split_whitespace().map(str::len).sum::<usize>()).sum();
        assert_eq!(kept, line.split_whitespace().map(str::len).sum::<usize>(), "nothing is lost");
    }
}
