//! The records that both programs write.

use vermerk_document::{Block, BlockKind, Coverage, Document, MediaType, Metadata, Part, PartKind, Reading};
use vermerk_store::{DocumentId, DocumentRecord, ResultKey};
use vermerk_summary::{Outcome, Provenance, Summarised, Summary, Tally};

/// The next of a row of numbers that look random and are the same in every run.
pub(crate) fn next(random: &mut u64) -> u64 {
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    *random
}

/// The record of a document of one paragraph.
pub(crate) fn record(number: u64, text: &str) -> DocumentRecord {
    let block = Block::new(BlockKind::Paragraph, text.to_owned());
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
    let provenance = Provenance {
        program: "0.1.0".to_owned(),
        pipeline: "kurzvermerk".to_owned(),
        pipeline_version: 1,
        pipeline_sha256: "0".repeat(64),
        model: "eingebaut".to_owned(),
        guideline: None,
    };
    let id = DocumentId::of(&number.to_le_bytes());
    DocumentRecord {
        media_type: Some(MediaType::Text),
        document: id,
        key: ResultKey::new(&id, Some(MediaType::Text), &provenance),
        bytes: text.len() as u64,
        provenance,
        outcome: Outcome::Summarised(Box::new(Summarised { document, notices: vec![], screened: vec![], summary })),
    }
}
