//! One column of one page cut into a given number of cells.

use super::Lane;
use super::says::{Cut, Says};

/// Most fragments of a cell.
const LONGEST: usize = 40;
/// What it costs that a cell goes on in another block.
const CROSS: f32 = -4.0;
/// What it costs that a cell goes on behind words of another column.
const APART: f32 = -1.0;

/// The best cuts of the fragments of one column on one page, by the number of cells.
#[derive(Default)]
pub struct Cuts {
    /// How well the best cut into so many cells reads.
    scores: Vec<f32>,
    /// Where the last of so many cells begins, for every beginning of the column.
    begins: Vec<Vec<usize>>,
    fragments: Vec<usize>,
}

impl Cuts {
    /// All cuts of `fragments`, which stand in these blocks, into at most `most` cells.
    pub fn of(fragments: Vec<usize>, blocks: &[usize], cut: Cut, says: &Says<'_>, lane: &Lane, most: usize) -> Self {
        let count = fragments.len();
        let mut best = vec![vec![f32::NEG_INFINITY; most + 1]; count + 1];
        let mut begins = vec![vec![0; most + 1]; count + 1];
        best[0][0] = 0.0;
        for to in 1..=count {
            let mut breaks = 0.0;
            for from in (0..to).rev().take(LONGEST) {
                breaks += says.wide(fragments[from], lane.width);
                if from + 1 < to {
                    let (here, next) = (fragments[from], fragments[from + 1]);
                    breaks += says.goes_on(here, next, lane.role, lane.width) + distance(here, next, blocks);
                }
                let cut = Cut { head: cut.head && from == 0, tail: cut.tail && to == count };
                let mut score = breaks + says.content(&fragments[from..to], lane.role, cut);
                if from > 0 && blocks[fragments[from - 1]] == blocks[fragments[from]] {
                    score += says.parts(fragments[from - 1], fragments[from], lane.role, lane.width);
                }
                for cells in 1..=most.min(to) {
                    let total = best[from][cells - 1] + score;
                    if total > best[to][cells] {
                        best[to][cells] = total;
                        begins[to][cells] = from;
                    }
                }
            }
        }
        Self { scores: best.pop().unwrap_or_default(), begins, fragments }
    }

    /// How well the column reads as `cells` cells or fewer, each that is missing at the cost `absent`, and how many it has then.
    pub fn value(&self, cells: usize, absent: f32) -> (f32, usize) {
        const EXCESS: f32 = -12.0;
        let value = |count: usize| {
            let over = count.saturating_sub(cells) as f32 * EXCESS;
            self.scores[count] + cells.saturating_sub(count) as f32 * absent + over
        };
        (0..self.scores.len())
            .map(|count| (value(count), count))
            .fold((f32::NEG_INFINITY, 0), |best, next| if next.0 > best.0 { next } else { best })
    }

    /// The number of cells that reads best.
    pub fn natural(&self) -> usize {
        let better = |best: usize, next: usize| if self.scores[next] > self.scores[best] { next } else { best };
        (0..self.scores.len()).fold(0, better)
    }

    /// The cells of the best cut into `count`.
    pub fn cells(&self, count: usize) -> Vec<Vec<usize>> {
        let mut cells = Vec::new();
        let (mut to, mut left) = (self.fragments.len(), count);
        while to > 0 && left > 0 {
            let from = self.begins[to][left];
            cells.push(self.fragments[from..to].to_vec());
            (to, left) = (from, left - 1);
        }
        cells.reverse();
        cells
    }

    /// The first and the last fragment.
    pub fn ends(&self) -> Option<(usize, usize)> {
        Some((*self.fragments.first()?, *self.fragments.last()?))
    }
}

/// What it costs that a cell goes on from one fragment to another that stands further on.
fn distance(before: usize, here: usize, blocks: &[usize]) -> f32 {
    match (blocks[before] == blocks[here], before + 1 == here) {
        (false, _) => CROSS,
        (true, false) => APART,
        (true, true) => 0.0,
    }
}
