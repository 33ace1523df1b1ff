use std::fmt;
use std::io::{self, Read};
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use vermerk_document::MediaType;
use vermerk_summary::{Provenance, Request, RequestId};

/// A document by its content: the SHA-256 of the file's bytes. Two files with the same bytes are one document.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DocumentId([u8; 32]);

/// One result of one document: the SHA-256 over the document and everything the result was made with.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ResultKey([u8; 32]);

/// One request about one document to one model at one endpoint: the SHA-256 over these four. Whatever else decides the
/// answer, such as the form it is asked for in, the caller writes into `endpoint` beside the address.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AnswerKey([u8; 32]);

/// Running number of a batch in its store, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BatchId(pub u64);

/// A text that should be 64 lower-case hexadecimal digits and is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id of 64 lower-case hexadecimal digits")]
pub struct NotAnId;

impl DocumentId {
    /// The id of a file with these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The id of what a reader gives, which need not fit into memory.
    pub fn of_reader(mut reader: impl Read) -> io::Result<Self> {
        let mut hash = Sha256::new();
        let mut piece = vec![0; 1 << 20];
        loop {
            match reader.read(&mut piece)? {
                0 => return Ok(Self(hash.finalize().into())),
                read => hash.update(&piece[..read]),
            }
        }
    }

    /// The hash itself.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl ResultKey {
    /// The key of what this document gives when it is read as this media type, with this provenance.
    pub fn new(document: &DocumentId, media_type: Option<MediaType>, provenance: &Provenance) -> Self {
        let Provenance { program, pipeline, pipeline_version, pipeline_sha256, model, guideline } = provenance;
        let mut hash = Sha256::new();
        hash.update(b"vermerk result 1\0");
        hash.update(document.0);
        hash.update([match media_type {
            None => 0,
            Some(MediaType::Pdf) => 1,
            Some(MediaType::Docx) => 2,
            Some(MediaType::Text) => 3,
        }]);
        for field in [program, pipeline, pipeline_sha256, model] {
            // The length keeps ("ab", "c") and ("a", "bc") apart.
            hash.update((field.len() as u64).to_le_bytes());
            hash.update(field.as_bytes());
        }
        hash.update(pipeline_version.to_le_bytes());
        // Without a guideline nothing is added, so that results from before there were any are still found.
        if let Some(guideline) = guideline {
            hash.update(guideline.title().as_bytes());
        }
        Self(hash.finalize().into())
    }

    /// The hash itself.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl AnswerKey {
    /// The key of the answer to this request. The document is part of it, so that every answer can be deleted with
    /// its document; the request's running number is not.
    pub fn new(document: &DocumentId, endpoint: &str, model: &str, request: &Request) -> Self {
        let request = Request { id: RequestId(0), ..request.clone() };
        let request = serde_json::to_vec(&request).expect("a request is plain data, its keys are strings");
        let mut hash = Sha256::new();
        hash.update(b"vermerk answer 1\0");
        hash.update(document.0);
        for field in [endpoint.as_bytes(), model.as_bytes(), &request] {
            hash.update((field.len() as u64).to_le_bytes());
            hash.update(field);
        }
        Self(hash.finalize().into())
    }

    /// The hash itself.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for BatchId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub(crate) fn unhex(text: &str) -> Option<[u8; 32]> {
    unhex_all(text.as_bytes())?.try_into().ok()
}

/// Bytes of any number of lower-case hexadecimal digits.
pub(crate) fn unhex_all(digits: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    digits.chunks_exact(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

macro_rules! as_hex {
    ($id:ident) => {
        impl fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&hex(&self.0))
            }
        }

        impl fmt::Debug for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($id), "({})"), self)
            }
        }

        impl FromStr for $id {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                unhex(text).map(Self).ok_or(NotAnId)
            }
        }

        impl TryFrom<String> for $id {
            type Error = NotAnId;

            fn try_from(text: String) -> Result<Self, NotAnId> {
                text.parse()
            }
        }

        impl From<$id> for String {
            fn from(id: $id) -> String {
                id.to_string()
            }
        }
    };
}

as_hex!(DocumentId);
as_hex!(ResultKey);
as_hex!(AnswerKey);
