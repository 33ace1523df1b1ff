from odf import Doc, LETTER

d = Doc("Dienstvereinbarung Mobiles Arbeiten", author="Landesbetrieb Straßenwesen Lindenau", footer="Dienstvereinbarung Mobiles Arbeiten – Seite [[page]] von [[pages]]", size=11)
d.p("Dienstvereinbarung über mobiles Arbeiten", "Title")
d.p("zwischen[[br]]dem Landesbetrieb Straßenwesen Lindenau, vertreten durch die Direktorin,[[br]]und[[br]]dem Gesamtpersonalrat beim Landesbetrieb Straßenwesen Lindenau, vertreten durch den Vorsitzenden", "Mid")
d.h("Präambel")
d.p("""Die Parteien wollen den Beschäftigten ermöglichen, Beruf und Familie besser zu vereinbaren, und zugleich sicherstellen, dass der Dienstbetrieb, die Erreichbarkeit für Bürgerinnen und Bürger und der Schutz
dienstlicher Daten gewahrt bleiben. Sie verstehen mobiles Arbeiten als freiwilliges Angebot; niemand kann dazu verpflichtet werden.""")
d.h("1. Teilnahme")
d.items([
    (1, "Teilnehmen können alle Beschäftigten nach Ablauf der Probezeit, wenn"),
    (2, "ihre Tätigkeit ganz oder teilweise ortsunabhängig erledigt werden kann,"),
    (2, "dienstliche Gründe nicht entgegenstehen; als solche gelten insbesondere"),
    (3, "die Pflicht zur Anwesenheit auf einer Baustelle oder in der Straßenmeisterei,"),
    (3, "die Vertretung in der Verkehrsrechnerzentrale,"),
    (3, "die Einarbeitung neuer Beschäftigter in den ersten drei Monaten."),
    (1, "Der Antrag wird in Textform bei der unmittelbaren Führungskraft gestellt. Über ihn ist innerhalb von drei Wochen zu entscheiden; wird er abgelehnt, sind die Gründe schriftlich mitzuteilen."),
    (1, "Schwerbehinderte Beschäftigte und Beschäftigte, die Angehörige pflegen, werden bei gleicher Eignung vorrangig berücksichtigt."),
], LETTER)
d.h("2. Umfang und Arbeitszeit")
d.items([
    (1, "Der Anteil des mobilen Arbeitens darf 60 vom Hundert der monatlichen Arbeitszeit nicht überschreiten. In besonderen Fällen kann die Direktorin"),
    (2, "für höchstens sechs Monate einen höheren Anteil zulassen,"),
    (2, "bei außergewöhnlichen Lagen, etwa bei Sperrung des Dienstgebäudes, mobiles Arbeiten für alle anbieten."),
    (1, "Für die Arbeitszeit gelten"),
    (2, "der Rahmen von 6.00 bis 20.00 Uhr,"),
    (2, "die Kernzeit von 9.30 bis 14.30 Uhr montags bis donnerstags,"),
    (2, "die Ruhezeit von elf Stunden; außerhalb des Rahmens besteht keine Pflicht zur Erreichbarkeit."),
    (1, "Die Zeiten werden von den Beschäftigten am selben Tag im Zeiterfassungssystem gebucht. Nachträge sind bis zum fünften Arbeitstag des Folgemonats möglich."),
], LETTER)
d.h("3. Ausstattung und Kosten")
d.items([
    (1, "Der Landesbetrieb stellt ein tragbares Gerät, einen gesicherten Zugang und ein Headset. Auf Antrag werden ein Bildschirm und ein Bürostuhl bis zu einem Wert von zusammen 650 Euro überlassen."),
    (1, "Die Kosten für Strom, Heizung und Internet werden nicht erstattet."),
    (1, "Die Geräte werden bei Beendigung der Teilnahme innerhalb von zwei Wochen zurückgegeben."),
], LETTER)
d.h("4. Datenschutz und Informationssicherheit")
d.items([
    (1, "Dienstliche Unterlagen dürfen nur in elektronischer Form und nur mit den gestellten Geräten bearbeitet werden. Insbesondere ist untersagt,"),
    (2, "Papierakten mitzunehmen,"),
    (2, "Dokumente an private Adressen weiterzuleiten,"),
    (2, "Gespräche über Personalangelegenheiten an Orten zu führen, an denen Dritte mithören können."),
    (1, "Der Verlust eines Geräts ist unverzüglich, spätestens innerhalb von 24 Stunden, der Leitstelle für Informationssicherheit zu melden."),
    (1, "Eine Überwachung von Leistung oder Verhalten durch technische Einrichtungen findet nicht statt. Protokolldaten des Zugangs werden nach 90 Tagen gelöscht."),
], LETTER)
d.h("5. Beendigung, Schlussbestimmungen")
d.p("""Die Teilnahme kann von beiden Seiten mit einer Frist von vier Wochen zum Monatsende beendet werden. Aus wichtigem Grund, insbesondere bei einem schwerwiegenden Verstoß gegen Nummer 4, endet sie sofort.

Diese Dienstvereinbarung tritt am 1. September 2026 in Kraft und ersetzt die Dienstvereinbarung über Telearbeit vom 24. Februar 2014. Sie kann mit einer Frist von drei Monaten zum Jahresende gekündigt werden, erstmals
zum 31. Dezember 2028. Im Fall der Kündigung wirkt sie nach, bis sie durch eine neue Vereinbarung ersetzt wird, längstens jedoch zwölf Monate. Die Parteien werten die Erfahrungen nach 18 Monaten gemeinsam aus.""")
d.table([["Erlenstadt, 19. August 2026\n\nRuth Kessenich\nDirektorin", "Erlenstadt, 19. August 2026\n\nJörg Brandmüller\nVorsitzender des Gesamtpersonalrats"]], [8.2, 8.2], header=0, border=False)
