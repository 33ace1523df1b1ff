//! A server of a few lines for faults that real servers don't show on demand.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What came in: request line, headers in lower case, body.
#[derive(Debug, Clone)]
pub(super) struct Received {
    pub(super) line: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: serde_json::Value,
}

impl Received {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// What goes out.
#[derive(Debug, Clone)]
pub(super) enum Reply {
    /// Status, further header lines, body.
    Full(u16, &'static [&'static str], String),
    /// A promise of more bytes than come, then the end.
    Broken,
    /// Nothing, and the connection stays.
    Stalled,
    /// A stream of events that begins like this and then says nothing, and the connection stays.
    StalledStream(&'static str),
    /// A stream of events that ends like this.
    Stream(String),
}

const EVENTS: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\nconnection: close\r\n\r\n";

pub(super) struct Server {
    pub(super) url: String,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Server {
    /// Gives the replies one after the other, the last one for ever.
    pub(super) async fn start(replies: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let log = received.clone();
        tokio::spawn(async move {
            let mut stalled = Vec::new();
            let mut replies = replies.into_iter();
            let mut reply = replies.next().expect("a reply");
            loop {
                let Ok((mut stream, _)) = listener.accept().await else { return };
                let Some(request) = read(&mut stream).await else { continue };
                log.lock().unwrap().push(request);
                match &reply {
                    Reply::Full(status, headers, body) => {
                        let mut head =
                            format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
                        for line in *headers {
                            head.push_str(line);
                            head.push_str("\r\n");
                        }
                        stream.write_all(format!("{head}\r\n{body}").as_bytes()).await.ok();
                    }
                    Reply::Broken => {
                        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"choices\":[").await.ok();
                    }
                    Reply::Stalled => stalled.push(stream),
                    Reply::StalledStream(begin) => {
                        stream.write_all(format!("{EVENTS}{begin}").as_bytes()).await.ok();
                        stalled.push(stream);
                    }
                    Reply::Stream(events) => {
                        stream.write_all(format!("{EVENTS}{events}").as_bytes()).await.ok();
                    }
                }
                if let Some(next) = replies.next() {
                    reply = next;
                }
            }
        });
        Self { url, received }
    }

    pub(super) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }
}

async fn read(stream: &mut TcpStream) -> Option<Received> {
    let mut bytes = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let count = stream.read(&mut piece).await.ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&piece[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let mut lines = head.lines();
        let line = lines.next()?.to_owned();
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, n)| n.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            return Some(Received { line, headers, body: serde_json::from_str(body).ok()? });
        }
    }
}
