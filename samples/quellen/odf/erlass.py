from odf import Doc, PARAGRAPH, DECIMAL

d = Doc("Erlass über die elektronische Aktenführung", author="Ministerium des Innern Lindenau", header="Ministerium des Innern des Landes Lindenau[[tab]]MI-Z 15-0221.3-7",
        footer="Seite [[page]]", font="Liberation Serif", size=12)
d.p("Erlass über die elektronische Aktenführung in der Landesverwaltung (E-Akten-Erlass)", "Title")
d.p("Vom 3. März 2026", "Mid")
d.p("""Auf Grund des § 6 Absatz 2 der Gemeinsamen Geschäftsordnung der Landesregierung erlässt das Ministerium des Innern im Einvernehmen mit der Staatskanzlei
und nach Anhörung des Landesarchivs die folgenden Bestimmungen. Der Runderlass vom 17. September 2012 (Ministerialblatt Seite 488) wird aufgehoben.""")
N = dict(levels=PARAGRAPH, name="Para", heading_levels=1)
d.items([
    (1, "Geltungsbereich"),
    (2, "Dieser Erlass gilt für alle obersten Landesbehörden und die ihnen nachgeordneten Behörden, Einrichtungen und Landesbetriebe."),
    (2, "Er gilt nicht für die Verwaltung des Landtags, den Landesrechnungshof und die Gerichte, soweit diese rechtsprechend tätig werden."),
    (1, "Begriffe"),
    (2, "Im Sinne dieses Erlasses ist\n\n".strip()),
    (3, "eine Akte die Zusammenstellung aller Dokumente, die zu einem Geschäftsvorfall oder zu mehreren sachlich zusammengehörenden Geschäftsvorfällen gehören,"),
    (3, "ein Vorgang die kleinste Einheit, in der Dokumente sachlich zusammengefasst werden,"),
    (3, "ein Medienbruch jeder Wechsel des Trägers, bei dem Inhalte neu erfasst werden müssen."),
    (2, "Dokumente sind unabhängig von ihrem Träger alle Aufzeichnungen, die für das Verwaltungshandeln erheblich sind."),
    (1, "Grundsatz der elektronischen Aktenführung"),
    (2, "Akten sind spätestens ab dem 1. Januar 2027 vollständig elektronisch zu führen; parallele Papierakten sind unzulässig."),
    (2, "Ausnahmen bedürfen der vorherigen Zustimmung des Ministeriums des Innern und sind längstens für zwei Jahre zu erteilen. Eine Ausnahme kommt in Betracht, wenn"),
    (3, "Gründe der Geheimhaltung ab dem Grad VS-VERTRAULICH entgegenstehen,"),
    (3, "die technische Ausstattung einer Außenstelle nachweislich nicht ausreicht oder"),
    (3, "ein Verfahren innerhalb von zwölf Monaten eingestellt wird."),
    (2, "Eingehende Papierdokumente werden am Tag des Eingangs nach dem Stand der Technik in ein elektronisches Abbild übertragen. Das Papier wird sechs Monate nach der Übertragung vernichtet, sofern nicht Rechtsvorschriften die Rückgabe oder eine längere Aufbewahrung verlangen."),
    (1, "Verantwortung"),
    (2, "Die Leitung der Behörde bestellt bis zum 31. Mai 2026 eine Person als Beauftragte oder Beauftragten für die Aktenführung und teilt deren Namen dem Ministerium des Innern mit."),
    (2, "Die Bearbeiterin oder der Bearbeiter ist für die Vollständigkeit des Vorgangs verantwortlich. Mündliche Absprachen, die für die Entscheidung erheblich sind, sind durch einen Vermerk festzuhalten."),
    (2, "Das Referat, das einen Vorgang federführend bearbeitet, prüft vor der Schlussverfügung, ob alle Mitzeichnungen vorliegen."),
    (1, "Aufbewahrung und Aussonderung"),
    (2, "Die Aufbewahrungsfrist beträgt zehn Jahre, soweit nicht in der Anlage etwas anderes bestimmt ist. Sie beginnt mit dem Ablauf des Jahres, in dem der Vorgang geschlossen wurde."),
    (2, "Nach Ablauf der Frist sind die Vorgänge dem Landesarchiv anzubieten. Äußert sich das Landesarchiv nicht innerhalb von sechs Monaten, dürfen sie gelöscht werden."),
    (1, "Datenschutz und Protokollierung"),
    (2, "Zugriffe auf Vorgänge mit personenbezogenen Daten werden protokolliert. Die Protokolle dürfen nur zur Kontrolle der Rechtmäßigkeit der Verarbeitung ausgewertet werden und sind nach zwölf Monaten zu löschen."),
    (2, "Eine Auswertung zur Kontrolle von Leistung oder Verhalten der Beschäftigten ist unzulässig."),
    (1, "Inkrafttreten, Außerkrafttreten"),
    (2, "Dieser Erlass tritt am 1. April 2026 in Kraft und mit Ablauf des 31. März 2031 außer Kraft."),
    (2, "Das Ministerium des Innern berichtet dem Kabinett bis zum 30. September 2028 über die Erfahrungen mit seiner Anwendung."),
], **N)
d.p("Erlenstadt, den 3. März 2026[[br]]Der Minister des Innern[[br]]Im Auftrag[[br]]Dr. Hollerbach", "Sig")
d.pagebreak()
d.p("Anlage (zu § 3 und § 5): Technische und organisatorische Einzelheiten", "Mid")
M = dict(levels=DECIMAL, name="Dez", heading_levels=2)
d.items([
    (1, "Eingang"),
    (2, "Posteingang in Papier"),
    (3, "Die Poststelle öffnet alle Sendungen mit Ausnahme der als persönlich oder vertraulich gekennzeichneten."),
    (3, "Abgebildet wird mit mindestens 300 Punkten je Zoll. Zu prüfen sind vor der Freigabe"),
    (4, "die Vollständigkeit der Seiten,"),
    (4, "die Lesbarkeit einschließlich handschriftlicher Zusätze,"),
    (4, "die Zuordnung von Anlagen zum Hauptdokument."),
    (2, "Elektronischer Posteingang"),
    (3, "E-Mails werden mit ihren Anhängen als ein Vorgangsdokument erfasst."),
    (3, "Verschlüsselte Nachrichten sind vor der Ablage zu entschlüsseln."),
    (1, "Aufbewahrungsfristen im Einzelnen"),
    (2, "Personal und Organisation"),
    (3, "Stellenpläne und Organisationsverfügungen werden 30 Jahre aufbewahrt."),
    (3, "Unterlagen über Dienstreisen werden fünf Jahre aufbewahrt."),
    (2, "Haushalt und Vergabe"),
    (3, "Vergabeakten werden ab einem Auftragswert von 25.000 Euro zehn Jahre, darunter sechs Jahre aufbewahrt."),
], **M)
d.table([
    ["Nr.", "Art der Unterlagen", "Frist", "Anbietung"],
    ["1", "Kabinettssachen", "30 Jahre", "stets"],
    ["2", "Zuwendungsvorgänge", "10 Jahre nach Ende der Zweckbindung", "Auswahl"],
    ["3", "Petitionen", "10 Jahre", "stets"],
    ["4", "Allgemeiner Schriftwechsel", "3 Jahre", "keine"],
], [1.2, 6.3, 6, 2.7])
