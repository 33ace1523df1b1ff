"""Writes flat OpenDocument text (FODT) from a small markup, for soffice to convert.

Inline markup: **bold**, //italic//, [[fn:note]], [[en:endnote]], [[+inserted]], [[-deleted]], [[c:comment]], [[tab]], [[br]].
"""

import re
from xml.sax.saxutils import escape

NS = " ".join(
    f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{u}"'
    for p, u in [
        ("office", "office:1.0"), ("style", "style:1.0"), ("text", "text:1.0"), ("table", "table:1.0"),
        ("draw", "drawing:1.0"), ("fo", "xsl-fo-compatible:1.0"), ("svg", "svg-compatible:1.0"), ("meta", "meta:1.0"),
    ]
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.3"'

TOKEN = re.compile(r"(\*\*|//|\[\[(?:fn:|en:|\+|-|c:|tab|br|page|pages).*?\]\])", re.S)

# Label formats of the two numberings an ordinance and its annex use.
PARAGRAPH = [("§ ", "1", "", 1), ("(", "1", ")", 1), ("", "a", ")", 1)]
DECIMAL = [("", "1", ".", 1), ("", "1", "", 2), ("", "1", "", 3), ("", "a", ")", 1)]
BULLET = [("•", None, None, 1), ("–", None, None, 1), ("◦", None, None, 1)]
LETTER = [("", "a", ")", 1), ("", "aa", ")", 1), ("–", None, None, 1)]


class Doc:
    def __init__(self, title, author="", header="", footer="", font="Liberation Sans", size=11, justify=False,
                 landscape=False, subject="", spacing=115):
        self.title, self.author, self.subject = title, author, subject
        self.header, self.footer, self.font, self.size = header, footer, font, size
        self.justify, self.landscape, self.spacing = justify, landscape, spacing
        self.body, self.changes, self.notes, self.auto = [], [], 0, []
        self.lists, self.tables = {}, 0

    # --- inline ---
    def inline(self, s):
        out, bold, ital = [], False, False
        for tok in TOKEN.split(s):
            if tok == "**":
                bold = not bold
                out.append('<text:span text:style-name="B">' if bold else "</text:span>")
            elif tok == "//":
                ital = not ital
                out.append('<text:span text:style-name="I">' if ital else "</text:span>")
            elif tok == "[[tab]]":
                out.append("<text:tab/>")
            elif tok == "[[br]]":
                out.append("<text:line-break/>")
            elif tok == "[[page]]":
                out.append('<text:page-number text:select-page="current">1</text:page-number>')
            elif tok == "[[pages]]":
                out.append("<text:page-count>1</text:page-count>")
            elif tok.startswith(("[[fn:", "[[en:")):
                self.notes += 1
                cls = "footnote" if tok[2] == "f" else "endnote"
                out.append(
                    f'<text:note text:id="n{self.notes}" text:note-class="{cls}"><text:note-citation>{self.notes}'
                    f'</text:note-citation><text:note-body><text:p text:style-name="{cls.title()}">'
                    f"{self.inline(tok[5:-2])}</text:p></text:note-body></text:note>"
                )
            elif tok.startswith("[[c:"):
                out.append(
                    "<office:annotation><dc:creator>Referat 14</dc:creator><dc:date>2026-04-20T10:15:00</dc:date>"
                    f"<text:p>{escape(tok[4:-2])}</text:p></office:annotation>"
                )
            elif tok.startswith(("[[+", "[[-")):
                cid = f"ct{len(self.changes) + 1}"
                info = ("<office:change-info><dc:creator>Referat 14</dc:creator>"
                        "<dc:date>2026-04-20T10:12:00</dc:date></office:change-info>")
                text = escape(tok[3:-2])
                if tok[2] == "+":
                    kind = f"<text:insertion>{info}</text:insertion>"
                    out.append(f'<text:change-start text:change-id="{cid}"/>{text}<text:change-end text:change-id="{cid}"/>')
                else:
                    kind = f'<text:deletion>{info}<text:p text:style-name="T">{text}</text:p></text:deletion>'
                    out.append(f'<text:change text:change-id="{cid}"/>')
                self.changes.append(f'<text:changed-region xml:id="{cid}" text:id="{cid}">{kind}</text:changed-region>')
            else:
                out.append(escape(tok))
        return "".join(out)

    # --- blocks ---
    def p(self, s, style="T"):
        for para in s.strip().split("\n\n"):
            self.body.append(f'<text:p text:style-name="{style}">{self.inline(" ".join(para.split()))}</text:p>')
        return self

    def h(self, s, level=1):
        self.body.append(
            f'<text:h text:style-name="Heading_20_{level}" text:outline-level="{level}">{self.inline(s)}</text:h>')
        return self

    def items(self, items, levels=BULLET, name=None, heading_levels=0):
        """`items`: (level, text); with a `name` the numbering goes on where the list of that name stopped."""
        style = name or f"L{len(self.lists) + 1}"
        going_on = style in self.lists
        self.lists[style] = levels
        out, depth, first = [], 0, True
        for level, s in items:
            while depth > level:
                out.append("</text:list-item></text:list>")
                depth -= 1
            if depth == level:
                out.append("</text:list-item>")
            while depth < level:
                more = ' text:continue-numbering="true"' if first and going_on else ""
                out.append(f'<text:list text:style-name="{style}"{more}>' if depth == 0 else "<text:list>")
                first = False
                depth += 1
                if depth < level:
                    out.append("<text:list-item>")
            parts = s.split("\n\n")
            if level <= heading_levels:
                block = (f'<text:h text:style-name="Heading_20_{level}" text:outline-level="{level}">'
                         f"{self.inline(parts[0])}</text:h>")
            else:
                block = "".join(f'<text:p text:style-name="LP">{self.inline(" ".join(x.split()))}</text:p>' for x in parts)
            out.append(f"<text:list-item>{block}")
        out.append("</text:list-item></text:list>" * depth)
        self.body.append("".join(out))
        return self

    def table(self, rows, widths, header=1, border=True, right=(), bold_last=False):
        """`widths` in cm; `right`: columns set flush right; a cell `None` is covered by the one before it."""
        self.tables += 1
        n = f"Tab{self.tables}"
        self.auto.append(f'<style:style style:name="{n}" style:family="table"><style:table-properties '
                         f'style:width="{sum(widths)}cm" table:align="left"/></style:style>')
        for i, w in enumerate(widths):
            self.auto.append(f'<style:style style:name="{n}.{i}" style:family="table-column">'
                             f'<style:table-column-properties style:column-width="{w}cm"/></style:style>')
        cell = "Cell" if border else "Bare"

        def row(r, head, bold):
            out = []
            for i, c in enumerate(r):
                if c is None:
                    out.append("<table:covered-table-cell/>")
                    continue
                span = 1
                while i + span < len(r) and r[i + span] is None:
                    span += 1
                cols = f' table:number-columns-spanned="{span}"' if span > 1 else ""
                style = "TH" if head else ("TR" if i in right else "TC")
                text = f"**{c}**" if bold and c else str(c)
                paras = "".join(f'<text:p text:style-name="{style}">{self.inline(x)}</text:p>' for x in text.split("\n"))
                out.append(f'<table:table-cell table:style-name="{"Head" if head and border else cell}"{cols}>{paras}</table:table-cell>')
            return f"<table:table-row>{''.join(out)}</table:table-row>"

        out = [f'<table:table table:name="{n}" table:style-name="{n}">']
        out += [f'<table:table-column table:style-name="{n}.{i}"/>' for i in range(len(widths))]
        if header:
            out.append("<table:table-header-rows>" + "".join(row(r, True, False) for r in rows[:header]) + "</table:table-header-rows>")
        rest = rows[header:]
        out += [row(r, False, bold_last and r is rest[-1]) for r in rest]
        out.append("</table:table>")
        self.body.append("".join(out))
        return self._gap()

    def _gap(self):
        self.body.append('<text:p text:style-name="Gap"/>')
        return self

    def box(self, lines, width=16, height=1.6, lead="", x=0):
        """A paragraph with a text box anchored to it."""
        paras = "".join(f'<text:p text:style-name="TC">{self.inline(l)}</text:p>' for l in lines)
        self.body.append(
            f'<text:p text:style-name="BoxP"><draw:frame draw:style-name="Box" text:anchor-type="as-char" '
            f'svg:width="{width}cm" svg:height="{height}cm"><draw:text-box fo:min-height="{height}cm">{paras}'
            f"</draw:text-box></draw:frame>{self.inline(lead)}</text:p>")
        return self

    def picture(self, png_base64, width, height):
        self.body.append(
            f'<text:p text:style-name="T"><draw:frame text:anchor-type="as-char" svg:width="{width}cm" svg:height="{height}cm">'
            f"<draw:image><office:binary-data>{png_base64}</office:binary-data></draw:image></draw:frame></text:p>")
        return self

    def pagebreak(self):
        self.body.append('<text:p text:style-name="Break"/>')
        return self

    def letterhead(self, office, unit, address, info):
        """The head of an office's letter: name, address field left, reference block right."""
        self.p(f"**{office}**", "LHead")
        self.p(unit, "LUnit")
        self.table([["\n".join(address), "\n".join(info)]], [9.5, 7], header=0, border=False)
        return self

    # --- the file ---
    def list_styles(self):
        out = []
        for name, levels in self.lists.items():
            out.append(f'<text:list-style style:name="{name}">')
            for i, (pre, fmt, suf, shown) in enumerate(levels, 1):
                indent = 0.9 * i + (0.5 if shown > 1 else 0)
                pos = (f'<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
                       f'<style:list-level-label-alignment text:label-followed-by="listtab" fo:text-indent="-{0.9 + (0.5 if shown > 1 else 0)}cm" '
                       f'fo:margin-left="{indent}cm"/></style:list-level-properties>')
                if fmt is None:
                    out.append(f'<text:list-level-style-bullet text:level="{i}" text:bullet-char="{pre}">{pos}</text:list-level-style-bullet>')
                else:
                    show = f' text:display-levels="{shown}"' if shown > 1 else ""
                    if fmt == "aa":  # aa), bb), cc) are the 27th letters and on
                        fmt, show = "a", ' style:num-letter-sync="true" text:start-value="27"'
                    out.append(f'<text:list-level-style-number text:level="{i}" style:num-prefix="{pre}" style:num-format="{fmt}" '
                               f'style:num-suffix="{suf}"{show}>{pos}</text:list-level-style-number>')
            out.append("</text:list-style>")
        return "".join(out)

    def style(self, name, base="Standard", para="", char="", extra=""):
        return (f'<style:style style:name="{name}" style:family="paragraph" style:parent-style-name="{base}"{extra}>'
                f"<style:paragraph-properties {para}/><style:text-properties {char}/></style:style>")

    def save(self, path):
        s = self.size
        align = "justify" if self.justify else "start"
        page = ('fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape"' if self.landscape
                else 'fo:page-width="21cm" fo:page-height="29.7cm"')
        styles = "".join([
            f'<style:default-style style:family="paragraph"><style:text-properties style:font-name="F" fo:font-family="\'{self.font}\'" '
            f'fo:font-size="{s}pt" fo:language="de" fo:country="DE"/></style:default-style>',
            '<style:style style:name="Standard" style:family="paragraph" style:class="text"/>',
            self.style("T", para=f'fo:margin-bottom="0.22cm" fo:line-height="{self.spacing}%" fo:text-align="{align}"'),
            self.style("LP", para=f'fo:margin-bottom="0.15cm" fo:line-height="{self.spacing}%" fo:text-align="{align}"'),
            self.style("TC", char=f'fo:font-size="{s - 1}pt"'),
            self.style("TR", para='fo:text-align="end"', char=f'fo:font-size="{s - 1}pt"'),
            self.style("TH", char=f'fo:font-size="{s - 1}pt" fo:font-weight="bold"'),
            self.style("Gap", char='fo:font-size="6pt"'),
            self.style("Sig", para='fo:margin-top="0.4cm" fo:text-align="start" fo:keep-together="always"'),
            self.style("BoxP", para='fo:margin-bottom="0.1cm"'),
            self.style("Break", para='fo:break-before="page"'),
            self.style("LHead", para='fo:margin-bottom="0.05cm"', char=f'fo:font-size="{s + 4}pt"'),
            self.style("LUnit", para='fo:margin-bottom="0.7cm" fo:border-bottom="0.8pt solid #444444" fo:padding-bottom="0.15cm"',
                       char=f'fo:font-size="{s - 1}pt" fo:color="#444444"'),
            self.style("Subj", para='fo:margin-top="0.4cm" fo:margin-bottom="0.35cm"', char='fo:font-weight="bold"'),
            self.style("Mid", para='fo:text-align="center" fo:margin-top="0.25cm" fo:margin-bottom="0.25cm"', char='fo:font-weight="bold"'),
            self.style("Title", para='fo:text-align="center" fo:margin-top="0.4cm" fo:margin-bottom="0.4cm"',
                       char=f'fo:font-size="{s + 5}pt" fo:font-weight="bold"'),
            self.style("Small", para='fo:margin-bottom="0.1cm"', char=f'fo:font-size="{s - 2}pt"'),
            self.style("Footnote", char=f'fo:font-size="{s - 2}pt"'), self.style("Endnote", char=f'fo:font-size="{s - 2}pt"'),
            self.style("Header", char=f'fo:font-size="{s - 2}pt" fo:color="#444444"'),
            self.style("Footer", para='fo:text-align="center"', char=f'fo:font-size="{s - 2}pt" fo:color="#444444"'),
        ] + [
            f'<style:style style:name="Heading_20_{i}" style:display-name="Heading {i}" style:family="paragraph" '
            f'style:parent-style-name="Standard" style:default-outline-level="{i}"><style:paragraph-properties '
            f'fo:margin-top="{0.5 if i < 3 else 0.3}cm" fo:margin-bottom="0.2cm" fo:keep-with-next="always"/><style:text-properties '
            f'fo:font-size="{s + [0, 3, 1, 0, 0][i]}pt" fo:font-weight="bold"/></style:style>' for i in (1, 2, 3, 4)
        ] + [
            '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>',
            '<style:style style:name="I" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>',
        ])
        border = 'fo:border="0.5pt solid #555555" fo:padding="0.08cm"'
        auto = "".join([
            f'<style:style style:name="Cell" style:family="table-cell"><style:table-cell-properties {border}/></style:style>',
            f'<style:style style:name="Head" style:family="table-cell"><style:table-cell-properties {border} fo:background-color="#e4e4e4"/></style:style>',
            '<style:style style:name="Bare" style:family="table-cell"><style:table-cell-properties fo:border="none" fo:padding="0.02cm"/></style:style>',
            '<style:style style:name="Box" style:family="graphic"><style:graphic-properties fo:border="0.6pt solid #333333" fo:padding="0.1cm" '
            'draw:fill="none" draw:stroke="solid" svg:stroke-color="#333333" svg:stroke-width="0.02cm" style:wrap="none" style:vertical-pos="top" style:vertical-rel="line"/></style:style>',
            f'<style:page-layout style:name="pm"><style:page-layout-properties {page} fo:margin-top="2cm" fo:margin-bottom="1.8cm" '
            'fo:margin-left="2.4cm" fo:margin-right="2cm"/><style:header-style><style:header-footer-properties fo:margin-bottom="0.5cm"/>'
            '</style:header-style><style:footer-style><style:header-footer-properties fo:margin-top="0.5cm"/></style:footer-style></style:page-layout>',
        ] + self.auto) + self.list_styles()
        head = f'<style:header><text:p text:style-name="Header">{self.inline(self.header)}</text:p></style:header>' if self.header else ""
        foot = f'<style:footer><text:p text:style-name="Footer">{self.inline(self.footer)}</text:p></style:footer>' if self.footer else ""
        changes = f"<text:tracked-changes>{''.join(self.changes)}</text:tracked-changes>" if self.changes else ""
        with open(path, "w", encoding="utf-8") as f:
            f.write(
                f'<?xml version="1.0" encoding="UTF-8"?><office:document {NS} office:mimetype="application/vnd.oasis.opendocument.text">'
                f"<office:meta><dc:title>{escape(self.title)}</dc:title><dc:subject>{escape(self.subject)}</dc:subject>"
                f"<meta:initial-creator>{escape(self.author)}</meta:initial-creator><dc:creator>{escape(self.author)}</dc:creator></office:meta>"
                f'<office:font-face-decls><style:font-face style:name="F" svg:font-family="\'{self.font}\'"/></office:font-face-decls>'
                f"<office:styles>{styles}</office:styles><office:automatic-styles>{auto}</office:automatic-styles>"
                f'<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pm">{head}{foot}</style:master-page></office:master-styles>'
                f"<office:body><office:text>{changes}{''.join(self.body)}</office:text></office:body></office:document>"
            )
