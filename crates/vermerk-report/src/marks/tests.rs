use std::ops::Range;

use super::{Mark, Run, Value, cells};

fn mark(range: Range<usize>, id: &str) -> Mark {
    Mark::new(range, id.to_owned(), "beleg", (format!("zu-{id}"), format!("Satz {id}")))
}

fn value(range: Range<usize>, id: &str) -> Value {
    Value { range, id: id.to_owned(), row: format!("r{id}") }
}

/// The runs in short: `{…}` marked, `<…>` a value, `#id` an id, `^id` a link back, cells parted by ` | `.
#[track_caller]
fn check(text: &str, separator: Option<char>, marks: &[Mark], values: &[Value], expect: &str) {
    let show = |run: &Run| match run {
        Run::Text(text) => text.clone(),
        Run::Anchor(id) => format!("#{id} "),
        Run::Open(_) => "{".to_owned(),
        Run::Close => "}".to_owned(),
        Run::Back { target, .. } => format!("^{target} "),
        Run::Value { text, .. } => format!("<{text}>"),
    };
    let shown: Vec<String> =
        cells(text, separator, marks, values).iter().map(|runs| runs.iter().map(show).collect()).collect();
    assert_eq!(shown.join(" | "), expect);
}

#[test]
fn a_passage_is_marked_with_its_value_within() {
    check(
        "Bis 30. Mai zahlen. Gut.",
        None,
        &[mark(0..19, "a")],
        &[value(4..11, "v")],
        "{#a Bis #v <30. Mai> zahlen.}^zu-a  Gut.",
    );
    check("ohne alles", None, &[], &[], "ohne alles");
}

#[test]
fn overlapping_passages_are_one_mark_with_both_ids() {
    check("abcdef", None, &[mark(2..5, "b"), mark(0..3, "a")], &[], "{#a ab#b cde}^zu-a ^zu-b f");
}

#[test]
fn a_value_on_the_border_of_a_passage_is_cut_there() {
    check("abcdef", None, &[mark(0..3, "a")], &[value(2..5, "v")], "{#a ab#v <c>}^zu-a <de>f");
}

#[test]
fn overlapping_values_keep_both_ids() {
    check("bis 30. Mai", None, &[], &[value(0..11, "v"), value(4..11, "w")], "#v <bis >#w <30. Mai>");
}

#[test]
fn a_marked_row_is_marked_in_every_cell_and_linked_back_once() {
    check("\ta\tb\t", Some('\t'), &[mark(0..5, "a")], &[value(1..2, "v")], " | {#a #v <a>} | {b}^zu-a  | ");
}
