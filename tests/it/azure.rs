//! Azure's ways, on a server of our own (`tests/azure_server`) where no real one and no other mock can be made to show
//! them; and what goes over the network at all.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::bench::{Bench, Ended, root};

/// A word of the documents that no log line and no error may show.
const CANARY: &str = "Zwergohreule";
const KEY: &str = "azure-geheim-4711";

struct Azure {
    url: String,
    child: Child,
}

impl Azure {
    fn start(options: &[&str]) -> Self {
        let mut command = Command::new("python3");
        command.arg(root().join("tests/azure_server/serve.py")).args(options).stdout(Stdio::piped());
        let mut child = command.spawn().expect("python3 is installed by tests/run");
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.strip_prefix("READY ").expect("the server starts").trim().to_owned();
        Self { url, child }
    }

    /// Everything that came in.
    fn journal(&self) -> Vec<Value> {
        let mut stream = TcpStream::connect(self.url.trim_start_matches("http://")).unwrap();
        stream.write_all(b"GET /journal HTTP/1.0\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    fn statuses(&self) -> Vec<u64> {
        self.journal().iter().map(|record| record["status"].as_u64().unwrap()).collect()
    }
}

impl Drop for Azure {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// Settings for the server, with further lines.
fn settings(bench: &Bench, azure: &Azure, lines: &str) {
    let config = format!(
        "[model]\nkind = \"azure\"\nbase_url = \"{}\"\nmodel = \"gpt-probe\"\nin_flight = 2\nseconds = 30\n{lines}\n",
        azure.url
    );
    bench.file("settings.toml", config);
}

fn document(bench: &Bench, word: &str, sentences: usize) {
    let mut text = String::new();
    for number in 1..=sentences {
        let year = 1900 + number;
        writeln!(text, "Die {CANARY} Nummer {number} brütet seit dem Jahr {year} in der Gemeinde {word}.\n").unwrap();
    }
    bench.file("in/akte.txt", text);
}

/// How a run ends that came to its end, whether or not its summaries need a person.
const FINISHED: [i32; 2] = [0, 3];

/// A run with the loudest log there is; nothing of it may show the documents' text or the key.
#[track_caller]
fn run(bench: &Bench, codes: &[i32]) -> Ended {
    let mut command = bench.command();
    command.args(["run", "in", "--config", "settings.toml", "--log", "trace", "--json"]).env("RUST_LOG", "trace");
    command.env("CREDENTIALS_DIRECTORY", bench.path("credentials"));
    let ended = crate::bench::ended(command.output().unwrap());
    assert!(ended.code.is_some_and(|code| codes.contains(&code)), "{:?}\n{}", ended.code, ended.stderr);
    for secret in [CANARY, KEY] {
        assert!(!ended.stderr.contains(secret) && !ended.stdout.contains(secret), "'{secret}' in the output");
    }
    assert!(ended.stderr.contains("answered") || ended.stderr.contains("not answered"), "the log is on");
    ended
}

#[test]
fn a_deployment_is_asked_with_a_key_from_a_credential() {
    let (bench, azure) = (Bench::new(), Azure::start(&["--key", KEY]));
    bench.file("credentials/azure", format!("{KEY}\n"));
    settings(&bench, &azure, "api_version = \"2024-10-21\"\napi_key_credential = \"azure\"");
    document(&bench, "Olfen", 3);
    let ended = run(&bench, &FINISHED);
    let totals: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(totals["endpoint"]["sent"], azure.journal().len() as f64);
    assert!(totals["endpoint"]["prompt_tokens"].as_f64().unwrap() > 100.0);
    let first = &azure.journal()[0];
    assert_eq!(first["path"], "/openai/deployments/gpt-probe/chat/completions?api-version=2024-10-21");
    assert_eq!(format!("http://{}", first["host"].as_str().unwrap()), azure.url);
}

#[test]
fn a_token_comes_from_a_command_and_a_wrong_one_ends_with_69() {
    let (bench, azure) = (Bench::new(), Azure::start(&["--token", KEY]));
    bench.file("token.json", format!("{{\"access_token\":\"{KEY}\",\"expires_in\":3600}}"));
    settings(&bench, &azure, "token_command = [\"cat\", \"token.json\"]");
    document(&bench, "Olfen", 3);
    run(&bench, &FINISHED);
    assert_eq!(azure.journal()[0]["path"], "/openai/v1/chat/completions");
    assert!(azure.statuses().iter().all(|status| *status == 200));

    bench.file("falsch", "ein-anderes-token");
    settings(&bench, &azure, "token_file = \"falsch\"");
    document(&bench, "Datteln", 3);
    run(&bench, &[69]);
    let refused = azure.statuses().iter().filter(|status| **status == 401).count();
    assert_eq!(refused, 2, "once, and once more with a token fetched anew");
}

#[test]
fn what_a_filter_refuses_speaks_for_itself_and_is_not_asked_again() {
    for word in ["FILTERME", "FILTERHALF"] {
        let (bench, azure) = (Bench::new(), Azure::start(&["--key", KEY]));
        bench.file("schluessel", KEY);
        settings(&bench, &azure, "api_key_file = \"schluessel\"");
        document(&bench, word, 3);
        run(&bench, &FINISHED);
        assert_eq!(azure.journal().len(), 1, "{word}");
        let report = std::fs::read_to_string(bench.path("out/berichte/akte.txt.html")).unwrap();
        assert!(report.contains(CANARY), "the source speaks: {report}");
    }
}

#[test]
fn what_does_not_fit_is_halved() {
    let (bench, azure) = (Bench::new(), Azure::start(&["--key", KEY]));
    bench.file("schluessel", KEY);
    settings(&bench, &azure, "api_key_file = \"schluessel\"");
    document(&bench, "OVERFLOWME", 100);
    run(&bench, &FINISHED);
    let refused = azure.statuses().iter().filter(|status| **status == 400).count();
    // 100 passages, then twice 50; four times 25 fit.
    assert_eq!(refused, 3);
}

#[test]
fn an_answer_that_stops_on_its_way_is_asked_for_again() {
    let (bench, azure) = (Bench::new(), Azure::start(&["--key", KEY]));
    bench.file("schluessel", KEY);
    settings(&bench, &azure, "api_key_file = \"schluessel\"\nidle_seconds = 1");
    document(&bench, "STALLONCE", 3);
    let totals: Value = serde_json::from_str(&run(&bench, &FINISHED).stdout).unwrap();
    // The request and the one that asks for a correction, each twice.
    assert_eq!((&totals["endpoint"]["retried_transient"], &totals["endpoint"]["answered"]), (&2.0.into(), &2.0.into()));
}

#[test]
fn refusals_by_windows_lose_nothing() {
    let (bench, azure) = (Bench::new(), Azure::start(&["--key", KEY, "--window", "1=3"]));
    bench.file("schluessel", KEY);
    settings(&bench, &azure, "api_key_file = \"schluessel\"");
    for number in 0..6 {
        let text = format!("Die {CANARY} brütet in der Gemeinde Nummer {number} und wird dort seit 2001 gezählt.");
        bench.file(&format!("in/{number}.txt"), text);
    }
    let totals: Value = serde_json::from_str(&run(&bench, &FINISHED).stdout).unwrap();
    assert_eq!(totals["summarised"], 6);
    let statuses = azure.statuses();
    let count = |wanted| statuses.iter().filter(|status| **status == wanted).count();
    assert_eq!(count(200), 12, "each document is asked about, and once more for a correction");
    assert!((1..=4).contains(&count(429)), "{statuses:?}");
}

#[test]
fn a_killed_run_pays_at_most_what_was_in_flight_twice() {
    let (bench, azure) = (Bench::new(), Azure::start(&["--key", KEY, "--latency", "0.05"]));
    bench.file("schluessel", KEY);
    settings(&bench, &azure, "api_key_file = \"schluessel\"");
    for number in 0..20 {
        let text = format!("Die {CANARY} brütet in der Gemeinde Nummer {number} und wird dort seit 2001 gezählt.");
        bench.file(&format!("in/{number}.txt"), text);
    }
    let mut command = bench.command();
    command.args(["run", "in", "--config", "settings.toml"]).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.by_ref().filter(|line| line.starts_with("summarised: ")).nth(4).is_some());
    // SIGKILL: nothing is put in order.
    child.kill().unwrap();
    child.wait().unwrap();

    run(&bench, &FINISHED);
    let paid = azure.journal();
    let distinct: std::collections::BTreeSet<&str> =
        paid.iter().map(|record| record["asked"].as_str().unwrap()).collect();
    assert!(paid.len() - distinct.len() <= 2, "{} of {} were asked twice", paid.len() - distinct.len(), paid.len());
    bench.run(["run", "in", "--config", "settings.toml"]);
    assert_eq!(azure.journal().len(), paid.len(), "a finished job sends nothing");
}

/// Traced by strace, with proxies named in the environment and an answer that sends elsewhere.
#[test]
fn no_host_but_the_endpoint_is_contacted() {
    let (bench, azure) = (Bench::new(), Azure::start(&["--key", KEY]));
    bench.file("schluessel", KEY);
    settings(&bench, &azure, "api_key_file = \"schluessel\"");
    document(&bench, "Olfen", 3);
    let elsewhere = "http://127.0.0.1:9";
    let command = bench.command();
    let mut traced = Command::new("strace");
    traced.args(["-f", "-qq", "-e", "trace=socket,connect,sendto,sendmsg,sendmmsg,bind", "-o"]);
    traced.arg(bench.path("trace")).arg(command.get_program());
    traced.args(["run", "in", "--config", "settings.toml"]).env_clear().env("VERMERK_STORE", bench.path("store"));
    traced.current_dir(bench.path(""));
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        traced.env(name, elsewhere);
    }
    let ended = crate::bench::ended(traced.output().expect("strace is installed by tests/run"));
    assert!(FINISHED.contains(&ended.code.unwrap()), "{}", ended.stderr);
    let trace = std::fs::read_to_string(bench.path("trace")).unwrap();
    let port = azure.url.rsplit_once(':').unwrap().1;
    let to_endpoint = format!("sin_port=htons({port}), sin_addr=inet_addr(\"127.0.0.1\")");
    let contacts: Vec<&str> =
        trace.lines().filter(|line| line.contains(" connect(") || line.contains("sa_family=")).collect();
    assert!(contacts.iter().any(|line| line.contains(&to_endpoint)), "{trace}");
    let others: Vec<&&str> = contacts.iter().filter(|line| !line.contains(&to_endpoint)).collect();
    assert!(others.is_empty(), "{others:#?}");
}

/// The server is the proxy too, and the endpoint's name is one that no name server knows.
#[test]
fn a_proxy_is_used_where_the_settings_name_it() {
    let (bench, azure) = (Bench::new(), Azure::start(&["--key", KEY]));
    bench.file("schluessel", KEY);
    bench.file("anmeldung", "vermerk:geheim-0815\n");
    let proxy = format!("proxy = \"{}\"\nproxy_login_file = \"anmeldung\"\napi_key_file = \"schluessel\"", azure.url);
    settings(&bench, &azure, &proxy);
    let lines = std::fs::read_to_string(bench.path("settings.toml")).unwrap();
    let lines = lines.replacen(&azure.url, "http://ki.landesrechenzentrum.example", 1);
    // On the premises by a guideline that comes with the program.
    let guideline = crate::bench::root().join("config/laender/birkenland/leitlinie.toml");
    let lines = format!("{lines}\n[policy]\nguideline = {guideline:?}\n");
    bench.file("settings.toml", lines);
    document(&bench, "Olfen", 3);
    let ended = run(&bench, &FINISHED);
    let first = &azure.journal()[0];
    assert_eq!((&first["proxy"], &first["host"]), (&true.into(), &"ki.landesrechenzentrum.example".into()));
    assert_eq!(first["login"], "Basic dmVybWVyazpnZWhlaW0tMDgxNQ==");
    assert!(!ended.stderr.contains("geheim-0815") && !ended.stderr.contains("dmVybWVyazpn"));
}

#[test]
fn only_the_authorities_of_the_settings_are_trusted() {
    let bench = Bench::new();
    bench.file("ende.cnf", "subjectAltName=IP:127.0.0.1\n");
    let make =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=Pruefstelle \
                    -keyout stelle.key -out stelle.pem &&
                openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=127.0.0.1 \
                    -keyout ende.key -out ende.csr &&
                openssl x509 -req -in ende.csr -CA stelle.pem -CAkey stelle.key -CAcreateserial -days 2 \
                    -extfile ende.cnf -out ende.pem";
    let made = Command::new("sh").args(["-c", make]).current_dir(bench.path("")).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let (certificate, private) = (bench.path("ende.pem"), bench.path("ende.key"));
    let options =
        ["--key", KEY, "--certificate", certificate.to_str().unwrap(), "--private", private.to_str().unwrap()];
    let azure = Azure::start(&options);
    bench.file("schluessel", KEY);
    document(&bench, "Olfen", 3);
    settings(&bench, &azure, "api_key_file = \"schluessel\"\nauthorities_file = \"stelle.pem\"");
    let totals: Value = serde_json::from_str(&run(&bench, &FINISHED).stdout).unwrap();
    assert_eq!(totals["endpoint"]["retried_transient"], 0.0);

    document(&bench, "Datteln", 3);
    settings(&bench, &azure, "api_key_file = \"schluessel\"");
    let totals: Value = serde_json::from_str(&run(&bench, &[69]).stdout).unwrap();
    assert_eq!((&totals["endpoint"]["sent"], &totals["failed"]), (&1.0.into(), &1.into()), "not tried again");
}
