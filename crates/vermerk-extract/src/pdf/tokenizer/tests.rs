use super::{Operand, Tokenizer};

fn strings(content: &[u8]) -> Vec<(String, Vec<String>)> {
    let mut tokens = Tokenizer::new(content);
    let mut found = Vec::new();
    while let Some(operator) = tokens.next_operator() {
        let shown = tokens.operands().iter().map(|&operand| match operand {
            Operand::Number(number) => number.to_string(),
            Operand::String(..) | Operand::Name(..) => String::from_utf8_lossy(tokens.bytes(operand)).into_owned(),
            other => format!("{other:?}"),
        });
        found.push((String::from_utf8_lossy(operator).into_owned(), shown.collect()));
    }
    found
}

#[test]
fn strings_names_and_numbers_are_read_as_written() {
    let read = strings(b"/F#201 -.5 +12. (a\\)\\050(b)\\\r\n\\101) <48 656C6c6F> Tj % (c) Tj\nT*");
    let expected = ["F 1", "-0.5", "12", "a)((b)A", "Hello"].map(str::to_owned).to_vec();
    assert_eq!(read, [("Tj".to_owned(), expected), ("T*".to_owned(), vec![])]);
}

#[test]
fn a_picture_is_skipped_and_what_follows_is_read() {
    let read = strings_after_picture(b"BI /W 1 ID \x00 EI\x01\x02 EI Q (x) Tj");
    assert_eq!(read, ["Q", "Tj"]);
}

fn strings_after_picture(content: &[u8]) -> Vec<String> {
    let mut tokens = Tokenizer::new(content);
    let mut after = Vec::new();
    while let Some(operator) = tokens.next_operator() {
        match operator {
            b"ID" => tokens.skip_inline_image(),
            b"BI" => {}
            other => after.push(String::from_utf8_lossy(other).into_owned()),
        }
    }
    after
}

#[test]
fn depth_and_length_are_bounded() {
    let mut content = vec![b'['; 3_000_000];
    content.extend_from_slice(b" TJ");
    let mut tokens = Tokenizer::new(&content);
    assert_eq!(tokens.next_operator(), Some(b"TJ".as_slice()));
    assert!(tokens.overflowed());
    assert!(tokens.operands().len() < 3_000_000);
    let mut broken = Tokenizer::new(b"(never closed");
    assert_eq!(broken.next_operator(), None);
}
