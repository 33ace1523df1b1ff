//! What stands on paper, point by point, in small documents.

use super::*;

/// Reads an archive of these parts as they are.
fn read_parts(parts: &[(&str, &str)]) -> Result<Extraction, Rejection> {
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, content)| (*name, content.as_bytes())).collect();
    crate::read(&package(&parts), vermerk_document::MediaType::Docx, &Limits::default())
}

const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#;

#[test]
fn documents_put_in_on_opening_are_told() {
    let relations =
        format!(r#"{RELATIONS}<Relationship Id="c" Type="x/aFChunk" Target="afchunk.mht"/></Relationships>"#);
    let chunk = r#"<w:altChunk r:id="c"/>"#;
    let row = format!("<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{chunk}</w:tc></w:tr></w:tbl>");
    let read = |body: &str| {
        read_parts(&[("word/document.xml", &document(body)), ("word/_rels/document.xml.rels", &relations)])
    };
    let missing = PartReason::OtherDocuments { count: 1 };
    let partly = read(&(p("Text") + chunk)).unwrap();
    assert_eq!(partly.document.parts[0].reading, Reading::Partly(missing));
    let kinds: Vec<NoticeKind> = partly.notices.iter().map(|notice| notice.kind).collect();
    assert_eq!(kinds, [NoticeKind::PartUnread(missing)]);
    assert_eq!(read(chunk).unwrap_err(), Rejection::Unsupported);
    assert_eq!(read(&(p("Text") + &row)).unwrap().document.parts[0].reading, Reading::Read);
}

#[test]
fn notes_are_numbered_as_their_section_says() {
    let note =
        |kind: &str, id: u32| format!(r#"<w:{kind}note w:id="{id}">{}</w:{kind}note>"#, p(&format!("{kind}{id}")));
    let notes = |kind: &str| (1..=4).map(|id| note(kind, id)).collect::<String>();
    let refer = |kind: &str, id: u32| format!(r#"<w:r><w:t>x</w:t><w:{kind}noteReference w:id="{id}"/></w:r>"#);
    let body = format!(
        r#"<w:p>{}{}</w:p><w:p><w:pPr><w:sectPr><w:footnotePr><w:numFmt w:val="chicago"/></w:footnotePr></w:sectPr></w:pPr></w:p>
           <w:p>{}{}</w:p><w:sectPr><w:footnotePr><w:numFmt w:val="lowerLetter"/><w:numStart w:val="3"/><w:numRestart w:val="eachSect"/>
           </w:footnotePr></w:sectPr>"#,
        refer("foot", 1),
        refer("end", 1),
        refer("foot", 2),
        refer("end", 2),
    );
    let parts = [("footnotes", notes("foot")), ("endnotes", notes("end"))];
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, content)| (*name, content.as_str())).collect();
    let expect = [
        "p||x[*]x[Endnote 1]",
        "note|[*]|foot1",
        "note|[Endnote 1]|end1",
        "p||x[3]x[Endnote 2]",
        "note|[3]|foot2",
        "note|[Endnote 2]|end2",
    ];
    check_with(&body, &parts, &expect);
    let settings = r#"<w:endnotePr><w:numFmt w:val="upperRoman"/><w:numStart w:val="4"/></w:endnotePr>"#;
    let endnotes = notes("end");
    let body = format!("<w:p>{}{}</w:p>", refer("end", 1), refer("end", 2));
    let parts = [("endnotes", endnotes.as_str()), ("settings", settings)];
    check_with(&body, &parts, &["p||x[4]x[5]", "note|[4]|end1", "note|[5]|end2"]);
}

#[test]
fn deleted_rows_count_for_nothing() {
    let numbering = list(1, &[("decimal", "%1.")], "") + &instance(1, 1, "");
    let secret = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>geheim</w:t></w:r></w:p>";
    let boxed =
        format!("<w:p><w:r><v:textbox><w:txbxContent>{secret}{}</w:txbxContent></v:textbox></w:r></w:p>", item(1, 0));
    let cell = |props: &str| format!("<w:tc><w:tcPr>{props}</w:tcPr>{}{secret}{boxed}</w:tc>", item(1, 0));
    let body = format!(
        "{}<w:tbl><w:tr><w:trPr><w:del/></w:trPr>{}</w:tr><w:tr>{}</w:tr></w:tbl>{}",
        item(1, 0),
        cell(""),
        cell("<w:cellDel/>"),
        item(1, 0)
    );
    let read = read_with(&body, &[("numbering", &numbering)]);
    assert_eq!(dump(&read), ["li0|1.|x", "li0|2.|x"]);
    assert_eq!(read.document.hidden, []);
}

#[test]
fn wrong_separators_and_cases_of_names_do_not_matter() {
    let root =
        format!(r#"{RELATIONS}<Relationship Id="r" Type="y/officeDocument" Target="\Word\Main.xml"/></Relationships>"#);
    let own = format!(r#"{RELATIONS}<Relationship Id="f" Type="y/footnotes" Target=".\notes\F.xml"/></Relationships>"#);
    let body = document(r#"<w:p><w:r><w:t>Text</w:t><w:footnoteReference w:id="1"/></w:r></w:p>"#);
    let notes = format!(r#"<w:footnotes {W}><w:footnote w:id="1">{}</w:footnote></w:footnotes>"#, p("Quelle"));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let parts = [
        ("_rels\\.rels", &root),
        ("word\\main.xml", &body),
        ("word\\_rels\\main.xml.rels", &own),
        ("word\\notes\\f.xml", &notes),
    ];
    for (name, content) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    let read = crate::read(&bytes, vermerk_document::MediaType::Docx, &Limits::default()).unwrap();
    assert_eq!(dump(&read), ["p||Text[1]", "note|[1]|Quelle"]);
}

#[test]
fn charts_and_diagrams_stand_after_their_anchor() {
    let relations = format!(
        r#"{RELATIONS}<Relationship Id="c" Type="x/chart" Target="c.xml"/><Relationship Id="d" Type="x/diagramData" Target="d.xml"/></Relationships>"#
    );
    let ns = r#"xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"
        xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;
    let chart = format!(
        "<c:chartSpace {ns}><c:title><a:p><a:r><a:t>Anträge</a:t></a:r></a:p></c:title><c:ser><c:tx><c:f>A!1</c:f><c:v>2025</c:v></c:tx>
         <c:cat><c:pt><c:v>Mai</c:v></c:pt><c:pt><c:v>Juni</c:v></c:pt></c:cat><c:val><c:pt><c:v>4.4000000000000004</c:v></c:pt><c:pt><c:v>5</c:v></c:pt></c:val>
         </c:ser></c:chartSpace>"
    );
    let diagram = format!(
        "<dgm:x {ns}><dgm:pt><dgm:t><a:p><a:r><a:t>Eingang</a:t></a:r></a:p></dgm:t></dgm:pt><dgm:pt><dgm:t><a:p><a:r><a:t>Prüfung</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:x>"
    );
    let body = document(&format!(
        r#"<w:p><w:r><w:t>Anker</w:t><w:drawing><c:chart {ns} r:id="c"/></w:drawing><w:drawing><dgm:relIds {ns} r:dm="d"/></w:drawing></w:r></w:p>"#
    ));
    let parts = [
        ("word/document.xml", body.as_str()),
        ("word/_rels/document.xml.rels", &relations),
        ("word/c.xml", &chart),
        ("word/d.xml", &diagram),
    ];
    let read = read_parts(&parts).unwrap();
    assert_eq!(dump(&read), ["p||Anker", "box||Anträge\n2025: Mai 4.4; Juni 5", "box||Eingang\nPrüfung"]);
}

#[test]
fn what_only_wraps_text_is_looked_through() {
    check(
        r#"<w:sdt><w:sdtPr><w:placeholder><w:docPart w:val="x"/></w:placeholder><w:text/></w:sdtPr><w:sdtContent><w:p><w:smartTag w:element="n">
           <w:smartTagPr><w:attr w:name="a" w:val="b"/></w:smartTagPr><w:r><w:t xml:space="preserve">Musterstadt, </w:t></w:r></w:smartTag><w:customXml>
           <w:hyperlink r:id="x"><w:r><w:t>Amt</w:t></w:r></w:hyperlink></w:customXml><w:r><w:ptab w:alignment="right"/><w:t>12.</w:t></w:r>
           <w:sdt><w:sdtContent><w:r><w:t>Mai</w:t></w:r></w:sdtContent></w:sdt><w:r><w:rPr><w:spacing w:val="200"/></w:rPr><w:t>gesperrt</w:t></w:r></w:p></w:sdtContent></w:sdt>"#,
        &["p||Musterstadt, Amt 12.Maigesperrt"],
    );
}

#[test]
fn moves_and_old_properties() {
    let moved = r#"<w:p><w:moveFromRangeStart w:id="1" w:name="m"/><w:moveFrom w:id="2"><w:r><w:t>alter Ort</w:t></w:r></w:moveFrom><w:moveFromRangeEnd w:id="1"/>
        <w:r><w:t>bleibt</w:t></w:r></w:p><w:p><w:moveTo w:id="3"><w:r><w:t>neuer Ort</w:t></w:r></w:moveTo></w:p>
        <w:p><w:pPr><w:pPrChange w:id="4"><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:pPrChange></w:pPr><w:r><w:rPr><w:rPrChange w:id="5"><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr>
        <w:t>sichtbar</w:t></w:r></w:p>"#;
    check(moved, &["p||bleibt", "p||neuer Ort", "p||sichtbar"]);
}

#[test]
fn broken_notes_comments_and_headers_leave_the_text() {
    let body = r#"<w:p><w:r><w:t>Text</w:t><w:footnoteReference w:id="1"/><w:commentReference w:id="1"/></w:r></w:p>
        <w:sectPr><w:headerReference r:id="hdr1"/></w:sectPr>"#;
    for part in ["footnotes", "comments", "hdr1"] {
        let read = read_with(body, &[(part, "<w:p")]);
        assert!(dump(&read).iter().any(|line| line.starts_with("p||Text")), "{part}");
        assert_eq!(read.notices[0].kind, NoticeKind::SidePartUnreadable, "{part}");
        assert_eq!(read.document.parts[0].reading, Reading::Read, "{part}");
    }
}

#[test]
fn markup_cut_off_within_a_formula_keeps_its_signs() {
    let whole = document("<w:p><w:r><w:t>Es gilt </w:t></w:r><m:oMath><m:r><m:t>a=b</m:t></m:r><m:r><m:t>");
    let cut = whole.split_once("</w:body>").unwrap().0;
    let read = read_xml(cut.as_bytes()).unwrap();
    assert_eq!(dump(&read), ["p||Es gilt a=b"]);
    assert_eq!(read.document.parts[0].reading, Reading::Partly(PartReason::Damaged));
}

#[test]
fn control_characters_are_no_marks() {
    let note = format!(r#"<w:footnote w:id="1">{}</w:footnote>"#, p("Quelle"));
    let body = r#"<w:p><w:r><w:t>a&#1;f1&#2;b</w:t><w:footnoteReference w:id="1"/></w:r></w:p>"#;
    check_with(body, &[("footnotes", &note)], &["p||af1b[1]", "note|[1]|Quelle"]);
}
