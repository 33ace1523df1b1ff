use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::gold::Half;

/// Reads a folder of PDF and DOCX files and leaves checked summary notes.
///
/// Every sentence of a report is proven or marked, every page is accounted for. With nothing configured the built-in
/// model is used: no network, no server, no key.
#[derive(Debug, Parser)]
#[command(name = "vermerk", version, max_term_width = 100, subcommand_required = true, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options that every command takes.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// Settings that differ from the built-in ones (see config/vermerk.toml).
    #[arg(long, global = true, value_name = "FILE", env = "VERMERK_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// Folder of the store.
    #[arg(long, global = true, value_name = "DIR", env = "VERMERK_STORE")]
    pub(crate) store: Option<PathBuf>,
    /// Threads for computing, and processes for reading documents (0: one for each core).
    #[arg(long, global = true, value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// Read scanned pages by character recognition, whatever the settings say (needs tesseract and poppler).
    #[arg(long, global = true)]
    pub(crate) ocr: bool,
    /// Print nothing on standard error but errors.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Which log lines are written to standard error, for example "info" or "debug".
    #[arg(long, global = true, value_name = "FILTER", env = "VERMERK_LOG", default_value = "warn")]
    pub(crate) log: String,
    /// Form of the log lines.
    #[arg(long, global = true, value_name = "FORM", default_value = "text")]
    pub(crate) log_format: LogFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Summarise all documents of a folder and write the reports.
    Run(Run),
    /// Say what a run over a folder would ask of the endpoint, and what that would cost; nothing is sent.
    Plan(Plan),
    /// Work through the inboxes of all configured offices.
    Nightly(Nightly),
    /// Print what is read from one document; what is wrong with it goes to standard error.
    Extract(Extract),
    /// Summarise one document, without the store.
    Summarise(Summarise),
    /// Print what would be sent to the endpoint about one document, as it would leave the house; nothing is sent.
    Preview(Preview),
    /// Check statements against a source document.
    Check(Check),
    /// Count the tokens of one document.
    Tokens(Tokens),
    /// Measure pipeline and model on a gold set: what of the planted facts a note keeps.
    Eval(Eval),
    /// Release documents that were given up after three failed attempts, so that the next run tries them again.
    Retry(Retry),
    /// Show the batches in the store and how their documents ended.
    Status(Status),
    /// Check, export, import, rebuild or move the store.
    #[command(subcommand)]
    Store(StoreCommand),
    /// Print the use of language models by month, office, pipeline and model, added up from the ledger.
    Governance(Governance),
    /// Check settings, pipeline and guideline, without a document.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Check the ledger of what was done.
    #[command(subcommand)]
    Audit(Audit),
    /// Write the evidence archive of one document: text, prompts, raw answers and checks, from which its reports can be made
    /// again.
    Evidence(Evidence),
    /// Make the reports of an evidence archive again, offline, and hold every step against what the archive says.
    Replay(Replay),
    /// Print the completions for a shell.
    Completions(Completions),
    /// Print the manual page.
    Man,
    /// Read documents from standard input in a process of their own (used by the program itself).
    #[command(hide = true)]
    Worker(Worker),
}

#[derive(Debug, Args)]
pub(crate) struct Run {
    /// Folder with PDF, DOCX and text files; its subfolders are read too.
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
    /// Folder for the reports; made if it is missing.
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub(crate) out: PathBuf,
    /// Pipeline: a name that comes with the program, or a pipeline file.
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) pipeline: Option<String>,
    /// Print how the run ended as one JSON object on standard output.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Plan {
    /// Folder with PDF, DOCX and text files; its subfolders are read too.
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
    /// Folder of the reports, which is no input if it lies inside FOLDER.
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub(crate) out: PathBuf,
    /// Pipeline: a name that comes with the program, or a pipeline file.
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) pipeline: Option<String>,
    /// What is printed.
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(crate) format: PlanFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlanFormat {
    /// Lines for a person.
    Text,
    /// One JSON object.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct Nightly {
    /// Say what waits, in the order in which it would be taken; touch nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Time of day from which no further document is taken, for example 05:30.
    #[arg(long, value_name = "TIME")]
    pub(crate) until: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Extract {
    /// PDF, DOCX or text file.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// What is printed.
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(crate) format: ExtractFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExtractFormat {
    /// The text, list labels included.
    Text,
    /// The document with its parts, blocks and notices.
    Json,
    /// One sentence a line.
    Sentences,
}

#[derive(Debug, Args)]
pub(crate) struct Summarise {
    /// PDF, DOCX or text file.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// About how many words the summary has; as the pipeline says if not given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) words: Option<u32>,
    /// What is printed.
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(crate) format: SummariseFormat,
    /// Pipeline: a name that comes with the program, or a pipeline file.
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) pipeline: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SummariseFormat {
    /// One statement a line.
    Text,
    /// Statements with evidence and verdict, findings, omissions and coverage.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct Preview {
    /// PDF, DOCX or text file; a manifest.json beside it says how it is classified.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Pipeline: a name that comes with the program, or a pipeline file.
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) pipeline: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Governance {
    /// Year or month, for example 2026 or 2026-11 (UTC); all of the ledger if not given.
    #[arg(long, value_name = "PERIOD")]
    pub(crate) period: Option<String>,
    /// What is printed.
    #[arg(long, value_name = "FORM", default_value = "csv")]
    pub(crate) format: GovernanceFormat,
    /// Counts of documents below this are shown as less than it; 1 shows all.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) least: u64,
    /// Hold an earlier report (JSON, with the same options) against the ledger; exit code 65 if it differs.
    #[arg(long, value_name = "FILE")]
    pub(crate) check: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GovernanceFormat {
    /// A table for spreadsheet programs, with German headings.
    Csv,
    /// JSON, for other programs and for --check.
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Check as a run would; exit code 78 for what is wrong, 77 for an endpoint the guideline refuses.
    Check,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// PDF, DOCX or text file that the statements are about.
    #[arg(long, value_name = "FILE")]
    pub(crate) source: PathBuf,
    /// Text file with one statement a line; "-" reads standard input.
    #[arg(value_name = "STATEMENTS")]
    pub(crate) statements: PathBuf,
    /// What is printed.
    #[arg(long, value_name = "FORM", default_value = "jsonl")]
    pub(crate) format: CheckFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    /// One JSON object a statement, in the same order.
    Jsonl,
}

#[derive(Debug, Args)]
pub(crate) struct Tokens {
    /// PDF, DOCX or text file.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Retry {
    /// The documents; all that were given up if none is named.
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Eval {
    /// Manifest of the gold set, for example samples/gold/manifest.toml.
    #[arg(value_name = "MANIFEST")]
    pub(crate) manifest: PathBuf,
    /// Pipeline: a name that comes with the program, or a pipeline file.
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) pipeline: Option<String>,
    /// Only the cases of this half.
    #[arg(long, value_name = "HALF")]
    pub(crate) half: Option<Half>,
    /// What is printed.
    #[arg(long, value_name = "FORM", default_value = "table")]
    pub(crate) format: EvalFormat,
    /// Name each fact that neither a statement nor an omission tells.
    #[arg(long)]
    pub(crate) missing: bool,
    /// Floor: share of the planted deadlines, amounts and file numbers that statements or omissions tell, over all
    /// documents and in each third of them; exit code 1 below it.
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(crate) least_kept: Option<f64>,
    /// Ceiling: statements the source does not say, over all documents; exit code 1 above it.
    #[arg(long, value_name = "N")]
    pub(crate) most_unsupported: Option<usize>,
    /// Floor: share of the planted contradictions between documents that are found; exit code 1 below it.
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(crate) least_contradictions: Option<f64>,
    /// Ceiling: omissions listed for one document, in the mean; exit code 1 above it.
    #[arg(long, value_name = "N")]
    pub(crate) most_omissions: Option<f64>,
}

/// A share in percent.
fn percent(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=100.0).contains(&number) { Ok(number) } else { Err("not between 0 and 100".to_owned()) }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum EvalFormat {
    /// For people.
    Table,
    /// For other programs, with every fact of every document.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct Status {
    /// Only batches of this folder.
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: Option<PathBuf>,
    /// Print as JSON, with every document.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum StoreCommand {
    /// Check every record, every file and the ledger; name what is damaged or missing.
    Verify,
    /// Write everything to one tar file (JSON lines and files), which does not depend on the store's engine.
    Export {
        /// The file; it appears under its name only when it is complete. With --keep: the folder.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Write into a folder of exports, under a name that counts up, and keep the last N of them.
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
        keep: Option<u32>,
    },
    /// Make a store from an export, in a folder that does not exist yet (--store).
    Import {
        /// The file that `store export` wrote.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Set a damaged store aside and make a new one from what can be read of it.
    Rebuild,
    /// Move the store to the engine that the settings name (store.engine). The old one stays until every record has been
    /// read back from the new one.
    Migrate,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Check that no line of the ledger was changed, removed or added; name the first line that is wrong.
    Verify {
        /// A state noted earlier, as this command prints it: finds a cut or replaced end too.
        #[arg(long, value_name = "LINES:HASH")]
        noted: Option<String>,
        /// The ledger, if it is not that of the store.
        #[arg(long, value_name = "FILE")]
        ledger: Option<PathBuf>,
        /// File of signed states, in place of the one in the settings (ledger.heads).
        #[arg(long, value_name = "FILE", requires = "public_key")]
        heads: Option<PathBuf>,
        /// The key that signed them, as `audit key` printed it.
        #[arg(long, value_name = "HEX", requires = "heads")]
        public_key: Option<String>,
    },
    /// Make a key that signs states of the ledger, in a new file that only its owner can read; print its public half.
    Key {
        /// The new file.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Check the ledger against its signed states and sign its present one, as every run does.
    Sign,
}

#[derive(Debug, Args)]
pub(crate) struct Evidence {
    /// Name of the document as the overview shows it, or its SHA-256.
    #[arg(value_name = "DOCUMENT")]
    pub(crate) document: String,
    /// The archive; a file that is there is replaced.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The pipeline the result was made with: a name that comes with the program, or a pipeline file.
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) pipeline: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// The archive that `vermerk evidence` wrote.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Write the reports made again into this folder.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Ledger in which the result and the model's answers must stand.
    #[arg(long, value_name = "FILE")]
    pub(crate) ledger: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell.
    #[arg(value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(crate) struct Worker {
    /// Memory of this process, in bytes.
    #[arg(long, value_name = "BYTES")]
    pub(crate) memory: u64,
    /// Threads for the pages of a large document.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) threads: usize,
    /// Instead of reading, try what the sandbox must refuse and print what came of it.
    #[arg(long)]
    pub(crate) self_test: bool,
}
