//! `vermerk plan` foretells what a run asks and costs, and asks nothing.

use serde_json::Value;

use crate::bench::Bench;
use crate::till::{PRICES, Till};

const PLAN: [&str; 6] = ["plan", "in", "--config", "settings.toml", "--format", "json"];

/// Short documents, a long one, a copy and one that can't be read.
fn bench(server: &Till) -> Bench {
    let bench = Bench::new();
    for number in 0..6 {
        let text =
            format!("Die Gemeinde Nummer {number} beantragt eine Zuwendung von {number}.000 Euro für eine Brücke.");
        bench.file(&format!("in/{number}.txt"), text);
    }
    let sentence =
        |number| format!("Die Gemeinde Nummer {number} erhält bis zum 30. Juni 2026 genau {number}.500 Euro.\n\n");
    bench.file("in/lang.txt", (100..400).map(sentence).collect::<String>());
    bench.file("in/unter/kopie.txt", std::fs::read(bench.path("in/3.txt")).unwrap());
    bench.file("in/leer.txt", "");
    settings(&bench, server, "per_run = \"90\"");
    bench
}

fn settings(bench: &Bench, server: &Till, budget: &str) {
    let settings = format!(
        "[model]\nkind = \"compatible\"\nbase_url = \"{}\"\nmodel = \"m\"\nwindow_tokens = 5000\n\
         requests_per_minute = 60000\n{PRICES}[budget]\n{budget}\n",
        server.url
    );
    bench.file("settings.toml", settings);
}

fn plan(bench: &Bench) -> Value {
    serde_json::from_str(&bench.run(PLAN).expect(0).stdout).unwrap()
}

fn run(bench: &Bench) -> Value {
    let ended = bench.run(["run", "in", "--config", "settings.toml", "--json"]).expect(3);
    serde_json::from_str(&ended.stdout).unwrap()
}

#[test]
fn what_is_planned_is_what_is_asked() {
    let server = Till::start();
    let bench = bench(&server);
    let planned = plan(&bench);
    assert!(server.asked().is_empty(), "a plan sends nothing");
    assert!(!bench.path("store").exists() && !bench.path("out").exists(), "a plan writes nothing");
    let count = |value: &Value, key: &str| value[key].as_u64().unwrap();
    assert_eq!(count(&planned, "documents"), 9);
    assert_eq!((count(&planned, "to_do"), count(&planned, "duplicates"), count(&planned, "unreadable")), (7, 1, 1));

    let spent = run(&bench)["spending"].clone();
    assert_eq!(planned["requests"], spent["requests"], "one for each short document, several for the long one");
    assert!(count(&planned, "requests") > 9);
    // The first requests are foretold to the token; the last one of the long document hangs on the answers.
    let (estimated, found) = (count(&planned, "prompt_tokens"), count(&spent, "estimated_tokens"));
    assert!(estimated.abs_diff(found) * 10 < found, "planned {estimated}, asked {found}");
    let amount = |value: &Value| value.as_str().unwrap().parse::<f64>().unwrap();
    assert!(amount(&planned["cost"]) <= amount(&spent["cost"]), "the server answers at greatest length");
    assert!(amount(&spent["cost"]) <= amount(&planned["cost_at_most"]));

    let again = plan(&bench);
    assert_eq!((count(&again, "requests"), count(&again, "done")), (0, 8));
    assert_eq!(again["cost_at_most"], "0.00");
}

#[test]
fn kept_answers_are_free_and_limits_are_foretold() {
    let server = Till::start();
    let bench = bench(&server);
    let all = plan(&bench)["requests"].as_u64().unwrap();
    settings(&bench, &server, "per_run = \"0.20\"");
    let told = bench.run(["plan", "in", "--config", "settings.toml"]).expect(0).stdout;
    assert!(told.contains("the limit budget.per_run may be reached"), "{told}");
    assert!(told.contains("duration: at least"), "{told}");
    bench.run(["run", "in", "--config", "settings.toml"]).expect(4);
    let sent = server.asked().len() as u64;
    assert!(0 < sent && sent < all);
    let rest = plan(&bench);
    let (open, done) = (rest["requests"].as_u64().unwrap(), rest["done"].as_u64().unwrap());
    // Each short document that is done took one request; answers about a document that is not are free.
    let free = rest["requests_already_paid"].as_u64().unwrap();
    assert!(open < all && open + free + sent >= all && done > 0, "{rest}");
}

#[test]
fn the_built_in_model_costs_nothing() {
    let bench = Bench::new();
    bench.file("in/a.txt", "Die Gemeinde beantragt eine Zuwendung von 12.000 Euro für den Bau einer Brücke.");
    let told = bench.run(["plan", "in"]).expect(0).stdout;
    assert!(told.contains("documents: 1 = 1 to do") && told.contains("nothing is sent, nothing costs"), "{told}");
}
