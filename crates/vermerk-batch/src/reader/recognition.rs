use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use rustix::fs::{MemfdFlags, memfd_create};
use rustix::process::{Pid, Resource, Rlimit, prlimit};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio::task::JoinSet;
use tokio::time::timeout;
use vermerk_document::{Extraction, Limit};
use vermerk_extract::{RecognisedPage, add_recognised, name_limit, pages_to_recognise};
use vermerk_summary::Failure;

use super::Reader;

/// How scanned pages are read: one program draws a page, another recognises the letters of the drawing.
///
/// Both are children with limits on time, memory and output, with an empty environment, which write no file and are
/// given the document without a name.
#[derive(Debug, Clone)]
pub struct Recognition {
    /// poppler's `pdftoppm`.
    pub rasteriser: PathBuf,
    /// `tesseract`.
    pub recogniser: PathBuf,
    /// Languages for tesseract, for example `deu` or `deu+eng`.
    pub language: String,
    /// Resolution of the drawing.
    pub dots_per_inch: u32,
    /// Words recognised with less confidence than this, in percent, are marked.
    pub doubtful_below: u8,
    /// Most pages of one document; those that come after are named.
    pub pages: u32,
    /// Wall time, and time on the cores, of each program for one page.
    pub time: Duration,
    /// Memory of each program, in bytes.
    pub memory_bytes: u64,
}

/// Why a program cannot be used for recognition.
#[derive(Debug, thiserror::Error)]
pub enum RecognitionError {
    /// The program does not answer.
    #[error("failed to run '{}'", program.display())]
    Program {
        /// Its path.
        program: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// tesseract has no data for the language.
    #[error("tesseract does not know the language '{language}'")]
    Language {
        /// The language that is missing.
        language: String,
    },
}

/// Most bytes of a drawn page: A0 at 300 dots to the inch, in grey, has 140 MB.
const DRAWING_BYTES: u64 = 192 << 20;
/// Most bytes of a table of words; a full page has about 100 kB.
const TABLE_BYTES: u64 = 8 << 20;
/// Where a program finds what it is given as standard input; opening it leaves the places of other readers alone.
const STANDARD_INPUT: &str = "/proc/self/fd/0";

/// Why a page was not recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lost {
    TooSlow,
    Failed,
}

impl Recognition {
    /// Asks both programs who they are, and tesseract for its languages. Returns tesseract's version, which shapes results.
    ///
    /// # Errors
    /// Which program or language is missing.
    pub async fn check(&self) -> Result<String, RecognitionError> {
        let asked = async |program: &Path, argument: &str| {
            let asked = Self::command(program).arg(argument).stdin(Stdio::null()).output();
            let source = match timeout(self.time, asked).await {
                Ok(Ok(output)) => {
                    return Ok(String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned());
                }
                Ok(Err(error)) => error,
                Err(_) => io::ErrorKind::TimedOut.into(),
            };
            Err(RecognitionError::Program { program: program.to_owned(), source })
        };
        asked(&self.rasteriser, "-v").await?;
        let languages = asked(&self.recogniser, "--list-langs").await?;
        let missing = self.language.split('+').find(|language| !languages.lines().any(|line| line.trim() == *language));
        if let Some(language) = missing {
            return Err(RecognitionError::Language { language: language.to_owned() });
        }
        let version = asked(&self.recogniser, "--version").await?;
        Ok(version.lines().next().unwrap_or_default().trim().to_owned())
    }

    fn command(program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            // Pages are recognised side by side, one core each.
            .env("OMP_THREAD_LIMIT", "1")
            .current_dir("/")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .kill_on_drop(true);
        command
    }

    /// Draws a page and recognises its words.
    async fn page(&self, document: &File, number: u32) -> Result<String, Lost> {
        let dots = self.dots_per_inch.to_string();
        let number = number.to_string();
        let input = document.try_clone().map_err(|_| Lost::Failed)?;
        let mut rasteriser = Self::command(&self.rasteriser);
        rasteriser.args(["-r", &dots, "-gray", "-cropbox", "-f", &number, "-l", &number, STANDARD_INPUT]);
        let drawing = self.run(rasteriser.stdin(input), &[], DRAWING_BYTES).await?;
        let mut recogniser = Self::command(&self.recogniser);
        recogniser.args(["stdin", "stdout", "-l", &self.language, "--dpi", &dots, "tsv"]).stdin(Stdio::piped());
        let table = self.run(&mut recogniser, &drawing, TABLE_BYTES).await?;
        String::from_utf8(table).map_err(|_| Lost::Failed)
    }

    /// Runs a program under the limits: gives it the input, if it takes one from us, and returns its output.
    async fn run(&self, command: &mut Command, input: &[u8], most: u64) -> Result<Vec<u8>, Lost> {
        let mut child = command.spawn().map_err(|error| {
            tracing::error!(%error, "a program for recognition could not be started");
            Lost::Failed
        })?;
        // Without a number the limits would be those of this process itself.
        let pid = child.id().and_then(|id| Pid::from_raw(id.cast_signed())).ok_or(Lost::Failed)?;
        let limits = [
            (Resource::As, self.memory_bytes),
            (Resource::Cpu, self.time.as_secs().max(1)),
            (Resource::Core, 0),
            (Resource::Fsize, 0),
        ];
        for (resource, most) in limits {
            prlimit(Some(pid), resource, Rlimit { current: Some(most), maximum: Some(most) })
                .map_err(|_| Lost::Failed)?;
        }
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take().ok_or(Lost::Failed)?);
        let feed = async {
            if let Some(mut stdin) = stdin {
                // A program that has stopped reading says by its exit code whether it failed.
                drop(stdin.write_all(input).await);
            }
        };
        let mut output = Vec::new();
        let mut bounded = stdout.take(most + 1);
        let work = async {
            let fed = async {
                feed.await;
                std::future::pending::<()>().await;
            };
            // What a program has not read when its output ends, it does not need.
            tokio::select! {
                read = bounded.read_to_end(&mut output) => drop(read?),
                () = fed => {}
            }
            if output.len() as u64 > most {
                // It may go on for ever; it is killed when it is dropped.
                return Ok(None);
            }
            child.wait().await.map(Some)
        };
        let ended = timeout(self.time, work).await.map_err(|_| Lost::TooSlow)?;
        match ended {
            Ok(Some(status)) if status.success() => Ok(output),
            ended => {
                let status = ended.ok().flatten().map(|status| status.to_string());
                tracing::warn!(status, bytes = output.len(), "a page could not be recognised");
                Err(Lost::Failed)
            }
        }
    }
}

impl Reader {
    /// Recognises the pages that have no text of their own. Pages that cannot be recognised stay named as unread.
    pub(super) async fn recognise(
        &self,
        recognition: &Arc<Recognition>,
        mut extraction: Extraction,
        bytes: Vec<u8>,
    ) -> Result<Extraction, Failure> {
        let pages = pages_to_recognise(&extraction);
        if pages.is_empty() {
            return Ok(extraction);
        }
        let Ok(document) = self.shared.cores.run(move || in_memory(&bytes)).await? else {
            tracing::error!("no memory for a document to be recognised");
            return Ok(extraction);
        };
        let document = Arc::new(document);
        let taken = pages.len().min(recognition.pages as usize);
        let mut tasks: JoinSet<(u32, Result<RecognisedPage, Lost>)> = JoinSet::new();
        for &page in pages.iter().take(taken) {
            let (reader, recognition, document) = (self.clone(), recognition.clone(), document.clone());
            tasks.spawn(async move { (page, reader.recognise_page(&recognition, &document, page).await) });
        }
        let mut found: BTreeMap<u32, Result<RecognisedPage, Lost>> = BTreeMap::new();
        while let Some(task) = tasks.join_next().await {
            let (page, recognised) = task.map_err(|_| Failure::Panicked)?;
            found.insert(page, recognised);
        }
        for (page, recognised) in found {
            match recognised {
                Ok(recognised) => add_recognised(&mut extraction, page, recognised),
                Err(Lost::TooSlow) => name_limit(&mut extraction, page, Limit::Time),
                Err(Lost::Failed) => {}
            }
        }
        for &page in pages.iter().skip(taken) {
            name_limit(&mut extraction, page, Limit::Parts);
        }
        Ok(extraction)
    }

    /// Recognition shares the places of the reading processes, so that both together leave no core waiting.
    async fn recognise_page(
        &self,
        recognition: &Arc<Recognition>,
        document: &File,
        page: u32,
    ) -> Result<RecognisedPage, Lost> {
        let _permit = self.shared.permits.acquire().await.map_err(|_| Lost::Failed)?;
        let table = recognition.page(document, page + 1).await?;
        let recognition = recognition.clone();
        let words = self
            .shared
            .cores
            .run(move || RecognisedPage::from_tsv(&table, recognition.dots_per_inch, recognition.doubtful_below));
        words.await.map_err(|_| Lost::Failed)
    }
}

/// The document as a file that has no name and is on no disk.
fn in_memory(bytes: &[u8]) -> io::Result<File> {
    let mut file = File::from(memfd_create("document", MemfdFlags::CLOEXEC)?);
    file.write_all(bytes)?;
    Ok(file)
}
