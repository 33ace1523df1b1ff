use proptest::prelude::*;
use vermerk_document::{Block, MediaType, Metadata, Part, PartKind, Reading};

use super::*;

fn document(parts: Vec<Vec<Block>>) -> Document {
    let parts = parts.into_iter().enumerate().map(|(index, blocks)| Part {
        kind: PartKind::Page { number: index as u32 + 1, label: None },
        reading: Reading::Read,
        blocks,
    });
    Document { media_type: MediaType::Pdf, metadata: Metadata::default(), parts: parts.collect(), hidden: Vec::new() }
}

fn block() -> impl Strategy<Value = Block> {
    let kind = prop_oneof![
        Just(BlockKind::Heading { level: 1 }),
        Just(BlockKind::Paragraph),
        Just(BlockKind::ListItem { level: 0 }),
        Just(BlockKind::TableRow { table: 0, row: 0, header: false }),
        Just(BlockKind::Furniture),
    ];
    let text = prop_oneof![
        "[a-zäß ]{0,30}",
        "(Der Bescheid vom 3\\. Mai ist [a-zäöü]{1,12}\\. ){0,20}",
        "\\PC{0,200}",
        Just("x".repeat(3000)),
    ];
    (kind, text).prop_map(|(kind, text)| Block::new(kind, text))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]
    #[test]
    fn chunks_put_together_are_the_content_and_none_is_over_budget(
        parts in proptest::collection::vec(proptest::collection::vec(block(), 0..8), 0..4),
        tokens in 8_usize..200,
    ) {
        let document = document(parts);
        let chunks = split(&document, &Budget { tokens });
        let mut whole = String::new();
        for (_, block) in document.blocks().filter(|(_, block)| block.kind.is_content()) {
            whole.push_str(&block.text);
        }
        let mut joined = String::new();
        for (index, chunk) in chunks.iter().enumerate() {
            prop_assert_eq!(chunk.ordinal as usize, index);
            prop_assert!(chunk.tokens <= tokens, "{} tokens over {}", chunk.tokens, tokens);
            prop_assert_eq!(chunk.tokens, Tokenizer::o200k().count(&chunk.text));
            for piece in &chunk.pieces {
                joined.push_str(document.resolve(*piece).expect("on character borders"));
            }
        }
        prop_assert_eq!(joined, whole);
    }
}

#[test]
fn a_chunk_ends_before_a_heading_rather_than_before_a_paragraph() {
    let text = "Der Antrag wird abgelehnt, weil die Voraussetzungen nicht vorliegen.";
    let heading = |text: &str| Block::new(BlockKind::Heading { level: 1 }, text);
    let paragraph = || Block::new(BlockKind::Paragraph, text);
    let blocks = vec![heading("I."), paragraph(), paragraph(), heading("II."), paragraph(), paragraph()];
    let budget = Budget { tokens: 4 * Tokenizer::o200k().count(text) };
    let chunks = split(&document(vec![blocks]), &budget);
    assert_eq!(chunks.iter().map(|chunk| chunk.pieces.len()).collect::<Vec<_>>(), [3, 3]);
    assert!(chunks[1].text.starts_with("II.\n\n"));
}
