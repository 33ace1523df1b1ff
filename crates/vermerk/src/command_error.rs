use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use vermerk_batch::{ManifestError, NightError, RunError};
use vermerk_store::StoreError;

use crate::exit::Exit;

/// Why the command could not do what was asked, with what the user can do about it.
#[derive(Debug)]
pub(crate) struct CommandError {
    exit: Exit,
    message: String,
    source: Option<Box<dyn Error + Send + Sync>>,
    hint: Option<String>,
}

impl CommandError {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), source: None, hint: None }
    }

    pub(crate) fn because(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The input named by the user can't be read.
    pub(crate) fn input(path: &Path, source: std::io::Error) -> Self {
        let hint = match source.kind() {
            std::io::ErrorKind::NotFound => "check the path; it is taken relative to the current folder",
            std::io::ErrorKind::PermissionDenied => "give the user of this command the right to read it",
            std::io::ErrorKind::IsADirectory => "name a file; for a whole folder use `vermerk run FOLDER`",
            std::io::ErrorKind::InvalidInput => "it is no regular file",
            std::io::ErrorKind::InvalidData => "save it as UTF-8",
            std::io::ErrorKind::NotADirectory => "name a folder; for one file use `vermerk summarise FILE`",
            _ => "check that the file system is mounted and healthy",
        };
        Self::new(Exit::NoInput, format!("cannot read '{}'", path.display())).because(source).hint(hint)
    }

    pub(crate) fn internal(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(Exit::Internal, "internal error")
            .because(source)
            .hint("this is a defect of vermerk; nothing that was recorded is lost. Please report it")
    }

    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }

    /// Message, chain of causes and hint, as they are shown on standard error.
    pub(crate) fn render(&self) -> String {
        let mut text = format!("error: {}\n", self.message);
        let mut cause: Option<&dyn Error> = self.source.as_ref().map(|source| &**source as &dyn Error);
        let mut said = self.message.clone();
        while let Some(error) = cause {
            let line = error.to_string();
            if !said.contains(&line) {
                let _infallible = writeln!(text, "  caused by: {line}");
            }
            said = line;
            cause = error.source();
        }
        if let Some(hint) = &self.hint {
            let _infallible = writeln!(text, "hint: {hint}");
        }
        text
    }
}

impl From<ManifestError> for CommandError {
    fn from(error: ManifestError) -> Self {
        Self::new(Exit::NoInput, error.to_string()).because(error).hint(
            "the handbook shows its fields (Vertraulichkeitsstufe, Datenkategorie, Beteiligte, Dokumente) and their values",
        )
    }
}

impl From<NightError> for CommandError {
    fn from(error: NightError) -> Self {
        match error {
            NightError::Run(error) => error.into(),
            NightError::Folder(source) => Self::new(Exit::CannotWrite, "cannot write to the folders of an office")
                .because(source)
                .hint("check rights and free space; the next night goes on"),
        }
    }
}

impl From<RunError> for CommandError {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Input(source) => {
                Self::new(Exit::NoInput, "cannot read the input folder").because(source).hint("check path and rights")
            }
            RunError::Output(source) => Self::new(Exit::CannotWrite, "cannot write the reports")
                .because(source)
                .hint("check rights and free space of the output folder; results are kept, the next run goes on"),
            RunError::OutputInUse => Self::new(Exit::Locked, error.to_string())
                .hint("wait until the other run has ended, or give another folder with --out"),
            RunError::Store(source) => source.into(),
            RunError::Internal => Self::internal(error),
        }
    }
}

/// Standard output can't be written: the reader went away or the disk is full.
pub(crate) fn cannot_print(source: std::io::Error) -> CommandError {
    CommandError::new(Exit::CannotWrite, "cannot write to standard output").because(source)
}

impl From<StoreError> for CommandError {
    fn from(error: StoreError) -> Self {
        crate::store::command_error(error)
    }
}
