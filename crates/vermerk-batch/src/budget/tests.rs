use vermerk_model::{Billed, Price, Worst};
use vermerk_store::{Account, AccountState, BatchId, Totals};
use vermerk_summary::Usage;

use super::account::{Charge, Room, Sums};
use super::{Budget, CapKind, Caps, month};

/// Tokens cost a millionth each, in and out.
fn budget(run: u64, day: u64, office_month: u64) -> Budget {
    let cap = |micros: u64| (micros > 0).then_some(micros);
    Budget {
        price: Some(Price { input: 1_000_000, output: 1_000_000, batch_percent: 50 }),
        caps: Caps { run: cap(run), day: cap(day), office_month: cap(office_month) },
        office: "Referat 21".into(),
        currency: "EUR".into(),
        token_percent: 100,
        clock: || 0,
    }
}

fn sums(carried: u64, others: Vec<Charge>) -> Sums {
    Sums::new(BatchId(1), carried, 100, others)
}

/// A request that costs 100 at most.
const HUNDRED: Worst = Worst { prompt_tokens: 60, completion_tokens: 40 };

#[track_caller]
fn number(room: &Room) -> u64 {
    match room {
        Room::Reserved { number, .. } => *number,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn full(room: &Room) -> CapKind {
    match room {
        Room::Full(reached) => reached.kind,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_on_its_way_counts_at_its_worst_until_it_is_settled() {
    let budget = budget(250, 0, 0);
    let mut sums = sums(0, Vec::new());
    let first = number(&sums.reserve(HUNDRED, 0, &budget));
    let second = number(&sums.reserve(HUNDRED, 0, &budget));
    assert_eq!(sums.reserve(HUNDRED, 0, &budget), Room::Later);
    sums.settle(first, HUNDRED, Billed::Tokens(Usage { prompt_tokens: 30, completion_tokens: 10 }), &budget);
    let third = number(&sums.reserve(HUNDRED, 0, &budget));
    sums.settle(second, HUNDRED, Billed::Unknown, &budget);
    sums.settle(third, HUNDRED, Billed::Nothing, &budget);
    let totals = sums.totals();
    assert_eq!((totals.requests, totals.spent_micros, totals.possible_micros), (3, 40, 100));
    assert_eq!((totals.possibly_paid_twice, totals.prompt_tokens, totals.estimated_tokens), (1, 30, 180));
    number(&sums.reserve(HUNDRED, 0, &budget));
    let reached = sums.reserve(Worst { prompt_tokens: 111, completion_tokens: 0 }, 0, &budget);
    assert_eq!(full(&reached), CapKind::Run, "not even if all on its way came back");
}

#[test]
fn a_refused_prompt_is_charged_without_an_answer() {
    let budget = budget(0, 0, 0);
    let mut sums = sums(0, Vec::new());
    let number = number(&sums.reserve(HUNDRED, 0, &budget));
    sums.settle(number, HUNDRED, Billed::Prompt, &budget);
    assert_eq!((sums.totals().spent_micros, sums.totals().possibly_paid_twice), (60, 0));
}

#[test]
fn every_cap_counts_its_own_days_and_offices() {
    let charge = |day: u32, office: &str, micros| Charge { day, office: office.into(), micros };
    let others = || vec![charge(31, "Referat 21", 500), charge(58, "Referat 21", 200), charge(58, "Referat 22", 70)];
    // Day 31 is the first of February 1970, day 59 the first of March.
    assert_eq!((month(30) + 1, month(31), month(58), month(59)), (month(31), month(58), month(31), month(31) + 1));
    let reserve = |budget: &Budget, carried, day| sums(carried, others()).reserve(HUNDRED, day, budget);
    number(&reserve(&budget(100, 370, 800), 0, 58));
    assert_eq!(full(&reserve(&budget(100, 0, 0), 1, 58)), CapKind::Run, "what a broken-off run spent counts");
    assert_eq!(full(&reserve(&budget(0, 369, 0), 0, 58)), CapKind::Day, "all offices of the day");
    assert_eq!(full(&reserve(&budget(0, 0, 799), 0, 58)), CapKind::OfficeMonth, "all days of the office's month");
    number(&reserve(&budget(0, 100, 100), 0, 59));
}

#[test]
fn a_run_over_midnight_has_an_account_for_each_day_and_one_limit() {
    let budget = budget(250, 150, 0);
    let mut sums = sums(30, Vec::new());
    let first = number(&sums.reserve(HUNDRED, 7, &budget));
    assert_eq!(sums.reserve(HUNDRED, 7, &budget), Room::Later);
    let second = number(&sums.reserve(HUNDRED, 8, &budget));
    assert_eq!(sums.reserve(HUNDRED, 9, &budget), Room::Later, "the limit of the run counts both days");
    sums.settle(first, HUNDRED, Billed::Unknown, &budget);
    sums.settle(second, HUNDRED, Billed::Unknown, &budget);
    assert_eq!(full(&sums.reserve(HUNDRED, 9, &budget)), CapKind::Run);
    sums.end();
    let days: Vec<_> = sums.take_changed().into_iter().map(|account| (account.day, account.carried_micros)).collect();
    assert_eq!(days, [(7, 30), (8, 0)]);
    assert!(sums.take_changed().is_empty());
}

#[test]
fn a_model_that_takes_more_tokens_than_thought_is_taken_at_that_from_then_on() {
    let budget = budget(0, 0, 0);
    let mut sums = sums(0, Vec::new());
    let first = number(&sums.reserve(HUNDRED, 0, &budget));
    sums.settle(first, HUNDRED, Billed::Tokens(Usage { prompt_tokens: 91, completion_tokens: 1 }), &budget);
    let Room::Reserved { micros, .. } = sums.reserve(HUNDRED, 0, &budget) else { panic!("no limit is set") };
    assert_eq!(micros, 92 + 40, "91 of 60 is 152 percent");
    assert_eq!(sums.take_changed()[0].token_percent, 152);
}

#[test]
fn what_jobs_set_aside_counts_on_its_day_in_its_month_and_in_the_run() {
    // Day 31 is the first of February 1970, day 59 the first of March.
    for (budget, kind, left) in [
        (budget(700, 0, 0), CapKind::Run, [(57, false), (59, false)]),
        (budget(0, 300, 0), CapKind::Day, [(57, false), (59, true)]),
        (budget(0, 0, 600), CapKind::OfficeMonth, [(57, false), (59, true)]),
    ] {
        let charge = |office: &str| Charge { day: 58, office: office.into(), micros: 0 };
        let mut sums = sums(0, vec![charge("Referat 21"), charge("Referat 22")]);
        for day in [59, 58, 58, 58, 57, 57, 57] {
            assert_eq!(sums.reserve_job(100, day, &budget), None, "{kind:?}");
        }
        for (day, has_room) in left {
            let reached = sums.reserve_job(100, day, &budget);
            assert_eq!(reached.map(|reached| reached.kind), (!has_room).then_some(kind), "{kind:?} on {day}");
        }
    }
}

#[test]
fn an_absurd_count_of_tokens_does_not_close_the_budget_for_good() {
    let mut budget = budget(0, 0, 0);
    let mut sums = sums(0, Vec::new());
    let first = number(&sums.reserve(HUNDRED, 0, &budget));
    sums.settle(first, HUNDRED, Billed::Tokens(Usage { prompt_tokens: u64::MAX, completion_tokens: 1 }), &budget);
    assert_eq!(sums.take_changed()[0].token_percent, 400);
    // Nor one that an earlier version kept.
    let account = Account {
        batch: BatchId(1),
        day: 0,
        office: String::new(),
        currency: None,
        state: AccountState::Ended,
        carried_micros: 0,
        token_percent: u32::MAX,
        totals: Totals::default(),
        open: std::collections::BTreeMap::new(),
    };
    assert_eq!(budget.learned_percent(std::slice::from_ref(&account)), 400);
    budget.token_percent = 1000;
    assert_eq!(budget.learned_percent(&[account]), 1000, "what is configured holds");
}
