use super::*;

const PASSAGE: &str = "Die Stadt Ahausen beantragt nach eingehender Beratung im Rat für den Umbau ihrer Feuerwache beim Land \
                       eine Zuwendung von höchstens 10.000 Euro, die sie nicht für Fahrzeuge verwendet.";

#[track_caller]
fn check(text: &str, expect: bool) {
    assert_eq!(is_shortening(text, PASSAGE), expect, "{text}");
}

#[test]
fn words_may_be_left_out() {
    check(PASSAGE, true);
    check(
        "Die Stadt Ahausen beantragt für den Umbau ihrer Feuerwache eine Zuwendung von höchstens 10.000 Euro, die sie \
         nicht für Fahrzeuge verwendet.",
        true,
    );
}

#[test]
fn nothing_may_be_added_turned_round_or_made_stronger() {
    for text in [
        "Die Stadt Ahausen beantragt höchstens 20.000 Euro, die sie nicht für Fahrzeuge verwendet.",
        "Das Land beantragt bei der Stadt Ahausen eine Zuwendung von höchstens 10.000 Euro, nicht für Fahrzeuge.",
        "Die Stadt Ahausen beantragt eine Zuwendung von 10.000 Euro, die sie nicht für Fahrzeuge verwendet.",
        "Die Stadt Ahausen beantragt eine Zuwendung von höchstens 10.000 Euro, die sie für Fahrzeuge verwendet.",
        "Die Stadt Ahausen beantragt keine Zuwendung von höchstens 10.000 Euro.",
        "Die Stadt.",
        "Die Stadt Ahausen beantragt höchstens nicht",
    ] {
        check(text, false);
    }
}
