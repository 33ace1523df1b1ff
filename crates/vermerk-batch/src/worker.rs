//! The child's side of reading: untrusted bytes are parsed only here.
//!
//! One question after the other comes on standard input: a line of JSON ([`Question`]) and the bytes of the file. The
//! answer is a line with the length of what follows, then JSON of `Result<Extraction, Rejection>`.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::panic::catch_unwind;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde::{Deserialize, Serialize};
use vermerk_document::{Extraction, MediaType, Rejection};
use vermerk_extract::Limits;

/// What the parent asks of the child, before the bytes.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Question {
    pub(crate) media_type: MediaType,
    pub(crate) bytes: u64,
    pub(crate) limits: Limits,
}

/// Answers questions until standard input ends. Never returns text on standard error: a panic's message could hold some.
///
/// # Errors
/// If the parent has gone away or the limit on memory can't be set.
pub fn work(memory_bytes: u64) -> io::Result<()> {
    limit_memory(memory_bytes)?;
    std::panic::set_hook(Box::new(|_| {}));
    let mut input = BufReader::new(io::stdin().lock());
    let mut output = BufWriter::new(io::stdout().lock());
    let mut line = String::new();
    loop {
        line.clear();
        if input.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let question: Question = serde_json::from_str(&line)?;
        let mut bytes = Vec::with_capacity(question.bytes as usize);
        input.by_ref().take(question.bytes).read_to_end(&mut bytes)?;
        let answer = read(&bytes, &question);
        let answer = serde_json::to_vec(&answer)?;
        writeln!(output, "{}", answer.len())?;
        output.write_all(&answer)?;
        output.flush()?;
    }
}

/// A panic in a parser is the document's doing: it ends as damaged, and the child lives on.
fn read(bytes: &[u8], question: &Question) -> Result<Extraction, Rejection> {
    catch_unwind(|| vermerk_extract::read(bytes, question.media_type, &question.limits))
        .unwrap_or(Err(Rejection::Damaged))
}

fn limit_memory(bytes: u64) -> io::Result<()> {
    let hard = getrlimit(Resource::As).maximum;
    let limit = hard.map_or(bytes, |hard| hard.min(bytes));
    setrlimit(Resource::As, Rlimit { current: Some(limit), maximum: Some(limit) })?;
    // No core file: it would hold the document.
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    Ok(())
}
