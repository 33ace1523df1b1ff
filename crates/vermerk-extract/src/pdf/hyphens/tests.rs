use super::join;

#[track_caller]
fn check(first: &str, second: &str, expected: &str) {
    let mut text = first.to_owned();
    join(&mut text, second);
    assert_eq!(text, expected, "{first:?} and {second:?}");
}

/// Words parted at the end of a line: the hyphen goes.
const PARTED: [(&str, &str); 84] = [
    ("Verwal", "tung"),
    ("Be", "scheid"),
    ("Zuwen", "dung"),
    ("Gemein", "de"),
    ("Haus", "halt"),
    ("Antrag", "steller"),
    ("Widerspruchs", "bescheid"),
    ("Straßen", "ausbau"),
    ("Stra", "ßenbau"),
    ("Grund", "stück"),
    ("Landes", "regierung"),
    ("Bundes", "ministerium"),
    ("Daten", "schutz"),
    ("Umwelt", "verträglichkeit"),
    ("Entschei", "dung"),
    ("Rechts", "grundlage"),
    ("Verfah", "ren"),
    ("Beteili", "gung"),
    ("Förde", "rung"),
    ("Prü", "fung"),
    ("Ausschrei", "bung"),
    ("Vergabe", "recht"),
    ("Personal", "rat"),
    ("Dienst", "vereinbarung"),
    ("mobi", "les"),
    ("Arbeits", "zeit"),
    ("Ver", "ordnung"),
    ("Ge", "setz"),
    ("Ab", "satz"),
    ("Num", "mer"),
    ("Kosten", "erstattung"),
    ("Gebüh", "ren"),
    ("Steu", "er"),
    ("Abga", "benordnung"),
    ("Genehmi", "gung"),
    ("Bau", "aufsicht"),
    ("Denk", "malschutz"),
    ("Wasser", "versorgung"),
    ("Trink", "wasser"),
    ("Hoch", "wasser"),
    ("Klima", "schutz"),
    ("Ener", "gie"),
    ("erfor", "derlich"),
    ("zustän", "dig"),
    ("beacht", "lich"),
    ("ins", "besondere"),
    ("hin", "sichtlich"),
    ("ent", "sprechend"),
    ("unver", "züglich"),
    ("schrift", "lich"),
    ("öffent", "lich"),
    ("über", "wiegend"),
    ("außer", "dem"),
    ("gegen", "über"),
    ("wei", "tere"),
    ("kön", "nen"),
    ("wer", "den"),
    ("müs", "sen"),
    ("sol", "len"),
    ("las", "sen"),
    ("bei", "tragsfähig"),
    ("aus", "schließlich"),
    ("nach", "träglich"),
    ("vor", "läufig"),
    ("ein", "stimmig"),
    ("mehr", "heitlich"),
    ("Sit", "zung"),
    ("Proto", "koll"),
    ("Tages", "ordnung"),
    ("Vorsit", "zende"),
    ("Minis", "terpräsident"),
    ("Staats", "sekretär"),
    ("Refe", "rat"),
    ("Abtei", "lung"),
    ("Akten", "zeichen"),
    ("Schrift", "führer"),
    ("Ma", "ßnahme"),
    ("Grö", "ße"),
    ("Fuß", "gänger"),
    ("Schluss", "bestimmung"),
    ("Sy", "stem"),
    ("com", "mittee"),
    ("infor", "mation"),
    ("govern", "ment"),
];

/// Compounds with a capital after the hyphen: it stays.
const COMPOUNDS: [(&str, &str); 30] = [
    ("SEPA", "Lastschriftmandat"),
    ("Baden", "Württemberg"),
    ("Nordrhein", "Westfalen"),
    ("Mecklenburg", "Vorpommern"),
    ("Sachsen", "Anhalt"),
    ("Rheinland", "Pfalz"),
    ("Schleswig", "Holstein"),
    ("Müller", "Lüdenscheidt"),
    ("E", "Mail"),
    ("E", "Akte"),
    ("IT", "Sicherheit"),
    ("EU", "Verordnung"),
    ("Kfz", "Steuer"),
    ("Lkw", "Maut"),
    ("US", "Dollar"),
    ("Corona", "Pandemie"),
    ("Open", "Source"),
    ("Online", "Zugang"),
    ("Diplom", "Ingenieur"),
    ("Dr", "Ing"),
    ("Bund", "Länder"),
    ("Soll", "Ist"),
    ("Kosten", "Nutzen"),
    ("Wasser", "Rahmenrichtlinie"),
    ("DIN", "Norm"),
    ("PDF", "Datei"),
    ("Vor", "Ort"),
    ("Karl", "Heinz"),
    ("Oder", "Neiße"),
    ("Konrad", "Adenauer"),
];

/// A hyphen that belongs to the word although small letters follow.
const OWN_HYPHEN: [(&str, &str); 14] = [
    ("EU", "weit"),
    ("SPD", "geführt"),
    ("UN", "mandatiert"),
    ("IT", "gestützt"),
    ("CO2", "neutral"),
    ("100", "prozentig"),
    ("20", "jährig"),
    ("3", "fach"),
    ("E", "mail"),
    ("x", "fach"),
    ("DIN", "gerecht"),
    ("BGH", "konform"),
    ("2014", "er"),
    ("KI", "basiert"),
];

/// Shortened words: hyphen and space stay.
const SHORTENED: [(&str, &str, &str); 18] = [
    ("Ein-", "und Ausgabe", "Ein- und Ausgabe"),
    ("Haupt-", "und Nebenamt", "Haupt- und Nebenamt"),
    ("Vor-", "oder Nachteile", "Vor- oder Nachteile"),
    ("Bundes-", "bzw. Landesrecht", "Bundes- bzw. Landesrecht"),
    ("Kinder-", "sowie Jugendhilfe", "Kinder- sowie Jugendhilfe"),
    ("Sach-", "und Rechtslage", "Sach- und Rechtslage"),
    ("Land-", "und Forstwirtschaft", "Land- und Forstwirtschaft"),
    ("weder Geld-", "noch Sachmittel", "weder Geld- noch Sachmittel"),
    ("Klein-", "bis Mittelbetriebe", "Klein- bis Mittelbetriebe"),
    ("sowohl Orts-", "als auch Kreisrecht", "sowohl Orts- als auch Kreisrecht"),
    ("Tief-", "und Hochbau", "Tief- und Hochbau"),
    ("Aus-", "und Fortbildung", "Aus- und Fortbildung"),
    ("Mit-", "oder Alleineigentum", "Mit- oder Alleineigentum"),
    ("Rad-", "und Fußweg", "Rad- und Fußweg"),
    ("pre-", "and postprocessing", "pre- and postprocessing"),
    ("An-", "und Abreise", "An- und Abreise"),
    ("Orts-", "u. Kreisebene", "Orts- u. Kreisebene"),
    ("Sommer-", "wie Winterdienst", "Sommer- wie Winterdienst"),
];

/// Everything else.
const OTHER: [(&str, &str, &str); 21] = [
    ("2014-", "2015", "2014-2015"),
    ("Seite 3-", "5", "Seite 3-5"),
    ("Az. 32-", "4471", "Az. 32-4471"),
    ("LfZ-32-", "4471/2024", "LfZ-32-4471/2024"),
    ("0900 5550-", "3217", "0900 5550-3217"),
    ("B-", "4", "B-4"),
    ("der Antrag", "wird abgelehnt", "der Antrag wird abgelehnt"),
    ("Ende.", "Anfang", "Ende. Anfang"),
    ("der Antrag ", " wird", "der Antrag wird"),
    ("Euro –", "das sind", "Euro – das sind"),
    ("Euro -", "das sind", "Euro - das sind"),
    ("Verwal\u{ad}", "tung", "Verwaltung"),
    ("Ein\u{ad}", "Ausgabe", "EinAusgabe"),
    ("", "Anfang", "Anfang"),
    ("Ende", "", "Ende"),
    ("(Mi-", "nisterium der Finanzen)", "(Ministerium der Finanzen)"),
    ("„Ver-", "waltung“", "„Verwaltung“"),
    ("Bund-Länder-", "Ausschuss", "Bund-Länder-Ausschuss"),
    ("Bund-Länder-Aus-", "schuss", "Bund-Länder-Ausschuss"),
    ("Verwal\u{2010}", "tung", "Verwaltung"),
    ("Vertrag-", "(Entwurf)", "Vertrag- (Entwurf)"),
];

#[test]
fn a_word_parted_at_the_line_end_is_joined() {
    for (first, second) in PARTED {
        check(&format!("im {first}-"), second, &format!("im {first}{second}"));
    }
}

#[test]
fn the_hyphen_of_a_compound_stays() {
    for (first, second) in COMPOUNDS.iter().chain(&OWN_HYPHEN) {
        check(&format!("der {first}-"), second, &format!("der {first}-{second}"));
    }
}

#[test]
fn shortened_words_numbers_and_dashes_stay_as_they_are() {
    for (first, second, expected) in SHORTENED.iter().chain(&OTHER) {
        check(first, second, expected);
    }
    let cases = PARTED.len() + COMPOUNDS.len() + OWN_HYPHEN.len() + SHORTENED.len() + OTHER.len();
    assert!(cases >= 150, "{cases}");
}
