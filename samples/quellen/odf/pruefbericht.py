from odf import Doc

d = Doc("Prüfbericht Sportstättenförderung", author="Rechnungsprüfungsamt des Landkreises Steinfurth", footer="RPA Steinfurth · Prüfbericht 11/2026 · Seite [[page]] von [[pages]]", font="Liberation Serif", size=12, justify=True)
d.p("Landkreis Steinfurth[[br]]Rechnungsprüfungsamt", "Mid")
d.p("Prüfbericht 11/2026[[br]]Förderung von Sportstätten in den Jahren 2022 bis 2025", "Title")
d.p("**Entwurf – Stand: 3. Juli 2026**[[br]]Geschäftszeichen: RPA 14-0922/26[[br]]Prüferinnen: Frau Degenhardt, Frau Matuschek", "Sig")
d.h("1 Gegenstand der Prüfung")
d.p("""Der Landkreis unterstützt Vereine und Gemeinden bei der Erneuerung von Sportstätten. In den Jahren 2022 bis 2025 hat er hierfür 2.184.600 Euro ausgezahlt, die sich auf 73 Vorhaben verteilen. Das Rechnungsprüfungsamt hat in der Zeit vom 2. März bis
zum 29. Mai 2026 geprüft, ob die Mittel nach den Richtlinien bewilligt und zweckentsprechend verwendet wurden. Dazu wurden 25 Vorgänge vollständig durchgesehen und acht Sportstätten besichtigt.""")
d.h("2 Ergebnis in Kürze")
d.p("""Die Förderung erreicht ihr Ziel, wird aber nicht ordnungsgemäß verwaltet. In elf von 25 geprüften Fällen lag bei der Auszahlung kein vollständiger Verwendungsnachweis vor. In vier Fällen wurde mit dem Vorhaben vor der Bewilligung begonnen, ohne dass eine Ausnahme zugelassen
war. Das Rechnungsprüfungsamt beziffert den möglichen Rückforderungsanspruch auf 137.250 Euro.""")
d.h("3 Feststellungen")
d.h("3.1 Fehlende Verwendungsnachweise", 2)
d.p("""Nach Nummer 7.3 der Richtlinie ist die letzte Rate erst auszuzahlen, wenn der Verwendungsnachweis geprüft ist. Das Sportamt hat davon regelmäßig abgesehen und dies mit der angespannten Finanzlage der Vereine begründet. Die Begründung überzeugt nicht, denn die Richtlinie sieht für solche
Fälle eine Abschlagszahlung von bis zu 80 vom Hundert vor. Bei sieben Vorhaben stehen die Nachweise seit mehr als zwei Jahren aus.""")
d.h("3.2 Kunstrasenplatz Langenfeld", 2)
d.p("""Für den Kunstrasenplatz des Sportvereins Langenfeld wurden 240.000 Euro bewilligt. Bei der Besichtigung am 22. April 2026 stellte sich heraus, dass statt der geförderten Füllung aus Kork ein Granulat aus Kunststoff eingebaut worden ist. Der Verein hat erklärt, Kork sei zum Zeitpunkt des Baus nicht lieferbar
gewesen. Eine Zustimmung zur Änderung wurde nicht eingeholt. Da das Granulat nach dem Recht der Europäischen Union ab dem 17. Oktober 2031 nicht mehr in Verkehr gebracht werden darf, ist der Zuwendungszweck auf Dauer gefährdet.""")
d.h("3.3 Doppelförderung in Weidenau", 2)
d.p("""Die Gemeinde Weidenau hat für die Dachsanierung ihrer Turnhalle sowohl beim Landkreis als auch beim Land eine Zuwendung beantragt und erhalten. Zusammen mit einer Spende decken die Zuwendungen 112 vom Hundert der Ausgaben. Der Landkreis hat von der zweiten Förderung erst durch
die Prüfung erfahren. Der überzahlte Betrag von 41.800 Euro ist zurückzufordern.""")
d.h("3.4 Aktenführung", 2)
d.p("""Die Akten werden teils elektronisch, teils in Papier geführt. Vermerke über fernmündliche Auskünfte fehlen fast durchgehend. In drei Fällen war der Bewilligungsbescheid nicht auffindbar. Das Sportamt ist mit einer halben Stelle besetzt; nach der Bemessung des Hauptamts wären 1,4 Stellen erforderlich.""")
d.h("4 Empfehlungen")
d.items([
    (1, "Das Sportamt fordert bis zum 30. September 2026 alle ausstehenden Verwendungsnachweise an und widerruft die Bewilligung, wenn sie nicht binnen zwei Monaten eingehen."),
    (1, "Der Kreisausschuss entscheidet über die Rückforderung gegenüber dem Sportverein Langenfeld und der Gemeinde Weidenau."),
    (1, "Die Richtlinie wird um eine Pflicht ergänzt, andere Förderungen bei Antragstellung und mit dem Verwendungsnachweis anzugeben."),
    (1, "Die Stelle im Sportamt wird zum nächsten Stellenplan aufgestockt; bis dahin prüft das Rechnungsprüfungsamt Auszahlungen über 50.000 Euro vorab."),
], [("4.", "1", "", 1)])
d.p("Das Sportamt erhält Gelegenheit, zu diesem Entwurf bis zum 14. August 2026 Stellung zu nehmen.")
