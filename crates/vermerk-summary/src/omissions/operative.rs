//! Sentences that decide, and those that tell how a decision can be fought.

/// Participles that decide where "wird" or "werden" stands before them.
const DECIDED: &[&str] = &[
    "abgelehnt",
    "abgewiesen",
    "angedroht",
    "angeordnet",
    "aufgegeben",
    "aufgehoben",
    "aufgelöst",
    "befreit",
    "beschlossen",
    "bewilligt",
    "eingestellt",
    "entlassen",
    "entzogen",
    "erlaubt",
    "ernannt",
    "erteilt",
    "festgesetzt",
    "freigegeben",
    "gekündigt",
    "genehmigt",
    "geschlossen",
    "gewährt",
    "stattgegeben",
    "untersagt",
    "verlängert",
    "verpflichtet",
    "versagt",
    "verurteilt",
    "verwarnt",
    "verworfen",
    "wiedereingesetzt",
    "widerrufen",
    "widersprochen",
    "zugelassen",
    "zugestimmt",
    "zurückgenommen",
    "zurückgewiesen",
];
/// What the one who decides says in the first person.
const FIRST_PERSON: &[&str] = &[
    "bewillige ich",
    "bewilligen wir",
    "ich bewillige",
    "erteile ich",
    "erteilen wir",
    "genehmige ich",
    "genehmigen wir",
    "hebe ich",
    "heben wir",
    "lehne ich",
    "lehnen wir",
    "ich lehne",
    "ordne ich",
    "ordnen wir",
    "ich ordne",
    "setze ich",
    "setzen wir",
    "untersage ich",
    "untersagen wir",
    "ich verwarne",
    "wir verwarnen",
    "widerrufe ich",
    "widerrufen wir",
    "ich widerrufe",
    "weise ich",
    "weisen wir",
    "kündige ich",
    "kündigen wir",
    "ich kündige",
    "fordere ich",
    "fordern wir",
    "ich fordere",
    "nehme ich",
    "verlängere ich",
    "verpflichte ich",
];
/// What bodies and parties do in the third person.
const THIRD_PERSON: &[&str] = &[
    "beschließt",
    "kommen überein",
    "kommt überein",
    "stimmt zu",
    "stimmt dem",
    "stimmt der",
    "stimmen dem",
    "stimmen der",
    "kündigt den",
    "kündigt das",
    "kündigt die",
    "weist die klage",
    "weist den",
    "hebt den",
    "hebt die",
    "lehnt den",
    "lehnt die",
    "nimmt den bericht",
    "nicht zugestimmt",
    "wird ermächtigt",
    "zuschlag soll",
    "zuschlag wird",
    "zuschlag erhält",
    "hat beschlossen",
    "haben beschlossen",
    "einvernehmen erteilt",
];
/// Words with which a sentence speaks of a possible or of a former decision.
const CONDITIONAL: &[&str] =
    &[" wenn ", " falls ", " sofern ", " soweit ", " solange ", " kann ", " können ", " könnte", " würde", " ob "];

/// Whether a sentence decides something here and now, by its words; a rule of thumb that prefers to stay silent.
pub(super) fn is_decision(sentence: &str) -> bool {
    let lower = format!(" {} ", sentence.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase());
    if FIRST_PERSON.iter().chain(THIRD_PERSON).any(|cue| holds_words(&lower, cue)) {
        return true;
    }
    let passive = lower.split_once(" wird ").or_else(|| lower.split_once(" werden "));
    let decided = passive.is_some_and(|(before, after)| {
        let around = |word: &&&str| holds_words(after, word) || before.split(' ').next_back() == Some(**word);
        let verb_first = DECIDED.iter().any(|word| before.trim_start().starts_with(word));
        verb_first || DECIDED.iter().any(|word| around(&word))
    });
    decided && !CONDITIONAL.iter().any(|cue| lower.contains(cue))
}

/// Whether a sentence tells how a decision can be fought, or that it cannot.
pub(crate) fn is_remedy(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    let means =
        ["widerspruch", "klage", "einspruch", "beschwerde", "rechtsbehelf", "rechtsmittel", "nachprüfungsantrag"];
    let named = means.iter().any(|word| lower.contains(word));
    let open = ["kann", "können", "statthaft", "zulässig", "ist innerhalb", "ist binnen", "steht ihnen"];
    let lodged =
        ["erhoben werden", "eingelegt werden", "gestellt werden", "erheben", "einlegen", "statthaft", "zu erheben"];
    let against =
        ["gegen dies", "gegen den", "gegen die", "nicht einverstanden", "dagegen", "hiergegen", "vergabekammer"];
    let any = |cues: &[&str]| cues.iter().any(|cue| lower.contains(cue));
    named && any(&open) && any(&lodged) && any(&against)
}

/// Whether the words stand in the text and not within others.
fn holds_words(text: &str, cue: &str) -> bool {
    text.match_indices(cue).any(|(at, _)| {
        let before = text.get(..at).and_then(|s| s.chars().next_back());
        let after = text.get(at + cue.len()..).and_then(|s| s.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}
