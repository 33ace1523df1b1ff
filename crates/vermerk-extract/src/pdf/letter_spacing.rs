use super::lines::Line;

/// Fewest single letters in a row that are taken for one word set wide.
const LEAST_LETTERS: usize = 5;
/// Widest gap within such a word, in ems.
const WIDEST_GAP: f32 = 0.62;
/// How far the gaps of such a word may differ from each other, in ems: letters differ in width, their gaps do not.
const SAME_GAP: f32 = 0.1;
/// How much wider than its gaps the space around the word is at least.
const APART: f32 = 1.5;

/// Joins the letters of words that are set wide for emphasis ("B e s c h l u s s"), as German typewriting does.
///
/// Where more letters stand apart by themselves than words are set wide, gaps say nothing about words, and all stay.
pub(super) fn join(lines: &mut [Line]) {
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    let mut strays = 0;
    for (index, line) in lines.iter().enumerate() {
        let mut start = 0;
        while start < line.words.len() {
            let length = spaced_run(line, start);
            if length >= LEAST_LETTERS {
                found.push((index, start, length));
                start += length;
                continue;
            }
            let apart = start > 0 && line.words.get(start).is_some_and(|word| !word.after_space);
            strays += usize::from(apart && letter(line, start).is_some());
            start += 1;
        }
    }
    // From the end, so that the places before stay as they are.
    for (index, start, length) in found.iter().copied().rev().filter(|_| strays < found.len()) {
        if let Some(line) = lines.get_mut(index) {
            merge(line, start, length);
        }
    }
}

/// The letter that a word consists of.
fn letter(line: &Line, index: usize) -> Option<char> {
    let word = line.words.get(index)?;
    let mut letters = line.text.get(word.start..word.end)?.chars();
    letters.next().filter(|letter| letter.is_alphabetic() && letters.next().is_none())
}

/// How many words from a place on are letters of one word; 0 if none are.
fn spaced_run(line: &Line, start: usize) -> usize {
    // Letters that were typed with spaces between them stay as they were typed.
    let letter = |index: usize| {
        letter(line, index).filter(|_| index == start || line.words.get(index).is_some_and(|word| !word.after_space))
    };
    let gap = |index: usize| Some(line.words.get(index)?.from - line.words.get(index.checked_sub(1)?)?.to);
    let (Some(first), Some(usual)) = (letter(start), gap(start + 1)) else { return 0 };
    if usual > WIDEST_GAP * line.size || gap(start).is_some_and(|before| before < APART * usual) {
        return 0;
    }
    let mut letters = vec![first];
    while let (Some(next), Some(width)) = (letter(start + letters.len()), gap(start + letters.len())) {
        if (width - usual).abs() > SAME_GAP * line.size {
            break;
        }
        letters.push(next);
    }
    let end = start + letters.len();
    let apart = gap(end).is_none_or(|after| after >= APART * usual);
    let rest = letters.get(1..).unwrap_or_default();
    let word = rest.iter().all(|letter| letter.is_lowercase()) || letters.iter().all(|letter| letter.is_uppercase());
    // "A B C D E" is an index, not a word.
    let alphabet = letters.windows(2).all(|pair| pair[1] as u32 == pair[0] as u32 + 1);
    if apart && word && !alphabet { letters.len() } else { 0 }
}

/// Makes one word of several that stand one after the other.
fn merge(line: &mut Line, start: usize, length: usize) {
    let mut text = String::with_capacity(line.text.len());
    let mut words = Vec::with_capacity(line.words.len());
    for (index, word) in line.words.iter().enumerate() {
        let within = (start + 1..start + length).contains(&index);
        if !within && !text.is_empty() {
            text.push(' ');
        }
        let from = text.len();
        text.push_str(line.text.get(word.start..word.end).unwrap_or_default());
        match words.last_mut() {
            Some(super::lines::Word { end, to, .. }) if within => (*end, *to) = (text.len(), word.to),
            _ => words.push(super::lines::Word { start: from, end: text.len(), ..*word }),
        }
    }
    line.text = text;
    line.words = words;
}

#[cfg(test)]
mod tests {
    use super::super::geometry::Rect;
    use super::super::lines::{Line, Word};
    use super::join;

    /// A line of ten points: letters are five wide, "·" is a gap of three and "_" one of eight.
    fn line(drawn: &str) -> Line {
        let (mut text, mut words, mut at) = (String::new(), Vec::<Word>::new(), 0.0);
        let mut new = true;
        for letter in drawn.chars() {
            match letter {
                '·' => (at, new) = (at + 3.0, true),
                '_' => (at, new) = (at + 8.0, true),
                _ => {
                    if new {
                        if !text.is_empty() {
                            text.push(' ');
                        }
                        words.push(Word { start: text.len(), end: text.len(), from: at, to: at, after_space: false });
                    }
                    text.push(letter);
                    at += 5.0;
                    new = false;
                    let word = words.last_mut().unwrap();
                    (word.end, word.to) = (text.len(), at);
                }
            }
        }
        Line {
            text,
            words,
            direction: (1.0, 0.0),
            from: 0.0,
            to: at,
            baseline: 0.0,
            size: 10.0,
            bold: false,
            artifact: false,
            mcid: -1,
            rect: Rect::EMPTY,
        }
    }

    #[track_caller]
    fn check(drawn: &str, expected: &str) {
        let mut line = line(drawn);
        join(std::slice::from_mut(&mut line));
        assert_eq!(line.text, expected);
        let parts: Vec<&str> = line.words.iter().map(|word| &line.text[word.start..word.end]).collect();
        assert_eq!(parts.join(" "), expected);
    }

    #[test]
    fn words_set_wide_are_joined() {
        check("Der_B·e·s·c·h·l·u·s·s_gilt", "Der Beschluss gilt");
        check("B·E·S·C·H·E·I·D", "BESCHEID");
        check("ö·f·f·e·n·t·l·i·c·h_b·e·k·a·n·n·t", "öffentlich bekannt");
    }

    #[test]
    fn single_letters_that_are_no_word_stay() {
        check("A·B·C·D·E·F", "A B C D E F");
        check("a_b_c_d_e_f", "a b c d e f");
        check("x·y·z·n", "x y z n");
        check("a·N·b·M·c·K", "a N b M c K");
        check("Punkt·B·e·t·r·a·g·steht", "Punkt B e t r a g steht");
        check("B·e·t·r·a·g_von_x_Euro", "B e t r a g von x Euro");
    }
}
