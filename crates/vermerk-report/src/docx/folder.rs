use super::{ReportError, TEXT_WIDTH, heading, listing, sheet, text};
use crate::folder::{FolderReport, FolderView, Source};
use crate::package;

/// Width of the columns of values and of places, in twentieths of a point.
const VALUE: usize = 2100;
const SOURCE: usize = 2600;

/// The overview of a folder as a Word document.
///
/// # Errors
/// If the archive cannot be packed, which does not happen in memory.
pub fn folder_docx(report: &FolderReport<'_>) -> Result<Vec<u8>, ReportError> {
    let view = FolderView::new(report);
    let mut doc = sheet(&view.label);
    doc = doc.add_paragraph(text("Aktenübersicht").style("Leise"));
    doc = doc.add_paragraph(text(&view.folder).style("Title")).add_paragraph(text(&view.totals));
    for section in &view.sections {
        doc = doc.add_paragraph(heading(section.heading));
        if section.rows.is_empty() {
            doc = doc.add_paragraph(text(section.empty));
            continue;
        }
        doc = doc.add_paragraph(text(section.explanation).style("Leise"));
        let [first, second] = section.columns;
        let rows = section.rows.iter().map(|row| {
            let source = row.source.as_ref().map(Source::shown).unwrap_or_default();
            vec![text(&row.shown), text(&row.text), text(&source)]
        });
        let widths = [VALUE, TEXT_WIDTH - VALUE - SOURCE, SOURCE];
        doc = doc.add_table(listing(&[first, second, "Fundstelle"], rows.collect(), &widths));
        if let Some(left_out) = &section.left_out {
            doc = doc.add_paragraph(text(left_out));
        }
    }
    Ok(package::pack(doc, &format!("Aktenübersicht {}", view.folder))?)
}
