//! Damaged files.

use super::*;

on_both_engines! {
    damage_never_gives_wrong_data_and_every_loss_is_named,
}

fn damage_never_gives_wrong_data_and_every_loss_is_named(engine: EngineKind) {
    let cases = cases();
    let folder = TempDir::new().unwrap();
    let good = folder.path().join("good");
    let records: Vec<DocumentRecord> = (0..300).map(|n| summarised(n, 2_000 + 15 * n as usize)).collect();
    {
        let store = open(engine, &good);
        for record in &records {
            store.record(record).unwrap();
        }
        store.barrier().unwrap();
    }
    let whole = fs::read(engine.data_file(&good)).unwrap();
    let (mut unopenable, mut lossy, mut lost_for_good) = (0, 0, 0);
    for case in 0..cases {
        let bad = folder.path().join(format!("bad {case}"));
        copy(&good, &bad);
        let mut bytes = whole.clone();
        let place = (case * 7919 + whole.len() * case / cases) % whole.len();
        if case % 6 == 5 {
            bytes.truncate(place);
        } else {
            bytes[place] ^= 1 << (case % 8);
        }
        fs::write(engine.data_file(&bad), bytes).unwrap();
        match Store::open(&bad, options(engine)) {
            Ok(store) => {
                let mut lost = 0;
                for record in &records {
                    match store.result(&record.key) {
                        Ok(Some(found)) => assert_eq!(&found, record),
                        Ok(None) | Err(_) => lost += 1,
                    }
                }
                let report = store.verify().unwrap();
                assert!(lost == 0 || !report.is_clean(), "case {case}: {lost} lost and verify says nothing");
                lossy += usize::from(lost > 0);
            }
            Err(StoreError::Damaged(_) | StoreError::Io(_)) => unopenable += 1,
            Err(other) => panic!("{other:?}"),
        }
        let report = Store::rebuild(&bad, options(engine)).unwrap();
        let store = open(engine, &bad);
        let found = records.iter().filter(|record| store.result(&record.key).unwrap().as_ref() == Some(record)).count();
        assert_eq!(found + report.lost.len(), records.len(), "case {case}");
        // A flipped bit is in one record; what was cut off is gone.
        assert!(report.lost.len() <= 1 || case % 6 == 5, "case {case}: {} lost", report.lost.len());
        lost_for_good += report.lost.len();
        assert!(!bad.join("engine.spare").exists());
        fs::remove_dir_all(&bad).unwrap();
        fs::remove_dir_all(&report.set_aside).unwrap();
    }
    println!(
        "{engine}, {cases} cases: {unopenable} could not be opened, {lossy} opened with losses, {lost_for_good} records lost in all"
    );
    assert!(unopenable + lossy > 0, "no case hit anything");
}

/// `tests/long/damage` sets a larger number.
#[expect(clippy::disallowed_methods, reason = "a test may be asked for more")]
fn cases() -> usize {
    std::env::var("VERMERK_DAMAGE_CASES").map_or(24, |cases| cases.parse().unwrap())
}
