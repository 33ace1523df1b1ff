//! Properties of runs and paragraphs as the file states them, and whether a run can be seen.

use vermerk_document::HiddenBy;

use super::figures::NumberFormat;
use super::names::{NoteKind, Tag};
use super::xml::{Broken, Element, Markup, Token};

/// Below this size in half points (2 pt) a text cannot be read.
const TINY: u32 = 4;
/// A colour none of whose channels is darker than this is taken for the paper's.
const PALE: u8 = 0xf0;
/// A section has three kinds of headers and of footers.
const MOST_FURNITURE: usize = 16;

/// What properties tell about the document as a whole.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// There are tracked changes.
    pub(super) tracked: bool,
    /// The first language named; styles, which are read first, begin with that of all text.
    pub(super) language: Option<String>,
}

/// What a run, or a style, states about its look; `None` where it states nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct RunProps {
    pub(super) style: Option<String>,
    pub(super) vanish: Option<bool>,
    pub(super) white: Option<bool>,
    pub(super) half_points: Option<u32>,
    /// Shading or highlighting behind the text that is not the paper's colour.
    pub(super) shaded: Option<bool>,
    /// A font whose letters are pictures.
    pub(super) symbol_font: Option<SymbolFont>,
}

/// Fonts that show pictures where others show letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SymbolFont {
    Symbol,
    Wingdings,
    /// Any font with letters.
    Letters,
}

impl SymbolFont {
    pub(super) fn of(name: &str) -> Self {
        match name {
            "Symbol" => Self::Symbol,
            "Wingdings" => Self::Wingdings,
            _ => Self::Letters,
        }
    }
}

impl RunProps {
    /// What holds where `self` is stated over `below`. Only for styles: toggles of different kinds of styles are not
    /// laid over each other, see [`RunProps::hidden_by`].
    pub(super) fn over(self, below: &Self) -> Self {
        Self {
            style: None,
            vanish: self.vanish.or(below.vanish),
            white: self.white.or(below.white),
            half_points: self.half_points.or(below.half_points),
            shaded: self.shaded.or(below.shaded),
            symbol_font: self.symbol_font.or(below.symbol_font),
        }
    }

    /// How a run with these own properties, character style, paragraph style and defaults is hidden, if it is.
    pub(super) fn hidden_by(
        &self,
        character: &Self,
        paragraph: &Self,
        defaults: &Self,
        on_paper: bool,
    ) -> Option<HiddenBy> {
        // A toggle is inverted by each kind of style that sets it; what the run itself says is final.
        let toggled = character.vanish.unwrap_or(false) != paragraph.vanish.unwrap_or(false);
        if self.vanish.unwrap_or(toggled || defaults.vanish.unwrap_or(false)) {
            return Some(HiddenBy::Invisible);
        }
        let layers = [self, character, paragraph, defaults];
        let size = layers.iter().find_map(|layer| layer.half_points);
        if size.is_some_and(|size| size < TINY) {
            return Some(HiddenBy::Tiny);
        }
        let white = layers.iter().find_map(|layer| layer.white).unwrap_or(false);
        let shaded = layers.iter().find_map(|layer| layer.shaded).unwrap_or(false);
        (white && !shaded && on_paper).then_some(HiddenBy::White)
    }
}

/// Reads `w:rPr` to its end; what else it tells is noted in `seen`.
pub(super) fn run_properties(markup: &mut Markup<'_>, seen: &mut Seen) -> Result<RunMark, Broken> {
    let depth = markup.depth();
    let mut mark = RunMark::default();
    let props = &mut mark.props;
    loop {
        match markup.next()? {
            Token::Open(element) => match element.tag {
                Tag::RunStyle => props.style = element.value().map(String::from),
                Tag::Hidden => props.vanish = Some(element.is_on()),
                Tag::HiddenMark => mark.separates_style = element.is_on(),
                Tag::Colour => props.white = Some(is_white(&element)),
                Tag::Size => props.half_points = element.number::<f32>().map(|size| size.max(0.0) as u32),
                Tag::Shading => props.shaded = Some(shading(&element)),
                Tag::Highlight => props.shaded = Some(!matches!(element.value().as_deref(), Some("none" | "white"))),
                Tag::Fonts => {
                    let font = element.attr("ascii").or_else(|| element.attr("hAnsi"));
                    props.symbol_font = font.map(|font| SymbolFont::of(&font)).or(props.symbol_font);
                }
                Tag::Language if seen.language.is_none() => seen.language = element.value().map(String::from),
                Tag::Deleted => (mark.deleted, seen.tracked) = (true, true),
                Tag::Inserted => seen.tracked = true,
                Tag::OldProps => {
                    seen.tracked = true;
                    markup.skip()?;
                }
                _ => {}
            },
            Token::Close(_, open) if open < depth => return Ok(mark),
            Token::End => return Ok(mark),
            Token::Close(..) | Token::Text(_) => {}
        }
    }
}

/// Properties of a run, with what only the mark at the end of a paragraph can say.
#[derive(Debug, Clone, Default)]
pub(super) struct RunMark {
    pub(super) props: RunProps,
    /// The mark is deleted: the paragraph goes on in the next one.
    pub(super) deleted: bool,
    /// The mark is hidden only to let two styles share a line.
    pub(super) separates_style: bool,
}

/// What a paragraph, or a paragraph style, states.
#[derive(Debug, Clone, Default)]
pub(super) struct ParagraphProps {
    pub(super) style: Option<String>,
    pub(super) number: Option<u32>,
    pub(super) level: Option<u8>,
    pub(super) outline: Option<u8>,
    pub(super) shaded: Option<bool>,
    pub(super) mark: RunMark,
    pub(super) section: Option<Box<SectionProps>>,
}

/// What a section states.
#[derive(Debug, Clone, Default)]
pub(super) struct SectionProps {
    /// Relationships to its own headers; the ones it inherits are not named.
    pub(super) headers: Vec<String>,
    pub(super) footers: Vec<String>,
    pub(super) footnotes: NoteNumbers,
    pub(super) endnotes: NoteNumbers,
}

/// What is stated about the numbers of notes of one kind.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct NoteNumbers {
    pub(super) format: Option<NumberFormat>,
    pub(super) start: Option<u32>,
    /// They begin anew in each section.
    pub(super) restart: Option<bool>,
}

impl SectionProps {
    /// What is stated about the numbers of notes.
    pub(super) fn numbers(&self, kind: NoteKind) -> &NoteNumbers {
        match kind {
            NoteKind::Footnote => &self.footnotes,
            NoteKind::Endnote => &self.endnotes,
        }
    }

    /// Takes in what an element states, if it stands in `w:footnotePr` or `w:endnotePr`.
    fn note(&mut self, kind: Option<NoteKind>, element: &Element<'_>) {
        let numbers = match kind {
            Some(NoteKind::Footnote) => &mut self.footnotes,
            Some(NoteKind::Endnote) => &mut self.endnotes,
            None => return,
        };
        match element.tag {
            Tag::NumberFormat => {
                let name = element.value().unwrap_or_default();
                numbers.format = Some(NumberFormat::of(&name, element.attr("format").as_deref()));
            }
            Tag::NoteStart => numbers.start = element.number(),
            Tag::NoteRestart => numbers.restart = Some(element.value().as_deref() == Some("eachSect")),
            _ => {}
        }
    }
}

/// Reads `w:pPr` to its end; what else it tells is noted in `seen`.
pub(super) fn paragraph_properties(markup: &mut Markup<'_>, seen: &mut Seen) -> Result<ParagraphProps, Broken> {
    let depth = markup.depth();
    let mut props = ParagraphProps::default();
    loop {
        match markup.next()? {
            Token::Open(element) => match element.tag {
                Tag::ParagraphStyle => props.style = element.value().map(String::from),
                Tag::NumberId => props.number = element.number::<i64>().map(|id| u32::try_from(id).unwrap_or(0)),
                Tag::Level => props.level = element.number(),
                Tag::OutlineLevel => props.outline = element.number(),
                Tag::Shading => props.shaded = Some(shading(&element)),
                Tag::RunProps => props.mark = run_properties(markup, seen)?,
                Tag::Section => props.section = Some(Box::new(section_properties(markup, seen)?)),
                Tag::Inserted => seen.tracked = true,
                Tag::OldProps => {
                    seen.tracked = true;
                    markup.skip()?;
                }
                _ => {}
            },
            Token::Close(_, open) if open < depth => return Ok(props),
            Token::End => return Ok(props),
            Token::Close(..) | Token::Text(_) => {}
        }
    }
}

/// Reads `w:sectPr` to its end, or all of `settings.xml`, which says the same for the whole document.
pub(super) fn section_properties(markup: &mut Markup<'_>, seen: &mut Seen) -> Result<SectionProps, Broken> {
    let depth = markup.depth();
    let mut props = SectionProps::default();
    let mut notes = None;
    loop {
        match markup.next()? {
            Token::Open(element) => match element.tag {
                Tag::HeaderReference if props.headers.len() < MOST_FURNITURE => {
                    props.headers.extend(element.relation("id").map(String::from));
                }
                Tag::FooterReference if props.footers.len() < MOST_FURNITURE => {
                    props.footers.extend(element.relation("id").map(String::from));
                }
                Tag::NotePosition(kind) => notes = Some(kind),
                Tag::NumberFormat | Tag::NoteStart | Tag::NoteRestart => props.note(notes, &element),
                Tag::OldProps => {
                    seen.tracked = true;
                    markup.skip()?;
                }
                _ => {}
            },
            Token::Close(Tag::NotePosition(_), _) => notes = None,
            Token::Close(_, open) if open < depth => return Ok(props),
            Token::End => return Ok(props),
            Token::Close(..) | Token::Text(_) => {}
        }
    }
}

/// What a table row states.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RowProps {
    /// It is repeated at the top of each page: a heading of columns.
    pub(super) header: bool,
    pub(super) deleted: bool,
}

/// Reads `w:trPr` to its end.
pub(super) fn row_properties(markup: &mut Markup<'_>, seen: &mut Seen) -> Result<RowProps, Broken> {
    let depth = markup.depth();
    let mut props = RowProps::default();
    loop {
        match markup.next()? {
            Token::Open(element) => match element.tag {
                Tag::HeaderRow => props.header = element.is_on(),
                Tag::Deleted => (props.deleted, seen.tracked) = (true, true),
                Tag::Inserted => seen.tracked = true,
                Tag::OldProps => {
                    seen.tracked = true;
                    markup.skip()?;
                }
                _ => {}
            },
            Token::Close(_, open) if open < depth => return Ok(props),
            Token::End => return Ok(props),
            Token::Close(..) | Token::Text(_) => {}
        }
    }
}

fn is_white(element: &Element<'_>) -> bool {
    element.value().is_some_and(|colour| colour.eq_ignore_ascii_case("white") || is_pale(&colour))
}

/// Whether a colour cannot be told from white paper.
fn is_pale(colour: &str) -> bool {
    let channels = u32::from_str_radix(colour, 16).ok().filter(|_| colour.len() == 6);
    channels.is_some_and(|channels| channels.to_be_bytes().iter().skip(1).all(|&channel| channel >= PALE))
}

/// Whether a `w:shd` puts a colour other than the paper's behind the text.
pub(super) fn shading(element: &Element<'_>) -> bool {
    let pattern = element.value();
    if pattern.as_deref() == Some("solid") {
        // Nothing but the pattern's own colour is seen; one left to the reader is black.
        return !element.attr("color").is_some_and(|colour| is_pale(&colour));
    }
    let paper = |colour: &str| matches!(colour.to_ascii_lowercase().as_str(), "auto" | "") || is_pale(colour);
    let plain = matches!(pattern.as_deref(), Some("clear" | "nil") | None);
    let fill = element.attr("fill");
    let themed = element.attr("themeFill").is_some_and(|theme| theme != "background1" && theme != "light1");
    !plain || themed || fill.is_some_and(|fill| !paper(&fill))
}
