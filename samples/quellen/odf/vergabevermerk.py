from odf import Doc

d = Doc("Vergabevermerk Gebäudereinigung Behördenzentrum Nord", author="Zentrale Vergabestelle", header="**Nur für den Dienstgebrauch**", footer="Vergabenummer ZV-2026-0388 · Blatt [[page]]", size=10)
d.p("Vergabevermerk", "Title")
d.table([
    ["Vergabenummer", "ZV-2026-0388"],
    ["Auftraggeber", "Land Lindenau, vertreten durch den Landesbetrieb Bau und Liegenschaften"],
    ["Gegenstand", "Unterhalts- und Glasreinigung im Behördenzentrum Nord, Erlenstadt"],
    ["Laufzeit", "1. Januar 2027 bis 31. Dezember 2029, Option auf Verlängerung um zwölf Monate"],
    ["Geschätzter Auftragswert", "1.860.000 Euro netto einschließlich Option"],
    ["Verfahrensart", "Offenes Verfahren nach § 15 der Vergabeverordnung"],
], [5, 11.5], header=0)
d.h("1 Anlass und Bedarf")
d.p("""Der bestehende Vertrag endet am 31. Dezember 2026 und kann nicht weiter verlängert werden. Das Behördenzentrum umfasst vier Gebäude mit einer Reinigungsfläche von 23.400 Quadratmetern. Die Zahl der Beschäftigten am Standort ist seit der
letzten Ausschreibung von 1.140 auf 890 zurückgegangen; wegen des mobilen Arbeitens werden Büros nur noch zweimal wöchentlich gereinigt.""")
d.h("2 Aufteilung in Lose")
d.p("""Die Leistung wurde in zwei Lose geteilt. Los 1 umfasst die Unterhaltsreinigung, Los 2 die Glas- und Fassadenreinigung. Auf eine weitere Aufteilung nach Gebäuden wurde verzichtet, weil sie den Einsatz von Maschinen erschwert und die Aufsicht
verteuert hätte. Mittelständische Interessen sind damit gewahrt.""")
d.h("3 Ablauf des Verfahrens")
d.table([
    ["Schritt", "Datum"],
    ["Absendung der Bekanntmachung", "18. Mai 2026"],
    ["Ablauf der Frist für Bieterfragen", "9. Juni 2026"],
    ["Ablauf der Angebotsfrist", "22. Juni 2026, 12.00 Uhr"],
    ["Öffnung der Angebote", "22. Juni 2026, 13.15 Uhr"],
    ["Ablauf der Bindefrist", "30. September 2026"],
], [9, 7.5])
d.h("4 Eingegangene Angebote")
d.p("Für Los 1 gingen sechs Angebote ein. Ein Angebot wurde nach Ablauf der Frist hochgeladen und ist nach § 57 Absatz 1 Nummer 1 der Vergabeverordnung auszuschließen. Ein weiteres enthielt Änderungen an den Vertragsbedingungen und war ebenfalls auszuschließen.")
d.table([
    ["Bieter", "Preis Los 1\n(Euro, 3 Jahre)", "Qualität\n(Punkte)", "Preis\n(Punkte)", "Summe", "Rang"],
    ["Bieter A", "1.318.400,00", "31", "60,0", "91,0", "2"],
    ["Bieter B", "1.346.900,00", "38", "58,7", "96,7", "1"],
    ["Bieter C", "1.402.150,00", "34", "56,4", "90,4", "3"],
    ["Bieter D", "1.129.700,00", "22", "–", "–", "ausgeschlossen"],
], [3.2, 3.6, 2.4, 2.4, 2.2, 2.7], right=(1, 2, 3, 4))
d.h("5 Prüfung ungewöhnlich niedriger Preise")
d.p("""Das Angebot des Bieters D lag um mehr als 14 vom Hundert unter dem nächsthöheren Angebot. Der Bieter wurde mit Schreiben vom 29. Juni 2026 um Aufklärung gebeten. Aus seiner Antwort vom 6. Juli 2026 ergibt sich eine Reinigungsleistung von 412 Quadratmetern
je Stunde, die nach den Erfahrungswerten des Landesbetriebs bei Büroräumen nicht zu erreichen ist. Bei einer üblichen Leistung von 240 Quadratmetern je Stunde wäre der tarifliche Mindestlohn unterschritten. Das Angebot wurde daher nach § 60 Absatz 3 der
Vergabeverordnung ausgeschlossen.""")
d.h("6 Wertung und Zuschlag")
d.p("""Der Zuschlag für Los 1 soll auf das Angebot des Bieters B mit einem Preis von 1.346.900,00 Euro erteilt werden. Ausschlaggebend war das überzeugende Konzept zur Qualitätssicherung, das eine elektronische Erfassung der Leistungen und eine ständig anwesende
Objektleitung vorsieht. Für Los 2 liegt nur ein wertbares Angebot vor; es ist mit 287.300,00 Euro um 34 vom Hundert teurer als geschätzt. Das Verfahren für Los 2 wird deshalb nach § 63 Absatz 1 Nummer 3 der Vergabeverordnung aufgehoben und im Herbst erneut eingeleitet.

Die unterlegenen Bieter werden am 20. August 2026 nach § 134 des Gesetzes gegen Wettbewerbsbeschränkungen unterrichtet. Der Vertrag darf frühestens am 31. August 2026 geschlossen werden. Die Haushaltsmittel sind bei Kapitel 07 05 Titel 517 01 veranschlagt.""")
d.h("7 Interessenkonflikte")
d.p("Die an der Wertung beteiligten Personen haben erklärt, dass bei ihnen keine Interessenkonflikte bestehen. Frau Sommerlath hat sich an der Wertung von Los 1 nicht beteiligt, weil ein Angehöriger bei Bieter C beschäftigt ist.")
d.table([["Erlenstadt, 14. August 2026\n\ngez. Trautwein\nVergabestelle", "Einverstanden:\n\ngez. Dr. Mertesacker\nBeauftragte für den Haushalt"]], [8.2, 8.2], header=0, border=False)
