//! The order in which pdfminer puts out the text boxes of a page.
//!
//! The two boxes (or groups) whose common rectangle wastes least room are joined first, those that have nothing between
//! them before all others, until one group is left; within a group what stands higher comes first, and of what stands
//! about as high the left one.

use super::Rect;

/// pdfminer's `boxes_flow`, as it is unless told otherwise.
const BOXES_FLOW: f32 = 0.5;

/// Two boxes that may be joined, as a number that is lower the sooner they are: those with others between them last,
/// then by distance, of equal ones the later boxes.
type Pair = u64;

/// Bits of a box's number.
const BITS: u32 = 15;
/// The bit of pairs with others between them.
const OVER_OTHERS: Pair = 1 << 63;

fn pair(distance: f32, a: usize, b: usize) -> Pair {
    const SIGN: u32 = 1 << 31;
    const LAST: u64 = (1 << BITS) - 1;
    // Bits that rise as the numbers do.
    let bits = if distance < 0.0 { !distance.to_bits() } else { distance.to_bits() | SIGN };
    u64::from(bits) << (2 * BITS) | (LAST - a as u64) << BITS | (LAST - b as u64)
}

/// The boxes and groups that are still to be joined.
struct Open {
    /// Those that are in no group yet, in rising order.
    alive: Vec<usize>,
    /// The pairs of each with those before it.
    pairs: Vec<Vec<Pair>>,
    /// The lowest pair of each, and its other part.
    lowest: Vec<(Pair, usize)>,
}

impl Open {
    /// Finds the lowest pair of a box or group again.
    fn look_again(&mut self, of: usize) {
        let pairs = &self.pairs[of];
        let before = self.alive.iter().take_while(|other| **other < of);
        self.lowest[of] = before.map(|other| (pairs[*other], *other)).min().unwrap_or((Pair::MAX, of));
    }
}

/// The boxes in pdfminer's order.
pub fn order(boxes: &[Rect]) -> Vec<usize> {
    let mut rects: Vec<Rect> = boxes.to_vec();
    let mut children: Vec<Option<[usize; 2]>> = vec![None; boxes.len()];
    let mut open = Open { alive: Vec::new(), pairs: Vec::new(), lowest: Vec::new() };
    for a in 0..boxes.len() {
        add(&rects, &mut open, a);
    }
    while open.alive.len() > 1 {
        let Some(a) = open.alive.iter().copied().min_by_key(|a| open.lowest[*a].0) else { break };
        let (next, b) = open.lowest[a];
        let common = rects[a].with(&rects[b]);
        let meets = |c: &usize| *c != a && *c != b && rects[*c].meets(&common);
        if next & OVER_OTHERS == 0 && open.alive.iter().any(meets) {
            open.pairs[a][b] |= OVER_OTHERS;
            open.look_again(a);
            continue;
        }
        open.alive.retain(|c| *c != a && *c != b);
        for other in open.alive.clone() {
            if [a, b].contains(&open.lowest[other].1) {
                open.look_again(other);
            }
        }
        let late = |c: usize| (1.0 - BOXES_FLOW) * rects[c].x0 + (1.0 + BOXES_FLOW) * (rects[c].y0 + rects[c].y1);
        children.push(Some(if late(b) < late(a) { [b, a] } else { [a, b] }));
        let group = rects.len();
        rects.push(common);
        add(&rects, &mut open, group);
    }
    leaves(&children, open.alive)
}

/// Adds a box or group.
fn add(rects: &[Rect], open: &mut Open, group: usize) {
    let mut pairs = vec![Pair::MAX; group];
    for other in &open.alive {
        pairs[*other] = pair(waste(&rects[group], &rects[*other]), group, *other);
    }
    open.pairs.push(pairs);
    open.lowest.push((Pair::MAX, group));
    open.look_again(group);
    open.alive.push(group);
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
