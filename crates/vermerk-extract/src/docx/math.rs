//! Formulas (OMML) as text in one line that can be read aloud: `x = (-b ± √(b²-4ac))/(2a)`.

use super::names::{MathNode, Tag};
use super::xml::{Broken, Markup, Token};

/// Structures nested deeper are written out flat; no formula on paper is.
const DEEPEST: usize = 32;

/// A structure being read, with the text of its arguments.
#[derive(Debug)]
struct Node {
    kind: MathNode,
    text: String,
    arguments: Vec<(MathNode, String)>,
    character: Option<String>,
    begin: Option<String>,
    end: Option<String>,
    separator: Option<String>,
}

impl Node {
    fn new(kind: MathNode) -> Self {
        Self {
            kind,
            text: String::new(),
            arguments: Vec::new(),
            character: None,
            begin: None,
            end: None,
            separator: None,
        }
    }

    fn argument(&self, kind: MathNode) -> &str {
        self.arguments.iter().find(|(k, _)| *k == kind).map_or("", |(_, text)| text)
    }

    fn all(&self, kind: MathNode, separator: &str) -> String {
        let texts: Vec<&str> = self.arguments.iter().filter(|(k, _)| *k == kind).map(|(_, text)| &**text).collect();
        texts.join(separator)
    }

    /// The structure as text.
    fn write(&self) -> String {
        let base = self.argument(MathNode::Base);
        let (sub, sup) = (self.argument(MathNode::Sub), self.argument(MathNode::Sup));
        match self.kind {
            MathNode::Fraction => {
                let (above, below) = (self.argument(MathNode::Numerator), self.argument(MathNode::Denominator));
                format!("{}/{}", grouped(above), grouped(below))
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

/// Reads a formula whose element has just been opened, to its end.
pub(super) fn formula(markup: &mut Markup<'_>) -> Result<String, Broken> {
    let depth = markup.depth();
    let mut nodes = vec![Node::new(MathNode::Group)];
    // Whether each open structure element has a node of its own; the ones too deep have none.
    let mut owned = Vec::new();
    loop {
        match markup.next()? {
            Token::Open(element) => match element.tag {
                Tag::MathNode(kind) => {
                    let fits = nodes.len() < DEEPEST;
                    owned.push(fits);
                    if fits {
                        nodes.push(Node::new(kind));
                    }
                }
                Tag::MathText | Tag::Text => {
                    let text = markup.text()?;
                    if let Some(node) = nodes.last_mut() {
                        node.text.push_str(&text);
                    }
                }
                tag @ (Tag::MathChar | Tag::MathBegin | Tag::MathEnd | Tag::MathSeparator) => {
                    let value = Some(element.value().unwrap_or_default().into_owned());
                    let Some(node) = nodes.last_mut() else { continue };
                    match tag {
                        Tag::MathChar => node.character = value,
                        Tag::MathBegin => node.begin = value,
                        Tag::MathEnd => node.end = value,
                        _ => node.separator = value,
                    }
                }
                Tag::Deleted | Tag::OldProps => markup.skip()?,
                _ => {}
            },
            Token::Close(tag, open) => {
                if open < depth {
                    break;
                }
                if matches!(tag, Tag::MathNode(_)) && owned.pop() == Some(true) {
                    close(&mut nodes);
                }
            }
            Token::End => break,
            Token::Text(_) => {}
        }
    }
    while nodes.len() > 1 {
        close(&mut nodes);
    }
    Ok(nodes.pop().map(|node| node.text).unwrap_or_default())
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
        parent.text.push_str(&node.write());
    }
}

/// In brackets unless it is one sign, one number or already in brackets.
fn grouped(text: &str) -> String {
    let text = text.trim();
    let plain =
        text.chars().all(char::is_alphanumeric) || (text.starts_with('(') && text.find(')') == Some(text.len() - 1));
    if plain { text.to_owned() } else { format!("({text})") }
}

fn raised(text: &str) -> String {
    script(text, '^', |c| match c {
        '0' => Some('⁰'),
        '1' => Some('¹'),
        '2' => Some('²'),
        '3' => Some('³'),
        '4'..='9' => char::from_u32(0x2074 + (c as u32 - '4' as u32)),
        '+' => Some('⁺'),
        '-' | '−' => Some('⁻'),
        'n' => Some('ⁿ'),
        'i' => Some('ⁱ'),
        _ => None,
    })
}

fn lowered(text: &str) -> String {
    script(text, '_', |c| match c {
        '0'..='9' => char::from_u32(0x2080 + (c as u32 - '0' as u32)),
        '+' => Some('₊'),
        '-' | '−' => Some('₋'),
        'n' => Some('ₙ'),
        'i' => Some('ᵢ'),
        'k' => Some('ₖ'),
        'm' => Some('ₘ'),
        _ => None,
    })
}

/// Raised or lowered letters where Unicode has them all, else a sign and the text in brackets.
fn script(text: &str, sign: char, small: impl Fn(char) -> Option<char>) -> String {
    let text = text.trim();
    let letters: Option<String> = text.chars().map(small).collect();
    match letters {
        Some(letters) => letters,
        None => format!("{sign}({text})"),
    }
}
