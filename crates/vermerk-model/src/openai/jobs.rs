//! Requests handed in together as a file, answered within a day at a lower price: OpenAI's and Azure's Batch API.
//!
//! Nothing here waits for answers: a job is handed in, and looked at by later runs.

use std::time::Duration;

use async_openai::config::Config as _;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout_at};
use vermerk_summary::{Completion, Request, Usage};

use super::{OpenAi, completion};
use crate::endpoint::{Endpoint, EndpointKind};
use crate::error::classify;
use crate::governor::backoff;
use crate::{Class, ModelError};

/// Tries of what can be asked again without harm.
const TRIES: u32 = 3;
/// Largest file that is fetched.
const MOST_BYTES: usize = 512 << 20;
/// Pages of the list of jobs that are searched, of 100 jobs each.
const MOST_PAGES: usize = 20;
/// For one call; files of some megabytes are among them.
const TIME: Duration = Duration::from_mins(10);
/// Longest wait that the endpoint may ask for between tries.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// The batch interface of an endpoint.
#[derive(Debug, Clone)]
pub struct Jobs {
    model: OpenAi,
}

/// How far a job is at the endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobProgress {
    /// Not at its end.
    Working,
    /// At its end, however it came to it.
    Ended(EndedJob),
}

/// The files of a job that came to its end, by the endpoint's names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedJob {
    /// What was handed in.
    pub input: Option<String>,
    /// The answers, if there are any.
    pub output: Option<String>,
    /// The requests that were not answered, with the reasons.
    pub errors: Option<String>,
}

/// What became of one request of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobAnswer {
    /// The name it was given.
    pub name: String,
    /// Whether the model answered it, understood or not: such an answer is billed.
    pub answered: bool,
    /// The answer; `None` if it was not answered, or not in a way that is understood.
    pub completion: Option<Completion>,
    /// What it took, also where the answer is of no use.
    pub usage: Usage,
}

/// Why a job was not handed in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotHandedIn {
    /// The endpoint does not have it: nothing will be billed.
    #[error(transparent)]
    Refused(ModelError),
    /// The connection broke off when it was on its way: the endpoint may have it, see [`Jobs::find`].
    #[error(transparent)]
    Unknown(ModelError),
}

impl Jobs {
    /// The batch interface of the endpoint that this model asks.
    pub fn new(model: OpenAi) -> Self {
        Self { model }
    }

    /// A request as one line of the file that is handed in, without the line feed. Its answer comes under this name.
    pub fn line(&self, name: &str, request: &Request) -> String {
        let body = self.model.body(request, self.model.form.current(), false);
        json!({ "custom_id": name, "method": "POST", "url": self.target(), "body": body }).to_string()
    }

    /// Hands in a file of lines. The endpoint notes `mark` with it, so that it can be found again.
    ///
    /// # Errors
    /// See [`NotHandedIn`].
    pub async fn hand_in(&self, lines: &str, mark: &str) -> Result<String, NotHandedIn> {
        // The mark is hexadecimal, and every line is JSON that begins with a brace: no line is a boundary.
        let boundary = format!("vermerk-{mark}");
        let form = format!(
            "--{boundary}\r\ncontent-disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n\
             --{boundary}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"vermerk.jsonl\"\r\n\
             content-type: application/jsonl\r\n\r\n{lines}\r\n--{boundary}--\r\n"
        );
        let kind = format!("multipart/form-data; boundary={boundary}");
        let uploaded = self.call(Method::POST, "/files", &[], Some((&kind, form)), TRIES).await;
        let uploaded = uploaded.and_then(|body| parse(&body)).map_err(NotHandedIn::Refused)?;
        let file = uploaded["id"].as_str().ok_or(NotHandedIn::Refused(ModelError::new(Class::Malformed)))?;
        let order = json!({
            "input_file_id": file,
            "endpoint": self.target(),
            "completion_window": "24h",
            "metadata": { "vermerk": mark },
        });
        // Once: whoever asks twice may get two jobs.
        let created = self.call(Method::POST, "/batches", &[], Some(("application/json", order.to_string())), 1).await;
        match created.and_then(|body| parse(&body)) {
            Ok(job) => match job["id"].as_str() {
                Some(remote) => Ok(remote.to_owned()),
                None => Err(NotHandedIn::Unknown(ModelError::new(Class::Malformed))),
            },
            Err(error) if error.status.is_some_and(|status| (400..500).contains(&status)) => {
                self.forget([file.to_owned()]).await;
                Err(NotHandedIn::Refused(error))
            }
            Err(error) => Err(NotHandedIn::Unknown(error)),
        }
    }

    /// Finds the job that was handed in with this mark.
    ///
    /// # Errors
    /// If the endpoint does not list its jobs.
    pub async fn find(&self, mark: &str) -> Result<Option<String>, ModelError> {
        let mut after: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let mut query = vec![("limit", "100")];
            query.extend(after.as_deref().map(|after| ("after", after)));
            let page = parse(&self.call(Method::GET, "/batches", &query, None, TRIES).await?)?;
            let jobs = page["data"].as_array().ok_or(ModelError::new(Class::Malformed))?;
            let found = jobs.iter().find(|job| job["metadata"]["vermerk"] == mark);
            if let Some(found) = found.and_then(|job| job["id"].as_str()) {
                return Ok(Some(found.to_owned()));
            }
            let last = jobs.last().and_then(|job| job["id"].as_str()).map(str::to_owned);
            if page["has_more"] != true || last.is_none() {
                return Ok(None);
            }
            after = last;
        }
        // A list that has no end says nothing.
        Err(ModelError::new(Class::Malformed))
    }

    /// Looks how far a job is.
    ///
    /// # Errors
    /// If the endpoint does not say.
    pub async fn look(&self, remote: &str) -> Result<JobProgress, ModelError> {
        let job = parse(&self.call(Method::GET, &format!("/batches/{remote}"), &[], None, TRIES).await?)?;
        let file = |name: &str| job[name].as_str().filter(|name| !name.is_empty()).map(str::to_owned);
        match job["status"].as_str() {
            Some("completed" | "failed" | "expired" | "cancelled") => Ok(JobProgress::Ended(EndedJob {
                input: file("input_file_id"),
                output: file("output_file_id"),
                errors: file("error_file_id"),
            })),
            Some(_) => Ok(JobProgress::Working),
            None => Err(ModelError::new(Class::Malformed)),
        }
    }

    /// Fetches a file of answers or of errors.
    ///
    /// # Errors
    /// If the file can't be fetched; lines that are not understood are left out.
    pub async fn fetch(&self, file: &str) -> Result<Vec<JobAnswer>, ModelError> {
        let bytes = self.call(Method::GET, &format!("/files/{file}/content"), &[], None, TRIES).await?;
        let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
        Ok(lines.filter_map(|line| job_answer(&serde_json::from_slice(line).ok()?)).collect())
    }

    /// Deletes files at the endpoint: they hold what the documents say. One that can't be deleted is only logged.
    pub async fn forget(&self, files: impl IntoIterator<Item = String>) {
        for file in files {
            if let Err(error) = self.call(Method::DELETE, &format!("/files/{file}"), &[], None, TRIES).await {
                tracing::warn!(%error, "a file of a job could not be deleted at the endpoint");
            }
        }
    }

    /// Where each request of a job would go by itself.
    fn target(&self) -> &'static str {
        match (self.model.endpoint.kind, &self.model.endpoint.api_version) {
            (EndpointKind::Azure, Some(_)) => "/chat/completions",
            _ => "/v1/chat/completions",
        }
    }

    fn url(&self, path: &str) -> String {
        let Endpoint { kind, base_url, api_version, .. } = &*self.model.endpoint;
        match (kind, api_version) {
            (EndpointKind::Azure, Some(_)) => format!("{base_url}/openai{path}"),
            _ => self.model.address.url(path),
        }
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        query: &[(&str, &str)],
        body: Option<(&str, String)>,
        tries: u32,
    ) -> Result<Vec<u8>, ModelError> {
        let mut tried = 0;
        loop {
            let error = match self.exchange(&method, path, query, body.as_ref()).await {
                Ok(body) => return Ok(body),
                Err(error) => error,
            };
            tried += 1;
            if tried >= tries || !matches!(error.class, Class::Transient | Class::RateLimited) {
                return Err(error);
            }
            sleep(error.retry_after.unwrap_or_else(|| backoff(tried)).min(LONGEST_WAIT)).await;
        }
    }

    async fn exchange(
        &self,
        method: &Method,
        path: &str,
        query: &[(&str, &str)],
        body: Option<&(&str, String)>,
    ) -> Result<Vec<u8>, ModelError> {
        let query: Vec<_> = self.model.address.query().into_iter().chain(query.iter().copied()).collect();
        let mut url = reqwest::Url::parse(&self.url(path)).map_err(|_| ModelError::new(Class::Configuration))?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let mut request = self.model.http.request(method.clone(), url).headers(self.model.address.headers());
        if let Some(keeper) = &self.model.keeper {
            let token = keeper.current(None).await.map_err(|_| ModelError::new(Class::Transient))?;
            let bearer = token.bearer().ok_or(ModelError::new(Class::Configuration))?;
            request = request.header(AUTHORIZATION, bearer);
        }
        if let Some((kind, body)) = body {
            request = request.header(CONTENT_TYPE, *kind).body(body.clone());
        }
        let end = Instant::now() + TIME;
        let transient = || ModelError::new(Class::Transient);
        let sent = timeout_at(end, request.send()).await.map_err(|_| transient())?;
        let mut response = sent.map_err(|_| transient())?;
        let status = response.status();
        let headers: HeaderMap = std::mem::take(response.headers_mut());
        let mut body = Vec::new();
        while let Some(piece) =
            timeout_at(end, response.chunk()).await.map_err(|_| transient())?.map_err(|_| transient())?
        {
            if body.len() + piece.len() > MOST_BYTES {
                return Err(ModelError::new(Class::Malformed));
            }
            body.extend_from_slice(&piece);
        }
        if status.is_success() { Ok(body) } else { Err(classify(status, &headers, &body)) }
    }
}

fn parse(body: &[u8]) -> Result<Value, ModelError> {
    serde_json::from_slice(body).map_err(|_| ModelError::new(Class::Malformed))
}

/// What a line of a job's files says; `None` if it names no request.
fn job_answer(line: &Value) -> Option<JobAnswer> {
    let name = line["custom_id"].as_str()?.to_owned();
    let response = &line["response"];
    let answered = response["status_code"].as_u64() == Some(StatusCode::OK.as_u16().into());
    let body = &response["body"];
    let tokens = |name: &str| body["usage"][name].as_u64().unwrap_or_default();
    let usage = Usage { prompt_tokens: tokens("prompt_tokens"), completion_tokens: tokens("completion_tokens") };
    let completion = if answered { completion(body).ok() } else { None };
    Some(JobAnswer { name, answered, completion, usage })
}
