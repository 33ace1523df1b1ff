use super::{CMap, collection_text};

fn text(map: &CMap, code: u32) -> Option<String> {
    let mut text = String::new();
    map.text(code, &mut text).then_some(text)
}

#[test]
fn ranges_lists_and_long_texts_are_read() {
    let map = CMap::parse(
        b"1 begincodespacerange <00> <FF> endcodespacerange 2 beginbfchar <01> <00660069> <02> <D83DDE00> endbfchar \
          2 beginbfrange <10> <12> <0041> <20> <21> [<0058> <0059>] endbfrange",
        None,
    );
    assert_eq!(text(&map, 1).as_deref(), Some("fi"));
    assert_eq!(text(&map, 2).as_deref(), Some("😀"));
    assert_eq!(text(&map, 0x12).as_deref(), Some("C"));
    assert_eq!(text(&map, 0x21).as_deref(), Some("Y"));
    assert_eq!(text(&map, 0x13), None);
    assert_eq!(map.next_code(&[1, 2]), (1, 1));
}

#[test]
fn a_range_of_four_billion_codes_costs_nothing() {
    let map = CMap::parse(b"1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange", None);
    assert_eq!(text(&map, 1).as_deref(), Some("B"));
    assert_eq!(text(&map, u32::MAX), None);
}

#[test]
fn codes_of_mixed_length_are_parted_by_the_code_spaces() {
    let map = CMap::parse(b"2 begincodespacerange <00> <7F> <8140> <9FFC> endcodespacerange", None);
    assert_eq!(map.next_code(&[0x41, 0x42]), (0x41, 1));
    assert_eq!(map.next_code(&[0x81, 0x42]), (0x8142, 2));
    let japanese = CMap::predefined(b"90ms-RKSJ-H").unwrap();
    let (code, length) = japanese.next_code(&[0x93, 0xfa, 0x41]);
    let mut text = String::new();
    assert!(collection_text(b"Japan1", japanese.cid(code, length), &mut text));
    assert_eq!((text.as_str(), length), ("日", 2));
}
