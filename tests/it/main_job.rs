//! `vermerk run` over the samples: totals that add up, the same bytes every time, nothing done twice.

use std::path::Path;

use serde_json::Value;

use crate::bench::{Bench, Ended, files, root};
use crate::samples::manifest;

fn run(bench: &Bench, folder: &Path, out: &str, more: &[&str]) -> Ended {
    let out = bench.path(out);
    let mut arguments: Vec<&std::ffi::OsStr> =
        vec!["run".as_ref(), folder.as_os_str(), "--out".as_ref(), out.as_os_str()];
    arguments.extend(more.iter().map(std::convert::AsRef::<std::ffi::OsStr>::as_ref));
    bench.run(arguments)
}

fn index(bench: &Bench, out: &str) -> Value {
    let text = std::fs::read_to_string(bench.path(out).join("index.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn every_file_has_one_outcome_and_the_totals_add_up() {
    for folder in ["eingang", "damaged"] {
        let bench = Bench::new();
        let expected: Vec<_> = manifest().into_iter().filter(|file| file.path.starts_with(folder)).collect();
        let ended = run(&bench, &root().join("samples").join(folder), "out", &["--json"]).expect(3);
        let totals: Value = serde_json::from_str(&ended.stdout).unwrap();
        let count = |key: &str| totals[key].as_u64().unwrap() as usize;
        let wanted = |outcome: &str| expected.iter().filter(|file| file.outcome == outcome).count();
        assert_eq!(count("documents"), expected.len());
        assert_eq!(count("summarised"), wanted("summarised"));
        assert_eq!(count("rejected"), wanted("rejected"));
        assert_eq!((count("failed"), count("not_reached")), (0, 0));
        assert_eq!(count("duplicates"), expected.iter().filter(|file| file.duplicate_of.is_some()).count());

        let index = index(&bench, "out");
        let entries = index["documents"].as_array().unwrap();
        assert_eq!(entries.len(), expected.len());
        for file in &expected {
            let name = file.path.strip_prefix(&format!("{folder}/")).unwrap();
            let entry =
                entries.iter().find(|entry| entry["name"] == name).unwrap_or_else(|| panic!("{name} is missing"));
            assert_eq!(entry["outcome"], file.outcome.as_str(), "{name}");
            if let Some(reason) = &file.reason {
                // "damaged", or {"too_large": "ratio"}.
                let kind = entry["reason"].as_object().and_then(|object| object.keys().next());
                let kind = kind.map(String::as_str).or(entry["reason"].as_str());
                assert_eq!(kind, Some(reason.as_str()), "{name}");
            }
            if let Some(first) = &file.duplicate_of {
                assert_eq!(format!("{folder}/{}", entry["duplicate_of"].as_str().unwrap()), *first);
            }
        }
    }
}

#[test]
fn reports_are_the_same_bytes_on_one_thread_two_threads_and_another_path() {
    let bench = Bench::new();
    let samples = root().join("samples/eingang");
    for (name, bytes) in files(&samples) {
        bench.file(&format!("woanders/eingang/{name}"), bytes);
    }
    let reports = |folder: &Path, out: &str, threads: &str| {
        let store = bench.path(&format!("store-{out}"));
        run(&bench, folder, out, &["--threads", threads, "--store", store.to_str().unwrap()]).expect(3);
        files(&bench.path(out))
    };
    let one = reports(&samples, "eins", "1");
    let two = reports(&samples, "zwei", "2");
    let elsewhere = reports(&bench.path("woanders/eingang"), "drei", "2");
    assert!(one.len() > 40, "{:?}", one.keys());
    for (other, what) in [(two, "two threads"), (elsewhere, "another path")] {
        assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>(), "{what}");
        for (name, bytes) in &one {
            assert!(*bytes == other[name], "{name} differs on {what}");
        }
    }
}

#[test]
fn a_second_run_does_no_work_and_says_so() {
    let bench = Bench::new();
    let samples = root().join("samples/eingang");
    run(&bench, &samples, "out", &[]).expect(3);
    let before = files(&bench.path("out"));
    let ended = run(&bench, &samples, "out", &[]).expect(3);
    assert!(ended.stderr.contains("nothing to do"), "{}", ended.stderr);
    assert_eq!(before, files(&bench.path("out")));
    // A report that someone deleted is written anew from the store.
    let victim = before.keys().find(|name| name.ends_with(".html") && name.contains('/')).unwrap();
    std::fs::remove_file(bench.path("out").join(victim)).unwrap();
    let ended = run(&bench, &samples, "out", &[]).expect(3);
    assert!(ended.stderr.contains("nothing to do"), "{}", ended.stderr);
    assert_eq!(before, files(&bench.path("out")));

    let status = bench.run(["status", "--json"]).expect(0);
    let batches: Value = serde_json::from_str(&status.stdout).unwrap();
    assert_eq!(batches.as_array().unwrap().len(), 3);
    assert_eq!(batches[2]["state"], "finished");
    assert_eq!(batches[2]["documents"].as_array().unwrap().len(), files(&samples).len());
}

#[test]
fn reports_need_nothing_from_outside_and_name_what_they_are() {
    let bench = Bench::new();
    run(&bench, &root().join("samples/eingang"), "out", &[]).expect(3);
    let pages: Vec<(String, String)> = files(&bench.path("out"))
        .into_iter()
        .filter(|(name, _)| name.ends_with(".html"))
        .map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap()))
        .collect();
    assert!(pages.len() > 10);
    for (name, page) in pages {
        assert!(page.contains("ENTWURF") && page.contains("Maschinell erstellt"), "{name} lacks its label");
        assert!(page.contains("lang=\"de\""), "{name}");
        for outside in ["<script", "src=\"http", "<link rel=\"stylesheet\"", "@import", "url(http"] {
            assert!(!page.contains(outside), "{name} holds {outside}");
        }
    }
}

#[test]
fn a_file_that_changed_is_summarised_anew_and_the_rest_is_kept() {
    let bench = Bench::new();
    bench.file(
        "in/a.txt",
        "Der Antrag vom 3. März 2026 wird abgelehnt, weil die Frist am 1. Februar 2026 abgelaufen war.",
    );
    bench
        .file("in/b.txt", "Die Behörde gibt dem Widerspruch vom 4. Mai 2026 in vollem Umfang und ohne Auflagen statt.");
    let folder = bench.path("in");
    run(&bench, &folder, "out", &[]).expect(0);
    bench.file(
        "in/a.txt",
        "Der Antrag vom 3. März 2026 wird bewilligt, weil die Frist am 1. April 2026 noch nicht abgelaufen war.",
    );
    let ended = run(&bench, &folder, "out", &["--json"]).expect(0);
    let totals: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((totals["documents"].as_u64(), totals["reused"].as_u64()), (Some(2), Some(1)));
    let report = std::fs::read_to_string(bench.path("out/berichte/a.txt.md")).unwrap();
    assert!(report.contains("bewilligt") && !report.contains("abgelehnt"), "{report}");
}

#[test]
fn whatever_needs_a_person_says_why() {
    let bench = Bench::new();
    for folder in ["eingang", "damaged"] {
        let ended = run(&bench, &root().join("samples").join(folder), folder, &[]).expect(3);
        let reasons: Vec<&str> =
            ended.stderr.lines().filter_map(|line| line.strip_prefix("needs a person: ")).collect();
        assert!(reasons.len() > 2);
        for line in reasons {
            assert!(line.split_once(": ").is_some_and(|(_, reason)| reason.trim().len() > 5), "no reason: {line}");
        }
    }
}

/// A folder with one document, and a run over it.
fn one_document(bench: &Bench) -> std::path::PathBuf {
    bench.file(
        "in/a.txt",
        "Der Antrag vom 3. März 2026 wird abgelehnt, weil die Frist am 1. Februar 2026 abgelaufen war.",
    );
    bench.path("in")
}

#[test]
fn a_report_that_a_person_changed_is_kept_and_the_new_one_stands_beside_it() {
    let bench = Bench::new();
    let folder = one_document(&bench);
    run(&bench, &folder, "out", &[]).expect(0);
    let report = bench.path("out/berichte/a.txt.docx");
    std::fs::write(&report, "von Hand geändert").unwrap();
    for _ in 0..2 {
        run(&bench, &folder, "out", &[]).expect(0);
        assert_eq!(std::fs::read(&report).unwrap(), b"von Hand ge\xc3\xa4ndert");
        assert!(bench.path("out/berichte/a.txt (neu).docx").exists());
        assert!(!bench.path("out/berichte/a.txt (neu 2).docx").exists());
    }
}

#[test]
fn other_formats_are_written_and_those_no_longer_wanted_removed() {
    let bench = Bench::new();
    let folder = one_document(&bench);
    let pipeline = std::fs::read_to_string(root().join("pipelines/kurzvermerk.toml")).unwrap();
    let with = |formats: &str| {
        let all = "formats = [\"html\", \"docx\", \"markdown\", \"json\"]";
        assert!(pipeline.contains(all));
        bench.file("eigene.toml", pipeline.replace(all, formats));
        run(&bench, &folder, "out", &["--pipeline", "eigene.toml"]).expect(0);
        files(&bench.path("out/berichte")).into_keys().collect::<Vec<_>>()
    };
    assert_eq!(with("formats = [\"html\"]"), ["a.txt.html"]);
    assert_eq!(with("formats = [\"docx\"]"), ["a.txt.docx"]);
}

#[test]
fn reports_of_documents_that_are_gone_are_removed() {
    let bench = Bench::new();
    let folder = one_document(&bench);
    bench
        .file("in/b.txt", "Die Behörde gibt dem Widerspruch vom 4. Mai 2026 in vollem Umfang und ohne Auflagen statt.");
    run(&bench, &folder, "out", &[]).expect(0);
    std::fs::remove_file(bench.path("in/b.txt")).unwrap();
    run(&bench, &folder, "out", &[]).expect(0);
    assert!(files(&bench.path("out/berichte")).keys().all(|name| name.starts_with("a.txt")));
}

#[test]
fn the_same_bytes_under_another_ending_are_another_document() {
    let bench = Bench::new();
    let text = "Der Antrag vom 3. März 2026 wird abgelehnt, weil die Frist am 1. Februar 2026 abgelaufen war.";
    bench.file("in/a.docx", text);
    bench.file("in/a.txt", text);
    bench.file("in/a.xyz", text);
    let ended = run(&bench, &bench.path("in"), "out", &["--json"]).expect(3);
    let totals: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((&totals["summarised"], &totals["rejected"], &totals["duplicates"]), (&1.into(), &2.into(), &0.into()));
}
