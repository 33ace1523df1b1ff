//! Formulas (OMML) in one line, in two forms: the signs as they stand on paper, raised and lowered where Unicode can
//! (`x=-b±√b²-4ac2a`), which is what a search or a comparison of words meets in any other program; and a linear form
//! that can be read aloud (`x=(-b±√(b²-4ac))/2a`), with the brackets and bars that paper shows by position alone.

use vermerk_document::Limit;

use super::names::{MathNode, Tag};
use super::xml::{Broken, Markup, Token};

/// A formula in both forms.
#[derive(Debug, Default)]
pub(super) struct Formula {
    /// Its signs in the order of the file.
    pub(super) signs: String,
    /// With what position says put into signs.
    pub(super) linear: String,
}

impl Formula {
    fn push(&mut self, other: &Self) {
        self.signs.push_str(&other.signs);
        self.linear.push_str(&other.linear);
    }

    /// Whether the linear form says more than the signs alone.
    pub(super) fn needs_linear(&self) -> bool {
        let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        bare(&self.signs) != bare(&self.linear)
    }
}

/// Structures nested deeper are written out flat; no formula on paper is.
const DEEPEST: usize = 32;
/// More structures than any formula on paper has.
const MOST_NODES: usize = 20_000;
/// More signs than any formula on paper has; each is copied once for each structure around it.
const MOST_SIGNS: usize = 1 << 20;

/// A structure being read, with the text of its arguments.
#[derive(Debug)]
struct Node {
    kind: MathNode,
    text: Formula,
    arguments: Vec<(MathNode, Formula)>,
    character: Option<String>,
    begin: Option<String>,
    end: Option<String>,
    separator: Option<String>,
    /// A fraction without a bar is a binomial coefficient.
    has_bar: bool,
}

impl Node {
    fn new(kind: MathNode) -> Self {
        Self {
            kind,
            text: Formula::default(),
            arguments: Vec::new(),
            character: None,
            begin: None,
            end: None,
            separator: None,
            has_bar: true,
        }
    }

    fn argument(&self, kind: MathNode) -> &str {
        self.arguments.iter().find(|(k, _)| *k == kind).map_or("", |(_, text)| &text.linear)
    }

    fn all(&self, kind: MathNode, separator: &str) -> String {
        let wanted = self.arguments.iter().filter(|(k, _)| *k == kind);
        let texts: Vec<&str> = wanted.map(|(_, text)| text.linear.as_str()).collect();
        texts.join(separator)
    }

    fn write(&self) -> Formula {
        Formula { signs: self.signs(), linear: self.linear() }
    }

    fn signs(&self) -> String {
        let mut signs = match self.kind {
            MathNode::Radical => "√".to_owned(),
            MathNode::Nary => self.character.clone().unwrap_or_else(|| "∫".to_owned()),
            _ => String::new(),
        };
        for (kind, text) in &self.arguments {
            let form = match kind {
                MathNode::Sup | MathNode::Degree => letters_as(&text.signs, RAISED),
                MathNode::Sub => letters_as(&text.signs, LOWERED),
                _ => None,
            };
            signs.push_str(form.as_deref().unwrap_or(&text.signs));
        }
        signs
    }

    fn linear(&self) -> String {
        let base = self.argument(MathNode::Base);
        let (sub, sup) = (self.argument(MathNode::Sub), self.argument(MathNode::Sup));
        match self.kind {
            MathNode::Fraction => {
                let (above, below) = (self.argument(MathNode::Numerator), self.argument(MathNode::Denominator));
                let bar = if self.has_bar { '/' } else { '¦' };
                format!("{}{bar}{}", grouped(above), grouped(below))
            }
            MathNode::Power => format!("{base}{}", raised(sup)),
            MathNode::Index => format!("{base}{}", lowered(sub)),
            MathNode::IndexPower => format!("{base}{}{}", lowered(sub), raised(sup)),
            MathNode::PreIndexPower => format!("{}{}{base}", lowered(sub), raised(sup)),
            MathNode::Radical => {
                let degree = self.argument(MathNode::Degree);
                let sign = match degree {
                    "3" => "∛".to_owned(),
                    "4" => "∜".to_owned(),
                    _ => format!("{}√", raised(degree)),
                };
                format!("{sign}{}", grouped(base))
            }
            MathNode::Nary => {
                let sign = self.character.as_deref().unwrap_or("∫");
                format!("{sign}{}{} {base}", lowered(sub), raised(sup))
            }
            MathNode::Delimiter => {
                let separator = self.separator.as_deref().unwrap_or("|");
                let inner = self.all(MathNode::Base, separator);
                format!("{}{inner}{}", self.begin.as_deref().unwrap_or("("), self.end.as_deref().unwrap_or(")"))
            }
            MathNode::MatrixRow => self.all(MathNode::Base, ", "),
            MathNode::Matrix => self.all(MathNode::MatrixRow, "; "),
            MathNode::EquationArray => self.all(MathNode::Base, "; "),
            MathNode::Function => {
                let name = self.argument(MathNode::FunctionName).trim_end();
                let gap = if base.starts_with(['(', '[', '{', '|']) { "" } else { " " };
                format!("{name}{gap}{base}")
            }
            MathNode::LimitBelow => format!("{base}{}", lowered(self.argument(MathNode::Limit))),
            MathNode::LimitAbove => format!("{base}{}", raised(self.argument(MathNode::Limit))),
            _ => base.to_owned(),
        }
    }
}

/// Reads a formula whose element has just been opened, to its end; what came before a break is kept.
pub(super) fn formula(markup: &mut Markup<'_>) -> (Formula, Result<(), Broken>) {
    let mut nodes = vec![Node::new(MathNode::Group)];
    let result = read(markup, &mut nodes);
    while nodes.len() > 1 {
        close(&mut nodes);
    }
    (nodes.pop().map(|node| node.text).unwrap_or_default(), result)
}

fn read(markup: &mut Markup<'_>, nodes: &mut Vec<Node>) -> Result<(), Broken> {
    let depth = markup.depth();
    let (mut count, mut signs) = (0, 0);
    // Whether each open structure element has a node of its own; the ones too deep have none.
    let mut owned = Vec::new();
    loop {
        if count > MOST_NODES || signs > MOST_SIGNS {
            return Err(Broken::Limit(Limit::Memory));
        }
        match markup.next()? {
            Token::Open(element) => match element.tag {
                Tag::MathNode(kind) => {
                    let fits = nodes.len() < DEEPEST;
                    owned.push(fits);
                    count += 1;
                    if fits {
                        nodes.push(Node::new(kind));
                    }
                }
                Tag::MathText | Tag::Text => {
                    let (text, result) = markup.text();
                    signs += text.len();
                    if let Some(node) = nodes.last_mut() {
                        node.text.signs.push_str(&text);
                        node.text.linear.push_str(&text);
                    }
                    result?;
                }
                tag @ (Tag::MathChar | Tag::MathBegin | Tag::MathEnd | Tag::MathSeparator) => {
                    let value = element.value().unwrap_or_default().into_owned();
                    signs += value.len();
                    let value = Some(value);
                    let Some(node) = nodes.last_mut() else { continue };
                    match tag {
                        Tag::MathChar => node.character = value,
                        Tag::MathBegin => node.begin = value,
                        Tag::MathEnd => node.end = value,
                        _ => node.separator = value,
                    }
                }
                Tag::MathType => {
                    let has_bar = element.value().as_deref() != Some("noBar");
                    if let Some(node) = nodes.last_mut() {
                        node.has_bar = has_bar;
                    }
                }
                Tag::Deleted | Tag::OldProps => markup.skip()?,
                _ => {}
            },
            Token::Close(tag, open) => {
                if open < depth {
                    return Ok(());
                }
                if matches!(tag, Tag::MathNode(_)) && owned.pop() == Some(true) {
                    close(nodes);
                }
            }
            Token::End => return Ok(()),
            Token::Text(_) => {}
        }
    }
}

/// Gives the innermost node's text to the one around it: as an argument if it is one, else in line.
fn close(nodes: &mut Vec<Node>) {
    let Some(node) = nodes.pop() else { return };
    let is_argument = matches!(
        node.kind,
        MathNode::Base
            | MathNode::Numerator
            | MathNode::Denominator
            | MathNode::Sub
            | MathNode::Sup
            | MathNode::Degree
            | MathNode::FunctionName
            | MathNode::Limit
    );
    let Some(parent) = nodes.last_mut() else { return };
    if is_argument {
        parent.arguments.push((node.kind, node.text));
    } else if node.kind == MathNode::MatrixRow {
        parent.arguments.push((MathNode::MatrixRow, node.write()));
    } else {
        parent.text.push(&node.write());
    }
}

/// In brackets unless it is one sign, one number or already in brackets.
fn grouped(text: &str) -> String {
    let text = text.trim();
    let plain =
        text.chars().all(char::is_alphanumeric) || (text.starts_with('(') && text.find(')') == Some(text.len() - 1));
    if plain { text.to_owned() } else { format!("({text})") }
}

/// Letters that Unicode has in raised form, each before its form.
const RAISED: &str = "0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹+⁺-⁻−⁻=⁼aᵃbᵇcᶜdᵈeᵉfᶠgᵍhʰiⁱjʲkᵏlˡmᵐnⁿoᵒpᵖrʳsˢtᵗuᵘvᵛwʷxˣyʸzᶻTᵀ";
/// Letters that Unicode has in lowered form, each before its form.
const LOWERED: &str = "0₀1₁2₂3₃4₄5₅6₆7₇8₈9₉+₊-₋−₋=₌aₐeₑhₕiᵢjⱼkₖlₗmₘnₙoₒpₚrᵣsₛtₜuᵤvᵥxₓβᵦγᵧρᵨφᵩχᵪ";

fn raised(text: &str) -> String {
    script(text, '^', RAISED)
}

fn lowered(text: &str) -> String {
    script(text, '_', LOWERED)
}

/// Raised or lowered letters where Unicode has them all, else a sign and the text in brackets.
fn script(text: &str, sign: char, forms: &str) -> String {
    let text = text.trim();
    letters_as(text, forms).unwrap_or_else(|| format!("{sign}({text})"))
}

/// The text in other forms of its letters, if there is one for each.
fn letters_as(text: &str, forms: &str) -> Option<String> {
    let form = |letter: char| {
        let mut pairs = forms.chars();
        while let (Some(plain), Some(form)) = (pairs.next(), pairs.next()) {
            if plain == letter {
                return Some(form);
            }
        }
        None
    };
    text.chars().map(form).collect()
}
