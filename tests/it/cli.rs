//! Arguments, messages and exit codes.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;

use crate::bench::{Bench, ended, root};

#[test]
fn wrong_arguments_end_with_64_and_a_hint_at_help() {
    let bench = Bench::new();
    for arguments in
        [&["rund"][..], &["run"], &["summarise", "--words", "0", "x.pdf"], &["extract", "a", "--format", "x"]]
    {
        let ended = bench.run(arguments).expect(64);
        assert!(ended.stderr.contains("--help") || ended.stderr.contains("possible values"), "{}", ended.stderr);
        assert!(ended.stdout.is_empty());
    }
    bench.run(["--help"]).expect(0);
    assert!(bench.run(["--version"]).expect(0).stdout.starts_with("vermerk "));
}

#[test]
fn missing_input_ends_with_66_and_says_what_to_do() {
    let bench = Bench::new();
    for arguments in [&["run", "gibt-es-nicht"][..], &["extract", "gibt-es-nicht.pdf"], &["summarise", "nichts.docx"]] {
        let ended = bench.run(arguments).expect(66);
        assert!(ended.stderr.contains("hint: check the path"), "{}", ended.stderr);
    }
    let file = bench.file("akte.txt", "Text.");
    let ended = bench.run(["run".as_ref(), file.as_os_str()]).expect(66);
    assert!(ended.stderr.contains("vermerk summarise FILE"), "{}", ended.stderr);
}

#[test]
fn wrong_settings_end_with_78_before_anything_is_read() {
    let bench = Bench::new();
    let config = bench.file("eigene.toml", "[reading]\nsekunden = 1\n");
    let folder = root().join("samples/eingang");
    let ended = bench.run(["run".as_ref(), folder.as_os_str(), "--config".as_ref(), config.as_os_str()]).expect(78);
    assert!(ended.stderr.contains("sekunden"), "{}", ended.stderr);
    assert!(!bench.path("out").exists());
    bench.run(["run".as_ref(), folder.as_os_str(), "--pipeline".as_ref(), "unbekannt".as_ref()]).expect(78);
}

#[test]
fn reports_into_the_folder_of_the_documents_are_refused() {
    let bench = Bench::new();
    bench.file("in/a.txt", "Der Antrag wird abgelehnt.");
    bench.run(["run", "in", "--out", "in/../in"]).expect(64);
    bench.run(["run", "in", "--out", "in/berichte"]).expect(0);
    let again = bench.run(["run", "in", "--out", "in/berichte"]).expect(0);
    assert!(again.stderr.contains("1 documents"), "{}", again.stderr);
}

#[test]
fn a_window_too_small_for_the_prompts_is_told_before_anything_is_sent() {
    let bench = Bench::new();
    let model =
        "[model]\nkind = \"compatible\"\nbase_url = \"http://127.0.0.1:9\"\nmodel = \"m\"\nwindow_tokens = 1500\n";
    bench.file("klein.toml", model);
    bench.file("in/a.txt", "Der Antrag wird abgelehnt.");
    let ended = bench.run(["run", "in", "--config", "klein.toml"]).expect(78);
    assert!(ended.stderr.contains("window of 1500 tokens is too small"), "{}", ended.stderr);
}

#[test]
fn odd_names_are_documents_like_any_other() {
    use std::os::unix::ffi::OsStrExt as _;
    let bench = Bench::new();
    let text = "Der Antrag vom 3. März 2026 wird abgelehnt, weil die Frist am 1. Februar 2026 abgelaufen war.";
    let long = format!("{}.txt", "ä".repeat(125));
    for (number, name) in
        ["<script>.txt", "100% #1?.txt", "zwei\nZeilen.txt", "-rf.txt", long.as_str()].into_iter().enumerate()
    {
        bench.file(&format!("in/{name}"), format!("{text} Nummer {number}."));
    }
    for (number, name) in [b"Geb\xfchr.txt", b"Geb\xf6hr.txt"].into_iter().enumerate() {
        std::fs::write(bench.path("in").join(std::ffi::OsStr::from_bytes(name)), format!("{text} Zeichen {number}."))
            .unwrap();
    }
    let ended = bench.run(["run", "in", "--json"]).expect(0);
    let totals: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((&totals["documents"], &totals["summarised"]), (&7.into(), &7.into()));
    let again = bench.run(["run", "in"]).expect(0);
    assert!(again.stderr.contains("nothing to do"), "{}", again.stderr);
}

#[test]
fn output_that_cannot_be_written_ends_with_73() {
    let bench = Bench::new();
    bench.file("in/a.txt", "Der Antrag wird abgelehnt.");
    bench.file("besetzt", "eine Datei, wo der Ordner hin soll");
    let ended = bench.run(["run", "in", "--out", "besetzt/out"]).expect(73);
    assert!(ended.stderr.contains("hint:"), "{}", ended.stderr);
}

#[test]
fn a_full_disk_is_told_from_a_defect() {
    // /dev/full refuses every write with "no space left".
    let bench = Bench::new();
    let file = bench.file("a.txt", "Der Antrag wird abgelehnt.");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let ended = ended(bench.command().arg("extract").arg(file).stdout(full).output().unwrap()).expect(73);
    assert!(ended.stderr.contains("cannot write to standard output"), "{}", ended.stderr);
}

#[test]
fn a_store_in_use_ends_with_75() {
    let bench = Bench::new();
    bench.file("in/a.txt", "Der Antrag wird abgelehnt.");
    let options = vermerk_store::StoreOptions::new(|| 0);
    let store = vermerk_store::Store::open(&bench.path("store"), options).unwrap();
    let ended = bench.run(["run", "in"]).expect(75);
    assert!(ended.stderr.contains("another run holds the store"), "{}", ended.stderr);
    bench.run(["status"]).expect(75);
    drop(store);
    bench.run(["run", "in"]).expect(0);
}

#[test]
fn two_runs_never_write_to_one_output_folder() {
    let bench = Bench::new();
    bench.file(
        "in/a.txt",
        "Der Antrag wird abgelehnt, weil die Frist abgelaufen war und keine Gründe vorgetragen wurden.",
    );
    std::fs::create_dir(bench.path("out")).unwrap();
    let held = std::fs::File::open(bench.path("out")).unwrap();
    held.lock().unwrap();
    let ended = bench.run(["run", "in"]).expect(75);
    assert!(ended.stderr.contains("another run writes to the output folder"), "{}", ended.stderr);
    drop(held);
    bench.run(["run", "in"]).expect(0);
}

#[test]
fn devices_and_endless_files_are_refused() {
    let bench = Bench::new();
    for command in ["extract", "summarise", "tokens"] {
        let ended = bench.run([command, "/dev/zero"]).expect(66);
        assert!(ended.stderr.contains("no regular file"), "{}", ended.stderr);
    }
    let file = std::fs::File::create(bench.path("riesig.pdf")).unwrap();
    file.set_len(3 << 30).unwrap();
    let ended = bench.run(["extract", "riesig.pdf"]).expect(65);
    assert!(ended.stderr.contains("Größe der Datei"), "{}", ended.stderr);
    bench.run(["status", "--threads", "100000"]).expect(64);
}

#[test]
fn a_reader_that_has_had_enough_is_no_error() {
    let bench = Bench::new();
    let text = "Der Antrag wird abgelehnt, weil die Frist abgelaufen war.\n\n".repeat(20_000);
    let path = bench.file("lang.txt", text);
    let mut child =
        bench.command().arg("extract").arg(path).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let ended = ended(child.wait_with_output().unwrap()).expect(0);
    assert!(ended.stderr.is_empty(), "{}", ended.stderr);
}

#[test]
fn an_unreadable_file_costs_one_document() {
    let bench = Bench::new();
    bench.file(
        "in/a.txt",
        "Der Antrag wird abgelehnt, weil die Frist abgelaufen war und keine Gründe vorgetragen wurden.",
    );
    bench.file("in/tabelle.xlsx", b"PK\x03\x04kaputt");
    bench.file("in/bild.png", b"\x89PNG\r\n");
    let locked = bench.file("in/zu.txt", "geheim");
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o000)).unwrap();
    let readable_anyway = std::fs::read(&locked).is_ok();
    let ended = bench.run(["run", "in", "--json"]).expect(3);
    let totals: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    // Root reads everything; then the locked file is a document like any other.
    let failed = u64::from(!readable_anyway);
    assert_eq!(totals["failed"], failed);
    assert_eq!(totals["rejected"], 2);
    assert_eq!(totals["documents"], 4);
}

#[test]
fn extract_prints_text_to_stdout_and_notices_to_stderr() {
    let bench = Bench::new();
    let path = root().join("samples/eingang/erlass-e-akte.docx");
    let ended = bench.run(["extract".as_ref(), path.as_os_str(), "--format".as_ref(), "text".as_ref()]).expect(0);
    assert!(ended.stdout.contains("§ 3"), "list labels are rendered");
    let json = bench.run(["extract".as_ref(), path.as_os_str(), "--format=json".as_ref()]).expect(0);
    let read: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(read["document"]["media_type"], "docx");
    let latin = bench.file("alt.txt", b"Die Geb\xfchr betr\xe4gt 15 Euro.");
    let ended = bench.run(["extract".as_ref(), latin.as_os_str()]).expect(0);
    assert!(ended.stdout.contains("Gebühr beträgt"), "{}", ended.stdout);
    assert!(ended.stderr.contains("notice: "), "{}", ended.stderr);
    assert!(bench.run(["extract".as_ref(), "--quiet".as_ref(), latin.as_os_str()]).expect(0).stderr.is_empty());
}

#[test]
fn sentences_are_printed_one_a_line() {
    let bench = Bench::new();
    let path = bench.file("a.txt", "Der Bescheid vom 30. Mai 2025 wird aufgehoben. Die Kosten trägt das Land.");
    let ended = bench.run(["extract".as_ref(), "--format=sentences".as_ref(), path.as_os_str()]).expect(0);
    assert_eq!(ended.stdout, "Der Bescheid vom 30. Mai 2025 wird aufgehoben.\nDie Kosten trägt das Land.\n");
}

#[test]
fn tokens_are_counted_as_o200k_does() {
    let bench = Bench::new();
    let path = bench.file("a.txt", "hello world");
    assert_eq!(bench.run(["tokens".as_ref(), path.as_os_str()]).expect(0).stdout.trim(), "3", "with its line end");
}

#[test]
fn check_gives_one_verdict_a_statement() {
    let bench = Bench::new();
    let source = bench.file(
        "quelle.txt",
        "Die Zuwendung beträgt 184.350,00 Euro. Der Verwendungsnachweis ist bis zum 30. Juni 2026 vorzulegen. \
         Die Behörde hat den Antrag geprüft und keine Mängel festgestellt.",
    );
    let statements =
        "Der Verwendungsnachweis ist bis zum 30.06.2026 vorzulegen.\n\nDie Zuwendung beträgt 194.350,00 Euro.\n";
    let mut child = bench
        .command()
        .args(["check".as_ref(), "--source".as_ref(), source.as_os_str(), "-".as_ref()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(statements.as_bytes()).unwrap();
    let ended = ended(child.wait_with_output().unwrap()).expect(0);
    let verdicts: Vec<serde_json::Value> =
        ended.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(verdicts.len(), 2);
    assert_eq!(verdicts[0]["verdict"], "supported");
    assert_eq!(verdicts[1]["verdict"], "unsupported");
    assert_eq!(verdicts[1]["reasons"][0]["kind"], "value_missing");
}

#[test]
fn completions_and_manual_page_name_the_commands() {
    let bench = Bench::new();
    for shell in ["bash", "zsh", "fish"] {
        assert!(bench.run(["completions", shell]).expect(0).stdout.contains("summarise"));
    }
    let page = bench.run(["man"]).expect(0).stdout;
    assert!(page.contains(".TH vermerk") && page.contains("summarise"));
}

#[test]
fn document_text_never_reaches_the_log() {
    let bench = Bench::new();
    bench.file("in/a.txt", "Der Kanarienvogel Zwitscherling erhält eine Zuwendung von 100 Euro bis zum 1. Mai 2026.");
    bench.file("in/b.pdf", b"%PDF-1.7\nZwitscherling ist kaputt");
    let ended = bench.run(["run", "in", "--log", "trace", "--log-format", "json"]).expect(3);
    assert!(!ended.stderr.contains("Zwitscherling"), "{}", ended.stderr);
    let store_log = bench.run(["summarise", "in/a.txt", "--log", "trace"]).expect(0);
    assert!(!store_log.stderr.contains("Zwitscherling"), "{}", store_log.stderr);
}
