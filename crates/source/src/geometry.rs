use fenjie_text::Span;

/// A box on a page, in points, origin top left, after the page's own rotation.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left.
    pub x0: f32,
    /// Top.
    pub y0: f32,
    /// Right.
    pub x1: f32,
    /// Bottom.
    pub y1: f32,
}

impl Rect {
    /// The box between two corners, in any order.
    pub fn new(xa: f32, ya: f32, xb: f32, yb: f32) -> Self {
        Self { x0: xa.min(xb), y0: ya.min(yb), x1: xa.max(xb), y1: ya.max(yb) }
    }

    /// Width.
    pub fn width(self) -> f32 {
        self.x1 - self.x0
    }

    /// Height.
    pub fn height(self) -> f32 {
        self.y1 - self.y0
    }

    /// Middle, x and y.
    pub fn center(self) -> (f32, f32) {
        (f32::midpoint(self.x0, self.x1), f32::midpoint(self.y0, self.y1))
    }

    /// The smallest box that holds both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// Whether the point lies inside or on the edge.
    pub fn contains(self, (x, y): (f32, f32)) -> bool {
        self.x0 <= x && x <= self.x1 && self.y0 <= y && y <= self.y1
    }
}

/// One character as it is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    /// Its bytes in the document's text.
    pub span: Span,
    /// Its box: advance width by font size.
    pub bbox: Rect,
    /// Font size in points, after all transformations.
    pub size: f32,
    /// Whether it is drawn bold (by font name, weight or overprint).
    pub bold: bool,
    /// How sure the reading is, 0 to 1: 1 for a text layer, less for OCR.
    pub confidence: f32,
}

/// A ruled line: horizontal or vertical, as drawn, or one side of a drawn box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// From; `x0 <= x1`, `y0 <= y1`, and one of the two pairs is equal.
    pub rect: Rect,
    /// Line width in points.
    pub width: f32,
}

impl Rule {
    /// Whether the line runs from left to right.
    pub fn is_horizontal(self) -> bool {
        self.rect.width() >= self.rect.height()
    }
}
