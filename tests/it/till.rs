//! A model server that keeps its own books: every request it receives is billed, answered or not.
//!
//! A fake, since a real one can't be made to hold its answers back until fifty requests are on their way.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};

use serde_json::{Value, json};

/// Millionths of the currency for a million tokens, in and out alike.
pub(crate) const PRICE: u64 = 10_000_000;

/// The price as the settings say it.
pub(crate) const PRICES: &str =
    "[prices.models.m]\nas_of = \"2026-11-01\"\ninput = \"10\"\noutput = \"10\"\nbatch_percent = 50\n";

/// A running server.
#[derive(Clone)]
pub(crate) struct Till {
    pub(crate) url: String,
    shared: Arc<(Mutex<Books>, Condvar)>,
}

#[derive(Default)]
struct Books {
    /// Bodies of the requests received, in order.
    asked: Vec<String>,
    /// What they cost, in millionths.
    billed: u64,
    /// From the request with this number on, answers are held back.
    hold_from: usize,
    held: usize,
}

impl Till {
    /// Answers everything at once, with the first passage of each request.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let books = Books { hold_from: usize::MAX, ..Books::default() };
        let till = Self { url, shared: Arc::new((Mutex::new(books), Condvar::new())) };
        let server = till.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let server = server.clone();
                std::thread::spawn(move || server.serve(stream.unwrap()));
            }
        });
        till
    }

    /// Bodies of the requests received so far.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.shared.0.lock().unwrap().asked.clone()
    }

    /// What they cost, in millionths.
    pub(crate) fn billed(&self) -> u64 {
        self.shared.0.lock().unwrap().billed
    }

    /// Holds the answers to all but the next `answered` requests back.
    pub(crate) fn hold_after(&self, answered: usize) {
        let mut books = self.shared.0.lock().unwrap();
        books.hold_from = books.asked.len() + answered;
    }

    /// Waits until so many answers are held back.
    pub(crate) fn wait_for_held(&self, number: usize) {
        let books = self.shared.0.lock().unwrap();
        drop(self.shared.1.wait_while(books, |books| books.held < number).unwrap());
    }

    /// Answers from now on, also what was held back.
    pub(crate) fn release(&self) {
        self.shared.0.lock().unwrap().hold_from = usize::MAX;
        self.shared.1.notify_all();
    }

    fn serve(&self, mut stream: TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        while let Some(body) = receive(&mut reader) {
            let answer = self.answer(body);
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length:";
            if stream.write_all(format!("{head} {}\r\n\r\n{answer}", answer.len()).as_bytes()).is_err() {
                return;
            }
        }
    }

    /// Bills first, then answers: a client that goes away has cost as much.
    fn answer(&self, body: String) -> String {
        let asked: Value = serde_json::from_str(&body).unwrap();
        // About as many as a tokenizer finds, and the longest answer there may be.
        let prompt_tokens = body.len() as u64 / 5;
        let completion_tokens = asked["max_tokens"].as_u64().unwrap();
        let (lock, changed) = &*self.shared;
        let mut books = lock.lock().unwrap();
        let number = books.asked.len();
        books.asked.push(body);
        books.billed += (prompt_tokens + completion_tokens) * PRICE / 1_000_000;
        books.held += usize::from(number >= books.hold_from);
        changed.notify_all();
        let mut books = changed.wait_while(books, |books| number >= books.hold_from).unwrap();
        books.held = books.held.saturating_sub(1);
        drop(books);
        completion(&first_passage(&asked), prompt_tokens, completion_tokens).to_string()
    }
}

/// The first passage of the request, word for word, in the form of an answer.
fn first_passage(asked: &Value) -> Value {
    let user = asked["messages"][1]["content"].as_str().unwrap();
    let passage = user.lines().find_map(|line| line.strip_prefix('[')?.split_once("] "));
    let Some((number, text)) = passage else { return json!({ "statements": [] }) };
    json!({ "statements": [{ "text": text, "evidence": [number.parse::<u32>().unwrap()] }] })
}

fn completion(answer: &Value, prompt_tokens: u64, completion_tokens: u64) -> Value {
    let content = answer.to_string();
    json!({
        "id": "1", "object": "chat.completion", "created": 1, "model": "m",
        "choices": [{ "index": 0, "finish_reason": "stop", "message": { "role": "assistant", "content": content } }],
        "usage": {
            "prompt_tokens": prompt_tokens,
            "completion_tokens": completion_tokens,
            "total_tokens": prompt_tokens + completion_tokens,
        },
    })
}

/// The body of the next request; `None` when the client has gone.
fn receive(reader: &mut BufReader<TcpStream>) -> Option<String> {
    let mut length = 0;
    let mut line = String::new();
    while reader.read_line(&mut line).ok()? > 0 && line != "\r\n" {
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        line.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok().filter(|()| length > 0)?;
    Some(String::from_utf8(body).unwrap())
}
