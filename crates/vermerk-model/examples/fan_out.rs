//! Sends requests to an endpoint and says how it went, for `tests/bench/fan_out`.
//!
//! usage: `fan_out vermerk|azure|plain|governor URL KEY REQUESTS PROMPT_BYTES MAX_TOKENS [uneven] [RPM TPM]`: many at
//! once. "plain" is async-openai alone, "governor" the same behind the crate of this name, which is told the limits of
//! requests and tokens (0: none) and what each request costs. With "uneven" estimates of that are wrong by 30 %, both
//! ways in turns.
//!
//! usage: `fan_out overhead URL KEY REQUESTS PROMPT_BYTES MAX_TOKENS`: one after the other, ours
//! (in pieces and whole) and plain in turns.
//!
//! usage: `fan_out queued URL KEY REQUESTS PROMPT_BYTES MAX_TOKENS`: what the queue takes when nobody answers.
#![expect(clippy::print_stdout, reason = "a program of its own")]

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_openai::Client;
use async_openai::config::OpenAIConfig;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use vermerk_model::{ApiKey, Credential, Endpoint, EndpointKind, Limits, Model, OpenAi, ResponseFormat};
use vermerk_summary::{AnswerForms, Request, RequestId};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, client, url, key, count, bytes, max_tokens, rest @ ..] = &arguments[..] else {
        println!("usage: fan_out CLIENT URL KEY REQUESTS PROMPT_BYTES MAX_TOKENS [uneven] [RPM TPM]");
        return;
    };
    let number = |text: &String| text.parse::<u32>().expect("a number");
    let uneven = rest.iter().any(|word| word == "uneven");
    let limits: Vec<u32> = rest.iter().filter_map(|word| word.parse().ok()).collect();
    let job = Job {
        url: url.clone(),
        key: key.clone(),
        count: number(count) as usize,
        bytes: number(bytes) as usize,
        max_tokens: number(max_tokens),
        uneven,
    };
    let began = Instant::now();
    let (answered, counted) = match client.as_str() {
        "vermerk" => vermerk(&job, EndpointKind::Compatible).await,
        "azure" => vermerk(&job, EndpointKind::Azure).await,
        "overhead" => return overhead(&job).await,
        "queued" => return queued(&job).await,
        "governor" => (plain(&job, limiter(limits.first()), limiter(limits.get(1))).await, json!(null)),
        _ => (plain(&job, None, None).await, json!(null)),
    };
    let seconds = began.elapsed().as_secs_f64();
    let (peak, now) = (memory("VmHWM:"), memory("VmRSS:"));
    println!(
        "{}",
        json!({ "answered": answered, "lost": job.count - answered, "seconds": seconds, "measures": counted,
            "peak_kib": peak, "rss_kib": now })
    );
}

struct Job {
    url: String,
    key: String,
    count: usize,
    bytes: usize,
    max_tokens: u32,
    uneven: bool,
}

impl Job {
    /// Made only when it is about to be sent. With `uneven`, our estimate is 30 % above what the server charges (a token
    /// for four bytes), or 30 % below, in turns.
    fn prompt(&self, number: usize) -> String {
        let (plain, dense) = ("important information about administration ", "x7Q!zK9 ");
        let mut text = format!("{number} ");
        if self.uneven {
            let tokenizer = vermerk_text::Tokenizer::o200k();
            let (of_plain, of_dense) = (tokenizer.count(plain), tokenizer.count(dense));
            let wanted = if number.is_multiple_of(2) { 1.3 } else { 0.7 };
            let mut tokens = 1;
            while text.len() < self.bytes {
                let is_dense = (tokens as f64) < wanted * text.len() as f64 / 4.0;
                text.push_str(if is_dense { dense } else { plain });
                tokens += if is_dense { of_dense } else { of_plain };
            }
        }
        while text.len() < self.bytes {
            text.push_str(plain);
        }
        text.truncate(self.bytes);
        text
    }

    fn request(&self, number: usize) -> Request {
        Request {
            id: RequestId(1),
            system: String::new(),
            user: self.prompt(number),
            schema: Value::Null,
            forms: AnswerForms::default(),
            max_tokens: self.max_tokens,
            words: 0,
            title: None,
            passages: Vec::new(),
        }
    }

    fn body(&self, number: usize) -> Value {
        let messages = json!([{ "role": "system", "content": "" }, { "role": "user", "content": self.prompt(number) }]);
        json!({ "model": "gpt-4o", "messages": messages, "max_tokens": self.max_tokens })
    }

    fn endpoint(&self, kind: EndpointKind) -> Endpoint {
        let mut endpoint = Endpoint::new(kind, &self.url, "gpt-4o");
        endpoint.credential = Credential::Key(ApiKey::new(&self.key));
        endpoint.response_format = ResponseFormat::None;
        endpoint.limits = Limits { requests_per_minute: None, tokens_per_minute: None, in_flight: 64 };
        endpoint
    }

    fn model(&self, kind: EndpointKind) -> OpenAi {
        OpenAi::new(self.endpoint(kind)).expect("an endpoint")
    }

    fn client(&self) -> Client<OpenAIConfig> {
        // The library's own client needs TLS set up before it is made, also for http; ours may have done so.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        Client::with_config(OpenAIConfig::new().with_api_base(&self.url).with_api_key(&self.key))
    }
}

async fn vermerk(job: &Job, kind: EndpointKind) -> (usize, Value) {
    let model = Arc::new(job.model(kind));
    let shared = Arc::new(Job { url: job.url.clone(), key: job.key.clone(), ..*job });
    let mut tasks = JoinSet::new();
    for number in 0..job.count {
        let (place, model, job) = (model.place().await, model.clone(), shared.clone());
        tasks.spawn(async move {
            let answered = model.complete(&job.request(number)).await.is_ok();
            drop(place);
            answered
        });
    }
    let mut answered = 0;
    while let Some(task) = tasks.join_next().await {
        answered += usize::from(task.expect("no panic"));
    }
    let named: serde_json::Map<String, Value> = model
        .measures()
        .expect("an endpoint")
        .named()
        .into_iter()
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .collect();
    (answered, Value::Object(named))
}

fn limiter(per_minute: Option<&u32>) -> Option<Arc<DefaultDirectRateLimiter>> {
    let quota = Quota::per_minute(NonZeroU32::new(*per_minute?)?);
    Some(Arc::new(RateLimiter::direct(quota)))
}

/// async-openai with its own retries, 64 in flight, behind governor where there are limits.
async fn plain(
    job: &Job,
    requests: Option<Arc<DefaultDirectRateLimiter>>,
    tokens: Option<Arc<DefaultDirectRateLimiter>>,
) -> usize {
    let client = job.client();
    let permits = Arc::new(tokio::sync::Semaphore::new(64));
    let mut tasks = JoinSet::new();
    for number in 0..job.count {
        let (client, permits, body) = (client.clone(), permits.clone(), job.body(number));
        let (requests, tokens) = (requests.clone(), tokens.clone());
        // What the server charges, or with `uneven` 30 % more or less.
        let charged = body.to_string().len() as f64 / 4.0 + f64::from(job.max_tokens);
        let wrong = if number.is_multiple_of(2) { 1.3 } else { 0.7 };
        let estimate = (charged * if job.uneven { wrong } else { 1.0 }) as u32;
        tasks.spawn(async move {
            let _permit = permits.acquire().await;
            if let Some(requests) = requests {
                requests.until_ready().await;
            }
            if let (Some(tokens), Some(cost)) = (tokens, NonZeroU32::new(estimate)) {
                tokens.until_n_ready(cost).await.expect("less than the capacity");
            }
            client.chat().create_byot::<_, Value>(body).await.is_ok()
        });
    }
    tasks.join_all().await.into_iter().filter(|answered| *answered).count()
}

/// The time of one call after the other, ours in pieces, ours whole and plain in turns; medians in milliseconds.
async fn overhead(job: &Job) {
    let endpoint = |stream| Endpoint { stream, ..job.endpoint(EndpointKind::Compatible) };
    let models = [true, false].map(|stream| OpenAi::new(endpoint(stream)).expect("an endpoint"));
    let client = job.client();
    let mut times = [const { Vec::new() }; 3];
    for number in 0..job.count + 5 {
        let mut took = [Duration::ZERO; 3];
        for (model, took) in models.iter().zip(&mut took) {
            let request = job.request(number);
            let began = Instant::now();
            model.complete(&request).await.expect("an answer");
            *took = began.elapsed();
        }
        let body = job.body(number);
        let began = Instant::now();
        client.chat().create_byot::<_, Value>(body).await.expect("an answer");
        took[2] = began.elapsed();
        // The first ones connect and load the encoding.
        if number >= 5 {
            times.iter_mut().zip(took).for_each(|(times, took)| times.push(took));
        }
    }
    let [streamed, whole, plain] = times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2].as_secs_f64() * 1000.0
    });
    println!("{}", json!({ "streamed_ms": streamed, "whole_ms": whole, "plain_ms": plain }));
}

/// Memory with all requests waiting while nobody answers, and with the encoding alone.
async fn queued(job: &Job) {
    let tokens = vermerk_text::Tokenizer::o200k().count(&job.prompt(0));
    let before = memory("VmRSS:");
    let model = Arc::new(job.model(EndpointKind::Compatible));
    let mut waiting: VecDeque<RequestId> = (0..job.count as u32).map(RequestId).collect();
    let mut tasks = JoinSet::new();
    while let Ok(place) = tokio::time::timeout(Duration::from_secs(1), model.place()).await {
        let Some(id) = waiting.pop_front() else { break };
        let (model, request) = (model.clone(), job.request(id.0 as usize));
        tasks.spawn(async move {
            let answered = model.complete(&request).await.is_ok();
            drop(place);
            answered
        });
    }
    println!(
        "{}",
        json!({ "queued": waiting.len(), "built": tasks.len(), "bytes": job.bytes, "tokens": tokens,
            "rss_before_kib": before, "rss_kib": memory("VmRSS:"), "peak_kib": memory("VmHWM:") })
    );
}

/// A line of the kernel's status of this process, in KiB.
fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or_default()
}
