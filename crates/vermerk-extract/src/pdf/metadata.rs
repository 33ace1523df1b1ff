use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use vermerk_document::Metadata;

use super::source::{Source, text_string};

/// Most bytes of an XMP packet that are looked at; real ones have a few thousand.
const LONGEST_PACKET: usize = 1 << 20;
/// Longest value taken from it, in characters.
const LONGEST_VALUE: usize = 2000;

/// What the file says of itself: its information dictionary and catalog, and XMP where those are silent.
pub(super) fn read(source: &Source<'_>) -> Metadata {
    let mut metadata = Metadata::default();
    if let Some(information) = source.dict(source.trailer(), b"Info") {
        metadata.title = source.text(information, b"Title");
        metadata.subject = source.text(information, b"Subject");
        metadata.author = source.text(information, b"Author");
        metadata.producer = source.text(information, b"Producer");
    }
    metadata.language = source.catalog().and_then(|catalog| source.text(catalog, b"Lang"));
    if let Some(stream) = source.catalog().and_then(|catalog| source.stream(catalog, b"Metadata")) {
        let bytes = source.decode(stream).bytes;
        add_packet(&mut metadata, &text_string(bytes.get(..bytes.len().min(LONGEST_PACKET)).unwrap_or_default()));
    }
    metadata
}

/// Fills what is still missing from an XMP packet (ISO 16684-1), as far as that is sound XML.
fn add_packet(metadata: &mut Metadata, packet: &str) {
    let mut reader = Reader::from_str(packet);
    reader.config_mut().check_end_names = false;
    let mut property: Option<Vec<u8>> = None;
    let mut value = String::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) if is_property(start.name().as_ref()) => {
                property = Some(start.name().as_ref().to_vec());
                value.clear();
            }
            Ok(Event::Start(start) | Event::Empty(start)) => attributes(metadata, &start),
            Ok(Event::Text(text)) if property.is_some() => {
                value.push_str(&text.decode().unwrap_or_default());
            }
            Ok(Event::GeneralRef(reference)) if property.is_some() => {
                let name = reference.decode().unwrap_or_default();
                match resolve_predefined_entity(&name) {
                    Some(named) => value.push_str(named),
                    None => value.extend(reference.resolve_char_ref().ok().flatten()),
                }
            }
            // Several authors or languages stand one after the other.
            Ok(Event::End(end)) if end.name().as_ref() == b"rdf:li" && !value.trim().is_empty() => value.push_str("; "),
            Ok(Event::End(end)) if property.as_deref() == Some(end.name().as_ref()) => {
                set(metadata, end.name().as_ref(), &value);
                property = None;
            }
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// Simple properties may stand as attributes.
fn attributes(metadata: &mut Metadata, start: &BytesStart<'_>) {
    for attribute in start.attributes().with_checks(false).flatten() {
        if is_property(attribute.key.as_ref())
            && let Ok(value) = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0)
        {
            set(metadata, attribute.key.as_ref(), &value);
        }
    }
}

fn is_property(name: &[u8]) -> bool {
    matches!(name, b"dc:title" | b"dc:description" | b"dc:creator" | b"dc:language" | b"pdf:Producer")
}

fn set(metadata: &mut Metadata, property: &[u8], value: &str) {
    let words: Vec<&str> = value.split_whitespace().collect();
    let text: String = words.join(" ").chars().filter(|c| !c.is_control()).take(LONGEST_VALUE).collect();
    let text = text.trim_end_matches([';', ' ']);
    let place = match property {
        b"dc:title" => &mut metadata.title,
        b"dc:description" => &mut metadata.subject,
        b"dc:creator" => &mut metadata.author,
        b"dc:language" => &mut metadata.language,
        _ => &mut metadata.producer,
    };
    if place.is_none() && !text.is_empty() {
        *place = Some(text.to_owned());
    }
}
