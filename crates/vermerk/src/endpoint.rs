//! From the settings' description of an endpoint to a model that asks it.

use std::sync::Arc;
use std::time::Duration;

use fs_err as fs;
use vermerk_model::{ApiKey, Credential, Endpoint, EndpointKind, Limits, Model, OpenAi, ResponseFormat, Timeouts};

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
        format!("{} {} {:?}", self.address(), self.api_version, self.response_format)
    }
}

pub(crate) fn model(table: &ModelTable) -> Result<Arc<dyn Model>, CommandError> {
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
    let usual = Timeouts::default();
    let answer = usual.answer.max(deadline / 3).min(deadline);
    endpoint.timeouts = Timeouts { answer, deadline, ..usual };
    let model = OpenAi::new(endpoint).map_err(|error| {
        CommandError::new(Exit::Config, "the endpoint's settings cannot be used")
            .because(error)
            .hint("check model.base_url (http or https, with a host), model.model and the key")
    })?;
    Ok(Arc::new(model))
}

/// The key stands in a file or in an environment variable, never in the settings.
fn credential(table: &ModelTable) -> Result<Credential, CommandError> {
    let key = if !table.api_key_file.as_os_str().is_empty() {
        fs::read_to_string(&table.api_key_file).map_err(|error| {
            CommandError::new(Exit::Config, "cannot read the key").because(error).hint("check model.api_key_file")
        })?
    } else if !table.api_key_env.is_empty() {
        variable(&table.api_key_env).ok_or_else(|| {
            CommandError::new(Exit::Config, format!("the variable '{}' is not set", table.api_key_env))
                .hint("model.api_key_env names the variable that holds the key")
        })?
    } else {
        return Ok(Credential::None);
    };
    Ok(Credential::Key(ApiKey::new(&key)))
}
