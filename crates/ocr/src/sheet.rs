//! How a sheet lies and what it holds: pages on their side, two pages beside each other, lines set from top to bottom.

use crate::Bounds;
use crate::picture::Plane;
use crate::rules::Stroke;

/// A box higher than this times its width holds characters set below each other, if there is a gap to cut it at.
const TALL: f32 = 1.25;

/// Whether most of the text runs from top to bottom, which is a page on its side: its lines are long.
pub(crate) fn lies_on_its_side(boxes: &[Bounds]) -> bool {
    const LONG: f32 = 3.0;
    let area = |b: &Bounds| b.width() * b.height();
    let tall: f32 = boxes.iter().filter(|b| b.height() > LONG * b.width()).map(area).sum();
    let wide: f32 = boxes.iter().filter(|b| b.width() > LONG * b.height()).map(area).sum();
    tall > 2.0 * wide
}

/// The middle of the empty strip between two pages on one sheet; `None` when the sheet holds one page. The strip is at
/// the sheet's middle, as wide as two inner margins, and nothing crosses it.
pub(crate) fn gutter(page: &Plane, boxes: &[Bounds], rules: &[Stroke]) -> Option<f32> {
    const LEAST: f32 = 0.06;
    const OFF_CENTRE: f32 = 0.04;
    const LEAST_BOXES: usize = 6;
    let width = page.width as f32;
    if width < 1.2 * page.height as f32 {
        return None;
    }
    let things = || boxes.iter().copied().chain(rules.iter().map(|rule| rule.bounds));
    let middle = width / 2.0;
    if things().any(|b| b.x0 < middle && b.x1 > middle) {
        return None;
    }
    let left = things().filter(|b| b.x1 <= middle).map(|b| b.x1).fold(0.0, f32::max);
    let right = things().filter(|b| b.x0 >= middle).map(|b| b.x0).fold(width, f32::min);
    let centre = f32::midpoint(left, right);
    let filled = |inside: &dyn Fn(&Bounds) -> bool| boxes.iter().filter(|b| inside(b)).count() >= LEAST_BOXES;
    let both = filled(&|b| b.x1 <= middle) && filled(&|b| b.x0 >= middle);
    (both && right - left > LEAST * width && (centre - middle).abs() < OFF_CENTRE * width).then_some(centre)
}

/// The characters of a box set from top to bottom, one box each; any other box as it is.
pub(crate) fn unstacked(page: &Plane, bounds: Bounds) -> Vec<Bounds> {
    if bounds.height() < TALL * bounds.width() {
        return vec![bounds];
    }
    let least = 0.5 * bounds.width();
    let mut parts: Vec<(usize, usize)> = Vec::new();
    for (start, end) in inked_rows(page, bounds) {
        match parts.last_mut() {
            // Characters have gaps of their own (三, 言): what is still flat goes on.
            Some(last) if ((last.1 - last.0) as f32) < least && (end - last.0) as f32 <= 1.1 * bounds.width() => {
                last.1 = end;
            }
            _ => parts.push((start, end)),
        }
    }
    if parts.len() < 2 {
        return vec![bounds];
    }
    let limits: Vec<f32> = parts.windows(2).map(|pair| f32::midpoint(pair[0].1 as f32, pair[1].0 as f32)).collect();
    let room = 0.5 * bounds.width();
    (0..parts.len())
        .map(|i| {
            // A flat character (一) is read in the room that a square one takes.
            let (start, end) = (parts[i].0 as f32, parts[i].1 as f32);
            let margin = (room - (end - start) / 2.0).max(0.06 * bounds.width());
            let upper = i.checked_sub(1).map_or(start - margin, |above| limits[above]);
            let lower = limits.get(i).copied().unwrap_or(end + margin);
            Bounds { y0: (start - margin).max(upper), y1: (end + margin).min(lower), ..bounds }
        })
        .collect()
}

/// Stretches of rows with ink inside the box.
fn inked_rows(page: &Plane, bounds: Bounds) -> Vec<(usize, usize)> {
    const INK: u8 = 150;
    let (x0, x1) = (bounds.x0.max(0.0) as usize, (bounds.x1.max(0.0) as usize).min(page.width));
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    for y in bounds.y0.max(0.0) as usize..(bounds.y1.max(0.0) as usize).min(page.height) {
        if page.row(y)[x0.min(x1)..x1].iter().any(|value| *value < INK) {
            match stretches.last_mut() {
                Some(last) if last.1 == y => last.1 = y + 1,
                _ => stretches.push((y, y + 1)),
            }
        }
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(x: f32, width: f32) -> impl Iterator<Item = Bounds> {
        (0..20).map(move |i| Bounds::new(x, 60.0 + i as f32 * 40.0, x + width, 84.0 + i as f32 * 40.0))
    }

    #[test]
    fn two_pages_are_told_from_one_wide_one() {
        let page = Plane::filled(1400, 1000, 255);
        let two: Vec<Bounds> = lines(80.0, 540.0).chain(lines(780.0, 540.0)).collect();
        let gutter_of = |boxes: &[Bounds]| gutter(&page, boxes, &[]);
        assert!(gutter_of(&two).is_some_and(|x| (x - 700.0).abs() < 5.0));
        let wide: Vec<Bounds> = lines(80.0, 1240.0).collect();
        assert_eq!(gutter_of(&wide), None);
        let columns: Vec<Bounds> = lines(80.0, 600.0).chain(lines(710.0, 500.0)).collect();
        assert_eq!(gutter_of(&columns), None, "columns of a table stand closer than pages");
    }

    #[test]
    fn characters_below_each_other_come_apart() {
        let mut page = Plane::filled(60, 200, 255);
        for top in [10, 60, 110] {
            for y in (top..top + 12).chain(top + 18..top + 36) {
                page.row_mut(y)[12..46].fill(0);
            }
        }
        assert_eq!(unstacked(&page, Bounds::new(8.0, 6.0, 50.0, 150.0)).len(), 3);
    }
}
