use std::borrow::Cow;

use flate2::{Decompress, FlushDecompress, Status};
use lopdf::{Dictionary, Object, Stream};

use super::source::{Cut, Decoded, Source, as_dict};

/// More filters than any real stream names.
const MOST_FILTERS: usize = 8;

/// Undoes a stream's filters, keeping what came out before damage or the limit.
///
/// Unlike lopdf's decoders this follows indirect filter names, knows the abbreviated ones, and keeps the bytes before
/// a limit or damage instead of dropping the stream.
pub(super) fn decode<'a>(source: &Source<'a>, stream: &'a Stream, limit: usize) -> Decoded {
    let filters = entries(source, &stream.dict, [b"Filter", b"F"]);
    let parameters = entries(source, &stream.dict, [b"DecodeParms", b"DP"]);
    let mut data: Cow<'_, [u8]> = Cow::Borrowed(&stream.content);
    let mut cut = (filters.len() > MOST_FILTERS).then_some(Cut::Damaged);
    for (index, filter) in filters.iter().take(MOST_FILTERS).enumerate() {
        let parameters = parameters.get(index).and_then(|object| as_dict(object));
        let Ok(name) = filter.as_name() else { continue };
        let step = match name {
            b"FlateDecode" | b"Fl" => predicted(inflate(&data, limit), parameters, limit),
            b"ASCIIHexDecode" | b"AHx" => ascii_hex(&data, limit),
            b"ASCII85Decode" | b"A85" => ascii_85(&data, limit),
            b"RunLengthDecode" | b"RL" => run_length(&data, limit),
            b"LZWDecode" | b"LZW" => by_lopdf("LZWDecode", &data, parameters, limit),
            b"BrotliDecode" => by_lopdf("BrotliDecode", &data, None, limit),
            b"Crypt" => continue,
            _ => Decoded { bytes: Vec::new(), cut: Some(Cut::Damaged) },
        };
        cut = step.cut.or(cut);
        data = Cow::Owned(step.bytes);
    }
    let mut bytes = data.into_owned();
    if bytes.len() > limit {
        bytes.truncate(limit);
        cut = Some(Cut::TooLarge);
    }
    Decoded { bytes, cut }
}

/// A name or an array of names (or dictionaries), directly or by reference.
fn entries<'a>(source: &Source<'a>, dictionary: &'a Dictionary, keys: [&[u8]; 2]) -> Vec<&'a Object> {
    match keys.iter().find_map(|key| source.get(dictionary, key)) {
        Some(Object::Array(array)) => array.iter().take(MOST_FILTERS + 1).map(|entry| source.resolve(entry)).collect(),
        Some(object) => vec![object],
        None => Vec::new(),
    }
}

fn inflate(input: &[u8], limit: usize) -> Decoded {
    let decoded = inflate_as(input, true, limit);
    if decoded.bytes.is_empty() && input.len() > 2 {
        // A wrong zlib header: the data after it is often sound.
        let raw = inflate_as(&input[2..], false, limit);
        if !raw.bytes.is_empty() {
            return raw;
        }
    }
    decoded
}

fn inflate_as(input: &[u8], zlib_header: bool, limit: usize) -> Decoded {
    let mut inflater = Decompress::new(zlib_header);
    let mut bytes: Vec<u8> = Vec::with_capacity(input.len().saturating_mul(3).clamp(512, 1 << 20).min(limit));
    loop {
        let consumed = usize::try_from(inflater.total_in()).unwrap_or(usize::MAX);
        let before = bytes.len();
        if bytes.len() == bytes.capacity() {
            bytes.reserve((bytes.len() / 2).clamp(4096, 1 << 24));
        }
        let rest = input.get(consumed..).unwrap_or_default();
        let status = inflater.decompress_vec(rest, &mut bytes, FlushDecompress::None);
        if bytes.len() > limit {
            bytes.truncate(limit);
            return Decoded { bytes, cut: Some(Cut::TooLarge) };
        }
        match status {
            Ok(Status::StreamEnd) => return Decoded { bytes, cut: None },
            Ok(_) if bytes.len() > before || inflater.total_in() as usize > consumed => {}
            Ok(_) if bytes.len() == bytes.capacity() => {}
            Ok(_) => return Decoded { bytes, cut: Some(Cut::Damaged) },
            Err(_) => {
                // Some writers spoil only the checksum at the very end.
                let harmless = consumed + 8 >= input.len() && !bytes.is_empty();
                return Decoded { bytes, cut: (!harmless).then_some(Cut::Damaged) };
            }
        }
    }
}

/// Undoes a predictor; content rarely has one, so lopdf's decoder does it over stored data.
fn predicted(decoded: Decoded, parameters: Option<&Dictionary>, limit: usize) -> Decoded {
    let predictor = parameters.and_then(|p| p.get(b"Predictor").ok()).and_then(|p| p.as_i64().ok()).unwrap_or(1);
    if predictor <= 1 {
        return decoded;
    }
    let mut stored = vec![0x78, 0x01];
    let chunks = decoded.bytes.chunks(0xffff).collect::<Vec<_>>();
    for (index, chunk) in chunks.iter().enumerate() {
        let length = u16::try_from(chunk.len()).unwrap_or(u16::MAX);
        stored.push(u8::from(index + 1 == chunks.len()));
        stored.extend_from_slice(&length.to_le_bytes());
        stored.extend_from_slice(&(!length).to_le_bytes());
        stored.extend_from_slice(chunk);
    }
    let undone = by_lopdf("FlateDecode", &stored, parameters, limit);
    Decoded { cut: decoded.cut.or(undone.cut), ..undone }
}

fn by_lopdf(filter: &str, data: &[u8], parameters: Option<&Dictionary>, limit: usize) -> Decoded {
    let mut stream = Stream::new(Dictionary::new(), data.to_vec());
    stream.dict.set("Filter", Object::Name(filter.as_bytes().to_vec()));
    if let Some(parameters) = parameters {
        stream.dict.set("DecodeParms", Object::Dictionary(parameters.clone()));
    }
    match stream.decompressed_content_with_limit(limit) {
        Ok(bytes) => Decoded { bytes, cut: None },
        Err(lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. })) => {
            Decoded { bytes: Vec::new(), cut: Some(Cut::TooLarge) }
        }
        Err(_) => Decoded { bytes: Vec::new(), cut: Some(Cut::Damaged) },
    }
}

fn ascii_hex(input: &[u8], limit: usize) -> Decoded {
    let mut bytes = Vec::new();
    let mut high = None;
    for digit in input.iter().take_while(|&&c| c != b'>').filter_map(|&c| (c as char).to_digit(16)) {
        match high.take() {
            None => high = Some(digit),
            Some(high) if bytes.len() < limit => bytes.push((high << 4 | digit) as u8),
            Some(_) => return Decoded { bytes, cut: Some(Cut::TooLarge) },
        }
    }
    bytes.extend(high.map(|high| (high << 4) as u8));
    Decoded { bytes, cut: None }
}

fn ascii_85(input: &[u8], limit: usize) -> Decoded {
    let mut bytes = Vec::new();
    let (mut group, mut count) = (0u64, 0usize);
    for &c in input.strip_prefix(b"<~").unwrap_or(input) {
        if bytes.len() > limit {
            return Decoded { bytes, cut: Some(Cut::TooLarge) };
        }
        match c {
            b'z' if count == 0 => bytes.extend_from_slice(&[0; 4]),
            b'!'..=b'u' => {
                group = group * 85 + u64::from(c - b'!');
                count += 1;
                if count == 5 {
                    bytes.extend_from_slice(&(group as u32).to_be_bytes());
                    (group, count) = (0, 0);
                }
            }
            b'~' => break,
            _ => {}
        }
    }
    if count > 1 {
        for _ in count..5 {
            group = group * 85 + 84;
        }
        bytes.extend_from_slice(&(group as u32).to_be_bytes()[..count - 1]);
    }
    Decoded { bytes, cut: None }
}

fn run_length(input: &[u8], limit: usize) -> Decoded {
    let mut bytes = Vec::new();
    let mut rest = input;
    while let [length, tail @ ..] = rest {
        if bytes.len() > limit {
            return Decoded { bytes, cut: Some(Cut::TooLarge) };
        }
        let length = usize::from(*length);
        rest = match (length, tail) {
            (128, _) => break,
            (0..128, _) => {
                let (run, after) = tail.split_at((length + 1).min(tail.len()));
                bytes.extend_from_slice(run);
                after
            }
            (_, [byte, after @ ..]) => {
                bytes.resize(bytes.len() + 257 - length, *byte);
                after
            }
            (_, []) => break,
        };
    }
    Decoded { bytes, cut: None }
}
