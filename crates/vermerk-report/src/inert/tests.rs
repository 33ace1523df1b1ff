use super::{inert, line, path, shortened};

#[test]
fn nothing_that_steers_is_left() {
    assert_eq!(
        inert("gut\u{202e}fdp.exe\u{2066}\u{0}\u{1b}[31m\u{9b}"),
        "gut\u{fffd}fdp.exe\u{fffd}\u{fffd}\u{fffd}[31m\u{fffd}"
    );
    assert_eq!(inert("Straße\tEUR\nשלום"), "Straße\tEUR\nשלום");
    assert_eq!(line(" a\n\tb\u{a0}c  d "), "a b c d");
    assert_eq!(path("a  b\n\t.pdf\u{202e}"), "a  b\u{fffd}\u{fffd}.pdf\u{fffd}");
}

#[test]
fn shortening_ends_at_a_word_and_says_so() {
    assert_eq!(shortened("Antrag auf Förderung der Bücherei", 20), "Antrag auf Förderung …");
    assert_eq!(shortened("Antrag auf Förderung der Bücherei", 19), "Antrag auf …");
    assert_eq!(shortened("Förderung", 9), "Förderung");
    assert_eq!(shortened(&"ä".repeat(9), 4), "ääää …");
}
