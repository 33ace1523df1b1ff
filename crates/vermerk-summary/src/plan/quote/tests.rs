use super::*;

#[track_caller]
fn check(quote: &str, text: &str, expect: bool) {
    let quote = Quote::read(quote).expect("long enough");
    assert_eq!(quote.stands_in(&Normal::of(text)), expect, "{quote:?} in {text}");
}

const TEXT: &str = "Die Zuwen-\ndung beträgt „höchstens“ 1.234,50 Euro und ist bis zum 3. Mai abzurufen.";

#[test]
fn a_quote_is_found_whatever_the_typography() {
    check("Die Zuwendung beträgt \"höchstens\" 1.234,50 Euro", TEXT, true);
    check("zuwendung  beträgt höchstens 1.234,50 Euro.", TEXT, true);
    check("Die Zuwendung … bis zum 3. Mai abzurufen", TEXT, true);
    check("Zuwendung [...] 1.234,50 Euro", TEXT, true);
}

#[test]
fn another_wording_or_order_is_not_found() {
    check("Die Zuwendung beträgt 1.234,50 Euro", TEXT, false);
    check("Die Zuwendung beträgt höchstens 1.243,50 Euro", TEXT, false);
    check("bis zum 3. Mai … Die Zuwendung", TEXT, false);
}

#[test]
fn a_word_or_two_prove_nothing() {
    for quote in ["", "der Betrag", "…", "3. Mai"] {
        assert_eq!(Quote::read(quote), None, "{quote}");
    }
}
