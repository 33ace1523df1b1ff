//! From bytes to text, beside docx-rs, in one run: time, and the most memory in use at once ("max alloc").
//!
//! `cargo bench -p vermerk-extract --bench docx`

mod peer;

use std::fmt;
use std::path::Path;

use divan::{AllocProfiler, Bencher, black_box};
use docx_rs::{Docx, Paragraph, Run, Table, TableCell, TableRow};
use vermerk_document::MediaType;
use vermerk_extract::{Limits, read};

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    // Being quick at reading less would be no achievement.
    for sample in samples() {
        let read = read(&sample.bytes, MediaType::Docx, &Limits::default()).expect("the samples have text");
        let ours: Vec<&str> = read.document.blocks().map(|(_, block)| block.text.as_str()).collect();
        let peers = peer::text(&sample.bytes).expect("docx-rs reads the samples");
        let missing = peer::missing(&ours.join("\n"), &peers);
        assert!(missing.is_empty(), "{}: {} words only docx-rs has", sample.name, missing.len());
    }
    divan::main();
}

/// A document to read, shown by its name.
struct Sample {
    name: String,
    bytes: Vec<u8>,
}

impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// The samples of the repository, and one of 300 pages made for the purpose.
fn samples() -> Vec<Sample> {
    let mut samples = vec![Sample { name: "lang".to_owned(), bytes: long_document() }];
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/eingang")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("the samples are part of the repository").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "docx") {
                let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                let bytes = std::fs::read(&path).expect("a listed sample can be read");
                samples.push(Sample { name, bytes });
            }
        }
    }
    samples.sort_by(|a, b| a.name.cmp(&b.name));
    samples
}

fn long_document() -> Vec<u8> {
    let paragraph = |text: String| Paragraph::new().add_run(Run::new().add_text(text));
    let mut document = Docx::new();
    for number in 1..=3000 {
        let text =
            format!("Der Bescheid Nr. {number} ergeht nach § 35 Satz 1 des Verwaltungsverfahrensgesetzes. ").repeat(4);
        document = document.add_paragraph(paragraph(text));
        if number % 10 == 0 {
            let cell = |text: &str| TableCell::new().add_paragraph(paragraph(text.to_owned()));
            let row = TableRow::new(vec![cell("Posten"), cell("Betrag"), cell("1.234,56 Euro")]);
            document = document.add_table(Table::new(vec![row]));
        }
    }
    let mut bytes = std::io::Cursor::new(Vec::new());
    document.build().pack(&mut bytes).expect("a document in memory can be written");
    bytes.into_inner()
}

#[divan::bench(args = samples())]
fn vermerk(bencher: Bencher<'_, '_>, sample: &Sample) {
    let limits = Limits::default();
    bencher.bench(|| read(black_box(&sample.bytes), MediaType::Docx, &limits));
}

/// Only builds docx-rs's model; there is no text yet.
#[divan::bench(args = samples())]
fn docx_rs_model(bencher: Bencher<'_, '_>, sample: &Sample) {
    bencher.bench(|| docx_rs::read_docx(black_box(&sample.bytes)));
}

/// Builds docx-rs's model and takes the text from it, by the only way to all of it that it offers.
#[divan::bench(args = samples())]
fn docx_rs_text(bencher: Bencher<'_, '_>, sample: &Sample) {
    bencher.bench(|| peer::text(black_box(&sample.bytes)));
}
