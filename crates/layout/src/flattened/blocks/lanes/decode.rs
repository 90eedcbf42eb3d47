//! A page's fragments given to the columns: the best run of cells, each of one column, found by dynamic programming.

use super::Lane;
use super::says::{Cut, Says};
use crate::flattened::blocks::page::Fragment;
use crate::flattened::weights::Kind;

/// Most fragments of a cell.
const LONGEST: usize = 40;
/// What it costs that another column goes on within a block.
const TURN: f32 = -3.5;
/// What it costs that two fragments of one line are not in the order of their columns.
const BACK: f32 = -6.0;

/// A cell: its column and its fragments, which follow one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its column.
    pub column: usize,
    /// Its fragments.
    pub fragments: Vec<usize>,
}

/// A page to be read.
pub struct Sheet<'a> {
    /// All fragments.
    pub fragments: &'a [Fragment],
    /// The block of each.
    pub blocks: &'a [usize],
    /// Those of the page, but for the numbers of rows.
    pub own: Vec<usize>,
    /// Whether a page comes before and after.
    pub cut: Cut,
}

impl Sheet<'_> {
    /// The cells of the page, and how well they read.
    pub fn decode(&self, says: &Says<'_>, lanes: &[Lane]) -> (Vec<Piece>, f32) {
        let own = &self.own;
        let (start, end) = (0, own.len());
        let count = lanes.len();
        // The best reading up to each fragment that ends with a cell of each column, and where that cell begins.
        let mut best = vec![(f32::NEG_INFINITY, 0usize, 0usize); (end - start + 1) * count];
        for to in start + 1..=end {
            for (column, lane) in lanes.iter().enumerate() {
                let mut found = (f32::NEG_INFINITY, 0, 0);
                let mut breaks = 0.0;
                for from in (start..to).rev().take(LONGEST) {
                    if self.blocks[own[from]] != self.blocks[own[to - 1]] || lane.kind == Kind::Number && from + 1 < to
                    {
                        break;
                    }
                    breaks += says.wide(own[from], lane.width);
                    if from + 1 < to {
                        breaks += says.goes_on(own[from], own[from + 1], lane.role, lane.width);
                    }
                    let cell = &own[from..to];
                    let score = says.run(cell, lane.role, self.cut_of(cell)) + breaks;
                    let (before, turn) = self.best_before(from, column, says, lanes, &best);
                    if before + score > found.0 {
                        found = (before + score, from, turn);
                    }
                }
                best[(to - start) * count + column] = found;
            }
        }
        let last = &best[(end - start) * count..];
        let Some(mut column) = (0..count).max_by(|a, b| last[*a].0.total_cmp(&last[*b].0)) else {
            return (Vec::new(), 0.0);
        };
        let score = last[column].0;
        let mut pieces = Vec::new();
        let mut to = end;
        while to > start {
            let (_, from, before) = best[(to - start) * count + column];
            pieces.push(Piece { column, fragments: own[from..to].to_vec() });
            (to, column) = (from, before);
        }
        pieces.reverse();
        (pieces, score)
    }

    /// The ends of a cell that the page may have cut.
    pub fn cut_of(&self, cell: &[usize]) -> Cut {
        let edge = |at: Option<&usize>| at.map(|at| self.fragments[*at].edge).unwrap_or_default();
        Cut { head: self.cut.head && edge(cell.first()).top, tail: self.cut.tail && edge(cell.last()).bottom }
    }

    /// Whether two cells stand in one block.
    pub fn is_one_block(&self, a: &Piece, b: &Piece) -> bool {
        let block = |at: Option<&usize>| at.map(|at| self.blocks[*at]);
        block(a.fragments.last()) == block(b.fragments.first())
    }

    /// The best reading up to `from`, where a cell of `column` begins, and the column that it ends with.
    fn best_before(
        &self,
        from: usize,
        column: usize,
        says: &Says<'_>,
        lanes: &[Lane],
        best: &[(f32, usize, usize)],
    ) -> (f32, usize) {
        let Some(last) = from.checked_sub(1).map(|last| self.own[last]) else { return (0.0, column) };
        let here = self.own[from];
        let block = self.blocks[here] == self.blocks[last];
        let line = self.fragments[here].line == self.fragments[last].line;
        let apart = last + 1 < here;
        let known = &best[from * lanes.len()..][..lanes.len()];
        let score = |before: usize| {
            let turn = match (block, line) {
                (false, _) => 0.0,
                (true, _) if apart => 0.0,
                (true, true) if before < column => 0.0,
                (true, true) => BACK,
                (true, false) if before == column => says.parts(last, here, lanes[column].role, lanes[column].width),

                (true, false) => TURN,
            };
            known[before].0 + turn
        };
        (0..lanes.len())
            .map(|before| (score(before), before))
            .fold((f32::NEG_INFINITY, 0), |best, next| if next.0 > best.0 { next } else { best })
    }
}
