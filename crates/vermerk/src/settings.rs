//! Where settings come from: the built-in file, one file of the user's, the environment, the arguments.
//!
//! Only this module and the arguments (`VERMERK_*`) read the environment; only this one reads configuration files. All is checked before the first document.

use std::path::{Path, PathBuf};
use std::time::Duration;

use fs_err as fs;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use vermerk_batch::{Office, Recognition};
use vermerk_extract::Limits;
use vermerk_store::EngineKind;

use crate::arguments::Global;
use crate::budget::{BudgetTable, PricesTable, check as check_money};
use crate::command_error::CommandError;
use crate::exit::Exit;

/// The built-in settings; every key there is, commented.
pub(crate) const DEFAULT: &str = include_str!("../../../config/vermerk.toml");

/// The shape of the settings file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    store: StoreTable,
    ledger: LedgerTable,
    backup: BackupTable,
    run: RunTable,
    reading: ReadingTable,
    ocr: OcrTable,
    model: ModelTable,
    prices: PricesTable,
    budget: BudgetTable,
    policy: PolicyTable,
    night: NightTable,
    office: Vec<OfficeTable>,
}

/// An office with its folders.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfficeTable {
    name: String,
    inbox: PathBuf,
    out: PathBuf,
    #[serde(default)]
    processed: Option<PathBuf>,
    #[serde(default)]
    refused: Option<PathBuf>,
}

/// What a night leaves for those who watch over it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NightTable {
    pub(crate) until: String,
    pub(crate) metrics: PathBuf,
    pub(crate) mail_file: PathBuf,
    pub(crate) sendmail: PathBuf,
    pub(crate) mail_from: String,
    pub(crate) mail_to: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyTable {
    guideline: PathBuf,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoreTable {
    path: PathBuf,
    engine: EngineKind,
    allow_network: bool,
}

/// Where signed states of the ledger are kept, and with what they are signed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LedgerTable {
    pub(crate) signing_key: PathBuf,
    pub(crate) heads: PathBuf,
}

/// Where the store is exported to after a run, and how many of the exports stay.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BackupTable {
    pub(crate) folder: PathBuf,
    pub(crate) keep: usize,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RunTable {
    pipeline: String,
    threads: usize,
    documents_in_memory: usize,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadingTable {
    seconds: u64,
    cpu_seconds: u64,
    memory_mib: u64,
    file_mib: u64,
    entry_mib: u64,
    decoded_mib: u64,
    ratio: u32,
    entries: u32,
    parts: u32,
    depth: u32,
    operators: u64,
    output_mib: u64,
}

/// How scanned pages are read, as the settings file describes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct OcrTable {
    enabled: bool,
    language: String,
    doubtful_below: u8,
    dots_per_inch: u32,
    pages: u32,
    seconds: u64,
    memory_mib: u64,
    tesseract: PathBuf,
    pdftoppm: PathBuf,
}

/// The endpoint as the settings file describes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ModelTable {
    pub(crate) kind: ModelKind,
    pub(crate) base_url: String,
    pub(crate) model: String,
    pub(crate) api_version: String,
    pub(crate) model_version: String,
    pub(crate) region: String,
    pub(crate) batch_regions: Vec<String>,
    pub(crate) api_key_file: PathBuf,
    pub(crate) api_key_env: String,
    pub(crate) api_key_credential: String,
    pub(crate) token_file: PathBuf,
    pub(crate) token_command: Vec<String>,
    pub(crate) authorities_file: PathBuf,
    pub(crate) proxy: String,
    pub(crate) proxy_login_file: PathBuf,
    pub(crate) window_tokens: usize,
    pub(crate) response_format: ResponseForm,
    pub(crate) shorten_only: bool,
    pub(crate) requests_per_minute: u32,
    pub(crate) tokens_per_minute: u32,
    pub(crate) in_flight: u32,
    pub(crate) stream: bool,
    pub(crate) connect_seconds: u64,
    pub(crate) first_byte_seconds: u64,
    pub(crate) idle_seconds: u64,
    pub(crate) answer_seconds: u64,
    pub(crate) seconds: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ModelKind {
    Builtin,
    Openai,
    Azure,
    Compatible,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ResponseForm {
    JsonSchema,
    JsonObject,
    None,
}

/// Each thread may have a reading process with its own memory.
const MOST_THREADS: usize = 256;

/// Settings that have been checked.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) store: PathBuf,
    pub(crate) store_engine: EngineKind,
    /// Take a store on a network file system.
    pub(crate) store_on_network: bool,
    /// `None` if the ledger's state is not signed.
    pub(crate) ledger: Option<LedgerTable>,
    /// `None` if a run exports nothing.
    pub(crate) backup: Option<BackupTable>,
    pub(crate) pipeline: String,
    pub(crate) threads: usize,
    pub(crate) documents_in_memory: usize,
    pub(crate) reading_time: Duration,
    pub(crate) reading_cpu_time: Duration,
    pub(crate) reading_memory: u64,
    pub(crate) limits: Limits,
    /// `None` unless scanned pages are to be recognised.
    pub(crate) recognition: Option<Recognition>,
    pub(crate) model: ModelTable,
    pub(crate) prices: PricesTable,
    pub(crate) budget: BudgetTable,
    /// The guideline's file; empty if there is none.
    pub(crate) guideline: PathBuf,
    pub(crate) night: NightTable,
    pub(crate) offices: Vec<Office>,
}

impl Settings {
    /// Reads the user's file, if there is one, over the built-in settings, and the arguments over both.
    pub(crate) fn load(global: &Global) -> Result<Self, CommandError> {
        let path = global.config.clone().or_else(|| {
            let system = PathBuf::from("/etc/vermerk/vermerk.toml");
            system.exists().then_some(system)
        });
        let own = match &path {
            Some(path) => fs::read_to_string(path).map_err(|error| {
                CommandError::new(Exit::Config, "cannot read the settings").because(error).hint("check --config")
            })?,
            None => String::new(),
        };
        let mut settings = Self::parse(&own, global.ocr, path.as_deref().unwrap_or(Path::new("config/vermerk.toml")))?;
        if let Some(threads) = global.threads {
            settings.threads = threads;
        }
        if settings.threads > MOST_THREADS {
            return Err(CommandError::new(Exit::Usage, format!("{} threads are too many", settings.threads))
                .hint(format!("give at most {MOST_THREADS}, or 0 for one for each core")));
        }
        if settings.threads == 0 {
            settings.threads = std::thread::available_parallelism().map_or(1, usize::from);
        }
        if settings.documents_in_memory == 0 {
            settings.documents_in_memory = settings.threads * 4;
        }
        if let Some(store) = &global.store {
            settings.store.clone_from(store);
        } else if settings.store.as_os_str().is_empty() {
            settings.store = default_store()?;
        }
        Ok(settings)
    }

    /// SHA-256 over everything that shapes a result: the pipeline's own fingerprint, the limits on reading, and whom
    /// the model's requests go to. How much is done at a time is not part of it.
    pub(crate) fn fingerprint(&self, pipeline: &str) -> String {
        let ModelTable {
            kind, model, api_version, model_version, window_tokens, response_format, shorten_only, ..
        } = &self.model;
        let shaping = (
            pipeline,
            &self.limits,
            (self.reading_time.as_secs(), self.reading_cpu_time.as_secs(), self.reading_memory),
            self.recognition.as_ref().map(|recognition| {
                let Recognition { language, dots_per_inch, doubtful_below, pages, time, memory_bytes, .. } =
                    recognition;
                (language, dots_per_inch, doubtful_below, pages, time.as_secs(), memory_bytes)
            }),
            (
                format!("{kind:?} {response_format:?} {shorten_only}"),
                self.model.address(),
                model,
                (api_version, model_version),
                window_tokens,
            ),
        );
        // JSON keeps the fields apart, whatever stands in them.
        base16ct::lower::encode_string(&Sha256::digest(serde_json::json!(shaping).to_string()))
    }

    fn parse(own: &str, ocr: bool, path: &Path) -> Result<Self, CommandError> {
        let wrong = |error: &dyn std::fmt::Display| {
            CommandError::new(Exit::Config, format!("the settings in '{}' are wrong: {error}", path.display()))
                .hint("config/vermerk.toml shows every key with its meaning")
        };
        let mut table: toml::Table = DEFAULT.parse().map_err(|error: toml::de::Error| CommandError::internal(error))?;
        let own: toml::Table = own.parse().map_err(|error: toml::de::Error| wrong(&error))?;
        overlay(&mut table, own);
        let mut file: File =
            serde_path_to_error::deserialize(toml::Value::Table(table)).map_err(|error| wrong(&error))?;
        file.ocr.enabled |= ocr;
        if file.version != 1 {
            return Err(wrong(&format!("version: {} is unknown, this program reads version 1", file.version)));
        }
        file.check().map_err(|problem| wrong(&problem))?;
        Ok(file.into_settings())
    }
}

impl File {
    fn check(&self) -> Result<(), String> {
        let reading = &self.reading;
        for (key, value) in [
            ("reading.seconds", reading.seconds),
            ("reading.cpu_seconds", reading.cpu_seconds),
            ("reading.file_mib", reading.file_mib),
            ("reading.entry_mib", reading.entry_mib),
            ("reading.decoded_mib", reading.decoded_mib),
            ("reading.output_mib", reading.output_mib),
            ("reading.ratio", reading.ratio.into()),
            ("reading.entries", reading.entries.into()),
            ("reading.parts", reading.parts.into()),
            ("reading.depth", reading.depth.into()),
            ("reading.operators", reading.operators),
            ("ocr.pages", self.ocr.pages.into()),
            ("ocr.seconds", self.ocr.seconds),
            ("model.in_flight", u64::from(self.model.in_flight)),
            ("model.connect_seconds", self.model.connect_seconds),
            ("model.first_byte_seconds", self.model.first_byte_seconds),
            ("model.idle_seconds", self.model.idle_seconds),
            ("model.answer_seconds", self.model.answer_seconds),
            ("model.seconds", self.model.seconds),
            ("backup.keep", self.backup.keep as u64),
        ] {
            if value == 0 {
                return Err(format!("{key}: must be at least 1"));
            }
        }
        let ocr = &self.ocr;
        if ocr.memory_mib < 256 {
            return Err("ocr.memory_mib: must be at least 256".to_owned());
        }
        if !(72..=600).contains(&ocr.dots_per_inch) {
            return Err("ocr.dots_per_inch: must be between 72 and 600".to_owned());
        }
        if ocr.doubtful_below > 100 {
            return Err("ocr.doubtful_below: must be at most 100".to_owned());
        }
        let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '+');
        if ocr.language.is_empty() || !ocr.language.chars().all(plain) {
            return Err("ocr.language: must be names of tesseract's languages with '+' between them".to_owned());
        }
        if reading.memory_mib < 256 {
            return Err("reading.memory_mib: must be at least 256".to_owned());
        }
        if self.ledger.heads.as_os_str().is_empty() != self.ledger.signing_key.as_os_str().is_empty() {
            return Err("ledger.signing_key and ledger.heads: both or neither of them".to_owned());
        }
        let mut names = std::collections::BTreeSet::new();
        for office in &self.office {
            if office.name.trim().is_empty() || !names.insert(&office.name) {
                return Err("office.name: must be there, and different for each office".to_owned());
            }
            if office.out.starts_with(&office.inbox) {
                return Err("office.out: must not lie in the office's inbox".to_owned());
            }
        }
        if let Err(problem) = crate::clock::until(&self.night.until) {
            return Err(format!("night.until: {problem}, write it like \"05:30\""));
        }
        if self.night.mail_to.contains(['\r', '\n']) || self.night.mail_from.contains(['\r', '\n']) {
            return Err("night.mail_to and night.mail_from: must be one line".to_owned());
        }
        let model = &self.model;
        let paid = (model.kind != ModelKind::Builtin).then_some(model.model.as_str());
        check_money(&self.prices, &self.budget, paid)?;
        if model.kind != ModelKind::Builtin {
            if model.base_url.is_empty() && model.kind != ModelKind::Openai {
                return Err("model.base_url: is missing".to_owned());
            }
            if model.model.is_empty() {
                return Err("model.model: is missing".to_owned());
            }
            if model.base_url.contains(['@', '?', '#']) {
                return Err("model.base_url: must hold no name, password or query, only the address".to_owned());
            }
            let given = [
                !model.api_key_file.as_os_str().is_empty(),
                !model.api_key_env.is_empty(),
                !model.api_key_credential.is_empty(),
                !model.token_file.as_os_str().is_empty(),
                !model.token_command.is_empty(),
            ];
            if given.into_iter().filter(|given| *given).count() > 1 {
                return Err("model.api_key_file, api_key_env, api_key_credential, token_file and token_command: \
                            only one of them"
                    .to_owned());
            }
            if model.api_key_credential.contains('/') || model.api_key_credential.starts_with('.') {
                return Err("model.api_key_credential: must be the plain name of a credential".to_owned());
            }
            if model.proxy.contains('@') {
                return Err(
                    "model.proxy: must hold no name or password; they stand in model.proxy_login_file".to_owned()
                );
            }
            if model.proxy.is_empty() && !model.proxy_login_file.as_os_str().is_empty() {
                return Err("model.proxy_login_file: there is no model.proxy".to_owned());
            }
        }
        Ok(())
    }

    fn into_settings(self) -> Settings {
        let reading = self.reading;
        let mib = |value: u64| value.saturating_mul(1 << 20);
        Settings {
            store: self.store.path,
            store_engine: self.store.engine,
            store_on_network: self.store.allow_network,
            ledger: (!self.ledger.heads.as_os_str().is_empty()).then_some(self.ledger),
            backup: (!self.backup.folder.as_os_str().is_empty()).then_some(self.backup),
            pipeline: self.run.pipeline,
            threads: self.run.threads,
            documents_in_memory: self.run.documents_in_memory,
            reading_time: Duration::from_secs(reading.seconds),
            reading_cpu_time: Duration::from_secs(reading.cpu_seconds),
            reading_memory: mib(reading.memory_mib),
            limits: Limits {
                file_bytes: mib(reading.file_mib),
                entry_bytes: mib(reading.entry_mib),
                decoded_bytes: mib(reading.decoded_mib),
                ratio: reading.ratio,
                entries: reading.entries,
                parts: reading.parts,
                depth: reading.depth,
                operators: reading.operators,
                output_bytes: mib(reading.output_mib),
            },
            recognition: self.ocr.enabled.then(|| Recognition {
                rasteriser: self.ocr.pdftoppm,
                recogniser: self.ocr.tesseract,
                language: self.ocr.language,
                dots_per_inch: self.ocr.dots_per_inch,
                doubtful_below: self.ocr.doubtful_below,
                pages: self.ocr.pages,
                time: Duration::from_secs(self.ocr.seconds),
                memory_bytes: mib(self.ocr.memory_mib),
            }),
            model: self.model,
            prices: self.prices,
            budget: self.budget,
            guideline: self.policy.guideline,
            night: self.night,
            offices: self.office.into_iter().map(OfficeTable::into_office).collect(),
        }
    }
}

impl OfficeTable {
    fn into_office(self) -> Office {
        let Self { name, inbox, out, processed, refused } = self;
        Office { name, inbox, out, processed, refused }
    }
}

/// Lays the user's tables over the built-in ones, key by key.
fn overlay(below: &mut toml::Table, above: toml::Table) {
    for (key, value) in above {
        match (below.get_mut(&key), value) {
            (Some(toml::Value::Table(below)), toml::Value::Table(above)) => overlay(below, above),
            (_, value) => drop(below.insert(key, value)),
        }
    }
}

/// Reads a variable of the environment; an empty one counts as none.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The program itself where a name without folder is found on the search path; else the name as it is.
pub(crate) fn program(name: &Path) -> PathBuf {
    let folders = variable("PATH").unwrap_or_default();
    let named = name.components().count() == 1;
    let mut places = std::env::split_paths(&folders).filter(|_| named).map(|folder| folder.join(name));
    places.find(|place| place.is_file()).unwrap_or_else(|| name.to_owned())
}

fn default_store() -> Result<PathBuf, CommandError> {
    if let Some(directory) = variable("STATE_DIRECTORY") {
        return Ok(PathBuf::from(directory).join("store"));
    }
    let state = variable("XDG_STATE_HOME")
        .map(PathBuf::from)
        .or_else(|| variable("HOME").map(|home| PathBuf::from(home).join(".local/state")));
    state.map(|state| state.join("vermerk")).ok_or_else(|| {
        CommandError::new(Exit::Config, "no folder for the store is known").hint("give one with --store DIR")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(own: &str, expected: &str) {
        let error = Settings::parse(own, false, Path::new("eigene.toml")).unwrap_err();
        assert!(error.render().contains(expected), "{}", error.render());
        assert_eq!(error.exit(), Exit::Config);
    }

    #[test]
    fn the_built_in_file_is_complete_and_equals_the_defaults_of_the_reader() {
        let settings = Settings::parse("", false, Path::new("config/vermerk.toml")).unwrap();
        assert_eq!(settings.limits, Limits::default());
        assert_eq!(settings.model.kind, ModelKind::Builtin);
    }

    #[test]
    fn own_keys_lie_over_the_built_in_ones() {
        let settings = Settings::parse("[reading]\nseconds = 7\n", false, Path::new("eigene.toml")).unwrap();
        assert_eq!(settings.reading_time, Duration::from_secs(7));
        assert_eq!(settings.limits.depth, Limits::default().depth);
    }

    #[test]
    fn what_shapes_a_result_changes_the_fingerprint_and_what_only_paces_it_does_not() {
        let fingerprint = |own: &str| Settings::parse(own, false, Path::new("eigene.toml")).unwrap().fingerprint("abc");
        let default = fingerprint("");
        assert_ne!(fingerprint("[reading]\nseconds = 7\n"), default);
        assert_ne!(fingerprint("[reading]\nparts = 7\n"), default);
        assert_ne!(fingerprint("[model]\nmodel_version = \"2026-11-01\"\n"), default);
        let recognised = fingerprint("[ocr]\nenabled = true\n");
        assert_ne!(recognised, default);
        assert_ne!(fingerprint("[ocr]\nenabled = true\nlanguage = \"eng\"\n"), recognised);
        assert_eq!(fingerprint("[ocr]\nlanguage = \"eng\"\n"), default);
        assert_ne!(fingerprint("[model]\nkind = \"compatible\"\nbase_url = \"http://a\"\nmodel = \"m\"\n"), default);
        assert_eq!(fingerprint("[run]\nthreads = 7\n[model]\nin_flight = 3\n"), default);
    }

    #[test]
    fn wrong_settings_name_the_key() {
        check("[reading]\nsekunden = 7\n", "sekunden");
        check("[reading]\nseconds = \"viel\"\n", "reading.seconds");
        check("[reading]\nseconds = 0\n", "reading.seconds: must be at least 1");
        check("[ocr]\nlanguage = \"deu --psm\"\n", "ocr.language");
        check("[ocr]\ndots_per_inch = 9\n", "ocr.dots_per_inch");
        check("version = 2\n", "version: 2");
        check("[model]\nkind = \"azure\"\n", "model.base_url");
        check("[model]\nkind = \"wolke\"\n", "model.kind");
        let azure = "[model]\nkind = \"azure\"\nbase_url = \"https://a\"\nmodel = \"m\"\n";
        check(&format!("{azure}api_key_env = \"A\"\ntoken_command = [\"az\"]\n"), "only one of them");
        check(&format!("{azure}api_key_credential = \"../key\"\n"), "model.api_key_credential");
        check(&format!("{azure}proxy = \"http://name:geheim@proxy\"\n"), "model.proxy:");
        check(&format!("{azure}proxy_login_file = \"login\"\n"), "model.proxy_login_file");
        check(&format!("{azure}idle_seconds = 0\n"), "model.idle_seconds");
        check("[ledger]\nheads = \"x\"\n", "ledger.signing_key");
        check("[store\n", "eigene.toml");
        check("[budget]\nper_run = \"1,50\"\n", "budget.per_run");
        check("[budget]\nper_run = 1.5\n", "budget.per_run");
        check("[budget]\nestimate_percent = 90\n", "budget.estimate_percent");
        check("[prices.models.m]\nas_of = \"gestern\"\ninput = \"1\"\noutput = \"1\"\n", "as_of");
        check("[prices.models.m]\nas_of = \"2026-11-01\"\ninput = \"\"\noutput = \"1\"\n", "input");
        let paid = "[model]\nkind = \"compatible\"\nbase_url = \"http://a\"\nmodel = \"m\"\n";
        check(&format!("{paid}[budget]\nper_day = \"5\"\n"), "prices.models.\"m\": is missing");
    }
}
