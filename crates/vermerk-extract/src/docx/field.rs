//! Fields: their codes are left out and their results kept; the number of the page a text stands on is left out, too.

use super::names::Tag;
use super::xml::{Broken, Markup, Token};

/// A code is looked at no further than this; its name comes first.
const LONGEST_CODE: usize = 256;
/// A field whose result has not begun after this many paragraphs is broken; its text is shown after all.
const LONGEST_WAIT: u32 = 20;

/// An open field.
#[derive(Debug, Default)]
pub(super) struct Field {
    code: String,
    in_result: bool,
    is_page_number: bool,
    /// Made by `w:fldSimple`, ended by that element's end.
    pub(super) simple: bool,
    /// What a form field shows, if it is a check box or a list.
    form: Option<String>,
    paragraphs: u32,
}

impl Field {
    /// A field whose code is known and whose result follows.
    pub(super) fn simple(code: &str) -> Self {
        let mut field = Self { simple: true, ..Self::default() };
        field.add_code(code);
        field.separate();
        field
    }

    pub(super) fn with_form(form: Option<String>) -> Self {
        Self { form, ..Self::default() }
    }

    pub(super) fn add_code(&mut self, code: &str) {
        if !self.in_result && self.code.len() < LONGEST_CODE {
            self.code.push_str(code);
        }
    }

    pub(super) fn separate(&mut self) {
        let name = self.code.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
        self.in_result = true;
        self.is_page_number = matches!(name.as_str(), "PAGE" | "NUMPAGES" | "SECTIONPAGES");
    }

    /// What a form field shows at its end.
    pub(super) fn into_form(self) -> Option<String> {
        self.form
    }

    /// Whether the field hides the text in it; `keeps_pages` says whether page numbers are shown.
    pub(super) fn hides(&self, keeps_pages: bool) -> bool {
        !self.in_result || self.form.is_some() || self.is_page_number && !keeps_pages
    }

    /// Counts a paragraph's end within the field; `false` once it is plain that the field is broken.
    pub(super) fn waits(&mut self) -> bool {
        self.paragraphs += u32::from(!self.in_result);
        self.paragraphs < LONGEST_WAIT
    }
}

/// Reads `w:fldChar` to its end and gives what its form data (`w:ffData`) shows.
pub(super) fn form_data(markup: &mut Markup<'_>) -> Result<Option<String>, Broken> {
    let depth = markup.depth();
    let (mut checked, mut chosen, mut default) = (None, None, None);
    let mut entries: Vec<String> = Vec::new();
    let mut in_list = false;
    loop {
        match markup.next()? {
            Token::Open(element) => match element.tag {
                Tag::CheckBox => checked = checked.or(Some(false)),
                Tag::Checked if checked.is_some() => checked = Some(element.is_on()),
                Tag::Default if checked == Some(false) && !in_list => checked = Some(element.is_on()),
                Tag::Default if in_list => default = element.number::<usize>(),
                Tag::DropDown => in_list = true,
                Tag::DropDownResult if in_list => chosen = element.number::<usize>(),
                Tag::DropDownEntry if entries.len() < 1000 => entries.extend(element.value().map(String::from)),
                _ => {}
            },
            Token::Close(_, open) if open < depth => break,
            Token::End => break,
            Token::Close(..) | Token::Text(_) => {}
        }
    }
    if let Some(checked) = checked {
        return Ok(Some(if checked { "☒" } else { "☐" }.to_owned()));
    }
    Ok(entries.into_iter().nth(chosen.or(default).unwrap_or(0)))
}
