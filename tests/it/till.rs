//! A model server that keeps its own books: every request it receives is billed, answered or not.
//!
//! A fake, since a real one can't be made to hold its answers back until fifty requests are on their way.

use std::collections::BTreeMap;
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
    files: BTreeMap<String, String>,
    jobs: Vec<Job>,
}

/// A job as the endpoint has it.
#[derive(Clone)]
pub(crate) struct Job {
    /// The lines that were handed in.
    pub(crate) lines: Vec<Value>,
    order: Value,
    status: &'static str,
    output: Option<String>,
    errors: Option<String>,
}

/// What becomes of one line of a job.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Answered,
    /// Not carried out in time, and not billed.
    Expired,
    /// Answered with an error.
    Failed,
    /// Answered with something that is no answer.
    Garbled,
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

    /// The jobs that were handed in.
    pub(crate) fn jobs(&self) -> Vec<Job> {
        self.shared.0.lock().unwrap().jobs.clone()
    }

    /// What the endpoint was told to note with a job.
    pub(crate) fn mark(&self, number: usize) -> String {
        self.jobs()[number].order["metadata"]["vermerk"].as_str().unwrap().to_owned()
    }

    /// Names of the files that lie here.
    pub(crate) fn files(&self) -> Vec<String> {
        self.shared.0.lock().unwrap().files.keys().cloned().collect()
    }

    /// Forgets all jobs.
    pub(crate) fn forget_jobs(&self) {
        self.shared.0.lock().unwrap().jobs.clear();
    }

    /// Brings a job to its end; answers cost half.
    pub(crate) fn end_job(&self, number: usize, status: &'static str, fate: impl Fn(usize) -> Fate) {
        let mut books = self.shared.0.lock().unwrap();
        let lines = books.jobs[number].lines.clone();
        let (mut output, mut errors) = (String::new(), String::new());
        for (index, line) in lines.iter().enumerate() {
            let name = &line["custom_id"];
            match fate(index) {
                Fate::Answered => {
                    let (prompt_tokens, completion_tokens) = tokens(&line["body"]);
                    books.billed += (prompt_tokens + completion_tokens) * PRICE / 2_000_000;
                    let body = completion(&first_passage(&line["body"]), prompt_tokens, completion_tokens);
                    let response = json!({ "status_code": 200, "body": body });
                    output += &(json!({ "custom_id": name, "response": response, "error": null }).to_string() + "\n");
                }
                Fate::Expired => {
                    let error = json!({ "code": "batch_expired", "message": "too late" });
                    errors += &(json!({ "custom_id": name, "response": null, "error": error }).to_string() + "\n");
                }
                Fate::Garbled => {
                    let response = json!({ "status_code": 200, "body": { "object": "chat.completion" } });
                    output += &(json!({ "custom_id": name, "response": response, "error": null }).to_string() + "\n");
                }
                Fate::Failed => {
                    let response = json!({ "status_code": 500, "body": { "error": { "message": "broken" } } });
                    errors += &(json!({ "custom_id": name, "response": response, "error": null }).to_string() + "\n");
                }
            }
        }
        books.jobs[number].status = status;
        books.jobs[number].output = (!output.is_empty()).then(|| books.keep(output));
        books.jobs[number].errors = (!errors.is_empty()).then(|| books.keep(errors));
    }

    fn serve(&self, mut stream: TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        while let Some((order, body)) = receive(&mut reader) {
            let path = order.split(' ').nth(1).unwrap().to_owned();
            let answer = match order.split(' ').next().unwrap() {
                _ if path.ends_with("/chat/completions") => Some(self.answer(body)),
                method => self.shared.0.lock().unwrap().manage(method, path.trim_start_matches("/v1"), &body),
            };
            let status = if answer.is_some() { "200 OK" } else { "404 Not Found" };
            let answer = answer.unwrap_or_else(|| json!({ "error": { "message": "unknown" } }).to_string());
            let head = format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length:");
            if stream.write_all(format!("{head} {}\r\n\r\n{answer}", answer.len()).as_bytes()).is_err() {
                return;
            }
        }
    }

    /// Bills first, then answers: a client that goes away has cost as much.
    fn answer(&self, body: String) -> String {
        let asked: Value = serde_json::from_str(&body).unwrap();
        let (prompt_tokens, completion_tokens) = tokens(&asked);
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

impl Books {
    fn keep(&mut self, content: String) -> String {
        let name = format!("file-{}", self.files.len() + self.jobs.len() * 1000);
        self.files.insert(name.clone(), content);
        name
    }

    /// Files and jobs; `None` for what is not there.
    fn manage(&mut self, method: &str, path: &str, body: &str) -> Option<String> {
        let parts: Vec<&str> = path.split('?').next().unwrap().trim_matches('/').split('/').collect();
        let said = match (method, parts.as_slice()) {
            ("POST", ["files"]) => {
                let lines = body.lines().filter(|line| line.starts_with('{')).collect::<Vec<_>>().join("\n");
                json!({ "id": self.keep(lines), "object": "file" }).to_string()
            }
            ("GET", ["files", name, "content"]) => self.files[*name].clone(),
            ("DELETE", ["files", name]) => {
                self.files.remove(*name).unwrap();
                json!({ "id": name, "deleted": true }).to_string()
            }
            ("POST", ["batches"]) => {
                let order: Value = serde_json::from_str(body).unwrap();
                let file = &self.files[order["input_file_id"].as_str().unwrap()];
                let lines = file.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
                self.jobs.push(Job { lines, order, status: "validating", output: None, errors: None });
                self.shown(self.jobs.len() - 1).to_string()
            }
            ("GET", ["batches"]) => {
                let data: Vec<Value> = (0..self.jobs.len()).map(|number| self.shown(number)).collect();
                json!({ "object": "list", "data": data, "has_more": false }).to_string()
            }
            ("GET", ["batches", name]) => {
                let number = name.trim_start_matches("batch-").parse().unwrap();
                self.jobs.get(number)?;
                self.shown(number).to_string()
            }
            other => panic!("not foreseen: {other:?}"),
        };
        Some(said)
    }

    fn shown(&self, number: usize) -> Value {
        let job = &self.jobs[number];
        json!({
            "id": format!("batch-{number}"), "object": "batch", "status": job.status, "metadata": job.order["metadata"],
            "input_file_id": job.order["input_file_id"], "output_file_id": job.output, "error_file_id": job.errors,
        })
    }
}

/// About as many as a tokenizer finds, and the longest answer there may be.
fn tokens(asked: &Value) -> (u64, u64) {
    (asked.to_string().len() as u64 / 5, asked["max_tokens"].as_u64().unwrap())
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

/// First line and body of the next request; `None` when the client has gone.
fn receive(reader: &mut BufReader<TcpStream>) -> Option<(String, String)> {
    let mut length = 0;
    let mut order = String::new();
    reader.read_line(&mut order).ok().filter(|length| *length > 0)?;
    let mut line = String::new();
    while reader.read_line(&mut line).ok()? > 0 && line != "\r\n" {
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        line.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((order, String::from_utf8(body).unwrap()))
}
