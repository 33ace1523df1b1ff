use tempfile::TempDir;
use vermerk_summary::Provenance;

use super::{Account, AccountState, JobId, JobLine, JobRecord, JobState, Sending, Totals};
use crate::{AnswerKey, BatchId, DocumentId, Store, StoreOptions};

fn options() -> StoreOptions {
    StoreOptions::new(|| 0)
}

fn account(requests: u64, in_flight: u64) -> Account {
    let sending =
        |number: u64| (number, Sending { estimated_tokens: 6000 + number, reserved_micros: 123_456 + number });
    Account {
        batch: BatchId(7),
        day: 20_000,
        office: "Referat 21".into(),
        currency: Some("EUR".into()),
        state: AccountState::Open,
        carried_micros: 0,
        token_percent: 150,
        totals: Totals { requests, spent_micros: requests * 10, ..Totals::default() },
        open: (requests..requests + in_flight).map(sending).collect(),
    }
}

fn job(state: JobState) -> JobRecord {
    let lines = (0..500_u32).map(|number| JobLine {
        answer: DocumentId::of(&number.to_be_bytes()).to_string().parse::<AnswerKey>().unwrap(),
        document: DocumentId::of(&number.to_le_bytes()),
    });
    JobRecord {
        id: JobId(3),
        batch: BatchId(7),
        day: 20_000,
        office: "Referat 21".into(),
        currency: Some("EUR".into()),
        model: "m".into(),
        endpoint: "http://a".into(),
        provenance: Provenance {
            program: "0.1.0".into(),
            pipeline: "kurzvermerk".into(),
            pipeline_version: 1,
            pipeline_sha256: "00".into(),
            model: "m".into(),
            guideline: None,
        },
        state,
        reserved_micros: 5,
        totals: Totals::default(),
        lines: lines.collect(),
    }
}

#[test]
fn money_survives_closing_exporting_and_rebuilding() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (latest, done) = (account(9, 3), job(JobState::Taken));
    let store = Store::open(&at("store"), options()).unwrap();
    for requests in 0..9 {
        store.save_account(&account(requests, 3)).unwrap();
    }
    store.save_job(&job(JobState::Prepared { mark: "x".into() })).unwrap();
    store.save_job(&done).unwrap();
    store.save_account(&latest).unwrap();
    store.barrier().unwrap();
    store.export(&at("export.tar")).unwrap();
    drop(store);
    Store::import(&at("export.tar"), &at("imported"), options()).unwrap();
    Store::rebuild(&at("store"), options()).unwrap();
    for name in ["store", "imported"] {
        let store = Store::open(&at(name), options()).unwrap();
        assert_eq!(store.accounts().unwrap(), std::slice::from_ref(&latest), "{name}");
        assert_eq!(store.jobs().unwrap(), std::slice::from_ref(&done), "{name}");
        assert_eq!(store.job(JobId(3)).unwrap().as_ref(), Some(&done), "{name}");
        assert_eq!(store.verify().unwrap().problems, [], "{name}");
    }
}

#[test]
fn an_account_is_small_enough_to_need_no_file_of_its_own() {
    let folder = TempDir::new().unwrap();
    let store = Store::open(folder.path(), options()).unwrap();
    store.save_account(&account(1_000_000, 256)).unwrap();
    assert_eq!(store.verify().unwrap().artifacts, 0);
}
