use std::sync::atomic::{AtomicU8, Ordering};

use crate::endpoint::ResponseFormat;

/// The forms by strength; each server knows all from one of them on.
const BY_STRENGTH: [ResponseFormat; 3] = [ResponseFormat::JsonSchema, ResponseFormat::JsonObject, ResponseFormat::None];

/// The form in which an endpoint is asked to answer: the configured one until it refuses it, then the next weaker.
#[derive(Debug)]
pub(super) struct Form(AtomicU8);

impl Form {
    pub(super) fn new(configured: ResponseFormat) -> Self {
        Self(AtomicU8::new(strength(configured)))
    }

    pub(super) fn current(&self) -> ResponseFormat {
        BY_STRENGTH[usize::from(self.0.load(Ordering::Relaxed)).min(BY_STRENGTH.len() - 1)]
    }

    /// Learns that a form was refused. `false` if there is none weaker.
    pub(super) fn refused(&self, form: ResponseFormat) -> bool {
        if form == ResponseFormat::None {
            return false;
        }
        // If another request has found it out meanwhile, this changes nothing.
        let from = strength(form);
        let learned = self.0.compare_exchange(from, from + 1, Ordering::Relaxed, Ordering::Relaxed).is_ok();
        if learned {
            tracing::warn!(refused = ?form, now = ?self.current(), "the endpoint refuses the form of the answer");
        }
        true
    }
}

fn strength(form: ResponseFormat) -> u8 {
    match form {
        ResponseFormat::JsonSchema => 0,
        ResponseFormat::JsonObject => 1,
        ResponseFormat::None => 2,
    }
}
