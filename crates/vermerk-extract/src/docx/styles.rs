//! Styles: what holds for a paragraph or run that names one, along its chain.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use vermerk_document::Limit;

use super::names::Tag;
use super::properties::{ParagraphProps, RunProps, Seen, paragraph_properties, run_properties, shading};
use super::xml::{Broken, Markup, Token};

/// Chains of styles in real files have a handful of links; a longer one is a circle.
const LONGEST_CHAIN: usize = 64;
/// More styles than any template has.
const MOST_STYLES: usize = 20_000;

/// All styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    stated: BTreeMap<String, Style>,
    default_paragraph: Option<String>,
    /// The styles asked for so far, each with all that its chain adds: few documents use all they define.
    resolved: RefCell<BTreeMap<String, Rc<ParagraphStyle>>>,
    /// What holds for a paragraph that names no style, or none there is.
    fallback: Rc<ParagraphStyle>,
    /// The look of runs of those asked for so far, with all that the chain adds.
    characters: RefCell<BTreeMap<String, Rc<RunProps>>>,
    /// What holds where no style says anything.
    pub(super) defaults: RunProps,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    parent: Option<String>,
    paragraph: ParagraphProps,
    run: RunProps,
    /// A table style with any shading in it.
    shaded: bool,
}

/// A paragraph style with all that its chain adds.
#[derive(Debug, Clone, Default)]
pub(super) struct ParagraphStyle {
    pub(super) run: RunProps,
    pub(super) shaded: bool,
    /// Level of the heading, from 1.
    pub(super) heading: Option<u8>,
    pub(super) number: Option<u32>,
    pub(super) level: Option<u8>,
    /// The style that states the number, for lists that are linked to styles.
    pub(super) numbered_by: Option<String>,
}

impl Styles {
    /// Reads `styles.xml`; what came before a break is kept.
    pub(super) fn read(markup: &mut Markup<'_>, seen: &mut Seen) -> (Self, Result<(), Broken>) {
        let mut styles = Self::default();
        let result = styles.read_all(markup, seen);
        styles.fallback = Rc::new(styles.resolve(styles.default_paragraph.as_deref()));
        (styles, result)
    }

    fn read_all(&mut self, markup: &mut Markup<'_>, seen: &mut Seen) -> Result<(), Broken> {
        let mut in_defaults = false;
        loop {
            if self.stated.len() > MOST_STYLES {
                return Err(Broken::Limit(Limit::Memory));
            }
            match markup.next()? {
                Token::Open(element) => match element.tag {
                    Tag::Defaults => in_defaults = true,
                    Tag::RunProps if in_defaults => self.defaults = run_properties(markup, seen)?.props,
                    Tag::Style => {
                        let Some(id) = element.attr("styleId").map(String::from) else { continue };
                        let is_default = element.attr("default").is_some_and(|on| on == "1" || on == "true");
                        if is_default && element.attr("type").is_none_or(|kind| kind == "paragraph") {
                            self.default_paragraph = Some(id.clone());
                        }
                        let style = read_style(markup, seen)?;
                        self.stated.entry(id).or_insert(style);
                    }
                    _ => {}
                },
                Token::Close(Tag::Defaults, _) => in_defaults = false,
                Token::End => return Ok(()),
                Token::Close(..) | Token::Text(_) => {}
            }
        }
    }

    /// The chain from a style to its root.
    fn chain<'s>(&'s self, id: Option<&'s str>) -> impl Iterator<Item = (&'s str, &'s Style)> {
        let mut next = id;
        std::iter::from_fn(move || {
            let id = next?;
            let style = self.stated.get(id)?;
            next = style.parent.as_deref();
            Some((id, style))
        })
        .take(LONGEST_CHAIN)
    }

    fn resolve(&self, id: Option<&str>) -> ParagraphStyle {
        let mut resolved = ParagraphStyle::default();
        let (mut shaded, mut outline, mut named) = (None, None, None);
        for (id, style) in self.chain(id) {
            resolved.run = resolved.run.over(&style.run);
            shaded = shaded.or(style.paragraph.shaded);
            outline = outline.or(style.paragraph.outline);
            named = named.or_else(|| heading_level(&style.name));
            if resolved.number.is_none() && style.paragraph.number.is_some() {
                resolved.number = style.paragraph.number;
                resolved.numbered_by = Some(id.to_owned());
            }
            resolved.level = resolved.level.or(style.paragraph.level);
        }
        resolved.shaded = shaded.unwrap_or(false);
        resolved.heading = match outline {
            Some(level @ 0..=8) => Some(level + 1),
            // Level 10 in Word's dialog: body text, whatever the name says.
            Some(_) => None,
            None => named,
        };
        resolved
    }

    /// What the style of a paragraph says; the default style where it names none.
    pub(super) fn paragraph(&self, id: Option<&str>) -> Rc<ParagraphStyle> {
        let Some(id) = id else { return Rc::clone(&self.fallback) };
        if let Some(known) = self.resolved.borrow().get(id) {
            return Rc::clone(known);
        }
        if !self.stated.contains_key(id) {
            return Rc::clone(&self.fallback);
        }
        let resolved = Rc::new(self.resolve(Some(id)));
        self.resolved.borrow_mut().insert(id.to_owned(), Rc::clone(&resolved));
        resolved
    }

    /// The level of heading a paragraph style stands for; one that is not defined may still have a telling name.
    pub(super) fn heading(&self, id: Option<&str>) -> Option<u8> {
        match id {
            Some(id) if !self.stated.contains_key(id) => heading_level(id),
            _ => self.paragraph(id).heading,
        }
    }

    fn look_of(&self, id: &str) -> RunProps {
        self.chain(Some(id)).fold(RunProps::default(), |props, (_, style)| props.over(&style.run))
    }

    /// What a character style says; nothing where it is none there is.
    pub(super) fn character(&self, id: Option<&str>) -> Option<Rc<RunProps>> {
        let id = id?;
        if let Some(known) = self.characters.borrow().get(id) {
            return Some(Rc::clone(known));
        }
        if !self.stated.contains_key(id) {
            return None;
        }
        let look = Rc::new(self.look_of(id));
        self.characters.borrow_mut().insert(id.to_owned(), Rc::clone(&look));
        Some(look)
    }

    /// Whether a table style shades anything.
    pub(super) fn shades_table(&self, id: &str) -> bool {
        self.chain(Some(id)).any(|(_, style)| style.shaded)
    }

    /// The list a numbering style stands for.
    pub(super) fn list_of(&self, id: &str) -> Option<u32> {
        self.stated.get(id).and_then(|style| style.paragraph.number)
    }
}

fn read_style(markup: &mut Markup<'_>, seen: &mut Seen) -> Result<Style, Broken> {
    let depth = markup.depth();
    let mut style = Style::default();
    let mut in_variant = false;
    loop {
        match markup.next()? {
            Token::Open(element) => match element.tag {
                Tag::Name if style.name.is_empty() => style.name = element.value().unwrap_or_default().into_owned(),
                Tag::BasedOn => style.parent = element.value().map(String::from),
                Tag::TableStyleVariant => in_variant = true,
                Tag::Shading => style.shaded |= shading(&element),
                Tag::ParagraphProps => {
                    let props = paragraph_properties(markup, seen)?;
                    style.shaded |= props.shaded.unwrap_or(false);
                    if !in_variant {
                        style.paragraph = props;
                    }
                }
                Tag::RunProps => {
                    let props = run_properties(markup, seen)?.props;
                    if !in_variant {
                        style.run = props;
                    }
                }
                _ => {}
            },
            Token::Close(Tag::TableStyleVariant, _) => in_variant = false,
            Token::Close(_, open) if open < depth => return Ok(style),
            Token::End => return Ok(style),
            Token::Close(..) | Token::Text(_) => {}
        }
    }
}

/// The level a built-in heading style's name speaks of, in the languages Word and LibreOffice write.
fn heading_level(name: &str) -> Option<u8> {
    const HEADINGS: [&str; 30] = [
        "heading",
        "überschrift",
        "berschrift",
        "ueberschrift",
        "titre",
        "título",
        "ttulo",
        "titolo",
        "kop",
        "rubrik",
        "overskrift",
        "otsikko",
        "nagłówek",
        "nagwek",
        "nadpis",
        "заголовок",
        "标题",
        "標題",
        "見出し",
        "제목",
        "başlık",
        "balk",
        "címsor",
        "cmsor",
        "επικεφαλίδα",
        "naslov",
        "antraštė",
        "virsraksts",
        "pealkiri",
        "titlu",
    ];
    let name = name.to_lowercase();
    let letters = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches([' ', '_', '-']);
    if !HEADINGS.contains(&letters) {
        return matches!(letters, "title" | "titel").then_some(1).filter(|_| letters.len() == name.len());
    }
    let digits = name.get(name.len() - name.bytes().rev().take_while(u8::is_ascii_digit).count()..)?;
    digits.parse().ok().filter(|level| (1..=9).contains(level))
}
