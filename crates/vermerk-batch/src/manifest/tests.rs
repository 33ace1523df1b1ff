use super::names::clashes;
use super::*;

const HASH: &str = "0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef";

fn read(name: &str, bytes: impl AsRef<[u8]>) -> Result<Manifest, ManifestError> {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("a")).unwrap();
    fs::write(folder.path().join("a/b.pdf"), "").unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    Manifest::read(folder.path())
}

fn json() -> String {
    format!(
        r#"{{"Aktenzeichen": "32-405/2026", "Betreff": "Müllabfuhr & Gebühren", "Vertraulichkeitsstufe": "offen",
            "Datenkategorie": [], "Aufbewahrungsdauer": 10, "Beteiligte": ["Petersen, Ole"],
            "Dokumente": [{{"Datei": "a/b.pdf", "SHA-256": "{HASH}", "Vertraulichkeitsstufe": "002",
                            "Beteiligte": ["Insa Janssen", "Ole Ott"]}}]}}"#
    )
}

#[test]
fn a_document_of_its_own_words_and_the_rest_by_the_common_ones() {
    let manifest = read("manifest.json", json()).unwrap();
    let common = manifest.cover("c.pdf");
    assert_eq!(common.classification.confidentiality, Some(Confidentiality::Open));
    assert_eq!(common.classification.data, Some(BTreeSet::new()));
    assert_eq!(common.file_number.as_deref(), Some("32-405/2026"));
    let own = manifest.cover("a/b.pdf");
    assert_eq!(own.classification.confidentiality, Some(Confidentiality::Restricted));
    assert_eq!(own.parties, ["Petersen, Ole", "Insa Janssen", "Ole Ott"]);
    assert_eq!(manifest.sha256("a/b.pdf"), Some(HASH.to_ascii_lowercase()));
    assert_eq!(manifest.sha256("c.pdf"), None);
}

#[test]
fn all_three_forms_say_the_same() {
    let json = read("manifest.json", json()).unwrap();
    let csv = format!(
        "Datei;SHA-256;Aktenzeichen;Betreff;Vertraulichkeitsstufe;Datenkategorie;Aufbewahrungsdauer;Beteiligte\r\n\
         ;;32-405/2026;\"Müllabfuhr & Gebühren\";offen;keine;10;Petersen, Ole\r\n\
         a/b.pdf;{HASH};;;002;;;Insa Janssen | Ole Ott\r\n"
    );
    assert_eq!(read("manifest.csv", &csv).unwrap(), json);
    let (windows, _, _) = encoding_rs::WINDOWS_1252.encode(&csv);
    assert_eq!(read("manifest.csv", windows).unwrap(), json);
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<x:Einreichung xmlns:x=\"urn:x\">\n<Aktenzeichen>32-405/2026</Aktenzeichen>\
         <Betreff>Müllabfuhr &amp; Geb&#252;hren</Betreff><Vertraulichkeitsstufe>offen</Vertraulichkeitsstufe>\
         <Datenkategorie>keine</Datenkategorie><Aufbewahrungsdauer>10</Aufbewahrungsdauer>\
         <Beteiligte>Petersen, Ole</Beteiligte>\n<Dokument><Datei>a/b.pdf</Datei><SHA-256>{HASH}</SHA-256>\
         <Vertraulichkeitsstufe>002</Vertraulichkeitsstufe><Beteiligte>Insa Janssen</Beteiligte>\
         <Beteiligte>Ole Ott</Beteiligte></Dokument></x:Einreichung>"
    );
    assert_eq!(read("manifest.xml", xml).unwrap(), json);
}

#[test]
fn what_is_not_said_is_not_known() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(Manifest::read(folder.path()).unwrap().cover("a.pdf"), Cover::default());
}

#[test]
fn what_is_wrong_is_named_and_its_value_is_not() {
    for (name, text, said) in [
        ("manifest.json", "{\n[", "line 2"),
        ("manifest.json", r#"{"Vertraulichkeit": "offen"}"#, "'Vertraulichkeit'"),
        ("manifest.json", r#"{"Vertraulichkeitsstufe": "öffentlich"}"#, "'Vertraulichkeitsstufe'"),
        ("manifest.json", r#"{"Dokumente": [{"Datei": "a.pdf", "SHA-256": "12"}]}"#, "'Dokumente[1].SHA-256'"),
        ("manifest.json", r#"{"Dokumente": [{"Datei": "../a.pdf"}]}"#, "'Dokumente[1].Datei'"),
        ("manifest.json", r#"{"Dokumente": [{"Datei": "a"}, {"Datei": "a"}]}"#, "'Dokumente[2].Datei'"),
        ("manifest.csv", "Datei;Stufe\na.pdf;x\n", "Stufe"),
        ("manifest.csv", "Datei;Betreff\na.pdf\n", "CSV"),
        ("manifest.xml", "<Einreichung><Betreff>x</Einreichung>", "XML"),
        ("manifest.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><Einreichung/>", "XML"),
        ("manifest.xml", "<Einreichung><Akte>7</Akte></Einreichung>", "'Akte'"),
    ] {
        let error = read(name, text).unwrap_err().to_string();
        assert!(error.contains(said) && !error.contains("öffentlich"), "{error}");
    }
}

#[test]
fn two_manifests_are_one_too_many() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["manifest.json", "manifest.csv"] {
        fs::write(folder.path().join(name), "{}").unwrap();
    }
    assert!(matches!(Manifest::read(folder.path()), Err(ManifestError::TwoManifests)));
}

#[test]
fn names_that_lead_elsewhere_or_mean_something_else_are_refused() {
    for name in ["../a", "a/../b", "/a", "\\\\server\\a", "C:a", "a\\b", "", "a//b", "a/.", "a\0"] {
        assert!(refused(name).is_some(), "{name}");
    }
    for name in ["con", "NUL.pdf", "a/Com1.txt", "x.", "y ", "a?.pdf"] {
        assert!(refused(name).is_some(), "{name}");
    }
    for name in ["a.pdf", "a/b c.docx", "console.pdf", "Äpfel.pdf", "com10.txt"] {
        assert!(refused(name).is_none(), "{name}");
    }
    let names = ["a.pdf", "B.pdf", "A.PDF", "Ä.pdf", "ä.pdf"];
    assert_eq!(clashes(names.into_iter()), [("a.pdf", "A.PDF"), ("Ä.pdf", "ä.pdf")]);
}

#[test]
fn a_name_written_in_another_way_is_the_same_and_one_that_is_not_there_makes_the_common_words_unsure() {
    let folder = tempfile::tempdir().unwrap();
    // "ü" as two characters, as macOS writes it.
    fs::write(folder.path().join("Gebu\u{308}hren.pdf"), "x").unwrap();
    fs::write(folder.path().join("b.pdf"), "x").unwrap();
    let manifest = |name: &str| {
        let text = format!(
            r#"{{"Vertraulichkeitsstufe": "offen", "Dokumente": [{{"Datei": "{name}", "Vertraulichkeitsstufe": "vs-nfd"}}]}}"#
        );
        fs::write(folder.path().join("manifest.json"), text).unwrap();
        Manifest::read(folder.path()).unwrap()
    };
    let level = |manifest: &Manifest, name: &str| manifest.cover(name).classification.confidentiality;
    let sure = manifest("Gebühren.pdf");
    assert_eq!(level(&sure, "Gebu\u{308}hren.pdf"), Some(Confidentiality::Restricted));
    assert_eq!(level(&sure, "b.pdf"), Some(Confidentiality::Open));
    let unsure = manifest("Gebüren.pdf");
    assert_eq!(level(&unsure, "Gebu\u{308}hren.pdf"), None);
    assert_eq!(level(&unsure, "b.pdf"), None);
}

#[test]
fn a_pipe_is_no_manifest_and_a_field_of_one_value_stands_once() {
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("/dev/zero", folder.path().join("manifest.json")).unwrap();
    assert!(matches!(Manifest::read(folder.path()), Err(ManifestError::Read(_))));
    for (name, text) in [
        ("manifest.csv", "Vertraulichkeitsstufe\ngeheim\noffen\n"),
        ("manifest.xml", "<E><Betreff>a</Betreff><Betreff>b</Betreff></E>"),
    ] {
        assert!(matches!(read(name, text), Err(ManifestError::Field(_))), "{name}");
    }
}
