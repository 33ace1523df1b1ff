//! The store as an operator looks after it: verify, export, import, rebuild, and the ledger.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use crate::bench::{Bench, ended, files, root};

/// A bench with a store in which two documents have been summarised.
fn bench_with_store() -> Bench {
    let bench = Bench::new();
    bench.file(
        "in/a.txt",
        "Der Antrag vom 3. März 2026 wird abgelehnt, weil die Frist am 1. Februar 2026 abgelaufen war.",
    );
    bench
        .file("in/b.txt", "Die Behörde gibt dem Widerspruch vom 4. Mai 2026 in vollem Umfang und ohne Auflagen statt.");
    bench.run(["run", "in"]).expect(0);
    bench
}

#[test]
fn a_sound_store_verifies_and_a_damaged_one_is_named_and_rebuilt() {
    let bench = bench_with_store();
    let sound = bench.run(["store", "verify"]).expect(0);
    assert!(sound.stdout.contains(" 0 problems"), "{}", sound.stdout);

    let ledger = bench.path("store/ledger.jsonl");
    let mut bytes = std::fs::read(&ledger).unwrap();
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    std::fs::write(&ledger, bytes).unwrap();
    let damaged = bench.run(["store", "verify"]).expect(65);
    assert!(damaged.stderr.contains("of the ledger"), "{}", damaged.stderr);
}

#[test]
fn an_export_brings_everything_to_another_place() {
    let bench = bench_with_store();
    bench.run(["store", "export", "sicherung.tar"]).expect(0);
    let other = bench.path("anderswo");
    let other = other.to_str().unwrap();
    bench.run(["store", "import", "sicherung.tar", "--store", other]).expect(0);
    assert_eq!(
        bench.run(["status", "--json"]).expect(0).stdout,
        bench.run(["status", "--json", "--store", other]).expect(0).stdout
    );
    let again = bench.run(["run", "in", "--out", "neu", "--store", other]).expect(0);
    assert!(again.stderr.contains("nothing to do"), "{}", again.stderr);
    assert!(files(&bench.path("out")) == files(&bench.path("neu")), "reports from the copy are the same bytes");
    bench.run(["store", "import", "gibt-es-nicht.tar", "--store", "x"]).expect(66);
    let broken = bench.file("kaputt.tar", "kein Archiv");
    bench.run(["store".as_ref(), "import".as_ref(), broken.as_os_str(), "--store".as_ref(), "y".as_ref()]).expect(65);
    assert!(!bench.path("y").exists());
}

#[test]
fn one_line_of_the_settings_chooses_the_engine_and_migrate_moves_the_store() {
    let bench = bench_with_store();
    let before = files(&bench.path("out"));
    bench.file("redb.toml", "[store]\nengine = \"redb\"\n");
    let refused = bench.run(["--config", "redb.toml", "run", "in"]).expect(78);
    assert!(refused.stderr.contains("store migrate"), "{}", refused.stderr);
    bench.run(["--config", "redb.toml", "store", "migrate"]).expect(0);
    let again = bench.run(["--config", "redb.toml", "store", "migrate"]).expect(0);
    assert!(again.stdout.contains("nothing to do"), "{}", again.stdout);
    let sound = bench.run(["--config", "redb.toml", "store", "verify"]).expect(0);
    assert!(sound.stdout.contains(" 0 problems"), "{}", sound.stdout);
    let again = bench.run(["--config", "redb.toml", "run", "in"]).expect(0);
    assert!(again.stderr.contains("nothing to do"), "{}", again.stderr);

    // One that stands on redb from the start gives the same reports.
    bench.run(["--config", "redb.toml", "run", "in", "--store", "neu", "--out", "neu-out"]).expect(0);
    assert!(before == files(&bench.path("neu-out")));
    assert!(bench.path("neu/engine.redb").exists() && !bench.path("neu/engine").exists());
    bench.run(["store", "migrate"]).expect(0);
    bench.run(["status"]).expect(0);
}

#[test]
fn a_rebuilt_store_has_what_could_be_read_and_the_rest_is_made_again() {
    let bench = bench_with_store();
    let before = files(&bench.path("out"));
    bench.run(["store", "rebuild"]).expect(0);
    bench.run(["store", "verify"]).expect(0);
    bench.run(["run", "in"]).expect(0);
    assert!(before == files(&bench.path("out")));
}

#[test]
fn the_ledger_names_the_changed_line_and_an_independent_check_agrees() {
    let bench = bench_with_store();
    let noted = bench.run(["audit", "verify"]).expect(0).stdout.trim().to_owned();
    let ledger = bench.path("store/ledger.jsonl");
    let independent = || {
        let script = root().join("docs/verify_ledger.py");
        let (lines, hash) = noted.split_once(':').unwrap();
        ended(Command::new("python3").arg(script).arg(&ledger).args([lines, hash]).output().unwrap())
    };
    independent().expect(0);

    let sound = std::fs::read_to_string(&ledger).unwrap();
    assert!(!sound.contains("Widerspruch"), "no document text in the ledger");
    let lines: Vec<&str> = sound.lines().collect();
    assert!(lines.len() >= 3);
    let swapped = [lines[0], lines[2], lines[1]].join("\n") + "\n" + &lines[3..].join("\n") + "\n";
    let cut = lines[..lines.len() - 1].join("\n") + "\n";
    for (changed, line) in [(sound.replacen("\"line\":2", "\"line\":9", 1), 2), (swapped, 2), (cut, lines.len())] {
        std::fs::write(&ledger, changed).unwrap();
        let ours = Ledger::check(&ledger, &noted);
        assert!(ours.starts_with(&format!("line {line} ")), "{ours}");
        let theirs = independent().expect(65).stdout;
        assert!(theirs.contains(&ours), "{theirs} against {ours}");
    }
}

#[test]
fn a_cut_tail_is_found_by_the_signed_state_and_no_later_run_covers_it_up() {
    let bench = bench_with_store();
    let public = bench.run(["audit", "key", "schluessel"]).expect(0).stdout.trim().to_owned();
    let key = std::fs::read_to_string(bench.path("schluessel")).unwrap();
    assert_eq!(std::fs::metadata(bench.path("schluessel")).unwrap().permissions().mode() & 0o777, 0o600);
    bench.run(["audit", "key", "schluessel"]).expect(73);
    bench.file("s.toml", "[ledger]\nsigning_key = \"schluessel\"\nheads = \"weg/staende\"\n");
    let settings = ["--config", "s.toml"];
    std::fs::create_dir(bench.path("weg")).unwrap();
    bench.run(settings.iter().chain(&["run", "in"])).expect(0);
    bench.file(
        "in/c.txt",
        "Der Bescheid vom 7. Juli 2026 wird aufgehoben, weil die Anhörung am 1. Juni 2026 unterblieben ist.",
    );
    let run = bench.run(settings.iter().chain(&["run", "in"])).expect(0);
    let secret = &key.lines().nth(1).unwrap()[32..96];
    assert!(!run.stderr.contains(secret) && !run.stdout.contains(secret));
    let heads = std::fs::read_to_string(bench.path("weg/staende")).unwrap();
    assert!(heads.lines().count() >= 3 && heads.contains(&public), "{heads}");
    bench.run(settings.iter().chain(&["audit", "verify"])).expect(0);

    let ledger = bench.path("store/ledger.jsonl");
    let independent = || {
        let script = root().join("docs/verify_ledger.py");
        let heads = bench.path("weg/staende");
        ended(
            Command::new("python3")
                .arg(script)
                .arg(&ledger)
                .arg("--heads")
                .args([&heads])
                .arg(&public)
                .output()
                .unwrap(),
        )
    };
    independent().expect(0);
    let sound = std::fs::read_to_string(&ledger).unwrap();
    let lines: Vec<&str> = sound.split_inclusive('\n').collect();
    let cut = lines.len() - 2;
    std::fs::write(&ledger, lines[..cut].concat()).unwrap();
    let said = format!("line {} of the ledger is missing", cut + 1);
    let verified = bench.run(settings.iter().chain(&["audit", "verify"])).expect(65);
    assert!(verified.stderr.contains(&said), "{}", verified.stderr);
    let theirs = independent().expect(65).stdout;
    assert!(theirs.contains(&said), "{theirs}");
    let elsewhere =
        ["audit", "verify", "--ledger", "store/ledger.jsonl", "--heads", "weg/staende", "--public-key", &public];
    bench.run(elsewhere).expect(65);

    // The next run does its work, says so in the overview, and signs nothing.
    let run = bench.run(settings.iter().chain(&["run", "in"])).expect(3);
    assert!(run.stderr.contains("nothing is signed"), "{}", run.stderr);
    let index = std::fs::read_to_string(bench.path("out/index.html")).unwrap();
    assert!(index.contains("stimmt nicht mit den signierten Ständen überein"));
    assert_eq!(std::fs::read_to_string(bench.path("weg/staende")).unwrap(), heads);

    // Nor does a changed line among the signed states go unnoticed.
    std::fs::write(&ledger, &sound).unwrap();
    std::fs::write(bench.path("weg/staende"), heads.replacen("\"lines\":", "\"lines\": ", 1)).unwrap();
    for said in
        [bench.run(settings.iter().chain(&["audit", "verify"])).expect(65).stderr, independent().expect(65).stdout]
    {
        assert!(said.contains("line 1 of the signed states has no valid signature"), "{said}");
    }
}

#[test]
fn a_run_on_a_damaged_store_rebuilds_it_once_and_says_so() {
    for (engine, data) in [("sled", "store/engine/db"), ("redb", "store/engine.redb/records.redb")] {
        let bench = bench_with_store();
        bench.file("s.toml", format!("[store]\nengine = \"{engine}\"\n"));
        bench.run(["--config", "s.toml", "store", "migrate"]).expect(0);
        let reports = files(&bench.path("out/berichte"));
        let file = bench.path(data);
        let mut bytes = std::fs::read(&file).unwrap();
        let header = bytes.len().min(64);
        bytes[..header].fill(0xff);
        std::fs::write(&file, bytes).unwrap();
        bench.run(["--config", "s.toml", "status"]).expect(65);
        let run = bench.run(["--config", "s.toml", "run", "in"]).expect(3);
        assert!(run.stderr.contains("has been rebuilt"), "{}", run.stderr);
        let index = std::fs::read_to_string(bench.path("out/index.html")).unwrap();
        assert!(index.contains("Die Ablage war beschädigt"), "{index}");
        assert!(bench.path("store.damaged-1").exists() && !bench.path("store.damaged-2").exists());
        assert!(reports == files(&bench.path("out/berichte")));
        // The next run finds all in order.
        bench.run(["--config", "s.toml", "run", "in"]).expect(0);
        bench.run(["--config", "s.toml", "store", "verify"]).expect(0);
    }
}

#[test]
fn each_run_exports_the_store_and_the_last_exports_are_kept() {
    let bench = bench_with_store();
    bench.file("s.toml", "[backup]\nfolder = \"sicherung\"\nkeep = 2\n");
    for _ in 0..3 {
        bench.run(["--config", "s.toml", "run", "in"]).expect(0);
    }
    bench.run(["store", "export", "--keep", "2", "sicherung"]).expect(0);
    let names: Vec<String> = files(&bench.path("sicherung")).into_keys().collect();
    assert_eq!(names, ["vermerk-000003.tar", "vermerk-000004.tar"]);
    bench.run(["store", "import", "sicherung/vermerk-000004.tar", "--store", "neu"]).expect(0);
    bench.file("s.toml", "[backup]\nfolder = \"in/a.txt\"\n");
    let failed = bench.run(["--config", "s.toml", "run", "in"]).expect(73);
    assert!(failed.stderr.contains("backup.folder"), "{}", failed.stderr);
}

/// The ledger's own check: opening the whole store would mend a torn end before `audit verify` sees it.
struct Ledger;

impl Ledger {
    fn check(path: &std::path::Path, noted: &str) -> String {
        let (lines, hash) = noted.split_once(':').unwrap();
        let noted = vermerk_store::LedgerHead { lines: lines.parse().unwrap(), hash: hash.to_owned() };
        let check = vermerk_store::Ledger::verify(path, &[noted]).unwrap();
        check.problems.first().map(ToString::to_string).unwrap_or_default()
    }
}
