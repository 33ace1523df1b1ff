/// An affine map `[a b c d e f]` as PDF writes it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix(pub(super) [f32; 6]);

impl Matrix {
    pub(super) const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// First `self`, then `next`.
    pub(super) fn then(self, next: Self) -> Self {
        let [m, n] = [self.0, next.0];
        let turned = |x: f32, y: f32| [x * n[0] + y * n[2], x * n[1] + y * n[3]];
        let (right, up, shift) = (turned(m[0], m[1]), turned(m[2], m[3]), turned(m[4], m[5]));
        Self([right[0], right[1], up[0], up[1], shift[0] + n[4], shift[1] + n[5]])
    }

    pub(super) fn apply(self, x: f32, y: f32) -> (f32, f32) {
        let m = self.0;
        (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5])
    }

    /// Whether boxes stay boxes along the page's edges.
    pub(super) fn keeps_boxes_upright(self) -> bool {
        let [a, b, c, d, ..] = self.0;
        let slight = 1e-3 * (a.abs() + b.abs() + c.abs() + d.abs());
        (b.abs() <= slight && c.abs() <= slight) || (a.abs() <= slight && d.abs() <= slight)
    }

    /// The box around a mapped rectangle.
    pub(super) fn apply_rect(self, [x0, y0, x1, y1]: [f32; 4]) -> Rect {
        let mut rect = Rect::EMPTY;
        for (x, y) in [(x0, y0), (x1, y0), (x0, y1), (x1, y1)] {
            let (x, y) = self.apply(x, y);
            rect.add(x, y);
        }
        rect
    }
}

/// A box: left, top, right, bottom, in points from the page's top left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    pub(super) x0: f32,
    pub(super) y0: f32,
    pub(super) x1: f32,
    pub(super) y1: f32,
}

impl Rect {
    pub(super) const EMPTY: Self =
        Self { x0: f32::INFINITY, y0: f32::INFINITY, x1: f32::NEG_INFINITY, y1: f32::NEG_INFINITY };
    pub(super) const EVERYTHING: Self = Self { x0: -1e9, y0: -1e9, x1: 1e9, y1: 1e9 };

    pub(super) fn add(&mut self, x: f32, y: f32) {
        self.x0 = self.x0.min(x);
        self.y0 = self.y0.min(y);
        self.x1 = self.x1.max(x);
        self.y1 = self.y1.max(y);
    }

    pub(super) fn union(self, other: Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    pub(super) fn intersection(self, other: Self) -> Self {
        Self {
            x0: self.x0.max(other.x0),
            y0: self.y0.max(other.y0),
            x1: self.x1.min(other.x1),
            y1: self.y1.min(other.y1),
        }
    }

    pub(super) fn width(self) -> f32 {
        (self.x1 - self.x0).max(0.0)
    }

    pub(super) fn height(self) -> f32 {
        (self.y1 - self.y0).max(0.0)
    }

    pub(super) fn area(self) -> f32 {
        self.width() * self.height()
    }

    pub(super) fn contains(self, x: f32, y: f32) -> bool {
        (self.x0..=self.x1).contains(&x) && (self.y0..=self.y1).contains(&y)
    }

    pub(super) fn is_empty(self) -> bool {
        self.x0 > self.x1 || self.y0 > self.y1
    }
}
