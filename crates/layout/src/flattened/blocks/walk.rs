//! The cells of one column, or of two, aligned with the rows of a page: a walk down the rows by dynamic programming.
//!
//! Columns are walked at once, by a beam search, since often only the order in which their cells follow one another
//! tells them apart.

use super::super::weights::Kind;
use super::align::{Aligner, Item, Row, Rows};
use super::wrap;
use crate::limits::{Limit, PAGE_ROWS};
use fenjie_lexicon::ColumnRole;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Most rows that a column goes on by at once.
const REACH: usize = 40;
/// The lowest score that one walk adds to that of the whole reading.
const LOWEST: f32 = -100.0;

impl Aligner<'_> {
    /// Aligns the items without a task to the rows from `first` (the row before the page) on; `starts` is the first
    /// row of the page.
    pub(super) fn align(&self, items: Vec<Item>, first: usize, starts: usize, out: &mut Rows) {
        let columns = self.decoder.columns;
        let others: Vec<usize> = (0..columns.len()).filter(|column| *column != self.task).collect();
        if !out.woven {
            self.align_columns(items, &others, (first, starts), out);
            return;
        }
        let units: Vec<usize> = others
            .iter()
            .copied()
            .filter(|c| matches!(columns[*c].role, ColumnRole::Lead | ColumnRole::Support))
            .collect();
        let mut left = self.align_columns(items, &units, (first, starts), out);
        for column in others.into_iter().filter(|column| !units.contains(column)) {
            left = self.align_columns(left, &[column], (first, starts), out);
        }
    }

    /// Aligns the items of some columns at once, and gives back the others.
    fn align_columns(
        &self,
        items: Vec<Item>,
        columns: &[usize],
        (first, starts): (usize, usize),
        out: &mut Rows,
    ) -> Vec<Item> {
        let (mine, left): (Vec<Item>, Vec<Item>) =
            items.into_iter().partition(|item| columns.iter().any(|column| item.has(*column)));
        let last = out.table.len();
        if mine.is_empty() {
            return left;
        }
        if last - first > PAGE_ROWS {
            self.decoder.watch.hit(Limit::PageRows);
            // What is left over stays with the last row.
            for (item, row) in mine.iter().zip((starts..last).chain(std::iter::repeat(last - 1))) {
                out.table[row].doubtful.extend(columns.iter().filter(|column| item.has(**column)));
                self.add(item, row, out);
            }
            return left;
        }
        let walk = Walk { aligner: self, columns, first, starts, woven: out.woven, rows: &out.table[first..] };
        let (placed, score) = walk.best(&mine);
        let spare: BTreeSet<usize> = columns.iter().copied().filter(|c| walk.has_spare(*c, &mine)).collect();
        out.score += score.max(LOWEST);
        for (mut item, (row, column)) in mine.into_iter().zip(placed) {
            let other = (0..item.cells.len()).find(|other| *other != column && item.has(*other));
            if let Some(other) = other.filter(|_| item.fits.is_some() && !item.has(column)) {
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

/// The rows that some columns are aligned with.
struct Walk<'a> {
    aligner: &'a Aligner<'a>,
    columns: &'a [usize],
    /// Index of the first of `rows` in the table.
    first: usize,
    /// The first row of the page; one before goes on over the page end.
    starts: usize,
    woven: bool,
    rows: &'a [Row],
}

/// How far each column is: 0 before the first row, else one more than the row; and where the last item was put.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    reached: Vec<u8>,
    /// Row (from 1) and which of the columns.
    last: Option<(u8, u8)>,
}

/// A way to put the items so far.
struct Hypothesis {
    score: f32,
    place: Place,
    /// The hypothesis before.
    before: u32,
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

    /// The best row (in the table) and column of each item, and what they are worth.
    fn best(&self, items: &[Item]) -> (Vec<(usize, usize)>, f32) {
        const BEAM: usize = 24;
        let ranks = self.ranks();
        let start = Place { reached: vec![0; self.columns.len()], last: None };
        let mut steps = vec![vec![Hypothesis { score: 0.0, place: start, before: 0 }]];
        for item in items {
            let mut next: BTreeMap<Place, (f32, u32)> = BTreeMap::new();
            let here = steps.last().map_or(&[][..], Vec::as_slice);
            for (index, hypothesis) in here.iter().enumerate() {
                self.moves(item, &hypothesis.place, &ranks, &mut |place, score| {
                    let score = hypothesis.score + score;
                    let known = next.entry(place).or_insert((f32::NEG_INFINITY, 0));
                    if score > known.0 {
                        *known = (score, index as u32);
                    }
                });
            }
            let mut next: Vec<Hypothesis> =
                next.into_iter().map(|(place, (score, before))| Hypothesis { score, place, before }).collect();
            next.sort_by(|a, b| b.score.total_cmp(&a.score));
            next.truncate(BEAM);
            steps.push(next);
        }
        let below = self.rows.len() + 1;
        let end = |hypothesis: &Hypothesis| {
            let reached = hypothesis.place.reached.iter();
            let skipped =
                reached.zip(self.columns).map(|(from, column)| self.skipped(*column, usize::from(*from), below));
            hypothesis.score + skipped.sum::<f32>()
        };
        let last = steps.last().map_or(&[][..], Vec::as_slice);
        let best = (0..last.len()).max_by(|a, b| end(&last[*a]).total_cmp(&end(&last[*b])).then(b.cmp(a)));
        let Some(mut at) = best else { return (vec![(self.first, self.columns[0]); items.len()], LOWEST) };
        let total = end(&last[at]);
        let mut placed = Vec::with_capacity(items.len());
        for step in steps.iter().skip(1).rev() {
            let (row, column) =
                step[at].place.last.map_or((1, 0), |(row, column)| (usize::from(row), usize::from(column)));
            placed.push((self.first + row.saturating_sub(1), self.columns[column]));
            at = step[at].before as usize;
        }
        placed.reverse();
        (placed, total)
    }

    /// Offers every place that `item` can be put from `here`, with what it is worth.
    fn moves(&self, item: &Item, here: &Place, ranks: &[(usize, usize)], offer: &mut dyn FnMut(Place, f32)) {
        const WORST: f32 = 8.0;
        let n = self.rows.len() + 1;
        let near = |row: usize| nearness(item.at, row - 1, ranks, self.woven);
        let own: Vec<usize> = (0..self.columns.len()).filter(|at| item.has(self.columns[*at])).collect();
        if let (Some(last), None) = (own.last(), &item.fits) {
            let from = own.iter().map(|at| usize::from(here.reached[*at])).max().unwrap_or(0);
            for row in from.max(1)..n.min(from + REACH) {
                let mut place = here.clone();
                let mut score = near(row) + self.turn(here, row, own[0]);
                for at in &own {
                    score += self.step(item, self.columns[*at], usize::from(here.reached[*at]), row);
                    place.reached[*at] = row as u8;
                }
                place.last = Some((row as u8, *last as u8));
                offer(place, score);
            }
            return;
        }
        let fit = |at: usize| item.fits.as_ref().map_or(0.0, |fits| fits[self.columns[at]]);
        let best = (0..self.columns.len()).map(fit).fold(f32::NEG_INFINITY, f32::max);
        for at in (0..self.columns.len()).filter(|at| fit(*at) > best - WORST || own.contains(at)) {
            let from = usize::from(here.reached[at]);
            for row in from.max(1)..n.min(from + REACH) {
                let mut place = here.clone();
                place.reached[at] = row as u8;
                place.last = Some((row as u8, at as u8));
                let score =
                    self.step(item, self.columns[at], from, row) + fit(at) + self.turn(here, row, at) + near(row);
                offer(place, score);
            }
        }
    }

    /// What it is worth that an item follows the one before: to the right in its row, or back to the left in the next,
    /// as a rule.
    fn turn(&self, here: &Place, row: usize, column: usize) -> f32 {
        const SAME: f32 = 0.5;
        const BELOW: f32 = -0.7;
        const ABOVE: f32 = -0.3;
        const BACK: f32 = -0.4;
        const ON: f32 = -0.2;
        const MOST: usize = 4;
        let Some((last, before)) = here.last.map(|(row, column)| (usize::from(row), usize::from(column))) else {
            return 0.0;
        };
        let far = |rows: usize| rows.min(MOST) as f32;
        let kind = |column: usize| self.aligner.decoder.columns[self.columns[column]].kind;
        let alike = kind(column) == kind(before);
        match (column.cmp(&before), row.cmp(&last)) {
            (Ordering::Equal, _) => 0.0,
            (Ordering::Greater, Ordering::Equal) => SAME,
            (Ordering::Greater, Ordering::Greater) if alike => BELOW * far(row - last),
            (_, Ordering::Greater) => ON * far(row - last - 1),
            (Ordering::Greater, Ordering::Less) => ABOVE * far(last - row),
            (Ordering::Less, _) => BACK * far(last + 1 - row),
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
        let goes_on = wrap::goes_on(&end, start, self.aligner.decoder.columns[column].width).min(FULL);
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
