use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Map, Value};

use super::{DOCUMENTS, ManifestError, value_of};

/// Reads `<Einreichung>` with a field an element, and `<Dokument>` elements with theirs. Namespaces and attributes are
/// left out of account; an element that stands twice (Beteiligte, Datenkategorie) adds to the first. No entity but the
/// five of XML is known, nothing outside the file is read.
pub(super) fn read(bytes: &[u8]) -> Result<Value, ManifestError> {
    let broken = || ManifestError::Form { form: "XML", line: None };
    let mut reader = Reader::from_reader(bytes);
    let (mut common, mut document): (Map<String, Value>, Option<Map<String, Value>>) = (Map::new(), None);
    let mut documents = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut text = String::new();
    loop {
        match reader.read_event().map_err(|_| broken())? {
            Event::Start(element) => {
                let name = String::from_utf8(element.local_name().as_ref().to_vec()).map_err(|_| broken())?;
                if open.len() == 1 && name == "Dokument" {
                    document = Some(Map::new());
                }
                // Einreichung, Dokument, field: no deeper.
                if open.len() >= 3 {
                    return Err(ManifestError::Field(name));
                }
                open.push(name);
                text.clear();
            }
            Event::Empty(element) => {
                let name = String::from_utf8(element.local_name().as_ref().to_vec()).map_err(|_| broken())?;
                return Err(ManifestError::Field(name));
            }
            Event::Text(piece) => text.push_str(&piece.decode().map_err(|_| broken())?),
            Event::CData(piece) => text.push_str(&piece.decode().map_err(|_| broken())?),
            Event::GeneralRef(entity) => {
                let name = entity.decode().map_err(|_| broken())?;
                let resolved = match entity.resolve_char_ref() {
                    Ok(Some(c)) => c.to_string(),
                    _ => quick_xml::escape::resolve_predefined_entity(&name).ok_or_else(broken)?.to_owned(),
                };
                text.push_str(&resolved);
            }
            Event::End(_) => {
                let name = open.pop().ok_or_else(broken)?;
                match (open.len(), document.as_mut()) {
                    (0, _) => {}
                    (1, Some(_)) if name == "Dokument" => {
                        documents.extend(document.take().map(Value::Object));
                    }
                    (_, Some(document)) => add(document, &name, &text)?,
                    (_, None) => add(&mut common, &name, &text)?,
                }
                text.clear();
            }
            Event::Eof if open.is_empty() => break,
            Event::DocType(_) | Event::Eof => return Err(broken()),
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
        }
    }
    common.insert(DOCUMENTS.to_owned(), Value::Array(documents));
    Ok(Value::Object(common))
}

/// A field that holds one value stands once: of two it would be unsure which counts.
fn add(fields: &mut Map<String, Value>, name: &str, text: &str) -> Result<(), ManifestError> {
    match (fields.get_mut(name), value_of(name, text)) {
        (None, value) => drop(fields.insert(name.to_owned(), value)),
        (Some(Value::Array(list)), Value::Array(more)) => list.extend(more),
        (Some(_), _) => return Err(ManifestError::Field(name.to_owned())),
    }
    Ok(())
}
