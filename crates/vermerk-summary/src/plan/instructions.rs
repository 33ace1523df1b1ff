use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// What a pipeline tells its plan: how long the summary is, what the model is told, what a call may hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instructions {
    /// About how many words the summary has.
    pub words: u32,
    /// Most tokens of text in one request.
    pub chunk_tokens: usize,
    /// Most tokens the model may answer with.
    pub answer_tokens: u32,
    /// Whether the model is too small to be trusted with words of its own: then the ranking chooses, and the model may
    /// only leave out words of what was chosen.
    pub shorten_only: bool,
    /// What the model is told.
    pub prompts: Prompts,
}

/// The texts of the prompts. Names in doubled braces are filled in: see [`Prompts::validate`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prompts {
    /// Role and rules, the same for every request; nothing is filled in.
    pub system: String,
    /// The task for a document that fits in one request: `{{title}}`, `{{words}}`, `{{passages}}`.
    pub whole: String,
    /// The task for one chunk of a longer one: `{{title}}`, `{{headings}}`, `{{before}}`, `{{words}}`, `{{passages}}`.
    pub chunk: String,
    /// The task of wording the chosen claims: `{{title}}`, `{{claims}}`, `{{words}}`, `{{passages}}`.
    pub wording: String,
    /// The task of mending an answer: `{{problem}}`, `{{claims}}`, `{{words}}`, `{{passages}}`.
    pub repair: String,
    /// The task of leaving out words, for small models: `{{title}}`, `{{words}}`, `{{passages}}`.
    pub shorten: String,
    /// The form of an answer in JSON; nothing is filled in.
    pub json: String,
    /// The form of an answer in lines; nothing is filled in.
    pub plain: String,
}

/// A prompt that cannot be used, found before the first document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PromptError {
    /// A name in doubled braces is unknown.
    #[error("prompt '{prompt}' has the unknown placeholder '{placeholder}'")]
    Unknown {
        /// Which prompt.
        prompt: &'static str,
        /// The name in the braces.
        placeholder: String,
    },
    /// A name is missing without which the model would not see the text.
    #[error("prompt '{prompt}' lacks the placeholder '{placeholder}'")]
    Missing {
        /// Which prompt.
        prompt: &'static str,
        /// The missing name.
        placeholder: &'static str,
    },
    /// A prompt is empty.
    #[error("prompt '{prompt}' is empty")]
    Empty {
        /// Which prompt.
        prompt: &'static str,
    },
}

impl Prompts {
    /// All texts, in a fixed order.
    pub fn all(&self) -> [&str; 8] {
        let Self { system, whole, chunk, wording, repair, shorten, json, plain } = self;
        [system, whole, chunk, wording, repair, shorten, json, plain]
    }

    /// Holds every placeholder against the list above.
    ///
    /// # Errors
    /// The first prompt that is empty, has an unknown placeholder or lacks `{{passages}}` or `{{claims}}`.
    pub fn validate(&self) -> Result<(), PromptError> {
        let tasks: [(&'static str, &str, &[&str], &[&'static str]); 8] = [
            ("system", &self.system, &[], &[]),
            ("whole", &self.whole, &["title", "words", "passages"], &["passages"]),
            ("chunk", &self.chunk, &["title", "headings", "before", "words", "passages"], &["passages"]),
            ("wording", &self.wording, &["title", "claims", "words", "passages"], &["claims", "passages"]),
            ("repair", &self.repair, &["problem", "claims", "words", "passages"], &["passages"]),
            ("shorten", &self.shorten, &["title", "words", "passages"], &["passages"]),
            ("json", &self.json, &[], &[]),
            ("plain", &self.plain, &[], &[]),
        ];
        for (prompt, text, known, needed) in tasks {
            if text.trim().is_empty() {
                return Err(PromptError::Empty { prompt });
            }
            let names = placeholders(text);
            if let Some(name) = names.iter().find(|name| !known.contains(name)) {
                return Err(PromptError::Unknown { prompt, placeholder: (*name).to_owned() });
            }
            if let Some(placeholder) = needed.iter().find(|needed| !names.contains(needed)) {
                return Err(PromptError::Missing { prompt, placeholder });
            }
        }
        Ok(())
    }
}

fn placeholders(template: &str) -> Vec<&str> {
    template.split("{{").skip(1).filter_map(|rest| rest.split_once("}}").map(|(name, _)| name)).collect()
}

/// Fills in a template in one pass, so that braces within a document's text are never taken for placeholders.
pub(super) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len() + values.iter().map(|(_, value)| value.len()).sum::<usize>());
    let mut parts = template.split("{{");
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let Some((name, rest)) = part.split_once("}}") else {
            // Unbalanced braces are text.
            let _infallible = write!(out, "{{{{{part}");
            continue;
        };
        out.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| *value));
        out.push_str(rest);
    }
    out
}
