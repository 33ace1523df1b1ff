//! Lists: their definitions, and the labels their paragraphs get, as Word counts them.

use std::collections::{BTreeMap, BTreeSet};

use vermerk_document::Limit;

use super::figures::{NumberFormat, bullet};
use super::names::Tag;
use super::properties::{RunProps, Seen, run_properties};
use super::styles::Styles;
use super::xml::{Broken, Markup, Token};

/// Lists have nine levels.
const LEVELS: usize = 9;
/// A label's pattern is kept to this many characters: it is written out once for each paragraph.
const LONGEST_LABEL: usize = 128;
/// More definitions and lists than any writer makes; each takes about a kilobyte.
const MOST_LISTS: usize = 20_000;

/// Definitions of all lists of a document.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    abstracts: BTreeMap<u32, Abstract>,
    lists: BTreeMap<u32, List>,
}

#[derive(Debug, Default, Clone)]
struct Abstract {
    levels: [Option<Level>; LEVELS],
    /// The numbering style that has the definition instead.
    style: Option<String>,
}

#[derive(Debug, Clone)]
struct Level {
    start: u32,
    format: NumberFormat,
    text: String,
    space_after: bool,
    /// Begins anew after a paragraph of this level (from 1) or a higher one; 0 is never.
    restart: Option<u8>,
    legal: bool,
    style: Option<String>,
    run: RunProps,
}

#[derive(Debug, Default)]
struct List {
    definition: u32,
    starts: [Option<u32>; LEVELS],
    levels: [Option<Level>; LEVELS],
}

impl Default for Level {
    fn default() -> Self {
        Self {
            start: 0,
            format: NumberFormat::Decimal,
            text: String::new(),
            space_after: true,
            restart: None,
            legal: false,
            style: None,
            run: RunProps::default(),
        }
    }
}

impl Numbering {
    /// Reads `numbering.xml`; what came before a break is kept.
    pub(super) fn read(markup: &mut Markup<'_>, styles: &Styles) -> (Self, Result<(), Broken>) {
        let mut numbering = Self::default();
        let result = numbering.read_all(markup);
        numbering.link(styles);
        (numbering, result)
    }

    fn read_all(&mut self, markup: &mut Markup<'_>) -> Result<(), Broken> {
        let mut definition: Option<(u32, Abstract)> = None;
        let mut list: Option<(u32, List)> = None;
        let mut overridden = 0;
        loop {
            if self.abstracts.len() + self.lists.len() > MOST_LISTS {
                return Err(Broken::Limit(Limit::Memory));
            }
            match markup.next()? {
                Token::Open(element) => match element.tag {
                    Tag::AbstractNumbering => {
                        let id = element.attr("abstractNumId").and_then(|id| id.trim().parse().ok());
                        definition = id.map(|id| (id, Abstract::default()));
                    }
                    Tag::NumberingStyleLink => {
                        if let Some((_, definition)) = &mut definition {
                            definition.style = element.value().map(String::from);
                        }
                    }
                    Tag::NumberingInstance => {
                        let id = element.attr("numId").and_then(|id| id.trim().parse().ok());
                        list = id.map(|id| (id, List::default()));
                    }
                    Tag::AbstractId => {
                        if let (Some((_, list)), Some(id)) = (&mut list, element.number()) {
                            list.definition = id;
                        }
                    }
                    Tag::LevelOverride => {
                        overridden = element.attr("ilvl").and_then(|level| level.parse().ok()).unwrap_or(LEVELS);
                    }
                    Tag::StartOverride => {
                        let start = element.number();
                        if let Some(slot) = list.as_mut().and_then(|(_, list)| list.starts.get_mut(overridden)) {
                            *slot = start;
                        }
                    }
                    Tag::LevelDefinition => {
                        let index = element.attr("ilvl").and_then(|level| level.parse().ok()).unwrap_or(LEVELS);
                        let level = read_level(markup)?;
                        let levels = match (&mut list, &mut definition) {
                            (Some((_, list)), _) => &mut list.levels,
                            (None, Some((_, definition))) => &mut definition.levels,
                            (None, None) => continue,
                        };
                        if let Some(slot) = levels.get_mut(index) {
                            *slot = Some(level);
                        }
                    }
                    _ => {}
                },
                Token::Close(Tag::AbstractNumbering, _) => self.abstracts.extend(definition.take()),
                Token::Close(Tag::NumberingInstance, _) => self.lists.extend(list.take()),
                Token::End => return Ok(()),
                Token::Close(..) | Token::Text(_) => {}
            }
        }
    }

    /// Lets definitions that only name a numbering style take over that style's definition.
    fn link(&mut self, styles: &Styles) {
        let links: Vec<(u32, u32)> = self
            .abstracts
            .iter()
            .filter_map(|(&id, definition)| {
                let list = styles.list_of(definition.style.as_deref()?)?;
                Some((id, self.lists.get(&list)?.definition))
            })
            .collect();
        for (id, target) in links {
            if let Some(levels) = self.abstracts.get(&target).map(|target| target.levels.clone())
                && let Some(definition) = self.abstracts.get_mut(&id)
            {
                definition.levels = levels;
            }
        }
    }

    fn level<'n>(&'n self, list: &'n List, level: usize) -> Option<&'n Level> {
        let own = list.levels.get(level)?.as_ref();
        own.or_else(|| self.abstracts.get(&list.definition)?.levels.get(level)?.as_ref())
    }

    /// The level of a list that a paragraph style is linked to.
    pub(super) fn level_of_style(&self, list: u32, style: &str) -> Option<u8> {
        let list = self.lists.get(&list)?;
        (0..LEVELS)
            .find(|&level| self.level(list, level).is_some_and(|level| level.style.as_deref() == Some(style)))
            .map(|level| level as u8)
    }
}

fn read_level(markup: &mut Markup<'_>) -> Result<Level, Broken> {
    let depth = markup.depth();
    let mut level = Level::default();
    loop {
        match markup.next()? {
            Token::Open(element) => match element.tag {
                Tag::Start => level.start = element.number().unwrap_or(0),
                Tag::NumberFormat => {
                    level.format =
                        NumberFormat::of(&element.value().unwrap_or_default(), element.attr("format").as_deref());
                }
                Tag::LevelText => {
                    let text = element.value().unwrap_or_default();
                    level.text = text.chars().filter(|c| !c.is_control()).take(LONGEST_LABEL).collect();
                }
                Tag::LevelSuffix => level.space_after = element.value().as_deref() != Some("nothing"),
                Tag::LevelRestart => level.restart = element.number(),
                Tag::LegalNumbers => level.legal = element.is_on(),
                Tag::ParagraphStyle => level.style = element.value().map(String::from),
                Tag::PictureBullet => "\u{2022}".clone_into(&mut level.text),
                Tag::RunProps => level.run = run_properties(markup, &mut Seen::default())?.props,
                Tag::ParagraphProps => markup.skip()?,
                _ => {}
            },
            Token::Close(_, open) if open < depth => return Ok(level),
            Token::End => return Ok(level),
            Token::Close(..) | Token::Text(_) => {}
        }
    }
}

/// Where counting stands. Lists of the same definition share their counters.
#[derive(Debug, Default)]
pub(super) struct Counters {
    values: BTreeMap<u32, [Option<u32>; LEVELS]>,
    /// Lists and levels whose own start has been applied.
    started: BTreeSet<(u32, usize)>,
}

impl Counters {
    /// Counts a paragraph and gives its label with the space after it; empty if it shows none.
    pub(super) fn label(&mut self, numbering: &Numbering, list_id: u32, level: u8, german: bool) -> Option<String> {
        let index = usize::from(level);
        let list = numbering.lists.get(&list_id)?;
        let definition = numbering.level(list, index)?;
        let start_of = |level: usize| {
            let own = list.starts.get(level).copied().flatten();
            own.or_else(|| numbering.level(list, level).map(|level| level.start)).unwrap_or(1)
        };
        let values = self.values.entry(list.definition).or_default();
        let restarts = list.starts.get(index).is_some_and(Option::is_some) && self.started.insert((list_id, index));
        if let Some(value) = values.get_mut(index) {
            *value = Some(match *value {
                Some(value) if !restarts => value.saturating_add(1),
                _ => start_of(index),
            });
        }
        for (higher, value) in values.iter_mut().enumerate().take(index) {
            value.get_or_insert_with(|| start_of(higher));
        }
        for (deeper, value) in values.iter_mut().enumerate().skip(index + 1) {
            let restart = numbering.level(list, deeper).and_then(|level| level.restart);
            if restart.is_none_or(|after| index < usize::from(after)) {
                *value = None;
            }
        }
        let values = *values;
        let label = definition.render(&values, |level| numbering.level(list, level), german);
        let hidden = definition.run.vanish == Some(true);
        (!hidden && !label.trim().is_empty()).then(|| if definition.space_after { label + " " } else { label })
    }
}

impl Level {
    fn render<'l>(
        &self,
        values: &[Option<u32>; LEVELS],
        level: impl Fn(usize) -> Option<&'l Level>,
        german: bool,
    ) -> String {
        if self.format == NumberFormat::Bullet {
            return self.text.chars().map(|c| bullet(c, self.run.symbol_font)).collect();
        }
        let mut label = String::new();
        let mut letters = self.text.chars().peekable();
        while let Some(letter) = letters.next() {
            let place = letters.peek().and_then(|digit| digit.to_digit(10)).filter(|place| letter == '%' && *place > 0);
            let Some(place) = place else {
                label.push(letter);
                continue;
            };
            letters.next();
            let index = place as usize - 1;
            let value = values.get(index).copied().flatten().unwrap_or(0);
            let format = level(index).map_or(NumberFormat::Decimal, |level| level.format);
            let format = if self.legal && format != NumberFormat::None { format.legal() } else { format };
            label.push_str(&format.write(value, german));
        }
        label
    }
}
