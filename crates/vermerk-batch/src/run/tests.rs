use std::future::Future as _;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use super::*;

const LONG: Duration = Duration::from_hours(1);

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap()
}

/// Whether it is not waited at all.
fn is_over(stop: watch::Receiver<Stop>, grace: Duration) -> bool {
    let runtime = runtime();
    let _entered = runtime.enter();
    let mut asked = pin!(asked_to_stop(stop, grace));
    asked.as_mut().poll(&mut Context::from_waker(Waker::noop())) == Poll::Ready(())
}

#[test]
fn what_is_under_way_has_its_time_unless_the_run_is_to_stop_at_once() {
    let (asks, stop) = watch::channel(Stop::No);
    assert!(!is_over(stop.clone(), Duration::ZERO));
    asks.send_replace(Stop::Drain);
    assert!(!is_over(stop.clone(), LONG));
    // Comes back.
    runtime().block_on(asked_to_stop(stop.clone(), Duration::ZERO));
    asks.send_replace(Stop::Now);
    assert!(is_over(stop, LONG));
}

#[test]
fn a_run_that_nobody_can_stop_goes_on() {
    let (asks, stop) = watch::channel(Stop::No);
    drop(asks);
    assert!(!is_over(stop, Duration::ZERO));
}
