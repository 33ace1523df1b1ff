//! The labels of foot- and endnotes. Their form is stated by the section they stand in, which says so at its end; until
//! then a mark stands in the text for each of them.

use vermerk_document::Block;

use super::figures::NumberFormat;
use super::names::NoteKind;
use super::properties::SectionProps;

/// A mark is this, the letter of its kind, its number in the section and [`END`]. No text has these characters: they are
/// left out of it like all control characters.
const BEGIN: char = '\u{1}';
const END: char = '\u{2}';

/// Counts notes and writes their labels.
#[derive(Debug, Default)]
pub(super) struct NoteLabels {
    /// What holds for the whole document.
    settings: SectionProps,
    /// There are notes of both kinds: an endnote's label says that it is one.
    names_endnotes: bool,
    /// Numbers that are words are German ones.
    german: bool,
    footnotes: Count,
    endnotes: Count,
}

#[derive(Debug, Default)]
struct Count {
    in_section: u32,
    /// The number of the last note before this section, if there was one.
    before: Option<u32>,
}

impl NoteLabels {
    pub(super) fn new(settings: SectionProps, names_endnotes: bool, german: bool) -> Self {
        Self { settings, names_endnotes, german, ..Self::default() }
    }

    fn count(&mut self, kind: NoteKind) -> &mut Count {
        match kind {
            NoteKind::Footnote => &mut self.footnotes,
            NoteKind::Endnote => &mut self.endnotes,
        }
    }

    /// Counts a note and gives the mark that stands for its label.
    pub(super) fn next(&mut self, kind: NoteKind) -> String {
        let count = self.count(kind);
        count.in_section += 1;
        let letter = if kind == NoteKind::Footnote { 'f' } else { 'e' };
        format!("{BEGIN}{letter}{}{END}", count.in_section)
    }

    /// Puts the labels where their marks stand, at the end of the section that states their form.
    pub(super) fn write(&mut self, blocks: &mut [Block], section: &SectionProps) {
        if self.footnotes.in_section + self.endnotes.in_section == 0 {
            return;
        }
        let forms = [NoteKind::Footnote, NoteKind::Endnote].map(|kind| self.form(kind, section));
        for block in blocks.iter_mut().filter(|block| block.text.contains(BEGIN)) {
            let (label, body) = block.text.split_at_checked(block.label_len as usize).unwrap_or(("", &block.text));
            let label = written(label, &forms);
            block.label_len = label.len() as u32;
            block.text = label + &written(body, &forms);
        }
    }

    /// The form of a kind's labels in the section that ends, and the number before its first one.
    fn form(&mut self, kind: NoteKind, section: &SectionProps) -> Form {
        let (own, general) = (*section.numbers(kind), *self.settings.numbers(kind));
        let first = own.start.or(general.start).unwrap_or(1);
        let restarts = own.restart.or(general.restart).unwrap_or(false);
        let format = match own.format.or(general.format) {
            // Within a sentence a roman i or a single letter would read like a word.
            Some(
                NumberFormat::LowerRoman
                | NumberFormat::UpperRoman
                | NumberFormat::LowerLetter
                | NumberFormat::UpperLetter,
            )
            | None => NumberFormat::Decimal,
            Some(format) => format,
        };
        let word = if kind == NoteKind::Endnote && self.names_endnotes { "Endnote " } else { "" };
        let count = self.count(kind);
        let before = count.before.filter(|_| !restarts).unwrap_or(first.saturating_sub(1));
        count.before = Some(before.saturating_add(std::mem::take(&mut count.in_section)));
        Form { format, german: self.german, before, word }
    }
}

/// How a section writes the labels of one kind of notes.
#[derive(Debug)]
struct Form {
    format: NumberFormat,
    german: bool,
    before: u32,
    word: &'static str,
}

/// The text with labels for marks.
fn written(text: &str, forms: &[Form; 2]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, after)) = rest.split_once(BEGIN) {
        out.push_str(plain);
        let (mark, tail) = after.split_once(END).unwrap_or((after, ""));
        rest = tail;
        let [footnotes, endnotes] = forms;
        let form = if mark.starts_with('f') { footnotes } else { endnotes };
        let number: u32 = mark.get(1..).and_then(|digits| digits.parse().ok()).unwrap_or(0);
        let label = form.format.write(form.before.saturating_add(number), form.german);
        out.extend(["[", form.word, &label, "]"]);
    }
    out.push_str(rest);
    out
}
