//! Money: limits hold, whatever happens, by the server's own books; and nothing is paid twice unseen.

use std::collections::BTreeSet;
use std::process::Stdio;

use serde_json::Value;

use crate::bench::Bench;
use crate::till::{PRICES, Till};

/// As many requests may be on their way.
const IN_FLIGHT: usize = 50;
const DOCUMENTS: usize = 160;

fn folder(bench: &Bench) {
    for number in 0..DOCUMENTS {
        let text = format!(
            "Die Gemeinde Nummer {number} beantragt eine Zuwendung von {number}.000 Euro für den Bau einer Brücke. \
             Der Verwendungsnachweis ist bis zum 30. Juni 2026 bei der Bezirksregierung einzureichen."
        );
        bench.file(&format!("in/{number:03}.txt"), text);
    }
}

fn settings(bench: &Bench, server: &Till, budget: &str) {
    let settings = format!(
        "[run]\ndocuments_in_memory = {}\n[model]\nkind = \"compatible\"\nbase_url = \"{}\"\nmodel = \"m\"\n\
         window_tokens = 8000\nrequests_per_minute = 600000\nin_flight = {IN_FLIGHT}\n{PRICES}[budget]\noffice = \"Referat 21\"\n{budget}\n",
        2 * IN_FLIGHT,
        server.url
    );
    bench.file("settings.toml", settings);
}

const RUN: [&str; 5] = ["run", "in", "--config", "settings.toml", "--json"];

fn run(bench: &Bench, code: i32) -> Value {
    serde_json::from_str(&bench.run(RUN).expect(code).stdout).unwrap()
}

/// Decimal text as millionths.
#[track_caller]
fn micros(value: &Value) -> u64 {
    let text = value.as_str().unwrap_or_else(|| panic!("an amount: {value}"));
    let (whole, fraction) = text.split_once('.').unwrap();
    whole.parse::<u64>().unwrap() * 1_000_000 + format!("{fraction:0<6}").parse::<u64>().unwrap()
}

#[test]
fn fifty_at_a_time_never_exceed_the_limit_of_a_run_and_the_next_ones_go_on() {
    const CAP: u64 = 1_500_000;
    let (bench, server) = (Bench::new(), Till::start());
    folder(&bench);
    settings(&bench, &server, "per_run = \"1.50\"");
    let mut runs = 0;
    let mut before = 0;
    loop {
        let ended = bench.run(RUN);
        let code = ended.code;
        let totals: Value = serde_json::from_str(&ended.stdout).unwrap();
        let billed = server.billed() - before;
        before = server.billed();
        assert!(billed <= CAP, "the server's books say {billed}");
        assert_eq!(micros(&totals["spending"]["cost"]), billed, "our books are the server's");
        assert_eq!(totals["spending"]["possibly_paid_twice"], 0);
        runs += 1;
        if code != Some(4) {
            ended.expect(0);
            break;
        }
        assert!(ended.stderr.is_empty());
        assert!(billed * 100 > CAP * 95, "the limit is made use of: {billed}");
        assert!(totals["not_reached"].as_u64().unwrap() > 0);
        assert_eq!(totals["failed"], 0);
    }
    assert!(runs >= 2, "the limit was never reached");
    let asked = server.asked();
    assert_eq!(asked.iter().collect::<BTreeSet<_>>().len(), asked.len(), "nothing was asked twice");
    run(&bench, 0);
    assert_eq!(server.asked().len(), asked.len(), "a finished job sends nothing");
}

#[test]
fn the_limit_holds_over_a_kill_and_what_was_on_its_way_is_told() {
    const CAP: u64 = 3_200_000;
    let (bench, server) = (Bench::new(), Till::start());
    folder(&bench);
    settings(&bench, &server, "per_day = \"3.20\"");
    // As many answers as it takes to have fifty on their way at a time.
    server.hold_after(IN_FLIGHT + 10);
    let mut child = bench.command().args(RUN).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    server.wait_for_held(IN_FLIGHT);
    child.kill().unwrap();
    child.wait().unwrap();
    server.release();
    let in_flight = IN_FLIGHT as u64;

    let status: Value = serde_json::from_str(&bench.run(["status", "--json"]).expect(0).stdout).unwrap();
    assert_eq!(status[0]["spending"]["possibly_paid_twice"], in_flight);
    let table = bench.run(["status"]).expect(0).stdout;
    assert!(table.contains("possibly twice") && table.contains("EUR"), "{table}");

    let totals = run(&bench, 4);
    assert_eq!(totals["spending"]["possibly_paid_twice"], in_flight);
    assert!(server.billed() <= CAP, "the server's books say {}", server.billed());
    assert!(server.billed() > CAP / 2);
    let asked = server.asked();
    let twice = asked.len() - asked.iter().collect::<BTreeSet<_>>().len();
    assert!(twice <= IN_FLIGHT, "{twice} were paid twice, {IN_FLIGHT} were on their way");

    // The limit of the day is reached: a run that starts anew has no more to spend.
    let told = bench.run(["run", "in", "--config", "settings.toml"]).expect(4).stderr;
    assert!(told.contains("stopped: the limit for today is 3.20 EUR (budget.per_day)"), "{told}");
    assert_eq!(server.asked().len(), asked.len());

    let ledger = std::fs::read_to_string(bench.path("store/ledger.jsonl")).unwrap();
    let lines: Vec<Value> = ledger.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |what: &str| lines.iter().filter(|line| line["what"] == what).cloned().collect::<Vec<_>>();
    let broken = of("broken_off");
    assert_eq!(broken.len(), 1);
    assert_eq!(broken[0]["requests"], in_flight);
    let spent = |key: &str| of("spent").iter().map(|line| line[key].as_u64().unwrap()).sum::<u64>();
    assert!(spent("spent_micros") + spent("possible_micros") <= CAP);
    assert_eq!(spent("requests"), asked.len() as u64, "every sending is in the ledger");
    bench.run(["audit", "verify"]).expect(0);
    bench.run(["store", "verify"]).expect(0);
}

#[test]
fn a_limit_without_a_price_and_a_command_without_books_are_refused() {
    let (bench, server) = (Bench::new(), Till::start());
    folder(&bench);
    let model = format!("[model]\nkind = \"compatible\"\nbase_url = \"{}\"\nmodel = \"m\"\n", server.url);
    bench.file("settings.toml", format!("{model}[budget]\nper_run = \"1\"\n"));
    assert!(bench.run(RUN).expect(78).stderr.contains("prices.models.\"m\""));
    bench.file("settings.toml", format!("{model}{PRICES}[budget]\nper_run = \"1\"\n"));
    let told = bench.run(["summarise", "in/000.txt", "--config", "settings.toml"]).expect(77).stderr;
    assert!(told.contains("vermerk run"), "{told}");
    assert!(server.asked().is_empty());
}

#[test]
fn an_old_price_is_warned_about_and_an_unknown_one_is_said() {
    let (bench, server) = (Bench::new(), Till::start());
    bench.file("in/a.txt", "Die Gemeinde beantragt eine Zuwendung von 12.000 Euro für den Bau einer Brücke.");
    let model = format!("[model]\nkind = \"compatible\"\nbase_url = \"{}\"\nmodel = \"m\"\n", server.url);
    bench.file("settings.toml", format!("{model}{}", PRICES.replace("2026-11-01", "2020-01-01")));
    let told = bench.run(["run", "in", "--config", "settings.toml"]).expect(0).stderr;
    assert!(told.contains("the price of 'm' in the settings is of 2020-01-01"), "{told}");
    bench.file("settings.toml", model);
    let told = bench.run(["run", "in", "--config", "settings.toml", "--store", "other"]).expect(0).stderr;
    assert!(told.contains("cost unknown: no price in the settings"), "{told}");
}
