//! What a model answered once is not asked again, whatever happens after.
//!
//! The server is a fake, since a real one can't be made to fail at a given request.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crate::bench::Bench;

/// Answers every request with its first passage, or, once it has answered `answers` of them, with 401.
struct Server {
    url: String,
    answers: Arc<AtomicUsize>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(answers: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let answers = Arc::new(AtomicUsize::new(answers));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (limit, seen) = (answers.clone(), asked.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (limit, seen) = (limit.clone(), seen.clone());
                std::thread::spawn(move || serve(stream.unwrap(), &limit, &seen));
            }
        });
        Self { url, answers, asked }
    }

    /// Answers nothing from here on.
    fn refuse(&self) {
        self.answers.store(0, Ordering::Relaxed);
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn serve(mut stream: TcpStream, answers: &AtomicUsize, seen: &Mutex<Vec<String>>) {
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
        let asked = {
            let mut seen = seen.lock().unwrap();
            seen.push(String::from_utf8(body).unwrap());
            seen.len()
        };
        let (status, answer) = if asked <= answers.load(Ordering::Relaxed) {
            let content = serde_json::json!({ "statements": [] }).to_string();
            let choice = serde_json::json!({ "index": 0, "finish_reason": "stop",
                "message": { "role": "assistant", "content": content } });
            let usage = serde_json::json!({ "prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15 });
            (
                "200 OK",
                serde_json::json!({ "id": "1", "object": "chat.completion", "created": 1, "model": "m",
                "choices": [choice], "usage": usage }),
            )
        } else {
            ("401 Unauthorized", serde_json::json!({ "error": { "message": "nein", "type": "auth", "code": 401 } }))
        };
        let answer = answer.to_string();
        let head =
            format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", answer.len());
        if stream.write_all((head + &answer).as_bytes()).is_err() {
            return;
        }
    }
}

fn bench() -> Bench {
    let bench = Bench::new();
    let paragraph =
        "Die Bezirksregierung bewilligt der Gemeinde eine Zuwendung von 12.000 Euro und setzt eine Frist bis Mai.\n\n";
    bench.file("in/akte.txt", paragraph.repeat(400));
    bench
}

fn run(bench: &Bench, server: &Server, code: i32) {
    let settings = format!(
        "[model]\nkind = \"compatible\"\nbase_url = \"{}\"\nmodel = \"m\"\nwindow_tokens = 4000\nin_flight = 1\nseconds = 20\n",
        server.url
    );
    bench.file("settings.toml", settings);
    bench.run(["run", "in", "--config", "settings.toml"]).expect(code);
}

#[test]
fn an_unreachable_model_is_told_also_where_earlier_results_are_there() {
    let bench = bench();
    let server = Server::start(usize::MAX);
    run(&bench, &server, 0);
    let before = server.asked().len();
    run(&bench, &server, 0);
    assert_eq!(server.asked().len(), before, "a finished job sends nothing");
    server.refuse();
    for number in 0..40 {
        let text = "ist nach dem Ausfall des Servers eingegangen und kann ohne Modell nicht zusammengefasst werden.";
        bench.file(&format!("in/neu-{number}.txt"), format!("Das Dokument Nummer {number} {text}"));
    }
    run(&bench, &server, 69);
    let refused = server.asked().len() - before;
    // Those that were already on their way when the first was refused.
    assert!((1..=16).contains(&refused), "a refused key is not tried for every document: {refused}");
}

#[test]
fn answers_before_a_failure_are_not_asked_for_again() {
    // How many requests the document takes when nothing fails.
    let undisturbed = Server::start(usize::MAX);
    run(&bench(), &undisturbed, 0);
    let needed = undisturbed.asked().len();
    assert!(needed >= 3, "the document is asked about in pieces: {needed}");

    let bench = bench();
    let failing = Server::start(2);
    run(&bench, &failing, 69);
    // The same address, so that it is the same endpoint; the first server has kept its port.
    let seen = failing.asked();
    assert!(seen.len() >= 3);
    let status: serde_json::Value = serde_json::from_str(&bench.run(["status", "--json"]).expect(0).stdout).unwrap();
    assert_eq!(status[0]["failed"], 1);
    run(&bench, &failing, 69);
    let again = &failing.asked()[seen.len()..];
    for answered in &seen[..2] {
        assert!(!again.contains(answered), "an answered request was asked again");
    }
    assert!(!again.is_empty(), "what was not answered is asked again");
}
