use super::{is_contents_line, label_length, margin_number_length, starts_with_date};

#[test]
fn labels_are_told_from_text() {
    let cases = [
        ("a) Kosten", "a) "),
        ("(1) Der Antrag", "(1) "),
        ("1. Anlass", "1. "),
        ("1.2.1 Umfang", "1.2.1 "),
        ("§ 3 Frist", "§ 3 "),
        ("• Punkt", "• "),
        ("§ 3\u{2028}Frist", "§ 3\u{2028}"),
        ("§  3\u{205f}Frist", "§  3\u{205f}"),
        ("§ 3", "§ 3"),
        ("– Punkt", "– "),
        ("IV. Ergebnis", "IV. "),
        ("aa) Prüfung", "aa) "),
        ("Art. 5 Zweck", "Art. 5 "),
        ("1. Januar 2024", ""),
        ("2024 war", ""),
        ("Der Antrag", ""),
        ("z. B. so", ""),
        ("9.05 Uhr", ""),
        ("184.350 Euro", ""),
        ("Nr. 5", ""),
        ("A. Allgemeines", "A. "),
        ("3.412 Anträge", ""),
    ];
    for (text, label) in cases {
        assert_eq!(text.get(..label_length(text)), Some(label), "{text}");
    }
}

#[test]
fn margin_numbers_stand_before_sentences() {
    assert_eq!(margin_number_length("12 Die Kammer"), 3);
    assert_eq!(margin_number_length("12 vom Hundert"), 0);
    assert_eq!(margin_number_length("Die 12"), 0);
}

#[test]
fn dates_and_tables_of_contents_are_known() {
    assert!(starts_with_date("14. Juli 2026"));
    assert!(!starts_with_date("14. Sitzung"));
    assert!(is_contents_line("1.2 Kosten . . . . . . 14"));
    assert!(!is_contents_line("Die Kosten betragen 14"));
}
