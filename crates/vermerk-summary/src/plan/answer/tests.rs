use super::*;

fn plain(text: &str, evidence: &[u32]) -> Draft {
    Draft { text: text.to_owned(), evidence: evidence.to_vec(), ..Draft::default() }
}

#[track_caller]
fn check(answer: &str, expect: &[Draft]) {
    assert_eq!(read(answer), expect, "{answer}");
}

#[test]
fn an_answer_as_asked_for_is_read_whole() {
    let full = Draft {
        kind: Some(ClaimKind::Deadline),
        quote: Some("endet am 3. Mai".to_owned()),
        ..plain("Die Frist endet.", &[3, 4])
    };
    check(
        r#"{"statements":[{"type":"Frist","text":"Die Frist endet.","evidence":[3,4],"quote":"endet am 3. Mai"}]}"#,
        std::slice::from_ref(&full),
    );
    check("Frist | 3, 4 | Die Frist endet. | endet am 3. Mai", std::slice::from_ref(&full));
    check("- Frist | [3] und [4] | Die Frist endet. | endet am 3. Mai |", std::slice::from_ref(&full));
}

#[test]
fn an_answer_with_slips_is_read_as_far_as_it_goes() {
    let a = plain("A b.", &[1, 2]);
    let a = std::slice::from_ref(&a);
    check("```json\n{\"statements\": [{\"text\": \"A\nb.\", \"evidence\": [1, \"[2]\"]}]}\n```", a);
    check("[{\"text\": \"A b.\", \"evidence\": \"1, 2\"}]", a);
    check("{\"aussage\": \"A b.\", \"belege\": [1, 2]}", a);
    check("{\"statements\":[{\"text\":\"A \"b\".\",\"evidence\":[7]},{\"text\":\"A b.\",\"evidence\":[1,2]},]}", a);
    check("{\"statements\":[{\"text\":\"A b.\",\"evidence\":[1,2]},{\"text\":\"Hal", a);
    check("Gern:\n- A b. [1, 2]\nDanke.", a);
    check("{\"statements\":[{\"evidence\":[1]},{\"text\":\"B.\"}]}", &[plain("B.", &[])]);
}

#[test]
fn what_is_no_answer_gives_nothing() {
    check("{\"statements\": {\"text\": 7}}", &[]);
    check("Das Dokument handelt von vielem.", &[]);
    check("| Art | Beleg | Aussage |", &[]);
    check(&"{".repeat(100_000), &[]);
    check(&"{\"a\":[1,".repeat(20_000), &[]);
}
