//! What Word and LibreOffice find in a DOCX report.

use std::io::{Cursor, Read as _};

use super::samples::{notice_of_grant, provenance, report};
use crate::docx;

/// A part of the package as text.
pub(crate) fn part(docx: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn the_same_report_gives_the_same_bytes_on_any_thread() {
    let make = || docx(&report("bescheid.pdf", &provenance(), &notice_of_grant())).unwrap();
    let first = make();
    let elsewhere = std::thread::spawn(move || (make(), make()));
    let (second, third) = elsewhere.join().unwrap();
    assert!(first == second && second == third);
    let mut archive = zip::ZipArchive::new(Cursor::new(&first)).unwrap();
    for index in 0..archive.len() {
        let entry = archive.by_index(index).unwrap();
        assert_eq!(entry.last_modified(), Some(zip::DateTime::default()), "{}", entry.name());
    }
    let core = part(&first, "docProps/core.xml");
    assert!(!core.contains("dcterms") && core.contains("<dc:language>de-DE</dc:language>"), "{core}");
    assert!(core.contains("<dc:title>Zuwendungsbescheid zur Förderung der Dorfbücherei Klein Wessin</dc:title>"));
}

#[test]
fn headings_tables_and_language_are_real() {
    let bytes = docx(&report("bescheid.pdf", &provenance(), &notice_of_grant())).unwrap();
    let styles = part(&bytes, "word/styles.xml");
    for name in ["heading 1", "heading 2", "Title"] {
        assert!(styles.contains(&format!("<w:name w:val=\"{name}\" />")), "{name}");
    }
    assert!(styles.contains("<w:lang w:val=\"de-DE\"") && styles.contains("w:default=\"1\" w:styleId=\"Normal\""));
    let document = part(&bytes, "word/document.xml");
    assert_eq!(document.matches("<w:pStyle w:val=\"Heading1\" />").count(), 8);
    assert_eq!(document.matches("<w:pStyle w:val=\"Heading2\" />").count(), 4);
    assert_eq!(document.matches("<w:tblHeader/>").count(), 7, "four of findings, omissions, coverage, quotes");
    assert!(document.contains("<w:pgSz w:w=\"11906\" w:h=\"16838\""));
    assert!(part(&bytes, "docProps/custom.xml").contains("name=\"ai-generated\""));
    assert!(part(&bytes, "word/header1.xml").contains("Maschinell erstellt – ENTWURF"));
    let footer = part(&bytes, "word/footer1.xml");
    assert!(footer.contains("PAGE") && footer.contains("NUMPAGES"));
    let links = document.matches("<w:hyperlink w:anchor=\"Beleg_").count();
    assert_eq!((links, document.matches("w:name=\"Beleg_").count()), (4, 4), "each link has its bookmark");
}
