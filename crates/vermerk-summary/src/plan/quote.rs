//! Does a quote stand where the model says?

#[cfg(test)]
mod tests;

/// A text as quotes are compared: letters, digits and signs in lower case, without what line ends, hyphenation and
/// typography change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Normal(String);

/// A quote of fewer characters stands everywhere and proves nothing.
const SHORTEST: usize = 12;

impl Normal {
    pub(super) fn of(text: &str) -> Self {
        let kept = text.chars().filter(|c| !c.is_whitespace() && !is_typography(*c));
        Self(kept.flat_map(char::to_lowercase).collect())
    }

    /// The texts one after the other.
    pub(super) fn of_all<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        Self(texts.map(|text| Self::of(text).0).collect())
    }
}

/// Soft hyphens, hyphens, dashes and quotation marks.
fn is_typography(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '-' | '\u{2010}'
            ..='\u{2015}' | '"' | '\'' | '„' | '“' | '”' | '‚' | '‘' | '’' | '«' | '»' | '›' | '‹'
    )
}

/// What a model gave as a quote: one piece, or several where it left something out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quote(Vec<String>);

impl Quote {
    /// `None` if it is too short to prove anything.
    pub(super) fn read(quote: &str) -> Option<Self> {
        let quote = quote.replace("...", "…").replace("[…]", "…").replace("(…)", "…");
        let whole = |piece: &str| Normal::of(piece).0.trim_end_matches(['.', ',', ';', ':']).to_owned();
        let pieces: Vec<String> = quote.split('…').map(whole).filter(|piece| !piece.is_empty()).collect();
        let letters: usize = pieces.iter().map(|piece| piece.chars().count()).sum();
        (letters >= SHORTEST).then_some(Self(pieces))
    }

    /// Whether its pieces stand in the text one after the other.
    pub(super) fn stands_in(&self, text: &Normal) -> bool {
        let mut rest = text.0.as_str();
        for piece in &self.0 {
            let Some((_, after)) = rest.split_once(piece.as_str()) else { return false };
            rest = after;
        }
        true
    }
}
