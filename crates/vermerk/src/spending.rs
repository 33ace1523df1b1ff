//! What was spent, as it is shown to people and other programs. Amounts only.

use serde::Serialize;
use vermerk_batch::{CapKind, CapReached, Spending};
use vermerk_store::Totals;

use crate::money::amount;

/// What one run spent. Amounts are decimal text in the currency.
#[derive(Debug, Serialize)]
pub(crate) struct Spent {
    /// `null` if the price is not known, like all amounts.
    currency: Option<String>,
    /// Sendings of requests, repeated ones included.
    requests: u64,
    estimated_tokens: u64,
    prompt_tokens: u64,
    completion_tokens: u64,
    cost: Option<String>,
    /// The most that may have been paid twice: sendings whose bill nobody knows, of this run and of earlier ones that
    /// broke off.
    possibly_paid_twice: u64,
    possibly_paid_twice_cost: Option<String>,
    /// What is set aside for answers that come later, with jobs.
    set_aside: Option<String>,
    /// Requests of earlier runs' jobs whose answers were fetched, and their cost.
    #[serde(skip_serializing_if = "is_zero")]
    fetched: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    fetched_cost: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl Spent {
    pub(crate) fn of_run(spending: &Spending, currency: Option<&str>) -> Self {
        let mut totals = spending.totals;
        totals.possibly_paid_twice += spending.broken_off.requests;
        totals.possible_micros = totals.possible_micros.saturating_add(spending.broken_off.possible_micros);
        let fetched_cost = currency.filter(|_| spending.fetched.requests > 0);
        Self {
            fetched: spending.fetched.requests,
            fetched_cost: fetched_cost.map(|_| amount(spending.fetched.spent_micros)),
            ..Self::new(&totals, spending.reserved_micros, currency)
        }
    }

    pub(crate) fn new(totals: &Totals, reserved_micros: u64, currency: Option<&str>) -> Self {
        let shown = |micros: u64| currency.map(|_| amount(micros));
        Self {
            currency: currency.map(str::to_owned),
            requests: totals.requests,
            estimated_tokens: totals.estimated_tokens,
            prompt_tokens: totals.prompt_tokens,
            completion_tokens: totals.completion_tokens,
            cost: shown(totals.spent_micros),
            possibly_paid_twice: totals.possibly_paid_twice,
            possibly_paid_twice_cost: shown(totals.possible_micros),
            set_aside: shown(reserved_micros),
            fetched: 0,
            fetched_cost: None,
        }
    }

    /// Its cost with the currency; "?" if the price is not known.
    pub(crate) fn cost(&self) -> String {
        let priced = self.cost.as_ref().zip(self.currency.as_ref());
        priced.map_or("?".to_owned(), |(cost, currency)| format!("{cost} {currency}"))
    }

    /// How many requests are possibly paid twice.
    pub(crate) fn twice(&self) -> String {
        self.possibly_paid_twice.to_string()
    }

    /// The same for a person, a line each.
    pub(crate) fn lines(&self) -> Vec<String> {
        let currency = self.currency.as_deref().unwrap_or_default();
        let Self { requests, estimated_tokens, prompt_tokens, completion_tokens, .. } = self;
        let cost = self
            .cost
            .as_ref()
            .map_or("cost unknown: no price in the settings".to_owned(), |cost| format!("cost {cost} {currency}"));
        let mut lines = vec![format!(
            "requests sent: {requests}; tokens read {prompt_tokens} (estimated {estimated_tokens}), written \
             {completion_tokens}; {cost}"
        )];
        if self.possibly_paid_twice > 0 {
            let most = self.possibly_paid_twice_cost.as_ref();
            let most = most.map_or(String::new(), |cost| format!(", at most {cost} {currency}"));
            lines.push(format!("possibly paid twice: {} requests{most}", self.possibly_paid_twice));
        }
        if let Some(cost) = &self.fetched_cost {
            lines.push(format!("answers fetched of jobs: {}; cost {cost} {currency}", self.fetched));
        }
        if let Some(set_aside) = self.set_aside.as_ref().filter(|set_aside| *set_aside != "0.00") {
            lines.push(format!("set aside for answers still to come: {set_aside} {currency}"));
        }
        lines
    }
}

/// Why the run stopped, with the setting that says so.
pub(crate) fn reached(cap: &CapReached, currency: &str) -> String {
    let (what, key) = match cap.kind {
        CapKind::Run => ("this run", "per_run"),
        CapKind::Day => ("today", "per_day"),
        CapKind::OfficeMonth => ("this office and month", "per_office_and_month"),
    };
    format!(
        "stopped: the limit for {what} is {} {currency} (budget.{key}); {} is spent or may be, and the next request may \
         cost {}; the rest goes on next run",
        amount(cap.cap_micros),
        amount(cap.charged_micros),
        amount(cap.needed_micros)
    )
}
