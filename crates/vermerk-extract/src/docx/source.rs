//! The bytes of one entry as UTF-8: inflated piece by piece, counted against the limits, decoded.

use std::cell::{Cell, RefCell};
use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use flate2::{Crc, Decompress, FlushDecompress, Status};
use vermerk_document::Limit;

/// A piece of an entry is inflated into this many bytes at a time.
const PIECE: usize = 8 << 10;
/// No tag or run of text between two tags is longer; more is an attack on memory.
const LONGEST_TOKEN: u64 = 16 << 20;
/// Below this many bytes the ratio of inflated to compressed bytes is not looked at.
const RATIO_FREE: u64 = 4 << 20;

/// What the entries of a file share: how much they may still inflate to, and what inflates them.
#[derive(Debug)]
pub(super) struct Allowance {
    /// Bytes left in all.
    pub(super) total: Cell<u64>,
    /// Most bytes of one entry.
    pub(super) entry: u64,
    /// Most times an entry may grow.
    pub(super) ratio: u64,
    /// Inflaters that are free again: making one takes about as long as inflating a small entry.
    pub(super) inflaters: RefCell<Vec<Decompress>>,
}

/// Where the bytes come from.
#[derive(Debug)]
pub(super) enum Raw<'a> {
    Stored(&'a [u8]),
    Deflated(Inflater<'a>),
    /// Packed in a way that is not understood.
    Unreadable,
}

/// What of an entry is still to be inflated.
#[derive(Debug)]
pub(super) struct Inflater<'a> {
    packed: &'a [u8],
    state: Decompress,
}

impl<'a> Inflater<'a> {
    pub(super) fn new(packed: &'a [u8], allowance: &Allowance) -> Self {
        let spare = allowance.inflaters.borrow_mut().pop();
        Self { packed, state: spare.unwrap_or_else(|| Decompress::new(false)) }
    }

    /// Inflates into `out`; 0 means the end, be it the stream's own or that of its bytes.
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            let (consumed, produced) = (self.state.total_in(), self.state.total_out());
            let flush = if self.packed.is_empty() { FlushDecompress::Finish } else { FlushDecompress::None };
            let status = self.state.decompress(self.packed, out, flush);
            let consumed = (self.state.total_in() - consumed) as usize;
            let produced = (self.state.total_out() - produced) as usize;
            self.packed = self.packed.get(consumed..).unwrap_or_default();
            match status {
                Ok(Status::Ok | Status::BufError) if produced == 0 && flush == FlushDecompress::None => {
                    if consumed == 0 {
                        return Ok(0);
                    }
                }
                Ok(_) => return Ok(produced),
                Err(_) => return Err(io::Error::from(io::ErrorKind::InvalidData)),
            }
        }
    }
}

/// One entry, read as UTF-8 text.
#[derive(Debug)]
pub(super) struct Source<'a> {
    raw: Raw<'a>,
    /// Compressed size, to tell a bomb by its ratio.
    packed: u64,
    /// What the archive's directory says of the content.
    expected_crc: Option<u32>,
    crc: Crc,
    allowance: &'a Allowance,
    inflated: u64,
    since_mark: u64,
    piece: Box<[u8]>,
    start: usize,
    end: usize,
    decoding: Option<Decoding>,
    begun: bool,
    finished: bool,
    /// The limit that stopped reading, if one did.
    pub(super) stopped: Option<Limit>,
    /// The content is not what the directory's checksum says.
    pub(super) checksum_failed: bool,
}

#[derive(Debug)]
struct Decoding {
    decoder: Decoder,
    text: Box<[u8]>,
    start: usize,
    end: usize,
    finished: bool,
}

impl<'a> Source<'a> {
    pub(super) fn new(raw: Raw<'a>, packed: u64, expected_crc: Option<u32>, allowance: &'a Allowance) -> Self {
        Self {
            raw,
            packed,
            expected_crc,
            crc: Crc::new(),
            allowance,
            inflated: 0,
            since_mark: 0,
            piece: vec![0; PIECE].into_boxed_slice(),
            start: 0,
            end: 0,
            decoding: None,
            begun: false,
            finished: false,
            stopped: None,
            checksum_failed: false,
        }
    }

    /// Says that a token ends here; the next one may be as long as the longest again.
    pub(super) fn mark(&mut self) {
        self.since_mark = 0;
    }

    /// Fills `piece` from `end` on; 0 means the end of the entry.
    fn inflate(&mut self) -> io::Result<usize> {
        let free = self.piece.get_mut(self.end..).unwrap_or_default();
        let read = match &mut self.raw {
            Raw::Stored(bytes) => bytes.read(free)?,
            Raw::Deflated(inflater) => inflater.read(free)?,
            Raw::Unreadable => return Err(io::Error::from(io::ErrorKind::Unsupported)),
        };
        self.crc.update(self.piece.get(self.end..self.end + read).unwrap_or_default());
        self.end += read;
        self.inflated += read as u64;
        self.since_mark += read as u64;
        if read == 0 && !self.finished {
            self.finished = true;
            self.checksum_failed = self.expected_crc.is_some_and(|crc| crc != self.crc.sum());
        }
        let left = self.allowance.total.get();
        self.allowance.total.set(left.saturating_sub(read as u64));
        self.stopped = if self.inflated > self.allowance.entry || (read as u64) > left {
            Some(Limit::DecodedBytes)
        } else if self.since_mark > LONGEST_TOKEN {
            Some(Limit::Memory)
        } else if self.inflated > RATIO_FREE && self.inflated / self.packed.max(1) > self.allowance.ratio {
            Some(Limit::Ratio)
        } else {
            None
        };
        match self.stopped {
            Some(_) => Err(io::Error::from(io::ErrorKind::QuotaExceeded)),
            None => Ok(read),
        }
    }

    /// Reads the first piece and sets up decoding by byte order mark or XML declaration.
    fn begin(&mut self) -> io::Result<()> {
        self.begun = true;
        while self.end < 512 {
            if self.inflate()? == 0 {
                break;
            }
        }
        let head = self.piece.get(..self.end.min(512)).unwrap_or_default();
        let (encoding, mark) = encoding_of(head);
        self.start = mark;
        if encoding != UTF_8 {
            let decoder = encoding.new_decoder_without_bom_handling();
            let text = vec![0; PIECE].into_boxed_slice();
            self.decoding = Some(Decoding { decoder, text, start: 0, end: 0, finished: false });
        }
        Ok(())
    }
}

/// The encoding of an XML text by its first bytes, and how long its byte order mark is.
fn encoding_of(head: &[u8]) -> (&'static Encoding, usize) {
    if let Some((encoding, mark)) = Encoding::for_bom(head) {
        return (encoding, mark);
    }
    if head.starts_with(b"<\0") {
        return (UTF_16LE, 0);
    }
    if head.starts_with(b"\0<") {
        return (UTF_16BE, 0);
    }
    let declared = head.starts_with(b"<?xml").then(|| head.split(|&b| b == b'>').next().unwrap_or_default()).and_then(
        |declaration| {
            let at = declaration.windows(8).position(|eight| eight == b"encoding")?;
            let mut quoted = declaration.get(at + 8..)?.split(|&b| b == b'"' || b == b'\'');
            quoted.next()?;
            Encoding::for_label(quoted.next()?)
        },
    );
    match declared {
        // A file that begins with "<?xml" in single bytes is not UTF-16, whatever it says.
        Some(encoding) if encoding != UTF_16LE && encoding != UTF_16BE => (encoding, 0),
        _ => (UTF_8, 0),
    }
}

impl Drop for Source<'_> {
    fn drop(&mut self) {
        if let Raw::Deflated(inflater) = std::mem::replace(&mut self.raw, Raw::Stored(&[])) {
            let mut state = inflater.state;
            state.reset(false);
            self.allowance.inflaters.borrow_mut().push(state);
        }
    }
}

impl Read for Source<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let count = ready.len().min(out.len());
        if let (Some(to), Some(from)) = (out.get_mut(..count), ready.get(..count)) {
            to.copy_from_slice(from);
        }
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Source<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if !self.begun {
            self.begin()?;
        }
        if self.decoding.is_none() {
            if self.start == self.end {
                (self.start, self.end) = (0, 0);
                self.inflate()?;
            }
            return Ok(self.piece.get(self.start..self.end).unwrap_or_default());
        }
        loop {
            if self.start == self.end && !self.finished && self.decoding.as_ref().is_some_and(|d| d.start == d.end) {
                (self.start, self.end) = (0, 0);
                self.inflate()?;
            }
            let Some(decoding) = &mut self.decoding else { return Ok(&[]) };
            if decoding.start == decoding.end && !decoding.finished {
                let undecoded = self.piece.get(self.start..self.end).unwrap_or_default();
                let last = self.finished;
                let (result, read, written, _) = decoding.decoder.decode_to_utf8(undecoded, &mut decoding.text, last);
                self.start += read;
                (decoding.start, decoding.end) = (0, written);
                decoding.finished = last && result == encoding_rs::CoderResult::InputEmpty;
                if written == 0 && !decoding.finished {
                    continue;
                }
            }
            break;
        }
        Ok(self.decoding.as_ref().and_then(|d| d.text.get(d.start..d.end)).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        match &mut self.decoding {
            Some(decoding) => decoding.start += count,
            None => self.start += count,
        }
    }
}
