use std::sync::Mutex;

use vermerk_document::{Block, BlockKind, MediaType, Metadata, Part, PartKind, Reading};
use vermerk_model::Unmetered;
use vermerk_summary::{AnswerForms, Finish, Passage, RequestId, Usage};

use super::*;

/// A model that keeps what it was sent and answers with what a function makes of it.
struct Recording {
    seen: Mutex<Vec<Request>>,
    answer: fn(&Request) -> String,
    is_rehearsal: bool,
}

impl Model for Recording {
    fn name(&self) -> &'static str {
        "recording"
    }

    fn window(&self) -> Option<usize> {
        Some(8000)
    }

    fn is_rehearsal(&self) -> bool {
        self.is_rehearsal
    }

    fn complete_metered<'a>(
        &'a self,
        request: &'a Request,
        _meter: Arc<dyn Meter>,
    ) -> BoxFuture<'a, Result<Completion, ModelError>> {
        self.seen.lock().unwrap().push(request.clone());
        let text = (self.answer)(request);
        Box::pin(async { Ok(Completion { text, finish: Finish::Stop, usage: Usage::default() }) })
    }
}

fn document(text: &str) -> Document {
    let blocks = vec![Block::new(BlockKind::Paragraph, text)];
    let part = Part { kind: PartKind::Section { number: 1 }, reading: Reading::Read, blocks };
    Document { media_type: MediaType::Text, metadata: Metadata::default(), parts: vec![part], hidden: vec![] }
}

const TEXT: &str = "Frau Wiebke Petersen beantragt 500 Euro auf DE89 3704 0044 0532 0130 00.";

fn ask(
    personal: PersonalData,
    kinds: &[Kind],
    answer: fn(&Request) -> String,
) -> (Vec<Request>, Result<String, Class>) {
    ask_model(personal, kinds, Recording { seen: Mutex::default(), answer, is_rehearsal: false })
}

fn ask_model(personal: PersonalData, kinds: &[Kind], model: Recording) -> (Vec<Request>, Result<String, Class>) {
    let document = document(TEXT);
    let model = Arc::new(model);
    let masker = Masker::new(kinds.iter().copied(), Known::new(&document, &[]));
    let guarded = Guarded { model: model.clone(), canary: canary(&document), personal, masker };
    let request = Request {
        id: RequestId(1),
        system: "Fassen Sie zusammen.".to_owned(),
        user: format!("[1] {TEXT}"),
        schema: serde_json::Value::Null,
        forms: AnswerForms::default(),
        max_tokens: 100,
        words: 50,
        title: Some("Antrag von Wiebke Petersen".to_owned()),
        passages: vec![Passage {
            number: 1,
            span: Span { part: 0, block: 0, start: 0, end: TEXT.len() as u32 },
            text: TEXT.to_owned(),
            eligible: true,
        }],
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let answer = runtime.block_on(guarded.complete_metered(&request, Arc::new(Unmetered)));
    let seen = model.seen.lock().unwrap().clone();
    (seen, answer.map(|completion| completion.text).map_err(|error| error.class))
}

#[test]
fn an_echoing_model_gives_back_the_original_and_has_seen_none_of_it() {
    let (seen, answer) = ask(PersonalData::Masked, &Kind::ALL, |request| request.user.clone());
    assert_eq!(answer.unwrap(), format!("[1] {TEXT}"));
    let sent = format!("{:?}", seen[0]);
    assert!(!sent.contains("Petersen") && !sent.contains("DE89"), "{sent}");
    assert!(sent.contains("500 Euro"), "{sent}");
}

#[test]
fn a_rehearsal_answers_from_what_the_document_says_and_counts_what_would_be_sent() {
    let model =
        Recording { seen: Mutex::default(), answer: |request| request.passages[0].text.clone(), is_rehearsal: true };
    let (seen, answer) = ask_model(PersonalData::Masked, &Kind::ALL, model);
    assert_eq!(answer.unwrap(), TEXT);
    assert!(!seen[0].user.contains("Petersen"), "{}", seen[0].user);
}

#[test]
fn with_a_recogniser_switched_off_nothing_is_sent() {
    for off in [Kind::Iban, Kind::Person] {
        let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| *kind != off).collect();
        let (seen, answer) = ask(PersonalData::Masked, &kinds, |_| String::new());
        assert_eq!(answer, Err(Class::Refused(Barrier::PersonalData)), "{off:?}");
        assert_eq!(seen.len(), 0, "{off:?}");
    }
}

#[test]
fn prohibited_personal_data_stops_the_request_and_permitted_data_passes() {
    let (seen, answer) = ask(PersonalData::Prohibited, &Kind::ALL, |_| String::new());
    assert_eq!((seen.len(), answer), (0, Err(Class::Refused(Barrier::PersonalData))));
    let (seen, answer) = ask(PersonalData::Permitted, &Kind::ALL, |_| "{}".to_owned());
    assert!(answer.is_ok() && seen[0].user.contains("Petersen"));
}

#[test]
fn an_answer_with_the_canary_is_thrown_away() {
    let (_, answer) = ask(PersonalData::Permitted, &Kind::ALL, |request| request.system.clone());
    assert_eq!(answer, Err(Class::Refused(Barrier::Canary)));
}

#[test]
fn a_document_for_an_unknown_endpoint_does_not_pass() {
    let gate = Gate { guideline: None, host: Some("llm.example.net".to_owned()), today: Day::of(0) };
    assert_eq!(gate.release(&document(TEXT), &Cover::default()), Err(Barrier::NoGuideline));
    assert_eq!(Gate::in_house().release(&document(TEXT), &Cover::default()), Ok(PersonalData::Permitted));
}

#[test]
fn notices_name_each_page_with_its_sentences() {
    let span = |part, start| Span { part, block: 0, start, end: start + 1 };
    let notices = notices(&[span(0, 0), span(0, 5), span(3, 0)]);
    let found: Vec<_> = notices.iter().map(|notice| (notice.part, notice.kind)).collect();
    let kind = |sentences| NoticeKind::AddressesModel { sentences };
    assert_eq!(found, [(Some(0), kind(2)), (Some(3), kind(1))]);
}
