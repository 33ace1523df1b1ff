//! The child's side of reading: untrusted bytes are parsed only here.
//!
//! One question after the other comes on standard input: a line of JSON ([`Question`]) and the bytes of the file. The
//! answer is a line of JSON ([`Answer`]), then JSON of `Result<Extraction, Rejection>`. The child opens nothing and knows
//! no path: before the first question it has entered its [`sandbox`].

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::panic::catch_unwind;

use rustix::process::{Resource, Rlimit, Signal, getrlimit, set_parent_process_death_signal, setrlimit};
use serde::{Deserialize, Serialize};
use vermerk_document::{Extraction, MediaType, Rejection};
use vermerk_extract::Limits;

use crate::sandbox::{self, Sandbox};

/// Most threads that read pages of one document; each takes address space, which is limited.
const MOST_THREADS: usize = 8;
/// Parsers go as deep as the limits let them.
const STACK_BYTES: usize = 8 << 20;

/// What the parent asks of the child, before the bytes.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Question {
    pub(crate) media_type: MediaType,
    pub(crate) bytes: u64,
    pub(crate) limits: Limits,
    /// Pages without text are no rejection yet: the parent has them recognised.
    pub(crate) without_text_too: bool,
}

/// What the child says before the extraction or rejection.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Answer {
    pub(crate) bytes: u64,
    pub(crate) sandbox: Sandbox,
}

/// Answers questions until standard input ends, with so many threads for large documents. Never returns text on standard error: a panic's message could hold some.
///
/// # Errors
/// If the parent has gone away, a limit can't be set, or the kernel refuses the sandbox it has.
pub fn work(memory_bytes: u64, threads: usize) -> io::Result<()> {
    std::panic::set_hook(Box::new(|_| {}));
    // A parent that is killed can't kill its children.
    set_parent_process_death_signal(Some(Signal::KILL))?;
    limit(memory_bytes)?;
    let sandbox = sandbox::enter()?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.clamp(1, MOST_THREADS));
    pool.stack_size(STACK_BYTES).build_global().map_err(io::Error::other)?;
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
        serde_json::to_writer(&mut output, &Answer { bytes: answer.len() as u64, sandbox })?;
        output.write_all(b"\n")?;
        output.write_all(&answer)?;
        output.flush()?;
    }
}

/// A panic in a parser is the document's doing: it ends as damaged, and the child lives on.
fn read(bytes: &[u8], question: &Question) -> Result<Extraction, Rejection> {
    let read = if question.without_text_too { vermerk_extract::read_parts } else { vermerk_extract::read };
    catch_unwind(|| read(bytes, question.media_type, &question.limits)).unwrap_or(Err(Rejection::Damaged))
}

/// Limits that hold for the life of the process; time on the cores is limited by the parent, for each document anew.
pub(crate) fn limit(memory_bytes: u64) -> io::Result<()> {
    let hard = getrlimit(Resource::As).maximum;
    let memory = hard.map_or(memory_bytes, |hard| hard.min(memory_bytes));
    // No core file: it would hold the document.
    for (resource, most) in [(Resource::As, memory), (Resource::Core, 0)] {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    Ok(())
}
