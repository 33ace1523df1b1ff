"""A budget table of several pages for LibreOffice Calc to print."""

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

# title, function, purpose, 2027, 2026, actual 2025 (thousand euro); or a remark in full sentences
KAPITEL = [
    ("07 01", "Ministerium für Bauen und Infrastruktur", [
        ("119 01", "011", "Vermischte Einnahmen", 45, 40, 61),
        ("119 49", "011", "Rückzahlungen von Zuwendungen aus Vorjahren", 380, 300, 512),
        ("421 01", "011", "Bezüge der Ministerin", 214, 209, 207),
        ("422 01", "011", "Bezüge der planmäßigen Beamtinnen und Beamten", 14860, 14320, 13977),
        ("428 01", "011", "Entgelte der Arbeitnehmerinnen und Arbeitnehmer", 9740, 9215, 9036),
        "Der Ansatz berücksichtigt zwölf neue Stellen für die Bauaufsicht, die zum 1. April 2027 besetzt werden sollen.",
        ("441 01", "011", "Beihilfen", 1310, 1260, 1288),
        ("511 01", "011", "Geschäftsbedarf, Geräte und Ausstattung", 420, 435, 398),
        ("514 01", "011", "Haltung von Fahrzeugen", 118, 126, 119),
        ("517 01", "011", "Bewirtschaftung der Grundstücke, Gebäude und Räume", 1980, 2140, 2087),
        ("518 01", "011", "Mieten und Pachten", 2460, 2390, 2374),
        ("525 01", "011", "Aus- und Fortbildung", 185, 170, 133),
        ("526 02", "011", "Sachverständige, Gerichts- und ähnliche Kosten", 640, 520, 587),
        ("527 01", "011", "Dienstreisen", 230, 225, 198),
        ("531 01", "011", "Öffentlichkeitsarbeit", 145, 160, 142),
        ("546 49", "011", "Vermischte Verwaltungsausgaben", 32, 32, 27),
        ("812 01", "011", "Erwerb von Geräten, Ausstattungs- und Ausrüstungsgegenständen", 310, 290, 276),
    ]),
    ("07 02", "Städtebau und Wohnungswesen", [
        ("331 11", "411", "Zuweisungen des Bundes für den sozialen Wohnungsbau", 48200, 46500, 46500),
        ("331 12", "423", "Zuweisungen des Bundes für die Städtebauförderung", 27300, 27300, 26940),
        ("182 01", "411", "Tilgung von Darlehen", 6150, 6400, 6733),
        ("526 61", "411", "Gutachten zur Wohnraumversorgung", 250, 120, 118),
        ("633 01", "411", "Wohngeld – Erstattungen an Gemeinden", 39800, 36200, 37455),
        "Die Mehrausgaben von 3,6 Millionen Euro beruhen auf der Anpassung der Höchstbeträge zum 1. Januar 2027.",
        ("685 01", "423", "Zuschuss an die Stiftung Baukultur", 400, 400, 400),
        ("863 11", "411", "Darlehen für den Neubau von Mietwohnungen", 71500, 64000, 58210),
        ("863 12", "411", "Darlehen für selbst genutztes Wohneigentum", 9200, 11400, 10875),
        ("863 13", "411", "Darlehen für die Modernisierung von Mietwohnungen", 18700, 17100, 15940),
        ("883 21", "423", "Zuweisungen an Gemeinden – Lebendige Zentren", 21400, 20800, 20115),
        ("883 22", "423", "Zuweisungen an Gemeinden – Sozialer Zusammenhalt", 16900, 16900, 16324),
        ("883 23", "423", "Zuweisungen an Gemeinden – Wachstum und Erneuerung", 15100, 15700, 14982),
        "Verpflichtungsermächtigung: 43.500.000 Euro, davon fällig 2028 bis zu 18.000.000 Euro und 2029 bis zu 25.500.000 Euro.",
        ("893 01", "411", "Zuschüsse für barrierefreies Wohnen", 4800, 3500, 3471),
        ("893 02", "411", "Zuschüsse für Wohnheime für Auszubildende", 5600, 2000, 1240),
    ]),
    ("07 03", "Straßenwesen", [
        ("111 01", "722", "Gebühren für Sondernutzungen", 720, 690, 744),
        ("331 31", "722", "Zuweisungen des Bundes nach dem Entflechtungsgesetz", 0, 0, 1815),
        ("422 01", "722", "Bezüge der planmäßigen Beamtinnen und Beamten", 7420, 7180, 7069),
        ("428 01", "722", "Entgelte der Arbeitnehmerinnen und Arbeitnehmer", 61300, 58700, 57944),
        ("511 01", "722", "Geschäftsbedarf, Geräte und Ausstattung", 1870, 1790, 1803),
        ("514 01", "722", "Haltung von Fahrzeugen des Betriebsdienstes", 9460, 8900, 9214),
        ("517 01", "722", "Bewirtschaftung der Straßenmeistereien", 5240, 5470, 5392),
        ("521 01", "722", "Unterhaltung der Landesstraßen", 38500, 34000, 33617),
        ("521 02", "722", "Winterdienst", 11800, 11800, 9633),
        ("521 03", "722", "Unterhaltung von Brücken und Ingenieurbauwerken", 27400, 19600, 19118),
        "Der Brückenbericht vom 12. März 2026 weist 148 Bauwerke mit einer Zustandsnote von 3,0 oder schlechter aus. Der Ansatz für Brücken wird deshalb um 7.800.000 Euro erhöht; bis zum Jahr 2030 sollen jährlich mindestens 25 Bauwerke instand gesetzt werden.",
        ("533 01", "722", "Vergütungen für Planungsleistungen Dritter", 16200, 14900, 14437),
        ("671 01", "722", "Erstattungen an Gemeinden für Ortsdurchfahrten", 2950, 2900, 2877),
        ("731 01", "722", "Neubau von Landesstraßen", 18300, 26700, 24519),
        ("731 02", "722", "Um- und Ausbau von Landesstraßen", 41600, 37200, 36840),
        ("731 03", "722", "Radwege an Landesstraßen", 14500, 11000, 9726),
        ("731 04", "722", "Lärmschutz an Landesstraßen", 3100, 2800, 2214),
        ("741 01", "722", "Ersatzneubau der Elmbrücke im Zuge der Landesstraße 114", 6400, 900, 212),
        "Die Gesamtkosten des Ersatzneubaus betragen 23.750.000 Euro. Die Bauarbeiten sollen am 1. Juni 2027 beginnen; ohne den Planfeststellungsbeschluss dürfen die Mittel nicht in Anspruch genommen werden (Sperrvermerk).",
        ("811 01", "722", "Erwerb von Fahrzeugen", 8700, 7600, 7421),
        ("812 01", "722", "Erwerb von Geräten", 3450, 3300, 3198),
        ("883 31", "722", "Zuweisungen für den kommunalen Straßenbau", 32800, 31500, 30877),
    ]),
    ("07 04", "Öffentlicher Personennahverkehr", [
        ("231 01", "741", "Regionalisierungsmittel des Bundes", 214600, 208300, 206911),
        ("526 71", "741", "Gutachten und Untersuchungen", 780, 650, 604),
        ("633 71", "741", "Ausgleich für die Beförderung von Schülerinnen und Schülern", 46200, 44100, 43876),
        ("682 71", "741", "Zuschüsse an Aufgabenträger", 158900, 151200, 149630),
        ("682 72", "741", "Zuschuss zum landesweiten Jugendticket", 22700, 18400, 17925),
        "Das Jugendticket wird ab dem 1. August 2027 auf Auszubildende in schulischer Ausbildung erweitert; die Zahl der Berechtigten steigt dadurch um etwa 21.000.",
        ("683 71", "741", "Förderung von Bürgerbussen", 1350, 1100, 987),
        ("883 71", "741", "Zuweisungen für Haltestellen und Bahnhöfe", 19400, 17800, 16344),
        ("891 71", "741", "Zuschüsse für Fahrzeuge mit alternativem Antrieb", 24500, 28000, 21408),
        ("892 71", "741", "Reaktivierung der Strecke Steinfurth–Buchau", 8200, 2500, 1134),
    ]),
    ("07 05", "Landesbetrieb Bau und Liegenschaften", [
        ("121 01", "811", "Abführung des Landesbetriebs", 3200, 3200, 3200),
        ("682 01", "811", "Zuführungen an den Landesbetrieb für laufende Zwecke", 28700, 27900, 27515),
        ("711 01", "811", "Kleine Neu-, Um- und Erweiterungsbauten", 12600, 11800, 11430),
        ("712 11", "811", "Neubau des Landesarchivs, 2. Bauabschnitt", 9800, 14200, 13664),
        ("712 12", "811", "Grundinstandsetzung des Polizeipräsidiums Erlenstadt", 15300, 8600, 4927),
        ("712 13", "811", "Erweiterung der Hochschule für Verwaltung", 4100, 500, 88),
        ("519 01", "811", "Bauunterhaltung", 33600, 30200, 31077),
        ("821 01", "811", "Grunderwerb", 2800, 2800, 1455),
        ("891 01", "811", "Zuführungen für Maßnahmen der Energieeinsparung", 21900, 16500, 14812),
        "Mit den Mitteln werden 64 Landesliegenschaften an Wärmenetze angeschlossen oder mit Wärmepumpen ausgestattet. Die Landesregierung berichtet dem Ausschuss für Haushalt und Finanzen bis zum 30. September 2027 über den Stand.",
    ]),
]


def save(path):
    wb = Workbook()
    ws = wb.active
    ws.title = "Einzelplan 07"
    thin = Side(style="thin", color="888888")
    box = Border(left=thin, right=thin, top=thin, bottom=thin)
    ws.append(["Entwurf des Haushaltsplans 2027 – Einzelplan 07: Ministerium für Bauen und Infrastruktur"])
    ws.append(["Land Lindenau · Stand: 18. August 2026 · Beträge in Tausend Euro"])
    ws["A1"].font, ws["A2"].font = Font(name="Liberation Sans", size=14, bold=True), Font(name="Liberation Sans", size=9)
    ws.append(["Titel", "Funktion", "Zweckbestimmung", "Ansatz 2027", "Ansatz 2026", "mehr (+) / weniger (–)", "Ist 2025"])
    for c in ws[3]:
        c.font, c.fill, c.border = Font(name="Liberation Sans", size=9, bold=True), PatternFill("solid", "E2E2E2"), box
        c.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")

    ws.row_dimensions[3].height = 26

    def line(cells, bold=False, fill=None):
        ws.append(cells)
        for k, c in enumerate(ws[ws.max_row]):
            c.font, c.border = Font(name="Liberation Sans", size=9, bold=bold), box
            c.alignment = Alignment(wrap_text=True, vertical="top", horizontal="right" if k > 2 else "left")
            if fill:
                c.fill = PatternFill("solid", fill)
            if k > 2:
                c.number_format = '[$-407]+#,##0;[$-407]-#,##0;0' if k == 5 else "[$-407]#,##0"

    total = [0, 0, 0]
    for number, name, rows in KAPITEL:
        line([number, "", f"Kapitel {number} {name}", "", "", "", ""], True, "F2F2F2")
        sums = [0, 0, 0]
        for r in rows:
            if isinstance(r, str):
                ws.append(["", "", f"Erläuterung: {r}" if not r.startswith("Verpfl") else r])
                ws.merge_cells(start_row=ws.max_row, start_column=3, end_row=ws.max_row, end_column=7)
                c = ws.cell(ws.max_row, 3)
                c.font, c.alignment = Font(name="Liberation Sans", size=9, italic=True), Alignment(wrap_text=True, vertical="top")
                ws.row_dimensions[ws.max_row].height = 13 * (1 + len(r) // 125)
                continue
            t, f, z, a, b, i = r
            line([t, f, z, a, b, a - b, i])
            if t[0] > "3":
                sums = [x + y for x, y in zip(sums, (a, b, i))]
        line(["", "", f"Summe der Ausgaben Kapitel {number}", sums[0], sums[1], sums[0] - sums[1], sums[2]], True)
        total = [x + y for x, y in zip(total, sums)]
    line(["", "", "Gesamtausgaben Einzelplan 07", total[0], total[1], total[0] - total[1], total[2]], True, "E2E2E2")
    for col, w in zip("ABCDEFG", (9, 9, 62, 13, 13, 13, 13)):
        ws.column_dimensions[col].width = w
    ws.page_setup.orientation, ws.page_setup.paperSize = "landscape", 9
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.page_setup.fitToHeight = 0
    ws.print_title_rows = "3:3"
    ws.oddFooter.center.text = "Einzelplan 07 – Seite &P von &N"
    wb.save(path)
    return total
