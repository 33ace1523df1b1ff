//! What docx-rs cannot say is put into its parts here, and the parts are packed: smaller, and the same bytes each time.

use std::io::{Cursor, Write as _};

use docx_rs::{Docx, TableCell, TableRow};
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// What docx-rs writes for a row that may not be split; only header rows ask it for that.
const UNSPLIT: &str = "<w:trPr><w:cantSplit /></w:trPr>";
const PLAIN: &str = "<w:trPr />";

/// A row that repeats at the top of each page; docx-rs has no word for it, so [`pack`] writes it.
pub(crate) fn header_row(cells: Vec<TableCell>) -> TableRow {
    TableRow::new(cells).cant_split()
}

/// Packs the document with German as its language, its title, and no moment of writing.
pub(crate) fn pack(docx: Docx, title: &str) -> ZipResult<Vec<u8>> {
    let mut plain = Cursor::new(Vec::new());
    docx.build().pack(&mut plain)?;
    let mut archive = zip::ZipArchive::new(plain)?;
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index)?;
        if entry.is_dir() {
            continue;
        }
        let name = entry.name().to_owned();
        let part = std::io::read_to_string(&mut entry)?;
        out.start_file(&name, options)?;
        out.write_all(completed(&name, &part, title).as_bytes())?;
    }
    Ok(out.finish()?.into_inner())
}

fn completed(name: &str, part: &str, title: &str) -> String {
    // Empty run properties stand where the schema does not allow them.
    let part = part.replace("<w:rPr />", "");
    match name {
        // Escaped text holds no `<`, so these strings are markup wherever they stand.
        "word/document.xml" => part
            .replace(UNSPLIT, "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>")
            .replace(PLAIN, "<w:trPr><w:cantSplit/></w:trPr>"),
        "word/styles.xml" => part
            .replacen(
                "</w:rPr></w:rPrDefault>",
                "<w:lang w:val=\"de-DE\" w:eastAsia=\"de-DE\" w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault>",
                1,
            )
            .replacen("w:styleId=\"Normal\"", "w:default=\"1\" w:styleId=\"Normal\"", 1),
        "docProps/core.xml" => core(title),
        _ => part,
    }
}

/// The properties of the file: title and language, no person and no date.
fn core(title: &str) -> String {
    let title = title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<cp:coreProperties \
         xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{title}</dc:title>\
         <dc:description>Maschinell erstellt – ENTWURF</dc:description><dc:creator>Vermerk</dc:creator>\
         <dc:language>de-DE</dc:language><cp:contentStatus>Entwurf</cp:contentStatus></cp:coreProperties>"
    )
}
