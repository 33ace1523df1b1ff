use serde::{Deserialize, Serialize};

/// What a file is, by its first bytes and, for plain text, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MediaType {
    /// Portable Document Format (ISO 32000).
    Pdf,
    /// Office Open XML word processing document (ECMA-376); also what only calls itself so: its reader says what it is.
    Docx,
    /// Plain text, UTF-8 or Windows-1252.
    Text,
}

impl MediaType {
    /// Tells the type from the content; the file name (with its ending) decides only where the content does not.
    ///
    /// Returns `None` for a name with a foreign ending whose content is none of the known types.
    pub fn detect(name: &str, bytes: &[u8]) -> Option<Self> {
        let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
        if head.windows(5).any(|five| five == b"%PDF-") {
            return Some(Self::Pdf);
        }
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        match ending.as_deref() {
            Some("pdf") => Some(Self::Pdf),
            Some("docx" | "docm" | "dotx" | "dotm") => Some(Self::Docx),
            Some("txt" | "text") => Some(Self::Text),
            _ if head.starts_with(b"PK\x03\x04") => Some(Self::Docx),
            _ => None,
        }
    }
}
