//! Paths: which of them are ruled lines.

use super::interpret::hull;
use crate::{Rect, Rule};

/// A path under construction, in page space.
#[derive(Default)]
pub(crate) struct Path {
    subpaths: Vec<Subpath>,
}

#[derive(Default)]
struct Subpath {
    points: Vec<(f64, f64)>,
    closed: bool,
    curved: bool,
}

/// Filled shapes up to this thick, in points, are lines.
const THICKEST: f32 = 3.5;
/// Lines shorter than this, in points, are specks.
const SHORTEST: f32 = 0.8;
/// How far a line may lean, as the ratio of its sides.
const LEAN: f32 = 0.02;
/// Points kept of one path; drawings with more hold no table.
const POINTS: usize = 50_000;

impl Path {
    pub(crate) fn move_to(&mut self, point: (f64, f64)) {
        if self.subpaths.len() < POINTS {
            self.subpaths.push(Subpath { points: vec![point], ..Subpath::default() });
        }
    }

    pub(crate) fn line_to(&mut self, point: (f64, f64)) {
        match self.subpaths.last_mut() {
            Some(subpath) if subpath.points.len() < POINTS => subpath.points.push(point),
            Some(_) => {}
            None => self.move_to(point),
        }
    }

    pub(crate) fn curve_to(&mut self, end: (f64, f64)) {
        self.line_to(end);
        if let Some(subpath) = self.subpaths.last_mut() {
            subpath.curved = true;
        }
    }

    pub(crate) fn rectangle(&mut self, corners: [(f64, f64); 4]) {
        if self.subpaths.len() < POINTS {
            self.subpaths.push(Subpath { points: corners.to_vec(), closed: true, curved: false });
        }
    }

    /// Ends the subpath where it began; what follows starts there.
    pub(crate) fn close(&mut self) {
        let Some(subpath) = self.subpaths.last_mut() else { return };
        subpath.closed = true;
        if let Some(start) = subpath.points.first().copied() {
            self.move_to(start);
        }
    }

    /// The box around the path.
    pub(crate) fn bounds(&self) -> Option<Rect> {
        self.subpaths.iter().filter(|subpath| !subpath.points.is_empty()).map(|s| hull(&s.points)).reduce(Rect::hull)
    }

    /// The ruled lines that stroking draws.
    pub(crate) fn stroked(&self, width: f64, clip: Rect, rules: &mut Vec<Rule>) {
        for subpath in self.subpaths.iter().filter(|subpath| !subpath.curved) {
            let closing =
                subpath.points.last().copied().zip(subpath.points.first().copied()).filter(|_| subpath.closed);
            let sides = subpath.points.windows(2).map(|pair| (pair[0], pair[1])).chain(closing);
            rules.extend(sides.filter_map(|(a, b)| line(hull(&[a, b]), width as f32, clip)));
        }
    }

    /// The ruled lines among filled shapes: the thin ones.
    pub(crate) fn filled(&self, clip: Rect, rules: &mut Vec<Rule>) {
        for subpath in self.subpaths.iter().filter(|subpath| !subpath.curved && subpath.points.len() > 2) {
            let bounds = hull(&subpath.points);
            let thickness = bounds.width().min(bounds.height());
            if thickness <= THICKEST && bounds.width().max(bounds.height()) >= 2.0 * thickness {
                rules.extend(line(centre_line(bounds), thickness, clip));
            }
        }
    }
}

fn centre_line(bounds: Rect) -> Rect {
    let (x, y) = bounds.center();
    if bounds.width() >= bounds.height() { Rect { y0: y, y1: y, ..bounds } } else { Rect { x0: x, x1: x, ..bounds } }
}

/// The line through a thin box, as far as it shows; `None` when it leans or is a speck.
fn line(bounds: Rect, width: f32, clip: Rect) -> Option<Rule> {
    let (long, short) = (bounds.width().max(bounds.height()), bounds.width().min(bounds.height()));
    if !(bounds.x0.is_finite() && bounds.y0.is_finite() && long.is_finite()) || short > long * LEAN {
        return None;
    }
    let line = centre_line(bounds);
    // A clip that cuts through the line's own thickness still shows half of it.
    let slack = width / 2.0 + 0.5;
    let shown = Rect {
        x0: line.x0.max(clip.x0 - slack),
        y0: line.y0.max(clip.y0 - slack),
        x1: line.x1.min(clip.x1 + slack),
        y1: line.y1.min(clip.y1 + slack),
    };
    let visible = shown.x0 <= shown.x1 && shown.y0 <= shown.y1;
    (visible && shown.width().max(shown.height()) >= SHORTEST).then_some(Rule { rect: shown, width })
}
