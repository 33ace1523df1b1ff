use std::sync::atomic::{AtomicU32, Ordering};

use tokio::time::sleep;

use super::*;

/// Numbers its tokens; those in `failing` can't be fetched.
fn keeper(valid_for: Duration, failing: std::ops::Range<u32>) -> Keeper {
    let fetched = Arc::new(AtomicU32::new(0));
    Keeper::new(TokenSource::new(move || {
        let number = fetched.fetch_add(1, Ordering::Relaxed) + 1;
        let token = Token { secret: ApiKey::new(&format!("token-{number}")), valid_for };
        let result = if failing.contains(&number) { Err(TokenError) } else { Ok(token) };
        Box::pin(async move { result })
    }))
}

async fn current(keeper: &Keeper) -> String {
    keeper.current(None).await.map_or_else(|error| error.to_string(), |token| token.expose().to_owned())
}

#[tokio::test(start_paused = true)]
async fn a_token_is_fetched_once_and_anew_before_it_ends() {
    let keeper = keeper(Duration::from_hours(1), 0..0);
    assert_eq!(current(&keeper).await, "token-1");
    sleep(Duration::from_mins(54)).await;
    assert_eq!(current(&keeper).await, "token-1");
    sleep(Duration::from_mins(2)).await;
    assert_eq!(current(&keeper).await, "token-2");
}

#[tokio::test(start_paused = true)]
async fn a_failed_renewal_keeps_the_old_token_to_its_end_and_no_longer() {
    let keeper = keeper(Duration::from_secs(100), 2..u32::MAX);
    assert_eq!(current(&keeper).await, "token-1");
    sleep(Duration::from_secs(85)).await;
    assert_eq!(current(&keeper).await, "token-1");
    sleep(Duration::from_secs(16)).await;
    assert_eq!(current(&keeper).await, "no bearer token could be fetched");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_the_server_refused_is_not_given_again() {
    let keeper = keeper(Duration::from_hours(1), 0..0);
    let first = keeper.current(None).await.unwrap();
    let second = keeper.current(Some(&first)).await.unwrap();
    assert_eq!(second.expose(), "token-2");
    // Whoever comes late with the same news gets what was fetched meanwhile.
    assert_eq!(keeper.current(Some(&first)).await.unwrap().expose(), "token-2");
    assert!(!format!("{keeper:?} {first:?}").contains("token-1"));
}
