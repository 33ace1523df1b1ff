//! The wrapping of every value: `VM`, version, kind, flags, stored length, plain length, checksum, payload.
//!
//! The checksum also covers the key, so that an intact value under a wrong key is found out.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use sha2::{Digest, Sha256};

use crate::key::Kind;

/// Version of the envelope.
pub(crate) const VERSION: u8 = 1;

const MAGIC: &[u8; 2] = b"VM";
const FIELDS: usize = 17;
const HEADER: usize = FIELDS + 16;
const DEFLATED: u8 = 1;
const EXTERNAL: u8 = 2;

/// Values shorter than this are not worth deflating.
const DEFLATE_FROM: usize = 512;

/// A value ready to be stored.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Packed {
    pub(crate) bytes: Vec<u8>,
    pub(crate) deflated: bool,
    pub(crate) plain_len: u64,
}

/// What an envelope holds.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Content<'a> {
    /// The value itself.
    Inline(Parcel<'a>),
    /// The SHA-256 of the file that holds the value; deflated or not, and its plain length.
    External { sha256: [u8; 32], deflated: bool, plain_len: u64 },
}

/// A stored value and how to read it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Parcel<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) deflated: bool,
    pub(crate) plain_len: u64,
}

/// Why an envelope cannot be opened.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    Newer(u8),
    Damaged,
}

/// Deflates a value where that makes it smaller.
pub(crate) fn pack(plain: Vec<u8>) -> Packed {
    let plain_len = plain.len() as u64;
    if plain.len() >= DEFLATE_FROM {
        let mut encoder = DeflateEncoder::new(Vec::with_capacity(plain.len() / 4), Compression::new(3));
        if let Ok(deflated) = encoder.write_all(&plain).and_then(|()| encoder.finish())
            && deflated.len() < plain.len()
        {
            return Packed { bytes: deflated, deflated: true, plain_len };
        }
    }
    Packed { bytes: plain, deflated: false, plain_len }
}

impl Parcel<'_> {
    /// The plain value, or `None` if it does not have the length it should have.
    pub(crate) fn unpack(&self) -> Option<Vec<u8>> {
        if !self.deflated {
            return (self.bytes.len() as u64 == self.plain_len).then(|| self.bytes.to_vec());
        }
        let mut plain = Vec::new();
        // One byte more than expected, so that a longer value is noticed and never unpacked in full.
        DeflateDecoder::new(self.bytes).take(self.plain_len.saturating_add(1)).read_to_end(&mut plain).ok()?;
        (plain.len() as u64 == self.plain_len).then_some(plain)
    }
}

/// Seals a value that lies in the envelope itself.
pub(crate) fn seal_inline(kind: Kind, key: &[u8], packed: &Packed) -> Vec<u8> {
    let flags = if packed.deflated { DEFLATED } else { 0 };
    seal(kind, key, flags, packed.plain_len, &packed.bytes)
}

/// Seals the name of the file in which a value lies.
pub(crate) fn seal_external(kind: Kind, key: &[u8], packed: &Packed, sha256: &[u8; 32]) -> Vec<u8> {
    let flags = EXTERNAL | if packed.deflated { DEFLATED } else { 0 };
    seal(kind, key, flags, packed.plain_len, sha256)
}

fn seal(kind: Kind, key: &[u8], flags: u8, plain_len: u64, payload: &[u8]) -> Vec<u8> {
    let mut envelope = Vec::with_capacity(HEADER + payload.len());
    envelope.extend_from_slice(MAGIC);
    envelope.extend_from_slice(&[VERSION, kind.number(), flags]);
    envelope.extend_from_slice(&(payload.len() as u32).to_le_bytes());
    envelope.extend_from_slice(&plain_len.to_le_bytes());
    let checksum = checksum(&envelope, key, payload);
    envelope.extend_from_slice(&checksum);
    envelope.extend_from_slice(payload);
    envelope
}

/// Inflates a value whose plain length is not known; `None` if it is not deflated.
pub(crate) fn inflate(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let mut decoder = DeflateDecoder::new(bytes);
    decoder.read_to_end(&mut plain).ok()?;
    (decoder.total_in() == bytes.len() as u64).then_some(plain)
}

/// What looks like an envelope at the start of these bytes, cut to its length. Only the checksum can tell whether it is.
pub(crate) fn find(bytes: &[u8]) -> Option<(Kind, &[u8])> {
    if !bytes.starts_with(MAGIC) || bytes.len() < HEADER || bytes[2] != VERSION {
        return None;
    }
    let kind = Kind::of_number(bytes[3])?;
    let stored_len = u32::from_le_bytes(bytes[5..9].try_into().ok()?) as usize;
    Some((kind, bytes.get(..HEADER + stored_len)?))
}

/// Checks an envelope and says what it holds.
pub(crate) fn open<'a>(kind: Kind, key: &[u8], envelope: &'a [u8]) -> Result<Content<'a>, Broken> {
    let (header, payload) = envelope.split_at_checked(HEADER).ok_or(Broken::Damaged)?;
    let (fields, expected) = header.split_at(FIELDS);
    if &fields[..2] != MAGIC || checksum(fields, key, payload) != *expected {
        return Err(Broken::Damaged);
    }
    // Only after the checksum: a flipped bit in the version is damage, not a newer program.
    if fields[2] > VERSION {
        return Err(Broken::Newer(fields[2]));
    }
    if fields[3] != kind.number() {
        return Err(Broken::Damaged);
    }
    contents_unchecked(envelope).ok_or(Broken::Damaged)
}

/// What an envelope holds if its checksum holds, which is not looked at.
pub(crate) fn contents_unchecked(envelope: &[u8]) -> Option<Content<'_>> {
    let (header, payload) = envelope.split_at_checked(HEADER)?;
    let stored_len = u32::from_le_bytes(header[5..9].try_into().ok()?);
    let plain_len = u64::from_le_bytes(header[9..17].try_into().ok()?);
    let flags = header[4];
    if flags > (DEFLATED | EXTERNAL) || payload.len() != stored_len as usize {
        return None;
    }
    let deflated = flags & DEFLATED != 0;
    if flags & EXTERNAL == 0 {
        return Some(Content::Inline(Parcel { bytes: payload, deflated, plain_len }));
    }
    Some(Content::External { sha256: payload.try_into().ok()?, deflated, plain_len })
}

fn checksum(fields: &[u8], key: &[u8], payload: &[u8]) -> [u8; 16] {
    let mut hash = Sha256::new();
    hash.update(fields);
    hash.update((key.len() as u64).to_le_bytes());
    hash.update(key);
    hash.update(payload);
    let full: [u8; 32] = hash.finalize().into();
    let mut short = [0; 16];
    short.copy_from_slice(&full[..16]);
    short
}

#[cfg(test)]
mod tests;
