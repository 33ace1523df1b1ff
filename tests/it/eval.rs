//! `vermerk eval` on the gold set: what rules and ranking keep, and how floors end the command.

use serde_json::Value;

use crate::bench::{Bench, root};

fn gold() -> String {
    root().join("samples/gold/manifest.toml").display().to_string()
}

#[test]
fn the_built_in_model_keeps_what_was_planted_in_each_third() {
    let bench = Bench::new();
    // The floors are the goals of the product, not what is reached today.
    let floors = ["--least-kept=95", "--most-unsupported=0", "--most-omissions=10", "--least-contradictions=85"];
    let ended = bench.run([["eval", &gold()].as_slice(), &floors].concat()).expect(0);
    assert!(ended.stdout.contains("documents 35"), "{}", ended.stdout);
    assert!(ended.stdout.contains("0 unsupported"), "{}", ended.stdout);
}

#[test]
fn the_kept_half_decides_and_is_as_good() {
    let bench = Bench::new();
    let ended = bench.run(["eval", &gold(), "--half=kept", "--format=json", "--least-kept=90"]).expect(0);
    let scores: Value = serde_json::from_str(&ended.stdout).unwrap();
    let cases = scores["cases"].as_array().unwrap();
    assert!(cases.len() >= 15 && cases.iter().all(|case| case["half"] == "kept"));
    let facts: Vec<&Value> = cases.iter().flat_map(|case| case["facts"].as_array().unwrap()).collect();
    assert!(facts.iter().any(|fact| fact["kept"] == "statement") && facts.iter().any(|fact| fact["third"] == 3));
    assert_eq!(scores["prompt_tokens"], 0);
}

#[test]
fn a_floor_that_is_not_reached_ends_with_exit_code_1_and_says_which() {
    let bench = Bench::new();
    let ended = bench.run(["eval", &gold(), "--most-omissions=0.5"]).expect(1);
    assert!(ended.stderr.contains("above the ceiling"), "{}", ended.stderr);
    let ended = bench.run(["eval", &gold(), "--least-kept=101"]).expect(64);
    assert!(ended.stderr.contains("between 0 and 100"), "{}", ended.stderr);
}

#[test]
fn a_gold_set_that_is_wrong_is_named() {
    let bench = Bench::new();
    bench.file("a.txt", "Die Frist zur Stellungnahme endet am 3. März 2026 um zwölf Uhr mittags.");
    let case = |fact: &str, key: &str| {
        format!("[[case]]\ndocument = \"a.txt\"\nhalf = \"open\"\n{key} = \"x\"\ndeadlines = [\"{fact}\"]\n")
    };
    bench.file("gut.toml", case("am 3. März 2026", "reference"));
    bench.run(["eval", "gut.toml", "--least-kept=100"]).expect(0);
    bench.file("fehlt.toml", case("am 4. März 2026", "reference"));
    let ended = bench.run(["eval", "fehlt.toml"]).expect(65);
    assert!(ended.stderr.contains("am 4. März 2026"), "{}", ended.stderr);
    bench.file("falsch.toml", case("am 3. März 2026", "referenz"));
    let ended = bench.run(["eval", "falsch.toml"]).expect(65);
    assert!(ended.stderr.contains("referenz"), "{}", ended.stderr);
    bench.file("leer.toml", "");
    bench.run(["eval", "leer.toml"]).expect(65);
    bench.run(["eval", "gibt-es-nicht.toml"]).expect(66);
}
