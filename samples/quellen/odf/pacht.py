from odf import Doc

d = Doc("Kündigung", font="Liberation Serif", size=12)
d.p("Stadtverwaltung Langenfeld[[br]]Amt für Liegenschaften[[br]]Rathausplatz 2[[br]]90477 Langenfeld")
d.p("Kleingartenverein Abendsonne e. V.[[br]]Herrn Vorsitzenden Dieter Kruschke[[br]]Feldweg 3[[br]]90477 Langenfeld")
d.p("Langenfeld, den 16. Januar 2026[[br]]Unser Zeichen: 23-P-1188")
d.p("Kündigung des Pachtvertrags über die Kleingartenanlage Abendsonne", "Subj")
d.p("Sehr geehrter Herr Kruschke,")
d.p("""hiermit kündigt die Stadt Langenfeld den mit Ihrem Verein am 2. Mai 1983 geschlossenen Zwischenpachtvertrag über das Flurstück 402 der Flur 9 zum 30. November 2026.

Das Grundstück wird für den Neubau der Feuerwache Süd benötigt. Der Stadtrat hat den Bebauungsplan am 11. Dezember 2025 als Satzung beschlossen. Die Wache muss bis Ende 2028 in Betrieb gehen, weil der bisherige Standort die vorgeschriebene Hilfsfrist von acht Minuten für die südlichen Stadtteile nicht einhält.

Von der Kündigung sind 34 Parzellen betroffen. Die Pächterinnen und Pächter erhalten für Lauben, Gewächshäuser und Anpflanzungen eine angemessene Entschädigung. Grundlage ist die Wertermittlung eines Sachverständigen, der die Anlage zwischen dem 7. und dem 24. April 2026 besichtigen wird. Die Stadt hat für die Entschädigung
insgesamt 195.000 Euro im Haushalt bereitgestellt.

Als Ersatz bietet die Stadt eine Fläche am Lerchenfeld an, die bis zum Frühjahr 2027 mit Wegen, Wasseranschluss und Zaun hergerichtet wird. Sie ist 11.200 Quadratmeter groß und bietet Platz für 31 Parzellen. Für drei Parzellen wird eine andere Lösung gesucht.""")
d.p("""Wir bitten Sie, uns bis zum 31. März 2026 mitzuteilen, ob der Verein die Ersatzfläche annimmt. Bis zu diesem Tag benötigen wir auch eine Liste der betroffenen Pächterinnen und Pächter mit deren Einwilligung in die Weitergabe ihrer Anschrift an den Sachverständigen.

Bis zum Ende des Pachtverhältnisses bleibt die Anlage unverändert nutzbar. Neue Bauten dürfen nicht mehr errichtet und Parzellen nicht mehr neu vergeben werden. Strom und Wasser werden am 1. Dezember 2026 abgestellt.

Zu einer gemeinsamen Besprechung laden wir den Vorstand am 12. Februar 2026 um 17 Uhr in das Rathaus, Zimmer 118, ein.""")
d.p("Mit freundlichen Grüßen[[br]]Im Auftrag[[br]][[br]]Heike Sperling", "Sig")
