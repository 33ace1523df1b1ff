//! What a night leaves for those who watch over it: figures and a message, neither with text or names of documents.

pub(crate) mod mail;
pub(crate) mod metrics;

use std::collections::BTreeMap;

use vermerk_batch::{Ended, NightSummary};
use vermerk_summary::OutcomeKind;

/// The night in figures.
#[derive(Debug, Default)]
pub(crate) struct Account {
    pub(crate) started: u64,
    pub(crate) ended: u64,
    /// By office.
    pub(crate) offices: BTreeMap<String, Counts>,
    /// Submissions that wait for the next night.
    pub(crate) waiting: usize,
    /// Whether the night came to an end of its own.
    pub(crate) complete: bool,
}

/// What came in and what became of it.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) submissions: usize,
    pub(crate) refused: usize,
    pub(crate) summarised: usize,
    pub(crate) rejected: usize,
    pub(crate) failed: usize,
    pub(crate) need_a_person: usize,
}

impl Account {
    /// `summary` is `None` if the night failed before it could say anything.
    pub(crate) fn new(started: u64, ended: u64, summary: Option<&NightSummary>) -> Self {
        let mut account = Self { started, ended, complete: summary.is_some(), ..Self::default() };
        let Some(summary) = summary else { return account };
        account.waiting = summary.waiting;
        for handled in &summary.submissions {
            let counts = account.offices.entry(handled.office.clone()).or_default();
            counts.submissions += 1;
            counts.refused += usize::from(matches!(handled.ended, Ended::Refused(_)));
            for entry in &handled.entries {
                counts.need_a_person += usize::from(entry.needs_a_person());
                *match entry.kind() {
                    OutcomeKind::Summarised => &mut counts.summarised,
                    OutcomeKind::Rejected => &mut counts.rejected,
                    OutcomeKind::Failed => &mut counts.failed,
                } += 1;
            }
        }
        account
    }

    pub(crate) fn total(&self) -> Counts {
        self.offices.values().fold(Counts::default(), |sum, office| Counts {
            submissions: sum.submissions + office.submissions,
            refused: sum.refused + office.refused,
            summarised: sum.summarised + office.summarised,
            rejected: sum.rejected + office.rejected,
            failed: sum.failed + office.failed,
            need_a_person: sum.need_a_person + office.need_a_person,
        })
    }

    /// One line for the operator.
    pub(crate) fn sentence(&self) -> String {
        let Counts { submissions, refused, summarised, rejected, failed, need_a_person } = self.total();
        format!(
            "{submissions} submissions ({refused} refused, {} wait): {summarised} documents summarised, {rejected} rejected, \
             {failed} failed; {need_a_person} need a person",
            self.waiting
        )
    }
}
