use serde::{Deserialize, Serialize};
use vermerk_text::notation::{Kind, values};

use crate::findings::names_a_deadline;

#[cfg(test)]
mod tests;

/// What a statement says about the matter: where it belongs in a note.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimKind {
    /// What was decided, granted, refused or ordered (Entscheidung).
    Decision,
    /// By when something must be done (Frist).
    Deadline,
    /// How much money (Betrag).
    Amount,
    /// What someone asks for (Antrag).
    Application,
    /// Why (Begründung).
    Grounds,
    /// What is missing or undecided (offen).
    Open,
    /// Anything else that is the case (Sachverhalt).
    #[default]
    Fact,
}

impl ClaimKind {
    /// All kinds, in the order in which a prompt names them.
    pub const ALL: [Self; 7] =
        [Self::Decision, Self::Deadline, Self::Amount, Self::Application, Self::Grounds, Self::Open, Self::Fact];

    /// Its name in prompts, answers and reports.
    pub fn german(self) -> &'static str {
        match self {
            Self::Decision => "Entscheidung",
            Self::Deadline => "Frist",
            Self::Amount => "Betrag",
            Self::Application => "Antrag",
            Self::Grounds => "Begründung",
            Self::Open => "offen",
            Self::Fact => "Sachverhalt",
        }
    }

    /// The kind a model named, however it writes the name; `None` if it is none of them.
    pub fn named(name: &str) -> Option<Self> {
        let lower = name.trim().to_lowercase();
        let same = |kind: &Self| {
            let german = kind.german().to_lowercase();
            lower == german || lower.starts_with(&german) || lower == german.replace('ü', "ue")
        };
        Self::ALL.into_iter().find(same)
    }

    /// Whether a text can be of this kind: a deadline needs a date or a length of time, an amount a number.
    pub(crate) fn may_be_of(self, text: &str) -> bool {
        let any = |kinds: &[Kind]| values(text).iter().any(|value| kinds.contains(&value.kind));
        match self {
            Self::Deadline => any(&[Kind::Date, Kind::Period]),
            Self::Amount => any(&[Kind::Amount, Kind::Percent, Kind::Number]),
            _ => true,
        }
    }

    /// The kind of a sentence, by rules: the first of open, decided, due, asked for, money, reasons that fits.
    ///
    /// Meant for sentences of a source, whose kind no model told; a rule of thumb, nothing is checked by it.
    pub fn of(sentence: &str) -> Self {
        let lower = format!(" {} ", sentence.to_lowercase());
        let any = |cues: &[&str]| cues.iter().any(|cue| lower.contains(cue));
        let values = values(sentence);
        if any(OPEN) {
            Self::Open
        } else if any(DECIDED) {
            Self::Decision
        } else if names_a_deadline(sentence, &values) {
            Self::Deadline
        } else if any(ASKED) {
            Self::Application
        } else if values.iter().any(|value| value.kind == Kind::Amount) {
            Self::Amount
        } else if any(REASONED) {
            Self::Grounds
        } else {
            Self::Fact
        }
    }
}

const OPEN: &[&str] = &[
    " noch nicht ",
    " noch offen",
    " ist offen",
    " sind offen",
    " bleibt offen",
    " steht noch aus",
    " stehen noch aus",
    " steht aus",
    " ausstehend",
    " ungeklärt",
    " zu klären",
    " nachzureichen",
    " nachgereicht werden",
    " bleibt abzuwarten",
    " fehlt ",
    " fehlen ",
    " offener punkt",
    " offene punkte",
    " offene frage",
];
const DECIDED: &[&str] = &[
    " bewilligt",
    " abgelehnt",
    " lehnt ",
    " zurückgewiesen",
    " weist ",
    " verworfen",
    " festgesetzt",
    " setzt ",
    " aufgehoben",
    " hebt ",
    " angeordnet",
    " ordnet ",
    " untersagt",
    " genehmigt",
    " erteilt",
    " widerrufen",
    " widerruft",
    " beschlossen",
    " beschließt",
    " entschieden",
    " entscheidet",
    " stattgegeben",
    " gibt statt",
    " verurteilt",
    " stimmt zu",
    " zugestimmt",
    " ergeht ",
    " eingestellt",
];
const ASKED: &[&str] = &[
    " beantragt",
    " beantragen",
    " antrag auf ",
    " antrag gestellt",
    " begehrt",
    " bittet um",
    " bitten um",
    " wird gebeten",
    " ersucht",
    " fordert ",
    " widerspruch eingelegt",
    " klage erhoben",
];
const REASONED: &[&str] = &[
    " weil ",
    " da die ",
    " da der ",
    " da das ",
    " denn ",
    " deshalb",
    " daher ",
    " folglich",
    " somit ",
    " aufgrund ",
    " auf grund ",
    " begründet",
    " begründung",
    " maßgeblich",
    " infolge",
    " hieraus",
    " daraus folgt",
];
