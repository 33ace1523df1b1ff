from odf import Doc, LETTER

d = Doc("Kabinettsvorlage Hitzeaktionsplan", author="Ministerium für Gesundheit und Soziales Lindenau",
        header="Kabinettsvorlage Nr. 41/2026 – **Vertraulich bis zur Beschlussfassung**", footer="[[page]] / [[pages]]", font="Liberation Sans", size=11)
d.letterhead("Ministerium für Gesundheit und Soziales des Landes Lindenau", "Abteilung 4 – Öffentlicher Gesundheitsdienst",
             ["An die", "Chefin der Staatskanzlei", "– Kabinettsreferat –", "im Hause"],
             ["Az.: MGS-41-7302/8", "Federführung: Ref. 41 (MR Thalbach)", "Mitzeichnung: MF, MI, MU", "Erlenstadt, 22. April 2026"])
d.p("Kabinettsvorlage[[br]]Landeshitzeaktionsplan 2026 bis 2030", "Title")
d.p("**Für die Sitzung am 12. Mai 2026**, ordentliche Tagesordnung")
d.h("A. Beschlussvorschlag", 1)
d.p("Die Landesregierung beschließt:")
d.items([
    (1, "Der Landeshitzeaktionsplan 2026 bis 2030 wird in der Fassung der Anlage 1 beschlossen."),
    (1, "Für seine Umsetzung werden in den Haushaltsjahren 2027 bis 2030 insgesamt [[-18,2]][[+21,6]] Millionen Euro bereitgestellt."),
    (1, "Die Kommunen erhalten auf Antrag einen Zuschuss von bis zu [[-60]][[+75]] vom Hundert der Ausgaben für Trinkwasserbrunnen, Verschattung und kühle Räume."),
    (1, "Das Ministerium für Gesundheit und Soziales berichtet dem Kabinett jährlich zum 1. März, [[-letztmals 2030]][[+erstmals zum 1. März 2028]]."),
], [("", "1", ".", 1)])
d.h("B. Sachverhalt und Problem", 1)
d.p("""Die Zahl der Tage mit einer Höchsttemperatur von mindestens 30 Grad Celsius hat sich im Land Lindenau seit dem Jahr 1990 von durchschnittlich 6,1 auf 17,4 je Jahr
erhöht.[[fn:Auswertung der 23 Messstellen des Landesamts für Umwelt, Stand 31. Januar 2026.]] Im Sommer 2025 wurden 412 hitzebedingte Sterbefälle geschätzt; betroffen waren vor
allem alleinlebende Menschen über 75 Jahre und Personen mit Herz- oder Lungenerkrankungen. In stationären Pflegeeinrichtungen stieg die Zahl der Notarzteinsätze während der
Hitzewelle vom 28. Juni bis zum 9. Juli 2025 um 38 vom Hundert.

Bislang verfügen nur elf der 34 Landkreise und kreisfreien Städte über ein eigenes Konzept. Die Warnungen des Wetterdienstes erreichen die Einrichtungen nach den Ergebnissen einer
Befragung des Landesgesundheitsamts häufig verspätet oder gar nicht.[[fn:Befragung von 618 Einrichtungen im Herbst 2025; Rücklauf 71 vom Hundert.]] Zuständigkeiten sind nicht klar geregelt, und für
bauliche Maßnahmen fehlen vor allem kleineren Gemeinden die Mittel.""")
d.h("C. Lösung", 1)
d.p("Der Plan sieht 27 Maßnahmen in vier Handlungsfeldern vor. Kern ist eine verbindliche Warnkette vom Landesgesundheitsamt über die Gesundheitsämter bis zu den Einrichtungen, die ab Warnstufe 2 innerhalb von vier Stunden durchlaufen sein muss.")
d.table([
    ["Handlungsfeld", "Maßnahmen", "Zuständig", "Ausgaben 2027–2030 (Tsd. Euro)"],
    ["1 Warnen und Erreichen", "Warnkette, Hitzetelefon, Aufsuchende Hilfe", "MGS", "3.400"],
    ["2 Pflege und Krankenhäuser", "Schulungen, Musterpläne, kühle Räume", "MGS", "[[-6.800]][[+7.900]]"],
    ["3 Stadt und Gebäude", "Verschattung, Trinkwasserbrunnen, Begrünung", "MU, Kommunen", "[[-7.100]][[+9.400]]"],
    ["4 Forschung und Aufsicht", "Sterblichkeitsmonitoring, Evaluation", "MGS, LGA", "900"],
    ["Summe", "", "", "[[-18.200]][[+21.600]]"],
], [4.5, 5.5, 3, 3.6], right=(3,), bold_last=False)
d.p("""Im Handlungsfeld 1 wird beim Landesgesundheitsamt eine Leitstelle mit sechs Stellen eingerichtet, die zwischen dem 1. Mai und dem 30. September täglich besetzt ist. Im Handlungsfeld 2
werden stationäre Pflegeeinrichtungen ab dem 1. Juni 2027 verpflichtet, mindestens einen Gemeinschaftsraum vorzuhalten, dessen Temperatur 26 Grad Celsius nicht
übersteigt.[[fn:Die Verpflichtung setzt eine Änderung der Heimmindestbauverordnung voraus; der Entwurf soll dem Kabinett im Oktober 2026 vorgelegt werden.]] Für den Umbau gilt eine Übergangsfrist bis zum 31. Dezember 2029.""")
d.h("D. Alternativen", 1)
d.items([
    (1, "Beschränkung auf Empfehlungen ohne Förderung: Sie wäre kostenneutral, hat sich aber nach den Erfahrungen der Jahre 2019 bis 2025 als wirkungslos erwiesen."),
    (1, "Gesetzliche Pflichtaufgabe der Kommunen: Sie löste nach dem Konnexitätsgebot einen vollen Ausgleichsanspruch von geschätzt 41 Millionen Euro aus."),
], LETTER)
d.h("E. Auswirkungen auf den Landeshaushalt", 1)
d.p("""Die Ausgaben sind im Entwurf des Doppelhaushalts 2027/2028 im Einzelplan 05 mit 4,8 Millionen Euro und 5,9 Millionen Euro berücksichtigt. Für die Jahre 2029 und 2030 sind
Verpflichtungsermächtigungen in Höhe von zusammen [[-7,5]][[+10,9]] Millionen Euro auszubringen. Das Ministerium der Finanzen hat der Vorlage mit der Maßgabe zugestimmt, dass die sechs
Stellen der Leitstelle bis zum 31. Dezember 2030 befristet werden.""")
d.h("F. Beteiligung und Anhörung", 1)
d.p("""Der Landkreistag und der Städtebund haben dem Plan grundsätzlich zugestimmt, halten jedoch den Eigenanteil von 25 vom Hundert für Gemeinden in der Haushaltssicherung für zu hoch.[[c:Bitte bis zur Vorkonferenz am 4. Mai klären, ob eine Härtefallregelung möglich ist.]]
Der Landespflegerat begrüßt die verbindliche Warnkette. Die Landesbeauftragte für den Datenschutz hat keine Bedenken, sofern das Hitzetelefon Angaben zur Gesundheit nur mit ausdrücklicher Einwilligung speichert.""")
d.h("G. Öffentlichkeitsarbeit", 1)
d.p("Die Öffentlichkeit wird unmittelbar nach der Beschlussfassung durch eine Presseinformation der Staatskanzlei unterrichtet. Bis dahin ist die Vorlage vertraulich zu behandeln.")
d.p("Dr. Annegret Solms[[br]]Ministerin für Gesundheit und Soziales", "Sig")
