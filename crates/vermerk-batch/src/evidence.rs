//! The evidence archive of one result (Prüfpaket): everything its report is made of, in one ZIP file, so that anybody can
//! make the report again, offline, and hold it against the one that was handed out.
//!
//! | member | what it holds |
//! |---|---|
//! | `ergebnis.json` | the document by its SHA-256, what the result was made with, the reports by their SHA-256 |
//! | `dokument.json` | the text as it was read, with what was wrong with it |
//! | `anweisungen.json` | what the pipeline told the plan: lengths and prompts |
//! | `anfragen/0001.json` … | each request as it was sent, and the answer as it came |
//! | `pruefung.json` | the checked summary: statements, evidence, verdicts |
//! | `SHA256SUMS` | the sum of each of them, as `sha256sum -c` reads it |

mod kept;
mod replay;

use std::collections::{BTreeMap, VecDeque};
use std::io::{Cursor, Write as _};
use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};
use vermerk_document::{Document, MediaType, Notice, Span};
use vermerk_model::{BuiltIn, Class};
use vermerk_policy::without;
use vermerk_store::{AnswerKey, BatchEntry, DocumentId, DocumentRecord, ReportFile, Store, StoreError};
use vermerk_summary::{
    Completion, Instructions, Outcome, OutcomeKind, Provenance, Request, Step, Summarised, Summary, Unanswered,
};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

pub use replay::{ReplayError, Replayed, replay};

use crate::Workbench;
use crate::process::begin;
use crate::reports::sha256_hex;

const RESULT: &str = "ergebnis.json";
const DOCUMENT: &str = "dokument.json";
const INSTRUCTIONS: &str = "anweisungen.json";
const SUMMARY: &str = "pruefung.json";
const SUMS: &str = "SHA256SUMS";

/// Version of the archive's shape.
const VERSION: u32 = 1;

/// What an archive says of the result as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    vermerk_evidence: u32,
    /// Name of the submission, which stands in the reports.
    name: String,
    document: DocumentId,
    media_type: MediaType,
    bytes: u64,
    provenance: Provenance,
    /// The endpoint as the keys of the answers have it; `None` for the built-in model.
    endpoint: Option<String>,
    /// The tokens for which requests were laid out.
    window: Option<usize>,
    /// SHA-256 of the result as the ledger names it.
    record_sha256: String,
    reports: Vec<ReportFile>,
}

/// One question and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exchange {
    /// As the plan made it; what stands for personal data outside the house is taken back in the answer already.
    request: Request,
    /// Where the answer lies in the store, as the ledger names it; `None` for the built-in model.
    key: Option<AnswerKey>,
    answer: Answer,
}

/// The document as read.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    document: Document,
    notices: Vec<Notice>,
    /// Sentences that address a model; the summary is made without them.
    screened: Vec<Span>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Completion(Completion),
    /// The provider's filter refused the request.
    Filtered,
    /// The request did not fit into the model's window.
    Overflow,
}

/// Why there is no archive of a result.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The result is not there.
    #[error("the store has no result of this document")]
    Missing,
    /// There is no report to prove.
    #[error("the document was not summarised")]
    NotSummarised(OutcomeKind),
    /// Another pipeline, other settings or another version made it.
    #[error("the result was made by another version, pipeline or with other settings")]
    OtherProvenance,
    /// The kept answers, asked for again in order, do not give the result: one of them is missing.
    #[error("the kept answers do not give the result again")]
    NotReproducible,
    /// The reports that were handed out are not those that follow from the result.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// It could not be packed.
    #[error("failed to pack the archive")]
    Pack(#[source] std::io::Error),
}

/// Makes the archive of a batch's entry, and makes the reports again from it before it is given out. The same result gives
/// the same bytes. `provenance` and `bench` are those of a run now: they must be those that the result was made with. The
/// bench's cover is that of the document.
///
/// # Errors
/// See [`EvidenceError`].
pub fn evidence(
    store: &Arc<Store>,
    entry: &BatchEntry,
    provenance: &Provenance,
    bench: &Workbench,
) -> Result<Vec<u8>, EvidenceError> {
    let record = store.result(&entry.key)?.ok_or(EvidenceError::Missing)?;
    if record.provenance != *provenance {
        return Err(EvidenceError::OtherProvenance);
    }
    let (Outcome::Summarised(summarised), Some(media_type)) = (&record.outcome, record.media_type) else {
        return Err(EvidenceError::NotSummarised(record.outcome.kind()));
    };
    let Summarised { document, notices, screened, summary } = summarised.as_ref();
    let exchanges = exchanges(store, &record, summarised, bench)?;
    let manifest = Manifest {
        vermerk_evidence: VERSION,
        name: entry.name.clone(),
        document: record.document,
        media_type,
        bytes: record.bytes,
        provenance: provenance.clone(),
        endpoint: bench.endpoint.clone(),
        window: bench.model.window(),
        record_sha256: record_sha256(&record),
        reports: entry.reports.clone(),
    };
    let read = Read { document: document.clone(), notices: notices.clone(), screened: screened.clone() };
    let mut members = BTreeMap::new();
    members.insert(RESULT.to_owned(), json(&manifest));
    members.insert(DOCUMENT.to_owned(), json(&read));
    members.insert(INSTRUCTIONS.to_owned(), json(&*bench.instructions));
    members.insert(SUMMARY.to_owned(), json(summary));
    for (number, exchange) in exchanges.iter().enumerate() {
        members.insert(exchange_name(number), json(exchange));
    }
    let archive = pack(&members).map_err(|error| EvidenceError::Pack(std::io::Error::other(error)))?;
    replay(&archive)?;
    Ok(archive)
}

/// All requests of the plan with their answers. What a provider refused is not kept, so where an answer is missing each of
/// the two reasons is tried; the result says which it was.
fn exchanges(
    store: &Arc<Store>,
    record: &DocumentRecord,
    summarised: &Summarised,
    bench: &Workbench,
) -> Result<Vec<Exchange>, EvidenceError> {
    let Summarised { document, screened, summary, .. } = summarised;
    let readable = readable(document.clone(), screened);
    let window = bench.model.window();
    let Some(endpoint) = &bench.endpoint else {
        let ask = |request: &Request| Ok::<_, EvidenceError>((None, Answer::Completion(BuiltIn::answer(request))));
        let played = play(&readable, screened, &bench.instructions, window, ask)?;
        return played
            .filter(|(again, _)| again == summary)
            .map(|(_, exchanges)| exchanges)
            .ok_or(EvidenceError::NotReproducible);
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(EvidenceError::Pack)?;
    for missing in [Class::Filtered, Class::Overflow] {
        let kept = Arc::new(kept::Kept {
            store: store.clone(),
            endpoint: endpoint.clone(),
            model: record.provenance.model.clone(),
            window,
            document: record.document,
            missing,
            last: Mutex::default(),
        });
        let model =
            bench.gate.open(document, &bench.cover, kept.clone()).map_err(|_| EvidenceError::NotReproducible)?;
        let ask = |request: &Request| match runtime.block_on(model.complete(request)) {
            Ok(completion) => Ok((kept.take_last(), Answer::Completion(completion))),
            Err(error) if error.class == Class::Filtered => Ok((None, Answer::Filtered)),
            Err(error) if error.class == Class::Overflow => Ok((None, Answer::Overflow)),
            Err(_) => Err(EvidenceError::NotReproducible),
        };
        if let Some((again, exchanges)) = play(&readable, screened, &bench.instructions, window, ask)?
            && again == *summary
        {
            return Ok(exchanges);
        }
    }
    Err(EvidenceError::NotReproducible)
}

/// What a summary is made of: the document without the sentences that address a model.
fn readable(document: Document, screened: &[Span]) -> Arc<Document> {
    Arc::new(if screened.is_empty() { document } else { without(&document, screened) })
}

/// Goes through the plan with answers from `ask`, one after the other; `None` if it does not come to its end.
fn play<E>(
    document: &Arc<Document>,
    screened: &[Span],
    instructions: &Instructions,
    window: Option<usize>,
    mut ask: impl FnMut(&Request) -> Result<(Option<AnswerKey>, Answer), E>,
) -> Result<Option<(Summary, Vec<Exchange>)>, E> {
    let (mut plan, mut step) = begin("", document.clone(), screened, instructions, window);
    let mut waiting = VecDeque::new();
    let mut exchanges = Vec::new();
    loop {
        match step {
            Step::Done(summary) => return Ok(Some((*summary, exchanges))),
            Step::More(requests) => waiting.extend(requests),
            Step::Waiting => {}
        }
        let Some(request) = waiting.pop_front().or_else(|| plan.next_request()) else { return Ok(None) };
        let (key, answer) = ask(&request)?;
        step = match &answer {
            Answer::Completion(completion) => plan.accept(request.id, completion),
            Answer::Filtered => plan.unanswered(request.id, Unanswered::Filtered),
            Answer::Overflow => plan.unanswered(request.id, Unanswered::Overflow),
        };
        exchanges.push(Exchange { request, key, answer });
    }
}

fn exchange_name(number: usize) -> String {
    format!("anfragen/{:04}.json", number + 1)
}

/// The hash under which the ledger knows a result.
fn record_sha256(record: &DocumentRecord) -> String {
    sha256_hex(&serde_json::to_vec(record).expect("a record is plain data, its keys are strings"))
}

fn json(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("plain data, its keys are strings");
    bytes.push(b'\n');
    bytes
}

fn sums(members: &BTreeMap<String, Vec<u8>>) -> String {
    let lines: Vec<String> = members.iter().map(|(name, bytes)| format!("{}  {name}\n", sha256_hex(bytes))).collect();
    lines.concat()
}

/// Packs the members in the order of their names, with no moment of packing.
fn pack(members: &BTreeMap<String, Vec<u8>>) -> zip::result::ZipResult<Vec<u8>> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o600);
    for (name, bytes) in members {
        out.start_file(name.as_str(), options)?;
        out.write_all(bytes)?;
    }
    out.start_file(SUMS, options)?;
    out.write_all(sums(members).as_bytes())?;
    Ok(out.finish()?.into_inner())
}
