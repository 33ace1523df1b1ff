use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _};
use std::path::Path;

use serde::de::DeserializeOwned;
use vermerk_report::Layout;
use vermerk_store::{AnswerKey, DocumentId, DocumentRecord, ReportFile, ResultKey};
use vermerk_summary::{Instructions, Outcome, Provenance, Summarised, Summary};
use zip::ZipArchive;

use super::{
    DOCUMENT, Exchange, INSTRUCTIONS, Manifest, RESULT, Read, SUMMARY, SUMS, VERSION, exchange_name, play, readable,
    record_sha256,
};
use crate::reports::{Format, below, path_of, render, sha256_hex};

/// Most members of an archive.
const MOST_MEMBERS: usize = 100_000;

/// Most bytes that all members may have together: a document's text, its requests, which repeat it, and their answers.
const MOST_BYTES: u64 = 2 << 30;

/// What was made again from an archive, byte for byte as it was.
#[derive(Debug)]
pub struct Replayed {
    /// Name of the submission.
    pub name: String,
    /// The document.
    pub document: DocumentId,
    /// What the result was made with.
    pub provenance: Provenance,
    /// Where the result lies in the store, as the ledger names it.
    pub key: ResultKey,
    /// SHA-256 of the result, as the ledger names it.
    pub record_sha256: String,
    /// Keys of the model's answers, as the ledger names them; none for the built-in model.
    pub answers: Vec<AnswerKey>,
    /// The reports with their bytes.
    pub reports: Vec<(ReportFile, Vec<u8>)>,
}

/// What is wrong with an archive; names the member.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// It is something else.
    #[error("it is no evidence archive")]
    Foreign,
    /// A later version made it.
    #[error("it has version {0}, which this program does not know")]
    Newer(u32),
    /// It holds more than such an archive can.
    #[error("it is larger than an evidence archive can be")]
    TooLarge,
    /// A member does not have the bytes it should have.
    #[error("{0} was changed")]
    Changed(String),
    /// A member is missing.
    #[error("{0} is missing")]
    Missing(String),
    /// There is a member that does not belong there.
    #[error("{0} does not belong there")]
    Unexpected(String),
    /// A request is not the one that follows from the text, the prompts and the answers before it.
    #[error("{0} does not hold the request that follows from text, prompts and earlier answers")]
    Request(String),
    /// The checked summary is not the one that follows from the answers.
    #[error("{0} does not follow from the text and the answers")]
    Summary(String),
    /// The result is not the one that the archive names.
    #[error("{0} names another result than the members give")]
    Result(String),
    /// A report made again has other bytes than the one handed out.
    #[error("the report {0}, made again, is not the one that the archive names")]
    Report(String),
}

/// Makes the reports of an archive again from the text, the prompts and the answers in it, and holds every step against
/// what the archive says. Asks no model and opens nothing.
///
/// # Errors
/// See [`ReplayError`].
pub fn replay(archive: &[u8]) -> Result<Replayed, ReplayError> {
    let members = unpack(archive)?;
    let manifest: Manifest = read(&members, RESULT)?;
    if manifest.vermerk_evidence != VERSION {
        return Err(ReplayError::Newer(manifest.vermerk_evidence));
    }
    let Read { document, notices, screened } = read(&members, DOCUMENT)?;
    let instructions: Instructions = read(&members, INSTRUCTIONS)?;
    let summary: Summary = read(&members, SUMMARY)?;
    let key = ResultKey::new(&manifest.document, Some(manifest.media_type), &manifest.provenance);

    let readable = readable(document.clone(), &screened);
    let mut number = 0;
    let mut answers = Vec::new();
    let played = play(&readable, &screened, &instructions, manifest.window, |request| {
        let member = exchange_name(number);
        number += 1;
        let exchange: Exchange = read(&members, &member)?;
        if exchange.request != *request {
            return Err(ReplayError::Request(member));
        }
        answers.extend(exchange.key);
        Ok((exchange.key, exchange.answer))
    })?;
    if played.is_none_or(|(again, _)| again != summary) {
        return Err(ReplayError::Summary(SUMMARY.to_owned()));
    }
    let used: BTreeSet<String> =
        (0..number).map(exchange_name).chain([RESULT, DOCUMENT, INSTRUCTIONS, SUMMARY].map(str::to_owned)).collect();
    if let Some(other) = members.keys().find(|name| !used.contains(*name)) {
        return Err(ReplayError::Unexpected(other.clone()));
    }

    let summarised = Summarised { document, notices, screened, summary };
    let record = DocumentRecord {
        document: manifest.document,
        media_type: Some(manifest.media_type),
        key,
        bytes: manifest.bytes,
        provenance: manifest.provenance.clone(),
        outcome: Outcome::Summarised(Box::new(summarised)),
    };
    if record_sha256(&record) != manifest.record_sha256 {
        return Err(ReplayError::Result(RESULT.to_owned()));
    }
    let reports = reports(&manifest, &record)?;
    Ok(Replayed {
        name: manifest.name,
        document: manifest.document,
        provenance: manifest.provenance,
        key,
        record_sha256: manifest.record_sha256,
        answers,
        reports,
    })
}

fn reports(manifest: &Manifest, record: &DocumentRecord) -> Result<Vec<(ReportFile, Vec<u8>)>, ReplayError> {
    let Outcome::Summarised(summarised) = &record.outcome else { return Ok(Vec::new()) };
    let mut made = Vec::with_capacity(manifest.reports.len());
    for file in &manifest.reports {
        let other = || ReplayError::Report(file.path.clone());
        // The archive names the document; a name that leads upwards must not become a path.
        below(Path::new(""), &file.path).map_err(|_| other())?;
        let format = Format::ALL.into_iter().find(|format| path_of(&manifest.name, *format) == file.path);
        let format = format.ok_or_else(other)?;
        // The archive does not name the arrangement; the report's hash tells it.
        let mut again = None;
        for layout in Layout::ALL {
            let rendered = render(&manifest.name, record, summarised, &[format], layout).map_err(|_| other())?;
            again = again.or(rendered.into_iter().find(|again| again.file == *file));
        }
        let again = again.ok_or_else(other)?;
        made.push((again.file, again.bytes));
    }
    Ok(made)
}

/// All members but the sums, which must hold for every one of them.
fn unpack(archive: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, ReplayError> {
    let mut zip = ZipArchive::new(Cursor::new(archive)).map_err(|_| ReplayError::Foreign)?;
    if zip.len() > MOST_MEMBERS {
        return Err(ReplayError::TooLarge);
    }
    let mut members = BTreeMap::new();
    let mut left = MOST_BYTES;
    for index in 0..zip.len() {
        let name = zip.name_for_index(index).ok_or(ReplayError::Foreign)?.to_owned();
        let mut bytes = Vec::new();
        let member = zip.by_index(index).map_err(|_| ReplayError::Changed(name.clone()))?;
        // One byte more than allowed, so that a longer one is noticed and never unpacked in full.
        member.take(left + 1).read_to_end(&mut bytes).map_err(|_| ReplayError::Changed(name.clone()))?;
        left = left.checked_sub(bytes.len() as u64).ok_or(ReplayError::TooLarge)?;
        if members.insert(name.clone(), bytes).is_some() {
            return Err(ReplayError::Unexpected(name));
        }
    }
    let sums = members.remove(SUMS).ok_or(ReplayError::Foreign)?;
    let sums = String::from_utf8(sums).map_err(|_| ReplayError::Changed(SUMS.to_owned()))?;
    let mut named = BTreeMap::new();
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").ok_or_else(|| ReplayError::Changed(SUMS.to_owned()))?;
        named.insert(name, sum);
    }
    for (name, bytes) in &members {
        match named.remove(name.as_str()) {
            Some(sum) if sum == sha256_hex(bytes) => {}
            Some(_) => return Err(ReplayError::Changed(name.clone())),
            None => return Err(ReplayError::Unexpected(name.clone())),
        }
    }
    named.into_keys().next().map_or(Ok(members), |missing| Err(ReplayError::Missing(missing.to_owned())))
}

fn read<T: DeserializeOwned>(members: &BTreeMap<String, Vec<u8>>, name: &str) -> Result<T, ReplayError> {
    let bytes = members.get(name).ok_or_else(|| ReplayError::Missing(name.to_owned()))?;
    // The parser's own message may quote the text.
    serde_json::from_slice(bytes).map_err(|_| ReplayError::Changed(name.to_owned()))
}
