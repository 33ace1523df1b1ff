//! Mutated parts in a sound archive: a change to the bytes of the archive hardly ever gets past inflating and checksums.
//!
//! An input is the contents of the parts below, in this order, parted by record separators (0x1e); tests/fuzz/seeds
//! writes the samples in this form.
#![no_main]

use std::io::{Cursor, Write};

use libfuzzer_sys::fuzz_target;
use vermerk_document::MediaType;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const PARTS: [&str; 14] = [
    "word/document.xml",
    "word/styles.xml",
    "word/numbering.xml",
    "word/footnotes.xml",
    "word/endnotes.xml",
    "word/comments.xml",
    "word/header1.xml",
    "word/footer1.xml",
    "word/charts/chart1.xml",
    "word/diagrams/data1.xml",
    "word/settings.xml",
    "word/_rels/document.xml.rels",
    "docProps/core.xml",
    "[Content_Types].xml",
];

const ROOT: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="c" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#;

fn package(input: &[u8]) -> zip::result::ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    archive.start_file("_rels/.rels", options)?;
    archive.write_all(ROOT)?;
    for (name, content) in PARTS.iter().zip(input.split(|&byte| byte == 0x1e)) {
        if !content.is_empty() {
            archive.start_file(*name, options)?;
            archive.write_all(content)?;
        }
    }
    Ok(archive.finish()?.into_inner())
}

fuzz_target!(|input: &[u8]| {
    let bytes = package(input).expect("an archive in memory can be written");
    drop(vermerk_fuzz::check(&bytes, MediaType::Docx));
});
