from odf import Doc

d = Doc("Vorbescheid Bauvoranfrage Windenergieanlage", author="Landkreis Steinfurth, Bauaufsicht", footer="Seite [[page]]", size=11)
d.letterhead("Landkreis Steinfurth – Untere Bauaufsichtsbehörde", "Schlossallee 1 · 90440 Steinfurth",
             ["Bürgerenergie Heidekamp eG", "Frau Vorständin Mareike Tönnies", "Dorfstraße 40", "90462 Heidekamp"],
             ["Aktenzeichen: 63-BV-0211-26", "Bearbeiter: Herr Çelik", "Steinfurth, 21. August 2026"])
d.p("Bauvoranfrage für die Errichtung von zwei Windenergieanlagen in der Gemarkung Heidekamp, Flur 3, Flurstücke 14 und 17", "Subj")
d.p("Sehr geehrte Frau Tönnies,")
d.p("""auf Ihren Antrag vom 30. März 2026 ergeht der folgende Vorbescheid: Die Errichtung der Windenergieanlage WEA 1 auf dem Flurstück 14 ist bauplanungsrechtlich zulässig. Die Errichtung der Windenergieanlage WEA 2 auf dem Flurstück 17 ist bauplanungsrechtlich unzulässig.

Der Vorbescheid gilt drei Jahre. Er ersetzt nicht die Genehmigung nach dem Bundes-Immissionsschutzgesetz, die vor Beginn der Arbeiten einzuholen ist.""")
d.h("Begründung")
d.p("""Die Grundstücke liegen im Außenbereich. Anlagen zur Nutzung der Windenergie sind dort nach § 35 Absatz 1 Nummer 5 des Baugesetzbuchs privilegiert und zulässig, wenn öffentliche Belange nicht entgegenstehen und die Erschließung gesichert ist.

Für die WEA 1 sind solche Belange nicht ersichtlich. Der Abstand zur nächsten Wohnbebauung beträgt 1.140 Meter. Die Landesluftfahrtbehörde hat mit Schreiben vom 9. Juni 2026 zugestimmt. Die Zufahrt ist über den Wirtschaftsweg nach dem in der Anlage beigefügten Lageplan gesichert, sofern dieser auf einer Länge von 420 Metern verstärkt wird.

Der WEA 2 stehen dagegen Belange des Naturschutzes entgegen. In einer Entfernung von 310 Metern befindet sich ein Brutplatz des Rotmilans, der nach den Erhebungen der unteren Naturschutzbehörde in jedem der letzten vier Jahre besetzt war. Das Tötungsrisiko wäre an dieser Stelle signifikant erhöht. Schutzmaßnahmen, die das Risiko unter
die maßgebliche Schwelle senken, hat die Antragstellerin nicht dargelegt; eine Abschaltung während der gesamten Brutzeit wird von ihr selbst als unwirtschaftlich bezeichnet.

Die Gemeinde Heidekamp hat ihr Einvernehmen am 16. Juli 2026 für beide Anlagen erteilt. Daran ist die Bauaufsicht nicht gebunden.""")
d.p("""Die Bürgerenergie Heidekamp hat eingewandt, der Brutplatz sei erst nach Einreichung der Voranfrage bekannt geworden und dürfe ihr deshalb nicht entgegengehalten werden. Dem ist nicht zu folgen. Maßgeblich ist die Sach- und Rechtslage im Zeitpunkt der Entscheidung. Eine Zusage der Verwaltung, neuere
Erkenntnisse außer Betracht zu lassen, hat es nicht gegeben.""")
d.h("Auflagen und Hinweise zur WEA 1")
d.items([
    (1, "Mit dem Antrag auf Genehmigung ist ein Nachweis vorzulegen, dass der Schallpegel am Wohnhaus Dorfstraße 2 nachts 45 Dezibel nicht überschreitet."),
    (1, "Der Rückbau ist durch eine Bürgschaft in Höhe von 186.000 Euro zu sichern, die spätestens vier Wochen vor Baubeginn vorzulegen ist."),
    (1, "Bodendenkmale, die bei den Arbeiten zutage treten, sind unverzüglich der Denkmalbehörde zu melden."),
    (1, "Zum Schutz von Fledermäusen ist die Anlage vom 1. April bis zum 31. Oktober in windschwachen, warmen Nächten abzuschalten."),
], [("", "1", ".", 1)])
d.h("Gebühren")
d.p("Für diesen Bescheid wird eine Gebühr von 2.860,00 Euro festgesetzt. Sie ist bis zum 25. September 2026 unter Angabe des Aktenzeichens zu überweisen.")
d.h("Rechtsbehelfsbelehrung")
d.p("Gegen diesen Bescheid kann innerhalb eines Monats nach Bekanntgabe Widerspruch beim Landkreis Steinfurth erhoben werden.")
d.p("Im Auftrag[[br]]Çelik", "Sig")
d.pagebreak()
d.p("Anlage 2 zum Vorbescheid 63-BV-0211-26", "Mid")
d.h("Verfahren nach Erteilung des Vorbescheids")
d.p("""Der Antrag auf Erteilung der Genehmigung ist beim Landesamt für Umwelt einzureichen. Ihm sind ein Standsicherheitsnachweis, ein Baugrundgutachten und ein Gutachten zum Schattenwurf beizufügen. Das Landesamt beteiligt die Fachbehörden und entscheidet in der Regel innerhalb von sieben Monaten nach Eingang der vollständigen Unterlagen.

Für die WEA 2 kann ein neuer Antrag gestellt werden, wenn der Brutplatz in drei aufeinander folgenden Jahren nicht mehr besetzt war oder ein geeignetes System zur Erkennung anfliegender Vögel zugelassen ist. Die untere Naturschutzbehörde ist bereit, die Antragstellerin dazu vorab zu beraten.""")
