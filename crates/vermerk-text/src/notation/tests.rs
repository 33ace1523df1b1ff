use super::*;

#[track_caller]
fn check(text: &str, expect: &[(Kind, &str)]) {
    let got = values(text);
    let got: Vec<(Kind, &str)> = got.iter().map(|value| (value.kind, value.normalised.as_str())).collect();
    assert_eq!(got, expect, "{text}");
}

#[test]
fn one_date_in_every_notation() {
    for text in
        ["am 30. Mai 2025.", "am 30.05.2025", "am 30.5.25,", "am 2025-05-30", "on 30 May 2025", "on May 30, 2025"]
    {
        check(text, &[(Kind::Date, "2025-05-30")]);
    }
    for text in ["am 3. Okt. 2025", "am 3. Oct. 2025", "am 3. Oktober 2025"] {
        check(text, &[(Kind::Date, "2025-10-03")]);
    }
    for (month, name) in (1..).zip(vermerk_document::MONTHS) {
        check(&format!("am 7. {name} 2024"), &[(Kind::Date, format!("2024-{month:02}-07").as_str())]);
    }
    check("im Mai 2025 oder am 30. Mai", &[(Kind::Date, "2025-05"), (Kind::Date, "--05-30")]);
    check("Kapitel 12.3.4", &[(Kind::Number, "12.3"), (Kind::Number, "4")]);
}

#[test]
fn one_amount_in_every_notation() {
    for text in ["1.234,50 €", "EUR 1.234,50", "1234,5 Euro", "1 234,50 EUR".replace(' ', "\u{a0}").as_str()] {
        check(text, &[(Kind::Amount, "1234.50 EUR")]);
    }
    check("1,5 Mio. Euro", &[(Kind::Amount, "1500000.00 EUR")]);
    check("zwei Millionen Euro", &[(Kind::Amount, "2000000.00 EUR")]);
    check("312,500 euros", &[(Kind::Amount, "312500.00 EUR")]);
    for text in ["EUR 12,500", "12,500 EUR"] {
        check(text, &[(Kind::Amount, "12500.00 EUR")]);
    }
    check("$1,250,000", &[(Kind::Amount, "1250000.00 USD")]);
    check("0,125 EUR", &[(Kind::Amount, "0.125 EUR")]);
    check("1,250 Mio. EUR", &[(Kind::Amount, "1250000.00 EUR")]);
    check("500,- €", &[(Kind::Amount, "500.00 EUR")]);
}

#[test]
fn shares_periods_and_words() {
    for text in ["5 %", "5%", "5 Prozent", "5 v. H.", "fünf Prozent"] {
        check(text, &[(Kind::Percent, "5 %")]);
    }
    check("5 Prozentpunkte", &[(Kind::Percent, "5 %-Punkte")]);
    check("innerhalb von 1 Jahr", &[(Kind::Period, "P1Y")]);
    check("1 Minute", &[(Kind::Period, "PT1M")]);
    check("innerhalb eines Monats", &[(Kind::Period, "P1M")]);
    check("binnen vier Wochen, 14 Tage", &[(Kind::Period, "P4W"), (Kind::Period, "P14D")]);
    check("einundzwanzig Anträge eines Bürgers", &[(Kind::Number, "21")]);
    check("zweihundertfünfzigtausend Euro", &[(Kind::Amount, "250000.00 EUR")]);
    check("eintausendzweihundertdrei Euro", &[(Kind::Amount, "1203.00 EUR")]);
    check("hunderteins Tage und tausend Stunden", &[(Kind::Period, "P101D"), (Kind::Period, "PT1000H")]);
    check("Tausendsassa, hundertmal, jahrhundertelang", &[]);
    check("mindestens 12 000 qm", &[(Kind::Number, "12000")]);
    check("die 3. Kammer tagt 2. im Mai", &[(Kind::Ordinal, "3. kamm")]);
    check("des Dritten Senats", &[(Kind::Ordinal, "3. senat")]);
    check("3 Tagesordnungspunkte", &[(Kind::Number, "3")]);
}

#[test]
fn one_citation_in_every_notation() {
    for text in [
        "§ 5 Abs. 2 S. 1 VwGO",
        "§ 5 Absatz 2 Satz 1 VwGO",
        "§ 5 II 1 VwGO",
        "§5 Abs.2 Satz 1 VwGO",
        "§ 5 Abs 2 S. 1 VwGO",
    ] {
        check(text, &[(Kind::Citation, "§ 5 Abs. 2 Satz 1 VwGO")]);
    }
    check("(2) Nach Absatz 3 gilt", &[(Kind::Citation, "Abs. 2"), (Kind::Citation, "Abs. 3")]);
    check("Verordnung (EU) 2016/679 und RL 95/46/EG", &[(Kind::Citation, "2016/679"), (Kind::Citation, "95/46")]);
    check("Art. 20 Abs. 3 GG", &[(Kind::Citation, "Art. 20 Abs. 3 GG")]);
    check(
        "§§ 5, 7 und 9a SGB XI",
        &[(Kind::Citation, "§ 5 SGB XI"), (Kind::Citation, "§ 7 SGB XI"), (Kind::Citation, "§ 9a SGB XI")],
    );
}

#[test]
fn file_numbers_of_courts_and_offices() {
    check("(1 BvR 123/20)", &[(Kind::FileNumber, "1 BvR 123/20")]);
    check("Urteil XI B 105/22 des BFH", &[(Kind::FileNumber, "XI B 105/22")]);
    check("Az.: II 4-2025/117-B liegt vor", &[(Kind::FileNumber, "II 4-2025/117-B")]);
    check("BT-Drs. 16/2496 S. 12", &[(Kind::FileNumber, "16/2496"), (Kind::Citation, "Satz 12")]);
    check("Our ref.: RWO/INT/2026/0148", &[(Kind::FileNumber, "RWO/INT/2026/0148")]);
    check("des Kassenzeichens 3204 4471 0018 auf", &[(Kind::FileNumber, "3204 4471 0018")]);
    check("Aktenzeichen 62.1-03/44.", &[(Kind::FileNumber, "62.1-03/44")]);
    check("Zeichen des Auftraggebers: 66.3-RW-12/25", &[(Kind::FileNumber, "66.3-RW-12/25")]);
    check("AZ: LDA-O/2026-0377 (bitte angeben)", &[(Kind::FileNumber, "LDA-O/2026-0377")]);
    check("Geschäftszeichen: Z 3 – P 1480/2026-71", &[(Kind::FileNumber, "Z 3 – P 1480/2026-71")]);
    check("zur Akte 32.1-G-0718/2026 genommen", &[(Kind::FileNumber, "32.1-G-0718/2026")]);
    check("Projektnummer: GT-2026-114", &[(Kind::FileNumber, "GT-2026-114")]);
    check("Telefonnummer 2217, Vorgangsnummer 7", &[(Kind::Number, "2217"), (Kind::Number, "7")]);
}

#[test]
fn names_that_announce_themselves() {
    check(
        "Herr Dr. Max Groß und die Nordbau GmbH & Co. KG",
        &[(Kind::Name, "Max Groß"), (Kind::Name, "Nordbau GmbH & Co. KG")],
    );
}
