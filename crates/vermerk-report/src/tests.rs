mod samples;

use samples::{concept, notice_of_grant, provenance, report};

#[test]
fn the_same_input_gives_the_same_bytes() {
    let made = provenance();
    for (name, of) in [("2026/bescheid.pdf", notice_of_grant()), ("konzept.docx", concept())] {
        let report = report(name, &made, &of);
        assert_eq!(crate::html(&report), crate::html(&report));
        assert_eq!(crate::docx(&report).unwrap(), crate::docx(&report).unwrap());
    }
}
