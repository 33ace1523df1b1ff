//! Persons and firms that announce themselves: "Herr Müller", "Dr. Anna Groß", `Beispiel Bau GmbH`.

use std::sync::LazyLock;

use regex::Regex;

use super::{Kind, Value, single_spaced};

static PERSON: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)\b(?:Herrn|Herr|Frau|Familie|Eheleute|Mr\.|Mrs\.|Ms\.|Rechtsanwältin|Rechtsanwalt)\s
        (?:(?:Prof\.|Dr\.|Dipl\.-\p{L}+\.|med\.|jur\.|rer\.|nat\.|phil\.|h\.\s?c\.)\s)*
        (?P<n>(?:(?:von|van|de|zu|der)\s)*\p{Lu}[\p{L}'’]+(?:-\p{Lu}\p{L}+)?(?:\s\p{Lu}[\p{Ll}'’]+(?:-\p{Lu}\p{L}+)?){0,2})",
    )
    .expect("a constant pattern")
});
static FIRM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)(?P<n>\p{Lu}[\p{L}\d&\-]*(?:\s(?:\p{Lu}[\p{L}\d\-]*|&|und)){0,4}\s
        (?:gGmbH|GmbH(?:\s&\sCo\.\s(?:KG|OHG))?|AG|KG|OHG|SE|eG|UG|e\.\s?V\.|Ltd\.|Inc\.))",
    )
    .expect("a constant pattern")
});

pub(super) fn read(text: &str) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    for pattern in [&*FIRM, &*PERSON] {
        for captures in pattern.captures_iter(text) {
            let Some(name) = captures.name("n") else { continue };
            if super::is_free(&found, &name.range()) {
                found.push(Value { kind: Kind::Name, range: name.range(), normalised: single_spaced(name.as_str()) });
                found.sort_by_key(|value| value.range.start);
            }
        }
    }
    found
}
