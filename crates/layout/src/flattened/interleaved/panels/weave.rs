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
const STATES: usize = 8;
/// Ways kept while a row is put together, and those of the same columns.
const PARTIAL: usize = 24;
const ALIKE: usize = 3;
/// Rows that a way may go on with.
const NEXT: usize = 8;
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
#[derive(Clone, Copy)]
struct Partial {
    score: f32,
    /// What of the blocks is left is worth that much less at best than before, and what the cells are worth as such.
    less: f32,
    /// What the columns that are filled would cost otherwise.
    spared: f32,
    mask: u16,
    /// The columns that blocks would fill that were passed over.
    passed: u16,
    anchor: Option<u32>,
    /// The last of what it takes.
    picked: Option<u32>,
}

impl Partial {
    const EMPTY: Self = Self { score: 0.0, less: 0.0, spared: 0.0, mask: 0, passed: 0, anchor: None, picked: None };

    fn promise(&self) -> f32 {
        self.score + self.less + self.spared
    }
}

/// What a row may take of a block.
struct Offer {
    /// Which chunk it is.
    index: usize,
    score: f32,
    less: f32,
    spared: f32,
    mask: u16,
    anchor: Option<u32>,
}

/// What the rows that are put together take: each pick is a block and one of its chunks, and knows the one before.
#[derive(Default)]
struct Picks(Vec<(Option<u32>, usize, usize)>);

impl Picks {
    fn add(&mut self, before: Option<u32>, block: usize, chunk: usize) -> Option<u32> {
        let at = u32::try_from(self.0.len()).ok();
        self.0.push((before, block, chunk));
        at
    }

    /// All that is taken up to the pick `last`, in the order of the blocks.
    fn up_to(&self, last: Option<u32>) -> Vec<(usize, usize)> {
        let mut picks: Vec<(usize, usize)> =
            std::iter::successors(last.map(|last| self.0[last as usize]), |pick| Some(self.0[pick.0? as usize]))
                .map(|(_, block, chunk)| (block, chunk))
                .collect();
        picks.reverse();
        picks
    }
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
        let mut partials = vec![Partial::EMPTY];
        let mut picks = Picks::default();
        for (block, range) in self.blocks.iter().enumerate() {
            let used = usize::from(state.used[block]);
            if used == range.len() {
                continue;
            }
            let chunks = &self.chunks[block][used];
            let usual = chunks.iter().max_by(|a, b| a.score.total_cmp(&b.score));
            let usual = usual.filter(|chunk| chunk.score > 0.0).map_or(0, |chunk| chunk.mask);
            let skipped = if used > 0 { SKIPPED } else { 0.0 };
            let offers: Vec<Offer> = self.offers(state, block, range.end);
            let mut unlike = Unlike::new();
            for partial in &partials {
                let passed = partial.passed | usual;
                unlike.add(Partial { score: partial.score + skipped, passed, ..*partial });
            }
            let least = unlike.least();
            for partial in &partials {
                for offer in &offers {
                    let twice = partial.anchor.is_some() && offer.anchor.is_some();
                    if partial.mask & offer.mask != 0 || twice {
                        continue;
                    }
                    let next = Partial {
                        score: partial.score + (offer.score + self.passed(partial.passed & offer.mask)),
                        less: partial.less + offer.less,
                        spared: partial.spared + offer.spared,
                        mask: partial.mask | offer.mask,
                        anchor: partial.anchor.or(offer.anchor),
                        ..*partial
                    };
                    if next.promise() >= least {
                        unlike.add(Partial { picked: picks.add(partial.picked, block, offer.index), ..next });
                    }
                }
            }
            partials = unlike.best();
        }
        partials.retain(|partial| partial.picked.is_some());
        let mut found: Vec<(f32, bool, Partial)> = partials
            .into_iter()
            .map(|partial| {
                let (score, goes_on) = self.worth(state, &partial);
                (score, goes_on, partial)
            })
            .collect();
        found.sort_by(|a, b| (b.0 + b.2.less).total_cmp(&(a.0 + a.2.less)));
        found.truncate(NEXT);
        let state_after = |(score, goes_on, partial): (f32, bool, Partial)| {
            self.after(state, at, (score, goes_on), &partial, picks.up_to(partial.picked))
        };
        found.into_iter().map(state_after).collect()
    }

    /// What a row may take of what a way has left of a block, which ends before line `end`.
    fn offers(&self, state: &State, block: usize, end: usize) -> Vec<Offer> {
        let used = usize::from(state.used[block]);
        let ahead = &self.ahead[block];
        let offer = |(index, chunk): (usize, &Chunk)| Offer {
            index,
            score: chunk.score + if self.goes_back(state, chunk) { BACK } else { 0.0 },
            less: ahead[used + chunk.lines.len()] - ahead[used] - prize(self.columns, chunk.mask),
            spared: self.spared(chunk),
            mask: chunk.mask,
            anchor: chunk.anchor,
        };
        self.chunks[block][used].iter().enumerate().filter(|(_, chunk)| chunk.lines.end <= end).map(offer).collect()
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
        if columns == 0 {
            return 0.0;
        }
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

    fn after(
        &self,
        state: &State,
        at: (usize, usize),
        (score, goes_on): (f32, bool),
        row: &Partial,
        picks: Vec<(usize, usize)>,
    ) -> State {
        let mut used: Vec<u16> = state.used.to_vec();
        let mut last = state.last;
        for (block, index) in &picks {
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
            row: picks,
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

/// The best rows while they are put together, a few of each set of columns.
struct Unlike {
    /// Which of the sets has just these columns, plus one.
    of_mask: [u16; 1 << MOST_COLUMNS],
    /// Those of each set, the best first, each with how many came before it.
    sets: Vec<([(u32, Partial); ALIKE], usize)>,
    count: u32,
}

impl Unlike {
    fn new() -> Self {
        Self { of_mask: [0; 1 << MOST_COLUMNS], sets: Vec::with_capacity(PARTIAL), count: 0 }
    }

    fn add(&mut self, row: Partial) {
        let set = &mut self.of_mask[usize::from(row.mask)];
        if *set == 0 {
            self.sets.push(([(0, Partial::EMPTY); ALIKE], 0));
            *set = self.sets.len() as u16;
        }
        let (rows, kept) = &mut self.sets[usize::from(*set) - 1];
        let promise = row.promise();
        let place = rows[..*kept].iter().position(|(_, other)| other.promise() < promise).unwrap_or(*kept);
        self.count += 1;
        if place < ALIKE {
            rows[place..].rotate_right(1);
            rows[place] = (self.count, row);
            *kept = ALIKE.min(*kept + 1);
        }
    }

    fn rows(&self) -> impl Iterator<Item = &(u32, Partial)> {
        self.sets.iter().flat_map(|(rows, kept)| &rows[..*kept])
    }

    /// What a row has to promise so that it may be among the best.
    fn least(&self) -> f32 {
        let promises = self.rows().map(|(_, row)| row.promise());
        promises.reduce(f32::min).filter(|_| self.rows().count() >= PARTIAL).unwrap_or(f32::NEG_INFINITY)
    }

    fn best(&self) -> Vec<Partial> {
        let mut rows: Vec<(u32, Partial)> = self.rows().copied().collect();
        rows.sort_unstable_by(|(a, one), (b, other)| other.promise().total_cmp(&one.promise()).then(a.cmp(b)));
        rows.into_iter().take(PARTIAL).map(|(_, row)| row).collect()
    }
}
