use super::{harmless, index_csv};
use crate::tests::samples::{entries, overview, provenance};
use crate::{Digest, IndexOutcome, IndexReport};

#[test]
fn no_cell_is_a_formula() {
    for (cell, expect) in [
        ("=1+1", "'=1+1"),
        ("+49 385", "'+49 385"),
        ("-2", "'-2"),
        ("@SUMME(A1)", "'@SUMME(A1)"),
        (" =1", "' =1"),
        ("  zwei  Blanks ", "\"  zwei  Blanks \""),
        ("＝1", "'＝1"),
        ("=HYPERLINK(\"x\";\"y\")", "\"'=HYPERLINK(\"\"x\"\";\"\"y\"\")\""),
        ("a;b", "\"a;b\""),
        ("Bescheid", "Bescheid"),
    ] {
        assert_eq!(harmless(cell), expect);
    }
}

#[test]
fn a_name_with_blanks_stays_the_name_of_the_file() {
    let (made, mut entries) = (provenance(), entries());
    entries[2].name = " a  b.docx".to_owned();
    entries[2].report = Some(" a  b.docx.html".to_owned());
    let table = index_csv(&overview(&made, &entries));
    let row = table.split("\r\n").nth(3).unwrap();
    assert!(row.starts_with("\" a  b.docx\";") && row.contains(";\" a  b.docx.html\";"), "{row}");
}

#[test]
fn the_grounds_name_every_cause_for_which_a_person_is_needed() {
    let (made, mut entries) = (provenance(), entries());
    let mut grounds = |change: fn(&mut Digest)| {
        let IndexOutcome::Summarised(digest) = &mut entries[2].outcome else { panic!("summarised") };
        let before = digest.clone();
        change(digest);
        assert_eq!(digest.needs_a_person(), !digest.reasons().is_empty());
        let table = index_csv(&overview(&made, &entries));
        let IndexOutcome::Summarised(digest) = &mut entries[2].outcome else { panic!("summarised") };
        *digest = before;
        table.split("\r\n").nth(3).unwrap().split(';').nth(2).unwrap().to_owned()
    };
    assert_eq!(grounds(|_| ()), "");
    assert_eq!(grounds(|digest| digest.statements = 0), "kein Satz zusammengefasst");
    assert_eq!(grounds(|digest| digest.hidden_text = true), "verborgener Text");
    assert_eq!(grounds(|digest| digest.incomplete = true), "\"Datei beschädigt, unvollständig gelesen\"");
    assert_eq!(grounds(|digest| digest.review = 1), "1 Satz zu prüfen");
    assert_eq!(grounds(|digest| digest.parts.partly = 1), "1 Abschnitt unvollständig gelesen");
}

#[test]
fn every_document_is_a_row_with_every_column() {
    let (made, entries) = (provenance(), entries());
    let (not_reached, skipped) = (vec!["rest/a  b;c.pdf".to_owned()], vec!["=verweis\n1".to_owned()]);
    let table = index_csv(&IndexReport { not_reached: &not_reached, skipped: &skipped, ..overview(&made, &entries) });
    let rows: Vec<&str> = table.trim_start_matches('\u{feff}').split_terminator("\r\n").collect();
    assert_eq!(rows.len(), 1 + entries.len() + 2);
    assert!(rows[6].starts_with("\"rest/a  b;c.pdf\";noch nicht bearbeitet;;"), "{}", rows[6]);
    assert!(rows[7].starts_with("'=verweis\u{fffd}1;nicht gelesen;"), "{}", rows[7]);
    for row in rows {
        let quoted = row.split('"').enumerate().filter(|(index, _)| index % 2 == 1).map(|(_, text)| text);
        let within: usize = quoted.map(|text| text.matches(';').count()).sum();
        assert_eq!(row.matches(';').count() - within, 17, "{row}");
    }
}
