//! What a store promises, on either engine.

use super::*;

on_both_engines! {
    what_was_written_is_there_after_reopening,
    entries_of_many_batches_stay_apart_and_in_order,
    a_batch_left_running_is_interrupted_when_the_store_opens_again,
    what_a_barrier_covers_survives_the_death_of_the_process,
    a_barrier_of_one_thread_does_not_trip_over_a_file_that_another_is_writing,
    a_sound_store_opens_after_any_number_of_kills,
    only_one_opens_it_at_a_time,
    what_is_no_store_is_left_alone,
    a_record_under_a_foreign_key_is_refused,
    a_changed_or_missing_file_is_named_and_never_returned,
    an_entry_without_its_result_is_named,
    the_ledger_names_what_was_done_and_no_content,
    a_store_put_back_to_an_older_state_is_noticed,
    after_a_crash_the_ledger_catches_up_with_the_records,
    a_ledger_that_was_cut_says_so_for_ever,
    a_record_whose_file_a_power_failure_took_is_as_if_never_written,
    an_export_imported_is_the_same_store,
    of_nightly_exports_the_last_ones_are_kept,
    a_store_that_opens_no_more_is_rebuilt_from_what_is_left,
}

fn what_was_written_is_there_after_reopening(engine: EngineKind) {
    let folder = TempDir::new().unwrap();
    let at = folder.path().join("store");
    let small = record("klein", "eingebaut");
    let large = summarised(1, 40_000);
    let failed = DocumentRecord { outcome: Outcome::Failed(Failure::ModelUnavailable), ..record("später", "m") };
    let batch = {
        let store = open(engine, &at);
        for record in [&small, &large, &failed] {
            store.record(record).unwrap();
        }
        let batch = store.begin_batch("eingang", 1_700_000_000).unwrap();
        for (name, record) in [("b.pdf", &large), ("a.pdf", &small), ("a.pdf", &failed)] {
            store.record_entry(batch, &entry(name, record)).unwrap();
        }
        assert_eq!(store.note_attempt(&small.document, &small.key).unwrap(), 1);
        assert_eq!(store.note_attempt(&small.document, &small.key).unwrap(), 2);
        store.set_batch_state(batch, BatchState::Finished).unwrap();
        store.barrier().unwrap();
        batch
    };
    let store = open(engine, &at);
    for record in [&small, &large, &failed] {
        assert_eq!(store.result(&record.key).unwrap().as_ref(), Some(record));
    }
    assert_eq!(
        store.result(&ResultKey::new(&small.document, Some(MediaType::Text), &provenance("anderes"))).unwrap(),
        None
    );
    assert_eq!(store.results().unwrap().count(), 3);
    let entries: Vec<BatchEntry> = store.entries(batch).unwrap().map(Result::unwrap).collect();
    assert_eq!(entries, [entry("a.pdf", &failed), entry("b.pdf", &large)]);
    assert_eq!(store.latest_batch("eingang").unwrap().unwrap().state, BatchState::Finished);
    assert_eq!(store.latest_batch("ausgang").unwrap(), None);
    let attempts = |store: &Store| store.attempts(&small.document).unwrap().map(|found| (found.count, found.open));
    assert_eq!(attempts(&store), Some((2, true)));
    store.close_attempt(&small.document).unwrap();
    assert_eq!(attempts(&store), Some((2, false)));
    assert_eq!(store.note_attempt(&small.document, &small.key).unwrap(), 3);
    store.withdraw_attempt(&small.document).unwrap();
    assert_eq!(attempts(&store), Some((2, false)));
    assert_eq!(store.all_attempts().unwrap().count(), 1);
    // Another configuration begins anew.
    assert_eq!(store.note_attempt(&small.document, &failed.key).unwrap(), 1);
    store.withdraw_attempt(&small.document).unwrap();
    assert_eq!(attempts(&store), None);
    store.note_attempt(&small.document, &small.key).unwrap();
    store.clear_attempts(&small.document).unwrap();
    assert_eq!(attempts(&store), None);
    assert_eq!(fs::read_dir(at.join("artifacts")).unwrap().count(), 1);
    let report = store.verify().unwrap();
    assert_eq!((report.artifacts, report.unused_artifacts, report.ledger.lines), (1, 0, 6));
    assert!(report.is_clean(), "{:?}", report.problems);
}

fn entries_of_many_batches_stay_apart_and_in_order(engine: EngineKind) {
    let folder = TempDir::new().unwrap();
    let store = open(engine, folder.path());
    let document = record("x", "m");
    let long = "ä/".repeat(200);
    for (started, folder) in ["eins", "zwei", "eins"].into_iter().enumerate() {
        let batch = store.begin_batch(folder, started as u64).unwrap();
        for name in [format!("{long}2"), "z".into(), format!("{long}1"), "a".into()] {
            store.record_entry(batch, &entry(&name, &document)).unwrap();
        }
    }
    let ids: Vec<u64> = store.batches().unwrap().iter().map(|batch| batch.id.0).collect();
    assert_eq!(ids, [1, 2, 3]);
    assert_eq!(store.latest_batch("eins").unwrap().unwrap().id, BatchId(3));
    let names: Vec<String> = store.entries(BatchId(2)).unwrap().map(|entry| entry.unwrap().name).collect();
    assert_eq!(names.len(), 4);
    assert_eq!(names[..2], ["a", "z"]);
    assert!(matches!(
        store.set_batch_state(BatchId(4), BatchState::Finished),
        Err(StoreError::UnknownBatch(BatchId(4)))
    ));
}

fn a_batch_left_running_is_interrupted_when_the_store_opens_again(engine: EngineKind) {
    let folder = TempDir::new().unwrap();
    open(engine, folder.path()).begin_batch("eingang", 1).unwrap();
    let store = open(engine, folder.path());
    assert_eq!(store.latest_batch("eingang").unwrap().unwrap().state, BatchState::Interrupted);
}

/// The files as another process finds them when this one is killed: whatever sled holds in memory is gone.
fn what_a_barrier_covers_survives_the_death_of_the_process(engine: EngineKind) {
    let folder = TempDir::new().unwrap();
    let alive = folder.path().join("alive");
    let store = open(engine, &alive);
    let mut covered = Vec::new();
    for round in 0..6 {
        for number in 0..50 {
            let record = summarised(round * 50 + number, 300 * number as usize);
            store.record(&record).unwrap();
            covered.push(record);
        }
        store.barrier().unwrap();
        store.record(&record(&format!("not covered {round}"), "m")).unwrap();
        let dead = folder.path().join(format!("dead {round}"));
        copy(&alive, &dead);
        let found = open(engine, &dead);
        for record in &covered {
            assert_eq!(found.result(&record.key).unwrap().as_ref(), Some(record));
        }
        assert!(found.verify().unwrap().is_clean());
    }
}

/// Answers are recorded with a barrier of their own while the recorder writes results.
fn a_barrier_of_one_thread_does_not_trip_over_a_file_that_another_is_writing(engine: EngineKind) {
    let folder = TempDir::new().unwrap();
    let store = open(engine, folder.path());
    std::thread::scope(|scope| {
        let recorder = scope.spawn(|| {
            for number in 0..300 {
                store.record(&summarised(number, 20_000)).unwrap();
            }
        });
        while !recorder.is_finished() {
            store.barrier().unwrap();
        }
    });
    store.barrier().unwrap();
    assert!(store.verify().unwrap().is_clean());
}

/// Each generation is found as the one before left it when it was killed right after a barrier.
fn a_sound_store_opens_after_any_number_of_kills(engine: EngineKind) {
    let folder = TempDir::new().unwrap();
    let path = |generation: u32| folder.path().join(generation.to_string());
    let mut stores = Vec::new();
    for generation in 0..6 {
        let store = open(engine, &path(generation));
        // Only opened, or opened and written to.
        if generation % 3 != 2 {
            store.begin_batch("eingang", 1).unwrap();
            store.record(&record(&generation.to_string(), "m")).unwrap();
            store.barrier().unwrap();
        }
        copy(&path(generation), &path(generation + 1));
        stores.push(store);
    }
    let report = open(engine, &path(6)).verify().unwrap();
    assert!(report.is_clean(), "{:?}", report.problems);
    // The store itself, and for each of four batches its begin, its result and its interruption.
    assert_eq!(report.ledger.lines, 1 + 4 * 3);
}

fn only_one_opens_it_at_a_time(engine: EngineKind) {
    let folder = TempDir::new().unwrap();
    let store = open(engine, folder.path());
    let second = Store::open(folder.path(), options(engine)).unwrap_err();
    let StoreError::Locked { pid, .. } = &second else { panic!("{second:?}") };
    assert_eq!(*pid, Some(std::process::id()));
    drop(store);
    open(engine, folder.path());
}

fn what_is_no_store_is_left_alone(engine: EngineKind) {
    let folder = TempDir::new().unwrap();
    let missing = folder.path().join("none");
    let existing = StoreOptions { create: false, ..options(engine) };
    assert!(matches!(Store::open(&missing, existing), Err(StoreError::NotFound { .. })));
    assert!(!missing.exists());
    fs::write(folder.path().join("brief.docx"), "x").unwrap();
    assert!(matches!(Store::open(folder.path(), options(engine)), Err(StoreError::NotAStore { .. })));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

fn a_record_under_a_foreign_key_is_refused(engine: EngineKind) {
    let folder = TempDir::new().unwrap();
    let wrong = DocumentRecord { key: record("a", "m").key, ..record("b", "m") };
    assert!(matches!(open(engine, folder.path()).record(&wrong), Err(StoreError::ForeignKey)));
}

fn a_changed_or_missing_file_is_named_and_never_returned(engine: EngineKind) {
    let folder = TempDir::new().unwrap();
    let large = summarised(2, 40_000);
    let store = open(engine, folder.path());
    store.record(&large).unwrap();
    let shelf = fs::read_dir(folder.path().join("artifacts")).unwrap().next().unwrap().unwrap().path();
    let file = fs::read_dir(shelf).unwrap().next().unwrap().unwrap().path();
    let mut bytes = fs::read(&file).unwrap();
    bytes[100] ^= 1;
    fs::write(&file, bytes).unwrap();
    assert!(matches!(store.result(&large.key), Err(StoreError::Damaged(Damage::Artifact { .. }))));
    assert!(matches!(store.verify().unwrap().problems[..], [Problem::Damaged(Damage::Artifact { .. })]));
    fs::remove_file(&file).unwrap();
    assert!(matches!(store.result(&large.key), Err(StoreError::Damaged(Damage::ArtifactMissing { .. }))));
    // Recording it again heals it.
    store.record(&large).unwrap();
    assert_eq!(store.result(&large.key).unwrap(), Some(large));
    assert!(store.verify().unwrap().is_clean());
}

fn an_entry_without_its_result_is_named(engine: EngineKind) {
    let folder = TempDir::new().unwrap();
    let store = open(engine, folder.path());
    let batch = store.begin_batch("eingang", 1).unwrap();
    let gone = record("x", "m");
    store.record_entry(batch, &entry("x.pdf", &gone)).unwrap();
    let failed = BatchEntry { outcome: OutcomeKind::Failed, ..entry("y.pdf", &gone) };
    store.record_entry(batch, &failed).unwrap();
    let problems = store.verify().unwrap().problems;
    assert!(matches!(&problems[..], [Problem::ResultMissing { key, .. }] if *key == gone.key), "{problems:?}");
    assert!(!problems[0].to_string().contains("x.pdf"));
}

fn events(store: &Store) -> Vec<String> {
    let text = fs::read_to_string(store.ledger_path()).unwrap();
    text.lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["what"].as_str().unwrap().to_owned())
        .collect()
}

fn the_ledger_names_what_was_done_and_no_content(engine: EngineKind) {
    let folder = TempDir::new().unwrap();
    let options = StoreOptions { actor: "dienst".into(), ..options(engine) };
    let store = Store::open(folder.path(), options).unwrap();
    let batch = store.begin_batch("/akten/meier", 1).unwrap();
    let result = record("Inhalt", "eingebaut");
    store.record(&result).unwrap();
    store.record_entry(batch, &entry("meier.pdf", &result)).unwrap();
    let request = Request {
        id: RequestId(7),
        system: "Fasse zusammen.".into(),
        user: "Herr Meier".into(),
        schema: serde_json::json!({}),
        forms: AnswerForms::default(),
        max_tokens: 100,
        words: 50,
        title: None,
        passages: vec![],
    };
    let answer = AnswerRecord {
        key: AnswerKey::new(&result.document, "http://localhost:8080", "kleines-modell", &request),
        document: result.document,
        model: "kleines-modell".into(),
        endpoint: "http://localhost:8080".into(),
        guideline: None,
        provenance: Some(provenance("kleines-modell")),
        cost_micros: 120,
        completion: Completion {
            text: "Herr Meier beantragt.".into(),
            finish: Finish::Stop,
            usage: Usage { prompt_tokens: 11, completion_tokens: 5 },
        },
    };
    store.record_answer(&answer).unwrap();
    store.set_batch_state(batch, BatchState::Finished).unwrap();
    store.barrier().unwrap();
    assert_eq!(events(&store), ["store_created", "batch_begun", "result_recorded", "answer_recorded", "batch_state"]);
    let text = fs::read_to_string(store.ledger_path()).unwrap();
    assert!(!text.to_lowercase().contains("meier"), "{text}");
    assert!(text.contains(r#""who":"dienst""#) && text.contains(r#""prompt_tokens":11,"completion_tokens":5"#));
    let again = Request { id: RequestId(8), ..request.clone() };
    let key = AnswerKey::new(&result.document, "http://localhost:8080", "kleines-modell", &again);
    assert_eq!(store.answer(&key).unwrap(), Some(answer));
    let other = Request { words: 51, ..request };
    let key = AnswerKey::new(&result.document, "http://localhost:8080", "kleines-modell", &other);
    assert_eq!(store.answer(&key).unwrap(), None);
    assert!(store.verify().unwrap().is_clean());
}

fn a_store_put_back_to_an_older_state_is_noticed(engine: EngineKind) {
    let folder = TempDir::new().unwrap();
    let (now, old) = (folder.path().join("now"), folder.path().join("old"));
    let store = open(engine, &now);
    store.record(&record("eins", "m")).unwrap();
    store.barrier().unwrap();
    copy(&now, &old);
    let failed = DocumentRecord { outcome: Outcome::Failed(Failure::Crashed), ..record("eins", "m") };
    store.record(&failed).unwrap();
    store.record(&record("zwei", "m")).unwrap();
    store.barrier().unwrap();
    let ledger = store.ledger_path();
    drop(store);
    fs::copy(&ledger, old.join("ledger.jsonl")).unwrap();
    let error = Store::open(&old, options(engine)).unwrap_err();
    assert!(matches!(error, StoreError::Damaged(Damage::BehindLedger { line: 3 })), "{error:?}");
    // A rebuild makes of it what it can and says what is missing.
    let report = Store::rebuild(&old, options(engine)).unwrap();
    assert_eq!(report.lost.len(), 1);
    let problems = open(engine, &old).verify().unwrap().problems;
    // Which of the two has the lower key is chance.
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems.iter().any(|problem| matches!(problem, Problem::Other { line: 3, .. })), "{problems:?}");
    assert!(problems.iter().any(|problem| matches!(problem, Problem::Lost { line: 4, .. })), "{problems:?}");
}

fn after_a_crash_the_ledger_catches_up_with_the_records(engine: EngineKind) {
    let folder = TempDir::new().unwrap();
    let alive = folder.path().join("alive");
    let store = open(engine, &alive);
    store.record(&record("eins", "m")).unwrap();
    store.barrier().unwrap();
    store.record(&record("zwei", "m")).unwrap();
    // Noted, but the process died before the record itself was written.
    let never = Event::ResultRecorded {
        document: DocumentId::of(b"drei"),
        result: record("drei", "m").key,
        sha256: String::new(),
        outcome: OutcomeKind::Rejected,
        program: String::new(),
        pipeline: String::new(),
        pipeline_version: 1,
        pipeline_sha256: String::new(),
        model: String::new(),
        guideline: None,
        verdicts: None,
    };
    store.log(never).unwrap();
    store.record(&record("vier", "m")).unwrap();
    // The first half of a barrier: the records are durable, the ledger is not.
    store.flush_records().unwrap();
    let dead = folder.path().join("dead");
    copy(&alive, &dead);
    for _ in 0..2 {
        let found = open(engine, &dead);
        let names = ["store_created", "result_recorded", "result_recorded", "result_recorded"];
        assert_eq!(events(&found), names);
        let report = found.verify().unwrap();
        assert!(report.is_clean(), "{:?}", report.problems);
    }
}

fn a_ledger_that_was_cut_says_so_for_ever(engine: EngineKind) {
    let folder = TempDir::new().unwrap();
    let store = open(engine, folder.path());
    for number in 0..3 {
        store.record(&record(&number.to_string(), "m")).unwrap();
        store.barrier().unwrap();
    }
    let path = store.ledger_path();
    drop(store);
    let text = fs::read_to_string(&path).unwrap();
    let short: String = text.split_inclusive('\n').take(2).collect();
    fs::write(&path, short).unwrap();
    for _ in 0..2 {
        let store = open(engine, folder.path());
        // The event of the last barrier was still in the outbox.
        assert_eq!(events(&store), ["store_created", "result_recorded", "result_recorded", "ledger_cut"]);
        let problems = store.verify().unwrap().problems;
        assert!(matches!(problems[..], [Problem::Unlogged { .. }]), "{problems:?}");
    }
}

fn a_record_whose_file_a_power_failure_took_is_as_if_never_written(engine: EngineKind) {
    let folder = TempDir::new().unwrap();
    let (alive, dead) = (folder.path().join("alive"), folder.path().join("dead"));
    let store = open(engine, &alive);
    let (kept, lost) = (summarised(1, 30_000), summarised(2, 30_000));
    store.record(&kept).unwrap();
    store.barrier().unwrap();
    let before = store.artifacts().names().unwrap();
    store.record(&lost).unwrap();
    store.flush_records().unwrap();
    copy(&alive, &dead);
    let name = store.artifacts().names().unwrap().into_iter().find(|name| !before.contains(name)).unwrap();
    let name = crate::id::hex(&name);
    // The kernel had written the name but not the bytes.
    fs::write(dead.join("artifacts").join(&name[..1]).join(&name), b"").unwrap();
    let store = open(engine, &dead);
    assert_eq!(store.result(&lost.key).unwrap(), None);
    assert_eq!(store.result(&kept.key).unwrap(), Some(kept));
    assert!(store.verify().unwrap().is_clean());
    store.record(&lost).unwrap();
    assert_eq!(store.result(&lost.key).unwrap(), Some(lost));
}

/// A store with something of every kind; says what is in it.
fn filled(engine: EngineKind, folder: &Path) -> Vec<DocumentRecord> {
    let store = open(engine, folder);
    let mut records: Vec<DocumentRecord> = (0..120).map(|n| summarised(n, 200 * n as usize)).collect();
    records.push(record("klein", "eingebaut"));
    let batch = store.begin_batch("eingang", 5).unwrap();
    for (number, result) in records.iter().enumerate() {
        let failed = DocumentRecord { outcome: Outcome::Failed(Failure::Crashed), ..result.clone() };
        store.record(&failed).unwrap();
        store.record_entry(batch, &entry(&format!("{number}.pdf"), &failed)).unwrap();
        store.record(result).unwrap();
        store.record_entry(batch, &entry(&format!("{number}.pdf"), result)).unwrap();
        if number % 40 == 0 {
            store.barrier().unwrap();
        }
    }
    store.set_batch_state(batch, BatchState::Finished).unwrap();
    store.barrier().unwrap();
    records
}

#[track_caller]
fn expect_all(store: &Store, records: &[DocumentRecord]) {
    for record in records {
        assert_eq!(store.result(&record.key).unwrap().as_ref(), Some(record));
    }
    assert_eq!(store.latest_batch("eingang").unwrap().unwrap().state, BatchState::Finished);
    let entries: Vec<BatchEntry> = store.entries(BatchId(1)).unwrap().map(Result::unwrap).collect();
    assert_eq!(entries.len(), records.len());
    assert!(entries.iter().all(|entry| entry.outcome != OutcomeKind::Failed));
    let report = store.verify().unwrap();
    assert!(report.is_clean(), "{:?}", report.problems);
}

fn an_export_imported_is_the_same_store(engine: EngineKind) {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    let records = filled(engine, &path("store"));
    let store = open(engine, &path("store"));
    let report = store.export(&path("a.tar")).unwrap();
    assert!(report.skipped.is_empty());
    assert_eq!(Store::import(&path("a.tar"), &path("again"), options(engine)).unwrap(), report.records);
    let again = open(engine, &path("again"));
    expect_all(&again, &records);
    assert_eq!(events(&again)[..events(&store).len() - 1], events(&store)[..events(&store).len() - 1]);
    assert_eq!(events(&again).last().unwrap(), "imported");
    assert!(matches!(
        Store::import(&path("a.tar"), &path("again"), options(engine)),
        Err(StoreError::NotAStore { .. })
    ));

    let good = fs::read(path("a.tar")).unwrap();
    let mut changed = good.clone();
    let middle = good.len() / 3;
    changed[middle] ^= 1;
    for (bytes, fault) in [
        (changed, ArchiveFault::Changed { file: "records/000000.jsonl".into() }),
        (good[..good.len() / 2].to_vec(), ArchiveFault::Incomplete),
        (b"x".repeat(3000), ArchiveFault::Incomplete),
    ] {
        fs::write(path("b.tar"), bytes).unwrap();
        match Store::import(&path("b.tar"), &path("never"), options(engine)).unwrap_err() {
            StoreError::Archive(found) => assert_eq!(found, fault),
            other => panic!("{other:?}"),
        }
        assert!(!path("never").exists());
    }
}

fn of_nightly_exports_the_last_ones_are_kept(engine: EngineKind) {
    let folder = TempDir::new().unwrap();
    let store = open(engine, &folder.path().join("store"));
    let exports = folder.path().join("exports");
    fs::create_dir(&exports).unwrap();
    fs::write(exports.join("fremd.tar"), "x").unwrap();
    for number in 1..=5 {
        store.record(&record(&number.to_string(), "m")).unwrap();
        let (report, file) = store.export_generation(&exports, 3).unwrap();
        assert_eq!(report.records, number);
        assert_eq!(file, exports.join(format!("vermerk-{number:06}.tar")));
    }
    let mut names: Vec<_> = fs::read_dir(&exports).unwrap().map(|file| file.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["fremd.tar", "vermerk-000003.tar", "vermerk-000004.tar", "vermerk-000005.tar"]);
    // One that was cut short takes no number and no other one's place.
    fs::write(exports.join("vermerk-000006.tar.unfinished"), "x").unwrap();
    store.export_generation(&exports, 0).unwrap();
    assert_eq!(fs::read_dir(&exports).unwrap().count(), 2, "the newest and the foreign one");
    assert_eq!(
        Store::import(&exports.join("vermerk-000006.tar"), &folder.path().join("again"), options(engine)).unwrap(),
        5
    );
}

fn a_store_that_opens_no_more_is_rebuilt_from_what_is_left(engine: EngineKind) {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    let records = filled(engine, &path("whole"));

    // The engine's own header is gone, every record is still there.
    copy(&path("whole"), &path("store"));
    let db = engine.data_file(&path("store"));
    let mut bytes = fs::read(&db).unwrap();
    bytes[..64].fill(0xff);
    fs::write(&db, &bytes).unwrap();
    let report = Store::rebuild(&path("store"), options(engine)).unwrap();
    assert_eq!(report.lost, Vec::<String>::new());
    assert_eq!(report.set_aside, path("store.damaged-1"));
    assert_eq!(fs::read(engine.data_file(&report.set_aside)).unwrap(), bytes);
    let store = open(engine, &path("store"));
    expect_all(&store, &records);
    assert_eq!(events(&store).last().unwrap(), "rebuilt");
    drop(store);

    // The engine's file is gone altogether: what lies in files of its own is still found, the rest is named.
    fs::remove_dir_all(engine.folder(&path("store"))).unwrap();
    let report = Store::rebuild(&path("store"), options(engine)).unwrap();
    assert_eq!(report.set_aside, path("store.damaged-2"));
    assert!(report.records > 50 && !report.lost.is_empty(), "{report:?}");
    assert_eq!(report.records as usize + report.lost.len(), records.len());
    let store = open(engine, &path("store"));
    let problems = store.verify().unwrap().problems;
    assert_eq!(problems.len(), report.lost.len());
    assert!(problems.iter().all(|problem| matches!(problem, Problem::Lost { .. })));
    for record in &records {
        store.record(record).unwrap();
    }
    assert!(store.verify().unwrap().is_clean());
}
