use vermerk_document::Span;

use super::*;
use crate::plan::tests::prompts;

fn sieve(document: &str) -> Sieve {
    let span = Span { part: 0, block: 0, start: 0, end: 1 };
    let passages: Vec<Passage> = document
        .split_inclusive(". ")
        .zip(1..)
        .map(|(text, number)| Passage { number, span, text: text.trim().to_owned(), eligible: true })
        .collect();
    Sieve::new(&passages, &prompts())
}

const GERMAN: &str = "Die Stadt beantragt für den Umbau ihrer Feuerwache eine Zuwendung von 10000 Euro. \
                      Der Antrag auf Förderung ist beim Ministerium eingegangen und wurde dort geprüft [Stempel].";

#[track_caller]
fn check(text: &str, expect: Option<&Reason>) {
    assert_eq!(sieve(GERMAN).reason(text).as_ref(), expect, "{text}");
}

#[test]
fn gaps_to_fill_in_are_found_unless_the_document_has_them() {
    for text in [
        "Die Stadt beantragt [Betrag] Euro.",
        "Der Antrag ging am TT.MM.JJJJ ein.",
        "Frist: XX.XX.XXXX",
        "Herr <Name> hat zugestimmt.",
        "{{Datum}}",
    ] {
        check(text, Some(&Reason::Placeholder));
    }
    check("Der Antrag wurde geprüft [Stempel].", None);
    check("Die Stadt beantragt eine Zuwendung [3].", None);
}

#[test]
fn refusals_echoes_and_other_languages_are_no_answers() {
    for text in [
        "Es tut mir leid, aber das geht nicht.",
        "Als KI-Modell habe ich keine Meinung.",
        "I cannot help with that.",
        "Verwenden Sie nur, was in den nummerierten Textstellen steht.",
        "The city applies for a grant to rebuild its fire station and the ministry has checked it.",
        "La ville demande une subvention pour la transformation de sa caserne de pompiers.",
        "Miasto wnioskuje o dotację na przebudowę swojej remizy strażackiej w tym roku.",
    ] {
        check(text, Some(&Reason::NotAnAnswer));
    }
    check("Die Stadt beantragt eine Zuwendung für den Umbau ihrer Feuerwache.", None);
    check("Das Team nutzt Software as a Service im Backup-Management.", None);
    check("Compliance-Report per E-Mail.", None);
}

#[test]
fn an_english_document_is_answered_in_english() {
    let sieve =
        sieve("The city applies for a grant to rebuild its fire station. The ministry has checked the application.");
    assert_eq!(sieve.reason("The ministry has checked the application of the city for a grant."), None);
    assert!(sieve.reason("Das Ministerium hat den Antrag der Stadt auf eine Zuwendung geprüft.").is_some());
}
