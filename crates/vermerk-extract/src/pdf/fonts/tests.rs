use lopdf::{Document, Object, dictionary};

use super::{MOST_RANGES, Widths};
use crate::Limits;
use crate::pdf::source::{Source, Spent};

#[test]
fn widths_are_found_in_lists_and_in_short_and_long_ranges() {
    let (file, limits) = (Document::new(), Limits::default());
    let spent = Spent::default();
    let source = Source::new(&file, &limits, &spent);
    let list = Object::Array(vec![400.into(), 410.into()]);
    let mut entries: Vec<Object> = vec![1.into(), 3.into(), 300.into(), 5.into(), list];
    for _ in 0..=MOST_RANGES {
        entries.extend([100.into(), 200.into(), 500.into()]);
    }
    // A font may count up to any number, and none may run over.
    entries.extend([4_294_967_295i64.into(), Object::Array(vec![1.into(), 2.into()])]);
    let font = dictionary! { "DW" => 900, "W" => entries };
    let widths = Widths::read(&source, &font);
    let found = [1, 3, 4, 5, 6, 150, 201].map(|cid| widths.of(cid) as i32);
    assert_eq!(found, [300, 300, 900, 400, 410, 500, 900]);
    assert_eq!(widths.ranges.len(), MOST_RANGES);
}
