//! Ruled lines from pixels.

use crate::Bounds;
use crate::follow::drawn_out;
use crate::limits::MAX_RULES;
use crate::picture::Plane;
use serde::{Deserialize, Serialize};

/// A ruled line of the page, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
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
    let ink = 255 - page.print();
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
    drawn_out(page, &gathered(&runs, is_horizontal), shortest as f32)
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

/// How near the end of a rule must come to the rule that it ends on, in inches.
const NEAR: f32 = 0.06;
/// A rule longer than this needs no other to end on, in inches; level strokes of characters beside each other (三五)
/// make up shorter ones.
const FREE: f32 = 1.2;

/// Rules that are part of a frame or table: both ends lie on rules of the other direction, or the rule is long.
fn joined(rules: Vec<Stroke>, dpi: f32) -> Vec<Stroke> {
    let near = dpi * NEAR;
    let (level, upright): (Vec<Stroke>, Vec<Stroke>) = rules.into_iter().partition(|rule| rule.horizontal);
    let holds = |rule: &Stroke, others: &[Stroke]| {
        let b = rule.bounds;
        let (first, last) = if rule.horizontal {
            (Bounds { x1: b.x0, ..b }, Bounds { x0: b.x1, ..b })
        } else {
            (Bounds { y1: b.y0, ..b }, Bounds { y0: b.y1, ..b })
        };
        let met = |end: Bounds| {
            let grown = Bounds::new(end.x0 - near, end.y0 - near, end.x1 + near, end.y1 + near);
            others.iter().map(|other| grown.intersection(other.bounds)).any(|c| c.width() > 0.0 && c.height() > 0.0)
        };
        rule.length() >= dpi * FREE || met(first) && met(last)
    };
    let mut kept: Vec<Stroke> = level.iter().filter(|rule| holds(rule, &upright)).copied().collect();
    // Uprights are held by level rules that hold themselves.
    let mut uprights: Vec<Stroke> = upright.into_iter().filter(|rule| holds(rule, &kept)).collect();
    kept.sort_by(|a, b| a.bounds.y0.total_cmp(&b.bounds.y0).then(a.bounds.x0.total_cmp(&b.bounds.x0)));
    uprights.sort_by(|a, b| a.bounds.x0.total_cmp(&b.bounds.x0).then(a.bounds.y0.total_cmp(&b.bounds.y0)));
    kept.extend(uprights);
    kept
}

/// Length of the pieces in which a rule is followed, in pixels: it may wave and lean a little.
pub(crate) const PIECE: usize = 24;
/// A row of a piece belongs to the rule when it is at least this share as dark as the darkest …
const SOFT_EDGE: f32 = 0.12;
/// … all along it, but for this share: print that touches the rule leaves gaps.
const ALL_ALONG: f32 = 0.25;

/// Takes the rules out of the page, so that none is read as a stroke of a character. Only what is dark along the rule
/// goes: print may stand two pixels from it.
pub(crate) fn erase(page: &mut Plane, rules: &[Stroke]) {
    for rule in rules {
        let (start, end) = if rule.horizontal {
            (rule.bounds.x0 as usize, rule.bounds.x1 as usize)
        } else {
            (rule.bounds.y0 as usize, rule.bounds.y1 as usize)
        };
        // The ends lie in the crossing rules; one pixel more takes what is left there.
        for from in (start.saturating_sub(1)..=end).step_by(PIECE) {
            erase_piece(page, rule, from, (from + PIECE).min(end + 2));
        }
    }
}

fn erase_piece(page: &mut Plane, rule: &Stroke, from: usize, to: usize) {
    let (low, high) = if rule.horizontal { (rule.bounds.y0, rule.bounds.y1) } else { (rule.bounds.x0, rule.bounds.x1) };
    let (length, breadth) = if rule.horizontal { (page.width, page.height) } else { (page.height, page.width) };
    let (from, to) = (from.min(length), to.min(length));
    let rows: Vec<usize> = ((low as usize).saturating_sub(3)..(high as usize + 3).min(breadth)).collect();
    if from >= to || rows.is_empty() {
        return;
    }
    let index = |row: usize, at: usize, width: usize| if rule.horizontal { row * width + at } else { at * width + row };
    let along = |row: &usize| {
        let mut values: Vec<u8> = (from..to).map(|at| 255 - page.data[index(*row, at, page.width)]).collect();
        values.sort_unstable();
        f32::from(values[(ALL_ALONG * values.len() as f32) as usize])
    };
    let darkness: Vec<f32> = rows.iter().map(along).collect();
    let (peak, most) =
        darkness.iter().enumerate().fold((0, 0.0f32), |best, (i, dark)| if *dark > best.1 { (i, *dark) } else { best });
    let belongs = |i: &usize| darkness[*i] > SOFT_EDGE * most;
    let first = (0..=peak).rev().take_while(belongs).last().unwrap_or(peak);
    let last = (peak..rows.len()).take_while(belongs).last().unwrap_or(peak);
    for row in &rows[first..=last] {
        for at in from..to {
            let place = index(*row, at, page.width);
            page.data[place] = 255;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page with a frame of two columns and two rows, its rules one to three pixels thick, gray and leaning.
    fn framed(gray: u8) -> Plane {
        let mut page = Plane::filled(800, 600, 255);
        for (y, thick) in [(100usize, 2usize), (250, 1), (400, 3)] {
            for x in 100..700 {
                (0..thick).for_each(|dy| page.data[(y + dy + x / 400) * 800 + x] = gray);
            }
        }
        for x in [100usize, 300, 699] {
            (100..402).for_each(|y| page.data[y * 800 + x] = gray);
        }
        page
    }

    #[test]
    fn dark_and_faint_rules_are_found_and_print_is_not() {
        for gray in [0, 150] {
            let mut page = framed(gray);
            for x in (120..280).step_by(20) {
                (130..146).for_each(|y| page.row_mut(y)[x..x + 12].fill(gray));
            }
            let rules = find_rules(&page, 200.0);
            let (level, upright): (Vec<&Stroke>, Vec<&Stroke>) = rules.iter().partition(|rule| rule.horizontal);
            assert_eq!((level.len(), upright.len()), (3, 3), "gray {gray}: {rules:?}");
            assert!(level.iter().all(|rule| rule.length() > 590.0 && rule.thickness() < 6.0), "{rules:?}");
        }
    }

    #[test]
    fn an_erased_rule_leaves_print_beside_it() {
        let mut page = framed(0);
        (104..118).for_each(|y| page.row_mut(y)[150..162].fill(10));
        let rules = find_rules(&page, 200.0);
        erase(&mut page, &rules);
        assert!((104..118).all(|y| page.get(155, y) == 10), "print goes with the rule");
        assert!([(500, 100), (500, 250), (300, 200), (600, 401)].iter().all(|(x, y)| page.get(*x, *y) == 255));
    }
}
