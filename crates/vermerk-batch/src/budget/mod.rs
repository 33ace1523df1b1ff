//! Money: what may be spent, what is set aside before a request is sent, and what it cost.
//!
//! The worst case of every sending is set aside durably before it goes out, so whatever happens after, the caps hold:
//! a process that dies leaves behind what it had set aside, and the next one counts it as possibly spent.

mod account;
mod books;
mod meter;

use vermerk_model::{Price, Worst};
use vermerk_store::{Account, Store, StoreError, Totals};
use vermerk_summary::Usage;

pub(crate) use books::Books;
pub(crate) use meter::RequestMeter;

/// The most that answers may say of how many percent of a token an estimated one is: what an endpoint says is kept for
/// all later runs, and one absurd number must not close the budget for good.
const MOST_LEARNED_PERCENT: u32 = 400;

/// What a run may spend, and in whose name.
#[derive(Debug, Clone)]
pub struct Budget {
    /// What the model costs; `None` if that is not known, then nothing counts.
    pub price: Option<Price>,
    /// The limits.
    pub caps: Caps,
    /// The office that pays.
    pub office: String,
    /// The currency of all amounts.
    pub currency: String,
    /// What the worst case takes each estimated token of a prompt for, in percent, until answers say more.
    pub token_percent: u32,
    /// The time in seconds since 1970.
    pub clock: fn() -> u64,
}

/// Limits on what may be spent, in millionths of the currency; `None` is no limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Caps {
    /// For one run, with those before it that it goes on with after a crash.
    pub run: Option<u64>,
    /// For one day (UTC), all runs and offices of the store together.
    pub day: Option<u64>,
    /// For one office in one month (UTC).
    pub office_month: Option<u64>,
}

/// Which limit was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CapKind {
    /// [`Caps::run`].
    Run,
    /// [`Caps::day`].
    Day,
    /// [`Caps::office_month`].
    OfficeMonth,
}

/// A limit that leaves no room for the next request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CapReached {
    /// Which.
    pub kind: CapKind,
    /// The limit.
    pub cap_micros: u64,
    /// What is spent of it, or may be.
    pub charged_micros: u64,
    /// What the next request may cost at most.
    pub needed_micros: u64,
}

/// What a run spent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spending {
    /// What it sent and what that cost; jobs that it handed in are not yet in it.
    pub totals: Totals,
    /// What jobs of earlier runs came to, whose answers this run fetched. It counts for those runs.
    pub fetched: Totals,
    /// What is set aside for jobs whose answers are still to come, in millionths of the currency.
    pub reserved_micros: u64,
    /// What was on its way when earlier runs ended without a word: requests, and the most they may have cost.
    pub broken_off: BrokenOff,
}

/// Requests that were on their way when a process ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BrokenOff {
    /// How many.
    pub requests: u64,
    /// The most they may have cost, in millionths of the currency.
    pub possible_micros: u64,
}

impl Budget {
    /// For how many percent of a token each estimated one is taken: as configured, or as an endpoint was seen to count.
    pub(crate) fn learned_percent(&self, accounts: &[Account]) -> u32 {
        let learned = accounts.last().map_or(0, |account| account.token_percent);
        self.token_percent.max(learned.min(MOST_LEARNED_PERCENT))
    }

    /// The most that one sending may cost when each estimated token of its prompt is taken for `token_percent`.
    pub(crate) fn worst_micros(&self, worst: Worst, token_percent: u32) -> u64 {
        self.price.map_or(0, |price| price.cost_micros(usage_at_worst(worst, token_percent)))
    }

    /// The currency, if the price is known.
    pub(crate) fn priced_in(&self) -> Option<String> {
        self.price.map(|_| self.currency.clone())
    }

    /// The same on the batch lane.
    pub(crate) fn worst_job_micros(&self, worst: Worst, token_percent: u32) -> u64 {
        self.batch_cost_micros(usage_at_worst(worst, token_percent))
    }

    pub(crate) fn batch_cost_micros(&self, usage: Usage) -> u64 {
        self.price.map_or(0, |price| price.batch_cost_micros(usage))
    }

    pub(crate) fn cost_micros(&self, usage: Usage) -> u64 {
        self.price.map_or(0, |price| price.cost_micros(usage))
    }
}

pub(crate) fn usage_at_worst(worst: Worst, token_percent: u32) -> Usage {
    let prompt_tokens = worst.prompt_tokens.saturating_mul(token_percent.into()).div_ceil(100);
    Usage { prompt_tokens, completion_tokens: worst.completion_tokens }
}

/// What counts against the limits of today and of the office's month before a run: what earlier ones left behind.
pub(crate) fn charged_before(store: &Store, budget: &Budget) -> Result<(u64, u64), StoreError> {
    let charges = account::charges(store.accounts()?, store.jobs()?);
    Ok(account::added_up(&charges, day((budget.clock)()), &budget.office))
}

/// Days since 1970.
pub(crate) fn day(seconds: u64) -> u32 {
    u32::try_from(seconds / 86_400).unwrap_or(u32::MAX)
}

/// Months since year 0, by the proleptic Gregorian calendar (Howard Hinnant, `civil_from_days`).
pub(crate) fn month(day: u32) -> u32 {
    let shifted = u64::from(day) + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let months = (era * 400 + year_of_era) * 12 + from_march + 2;
    u32::try_from(months).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
