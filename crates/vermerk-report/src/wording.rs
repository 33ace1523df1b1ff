//! What clerks and records offices read about a document: what is wrong and what to do, one phrase per case.
//!
//! The only place with such sentences, so the reports, the command line and the handbook use the same words.

use std::borrow::Cow;

use vermerk_document::{HiddenBy, Limit, NoticeKind, PartKind, PartReason, Rejection};
use vermerk_summary::{
    Barrier, Failure, FindingKind, OmissionKind, OmissionsLeftOut, Origin, OutcomeKind, Provenance, Reason, Statement,
    Summary, Tally, Verdict,
};

use crate::inert::line;

/// The label every report carries, unless the guideline has one of its own.
pub const LABEL: &str = "Maschinell erstellt – ENTWURF";

/// The label of a report.
pub(crate) fn label(provenance: &Provenance) -> String {
    provenance.guideline.as_ref().map_or_else(|| LABEL.to_owned(), |guideline| line(&guideline.label))
}

/// A key word for tables and lists, and the whole sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// A few words without full stop; the handbook explains the case under this name.
    pub short: &'static str,
    /// What is wrong and, where there is something to do, what.
    pub sentence: Cow<'static, str>,
}

fn phrase(short: &'static str, sentence: impl Into<Cow<'static, str>>) -> Phrase {
    Phrase { short, sentence: sentence.into() }
}

/// `1 Stelle`, `3 Stellen`.
pub(crate) fn counted(count: u32, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// How a document ended.
pub fn outcome(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Summarised => "zusammengefasst",
        OutcomeKind::Rejected => "abgewiesen",
        OutcomeKind::Failed => "fehlgeschlagen",
    }
}

/// What stands where a list or part has nothing.
pub(crate) const NOTHING_FOUND: &str = "Nichts gefunden.";
/// What an overview says of a document whose summary has no statement.
pub(crate) const NO_STATEMENT: &str = "kein Satz zusammengefasst";
/// What stands in place of an outcome for a document that an interrupted run did not reach.
pub const NOT_REACHED: &str = "noch nicht bearbeitet";
/// What stands in place of an outcome for what was left alone.
pub(crate) const SKIPPED: &str = "nicht gelesen";
/// Why something was left alone.
pub(crate) const SKIPPED_BECAUSE: &str = "Dateien des Systems, Sperrdateien geöffneter Dokumente und Verknüpfungen \
                                          werden nicht gelesen und zählen nicht als Dokumente.";

/// That the store was damaged and made anew from what could be read of it.
pub fn store_rebuilt(records: u64, lost: u64) -> String {
    let saved = if records == 1 { "1 Eintrag wurde" } else { &format!("{records} Einträge wurden") };
    let lost = match lost {
        0 => "verloren ist keiner".to_owned(),
        1 => "1 ist verloren und wurde in diesem Lauf neu erstellt, soweit das Dokument noch vorliegt".to_owned(),
        lost => {
            format!("{lost} sind verloren und wurden in diesem Lauf neu erstellt, soweit die Dokumente noch vorliegen")
        }
    };
    format!(
        "Die Ablage war beschädigt und wurde vor diesem Lauf neu aufgebaut: {saved} gerettet, {lost}. Die beschädigte Ablage wurde zur Untersuchung aufgehoben."
    )
}

/// That the ledger does not match the states of it that were signed.
pub const LEDGER_NOT_AS_SIGNED: &str = "Das Protokoll stimmt nicht mit den signierten Ständen überein: Es wurde gekürzt \
                                        oder verändert. Bitte die zuständige Stelle unterrichten.";

/// What stands in place of an outcome for a file that was announced and is not there.
pub const MISSING: &str = "fehlt";
/// What stands in place of an outcome for a submission that was refused as a whole.
pub const REFUSED: &str = "Einreichung abgewiesen";
/// Why a submission was refused: it is empty.
pub const EMPTY_SUBMISSION: &str =
    "Die Einreichung enthält keine Dokumente. Bitte prüfen, ob die Übertragung vollständig war.";
/// Why a submission was refused: its manifest.
pub const TWO_MANIFESTS: &str = "Die Einreichung hat mehr als ein Begleitblatt. Bitte nur eines beilegen.";
/// Why a submission was refused: its manifest.
pub const MANIFEST_UNREADABLE: &str = "Das Begleitblatt lässt sich nicht lesen. Bitte die Zugriffsrechte prüfen.";
/// Why a submission was refused: its folder.
pub const SUBMISSION_UNREADABLE: &str =
    "Der Ordner der Einreichung lässt sich nicht lesen. Bitte die Zugriffsrechte prüfen.";

/// Why a submission was refused: a field of its manifest.
pub fn manifest_field(field: &str) -> String {
    format!(
        "Das Feld „{field}“ des Begleitblatts ist unbekannt, fehlt oder hat keinen gültigen Wert. Bitte berichtigen."
    )
}

/// Why a submission was refused: the form of its manifest.
pub fn manifest_form(form: &str) -> String {
    format!("Das Begleitblatt ist kein gültiges {form}. Bitte neu ausgeben.")
}

/// Why a submission was refused: the name of a file in it.
pub fn bad_name(name: &str) -> String {
    format!("Der Name „{}“ ist nicht zulässig (Verknüpfung, gesperrter Name oder Pfad). Bitte umbenennen.", line(name))
}

/// Why a submission was refused: two names that are one on other systems.
pub fn clash(first: &str, second: &str) -> String {
    format!(
        "„{}“ und „{}“ unterscheiden sich nur in der Groß- und Kleinschreibung. Bitte umbenennen.",
        line(first),
        line(second)
    )
}

/// That documents wait for the next run.
pub(crate) fn interrupted(not_reached: u32) -> String {
    if not_reached == 1 {
        "Der Lauf wurde unterbrochen: 1 Dokument ist noch nicht bearbeitet. Es folgt im nächsten Lauf.".to_owned()
    } else {
        format!(
            "Der Lauf wurde unterbrochen: {not_reached} Dokumente sind noch nicht bearbeitet. Sie folgen im nächsten \
             Lauf."
        )
    }
}

/// Why a document was turned away.
pub fn rejection(rejection: Rejection) -> Phrase {
    match rejection {
        Rejection::Encrypted => phrase(
            "verschlüsselt",
            "Das Dokument ist verschlüsselt und ohne Kennwort nicht lesbar. \
             Bitte eine Fassung ohne Kennwort einreichen.",
        ),
        Rejection::ScanWithoutText => phrase(
            "Scan ohne Text",
            "Das Dokument besteht nur aus Bildern (Scan ohne Text). \
             Bitte mit Texterkennung neu einscannen oder die Ursprungsdatei einreichen.",
        ),
        Rejection::Empty => phrase(
            "leer",
            "Das Dokument enthält keinen lesbaren Text. Bitte prüfen, ob die richtige Datei eingereicht wurde.",
        ),
        Rejection::Damaged => phrase(
            "beschädigt",
            "Die Datei ist so beschädigt, dass sich nichts lesen lässt. \
             Bitte die Datei neu erzeugen oder erneut anfordern.",
        ),
        Rejection::TooLarge(reached) => phrase(
            "zu umfangreich",
            format!(
                "Beim Lesen wurde eine Grenze erreicht, bevor Text gefunden war ({}). \
                 Bitte das Dokument teilen und die Teile einzeln einreichen.",
                limit(reached)
            ),
        ),
        Rejection::Unsupported => phrase(
            "Dateiart nicht unterstützt",
            "Der Text liegt weder als PDF noch als DOCX noch als reiner Text vor. Bitte als PDF oder DOCX speichern und \
             erneut einreichen.",
        ),
        Rejection::LegacyDoc => phrase(
            "altes Word-Format",
            "Die Datei liegt im alten Word-Format (DOC) vor. Bitte in Word oder LibreOffice als DOCX speichern und \
             erneut einreichen.",
        ),
        Rejection::Rtf => phrase(
            "RTF-Datei",
            "Die Datei liegt im Format RTF vor. Bitte als DOCX oder PDF speichern und erneut einreichen.",
        ),
        Rejection::Spreadsheet => phrase(
            "Tabellendatei",
            "Die Datei ist eine Tabelle (zum Beispiel aus Excel). Bitte als PDF ausgeben und erneut einreichen.",
        ),
        Rejection::Presentation => phrase(
            "Präsentation",
            "Die Datei ist eine Präsentation (zum Beispiel aus PowerPoint). \
             Bitte als PDF ausgeben und erneut einreichen.",
        ),
        Rejection::Html => {
            phrase("Webseite", "Die Datei ist eine Webseite (HTML). Bitte als PDF ausgeben und erneut einreichen.")
        }
        Rejection::OtherBytes => phrase(
            "Prüfsumme weicht ab",
            "Die Prüfsumme der Datei ist nicht die im Begleitblatt genannte. Sie wurde nicht gelesen. \
             Bitte die Datei erneut übertragen oder das Begleitblatt berichtigen.",
        ),
        Rejection::OpenDocument => phrase(
            "OpenDocument-Datei",
            "Die Datei liegt in einem OpenDocument-Format vor (zum Beispiel ODT). \
             Bitte als DOCX oder PDF speichern und erneut einreichen.",
        ),
    }
}

/// Why a document could not be finished.
pub fn failure(failure: Failure) -> Phrase {
    match failure {
        Failure::ModelUnavailable => phrase(
            "Sprachmodell nicht erreichbar",
            "Das Sprachmodell war nicht erreichbar. Das Dokument wird beim nächsten Lauf erneut bearbeitet; \
             es ist nichts zu veranlassen.",
        ),
        Failure::QuotaExhausted => phrase(
            "Kontingent erschöpft",
            "Das Kontingent des Sprachmodells ist aufgebraucht. Das Dokument wird beim nächsten Lauf erneut \
             bearbeitet; es ist nichts zu veranlassen.",
        ),
        Failure::UnusableAnswer => phrase(
            "Antwort unbrauchbar",
            "Die Antworten des Sprachmodells waren nicht verwertbar. Das Dokument wird beim nächsten Lauf erneut \
             bearbeitet; bei Wiederholung bitte die Betreuung des Verfahrens verständigen.",
        ),
        Failure::Crashed => phrase(
            "Leseprogramm abgestürzt",
            "Das Leseprogramm ist bei diesem Dokument abgestürzt. Bitte das Dokument selbst lesen und die Betreuung \
             des Verfahrens verständigen.",
        ),
        Failure::TimedOut => phrase(
            "Lesezeit überschritten",
            "Das Lesen hat länger gedauert als erlaubt. Beim nächsten Lauf wird es erneut versucht; \
             bei Wiederholung bitte das Dokument teilen oder neu als PDF ausgeben und erneut einreichen.",
        ),
        Failure::Panicked => phrase(
            "Programmfehler",
            "Bei diesem Dokument ist ein Programmfehler aufgetreten. Bitte das Dokument selbst lesen und die \
             Betreuung des Verfahrens verständigen.",
        ),
        Failure::FileUnreadable => phrase(
            "Datei nicht zugänglich",
            "Die Datei ließ sich nicht vom Datenträger lesen. Bitte prüfen, ob sie noch vorhanden und freigegeben \
             ist; beim nächsten Lauf wird es erneut versucht.",
        ),
        Failure::BrokenOff => phrase(
            "Bearbeitung abgebrochen",
            "Das Programm ist während der Bearbeitung dieses Dokuments beendet worden, bevor ein Ergebnis vorlag. Beim \
             nächsten Lauf wird es erneut versucht.",
        ),
        Failure::Refused(barrier) => refusal(barrier),
    }
}

/// Why a document is not tried any more.
pub fn parked(last: Failure) -> Phrase {
    phrase(
        "zurückgestellt",
        format!(
            "Das Dokument ist nach drei vergeblichen Versuchen zurückgestellt (zuletzt: {}). Bitte das Dokument selbst \
             lesen. Die Betreuung des Verfahrens kann es zur erneuten Bearbeitung freigeben (vermerk retry).",
            failure(last).short
        ),
    )
}

/// Why the guideline kept a document from the model, and what would be needed.
fn refusal(barrier: Barrier) -> Phrase {
    let sentence = match barrier {
        Barrier::NoGuideline => {
            "Es ist keine Leitlinie für Sprachmodelle hinterlegt; ohne sie verlässt kein Text das Haus. Nötig ist eine \
             Leitlinie, die das Sprachmodell zulässt, oder das eingebaute Modell."
        }
        Barrier::NotInForce => {
            "Die Leitlinie für Sprachmodelle gilt noch nicht oder ist nicht fristgerecht überprüft worden. Nötig ist \
             eine Fassung, die heute gilt."
        }
        Barrier::UnknownEndpoint => {
            "Die Leitlinie nennt das eingestellte Sprachmodell nicht. Nötig ist seine Aufnahme in die Leitlinie."
        }
        Barrier::Region => {
            "Das Sprachmodell rechnet nicht nur in der Europäischen Union, wie es die Leitlinie verlangt. Nötig ist \
             eine Bereitstellung in einer Region oder Datenzone der EU."
        }
        Barrier::Role => {
            "Der Anbieter des Sprachmodells ist nicht als Auftragsverarbeiter erklärt. Nötig ist diese Erklärung in \
             der Leitlinie."
        }
        Barrier::Contract => {
            "Für das Sprachmodell fehlt ein gültiger Vertrag zur Auftragsverarbeitung. Nötig ist ein Vertrag, der \
             heute gilt, mit Fundstelle in der Leitlinie."
        }
        Barrier::Dpia => {
            "Für das Sprachmodell fehlt eine gültige Datenschutz-Folgenabschätzung. Nötig ist eine, die heute gilt, \
             mit Fundstelle in der Leitlinie."
        }
        Barrier::NoTraining => {
            "Für das Sprachmodell fehlt die gültige Erklärung, dass Eingaben nicht zum Training verwendet werden. \
             Nötig ist diese Erklärung mit Fundstelle in der Leitlinie."
        }
        Barrier::Unclassified => {
            "Das Dokument ist nicht eingestuft und gilt deshalb als besonders schutzbedürftig. Nötig sind \
             Vertraulichkeitsstufe und Datenkategorie im Begleitblatt der Einreichung."
        }
        Barrier::Confidentiality => {
            "Die Vertraulichkeitsstufe des Dokuments ist für das Sprachmodell zu hoch. Nötig ist ein Sprachmodell im \
             eigenen Rechenzentrum oder das eingebaute Modell."
        }
        Barrier::Data => {
            "Das Dokument enthält Daten einer Art, die nicht an das Sprachmodell gehen darf. Nötig ist ein \
             Sprachmodell im eigenen Rechenzentrum oder das eingebaute Modell."
        }
        Barrier::PersonalData => {
            "Eine Anfrage enthielt personenbezogene Daten, die das Haus nicht verlassen dürfen. Nötig ist ein \
             Sprachmodell im eigenen Rechenzentrum oder das eingebaute Modell; bitte die Betreuung des Verfahrens \
             verständigen."
        }
        Barrier::Canary => {
            "Das Sprachmodell hat seine Anweisungen preisgegeben und hält sie nicht vom Dokument getrennt. Die Antwort \
             wurde verworfen. Bitte das Dokument selbst lesen und die Betreuung des Verfahrens verständigen."
        }
    };
    phrase("durch Leitlinie ausgeschlossen", sentence)
}

/// What is wrong with a document that could still be read.
pub fn notice(kind: NoticeKind) -> Phrase {
    match kind {
        NoticeKind::Incomplete => phrase(
            "unvollständig",
            "Die Datei ist beschädigt und wurde nur so weit wie möglich gelesen (unvollständig). \
             Bitte die Datei erneut anfordern und das Ende des Dokuments selbst lesen.",
        ),
        NoticeKind::Repaired => phrase(
            "repariert",
            "Der Aufbau der Datei war fehlerhaft und wurde repariert. Soweit erkennbar, fehlt nichts; \
             bitte mit dem Original vergleichen.",
        ),
        NoticeKind::SidePartUnreadable => phrase(
            "Nebenteil nicht lesbar",
            "Ein Teil neben dem Haupttext (zum Beispiel Kopfzeile, Nummerierung oder Kommentare) ließ sich nicht \
             lesen. Bitte diese Stellen im Dokument ansehen.",
        ),
        NoticeKind::PartUnread(reason) => part_reason(reason),
        NoticeKind::HiddenText { passages } => phrase(
            "verborgener Text",
            format!(
                "Das Dokument enthält verborgenen Text ({}). Er wurde nicht zusammengefasst. \
                 Bitte prüfen, warum er verborgen ist.",
                counted(passages, "Stelle", "Stellen")
            ),
        ),
        NoticeKind::AddressesModel { sentences } => phrase(
            "Text an ein Sprachmodell",
            format!(
                "Das Dokument enthält Text, der sich an ein Sprachmodell richtet ({}). Er wurde dem Modell nicht gezeigt \
                 und nicht zusammengefasst. Bitte prüfen, wie er in das Dokument gekommen ist.",
                counted(sentences, "Satz", "Sätze")
            ),
        ),
        NoticeKind::TrackedChanges => phrase(
            "nachverfolgte Änderungen",
            "Das Dokument enthält nachverfolgte Änderungen. Gelesen wurde die Fassung, in der alle Änderungen \
             angenommen sind. Bitte prüfen, ob das die gültige Fassung ist.",
        ),
        NoticeKind::Comments { count } => phrase(
            "Kommentare",
            format!(
                "Das Dokument enthält Kommentare ({count}). Sie gehören nicht zum Text und wurden nicht \
                 zusammengefasst."
            ),
        ),
        NoticeKind::EmptyPassword => phrase(
            "leeres Kennwort",
            "Die Datei ist verschlüsselt, öffnet sich aber ohne Eingabe eines Kennworts. Sie wurde gelesen.",
        ),
        NoticeKind::Attachments { count } => phrase(
            "angehängte Dateien",
            format!(
                "An das Dokument {} angehängt, die nicht gelesen wurden. \
                 Bitte angehängte Dateien bei Bedarf einzeln einreichen.",
                if count == 1 { "ist 1 Datei".to_owned() } else { format!("sind {count} Dateien") }
            ),
        ),
        NoticeKind::Windows1252 => phrase(
            "alte Zeichenkodierung",
            "Die Textdatei ist nicht in UTF-8 gespeichert und wurde als Windows-1252 gelesen. \
             Bitte auf falsche Umlaute achten.",
        ),
        NoticeKind::Recognised { confidence, doubtful } => phrase(
            "durch Texterkennung gelesen",
            format!(
                "Die Seite ist ein Bild; ihr Text stammt aus einer Texterkennung (mittlere Sicherheit {confidence} %, \
                 {}). Bitte Namen, Zahlen und Daten mit dem Bild vergleichen.",
                match doubtful {
                    0 => "kein Wort unsicher".to_owned(),
                    1 => "1 Wort unsicher".to_owned(),
                    more => format!("{more} Wörter unsicher"),
                }
            ),
        ),
    }
}

/// Why a page or section was not, or not wholly, read.
pub fn part_reason(reason: PartReason) -> Phrase {
    match reason {
        PartReason::ScanWithoutText => phrase(
            "Scan ohne Text",
            "Hier steht ganz oder teilweise ein Bild ohne erkannten Text (Scan ohne Text). \
             Bitte die Stelle selbst lesen oder mit Texterkennung neu einscannen.",
        ),
        PartReason::NoUnicode { glyphs } => phrase(
            "Zeichen ohne Zuordnung",
            format!(
                "Bei {} gibt die Schrift nicht an, welcher Buchstabe gemeint ist. Bitte die Stelle im Dokument lesen.",
                counted(glyphs, "Zeichen", "Zeichen")
            ),
        ),
        PartReason::Damaged => {
            phrase("beschädigt", "Der Inhalt ist beschädigt. Bitte die Stelle im Dokument lesen oder es neu anfordern.")
        }
        PartReason::OtherDocuments { count } => phrase(
            "eingebundener Text",
            format!(
                "In den Text {} eingebunden, und zwar so, dass Word den Inhalt erst beim Öffnen einfügt. Dieser Inhalt \
                 wurde nicht gelesen. Bitte das Dokument in Word öffnen, speichern und erneut einreichen.",
                if count == 1 {
                    "ist 1 weiteres Dokument".to_owned()
                } else {
                    format!("sind {count} weitere Dokumente")
                }
            ),
        ),
        PartReason::Limit(reached) => phrase(
            "Grenze erreicht",
            format!(
                "Beim Lesen wurde eine Grenze erreicht ({}). Bitte die Stelle im Dokument lesen oder es geteilt \
                 erneut einreichen.",
                limit(reached)
            ),
        ),
    }
}

/// What a person calls a page or section: `S. 3`, `S. iv (Blatt 4)`, `Abschnitt 2`.
pub fn part(kind: &PartKind) -> String {
    match kind {
        PartKind::Page { number, label: Some(label) } => format!("S. {} (Blatt {number})", line(label)),
        PartKind::Page { number, label: None } => format!("S. {number}"),
        PartKind::Section { number } => format!("Abschnitt {number}"),
    }
}

/// Which limit was reached.
pub fn limit(limit: Limit) -> &'static str {
    match limit {
        Limit::FileBytes => "Größe der Datei",
        Limit::DecodedBytes => "Größe des entpackten Inhalts",
        Limit::Ratio => "ungewöhnlich stark gepackter Inhalt",
        Limit::OutputBytes => "Menge des Textes",
        Limit::Parts => "Zahl der Seiten oder Abschnitte",
        Limit::Entries => "Zahl der Bestandteile",
        Limit::Depth => "Tiefe der Verschachtelung",
        Limit::Operators => "Zahl der Zeichenbefehle",
        Limit::Time => "Lesezeit",
        Limit::Memory => "Arbeitsspeicher",
    }
}

/// How text is hidden.
pub fn hidden_by(by: HiddenBy) -> &'static str {
    match by {
        HiddenBy::Invisible => "als unsichtbar gekennzeichnet",
        HiddenBy::White => "in der Farbe des Papiers",
        HiddenBy::Tiny => "in winziger Schrift",
        HiddenBy::OffPage => "außerhalb der Seite",
        HiddenBy::Covered => "verdeckt",
        HiddenBy::Layer => "in einer ausgeblendeten Ebene",
    }
}

/// That a report does not list all hidden passages, if it does not.
pub(crate) fn hidden_left_out(count: u32) -> Option<String> {
    let (passages, stand) =
        (counted(count, "weitere Stelle", "weitere Stellen"), if count == 1 { "ist" } else { "sind" });
    (count > 0).then(|| format!("{passages} {stand} nur in der JSON-Fassung dieses Vermerks aufgeführt."))
}

/// What is odd about a sentence that the notice on them quotes.
pub(crate) const ADDRESSES_MODEL: &str = "an ein Sprachmodell gerichtet";

/// What the check of a statement found.
pub fn verdict(verdict: Verdict) -> Phrase {
    match verdict {
        Verdict::Supported => phrase("belegt", "Der Beleg deckt den Satz."),
        Verdict::Review => phrase("zu prüfen", "Der Beleg deckt den Satz nicht sicher. Bitte am Beleg prüfen."),
        Verdict::Unsupported => {
            phrase("nicht belegt", "Im Dokument findet sich kein Beleg für den Satz. Bitte nicht ungeprüft verwenden.")
        }
    }
}

/// Why a statement is not plainly supported.
pub fn reason(reason: &Reason) -> Phrase {
    match reason {
        Reason::ValueMissing { value } => {
            phrase("Angabe fehlt", format!("Die Angabe „{value}“ steht nirgends im Dokument."))
        }
        Reason::ValueElsewhere { value } => phrase(
            "Angabe an anderer Stelle",
            format!("Die Angabe „{value}“ steht im Dokument, aber nicht beim Beleg."),
        ),
        Reason::WeakCoverage { percent } => phrase(
            "Beleg deckt nur einen Teil",
            format!("Der Beleg deckt nur einen Teil des Satzes (etwa {percent} %)."),
        ),
        Reason::NameMissing { name } => phrase("Name fehlt", format!("Der Name „{name}“ steht nirgends im Dokument.")),
        Reason::Negation => {
            phrase("Verneinung", "Satz und Beleg unterscheiden sich in einer Verneinung („nicht“, „kein“).")
        }
        Reason::QuoteNotFound => {
            phrase("Zitat nicht gefunden", "Das vom Sprachmodell genannte Zitat steht nicht an der angegebenen Stelle.")
        }
        Reason::Placeholder => {
            phrase("Platzhalter", "Im Satz ist ein Platzhalter stehen geblieben, zum Beispiel „[Datum]“.")
        }
        Reason::NotAnAnswer => phrase(
            "keine Antwort",
            "Das Sprachmodell hat nicht auf die Frage geantwortet (Weigerung, wiederholte Anweisung oder fremde \
             Sprache).",
        ),
        Reason::Instruction => phrase(
            "Anweisung an eine Maschine",
            "Der Satz stützt sich nur auf einen Absatz, in dem sich Text an ein Sprachmodell richtet. Bitte prüfen, wie \
             er in das Dokument gelangt ist.",
        ),
    }
}

/// Kinds of findings: one of them, and the heading of their table.
pub fn finding(kind: FindingKind) -> (&'static str, &'static str) {
    match kind {
        FindingKind::Deadline => ("Frist", "Fristen"),
        FindingKind::Amount => ("Betrag", "Beträge"),
        FindingKind::Date => ("Datum", "Daten"),
        FindingKind::FileNumber => ("Aktenzeichen", "Aktenzeichen"),
    }
}

/// Kinds of omissions: the heading of their list.
pub fn omission(kind: OmissionKind) -> &'static str {
    match kind {
        OmissionKind::Remedy => "Rechtsbehelfe",
        OmissionKind::Deadline => "Fristen",
        OmissionKind::Decision => "Entscheidungen",
        OmissionKind::Amount => "Beträge",
        OmissionKind::Addressee => "Adressat",
        OmissionKind::FileNumber => "Aktenzeichen",
    }
}

/// That there are more omissions of a kind than are listed.
pub(crate) fn omissions_left_out(left_out: OmissionsLeftOut) -> String {
    let more = counted(left_out.count, "weitere Stelle", "weitere Stellen");
    match left_out.kind {
        OmissionKind::Deadline | OmissionKind::Amount | OmissionKind::FileNumber => {
            format!("… und {more}; alle {} stehen in der Tabelle der Angaben.", omission(left_out.kind))
        }
        OmissionKind::Remedy | OmissionKind::Decision | OmissionKind::Addressee => {
            format!("… und {more}; bitte das Dokument selbst lesen.")
        }
    }
}

/// Who worded the statements of a summary, and what became of those of a model that did not pass.
pub(crate) fn origins(summary: &Summary) -> String {
    let worded = |statement: &&Statement| statement.origin == Origin::Worded;
    let count = summary.statements.iter().filter(worded).count();
    let words = if count == 0 {
        "Die Sätze sind dem Dokument wörtlich entnommen."
    } else if count == summary.statements.len() {
        "Die Sätze hat ein Sprachmodell formuliert; jeder wurde gegen das Dokument geprüft."
    } else {
        "Die Sätze sind teils wörtlich entnommen, teils von einem Sprachmodell formuliert und gegen das Dokument geprüft."
    };
    let mut said = vec![words.to_owned()];
    said.extend(failed(summary.tally));
    let unusable = summary.tally.unusable_answers;
    if unusable > 0 {
        let verb = if unusable == 1 { "war" } else { "waren" };
        said.push(format!("{} des Sprachmodells {verb} nicht verwertbar.", counted(unusable, "Antwort", "Antworten")));
    }
    let own = summary.replaced() + summary.added();
    if own > 0 {
        let verb = if own == 1 { "stammt" } else { "stammen" };
        said.push(format!(
            "{} {verb} deshalb wörtlich aus dem Dokument und {} gekennzeichnet.",
            counted(own, "Satz", "Sätze"),
            if own == 1 { "ist" } else { "sind" }
        ));
    }
    said.join(" ")
}

/// How many statements of a model did not pass, if any.
fn failed(tally: Tally) -> Option<String> {
    let Tally { given, failed, mended, .. } = tally;
    if failed == 0 {
        return None;
    }
    let verb = if failed == 1 { "war nicht belegt und steht" } else { "waren nicht belegt und stehen" };
    let mended = match mended {
        0 => String::new(),
        1 => "; 1 wurde auf Nachfrage berichtigt".to_owned(),
        _ => format!("; {mended} wurden auf Nachfrage berichtigt"),
    };
    let given = counted(given, "Aussage", "Aussagen");
    Some(format!("{failed} von {given} des Sprachmodells {verb} nicht im Vermerk{mended}."))
}

/// That a sentence of the document stands where the model's own does not.
pub(crate) fn in_place_of(origin: Origin) -> Option<&'static str> {
    match origin {
        Origin::Verbatim | Origin::Worded => None,
        Origin::Replaced => Some("Wortlaut des Dokuments anstelle einer nicht belegten Aussage des Sprachmodells."),
        Origin::Added => Some("Wortlaut des Dokuments; das Sprachmodell hat hierzu nichts Verwertbares gesagt."),
    }
}

#[cfg(test)]
mod tests;
