use super::german;

#[test]
fn values_are_written_as_an_office_writes_them() {
    for (value, expect) in [
        ("2025-05-30", "30.05.2025"),
        ("2025-05", "Mai 2025"),
        ("--05-30", "30.05."),
        ("1234567.50 EUR", "1.234.567,50 EUR"),
        ("-500.00 EUR", "−500,00 EUR"),
        ("P1M", "1 Monat"),
        ("P14D", "14 Tage"),
        ("PT24H", "24 Stunden"),
        ("P1.5Y", "1,5 Jahre"),
    ] {
        assert_eq!(german(value), expect);
    }
}

#[test]
fn what_is_no_known_notation_stays_as_it_is() {
    for value in ["III 4 - 2025/0117", "2025-13", "12-34", "P", "PX", "1 BvR 123/20", "§ 5 VwGO", "", "--"] {
        assert_eq!(german(value), value);
    }
}
