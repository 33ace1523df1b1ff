//! Signed states of a ledger, kept where whoever can change the ledger cannot.
//!
//! A chain shows what was changed within it, but not that its end was cut off. So the program signs the ledger's state
//! (number of lines, hash of the last) now and then and appends it to a file elsewhere: one JSON object a line, with an
//! Ed25519 signature, its last field, over the bytes before `,"signature":"`. Every line pins all of the chain up to it.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use fs_err as fs;
use fs_err::os::unix::fs::OpenOptionsExt as _;
use ring::rand::SystemRandom;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use serde::{Deserialize, Serialize};

use super::{LINE_END, LedgerHead, parent};
use crate::fault::point;
use crate::format::sync_folder;
use crate::id::{hex, unhex, unhex_all};

const SIGNATURE_FIELD: &[u8] = b",\"signature\":\"";
const KEY_FILE: &str = "vermerk ledger key 1\n";

/// The private key that signs states of a ledger. Its `Debug` shows the public half alone.
pub struct SigningKey {
    pair: Ed25519KeyPair,
}

/// The public half of a [`SigningKey`]: 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey([u8; 32]);

/// Why a key cannot be made or used. Never shows anything of the key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or written; a file that is there is never overwritten.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Others than its owner may read it.
    #[error("{path} can be read by others than its owner")]
    Exposed {
        /// The file.
        path: PathBuf,
    },
    /// It is no key file.
    #[error("{path} is no key that this program made")]
    NoKey {
        /// The file.
        path: PathBuf,
    },
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    NoRandomness,
}

/// A signed state, as a line has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedHead {
    /// The state.
    #[serde(flatten)]
    pub head: LedgerHead,
    /// When it was signed, in seconds since 1970 by the signer's clock.
    pub at: u64,
    /// The public key that verifies the signature.
    pub key: String,
}

/// What a file of signed states holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SignedHeads {
    /// States whose signature holds, in the order of the file.
    pub heads: Vec<SignedHead>,
    /// Lines, counted from 1, that hold no state signed with the key.
    pub bad_lines: Vec<u64>,
}

impl SigningKey {
    /// Makes a new key in a new file that only its owner can read.
    pub fn create(path: &Path) -> Result<Self, KeyError> {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| KeyError::NoRandomness)?;
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        writeln!(file, "{KEY_FILE}{}", hex(document.as_ref()))?;
        file.sync_all()?;
        sync_folder(parent(path))?;
        Self::load(path)
    }

    /// Reads a key that [`Self::create`] made.
    pub fn load(path: &Path) -> Result<Self, KeyError> {
        let mut file = fs::File::open(path)?;
        if file.metadata()?.permissions().mode() & 0o077 != 0 {
            return Err(KeyError::Exposed { path: path.to_owned() });
        }
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        let digits = text.strip_prefix(KEY_FILE).map(str::trim_end);
        let document = digits.and_then(|digits| unhex_all(digits.as_bytes()));
        let pair = document.and_then(|document| Ed25519KeyPair::from_pkcs8(&document).ok());
        pair.map(|pair| Self { pair }).ok_or_else(|| KeyError::NoKey { path: path.to_owned() })
    }

    /// Its public half.
    pub fn public(&self) -> PublicKey {
        let mut public = [0; 32];
        public.copy_from_slice(self.pair.public_key().as_ref());
        PublicKey(public)
    }

    /// Appends a signed state to `file`, durably, and makes the file if there is none. Does nothing if the last line
    /// says the same.
    pub fn sign(&self, file: &Path, head: &LedgerHead, at: u64) -> io::Result<()> {
        let known = match SignedHeads::read(file, &self.public()) {
            Ok(known) => known.heads,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        if known.last().is_some_and(|last| last.head == *head) {
            return Ok(());
        }
        let signed = SignedHead { head: head.clone(), at, key: self.public().to_string() };
        let mut line = serde_json::to_vec(&signed)?;
        // The closing brace comes after the signature.
        line.pop();
        let signature = hex(self.pair.sign(&line).as_ref());
        line.extend_from_slice(SIGNATURE_FIELD);
        line.extend_from_slice(signature.as_bytes());
        line.extend_from_slice(LINE_END);
        point("sign the ledger")?;
        let created = !file.exists();
        let mut out = fs::OpenOptions::new().read(true).append(true).create(true).open(file)?;
        if ends_within_a_line(&mut out)? {
            line.insert(0, b'\n');
        }
        out.write_all(&line)?;
        out.sync_all()?;
        if created {
            sync_folder(parent(file))?;
        }
        point("sign the ledger")
    }
}

/// Whether the last write was cut short: what is there then stands as a line of its own, and is named as a bad one.
fn ends_within_a_line(file: &mut fs::File) -> io::Result<bool> {
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

impl SignedHeads {
    /// Reads a file of signed states and checks every signature.
    pub fn read(file: &Path, key: &PublicKey) -> io::Result<Self> {
        let mut found = Self::default();
        for (number, line) in fs::read(file)?.split_inclusive(|byte| *byte == b'\n').enumerate() {
            match read_line(line, key) {
                Some(head) => found.heads.push(head),
                None => found.bad_lines.push(number as u64 + 1),
            }
        }
        Ok(found)
    }

    /// The states alone, for [`super::Ledger::verify`].
    pub fn states(&self) -> Vec<LedgerHead> {
        self.heads.iter().map(|signed| signed.head.clone()).collect()
    }
}

fn read_line(line: &[u8], key: &PublicKey) -> Option<SignedHead> {
    let body = line.len().checked_sub(SIGNATURE_FIELD.len() + 128 + LINE_END.len())?;
    let (signed, rest) = line.split_at(body);
    let digits = rest.strip_prefix(SIGNATURE_FIELD)?.strip_suffix(LINE_END)?;
    let signature = unhex_all(digits)?;
    UnparsedPublicKey::new(&ED25519, key.0).verify(signed, &signature).ok()?;
    let head: SignedHead = serde_json::from_slice(line).ok()?;
    (head.key == key.to_string()).then_some(head)
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey").field("public", &self.public()).finish_non_exhaustive()
    }
}

impl std::fmt::Display for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&hex(&self.0))
    }
}

impl std::str::FromStr for PublicKey {
    type Err = crate::NotAnId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        unhex(text).map(Self).ok_or(crate::NotAnId)
    }
}

#[cfg(test)]
mod tests;
