mod server;

use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;
use vermerk_summary::{AnswerForms, Finish, Request, RequestId};

use crate::{
    ApiKey, Class, Credential, Endpoint, EndpointKind, Model, ModelError, OpenAi, Proxy, ResponseFormat, Token,
    TokenSource,
};
use server::{Reply, Server};

const SECRET: &str = "sk-geheim-0815";
const CANARY: &str = "Kanarienvogel";

fn request() -> Request {
    Request {
        id: RequestId(1),
        system: "Regeln".to_owned(),
        user: format!("Text über einen {CANARY}"),
        schema: json!({ "title": "aussagen", "type": "object" }),
        forms: AnswerForms { json: "Nur JSON".to_owned(), plain: "Nur Zeilen".to_owned() },
        max_tokens: 77,
        words: 10,
        title: None,
        passages: Vec::new(),
    }
}

fn answer(content: &str, finish: &str) -> Reply {
    let body = json!({
        "choices": [{ "finish_reason": finish, "message": { "role": "assistant", "content": content } }],
        "usage": { "prompt_tokens": 12, "completion_tokens": 3 },
    });
    Reply::Full(200, &[], body.to_string())
}

fn error(status: u16, body: &str) -> Reply {
    Reply::Full(status, &[], body.to_owned())
}

fn endpoint(kind: EndpointKind, url: &str) -> Endpoint {
    let mut endpoint = Endpoint::new(kind, url, "gpt-probe");
    endpoint.credential = Credential::Key(ApiKey::new(SECRET));
    endpoint
}

/// Gives these one after the other, the last one for ever; each holds for an hour.
fn tokens(tokens: &'static [&'static str]) -> TokenSource {
    let next = std::sync::atomic::AtomicUsize::new(0);
    TokenSource::new(move || {
        let number = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed).min(tokens.len() - 1);
        let token = Token { secret: ApiKey::new(tokens[number]), valid_for: Duration::from_hours(1) };
        Box::pin(async move { Ok(token) })
    })
}

/// Asks once, with the clock paused: waits cost no time.
async fn ask(replies: Vec<Reply>) -> (Result<vermerk_summary::Completion, ModelError>, usize, Duration) {
    let server = Server::start(replies).await;
    let model = OpenAi::new(endpoint(EndpointKind::Compatible, &format!("{}/v1", server.url))).unwrap();
    let before = Instant::now();
    let result = model.complete(&request()).await;
    if let Err(error) = &result {
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(CANARY) && !shown.contains(SECRET), "{shown}");
    }
    (result, server.received().len(), before.elapsed())
}

#[tokio::test]
async fn a_compatible_server_gets_schema_key_and_limit() {
    let server = Server::start(vec![answer("{}", "stop")]).await;
    let mut endpoint = endpoint(EndpointKind::Compatible, &format!("{}/v1/", server.url));
    endpoint.extra.insert("temperature".to_owned(), json!(0));
    let model = OpenAi::new(endpoint).unwrap();
    let completion = model.complete(&request()).await.unwrap();
    assert_eq!((completion.text.as_str(), completion.finish), ("{}", Finish::Stop));
    assert_eq!((completion.usage.prompt_tokens, completion.usage.completion_tokens), (12, 3));
    let seen = server.received().remove(0);
    assert_eq!(seen.line, "POST /v1/chat/completions HTTP/1.1");
    assert_eq!(seen.header("authorization"), Some(format!("Bearer {SECRET}").as_str()));
    assert_eq!(
        seen.body["response_format"]["json_schema"],
        json!({ "name": "aussagen", "strict": true, "schema": { "type": "object" } })
    );
    assert_eq!((&seen.body["max_tokens"], &seen.body["temperature"]), (&json!(77), &json!(0)));
    let measures = model.measures().unwrap();
    assert_eq!((measures.sent, measures.answered, measures.prompt_tokens), (1, 1, 12));
}

#[tokio::test]
async fn a_form_that_is_refused_is_not_asked_for_again() {
    let schema = "{\"error\":{\"message\":\"Invalid parameter: 'response_format' of type 'json_schema' is not supported\",\
                  \"param\":\"response_format\",\"type\":\"invalid_request_error\"}}";
    let object = r#"{"detail":[{"loc":["body","response_format","type"],"msg":"Extra inputs are not permitted"}]}"#;
    let server = Server::start(vec![error(400, schema), error(422, object), answer("A", "stop")]).await;
    let model = OpenAi::new(endpoint(EndpointKind::Compatible, &format!("{}/v1", server.url))).unwrap();
    for _ in 0..2 {
        assert_eq!(model.complete(&request()).await.unwrap().text, "A");
    }
    let seen = server.received();
    let form = |index: usize| seen[index].body["response_format"]["type"].as_str().map(str::to_owned);
    let told = |index: usize| seen[index].body["messages"][0]["content"].as_str().unwrap().to_owned();
    assert_eq!(seen.len(), 4, "one request for each form, then the form is known");
    assert_eq!(
        [form(0), form(1), form(2), form(3)].map(Option::unwrap_or_default),
        ["json_schema", "json_object", "", ""]
    );
    assert_eq!([told(0), told(2)], ["Regeln\n\nNur JSON", "Regeln\n\nNur Zeilen"]);
}

#[tokio::test]
async fn azure_is_spoken_to_by_deployment_or_in_its_newer_form() {
    let server = Server::start(vec![answer("{}", "stop")]).await;
    let mut old = endpoint(EndpointKind::Azure, &server.url);
    old.api_version = Some("2024-10-21".to_owned());
    old.response_format = ResponseFormat::JsonObject;
    OpenAi::new(old).unwrap().complete(&request()).await.unwrap();
    let mut new = endpoint(EndpointKind::Azure, &server.url);
    new.credential = Credential::Token(tokens(&["entra-token"]));
    OpenAi::new(new).unwrap().complete(&request()).await.unwrap();

    let seen = server.received();
    assert_eq!(seen[0].line, "POST /openai/deployments/gpt-probe/chat/completions?api-version=2024-10-21 HTTP/1.1");
    assert_eq!((seen[0].header("api-key"), seen[0].header("authorization")), (Some(SECRET), None));
    assert_eq!(seen[0].body["max_completion_tokens"], json!(77));
    assert_eq!(seen[0].body["response_format"], json!({ "type": "json_object" }));
    assert_eq!(seen[1].line, "POST /openai/v1/chat/completions HTTP/1.1");
    assert_eq!((seen[1].header("api-key"), seen[1].header("authorization")), (None, Some("Bearer entra-token")));
}

#[tokio::test]
async fn what_will_not_change_is_not_tried_again() {
    let cases = [
        (401, r#"{"error":{"message":"bad key","code":"invalid_api_key"}}"#, Class::Configuration),
        (404, r#"{"error":{"code":"DeploymentNotFound","message":"none"}}"#, Class::Configuration),
        (302, "", Class::Configuration),
        (400, r#"{"error":{"message":"odd","type":"invalid_request_error","code":null}}"#, Class::Permanent),
        (400, r#"{"error":{"code":"content_filter","message":"no"}}"#, Class::Filtered),
        (400, r#"{"error":{"code":"x","innererror":{"code":"ResponsibleAIPolicyViolation"}}}"#, Class::Filtered),
        (400, r#"{"error":{"code":400,"type":"exceed_context_size_error","message":"m"}}"#, Class::Overflow),
        (
            400,
            r#"{"error":{"message":"This model's maximum context length is 8192 tokens.","code":null}}"#,
            Class::Overflow,
        ),
        (429, r#"{"error":{"type":"insufficient_quota","code":"insufficient_quota"}}"#, Class::Quota),
    ];
    for (status, body, class) in cases {
        let (result, sent, _) = ask(vec![error(status, body)]).await;
        assert_eq!((result.unwrap_err().class, sent), (class, 1), "{status} {body}");
    }
}

#[tokio::test(start_paused = true)]
async fn faults_of_the_endpoint_are_tried_again_until_they_pass_or_the_tries_are_used_up() {
    let page = "<html><body>502 Bad Gateway</body></html>";
    for fault in [error(502, page), error(200, page), error(200, r#"{"choices":[{"mess"#), Reply::Broken] {
        let (result, sent, waited) = ask(vec![fault.clone(), answer("{}", "stop")]).await;
        assert_eq!((result.unwrap().text.as_str(), sent), ("{}", 2), "{fault:?}");
        assert!((Duration::from_millis(500)..Duration::from_secs(2)).contains(&waited), "{waited:?}");
    }
    let (result, sent, _) = ask(vec![error(503, r#"{"error":{"message":"Loading model","code":503}}"#)]).await;
    assert_eq!((result.unwrap_err().class, sent), (Class::Transient, 6));
    let (result, sent, _) = ask(vec![error(200, page)]).await;
    assert_eq!((result.unwrap_err().class, sent), (Class::Malformed, 3), "what may have been paid is tried less often");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_says_nothing_is_left_at_the_time_limit() {
    let server = Server::start(vec![Reply::Stalled, answer("{}", "stop")]).await;
    let model = OpenAi::new(endpoint(EndpointKind::Compatible, &server.url)).unwrap();
    let before = Instant::now();
    assert!(model.complete(&request()).await.is_ok());
    let waited = before.elapsed();
    assert!((Duration::from_mins(1)..Duration::from_secs(63)).contains(&waited), "first byte: {waited:?}");
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_stops_is_left_soon_and_asked_for_again() {
    let begin = "data: {\"choices\":[{\"delta\":{\"content\":\"Der \"}}]}\n\n";
    let end = "data: {\"choices\":[{\"delta\":{\"content\":\"{}\"},\"finish_reason\":\"stop\"}]}\n\n\
        data: {\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3}}\n\ndata: [DONE]\n\n";
    let whole = Reply::Stream(end.to_owned());
    let (result, sent, waited) = ask(vec![Reply::StalledStream(begin), whole.clone()]).await;
    let completion = result.unwrap();
    assert_eq!((completion.text.as_str(), completion.usage.prompt_tokens, sent), ("{}", 12, 2));
    assert!((Duration::from_secs(30)..Duration::from_secs(33)).contains(&waited), "{waited:?}");
    let (result, sent, waited) = ask(vec![Reply::Stream(begin.to_owned()), whole.clone()]).await;
    assert_eq!((result.unwrap().text.as_str(), sent), ("{}", 2), "one that breaks off");
    assert!(waited < Duration::from_secs(2), "{waited:?}");
    // The answer is there, though the server does not end it.
    let (result, sent, waited) = ask(vec![Reply::StalledStream(end)]).await;
    assert_eq!((result.unwrap().text.as_str(), sent), ("{}", 1));
    assert!(waited < Duration::from_secs(2), "{waited:?}");
    let error = "data: {\"error\":{\"code\":\"content_filter\",\"message\":\"x\"}}\n\n";
    let (result, sent, _) = ask(vec![Reply::Stream(error.to_owned())]).await;
    assert_eq!((result.unwrap_err().class, sent), (Class::Filtered, 1), "an error in place of an answer");
}

#[tokio::test]
async fn a_server_without_streams_is_asked_for_whole_answers() {
    let refusal = r#"{"error":{"message":"Unrecognized request argument supplied: stream_options"}}"#;
    let server = Server::start(vec![error(400, refusal), answer("{}", "stop")]).await;
    let model = OpenAi::new(endpoint(EndpointKind::Compatible, &server.url)).unwrap();
    for _ in 0..2 {
        assert_eq!(model.complete(&request()).await.unwrap().text, "{}");
    }
    let streamed: Vec<bool> = server.received().iter().map(|seen| seen.body["stream"] == json!(true)).collect();
    assert_eq!(streamed, [true, false, false]);
}

#[tokio::test]
async fn a_token_that_is_not_taken_is_renewed_once() {
    let refusal = error(401, r#"{"error":{"code":"401","message":"expired"}}"#);
    let server = Server::start(vec![refusal.clone(), answer("{}", "stop"), refusal]).await;
    let mut endpoint = endpoint(EndpointKind::Azure, &server.url);
    endpoint.credential = Credential::Token(tokens(&["old", "new", "newest", "never"]));
    let model = OpenAi::new(endpoint).unwrap();
    assert!(model.complete(&request()).await.is_ok());
    assert_eq!(model.complete(&request()).await.unwrap_err().class, Class::Configuration);
    let sent: Vec<String> =
        server.received().iter().filter_map(|seen| seen.header("authorization").map(str::to_owned)).collect();
    assert_eq!(sent, ["Bearer old", "Bearer new", "Bearer new", "Bearer newest"]);
}

#[tokio::test]
async fn usage_that_is_not_told_is_estimated() {
    let reply = json!({ "choices": [{ "finish_reason": "stop", "message": { "content": "Ein Wort." } }] });
    let (result, ..) = ask(vec![Reply::Full(200, &[], reply.to_string())]).await;
    let usage = result.unwrap().usage;
    assert!(usage.prompt_tokens > 30 && (2..5).contains(&usage.completion_tokens), "{usage:?}");
}

#[tokio::test]
async fn so_many_prompts_exist_as_will_soon_be_sent() {
    let mut endpoint = endpoint(EndpointKind::Compatible, "http://127.0.0.1:9");
    endpoint.limits.in_flight = 2;
    let model = OpenAi::new(endpoint).unwrap();
    let mut places = Vec::new();
    for _ in 0..4 {
        places.push(model.place().await);
    }
    assert!(tokio::time::timeout(Duration::from_millis(1), model.place()).await.is_err());
    places.pop();
    model.place().await;
}

#[tokio::test(start_paused = true)]
async fn too_many_requests_waits_as_long_as_the_server_says_and_spends_no_try() {
    let limited =
        Reply::Full(429, &["retry-after-ms: 1500", "retry-after: 2"], r#"{"error":{"code":"429"}}"#.to_owned());
    let replies = [vec![limited; 9], vec![answer("{}", "length")]].concat();
    let (result, sent, waited) = ask(replies).await;
    assert_eq!((result.unwrap().finish, sent), (Finish::Length, 10));
    assert!((Duration::from_millis(13_500)..Duration::from_millis(14_500)).contains(&waited), "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn the_deadline_ends_even_patient_waiting() {
    let limited = Reply::Full(429, &["retry-after: 60"], "{}".to_owned());
    let (result, sent, waited) = ask(vec![limited]).await;
    assert_eq!(result.unwrap_err().class, Class::RateLimited);
    assert!(sent <= 15 && waited <= Duration::from_mins(15), "{sent} requests in {waited:?}");
}

#[tokio::test(start_paused = true)]
async fn nobody_listening_is_a_transient_fault() {
    let model = OpenAi::new(endpoint(EndpointKind::Compatible, "http://127.0.0.1:9")).unwrap();
    assert_eq!(model.complete(&request()).await.unwrap_err().class, Class::Transient);
}

#[tokio::test]
async fn a_refusal_is_an_answer_and_a_filtered_one_says_so() {
    let refusal = json!({ "choices": [{ "finish_reason": "stop", "message": { "content": null, "refusal": "No." } }] });
    let (result, ..) = ask(vec![Reply::Full(200, &[], refusal.to_string())]).await;
    assert_eq!(result.unwrap().text, "No.");
    let filtered = json!({ "choices": [{ "finish_reason": "content_filter", "message": { "content": null } }] });
    let (result, ..) = ask(vec![Reply::Full(200, &[], filtered.to_string())]).await;
    assert_eq!(result.unwrap().finish, Finish::Filtered);
}

#[test]
fn secrets_are_masked_and_wrong_settings_found_at_once() {
    let good = endpoint(EndpointKind::OpenAi, "https://api.example.org/v1");
    assert!(!format!("{good:?} {}", ApiKey::new(SECRET)).contains(SECRET));
    let wrong = |change: fn(&mut Endpoint)| {
        let mut endpoint = good.clone();
        change(&mut endpoint);
        assert_eq!(OpenAi::new(endpoint).unwrap_err().class, Class::Configuration);
    };
    wrong(|endpoint| endpoint.base_url = "api.example.org".to_owned());
    wrong(|endpoint| endpoint.base_url = "file:///etc/passwd".to_owned());
    wrong(|endpoint| endpoint.model = String::new());
    wrong(|endpoint| endpoint.credential = Credential::Key(ApiKey::new("zwei\nZeilen")));
    wrong(|endpoint| endpoint.proxy = Some(Proxy { address: "::".to_owned(), login: None }));
}
