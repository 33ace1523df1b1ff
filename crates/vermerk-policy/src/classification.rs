use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};
use vermerk_document::{BlockKind, Document};

use crate::view::View;

/// How secret a document is: xdomea's Vertraulichkeitsstufe, from open to most secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Confidentiality {
    /// Offen.
    #[serde(rename = "offen", alias = "003")]
    Open,
    /// VS – Nur für den Dienstgebrauch.
    #[serde(rename = "vs-nfd", alias = "002")]
    Restricted,
    /// VS – Vertraulich.
    #[serde(rename = "vs-vertraulich", alias = "005")]
    Confidential,
    /// Geheim.
    #[serde(rename = "geheim", alias = "001")]
    Secret,
    /// Streng geheim.
    #[serde(rename = "streng-geheim", alias = "004")]
    TopSecret,
}

/// What kind of data a document holds. More than one may apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DataCategory {
    /// Personal data (Art. 4 Nr. 1 DSGVO).
    #[serde(rename = "personenbezogen")]
    Personal,
    /// Special categories (Art. 9 DSGVO).
    #[serde(rename = "art9")]
    Special,
    /// Social data (§ 67 SGB X).
    #[serde(rename = "sozialdaten")]
    Social,
    /// Tax secrecy (§ 30 AO).
    #[serde(rename = "steuergeheimnis")]
    Tax,
    /// Official secrecy (§ 353b `StGB`).
    #[serde(rename = "dienstgeheimnis")]
    Official,
}

/// How a document is classified, on both axes. What nobody said is `None` and counts as the strictest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Classification {
    /// How secret it is.
    pub confidentiality: Option<Confidentiality>,
    /// What kinds of data it holds; an empty set says that it holds none of them.
    pub data: Option<BTreeSet<DataCategory>>,
}

impl Confidentiality {
    /// As a clerk reads it.
    pub fn german(self) -> &'static str {
        match self {
            Self::Open => "offen",
            Self::Restricted => "VS – Nur für den Dienstgebrauch",
            Self::Confidential => "VS – Vertraulich",
            Self::Secret => "Geheim",
            Self::TopSecret => "Streng geheim",
        }
    }
}

impl DataCategory {
    /// As a clerk reads it.
    pub fn german(self) -> &'static str {
        match self {
            Self::Personal => "personenbezogene Daten",
            Self::Special => "besondere Kategorien (Art. 9 DSGVO)",
            Self::Social => "Sozialdaten",
            Self::Tax => "Steuergeheimnis",
            Self::Official => "Dienstgeheimnis",
        }
    }
}

impl Classification {
    /// Raises to at least what stamps say; what was not declared stays undeclared, which is stricter than any stamp.
    #[must_use]
    pub fn raised(mut self, stamps: &Stamps) -> Self {
        if let (Some(declared), Some(stamped)) = (self.confidentiality, stamps.confidentiality) {
            self.confidentiality = Some(declared.max(stamped));
        }
        if let Some(data) = &mut self.data {
            data.extend(&stamps.data);
        }
        self
    }
}

/// What the stamps and headings of a document say of its classification. They raise it and never lower it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stamps {
    /// The highest stamp found.
    pub confidentiality: Option<Confidentiality>,
    /// Kinds of data named in stamps.
    pub data: BTreeSet<DataCategory>,
}

/// Most words of a stamp: a longer block is running text that may speak of secrets without being one.
const MOST_WORDS: usize = 10;

static LEVELS: LazyLock<Vec<(Regex, Confidentiality)>> = LazyLock::new(|| {
    let pattern = |pattern: &str| Regex::new(pattern).expect("a constant pattern");
    vec![
        (pattern(r"(?i)\bstreng ?geheim\b"), Confidentiality::TopSecret),
        (pattern(r"(?i)\bgeheim\b"), Confidentiality::Secret),
        (pattern(r"(?i)\b(?:VS ?- ?)?vertraulich\b"), Confidentiality::Confidential),
        (pattern(r"(?i)\bVS ?- ?NfD\b|\bnur ?für ?den ?dienstgebrauch\b"), Confidentiality::Restricted),
    ]
});
/// These are stamps wherever they stand, also within running text.
static EVERYWHERE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\bVS ?- ?(?:NfD|NUR ?FÜR ?DEN ?DIENSTGEBRAUCH|Nur für den Dienstgebrauch|VERTRAULICH|Vertraulich)\b")
        .expect("a constant pattern")
});
static DATA: LazyLock<Vec<(Regex, DataCategory)>> = LazyLock::new(|| {
    let pattern = |pattern: &str| Regex::new(pattern).expect("a constant pattern");
    vec![
        (pattern(r"(?i)\bsozial(?:daten|geheimnis)\b"), DataCategory::Social),
        (pattern(r"(?i)\bsteuergeheimnis\b"), DataCategory::Tax),
        (
            pattern(r"(?i)\b(?:gesundheitsdaten|ärztlich(?:es|er)? (?:schweigepflicht|gutachten)|patientenakte)\b"),
            DataCategory::Special,
        ),
        (pattern(r"(?i)\bpersonal(?:akte|sache|angelegenheit)\b"), DataCategory::Personal),
        (pattern(r"(?i)\bdienstgeheimnis\b"), DataCategory::Official),
    ]
});

impl Stamps {
    /// Reads the stamps of a document, from all its blocks: page headers and footers, annotations and text boxes too,
    /// also with gaps between the letters.
    pub fn of(document: &Document) -> Self {
        let mut stamps = Self::default();
        for (_, block) in document.blocks() {
            let view = View::new(&block.text);
            stamps.read(&view.text, block.kind);
            if let Some(closed) = view.closed_up() {
                stamps.read(&closed.text, block.kind);
            }
        }
        stamps
    }

    fn read(&mut self, text: &str, kind: BlockKind) {
        // A running header may be long, but what it says of secrecy it says of the page.
        let stamp = text.split(' ').count() <= MOST_WORDS || kind == BlockKind::Furniture;
        let text = match (stamp, EVERYWHERE.find(text)) {
            (true, _) => text,
            (false, Some(found)) => found.as_str(),
            (false, None) => return,
        };
        let level = LEVELS.iter().find(|(pattern, _)| pattern.is_match(text)).map(|(_, level)| *level);
        self.confidentiality = self.confidentiality.max(level);
        if stamp {
            self.data.extend(DATA.iter().filter(|(pattern, _)| pattern.is_match(text)).map(|(_, data)| *data));
        }
    }
}

#[cfg(test)]
mod tests {
    use vermerk_document::{Block, MediaType, Metadata, Part, PartKind, Reading};

    use super::*;

    fn stamps(kind: BlockKind, text: &str) -> Stamps {
        let blocks = vec![Block::new(kind, text)];
        let part = Part { kind: PartKind::Section { number: 1 }, reading: Reading::Read, blocks };
        let document =
            Document { media_type: MediaType::Text, metadata: Metadata::default(), parts: vec![part], hidden: vec![] };
        Stamps::of(&document)
    }

    #[test]
    fn stamps_are_read_in_every_spelling_and_place() {
        use Confidentiality::{Confidential, Restricted, Secret, TopSecret};
        for (text, level) in [
            ("VS – NUR FÜR DEN DIENSTGEBRAUCH", Restricted),
            ("VS-NfD", Restricted),
            ("V S – N U R  F Ü R  D E N  D I E N S T G E B R A U C H", Restricted),
            ("VS\u{2011}Nur für den\nDienstgebrauch", Restricted),
            ("v e r t r a u l i c h", Confidential),
            ("Vertraulich!", Confidential),
            ("Streng geheim", TopSecret),
            ("GEHEIM – amtlich geheim gehalten", Secret),
        ] {
            for kind in [BlockKind::Paragraph, BlockKind::Furniture, BlockKind::Annotation, BlockKind::TextBox] {
                assert_eq!(stamps(kind, text).confidentiality, Some(level), "{text}");
            }
        }
    }

    #[test]
    fn a_stamp_within_running_text_counts_and_talk_of_secrets_does_not() {
        let long = "Dieses Schreiben ist als VS-NfD eingestuft und darf nur innerhalb des Hauses weitergegeben werden.";
        assert_eq!(stamps(BlockKind::Paragraph, long).confidentiality, Some(Confidentiality::Restricted));
        let talk = "Die Beteiligten haben vereinbart, die Angebote bis zum Zuschlag vertraulich zu behandeln und nicht offenzulegen.";
        assert_eq!(stamps(BlockKind::Paragraph, talk), Stamps::default());
    }

    #[test]
    fn stamps_raise_and_never_lower() {
        let declared = |confidentiality| Classification { confidentiality, data: Some(BTreeSet::new()) };
        let nfd = stamps(BlockKind::Furniture, "VS-NfD – Steuergeheimnis");
        let raised = declared(Some(Confidentiality::Open)).raised(&nfd);
        assert_eq!(raised.confidentiality, Some(Confidentiality::Restricted));
        assert_eq!(raised.data, Some(BTreeSet::from([DataCategory::Tax])));
        let kept = declared(Some(Confidentiality::Secret)).raised(&nfd);
        assert_eq!(kept.confidentiality, Some(Confidentiality::Secret));
        assert_eq!(Classification::default().raised(&nfd), Classification::default());
    }
}
