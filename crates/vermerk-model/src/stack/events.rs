//! An answer that comes piece by piece (server-sent events), put together again.

use serde_json::{Value, json};

/// The pieces so far.
#[derive(Debug, Default)]
pub(super) struct Assembly {
    /// The line that has not ended yet.
    line: Vec<u8>,
    content: String,
    refusal: String,
    finish: Option<String>,
    usage: Value,
    error: Option<Value>,
    /// The server said that this was all.
    done: bool,
}

/// A piece that is no JSON.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotUnderstood;

impl Assembly {
    /// Takes bytes as they come, cut anywhere.
    pub(super) fn take(&mut self, mut bytes: &[u8]) -> Result<(), NotUnderstood> {
        while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
            let (head, tail) = bytes.split_at(end);
            self.line.extend_from_slice(head);
            let line = std::mem::take(&mut self.line);
            self.line_ended(line.strip_suffix(b"\r").unwrap_or(&line))?;
            bytes = tail.strip_prefix(b"\n").unwrap_or(tail);
        }
        self.line.extend_from_slice(bytes);
        Ok(())
    }

    /// Comments, names of events and empty lines say nothing.
    fn line_ended(&mut self, line: &[u8]) -> Result<(), NotUnderstood> {
        let Some(data) = line.strip_prefix(b"data:") else { return Ok(()) };
        let data = data.trim_ascii();
        if data == b"[DONE]" {
            self.done = true;
            return Ok(());
        }
        let piece: Value = serde_json::from_slice(data).map_err(|_| NotUnderstood)?;
        if let Some(error) = piece.get("error").filter(|error| !error.is_null()) {
            self.error = Some(json!({ "error": error }));
            self.done = true;
        }
        if piece["usage"].is_object() {
            self.usage = piece["usage"].clone();
        }
        // One choice was asked for; pieces without any carry usage or notes of a filter.
        let choice = &piece["choices"][0];
        let text = |name: &str| choice["delta"][name].as_str().unwrap_or_default();
        self.content.push_str(text("content"));
        self.refusal.push_str(text("refusal"));
        if let Some(finish) = choice["finish_reason"].as_str() {
            self.finish = Some(finish.to_owned());
        }
        Ok(())
    }

    /// Whether nothing more will come.
    pub(super) fn is_done(&self) -> bool {
        self.done
    }

    /// The answer as if it had come whole, or the error that came instead; `None` if it broke off before its end.
    pub(super) fn whole(self) -> Option<Vec<u8>> {
        if let Some(error) = self.error {
            return Some(error.to_string().into_bytes());
        }
        let finish = self.finish?;
        let mut message = json!({ "role": "assistant", "content": self.content });
        if !self.refusal.is_empty() {
            message = json!({ "role": "assistant", "content": null, "refusal": self.refusal });
        }
        let choice = json!({ "index": 0, "finish_reason": finish, "message": message });
        Some(json!({ "choices": [choice], "usage": self.usage }).to_string().into_bytes())
    }
}

#[cfg(test)]
mod tests;
