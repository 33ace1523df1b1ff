from odf import Doc, BULLET

d = Doc("Stellungnahme zum Entwurf eines Ganztagsförderungsgesetzes", author="Landkreistag Lindenau",
        header="Landkreistag Lindenau[[tab]]Stellungnahme zum Ganztagsförderungsgesetz", footer="Geschäftsstelle: Kreishausstraße 6, 90010 Erlenstadt · Seite [[page]]", font="Liberation Serif", size=11, justify=True)
d.letterhead("Landkreistag Lindenau", "Kommunaler Spitzenverband der 27 Landkreise",
             ["Ministerium für Bildung", "Referat 24", "Schulallee 9", "90010 Erlenstadt"],
             ["Unser Zeichen: LKT 402-11/26", "Ihr Zeichen: MB-24-5512/7", "Bearbeiter: Herr Falkenried", "Erlenstadt, 30. Januar 2026"])
d.p("Entwurf eines Gesetzes zur Ausführung des Rechtsanspruchs auf ganztägige Förderung von Kindern im Grundschulalter[[br]]Anhörung der kommunalen Spitzenverbände", "Subj")
d.p("Sehr geehrte Frau Ministerialrätin Dr. Quandt,")
d.p("""für die Gelegenheit, zu dem Gesetzentwurf vom 15. Dezember 2025 Stellung zu nehmen, danken wir. Der Landkreistag unterstützt das Ziel, allen Kindern im Grundschulalter eine verlässliche Förderung am Nachmittag
anzubieten. Den Entwurf lehnen wir in der vorliegenden Fassung jedoch ab, weil er die Kosten einseitig den Landkreisen auferlegt und die Fristen nicht einzuhalten sind.""")
d.h("I. Grundsätzliche Bewertung")
d.p("""Der Entwurf weist die Aufgabe den örtlichen Trägern der Jugendhilfe zu, ohne einen vollständigen Ausgleich der Mehrbelastung vorzusehen. Nach unserer Erhebung[[en:Abfrage bei allen 27 Landkreisen im November 2025; Angaben aus 25 Landkreisen, hochgerechnet.]]
entstehen bis zum Schuljahr 2029/2030 Investitionskosten von 318 Millionen Euro und danach laufende Kosten von 94 Millionen Euro im Jahr. Die Gesetzesbegründung geht dagegen von 41 Millionen Euro im Jahr aus.
Der Unterschied erklärt sich vor allem daraus, dass das Ministerium mit einer Betreuungsquote von 55 vom Hundert rechnet, während die Anmeldungen für das Schuljahr 2026/2027 schon heute bei 71 vom Hundert liegen.

Die Verfassung des Landes verlangt, dass mit der Übertragung einer Aufgabe zugleich Bestimmungen über die Deckung der Kosten getroffen werden. Diesem Gebot genügt der Entwurf nicht. Wir behalten uns vor, die Vereinbarkeit mit dem
Konnexitätsprinzip durch das Verfassungsgericht klären zu lassen.[[en:Beschluss des Hauptausschusses vom 22. Januar 2026, einstimmig.]]""")
d.h("II. Zu den einzelnen Vorschriften")
d.h("Zu § 2 (Umfang des Anspruchs)", 2)
d.p("""Die Ausdehnung auf zehn Wochen der Schulferien geht über das Bundesrecht hinaus. Sie ist weder fachlich begründet noch mit dem vorhandenen Personal zu leisten. Wir schlagen vor, die Schließzeit auf sechs Wochen
im Jahr festzusetzen und den Landkreisen zu überlassen, wie sie diese Zeit verteilen.""")
d.h("Zu § 4 (Fachkräfte)", 2)
d.p("Der Entwurf fordert, dass mindestens zwei Drittel der Kräfte eine abgeschlossene pädagogische Ausbildung haben. Auf dem Arbeitsmarkt stehen diese Kräfte nicht zur Verfügung. Im Einzelnen regen wir an,")
d.items([
    (1, "die Quote bis zum 31. Juli 2031 auf 40 vom Hundert zu senken,"),
    (1, "Übungsleiterinnen und Übungsleiter nach einem Grundkurs von 80 Stunden anzurechnen,"),
    (1, "Lehrkräfte im Ruhestand ohne Anrechnung auf ihre Versorgung zuzulassen."),
], BULLET)
d.h("Zu § 7 (Schülerbeförderung)", 2)
d.p("""Der Entwurf übergeht, dass die Kinder am späten Nachmittag auch wieder nach Hause kommen müssen. In den ländlichen Kreisen fährt nach 16 Uhr häufig kein Bus mehr. Die zusätzlichen Fahrten kosten nach vorläufiger Schätzung
11,7 Millionen Euro im Jahr.[[en:Berechnung der Verkehrsverbünde auf der Grundlage von 640 Grundschulstandorten.]] Sie sind in der Begründung nicht erwähnt.""")
d.h("Zu § 11 (Inkrafttreten)", 2)
d.p("""Das Gesetz soll am 1. August 2026 in Kraft treten. Zwischen der voraussichtlichen Verkündung im Juni und diesem Tag liegen nur wenige Wochen. In dieser Zeit lassen sich weder Räume schaffen noch Verträge schließen. Wir fordern daher,
das Inkrafttreten auf den 1. August 2027 zu verschieben und den Anspruch jahrgangsweise aufwachsen zu lassen.""")
d.h("III. Zusammenfassung")
d.table([
    ["Gegenstand", "Entwurf", "Forderung des Landkreistags"],
    ["Ausgleich laufender Kosten", "41 Mio. Euro jährlich", "94 Mio. Euro jährlich, Überprüfung alle zwei Jahre"],
    ["Schließzeit", "4 Wochen", "6 Wochen"],
    ["Fachkraftquote", "67 v. H.", "40 v. H. bis 31. Juli 2031"],
    ["Beförderung", "nicht geregelt", "Erstattung durch das Land"],
    ["Inkrafttreten", "1. August 2026", "1. August 2027"],
], [4.6, 4.6, 7], header=1)
d.p("""Der Landkreistag ist bereit, an einer tragfähigen Lösung mitzuwirken. Wir bitten darum, vor der zweiten Befassung des Kabinetts, die nach unserer Kenntnis für den 24. März 2026 vorgesehen ist, ein Gespräch auf der Ebene der Hausleitung zu führen.""")
d.p("Mit freundlichen Grüßen[[br]][[br]]Dr. Reinhold Averdung[[br]]Geschäftsführendes Präsidialmitglied", "Sig")
