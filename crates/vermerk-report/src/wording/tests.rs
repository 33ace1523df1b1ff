use vermerk_document::{HiddenBy, Limit, NoticeKind, PartReason, Rejection};
use vermerk_summary::{Barrier, Failure, Origin, Reason, Tally, Verdict};

use super::{
    NO_STATEMENT, Phrase, counted, failure, hidden_by, in_place_of, limit, notice, origins, part_reason, reason,
    rejection, verdict,
};

const HANDBOOK: &str = include_str!("../../../../docs/handbuch.md");

const GLOSSARY: &str = include_str!("../../../../docs/glossary.md");

const HIDDEN: [HiddenBy; 6] =
    [HiddenBy::Invisible, HiddenBy::White, HiddenBy::Tiny, HiddenBy::OffPage, HiddenBy::Covered, HiddenBy::Layer];

fn rejections() -> Vec<Phrase> {
    use Rejection as R;
    [
        R::Encrypted,
        R::ScanWithoutText,
        R::Empty,
        R::Damaged,
        R::TooLarge(Limit::Depth),
        R::Unsupported,
        R::LegacyDoc,
        R::Rtf,
        R::Spreadsheet,
        R::Presentation,
        R::Html,
        R::OpenDocument,
        R::OtherBytes,
    ]
    .map(rejection)
    .to_vec()
}

fn failures() -> Vec<Phrase> {
    use Failure as F;
    [
        F::ModelUnavailable,
        F::QuotaExhausted,
        F::UnusableAnswer,
        F::Crashed,
        F::TimedOut,
        F::Panicked,
        F::FileUnreadable,
        F::Refused(Barrier::Data),
    ]
    .map(failure)
    .to_vec()
}

fn notices() -> Vec<Phrase> {
    use NoticeKind as N;
    [
        N::Incomplete,
        N::Repaired,
        N::SidePartUnreadable,
        N::HiddenText { passages: 2 },
        N::AddressesModel { sentences: 2 },
        N::TrackedChanges,
        N::Comments { count: 1 },
        N::EmptyPassword,
        N::Attachments { count: 1 },
        N::Windows1252,
        N::Recognised { confidence: 93, doubtful: 2 },
    ]
    .map(notice)
    .to_vec()
}

fn part_reasons() -> Vec<Phrase> {
    use PartReason as P;
    [P::ScanWithoutText, P::NoUnicode { glyphs: 3 }, P::Damaged, P::OtherDocuments { count: 2 }, P::Limit(Limit::Time)]
        .map(part_reason)
        .to_vec()
}

fn reasons() -> Vec<Phrase> {
    let value = || "4711".to_owned();
    [
        Reason::ValueMissing { value: value() },
        Reason::ValueElsewhere { value: value() },
        Reason::WeakCoverage { percent: 40 },
        Reason::NameMissing { name: value() },
        Reason::Negation,
        Reason::QuoteNotFound,
        Reason::Placeholder,
        Reason::NotAnAnswer,
        Reason::Instruction,
    ]
    .iter()
    .map(reason)
    .collect()
}

/// A section of the handbook, up to the next heading of its level or a higher one.
#[track_caller]
fn section(heading: &str) -> &'static str {
    let (_, rest) = HANDBOOK.split_once(&format!("\n{heading}\n")).expect("the handbook has the section");
    let hashes = heading.split(' ').next().expect("a heading begins with its level");
    let ends = (2..=hashes.len()).filter_map(|level| rest.find(&format!("\n{} ", "#".repeat(level))));
    &rest[..ends.min().unwrap_or(rest.len())]
}

#[test]
fn the_handbook_explains_every_case_by_its_name() {
    let verdicts = [Verdict::Supported, Verdict::Review, Verdict::Unsupported].map(verdict).to_vec();
    for (heading, phrases) in [
        ("## Abgewiesene Dokumente", rejections()),
        ("## Fehlgeschlagene Dokumente", failures()),
        ("## Hinweise", notices()),
        ("## Seitennachweis", part_reasons()),
        ("### Was die Urteile bedeuten", [reasons(), verdicts].concat()),
    ] {
        let section = section(heading);
        for phrase in phrases {
            let entry = format!("**{}**", phrase.short);
            assert!(section.contains(&entry), "docs/handbuch.md lacks {entry} under {heading}");
        }
    }
    let hints = section("## Hinweise").split_whitespace().collect::<Vec<_>>().join(" ");
    for by in HIDDEN {
        assert!(hints.contains(hidden_by(by)), "docs/handbuch.md lacks {}", hidden_by(by));
    }
    assert!(section("## Die Übersicht").contains(&format!("**{NO_STATEMENT}**")));
}

#[test]
fn the_handbook_uses_the_words_of_the_glossary() {
    let handbook = HANDBOOK.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut rows = 0;
    for heading in ["## What a summary is made of", "## How a document ends"] {
        let (_, rest) = GLOSSARY.split_once(heading).unwrap();
        let table = rest.split("\n## ").next().unwrap();
        for row in table.lines().filter(|line| line.starts_with('|')).skip(2) {
            let word = row.split('|').nth(2).unwrap().split(" (").next().unwrap().trim();
            assert!(handbook.contains(word), "docs/handbuch.md never says {word}");
            rows += 1;
        }
    }
    assert!(rows > 15, "the tables are found");
}

#[test]
fn every_sentence_is_whole_and_no_two_cases_read_alike() {
    for phrases in [rejections(), failures(), notices(), part_reasons(), reasons()] {
        for (index, phrase) in phrases.iter().enumerate() {
            assert!(phrase.sentence.ends_with('.') && !phrase.sentence.contains("  "), "{}", phrase.sentence);
            assert!(phrases.iter().skip(index + 1).all(|other| other.short != phrase.short), "{}", phrase.short);
        }
    }
    assert!(rejection(Rejection::TooLarge(Limit::Ratio)).sentence.contains(limit(Limit::Ratio)));
}

#[test]
fn one_and_many_are_told_apart() {
    assert_eq!(counted(1, "Stelle", "Stellen"), "1 Stelle");
    assert_eq!(counted(0, "Stelle", "Stellen"), "0 Stellen");
    assert!(notice(NoticeKind::Attachments { count: 1 }).sentence.contains("ist 1 Datei angehängt"));
    assert!(notice(NoticeKind::Attachments { count: 3 }).sentence.contains("sind 3 Dateien angehängt"));
}

#[test]
fn what_a_model_said_and_did_not_prove_is_counted_in_words() {
    let mut summary = crate::tests::samples::notice_of_grant().summary;
    assert_eq!(
        origins(&summary),
        "Die Sätze sind teils wörtlich entnommen, teils von einem Sprachmodell formuliert und gegen das Dokument geprüft."
    );
    summary.statements.truncate(2);
    summary.statements[0].origin = Origin::Replaced;
    summary.tally = Tally { given: 5, failed: 3, mended: 1, unusable_answers: 1 };
    assert_eq!(
        origins(&summary),
        "Die Sätze sind dem Dokument wörtlich entnommen. 3 von 5 Aussagen des Sprachmodells waren nicht belegt und \
         stehen nicht im Vermerk; 1 wurde auf Nachfrage berichtigt. 1 Antwort des Sprachmodells war nicht verwertbar. \
         1 Satz stammt deshalb wörtlich aus dem Dokument und ist gekennzeichnet."
    );
    assert!(in_place_of(Origin::Replaced).is_some() && in_place_of(Origin::Verbatim).is_none());
}
