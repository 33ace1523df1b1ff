mod form;
mod jobs;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_openai::Client;
use async_openai::error::OpenAIError;
use serde_json::{Map, Value, json};
use tokio::sync::Semaphore;
use tracing::Instrument as _;
use vermerk_summary::{Completion, Finish, Request, Usage};
use vermerk_text::Tokenizer;

use crate::endpoint::{Address, Credential, Endpoint, EndpointKind, ResponseFormat};
use crate::governor::{Governor, Measures};
use crate::stack::{Deployment, Entrance, Streams, Wire, assemble};
use crate::token::Keeper;
pub use jobs::{EndedJob, JobAnswer, JobProgress, Jobs, NotHandedIn};

use crate::{BoxFuture, Class, Meter, Model, ModelError, Place, Worst};
use form::Form;

/// Tokens that the chat's frame takes beside the texts and the schema.
const TOKENS_OF_FRAME: usize = 24;
/// Prompts that may exist for each request in flight: while one is answered, the next is ready.
const PLACES_FOR_EACH: usize = 2;

/// A language model behind an OpenAI-compatible interface.
#[derive(Debug, Clone)]
pub struct OpenAi {
    endpoint: Arc<Endpoint>,
    address: Arc<Address>,
    http: reqwest::Client,
    governor: Arc<Governor>,
    deployment: Deployment,
    streams: Streams,
    form: Arc<Form>,
    places: Arc<Semaphore>,
    keeper: Option<Keeper>,
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
        let governor = Governor::new(endpoint.limits, endpoint.kind);
        let streams = Streams::new(AtomicBool::new(endpoint.stream));
        let keeper = match &endpoint.credential {
            Credential::Token(source) => Some(Keeper::new(source.clone())),
            Credential::None | Credential::Key(_) => None,
        };
        let wire = Wire { http: http.clone(), timeouts: endpoint.timeouts, streams: streams.clone() };
        let deployment = assemble(wire, &governor, keeper.as_ref(), endpoint.timeouts);
        let places = Arc::new(Semaphore::new(PLACES_FOR_EACH * endpoint.limits.in_flight.max(1) as usize));
        let address = Arc::new(Address::new(endpoint.clone()));
        let form = Arc::new(Form::new(endpoint.response_format));
        Ok(Self { endpoint: Arc::new(endpoint), address, http, governor, deployment, streams, form, places, keeper })
    }

    fn body(&self, request: &Request, form: ResponseFormat, streamed: bool) -> Value {
        let mut body = Map::new();
        body.insert("model".into(), json!(self.endpoint.model));
        let told = match form {
            ResponseFormat::JsonSchema | ResponseFormat::JsonObject => &request.forms.json,
            ResponseFormat::None => &request.forms.plain,
        };
        let system = format!("{}\n\n{told}", request.system);
        body.insert(
            "messages".into(),
            json!([{ "role": "system", "content": system.trim() }, { "role": "user", "content": request.user }]),
        );
        // OpenAI's and Azure's newer models refuse the old name; other servers know no other.
        let limit = match self.endpoint.kind {
            EndpointKind::Compatible => "max_tokens",
            EndpointKind::OpenAi | EndpointKind::Azure => "max_completion_tokens",
        };
        body.insert(limit.into(), json!(request.max_tokens));
        match form {
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
        if streamed {
            body.insert("stream".into(), json!(true));
            body.insert("stream_options".into(), json!({ "include_usage": true }));
        }
        body.extend(self.endpoint.extra.clone());
        Value::Object(body)
    }

    /// Asks, and asks again in a way the endpoint knows if it refuses the form of the answer or to stream it.
    async fn ask(&self, request: &Request, meter: Arc<dyn Meter>) -> Result<Completion, ModelError> {
        let worst = worst(request);
        let entrance = Entrance { deployment: self.deployment.clone(), worst, meter };
        let config: Arc<dyn async_openai::config::Config> = self.address.clone();
        let client = Client::build(self.http.clone(), config).with_http_service(entrance);
        // What an endpoint refuses once it is not asked for again, so this ends.
        let answer = loop {
            let (form, streamed) = (self.form.current(), self.streams.load(Ordering::Relaxed));
            let answer: Result<Value, OpenAIError> =
                client.chat().create_byot(self.body(request, form, streamed)).await;
            match answer.map_err(model_error) {
                Ok(answer) => break answer,
                Err(error) if error.class == Class::Form => {
                    if !self.form.refused(form) {
                        return Err(ModelError { class: Class::Permanent, ..error });
                    }
                }
                Err(_) if streamed && !self.streams.load(Ordering::Relaxed) => {
                    tracing::info!(
                        "the endpoint does not answer piece by piece; asking for whole answers from here on"
                    );
                }
                Err(error) => return Err(error),
            }
        };
        let mut completion = completion(&answer)?;
        if completion.usage == Usage::default() {
            // The server does not say what it read and wrote.
            let completion_tokens = Tokenizer::o200k().count(&completion.text) as u64;
            completion.usage = Usage { prompt_tokens: worst.prompt_tokens, completion_tokens };
        }
        Ok(completion)
    }
}

impl Model for OpenAi {
    fn name(&self) -> &str {
        &self.endpoint.model
    }

    fn window(&self) -> Option<usize> {
        Some(self.endpoint.window)
    }

    fn place(&self) -> BoxFuture<'_, Place> {
        let places = self.places.clone();
        Box::pin(async move { Place { _permit: places.acquire_owned().await.ok() } })
    }

    fn measures(&self) -> Option<Measures> {
        Some(self.governor.measures())
    }

    fn complete_metered<'a>(
        &'a self,
        request: &'a Request,
        meter: Arc<dyn Meter>,
    ) -> BoxFuture<'a, Result<Completion, ModelError>> {
        let span = tracing::debug_span!("ask", request = request.id.0, model = self.endpoint.model);
        Box::pin(self.ask(request, meter).instrument(span))
    }
}

/// What a request may take at most by our estimate; the schema of the answer is part of the prompt.
pub fn worst(request: &Request) -> Worst {
    let tokenizer = Tokenizer::o200k();
    let schema = tokenizer.count(&request.schema.to_string());
    let form = tokenizer.count(&request.forms.json).max(tokenizer.count(&request.forms.plain));
    let texts = tokenizer.count(&request.system) + form + tokenizer.count(&request.user);
    let prompt = texts + schema + TOKENS_OF_FRAME;
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
        let mut through = reqwest::Proxy::all(&proxy.address).map_err(misconfigured)?;
        if let Some((name, password)) = &proxy.login {
            through = through.basic_auth(name, password.expose());
        }
        builder = builder.proxy(through);
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
