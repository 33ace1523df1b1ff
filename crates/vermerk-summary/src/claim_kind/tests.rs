use super::*;

#[track_caller]
fn check(sentence: &str, expect: ClaimKind) {
    assert_eq!(ClaimKind::of(sentence), expect, "{sentence}");
}

#[test]
fn sentences_have_the_kind_a_clerk_would_file_them_under() {
    check("Das Landesamt bewilligt der Gemeinde eine Zuwendung von 12.000 Euro.", ClaimKind::Decision);
    check("Der Widerspruch wird zurückgewiesen.", ClaimKind::Decision);
    check("Der Verwendungsnachweis ist bis zum 30. Juni 2026 vorzulegen.", ClaimKind::Deadline);
    check("Gegen diesen Bescheid kann innerhalb eines Monats Widerspruch erhoben werden.", ClaimKind::Deadline);
    check("Die Gemeinde beantragt eine Zuwendung von 12.000 Euro.", ClaimKind::Application);
    check("Die Gesamtkosten betragen 96.700,00 EUR.", ClaimKind::Amount);
    check("Die Förderung entfällt, weil die Anlage stillgelegt ist.", ClaimKind::Grounds);
    check("Die Stellungnahme der Denkmalpflege liegt noch nicht vor.", ClaimKind::Open);
    check("Das Gebäude wurde 1962 errichtet.", ClaimKind::Fact);
}

#[test]
fn a_model_may_write_the_name_its_own_way() {
    for kind in ClaimKind::ALL {
        assert_eq!(ClaimKind::named(kind.german()), Some(kind));
    }
    assert_eq!(ClaimKind::named(" begruendung"), Some(ClaimKind::Grounds));
    assert_eq!(ClaimKind::named("Offener Punkt"), Some(ClaimKind::Open));
    assert_eq!(ClaimKind::named("Wetter"), None);
}
