use super::*;

const TEXT: &[&str] = &[
    "Das Landratsamt hat den Bauantrag der Gemeinde für das neue Schulhaus am Markt abgelehnt.",
    "Die Gemeinde legte gegen die Ablehnung des Bauantrags für das Schulhaus fristgerecht Widerspruch ein.",
    "Das Wetter war an diesem Tag ungewöhnlich warm und der Himmel über dem Fluss klar.",
    "vgl. BGH, juris Rn. 5; BVerwG, juris Rn. 6; Bauantrag Schulhaus Gemeinde Widerspruch Landratsamt",
    "Über den Widerspruch der Gemeinde wegen des Schulhauses entscheidet nun die Regierung als höhere Behörde.",
];

fn candidates(texts: &[&'static str]) -> Vec<Candidate<'static>> {
    texts.iter().map(|text| Candidate { text, eligible: true }).collect()
}

#[test]
fn central_sentences_come_before_odd_ones_and_citations() {
    let chosen = rank(Some("Schulhaus"), &candidates(TEXT), 25);
    assert!(!chosen.contains(&2) && !chosen.contains(&3), "{chosen:?}");
    assert!(chosen.is_sorted());
}

#[test]
fn what_may_not_be_chosen_is_not_and_the_rest_fills_up() {
    let mut sentences = candidates(TEXT);
    sentences[0].eligible = false;
    let chosen = rank(None, &sentences, 1000);
    assert_eq!(chosen, [1, 2, 3, 4]);
    assert_eq!(rank(None, &[], 100), Vec::<usize>::new());
    assert_eq!(rank(None, &sentences, 0), Vec::<usize>::new());
}

#[test]
fn long_documents_are_ranked_in_blocks() {
    let texts: Vec<String> = (0..4100)
        .map(|n| format!("Der Antrag Nummer {} der Gemeinde {} wird im Verfahren {} geprüft.", n, n % 37, n % 11))
        .collect();
    let sentences: Vec<Candidate<'_>> = texts.iter().map(|text| Candidate { text, eligible: true }).collect();
    let chosen = rank(None, &sentences, 100);
    assert!(chosen.len() >= 9 && chosen.is_sorted());
}
