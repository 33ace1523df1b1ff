//! From the settings' description of an endpoint to a model that asks it.

use std::path::Path;
use std::time::Duration;

use fs_err as fs;
use vermerk_model::{ApiKey, Credential, Endpoint, EndpointKind, Limits, OpenAi, Proxy, ResponseFormat, Timeouts};

use crate::bearer;
use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::settings::{ModelKind, ModelTable, ResponseForm, variable};

/// OpenAI's own address; used only where the settings choose OpenAI and give no other.
const OPENAI: &str = "https://api.openai.com/v1";

impl ModelTable {
    /// Where requests go.
    pub(crate) fn address(&self) -> &str {
        if self.base_url.is_empty() { OPENAI } else { &self.base_url }
    }

    /// All that decides an answer besides model and request: kept answers are told apart by it.
    pub(crate) fn answer_source(&self) -> String {
        let Self { kind, api_version, model_version, response_format, .. } = self;
        format!("{kind:?} {} {api_version} {model_version} {response_format:?}", self.address())
    }
}

pub(crate) fn model(table: &ModelTable) -> Result<OpenAi, CommandError> {
    let kind = match table.kind {
        ModelKind::Azure => EndpointKind::Azure,
        ModelKind::Openai => EndpointKind::OpenAi,
        ModelKind::Builtin | ModelKind::Compatible => EndpointKind::Compatible,
    };
    let mut endpoint = Endpoint::new(kind, table.address(), &table.model);
    endpoint.api_version = (!table.api_version.is_empty()).then(|| table.api_version.clone());
    endpoint.credential = credential(table)?;
    endpoint.window = table.window_tokens;
    endpoint.response_format = match table.response_format {
        ResponseForm::JsonSchema => ResponseFormat::JsonSchema,
        ResponseForm::JsonObject => ResponseFormat::JsonObject,
        ResponseForm::None => ResponseFormat::None,
    };
    endpoint.limits = Limits {
        requests_per_minute: (table.requests_per_minute > 0).then_some(table.requests_per_minute),
        tokens_per_minute: (table.tokens_per_minute > 0).then_some(table.tokens_per_minute),
        in_flight: table.in_flight,
    };
    let deadline = Duration::from_secs(table.seconds);
    let within = |seconds| Duration::from_secs(seconds).min(deadline);
    endpoint.timeouts = Timeouts {
        connect: within(table.connect_seconds),
        first_byte: within(table.first_byte_seconds),
        idle: within(table.idle_seconds),
        answer: within(table.answer_seconds),
        deadline,
    };
    endpoint.stream = table.stream;
    if !table.authorities_file.as_os_str().is_empty() {
        endpoint.authorities = vec![read(&table.authorities_file, "model.authorities_file")?.into_bytes()];
    }
    endpoint.proxy = proxy(table)?;
    OpenAi::new(endpoint).map_err(|error| {
        CommandError::new(Exit::Config, "the endpoint's settings cannot be used")
            .because(error)
            .hint("check model.base_url (http or https, with a host), model.model and the key")
    })
}

/// What lets requests in stands in a file, the environment or a credential, or a command gives it; never in the settings.
fn credential(table: &ModelTable) -> Result<Credential, CommandError> {
    let key = if !table.api_key_file.as_os_str().is_empty() {
        read(&table.api_key_file, "model.api_key_file")?
    } else if !table.api_key_credential.is_empty() {
        let folder = variable("CREDENTIALS_DIRECTORY").ok_or_else(|| {
            CommandError::new(Exit::Config, "there is no folder of credentials")
                .hint("model.api_key_credential names a credential of the systemd unit (LoadCredential=)")
        })?;
        read(&Path::new(&folder).join(&table.api_key_credential), "model.api_key_credential")?
    } else if !table.api_key_env.is_empty() {
        variable(&table.api_key_env).ok_or_else(|| {
            CommandError::new(Exit::Config, format!("the variable '{}' is not set", table.api_key_env))
                .hint("model.api_key_env names the variable that holds the key")
        })?
    } else if !table.token_file.as_os_str().is_empty() {
        return Ok(Credential::Token(bearer::from_file(table.token_file.clone())));
    } else if !table.token_command.is_empty() {
        return Ok(Credential::Token(bearer::from_command(table.token_command.clone())));
    } else {
        return Ok(Credential::None);
    };
    Ok(Credential::Key(ApiKey::new(&key)))
}

fn proxy(table: &ModelTable) -> Result<Option<Proxy>, CommandError> {
    if table.proxy.is_empty() {
        return Ok(None);
    }
    let mut proxy = Proxy { address: table.proxy.clone(), login: None };
    if !table.proxy_login_file.as_os_str().is_empty() {
        let login = read(&table.proxy_login_file, "model.proxy_login_file")?;
        let (name, password) = login.trim().split_once(':').ok_or_else(|| {
            CommandError::new(Exit::Config, "the login for the proxy is wrong")
                .hint("model.proxy_login_file holds NAME:PASSWORD")
        })?;
        proxy.login = Some((name.to_owned(), ApiKey::new(password)));
    }
    Ok(Some(proxy))
}

/// Reads a file that a key of the settings names; errors say which file, never what it holds.
fn read(path: &Path, key: &str) -> Result<String, CommandError> {
    fs::read_to_string(path).map_err(|error| {
        CommandError::new(Exit::Config, "cannot read a file of the endpoint's settings")
            .because(error)
            .hint(format!("check {key}"))
    })
}
