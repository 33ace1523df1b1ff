"""A DOCX written by hand, with what Word writes and LibreOffice does not: moved text, content controls, hidden runs, a
field that builds a heading's reference, and labels of three levels ("§ 3", "(2)", "b)") from one numbering."""

import zipfile
from xml.sax.saxutils import escape

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WHO = 'w:author="Hauptamt" w:date="2026-03-11T09:20:00Z"'


def run(text, props=""):
    return f'<w:r>{f"<w:rPr>{props}</w:rPr>" if props else ""}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def ins(n, text):
    return f'<w:ins w:id="{n}" {WHO}>{run(text)}</w:ins>'


def dele(n, text):
    return f'<w:del w:id="{n}" {WHO}><w:r><w:delText xml:space="preserve">{escape(text)}</w:delText></w:r></w:del>'


def p(content, style=None, level=None, mark=""):
    props = f'<w:pStyle w:val="{style}"/>' if style else ""
    if level is not None:
        props += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
    if mark:
        props += f"<w:rPr>{mark}</w:rPr>"
    body = content if content.startswith("<") else run(content)
    return f"<w:p><w:pPr>{props}</w:pPr>{body}</w:p>"


def note(n):
    return f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="{n}"/></w:r>'


def field(code, shown):
    return (f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(shown)}<w:r><w:fldChar w:fldCharType="end"/></w:r>')


def sdt(text, checked=None):
    kind = f'<w14:checkbox><w14:checked w14:val="{int(checked)}"/></w14:checkbox>' if checked is not None else "<w:text/>"
    return f"<w:sdt><w:sdtPr>{kind}</w:sdtPr><w:sdtContent>{run(text)}</w:sdtContent></w:sdt>"



MOVED = "Der Ortsbeirat Weidenau-Süd hat sieben Mitglieder, die für die Dauer der Wahlperiode des Gemeinderats gewählt werden."
BODY = [
    p("Hauptsatzung der Gemeinde Weidenau", "Title"),
    p(run("Entwurf vom ") + sdt("11. März 2026") + run(", Geschäftszeichen HA 10-020-11. ") + run("Nur intern: Fassung noch nicht mit der Kommunalaufsicht abgestimmt.", "<w:vanish/>")),
    p("Auf Grund der Gemeindeordnung des Landes Lindenau hat der Gemeinderat in seiner Sitzung am 26. März 2026 die folgende Hauptsatzung beschlossen:"),
    p("Name, Wappen, Dienstsiegel", "Paragraf", 0),
    p("Die Gemeinde führt den Namen „Weidenau an der Elm“. Sie besteht aus den Ortsteilen Weidenau, Weidenau-Süd und Erlenhof.", None, 1),
    p("Das Dienstsiegel zeigt eine Weide über drei Wellen. Es darf nur von der Bürgermeisterin und von Personen geführt werden, die sie dazu schriftlich ermächtigt hat.", None, 1),
    p('<w:bookmarkStart w:id="20" w:name="_Ref2"/>' + run("Gemeinderat und Ausschüsse") + '<w:bookmarkEnd w:id="20"/>', "Paragraf", 0),
    p(run("Der Gemeinderat bildet ") + dele(1, "drei") + ins(2, "vier") + run(" ständige Ausschüsse:"), None, 1),
    p("den Hauptausschuss mit neun Mitgliedern,", None, 2),
    p("den Bau- und Umweltausschuss mit sieben Mitgliedern,", None, 2),
    p(ins(3, "den Ausschuss für Digitales mit fünf Mitgliedern,"), None, 2, f'<w:ins w:id="4" {WHO}/>'),
    p("den Ausschuss für Soziales und Schule mit sieben Mitgliedern.", None, 2),
    p(run("Der Hauptausschuss entscheidet anstelle des Gemeinderats über Ausgaben von mehr als 25.000 Euro bis zu ") + dele(5, "75.000") + ins(6, "120.000") + run(" Euro.") + note(2), None, 1),
    f'<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr><w:rPr><w:moveFrom w:id="7" {WHO}/></w:rPr></w:pPr><w:moveFromRangeStart w:id="8" w:name="m1" {WHO}/><w:moveFrom w:id="9" {WHO}>{run(MOVED)}</w:moveFrom></w:p><w:moveFromRangeEnd w:id="8"/>',
    p("Bürgermeisterin oder Bürgermeister", "Paragraf", 0),
    p("Die Bürgermeisterin oder der Bürgermeister ist hauptamtlich tätig und entscheidet selbständig über Geschäfte der laufenden Verwaltung. Als solche gelten insbesondere", None, 1),
    p("Vergaben bis zu einem Auftragswert von 25.000 Euro,", None, 2),
    p("die Stundung von Forderungen bis zu 10.000 Euro für höchstens zwölf Monate,", None, 2),
    p("der Abschluss von Vergleichen, wenn das Nachgeben der Gemeinde 5.000 Euro nicht übersteigt.", None, 2),
    p("Eilentscheidungen sind dem Gemeinderat in der nächsten Sitzung mitzuteilen und zu begründen.", None, 1),
    p("Ortsbeiräte", "Paragraf", 0),
    f'<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr><w:rPr><w:moveTo w:id="10" {WHO}/></w:rPr></w:pPr><w:moveToRangeStart w:id="11" w:name="m1" {WHO}/><w:moveTo w:id="12" {WHO}>{run(MOVED)}</w:moveTo></w:p><w:moveToRangeEnd w:id="11"/>',
    p(run("Der Ortsbeirat ist vor Entscheidungen nach ") + field("REF _Ref2 \\r \\h", "§ 2") + run(" anzuhören, die den Ortsteil berühren. Ihm steht ein Budget von 15.000 Euro im Jahr zur Verfügung, über das er selbst entscheidet."), None, 1),
    p("Einwohnerbeteiligung", "Paragraf", 0),
    p("Mindestens zweimal im Jahr findet eine Einwohnerversammlung statt. Anträge, die von wenigstens 60 Einwohnerinnen und Einwohnern unterschrieben sind, muss der Gemeinderat innerhalb von drei Monaten behandeln.", None, 1),
    p("Entschädigung", "Paragraf", 0),
    p("Die Mitglieder des Gemeinderats erhalten die folgende Entschädigung:", None, 1),
    '<w:tbl><w:tblPr><w:tblW w:w="9000" w:type="dxa"/><w:tblBorders><w:top w:val="single" w:sz="4"/><w:bottom w:val="single" w:sz="4"/><w:left w:val="single" w:sz="4"/><w:right w:val="single" w:sz="4"/><w:insideH w:val="single" w:sz="4"/><w:insideV w:val="single" w:sz="4"/></w:tblBorders></w:tblPr><w:tblGrid><w:gridCol w:w="5000"/><w:gridCol w:w="4000"/></w:tblGrid>'
    + "".join(f'<w:tr>{"<w:trPr><w:tblHeader/></w:trPr>" if i == 0 else ""}' + "".join(f'<w:tc><w:tcPr><w:tcW w:w="{w}" w:type="dxa"/></w:tcPr>{p(c)}</w:tc>' for c, w in zip(r, (5000, 4000))) + "</w:tr>"
              for i, r in enumerate([("Funktion", "Betrag im Monat"), ("Mitglied des Gemeinderats", "140 Euro"), ("Vorsitz eines Ausschusses", "zusätzlich 95 Euro"), ("Mitglied eines Ortsbeirats", "45 Euro")]))
    + "</w:tbl>",
    p("Bekanntmachungen", "Paragraf", 0),
    p("Satzungen werden im Amts- und Mitteilungsblatt bekannt gemacht. Sie sind zusätzlich auf der Internetseite der Gemeinde bereitzustellen.", None, 1),
    p("Inkrafttreten", "Paragraf", 0),
    p("Diese Satzung tritt am 1. Mai 2026 in Kraft. Gleichzeitig tritt die Hauptsatzung vom 4. Juli 2011, zuletzt geändert am 19. September 2019, außer Kraft.", None, 1),
    p(run("Anlage: ") + sdt("☒", True) + run(" Zuständigkeitsordnung  ") + sdt("☐", False) + run(" Geschäftsordnung")),
    p("Weidenau, den 27. März 2026"),
    p("Johanna Wichert, Bürgermeisterin"),
]

LEVELS = [("decimal", "§ %1", "Paragraf"), ("decimal", "(%2)", None), ("lowerLetter", "%3)", None)]


def parts():
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{f}"/>' + (f'<w:pStyle w:val="{s}"/>' if s else "")
        + f'<w:lvlText w:val="{t}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{[0, 567, 1134][i] + 567}" w:hanging="567"/></w:pPr></w:lvl>'
        for i, (f, t, s) in enumerate(LEVELS))
    yield "[Content_Types].xml", (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="/word/{n}.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{t}+xml"/>'
                  for n, t in [("document", "document.main"), ("styles", "styles"), ("numbering", "numbering"), ("footnotes", "footnotes")]) + "</Types>")
    yield "_rels/.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    yield "word/_rels/document.xml.rels", (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(f'<Relationship Id="rId{i}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{n}" Target="{n}.xml"/>'
                  for i, n in enumerate(["styles", "numbering", "footnotes"], 1)) + "</Relationships>")
    yield "word/document.xml", f'<w:document {W}><w:body>{"".join(BODY)}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1417" w:header="600" w:footer="600" w:gutter="0"/></w:sectPr></w:body></w:document>'
    yield "word/styles.xml", (
        f'<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Liberation Serif" w:hAnsi="Liberation Serif"/><w:sz w:val="23"/><w:lang w:val="de-DE"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="110"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Standard"/><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/><w:sz w:val="34"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:basedOn w:val="Standard"/><w:pPr><w:keepNext/><w:spacing w:before="240"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:customStyle="1" w:styleId="Paragraf"><w:name w:val="Paragraf"/><w:basedOn w:val="berschrift1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>')
    yield "word/numbering.xml", f'<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    yield "word/footnotes.xml", (
        f'<w:footnotes {W}><w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:type="continuationSeparator" w:id="1"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
        f'<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>{run(" Die Anhebung folgt dem Beschluss des Hauptausschusses vom 5. Februar 2026.")}</w:p></w:footnote></w:footnotes>')


def save(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for name, text in parts():
            z.writestr(zipfile.ZipInfo(name, (2026, 3, 11, 9, 20, 0)), (HEAD + text).encode(), zipfile.ZIP_DEFLATED)
