#[cfg(test)]
mod tests;

use std::sync::Arc;

use async_openai::Client;
use async_openai::error::OpenAIError;
use serde_json::{Map, Value, json};
use vermerk_summary::{Completion, Finish, Request, Usage};
use vermerk_text::Tokenizer;

use crate::dispatch::Dispatch;
use crate::endpoint::{Address, Endpoint, EndpointKind, ResponseFormat};
use crate::governor::{Counts, Governor};
use crate::{BoxFuture, Class, Meter, Model, ModelError, Worst};

/// Tokens that the chat's frame takes beside the texts and the schema.
const TOKENS_OF_FRAME: usize = 24;

/// A language model behind an OpenAI-compatible interface.
#[derive(Debug, Clone)]
pub struct OpenAi {
    endpoint: Arc<Endpoint>,
    address: Arc<Address>,
    http: reqwest::Client,
    governor: Arc<Governor>,
}

impl OpenAi {
    /// Prepares the connection; nothing is sent yet.
    ///
    /// # Errors
    /// [`Class::Configuration`] if the address, the key, the proxy or a certificate can't be used, or the operating
    /// system trusts no authority.
    pub fn new(endpoint: Endpoint) -> Result<Self, ModelError> {
        endpoint.validate()?;
        let http = http_client(&endpoint)?;
        let governor = Governor::new(endpoint.limits, endpoint.kind == EndpointKind::Azure);
        let address = Arc::new(Address::new(endpoint.clone()));
        Ok(Self { endpoint: Arc::new(endpoint), address, http, governor })
    }

    /// What has been asked and answered so far.
    pub fn counts(&self) -> Counts {
        self.governor.counts()
    }

    fn body(&self, request: &Request) -> Value {
        let mut body = Map::new();
        body.insert("model".into(), json!(self.endpoint.model));
        body.insert(
            "messages".into(),
            json!([{ "role": "system", "content": request.system }, { "role": "user", "content": request.user }]),
        );
        // OpenAI's and Azure's newer models refuse the old name; other servers know no other.
        let limit = match self.endpoint.kind {
            EndpointKind::Compatible => "max_tokens",
            EndpointKind::OpenAi | EndpointKind::Azure => "max_completion_tokens",
        };
        body.insert(limit.into(), json!(request.max_tokens));
        match self.endpoint.response_format {
            ResponseFormat::JsonSchema => {
                let mut schema = request.schema.clone();
                let name = schema.as_object_mut().and_then(|schema| schema.remove("title"));
                let name = name.unwrap_or_else(|| json!("answer"));
                let format = json!({ "name": name, "strict": true, "schema": schema });
                body.insert("response_format".into(), json!({ "type": "json_schema", "json_schema": format }));
            }
            ResponseFormat::JsonObject => {
                body.insert("response_format".into(), json!({ "type": "json_object" }));
            }
            ResponseFormat::None => {}
        }
        body.extend(self.endpoint.extra.clone());
        Value::Object(body)
    }

    async fn ask(&self, request: &Request, meter: Arc<dyn Meter>) -> Result<Completion, ModelError> {
        let dispatch = Dispatch {
            http: self.http.clone(),
            governor: self.governor.clone(),
            timeouts: self.endpoint.timeouts,
            worst: worst(request),
            meter,
        };
        let config: Arc<dyn async_openai::config::Config> = self.address.clone();
        let client = Client::build(self.http.clone(), config).with_http_service(dispatch);
        let answer: Value = client.chat().create_byot(self.body(request)).await.map_err(model_error)?;
        completion(&answer)
    }
}

impl Model for OpenAi {
    fn name(&self) -> &str {
        &self.endpoint.model
    }

    fn window(&self) -> Option<usize> {
        Some(self.endpoint.window)
    }

    fn complete_metered<'a>(
        &'a self,
        request: &'a Request,
        meter: Arc<dyn Meter>,
    ) -> BoxFuture<'a, Result<Completion, ModelError>> {
        Box::pin(self.ask(request, meter))
    }
}

/// What a request may take at most by our estimate; the schema of the answer is part of the prompt.
pub fn worst(request: &Request) -> Worst {
    let tokenizer = Tokenizer::o200k();
    let schema = tokenizer.count(&request.schema.to_string());
    let prompt = tokenizer.count(&request.system) + tokenizer.count(&request.user) + schema + TOKENS_OF_FRAME;
    Worst { prompt_tokens: prompt as u64, completion_tokens: request.max_tokens.into() }
}

/// Only the configured host, no redirects to another, no proxy that was not asked for.
fn http_client(endpoint: &Endpoint) -> Result<reqwest::Client, ModelError> {
    let misconfigured = |_| ModelError::new(Class::Configuration);
    // Fails if one is installed already, which is as good.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("vermerk/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .connect_timeout(endpoint.timeouts.connect)
        .no_proxy();
    if let Some(proxy) = &endpoint.proxy {
        builder = builder.proxy(reqwest::Proxy::all(proxy).map_err(misconfigured)?);
    }
    if !endpoint.authorities.is_empty() {
        let mut roots = Vec::new();
        for pem in &endpoint.authorities {
            roots.extend(reqwest::Certificate::from_pem_bundle(pem).map_err(misconfigured)?);
        }
        builder = builder.tls_certs_only(roots);
    } else if endpoint.base_url.starts_with("http:") {
        // Works on machines that trust no authority at all.
        builder = builder.tls_certs_only([]);
    }
    builder.build().map_err(misconfigured)
}

/// Takes our own error back out of async-openai's. Its other errors may hold text and are dropped.
fn model_error(error: OpenAIError) -> ModelError {
    match error {
        OpenAIError::Boxed(inner) => {
            inner.downcast::<ModelError>().map_or_else(|_| ModelError::new(Class::Permanent), |error| *error)
        }
        OpenAIError::JSONDeserialize(..) => ModelError::new(Class::Malformed),
        _ => ModelError::new(Class::Permanent),
    }
}

fn completion(answer: &Value) -> Result<Completion, ModelError> {
    let choice = &answer["choices"][0];
    let finish = match choice["finish_reason"].as_str() {
        Some("length") => Finish::Length,
        Some("content_filter") => Finish::Filtered,
        _ => Finish::Stop,
    };
    let message = &choice["message"];
    let text = message["content"].as_str().or_else(|| message["refusal"].as_str());
    let Some(text) = text.or((finish == Finish::Filtered).then_some("")) else {
        return Err(ModelError::new(Class::Malformed));
    };
    let tokens = |name: &str| answer["usage"][name].as_u64().unwrap_or_default();
    let usage = Usage { prompt_tokens: tokens("prompt_tokens"), completion_tokens: tokens("completion_tokens") };
    Ok(Completion { text: text.to_owned(), finish, usage })
}
