//! The sums that a run is held against, in memory. No clock, no store.

use std::collections::BTreeMap;

use vermerk_model::{Billed, Worst};
use vermerk_store::{Account, AccountState, BatchId, JobRecord, Sending, Totals};
use vermerk_summary::Usage;

use super::{Budget, CapKind, CapReached, MOST_LEARNED_PERCENT, month};

/// What one run has spent, has on its way, and must count in of others.
#[derive(Debug)]
pub(super) struct Sums {
    batch: BatchId,
    carried_micros: u64,
    /// This run's accounts by day.
    accounts: BTreeMap<u32, Account>,
    /// This run's accounts that changed since they were last written.
    changed: Vec<u32>,
    /// What other accounts and jobs count, by day and office.
    others: Vec<Charge>,
    /// What `others` come to for the day asked about last; `(day, on the day, in the office's month)`.
    elsewhere: Option<(u32, u64, u64)>,
    /// What this run's jobs have set aside.
    jobs_micros: u64,
    token_percent: u32,
    next: u64,
}

/// An amount that counts against caps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Charge {
    pub(super) day: u32,
    pub(super) office: String,
    pub(super) micros: u64,
}

/// What accounts and jobs count against caps: what is spent or may be, and what is set aside.
pub(super) fn charges(accounts: Vec<Account>, jobs: Vec<JobRecord>) -> Vec<Charge> {
    let accounts = accounts.into_iter().map(|account| Charge {
        micros: account.totals.charged_micros().saturating_add(account.reserved_micros()),
        day: account.day,
        office: account.office,
    });
    let jobs = jobs.into_iter().map(|job| Charge { micros: job.charged_micros(), day: job.day, office: job.office });
    accounts.chain(jobs).collect()
}

/// What is charged on this day, and in its month for this office.
pub(super) fn added_up(charges: &[Charge], day: u32, office: &str) -> (u64, u64) {
    let sum = |wanted: &dyn Fn(&Charge) -> bool| {
        let wanted = charges.iter().filter(|charge| wanted(charge));
        wanted.fold(0_u64, |sum, charge| sum.saturating_add(charge.micros))
    };
    let this_month = month(day);
    let on_day = sum(&|charge| charge.day == day);
    (on_day, sum(&|charge| charge.office == office && month(charge.day) == this_month))
}

/// Whether there is money.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Room {
    /// It is set aside under this number.
    Reserved { number: u64, micros: u64 },
    /// Not now, but perhaps when what is on its way is settled.
    Later,
    /// Not in this run.
    Full(CapReached),
}

impl Sums {
    pub(super) fn new(batch: BatchId, carried_micros: u64, token_percent: u32, others: Vec<Charge>) -> Self {
        Self {
            batch,
            carried_micros,
            accounts: BTreeMap::new(),
            changed: Vec::new(),
            others,
            elsewhere: None,
            jobs_micros: 0,
            token_percent,
            next: 1,
        }
    }

    /// Sets the worst case of a sending aside, if the caps leave room for it.
    pub(super) fn reserve(&mut self, worst: Worst, day: u32, budget: &Budget) -> Room {
        let micros = budget.worst_micros(worst, self.token_percent);
        match self.exceeded(micros, day, budget) {
            None => {}
            Some((_, true)) => return Room::Later,
            Some((reached, false)) => return Room::Full(reached),
        }
        let number = self.next;
        self.next += 1;
        let sending = Sending { estimated_tokens: worst.prompt_tokens, reserved_micros: micros };
        self.account(day, budget).open.insert(number, sending);
        Room::Reserved { number, micros }
    }

    /// Sets aside what a request may cost that goes with a job; it is settled in the job's own record, by a later run. Says
    /// which cap is reached if there is no room: nothing is waited for.
    pub(super) fn reserve_job(&mut self, micros: u64, day: u32, budget: &Budget) -> Option<CapReached> {
        if let Some((reached, _)) = self.exceeded(micros, day, budget) {
            return Some(reached);
        }
        self.jobs_micros = self.jobs_micros.saturating_add(micros);
        // What is known of this day stays right without adding everything up again: a job has thousands of requests.
        if let Some((known, on_day, in_month)) = &mut self.elsewhere
            && *known == day
        {
            *on_day = on_day.saturating_add(micros);
            *in_month = in_month.saturating_add(micros);
        }
        match self.others.last_mut() {
            Some(last) if last.day == day && last.office == budget.office => {
                last.micros = last.micros.saturating_add(micros);
            }
            _ => self.others.push(Charge { day, office: budget.office.clone(), micros }),
        }
        None
    }

    /// What was set aside is replaced by what is known of the bill. `None` if nothing was set aside under this number.
    pub(super) fn settle(&mut self, number: u64, worst: Worst, billed: Billed, budget: &Budget) -> Option<()> {
        let account = self.accounts.values_mut().find(|account| account.open.contains_key(&number))?;
        let sending = account.open.remove(&number)?;
        let mut bill = Totals { requests: 1, estimated_tokens: sending.estimated_tokens, ..Totals::default() };
        let known = match billed {
            Billed::Nothing => Some(Usage::default()),
            Billed::Prompt => Some(Usage { completion_tokens: 0, ..super::usage_at_worst(worst, self.token_percent) }),
            Billed::Tokens(usage) => Some(usage),
            Billed::Unknown => None,
        };
        if let Some(usage) = known {
            bill.prompt_tokens = usage.prompt_tokens;
            bill.completion_tokens = usage.completion_tokens;
            bill.spent_micros = budget.cost_micros(usage);
        } else {
            bill.possible_micros = sending.reserved_micros;
            bill.possibly_paid_twice = 1;
        }
        if let Billed::Tokens(usage) = billed {
            let took = (usage.prompt_tokens.saturating_mul(100)).div_ceil(worst.prompt_tokens.max(1));
            let took = u32::try_from(took).unwrap_or(u32::MAX).min(MOST_LEARNED_PERCENT);
            self.token_percent = self.token_percent.max(took);
            account.token_percent = self.token_percent;
        }
        account.totals.add(&bill);
        let day = account.day;
        self.changed.push(day);
        Some(())
    }

    /// The accounts to write.
    pub(super) fn take_changed(&mut self) -> Vec<Account> {
        let mut days = std::mem::take(&mut self.changed);
        days.sort_unstable();
        days.dedup();
        days.iter().filter_map(|day| self.accounts.get(day)).cloned().collect()
    }

    /// The account of this day, to be written; a run has one from its beginning.
    pub(super) fn account(&mut self, day: u32, budget: &Budget) -> &mut Account {
        self.changed.push(day);
        // What was carried over counts once, with the first account.
        let carried_micros = if self.accounts.is_empty() { self.carried_micros } else { 0 };
        self.accounts.entry(day).or_insert_with(|| Account {
            batch: self.batch,
            day,
            office: budget.office.clone(),
            currency: budget.priced_in(),
            state: AccountState::Open,
            carried_micros,
            token_percent: self.token_percent,
            totals: Totals::default(),
            open: BTreeMap::new(),
        })
    }

    /// Nothing more is sent.
    pub(super) fn end(&mut self) {
        for account in self.accounts.values_mut() {
            // What was given up on its way.
            account.break_off();
            account.state = AccountState::Ended;
            self.changed.push(account.day);
        }
    }

    pub(super) fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        self.accounts.values().for_each(|account| totals.add(&account.totals));
        totals
    }

    pub(super) fn token_percent(&self) -> u32 {
        self.token_percent
    }

    /// The first cap that leaves no room, if there is one, and whether it may when what is on its way is settled.
    fn exceeded(&mut self, needed_micros: u64, day: u32, budget: &Budget) -> Option<(CapReached, bool)> {
        let (day_elsewhere, month_elsewhere) = self.elsewhere(day, &budget.office);
        let own = |wanted: &dyn Fn(u32) -> bool| {
            let accounts = self.accounts.values().filter(|account| wanted(account.day));
            accounts.fold((0_u64, 0_u64), |(charged, open), account| {
                (
                    charged.saturating_add(account.totals.charged_micros()),
                    open.saturating_add(account.reserved_micros()),
                )
            })
        };
        let this_month = month(day);
        let run_elsewhere = self.carried_micros.saturating_add(self.jobs_micros);
        for (kind, cap, elsewhere, (charged, open)) in [
            (CapKind::Run, budget.caps.run, run_elsewhere, own(&|_| true)),
            (CapKind::Day, budget.caps.day, day_elsewhere, own(&|other| other == day)),
            (CapKind::OfficeMonth, budget.caps.office_month, month_elsewhere, own(&|other| month(other) == this_month)),
        ] {
            let Some(cap_micros) = cap else { continue };
            let charged_micros = charged.saturating_add(elsewhere);
            let needed = charged_micros.saturating_add(needed_micros);
            if needed.saturating_add(open) > cap_micros {
                return Some((CapReached { kind, cap_micros, charged_micros, needed_micros }, needed <= cap_micros));
            }
        }
        None
    }

    /// What others spent on this day, and in its month for this office. Adding it all up again is needed once a day.
    fn elsewhere(&mut self, day: u32, office: &str) -> (u64, u64) {
        if let Some((known, on_day, in_month)) = self.elsewhere
            && known == day
        {
            return (on_day, in_month);
        }
        let (on_day, in_month) = added_up(&self.others, day, office);
        self.elsewhere = Some((day, on_day, in_month));
        (on_day, in_month)
    }
}
