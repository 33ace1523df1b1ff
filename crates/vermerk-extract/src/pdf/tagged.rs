use std::collections::{HashMap, HashSet};

use lopdf::{Dictionary, Object, ObjectId};

use super::source::{Source, as_dict};

/// Most elements and deepest nesting of a structure tree that are followed.
const MOST_ELEMENTS: usize = 1_000_000;
const DEEPEST: usize = 128;

/// The structure tree: what each piece of marked content belongs to, page by page in reading order.
#[derive(Default)]
pub(super) struct Tags {
    pub(super) elements: Vec<Element>,
    pages: HashMap<ObjectId, Vec<Leaf>>,
    /// The file marks headings, so what is not marked is none.
    pub(super) has_headings: bool,
}

/// A piece of marked content and the element whose text it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leaf {
    pub(super) mcid: i32,
    pub(super) element: u32,
}

/// An element whose text stands together.
#[derive(Debug, Clone)]
pub(super) struct Element {
    pub(super) role: Role,
    pub(super) alternative: Option<String>,
}

/// What an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Paragraph,
    Heading(u8),
    ListItem(u8),
    Cell { table: u32, row: u32, column: u32, header: bool },
    Note,
    Figure,
    Artifact,
}

/// What the elements above say of the ones below.
#[derive(Clone, Copy)]
struct Above {
    page: Option<ObjectId>,
    element: Option<u32>,
    /// The paragraph that loose spans before this place belong to.
    loose: Option<u32>,
    /// The list item whose first paragraph is still to come.
    item: Option<u32>,
    in_cell: bool,
    list_level: u8,
    table: u32,
    row: u32,
    column: u32,
    heading_level: u8,
}

/// Reads the structure tree; `None` if the file has none.
pub(super) fn read(source: &Source<'_>) -> Option<Tags> {
    let root = source.dict(source.catalog()?, b"StructTreeRoot")?;
    let mut walk = Walk {
        source,
        roles: source.dict(root, b"RoleMap"),
        tags: Tags::default(),
        seen: HashSet::new(),
        visited: 0,
        tables: 0,
        row: 0,
    };
    let above = Above {
        page: None,
        element: None,
        loose: None,
        item: None,
        in_cell: false,
        list_level: 0,
        table: 0,
        row: 0,
        column: 0,
        heading_level: 0,
    };
    walk.kids(root, above, 0);
    (!walk.tags.pages.is_empty()).then_some(walk.tags)
}

impl Tags {
    pub(super) fn page(&self, id: Option<ObjectId>) -> &[Leaf] {
        id.and_then(|id| self.pages.get(&id)).map(Vec::as_slice).unwrap_or_default()
    }
}

struct Walk<'a, 's> {
    source: &'s Source<'a>,
    roles: Option<&'a Dictionary>,
    tags: Tags,
    seen: HashSet<ObjectId>,
    visited: usize,
    tables: u32,
    /// The next row of the innermost table.
    row: u32,
}

/// What a kid changed for the kids after it.
#[derive(Default)]
struct Said {
    used_item: bool,
    was_cell: bool,
    loose: Option<u32>,
}

impl<'a> Walk<'a, '_> {
    fn kids(&mut self, element: &'a Dictionary, mut above: Above, depth: usize) {
        let Ok(kids) = element.get(b"K") else { return };
        let one = std::slice::from_ref(kids);
        let kids = match self.source.resolve(kids) {
            Object::Array(kids) => kids.as_slice(),
            _ => one,
        };
        for kid in kids {
            let said = self.kid(kid, above, depth);
            above.item = above.item.filter(|_| !said.used_item);
            above.loose = said.loose;
            above.column += u32::from(said.was_cell);
        }
    }

    fn kid(&mut self, kid: &'a Object, above: Above, depth: usize) -> Said {
        self.visited += 1;
        if self.visited > MOST_ELEMENTS || depth > DEEPEST {
            return Said::default();
        }
        let resolved = self.source.resolve(kid);
        if let Ok(mcid) = resolved.as_i64() {
            return self.leaf(mcid, above.page, above);
        }
        let Some(dictionary) = as_dict(resolved) else { return Said::default() };
        let page = dictionary.get(b"Pg").ok().and_then(|page| page.as_reference().ok()).or(above.page);
        if dictionary.has(b"MCID") && !dictionary.has(b"S") {
            // Content of form `XObjects` has numbers of its own, which would be taken for the page's.
            if let Some(mcid) = self.source.integer(dictionary, b"MCID").filter(|_| !dictionary.has(b"Stm")) {
                return self.leaf(mcid, page, above);
            }
            return Said { loose: above.loose, ..Said::default() };
        }
        if dictionary.has_type(b"OBJR") || kid.as_reference().is_ok_and(|id| !self.seen.insert(id)) {
            return Said::default();
        }
        self.element(dictionary, Above { page, ..above }, depth)
    }

    fn leaf(&mut self, mcid: i64, page: Option<ObjectId>, above: Above) -> Said {
        let (Some(page), Ok(mcid)) = (page, i32::try_from(mcid)) else { return Said::default() };
        let element = above.element.unwrap_or_else(|| self.loose(above));
        self.tags.pages.entry(page).or_default().push(Leaf { mcid, element });
        Said { loose: above.element.is_none().then_some(element), ..Said::default() }
    }

    fn loose(&mut self, above: Above) -> u32 {
        above.loose.unwrap_or_else(|| self.push(Role::Paragraph, None))
    }

    fn push(&mut self, role: Role, alternative: Option<String>) -> u32 {
        self.tags.elements.push(Element { role, alternative });
        self.tags.elements.len() as u32 - 1
    }

    fn element(&mut self, dictionary: &'a Dictionary, mut above: Above, depth: usize) -> Said {
        let role = self.role(dictionary);
        let mut said = Said::default();
        match role {
            b"Artifact" => above.element = Some(self.push(Role::Artifact, None)),
            b"Table" => {
                above.table = self.tables;
                self.tables += 1;
                (above.in_cell, above.element) = (false, None);
                let outer = std::mem::take(&mut self.row);
                self.kids(dictionary, above, depth + 1);
                self.row = outer;
                return said;
            }
            b"TR" => {
                (above.row, above.column) = (self.row, 0);
                self.row += 1;
            }
            b"TD" | b"TH" => {
                said.was_cell = true;
                let Above { table, row, column, .. } = above;
                above.element = Some(self.push(Role::Cell { table, row, column, header: role == b"TH" }, None));
                above.in_cell = true;
            }
            _ if above.in_cell => {}
            b"P" | b"BlockQuote" | b"Caption" | b"TOCI" | b"BibEntry" | b"Code" | b"Formula" | b"Index" => {
                if let Some(item) = above.item {
                    above.element = Some(item);
                    above.item = None;
                    said.used_item = true;
                } else {
                    above.element = Some(self.push(Role::Paragraph, None));
                }
            }
            b"H" | b"Title" => above.element = Some(self.heading(above.heading_level + 1)),
            [b'H', digit @ b'1'..=b'9'] => above.element = Some(self.heading(digit - b'0')),
            b"TOC" => above.element = None,
            b"Sect" | b"Art" => above.heading_level = (above.heading_level + 1).min(8),
            b"L" => {
                above.list_level += u8::from(above.item.is_some() || above.list_level > 0);
                above.list_level = above.list_level.max(1);
                above.item = None;
            }
            b"LI" => {
                let item = self.push(Role::ListItem(above.list_level.saturating_sub(1)), None);
                above.element = Some(item);
                above.item = Some(item);
            }
            b"Lbl" => {}
            b"LBody" => said.used_item = true,
            b"Note" | b"FENote" | b"Footnote" | b"Endnote" => above.element = Some(self.push(Role::Note, None)),
            b"Figure" => {
                let alternative = self.source.text(dictionary, b"Alt");
                let element = self.push(Role::Figure, alternative);
                above.element = Some(element);
            }
            b"Div" | b"Document" | b"Part" | b"DocumentFragment" | b"Aside" => {
                (above.element, above.loose) = (above.item, None);
            }
            // Spans, links and the like belong to the text around them.
            _ if above.element.is_none() => {
                let loose = self.loose(above);
                above.element = Some(loose);
                said.loose = Some(loose);
            }
            _ => {}
        }
        self.kids(dictionary, above, depth + 1);
        said
    }

    fn heading(&mut self, level: u8) -> u32 {
        self.tags.has_headings = true;
        self.push(Role::Heading(level), None)
    }

    /// The standard role of an element, through the file's own names for roles.
    fn role(&self, dictionary: &'a Dictionary) -> &'a [u8] {
        let mut role = self.source.name(dictionary, b"S").unwrap_or_default();
        for _ in 0..8 {
            match self.roles.and_then(|roles| self.source.name(roles, role)) {
                Some(next) if next != role => role = next,
                _ => break,
            }
        }
        role
    }
}
