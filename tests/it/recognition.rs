//! Scanned pages are read by tesseract when that is switched on, page by page, and named when it is not.

use serde_json::Value;

use crate::bench::{Bench, root};

const LETTER: &str = "samples/eingang/scan-widerspruch-ziegen.pdf";
/// Four pages, of which the third is a scan.
const MIXED: &str = "samples/eingang/vorbescheid-windenergie.pdf";
/// A scan with a text layer.
const LAYERED: &str = "samples/eingang/scan-mit-texterkennung-pachtvertrag.pdf";

fn read(bench: &Bench, sample: &str, arguments: &[&str]) -> Value {
    let file = root().join(sample);
    let file = file.to_str().unwrap();
    let ended = bench.run(["extract", file, "--format", "json"].iter().chain(arguments)).expect(0);
    serde_json::from_str(&ended.stdout).unwrap()
}

/// The parts (from 0) that were recognised, each with its confidence.
fn recognised(read: &Value) -> Vec<(u64, u64)> {
    let notices = read["notices"].as_array().unwrap().iter();
    let found = notices.filter(|notice| notice["kind"].get("recognised").is_some());
    found.map(|n| (n["part"].as_u64().unwrap(), n["kind"]["recognised"]["confidence"].as_u64().unwrap())).collect()
}

#[test]
fn a_scanned_letter_is_read_with_page_and_confidence_or_named() {
    let bench = Bench::new();
    let letter = root().join(LETTER);
    let named = bench.run(["extract".as_ref(), letter.as_os_str()]).expect(65);
    assert!(named.stderr.contains("Scan ohne Text"), "{}", named.stderr);
    let shown = bench.run(["extract".as_ref(), letter.as_os_str(), "--ocr".as_ref()]).expect(0);
    assert!(shown.stdout.contains("lege ich hiermit fristgerecht Widerspruch ein."), "{}", shown.stdout);
    assert!(shown.stdout.contains("Aktenzeichen OA-32-115/26"), "{}", shown.stdout);
    assert!(shown.stderr.contains("S. 1:") && shown.stderr.contains("mittlere Sicherheit"), "{}", shown.stderr);
    let read = read(&bench, LETTER, &["--ocr"]);
    let found = recognised(&read);
    assert!(matches!(found[..], [(0, 80..)]), "{found:?}");
    assert_eq!(read["document"]["parts"][0]["reading"], "read");
    assert!(read["document"]["parts"][0]["blocks"][0]["bbox"].is_array());
}

#[test]
fn only_pages_without_text_are_recognised() {
    let bench = Bench::new();
    let mixed = read(&bench, MIXED, &["--ocr"]);
    let found: Vec<u64> = recognised(&mixed).into_iter().map(|(part, _)| part).collect();
    assert_eq!(found, [2]);
    let parts = mixed["document"]["parts"].as_array().unwrap();
    assert!(parts.iter().all(|part| part["reading"] == "read"), "{parts:?}");
    let without = read(&bench, MIXED, &[]);
    assert_eq!(without["document"]["parts"][0], parts[0]);
    assert!(without["document"]["parts"][2]["reading"]["unreadable"].is_string());
    // A text layer from another program is good enough.
    let layered = read(&bench, LAYERED, &["--ocr"]);
    assert_eq!(layered, read(&bench, LAYERED, &[]));
}

#[test]
fn words_below_the_confidence_asked_for_are_marked() {
    let bench = Bench::new();
    bench.file("eigene.toml", "[ocr]\nenabled = true\ndoubtful_below = 100\n");
    let read = read(&bench, LETTER, &["--config", "eigene.toml"]);
    let block = &read["document"]["parts"][0]["blocks"][0];
    let first = &block["doubtful"][0];
    let word =
        &block["text"].as_str().unwrap()[first[0].as_u64().unwrap() as usize..first[1].as_u64().unwrap() as usize];
    assert_eq!(word, "Henning");
}

#[test]
fn a_run_reads_scans_and_its_report_says_so() {
    let bench = Bench::new();
    bench.file("in/ziegen.pdf", std::fs::read(root().join(LETTER)).unwrap());
    bench.file("eigene.toml", "[ocr]\nenabled = true\ndoubtful_below = 100\n");
    bench.run(["run", "in", "--config", "eigene.toml"]).expect(0);
    let report = std::fs::read_to_string(bench.path("out/berichte/ziegen.pdf.html")).unwrap();
    assert!(report.contains("aus einer Texterkennung (mittlere Sicherheit"), "{report}");
    assert!(report.contains("[unsicher]"), "{report}");
    assert!(report.contains("12. Juni 2026"), "{report}");
}

#[test]
fn a_program_or_language_that_is_missing_is_told_before_anything_is_read() {
    let bench = Bench::new();
    let letter = root().join(LETTER);
    for (wrong, named) in [
        ("tesseract = \"/gibt/es/nicht\"", "/gibt/es/nicht"),
        ("pdftoppm = \"gibt-es-nicht\"", "gibt-es-nicht"),
        ("language = \"klingonisch\"", "klingonisch"),
    ] {
        let config = bench.file("eigene.toml", format!("[ocr]\nenabled = true\n{wrong}\n"));
        let ended =
            bench.run(["extract".as_ref(), letter.as_os_str(), "--config".as_ref(), config.as_os_str()]).expect(78);
        assert!(ended.stderr.contains(named) && ended.stderr.contains("tesseract-ocr-deu"), "{}", ended.stderr);
    }
}

#[test]
fn a_recognition_that_hangs_or_says_too_much_costs_the_page() {
    use std::os::unix::fs::PermissionsExt as _;
    let bench = Bench::new();
    for (body, seconds, reason) in
        [("sleep 600", 1, "limit"), ("cat /dev/zero", 60, "scan_without_text"), ("exit 3", 60, "scan_without_text")]
    {
        // It answers what it is asked at the start, and misbehaves over the page.
        let script = format!(
            "#!/bin/sh\ncase \"$1\" in --list-langs) echo deu ;; --version) echo 'tesseract 5' ;; *) {body} ;; esac\n"
        );
        let program = bench.file("tesseract", script);
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        let settings = format!("[ocr]\nenabled = true\nseconds = {seconds}\ntesseract = \"{}\"\n", program.display());
        bench.file("eigene.toml", settings);
        let read = read(&bench, MIXED, &["--config", "eigene.toml"]);
        let reading = read["document"]["parts"][2]["reading"]["unreadable"].to_string();
        assert!(reading.contains(reason), "{body}: {reading}");
    }
}
