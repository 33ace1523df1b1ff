use std::fmt::Write as _;

use askama::Template;
use vermerk_document::MediaType;
use vermerk_summary::OutcomeKind;

use crate::inert::line;
use crate::layout::FOR_A_PERSON;
use crate::marks::Run;
use crate::notation::german;
use crate::source::{PartView, Piece, source};
use crate::view::View;
use crate::wording::{self, counted};
use crate::{Digest, DocumentReport, IndexEntry, IndexOutcome, IndexReport, language};

/// Most links in the list of pages; in longer documents only cited pages have one.
const PAGE_LINKS: usize = 120;
/// Most names in a list of the overview; more are in the tables for programs, and it says so.
const NAMES: usize = 200;
/// Most deadlines the overview lists; more are in the tables for programs, and it says so.
const DEADLINES: usize = 500;

#[derive(Template)]
#[template(path = "document.html", whitespace = "minimize")]
struct DocumentPage<'a> {
    label: String,
    program: &'a str,
    view: &'a View,
    nothing_found: &'static str,
    for_a_person: &'static str,
    /// Language attribute of what is taken from the document.
    lang: String,
    parts: &'a [PartView],
    links: Vec<&'a PartView>,
    only_cited: bool,
    is_pdf: bool,
}

/// The report as one HTML file: no script, nothing from outside, readable on screen, paper and by screen readers.
///
/// Every place is a link to the marked passage in the view of the source text at its end, and back.
pub fn html(report: &DocumentReport<'_>) -> String {
    let arranged = report.layout.arranged(report.summary);
    let report = &DocumentReport { summary: &arranged, ..*report };
    let view = View::new(report);
    let parts = source(report);
    let named = || parts.iter().filter(|part| !part.heading.is_empty());
    let only_cited = named().count() > PAGE_LINKS;
    let page = DocumentPage {
        label: wording::label(report.provenance),
        program: &report.provenance.program,
        view: &view,
        nothing_found: wording::NOTHING_FOUND,
        for_a_person: FOR_A_PERSON,
        lang: language::attribute(report.document),
        parts: &parts,
        links: named().filter(|part| !only_cited || part.cited).collect(),
        only_cited,
        is_pdf: report.document.media_type == MediaType::Pdf,
    };
    page.render().expect("writing to a string cannot fail")
}

#[derive(Template)]
#[template(path = "index.html", whitespace = "minimize")]
struct IndexPage<'a> {
    label: String,
    program: &'a str,
    folder: String,
    totals: String,
    verdicts: Option<String>,
    interrupted: Option<String>,
    remarks: Vec<String>,
    not_reached: Names,
    skipped: Names,
    skipped_because: &'static str,
    groups: Vec<Group>,
    deadlines: Vec<Deadline>,
    deadlines_left_out: usize,
    making: String,
}

/// A table of the overview.
struct Group {
    id: &'static str,
    heading: &'static str,
    explanation: &'static str,
    rows: Vec<Row>,
}

/// The names at the head of a list.
struct Names {
    in_all: usize,
    shown: Vec<String>,
}

impl Names {
    fn new(names: &[String]) -> Self {
        Self { in_all: names.len(), shown: names.iter().take(NAMES).map(|name| line(name)).collect() }
    }

    /// How many are not shown.
    fn more(&self) -> usize {
        self.in_all - self.shown.len()
    }
}

struct Row {
    name: String,
    report: Option<String>,
    title: String,
    /// What a person has to know or do.
    remarks: Vec<String>,
    lead: String,
    extent: String,
}

struct Deadline {
    /// The value as it sorts.
    value: String,
    shown: String,
    name: String,
    report: Option<String>,
    title: String,
}

/// The overview of a batch as one HTML file: first what needs a person, then the rest; its totals add up.
pub fn index_html(report: &IndexReport<'_>) -> String {
    let (attention, fine): (Vec<&IndexEntry>, Vec<&IndexEntry>) =
        report.entries.iter().partition(|entry| entry.needs_a_person());
    let of = |kind: OutcomeKind| attention.iter().filter(move |entry| entry.kind() == kind).map(|entry| row(entry));
    let groups = vec![
        Group {
            id: "fehlgeschlagen",
            heading: "Fehlgeschlagen",
            explanation: "Diese Dokumente konnten noch nicht zusammengefasst werden.",
            rows: of(OutcomeKind::Failed).collect(),
        },
        Group {
            id: "abgewiesen",
            heading: "Abgewiesen",
            explanation: "Diese Dokumente lassen sich so nicht zusammenfassen.",
            rows: of(OutcomeKind::Rejected).collect(),
        },
        Group {
            id: "pruefen",
            heading: "Zusammengefasst, zu prüfen",
            explanation: "Einzelne Sätze sind nicht sicher belegt, es wurde kein Satz zusammengefasst oder nicht alles \
                          gelesen, oder das Dokument enthält verborgenen Text.",
            rows: of(OutcomeKind::Summarised).collect(),
        },
        Group {
            id: "ohne",
            heading: "Ohne Beanstandung",
            explanation: "Alles gelesen, jeder Satz belegt; dazu die Dubletten.",
            rows: fine.iter().map(|entry| row(entry)).collect(),
        },
    ];
    let (deadlines, deadlines_left_out) = deadlines(report);
    let page = IndexPage {
        label: wording::label(report.provenance),
        program: &report.provenance.program,
        folder: line(report.folder),
        totals: totals(report),
        verdicts: verdicts(report),
        interrupted: (!report.not_reached.is_empty()).then(|| wording::interrupted(report.not_reached.len() as u32)),
        remarks: report.remarks.iter().map(|remark| line(remark)).collect(),
        not_reached: Names::new(report.not_reached),
        skipped: Names::new(report.skipped),
        skipped_because: wording::SKIPPED_BECAUSE,
        groups: groups.into_iter().filter(|group| !group.rows.is_empty()).collect(),
        deadlines,
        deadlines_left_out,
        making: format!(
            "Vermerk {}, Verfahren {}, Fassung {}, Modell {}",
            line(&report.provenance.program),
            line(&report.provenance.pipeline),
            report.provenance.pipeline_version,
            line(&report.provenance.model)
        ),
    };
    page.render().expect("writing to a string cannot fail")
}

fn digests<'a>(report: &IndexReport<'a>) -> impl Iterator<Item = (&'a IndexEntry, &'a Digest)> {
    report.entries.iter().filter_map(|entry| match &entry.outcome {
        IndexOutcome::Summarised(digest) => Some((entry, digest)),
        IndexOutcome::Rejected(_) | IndexOutcome::Failed(_) | IndexOutcome::Parked(_) => None,
    })
}

fn totals(report: &IndexReport<'_>) -> String {
    let count = |kind: OutcomeKind| report.entries.iter().filter(|entry| entry.kind() == kind).count();
    let duplicates = report.entries.iter().filter(|entry| entry.duplicate_of.is_some()).count() as u32;
    let duplicates = match duplicates {
        0 => String::new(),
        count => format!(" Darunter {}.", counted(count, "Dublette", "Dubletten")),
    };
    let not_reached = match report.not_reached.len() {
        0 => String::new(),
        count => format!(", {count} {}", wording::NOT_REACHED),
    };
    format!(
        "{}: {} zusammengefasst, {} abgewiesen, {} fehlgeschlagen{not_reached}.{duplicates}",
        counted(report.documents(), "Dokument", "Dokumente"),
        count(OutcomeKind::Summarised),
        count(OutcomeKind::Rejected),
        count(OutcomeKind::Failed),
    )
}

/// A sentence on all statements and all pages, if anything was summarised.
fn verdicts(report: &IndexReport<'_>) -> Option<String> {
    let own = || digests(report).filter(|(entry, _)| entry.duplicate_of.is_none()).map(|(_, digest)| digest);
    let sum = |of: fn(&Digest) -> u32| own().map(of).sum::<u32>();
    let (all, review, unsupported) = (sum(|d| d.statements), sum(|d| d.review), sum(|d| d.unsupported));
    let parts = sum(|d| d.parts.total);
    (all > 0).then(|| {
        format!(
            "{}: {} belegt, {review} zu prüfen, {unsupported} nicht belegt. {parts} Seiten oder Abschnitte: \
             {} gelesen, {} nicht lesbar, {} ausgenommen.",
            counted(all, "Satz", "Sätze"),
            all.saturating_sub(review + unsupported),
            sum(|d| d.parts.read),
            sum(|d| d.parts.unreadable),
            sum(|d| d.parts.excluded),
        )
    })
}

fn row(entry: &IndexEntry) -> Row {
    let mut remarks = Vec::new();
    remarks.extend(entry.duplicate_of.as_deref().map(|first| format!("Dublette von {}", line(first))));
    let (title, lead, extent) = match &entry.outcome {
        IndexOutcome::Summarised(digest) => {
            if entry.duplicate_of.is_none() {
                remarks.extend(remarks_on(digest));
            }
            let title = digest.title.clone().unwrap_or_default();
            // A duplicate says all that in its first row.
            let lead = if entry.duplicate_of.is_none() { digest.lead.clone() } else { String::new() };
            (title, lead, digest.parts.counted(digest.parts.total))
        }
        IndexOutcome::Rejected(_) | IndexOutcome::Failed(_) | IndexOutcome::Parked(_) => {
            remarks.push(entry.grounds());
            (String::new(), String::new(), String::new())
        }
    };
    Row { name: line(&entry.name), report: entry.report.as_deref().map(relative), title, remarks, lead, extent }
}

/// Why a person should look, and what else there is to know.
fn remarks_on(digest: &Digest) -> Vec<String> {
    let mut remarks = digest.reasons();
    if digest.omissions > 0 {
        remarks.push(format!("{} nicht erwähnt", counted(digest.omissions, "Stelle", "Stellen")));
    }
    if digest.notices > 0 {
        remarks.push(counted(digest.notices, "Hinweis", "Hinweise"));
    }
    remarks
}

/// The dated deadlines of all documents, earliest first, and how many are not listed.
fn deadlines(report: &IndexReport<'_>) -> (Vec<Deadline>, usize) {
    let mut all: Vec<Deadline> = digests(report)
        .filter(|(entry, _)| entry.duplicate_of.is_none())
        .flat_map(|(entry, digest)| digest.deadlines.iter().map(move |value| (entry, digest, value)))
        .map(|(entry, digest, value)| Deadline {
            value: value.clone(),
            shown: german(value),
            name: line(&entry.name),
            report: entry.report.as_deref().map(relative),
            title: digest.title.clone().unwrap_or_default(),
        })
        .collect();
    all.sort_by(|a, b| (&a.value, &a.name).cmp(&(&b.value, &b.name)));
    let in_all: usize = digests(report)
        .filter(|(entry, _)| entry.duplicate_of.is_none())
        .map(|(_, digest)| digest.deadlines_in_all as usize)
        .sum();
    all.truncate(DEADLINES);
    let left_out = in_all.saturating_sub(all.len());
    (all, left_out)
}

/// A path as a link that cannot leave the folder or name a scheme: each step is encoded.
pub(crate) fn relative(path: &str) -> String {
    let mut out = String::from(".");
    for step in path.split('/').filter(|step| !matches!(*step, "" | "." | "..")) {
        out.push('/');
        for byte in step.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                out.push(char::from(byte));
            } else {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}
