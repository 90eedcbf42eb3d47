//! The cells of one column, or of two, aligned with the rows of a page: a walk down the rows by dynamic programming.
//!
//! Two columns of like cells (who leads, who supports) are walked at once, since often only the order in which their
//! cells follow one another tells them apart.

use super::super::weights::Kind;
use super::align::{Aligner, Item, MOST_ROWS, Row, Rows};
use super::cells;
use fenjie_lexicon::ColumnRole;
use std::collections::BTreeSet;

/// Most rows that a column goes on by at once.
const REACH: usize = 12;
/// The lowest score that one walk adds to that of the whole reading.
const LOWEST: f32 = -100.0;

impl Aligner<'_> {
    /// Aligns the items without a task to the rows from `first` (the row before the page) on; `starts` is the first
    /// row of the page.
    pub(super) fn align(&self, items: Vec<Item>, first: usize, starts: usize, out: &mut Rows) {
        let columns = self.decoder.columns;
        let of = |role: ColumnRole| (0..columns.len()).find(|c| columns[*c].role == role);
        let mut left = items;
        let mut done: BTreeSet<usize> = BTreeSet::new();
        if let (Some(lead), Some(support)) = (of(ColumnRole::Lead), of(ColumnRole::Support)) {
            left = self.align_columns(left, lead, Some(support), (first, starts), out);
            done.extend([lead, support]);
        }
        for column in 0..columns.len() {
            if !done.contains(&column) && column != self.task {
                left = self.align_columns(left, column, None, (first, starts), out);
            }
        }
    }

    /// Aligns the items of column `a` (and `b`), and gives back the others.
    fn align_columns(
        &self,
        items: Vec<Item>,
        a: usize,
        b: Option<usize>,
        (first, starts): (usize, usize),
        out: &mut Rows,
    ) -> Vec<Item> {
        let (mine, left): (Vec<Item>, Vec<Item>) =
            items.into_iter().partition(|item| item.has(a) || b.is_some_and(|b| item.has(b)));
        let last = out.table.len();
        if mine.is_empty() {
            return left;
        }
        if last - first > MOST_ROWS {
            for (item, row) in mine.iter().zip(starts..last) {
                self.add(item, row, out);
            }
            return left;
        }
        let walk = Walk { aligner: self, a, b, first, starts, woven: out.woven, rows: &out.table[first..] };
        let (placed, score) = walk.best(&mine);
        let spare: BTreeSet<usize> = [Some(a), b].into_iter().flatten().filter(|c| walk.has_spare(*c, &mine)).collect();
        out.score += score.max(LOWEST);
        for (mut item, (row, column)) in mine.into_iter().zip(placed) {
            let other = if column == a { b } else { Some(a) };
            if let Some(other) = other.filter(|other| item.fits.is_some() && item.has(*other)) {
                item.cells[column] = std::mem::take(&mut item.cells[other]);
            }
            if spare.contains(&column)
                && let Some(row) = out.table.get_mut(row)
            {
                row.doubtful.insert(column);
            }
            self.add(&item, row, out);
        }
        left
    }
}

/// The rows that one or two columns are aligned with.
struct Walk<'a> {
    aligner: &'a Aligner<'a>,
    a: usize,
    b: Option<usize>,
    /// Index of the first of `rows` in the table.
    first: usize,
    /// The first row of the page; one before goes on over the page end.
    starts: usize,
    woven: bool,
    rows: &'a [Row],
}

/// How far both columns are: 0 before the first row, else one more than the row; and which moved last.
#[derive(Clone, Copy)]
struct Place {
    a: usize,
    b: usize,
    last_is_b: bool,
}

impl Walk<'_> {
    /// Whether the page has more rows without a cell of `column` than there are cells.
    fn has_spare(&self, column: usize, items: &[Item]) -> bool {
        let empty =
            self.rows.iter().enumerate().filter(|(row, cells)| !self.is_rest(*row) && cells.cells[column].is_empty());
        items.iter().filter(|item| item.has(column)).count() < empty.count()
    }

    fn is_rest(&self, row: usize) -> bool {
        self.first + row < self.starts
    }

    fn states(&self) -> usize {
        (self.rows.len() + 1) * self.breadth() * 2
    }

    fn breadth(&self) -> usize {
        if self.b.is_some() { self.rows.len() + 1 } else { 1 }
    }

    fn index(&self, place: Place) -> usize {
        (place.a * self.breadth() + place.b) * 2 + usize::from(place.last_is_b)
    }

    fn place(&self, index: usize) -> Place {
        Place { a: index / 2 / self.breadth(), b: index / 2 % self.breadth(), last_is_b: index % 2 == 1 }
    }

    /// The best row (in the table) and column of each item, and what they are worth.
    fn best(&self, items: &[Item]) -> (Vec<(usize, usize)>, f32) {
        let mut best = vec![f32::NEG_INFINITY; self.states()];
        best[self.index(Place { a: 0, b: 0, last_is_b: true })] = 0.0;
        let mut back: Vec<Vec<u32>> = Vec::with_capacity(items.len());
        let ranks = self.ranks();
        for item in items {
            let mut next = vec![f32::NEG_INFINITY; best.len()];
            let mut from = vec![0u32; best.len()];
            for here in (0..best.len()).filter(|here| best[*here] > f32::NEG_INFINITY) {
                self.moves(item, self.place(here), &ranks, &mut |to, score| {
                    let to = self.index(to);
                    if best[here] + score > next[to] {
                        next[to] = best[here] + score;
                        from[to] = here as u32;
                    }
                });
            }
            best = next;
            back.push(from);
        }
        let end = |state: usize| {
            let place = self.place(state);
            let below = self.rows.len() + 1;
            best[state] + self.skipped(self.a, place.a, below) + self.b.map_or(0.0, |b| self.skipped(b, place.b, below))
        };
        let mut state = (0..best.len()).max_by(|x, y| end(*x).total_cmp(&end(*y))).unwrap_or(0);
        let total = end(state);
        let mut placed = Vec::with_capacity(items.len());
        for from in back.iter().rev() {
            let (place, before) = (self.place(state), self.place(from[state] as usize));
            let in_b = place.last_is_b && place.a == before.a;
            let (row, column) = if in_b { (place.b, self.b.unwrap_or(self.a)) } else { (place.a, self.a) };
            placed.push((self.first + row.saturating_sub(1), column));
            state = from[state] as usize;
        }
        placed.reverse();
        (placed, total)
    }

    /// Offers every place that `item` can be put from `here`, with what it is worth.
    fn moves(&self, item: &Item, here: Place, ranks: &[(usize, usize)], offer: &mut dyn FnMut(Place, f32)) {
        let n = self.rows.len() + 1;
        let fit = |column: usize| item.fits.as_ref().map_or(0.0, |fits| fits[column]);
        let may = |column: usize| item.has(column) || item.fits.is_some();
        let near = |row: usize| nearness(item.at, row - 1, ranks, self.woven);
        if let Some(b) = self.b.filter(|b| item.has(self.a) && item.has(*b)) {
            for row in here.a.max(here.b).max(1)..n.min(here.a + REACH) {
                let steps = self.step(item, self.a, here.a, row) + self.step(item, b, here.b, row);
                offer(Place { a: row, b: row, last_is_b: true }, steps + near(row));
            }
            return;
        }
        if may(self.a) {
            for row in here.a.max(1)..n.min(here.a + REACH) {
                let score = self.step(item, self.a, here.a, row) + fit(self.a) + self.turn_to_a(here, row) + near(row);
                offer(Place { a: row, last_is_b: false, ..here }, score);
            }
        }
        if let Some(b) = self.b.filter(|b| may(*b)) {
            for row in here.b.max(1)..n.min(here.b + REACH) {
                let score = self.step(item, b, here.b, row) + fit(b) + turn_to_b(here, row) + near(row);
                offer(Place { b: row, last_is_b: true, ..here }, score);
            }
        }
    }

    /// From the right column back to the left: the next row, as a rule.
    fn turn_to_a(&self, here: Place, row: usize) -> f32 {
        const BACK: f32 = -0.4;
        const ON: f32 = -0.2;
        const MOST: usize = 4;
        match self.b {
            Some(_) if here.last_is_b && row <= here.b => BACK * (here.b + 1 - row).min(MOST) as f32,
            Some(_) if here.last_is_b && here.b > 0 => ON * (row - here.b - 1).min(MOST) as f32,
            _ => 0.0,
        }
    }

    /// What it is worth that the column goes on from place `from` with `item` in place `to`.
    fn step(&self, item: &Item, column: usize, from: usize, to: usize) -> f32 {
        const OCCUPIED: f32 = -8.0;
        const APART: f32 = -3.0;
        const NEW_REST: f32 = -3.5;
        let row = &self.rows[to - 1];
        let skipped = self.skipped(column, from, to);
        let held = match (row.cells[column].is_empty(), self.is_rest(to - 1)) {
            // Two parts of one cell.
            _ if from == to => return skipped + APART,
            (true, true) => NEW_REST,
            (true, false) => 0.0,
            (false, true) => self.rest(item, row, column).unwrap_or(OCCUPIED),
            (false, false) => OCCUPIED,
        };
        skipped + held + self.slack(row, column)
    }

    /// Evidence that an item goes on with the row that the page has cut.
    fn rest(&self, item: &Item, row: &Row, column: usize) -> Option<f32> {
        const FULL: f32 = 0.3;
        const BROKEN: f32 = 0.5;
        let parts: Vec<usize> = item.cells.iter().flatten().copied().collect();
        let start = &self.aligner.body.fragments[*parts.first()?];
        let end = self.aligner.last_line(&row.cells[column]);
        let goes_on = cells::goes_on(&end, start, self.aligner.decoder.columns[column].width).min(FULL);
        let broken = if row.broken { BROKEN } else { -BROKEN };
        Some(goes_on + self.aligner.joins(&row.cells[column], &parts, column) + broken)
    }

    /// What the rows without a cell of `column` between two places cost.
    fn skipped(&self, column: usize, from: usize, to: usize) -> f32 {
        let absent = match self.aligner.decoder.columns[column].role {
            ColumnRole::Support => -0.7,
            ColumnRole::Remark | ColumnRole::Other => -0.3,
            _ => -2.2,
        };
        let between = from..to.saturating_sub(1).max(from);
        let empty = between.filter(|row| !self.is_rest(*row) && self.rows[*row].cells[column].is_empty()).count();
        empty as f32 * absent
    }

    /// In pdftotext's order a cell close beside the one on its left shares its block, so a cell that strayed stands
    /// beside a short one.
    fn slack(&self, row: &Row, column: usize) -> f32 {
        const FULL: f32 = -2.0;
        const NARROW: f32 = 0.5;
        let columns = self.aligner.decoder.columns;
        let Some(left) = column.checked_sub(1).filter(|_| columns[column].role == ColumnRole::Support) else {
            return 0.0;
        };
        let beside = &row.cells[left];
        if !self.woven || beside.is_empty() || columns[left].kind != Kind::Unit {
            return 0.0;
        }
        let widest = beside.iter().map(|f| self.aligner.body.fragments[*f].width).fold(0.0, f32::max);
        match columns[left].width - widest {
            free if free < 0.6 => FULL,
            free if free < 2.4 => NARROW,
            _ => 0.0,
        }
    }

    /// Where each row's task begins in the stream, and its rank there.
    fn ranks(&self) -> Vec<(usize, usize)> {
        let anchor = |row: usize| if self.is_rest(row) { 0 } else { self.rows[row].anchor };
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        order.sort_by_key(|row| anchor(*row));
        let mut ranks = vec![(0, 0); self.rows.len()];
        for (rank, row) in order.into_iter().enumerate() {
            ranks[row] = (anchor(row), rank);
        }
        ranks
    }
}

/// From the left column to the right: the same row, as a rule.
fn turn_to_b(here: Place, row: usize) -> f32 {
    const SAME: f32 = 0.5;
    const BELOW: f32 = -0.7;
    const ABOVE: f32 = -0.3;
    const MOST: usize = 4;
    if here.last_is_b {
        0.0
    } else if row == here.a {
        SAME
    } else if row > here.a {
        BELOW * (row - here.a).min(MOST) as f32
    } else {
        ABOVE * (here.a - row).min(MOST) as f32
    }
}

/// Rows whose tasks stand far off in the stream are less likely.
fn nearness(at: usize, row: usize, anchors: &[(usize, usize)], woven: bool) -> f32 {
    const FAR: f32 = -0.12;
    const AHEAD: f32 = -0.5;
    const MOST: usize = 6;
    let before = anchors.iter().filter(|(anchor, _)| *anchor < at).count();
    let rank = anchors[row].1;
    if woven && (before == 0 || before == anchors.len()) {
        // It strayed from its row.
        return 0.0;
    }
    if rank >= before {
        return AHEAD + FAR * (rank - before).min(MOST) as f32;
    }
    let distance = before - 1 - rank;
    FAR * distance.min(MOST) as f32
}
