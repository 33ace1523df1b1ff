//! What a model answered once is not asked again, whatever happens after.
//!
//! The server is a fake, since a real one can't be made to fail at a given request.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::bench::Bench;
use crate::fake_model::{FakeModel, Reply};

/// A server that answers the first requests and refuses the key from then on.
struct Server {
    model: FakeModel,
    answers: Arc<AtomicUsize>,
}

impl Server {
    fn start(answers: usize) -> Self {
        let answers = Arc::new(AtomicUsize::new(answers));
        let limit = answers.clone();
        let model =
            FakeModel::start(
                move |_, before| {
                    if before < limit.load(Ordering::Relaxed) { Reply::Empty } else { Reply::Refused }
                },
            );
        Self { model, answers }
    }

    /// Answers nothing from here on.
    fn refuse(&self) {
        self.answers.store(0, Ordering::Relaxed);
    }

    fn asked(&self) -> Vec<String> {
        self.model.asked()
    }
}

fn bench() -> Bench {
    let bench = Bench::new();
    let paragraph =
        "Die Bezirksregierung bewilligt der Gemeinde eine Zuwendung von 12.000 Euro und setzt eine Frist bis Mai.\n\n";
    bench.file("in/akte.txt", paragraph.repeat(400));
    bench
}

fn run(bench: &Bench, server: &Server, code: i32) {
    bench.file("settings.toml", server.model.settings(1));
    bench.run(["run", "in", "--config", "settings.toml"]).expect(code);
}

#[test]
fn an_unreachable_model_is_told_also_where_earlier_results_are_there() {
    let bench = bench();
    let server = Server::start(usize::MAX);
    run(&bench, &server, 0);
    let before = server.asked().len();
    run(&bench, &server, 0);
    assert_eq!(server.asked().len(), before, "a finished job sends nothing");
    server.refuse();
    for number in 0..40 {
        let text = "ist nach dem Ausfall des Servers eingegangen und kann ohne Modell nicht zusammengefasst werden.";
        bench.file(&format!("in/neu-{number}.txt"), format!("Das Dokument Nummer {number} {text}"));
    }
    run(&bench, &server, 69);
    let refused = server.asked().len() - before;
    // Those that were already on their way when the first was refused.
    assert!((1..=16).contains(&refused), "a refused key is not tried for every document: {refused}");
}

#[test]
fn answers_before_a_failure_are_not_asked_for_again() {
    // How many requests the document takes when nothing fails.
    let undisturbed = Server::start(usize::MAX);
    run(&bench(), &undisturbed, 0);
    let needed = undisturbed.asked().len();
    assert!(needed >= 3, "the document is asked about in pieces: {needed}");

    let bench = bench();
    let failing = Server::start(2);
    run(&bench, &failing, 69);
    // The same address, so that it is the same endpoint; the first server has kept its port.
    let seen = failing.asked();
    assert!(seen.len() >= 3);
    let status: serde_json::Value = serde_json::from_str(&bench.run(["status", "--json"]).expect(0).stdout).unwrap();
    assert_eq!(status[0]["failed"], 1);
    run(&bench, &failing, 69);
    let again = &failing.asked()[seen.len()..];
    for answered in &seen[..2] {
        assert!(!again.contains(answered), "an answered request was asked again");
    }
    assert!(!again.is_empty(), "what was not answered is asked again");
}
