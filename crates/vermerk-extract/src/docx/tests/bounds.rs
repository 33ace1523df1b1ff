//! What keeps a hostile file from taking more time or memory than its limits. Each of these fails without its bound.

use super::*;

/// An archive whose entries are not packed, so that the growth of an entry is no matter.
fn stored(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let root = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
        <Relationship Id="rId1" Type="x/officeDocument" Target="word/document.xml"/></Relationships>"#;
    for (name, content) in [("_rels/.rels", root)].iter().chain(parts) {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored)).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn read_bytes(bytes: &[u8], limits: &Limits) -> Result<Extraction, Rejection> {
    crate::read(bytes, vermerk_document::MediaType::Docx, limits)
}

/// Holds that reading this body stops at a limit, with some text before it.
#[track_caller]
fn check_stops(body: &str, limits: &Limits, limit: Limit) -> Extraction {
    let read = read_bytes(&stored(&[("word/document.xml", &document(body))]), limits).unwrap();
    let last = read.document.parts.last().unwrap();
    let reason = PartReason::Limit(limit);
    assert!([Reading::Partly(reason), Reading::Unreadable(reason)].contains(&last.reading), "{:?}", last.reading);
    read
}

/// Holds that this side part is told to be unreadable, and that the text is still there.
#[track_caller]
fn check_side_part(name: &str, content: &str) -> Extraction {
    let read = read_with(&p("Text"), &[(name, content)]);
    assert_eq!(read.notices[0].kind, NoticeKind::SidePartUnreadable);
    assert_eq!(dump(&read), ["p||Text"]);
    read
}

#[test]
fn parts_packed_in_other_ways_are_told() {
    for method in [zip::CompressionMethod::Stored, zip::CompressionMethod::Deflated] {
        for (part, expect) in [("word/document.xml", None), ("word/styles.xml", Some(NoticeKind::SidePartUnreadable))] {
            let body = document(&p("Text"));
            let parts = [("word/document.xml", body.as_str()), ("word/styles.xml", "<x/>")];
            let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
            for (name, content) in parts {
                zip.start_file(name, SimpleFileOptions::default().compression_method(method)).unwrap();
                zip.write_all(content.as_bytes()).unwrap();
            }
            let mut bytes = zip.finish().unwrap().into_inner();
            // The method of bzip2, in the entry's own header and in the directory; the data could well be read.
            for (signature, method_at, name_at) in [(b"PK\x03\x04", 8, 30), (b"PK\x01\x02", 10, 46)] {
                let headers: Vec<usize> = (0..bytes.len()).filter(|&at| bytes[at..].starts_with(signature)).collect();
                let at = headers.into_iter().find(|at| bytes[at + name_at..].starts_with(part.as_bytes())).unwrap();
                bytes[at + method_at] = 12;
            }
            let read = read_bytes(&bytes, &Limits::default());
            assert_eq!(read.as_ref().err(), expect.is_none().then_some(&Rejection::Damaged));
            assert_eq!(read.ok().map(|read| read.notices[0].kind), expect);
        }
    }
}

#[test]
fn inflated_bytes_are_counted_in_each_part_and_in_all() {
    let many: String = (0..1000).map(|_| p("Text")).collect();
    check_stops(&many, &Limits { entry_bytes: 20_000, ..Limits::default() }, Limit::DecodedBytes);
    check_stops(&many, &Limits { decoded_bytes: 20_000, ..Limits::default() }, Limit::DecodedBytes);
    // Two parts, neither of which is too long by itself.
    let notes = format!("<w:footnotes {W}>{}</w:footnotes>", " ".repeat(30_000));
    let parts = [("word/document.xml", document(&many)), ("word/footnotes.xml", notes)];
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, content)| (*name, content.as_str())).collect();
    let limits = Limits { entry_bytes: 60_000, decoded_bytes: 60_000, ..Limits::default() };
    let read = read_bytes(&stored(&parts), &limits).unwrap();
    assert_eq!(read.document.parts[0].reading, Reading::Partly(PartReason::Limit(Limit::DecodedBytes)));
    assert_eq!(read_bytes(&stored(&parts[..1]), &limits).unwrap().document.parts[0].reading, Reading::Read);
}

#[test]
fn events_are_counted() {
    let limits = Limits { operators: 200, ..Limits::default() };
    check_stops(&(0..100).map(|_| p("Text")).collect::<String>(), &limits, Limit::Operators);
    // Also those that are left out.
    check_stops(&(p("Text") + "<w:del>" + &"<w:r/>".repeat(300)), &limits, Limit::Operators);
}

#[test]
fn sections_are_counted() {
    let section = "<w:p><w:pPr><w:sectPr/></w:pPr><w:r><w:t>Text</w:t></w:r></w:p>";
    let read = check_stops(&section.repeat(10), &Limits { parts: 3, ..Limits::default() }, Limit::Parts);
    assert_eq!(read.document.parts.len(), 3);
    let limits = Limits { output_bytes: 20_000, ..Limits::default() };
    check_stops(&(p("Text") + &"<w:sectPr/>".repeat(1000)), &limits, Limit::OutputBytes);
}

#[test]
fn no_token_is_longer_than_memory_allows() {
    let long = format!(r#"{}<w:p><wp:docPr descr="{}"/></w:p>"#, p("Text"), "x".repeat(17 << 20));
    check_stops(&long, &Limits::default(), Limit::Memory);
}

#[test]
fn references_are_short() {
    let body = r#"<w:p><wp:docPr descr="&#00000065; &#0000000000065; a&b; c"/><w:r><w:t>Text</w:t></w:r></w:p>"#;
    check(body, &["p||Text", "alt||A &#0000000000065; a c"]);
}

#[test]
fn bindings_of_prefixes_are_counted() {
    let bound: String = (0..1100).fold(String::new(), |mut all, index| {
        write!(all, r#" xmlns:p{index}="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#).unwrap();
        all
    });
    check(
        &format!("<w:p{bound}><p0:r><p0:t>da</p0:t></p0:r><p1099:r><p1099:t>nicht</p1099:t></p1099:r></w:p>"),
        &["p||da"],
    );
}

#[test]
fn cells_of_a_row_are_counted() {
    let body = format!("{}<w:tbl><w:tr>{}", p("Text"), "<w:tc/>".repeat(20_000));
    check_stops(&body, &Limits::default(), Limit::Memory);
}

#[test]
fn hidden_passages_and_notes_are_charged_by_what_they_cost() {
    let limits = Limits { output_bytes: 20_000, ..Limits::default() };
    let hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r></w:p>";
    check_stops(&(p("Text") + &hidden.repeat(1000)), &limits, Limit::OutputBytes);
    let notes = format!("<w:footnotes {W}>{}</w:footnotes>", r#"<w:footnote w:id="1"/>"#.repeat(1000));
    let parts = [("word/document.xml", document(&p("Text"))), ("word/footnotes.xml", notes)];
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, content)| (*name, content.as_str())).collect();
    let read = read_bytes(&stored(&parts), &limits).unwrap();
    assert!(read.notices.iter().any(|notice| notice.kind == NoticeKind::SidePartUnreadable));
}

#[test]
fn formulas_are_no_longer_than_anyone_writes_them() {
    check_stops(&(p("Text") + "<w:p><m:oMath>" + &"<m:e/>".repeat(30_000)), &Limits::default(), Limit::Memory);
    let signs = "<m:r><m:t>xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx</m:t></m:r>".repeat(40_000);
    check_stops(&(p("Text") + "<w:p><m:oMath>" + &signs), &Limits::default(), Limit::Memory);
}

#[test]
fn masses_of_definitions_are_left_unread() {
    let many = |element: fn(u32) -> String| (0..30_000).map(element).collect::<Vec<_>>().concat();
    check_side_part("styles", &many(|id| format!(r#"<w:style w:styleId="{id}"/>"#)));
    check_side_part("numbering", &many(|id| format!(r#"<w:num w:numId="{id}"></w:num>"#)));
}

/// A drawing of this markup, at the limits of what is held of one.
#[track_caller]
fn check_drawing(kind: &str, content: &str) {
    let relations = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="c" Type="x/{kind}" Target="c.xml"/></Relationships>"#
    );
    let parts = [
        ("word/document.xml", document(&p("Text"))),
        ("word/_rels/document.xml.rels", relations),
        ("word/c.xml", content.to_owned()),
    ];
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, content)| (*name, content.as_str())).collect();
    let read = read_bytes(&stored(&parts), &Limits::default()).unwrap();
    assert_eq!(read.notices.first().map(|notice| notice.kind), Some(NoticeKind::SidePartUnreadable));
}

#[test]
fn lines_and_text_of_drawings_are_counted() {
    let chart =
        |inner: &str| format!(r#"<c:x xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart">{inner}</c:x>"#);
    let diagram = |inner: &str| {
        let (d, a) = (
            "http://schemas.openxmlformats.org/drawingml/2006/diagram",
            "http://schemas.openxmlformats.org/drawingml/2006/main",
        );
        format!(r#"<d:x xmlns:d="{d}" xmlns:a="{a}">{inner}</d:x>"#)
    };
    check_drawing("chart", &chart(&"<c:ser/>".repeat(20_000)));
    check_drawing("chart", &chart(&format!("<c:title><c:v>{}</c:v></c:title>", "<c:x>x</c:x>".repeat(1_100_000))));
    check_drawing("chart", &chart(&format!("<c:title>{}</c:title>", "<c:v>xxxxxxxxxx</c:v>".repeat(120_000))));
    check_drawing("diagramData", &diagram(&"<d:pt/>".repeat(20_000)));
    check_drawing("diagramData", &diagram(&format!("<d:pt>{}</d:pt>", "<a:t>xxxxxxxxxx</a:t>".repeat(120_000))));
}

#[test]
fn relationships_are_counted() {
    let header = |id: &str| format!(r#"<w:p/><w:sectPr><w:headerReference r:id="{id}"/></w:sectPr>"#);
    let mut relations =
        String::from(r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#);
    (0..50)
        .for_each(|id| write!(relations, r#"<Relationship Id="r{id}" Type="x/header" Target="kopf.xml"/>"#).unwrap());
    relations.push_str("</Relationships>");
    let kopf = format!("<w:hdr {W}>{}</w:hdr>", p("Kopf"));
    let read = |id: &str| {
        let body = document(&(p("Text") + &header(id)));
        let parts =
            [("word/document.xml", &*body), ("word/_rels/document.xml.rels", &relations), ("word/kopf.xml", &kopf)];
        dump(&read_bytes(&stored(&parts), &Limits { entries: 20, ..Limits::default() }).unwrap())
    };
    assert_eq!(read("r5"), ["furniture||Kopf", "p||Text"]);
    assert_eq!(read("r45"), ["p||Text"]);
}
