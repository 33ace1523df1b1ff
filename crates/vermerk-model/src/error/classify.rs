use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::Value;

use super::{Class, ModelError};
use crate::wait::retry_after;

/// What an answer that is no success means. The body may be anything: JSON of several makes, a web page, nothing.
pub(crate) fn classify(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> ModelError {
    let said = Said::read(body);
    let class = match status.as_u16() {
        429 if said.names(&["insufficient_quota", "billing_hard_limit_reached", "billing_not_active"]) => Class::Quota,
        429 => Class::RateLimited,
        402 => Class::Quota,
        _ if said.is_filter() => Class::Filtered,
        413 => Class::Overflow,
        400 | 422 | 500 if said.is_overflow() => Class::Overflow,
        400 | 422 | 500 | 501 if said.is_about_form() => Class::Form,
        _ if said.names(&["insufficient_quota", "billing_hard_limit_reached"]) => Class::Quota,
        _ if said.names(&["model_not_found", "deploymentnotfound", "invalid_api_key", "unsupported_api_version"]) => {
            Class::Configuration
        }
        300..=399 | 401 | 403 | 404 | 405 | 407 | 421 | 501 | 505 => Class::Configuration,
        408 | 409 | 425 | 499..=599 => Class::Transient,
        _ => Class::Permanent,
    };
    let wait = retry_after(headers, &said.message).filter(|_| matches!(class, Class::RateLimited | Class::Transient));
    ModelError { class, status: Some(status.as_u16()), retry_after: wait }
}

/// Whether the server does not answer piece by piece, or not with the usage at the end.
pub(crate) fn refuses_streams(status: StatusCode, body: &[u8]) -> bool {
    matches!(status.as_u16(), 400 | 422 | 501) && {
        let said = Said::read(body);
        said.message.contains("stream") && !said.is_filter() && !said.is_overflow()
    }
}

/// What the body of a failed answer says, as far as it says anything. Lower case; never kept.
#[derive(Debug, Default)]
struct Said {
    names: Vec<String>,
    message: String,
    /// The field of the request that is refused.
    param: String,
}

impl Said {
    fn read(body: &[u8]) -> Self {
        let mut said = Self::default();
        let Ok(json) = serde_json::from_slice::<Value>(body) else { return said };
        // OpenAI: {"error": {…}}; some gateways: {"error": "…"}; Azure's gateway: {"code": 404, "message": "…"}.
        let json = json.get(0).unwrap_or(&json);
        let error = json.get("error").unwrap_or(json);
        let inner = error.get("innererror").unwrap_or(&Value::Null);
        for value in [&error["code"], &error["type"], &inner["code"], &json["statusCode"]] {
            match value {
                Value::String(text) => said.names.push(text.to_ascii_lowercase()),
                Value::Number(number) => said.names.push(number.to_string()),
                _ => {}
            }
        }
        let message = error.get("message").unwrap_or(error);
        // FastAPI: {"detail": [{"loc": ["body", "response_format"], "msg": "…"}]}.
        let message = if json["detail"].is_null() { message } else { &json["detail"] };
        said.message = message.as_str().map_or_else(|| message.to_string(), str::to_owned).to_ascii_lowercase();
        said.param = error["param"].as_str().unwrap_or_default().to_ascii_lowercase();
        said
    }

    fn names(&self, wanted: &[&str]) -> bool {
        self.names.iter().any(|name| wanted.contains(&name.as_str()))
    }

    fn is_filter(&self) -> bool {
        self.names(&["content_filter", "responsibleaipolicyviolation", "content_policy_violation"])
    }

    fn is_about_form(&self) -> bool {
        const SIGNS: [&str; 6] =
            ["response_format", "json_schema", "json schema", "structured output", "guided decoding", "grammar"];
        self.param.starts_with("response_format") || SIGNS.iter().any(|sign| self.message.contains(sign))
    }

    fn is_overflow(&self) -> bool {
        const SIGNS: [&str; 6] = [
            "maximum context length",
            "context length exceeded",
            "exceeds the available context size",
            "maximum number of tokens allowed",
            "prompt is too long",
            "context window",
        ];
        self.names(&["context_length_exceeded", "exceed_context_size_error", "string_above_max_length"])
            || SIGNS.iter().any(|sign| self.message.contains(sign))
    }
}
