//! Characters that the detector does not see: alone in a narrow cell, of few strokes (十, 一, 1), they look to it like
//! marks, not like a line. They are ink of a character's size that no box covers.

use crate::Bounds;
use crate::picture::Plane;
use crate::rules::Stroke;

/// Sides of a character in ems: the longer side of its ink,
const LONG: (f32, f32) = (0.5, 1.2);
/// and the least of the shorter one; less is the rest of a rule.
const SHORT: f32 = 0.03;
/// A single stroke is a character only this far, in ems, from any rule: else it is a rest of one.
const CLEAR: f32 = 0.35;
/// Ink closer than this, in ems, belongs to one character.
const GAP: f32 = 0.25;
/// Smaller ink is a speck, in ems.
const SPECK: f32 = 0.15;
/// This near to the rim of the page, in ems, lie the rests of a scanner's black edge.
const RIM: f32 = 2.0;
/// A page with more loose ink than this shows a picture or is too dirty to look.
const MAX_PATCHES: usize = 300;

/// Boxes around ink of the size of a character that none of `boxes` covers; `em` is the size of the page's print.
pub(crate) fn overlooked(page: &Plane, boxes: &[Bounds], rules: &[Stroke], em: f32) -> Vec<Bounds> {
    let patches = loose_ink(page, boxes, em);
    if patches.len() > MAX_PATCHES {
        return Vec::new();
    }
    let mut found: Vec<Bounds> = Vec::new();
    for patch in gathered(patches, em) {
        let margin = 0.12 * em;
        let grown = |width: f32, height: f32| {
            let (x, y) = (f32::midpoint(patch.x0, patch.x1), f32::midpoint(patch.y0, patch.y1));
            let (right, down) = (width / 2.0 + margin, height / 2.0 + margin);
            Bounds::new(x - right, y - down, x + right, y + down).intersection(page.bounds())
        };
        // A flat character is read in the room that a square one takes.
        let room = grown(patch.width(), patch.height().max(em));
        let inside = patch.x0.min(patch.y0) > RIM * em
            && page.width as f32 - patch.x1 > RIM * em
            && page.height as f32 - patch.y1 > RIM * em;
        if inside && is_character(patch, rules, em) && !boxes.iter().chain(&found).any(|other| overlaps(*other, patch))
        {
            found.push(room);
        }
    }
    found
}

fn overlaps(a: Bounds, b: Bounds) -> bool {
    let common = a.intersection(b);
    common.width() > 0.0 && common.height() > 0.0
}

/// Whether ink may be a character by its size and its distance from rules.
fn is_character(ink: Bounds, rules: &[Stroke], em: f32) -> bool {
    let (long, short) = (ink.width().max(ink.height()) / em, ink.width().min(ink.height()) / em);
    let sized = (LONG.0..LONG.1).contains(&long) && short > SHORT;
    let clear = CLEAR * em;
    let around = Bounds::new(ink.x0 - clear, ink.y0 - clear, ink.x1 + clear, ink.y1 + clear);
    sized && (short > 0.3 || !rules.iter().any(|rule| overlaps(rule.bounds, around)))
}

/// Boxes of connected ink outside all boxes.
fn loose_ink(page: &Plane, boxes: &[Bounds], em: f32) -> Vec<Bounds> {
    let ink = page.ink();
    let mut loose: Vec<bool> = page.data.iter().map(|value| *value < ink).collect();
    for b in boxes {
        let columns = b.x0.max(0.0) as usize..(b.x1.max(0.0).ceil() as usize).min(page.width);
        for y in b.y0.max(0.0) as usize..(b.y1.max(0.0).ceil() as usize).min(page.height) {
            loose[y * page.width..][columns.start.min(columns.end)..columns.end].fill(false);
        }
    }
    let mut patches = Vec::new();
    for start in 0..loose.len() {
        if loose[start] {
            let patch = take(&mut loose, page.width, start);
            if patch.width().max(patch.height()) > SPECK * em {
                patches.push(patch);
            }
        }
    }
    patches
}

/// The box of the ink connected with `start`; takes it away.
fn take(loose: &mut [bool], width: usize, start: usize) -> Bounds {
    let mut pending = vec![start];
    let mut bounds = Bounds::new(f32::MAX, f32::MAX, 0.0, 0.0);
    loose[start] = false;
    while let Some(at) = pending.pop() {
        let (x, y) = ((at % width) as f32, (at / width) as f32);
        bounds = bounds.hull(Bounds::new(x, y, x + 1.0, y + 1.0));
        let (left, right) = (at % width > 0, at % width + 1 < width);
        for row in [at.checked_sub(width), Some(at), Some(at + width)].into_iter().flatten() {
            for next in [left.then(|| row - 1), Some(row), right.then_some(row + 1)].into_iter().flatten() {
                if loose.get(next).copied().unwrap_or(false) {
                    loose[next] = false;
                    pending.push(next);
                }
            }
        }
    }
    bounds
}

/// Patches that stand close together as one.
fn gathered(mut patches: Vec<Bounds>, em: f32) -> Vec<Bounds> {
    let near = |a: Bounds, b: Bounds| {
        let gap = GAP * em;
        let hull = a.hull(b);
        overlaps(Bounds::new(a.x0 - gap, a.y0 - gap, a.x1 + gap, a.y1 + gap), b)
            && hull.width().max(hull.height()) < LONG.1 * em
    };
    let mut whole: Vec<Bounds> = Vec::new();
    while let Some(mut patch) = patches.pop() {
        while let Some(at) = patches.iter().position(|other| near(patch, *other)) {
            patch = patch.hull(patches.swap_remove(at));
        }
        whole.push(patch);
    }
    whole.sort_by(|a, b| a.y0.total_cmp(&b.y0).then(a.x0.total_cmp(&b.x0)));
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cross_and_a_stroke_outside_all_boxes_are_found_and_rests_of_rules_are_not() {
        let mut page = Plane::filled(400, 300, 255);
        let mut print = |x: std::ops::Range<usize>, y: std::ops::Range<usize>| {
            y.for_each(|y| page.row_mut(y)[x.clone()].fill(0));
        };
        print(103..131, 108..112);
        print(115..119, 94..126);
        print(103..131, 158..162);
        print(300..328, 203..206);
        print(200..228, 110..140);
        print(350..378, 2..8);
        let rule = Stroke { bounds: Bounds::new(250.0, 198.0, 390.0, 200.0), horizontal: true };
        let boxes = [Bounds::new(190.0, 100.0, 240.0, 150.0)];
        let found = overlooked(&page, &boxes, &[rule], 36.0);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.iter().all(|b| (b.x0 - 100.0).abs() < 8.0 && b.height() >= 36.0));
    }
}
