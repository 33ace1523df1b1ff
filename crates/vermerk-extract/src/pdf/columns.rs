use super::lines::Line;

/// Fewest lines of two columns drawn side by side that are taken for columns.
const LEAST_LINES: usize = 5;
/// Fewest letters a line of a column has on average.
const LEAST_LETTERS: usize = 24;

/// Parts columns of prose that were drawn line by line across the page: first the left one, then the right one.
///
/// Streams nearly always draw column by column, and a search for columns on every page does more harm than good; so
/// this looks only at lines that hold two long cells each, at the same places, many times over.
pub(super) fn part(lines: Vec<Line>) -> Vec<Line> {
    let mut parted = Vec::with_capacity(lines.len());
    let mut run: Vec<Line> = Vec::new();
    for line in lines {
        if run.last().is_none_or(|last| goes_on(last, &line)) && is_double(&line) {
            run.push(line);
            continue;
        }
        finish(&mut run, &mut parted);
        if is_double(&line) {
            run.push(line);
        } else {
            parted.push(line);
        }
    }
    finish(&mut run, &mut parted);
    parted
}

fn is_double(line: &Line) -> bool {
    line.words.len() >= 6 && line.cells().len() == 2
}

fn goes_on(last: &Line, line: &Line) -> bool {
    let (upper, lower) = (last.cells(), line.cells());
    let ([_, right], [_, next]) = (upper.as_slice(), lower.as_slice()) else { return false };
    let down = line.baseline - last.baseline;
    let size = last.size;
    (right.from - next.from).abs() < 0.5 * size && down > 0.0 && down < 2.5 * size && last.direction == line.direction
}

fn finish(run: &mut Vec<Line>, parted: &mut Vec<Line>) {
    let letters: usize = run.iter().map(|line| line.text.len()).sum();
    let both: Vec<(Line, Line)> = run.iter().filter_map(halves).collect();
    let left_ragged = both.iter().filter(|(left, _)| left.text.len() >= LEAST_LETTERS).count();
    if run.len() >= LEAST_LINES && letters >= 2 * LEAST_LETTERS * run.len() && left_ragged * 4 >= run.len() * 3 {
        let (left, right): (Vec<Line>, Vec<Line>) = both.into_iter().unzip();
        parted.extend(left);
        parted.extend(right);
        run.clear();
    } else {
        parted.append(run);
    }
}

fn halves(line: &Line) -> Option<(Line, Line)> {
    match line.cells().as_slice() {
        [left, right] => Some((line.of_words(&line.words_of(left)), line.of_words(&line.words_of(right)))),
        _ => None,
    }
}
