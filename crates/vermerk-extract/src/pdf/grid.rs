use super::geometry::Rect;

/// Lines this near are one line, and ends this near touch.
const NEAR: f32 = 3.0;
/// More rules than this are a drawing.
const MOST_RULES: usize = 6000;

/// A grid of ruled lines.
pub(super) struct Grid {
    pub(super) rect: Rect,
    /// Places of the upright and of the level lines, in order.
    xs: Vec<f32>,
    ys: Vec<f32>,
    upright: Vec<Rect>,
    level: Vec<Rect>,
}

/// The grids that the rules of a page form: rules that touch, with at least two upright and two level places.
pub(super) fn find(rules: &[Rect]) -> Vec<Grid> {
    if rules.len() > MOST_RULES {
        return Vec::new();
    }
    let mut rules: Vec<Rect> = rules.to_vec();
    rules.sort_by(|a, b| a.y0.total_cmp(&b.y0).then(a.x0.total_cmp(&b.x0)));
    let mut group: Vec<usize> = (0..rules.len()).collect();
    for (index, rule) in rules.iter().enumerate() {
        for (other, next) in rules.iter().enumerate().skip(index + 1) {
            if next.y0 > rule.y1 + NEAR {
                break;
            }
            if next.x0 <= rule.x1 + NEAR && rule.x0 <= next.x1 + NEAR {
                let (a, b) = (root(&mut group, index), root(&mut group, other));
                group[a.max(b)] = a.min(b);
            }
        }
    }
    let mut groups: std::collections::BTreeMap<usize, Vec<Rect>> = std::collections::BTreeMap::new();
    for (index, rule) in rules.iter().enumerate() {
        let root = root(&mut group, index);
        groups.entry(root).or_default().push(*rule);
    }
    groups.into_values().filter_map(|rules| Grid::new(&rules)).collect()
}

fn root(group: &mut [usize], mut index: usize) -> usize {
    while group[index] != index {
        group[index] = group[group[index]];
        index = group[index];
    }
    index
}

impl Grid {
    fn new(rules: &[Rect]) -> Option<Self> {
        let (level, upright): (Vec<Rect>, Vec<Rect>) = rules.iter().partition(|rule| rule.width() >= rule.height());
        let xs = places(upright.iter().map(|rule| f32::midpoint(rule.x0, rule.x1)));
        let ys = places(level.iter().map(|rule| f32::midpoint(rule.y0, rule.y1)));
        let rect = rules.iter().fold(Rect::EMPTY, |whole, rule| whole.union(*rule));
        (xs.len() >= 2 && ys.len() >= 2).then_some(Self { rect, xs, ys, upright, level })
    }

    /// The cell at a place: the numbers of its upper and left edge. Where no line parts two cells they are one.
    pub(super) fn cell(&self, x: f32, y: f32) -> (usize, usize) {
        let column = self.xs.iter().rposition(|&edge| {
            edge <= x
                && covers(&self.upright, |rule| {
                    (f32::midpoint(rule.x0, rule.x1) - edge).abs() <= NEAR && rule.y0 - NEAR <= y && y <= rule.y1 + NEAR
                })
        });
        let row = self.ys.iter().rposition(|&edge| {
            edge <= y
                && covers(&self.level, |rule| {
                    (f32::midpoint(rule.y0, rule.y1) - edge).abs() <= NEAR && rule.x0 - NEAR <= x && x <= rule.x1 + NEAR
                })
        });
        (row.unwrap_or(0), column.unwrap_or(0))
    }

    pub(super) fn columns(&self) -> usize {
        self.xs.len() - 1
    }
}

fn covers(rules: &[Rect], holds: impl Fn(&Rect) -> bool) -> bool {
    rules.iter().any(holds)
}

/// Places in order, near ones as one.
fn places(values: impl Iterator<Item = f32>) -> Vec<f32> {
    let mut values: Vec<f32> = values.collect();
    values.sort_by(f32::total_cmp);
    values.dedup_by(|next, last| *next - *last <= NEAR);
    values
}
