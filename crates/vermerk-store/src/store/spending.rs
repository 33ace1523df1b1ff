use super::Store;
use crate::key::{self, Kind};
use crate::{Account, JobId, JobRecord, StoreError};

impl Store {
    /// Writes an account, in place of the earlier one of the same batch and day. Accounts and jobs are written by one
    /// thread.
    pub fn save_account(&self, account: &Account) -> Result<(), StoreError> {
        self.save(Kind::Account, &key::account(account.batch, account.day), account)
    }

    /// All accounts, in the order of their batches and days.
    pub fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        self.values(Kind::Account, &[Kind::Account.letter()])?.collect()
    }

    /// Writes a job, in place of an earlier version of it.
    pub fn save_job(&self, job: &JobRecord) -> Result<(), StoreError> {
        self.save(Kind::Job, &key::job(job.id), job)
    }

    /// One job.
    pub fn job(&self, id: JobId) -> Result<Option<JobRecord>, StoreError> {
        self.load(Kind::Job, &key::job(id))
    }

    /// All jobs, oldest first.
    pub fn jobs(&self) -> Result<Vec<JobRecord>, StoreError> {
        self.values(Kind::Job, &[Kind::Job.letter()])?.collect()
    }
}
