use std::collections::HashSet;

use lopdf::{Dictionary, Object, ObjectId};

use super::geometry::{Matrix, Rect};
use super::source::Source;

/// Deepest page tree followed.
const DEEPEST_TREE: usize = 64;

/// A page with what it inherits.
#[derive(Clone, Copy)]
pub(super) struct Page<'a> {
    pub(super) dictionary: &'a Dictionary,
    pub(super) id: Option<ObjectId>,
    pub(super) resources: Option<&'a Dictionary>,
    /// The tree names a page here and the file does not have it; its dictionary is that of the node above.
    pub(super) missing: bool,
    media_box: Option<&'a Object>,
    crop_box: Option<&'a Object>,
    rotate: i64,
}

/// The pages in order.
pub(super) struct Pages<'a> {
    pub(super) list: Vec<Page<'a>>,
    /// There are more than the limit allows.
    pub(super) cut: bool,
    /// The tree is sound and has no pages.
    pub(super) none: bool,
    /// The tree was unusable and the pages were found by their type.
    pub(super) repaired: bool,
}

/// Walks the page tree, or takes every object that calls itself a page if the tree has none.
pub(super) fn find<'a>(source: &Source<'a>) -> Pages<'a> {
    let most = source.limits().parts as usize;
    let mut pages = Pages { list: Vec::new(), cut: false, repaired: false, none: false };
    if let Some(root) = source.catalog().and_then(|catalog| source.dict(catalog, b"Pages")) {
        pages.none = source.array(root, b"Kids").is_some_and(<[Object]>::is_empty);
        walk(source, root, most, &mut pages);
    }
    if pages.list.iter().all(|page| page.missing) && !pages.none {
        let found = source.objects_of_type(b"Page").take(most.saturating_add(1));
        let mut found: Vec<Page<'a>> = found.map(|page| inherit(source, page, None, None)).collect();
        if !found.is_empty() || pages.list.is_empty() {
            pages.repaired = true;
            pages.cut = found.len() > most;
            found.truncate(most);
            pages.list = found;
        }
    }
    pages
}

fn walk<'a>(source: &Source<'a>, root: &'a Dictionary, most: usize, pages: &mut Pages<'a>) {
    // The root too: a node that leads back to it would show every page again.
    let id = source.catalog().and_then(|catalog| catalog.get(b"Pages").ok()?.as_reference().ok());
    let mut seen: HashSet<ObjectId> = id.into_iter().collect();
    let root_page = inherit(source, root, None, None);
    let mut open = vec![(root_page, source.array(root, b"Kids").unwrap_or_default().iter())];
    while let Some((parent, kids)) = open.last_mut() {
        let parent = *parent;
        let Some(kid) = kids.next() else {
            open.pop();
            continue;
        };
        let id = kid.as_reference().ok();
        let (page, kids) = match source.resolve(kid).as_dict() {
            Ok(dictionary) => (inherit(source, dictionary, id, Some(parent)), source.array(dictionary, b"Kids")),
            // A page the file has lost still counts, or no one would know that it is not read.
            Err(_) if source.is_missing(kid) => (Page { id: None, missing: true, ..parent }, None),
            Err(_) => continue,
        };
        match kids {
            Some(kids) => {
                // A node met twice is a cycle or a copy made to exhaust the reader.
                if open.len() < DEEPEST_TREE && id.is_none_or(|id| seen.insert(id)) {
                    open.push((page, kids.iter()));
                }
            }
            None if pages.list.len() >= most => {
                pages.cut = true;
                return;
            }
            None => pages.list.push(page),
        }
    }
}

fn inherit<'a>(
    source: &Source<'a>,
    dictionary: &'a Dictionary,
    id: Option<ObjectId>,
    parent: Option<Page<'a>>,
) -> Page<'a> {
    Page {
        dictionary,
        id,
        missing: false,
        resources: source.dict(dictionary, b"Resources").or(parent.and_then(|parent| parent.resources)),
        media_box: source.get(dictionary, b"MediaBox").or(parent.and_then(|parent| parent.media_box)),
        crop_box: source.get(dictionary, b"CropBox").or(parent.and_then(|parent| parent.crop_box)),
        rotate: source.integer(dictionary, b"Rotate").or(parent.map(|parent| parent.rotate)).unwrap_or(0),
    }
}

impl<'a> Page<'a> {
    /// The map from the page's space to points from its top left corner as shown, and the page's box there.
    pub(super) fn placement(&self, source: &Source<'a>) -> (Matrix, Rect) {
        let letter = [0.0, 0.0, 612.0, 792.0];
        let media = self.media_box.and_then(|object| rectangle(source, object)).unwrap_or(letter);
        let crop = self.crop_box.and_then(|object| rectangle(source, object)).map_or(media, |crop| {
            let cut = [crop[0].max(media[0]), crop[1].max(media[1]), crop[2].min(media[2]), crop[3].min(media[3])];
            if cut[0] < cut[2] && cut[1] < cut[3] { cut } else { media }
        });
        let [x0, y0, x1, y1] = crop;
        let (width, height) = (x1 - x0, y1 - y0);
        let (matrix, width, height) = match self.rotate.rem_euclid(360) {
            90 => (Matrix([0.0, 1.0, 1.0, 0.0, -y0, -x0]), height, width),
            180 => (Matrix([-1.0, 0.0, 0.0, 1.0, x1, -y0]), width, height),
            270 => (Matrix([0.0, -1.0, -1.0, 0.0, y1, x1]), height, width),
            _ => (Matrix([1.0, 0.0, 0.0, -1.0, -x0, y1]), width, height),
        };
        (matrix, Rect { x0: 0.0, y0: 0.0, x1: width, y1: height })
    }
}

fn rectangle<'a>(source: &Source<'a>, object: &'a Object) -> Option<[f32; 4]> {
    let array = object.as_array().ok()?;
    let mut corners = [0.0; 4];
    for (corner, object) in corners.iter_mut().zip(array) {
        *corner = source.resolve(object).as_float().ok().filter(|number| number.abs() < 1e6)?;
    }
    let [a, b, c, d] = corners;
    let rect = [a.min(c), b.min(d), a.max(c), b.max(d)];
    (array.len() >= 4 && rect[2] - rect[0] > 1.0 && rect[3] - rect[1] > 1.0).then_some(rect)
}
