use std::ffi::OsString;
use std::io;
use std::os::unix::process::ExitStatusExt as _;
use std::process::Stdio;
use std::time::Duration;

use fs_err as fs;
use rustix::process::{Pid, Resource, Rlimit, Signal, getrlimit, prlimit};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{ChildStdin, ChildStdout, Command};
use tokio::time::timeout;
use vermerk_document::MediaType;

use super::ReaderOptions;
use crate::Sandbox;
use crate::worker::{Answer, Question};

/// The parent's side of one reading process; dropping it kills the process.
pub(super) struct Child {
    process: tokio::process::Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    /// Time on the cores it had used when it was last looked at.
    used: Duration,
}

/// Why a child gave no answer. It is not asked again.
#[derive(Debug, Clone, Copy)]
pub(super) enum Lost {
    /// It took more time than allowed, by the clock or on the cores.
    TooSlow,
    /// Its answer is longer than allowed.
    TooLarge,
    /// It says that it had not enough memory.
    OutOfMemory,
    /// It ended for another reason, or answered something else than an answer.
    Died,
}

/// How long the kernel may take to tell how a child ended.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Longest line before an answer.
const HEADER_BYTES: u64 = 1024;

impl Child {
    pub(super) fn start(command: &[OsString]) -> io::Result<Self> {
        let Some((program, arguments)) = command.split_first() else {
            return Err(io::Error::other("no program to start"));
        };
        let mut process = Command::new(program)
            .args(arguments)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // Ctrl-C on the terminal is for the parent alone, which lets its children finish.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()?;
        let (Some(input), Some(output)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(io::Error::other("the reading process has no pipes"));
        };
        Ok(Self { process, input, output: BufReader::new(output), used: Duration::ZERO })
    }

    /// Hands over one document and waits for what comes of it.
    pub(super) async fn ask(
        &mut self,
        bytes: &[u8],
        media_type: MediaType,
        options: &ReaderOptions,
    ) -> Result<(Sandbox, Vec<u8>), Lost> {
        if self.limit_cpu(options.cpu_time).is_err() {
            return Err(self.post_mortem().await);
        }
        match timeout(options.time, self.converse(bytes, media_type, options)).await {
            Ok(Ok(Some(answer))) => Ok(answer),
            Ok(Ok(None)) => Err(Lost::TooLarge),
            Ok(Err(_)) => Err(self.post_mortem().await),
            Err(_) => Err(Lost::TooSlow),
        }
    }

    /// `None` if the answer is too long.
    async fn converse(
        &mut self,
        bytes: &[u8],
        media_type: MediaType,
        options: &ReaderOptions,
    ) -> io::Result<Option<(Sandbox, Vec<u8>)>> {
        let question = Question {
            media_type,
            bytes: bytes.len() as u64,
            limits: options.limits.clone(),
            without_text_too: media_type == MediaType::Pdf && options.recognition.is_some(),
        };
        let mut line = serde_json::to_vec(&question)?;
        line.push(b'\n');
        self.input.write_all(&line).await?;
        self.input.write_all(bytes).await?;
        self.input.flush().await?;
        let mut header = String::new();
        (&mut self.output).take(HEADER_BYTES).read_line(&mut header).await?;
        let Answer { bytes, sandbox } = serde_json::from_str(&header)?;
        if bytes > options.answer_bytes {
            return Ok(None);
        }
        let mut answer = vec![0; bytes as usize];
        self.output.read_exact(&mut answer).await?;
        Ok(Some((sandbox, answer)))
    }

    /// Memory it holds now; `None` if it is gone.
    pub(super) fn resident_bytes(&mut self) -> Option<u64> {
        let (used, resident) = self.usage().ok()?;
        self.used = used;
        Some(resident)
    }

    /// The kernel counts over the life of the process, so each document's time comes on top of what is used up. The
    /// child itself can't change its limit.
    fn limit_cpu(&self, time: Duration) -> io::Result<()> {
        let maximum = getrlimit(Resource::Cpu).maximum;
        let wanted = self.used.as_secs().saturating_add(1).saturating_add(time.as_secs());
        let current = Some(maximum.map_or(wanted, |maximum| maximum.min(wanted)));
        prlimit(Some(self.pid()?), Resource::Cpu, Rlimit { current, maximum })?;
        Ok(())
    }

    /// Time on the cores since the process began, and resident bytes.
    fn usage(&self) -> io::Result<(Duration, u64)> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.pid()?.as_raw_nonzero()))?;
        // After the name of the program, which may hold anything, fields follow from the third on (proc_pid_stat(5)).
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let field = |number: usize| fields.get(number - 3).and_then(|field| field.parse::<u64>().ok());
        let (Some(user), Some(system), Some(pages)) = (field(14), field(15), field(24)) else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        let milliseconds = (user + system).saturating_mul(1000) / rustix::param::clock_ticks_per_second().max(1);
        Ok((Duration::from_millis(milliseconds), pages.saturating_mul(rustix::param::page_size() as u64)))
    }

    fn pid(&self) -> io::Result<Pid> {
        let pid = self.process.id().and_then(|id| Pid::from_raw(id.cast_signed()));
        pid.ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// Why it ended, as far as the kernel and its own last words tell.
    async fn post_mortem(&mut self) -> Lost {
        let mut words = Vec::new();
        if let Some(stderr) = self.process.stderr.take() {
            let mut stderr = stderr.take(4096);
            let read = stderr.read_to_end(&mut words);
            drop(timeout(LAST_WORDS, read).await);
        }
        // Rust says so before it aborts; nothing else of the child's words is used.
        if String::from_utf8_lossy(&words).contains("memory allocation of") {
            return Lost::OutOfMemory;
        }
        match timeout(LAST_WORDS, self.process.wait()).await {
            Ok(Ok(status)) if status.signal() == Some(Signal::XCPU.as_raw()) => Lost::TooSlow,
            Ok(Ok(status)) => {
                tracing::warn!(%status, "a reading process ended without an answer");
                Lost::Died
            }
            _ => Lost::Died,
        }
    }
}
