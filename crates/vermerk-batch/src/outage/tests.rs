use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use vermerk_model::{BoxFuture, Class, Meter, Model, ModelError};
use vermerk_summary::{AnswerForms, Completion, Finish, Request, RequestId, Usage};

use super::Outage;

/// Answers as scripted, one letter a request: `.` an answer, `t` transient, `c` configuration, `f` filtered.
struct Scripted {
    script: &'static str,
    asked: AtomicUsize,
}

impl Model for Scripted {
    fn name(&self) -> &'static str {
        "scripted"
    }

    fn window(&self) -> Option<usize> {
        Some(1000)
    }

    fn complete_metered<'a>(
        &'a self,
        _: &'a Request,
        _: Arc<dyn Meter>,
    ) -> BoxFuture<'a, Result<Completion, ModelError>> {
        let at = self.asked.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move {
            match self.script.as_bytes()[at] {
                b't' => Err(ModelError::new(Class::Transient)),
                b'c' => Err(ModelError::new(Class::Configuration)),
                b'f' => Err(ModelError::new(Class::Filtered)),
                _ => Ok(Completion { text: String::new(), finish: Finish::Stop, usage: Usage::default() }),
            }
        })
    }
}

/// Makes as many requests as the script has letters and counts those that were really sent.
#[track_caller]
fn check(script: &'static str, sent: usize) {
    let scripted = Arc::new(Scripted { script, asked: AtomicUsize::new(0) });
    let model = Outage::new(scripted.clone());
    let request = Request {
        id: RequestId(0),
        system: String::new(),
        user: String::new(),
        schema: serde_json::Value::Null,
        forms: AnswerForms::default(),
        max_tokens: 1,
        words: 1,
        title: None,
        passages: Vec::new(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for _ in 0..script.len() {
        drop(runtime.block_on(model.complete(&request)));
    }
    assert_eq!(scripted.asked.load(Ordering::Relaxed), sent);
}

#[test]
fn an_endpoint_that_answers_nothing_is_asked_no_more() {
    check("c......", 1);
    check("ttt....", 3);
    check(".tt.ttt....", 7);
}

#[test]
fn single_failures_and_refusals_of_a_text_do_not_count() {
    check("tt.tt.tt.", 9);
    check("ttfttf", 6);
}
