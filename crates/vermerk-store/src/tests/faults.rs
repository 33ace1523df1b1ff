//! The program is stopped, or a write fails, before and after every durable step, one after the other until there is none
//! left. What was acknowledged is there afterwards, and `verify` finds nothing.

use std::cell::{Cell, RefCell};
use std::io;
use std::path::PathBuf;
use std::rc::Rc;

use super::*;
use crate::fault::at_every_point;

on_both_engines! {
    killed_at_any_step_nothing_acknowledged_is_lost,
    after_an_error_at_any_step_nothing_acknowledged_is_lost,
    a_move_to_the_other_engine_may_be_cut_short_anywhere,
    a_rebuild_may_be_cut_short_anywhere,
}

/// What a caller has been promised.
type Acknowledged = Rc<RefCell<Vec<DocumentRecord>>>;

/// A run with everything that writes: new and replaced records, small and large ones, answers' like; a batch; an export;
/// a second opening.
fn work(engine: EngineKind, place: &Path, acknowledged: &Acknowledged) -> Result<(), StoreError> {
    let at = place.join("store");
    for round in 0..2 {
        let store = Store::open(&at, options(engine))?;
        let batch = store.begin_batch("eingang", 1)?;
        let records = [summarised(2 * round, 700), summarised(2 * round + 1, 9_000)];
        for record in &records {
            let failed = DocumentRecord { outcome: Outcome::Failed(Failure::Crashed), ..record.clone() };
            store.note_attempt(&record.document, &record.key)?;
            store.record(&failed)?;
            store.record(record)?;
            store.record_entry(batch, &entry(&format!("{round}.pdf"), record))?;
        }
        store.barrier()?;
        acknowledged.borrow_mut().extend(records);
        store.set_batch_state(batch, BatchState::Finished)?;
        store.barrier()?;
        store.export(&place.join("export.tar"))?;
    }
    Ok(())
}

#[track_caller]
fn expect_sound(engine: EngineKind, at: &Path, acknowledged: &[DocumentRecord], when: &str) {
    let store = Store::open(at, options(engine)).unwrap_or_else(|error| panic!("{when}: {error:?}"));
    for record in acknowledged {
        assert_eq!(store.result(&record.key).unwrap().as_ref(), Some(record), "{when}");
    }
    let report = store.verify().unwrap();
    assert!(report.is_clean(), "{when}: {:?}", report.problems);
}

/// A copy of the files before and after every durable step of `work`, each with what was acknowledged then.
fn images(place: &Path, acknowledged: &Acknowledged, work: impl FnOnce()) -> Vec<(PathBuf, &'static str, usize)> {
    let images = Rc::new(RefCell::new(Vec::new()));
    let (taken, place, acknowledged) = (images.clone(), place.to_owned(), acknowledged.clone());
    let take = move |step| {
        let mut taken = taken.borrow_mut();
        let image = place.with_extension(format!("image-{}", taken.len()));
        copy(&place, &image);
        taken.push((image, step, acknowledged.borrow().len()));
        Ok(())
    };
    at_every_point(take, work);
    let images = images.take();
    assert!(images.len() > 2);
    images
}

fn killed_at_any_step_nothing_acknowledged_is_lost(engine: EngineKind) {
    let folder = TempDir::new().unwrap();
    let place = folder.path().join("place");
    fs::create_dir(&place).unwrap();
    let acknowledged = Acknowledged::default();
    let images = images(&place, &acknowledged, || work(engine, &place, &acknowledged).unwrap());
    assert!(images.len() > 100, "{} steps", images.len());
    let promised = acknowledged.borrow();
    for (number, (image, step, count)) in images.iter().enumerate() {
        expect_sound(engine, &image.join("store"), &promised[..*count], &format!("killed at {number}, {step}"));
        fs::remove_dir_all(image).unwrap();
    }
}

fn after_an_error_at_any_step_nothing_acknowledged_is_lost(engine: EngineKind) {
    let folder = TempDir::new().unwrap();
    let mut failing = 0;
    loop {
        let place = folder.path().join(failing.to_string());
        fs::create_dir(&place).unwrap();
        let acknowledged = Acknowledged::default();
        let reached = Rc::new(Cell::new(0));
        let fail = {
            let reached = reached.clone();
            move |_| {
                let number = reached.replace(reached.get() + 1);
                if number == failing { Err(io::Error::other("by order of the test")) } else { Ok(()) }
            }
        };
        let ended = at_every_point(fail, || work(engine, &place, &acknowledged));
        if reached.get() <= failing {
            ended.unwrap();
            break;
        }
        assert!(matches!(ended, Err(StoreError::Io(_))), "step {failing}: {ended:?}");
        expect_sound(engine, &place.join("store"), &acknowledged.borrow(), &format!("error at step {failing}"));
        fs::remove_dir_all(&place).unwrap();
        failing += 1;
    }
    assert!(failing > 100, "{failing} steps");
}

fn a_move_to_the_other_engine_may_be_cut_short_anywhere(engine: EngineKind) {
    let folder = TempDir::new().unwrap();
    let place = folder.path().join("place");
    fs::create_dir(&place).unwrap();
    let acknowledged = Acknowledged::default();
    work(engine, &place, &acknowledged).unwrap();
    let other = EngineKind::ALL.into_iter().find(|other| *other != engine).unwrap();
    let at = place.join("store");
    let images = images(&place, &acknowledged, || assert!(Store::migrate(&at, options(other)).unwrap().is_some()));
    let mut moved = 0;
    for (image, step, _) in images {
        let at = image.join("store");
        let now = format::read(&at).unwrap().unwrap().engine;
        moved += usize::from(now == other);
        expect_sound(now, &at, &acknowledged.borrow(), &format!("cut short at {step}"));
        // The next attempt ends it.
        Store::migrate(&at, options(other)).unwrap();
        expect_sound(other, &at, &acknowledged.borrow(), &format!("moved after being cut short at {step}"));
        assert!(!engine.folder(&at).exists());
        fs::remove_dir_all(image).unwrap();
    }
    assert!(moved > 0);
}

fn a_rebuild_may_be_cut_short_anywhere(engine: EngineKind) {
    let folder = TempDir::new().unwrap();
    let place = folder.path().join("place");
    fs::create_dir(&place).unwrap();
    let acknowledged = Acknowledged::default();
    work(engine, &place, &acknowledged).unwrap();
    let at = place.join("store");
    let data = engine.data_file(&at);
    let mut bytes = fs::read(&data).unwrap();
    bytes[..32].fill(0xff);
    fs::write(&data, bytes).unwrap();
    let images = images(&place, &acknowledged, || drop(Store::rebuild(&at, options(engine)).unwrap()));
    for (image, step, _) in images {
        let at = image.join("store");
        // Never nothing: either the damaged store, which is rebuilt again, or the new one.
        assert!(at.exists(), "cut short at {step}");
        if Store::open(&at, options(engine)).is_err() {
            assert_eq!(Store::rebuild(&at, options(engine)).unwrap().lost, Vec::<String>::new());
        }
        expect_sound(engine, &at, &acknowledged.borrow(), &format!("cut short at {step}"));
        fs::remove_dir_all(image).unwrap();
    }
}
