use serde::Serialize;
use vermerk_document::{Coverage, HiddenBy, MediaType, NoticeKind, Rejection, Span};
use vermerk_summary::{
    ClaimKind, Failure, FindingKind, OmissionKind, OmissionsLeftOut, Origin, OutcomeKind, Provenance, Reason, Tally,
    Verdict,
};

use crate::place::Places;
use crate::view::subject;
use crate::{Digest, DocumentReport, IndexOutcome, IndexReport, wording};

/// Name and version of the notation; a program that reads reports checks it.
const DOCUMENT: &str = "vermerk-report/1";
const INDEX: &str = "vermerk-index/1";

#[derive(Serialize)]
struct Report<'a> {
    notation: &'static str,
    label: String,
    ai_generated: bool,
    name: &'a str,
    sha256: &'a str,
    media_type: MediaType,
    title: Option<String>,
    statements: Vec<Statement<'a>>,
    findings: Vec<Finding<'a>>,
    omissions: Vec<Omission<'a>>,
    omissions_left_out: &'a [OmissionsLeftOut],
    coverage: &'a Coverage,
    tally: Tally,
    notices: Vec<Notice>,
    hidden: Vec<Hidden<'a>>,
    provenance: &'a Provenance,
}

#[derive(Serialize)]
struct Statement<'a> {
    kind: ClaimKind,
    text: &'a str,
    verdict: Verdict,
    reasons: &'a [Reason],
    origin: Origin,
    evidence: Vec<Evidence<'a>>,
}

#[derive(Serialize)]
struct Evidence<'a> {
    quote: &'a str,
    #[serde(flatten)]
    place: Place,
}

#[derive(Serialize)]
struct Place {
    #[serde(rename = "place")]
    label: String,
    page: Option<u32>,
    page_is_approximate: bool,
    headings: Vec<String>,
    paragraph: Option<u32>,
    span: Span,
}

#[derive(Serialize)]
struct Finding<'a> {
    kind: FindingKind,
    value: &'a str,
    text: &'a str,
    context: &'a str,
    #[serde(flatten)]
    place: Place,
}

#[derive(Serialize)]
struct Omission<'a> {
    kind: OmissionKind,
    #[serde(flatten)]
    evidence: Evidence<'a>,
}

#[derive(Serialize)]
struct Notice {
    part: Option<u32>,
    kind: NoticeKind,
    sentence: String,
}

#[derive(Serialize)]
struct Hidden<'a> {
    part: u32,
    by: HiddenBy,
    text: &'a str,
}

/// The report as JSON for other programs; keys in a fixed order, texts exactly as they are.
///
/// Parts count from 0 as in a [`Span`]; everything a person is shown (`place`, `sentence`) is German.
pub fn json(report: &DocumentReport<'_>) -> String {
    let places = Places::new(report.document);
    let summary = report.summary;
    let place = |span: Span| {
        let anchor = places.anchor(span);
        Place {
            label: places.label(span),
            page: anchor.as_ref().and_then(|anchor| anchor.page),
            page_is_approximate: anchor.as_ref().is_some_and(|anchor| anchor.page_is_approximate),
            paragraph: anchor.as_ref().map(|anchor| anchor.paragraph),
            headings: anchor.map(|anchor| anchor.headings).unwrap_or_default(),
            span,
        }
    };
    let evidence = |e: &'_ vermerk_summary::Evidence| place(e.span);
    let twin = Report {
        notation: DOCUMENT,
        label: wording::label(report.provenance),
        ai_generated: true,
        name: report.name,
        sha256: report.sha256,
        media_type: report.document.media_type,
        title: subject(report.document),
        statements: summary
            .statements
            .iter()
            .map(|s| Statement {
                kind: s.kind,
                text: &s.text,
                verdict: s.verdict,
                reasons: &s.reasons,
                origin: s.origin,
                evidence: s.evidence.iter().map(|e| Evidence { quote: &e.quote, place: evidence(e) }).collect(),
            })
            .collect(),
        findings: summary
            .findings
            .iter()
            .map(|f| Finding {
                kind: f.kind,
                value: &f.value,
                text: &f.text,
                context: &f.context,
                place: place(f.span),
            })
            .collect(),
        omissions: summary
            .omissions
            .iter()
            .map(|o| Omission {
                kind: o.kind,
                evidence: Evidence { quote: &o.evidence.quote, place: evidence(&o.evidence) },
            })
            .collect(),
        omissions_left_out: &summary.omissions_left_out,
        coverage: &summary.coverage,
        tally: summary.tally,
        notices: report
            .notices
            .iter()
            .map(|n| Notice { part: n.part, kind: n.kind, sentence: wording::notice(n.kind).sentence.into_owned() })
            .collect(),
        hidden: report.document.hidden.iter().map(|h| Hidden { part: h.part, by: h.by, text: &h.text }).collect(),
        provenance: report.provenance,
    };
    pretty(&twin)
}

#[derive(Serialize)]
struct Index<'a> {
    notation: &'static str,
    label: String,
    ai_generated: bool,
    folder: &'a str,
    totals: Totals,
    documents: Vec<Entry<'a>>,
    not_reached: &'a [String],
    skipped: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    remarks: &'a [String],
    provenance: &'a Provenance,
}

#[derive(Serialize)]
struct Totals {
    documents: u32,
    summarised: u32,
    rejected: u32,
    failed: u32,
    not_reached: u32,
    duplicates: u32,
    needs_a_person: u32,
    skipped: u32,
}

#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    sha256: &'a str,
    outcome: OutcomeKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Why>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sentence: Option<String>,
    needs_a_person: bool,
    /// Left alone until a person releases it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    parked: bool,
    duplicate_of: Option<&'a str>,
    report: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<&'a Digest>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Why {
    Rejected(Rejection),
    Failed(Failure),
}

/// The overview as JSON for other programs; keys in a fixed order.
pub fn index_json(report: &IndexReport<'_>) -> String {
    let count = |kind: OutcomeKind| report.entries.iter().filter(|entry| entry.kind() == kind).count() as u32;
    let entries = report.entries.iter().map(|entry| {
        let (reason, digest) = match &entry.outcome {
            IndexOutcome::Summarised(digest) => (None, Some(digest)),
            IndexOutcome::Rejected(r) => (Some(Why::Rejected(*r)), None),
            IndexOutcome::Failed(f) | IndexOutcome::Parked(f) => (Some(Why::Failed(*f)), None),
        };
        let sentence = entry.grounds();
        Entry {
            name: &entry.name,
            sha256: &entry.sha256,
            outcome: entry.kind(),
            reason,
            sentence: (!sentence.is_empty()).then_some(sentence),
            needs_a_person: entry.needs_a_person(),
            parked: matches!(entry.outcome, IndexOutcome::Parked(_)),
            duplicate_of: entry.duplicate_of.as_deref(),
            report: entry.report.as_deref(),
            digest,
        }
    });
    pretty(&Index {
        notation: INDEX,
        label: wording::label(report.provenance),
        ai_generated: true,
        folder: report.folder,
        totals: Totals {
            documents: report.documents(),
            summarised: count(OutcomeKind::Summarised),
            rejected: count(OutcomeKind::Rejected),
            failed: count(OutcomeKind::Failed),
            not_reached: report.not_reached.len() as u32,
            duplicates: report.entries.iter().filter(|entry| entry.duplicate_of.is_some()).count() as u32,
            needs_a_person: report.entries.iter().filter(|entry| entry.needs_a_person()).count() as u32,
            skipped: report.skipped.len() as u32,
        },
        documents: entries.collect(),
        not_reached: report.not_reached,
        skipped: report.skipped,
        remarks: report.remarks,
        provenance: report.provenance,
    })
}

pub(crate) fn pretty(value: &impl Serialize) -> String {
    let mut out = serde_json::to_string_pretty(value).expect("strings, numbers and string keys always serialise");
    out.push('\n');
    out
}
