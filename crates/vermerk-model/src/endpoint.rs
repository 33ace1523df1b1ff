use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use crate::{Class, ModelError, TokenSource};

/// A deployment that answers requests, as configured.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// Whose interface it speaks.
    pub kind: EndpointKind,
    /// Address without the last path: `https://api.openai.com/v1`, `https://NAME.openai.azure.com`,
    /// `http://127.0.0.1:8910/v1`. The only host ever contacted.
    pub base_url: String,
    /// Name of the model; for Azure that of the deployment.
    pub model: String,
    /// For Azure: version of the interface with deployments in the address. `None` uses the newer form `/openai/v1`.
    pub api_version: Option<String>,
    /// What is sent to be let in.
    pub credential: Credential,
    /// Tokens that prompt and answer may have together.
    pub window: usize,
    /// How the form of the answer is asked for.
    pub response_format: ResponseFormat,
    /// How much may be sent.
    pub limits: Limits,
    /// How long to wait.
    pub timeouts: Timeouts,
    /// Whether to ask for answers piece by piece, so that a connection that died is seen early. Given up by itself where
    /// the server refuses it.
    pub stream: bool,
    /// Certificates (PEM) of the authorities that are trusted; empty: those of the operating system.
    pub authorities: Vec<Vec<u8>>,
    /// A proxy for this endpoint; without it none is used, whatever the environment says.
    pub proxy: Option<Proxy>,
    /// Further fields of each request's body, for servers that want them: `{"temperature": 0}`.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// The host of an endpoint's address, without port and credentials; `None` if it is no address with a host.
pub fn host(base_url: &str) -> Option<String> {
    reqwest::Url::parse(base_url).ok()?.host_str().map(str::to_owned)
}

/// Whose interface an endpoint speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndpointKind {
    /// OpenAI itself.
    OpenAi,
    /// Azure OpenAI.
    Azure,
    /// Any server with the same interface: llama.cpp, vLLM, Ollama.
    Compatible,
}

/// What is sent to be let in.
#[derive(Debug, Clone)]
pub enum Credential {
    /// Nothing.
    None,
    /// A key: `Authorization: Bearer`, for Azure `api-key`.
    Key(ApiKey),
    /// Bearer tokens that run out and are fetched anew (Entra).
    Token(TokenSource),
}

/// A proxy on the way to an endpoint.
#[derive(Debug, Clone)]
pub struct Proxy {
    /// Its address, without name and password.
    pub address: String,
    /// Name and password, if it wants them.
    pub login: Option<(String, ApiKey)>,
}

/// A secret that shows itself in no output.
#[derive(Debug, Clone)]
pub struct ApiKey(SecretString);

/// How the form of the answer is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseFormat {
    /// By JSON schema, strictly.
    JsonSchema,
    /// As some JSON; the prompt says which.
    JsonObject,
    /// Not at all; the prompt says it.
    None,
}

/// How much may be sent to an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Requests in one minute; `None` if unknown: then what the server says of itself counts.
    pub requests_per_minute: Option<u32>,
    /// Tokens in one minute; `None` if unknown.
    pub tokens_per_minute: Option<u32>,
    /// Most requests in flight.
    pub in_flight: u32,
}

/// How long to wait for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For a connection.
    pub connect: Duration,
    /// For the first byte of an answer that comes piece by piece; one that comes whole has all the time of `answer`.
    pub first_byte: Duration,
    /// Between two bytes of an answer that has begun.
    pub idle: Duration,
    /// For one answer, from sending to its last byte.
    pub answer: Duration,
    /// For a request with all that is tried for it, from its first sending.
    pub deadline: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            first_byte: Duration::from_mins(1),
            idle: Duration::from_secs(30),
            answer: Duration::from_mins(5),
            deadline: Duration::from_mins(15),
        }
    }
}

impl ApiKey {
    /// Takes a key as read from a file or the environment; white space around it is dropped.
    pub fn new(key: &str) -> Self {
        Self(SecretString::from(key.trim()))
    }

    /// The key itself, for the one header it goes into.
    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// `Bearer KEY`, marked so that no library shows it; `None` if it can't stand in a header.
    pub(crate) fn bearer(&self) -> Option<HeaderValue> {
        let mut value = HeaderValue::from_str(&format!("Bearer {}", self.expose())).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl std::fmt::Display for ApiKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("****")
    }
}

impl Endpoint {
    /// An endpoint with usual limits and nothing sent to be let in.
    pub fn new(kind: EndpointKind, base_url: &str, model: &str) -> Self {
        Self {
            kind,
            base_url: base_url.trim_end_matches('/').to_owned(),
            model: model.to_owned(),
            api_version: None,
            credential: Credential::None,
            window: 128_000,
            response_format: ResponseFormat::JsonSchema,
            limits: Limits { requests_per_minute: None, tokens_per_minute: None, in_flight: 8 },
            timeouts: Timeouts::default(),
            stream: true,
            authorities: Vec::new(),
            proxy: None,
            extra: serde_json::Map::new(),
        }
    }

    fn secret(&self) -> Option<&ApiKey> {
        match &self.credential {
            Credential::Key(key) => Some(key),
            Credential::None | Credential::Token(_) => None,
        }
    }

    /// Whether the secret can stand in a header and the address in a request.
    pub(crate) fn validate(&self) -> Result<(), ModelError> {
        let address = reqwest::Url::parse(&self.base_url);
        let is_web = address.is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        let sendable = self.secret().is_none_or(|key| HeaderValue::from_str(key.expose()).is_ok());
        if is_web && sendable && !self.model.is_empty() { Ok(()) } else { Err(ModelError::new(Class::Configuration)) }
    }
}

/// What async-openai asks of its configuration. Its own configurations read the environment; this one does not.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    endpoint: Endpoint,
    /// For the trait, which wants a key to exist.
    no_key: SecretString,
}

impl Address {
    pub(crate) fn new(endpoint: Endpoint) -> Self {
        Self { endpoint, no_key: SecretString::from("") }
    }
}

impl async_openai::config::Config for Address {
    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        // A token is put in at each try, since it may have been renewed.
        let Credential::Key(key) = &self.endpoint.credential else { return headers };
        // Validated when the model was made.
        if self.endpoint.kind == EndpointKind::Azure {
            if let Ok(mut value) = HeaderValue::from_str(key.expose()) {
                value.set_sensitive(true);
                headers.insert("api-key", value);
            }
        } else if let Some(value) = key.bearer() {
            headers.insert(AUTHORIZATION, value);
        }
        headers
    }

    fn url(&self, path: &str) -> String {
        let Endpoint { kind, base_url, model, api_version, .. } = &self.endpoint;
        match (kind, api_version) {
            (EndpointKind::Azure, Some(_)) => format!("{base_url}/openai/deployments/{model}{path}"),
            (EndpointKind::Azure, None) => format!("{base_url}/openai/v1{path}"),
            _ => format!("{base_url}{path}"),
        }
    }

    fn query(&self) -> Vec<(&str, &str)> {
        match (self.endpoint.kind, &self.endpoint.api_version) {
            (EndpointKind::Azure, Some(version)) => vec![("api-version", version)],
            _ => Vec::new(),
        }
    }

    fn api_base(&self) -> &str {
        &self.endpoint.base_url
    }

    fn api_key(&self) -> &SecretString {
        self.endpoint.secret().map_or(&self.no_key, |key| &key.0)
    }
}
