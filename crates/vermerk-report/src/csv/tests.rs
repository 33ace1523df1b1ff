use super::{harmless, index_csv};
use crate::IndexReport;
use crate::tests::samples::{entries, overview, provenance};

#[test]
fn no_cell_is_a_formula() {
    for (cell, expect) in [
        ("=1+1", "'=1+1"),
        ("+49 385", "'+49 385"),
        ("-2", "'-2"),
        ("@SUMME(A1)", "'@SUMME(A1)"),
        (" =1", "' =1"),
        ("＝1", "'＝1"),
        ("=HYPERLINK(\"x\";\"y\")", "\"'=HYPERLINK(\"\"x\"\";\"\"y\"\")\""),
        ("a;b", "\"a;b\""),
        ("Bescheid", "Bescheid"),
    ] {
        assert_eq!(harmless(cell), expect);
    }
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
