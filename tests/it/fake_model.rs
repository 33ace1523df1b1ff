//! A model server of our own on loopback: a real one can't be made to fail, hang or kill at a given request.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What the server does with a request.
pub(crate) enum Reply {
    /// An answer that fits, without statements.
    Empty,
    /// An answer with this content.
    Content(String),
    /// 400: it knows no such form of answers.
    RefusesForm,
    /// 422: this request is wrong and would be every time.
    Wrong,
    /// 401: the key is refused.
    Refused,
    /// Nothing, and the connection stays open.
    Never,
}

/// Decides on a request by its body and by how many came before it.
type Decide = dyn Fn(&str, usize) -> Reply + Send + Sync;

pub(crate) struct FakeModel {
    pub(crate) url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl FakeModel {
    pub(crate) fn start(decide: impl Fn(&str, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let seen = asked.clone();
        let decide: Arc<Decide> = Arc::new(decide);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (decide, seen) = (decide.clone(), seen.clone());
                std::thread::spawn(move || serve(stream.unwrap(), &*decide, &seen));
            }
        });
        Self { url, asked }
    }

    /// The bodies of all requests so far.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// Settings under which the command asks this server.
    pub(crate) fn settings(&self, in_flight: u32) -> String {
        format!(
            "[model]\nkind = \"compatible\"\nbase_url = \"{}\"\nmodel = \"m\"\nwindow_tokens = 4000\n\
             in_flight = {in_flight}\nseconds = 20\n",
            self.url
        )
    }
}

fn serve(mut stream: TcpStream, decide: &Decide, seen: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    loop {
        let mut length = 0;
        let mut line = String::new();
        while reader.read_line(&mut line).unwrap_or(0) > 0 && line != "\r\n" {
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            line.clear();
        }
        let mut body = vec![0; length];
        if length == 0 || reader.read_exact(&mut body).is_err() {
            return;
        }
        let body = String::from_utf8(body).unwrap();
        let before = {
            let mut seen = seen.lock().unwrap();
            seen.push(body.clone());
            seen.len() - 1
        };
        let (status, answer) = match decide(&body, before) {
            Reply::Empty => ("200 OK", completion(&serde_json::json!({ "statements": [] }).to_string())),
            Reply::Content(content) => ("200 OK", completion(&content)),
            Reply::RefusesForm => {
                let message = "response_format of type json_schema is not supported";
                ("400 Bad Request", serde_json::json!({ "error": { "message": message, "param": "response_format" } }))
            }
            Reply::Wrong => ("422 Unprocessable Entity", error(422)),
            Reply::Refused => ("401 Unauthorized", error(401)),
            Reply::Never => continue,
        };
        let answer = answer.to_string();
        let head =
            format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", answer.len());
        if stream.write_all((head + &answer).as_bytes()).is_err() {
            return;
        }
    }
}

fn error(code: u16) -> serde_json::Value {
    serde_json::json!({ "error": { "message": "nein", "type": "error", "code": code } })
}

fn completion(content: &str) -> serde_json::Value {
    let choice = serde_json::json!({ "index": 0, "finish_reason": "stop",
        "message": { "role": "assistant", "content": content } });
    let usage = serde_json::json!({ "prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15 });
    serde_json::json!({ "id": "1", "object": "chat.completion", "created": 1, "model": "m",
        "choices": [choice], "usage": usage })
}
