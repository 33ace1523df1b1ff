from odf import Doc

d = Doc("Antrag auf Förderung der Dorfentwicklung", author="Gemeinde Hohenwiesen", header="Antrag auf Gewährung einer Zuwendung – Dorfentwicklung (Vordruck LfL 17-2)",
        footer="Bitte in zweifacher Ausfertigung einreichen · Seite [[page]]", size=10)
d.p("Antrag auf Gewährung einer Zuwendung[[br]]zur Förderung der Dorfentwicklung", "Title")
d.table([["An das\nLandesamt für Ländliche Entwicklung Lindenau\nAußenstelle Steinfurth\nSchlossallee 3\n90440 Steinfurth", "Eingangsstempel\n\n\nAntragsnummer (vom Amt auszufüllen):\nDE-26-0917"]],
        [9.5, 7], header=0)
d.h("1 Antragstellerin oder Antragsteller")
d.box(["Name der Körperschaft: **Gemeinde Hohenwiesen**", "Vertreten durch: Bürgermeisterin Katrin Ahlers"], height=1.3)
d.box(["Anschrift: Lindenstraße 8, 90457 Hohenwiesen", "Auskunft erteilt: Herr Petersohn, Telefon 0900 5561-204"], height=1.3)
d.table([
    ["☒ Gemeinde", "☐ Gemeindeverband", "☐ Verein", "☐ Privatperson"],
    ["☒ nicht zum Vorsteuerabzug berechtigt", None, "☐ zum Vorsteuerabzug berechtigt", None],
], [4.1, 4.1, 4.1, 4.2], header=0)
d.h("2 Vorhaben")
d.box(["Bezeichnung: **Umbau der ehemaligen Grundschule zum Dorfgemeinschaftshaus**",
       "Ort der Durchführung: Hohenwiesen, Ortsteil Kleinrade, Flurstück 118/4"], height=1.3)
d.box(["Beginn: 1. März 2027", "Abschluss: 31. Oktober 2028"], height=1.3, width=8)
d.p("**Beschreibung und Begründung**")
d.p("""Die ehemalige Grundschule im Ortsteil Kleinrade steht seit dem Schuljahr 2019/2020 leer. Die Gemeinde beabsichtigt, das im Jahr 1926 errichtete Gebäude zu einem
Dorfgemeinschaftshaus mit einem Saal für 120 Personen, zwei Vereinsräumen, einer Arztzweigpraxis und einem Dorfladen umzubauen. Der Gemeinderat hat das Vorhaben am 16. Juni 2026
einstimmig beschlossen.

Im Ortsteil leben 870 Menschen, davon 31 vom Hundert über 65 Jahre. Das letzte Geschäft hat im Herbst 2023 geschlossen; der nächste Arzt ist 14 Kilometer entfernt und mit dem Bus nur
zweimal täglich zu erreichen. In der Dorfwerkstatt vom 21. März 2026 haben 94 Einwohnerinnen und Einwohner an dem Raumprogramm mitgewirkt. Die Genossenschaft „Unser Laden Kleinrade“ hat sich mit 163 Anteilen
gegründet und einen Mietvorvertrag über zehn Jahre geschlossen.""")
d.h("3 Ausgaben und Finanzierung")
d.table([
    ["Kostengruppe nach DIN 276", "2027 (Euro)", "2028 (Euro)", "Summe (Euro)"],
    ["300 Bauwerk – Baukonstruktionen", "412.000", "286.500", "698.500"],
    ["400 Bauwerk – Technische Anlagen", "118.000", "204.000", "322.000"],
    ["500 Außenanlagen", "0", "87.300", "87.300"],
    ["600 Ausstattung", "0", "64.200", "64.200"],
    ["700 Baunebenkosten", "121.000", "57.000", "178.000"],
    ["Gesamtausgaben", "651.000", "699.000", "1.350.000"],
], [7, 3.1, 3.1, 3.3], right=(1, 2, 3), bold_last=True)
d.table([
    ["Finanzierung", "Euro", "Anteil"],
    ["Beantragte Zuwendung", "877.500", "65 v. H."],
    ["Eigenmittel der Gemeinde", "392.500", "29 v. H."],
    ["Eigenleistung der Vereine (bewertet)", "45.000", "3 v. H."],
    ["Stiftung Lebendige Orte", "35.000", "3 v. H."],
], [9, 4, 3.5], right=(1, 2))
d.p("""Es wird eine Zuwendung in Höhe von 877.500 Euro beantragt. Die Folgekosten des Betriebs werden auf 38.400 Euro jährlich geschätzt und nach dem beigefügten Nutzungskonzept zu zwei Dritteln aus
Mieten gedeckt. Die Kommunalaufsicht des Landkreises Steinfurth hat mit Schreiben vom 2. Juli 2026 bestätigt, dass die Eigenmittel im Haushalt dargestellt sind.""")
d.h("4 Erklärungen")
d.items([
    (1, "Mit dem Vorhaben ist noch nicht begonnen worden und wird vor Bekanntgabe des Zuwendungsbescheids nicht begonnen werden."),
    (1, "Die Gemeinde beantragt zugleich, dem vorzeitigen Beginn der Sicherung des Dachstuhls zuzustimmen, weil vor dem Winter Wasserschäden drohen; die Arbeiten müssen spätestens am 15. Oktober 2026 beginnen."),
    (1, "Für denselben Zweck sind keine weiteren öffentlichen Mittel beantragt oder bewilligt worden."),
    (1, "Die Zweckbindungsfrist von 25 Jahren für Bauten ist bekannt."),
], [("4.", "1", "", 1)])
d.box(["**Anlagen:** Gemeinderatsbeschluss, Entwurfsplanung, Kostenberechnung, Nutzungskonzept, Mietvorvertrag, Stellungnahme der Kommunalaufsicht, Lageplan"], height=1.2)
d.table([["Hohenwiesen, 8. Juli 2026\nOrt, Datum", "Ahlers\nUnterschrift, Dienstsiegel"]], [8, 8.5], header=0, border=False)
