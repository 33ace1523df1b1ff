use std::borrow::Cow;

use super::lines::{Line, Word};

/// Puts the words of a line with Hebrew or Arabic letters into the order in which they are read.
///
/// Nearly all writers draw such lines from left to right as they look, so that their letters stand in the stream in
/// reverse. Words between right-to-left words change places, letters within them too; numbers and words in other
/// scripts keep theirs. It is rule L2 of the Unicode bidirectional algorithm (UAX 9) applied to two levels.
pub(super) fn order(line: &mut Line) {
    if !line.text.contains(is_right_to_left) {
        return;
    }
    let word_text = |word: &Word| line.text.get(word.start..word.end).unwrap_or_default();
    let mut words: Vec<(Word, String, bool)> = Vec::with_capacity(line.words.len());
    for word in &line.words {
        let text = word_text(word);
        let leads = text.contains(is_right_to_left);
        words.push((*word, if leads { reversed(text) } else { text.to_owned() }, leads));
    }
    let count = |of: fn(char) -> bool| line.text.chars().filter(|&c| of(c)).count();
    if count(is_right_to_left) >= count(|c| c.is_alphabetic() && !is_right_to_left(c)) {
        words.reverse();
        // Runs of words in other scripts are read from left to right again.
        words.chunk_by_mut(|a, b| a.2 == b.2).filter(|run| !run[0].2).for_each(<[_]>::reverse);
    } else {
        words.chunk_by_mut(|a, b| a.2 == b.2).filter(|run| run[0].2).for_each(<[_]>::reverse);
    }
    line.text.clear();
    line.words.clear();
    for (word, text, _) in words {
        if !line.text.is_empty() {
            line.text.push(' ');
        }
        let start = line.text.len();
        line.text.push_str(&text);
        line.words.push(Word { start, end: line.text.len(), ..word });
    }
}

/// What one glyph stands for, as it would be drawn letter by letter; [`order`] turns it round again.
pub(super) fn as_drawn(text: &str) -> Cow<'_, str> {
    let several = text.len() > 2 && text.contains(is_right_to_left);
    if several { Cow::Owned(reversed(text)) } else { Cow::Borrowed(text) }
}

/// The letters of a word in reverse; marks stay behind their letter and digits in their order.
fn reversed(word: &str) -> String {
    let mut clusters: Vec<String> = Vec::new();
    let mut digits = false;
    for letter in word.chars() {
        let digit = letter.is_ascii_digit();
        match clusters.last_mut() {
            Some(last) if is_mark(letter) || (digit && digits) => last.push(letter),
            _ => clusters.push(letter.to_string()),
        }
        digits = digit;
    }
    clusters.reverse();
    clusters.into_iter().map(|cluster| mirrored(&cluster).map_or(cluster, str::to_owned)).collect()
}

/// Brackets are drawn as they look, which is the other way round in text that runs to the left.
fn mirrored(cluster: &str) -> Option<&'static str> {
    match cluster {
        "(" => Some(")"),
        ")" => Some("("),
        "[" => Some("]"),
        "]" => Some("["),
        _ => None,
    }
}

/// Letters of Hebrew, Arabic, Syriac, Thaana and N'Ko, with their presentation forms.
fn is_right_to_left(letter: char) -> bool {
    matches!(letter, '\u{591}'..='\u{7ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Points and signs that stand over or under a letter.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}')
}

#[cfg(test)]
mod tests {
    use super::super::geometry::Rect;
    use super::super::lines::{Line, Word};
    use super::order;

    #[track_caller]
    fn check(drawn: &str, read: &str) {
        let mut words = Vec::new();
        let mut at = 0;
        for word in drawn.split(' ') {
            words.push(Word {
                start: at,
                end: at + word.len(),
                from: at as f32,
                to: (at + word.len()) as f32,
                after_space: true,
            });
            at += word.len() + 1;
        }
        let mut line = Line {
            text: drawn.to_owned(),
            words,
            direction: (1.0, 0.0),
            from: 0.0,
            to: at as f32,
            baseline: 0.0,
            size: 10.0,
            bold: false,
            artifact: false,
            mcid: -1,
            rect: Rect::EMPTY,
        };
        order(&mut line);
        assert_eq!(line.text, read);
    }

    #[test]
    fn lines_that_run_to_the_left_are_read_so() {
        check("םלוע םולש", "שלום עולם");
        check("2027 תנש דע 15 ףיעס", "סעיף 15 עד שנת 2027");
    }

    #[test]
    fn words_of_other_scripts_keep_their_order() {
        check("Vermerk an םלוע םולש vom 3. Mai 2027 in Lindenau", "Vermerk an שלום עולם vom 3. Mai 2027 in Lindenau");
        check("Bescheid vom Mai", "Bescheid vom Mai");
    }
}
