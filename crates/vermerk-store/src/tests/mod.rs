use std::path::Path;

use fs_err as fs;
use tempfile::TempDir;
use vermerk_document::{Block, BlockKind, Coverage, Document, MediaType, Metadata, Part, PartKind, Reading, Rejection};
use vermerk_summary::{
    AnswerForms, Completion, Failure, Finish, Outcome, OutcomeKind, Provenance, Request, RequestId, Summarised,
    Summary, Tally, Usage,
};

use crate::*;

/// Runs tests that take an engine once on each.
macro_rules! on_both_engines {
    ($($test:ident),+ $(,)?) => {
        mod sled {
            $(#[test] fn $test() { super::$test(crate::EngineKind::Sled); })+
        }
        mod redb {
            $(#[test] fn $test() { super::$test(crate::EngineKind::Redb); })+
        }
    };
}

mod damage;
mod faults;
mod suite;
mod upgrade;

fn provenance(model: &str) -> Provenance {
    Provenance {
        program: "0.1.0".into(),
        pipeline: "kurzvermerk".into(),
        pipeline_version: 1,
        pipeline_sha256: "00".into(),
        model: model.into(),
        guideline: None,
    }
}

fn record(content: &str, model: &str) -> DocumentRecord {
    let document = DocumentId::of(content.as_bytes());
    let provenance = provenance(model);
    let key = ResultKey::new(&document, Some(MediaType::Text), &provenance);
    DocumentRecord {
        media_type: Some(MediaType::Text),
        document,
        key,
        bytes: content.len() as u64,
        provenance,
        outcome: Outcome::Rejected(Rejection::Encrypted),
    }
}

/// A record with so much text that it lies in a file, unless it is short.
fn summarised(seed: u64, len: usize) -> DocumentRecord {
    let block = Block::new(BlockKind::Paragraph, noise(seed, len));
    let part = Part { kind: PartKind::Section { number: 1 }, reading: Reading::Read, blocks: vec![block] };
    let document =
        Document { media_type: MediaType::Text, metadata: Metadata::default(), parts: vec![part], hidden: vec![] };
    let summary = Summary {
        statements: vec![],
        findings: vec![],
        omissions: vec![],
        omissions_left_out: vec![],
        coverage: Coverage::default(),
        tally: Tally::default(),
    };
    let outcome = Outcome::Summarised(Box::new(Summarised { document, notices: vec![], screened: vec![], summary }));
    DocumentRecord { outcome, ..record(&format!("{seed} {len}"), "eingebaut") }
}

fn entry(name: &str, record: &DocumentRecord) -> BatchEntry {
    BatchEntry {
        name: name.into(),
        document: record.document,
        key: record.key,
        outcome: record.outcome.kind(),
        duplicate_of: None,
        reports: vec![ReportFile { path: format!("{name}.html"), sha256: "ab".into() }],
    }
}

/// Text that does not deflate well, the same for the same seed.
fn noise(seed: u64, len: usize) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    (0..len)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            char::from(b'!' + (state % 90) as u8)
        })
        .collect()
}

fn options(engine: EngineKind) -> StoreOptions {
    StoreOptions { engine, ..StoreOptions::new(|| 1_700_000_000) }
}

#[track_caller]
fn open(engine: EngineKind, folder: &Path) -> Store {
    Store::open(folder, options(engine)).unwrap()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for file in fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        let target = to.join(file.file_name());
        if file.file_type().unwrap().is_dir() {
            copy(&file.path(), &target);
        } else {
            fs::copy(file.path(), target).unwrap();
        }
    }
}

#[test]
fn ids_tell_contents_and_provenances_apart() {
    let document = DocumentId::of(b"abc");
    assert_eq!(document.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(document.to_string().parse(), Ok(document));
    assert_eq!("BA".repeat(32).parse::<DocumentId>(), Err(NotAnId));
    let json = serde_json::to_string(&document).unwrap();
    assert_eq!(serde_json::from_str::<DocumentId>(&json).unwrap(), document);

    let base = provenance("eingebaut");
    let shifted = Provenance { program: "0.1.0kurz".into(), pipeline: "vermerk".into(), ..base.clone() };
    let joined = Provenance { program: "0.1.0".into(), pipeline: "kurzvermerk".into(), ..base.clone() };
    let newer = Provenance { pipeline_version: 2, ..base.clone() };
    let key = ResultKey::new(&document, Some(MediaType::Text), &base);
    assert_eq!(key, ResultKey::new(&document, Some(MediaType::Text), &joined));
    assert_ne!(key, ResultKey::new(&document, Some(MediaType::Text), &shifted));
    assert_ne!(key, ResultKey::new(&document, Some(MediaType::Text), &newer));
    assert_ne!(key, ResultKey::new(&document, Some(MediaType::Docx), &base));
    assert_ne!(key, ResultKey::new(&DocumentId::of(b"abd"), Some(MediaType::Text), &base));
}

/// sled writes pages over 128 KiB to files that it never syncs; the barrier would not cover them.
#[test]
fn no_page_of_the_engine_becomes_a_blob_file() {
    let folder = TempDir::new().unwrap();
    let store = open(EngineKind::Sled, folder.path());
    for number in 0..300 {
        // Just under the limit once deflated.
        let record = summarised(number, 6_400);
        store.record(&record).unwrap();
        store.record(&record).unwrap();
    }
    store.barrier().unwrap();
    let files = fs::read_dir(folder.path().join("artifacts")).unwrap().count();
    assert_eq!(files, 0, "the records are meant to lie in the engine");
    assert_eq!(fs::read_dir(folder.path().join("engine/blobs")).unwrap().count(), 0);
    assert!(fs::metadata(folder.path().join("engine/db")).unwrap().len() > 1_500_000);
}
