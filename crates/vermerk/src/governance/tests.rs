use super::*;

const LEDGER: &str = r#"
{"line":1,"at":1795305600,"who":"v","what":"batch_for","batch":1,"office":"Bauamt","pipeline":"kurz","model":"m"}
{"line":2,"at":1795305600,"who":"v","what":"refused","document":"DOC","barrier":"personal_data"}
{"line":3,"at":1795305600,"who":"v","what":"answer_recorded","document":"DOC","answer":"DOC","sha256":"","model":"m","endpoint":"e","guideline":"G, Fassung 1","prompt_tokens":70,"completion_tokens":30,"cost_micros":1500000}
{"line":4,"at":1795305600,"who":"v","what":"result_recorded","document":"DOC","result":"DOC","sha256":"","outcome":"summarised","program":"1","pipeline":"kurz","pipeline_version":1,"pipeline_sha256":"","model":"m","guideline":"G, Fassung 1","verdicts":{"supported":4,"review":1,"unsupported":0}}
{"line":5,"at":1800000000,"who":"v","what":"batch_for","batch":2,"office":"Jugendamt","pipeline":"kurz","model":"m"}
{"line":6,"at":1800000000,"who":"v","what":"result_recorded","document":"DOC","result":"DOC","sha256":"","outcome":"rejected","program":"1","pipeline":"kurz","pipeline_version":1,"pipeline_sha256":"","model":"m"}
"#;

fn ledger() -> String {
    LEDGER.trim_start().replace("DOC", &"ab".repeat(32))
}

#[test]
fn every_line_counts_for_its_office_and_month() {
    let all = sums(ledger().as_bytes(), "").unwrap();
    let offices: Vec<_> = all.keys().map(|key| (key.month.as_str(), key.office.as_str())).collect();
    assert_eq!(offices, [("2026-11", "Bauamt"), ("2027-01", "Jugendamt")]);
    let november = sums(ledger().as_bytes(), "2026-11").unwrap();
    let sums = november.values().next().unwrap();
    assert_eq!((november.len(), sums.summarised, sums.supported, sums.review), (1, 1, 4, 1));
    assert_eq!((sums.prompt_tokens + sums.completion_tokens, sums.cost_micros), (100, 1_500_000));
    assert_eq!(sums.refusals, BTreeMap::from([("personal_data".to_owned(), 1)]));
    assert_eq!(sums.guidelines, BTreeSet::from(["G, Fassung 1".to_owned()]));
}

#[test]
fn small_numbers_are_not_told() {
    let all = sums(ledger().as_bytes(), "2026-11").unwrap();
    let shown = rows(&all, 5);
    assert_eq!((shown[0][4].as_str(), shown[0][11].as_str(), shown[0][12].as_str()), ("<5", "", ""));
    let told = rows(&all, 1);
    assert_eq!((told[0][4].as_str(), told[0][11].as_str(), told[0][12].as_str()), ("1", "100", "1.500000"));
    assert_eq!(told[0][14], "1", "a leak of personal data is an incident");
}

#[test]
fn a_line_that_is_none_is_named() {
    assert_eq!(sums(format!("{}kaputt\n", ledger()).as_bytes(), ""), Err(7));
}
