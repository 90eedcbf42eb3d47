//! Which rows have a cell, where a column has fewer cells than there are rows: cells that stand far apart are parted by a blank
//! line, those that stand close are not.

use std::ops::Range;

/// The heights of the rows of a page, in lines.
pub struct Heights {
    /// The first row.
    first: usize,
    /// Where each row begins, and the last ends.
    tops: Vec<f32>,
    /// Gaps wider than this are put out as a blank line.
    parted: f32,
}

/// Lines of room above and below a row's cells, together.
const PADDING: f32 = 0.4;

impl Heights {
    /// The heights that the columns show whose cells are as many as their rows at `slots`.
    pub fn of(cells: &[Vec<Vec<usize>>], slots: &[Vec<usize>], blocks: &[usize]) -> Self {
        let whole = || cells.iter().zip(slots).filter(|(cells, slots)| cells.len() == slots.len());
        let first = slots.iter().filter_map(|slots| slots.first()).min().copied().unwrap_or(0);
        let end = slots.iter().filter_map(|slots| slots.last()).max().map_or(first, |last| last + 1);
        let mut heights = vec![1.0_f32; (end - first).max(1)];
        for (cells, slots) in whole() {
            for (cell, slot) in cells.iter().zip(slots) {
                heights[slot - first] = heights[slot - first].max(cell.len() as f32);
            }
        }
        let mut tops = vec![0.0];
        for height in heights {
            tops.push(tops.last().copied().unwrap_or(0.0) + height + PADDING);
        }
        let mut known = Self { first, tops, parted: 0.0 };
        let mut gaps: Vec<(f32, bool)> = Vec::new();
        for (cells, slots) in whole() {
            for at in 1..cells.len() {
                let gap = known.gap((&cells[at - 1], slots[at - 1]), (&cells[at], slots[at]));
                gaps.push((gap, is_parted(&cells[at - 1], &cells[at], blocks)));
            }
        }
        known.parted = best_border(gaps);
        known
    }

    /// From where to where a row goes.
    pub fn row(&self, slot: usize) -> Range<f32> {
        let at = slot.saturating_sub(self.first).min(self.tops.len() - 2);
        self.tops[at]..self.tops[at + 1]
    }

    /// The lines of room between two cells that stand in the middle of their rows.
    fn gap(&self, (above, upper): (&[usize], usize), (below, lower): (&[usize], usize)) -> f32 {
        let middle = |slot: usize| {
            let row = self.row(slot);
            f32::midpoint(row.start, row.end)
        };
        middle(lower) - below.len() as f32 / 2.0 - middle(upper) - above.len() as f32 / 2.0
    }

    /// The slot of each cell, in order.
    pub fn places(&self, cells: &[Vec<usize>], slots: &[usize], blocks: &[usize]) -> Vec<usize> {
        const UNLIKE: f32 = -1.0;
        const MOST: f32 = 2.0;
        if cells.len() >= slots.len() {
            let last = slots.last().copied().unwrap_or(0);
            return (0..cells.len()).map(|at| slots.get(at).copied().unwrap_or(last)).collect();
        }
        // For each cell and each slot the best way up to there, and the slot before.
        let spare = slots.len() - cells.len();
        let mut best: Vec<Vec<(f32, usize)>> = Vec::with_capacity(cells.len());
        for (cell, words) in cells.iter().enumerate() {
            let mut here = vec![(f32::NEG_INFINITY, 0); slots.len()];
            for at in cell..=cell + spare {
                here[at] = if cell == 0 {
                    (0.0, 0)
                } else {
                    let parted = is_parted(&cells[cell - 1], words, blocks);
                    let way = |before: usize| {
                        let gap = self.gap((&cells[cell - 1], slots[before]), (words, slots[at])) - self.parted;
                        let unlike = if parted { -gap } else { gap };
                        best[cell - 1][before].0 + UNLIKE * unlike.clamp(0.0, MOST)
                    };
                    let ways = (cell - 1..at).rev().map(|before| (way(before), before));
                    ways.fold((f32::NEG_INFINITY, 0), |best, next| if next.0 > best.0 { next } else { best })
                };
            }
            best.push(here);
        }
        let Some(last) = best.last() else { return Vec::new() };
        let better = |best: usize, next: usize| if last[next].0 > last[best].0 { next } else { best };
        let mut at = (0..slots.len()).fold(cells.len().saturating_sub(1), better);
        let mut found = Vec::with_capacity(cells.len());
        for cell in best.iter().rev() {
            found.push(slots[at]);
            at = cell[at].1;
        }
        found.reverse();
        found
    }
}

/// Whether a blank line parts two cells.
fn is_parted(above: &[usize], below: &[usize], blocks: &[usize]) -> bool {
    blocks[above[above.len() - 1]] != blocks[below[0]]
}

/// The gap that parts those with a blank line from those without best.
fn best_border(mut gaps: Vec<(f32, bool)>) -> f32 {
    const USUAL: f32 = 1.0;
    gaps.sort_by(|a, b| a.0.total_cmp(&b.0));
    // Below the border those without a blank line, above it those with one.
    let mut right = gaps.iter().filter(|(_, parted)| *parted).count() as isize;
    let mut best = (right, gaps.first().map_or(USUAL, |(gap, _)| gap - PADDING));
    for (at, (gap, parted)) in gaps.iter().enumerate() {
        right += if *parted { -1 } else { 1 };
        if right > best.0 {
            let next = gaps.get(at + 1).map_or(gap + PADDING, |next| f32::midpoint(*gap, next.0));
            best = (right, next);
        }
    }
    best.1
}
