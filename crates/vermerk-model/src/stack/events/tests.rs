use super::*;

const STREAM: &str = "event: message\ndata: {\"choices\":[],\"prompt_filter_results\":[]}\r\n\r\n: ping\n\n\
    data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}],\"usage\":null}\n\n\
    data: {\"choices\":[{\"delta\":{\"content\":\"Grüße \"}}]}\n\n\
    data:{\"choices\":[{\"delta\":{\"content\":\"aus Köln\"}}]}\n\n\
    data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n\
    data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4}}\n\ndata: [DONE]\n\n";

fn whole(pieces: &[&[u8]]) -> Option<Value> {
    let mut assembly = Assembly::default();
    for piece in pieces {
        assembly.take(piece).unwrap();
    }
    Some(serde_json::from_slice(&assembly.whole()?).unwrap())
}

#[test]
fn an_answer_in_pieces_is_the_same_wherever_it_is_cut() {
    let bytes = STREAM.as_bytes();
    let expected = whole(&[bytes]).unwrap();
    assert_eq!(expected["choices"][0]["message"]["content"], "Grüße aus Köln");
    assert_eq!(
        (&expected["choices"][0]["finish_reason"], &expected["usage"]["prompt_tokens"]),
        (&json!("stop"), &json!(9))
    );
    for cut in 0..bytes.len() {
        let (head, tail) = bytes.split_at(cut);
        assert_eq!(whole(&[head, tail]).as_ref(), Some(&expected), "cut at {cut}");
    }
    let single: Vec<&[u8]> = bytes.chunks(1).collect();
    assert_eq!(whole(&single), Some(expected));
}

#[test]
fn an_answer_that_breaks_off_is_none() {
    let (head, _) = STREAM.split_once("data: {\"choices\":[{\"delta\":{},").unwrap();
    assert_eq!(whole(&[head.as_bytes()]), None);
    assert_eq!(whole(&[]), None);
    // Its end came, only the server's last word is missing.
    assert!(whole(&[STREAM.replace("data: [DONE]\n\n", "").as_bytes()]).is_some());
}

#[test]
fn refusals_and_errors_within_are_seen_and_what_is_no_json_is_not_taken() {
    let refusal = "data: {\"choices\":[{\"delta\":{\"refusal\":\"Nein.\"},\"finish_reason\":\"stop\"}]}\n";
    assert_eq!(whole(&[refusal.as_bytes()]).unwrap()["choices"][0]["message"]["refusal"], "Nein.");
    let error = "data: {\"error\":{\"code\":500,\"message\":\"x\"}}\n";
    assert_eq!(whole(&[error.as_bytes()]).unwrap()["error"]["code"], 500);
    assert_eq!(Assembly::default().take(b"data: {\"choices\": [\n"), Err(NotUnderstood));
}
