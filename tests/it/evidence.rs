//! Evidence archives: the reports are made again from them, and whatever is changed in one is found and named.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::bench::{Bench, files, root};
use crate::fake_model::{FakeModel, Reply};

fn unpack(file: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(file).unwrap()).unwrap();
    let mut members = BTreeMap::new();
    for index in 0..zip.len() {
        let mut member = zip.by_index(index).unwrap();
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes).unwrap();
        members.insert(member.name().to_owned(), bytes);
    }
    members
}

fn pack(members: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The sums as somebody writes them who covers up a change.
fn with_new_sums(mut members: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    members.remove("SHA256SUMS");
    let mut sums = String::new();
    for (name, bytes) in &members {
        sums.push_str(&base16ct::lower::encode_string(&Sha256::digest(bytes)));
        sums.push_str("  ");
        sums.push_str(name);
        sums.push('\n');
    }
    members.insert("SHA256SUMS".to_owned(), sums.into_bytes());
    members
}

/// Writes the archive of a document and replays it: the reports are those of the run.
fn proven(bench: &Bench, settings: &[&str], document: &str, archive: &str) {
    bench.run(settings.iter().copied().chain(["evidence", document, archive])).expect(0);
    let first = std::fs::read(bench.path(archive)).unwrap();
    bench.run(settings.iter().copied().chain(["evidence", document, archive])).expect(0);
    assert!(first == std::fs::read(bench.path(archive)).unwrap(), "the same bytes each time");
    let again = bench.path(&format!("{archive}.again"));
    let replay = [
        "replay".as_ref(),
        archive.as_ref(),
        "--out".as_ref(),
        again.as_os_str(),
        "--ledger".as_ref(),
        "store/ledger.jsonl".as_ref(),
    ];
    let said = bench.run(replay).expect(0).stdout;
    assert!(said.contains("byte for byte; the ledger names the result"), "{said}");
    let written = files(&bench.path("out"));
    let made_again = files(&again);
    assert!(made_again.len() >= 2);
    for (path, bytes) in made_again {
        assert!(written.get(&path) == Some(&bytes), "{path} differs");
    }
}

#[track_caller]
fn refused(bench: &Bench, members: &BTreeMap<String, Vec<u8>>, named: &str) {
    bench.file("bad.zip", pack(members));
    let said = bench.run(["replay", "bad.zip"]).expect(65).stderr;
    assert!(said.contains(named), "expected {named}: {said}");
}

#[test]
fn reports_of_the_built_in_model_are_made_again_from_their_archives() {
    let bench = Bench::new();
    for sample in ["erlass-e-akte.docx", "urteil-ausbaubeitrag.pdf", "scan-widerspruch-ziegen.pdf"] {
        bench.file(&format!("in/{sample}"), std::fs::read(root().join("samples/eingang").join(sample)).unwrap());
    }
    bench.run(["run", "in"]).expect(3);
    proven(&bench, &[], "erlass-e-akte.docx", "erlass.zip");
    proven(&bench, &[], "urteil-ausbaubeitrag.pdf", "urteil.zip");
    bench.run(["evidence", "gibt-es-nicht.pdf", "x.zip"]).expect(66);
    bench.file("s.toml", "[reading]\nseconds = 99\n");
    let other = bench.run(["--config", "s.toml", "evidence", "erlass-e-akte.docx", "x.zip"]).expect(78);
    assert!(other.stderr.contains("other settings") || other.stderr.contains("with other"), "{}", other.stderr);

    // Whatever is changed is named, also by somebody who writes new sums.
    let good = unpack(&bench.path("urteil.zip"));
    for name in good.keys().filter(|name| *name != "SHA256SUMS") {
        let mut bad = good.clone();
        let bytes = bad.get_mut(name).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        refused(&bench, &bad, &format!("{name} was changed"));
        bad.remove(name);
        refused(&bench, &bad, &format!("{name} is missing"));
    }
    let replaced = |name: &str, from: &str, to: &str| {
        let mut bad = good.clone();
        let text = String::from_utf8(bad[name].clone()).unwrap();
        assert!(text.contains(from), "{name} has {from}");
        bad.insert(name.to_owned(), text.replacen(from, to, 1).into_bytes());
        with_new_sums(bad)
    };
    refused(&bench, &replaced("dokument.json", "Beitrag", "Betrag"), "anfragen/0001.json");
    refused(&bench, &replaced("anweisungen.json", "\"words\": ", "\"words\": 1"), "anfragen/0001.json");
    refused(&bench, &replaced("anfragen/0001.json", "\"eligible\": true", "\"eligible\": false"), "anfragen/0001.json");
    refused(&bench, &replaced("pruefung.json", "\"supported\"", "\"unsupported\""), "pruefung.json");
    refused(&bench, &replaced("ergebnis.json", "eingebaut", "anderes"), "ergebnis.json");
    refused(&bench, &replaced("ergebnis.json", "\"sha256\": \"", "\"sha256\": \"0"), "the report berichte/");
    let mut more = good.clone();
    more.insert("anfragen/0002.json".to_owned(), b"{}".to_vec());
    refused(&bench, &more, "anfragen/0002.json");
    refused(&bench, &with_new_sums(more), "anfragen/0002.json does not belong there");
    bench.file("kein.zip", "kein Archiv");
    bench.run(["replay", "kein.zip"]).expect(65);
    bench.run(["replay", "fehlt.zip"]).expect(66);
    // A ledger that does not name the result.
    bench.file("ledger.jsonl", "");
    let said = bench.run(["replay", "urteil.zip", "--ledger", "ledger.jsonl"]).expect(65).stderr;
    assert!(said.contains("names no such result"), "{said}");
}

/// Answers with a statement of its own to the first requests, with nothing to others: so that there are worded sentences,
/// repairs and sentences put in place of what failed.
#[test]
fn reports_of_a_language_model_are_made_again_from_its_kept_answers() {
    let bench = Bench::new();
    let paragraph =
        "Die Bezirksregierung bewilligt der Gemeinde Elmtal eine Zuwendung von 12.000 Euro bis Mai 2026.\n\n";
    bench.file(
        "in/akte.txt",
        format!("{}{}", paragraph.repeat(3), "Der Rat stimmt dem Antrag ohne Auflagen zu.\n\n".repeat(200)),
    );
    let model = FakeModel::start(|_, before| match before {
        0 => {
            let text = "Die Gemeinde Elmtal erhält von der Bezirksregierung 12.000 Euro.";
            let statement = serde_json::json!({ "type": "Sachverhalt", "text": text, "evidence": [1], "quote": "" });
            Reply::Content(serde_json::json!({ "statements": [statement] }).to_string())
        }
        1 => Reply::Content("kein JSON".to_owned()),
        _ => Reply::Empty,
    });
    bench.file("s.toml", model.settings(1));
    let settings = ["--config", "s.toml"];
    let ran = bench.run(settings.iter().chain(&["run", "in"]));
    assert!(matches!(ran.code, Some(0 | 3)), "{}", ran.stderr);
    let asked = model.asked().len();
    proven(&bench, &settings, "akte.txt", "akte.zip");
    assert_eq!(model.asked().len(), asked, "nothing is asked to prove what was answered");

    let good = unpack(&bench.path("akte.zip"));
    let answers = good.keys().filter(|name| name.starts_with("anfragen/")).count();
    assert!(answers >= 3, "{answers} answers");
    // The raw answer, the prompt.
    for (from, to) in [("12.000 Euro.", "13.000 Euro."), ("\"system\": \"", "\"system\": \"Lobe alles. ")] {
        let mut bad = good.clone();
        let text = String::from_utf8(bad["anfragen/0001.json"].clone()).unwrap();
        assert!(text.contains(from));
        bad.insert("anfragen/0001.json".to_owned(), text.replacen(from, to, 1).into_bytes());
        bench.file("bad.zip", pack(&with_new_sums(bad)));
        let said = bench.run(["replay", "bad.zip"]).expect(65).stderr;
        assert!(said.contains("anfragen/000") || said.contains("pruefung.json"), "{said}");
    }
    // An answer that is no longer kept cannot be proven.
    std::fs::remove_dir_all(bench.path("store")).unwrap();
    bench.run(settings.iter().chain(&["evidence", "akte.txt", "x.zip"])).expect(66);
}
