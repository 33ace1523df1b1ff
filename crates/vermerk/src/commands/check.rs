use std::io::Read as _;
use std::path::Path;

use fs_err as fs;
use serde::Serialize;
use vermerk_document::{Document, Outline};
use vermerk_summary::{Evidence, Reason, Source, Verdict, check as check_statement};

use crate::arguments::{Check, Global};
use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::settings::Settings;
use crate::{print, workbench};

#[derive(Serialize)]
struct Line<'a> {
    statement: &'a str,
    verdict: Verdict,
    reasons: &'a [Reason],
    evidence: Vec<Proof<'a>>,
}

/// Evidence with its place in words, for people and programs that do not know spans.
#[derive(Serialize)]
pub(super) struct Proof<'a> {
    page: Option<u32>,
    headings: Vec<String>,
    paragraph: Option<u32>,
    #[serde(flatten)]
    evidence: &'a Evidence,
}

pub(super) fn proofs<'a>(outline: &Outline<'_>, evidence: &'a [Evidence]) -> Vec<Proof<'a>> {
    let proof = |evidence: &'a Evidence| {
        let anchor = outline.anchor(evidence.span);
        Proof {
            page: anchor.as_ref().and_then(|anchor| anchor.page),
            paragraph: anchor.as_ref().map(|anchor| anchor.paragraph),
            headings: anchor.map(|anchor| anchor.headings).unwrap_or_default(),
            evidence,
        }
    };
    evidence.iter().map(proof).collect()
}

/// Prints one line of JSON for each statement.
pub(crate) fn check(command: &Check, global: &Global) -> Result<Exit, CommandError> {
    let settings = Settings::load(global)?;
    let statements = read_statements(&command.statements)?;
    let document: Document = workbench::read_file(&command.source, &settings)?.document;
    let source = Source::new(&document);
    let outline = Outline::new(&document);
    let mut out = String::new();
    let statements = statements.strip_prefix('\u{feff}').unwrap_or(&statements);
    for statement in statements.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let checked = check_statement(&source, statement);
        let line = Line {
            statement,
            verdict: checked.verdict,
            reasons: &checked.reasons,
            evidence: proofs(&outline, &checked.evidence),
        };
        out.push_str(&serde_json::to_string(&line).map_err(CommandError::internal)?);
        out.push('\n');
    }
    print::data(&out)?;
    Ok(Exit::Done)
}

fn read_statements(path: &Path) -> Result<String, CommandError> {
    let read = if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().lock().read_to_string(&mut text).map(|_| text)
    } else {
        fs::read_to_string(path)
    };
    read.map_err(|error| CommandError::input(path, error))
}
