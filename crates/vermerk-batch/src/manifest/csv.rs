use serde_json::{Map, Value};

use super::{DOCUMENTS, ManifestError, value_of};

/// Reads a table with a head and `;` between its cells, in UTF-8 or Windows-1252 (RFC 4180 in all else). A row without
/// a file speaks of all documents.
pub(super) fn read(bytes: &[u8]) -> Result<Value, ManifestError> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        // As Excel writes it on German machines. Every byte is a character there.
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0,
    };
    let broken = |error: &csv::Error| ManifestError::Form {
        form: "CSV",
        line: error.position().map(|position| position.line() as usize),
    };
    let mut table = csv::ReaderBuilder::new().delimiter(b';').trim(csv::Trim::All).from_reader(text.as_bytes());
    let head = table.headers().map_err(|error| broken(&error))?.clone();
    let mut common = Map::new();
    let mut documents = Vec::new();
    for row in table.records() {
        let row = row.map_err(|error| broken(&error))?;
        let cells = head.iter().zip(&row).filter(|(_, cell)| !cell.is_empty());
        let mut fields = Map::new();
        for (field, cell) in cells {
            once(&mut fields, field, value_of(field, cell))?;
        }
        if fields.contains_key("Datei") {
            documents.push(Value::Object(fields));
        } else {
            fields.into_iter().try_for_each(|(field, value)| once(&mut common, &field, value))?;
        }
    }
    common.insert(DOCUMENTS.to_owned(), Value::Array(documents));
    Ok(Value::Object(common))
}

/// Of two values it would be unsure which counts.
fn once(fields: &mut Map<String, Value>, field: &str, value: Value) -> Result<(), ManifestError> {
    match fields.insert(field.to_owned(), value) {
        None => Ok(()),
        Some(_) => Err(ManifestError::Field(field.to_owned())),
    }
}
