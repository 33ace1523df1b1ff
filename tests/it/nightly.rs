//! The night run: from the records offices' inboxes to receipts, over a kill, a stop and a second night.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::bench::{Bench, root};
use crate::fake_model::{FakeModel, Reply};

const MANIFEST: &str = r#"{"Vertraulichkeitsstufe": "offen", "Datenkategorie": [], "Aktenzeichen": "32-7/2026"}"#;

fn letter(town: &str) -> String {
    format!(
        "Antrag der Gemeinde {town}\n\nDie Gemeinde {town} beantragt einen Zuschuss von 4.500 Euro für den neuen Spielplatz. \
         Der Antrag ist am 3. März 2026 bei der Behörde eingegangen. Die Unterlagen sind bis zum 30. Juni 2026 zu ergänzen.\n"
    )
}

fn offices(bench: &Bench, model: &str) -> String {
    let mut settings = model.to_owned();
    for office in ["Bauamt", "Jugendamt", "Umweltamt"] {
        let folder = |kind: &str| format!("{:?}", bench.path(&format!("{kind}/{office}")).to_str().unwrap());
        writeln!(
            settings,
            "[[office]]\nname = \"{office}\"\ninbox = {}\nout = {}\nprocessed = {}\nrefused = {}",
            folder("in"),
            folder("out"),
            folder("erledigt"),
            folder("abgewiesen"),
        )
        .unwrap();
        std::fs::create_dir_all(bench.path(&format!("in/{office}"))).unwrap();
    }
    writeln!(settings, "[night]\nmetrics = \"metrics.prom\"\nmail_file = \"nacht.eml\"").unwrap();
    bench.file("settings.toml", settings).to_str().unwrap().to_owned()
}

/// Puts a submission into an inbox; `marker` is the ending of its marker, empty for a copy still in progress.
fn submit(bench: &Bench, place: &str, files: &[(&str, &[u8])], marker: &str) {
    for (name, bytes) in files {
        bench.file(&format!("in/{place}/{name}"), bytes);
    }
    if !marker.is_empty() {
        bench.file(&format!("in/{place}.{marker}"), "");
    }
}

fn receipt(bench: &Bench, place: &str) -> Value {
    let bytes = std::fs::read(bench.path(&format!("out/{place}/empfang.json"))).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// Name and outcome of each file in a receipt.
fn outcomes(receipt: &Value) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let rows = receipt["dateien"].as_array().unwrap();
    rows.iter().map(|row| (text(&row["datei"]), text(&row["ergebnis"]))).collect()
}

fn of(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, outcome)| ((*name).to_owned(), (*outcome).to_owned())).collect()
}

fn nightly(bench: &Bench, settings: &str, more: &[&str]) -> crate::bench::Ended {
    bench.run(["nightly", "--config", settings].into_iter().chain(more.iter().copied()))
}

#[test]
fn every_file_of_every_office_is_accounted_for() {
    let bench = Bench::new();
    let settings = offices(&bench, "");
    let good = letter("Elmtal");
    let hash = base16ct::lower::encode_string(&Sha256::digest(&good));
    let wrong = format!(r#"{{"Dokumente": [{{"Datei": "a.txt", "SHA-256": "{}"}}]}}"#, "0".repeat(64));
    let right = format!(r#"{{"Dokumente": [{{"Datei": "a.txt", "SHA-256": "{hash}"}}, {{"Datei": "fehlt.pdf"}}]}}"#);
    let damaged = std::fs::read(root().join("samples/damaged/document-xml-zerstoert.docx"))
        .unwrap_or_else(|_| b"PK\x03\x04kaputt".to_vec());
    submit(&bench, "Bauamt/a-halb", &[("a.txt", good.as_bytes())], "");
    submit(&bench, "Bauamt/b-falsch", &[("a.txt", good.as_bytes()), ("manifest.json", wrong.as_bytes())], "ready");
    submit(&bench, "Bauamt/c-richtig", &[("a.txt", good.as_bytes()), ("manifest.json", right.as_bytes())], "ok");
    submit(&bench, "Bauamt/d-doppelt", &[("x.txt", good.as_bytes()), ("y.txt", good.as_bytes())], "sem");
    submit(&bench, "Jugendamt/a-feind", &[("k.docx", &damaged), ("leer.pdf", b"")], "ready");
    submit(&bench, "Jugendamt/b-link", &[("a.txt", good.as_bytes())], "ready");
    std::os::unix::fs::symlink("/etc/passwd", bench.path("in/Jugendamt/b-link/pw.txt")).unwrap();
    submit(&bench, "Jugendamt/c-namen", &[("A.txt", b"x"), ("a.txt", b"y")], "ready");
    submit(&bench, "Umweltamt/z-eilig", &[("e.txt", letter("Olfen").as_bytes())], "urgent.ready");
    submit(&bench, "Umweltamt/a", &[("u.txt", letter("Weidenau").as_bytes())], "ready");
    submit(&bench, "Umweltamt/b-leer", &[("manifest.json", b"{}")], "ready");

    let dry = nightly(&bench, &settings, &["--dry-run"]).expect(0);
    let order: Vec<&str> = dry.stdout.lines().map(|line| line.split('\t').nth(1).unwrap()).collect();
    assert_eq!(order, ["z-eilig", "b-falsch", "a-feind", "a", "c-richtig", "b-link", "b-leer", "d-doppelt", "c-namen"]);
    assert!(!bench.path("out").exists() && bench.path("in/Umweltamt/a.ready").exists(), "a dry run touched something");

    nightly(&bench, &settings, &[]).expect(3);
    assert_eq!(outcomes(&receipt(&bench, "Bauamt/b-falsch")), of(&[("a.txt", "abgewiesen")]));
    assert_eq!(
        outcomes(&receipt(&bench, "Bauamt/c-richtig")),
        of(&[("a.txt", "zusammengefasst"), ("fehlt.pdf", "fehlt")])
    );
    let doubled = receipt(&bench, "Bauamt/d-doppelt");
    assert_eq!(outcomes(&doubled), of(&[("x.txt", "zusammengefasst"), ("y.txt", "zusammengefasst")]));
    assert_eq!(doubled["dateien"][1]["dublette_von"], "x.txt");
    assert_eq!(outcomes(&receipt(&bench, "Jugendamt/a-feind")).len(), 2);
    for refused in ["b-link", "c-namen"] {
        assert!(receipt(&bench, &format!("Jugendamt/{refused}"))["abgewiesen"].is_string());
        assert!(bench.path(&format!("in/Jugendamt/{refused}.error")).exists());
        assert!(bench.path(&format!("abgewiesen/Jugendamt/{refused}")).is_dir());
    }
    assert!(bench.path("in/Umweltamt/b-leer.error").exists());
    assert!(bench.path("in/Bauamt/a-halb/a.txt").exists() && !bench.path("out/Bauamt/a-halb").exists());
    assert!(
        bench.path("erledigt/Umweltamt/z-eilig/e.txt").exists()
            && bench.path("in/Umweltamt/z-eilig.urgent.done").exists()
    );
    let table = std::fs::read_to_string(bench.path("out/Bauamt/b-falsch/protokoll.csv")).unwrap();
    assert!(table.contains("a.txt;") && table.contains("Prüfsumme"), "{table}");

    let metrics = std::fs::read_to_string(bench.path("metrics.prom")).unwrap();
    assert!(metrics.contains("vermerk_night_exit_code 3\n"), "{metrics}");
    assert!(metrics.contains("vermerk_night_documents{office=\"Bauamt\",outcome=\"summarised\"} 3\n"), "{metrics}");
    let mail = std::fs::read_to_string(bench.path("nacht.eml")).unwrap();
    let (head, _) = mail.split_once("\r\n\r\n").unwrap();
    assert!(head.is_ascii() && head.contains("Subject: Vermerk: Nachtlauf beendet"), "{mail}");
    assert!(!mail.contains("Elmtal") && !mail.contains("a.txt"), "{mail}");

    // The half copy is whole now, another has a name that was there before; nothing else is done again.
    bench.file("in/Bauamt/a-halb.ready", "");
    submit(&bench, "Umweltamt/a", &[("neu.txt", letter("Sarnow").as_bytes())], "ready");
    let again = nightly(&bench, &settings, &[]).expect(0);
    assert!(again.stderr.contains("2 submissions"), "{}", again.stderr);
    assert_eq!(outcomes(&receipt(&bench, "Umweltamt/a")), of(&[("u.txt", "zusammengefasst")]));
    assert_eq!(outcomes(&receipt(&bench, "Umweltamt/a (2)")), of(&[("neu.txt", "zusammengefasst")]));
    assert_eq!(outcomes(&receipt(&bench, "Bauamt/a-halb")), of(&[("a.txt", "zusammengefasst")]));
}

#[test]
fn a_night_that_is_killed_is_finished_by_the_next() {
    let bench = Bench::new();
    // The second request of the first night is never answered.
    let server = FakeModel::start(|_, before| if before == 1 { Reply::Never } else { Reply::Empty });
    let settings = offices(&bench, &server.settings(1));
    for (office, town) in [("Bauamt", "Elmtal"), ("Jugendamt", "Olfen"), ("Umweltamt", "Weidenau")] {
        for number in 0..2 {
            let place = format!("{office}/e{number}");
            let text = letter(&format!("{town} {number}"));
            submit(&bench, &place, &[("a.txt", text.as_bytes()), ("manifest.json", MANIFEST.as_bytes())], "ready");
        }
    }
    let mut command = bench.command();
    command.args(["nightly", "--config", &settings]).stdout(Stdio::null()).stderr(Stdio::null());
    let mut killed = command.spawn().unwrap();
    let patience = Instant::now() + Duration::from_mins(1);
    while server.asked().len() < 2 {
        assert!(Instant::now() < patience, "the night asks nobody");
        std::thread::yield_now();
    }
    killed.kill().unwrap();
    killed.wait().unwrap();
    let left = crate::bench::files(&bench.path("in"));
    assert_eq!(left.keys().filter(|name| name.ends_with(".busy")).count(), 1, "the submission under way is marked");

    nightly(&bench, &settings, &[]).expect(0);
    for office in ["Bauamt", "Jugendamt", "Umweltamt"] {
        for number in 0..2 {
            let place = format!("{office}/e{number}");
            assert_eq!(outcomes(&receipt(&bench, &place)), of(&[("a.txt", "zusammengefasst")]), "{place}");
            assert!(bench.path(&format!("in/{place}.done")).exists());
        }
    }
}
