//! Sends many requests at once to an endpoint and says how it went, for `tests/bench/fan_out`.
//!
//! usage: `fan_out vermerk|plain URL KEY REQUESTS PROMPT_BYTES MAX_TOKENS [uneven]`; "plain" is async-openai alone.
//! With "uneven" our estimates of the prompts are wrong by 30 %, upwards and downwards in turns.
#![expect(clippy::print_stdout, reason = "a program of its own")]

use std::sync::Arc;
use std::time::Instant;

use async_openai::Client;
use async_openai::config::OpenAIConfig;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use vermerk_model::{ApiKey, Credential, Endpoint, EndpointKind, Limits, Model, OpenAi, ResponseFormat};
use vermerk_summary::{AnswerForms, Request, RequestId};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, client, url, key, count, bytes, max_tokens, ..] = &arguments[..] else {
        println!("usage: fan_out vermerk|plain URL KEY REQUESTS PROMPT_BYTES MAX_TOKENS [uneven]");
        return;
    };
    let number = |text: &str| text.parse::<usize>().expect("a number");
    let uneven = arguments.last().is_some_and(|last| last == "uneven");
    let prompts: Vec<String> = (0..number(count)).map(|n| prompt(n, number(bytes), uneven)).collect();
    let max_tokens = number(max_tokens) as u32;
    let began = Instant::now();
    let (answered, sent, limited) = match client.as_str() {
        "vermerk" => vermerk(url, key, prompts, max_tokens).await,
        _ => plain(url, key, prompts, max_tokens).await,
    };
    let seconds = began.elapsed().as_secs_f64();
    let lost = number(count) - answered;
    println!("{}", json!({ "answered": answered, "lost": lost, "seconds": seconds, "sent": sent, "limited": limited }));
}

/// With `uneven`, our estimate is 30 % above what the server charges (a token for four bytes), or 30 % below, in turns.
fn prompt(number: usize, bytes: usize, uneven: bool) -> String {
    let (plain, dense) = ("important information about administration ", "x7Q!zK9 ");
    let tokenizer = vermerk_text::Tokenizer::o200k();
    let (of_plain, of_dense) = (tokenizer.count(plain), tokenizer.count(dense));
    let wanted = if number.is_multiple_of(2) { 1.3 } else { 0.7 };
    let mut text = format!("{number} ");
    let mut tokens = 1;
    while text.len() < bytes {
        let is_dense = uneven && (tokens as f64) < wanted * text.len() as f64 / 4.0;
        text.push_str(if is_dense { dense } else { plain });
        tokens += if is_dense { of_dense } else { of_plain };
    }
    text.truncate(bytes);
    text
}

async fn vermerk(url: &str, key: &str, prompts: Vec<String>, max_tokens: u32) -> (usize, Option<u64>, Option<u64>) {
    let mut endpoint = Endpoint::new(EndpointKind::Compatible, url, "gpt-4o");
    endpoint.credential = Credential::Key(ApiKey::new(key));
    endpoint.response_format = ResponseFormat::None;
    endpoint.limits = Limits { requests_per_minute: None, tokens_per_minute: None, in_flight: 64 };
    let model = Arc::new(OpenAi::new(endpoint).expect("an endpoint"));
    let mut tasks = JoinSet::new();
    for user in prompts {
        let model = model.clone();
        tasks.spawn(async move {
            let request = Request {
                id: RequestId(1),
                system: String::new(),
                user,
                schema: Value::Null,
                forms: AnswerForms::default(),
                max_tokens,
                words: 0,
                title: None,
                passages: Vec::new(),
            };
            model.complete(&request).await.is_ok()
        });
    }
    let answered = tasks.join_all().await.into_iter().filter(|answered| *answered).count();
    let counts = model.counts();
    (answered, Some(counts.sent), Some(counts.limited))
}

async fn plain(url: &str, key: &str, prompts: Vec<String>, max_tokens: u32) -> (usize, Option<u64>, Option<u64>) {
    // The library's own client needs TLS set up before it is made, also for http.
    rustls::crypto::ring::default_provider().install_default().expect("the first in this program");
    let client = Client::with_config(OpenAIConfig::new().with_api_base(url).with_api_key(key));
    let permits = Arc::new(tokio::sync::Semaphore::new(64));
    let mut tasks = JoinSet::new();
    for user in prompts {
        let (client, permits) = (client.clone(), permits.clone());
        tasks.spawn(async move {
            let _permit = permits.acquire().await;
            let messages = json!([{ "role": "system", "content": "" }, { "role": "user", "content": user }]);
            let body = json!({ "model": "gpt-4o", "messages": messages, "max_tokens": max_tokens });
            client.chat().create_byot::<_, Value>(body).await.is_ok()
        });
    }
    (tasks.join_all().await.into_iter().filter(|answered| *answered).count(), None, None)
}
