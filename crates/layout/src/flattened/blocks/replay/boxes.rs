//! The order in which pdfminer puts out the text boxes of a page.
//!
//! The two boxes (or groups) whose common rectangle wastes least room are joined first, those that have nothing between
//! them before all others, until one group is left; within a group what stands higher comes first, and of what stands
//! about as high the left one.

use super::Rect;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// pdfminer's `boxes_flow`, as it is unless told otherwise.
const BOXES_FLOW: f32 = 0.5;

/// Two boxes that may be joined; the nearest pair is the greatest.
struct Pair {
    over_others: bool,
    distance: f32,
    a: usize,
    b: usize,
}

impl Ord for Pair {
    fn cmp(&self, other: &Self) -> Ordering {
        (other.over_others.cmp(&self.over_others))
            .then(other.distance.total_cmp(&self.distance))
            .then((other.a, other.b).cmp(&(self.a, self.b)))
    }
}

impl PartialOrd for Pair {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Pair {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Pair {}

/// The boxes in pdfminer's order.
pub fn order(boxes: &[Rect]) -> Vec<usize> {
    let mut rects: Vec<Rect> = boxes.to_vec();
    let mut children: Vec<Option<[usize; 2]>> = vec![None; boxes.len()];
    let mut alive: Vec<usize> = (0..boxes.len()).collect();
    let mut dead = vec![false; boxes.len()];
    let mut heap = BinaryHeap::new();
    for a in 0..boxes.len() {
        for b in a + 1..boxes.len() {
            heap.push(Pair { over_others: false, distance: waste(&rects[a], &rects[b]), a, b });
        }
    }
    while let Some(pair) = heap.pop() {
        let Pair { a, b, .. } = pair;
        if dead[a] || dead[b] {
            continue;
        }
        let common = rects[a].with(&rects[b]);
        if !pair.over_others && alive.iter().any(|c| *c != a && *c != b && rects[*c].meets(&common)) {
            heap.push(Pair { over_others: true, ..pair });
            continue;
        }
        dead[a] = true;
        dead[b] = true;
        alive.retain(|c| *c != a && *c != b);
        let group = rects.len();
        for other in &alive {
            heap.push(Pair { over_others: false, distance: waste(&common, &rects[*other]), a: group, b: *other });
        }
        let late = |c: usize| (1.0 - BOXES_FLOW) * rects[c].x0 + (1.0 + BOXES_FLOW) * (rects[c].y0 + rects[c].y1);
        children.push(Some(if late(b) < late(a) { [b, a] } else { [a, b] }));
        rects.push(common);
        dead.push(false);
        alive.push(group);
    }
    leaves(&children, alive)
}

/// The room in the common rectangle of two that neither takes up.
fn waste(a: &Rect, b: &Rect) -> f32 {
    a.with(b).area() - a.area() - b.area()
}

/// The boxes under `roots`, in order.
fn leaves(children: &[Option<[usize; 2]>], roots: Vec<usize>) -> Vec<usize> {
    let mut open: Vec<usize> = roots.into_iter().rev().collect();
    let mut order = Vec::new();
    while let Some(node) = open.pop() {
        match children[node] {
            Some([first, second]) => open.extend([second, first]),
            None => order.push(node),
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rect(x0: f32, x1: f32, y0: f32, y1: f32) -> Rect {
        Rect { x0, x1, y0, y1 }
    }

    #[test]
    fn narrow_cells_of_one_column_come_before_the_wide_ones_beside_them() {
        let numbers = [rect(0.0, 1.0, 0.0, 1.0), rect(0.0, 1.0, 3.0, 4.0), rect(0.0, 1.0, 6.0, 7.0)];
        let texts = [rect(6.0, 20.0, 0.0, 1.0), rect(6.0, 20.0, 3.0, 4.0), rect(6.0, 20.0, 6.0, 7.0)];
        let boxes: Vec<Rect> = numbers.iter().zip(&texts).flat_map(|(a, b)| [*a, *b]).collect();
        assert_eq!(order(&boxes), [0, 2, 4, 1, 3, 5]);
    }

    #[test]
    fn cells_side_by_side_are_read_from_the_left() {
        assert_eq!(order(&[rect(6.0, 9.0, 0.0, 1.0), rect(0.0, 5.0, 0.0, 1.0)]), [1, 0]);
    }
}
