use docx_rs::{
    AlignmentType, Docx, Footer, Header, HeightRule, Hyperlink, HyperlinkType, LineSpacing, LineSpacingType, NumPages,
    PageMargin, PageNum, Paragraph, Run, RunFonts, Style, StyleType, Table, TableBorder, TableBorderPosition,
    TableBorders, TableCell, TableCellMargins, TableLayoutType, TableRow, WidthType,
};

use crate::layout::FOR_A_PERSON;
use crate::view::{StatementView, View, places};
use crate::{DocumentReport, package, wording};

mod folder;

pub use folder::folder_docx;

/// Why a DOCX report could not be written.
#[derive(Debug, thiserror::Error)]
#[error("failed to pack the DOCX report")]
pub struct ReportError {
    #[from]
    source: zip::result::ZipError,
}

/// Width of the text on A4 with the margins below, in twentieths of a point.
const TEXT_WIDTH: usize = 11906 - 1418 - 1134;
const FONT: &str = "Arial";
/// Height of the row to be signed in, in twentieths of a point.
const SIGNATURE: f32 = 1100.0;

/// The report as a Word document: A4, German, real headings and table headers, no source view but the quotes.
///
/// # Errors
/// If the archive cannot be packed, which does not happen in memory.
pub fn docx(report: &DocumentReport<'_>) -> Result<Vec<u8>, ReportError> {
    let arranged = report.layout.arranged(report.summary);
    let report = &DocumentReport { summary: &arranged, ..*report };
    let view = View::new(report);
    let mut doc = sheet(&wording::label(report.provenance));
    doc = doc.add_paragraph(text("Vermerk zum Dokument").style("Leise"));
    doc = doc.add_paragraph(text(view.heading()).style("Title"));
    doc = doc.add_table(pairs(&[
        ("Dokument", view.name.clone()),
        ("Art und Umfang", view.extent.clone()),
        ("Seitennachweis", view.coverage.sentence.clone()),
    ]));
    doc = statements(doc, &view);
    doc = findings(doc, &view);
    doc = omissions(doc, &view);
    doc = coverage(doc, &view);
    doc = notices(doc, &view);
    doc = signing(doc);
    doc = quotes(doc, &view);
    doc = doc.add_paragraph(heading("Angaben zur Erstellung")).add_table(pairs(&view.making));
    Ok(package::pack(doc, view.heading())?)
}

fn sheet(label: &str) -> Docx {
    let label = || Run::new().add_text(label).bold();
    let header = Header::new().add_paragraph(Paragraph::new().style("Header").add_run(label()));
    let footer = Footer::new().add_paragraph(
        Paragraph::new()
            .style("Footer")
            .align(AlignmentType::Right)
            .add_run(Run::new().add_text("Seite "))
            .add_page_num(PageNum::new())
            .add_run(Run::new().add_text(" von "))
            .add_num_pages(NumPages::new()),
    );
    let style = |id: &str, name: &str| Style::new(id, StyleType::Paragraph).name(name).based_on("Normal");
    let spaced = |before: u32, after: u32| LineSpacing::new().before(before).after(after);
    Docx::new()
        .page_size(11906, 16838)
        .page_margin(PageMargin::new().top(1418).bottom(1134).left(1418).right(1134).header(709).footer(567))
        .default_fonts(RunFonts::new().ascii(FONT).hi_ansi(FONT).cs(FONT).east_asia(FONT))
        .default_size(21)
        .default_line_spacing(LineSpacing::new().after(100).line(269).line_rule(LineSpacingType::Auto))
        .add_style(style("Title", "Title").size(32).bold().line_spacing(spaced(0, 160)).next("Normal"))
        .add_style(style("Heading1", "heading 1").size(25).bold().line_spacing(spaced(320, 100)).outline_lvl(0))
        .add_style(style("Heading2", "heading 2").size(21).bold().line_spacing(spaced(200, 80)).outline_lvl(1))
        .add_style(style("Header", "header").size(17))
        .add_style(style("Footer", "footer").size(17))
        .add_style(style("Leise", "Leise").color("505050").line_spacing(spaced(0, 60)))
        .add_style(style("Satz", "Satz").indent(Some(426), Some(docx_rs::SpecialIndentType::Hanging(426)), None, None))
        .add_style(style("Grund", "Grund").size(19).indent(Some(426), None, None, None))
        .add_style(style("Tabelle", "Tabelle").size(19).line_spacing(spaced(30, 30)))
        .header(header)
        .footer(footer)
        .custom_property("ai-generated", "true")
}

fn text(text: &str) -> Paragraph {
    Paragraph::new().add_run(Run::new().add_text(text))
}

fn heading(title: &str) -> Paragraph {
    text(title).style("Heading1").keep_next(true)
}

fn cell(paragraph: Paragraph, width: usize) -> TableCell {
    TableCell::new().width(width, WidthType::Dxa).add_paragraph(paragraph.style("Tabelle"))
}

/// A table over the whole width with fine lines between its rows.
fn table(rows: Vec<TableRow>, widths: &[usize]) -> Table {
    let line = |position| TableBorder::new(position).size(4).color("9A9A9A");
    let borders = TableBorders::with_empty()
        .set(line(TableBorderPosition::Bottom))
        .set(line(TableBorderPosition::Top))
        .set(line(TableBorderPosition::InsideH));
    Table::new(rows)
        .set_grid(widths.to_vec())
        .width(widths.iter().sum(), WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .margins(TableCellMargins::new().margin(0, 100, 0, 0))
        .set_borders(borders)
}

/// A table with a header row that repeats on each page.
fn listing(titles: &[&str], rows: Vec<Vec<Paragraph>>, widths: &[usize]) -> Table {
    let bold = |title: &&str| Paragraph::new().keep_next(true).add_run(Run::new().add_text(*title).bold());
    let head = titles.iter().zip(widths).map(|(title, width)| cell(bold(title), *width)).collect();
    let mut all = vec![package::header_row(head)];
    all.extend(rows.into_iter().map(|row| {
        TableRow::new(row.into_iter().zip(widths).map(|(paragraph, width)| cell(paragraph, *width)).collect())
    }));
    table(all, widths)
}

/// A table of names and values, without header row.
fn pairs(pairs: &[(&str, String)]) -> Table {
    let widths = [2600, TEXT_WIDTH - 2600];
    let row = |(index, (what, value)): (usize, &(&str, String))| {
        let is_last = index + 1 == pairs.len();
        TableRow::new(vec![cell(text(what).keep_next(!is_last), widths[0]), cell(text(value), widths[1])])
    };
    table(pairs.iter().enumerate().map(row).collect(), &widths)
}

fn place_width(view: &View) -> usize {
    if view.short_places { 1100 } else { 2000 }
}

fn quote_name(statement: usize, evidence: usize) -> String {
    format!("Beleg_{statement}_{evidence}")
}

fn statements(mut doc: Docx, view: &View) -> Docx {
    doc = doc.add_paragraph(heading(view.note));
    if view.statements.is_empty() {
        return doc.add_paragraph(text("Kein Satz zusammengefasst."));
    }
    doc = doc.add_paragraph(text(&view.origin).style("Leise").keep_next(true));
    for division in &view.divisions {
        if !division.heading.is_empty() {
            doc = doc.add_paragraph(text(division.heading).style("Heading2").keep_next(true));
        }
        for statement in view.of(division) {
            doc = doc.add_paragraph(sentence(statement));
            for reason in &statement.reasons {
                doc = doc.add_paragraph(text(&format!("– {reason}")).style("Grund"));
            }
        }
        for item in view.items(division) {
            let name = if item.name.is_empty() { String::new() } else { format!("{}: ", item.name) };
            let shown = format!("– {name}{} (Beleg: {})", item.text, item.evidence.place);
            doc = doc.add_paragraph(text(&shown).style("Grund"));
        }
        if view.of(division).is_empty() && view.items(division).is_empty() && !division.heading.is_empty() {
            doc = doc.add_paragraph(text(wording::NOTHING_FOUND));
        }
    }
    for title in view.left_empty {
        doc = doc.add_paragraph(text(title).style("Heading2").keep_next(true));
        doc = doc.add_paragraph(text(FOR_A_PERSON).style("Leise")).add_paragraph(text("")).add_paragraph(text(""));
    }
    doc
}

fn sentence(statement: &StatementView) -> Paragraph {
    let number = Run::new().add_text(format!("{}.", statement.number)).add_tab();
    let mut paragraph = Paragraph::new().style("Satz").add_run(number);
    paragraph = paragraph.add_run(Run::new().add_text(&statement.text));
    for (index, evidence) in statement.evidence.iter().enumerate() {
        let before = if index == 0 { " (Beleg: " } else { "; " };
        let link = Hyperlink::new(quote_name(statement.number, index + 1), HyperlinkType::Anchor)
            .add_run(Run::new().add_text(evidence.shown()).color("0B4A8F"));
        paragraph = paragraph.add_run(Run::new().add_text(before)).add_hyperlink(link);
    }
    if !statement.evidence.is_empty() {
        paragraph = paragraph.add_run(Run::new().add_text(")"));
    }
    if !statement.is_plain() {
        paragraph = paragraph.add_run(Run::new().add_text(format!(" [{}]", statement.verdict_word)).bold());
    }
    paragraph
}

fn findings(mut doc: Docx, view: &View) -> Docx {
    doc = doc.add_paragraph(heading("Fristen, Beträge, Daten, Aktenzeichen"));
    if view.findings.is_empty() {
        return doc.add_paragraph(text("Keine gefunden."));
    }
    let place = place_width(view);
    let widths = [2000, TEXT_WIDTH - 2000 - place, place];
    for group in &view.findings {
        let title = format!("{} ({})", group.caption, group.rows.len());
        doc = doc.add_paragraph(text(&title).style("Heading2").keep_next(true));
        let rows =
            group.first().iter().map(|row| vec![text(&row.value), text(&row.context), text(&places(&row.places))]);
        doc = doc.add_table(listing(&["Angabe", "Zusammenhang", "Beleg"], rows.collect(), &widths));
        let rest = group.rest().len();
        if rest > 0 {
            let note = format!("{rest} weitere {} stehen in der HTML-Fassung dieses Vermerks.", group.caption);
            doc = doc.add_paragraph(text(&note).style("Leise"));
        }
    }
    doc
}

fn omissions(mut doc: Docx, view: &View) -> Docx {
    doc = doc.add_paragraph(heading("Nicht erwähnt"));
    if view.omissions.is_empty() {
        return doc.add_paragraph(text("Keine gewichtige Stelle ohne Erwähnung gefunden."));
    }
    let mut rows = Vec::new();
    for group in &view.omissions {
        for (index, row) in group.rows.iter().enumerate() {
            let kind = if index == 0 { group.heading } else { "" };
            rows.push(vec![text(kind), text(&row.evidence.quote), text(&row.evidence.place)]);
        }
        rows.extend(group.left_out.iter().map(|left_out| vec![text(""), text(left_out), text("")]));
    }
    let place = place_width(view);
    doc.add_table(listing(&["Art", "Stelle", "Beleg"], rows, &[1700, TEXT_WIDTH - 1700 - place, place]))
}

fn coverage(mut doc: Docx, view: &View) -> Docx {
    doc = doc.add_paragraph(heading("Seitennachweis")).add_paragraph(text(&view.coverage.sentence));
    if view.coverage.rows.is_empty() {
        return doc;
    }
    let rows = view.coverage.rows.iter().map(|row| vec![text(&row.part), text(row.state), text(&row.reason)]).collect();
    doc.add_table(listing(&["Stelle", "Stand", "Grund"], rows, &[1700, 1700, TEXT_WIDTH - 3400]))
}

fn notices(mut doc: Docx, view: &View) -> Docx {
    doc = doc.add_paragraph(heading("Hinweise"));
    if view.notices.is_empty() {
        return doc.add_paragraph(text("Keine."));
    }
    for notice in &view.notices {
        let part = notice.part.as_ref().map(|part| format!("{part}: ")).unwrap_or_default();
        doc = doc.add_paragraph(text(&format!("{part}{}", notice.sentence)));
        for hidden in &notice.passages {
            let shown = format!("{}, {}: „{}“", hidden.part, hidden.how, hidden.text);
            doc = doc.add_paragraph(text(&shown).style("Grund"));
        }
        if let Some(left_out) = &notice.left_out {
            doc = doc.add_paragraph(text(left_out).style("Grund"));
        }
    }
    doc
}

fn signing(doc: Docx) -> Docx {
    let widths = [3400, 2000, TEXT_WIDTH - 5400];
    let row = |cells: Vec<Paragraph>| {
        TableRow::new(cells.into_iter().zip(widths).map(|(paragraph, width)| cell(paragraph, width)).collect())
            .row_height(SIGNATURE)
            .height_rule(HeightRule::AtLeast)
    };
    let rows = vec![row(vec![text("Name"), text("Datum"), text("Unterschrift")])];
    doc.add_paragraph(heading("Prüfvermerk"))
        .add_paragraph(text("Geprüft:").keep_next(true))
        .add_table(table(rows, &widths))
}

/// The quotes behind the statements, each the target of a link.
fn quotes(mut doc: Docx, view: &View) -> Docx {
    let mut rows = Vec::new();
    for statement in &view.statements {
        for (index, evidence) in statement.evidence.iter().enumerate() {
            let id = rows.len() + 1;
            let quote = Paragraph::new()
                .add_bookmark_start(id, quote_name(statement.number, index + 1))
                .add_run(Run::new().add_text(&evidence.quote))
                .add_bookmark_end(id);
            rows.push(vec![text(&statement.number.to_string()), quote, text(&evidence.place)]);
        }
    }
    if rows.is_empty() {
        return doc;
    }
    doc = doc.add_paragraph(heading("Belege im Wortlaut"));
    let place = place_width(view);
    doc.add_table(listing(&["Satz", "Wortlaut", "Beleg"], rows, &[700, TEXT_WIDTH - 700 - place, place]))
}
