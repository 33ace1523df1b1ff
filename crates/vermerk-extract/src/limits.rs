use serde::{Deserialize, Serialize};

/// Limits on reading one document. Reaching one keeps what has been read so far and marks the part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Most bytes of the file itself.
    pub file_bytes: u64,
    /// Most bytes one stream or archive entry may decompress to.
    pub entry_bytes: u64,
    /// Most bytes all streams or entries together may decompress to.
    pub decoded_bytes: u64,
    /// Most times an archive entry of more than 4 MiB may grow when it is decompressed.
    pub ratio: u32,
    /// Most entries of an archive.
    pub entries: u32,
    /// Most pages or sections.
    pub parts: u32,
    /// Deepest nesting of markup, arrays or forms.
    pub depth: u32,
    /// Most operators of one page, or events of one markup part.
    pub operators: u64,
    /// Most bytes of text produced.
    pub output_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 512 << 20,
            entry_bytes: 128 << 20,
            decoded_bytes: 512 << 20,
            ratio: 200,
            entries: 20_000,
            parts: 20_000,
            depth: 256,
            operators: 20_000_000,
            output_bytes: 64 << 20,
        }
    }
}
