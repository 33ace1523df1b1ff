//! Unicode tag characters: letters no program shows and every model reads. None stays in a text, each is reported.

use vermerk_document::{Extraction, Hidden, HiddenBy, Notice, NoticeKind};

/// They mirror ASCII from here on.
const FIRST: u32 = 0xe_0000;

fn is_tag(letter: char) -> bool {
    (FIRST..FIRST + 0x80).contains(&(letter as u32))
}

/// The text without tag characters, and what they say; `None` if there are none.
fn parted(text: &str) -> Option<(String, String)> {
    // They all begin with this byte, which hardly any text has; looking for a byte is quick.
    if !text.as_bytes().contains(&0xf3) || !text.contains(is_tag) {
        return None;
    }
    let said = text.chars().filter(|&letter| is_tag(letter));
    let said = said.filter_map(|letter| char::from_u32(letter as u32 - FIRST)).filter(|letter| !letter.is_control());
    Some((text.chars().filter(|&letter| !is_tag(letter)).collect(), said.collect()))
}

/// Takes them out of all blocks, and names what they said as hidden text.
pub(crate) fn take_out(extraction: &mut Extraction) {
    let Extraction { document, notices } = extraction;
    for (part, blocks) in document.parts.iter_mut().map(|part| &mut part.blocks).enumerate() {
        let mut passages = 0;
        for block in blocks.iter_mut() {
            let Some((shown, said)) = parted(&block.text) else { continue };
            let label = block.text.get(..block.label_len as usize).and_then(parted);
            block.label_len = label.map_or(block.label_len, |(label, _)| label.len() as u32);
            block.text = shown;
            document.hidden.push(Hidden { part: part as u32, by: HiddenBy::Invisible, text: said });
            passages += 1;
        }
        if passages > 0 {
            blocks.retain(|block| !block.text.trim().is_empty());
            tell(notices, part as u32, passages);
        }
    }
    let metadata = &mut document.metadata;
    let told = [&mut metadata.title, &mut metadata.subject, &mut metadata.author, &mut metadata.producer];
    for value in told {
        if let Some((shown, _)) = value.as_deref().and_then(parted) {
            *value = Some(shown).filter(|shown| !shown.trim().is_empty());
        }
    }
}

/// Adds passages to what is told of a part's hidden text.
fn tell(notices: &mut Vec<Notice>, part: u32, passages: u32) {
    let told = notices.iter_mut().find_map(|notice| match &mut notice.kind {
        NoticeKind::HiddenText { passages } if notice.part == Some(part) => Some(passages),
        _ => None,
    });
    match told {
        Some(told) => *told += passages,
        None => notices.push(Notice { part: Some(part), kind: NoticeKind::HiddenText { passages } }),
    }
}
