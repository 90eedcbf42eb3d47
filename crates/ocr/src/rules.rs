//! Ruled lines from pixels.

use crate::Bounds;
use crate::limits::MAX_RULES;
use crate::picture::Plane;

/// A ruled line of the page, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// From end to end, as thick as it is drawn.
    pub bounds: Bounds,
    /// Whether it runs from left to right; else from top to bottom.
    pub horizontal: bool,
}

impl Stroke {
    /// Thickness in pixels.
    pub fn thickness(&self) -> f32 {
        if self.horizontal { self.bounds.height() } else { self.bounds.width() }
    }

    /// Length in pixels.
    pub fn length(&self) -> f32 {
        if self.horizontal { self.bounds.width() } else { self.bounds.height() }
    }
}

/// Thickest line taken for a rule, in inches (2 points).
const THICKEST: f32 = 0.03;
/// Shortest, in inches: longer than the strokes of the characters of a heading.
const SHORTEST: f32 = 0.28;
/// A gap that dirt or weak print may leave in a rule, in inches.
const GAP: f32 = 0.03;
/// The share of a rule's length that must be dark.
const DENSITY: f32 = 0.85;
/// Contrast of a rule's pixels with the paper beside it, as a share of the contrast of the page's ink: strong rules
/// first, weak ones where the first pass found few.
const CONTRAST: f32 = 0.22;

/// The ruled lines of a straightened page.
pub(crate) fn find_rules(page: &Plane, dpi: f32) -> Vec<Stroke> {
    let ink = ink_contrast(page);
    let threshold = ((f32::from(ink) * CONTRAST) as u8).max(12);
    let mut rules = horizontal(page, dpi, threshold, true);
    let turned = page.transposed();
    rules.extend(horizontal(&turned, dpi, threshold, false).into_iter().map(|stroke| Stroke {
        bounds: Bounds::new(stroke.bounds.y0, stroke.bounds.x0, stroke.bounds.y1, stroke.bounds.x1),
        horizontal: false,
    }));
    let mut rules = joined(rules, dpi);
    rules.truncate(MAX_RULES);
    rules
}

/// How much darker than the paper the page's ink is: the darkest hundredth of its pixels.
fn ink_contrast(page: &Plane) -> u8 {
    let mut histogram = [0usize; 256];
    page.data.iter().step_by(7).for_each(|v| histogram[usize::from(*v)] += 1);
    let mut left = page.data.len() / 7 / 100;
    for (value, count) in histogram.iter().enumerate() {
        if *count > left {
            return 255 - value as u8;
        }
        left -= count;
    }
    0
}

/// A dark run in one pixel row.
#[derive(Clone, Copy)]
struct Run {
    y: usize,
    x0: usize,
    x1: usize,
}

fn horizontal(page: &Plane, dpi: f32, threshold: u8, is_horizontal: bool) -> Vec<Stroke> {
    let reach = ((THICKEST * dpi) as usize).max(3);
    let shortest = (SHORTEST * dpi) as usize;
    let gap = ((GAP * dpi) as usize).max(2);
    let mut ridge = vec![false; page.width * page.height];
    for y in 0..page.height {
        let above = page.row(y.saturating_sub(reach));
        let below = page.row((y + reach).min(page.height - 1));
        let marks = &mut ridge[y * page.width..(y + 1) * page.width];
        for (x, (mark, value)) in marks.iter_mut().zip(page.row(y)).enumerate() {
            *mark = above[x].min(below[x]).saturating_sub(*value) > threshold;
        }
    }
    let mut runs = Vec::new();
    for y in 0..page.height {
        runs_of_row(&ridge, page.width, page.height, y, gap, shortest, &mut runs);
    }
    gathered(&runs, is_horizontal)
}

/// Long runs in row `y`, a neighbour row's mark counting as the row's own, for rules that do not run quite level.
fn runs_of_row(
    ridge: &[bool],
    width: usize,
    height: usize,
    y: usize,
    gap: usize,
    shortest: usize,
    runs: &mut Vec<Run>,
) {
    let row = |y: usize| &ridge[y * width..(y + 1) * width];
    let (own, above, below) = (row(y), row(y.saturating_sub(1)), row((y + 1).min(height - 1)));
    let mut start = None;
    let (mut last, mut dark) = (0, 0usize);
    let mut close = |start: Option<usize>, last: usize, dark: usize| {
        if let Some(x0) = start
            && last + 1 - x0 >= shortest
            && dark as f32 >= DENSITY * (last + 1 - x0) as f32
        {
            runs.push(Run { y, x0, x1: last + 1 });
        }
    };
    for x in 0..width {
        if !(own[x] || above[x] || below[x]) {
            continue;
        }
        if start.is_none() || x - last > gap {
            close(start, last, dark);
            start = Some(x);
            dark = 0;
        }
        last = x;
        dark += 1;
    }
    close(start, last, dark);
}

/// Runs of neighbouring rows that lie over each other are one rule.
fn gathered(runs: &[Run], horizontal: bool) -> Vec<Stroke> {
    let mut open: Vec<(Run, usize, usize)> = Vec::new();
    let mut strokes = Vec::new();
    let mut finish = |(run, top, bottom): (Run, usize, usize)| {
        // Every row was widened by one above and below.
        let (y0, y1) = if bottom - top >= 2 { (top + 1, bottom) } else { (top, bottom + 1) };
        let bounds = Bounds::new(run.x0 as f32, y0 as f32, run.x1 as f32, y1 as f32);
        strokes.push(Stroke { bounds, horizontal });
    };
    for run in runs {
        while let Some(at) = open.iter().position(|(_, _, bottom)| bottom + 2 < run.y) {
            finish(open.remove(at));
        }
        let mut whole = (*run, run.y, run.y);
        open.retain(|(other, top, _)| {
            let over = other.x0 < run.x1 && run.x0 < other.x1;
            if over {
                whole.0.x0 = whole.0.x0.min(other.x0);
                whole.0.x1 = whole.0.x1.max(other.x1);
                whole.1 = whole.1.min(*top);
            }
            !over
        });
        open.push(whole);
    }
    open.into_iter().for_each(finish);
    strokes
}

/// Rules that are part of a frame or table: at least one end meets a rule of the other direction, or they are long.
fn joined(rules: Vec<Stroke>, dpi: f32) -> Vec<Stroke> {
    let near = dpi * 0.06;
    let long = dpi * 1.2;
    let meets = |rule: &Stroke| {
        let grown =
            Bounds::new(rule.bounds.x0 - near, rule.bounds.y0 - near, rule.bounds.x1 + near, rule.bounds.y1 + near);
        rules.iter().filter(|other| other.horizontal != rule.horizontal).any(|other| {
            let common = grown.intersection(other.bounds);
            common.width() > 0.0 && common.height() > 0.0
        })
    };
    let mut kept: Vec<Stroke> = rules.iter().filter(|rule| rule.length() >= long || meets(rule)).copied().collect();
    kept.sort_by(|a, b| {
        let key = |s: &Stroke| (!s.horizontal, s.bounds.y0, s.bounds.x0);
        key(a).partial_cmp(&key(b)).unwrap_or(std::cmp::Ordering::Equal)
    });
    kept
}

/// Takes the rules out of the page, so that none is read as a stroke of a character.
pub(crate) fn erase(page: &mut Plane, rules: &[Stroke]) {
    for rule in rules {
        let margin = 2.0;
        let b = rule.bounds;
        let (x0, x1) = ((b.x0 - margin).max(0.0) as usize, ((b.x1 + margin) as usize).min(page.width));
        let (y0, y1) = ((b.y0 - margin).max(0.0) as usize, ((b.y1 + margin) as usize).min(page.height));
        for y in y0..y1 {
            page.row_mut(y)[x0..x1.max(x0)].fill(255);
        }
    }
}
