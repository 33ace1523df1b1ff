"""Chapter 5 of the expert report: eighteen supply areas, each with its own facts and findings."""

# name, seat, inhabitants 2025, inhabitants 2045, delivered (Tm³/a), losses (%), network km, year of main plant, source,
# nitrate mg/l, need of investment (T€), price €/m³, staff, priority
GEBIETE = [
    ("Birkenrode", "Gemeindewerk Birkenrode", 6840, 6510, 342, 11.8, 71.4, 1978, "quelle", 31.5, 4870, 1.94, 4, "B"),
    ("Hohenwiesen", "Wasserbeschaffungsverband Hohenwiesen", 4120, 3610, 197, 19.6, 58.2, 1964, "tief", 38.2, 7240, 2.21, 2, "A"),
    ("Kleinrade", "Ortswasserwerk Kleinrade", 870, 700, 39, 24.1, 14.8, 1957, "quelle", 44.7, 2180, 2.68, 1, "A"),
    ("Steinfurth-Stadt", "Stadtwerke Steinfurth", 38400, 39900, 2085, 7.2, 214.6, 1991, "ufer", 18.3, 21650, 1.87, 23, "B"),
    ("Uferfeld", "Stadtwerke Steinfurth", 2310, 2250, 112, 9.4, 21.9, 1988, "fremd", 18.3, 1420, 1.87, 0, "C"),
    ("Holzrode", "Gemeindewerk Holzrode", 3260, 2870, 158, 16.3, 44.1, 1969, "tief", 52.6, 6910, 2.35, 2, "A"),
    ("Oberes Elmtal", "Zweckverband Oberes Elmtal", 11750, 10480, 571, 13.5, 168.3, 1974, "talsperre", 6.1, 18300, 2.08, 9, "B"),
    ("Buchau", "Stadtwerke Buchau", 17900, 17650, 936, 8.9, 122.7, 1996, "tief", 24.9, 9850, 1.79, 11, "C"),
    ("Tannenbrück", "Gemeindewerk Tannenbrück", 1980, 1640, 91, 21.7, 37.5, 1961, "quelle", 12.4, 3960, 2.74, 1, "A"),
    ("Neuhagen", "Wasserverband Neuhagen-Süd", 8230, 9110, 455, 10.2, 83.6, 1983, "tief", 41.8, 8730, 1.98, 5, "A"),
    ("Weidenau", "Gemeindewerk Weidenau", 5410, 5020, 268, 12.9, 66.0, 1979, "ufer", 21.7, 5120, 2.03, 3, "B"),
    ("Rotenstein", "Bergwasserwerk Rotenstein", 1460, 1130, 68, 26.4, 29.3, 1953, "stollen", 4.8, 5380, 2.91, 1, "A"),
    ("Marienau", "Gemeindewerk Marienau", 7050, 6990, 349, 9.9, 74.8, 1986, "tief", 29.3, 4410, 1.88, 4, "C"),
    ("Seebruch", "Wasserverband Seebruch", 3890, 4270, 231, 14.4, 49.7, 1972, "fremd", 9.6, 3650, 2.12, 2, "B"),
    ("Langenfeld", "Stadtwerke Langenfeld", 22600, 23400, 1188, 8.1, 151.2, 1994, "tief", 33.4, 13900, 1.82, 14, "B"),
    ("Heidekamp", "Wasserverband Heidekamp", 2740, 2380, 146, 18.8, 61.9, 1966, "tief", 47.9, 5840, 2.44, 2, "A"),
    ("Mühlengrund", "Gemeindewerk Mühlengrund", 4630, 4390, 219, 12.1, 52.4, 1981, "quelle", 26.2, 3870, 2.01, 3, "B"),
    ("Erlenstadt-Ost", "Wasserwerke Erlenstadt", 51200, 53700, 2796, 6.4, 243.8, 2003, "verbund", 15.2, 21320, 1.76, 31, "C"),
]

# What the inspection and the talks on site brought up: nothing of this is made of building blocks.
BESONDERES = {
    "Birkenrode": """Die vier Quellfassungen am Südhang des Galgenbergs schütten seit dem Trockenjahr 2018 deutlich weniger als in den Jahrzehnten zuvor. Im September 2025 lieferten sie zusammen nur noch 9,4 Liter in der Sekunde, und an elf Tagen musste der Hochbehälter über eine Notleitung aus Hohenwiesen gefüllt werden. Die Fassung III liegt weniger als 40 Meter von einer Wegeböschung entfernt, an der im Frühjahr 2025 ein Holztransporter Hydrauliköl verlor. Die Gutachter halten es für erforderlich, die Fassung III bis zum 30. April 2027 aufzugeben.""",
    "Hohenwiesen": """Der Verband betreibt zwei Tiefbrunnen, von denen der ältere durch Verockerung nur noch ein Drittel seiner ursprünglichen Ergiebigkeit erreicht. Eine Regenerierung im Jahr 2022 brachte keinen dauerhaften Erfolg. Der Vorstand arbeitet ehrenamtlich; die beiden Wassermeister werden in den Jahren 2027 und 2028 in den Ruhestand treten, ohne dass die Nachfolge geregelt ist. Für einen Ersatzbrunnen liegt eine Bohrgenehmigung vor, die am 31. August 2027 erlischt.""",
    "Kleinrade": """Das kleinste der untersuchten Wasserwerke versorgt ein einziges Dorf. Die Desinfektion wird von Hand dosiert, eine Fernüberwachung fehlt. Bei der Begehung am 11. Juni 2025 stand die Tür des Quellsammelschachts offen, und im Vorschacht fanden sich Spuren von Kleintieren. Das Gesundheitsamt hat daraufhin ein Abkochgebot erlassen, das 23 Tage lang galt. Ein wirtschaftlicher Eigenbetrieb ist nach Überzeugung der Gutachter nicht mehr darstellbar.""",
    "Steinfurth-Stadt": """Das Werk am Elmufer ist das Rückgrat der Versorgung im ganzen Landkreis. Von seinen sieben Horizontalfilterbrunnen liegen fünf im Überschwemmungsgebiet; beim Hochwasser vom Januar 2024 fehlten nur 28 Zentimeter, bis die Schaltanlagen überflutet worden wären. Die Stadtwerke haben ein Schutzkonzept vorgelegt, dessen Umsetzung 5,9 Millionen Euro kosten würde. Ohne diese Ertüchtigung kann das Werk nicht als Lieferant für die Nachbargebiete eingeplant werden.""",
    "Uferfeld": """Der Ortsteil wird seit der Stilllegung des eigenen Brunnens im Jahr 2006 über eine einzige Leitung von 300 Millimetern Durchmesser versorgt, die unter der Elm hindurchführt. Bei einem Bruch des Dükers stünde binnen sieben Stunden kein Wasser mehr zur Verfügung. Die gleichzeitige Sperrung der Elmbrücke im Jahr 2026 erschwert die Versorgung mit Tankwagen. Ein zweiter Düker würde 1,1 Millionen Euro kosten und ließe sich mit der ohnehin geplanten Verlegung einer Gasleitung verbinden.""",
    "Holzrode": """Der Brunnen 2 überschreitet seit dem dritten Quartal 2023 den Grenzwert für Nitrat von 50 Milligramm je Liter. Das Wasser darf nur noch abgegeben werden, weil es mit zugekauftem Wasser gemischt wird; die befristete Zulassung des Gesundheitsamts läuft am 31. Oktober 2027 aus. Eine Verlängerung hat das Amt in der Besprechung vom 9. Oktober 2025 ausgeschlossen. Bis zu diesem Tag muss der Brunnen 2 in Holzrode endgültig außer Betrieb genommen und durch einen Anschluss an das Netz von Buchau ersetzt werden.""",
    "Oberes Elmtal": """Der Zweckverband entnimmt sein Rohwasser der Talsperre Schwarzbach, deren Stauraum zu 14 vom Hundert verlandet ist. Im Sommer 2022 trat erstmals eine Massenentwicklung von Blaualgen auf, die die Flockung überforderte; drei Tage lang musste die Aufbereitung gedrosselt werden. Das Land als Eigentümer der Sperre plant, den Grundablass in den Jahren 2028 und 2029 zu erneuern. Während dieser Zeit steht nur die Hälfte des Stauraums zur Verfügung, sodass der Verband auf eine Ersatzlieferung von mindestens 310.000 Kubikmetern im Jahr angewiesen ist.""",
    "Buchau": """Die Stadtwerke Buchau verfügen als einzige im Untersuchungsgebiet über eine gesicherte Überschusskapazität, die im Mittel 1.900 Kubikmeter am Tag beträgt. Das Wasserrecht vom 14. Mai 2004 ist allerdings bis zum 13. Mai 2029 befristet. Der Antrag auf Neuerteilung muss nach Angaben der oberen Wasserbehörde mit einem hydrogeologischen Modell unterlegt werden, dessen Erstellung rund 18 Monate in Anspruch nimmt. Er ist deshalb spätestens im Frühjahr 2027 vorzubereiten.""",
    "Tannenbrück": """In Tannenbrück reichen zwei kleine Quellen in gewöhnlichen Jahren gerade aus. Die Gemeinde hat in ihrem Flächennutzungsplan ein Ferienhausgebiet mit 140 Betten ausgewiesen, dessen Bedarf in der Genehmigung nicht berücksichtigt wurde. An den Wochenenden im August 2025 sank der Wasserstand im Hochbehälter mehrfach unter die Löschwasserreserve von 96 Kubikmetern. Der Kreisbrandmeister hat die Gemeinde mit Schreiben vom 22. September 2025 zur Abhilfe aufgefordert.""",
    "Neuhagen": """Der Süden des Landkreises wächst. Mit der Erweiterung der Molkerei in Neuhagen wird der industrielle Bedarf bis 2030 um 120.000 Kubikmeter im Jahr steigen; ein Vorvertrag sichert dem Unternehmen die Lieferung ab dem 1. Juli 2028 zu. Der Verband kann diese Menge aus seinen eigenen Brunnen nicht fördern, ohne die im Wasserrecht festgelegte Absenkung zu überschreiten. Den Gutachtern ist nicht erläutert worden, wie der Vertrag erfüllt werden soll.""",
    "Weidenau": """Das Uferfiltrat in Weidenau wird durch Rückstände von Arzneimitteln aus der Kläranlage Steinfurth beeinträchtigt. Die gemessenen Werte liegen unter den gesundheitlichen Orientierungswerten, steigen aber seit 2016 stetig. Eine Aktivkohlestufe würde 2,3 Millionen Euro kosten und den Preis um 31 Cent je Kubikmeter erhöhen. Wird dagegen die vierte Reinigungsstufe der Kläranlage wie geplant bis 2031 gebaut, kann auf die Aktivkohle voraussichtlich verzichtet werden.""",
    "Rotenstein": """Die Versorgung von Rotenstein stützt sich auf das Wasser eines stillgelegten Erzstollens. Seine Beschaffenheit ist ausgezeichnet, doch ist die Firste auf einer Länge von 85 Metern nicht mehr standsicher. Das Bergamt hat das Betreten zu Zwecken der Unterhaltung am 3. Februar 2025 untersagt. Bricht der Stollen, kann sich das Wasser aufstauen und unkontrolliert austreten. Die Sicherung würde nach der Schätzung des Bergamts 4,2 Millionen Euro kosten und damit mehr, als die Gemeinde in 20 Jahren an Gebühren einnimmt.""",
    "Marienau": """In Marienau haben die Gutachter den am besten dokumentierten Betrieb vorgefunden. Sämtliche Leitungen sind in einem geographischen Informationssystem erfasst, die Schieber werden alle zwei Jahre betätigt, und Rohrbrüche werden nach Ursache und Werkstoff ausgewertet. Das Gemeindewerk hat angeboten, seine Verfahren anderen Versorgern zur Verfügung zu stellen. Handlungsbedarf besteht allein bei der Trinkwasserübergabe an das Kreiskrankenhaus, die nicht gegen Rückfließen gesichert ist.""",
    "Seebruch": """Der Wasserverband Seebruch bezieht sein gesamtes Wasser von einem Versorger jenseits der Landesgrenze. Der Liefervertrag endet am 31. Dezember 2028 und enthält keine Option auf Verlängerung. Der Lieferant hat erkennen lassen, dass er künftig höchstens zwei Drittel der bisherigen Menge und nur zu einem um 40 vom Hundert höheren Preis abgeben werde. Eine Verbindung zum Netz von Langenfeld wäre 6,8 Kilometer lang und technisch unproblematisch.""",
    "Langenfeld": """Die Stadtwerke Langenfeld haben im Jahr 2023 begonnen, ihre Zähler durch fernauslesbare Geräte zu ersetzen, und dadurch Leckagen früher erkannt. Ein Teil des Stadtnetzes besteht noch aus Grauguss der Jahre 1905 bis 1930; auf diese 19 Kilometer entfallen 62 vom Hundert aller Rohrbrüche. Im Einzugsgebiet des Brunnens 5 wurde im November 2024 ein Grundwasserschaden durch Lösemittel entdeckt, dessen Fahne sich mit etwa 30 Metern im Jahr auf die Fassung zubewegt. Nach dem Modell des Landesamts erreicht sie den Brunnen im Jahr 2034.""",
    "Heidekamp": """Die weitläufige Siedlungsstruktur der Heide führt zu langen Leitungen mit geringem Durchfluss. In den Endsträngen wurden im Sommer 2025 Temperaturen von 24 Grad Celsius und an drei Stellen Legionellen nachgewiesen. Die landwirtschaftliche Beregnung hat sich seit 2015 verdoppelt; nach den Aufzeichnungen der unteren Wasserbehörde werden aus demselben Grundwasserleiter jährlich 1,7 Millionen Kubikmeter für Felder entnommen. Der Verband fordert, die Entnahmen in Trockenzeiten zu beschränken. Der Wasserverband Heidekamp hat hiergegen am 17. März 2025 Widerspruch bei der unteren Wasserbehörde erhoben, über den noch nicht entschieden ist.""",
    "Mühlengrund": """Das Gemeindewerk Mühlengrund hat mit den Landwirten im Schutzgebiet im Jahr 2011 eine Vereinbarung über grundwasserschonende Bewirtschaftung geschlossen. Seither ist der Gehalt an Nitrat von 38 auf rund 26 Milligramm je Liter gesunken. Die Ausgleichszahlungen betragen 46.000 Euro im Jahr und sind damit wesentlich günstiger als jede technische Aufbereitung. Die Vereinbarung läuft am 30. November 2026 aus; die Gutachter empfehlen dringend, sie zu verlängern.""",
    "Erlenstadt-Ost": """Die Wasserwerke Erlenstadt versorgen das Gebiet östlich der Bahn aus dem Verbund der Landeshauptstadt. Sie beteiligen sich an der Untersuchung, weil ihr Netz an zwei Stellen bis auf wenige hundert Meter an das Gebiet des Landkreises heranreicht. Ihr Aufsichtsrat hat am 24. November 2025 beschlossen, einer Notverbindung zuzustimmen, sofern der Landkreis die Baukosten trägt und die Lieferung auf 4.000 Kubikmeter am Tag begrenzt bleibt.""",
}

QUELLEN = {
    "quelle": "Quellwasser", "tief": "Grundwasser aus Tiefbrunnen", "ufer": "Uferfiltrat der Elm", "fremd": "Fremdbezug",
    "talsperre": "Wasser der Talsperre Schwarzbach", "stollen": "Stollenwasser", "verbund": "Verbundwasser",
}

GEWINNUNG = {
    "quelle": [
        "Das Wasser tritt in Quellen zutage, deren Schüttung eng mit den Niederschlägen des vorangegangenen Winters zusammenhängt. Eine Speicherung über mehrere Jahre findet in dem klüftigen Gestein nicht statt, weshalb schon ein einzelnes trockenes Jahr die verfügbare Menge spürbar verringert.",
        "Gefasst wird das Wasser in flachen Stollen und Sickersträngen, die überwiegend noch aus der Bauzeit des Werks ({jahr}) stammen. Ihre Überdeckung ist gering. Nach starkem Regen steigt die Trübung innerhalb weniger Stunden an, und die Anlage muss dann auf Vorrat aus dem Behälter gefahren werden.",
    ],
    "tief": [
        "Gefördert wird aus Brunnen mit Tiefen zwischen 60 und 140 Metern. Der Grundwasserleiter ist durch eine geschlossene Tonschicht geschützt, doch haben die Spiegel in den Messstellen des Gebiets seit 2003 im Mittel um 1,7 Meter nachgegeben. Die Gutachter führen dies je zur Hälfte auf geringere Neubildung und auf höhere Entnahmen zurück.",
        "Die Brunnen erschließen die Sande des unteren Stockwerks. Das Wasser ist hart und eisenhaltig und wird belüftet und gefiltert. Die aus dem Jahr {jahr} stammenden Filterkessel sind innen mehrfach ausgebessert worden; eine weitere Beschichtung ist nach dem Befund der Werkstoffprüfung nicht mehr sinnvoll.",
        "Das Grundwasser ist im Mittel 35 Jahre alt. Einträge, die heute aus der Landwirtschaft in den Boden gelangen, werden daher erst in der Mitte des Jahrhunderts in voller Höhe in den Brunnen ankommen. Umgekehrt wirken auch Schutzmaßnahmen nur mit erheblicher Verzögerung.",
    ],
    "ufer": [
        "Die Brunnen liegen nahe am Fluss und ziehen zu etwa zwei Dritteln Wasser an, das durch die Uferzone versickert ist. Die Bodenpassage von durchschnittlich 50 Tagen hält Krankheitserreger zuverlässig zurück, nicht aber alle gelösten Spurenstoffe. Bei Niedrigwasser verschiebt sich das Verhältnis weiter zu Lasten des landseitigen Grundwassers.",
        "Das Uferfiltrat steht auch in Trockenzeiten in ausreichender Menge zur Verfügung. Schwankungen der Beschaffenheit folgen dem Fluss mit einer Verzögerung von sechs bis acht Wochen. Das gibt dem Betrieb im Fall eines Unfalls auf dem Gewässer Zeit, ersetzt aber keine Vorsorge.",
    ],
    "fremd": [
        "Eigene Gewinnungsanlagen bestehen nicht mehr. Das Wasser wird an einem Übergabeschacht abgenommen, gemessen und ohne weitere Aufbereitung verteilt. Die Abhängigkeit von einem einzigen Lieferanten ist in wirtschaftlicher wie in technischer Hinsicht das bestimmende Merkmal dieses Gebiets.",
    ],
    "talsperre": [
        "Das Rohwasser wird aus drei wählbaren Tiefen entnommen, geflockt, gefiltert und mit Kalk aufgehärtet. Die Anlage ist auf 2.400 Kubikmeter am Tag ausgelegt und war im Berichtszeitraum zu 78 vom Hundert ausgelastet. Ihre Steuerung stammt aus dem Jahr 1999; Ersatzteile sind nicht mehr lieferbar.",
    ],
    "stollen": [
        "Der Stollen entwässert ein ehemaliges Grubenfeld und liefert bei natürlichem Gefälle ohne jeden Energieaufwand. Die Schüttung von 14 Litern in der Sekunde übersteigt den Bedarf um das Vierfache. Der Überschuss fließt ungenutzt in den Rotenbach.",
    ],
    "verbund": [
        "Das Gebiet wird aus drei Werken der Landeshauptstadt gespeist, die sich gegenseitig ersetzen können. Fällt eines von ihnen aus, bleibt die Versorgung auch an Spitzentagen gesichert. Dieses Maß an Redundanz erreicht im Untersuchungsgebiet kein anderer Versorger.",
    ],
}

BEDARF_MINUS = [
    "Die Einwohnerzahl wird nach der mittleren Variante der Landesprognose von {ew} im Jahr 2025 auf {ew45} im Jahr 2045 zurückgehen. Der Bedarf der Haushalte sinkt dadurch schwächer als die Bevölkerung, weil kleinere Haushalte je Kopf mehr verbrauchen. Die Gutachter rechnen mit einer Abgabe von {ziel} Kubikmetern im Jahr.",
    "Von {ew} Einwohnern werden im Jahr 2045 voraussichtlich noch {ew45} im Gebiet leben. Anders als der Jahresbedarf nimmt der Spitzenbedarf an heißen Tagen nicht ab; im Juli 2025 lag er beim {spitze}fachen des Mittels. Für die Bemessung der Anlagen ist er der maßgebende Wert.",
    "Mit {ew45} Einwohnern im Jahr 2045 gegenüber heute {ew} gehört das Gebiet zu den schrumpfenden. Leitungen, die für eine wachsende Bevölkerung gebaut wurden, sind schon heute überdimensioniert und müssen regelmäßig gespült werden. Dafür werden jährlich rund {spuel} Kubikmeter Trinkwasser verbraucht, die in keiner Rechnung erscheinen.",
]
BEDARF_PLUS = [
    "Entgegen dem allgemeinen Trend wächst das Gebiet: Die Landesprognose erwartet bis 2045 einen Anstieg von {ew} auf {ew45} Einwohner. Die Jahresabgabe wird von derzeit {abgabe} auf etwa {ziel} Kubikmeter zunehmen. An Spitzentagen ist das {spitze}fache des mittleren Tagesbedarfs anzusetzen.",
    "Bis zum Jahr 2045 ist mit {ew45} statt heute {ew} Einwohnern zu rechnen. Neue Baugebiete sind vor allem am Rand der bestehenden Ortslagen ausgewiesen, wo die Leitungen am schwächsten bemessen sind. Der zusätzliche Bedarf lässt sich daher nicht allein durch höhere Förderung decken.",
]
NETZ = [
    "Das Rohrnetz ist {km} Kilometer lang. Die Verluste betrugen im Mittel der Jahre 2022 bis 2025 {verlust} vom Hundert der Einspeisung und {urteil_verlust}. Die Schadensrate lag bei {rate} Rohrbrüchen je Kilometer und Jahr.",
    "Verteilt wird das Wasser über {km} Kilometer Leitungen, von denen etwa {alt} vom Hundert vor 1970 verlegt wurden. Die Wasserverluste von {verlust} vom Hundert {urteil_verlust2}. Eine planmäßige Suche nach Leckagen findet {suche} statt.",
    "Der Zustand des Netzes von {km} Kilometern Länge wurde anhand der Schadensbücher bewertet. Danach gehen {verlust} vom Hundert des eingespeisten Wassers verloren. Bei gleichbleibender Erneuerung von {erneuert} Kilometern im Jahr würde es {dauer} Jahre dauern, bis jede Leitung einmal ersetzt ist.",
    "Aus der Differenz von Einspeisung und Abgabe ergibt sich ein Verlust von {verlust} vom Hundert. Bezogen auf das {km} Kilometer lange Netz {urteil_verlust2}. Besonders anfällig sind Hausanschlüsse aus Blei und unlegiertem Stahl, von denen noch etwa {blei} Stück in Betrieb sind.",
]
NITRAT_HOCH = [
    "Der Gehalt an Nitrat erreichte im Jahr 2025 im Mittel {nitrat} Milligramm je Liter. Damit ist der Schwellenwert von 37,5 Milligramm überschritten, ab dem nach der Grundwasserverordnung Maßnahmen zur Umkehr des Trends einzuleiten sind. Setzt sich der Anstieg fort, wird der Grenzwert von 50 Milligramm {nitrat_jahr} erreicht.",
    "Mit {nitrat} Milligramm Nitrat je Liter weist das Rohwasser eine Belastung auf, die ohne Mischung oder Aufbereitung nicht dauerhaft hinzunehmen ist. Im Schutzgebiet werden {acker} vom Hundert der Fläche ackerbaulich genutzt. Beratungsangebote des Landes haben die Betriebe bislang nur vereinzelt angenommen.",
]
NITRAT_TIEF = [
    "Die Beschaffenheit des Wassers ist gut. Nitrat wurde im Mittel mit {nitrat} Milligramm je Liter gemessen, Pflanzenschutzmittel und ihre Abbauprodukte lagen unter der Bestimmungsgrenze. Auffällig waren im Berichtszeitraum lediglich {kolif} Proben mit coliformen Bakterien, die auf Arbeiten im Netz zurückgehen.",
    "Bei {proben} Untersuchungen in den Jahren 2022 bis 2025 wurden die Grenzwerte der Trinkwasserverordnung eingehalten. Der mittlere Gehalt an Nitrat betrug {nitrat} Milligramm je Liter. Ein Trend ist statistisch nicht gesichert.",
    "Gegen die Wassergüte bestehen keine Bedenken; der Nitratgehalt lag bei {nitrat} Milligramm je Liter. Aufmerksamkeit verdient der langsam steigende Gehalt an Trifluoracetat, für den bislang kein Grenzwert, wohl aber ein Leitwert besteht. Die Gutachter empfehlen, ihn halbjährlich zu bestimmen.",
]
BETRIEB = [
    "Träger der Versorgung ist: {traeger}. Der Betrieb wird mit {stellen} geführt. {bereitschaft}",
    "Für den technischen Betrieb stehen dem Träger ({traeger}) {stellen} zur Verfügung. {bereitschaft}",
    "Die Zuständigkeit liegt bei folgendem Träger: {traeger}. Er beschäftigt für die Wasserversorgung {stellen}. {bereitschaft}",
]
BEREITSCHAFT_KLEIN = [
    "Ein Bereitschaftsdienst, der den anerkannten Regeln der Technik entspricht, ist damit nicht zu leisten. Urlaub und Krankheit werden durch Absprachen mit Nachbarn überbrückt, die nirgends schriftlich festgehalten sind.",
    "Die Rufbereitschaft ruht an 365 Tagen im Jahr auf denselben Schultern. Betriebsanweisungen liegen nur teilweise vor, und das Wissen über Lage und Zustand der Schieber ist nicht dokumentiert.",
    "Das genügt für den gewöhnlichen Betrieb, nicht aber für eine länger andauernde Störung. Eine Vereinbarung über gegenseitige Hilfe mit benachbarten Versorgern wurde entworfen, aber nie unterzeichnet.",
]
BEREITSCHAFT_GROSS = [
    "Der Bereitschaftsdienst ist rund um die Uhr besetzt und erreicht jeden Punkt des Netzes innerhalb von 45 Minuten. Ein technisches Sicherheitsmanagement ist eingeführt und wurde zuletzt im Jahr 2024 überprüft.",
    "Damit ist auch eine Störung größeren Umfangs zu beherrschen. Der Träger bildet derzeit {azubi} Fachkräfte für Wasserversorgungstechnik aus und hat angeboten, den Bereitschaftsdienst für kleinere Nachbarn zu übernehmen.",
]
KOSTEN = [
    "Der Investitionsbedarf bis 2040 wird auf {invest} Euro veranschlagt. Er entfällt zu {anteil_netz} vom Hundert auf das Netz und im Übrigen auf Gewinnung, Aufbereitung und Speicherung. Der derzeitige Mengenpreis von {preis} Euro je Kubikmeter deckt diesen Aufwand {deckung}.",
    "Um die Anlagen auf den Stand der Technik zu bringen, sind bis 2040 Ausgaben von {invest} Euro erforderlich. Je Einwohner entspricht das {jekopf} Euro. Bei vollständiger Finanzierung über Gebühren müsste der Preis von {preis} auf {preisneu} Euro je Kubikmeter steigen.",
    "Nach der Kostenschätzung der Gutachter müssen {invest} Euro aufgewendet werden, davon {sofort} Euro in den ersten fünf Jahren. Rücklagen sind nur in Höhe von {ruecklage} Euro vorhanden. Der Preis von {preis} Euro je Kubikmeter wurde zuletzt im Jahr {preisjahr} angepasst.",
]
ERGEBNIS = {
    "A": [
        "Das Gebiet wird der Priorität A zugeordnet. Maßnahmen sind unverzüglich einzuleiten; ein Abwarten auf die Gründung eines Verbands ist nicht zu verantworten.",
        "Wegen der Summe der Mängel ordnen die Gutachter das Gebiet der Priorität A zu. Der Träger ist aus eigener Kraft nicht in der Lage, die Versorgung dauerhaft zu sichern.",
        "Die Einstufung in die Priorität A beruht auf der fehlenden zweiten Bezugsquelle und dem Zustand der Anlagen. Die Aufsicht sollte sich über den Fortgang vierteljährlich berichten lassen.",
    ],
    "B": [
        "Das Gebiet erhält die Priorität B. Die Versorgung ist gegenwärtig gesichert, doch müssen die aufgezeigten Maßnahmen bis 2032 abgeschlossen sein.",
        "Insgesamt ist die Lage beherrschbar, aber nicht ohne Risiko. Die Einordnung in die Priorität B setzt voraus, dass die Notverbindung zum Nachbargebiet gebaut wird.",
    ],
    "C": [
        "Dringender Handlungsbedarf besteht nicht (Priorität C). Das Gebiet kann in einem künftigen Verbund die Rolle eines Lieferanten übernehmen.",
        "Mit der Priorität C wird zum Ausdruck gebracht, dass die laufende Unterhaltung genügt. Die Gutachter raten gleichwohl zu einer Beteiligung am Verbund.",
    ],
}


SPEICHER = [
    "Gespeichert wird das Wasser in {behaelter} Behältern mit zusammen {inhalt} Kubikmetern. Das entspricht dem {tage}fachen des mittleren Tagesbedarfs. Bei der Begehung wurden an {riss} Kammern Risse und abgeplatzter Putz festgestellt; eine Kammer war wegen Undichtigkeit außer Betrieb.",
    "Der nutzbare Inhalt der {behaelter} Behälter beträgt {inhalt} Kubikmeter und genügt rechnerisch für {stunden} Stunden ohne Zufluss. Die Be- und Entlüftung ist nicht durchgehend gegen Staub und Insekten gesichert. Die Gutachter haben empfohlen, noch vor dem Sommer Filter einzubauen, deren Kosten kaum ins Gewicht fallen.",
    "Die Speicherung ist ein Schwachpunkt: Zur Verfügung stehen {inhalt} Kubikmeter in {behaelter} Behältern, von denen einer höher liegt, als es der Druck im Netz erfordert. Die zuletzt in Betrieb genommene Kammer wurde {kammer} gebaut. Zutritt und Füllstand werden {ueberwachung} überwacht.",
    "Mit {inhalt} Kubikmetern Speicherraum in {behaelter} Behältern ist das Gebiet ausreichend versorgt. Allerdings durchströmt das Wasser die Kammern ungleichmäßig, sodass es im Winter bis zu fünf Tage verweilt. Durch den Einbau von Leitwänden, den die Gutachter mit {leitwand} Euro ansetzen, ließe sich dies vermeiden.",
    "Die {behaelter} Behälter wurden zwischen {jahr} und {kammer} errichtet und fassen {inhalt} Kubikmeter. Ihre Reinigung erfolgt jährlich durch eigenes Personal oder eine Fachfirma und ist dokumentiert. Eine Erneuerung der Rohrkeller steht an, weil die Schieber sich nicht mehr vollständig schließen lassen.",
]
STELLUNG = [
    "Der Träger hat zum Entwurf am {stellung} Stellung genommen. Er hält die Bewertung des Netzes für zu ungünstig und verweist darauf, dass in den Verlusten auch ungemessene Entnahmen der Feuerwehr enthalten seien. Die Gutachter haben diesen Anteil auf höchstens einen Prozentpunkt geschätzt und sehen keinen Anlass zur Änderung.",
    "In seiner Stellungnahme vom {stellung} stimmt der Träger dem Befund zu, bittet jedoch um Aufschub für die Beteiligung an einem Verbund, bis die Höhe der Förderung feststeht. Dem ist entgegenzuhalten, dass die Förderung ihrerseits einen Grundsatzbeschluss voraussetzt.",
    "Eine Stellungnahme zum Entwurf ist nicht eingegangen. In dem Gespräch am {gespraech} hat der Träger erklärt, er sehe sich personell nicht in der Lage, die Prognosen zu prüfen, wolle sich einer gemeinsamen Lösung aber nicht verschließen.",
    "Der Träger wendet mit Schreiben vom {stellung} ein, die Kosten seien um mindestens ein Viertel überschätzt, weil Arbeiten teilweise selbst ausgeführt werden könnten. Das mag für kleinere Reparaturen zutreffen; für die hier angesetzten Vorhaben fehlen nach Auffassung der Gutachter Gerät und Fachkräfte.",
    "Der zuständige Ausschuss hat sich am {gespraech} mit dem Entwurf befasst und beschlossen, Gespräche über einen Verbund aufzunehmen. Er hat dies mit der Bedingung verbunden, dass die örtlichen Beschäftigten übernommen und der Sitz der Außenstelle im Ort erhalten bleibt.",
]
VORHABEN = [
    ("Erneuerung von Haupt- und Ortsleitungen", 0.34), ("Ersatz von Pumpen und Schaltanlagen", 0.11), ("Sanierung der Hochbehälter", 0.14),
    ("Notverbindung zum Nachbargebiet", 0.17), ("Fernüberwachung und Messschächte", 0.05), ("Erweiterung der Aufbereitung", 0.19),
]
WANN = ["2027", "bis Mitte 2028", "2028/2029", "bis Ende 2030", "ab 2031", "bis 2033", "bis 2036", "laufend"]


def de(x, digits=0):
    s = f"{x:,.{digits}f}"
    return s.replace(",", "#").replace(".", ",").replace("#", ".")


STELLEN = {0: "kein eigenes Personal", 1: "eine Stelle", 2: "zwei Stellen", 3: "drei Stellen", 4: "vier Stellen", 5: "fünf Stellen"}


def kapitel():
    out = []
    for i, (name, traeger, ew, ew45, abgabe, verlust, km, jahr, quelle, nitrat, invest, preis, stellen, prio) in enumerate(GEBIETE):
        klein = stellen <= 3
        pick = lambda options, step: options[(i * step + i // 3) % len(options)]
        v = dict(
            jahr=jahr, ew=de(ew), ew45=de(ew45), abgabe=f"{de(abgabe)}.000", ziel=f"{de(round(abgabe * (0.35 + 0.65 * ew45 / ew)))}.000",
            spitze=de(1.6 + 0.13 * (i % 6), 2), spuel=de(120 + 37 * i), verlust=de(verlust, 1), km=de(km, 1),
            urteil_verlust="sind damit als hoch einzustufen" if verlust > 15 else "liegen im mittleren Bereich" if verlust > 9 else "sind als gering zu bewerten",
            urteil_verlust2="bedeutet das einen Verlust, der das Doppelte des Üblichen erreicht" if verlust > 15 else "ist das ein Wert, der noch hingenommen werden kann" if verlust > 9 else "ist das ein gutes Ergebnis",
            rate=de(0.06 + verlust / 90, 2), alt=12 + (2003 - jahr), suche="nur nach auffälligen Nachtverbräuchen" if klein else "alle drei Jahre",
            erneuert=de(km * (0.004 if klein else 0.011), 2), dauer=250 if klein else 91, blei=6 + (2003 - jahr) * 2,
            nitrat=de(nitrat, 1), nitrat_jahr="bereits jetzt" if nitrat > 50 else f"um das Jahr {2028 + int(50 - nitrat)}",
            acker=48 + i, kolif=["zwei", "drei", "vier", "fünf"][i % 4], proben=48 + stellen * 12,
            traeger=traeger, stellen=STELLEN.get(stellen, f"{stellen} Stellen"),
            behaelter=["zwei", "drei", "vier", "fünf", "sechs"][min(4, abgabe // 160)], inhalt=de(round(abgabe / 365 * 1000 * (0.55 + 0.07 * (i % 7)), -1)),
            tage=de(0.55 + 0.07 * (i % 7), 2), stunden=int(24 * (0.55 + 0.07 * (i % 7))), riss=["zwei", "drei", "vier"][i % 3], kammer=jahr + 13,
            ueberwachung="nur durch tägliche Kontrollfahrten" if klein else "durch Fernwirktechnik", leitwand=de(18500 + 1700 * i),
            stellung=f"{9 + (i * 5) % 20}. {['Dezember 2025', 'Januar 2026'][i % 2]}" if i % 2 == 0 or 9 + (i * 5) % 20 < 17 else "15. Januar 2026",
            gespraech=f"{3 + (i * 7) % 25}. {['Juli', 'August', 'September', 'Oktober'][i % 4]} 2025",
            bereitschaft=pick(BEREITSCHAFT_KLEIN if klein else BEREITSCHAFT_GROSS, 1).format(azubi=["zwei", "drei"][i % 2]),
            invest=f"{de(invest)}.000", anteil_netz=55 + (i * 7) % 30, jekopf=de(invest * 1000 / ew), preis=de(preis, 2),
            preisneu=de(preis + invest / abgabe / 18, 2), deckung="nur zur Hälfte" if klein else "annähernd",
            sofort=f"{de(round(invest * 0.38, -1))}.000", ruecklage=f"{de(40 + stellen * 85)}.000", preisjahr=2016 + (i * 5) % 9,
        )
        out.append(f"\\clearpage\\subsection{{{name}}}")
        out.append(BESONDERES[name] if i % 2 else pick(BETRIEB, 1).format(**v))
        out.append(pick(GEWINNUNG[quelle], 1).format(**v))
        out.append(pick(BETRIEB, 1).format(**v) if i % 2 else BESONDERES[name])
        out.append(pick(BEDARF_MINUS if ew45 < ew else BEDARF_PLUS, 2).format(**v))
        out.append("\\begin{center}\\small\\begin{tabular}{@{}lr@{\\qquad}lr@{}}\\toprule")
        out.append(f"Einwohner 2025 & {de(ew)} & Einwohner 2045 & {de(ew45)}\\\\ Abgabe (Tsd. m³/a) & {de(abgabe)} & Verluste (v.\\,H.) & {de(verlust, 1)}\\\\")
        out.append(f"Netzlänge (km) & {de(km, 1)} & Baujahr der Hauptanlage & {jahr}\\\\ Nitrat (mg/l) & {de(nitrat, 1)} & Investitionen bis 2040 (Tsd. €) & {de(invest)}\\\\")
        out.append("\\bottomrule\\end{tabular}\\end{center}")
        out.append(pick(NETZ, 3).format(**v))
        out.append(pick(NITRAT_HOCH if nitrat > 37.5 else NITRAT_TIEF, 1).format(**v))
        out.append(pick(SPEICHER, 2).format(**v))
        out.append(pick(KOSTEN, 2).format(**v))
        rest, rows = invest, []
        for k in range(4 + i % 2):
            what, share = VORHABEN[(i + k) % len(VORHABEN)]
            cost = rest if k == 3 + i % 2 else int(round(invest * share, -1))
            rest -= cost
            rows.append(f"{k + 1} & {what} & {WANN[(i * 3 + k * 2) % len(WANN)]} & {de(cost)}\\\\")
        out.append("\\begin{center}\\small\\begin{tabular}{@{}rllr@{}}\\toprule Nr. & Vorhaben & Zeitraum & Tsd. €\\\\\\midrule")
        out.append("\n".join(rows) + f"\\midrule & Summe & & {de(invest)}\\\\\\bottomrule\\end{{tabular}}\\end{{center}}")
        out.append(pick(STELLUNG, 3).format(**v))
        out.append(pick(ERGEBNIS[prio], 1).format(**v))
        out.append("")
    return "\n\n".join(out)


def messstellen():
    """The annex: the gauges used, by area."""
    arten = ["Grundwasserstand", "Quellschüttung", "Niederschlag", "Nitrat"]
    lage = ["Am Wehr", "Oberholz", "Kirchberg", "Alte Ziegelei", "Heidweg", "Mühlbach", "Sandkuhle", "Forsthaus", "Neue Wiese", "Bahndamm", "Lerchenfeld"]
    rows = []
    for k in range(61):
        gebiet = GEBIETE[(k * 5) % len(GEBIETE)][0]
        trend = ["fallend", "gleichbleibend", "fallend", "steigend", "nicht gesichert"][(k * 7) % 5]
        rows.append(f"{4100 + k * 3} & {gebiet}, {lage[(k * 4) % len(lage)]} & {arten[k % 4]} & {1958 + (k * 11) % 52} & {trend}\\\\")
    return "\n".join(rows)


def tabelle():
    rows = [f"{n} & {QUELLEN[q]} & {de(a)} & {de(v, 1)} & {de(i)} & {p}\\\\" for n, _, _, _, a, v, _, _, q, _, i, _, _, p in GEBIETE]
    rows.append(f"\\midrule Summe & & {de(sum(g[4] for g in GEBIETE))} & & {de(sum(g[10] for g in GEBIETE))} & \\\\")
    return "\n".join(rows)
