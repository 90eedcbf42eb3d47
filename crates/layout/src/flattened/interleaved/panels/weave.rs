//! The blocks of a page woven into rows.
//!
//! A block goes from top to bottom, so what a row takes of it follows what the row before took: a reading of a page is a
//! sequence of rows, each of which takes some lines from the beginning of what is left of some blocks. The best sequence is
//! found by dynamic programming over the number of lines used up, the few best ways to use up so many kept.

use super::super::rows::{Chunk, Column, MOST_COLUMNS, Own};
use super::super::sheet::Sheet;
use crate::Watch;
use crate::flattened::weights::Kind;
use std::ops::Range;
use std::rc::Rc;

/// Ways to use up so many lines that are kept.
const STATES: usize = 12;
/// Ways kept while a row is put together, and those of the same columns.
const PARTIAL: usize = 48;
const ALIKE: usize = 3;
/// Rows that a way may go on with.
const NEXT: usize = 16;
/// What it costs that a row takes nothing of a block that the row before left unfinished: its lines would stand too far apart
/// for one block.
const SKIPPED: f32 = -4.0;
/// What it costs that a column goes on further up in the dump.
const BACK: f32 = -8.0;
/// What it costs that a row fills a column behind a block that would fill it too: where no other column is like it, and where
/// one is.
const PASSED: f32 = -6.0;
const PASSED_LIKE: f32 = -0.7;
/// What it costs that a row of a table whose rows are numbered has no number, and that its number is not the next.
const UNNUMBERED: f32 = -25.0;
const MISCOUNTED: f32 = -6.0;
/// What it costs that the first row of a page goes on with the last of the page before.
const GOES_ON: f32 = -3.0;
/// What a row costs where no numbers count them.
const ROW: f32 = -3.0;

/// A row: what it takes of each block.
#[derive(Clone, Debug, Default)]
pub struct Woven {
    /// What it takes, in the order of the dump.
    pub chunks: Vec<Chunk>,
    /// Whether it goes on with the last row of the page before.
    pub goes_on: bool,
}

/// A page: its blocks, each a range of lines.
pub struct Page<'a> {
    pub sheet: &'a Sheet,
    pub columns: &'a [Column],
    pub blocks: &'a [Range<usize>],
    /// What rows may take of each block, by the line that they begin with: `chunks[block][line - start]`.
    pub chunks: Vec<Vec<Vec<Chunk>>>,
    /// What is left of each block is worth at best, whatever rows it is of, by the line that it begins with.
    pub ahead: Vec<Vec<f32>>,
    /// Whether a page comes before.
    pub follows: bool,
    /// The number that the first row should have.
    pub number: u32,
}

/// What the lines of each block from each on are worth at best, whatever rows they are of.
pub fn ahead(blocks: &[Range<usize>], chunks: &[Vec<Vec<Chunk>>], columns: &[Column]) -> Vec<Vec<f32>> {
    let of_block = |(block, chunks): (&Range<usize>, &Vec<Vec<Chunk>>)| {
        let mut best = vec![0.0_f32; block.len() + 1];
        for at in (0..block.len()).rev() {
            let values =
                chunks[at].iter().map(|chunk| chunk.score - prize(columns, chunk.mask) + best[at + chunk.lines.len()]);
            best[at] = values.reduce(f32::max).unwrap_or(0.0);
        }
        best
    };
    blocks.iter().zip(chunks).map(of_block).collect()
}

/// What cells that say just what their columns hold are worth: the more cells, the more, so it does not tell how well lines
/// are cut into cells.
fn prize(columns: &[Column], mask: u16) -> f32 {
    let filled = columns.iter().enumerate().filter(|(index, _)| mask >> index & 1 == 1);
    let prizes = filled.map(|(_, column)| match column.kind {
        Kind::Unit => 4.5,
        Kind::Date => 3.0,
        Kind::Text => 1.0,
        Kind::Number | Kind::Label => 0.0,
    });
    prizes.sum()
}

/// A way to use up some lines.
#[derive(Clone)]
struct State {
    score: f32,
    /// What is left is worth at best, less what its cells are worth as such.
    ahead: f32,
    /// How many lines of each block are used up.
    used: Rc<[u16]>,
    /// The last line used in each column.
    last: [u32; MOST_COLUMNS],
    /// The number that the next row should have.
    number: u32,
    /// The way before: how many lines it uses up and which of those it is; and the row that was added.
    before: Option<(usize, usize)>,
    row: Vec<(usize, usize)>,
    goes_on: bool,
}

/// A row while it is put together.
#[derive(Clone, Default)]
struct Partial {
    score: f32,
    /// What of the blocks is left is worth that much less at best than before, and what the cells are worth as such.
    less: f32,
    /// What the columns that are filled would cost otherwise.
    spared: f32,
    mask: u16,
    lines: usize,
    anchor: Option<u32>,
    /// Blocks and which of their chunks.
    picks: Vec<(usize, usize)>,
    /// The columns that blocks would fill that were passed over.
    passed: u16,
}

impl Page<'_> {
    /// The best rows that use up all lines, and what they are worth.
    pub fn rows(&self, watch: &Watch) -> (Vec<Woven>, f32) {
        let total: usize = self.blocks.iter().map(Range::len).sum();
        let mut levels: Vec<Vec<State>> = vec![Vec::new(); total + 1];
        levels[0].push(State {
            score: 0.0,
            ahead: self.ahead.iter().map(|block| block[0]).sum(),
            used: vec![0; self.blocks.len()].into(),
            last: [0; MOST_COLUMNS],
            number: self.number,
            before: None,
            row: Vec::new(),
            goes_on: false,
        });
        for level in 0..total {
            if watch.is_over() {
                break;
            }
            thin(&mut levels[level]);
            for index in 0..levels[level].len() {
                let state = levels[level][index].clone();
                for next in self.next(&state, (level, index)) {
                    let at: usize = next.used.iter().map(|used| usize::from(*used)).sum();
                    levels[at].push(next);
                }
            }
            // Those that cannot be among the best any more.
            for later in levels[level + 1..].iter_mut().filter(|later| later.len() > STATES * 40) {
                thin(later);
            }
        }
        thin(&mut levels[total]);
        let Some(best) = levels[total].first() else { return (Vec::new(), f32::NEG_INFINITY) };
        let score = best.score;
        let mut rows = Vec::new();
        let mut at = best;
        while let Some((level, index)) = at.before {
            let before = &levels[level][index];
            let taken =
                |(block, chunk): &(usize, usize)| self.chunks[*block][usize::from(before.used[*block])][*chunk].clone();
            rows.push(Woven { chunks: at.row.iter().map(taken).collect(), goes_on: at.goes_on });
            at = before;
        }
        rows.reverse();
        (rows, score)
    }

    /// The best rows that a way may go on with.
    fn next(&self, state: &State, at: (usize, usize)) -> Vec<State> {
        let mut partials = vec![Partial::default()];
        for (block, range) in self.blocks.iter().enumerate() {
            let used = usize::from(state.used[block]);
            if used == range.len() {
                continue;
            }
            let chunks = &self.chunks[block][used];
            let usual = chunks.iter().max_by(|a, b| a.score.total_cmp(&b.score));
            let usual = usual.filter(|chunk| chunk.score > 0.0).map_or(0, |chunk| chunk.mask);
            let mut more: Vec<Partial> = Vec::new();
            for partial in &partials {
                for (index, chunk) in chunks.iter().enumerate() {
                    let twice = partial.anchor.is_some() && chunk.anchor.is_some();
                    if partial.mask & chunk.mask != 0 || twice || chunk.lines.end > range.end {
                        continue;
                    }
                    let back = self.goes_back(state, chunk);
                    let mut next = partial.clone();
                    next.score +=
                        chunk.score + if back { BACK } else { 0.0 } + self.passed(partial.passed & chunk.mask);
                    next.less += self.ahead[block][used + chunk.lines.len()]
                        - self.ahead[block][used]
                        - prize(self.columns, chunk.mask);
                    next.spared += self.spared(chunk);
                    next.mask |= chunk.mask;
                    next.lines += chunk.lines.len();
                    next.anchor = next.anchor.or(chunk.anchor);
                    next.picks.push((block, index));
                    more.push(next);
                }
            }
            for partial in &mut partials {
                partial.score += if used > 0 { SKIPPED } else { 0.0 };
                partial.passed |= usual;
            }
            partials.append(&mut more);
            let promise = |partial: &Partial| partial.score + partial.less + partial.spared;
            partials.sort_by(|a, b| promise(b).total_cmp(&promise(a)));
            keep_unlike(&mut partials);
        }
        partials.retain(|partial| !partial.picks.is_empty());
        let mut found: Vec<(f32, bool, Partial)> = partials
            .into_iter()
            .map(|partial| {
                let (score, goes_on) = self.worth(state, &partial);
                (score, goes_on, partial)
            })
            .collect();
        found.sort_by(|a, b| (b.0 + b.2.less).total_cmp(&(a.0 + a.2.less)));
        found.truncate(NEXT);
        found.into_iter().map(|(score, goes_on, partial)| self.after(state, at, score, goes_on, partial)).collect()
    }

    /// What the columns that a chunk fills would cost otherwise.
    fn spared(&self, chunk: &Chunk) -> f32 {
        let filled = self.columns.iter().enumerate().filter(|(index, _)| chunk.mask >> index & 1 == 1);
        let cells: f32 =
            filled.filter(|(_, column)| column.kind != Kind::Number).map(|(_, column)| -column.absent).sum();
        cells + if chunk.anchor.is_some() { -UNNUMBERED } else { 0.0 }
    }

    /// Whether a column that the chunk fills was filled further down in the dump before.
    fn goes_back(&self, state: &State, chunk: &Chunk) -> bool {
        let line = chunk.lines.start as u32 + 1;
        (0..self.columns.len()).any(|column| chunk.mask >> column & 1 == 1 && state.last[column] > line)
    }

    /// What it costs to fill these columns behind blocks that would fill them too.
    fn passed(&self, columns: u16) -> f32 {
        let own = (0..self.columns.len()).filter(|column| columns >> column & 1 == 1);
        let is_like = |column: usize, other: usize| {
            let (one, two) = (&self.columns[column], &self.columns[other]);
            column != other && one.own != Own::Spans && two.own != Own::Spans && one.kind == two.kind
        };
        own.map(|column| if (0..self.columns.len()).any(|other| is_like(column, other)) { PASSED_LIKE } else { PASSED })
            .sum()
    }

    /// What a row is worth, and whether it goes on with the last of the page before.
    fn worth(&self, state: &State, row: &Partial) -> (f32, bool) {
        let lacks = self.columns.iter().enumerate().filter(|(index, column)| {
            column.own != Own::Spans && row.mask >> index & 1 == 0 && column.kind != Kind::Number
        });
        let absent: f32 = lacks.map(|(_, column)| column.absent).sum();
        let number = match row.anchor {
            Some(number) if number == state.number => 0.0,
            Some(_) => MISCOUNTED,
            None if self.sheet.numbered => UNNUMBERED,
            None => ROW,
        };
        let whole = row.score + absent + number;
        let may_go_on = self.follows && state.before.is_none() && row.anchor.is_none();
        let goes_on = row.score + GOES_ON;
        if may_go_on && goes_on > whole { (goes_on, true) } else { (whole, false) }
    }

    fn after(&self, state: &State, at: (usize, usize), score: f32, goes_on: bool, row: Partial) -> State {
        let mut used: Vec<u16> = state.used.to_vec();
        let mut last = state.last;
        for (block, index) in &row.picks {
            let chunk = &self.chunks[*block][usize::from(used[*block])][*index];
            for (column, last) in last.iter_mut().enumerate().take(self.columns.len()) {
                if chunk.mask >> column & 1 == 1 {
                    *last = (*last).max(chunk.lines.start as u32 + 1);
                }
            }
            used[*block] += chunk.lines.len() as u16;
        }
        State {
            score: state.score + score,
            ahead: state.ahead + row.less,
            used: used.into(),
            last,
            number: row.anchor.map_or(state.number, |number| number + 1),
            before: Some(at),
            row: row.picks,
            goes_on,
        }
    }
}

/// Keeps the best ways, each of lines of its own.
fn thin(states: &mut Vec<State>) {
    // Of those that use up the same lines the best is kept, of others the most promising.
    states.sort_by(|a, b| a.used.cmp(&b.used).then(b.score.total_cmp(&a.score)));
    states.dedup_by(|next, kept| next.used == kept.used);
    states.sort_by(|a, b| (b.score + b.ahead).total_cmp(&(a.score + a.ahead)));
    states.truncate(STATES);
}

/// Keeps the best of sorted rows, a few of each set of columns.
fn keep_unlike(partials: &mut Vec<Partial>) {
    let mut masks: Vec<(u16, usize)> = Vec::new();
    partials.retain(|partial| {
        if let Some((_, times)) = masks.iter_mut().find(|(mask, _)| *mask == partial.mask) {
            *times += 1;
            return *times <= ALIKE;
        }
        masks.push((partial.mask, 1));
        true
    });
    partials.truncate(PARTIAL);
}
