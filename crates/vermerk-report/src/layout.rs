//! How a report arranges its statements.

use serde::{Deserialize, Serialize};
use vermerk_summary::folder::{DocumentFacts, FactKind};
use vermerk_summary::{ClaimKind, Statement, Summary};

use crate::DocumentReport;
use crate::inert::line;
use crate::place::{Places, block_id};
use crate::view::EvidenceView;

/// The arrangement of a document's report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// The statements in the order of the document.
    #[default]
    Kurzvermerk,
    /// The statements under the headings of a Sachstand (state of the matter), with parties and open points; what a
    /// person has to judge stays empty.
    Sachstand,
}

/// The headings of a Sachstand under which statements stand, with the ids of their sections.
const HEADINGS: [(&str, &str); 4] = [
    ("anlass", "1. Anlass"),
    ("sachverhalt", "2. Sachverhalt"),
    ("kernangaben", "3. Fristen, Beträge, Beteiligte"),
    ("offene-punkte", "4. Offene Punkte"),
];
/// What a person writes.
pub(crate) const LEFT_EMPTY: [&str; 2] = ["5. Bewertung", "6. Entscheidungsvorschlag"];
/// What stands where a person writes.
pub(crate) const FOR_A_PERSON: &str = "Von der Sachbearbeitung auszufüllen.";

/// A part of the note: statements from one number up to, without it, another.
pub(crate) struct Division {
    pub(crate) id: &'static str,
    pub(crate) heading: &'static str,
    pub(crate) first: usize,
    pub(crate) end: usize,
}

impl Layout {
    /// All arrangements.
    pub const ALL: [Self; 2] = [Self::Kurzvermerk, Self::Sachstand];

    /// The name of the note in headings.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Kurzvermerk => "Kurzvermerk",
            Self::Sachstand => "Sachstand",
        }
    }

    /// The summary with its statements in the order in which they are shown.
    pub(crate) fn arranged(self, summary: &Summary) -> Summary {
        let mut summary = summary.clone();
        if self == Self::Sachstand {
            let occasion = occasion(&summary.statements);
            let mut numbered: Vec<(usize, Statement)> = Vec::new();
            for (index, statement) in std::mem::take(&mut summary.statements).into_iter().enumerate() {
                numbered.push((place(index, statement.kind, occasion), statement));
            }
            numbered.sort_by_key(|(place, _)| *place);
            summary.statements = numbered.into_iter().map(|(_, statement)| statement).collect();
        }
        summary
    }

    /// The parts of a note whose statements are arranged.
    pub(crate) fn divisions(self, statements: &[Statement]) -> Vec<Division> {
        if self == Self::Kurzvermerk {
            return vec![Division { id: "", heading: "", first: 0, end: statements.len() }];
        }
        let occasion = occasion(statements);
        let places: Vec<usize> = (0..).zip(statements).map(|(index, s)| place(index, s.kind, occasion)).collect();
        let division = |(number, (id, heading)): (usize, &(&'static str, &'static str))| Division {
            id,
            heading,
            first: places.partition_point(|place| *place < number),
            end: places.partition_point(|place| *place <= number),
        };
        HEADINGS.iter().enumerate().map(division).collect()
    }
}

/// The statement that stands for the occasion if none says what is asked for: the first that is no deadline or amount.
fn occasion(statements: &[Statement]) -> Option<usize> {
    if statements.iter().any(|statement| statement.kind == ClaimKind::Application) {
        return None;
    }
    statements.iter().position(|s| matches!(s.kind, ClaimKind::Fact | ClaimKind::Grounds | ClaimKind::Decision))
}

/// Under which heading a statement belongs.
fn place(index: usize, kind: ClaimKind, occasion: Option<usize>) -> usize {
    match kind {
        ClaimKind::Application => 0,
        _ if occasion == Some(index) => 0,
        ClaimKind::Fact | ClaimKind::Grounds | ClaimKind::Decision => 1,
        ClaimKind::Deadline | ClaimKind::Amount => 2,
        ClaimKind::Open => 3,
    }
}

/// A person or firm, or an open point, as the document has it.
pub(crate) struct Item {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) evidence: EvidenceView,
}

/// The parties, and the open points that no statement cites. None for a Kurzvermerk.
pub(crate) fn items(report: &DocumentReport<'_>, places: &Places<'_>) -> (Vec<Item>, Vec<Item>) {
    if report.layout == Layout::Kurzvermerk {
        return (Vec::new(), Vec::new());
    }
    let facts = DocumentFacts::new(report.name, report.document, report.summary, &|span| places.label(span));
    let cited = |span| report.summary.statements.iter().flat_map(|s| &s.evidence).any(|evidence| evidence.span == span);
    let of = |kind: FactKind| {
        let facts = facts.facts.iter().filter(|fact| fact.kind == kind && !cited(fact.span));
        let item = |fact: &vermerk_summary::folder::Fact| Item {
            name: line(&fact.value),
            text: line(&fact.text),
            evidence: EvidenceView {
                place: fact.place.clone(),
                again: false,
                quote: String::new(),
                target: Some(block_id(fact.span)),
            },
        };
        facts.map(item).collect::<Vec<Item>>()
    };
    (of(FactKind::Party), of(FactKind::Open))
}
