//! The overview of a folder's documents ("Aktenübersicht"): its lists as German strings, in the order in which every
//! format shows them. Every row names its document and place and, where there is a report on the document, links there.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use askama::Template;
use serde::Serialize;
use vermerk_document::Span;
use vermerk_summary::folder::{DocumentFacts, FactRef, Fold, FolderOverview, List};
use vermerk_summary::{Provenance, Summarised};

use crate::html::relative;
use crate::inert::{line, shortened};
use crate::notation::german;
use crate::place::{Places, block_id};
use crate::wording::{self, counted};
use crate::{IndexEntry, IndexOutcome, csv, json, markdown};

/// Name and version of the JSON notation.
const NOTATION: &str = "vermerk-folder/1";
/// Most characters of a sentence in a list.
const TEXT: usize = 240;

/// What the overview of a folder is made of.
#[derive(Debug, Clone, Copy)]
pub struct FolderReport<'a> {
    /// Name of the submitted folder.
    pub folder: &'a str,
    /// What it was made with.
    pub provenance: &'a Provenance,
    /// The documents, seen together.
    pub overview: &'a FolderOverview,
    /// All submitted files with their outcomes, in the order of their names.
    pub entries: &'a [IndexEntry],
    /// Files that an interrupted run did not reach.
    pub not_reached: &'a [String],
}

/// Reads what a document adds to the overview of its folder.
pub fn document_facts(name: &str, summarised: &Summarised) -> DocumentFacts {
    let places = Places::new(&summarised.document);
    DocumentFacts::new(name, &summarised.document, &summarised.summary, &|span| places.label(span))
}

#[derive(Serialize)]
pub(crate) struct FolderView<'a> {
    notation: &'static str,
    pub(crate) label: String,
    ai_generated: bool,
    pub(crate) folder: String,
    /// How many documents, and how many stand behind the lists.
    pub(crate) totals: String,
    pub(crate) sections: Vec<Section>,
    provenance: &'a Provenance,
}

/// One list.
#[derive(Serialize)]
pub(crate) struct Section {
    pub(crate) id: &'static str,
    pub(crate) heading: &'static str,
    #[serde(skip)]
    pub(crate) explanation: &'static str,
    #[serde(skip)]
    pub(crate) columns: [&'static str; 2],
    #[serde(skip)]
    pub(crate) empty: &'static str,
    pub(crate) rows: Vec<Row>,
    /// How many more there are, in words.
    pub(crate) left_out: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct Row {
    /// In the notation of the tables; empty if the row has no value.
    value: String,
    pub(crate) shown: String,
    pub(crate) text: String,
    pub(crate) source: Option<Source>,
}

#[derive(Serialize)]
pub(crate) struct Source {
    pub(crate) document: String,
    pub(crate) place: String,
    span: Option<Span>,
    /// The report on the document, with the paragraph.
    pub(crate) link: Option<String>,
}

impl<'a> FolderView<'a> {
    pub(crate) fn new(report: &FolderReport<'a>) -> Self {
        let lists = Lists {
            overview: report.overview,
            reports: report
                .entries
                .iter()
                .filter_map(|entry| Some((entry.name.as_str(), entry.report.as_deref()?)))
                .collect(),
        };
        let overview = report.overview;
        let sections = vec![
            Section {
                id: "dokumente",
                heading: "Dokumente",
                explanation: "Nach dem eigenen Datum der Dokumente; ohne Datum am Ende.",
                columns: ["Datum", "Dokument"],
                empty: "Kein Dokument ausgewertet.",
                rows: lists.documents(),
                left_out: None,
            },
            Section {
                id: "widersprueche",
                heading: "Widersprüche zwischen Dokumenten",
                explanation: "Zur selben Sache nennen Dokumente verschiedene Angaben. Das kann ein Fehler oder eine spätere \
                              Änderung sein; bitte an den Fundstellen prüfen.",
                columns: ["Angabe", "Wortlaut"],
                empty: "Keine gefunden. Verglichen werden nur Angaben, die sich sicher derselben Sache zuordnen lassen.",
                rows: lists.contradictions(),
                left_out: None,
            },
            lists.section("fristen", "Fristen", ["Frist", "Zusammenhang"], &overview.deadlines),
            lists.section("chronologie", "Chronologie", ["Datum", "Ereignis"], &overview.chronology),
            lists.section("beteiligte", "Beteiligte", ["Name", "Zusammenhang"], &overview.parties),
            lists.section("betraege", "Beträge", ["Betrag", "Zusammenhang"], &overview.amounts),
            lists.section("offen", "Offene Punkte", ["Nr.", "Punkt"], &overview.open),
            Section {
                id: "fassungen",
                heading: "Dubletten und Fassungen",
                explanation: "Diese Dokumente sind oben nicht eigens ausgewertet.",
                columns: ["Verhältnis", "Steht für"],
                empty: "Keine gefunden.",
                rows: lists.folded(report.entries),
                left_out: None,
            },
            Section {
                id: "nicht-ausgewertet",
                heading: "Nicht ausgewertet",
                explanation: "Aus diesen Dateien ist nichts in die Übersicht eingegangen.",
                columns: ["Ergebnis", "Grund"],
                empty: "Alle Dateien sind ausgewertet.",
                rows: missing(report),
                left_out: None,
            },
        ];
        let in_all = (report.entries.len() + report.not_reached.len()) as u32;
        let own = (overview.documents.len() - overview.folded.len()) as u32;
        let totals = format!(
            "{}, davon {} ausgewertet, {} Dubletten oder frühere Fassungen, {} nicht ausgewertet.",
            counted(in_all, "Datei", "Dateien"),
            own,
            sections[7].rows.len(),
            sections[8].rows.len()
        );
        Self {
            notation: NOTATION,
            label: wording::label(report.provenance),
            ai_generated: true,
            folder: line(report.folder),
            totals,
            sections,
            provenance: report.provenance,
        }
    }
}

struct Lists<'a> {
    overview: &'a FolderOverview,
    reports: BTreeMap<&'a str, &'a str>,
}

impl Lists<'_> {
    fn source(&self, document: &DocumentFacts, span: Option<Span>, place: &str) -> Source {
        let report = self.reports.get(document.name.as_str()).map(|report| relative(report));
        let anchor = span.map(|span| format!("#{}", block_id(span))).unwrap_or_default();
        Source {
            document: line(&document.name),
            place: place.to_owned(),
            span,
            link: report.map(|report| report + &anchor),
        }
    }

    fn section(&self, id: &'static str, heading: &'static str, columns: [&'static str; 2], list: &List) -> Section {
        let explanation = match id {
            "fristen" => "Wie die Dokumente sie nennen; zuerst die mit Datum. Fristen sind nicht berechnet.",
            "beteiligte" => "Personen und Firmen, die mit Anrede oder Rechtsform genannt sind, nach Namen.",
            "betraege" => "Beträge in der Reihenfolge der Dokumente.",
            "offen" => "Sätze, nach denen etwas fehlt, aussteht oder ungeklärt ist.",
            _ => "Ereignisse mit Tagesdatum, je Dokument und Tag einmal.",
        };
        let rows = list.rows.iter().enumerate().map(|(index, row)| self.row(index, *row)).collect();
        let left_out = (list.left_out > 0).then(|| {
            format!("… und {} weitere; sie stehen in den Vermerken zu den einzelnen Dokumenten.", list.left_out)
        });
        Section { id, heading, explanation, columns, empty: "Keine gefunden.", rows, left_out }
    }

    fn row(&self, index: usize, row: FactRef) -> Row {
        let (document, fact) = self.overview.fact(row);
        let value = line(&fact.value);
        let shown = if value.is_empty() { (index + 1).to_string() } else { german(&value) };
        let text = shortened(&line(&fact.text), TEXT);
        Row { value, shown, text, source: Some(self.source(document, Some(fact.span), &fact.place)) }
    }

    fn documents(&self) -> Vec<Row> {
        let own = self.overview.documents.iter().enumerate();
        let own = own.filter(|(index, _)| !self.overview.folded.contains_key(index));
        let row = |facts: &DocumentFacts| {
            let value = facts.date.clone().unwrap_or_default();
            let title = facts.title.as_deref().map(line).unwrap_or_default();
            let mut text = [facts.sort, title.as_str()].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>();
            if title.contains(facts.sort) {
                text.retain(|s| *s == title);
            }
            let lead = line(&facts.lead);
            if lead != title {
                text.push(&lead);
            }
            let text = shortened(&text.join(": "), 2 * TEXT);
            let shown = if value.is_empty() { "ohne Datum".to_owned() } else { german(&value) };
            Row { shown, value, text, source: Some(self.source(facts, facts.lead_span, &facts.lead_place)) }
        };
        own.map(|(_, facts)| row(facts)).collect()
    }

    fn contradictions(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for contradiction in &self.overview.contradictions {
            for contrary in &contradiction.values {
                let document = &self.overview.documents[contrary.document];
                rows.push(Row {
                    value: contrary.value.clone(),
                    shown: format!("{}: {}", line(&contradiction.subject), german(&contrary.value)),
                    text: shortened(&line(&contrary.text), TEXT),
                    source: Some(self.source(document, Some(contrary.span), &contrary.place)),
                });
            }
        }
        rows
    }

    fn folded(&self, entries: &[IndexEntry]) -> Vec<Row> {
        let mut rows = Vec::new();
        for (index, fold) in &self.overview.folded {
            let shown = match fold {
                Fold::SameText { .. } => "gleicher Text".to_owned(),
                Fold::Draft { percent, .. } => format!("frühere Fassung (etwa {percent} % gleich)"),
            };
            let of = line(&self.overview.documents[fold.of()].name);
            let source = Some(self.source(&self.overview.documents[*index], None, ""));
            rows.push(Row { value: String::new(), shown, text: of, source });
        }
        for entry in entries.iter().filter(|entry| matches!(entry.outcome, IndexOutcome::Summarised(_))) {
            if let Some(first) = &entry.duplicate_of {
                rows.push(Row {
                    value: String::new(),
                    shown: "Dublette".to_owned(),
                    text: line(first),
                    source: Some(Source { document: line(&entry.name), place: String::new(), span: None, link: None }),
                });
            }
        }
        rows
    }
}

/// The files that add nothing, with the reason.
fn missing(report: &FolderReport<'_>) -> Vec<Row> {
    let row = |name: &str, shown: &str, text: String| Row {
        value: String::new(),
        shown: shown.to_owned(),
        text,
        source: Some(Source { document: line(name), place: String::new(), span: None, link: None }),
    };
    let without = report.entries.iter().filter(|entry| !matches!(entry.outcome, IndexOutcome::Summarised(_)));
    let mut rows: Vec<Row> =
        without.map(|entry| row(&entry.name, wording::outcome(entry.kind()), entry.grounds())).collect();
    rows.extend(report.not_reached.iter().map(|name| row(name, wording::NOT_REACHED, String::new())));
    rows
}

#[derive(Template)]
#[template(path = "folder.html", whitespace = "minimize")]
struct FolderPage<'a> {
    label: &'a str,
    program: &'a str,
    view: &'a FolderView<'a>,
    making: String,
}

/// What it was made with, in one line.
fn making(report: &FolderReport<'_>) -> String {
    let Provenance { program, pipeline, pipeline_version, .. } = report.provenance;
    format!("Vermerk {}, Verfahren {}, Fassung {pipeline_version}", line(program), line(pipeline))
}

/// The overview as one HTML file without script; its links lead to the reports of the documents beside it.
pub fn folder_html(report: &FolderReport<'_>) -> String {
    let view = FolderView::new(report);
    let page =
        FolderPage { label: wording::LABEL, program: &report.provenance.program, view: &view, making: making(report) };
    page.render().expect("writing to a string cannot fail")
}

/// The overview as Markdown.
pub fn folder_markdown(report: &FolderReport<'_>) -> String {
    let view = FolderView::new(report);
    let plain = markdown::plain;
    let mut out = format!("**{}**\n\n# Aktenübersicht {}\n\n{}\n", view.label, plain(&view.folder), view.totals);
    for section in &view.sections {
        let _ = write!(out, "\n## {}\n\n", section.heading);
        if section.rows.is_empty() {
            let _ = writeln!(out, "{}", section.empty);
            continue;
        }
        let [first, second] = section.columns;
        let _ = write!(out, "{}\n\n| {first} | {second} | Fundstelle |\n| --- | --- | --- |\n", section.explanation);
        for row in &section.rows {
            let source = row.source.as_ref().map(Source::shown).unwrap_or_default();
            let _ = writeln!(out, "| {} | {} | {} |", plain(&row.shown), plain(&row.text), plain(&source));
        }
        if let Some(left_out) = &section.left_out {
            let _ = write!(out, "\n{left_out}\n");
        }
    }
    let _ = write!(out, "\n{}.\n", plain(&making(report)));
    out
}

/// The overview as JSON for other programs; keys in a fixed order.
pub fn folder_json(report: &FolderReport<'_>) -> String {
    json::pretty(&FolderView::new(report))
}

/// The overview as a table for spreadsheet programs, like the overview of the run.
pub fn folder_csv(report: &FolderReport<'_>) -> String {
    let mut out = String::from("\u{feff}");
    csv::row(&mut out, &["Liste", "Angabe", "Inhalt", "Dokument", "Beleg", "Bericht"]);
    for section in &FolderView::new(report).sections {
        for row in &section.rows {
            let (document, place, link) = row.source.as_ref().map_or(("", "", ""), |source| {
                (&*source.document, &*source.place, source.link.as_deref().unwrap_or_default())
            });
            csv::row(&mut out, &[section.heading, &row.shown, &row.text, document, place, link]);
        }
    }
    out
}

impl Source {
    /// Document and place in one string.
    pub(crate) fn shown(&self) -> String {
        if self.place.is_empty() { self.document.clone() } else { format!("{}, {}", self.document, self.place) }
    }
}
