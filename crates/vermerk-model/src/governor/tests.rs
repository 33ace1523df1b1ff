//! The governor against servers of our own making, on a clock that only waits move.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use super::{Governor, Lane};
use crate::endpoint::{EndpointKind, Limits};
use crate::{Class, ModelError};

/// How a server decides.
enum Rule {
    /// A bucket that is full at first and tells its level, as OpenAI's.
    Bucket { per_minute: f64, level: f64, updated: Instant, tells: Option<&'static str> },
    /// So many in each sliding window, as Azure's; says nothing of it but "wait".
    Windows { windows: Vec<(Duration, usize)>, seen: VecDeque<Instant> },
    /// Everything, as a server of one's own.
    Anything,
}

struct Server {
    rule: Mutex<Rule>,
    /// Until it looks at a request, and from there to the end of its answer.
    before: Duration,
    latency: Duration,
    /// How many it works on side by side; the others wait.
    slots: tokio::sync::Semaphore,
}

impl Server {
    fn take(&self, cost: f64) -> (HeaderMap, Option<Duration>) {
        let now = Instant::now();
        let mut headers = HeaderMap::new();
        match &mut *self.rule.lock().unwrap() {
            Rule::Anything => (headers, None),
            Rule::Bucket { per_minute, level, updated, tells } => {
                let rate = *per_minute / 60.0;
                *level = (*level + (now - *updated).as_secs_f64() * rate).min(*per_minute);
                *updated = now;
                let wait = (*level < cost).then(|| Duration::from_secs_f64((cost - *level) / rate));
                if wait.is_none() {
                    *level -= cost;
                }
                if let Some(kind) = tells {
                    for (name, value) in [("limit", *per_minute), ("remaining", *level)] {
                        let name = HeaderName::from_bytes(format!("x-ratelimit-{name}-{kind}").as_bytes()).unwrap();
                        headers.insert(name, HeaderValue::from_str(&value.floor().to_string()).unwrap());
                    }
                }
                (headers, wait)
            }
            Rule::Windows { windows, seen } => {
                let longest = windows.iter().map(|(length, _)| *length).max().unwrap();
                seen.retain(|then| now - *then < longest);
                for (length, most) in windows {
                    let within: Vec<Instant> = seen.iter().copied().filter(|then| now - *then < *length).collect();
                    if within.len() >= *most {
                        return (headers, Some(within[0] + *length - now));
                    }
                }
                seen.push_back(now);
                (headers, None)
            }
        }
    }
}

/// Until the head of an answer is there.
const HEAD: Duration = Duration::from_millis(300);

struct Run {
    seconds: f64,
    limited: u64,
    most_in_flight: u32,
    most_tries: u32,
}

/// Sends `count` requests, each of the given estimate and true cost, until all are answered.
async fn run(
    governor: Arc<Governor>,
    server: impl Into<Arc<Server>>,
    count: usize,
    estimate: u64,
    cost: impl Fn(usize) -> f64,
) -> Run {
    let server = server.into();
    let began = Instant::now();
    let most = Arc::new(Mutex::new(0));
    let mut tasks = JoinSet::new();
    for number in 0..count {
        let (governor, server, most, cost) = (governor.clone(), server.clone(), most.clone(), cost(number));
        tasks.spawn(async move {
            let mut lane = Lane::Back;
            for tries in 1.. {
                let permit = governor.admit(estimate, lane).await;
                {
                    let mut most = most.lock().unwrap();
                    *most = governor.lock().in_flight.max(*most);
                }
                sleep(server.before).await;
                let (headers, wait) = server.take(cost);
                match wait {
                    None => {
                        let slot = server.slots.acquire().await.unwrap();
                        sleep(server.latency.min(HEAD)).await;
                        permit.taken().heard(&headers);
                        sleep(server.latency.saturating_sub(HEAD)).await;
                        drop(slot);
                        permit.answered(cost as u64, 0);
                        return tries;
                    }
                    Some(wait) => {
                        let error = ModelError { retry_after: Some(wait), ..ModelError::new(Class::RateLimited) };
                        permit.limited(&headers, &error);
                        lane = Lane::Front;
                    }
                }
            }
            unreachable!("it ends with an answer");
        });
    }
    let most_tries = tasks.join_all().await.into_iter().max().unwrap_or_default();
    let most_in_flight = *most.lock().unwrap();
    let seconds = began.elapsed().as_secs_f64();
    Run { seconds, limited: governor.measures().limited, most_in_flight, most_tries }
}

fn bucket(per_minute: f64, level: f64) -> Server {
    let tells = Some("tokens");
    let rule = Rule::Bucket { per_minute, level, updated: Instant::now(), tells };
    server(rule, Duration::from_millis(300))
}

fn server(rule: Rule, latency: Duration) -> Server {
    Server { rule: Mutex::new(rule), before: Duration::ZERO, latency, slots: tokio::sync::Semaphore::new(1000) }
}

fn limits(tokens_per_minute: Option<u32>) -> Limits {
    Limits { requests_per_minute: None, tokens_per_minute, in_flight: 16 }
}

#[tokio::test(start_paused = true)]
async fn a_quota_that_the_server_tells_is_used_up_without_a_refusal() {
    // 60 minutes' worth of full bucket at first: 120,000 at once, the other 58,200 at 2,000 a second.
    let governor = Governor::new(limits(None), EndpointKind::Compatible);
    let run = run(governor, bucket(120_000.0, 120_000.0), 54, 3300, |_| 3300.0).await;
    assert!(run.seconds < 29.1 / 0.97, "{} s", run.seconds);
    assert_eq!(run.limited, 0);
}

#[tokio::test(start_paused = true)]
async fn long_answers_tell_the_level_late_and_cost_nothing() {
    // The level stands in an answer's head; its end comes twenty seconds later.
    for declared in [None, Some(120_000)] {
        let governor = Governor::new(Limits { in_flight: 64, ..limits(declared) }, EndpointKind::Compatible);
        let slow = Server { latency: Duration::from_secs(20), ..bucket(120_000.0, 120_000.0) };
        let run = run(governor, slow, 300, 3300, |number| if number.is_multiple_of(2) { 4290.0 } else { 2310.0 }).await;
        assert!(run.seconds < ((300.0 * 3300.0 - 120_000.0) / 2000.0 + 20.0) / 0.93, "{} s", run.seconds);
        assert!(run.limited <= 3, "{} refusals", run.limited);
    }
}

#[tokio::test(start_paused = true)]
async fn a_quota_used_up_by_another_costs_at_most_two_refusals() {
    let governor = Governor::new(limits(Some(120_000)), EndpointKind::Compatible);
    let run = run(governor, bucket(120_000.0, 0.0), 30, 3300, |_| 3300.0).await;
    assert!(run.seconds < 49.5 / 0.97, "{} s", run.seconds);
    assert!(run.limited <= 2, "{} refusals", run.limited);
}

#[tokio::test(start_paused = true)]
async fn two_on_one_key_share_it_without_knowing_of_each_other() {
    for (rate, before) in [(120.0, 300), (120.0, 30), (1200.0, 300)] {
        let rule = Rule::Bucket { per_minute: rate, level: rate, updated: Instant::now(), tells: Some("requests") };
        let latency = Duration::from_millis(300);
        let server = Arc::new(Server { before: Duration::from_millis(before), ..server(rule, latency) });
        let count = (rate * 1.5) as usize;
        let one = || run(Governor::new(limits(None), EndpointKind::Compatible), server.clone(), count, 1, |_| 1.0);
        let (first, second) = tokio::join!(one(), one());
        let ideal = (2.0 * count as f64 - rate) / rate * 60.0;
        let seconds = first.seconds.max(second.seconds);
        let limited = first.limited + second.limited;
        assert!(seconds < ideal / 0.95, "{seconds} s");
        assert!(limited < count as u64 / 5, "{limited} refusals");
        assert!(first.most_tries.max(second.most_tries) < 10);
    }
}

#[tokio::test(start_paused = true)]
async fn wrong_estimates_are_learned() {
    // The server charges 30 % more than the estimate for one half of the requests, and 30 % less for the other.
    let governor = Governor::new(limits(None), EndpointKind::Compatible);
    let cost = |number: usize| if number.is_multiple_of(2) { 4290.0 } else { 2310.0 };
    let run = run(governor, bucket(120_000.0, 120_000.0), 108, 3300, cost).await;
    assert!(run.seconds < (108.0 * 3300.0 - 120_000.0) / 2000.0 / 0.95, "{} s", run.seconds);
    assert!(run.limited <= 5, "{} refusals", run.limited);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_judges_ten_seconds_is_paced() {
    let windows = vec![(Duration::from_secs(10), 10), (Duration::from_mins(1), 60)];
    let rule = Rule::Windows { windows, seen: VecDeque::new() };
    let server = server(rule, Duration::from_millis(300));
    let limits = Limits { requests_per_minute: Some(60), tokens_per_minute: None, in_flight: 16 };
    let run = run(Governor::new(limits, EndpointKind::Azure), server, 90, 100, |_| 1.0).await;
    assert!(run.seconds < 89.0 / 0.93, "{} s", run.seconds);
    assert!(run.limited <= 3, "{} refusals", run.limited);
}

#[tokio::test(start_paused = true)]
async fn windows_that_nobody_told_are_found_out() {
    let windows = vec![(Duration::from_secs(10), 10), (Duration::from_mins(1), 60)];
    let rule = Rule::Windows { windows, seen: VecDeque::new() };
    let run = run(
        Governor::new(limits(None), EndpointKind::Azure),
        server(rule, Duration::from_millis(300)),
        26,
        100,
        |_| 1.0,
    );
    let run = run.await;
    // Ten at once, ten after ten seconds, the rest after twenty.
    assert!(run.seconds < 20.3 / 0.93, "{} s", run.seconds);
    assert!(run.limited <= 3, "{} refusals", run.limited);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_others_wait_in_line_at_is_not_flooded() {
    // It works on four at a time, and all others would wait there until their time is up.
    let server = Server { slots: tokio::sync::Semaphore::new(4), ..server(Rule::Anything, Duration::from_secs(1)) };
    let limits = Limits { in_flight: 64, ..limits(None) };
    let run = run(Governor::new(limits, EndpointKind::Compatible), server, 400, 100, |_| 1.0).await;
    assert!((5..24).contains(&run.most_in_flight), "{} in flight", run.most_in_flight);
    assert!(run.seconds < 100.0 / 0.95, "{} s", run.seconds);
}

#[tokio::test(start_paused = true)]
async fn a_server_without_quota_gets_as_much_as_may_be_in_flight() {
    let server = server(Rule::Anything, Duration::from_secs(1));
    let run = run(Governor::new(limits(None), EndpointKind::Compatible), server, 160, 100, |_| 1.0).await;
    assert_eq!(run.most_in_flight, 16);
    assert!(run.seconds <= 15.0, "{} s", run.seconds);
}

#[tokio::test(start_paused = true)]
async fn whoever_was_refused_goes_first_and_whoever_leaves_holds_up_nobody() {
    let governor = Governor::new(Limits { in_flight: 1, ..limits(None) }, EndpointKind::Compatible);
    let first = governor.admit(1, Lane::Back).await;
    let order = Arc::new(Mutex::new(Vec::new()));
    let mut tasks = JoinSet::new();
    for (name, lane) in [("leaves", Lane::Back), ("new", Lane::Back), ("refused", Lane::Front)] {
        let (governor, order) = (governor.clone(), order.clone());
        let handle = tasks.spawn(async move {
            let permit = governor.admit(1, lane).await;
            order.lock().unwrap().push(name);
            sleep(Duration::from_secs(1)).await;
            permit.answered(0, 0);
        });
        tokio::task::yield_now().await;
        if name == "leaves" {
            handle.abort();
        }
    }
    drop(first);
    while tasks.join_next().await.is_some() {}
    assert_eq!(*order.lock().unwrap(), ["refused", "new"]);
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_that_is_down_is_left_in_peace() {
    let governor = Governor::new(limits(None), EndpointKind::Compatible);
    let began = Instant::now();
    for _ in 0..10 {
        governor.admit(1, Lane::Back).await.failed();
    }
    assert!(began.elapsed() > Duration::from_secs(5), "{:?}", began.elapsed());
    let retries = std::iter::from_fn(|| governor.may_retry(Class::Transient).then_some(())).take(100).count();
    assert_eq!(retries, 10, "a budget bounds what is sent again");
}
