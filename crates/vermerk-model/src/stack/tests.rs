//! The order of the layers, by what only this order does.

use std::sync::Mutex;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;
use tower::service_fn;
use vermerk_summary::Usage;

use super::*;
use crate::endpoint::{EndpointKind, Limits};
use crate::governor::Measures;
use crate::{Class, Token, TokenSource, Unmetered};

fn call() -> Call {
    let request = HttpRequestFactory::new(|| async { Err(OpenAIError::InvalidArgument("not built here".to_owned())) });
    let worst = Worst { prompt_tokens: 60, completion_tokens: 40 };
    Call { request, worst, meter: Arc::new(Unmetered), lane: Lane::Back, deadline: None, token: None, taken: None }
}

fn answer() -> Answer {
    Answer { body: Vec::new(), usage: None }
}

fn governor(requests_per_minute: Option<u32>) -> Arc<Governor> {
    let limits = Limits { requests_per_minute, tokens_per_minute: None, in_flight: 1 };
    Governor::new(limits, EndpointKind::Compatible)
}

/// The service over a wire that fails so often before it answers, and the token of every try.
fn over(
    governor: &Arc<Governor>,
    class: Class,
    failures: usize,
    keeper: Option<&Keeper>,
) -> (Deployment, Arc<Mutex<Vec<String>>>) {
    let tries = Arc::new(Mutex::new(Vec::new()));
    let seen = tries.clone();
    let wire = service_fn(move |call: Call| {
        let number = {
            let mut seen = seen.lock().unwrap();
            seen.push(call.token.map_or_else(String::new, |token| token.expose().to_owned()));
            seen.len()
        };
        async move { if number > failures { Ok(answer()) } else { Err(Fault::new(ModelError::new(class))) } }
    });
    (assemble(wire, governor, keeper, Timeouts::default()), tries)
}

#[tokio::test(start_paused = true)]
async fn every_try_pays_quota() {
    let governor = governor(Some(60));
    let (deployment, tries) = over(&governor, Class::Transient, 3, None);
    deployment.oneshot(call()).await.unwrap();
    assert_eq!(tries.lock().unwrap().len(), 4);
    let measures = governor.measures();
    assert_eq!((measures.sent, measures.retried_transient, measures.answered), (4, 3, 1));
}

#[tokio::test(start_paused = true)]
async fn waiting_for_quota_counts_against_no_time_limit() {
    // One request an hour's sixtieth: the last of them waits much longer than the deadline of 15 minutes.
    let governor = governor(Some(1));
    let (deployment, _) = over(&governor, Class::Transient, 0, None);
    let began = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..40 {
        tasks.spawn(deployment.clone().oneshot(call()));
    }
    for answered in tasks.join_all().await {
        answered.unwrap();
    }
    assert!(began.elapsed() > Duration::from_mins(38), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_token_is_as_fresh_as_its_try() {
    let source = TokenSource::new({
        let number = Mutex::new(0);
        move || {
            let mut number = number.lock().unwrap();
            *number += 1;
            let token = Token { secret: ApiKey::new(&number.to_string()), valid_for: Duration::from_secs(1) };
            Box::pin(async move { Ok(token) })
        }
    });
    let governor = governor(None);
    let wire = {
        let tries = Arc::new(Mutex::new(Vec::new()));
        let seen = tries.clone();
        let wire = service_fn(move |call: Call| {
            let mut seen = seen.lock().unwrap();
            seen.push(call.token.expect("a token").expose().to_owned());
            let first = seen.len() == 1;
            async move {
                sleep(Duration::from_secs(2)).await;
                if first { Err(Fault::new(ModelError::new(Class::Transient))) } else { Ok(answer()) }
            }
        });
        (wire, tries)
    };
    let deployment = assemble(wire.0, &governor, Some(&Keeper::new(source)), Timeouts::default());
    deployment.oneshot(call()).await.unwrap();
    assert_eq!(*wire.1.lock().unwrap(), ["1", "2"]);
}

#[tokio::test(start_paused = true)]
async fn without_a_token_nothing_is_sent() {
    let source = TokenSource::new(|| Box::pin(async { Err(crate::TokenError) }));
    let governor = governor(None);
    let (deployment, tries) = over(&governor, Class::Transient, 0, Some(&Keeper::new(source)));
    assert_eq!(deployment.oneshot(call()).await.unwrap_err().error.class, Class::Transient);
    assert_eq!((tries.lock().unwrap().len(), governor.measures().sent), (0, 0));
}

#[derive(Debug)]
struct NoMoney;

impl Meter for NoMoney {
    fn reserve(&self, _: Worst) -> BoxFuture<'_, Result<(), ModelError>> {
        Box::pin(async { Err(ModelError::new(Class::Budget)) })
    }

    fn settle(&self, _: Billed) {}
}

#[tokio::test(start_paused = true)]
async fn without_money_nothing_is_sent_and_no_quota_spent() {
    let governor = governor(Some(60));
    let (deployment, tries) = over(&governor, Class::Transient, 0, None);
    let before = governor.measures();
    let call = Call { meter: Arc::new(NoMoney), ..call() };
    assert_eq!(deployment.oneshot(call).await.unwrap_err().error.class, Class::Budget);
    assert_eq!(tries.lock().unwrap().len(), 0);
    assert_eq!(governor.measures(), Measures { allowed: 1.0, ..before });
}

/// Remembers every bill.
#[derive(Debug, Default)]
struct Bills(Mutex<Vec<Option<Billed>>>);

impl Meter for Bills {
    fn reserve(&self, _: Worst) -> BoxFuture<'_, Result<(), ModelError>> {
        self.0.lock().unwrap().push(None);
        Box::pin(async { Ok(()) })
    }

    fn settle(&self, billed: Billed) {
        self.0.lock().unwrap().push(Some(billed));
    }
}

#[tokio::test(start_paused = true)]
async fn money_is_set_aside_for_every_try() {
    let (deployment, _) = over(&governor(None), Class::Transient, 2, None);
    let bills = Arc::new(Bills::default());
    deployment.oneshot(Call { meter: bills.clone(), ..call() }).await.unwrap();
    // The fake says nothing of tokens, so the worst is taken.
    let worst = Usage { prompt_tokens: 60, completion_tokens: 40 };
    let (nothing, worst) = (Some(Billed::Nothing), Some(Billed::Tokens(worst)));
    assert_eq!(*bills.0.lock().unwrap(), [None, nothing, None, nothing, None, worst]);
}
