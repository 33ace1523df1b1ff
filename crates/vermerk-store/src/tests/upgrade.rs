//! Formats: older ones are read, newer ones refused.

use super::*;

on_both_engines! {
    a_newer_format_is_refused_and_a_lost_marker_noticed,
    a_creation_cut_short_is_begun_again,
    a_store_on_the_other_engine_is_refused_until_it_is_moved,
    a_damaged_store_is_not_moved_and_stays_as_it_is,
}

fn a_newer_format_is_refused_and_a_lost_marker_noticed(engine: EngineKind) {
    let folder = TempDir::new().unwrap();
    let store = open(engine, folder.path());
    store.record(&record("x", "m")).unwrap();
    store.barrier().unwrap();
    drop(store);
    let marker = folder.path().join("FORMAT");
    let good = fs::read_to_string(&marker).unwrap();
    for (text, newer) in [("vermerk store\nformat 9\n", true), ("vermerk store\nformat", false), ("", false)] {
        fs::write(&marker, text).unwrap();
        match Store::open(folder.path(), options(engine)).unwrap_err() {
            StoreError::Newer { found: 9, known: 2 } => assert!(newer),
            StoreError::Damaged(Damage::FormatMarker) => assert!(!newer),
            other => panic!("{other:?}"),
        }
    }
    fs::remove_file(&marker).unwrap();
    let error = Store::open(folder.path(), options(engine)).unwrap_err();
    assert!(matches!(error, StoreError::Damaged(Damage::FormatMarker)), "{error:?}");
    fs::write(&marker, good).unwrap();
    open(engine, folder.path());
}

fn a_creation_cut_short_is_begun_again(engine: EngineKind) {
    let folder = TempDir::new().unwrap();
    let half = folder.path().join("half");
    drop(open(engine, &half));
    fs::remove_file(half.join("FORMAT")).unwrap();
    fs::write(engine.data_file(&half), [0xff; 5000]).unwrap();
    fs::write(half.join("ledger.jsonl"), "").unwrap();
    assert!(open(engine, &half).verify().unwrap().is_clean());
}

fn a_store_on_the_other_engine_is_refused_until_it_is_moved(engine: EngineKind) {
    let folder = TempDir::new().unwrap();
    let at = folder.path().join("store");
    let other = other_than(engine);
    let records = [record("klein", "m"), summarised(1, 40_000)];
    let store = open(engine, &at);
    let batch = store.begin_batch("eingang", 1).unwrap();
    for record in &records {
        store.record(record).unwrap();
        store.record_entry(batch, &entry("a.pdf", record)).unwrap();
    }
    store.barrier().unwrap();
    drop(store);
    let refused = Store::open(&at, options(other)).unwrap_err();
    assert!(matches!(refused, StoreError::OtherEngine { found, wanted } if found == engine && wanted == other));

    assert_eq!(Store::migrate(&at, options(engine)).unwrap(), None);
    let moved = Store::migrate(&at, options(other)).unwrap();
    // Two results, one entry, one batch, and the note of the ledger.
    assert_eq!(moved, Some(5));
    assert!(!engine.folder(&at).exists());
    let store = open(other, &at);
    assert_eq!(store.engine(), other);
    for record in &records {
        assert_eq!(store.result(&record.key).unwrap().as_ref(), Some(record));
    }
    let report = store.verify().unwrap();
    assert!(report.is_clean(), "{:?}", report.problems);
    drop(store);
    assert!(Store::migrate(&at, options(engine)).unwrap().is_some(), "and back");
    assert_eq!(open(engine, &at).result(&records[1].key).unwrap().as_ref(), Some(&records[1]));
}

fn a_damaged_store_is_not_moved_and_stays_as_it_is(engine: EngineKind) {
    let folder = TempDir::new().unwrap();
    let store = open(engine, folder.path());
    store.record(&summarised(1, 40_000)).unwrap();
    store.barrier().unwrap();
    drop(store);
    fs::remove_dir_all(folder.path().join("artifacts")).unwrap();
    let error = Store::migrate(folder.path(), options(other_than(engine))).unwrap_err();
    assert!(matches!(&error, StoreError::Unsound(problem) if matches!(**problem, Problem::Damaged(_))), "{error:?}");
    open(engine, folder.path());
}

fn other_than(engine: EngineKind) -> EngineKind {
    EngineKind::ALL.into_iter().find(|other| *other != engine).unwrap()
}

/// Everything in a store, as an export has it.
fn exported(store: &Store, folder: &Path) -> Vec<String> {
    let file = folder.join("compared.tar");
    store.export(&file).unwrap();
    let mut lines = Vec::new();
    for entry in tar::Archive::new(fs::File::open(&file).unwrap()).entries().unwrap() {
        let mut entry = entry.unwrap();
        if entry.path().unwrap().starts_with("records") {
            let mut text = String::new();
            std::io::Read::read_to_string(&mut entry, &mut text).unwrap();
            lines.extend(text.lines().map(str::to_owned));
        }
    }
    lines
}

/// `fixtures/format-1.tar.gz` holds a store of format 1 and its export, both written by the version before format 2: three
/// documents with results, answers, attempts and a batch, large values in files.
#[test]
fn a_store_of_format_1_is_read_and_becomes_one_of_the_newest() {
    let folder = TempDir::new().unwrap();
    let packed: &[u8] = include_bytes!("../../fixtures/format-1.tar.gz");
    tar::Archive::new(flate2::read::GzDecoder::new(packed)).unpack(folder.path()).unwrap();
    let at = folder.path().join("store");
    assert_eq!(fs::read_to_string(at.join("FORMAT")).unwrap(), "vermerk store\nformat 1\n");
    Store::import(&folder.path().join("export.tar"), &folder.path().join("imported"), options(EngineKind::Redb))
        .unwrap();
    let imported = exported(&open(EngineKind::Redb, &folder.path().join("imported")), folder.path());
    assert_eq!(imported.len(), 13);

    let store = open(EngineKind::Sled, &at);
    let report = store.verify().unwrap();
    assert!(report.is_clean(), "{:?}", report.problems);
    assert_eq!((report.records, report.ledger.lines), (17, 10));
    assert_eq!(exported(&store, folder.path()), imported);
    drop(store);
    assert_eq!(fs::read_to_string(at.join("FORMAT")).unwrap(), "vermerk store\nformat 2\nengine sled\n");
    assert!(Store::migrate(&at, options(EngineKind::Redb)).unwrap().is_some());
    assert_eq!(exported(&open(EngineKind::Redb, &at), folder.path()), imported);
}
