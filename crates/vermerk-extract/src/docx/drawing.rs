//! Texts of charts and SmartArt, which stand in parts of their own.

use vermerk_document::Limit;

use super::names::Tag;
use super::xml::{Broken, Markup, Token};

/// More points than any chart on paper shows.
const MOST_POINTS: usize = 2000;
/// More titles and series than any chart has, and more points than any diagram.
const MOST_LINES: usize = 10_000;
/// More text than any drawing has; it is held in memory until the text refers to the drawing.
const MOST_TEXT: usize = 1 << 20;
/// A drawing that goes beyond these is broken from there on.
const TOO_MUCH: Broken = Broken::Limit(Limit::Memory);

/// A chart: its title, then each series in a line with its values.
#[derive(Debug, Default)]
struct Chart {
    titles: Vec<String>,
    series: Vec<Series>,
    /// Bytes of text so far.
    length: usize,
}

#[derive(Debug, Default)]
struct Series {
    name: String,
    categories: Vec<String>,
    values: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Title,
    Name,
    Categories,
    Values,
}

/// The text of a chart, one line each for its titles and its series; empty if there is none.
pub(super) fn chart(markup: &mut Markup<'_>) -> (String, Result<(), Broken>) {
    let mut chart = Chart::default();
    let result = chart.read(markup);
    (chart.write(), result)
}

impl Chart {
    fn read(&mut self, markup: &mut Markup<'_>) -> Result<(), Broken> {
        let mut places: Vec<Place> = Vec::new();
        loop {
            if self.titles.len() + self.series.len() > MOST_LINES || self.length > MOST_TEXT {
                return Err(TOO_MUCH);
            }
            match markup.next()? {
                Token::Open(element) => match element.tag {
                    Tag::ChartTitle => {
                        places.push(Place::Title);
                        self.titles.push(String::new());
                    }
                    Tag::ChartSeries => self.series.push(Series::default()),
                    Tag::ChartSeriesName => places.push(Place::Name),
                    Tag::ChartCategories => places.push(Place::Categories),
                    Tag::ChartValues => places.push(Place::Values),
                    Tag::DrawingText | Tag::ChartValue => {
                        let (text, result) = markup.text();
                        self.add(&places, text.trim());
                        result?;
                    }
                    Tag::ChartFormula => markup.skip()?,
                    _ => {}
                },
                Token::Close(Tag::ChartTitle | Tag::ChartSeriesName | Tag::ChartCategories | Tag::ChartValues, _) => {
                    places.pop();
                }
                Token::End => return Ok(()),
                Token::Close(..) | Token::Text(_) => {}
            }
        }
    }

    fn add(&mut self, places: &[Place], text: &str) {
        self.length += text.len();
        let push = |line: &mut String| {
            if !line.is_empty() && !text.is_empty() {
                line.push(' ');
            }
            line.push_str(text);
        };
        if places.contains(&Place::Title) {
            if let Some(title) = self.titles.last_mut() {
                push(title);
            }
            return;
        }
        let Some(series) = self.series.last_mut() else { return };
        match places.last() {
            Some(Place::Name) => push(&mut series.name),
            Some(Place::Categories) if series.categories.len() < MOST_POINTS => series.categories.push(text.to_owned()),
            Some(Place::Values) if series.values.len() < MOST_POINTS => series.values.push(number(text)),
            _ => {}
        }
    }

    fn write(&self) -> String {
        let mut lines: Vec<String> = self.titles.iter().filter(|title| !title.is_empty()).cloned().collect();
        for series in &self.series {
            let mut points = Vec::new();
            for index in 0..series.categories.len().max(series.values.len()) {
                let point = [series.categories.get(index), series.values.get(index)];
                let point: Vec<&str> = point.into_iter().flatten().map(String::as_str).collect();
                points.push(point.join(" "));
            }
            let gap = if series.name.is_empty() || points.is_empty() { "" } else { ": " };
            let line = format!("{}{gap}{}", series.name, points.join("; "));
            if !line.is_empty() {
                lines.push(line);
            }
        }
        lines.join("\n")
    }
}

/// A value as a person would write it: `4.4000000000000004` is what is left of 4.4.
fn number(text: &str) -> String {
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    match text.parse::<f64>() {
        Ok(value) if decimals > 10 && value.is_finite() => {
            let rounded = format!("{value:.10}");
            rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        _ => text.to_owned(),
    }
}

/// The text of a diagram (SmartArt): a line for each of its points.
pub(super) fn diagram(markup: &mut Markup<'_>) -> (String, Result<(), Broken>) {
    let mut lines: Vec<String> = Vec::new();
    let result = read_diagram(markup, &mut lines);
    lines.retain(|line| !line.trim().is_empty());
    (lines.join("\n"), result)
}

fn read_diagram(markup: &mut Markup<'_>, lines: &mut Vec<String>) -> Result<(), Broken> {
    let mut length = 0;
    loop {
        if lines.len() > MOST_LINES || length > MOST_TEXT {
            return Err(TOO_MUCH);
        }
        match markup.next()? {
            Token::Open(element) => match element.tag {
                Tag::DiagramPoint => lines.push(String::new()),
                Tag::DrawingParagraph => {
                    if let Some(line) = lines.last_mut().filter(|line| !line.is_empty()) {
                        line.push(' ');
                    }
                }
                Tag::DrawingText => {
                    let (text, result) = markup.text();
                    result?;
                    length += text.len();
                    if let Some(line) = lines.last_mut() {
                        line.push_str(&text);
                    }
                }
                _ => {}
            },
            Token::End => return Ok(()),
            Token::Close(..) | Token::Text(_) => {}
        }
    }
}
