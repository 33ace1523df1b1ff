//! Requests handed in together as a job, and fetched by later runs.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::bench::{Bench, root};
use crate::till::{Fate, PRICES, Till};

const DOCUMENTS: usize = 10;
const RUN: [&str; 5] = ["run", "in", "--config", "settings.toml", "--json"];

fn bench(server: &Till, region: &str, budget: &str) -> Bench {
    let bench = Bench::new();
    for number in 0..DOCUMENTS {
        let text =
            format!("Die Gemeinde Nummer {number} beantragt eine Zuwendung von {number}.000 Euro für eine Brücke.");
        bench.file(&format!("in/{number:02}.txt"), text);
    }
    let pipeline = std::fs::read_to_string(root().join("pipelines/kurzvermerk.toml")).unwrap();
    bench.file("nachts.toml", pipeline.replace("\nwords = 150\n", "\nwords = 150\nlane = \"batch\"\n"));
    let settings = format!(
        "[run]\npipeline = \"nachts.toml\"\n[model]\nkind = \"compatible\"\nbase_url = \"{}\"\nmodel = \"m\"\n\
         region = \"{region}\"\nwindow_tokens = 8000\n{PRICES}[budget]\n{budget}\n",
        server.url
    );
    bench.file("settings.toml", settings);
    bench
}

fn run(bench: &Bench, code: i32) -> Value {
    serde_json::from_str(&bench.run(RUN).expect(code).stdout).unwrap()
}

#[track_caller]
fn micros(value: &Value) -> u64 {
    let text = value.as_str().unwrap_or_else(|| panic!("an amount: {value}"));
    let (whole, fraction) = text.split_once('.').unwrap();
    whole.parse::<u64>().unwrap() * 1_000_000 + format!("{fraction:0<6}").parse::<u64>().unwrap()
}

#[test]
fn a_job_is_handed_in_waited_for_and_fetched_and_what_it_left_open_goes_the_direct_way() {
    let server = Till::start();
    let bench = bench(&server, "eu", "per_day = \"5\"");
    let planned = bench.run(["plan", "in", "--config", "settings.toml", "--format", "json"]).expect(0).stdout;
    let planned: Value = serde_json::from_str(&planned).unwrap();

    assert_eq!((&planned["lane"], &planned["seconds_at_least"]), (&"batch".into(), &Value::Null));

    // The first night hands in, and leaves the documents for later.
    let first = run(&bench, 4);
    assert_eq!((&first["not_reached"], &first["failed"]), (&10.into(), &0.into()));
    assert_eq!(first["spending"]["set_aside"], planned["cost_at_most"]);
    let jobs = server.jobs();
    assert_eq!((jobs.len(), jobs[0].lines.len()), (1, DOCUMENTS));
    let names: BTreeSet<&str> = jobs[0].lines.iter().map(|line| line["custom_id"].as_str().unwrap()).collect();
    assert!(names.len() == DOCUMENTS && names.iter().all(|name| name.len() == 64), "names are the answers' keys");
    assert!(server.asked().is_empty());

    // While it is under way nothing is handed in or asked again.
    let second = run(&bench, 4);
    assert_eq!(second["not_reached"], 10);
    assert_eq!((server.jobs().len(), server.asked().len()), (1, 0));
    let told = bench.run(["run", "in", "--config", "settings.toml"]).expect(4).stderr;
    assert!(told.contains("10 documents wait for answers"), "{told}");

    // Nor on the direct lane: it would be paid twice.
    bench.run(["run", "in", "--config", "settings.toml", "--pipeline", "kurzvermerk"]).expect(4);
    assert_eq!((server.jobs().len(), server.asked().len()), (1, 0));

    // It ends with answers, and with lines that were too late or broken.
    server.end_job(0, "expired", |line| match line {
        0..7 => Fate::Answered,
        7..9 => Fate::Expired,
        _ => Fate::Failed,
    });
    let job_cost = server.billed();
    let last = run(&bench, 0);
    assert_eq!(last["summarised"], 10);
    assert_eq!(server.asked().len(), 3, "expired and failed lines go the direct way");
    assert_eq!(server.jobs().len(), 1);
    assert_eq!((last["spending"]["fetched"].as_u64(), micros(&last["spending"]["fetched_cost"])), (Some(10), job_cost));
    assert_eq!(micros(&last["spending"]["cost"]), server.billed() - job_cost);
    assert!(server.files().is_empty(), "nothing is left lying at the endpoint");

    // All of it is in the books, under the run that handed it in.
    let status: Value = serde_json::from_str(&bench.run(["status", "--json"]).expect(0).stdout).unwrap();
    assert_eq!(micros(&status[0]["spending"]["cost"]), job_cost, "{status}");
    run(&bench, 0);
    assert_eq!((server.asked().len(), server.jobs().len()), (3, 1), "a finished job sends nothing");
    bench.run(["store", "verify"]).expect(0);
}

#[test]
fn a_job_that_failed_as_a_whole_goes_the_direct_way() {
    let server = Till::start();
    let bench = bench(&server, "eu", "");
    run(&bench, 4);
    server.end_job(0, "failed", |_| Fate::Expired);
    run(&bench, 0);
    assert_eq!((server.asked().len(), server.jobs().len()), (DOCUMENTS, 1));
}

#[test]
fn a_job_that_the_endpoint_has_forgotten_is_told_as_possibly_paid_twice() {
    let server = Till::start();
    let bench = bench(&server, "eu", "");
    let set_aside = run(&bench, 4)["spending"]["set_aside"].clone();
    server.forget_jobs();
    run(&bench, 0);
    assert_eq!((server.asked().len(), server.jobs().len()), (DOCUMENTS, 0));
    let status: Value = serde_json::from_str(&bench.run(["status", "--json"]).expect(0).stdout).unwrap();
    assert_eq!(status[0]["spending"]["possibly_paid_twice"], DOCUMENTS);
    assert_eq!(status[0]["spending"]["possibly_paid_twice_cost"], set_aside);
}

#[test]
fn a_process_that_dies_while_handing_in_finds_its_job_again() {
    use vermerk_store::{JobState, Store, StoreOptions};
    let server = Till::start();
    let bench = bench(&server, "eu", "");
    run(&bench, 4);
    // As if the process had ended before it heard the endpoint's name for the job.
    let store = Store::open(&bench.path("store"), StoreOptions::new(|| 0)).unwrap();
    let job = store.jobs().unwrap().remove(0);
    let mark = server.mark(0);
    store.save_job(&vermerk_store::JobRecord { state: JobState::Prepared { mark }, ..job.clone() }).unwrap();
    store.barrier().unwrap();
    drop(store);
    run(&bench, 4);
    assert_eq!(server.jobs().len(), 1, "it was not handed in twice");
    server.end_job(0, "completed", |_| Fate::Answered);
    run(&bench, 0);
    assert!(server.asked().is_empty());

    // And as if it had ended before the endpoint had it.
    let store = Store::open(&bench.path("store"), StoreOptions::new(|| 0)).unwrap();
    let lost = JobState::Prepared { mark: "nie angekommen".into() };
    store.save_job(&vermerk_store::JobRecord { id: vermerk_store::JobId(2), state: lost, ..job }).unwrap();
    store.barrier().unwrap();
    drop(store);
    run(&bench, 0);
    let status: Value = serde_json::from_str(&bench.run(["status", "--json"]).expect(0).stdout).unwrap();
    assert_eq!(status[0]["spending"]["set_aside"], "0.00", "nothing stays set aside for it");
    assert_eq!(server.jobs().len(), 1);
}

#[test]
fn a_job_that_comes_to_no_end_is_given_up_after_days() {
    use vermerk_store::{Store, StoreOptions};
    let server = Till::start();
    let bench = bench(&server, "eu", "");
    run(&bench, 4);
    for (days, asked) in [(2, 0), (2, DOCUMENTS)] {
        let store = Store::open(&bench.path("store"), StoreOptions::new(|| 0)).unwrap();
        let job = store.jobs().unwrap().remove(0);
        store.save_job(&vermerk_store::JobRecord { day: job.day - days, ..job }).unwrap();
        store.barrier().unwrap();
        drop(store);
        run(&bench, if asked == 0 { 4 } else { 0 });
        assert_eq!((server.asked().len(), server.jobs().len()), (asked, 1));
    }
    let status: Value = serde_json::from_str(&bench.run(["status", "--json"]).expect(0).stdout).unwrap();
    assert_eq!(status[0]["spending"]["possibly_paid_twice"], DOCUMENTS);
}

#[test]
fn an_answer_of_no_use_that_does_not_say_what_it_took_is_taken_at_the_worst() {
    let server = Till::start();
    let bench = bench(&server, "eu", "");
    let set_aside = micros(&run(&bench, 4)["spending"]["set_aside"]);
    server.end_job(0, "completed", |_| Fate::Garbled);
    let last = run(&bench, 0);
    let cost = micros(&last["spending"]["fetched_cost"]);
    assert!(set_aside <= cost && cost < set_aside + DOCUMENTS as u64, "{cost} of {set_aside}");
    assert_eq!(server.asked().len(), DOCUMENTS);
}

#[test]
fn the_limit_counts_what_is_set_aside_for_jobs() {
    let server = Till::start();
    let bench = bench(&server, "eu", "per_run = \"0.05\"");
    let told = bench.run(RUN).expect(4);
    let totals: Value = serde_json::from_str(&told.stdout).unwrap();
    assert!(micros(&totals["spending"]["set_aside"]) <= 50_000);
    let handed_in: usize = server.jobs().iter().map(|job| job.lines.len()).sum();
    assert!(0 < handed_in && handed_in < DOCUMENTS, "{handed_in}");
}

#[test]
fn without_a_permitted_region_nothing_is_handed_in() {
    let server = Till::start();
    for region in ["", "global"] {
        let bench = bench(&server, region, "");
        let told = bench.run(RUN).expect(77).stderr;
        assert!(told.contains("model.region") && told.contains("eu"), "{told}");
    }
    assert!(server.jobs().is_empty() && server.files().is_empty() && server.asked().is_empty());
}
