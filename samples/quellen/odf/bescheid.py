from odf import Doc

d = Doc("Zuwendungsbescheid Kindertageseinrichtung Am Mühlbach – Teilwiderruf", author="Landesamt für Zuwendungen Lindenau",
        subject="Teilwiderruf und Rückforderung", footer="Landesamt für Zuwendungen Lindenau · Kanzleistraße 12 · 90010 Erlenstadt · Seite [[page]] von [[pages]]",
        size=11)
d.letterhead(
    "Landesamt für Zuwendungen Lindenau", "Referat 32 – Prüfung der Verwendungsnachweise",
    ["//Mit Postzustellungsurkunde//", "Gemeinde Birkenrode", "Der Bürgermeister", "Marktplatz 1", "90123 Birkenrode"],
    ["Geschäftszeichen: LfZ-32-4471/2024-18", "Bearbeitung: Frau Osterkamp", "Telefon: 0900 5550-3217", "E-Mail: poststelle@lfz-lindenau.example", "Erlenstadt, 14. April 2026"])
d.p("Förderung des Neubaus der Kindertageseinrichtung Am Mühlbach[[br]]Zuwendungsbescheid vom 8. Mai 2024, Geschäftszeichen LfZ-32-4471/2024[[br]]"
    "hier: Teilwiderruf und Rückforderung", "Subj")
d.p("Sehr geehrter Herr Bürgermeister Wendlandt,")
d.p("nach Prüfung des Verwendungsnachweises vom 27. November 2025 und Ihrer Stellungnahme vom 9. Februar 2026 ergeht folgender")
d.p("Bescheid", "Mid")
d.items([
    (1, "Der Zuwendungsbescheid vom 8. Mai 2024 wird mit Wirkung für die Vergangenheit in Höhe von 184.350,00 Euro widerrufen."),
    (1, "Die Gemeinde Birkenrode hat den Betrag von 184.350,00 Euro bis zum 30. Juni 2026 an die Landeskasse Lindenau zu erstatten."),
    (1, "Der zu erstattende Betrag ist vom 3. September 2025 an mit fünf Prozentpunkten über dem Basiszinssatz jährlich zu verzinsen; die Zinsen werden durch gesonderten Bescheid festgesetzt."),
    (1, "Im Übrigen bleibt der Zuwendungsbescheid bestehen; die Zweckbindung der geförderten Räume endet unverändert am 31. Dezember 2044."),
    (1, "Dieser Bescheid ergeht gebührenfrei."),
], [("", "1", ".", 1)])
d.h("Gründe")
d.h("I. Sachverhalt", 2)
d.p("""Mit Bescheid vom 8. Mai 2024 wurde der Gemeinde Birkenrode für den Neubau einer viergruppigen Kindertageseinrichtung eine Zuwendung
in Höhe von 1.475.000,00 Euro als Anteilfinanzierung bewilligt. Der Bewilligung lagen zuwendungsfähige Gesamtausgaben von 2.950.000,00 Euro und
ein Fördersatz von 50 vom Hundert zugrunde. Die Allgemeinen Nebenbestimmungen für Zuwendungen zur Projektförderung an Gemeinden wurden zum
Bestandteil des Bescheids erklärt.

Die Gemeinde rief die Zuwendung in drei Teilbeträgen ab, zuletzt am 3. September 2025. Die Einrichtung nahm am 1. Oktober 2025 ihren Betrieb auf
und betreut derzeit 82 Kinder.

Bei der Prüfung des Verwendungsnachweises stellte das Landesamt fest, dass die Arbeiten am Rohbau (Los 3) ohne öffentliche Ausschreibung an ein
örtliches Unternehmen vergeben worden waren. Die Auftragssumme betrug 368.700,00 Euro. Ein Vergabevermerk, aus dem sich die Gründe für die Wahl des
Verfahrens ergeben, liegt nicht vor. Die Gemeinde hat dazu vorgetragen, der zunächst vorgesehene Bieter sei wenige Tage vor Baubeginn insolvent geworden;
eine neue Ausschreibung hätte die Eröffnung um mindestens sieben Monate verzögert. Mit Schreiben vom 12. Januar 2026 wurde sie zu dem beabsichtigten
Teilwiderruf angehört.""")
d.h("II. Rechtliche Würdigung", 2)
d.p("""Rechtsgrundlage des Widerrufs ist § 49 Absatz 3 Satz 1 Nummer 2 des Verwaltungsverfahrensgesetzes. Danach kann ein rechtmäßiger Verwaltungsakt, der
eine Geldleistung zur Erfüllung eines bestimmten Zwecks gewährt, auch nach Eintritt der Unanfechtbarkeit ganz oder teilweise mit Wirkung für die
Vergangenheit widerrufen werden, wenn mit ihm eine Auflage verbunden ist und der Begünstigte diese nicht erfüllt hat.

Die Pflicht zur Beachtung des Vergaberechts nach Nummer 3 der Nebenbestimmungen ist eine solche Auflage. Die Gemeinde hat sie verletzt, denn eine freihändige
Vergabe war bei einer Auftragssumme von mehr als 100.000 Euro nur unter Voraussetzungen zulässig, die hier weder dargelegt noch sonst ersichtlich sind.
Die Insolvenz des ersten Bieters war der Gemeinde seit dem 21. Juni 2024 bekannt. Sie hätte das Verfahren mit verkürzten Fristen wiederholen oder
mindestens drei geeignete Unternehmen zur Abgabe eines Angebots auffordern können.

Bei der Ausübung des Ermessens ist berücksichtigt worden, dass der Zuwendungszweck erreicht wurde und keine Anhaltspunkte für eine Benachteiligung des Landes
in der Absicht der Bereicherung bestehen. Deshalb wird nicht die gesamte auf das Los 3 entfallende Zuwendung, sondern nur der Betrag zurückgefordert, der dem
Fördersatz auf die Auftragssumme entspricht. Wegen der schwerwiegenden Art des Verstoßes kommt ein weitergehendes Absehen vom Widerruf nicht in Betracht.
Auf Vertrauensschutz kann sich die Gemeinde als Trägerin öffentlicher Verwaltung, die an Gesetz und Recht gebunden ist, nicht berufen.

Die Jahresfrist des § 49 Absatz 3 Satz 2 in Verbindung mit § 48 Absatz 4 Satz 1 des Verwaltungsverfahrensgesetzes ist gewahrt, weil das Landesamt erst mit
Eingang der Stellungnahme am 11. Februar 2026 über alle für die Entscheidung erheblichen Tatsachen verfügte.

Die Pflicht zur Erstattung folgt aus § 49a Absatz 1 Satz 1, die Pflicht zur Verzinsung aus § 49a Absatz 3 Satz 1 des Verwaltungsverfahrensgesetzes.""")
d.table([
    ["Berechnung", "Betrag in Euro"],
    ["Auftragssumme Los 3 (Rohbau)", "368.700,00"],
    ["davon Fördersatz 50 vom Hundert", "184.350,00"],
    ["bewilligte Zuwendung", "1.475.000,00"],
    ["verbleibende Zuwendung", "1.290.650,00"],
], [11, 5], right=(1,), bold_last=True)
d.h("III. Hinweise zur Zahlung", 2)
d.p("""Bitte überweisen Sie den Betrag unter Angabe des Kassenzeichens 3204 4471 0018 auf das im beigefügten Zahlungsträger genannte Konto der Landeskasse.
Auf Antrag kann der Betrag gestundet werden, wenn die sofortige Einziehung mit erheblichen Härten verbunden wäre und der Anspruch durch die Stundung nicht
gefährdet wird. Der Antrag ist vor Fälligkeit schriftlich beim Landesamt zu stellen und mit einer Übersicht über die Haushaltslage zu begründen.""")
d.h("Rechtsbehelfsbelehrung")
d.p("""Gegen diesen Bescheid kann innerhalb eines Monats nach Zustellung Klage beim Verwaltungsgericht Erlenstadt, Justizplatz 4, 90010 Erlenstadt, schriftlich
oder zur Niederschrift des Urkundsbeamten der Geschäftsstelle erhoben werden. Ein Widerspruchsverfahren findet nicht statt.""")
d.p("Mit freundlichen Grüßen[[br]]Im Auftrag[[br]][[br]]Osterkamp", "Sig")
