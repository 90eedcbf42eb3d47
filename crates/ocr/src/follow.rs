//! Rules followed where print touches them. The search knows a rule by the paper on both of its sides; where the lines of a
//! narrow row nearly touch it, there is none, and the rule comes to pieces. What is dark all along the way on from a piece
//! is the rule; print at that height leaves gaps.

use crate::Bounds;
use crate::picture::Plane;
use crate::rules::{PIECE, Stroke};

/// The share of the pixels on the way that must be dark …
const DENSITY: f32 = 0.9;
/// … by this share of the darkness of the rule itself.
const AS_DARK: f32 = 0.6;
/// Pieces of one rule lie this near in height, in pixels.
const LEVEL: f32 = 2.0;

/// Level strokes drawn out over what is dark all along their way, to each other or by `shortest` at least, and those that
/// meet made one.
pub(crate) fn drawn_out(page: &Plane, strokes: &[Stroke], shortest: f32) -> Vec<Stroke> {
    let longer = |stroke: &Stroke| {
        let own = stroke.bounds;
        let meets = |other: &Stroke, end: f32| {
            let b = other.bounds;
            b != own && is_level(own, b) && (b.x0 - 1.0..=b.x1 + 1.0).contains(&end)
        };
        let is_rule = |end: f32, length: f32| length >= shortest || strokes.iter().any(|other| meets(other, end));
        let (left, right) = ways(page, own);
        let x0 = if is_rule(left, own.x0 - left) { left } else { own.x0 };
        let x1 = if is_rule(right, right - own.x1) { right } else { own.x1 };
        Stroke { bounds: Bounds { x0, x1, ..own }, ..*stroke }
    };
    let mut longer: Vec<Stroke> = strokes.iter().map(longer).collect();
    longer.sort_by(|a, b| a.bounds.x0.total_cmp(&b.bounds.x0).then(a.bounds.y0.total_cmp(&b.bounds.y0)));
    let mut whole: Vec<Stroke> = Vec::new();
    for stroke in longer {
        let b = stroke.bounds;
        let joins = |other: &&mut Stroke| is_level(other.bounds, b) && b.x0 <= other.bounds.x1 + 1.0;
        match whole.iter_mut().find(joins) {
            Some(other) => other.bounds = other.bounds.hull(b),
            None => whole.push(stroke),
        }
    }
    whole
}

fn is_level(a: Bounds, b: Bounds) -> bool {
    a.y0 <= b.y1 + LEVEL && b.y0 <= a.y1 + LEVEL
}

/// How far it is dark to the left and to the right of a stroke.
fn ways(page: &Plane, stroke: Bounds) -> (f32, f32) {
    let (x0, x1) = (stroke.x0 as usize, (stroke.x1 as usize).min(page.width));
    let Some(ink) = darkness(page, stroke) else { return (stroke.x0, stroke.x1) };
    let is_dark = |x: usize, y: usize| f32::from(255 - page.get(x, y)) >= AS_DARK * ink;
    let rows = stroke.y0 as usize..(stroke.y1 as usize).min(page.height);
    let count = |columns: &[usize], y: usize| columns.iter().filter(|x| is_dark(**x, y)).count();
    let follow = |start: &[usize], on: &mut dyn Iterator<Item = usize>| {
        let mut y = rows.clone().max_by_key(|y| count(start, *y))?;
        let mut last = None;
        loop {
            let piece: Vec<usize> = (&mut *on).take(PIECE).collect();
            let beside = |y: &usize| *y + 1 < page.height;
            let either = |y: usize| piece.iter().filter(|x| is_dark(**x, y) || is_dark(**x, y + 1)).count();
            let Some(best) = (y.saturating_sub(1)..=y).filter(beside).max_by_key(|y| either(*y)) else { return last };
            if piece.is_empty() || (either(best) as f32) < DENSITY * piece.len() as f32 {
                let goes_on = |x: &&usize| is_dark(**x, best) || is_dark(**x, best + 1);
                return piece.iter().take_while(goes_on).last().copied().or(last);
            }
            y = if count(&piece, best + 1) > count(&piece, best) { best + 1 } else { best };
            last = piece.iter().rfind(|x| is_dark(**x, best) || is_dark(**x, best + 1)).copied();
        }
    };
    let opening: Vec<usize> = (x0..x1).take(PIECE).collect();
    let closing: Vec<usize> = (x0..x1).rev().take(PIECE).collect();
    let left = follow(&opening, &mut (0..x0).rev());
    let right = follow(&closing, &mut (x1..page.width));
    (left.map_or(stroke.x0, |x| x as f32), right.map_or(stroke.x1, |x| x as f32 + 1.0))
}

/// How dark a stroke is in the middle of its pixels.
fn darkness(page: &Plane, stroke: Bounds) -> Option<f32> {
    let rows = stroke.y0 as usize..(stroke.y1 as usize).min(page.height);
    let darkest = |x: usize| rows.clone().map(|y| 255 - page.get(x, y)).max();
    let mut values: Vec<u8> = (stroke.x0 as usize..(stroke.x1 as usize).min(page.width)).filter_map(darkest).collect();
    values.sort_unstable();
    values.get(values.len() / 2).map(|value| f32::from(*value))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A level rule from 100 to 700 at height 200, and characters from 250 to 650 that touch it from above.
    fn touched(rule: impl Iterator<Item = usize>) -> Plane {
        let mut page = Plane::filled(800, 400, 255);
        rule.for_each(|x| (200..202).for_each(|y| page.row_mut(y)[x] = 60));
        for x in (250..650).step_by(30) {
            (176..198).for_each(|y| page.row_mut(y)[x..x + 4].fill(40));
            (196..200).for_each(|y| page.row_mut(y)[x..x + 20].fill(40));
        }
        page
    }

    fn piece(x0: f32, x1: f32) -> Stroke {
        Stroke { bounds: Bounds::new(x0, 200.0, x1, 202.0), horizontal: true }
    }

    #[test]
    fn a_rule_that_print_touches_is_followed_to_its_end() {
        let page = touched(100..700);
        let found = drawn_out(&page, &[piece(100.0, 245.0), piece(660.0, 700.0)], 56.0);
        assert_eq!(found.iter().map(|rule| (rule.bounds.x0, rule.bounds.x1)).collect::<Vec<_>>(), [(100.0, 700.0)]);
        assert_eq!(drawn_out(&page, &[piece(100.0, 245.0)], 56.0), [piece(100.0, 700.0)]);
    }

    #[test]
    fn print_at_the_height_of_a_rule_is_none() {
        let mut page = touched((100..245).chain(660..700));
        for x in (250..650).step_by(30) {
            (196..204).for_each(|y| page.row_mut(y)[x..x + 20].fill(40));
        }
        let pieces = [piece(100.0, 245.0), piece(660.0, 700.0)];
        assert_eq!(drawn_out(&page, &pieces, 56.0), pieces);
    }
}
