use serde::{Deserialize, Serialize};
use vermerk_document::Span;

/// Running number of a request within its plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RequestId(pub u32);

/// One question to a model: which of these passages say what matters, and how would you word it?
///
/// A language model reads `system`, one of `forms` and `user` (which shows the passages with their numbers); the
/// built-in model reads `passages` alone. The answer is JSON,
/// `{"statements": [{"type": "Frist", "text": "…", "evidence": [3, 4], "quote": "…"}]}`, or lines that say the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Running number within the plan.
    pub id: RequestId,
    /// The role and rules for the model.
    pub system: String,
    /// The task with the passages.
    pub user: String,
    /// JSON schema of the answer; `title` is its name.
    pub schema: serde_json::Value,
    /// The same in words.
    #[serde(default)]
    pub forms: AnswerForms,
    /// Most tokens the answer may take.
    pub max_tokens: u32,
    /// About how many words the statements should have in all.
    pub words: u32,
    /// Title or subject of the document, if known.
    pub title: Option<String>,
    /// The sentences the answer may cite, in reading order.
    pub passages: Vec<Passage>,
}

/// What a model is told about the form of its answer; one of them goes after the system text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerForms {
    /// For servers that hold the answer to JSON.
    pub json: String,
    /// For all others: lines, which a model gets right more often.
    pub plain: String,
}

/// A sentence offered to a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// The number it is cited by, unique in the document, from 1.
    pub number: u32,
    /// Where it stands.
    pub span: Span,
    /// Its text in one line.
    pub text: String,
    /// Whether it may be chosen as a statement: no heading, no table row, no page furniture.
    pub eligible: bool,
}

/// What a model answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// The answer as it came.
    pub text: String,
    /// Why it ended.
    pub finish: Finish,
    /// What it cost.
    pub usage: Usage,
}

/// Why a model stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finish {
    /// It was done.
    Stop,
    /// It ran into `max_tokens`.
    Length,
    /// The provider's filter stopped it.
    Filtered,
}

/// Tokens as the endpoint billed them; 0 for the built-in model.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens read.
    pub prompt_tokens: u64,
    /// Tokens written.
    pub completion_tokens: u64,
}
