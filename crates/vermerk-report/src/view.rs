//! A document report as German strings, in the order in which every format shows it.

use std::collections::BTreeMap;

use vermerk_document::{Document, Hidden, MediaType, NoticeKind, PartKind, Span, UnreadPart};
use vermerk_summary::{Evidence, FindingKind, Origin, Statement, Verdict};

use crate::DocumentReport;
use crate::inert::{line, shortened};
use crate::layout::{self, Division, Item, LEFT_EMPTY, Layout};
use crate::notation::german;
use crate::place::{self, Places, passage_id, value_id};
use crate::wording::{self, counted};

/// Most characters of a subject.
const SUBJECT: usize = 160;
/// Most amounts and most dates shown at once.
const LISTED: usize = 12;
/// Most characters shown of a hidden passage.
const HIDDEN: usize = 240;
/// Most hidden passages listed in all: a file can carry any number of them.
const HIDDEN_LISTED: usize = 100;

/// All that a document report shows but the source view.
pub(crate) struct View {
    pub(crate) name: String,
    pub(crate) title: Option<String>,
    pub(crate) extent: String,
    /// Places are pages, which take little room; else they name headings.
    pub(crate) short_places: bool,
    /// Whose words the statements are, and how many of a model's own did not pass.
    pub(crate) origin: String,
    /// The name of the note.
    pub(crate) note: &'static str,
    pub(crate) statements: Vec<StatementView>,
    /// The parts under which the statements stand; one without heading for a Kurzvermerk.
    pub(crate) divisions: Vec<Division>,
    pub(crate) parties: Vec<Item>,
    pub(crate) open: Vec<Item>,
    /// Headings of what a person writes.
    pub(crate) left_empty: &'static [&'static str],
    pub(crate) findings: Vec<FindingGroup>,
    pub(crate) omissions: Vec<OmissionGroup>,
    pub(crate) coverage: CoverageView,
    pub(crate) notices: Vec<NoticeView>,
    pub(crate) making: Vec<(&'static str, String)>,
}

pub(crate) struct StatementView {
    pub(crate) number: usize,
    pub(crate) text: String,
    /// It stands in the document word for word.
    pub(crate) verbatim: bool,
    pub(crate) verdict: Verdict,
    pub(crate) verdict_word: &'static str,
    /// Why it is marked, and what it stands in for.
    pub(crate) reasons: Vec<String>,
    pub(crate) evidence: Vec<EvidenceView>,
}

impl StatementView {
    pub(crate) fn is_plain(&self) -> bool {
        self.verdict == Verdict::Supported
    }

    pub(crate) fn is_unsupported(&self) -> bool {
        self.verdict == Verdict::Unsupported
    }
}

pub(crate) struct EvidenceView {
    pub(crate) place: String,
    /// Whether the place before it in the same list is the same: shown as "ebd.".
    pub(crate) again: bool,
    pub(crate) quote: String,
    /// Id of the passage in the source view, if it is there.
    pub(crate) target: Option<String>,
}

pub(crate) struct FindingGroup {
    pub(crate) kind: FindingKind,
    pub(crate) caption: &'static str,
    pub(crate) rows: Vec<FindingRow>,
}

impl FindingGroup {
    /// The rows shown at once: of amounts and dates only the first, since a long list hides what matters; deadlines
    /// and file numbers always all.
    pub(crate) fn first(&self) -> &[FindingRow] {
        self.rows.get(..self.shown()).unwrap_or(&self.rows)
    }

    /// The rows not shown at once.
    pub(crate) fn rest(&self) -> &[FindingRow] {
        self.rows.get(self.shown()..).unwrap_or_default()
    }

    fn shown(&self) -> usize {
        match self.kind {
            FindingKind::Deadline | FindingKind::FileNumber => self.rows.len(),
            FindingKind::Amount | FindingKind::Date => LISTED,
        }
    }
}

pub(crate) struct FindingRow {
    pub(crate) id: String,
    pub(crate) value: String,
    pub(crate) context: String,
    pub(crate) places: Vec<EvidenceView>,
}

/// The omissions of one kind.
pub(crate) struct OmissionGroup {
    pub(crate) heading: &'static str,
    pub(crate) rows: Vec<OmissionView>,
    /// That there are more, if there are.
    pub(crate) left_out: Option<String>,
}

pub(crate) struct OmissionView {
    /// Running number over all kinds.
    pub(crate) number: usize,
    pub(crate) evidence: EvidenceView,
}

pub(crate) struct CoverageView {
    pub(crate) sentence: String,
    pub(crate) rows: Vec<CoverageRow>,
}

pub(crate) struct CoverageRow {
    pub(crate) part: String,
    pub(crate) state: &'static str,
    pub(crate) reason: String,
}

pub(crate) struct NoticeView {
    pub(crate) part: Option<String>,
    pub(crate) sentence: String,
    /// The hidden passages it is about, as far as there is room.
    pub(crate) passages: Vec<HiddenView>,
    /// How many there was no room for, if any.
    pub(crate) left_out: Option<String>,
}

pub(crate) struct HiddenView {
    pub(crate) part: String,
    pub(crate) how: &'static str,
    pub(crate) text: String,
}

/// The id of a finding's row: kind and running number.
pub(crate) fn row_id(kind: FindingKind, index: usize) -> String {
    let letter = match kind {
        FindingKind::Deadline => 'f',
        FindingKind::Amount => 'b',
        FindingKind::Date => 'd',
        FindingKind::FileNumber => 'a',
    };
    format!("{letter}{}", index + 1)
}

/// The kinds in the order of their tables.
pub(crate) const KINDS: [FindingKind; 4] =
    [FindingKind::Deadline, FindingKind::Amount, FindingKind::Date, FindingKind::FileNumber];

/// What the document is about, in one line, if it says so.
pub(crate) fn subject(document: &Document) -> Option<String> {
    let title = vermerk_summary::title(document, "").map(|title| shortened(&line(&title), SUBJECT));
    title.filter(|title| !title.is_empty())
}

impl View {
    pub(crate) fn new(report: &DocumentReport<'_>) -> Self {
        let places = Places::new(report.document);
        let summary = report.summary;
        let (parties, open) = layout::items(report, &places);
        Self {
            name: line(report.name),
            title: subject(report.document),
            extent: extent(report),
            short_places: report.document.media_type == MediaType::Pdf,
            origin: wording::origins(summary),
            note: report.layout.name(),
            statements: statements(report, &places),
            divisions: report.layout.divisions(&summary.statements),
            parties,
            open,
            left_empty: if report.layout == Layout::Sachstand { &LEFT_EMPTY } else { &[] },
            findings: KINDS.iter().filter_map(|kind| finding_group(report, &places, *kind)).collect(),
            omissions: omissions(report, &places),
            coverage: coverage(report),
            notices: notices(report),
            making: making(report),
        }
    }

    /// The statements of a part.
    pub(crate) fn of(&self, division: &Division) -> &[StatementView] {
        self.statements.get(division.first..division.end).unwrap_or_default()
    }

    /// Whether the part also lists the parties or the open points.
    pub(crate) fn items(&self, division: &Division) -> &[Item] {
        match division.id {
            "kernangaben" => &self.parties,
            "offene-punkte" => &self.open,
            _ => &[],
        }
    }

    /// The name of the report: what the document is about, else its file name.
    pub(crate) fn heading(&self) -> &str {
        self.title.as_deref().unwrap_or_else(|| self.name.rsplit('/').next().unwrap_or(&self.name))
    }
}

impl EvidenceView {
    /// The place, or "ebd." (in the same place) where it follows an equal one.
    pub(crate) fn shown(&self) -> &str {
        if self.again { "ebd." } else { &self.place }
    }
}

/// The places of a statement or value in one string, each once.
pub(crate) fn places(places: &[EvidenceView]) -> String {
    let labels: Vec<&str> = places.iter().filter(|place| !place.again).map(|place| place.place.as_str()).collect();
    labels.join("; ")
}

/// Keeps a number on the line of its word.
fn unbroken(place: &str) -> String {
    ["S. ", "Textabs. ", "§ "]
        .iter()
        .fold(place.to_owned(), |place, word| place.replace(word, &word.replace(' ', "\u{a0}")))
}

/// Marks the places that equal the one before them.
fn mark_repeated(places: &mut [EvidenceView]) {
    for index in 1..places.len() {
        if let Some([before, after]) = places.get_mut(index - 1..=index) {
            after.again = before.place == after.place;
        }
    }
}

fn evidence(places: &Places<'_>, span: Span, quote: &str) -> EvidenceView {
    EvidenceView {
        place: unbroken(&places.label(span)),
        again: false,
        quote: places.quote(span, quote),
        target: places.knows(span).then(|| passage_id(span)),
    }
}

fn statements(report: &DocumentReport<'_>, places: &Places<'_>) -> Vec<StatementView> {
    let statements = report.summary.statements.iter().enumerate();
    statements
        .map(|(index, statement)| {
            let mut proof: Vec<EvidenceView> =
                statement.evidence.iter().map(|e| evidence(places, e.span, &e.quote)).collect();
            mark_repeated(&mut proof);
            StatementView {
                number: index + 1,
                text: line(&statement.text),
                verbatim: statement.origin != Origin::Worded,
                verdict: statement.verdict,
                verdict_word: wording::verdict(statement.verdict).short,
                reasons: reasons(statement),
                evidence: proof,
            }
        })
        .collect()
}

fn reasons(statement: &Statement) -> Vec<String> {
    let reasons = statement.reasons.iter().map(|reason| line(&wording::reason(reason).sentence));
    reasons.chain(wording::in_place_of(statement.origin).map(str::to_owned)).collect()
}

/// The findings of one kind, equal values in one row with all their places.
fn finding_group(report: &DocumentReport<'_>, places: &Places<'_>, kind: FindingKind) -> Option<FindingGroup> {
    let mut rows: Vec<FindingRow> = Vec::new();
    let mut row_of: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in report.summary.findings.iter().filter(|finding| finding.kind == kind) {
        let place = EvidenceView {
            place: unbroken(&places.label(finding.span)),
            again: false,
            quote: places.quote(finding.span, &finding.text),
            target: places.knows(finding.span).then(|| value_id(finding.span)),
        };
        if let Some(row) = row_of.get(finding.value.as_str()).and_then(|index| rows.get_mut(*index)) {
            row.places.push(place);
            continue;
        }
        row_of.insert(&finding.value, rows.len());
        rows.push(FindingRow {
            id: row_id(kind, rows.len()),
            value: german(&line(&finding.value)),
            context: line(&finding.context),
            places: vec![place],
        });
    }
    for row in &mut rows {
        mark_repeated(&mut row.places);
    }
    (!rows.is_empty()).then(|| FindingGroup { kind, caption: wording::finding(kind).1, rows })
}

fn omissions(report: &DocumentReport<'_>, places: &Places<'_>) -> Vec<OmissionGroup> {
    let summary = report.summary;
    let mut groups: Vec<OmissionGroup> = Vec::new();
    for (index, omission) in summary.omissions.iter().enumerate() {
        let Evidence { span, quote } = &omission.evidence;
        let row = OmissionView { number: index + 1, evidence: evidence(places, *span, quote) };
        let heading = wording::omission(omission.kind);
        match groups.last_mut() {
            Some(group) if group.heading == heading => group.rows.push(row),
            _ => {
                let left_out = summary.omissions_left_out.iter().find(|left_out| left_out.kind == omission.kind);
                let left_out = left_out.map(|left_out| wording::omissions_left_out(*left_out));
                groups.push(OmissionGroup { heading, rows: vec![row], left_out });
            }
        }
    }
    groups
}

fn coverage(report: &DocumentReport<'_>) -> CoverageView {
    let coverage = &report.summary.coverage;
    let pages = report.document.parts.iter().any(|part| matches!(part.kind, PartKind::Page { .. }));
    let (one, many) = if pages { ("Seite", "Seiten") } else { ("Abschnitt", "Abschnitte") };
    let total = counted(coverage.total, one, many);
    let sentence = if coverage.is_complete() && coverage.total == 1 {
        format!("{total}, vollständig gelesen.")
    } else if coverage.is_complete() {
        format!("{total}, alle vollständig gelesen.")
    } else {
        let partly = match coverage.partly.len() {
            0 => String::new(),
            count => format!(" (davon {count} unvollständig)"),
        };
        format!(
            "{total}: {} gelesen{partly}, {} nicht lesbar, {} ausgenommen.",
            coverage.read,
            coverage.unreadable.len(),
            coverage.excluded.len()
        )
    };
    let state = |state: &'static str, parts: &[UnreadPart]| -> Vec<(u32, CoverageRow)> {
        let row = |unread: &UnreadPart| CoverageRow {
            part: place::part(report.document, unread.part),
            state,
            reason: wording::part_reason(unread.reason).sentence.into_owned(),
        };
        parts.iter().map(|unread| (unread.part, row(unread))).collect()
    };
    let mut rows = state("unvollständig", &coverage.partly);
    rows.extend(state("nicht lesbar", &coverage.unreadable));
    rows.extend(state("ausgenommen", &coverage.excluded));
    rows.sort_by_key(|(part, _)| *part);
    CoverageView { sentence, rows: rows.into_iter().map(|(_, row)| row).collect() }
}

/// The notices but those on unread parts, which stand in the coverage; hidden passages stand under theirs.
fn notices(report: &DocumentReport<'_>) -> Vec<NoticeView> {
    let mut hidden: BTreeMap<u32, Vec<&Hidden>> = BTreeMap::new();
    for passage in &report.document.hidden {
        hidden.entry(passage.part).or_default().push(passage);
    }
    let mut room = HIDDEN_LISTED;
    let mut notices = Vec::new();
    for notice in report.notices.iter().filter(|notice| !matches!(notice.kind, NoticeKind::PartUnread(_))) {
        let own: Vec<&Hidden> = match (notice.kind, notice.part) {
            (NoticeKind::HiddenText { .. }, Some(part)) => hidden.remove(&part).unwrap_or_default(),
            (NoticeKind::HiddenText { .. }, None) => std::mem::take(&mut hidden).into_values().flatten().collect(),
            _ => Vec::new(),
        };
        let screened: Vec<&Span> = match notice.kind {
            NoticeKind::AddressesModel { .. } => {
                report.screened.iter().filter(|span| Some(span.part) == notice.part).collect()
            }
            _ => Vec::new(),
        };
        let found = own.len() + screened.len();
        let hidden = own.iter().map(|h| hidden_view(report, h));
        let passages: Vec<HiddenView> =
            hidden.chain(screened.into_iter().map(|span| screened_view(report, *span))).take(room).collect();
        room -= passages.len();
        notices.push(NoticeView {
            part: notice.part.map(|part| place::part(report.document, part)),
            sentence: wording::notice(notice.kind).sentence.into_owned(),
            left_out: wording::hidden_left_out((found - passages.len()) as u32),
            passages,
        });
    }
    notices
}

fn hidden_view(report: &DocumentReport<'_>, hidden: &Hidden) -> HiddenView {
    HiddenView {
        part: place::part(report.document, hidden.part),
        how: wording::hidden_by(hidden.by),
        text: shortened(&line(&hidden.text), HIDDEN),
    }
}

fn screened_view(report: &DocumentReport<'_>, span: Span) -> HiddenView {
    HiddenView {
        part: place::part(report.document, span.part),
        how: wording::ADDRESSES_MODEL,
        text: shortened(&line(report.document.resolve(span).unwrap_or_default()), HIDDEN),
    }
}

fn extent(report: &DocumentReport<'_>) -> String {
    let parts = report.document.parts.len() as u32;
    match report.document.media_type {
        MediaType::Pdf => format!("PDF, {}", counted(parts, "Seite", "Seiten")),
        MediaType::Docx => "Word-Dokument (DOCX)".to_owned(),
        MediaType::Text => "Textdatei".to_owned(),
    }
}

fn making(report: &DocumentReport<'_>) -> Vec<(&'static str, String)> {
    let made = report.provenance;
    let mut making = vec![
        ("Programm", format!("Vermerk {}", line(&made.program))),
        ("Verfahren", format!("{}, Fassung {}", line(&made.pipeline), made.pipeline_version)),
        ("Prüfsumme des Verfahrens (SHA-256)", line(&made.pipeline_sha256)),
        ("Modell", line(&made.model)),
        ("Prüfsumme des Dokuments (SHA-256)", line(report.sha256)),
    ];
    if let Some(guideline) = &made.guideline {
        making.push(("Leitlinie", line(&format!("{} ({})", guideline.title(), guideline.issuer))));
        making.push(("Assistenz", line(&guideline.assistant)));
        making.push(("Zu zeichnen durch", line(&guideline.signed_by)));
    }
    making
}
