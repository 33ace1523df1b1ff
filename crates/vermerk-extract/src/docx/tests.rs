use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use vermerk_document::{BlockKind, Extraction, HiddenBy, Limit, NoticeKind, PartReason, Reading, Rejection};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::Limits;

mod bounds;
mod content;

const W: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"
    xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
    xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
    xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
    xmlns:v="urn:schemas-microsoft-com:vml""#;

/// A package with the given parts beside its root relationships.
fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let root = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
        <Relationship Id="rId1" Type="x/officeDocument" Target="word/document.xml"/>
        <Relationship Id="rId2" Type="x/core-properties" Target="docProps/core.xml"/></Relationships>"#;
    for (name, content) in [("_rels/.rels", root.as_slice())].iter().chain(parts) {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn document(body: &str) -> String {
    format!("<?xml version=\"1.0\"?><w:document {W}><w:body>{body}</w:body></w:document>")
}

/// Reads a document of this body and these further parts, each given without its root element.
fn read_with(body: &str, parts: &[(&str, &str)]) -> Extraction {
    let mut relations =
        String::from(r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#);
    let mut all = vec![("word/document.xml".to_owned(), document(body))];
    for (name, content) in parts {
        let kind = name.trim_end_matches(|c: char| c.is_ascii_digit());
        write!(relations, r#"<Relationship Id="{name}" Type="x/{kind}" Target="{name}.xml"/>"#).unwrap();
        all.push((format!("word/{name}.xml"), format!("<w:{kind} {W}>{content}</w:{kind}>")));
    }
    relations.push_str("</Relationships>");
    all.push(("word/_rels/document.xml.rels".to_owned(), relations));
    let parts: Vec<(&str, &[u8])> = all.iter().map(|(name, content)| (name.as_str(), content.as_bytes())).collect();
    crate::read(&package(&parts), vermerk_document::MediaType::Docx, &Limits::default()).unwrap()
}

/// Each block as `kind|label|body`.
fn dump(extraction: &Extraction) -> Vec<String> {
    let line = |block: &vermerk_document::Block| {
        let kind = match block.kind {
            BlockKind::Heading { level } => format!("h{level}"),
            BlockKind::Paragraph => "p".to_owned(),
            BlockKind::ListItem { level } => format!("li{level}"),
            BlockKind::TableRow { table, row, header } => format!("t{table}.{row}{}", if header { "h" } else { "" }),
            BlockKind::Note => "note".to_owned(),
            BlockKind::TextBox => "box".to_owned(),
            BlockKind::Furniture => "furniture".to_owned(),
            BlockKind::AltText => "alt".to_owned(),
            BlockKind::Comment => "comment".to_owned(),
            other => format!("{other:?}"),
        };
        format!("{kind}|{}|{}", block.label(), block.body())
    };
    extraction.document.blocks().map(|(_, block)| line(block)).collect()
}

#[track_caller]
fn check_with(body: &str, parts: &[(&str, &str)], expect: &[&str]) {
    assert_eq!(dump(&read_with(body, parts)), expect);
}

#[track_caller]
fn check(body: &str, expect: &[&str]) {
    check_with(body, &[], expect);
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// A paragraph in a style or with other properties.
fn styled(props: &str, text: &str) -> String {
    format!("<w:p><w:pPr>{props}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
}

#[test]
fn characters_are_what_a_reader_sees() {
    check(
        r#"<w:p><w:r><w:t xml:space="preserve">Az.: </w:t><w:tab/><w:t>1&#x2F;25 &amp; 2</w:t><w:br/><w:t>E</w:t>
           <w:noBreakHyphen/><w:t>Mail Ver</w:t><w:softHyphen/><w:t>fahren </w:t><w:sym w:font="Wingdings" w:char="F0FC"/>
           <w:sym w:font="Symbol" w:char="F061"/></w:r></w:p>"#,
        &["p||Az.: 1/25 & 2\nE-Mail Verfahren ✓α"],
    );
}

#[test]
fn changes_are_accepted_and_told() {
    let body = r#"<w:p><w:r><w:t xml:space="preserve">Es gilt </w:t></w:r><w:del w:id="1"><w:r><w:delText>alt</w:delText></w:r></w:del>
        <w:ins w:id="2"><w:r><w:t>neu</w:t></w:r></w:ins><w:moveFrom w:id="3"><w:r><w:t>weg</w:t></w:r></w:moveFrom></w:p>
        <w:p><w:pPr><w:rPr><w:del w:id="4"/></w:rPr></w:pPr><w:r><w:t xml:space="preserve">Aus zwei </w:t></w:r></w:p>
        <w:p><w:r><w:t>wird eins.</w:t></w:r></w:p>"#;
    check(body, &["p||Es gilt neu", "p||Aus zwei wird eins."]);
    let read = read_with(body, &[]);
    assert!(read.document.metadata.tracked_changes);
    assert!(read.notices.iter().any(|notice| notice.kind == NoticeKind::TrackedChanges));
}

#[test]
fn hidden_text_is_kept_out_with_its_place() {
    let styles = r#"<w:style w:type="character" w:styleId="geheim"><w:rPr><w:vanish/></w:rPr></w:style>
        <w:style w:type="paragraph" w:styleId="versteckt"><w:rPr><w:vanish/></w:rPr></w:style>"#;
    let run = |props: &str, text: &str| format!("<w:r><w:rPr>{props}</w:rPr><w:t>{text}</w:t></w:r>");
    let body = [
        "<w:p>".to_owned(),
        run("", "Sichtbar"),
        run("<w:vanish/>", "eins"),
        run(r#"<w:rStyle w:val="geheim"/>"#, "zwei"),
        run(r#"<w:color w:val="FFFFFF"/>"#, "drei"),
        run(r#"<w:sz w:val="2"/>"#, "vier"),
        run(r#"<w:color w:val="FFFFFF"/><w:highlight w:val="black"/>"#, " hell"),
        "</w:p>".to_owned(),
        styled(r#"<w:pStyle w:val="versteckt"/>"#, "fünf"),
        // Two styles that both hide make a run seen: the property is a toggle.
        format!(
            r#"<w:p><w:pPr><w:pStyle w:val="versteckt"/></w:pPr>{}</w:p>"#,
            run(r#"<w:rStyle w:val="geheim"/>"#, "da")
        ),
    ];
    let read = read_with(&body.concat(), &[("styles", styles)]);
    assert_eq!(dump(&read), ["p||Sichtbar hell", "p||da"]);
    let hidden: Vec<(HiddenBy, &str)> = read.document.hidden.iter().map(|h| (h.by, h.text.as_str())).collect();
    let expect = [
        (HiddenBy::Invisible, "einszwei"),
        (HiddenBy::White, "drei"),
        (HiddenBy::Tiny, "vier"),
        (HiddenBy::Invisible, "fünf"),
    ];
    assert_eq!(hidden, expect);
    assert_eq!(read.notices[0].kind, NoticeKind::HiddenText { passages: 4 });
}

#[test]
fn notes_and_comments_follow_the_paragraph_that_refers_to_them() {
    check_with(
        r#"<w:p><w:r><w:t>Satz.</w:t></w:r><w:r><w:footnoteReference w:id="5"/></w:r><w:r><w:commentReference w:id="0"/></w:r>
           </w:p><w:p><w:r><w:t>Ende.</w:t><w:footnoteReference w:id="6"/><w:endnoteReference w:id="1"/></w:r></w:p>"#,
        &[
            (
                "footnotes",
                r#"<w:footnote w:id="0" w:type="separator"><w:p><w:r><w:t>---</w:t></w:r></w:p></w:footnote>
                   <w:footnote w:id="5"><w:p><w:r><w:footnoteRef/><w:t xml:space="preserve"> Quelle</w:t></w:r></w:p></w:footnote>
                   <w:footnote w:id="6"><w:p><w:r><w:t>Zweite</w:t></w:r></w:p></w:footnote>"#,
            ),
            ("endnotes", r#"<w:endnote w:id="1"><w:p><w:r><w:t>Hinten</w:t></w:r></w:p></w:endnote>"#),
            ("comments", r#"<w:comment w:id="0"><w:p><w:r><w:t>Prüfen!</w:t></w:r></w:p></w:comment>"#),
        ],
        &[
            "p||Satz.[1]",
            "note|[1]|Quelle",
            "comment||Prüfen!",
            "p||Ende.[2][Endnote 1]",
            "note|[2]|Zweite",
            "note|[Endnote 1]|Hinten",
        ],
    );
}

#[test]
fn a_text_box_is_read_once_and_after_its_anchor() {
    check(
        r#"<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:docPr id="1" descr="Ein Kasten"/>
           <wps:txbx><w:txbxContent><w:p><w:r><w:t>Im Kasten</w:t></w:r></w:p></w:txbxContent></wps:txbx></wp:inline></w:drawing>
           </mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>Im Kasten</w:t></w:r></w:p></w:txbxContent>
           </v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>Anker</w:t></w:r></w:p>"#,
        &["p||Anker", "alt||Ein Kasten", "box||Im Kasten"],
    );
}

#[test]
fn headings_by_level_chain_and_name() {
    let styles = r#"<w:style w:type="paragraph" w:styleId="a"><w:name w:val="Überschrift 2"/></w:style>
        <w:style w:type="paragraph" w:styleId="b"><w:name w:val="Amt"/><w:basedOn w:val="a"/></w:style>
        <w:style w:type="paragraph" w:styleId="c"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="d"><w:basedOn w:val="e"/></w:style>
        <w:style w:type="paragraph" w:styleId="e"><w:basedOn w:val="d"/></w:style>"#;
    let body = [
        styled(r#"<w:pStyle w:val="b"/>"#, "Zweite"),
        styled(r#"<w:pStyle w:val="c"/>"#, "Text"),
        styled(r#"<w:pStyle w:val="d"/>"#, "Kreis"),
        styled(r#"<w:outlineLvl w:val="2"/>"#, "Dritte"),
        styled(r#"<w:pStyle w:val="berschrift1"/>"#, "Ohne Stil"),
    ];
    check_with(
        &body.concat(),
        &[("styles", styles)],
        &["h2||Zweite", "p||Text", "p||Kreis", "h3||Dritte", "h1||Ohne Stil"],
    );
}

/// A list definition of levels given as (format, text) and an instance of the same number.
fn list(id: u32, levels: &[(&str, &str)], extra: &str) -> String {
    let mut out = format!(r#"<w:abstractNum w:abstractNumId="{id}">"#);
    for (level, (format, text)) in levels.iter().enumerate() {
        let (format, legal) = format.strip_suffix('!').map_or((*format, ""), |format| (format, "<w:isLgl/>"));
        write!(
            out,
            r#"<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{format}"/>{legal}<w:lvlText w:val="{text}"/></w:lvl>"#
        )
        .unwrap();
    }
    out + &format!("</w:abstractNum>{extra}")
}

fn instance(id: u32, of: u32, inner: &str) -> String {
    format!(r#"<w:num w:numId="{id}"><w:abstractNumId w:val="{of}"/>{inner}</w:num>"#)
}

fn item(list: u32, level: u32) -> String {
    styled(&format!(r#"<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr>"#), "x")
}

#[track_caller]
fn check_labels(numbering: &str, items: &[(u32, u32)], expect: &[&str]) {
    let body: String = items.iter().map(|&(list, level)| item(list, level)).collect();
    let read = read_with(&body, &[("numbering", numbering)]);
    let labels: Vec<&str> = read.document.blocks().map(|(_, block)| block.label()).collect();
    assert_eq!(labels, expect);
}

#[test]
fn labels_count_levels_and_begin_anew_below() {
    let numbering =
        list(7, &[("decimal", "§ %1"), ("decimal", "%1.%2"), ("lowerLetter", "%3)"), ("lowerRoman", "(%4)")], "");
    let numbering = numbering + &instance(1, 7, "");
    let items = [(1, 0), (1, 1), (1, 2), (1, 2), (1, 3), (1, 1), (1, 2), (1, 0), (1, 2)];
    check_labels(&numbering, &items, &["§ 1", "1.1", "a)", "b)", "(i)", "1.2", "a)", "§ 2", "a)"]);
}

#[test]
fn instances_share_counters_unless_they_say_where_to_start() {
    let start = r#"<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>"#;
    let numbering = list(1, &[("upperRoman", "%1."), ("decimal!", "%1.%2")], "");
    let numbering = numbering + &instance(1, 1, "") + &instance(2, 1, "") + &instance(3, 1, start);
    let items = [(1, 0), (2, 0), (3, 0), (3, 0), (1, 0), (1, 1)];
    check_labels(&numbering, &items, &["I.", "II.", "V.", "VI.", "VII.", "7.1"]);
}

#[test]
fn a_list_linked_to_a_style_numbers_its_paragraphs() {
    let styles = r#"<w:style w:type="paragraph" w:styleId="h2"><w:name w:val="heading 2"/>
        <w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>"#;
    let numbering = r#"<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:lvlText w:val="%1"/></w:lvl>
        <w:lvl w:ilvl="1"><w:start w:val="1"/><w:pStyle w:val="h2"/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"#;
    let body = styled(r#"<w:pStyle w:val="h2"/>"#, "Frist")
        + &styled(r#"<w:pStyle w:val="h2"/><w:numPr><w:numId w:val="0"/></w:numPr>"#, "Ohne");
    check_with(&body, &[("styles", styles), ("numbering", numbering)], &["h2|1.1|Frist", "h2||Ohne"]);
}

#[test]
fn rows_are_lines_and_one_column_is_no_table() {
    let cell = |inner: &str| format!(r#"<w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr>{inner}</w:tc>"#);
    let inner = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell(&p("i1")), cell(&p("i2")));
    let body = format!(
        "<w:tbl><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid><w:tr><w:trPr><w:tblHeader/></w:trPr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>
         <w:tbl><w:tblGrid><w:gridCol/></w:tblGrid><w:tr>{}</w:tr></w:tbl>",
        cell(&(p("a") + &p("b"))),
        cell(&p("c")),
        cell(&(p("vor") + &inner + &p("nach"))),
        cell(&p("d")),
        cell(&(p("Erster Absatz.") + &p("Zweiter Absatz."))),
    );
    check(
        &body,
        &["t0.0h||a b\tc", "t0.1||vor", "t1.0||i1\ti2", "t0.1||nach\td", "p||Erster Absatz.", "p||Zweiter Absatz."],
    );
}

#[test]
fn fields_show_results_and_forms() {
    let field = |begin: &str, code: &str, result: &str| {
        format!(
            r#"<w:r><w:fldChar w:fldCharType="begin">{begin}</w:fldChar><w:instrText>{code}</w:instrText>
               <w:fldChar w:fldCharType="separate"/><w:t>{result}</w:t><w:fldChar w:fldCharType="end"/></w:r>"#
        )
    };
    let check_box = "<w:ffData><w:checkBox><w:default w:val=\"0\"/><w:checked/></w:checkBox></w:ffData>";
    let body = format!(
        r#"<w:p>{}{}{}<w:fldSimple w:instr=" DATE "><w:r><w:t>3. Mai</w:t></w:r></w:fldSimple></w:p>"#,
        field("", " REF x ", "Bezug "),
        field("", " PAGE ", "17"),
        field(check_box, " FORMCHECKBOX ", ""),
    );
    check(&body, &["p||Bezug ☒3. Mai"]);
}

#[test]
fn an_unclosed_field_does_not_swallow_the_document() {
    let mut body = r#"<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>"#.to_owned();
    (0..40).for_each(|_| body.push_str(&p("Text")));
    assert!(dump(&read_with(&body, &[])).len() >= 20);
}

#[test]
fn each_section_has_its_own_headers_once() {
    let section = |header: &str| {
        format!(r#"<w:sectPr><w:headerReference r:id="{header}"/><w:footerReference r:id="ftr1"/></w:sectPr>"#)
    };
    let body = format!(
        "<w:p><w:pPr>{}</w:pPr><w:r><w:t>eins</w:t></w:r></w:p>{}{}",
        section("hdr1"),
        p("zwei"),
        section("hdr2")
    );
    let read = read_with(&body, &[("hdr1", &p("Kopf 1")), ("hdr2", &p("Kopf 2")), ("ftr1", &p("Fuß"))]);
    assert_eq!(read.document.parts.len(), 2);
    assert_eq!(dump(&read), ["furniture||Kopf 1", "p||eins", "furniture||Fuß", "furniture||Kopf 2", "p||zwei"]);
}

#[test]
fn formulas_keep_their_signs_and_say_their_structure() {
    check(
        "<w:p><m:oMath><m:r><m:t>x=</m:t></m:r><m:f><m:num><m:sSup><m:e><m:r><m:t>b</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r>
         </m:sup></m:sSup></m:num><m:den><m:r><m:t>2a</m:t></m:r></m:den></m:f></m:oMath></w:p>",
        &["p||x=b²2a", "alt||x=b²/2a"],
    );
}

#[test]
fn pages_are_counted_where_word_marked_them() {
    let read = read_with(
        "<w:p><w:r><w:t>eins</w:t></w:r></w:p><w:p><w:r><w:lastRenderedPageBreak/><w:t>zwei</w:t></w:r></w:p>",
        &[],
    );
    let pages: Vec<Option<u32>> = read.document.blocks().map(|(_, block)| block.rendered_page).collect();
    assert_eq!(pages, [Some(1), Some(2)]);
    let unmarked = read_with(&p("eins"), &[]);
    assert_eq!(unmarked.document.blocks().next().unwrap().1.rendered_page, None);
}

fn read_xml(xml: &[u8]) -> Result<Extraction, Rejection> {
    let bytes = package(&[("word/document.xml", xml)]);
    crate::read(&bytes, vermerk_document::MediaType::Docx, &Limits::default())
}

#[test]
fn any_prefix_and_encoding_will_do() {
    let strict = r#"<?xml version="1.0"?><x:document xmlns:x="http://purl.oclc.org/ooxml/wordprocessingml/main" xmlns:y="urn:y">
        <x:body><x:p><x:r><x:t>Grüße</x:t><y:t>Müll</y:t></x:r></x:p></x:body></x:document>"#;
    assert_eq!(dump(&read_xml(strict.as_bytes()).unwrap()), ["p||Grüße"]);
    let wide: Vec<u8> = std::iter::once(0xfeff).chain(strict.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(dump(&read_xml(&wide).unwrap()), ["p||Grüße"]);
    let latin = format!("<w:document {W}><w:p><w:r><w:t>Gr\u{1}\u{2}e</w:t></w:r></w:p></w:document>");
    let latin: Vec<u8> =
        latin.bytes().map(|b| [b, 0xfc, 0xdf][usize::from(b).min(3) % 3 * usize::from(b < 3)]).collect();
    let read = read_xml(&latin).unwrap();
    assert_eq!(dump(&read), ["p||Grüße"]);
    assert_eq!(read.notices[0].kind, NoticeKind::Repaired);
}

#[test]
fn cut_off_markup_keeps_the_text_so_far() {
    let whole = document(&(p("eins") + "<w:tbl><w:tr><w:tc>" + &p("zwei") + "<w:p><w:r><w:t>drei"));
    let cut = whole.split_once("drei").unwrap().0.to_owned() + "dr";
    let read = read_xml(cut.as_bytes()).unwrap();
    assert_eq!(dump(&read), ["p||eins", "p||zwei", "p||dr"]);
    assert_eq!(read.document.parts[0].reading, Reading::Partly(PartReason::Damaged));
    assert!(read.notices.iter().any(|notice| notice.kind == NoticeKind::Incomplete));
}

#[test]
fn crossed_tags_are_mended() {
    let read =
        read_xml(document("<w:p><w:r><w:t>eins</w:r></w:t></w:p><w:p><w:r><w:t>zwei</w:t></w:r></w:p>").as_bytes());
    assert_eq!(dump(&read.unwrap()), ["p||eins", "p||zwei"]);
}

#[test]
fn an_archive_without_its_directory_is_still_read() {
    let whole = package(&[("word/document.xml", document(&p("gerettet")).as_bytes()), ("word/styles.xml", b"<x/>")]);
    let end = whole.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    let read = crate::read(&whole[..end], vermerk_document::MediaType::Docx, &Limits::default()).unwrap();
    assert_eq!(dump(&read), ["p||gerettet"]);
    assert_eq!(read.notices[0].kind, NoticeKind::Repaired);
}

#[test]
fn a_broken_side_part_is_a_notice() {
    let read = read_with(&p("Text"), &[("styles", "<w:style"), ("numbering", "")]);
    assert_eq!(dump(&read), ["p||Text"]);
    assert_eq!(read.notices[0].kind, NoticeKind::SidePartUnreadable);
}

#[test]
fn nothing_is_expanded_or_fetched() {
    let xml = format!(
        "<!DOCTYPE w [<!ENTITY a \"boom\">]><w:document {W}><w:p><w:r><w:t>x&a;y</w:t></w:r></w:p></w:document>"
    );
    assert_eq!(dump(&read_xml(xml.as_bytes()).unwrap()), ["p||xy"]);
}

#[track_caller]
fn check_rejected(bytes: &[u8], expect: Rejection) {
    assert_eq!(crate::read(bytes, vermerk_document::MediaType::Docx, &Limits::default()).unwrap_err(), expect);
}

#[test]
fn other_formats_are_told_apart() {
    let compound = |name: &str| {
        let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        bytes.resize(1024, 0);
        bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.resize(2048, 0);
        bytes
    };
    check_rejected(b"", Rejection::Empty);
    check_rejected(b"{\\rtf1 Hallo}", Rejection::Rtf);
    check_rejected(b"\xef\xbb\xbf <!DOCTYPE html><p>Hallo", Rejection::Html);
    check_rejected(b"Hallo Welt", Rejection::Unsupported);
    check_rejected(&compound("WordDocument"), Rejection::LegacyDoc);
    check_rejected(&compound("EncryptedPackage"), Rejection::Encrypted);
    check_rejected(&compound("Workbook"), Rejection::Spreadsheet);
    check_rejected(&package(&[("xl/workbook.xml", b"<x/>")]), Rejection::Spreadsheet);
    check_rejected(&package(&[("ppt/presentation.xml", b"<x/>")]), Rejection::Presentation);
    check_rejected(&package(&[("mimetype", b"application/vnd.oasis.opendocument.text")]), Rejection::OpenDocument);
    check_rejected(b"PK\x03\x04 und sonst nichts", Rejection::Damaged);
}

#[test]
fn a_document_without_text_says_why() {
    check_rejected(&package(&[("word/document.xml", document("<w:p/>").as_bytes())]), Rejection::Empty);
    let picture = document(r#"<w:p><w:r><w:drawing><a:blip r:embed="x"/></w:drawing></w:r></w:p>"#);
    check_rejected(&package(&[("word/document.xml", picture.as_bytes())]), Rejection::ScanWithoutText);
}

#[test]
fn limits_stop_reading_and_say_so() {
    let read = |body: &str, limits: &Limits| {
        let bytes = package(&[("word/document.xml", document(body).as_bytes())]);
        crate::read(&bytes, vermerk_document::MediaType::Docx, limits)
    };
    let limits = Limits::default();
    let deep = p("oben") + &"<w:ins>".repeat(5000) + &p("tief") + &"</w:ins>".repeat(5000) + &p("unten");
    let deep = read(&deep, &limits).unwrap();
    assert_eq!(dump(&deep), ["p||oben", "p||unten"]);
    assert_eq!(deep.document.parts[0].reading, Reading::Partly(PartReason::Limit(Limit::Depth)));
    let bomb = p("Anfang") + &" ".repeat(12 << 20) + &p("Ende");
    let bomb = read(&bomb, &limits).unwrap();
    assert_eq!(bomb.document.parts[0].reading, Reading::Partly(PartReason::Limit(Limit::Ratio)));
    let many: String = (0..100).map(|_| p("Text")).collect();
    let short = read(&many, &Limits { output_bytes: 2000, ..Limits::default() }).unwrap();
    assert_eq!(short.document.parts[0].reading, Reading::Partly(PartReason::Limit(Limit::OutputBytes)));
    assert_eq!(
        read(&many, &Limits { file_bytes: 10, ..Limits::default() }).unwrap_err(),
        Rejection::TooLarge(Limit::FileBytes)
    );
    assert_eq!(
        read(&many, &Limits { entries: 1, ..Limits::default() }).unwrap_err(),
        Rejection::TooLarge(Limit::Entries)
    );
}

#[test]
fn what_cannot_be_told_from_paper_is_white() {
    let run = |props: &str, text: &str| format!("<w:p><w:r><w:rPr>{props}</w:rPr><w:t>{text}</w:t></w:r></w:p>");
    let body = [
        run(r#"<w:color w:val="F0FEFD"/>"#, "blass"),
        run(r#"<w:color w:val="EFFFFF"/>"#, "farbig"),
        run(r#"<w:color w:val="FFFFFF"/><w:shd w:val="solid" w:color="FFFFFF" w:fill="000000"/>"#, "weiß auf weiß"),
        run(r#"<w:color w:val="FFFFFF"/><w:shd w:val="solid" w:color="auto" w:fill="FFFFFF"/>"#, "weiß auf schwarz"),
    ];
    let read = read_with(&body.concat(), &[]);
    assert_eq!(dump(&read), ["p||farbig", "p||weiß auf schwarz"]);
    assert!(read.document.hidden.iter().all(|hidden| hidden.by == HiddenBy::White));
}

#[test]
fn tag_characters_in_labels_and_text_are_no_text() {
    let numbering = list(1, &[("decimal", "%1.&#xE0041;")], "") + &instance(1, 1, "");
    let read = read_with(&(item(1, 0) + &p("da&#xE0042;") + &p("&#xE0043;")), &[("numbering", &numbering)]);
    assert_eq!(dump(&read), ["li0|1.|x", "p||da"]);
    let hidden: Vec<&str> = read.document.hidden.iter().map(|hidden| hidden.text.as_str()).collect();
    assert_eq!(hidden, ["A", "B", "C"]);
    assert_eq!(read.notices[0].kind, NoticeKind::HiddenText { passages: 3 });
}

#[test]
fn headers_alone_are_the_text() {
    let section = r#"<w:p/><w:sectPr><w:headerReference r:id="hdr1"/></w:sectPr>"#;
    check_with(section, &[("hdr1", &p("Stadt Musterhausen"))], &["p||Stadt Musterhausen"]);
}

#[test]
fn hidden_text_names_the_section_it_stands_in() {
    let secret = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>geheim</w:t></w:r></w:p>";
    let note = format!(r#"<w:footnote w:id="1">{secret}{}</w:footnote>"#, p("Quelle"));
    let body = r#"<w:p><w:pPr><w:sectPr/></w:pPr><w:r><w:t>eins</w:t></w:r></w:p>
           <w:p><w:r><w:t>zwei</w:t><w:footnoteReference w:id="1"/></w:r></w:p>
           <w:sectPr><w:headerReference r:id="hdr1"/></w:sectPr>"#;
    let read = read_with(body, &[("footnotes", &note), ("hdr1", secret)]);
    let parts: Vec<u32> = read.document.hidden.iter().map(|hidden| hidden.part).collect();
    assert_eq!(parts, [1, 1]);
}

#[test]
fn notes_go_with_their_deleted_row() {
    let body = "<w:tbl><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r>
        <w:t>alt</w:t><w:footnoteReference w:id=\"1\"/></w:r></w:p></w:tc><w:tc/></w:tr></w:tbl>";
    let note = format!(r#"<w:footnote w:id="1">{}</w:footnote>"#, p("Quelle"));
    check_with(&(body.to_owned() + &p("Ende")), &[("footnotes", &note)], &["p||Ende"]);
}

#[test]
fn tables_and_notes_go_with_the_row_or_cell_they_stand_in() {
    let grid = "<w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>";
    let cell = |props: &str, inner: &str| format!("<w:tc><w:tcPr>{props}</w:tcPr>{inner}</w:tc>");
    let inner = format!("<w:tbl>{grid}<w:tr>{}{}</w:tr></w:tbl>", cell("", &p("innen")), cell("", &p("auch")));
    let noted = |id: u32| format!(r#"<w:p><w:r><w:t>alt</w:t><w:footnoteReference w:id="{id}"/></w:r></w:p>"#);
    let gone = noted(1) + &inner + &p("danach");
    let body = format!(
        "<w:tbl>{grid}<w:tr><w:trPr><w:del/></w:trPr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>",
        cell("", &gone),
        cell("", &p("weg")),
        cell("<w:cellDel/>", &gone),
        cell("", &noted(2).replace("alt", "bleibt")),
    );
    let note = |id: u32, text: &str| format!(r#"<w:footnote w:id="{id}">{}</w:footnote>"#, p(text));
    let notes = note(1, "fort") + &note(2, "gilt");
    check_with(&body, &[("footnotes", &notes)], &["t0.1||bleibt[1]", "note|[1]|gilt"]);
}

#[test]
fn reaching_a_limit_is_no_damage() {
    let many: String = (0..100).map(|_| p("Text")).collect();
    let bytes = package(&[("word/document.xml", document(&many).as_bytes())]);
    let limits = Limits { output_bytes: 2000, ..Limits::default() };
    let read = crate::read(&bytes, vermerk_document::MediaType::Docx, &limits).unwrap();
    let kinds: Vec<NoticeKind> = read.notices.iter().map(|notice| notice.kind).collect();
    assert_eq!(kinds, [NoticeKind::PartUnread(PartReason::Limit(Limit::OutputBytes))]);
}

#[test]
fn masses_of_open_fields_hide_nothing_for_long() {
    let open = r#"<w:r><w:fldChar w:fldCharType="begin"/><w:fldChar w:fldCharType="separate"/></w:r>"#;
    let closed = r#"<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>REF a</w:instrText>
        <w:fldChar w:fldCharType="separate"/><w:t>Bezug</w:t><w:fldChar w:fldCharType="end"/></w:r>"#;
    check(&format!("<w:p>{}{closed}</w:p>", open.repeat(500)), &["p||Bezug"]);
}

#[test]
fn labels_are_no_longer_than_anyone_writes_them() {
    let numbering = list(1, &[("decimal", &"§".repeat(5000))], "") + &instance(1, 1, "");
    let read = read_with(&item(1, 0), &[("numbering", &numbering)]);
    assert_eq!(read.document.blocks().next().unwrap().1.label().chars().count(), 128);
}
