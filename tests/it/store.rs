//! The store as an operator looks after it: verify, export, import, rebuild, and the ledger.

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

/// The ledger's own check: opening the whole store would mend a torn end before `audit verify` sees it.
struct Ledger;

impl Ledger {
    fn check(path: &std::path::Path, noted: &str) -> String {
        let (lines, hash) = noted.split_once(':').unwrap();
        let noted = vermerk_store::LedgerHead { lines: lines.parse().unwrap(), hash: hash.to_owned() };
        let check = vermerk_store::Ledger::verify(path, Some(&noted)).unwrap();
        check.problems.first().map(ToString::to_string).unwrap_or_default()
    }
}
