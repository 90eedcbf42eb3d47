//! The reading that, played again, is most like the dump: from a first reading by small changes, page by page.

use super::super::super::weights::Kind;
use super::super::align::Row;
use super::super::content::is_collective;
use super::super::spans::Spans;
use super::geometry::{Geometry, rows_of};
use super::{Chosen, Extractor, Reading, Replay, Sheet, Table};
use fenjie_lexicon::ColumnRole;
use std::cell::Cell;
use std::ops::Range;

/// How often the pages of a table are played again in one pass to improve their readings, in all and at most each: what is
/// not improved by then stays as it was read.
const MOST_PLAYS: usize = 20_000;
const MOST_PLAYS_OF_PAGE: usize = 1_500;
/// Rounds of changes to a page.
const ROUNDS: usize = 3;
/// What a change must be worth.
const LEAST_GAIN: f32 = 0.4;
/// Readings whose worth is as near are told apart by how steady they are.
const TIE: f32 = 1.2;
/// How far a cell is moved, in rows.
const REACH: usize = 2;

impl Replay<'_> {
    /// Improves the reading of each page.
    pub fn improve(&self, chosen: Chosen, finder: &Spans<'_>) -> Reading {
        // The measures are better known once the reading is.
        const TIMES: usize = 2;
        let Chosen { mut reading, extractor, mut geometry } = chosen;
        for time in 0..TIMES {
            if time > 0 {
                geometry = self.fit(&reading, extractor).0;
            }
            for sheet in &self.sheets {
                let left = Cell::new((MOST_PLAYS / self.sheets.len()).min(MOST_PLAYS_OF_PAGE));
                Page { table: &self.table, extractor, sheet, geometry: &geometry, finder, left }.improve(&mut reading);
            }
        }
        reading
    }
}

/// A page whose reading is improved.
struct Page<'a> {
    table: &'a Table<'a>,
    extractor: Extractor,
    sheet: &'a Sheet,
    geometry: &'a Geometry,
    finder: &'a Spans<'a>,
    /// How often it may still be played again.
    left: Cell<usize>,
}

/// Two cells, by row and column, whose contents are exchanged.
type Exchange = ((usize, usize), (usize, usize));

impl Page<'_> {
    fn improve(&self, reading: &mut Reading) {
        let mut value = self.value(reading);
        for _ in 0..ROUNDS {
            if self.left() == 0 || self.is_perfect(reading) {
                return;
            }
            let before = value;
            for column in 0..reading.spans.len() {
                value = self.best_starts(column, value, reading);
            }
            for change in self.exchanges(reading) {
                if self.left() == 0 {
                    return;
                }
                exchange(change, reading);
                let new = self.value(reading);
                if new > value + LEAST_GAIN {
                    value = new;
                } else {
                    exchange(change, reading);
                }
            }
            if value <= before {
                return;
            }
        }
    }

    /// Tries all rows on which the merged cells of a column may begin.
    fn best_starts(&self, column: usize, value: f32, reading: &mut Reading) -> f32 {
        const MOST: usize = 300;
        let rows = rows_of(self.table, reading, self.sheet);
        let spans = &reading.spans[column].1;
        let here: Vec<usize> = (0..spans.len()).filter(|index| self.is_printed(&spans[*index].cells[0].1)).collect();
        let (Some(first), Some(last)) = (here.first(), here.last()) else { return value };
        let from = rows.start.max(first.checked_sub(1).map_or(0, |before| spans[before].start + 1));
        let to = spans.get(last + 1).map_or(rows.end, |next| next.start.min(rows.end));
        let mut found = Vec::new();
        choose(from..to, here.len(), MOST, &mut Vec::new(), &mut found);
        let now = here.iter().map(|index| spans[*index].start).collect::<Vec<usize>>();
        if found.len() >= MOST {
            found = one_changed(&now, from..to);
        }
        let mut tried: Vec<(f32, Vec<usize>)> = vec![(value, now)];
        for starts in found {
            if self.left() == 0 {
                break;
            }
            set_starts(column, &here, &starts, reading);
            tried.push((self.value(reading), starts));
        }
        let best = tried.iter().map(|(value, _)| *value).fold(f32::NEG_INFINITY, f32::max);
        tried.retain(|(value, _)| *value >= best - TIE);
        if tried.len() > 1 && self.extractor == Extractor::Pdfminer && self.left() > 0 {
            for (value, starts) in &mut tried {
                set_starts(column, &here, starts, reading);
                *value += self.steadiness(reading) + self.sense(reading);
            }
        }
        let Some((_, starts)) = tried.into_iter().reduce(|best, next| if next.0 > best.0 { next } else { best }) else {
            return value;
        };
        set_starts(column, &here, &starts, reading);
        self.value(reading)
    }

    /// How often the page may still be played.
    fn left(&self) -> usize {
        if self.table.is_spent() { 0 } else { self.left.get() }
    }

    /// How much of the page is as in the dump when the measures are a little off.
    fn steadiness(&self, reading: &Reading) -> f32 {
        let near = self.geometry.near();
        let count = near.len() as f32;
        near.iter().map(|other| self.table.agreement(self.extractor, reading, self.sheet, other).0 / count).sum()
    }

    /// Whether a cell is printed on this page.
    fn is_printed(&self, cell: &[usize]) -> bool {
        cell.first().is_some_and(|fragment| self.table.page_of(*fragment) == self.sheet.page)
    }

    fn is_perfect(&self, reading: &Reading) -> bool {
        let (kept, all) = self.table.agreement(self.extractor, reading, self.sheet, self.geometry);
        kept + 0.01 >= all
    }

    /// What the reading of the page is worth.
    fn value(&self, reading: &Reading) -> f32 {
        self.left.set(self.left.get().saturating_sub(1));
        self.table.agreement(self.extractor, reading, self.sheet, self.geometry).0
            + self.usual(reading)
            + self.sense(reading)
    }

    /// What rows without a leader and the like cost.
    fn usual(&self, reading: &Reading) -> f32 {
        const LEADERLESS: f32 = -1.0;
        const COLLECTIVE: f32 = -1.0;
        const WIDE: f32 = -1.5;
        const FREE: f32 = 0.6;
        let columns = self.table.columns;
        let mut score = 0.0;
        for row in rows_of(self.table, reading, self.sheet) {
            for (column, cell) in reading.rows[row].cells.iter().enumerate() {
                let role = columns[column].role;
                if cell.is_empty() && matches!(role, ColumnRole::Lead | ColumnRole::Deadline) {
                    score += LEADERLESS;
                }
                if role == ColumnRole::Lead && cell.first().is_some_and(|f| is_collective(&self.finder.words[*f])) {
                    score += COLLECTIVE;
                }
                let width = columns[column].width + FREE;
                if columns[column].kind != Kind::Number
                    && cell.iter().any(|f| self.table.body.fragments[*f].width > width)
                {
                    score += WIDE;
                }
            }
        }
        score
    }

    /// How much the rows of the merged cells speak of what these name.
    fn sense(&self, reading: &Reading) -> f32 {
        const SENSE: f32 = 0.5;
        const MORE: f32 = 1.0;
        let weight = if self.extractor == Extractor::Poppler { MORE } else { SENSE };
        let rows = rows_of(self.table, reading, self.sheet);
        let mut score = 0.0;
        for (column, (_, spans)) in reading.spans.iter().enumerate() {
            for (index, span) in spans.iter().enumerate() {
                let covered = reading.covered(column, index);
                let here = covered.start.max(rows.start)..covered.end.min(rows.end);
                if !here.is_empty() {
                    score += weight * self.finder.sense(&span.cells[0].1, here.start, here.end);
                }
            }
        }
        score
    }

    /// Cells of like columns near one another.
    fn exchanges(&self, reading: &Reading) -> Vec<Exchange> {
        let rows = rows_of(self.table, reading, self.sheet);
        let mut changes = Vec::new();
        let movable = |column: usize| matches!(self.table.columns[column].kind, Kind::Unit | Kind::Date);
        for row in rows.clone() {
            for column in (0..self.table.columns.len()).filter(|column| movable(*column)) {
                if reading.rows[row].cells[column].is_empty() || self.is_in_place(reading, row, column) {
                    continue;
                }
                for to in row.saturating_sub(REACH).max(rows.start)..(row + REACH + 1).min(rows.end) {
                    for other in 0..self.table.columns.len() {
                        let same = self.table.columns[other].kind == self.table.columns[column].kind;
                        if same && (to, other) != (row, column) && !self.is_in_place(reading, to, other) {
                            changes.push(((row, column), (to, other)));
                        }
                    }
                }
            }
        }
        changes
    }

    /// Whether a cell follows its row's task in the dump, as poppler puts out what stands near it.
    fn is_in_place(&self, reading: &Reading, row: usize, column: usize) -> bool {
        let (here, Some(first)) = (&reading.rows[row], reading.rows[row].cells[column].first()) else { return false };
        let between = |other: &Row| other.page == here.page && (here.anchor + 1..*first).contains(&other.anchor);
        self.extractor == Extractor::Poppler
            && here.anchor < *first
            && !rows_of(self.table, reading, self.sheet).any(|other| between(&reading.rows[other]))
    }
}

/// Exchanges what two cells hold.
fn exchange(((row, column), (to, other)): Exchange, reading: &mut Reading) {
    let first = std::mem::take(&mut reading.rows[row].cells[column]);
    reading.rows[row].cells[column] = std::mem::replace(&mut reading.rows[to].cells[other], first);
}

/// Has the merged cells `here` of a column begin on the rows `starts`.
fn set_starts(column: usize, here: &[usize], starts: &[usize], reading: &mut Reading) {
    for (index, start) in here.iter().zip(starts) {
        reading.spans[column].1[*index].start = *start;
    }
}

/// The rising starts with one of them on another row.
fn one_changed(starts: &[usize], rows: Range<usize>) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    for at in 0..starts.len() {
        for row in rows.clone().filter(|row| *row != starts[at]) {
            let mut changed = starts.to_vec();
            changed[at] = row;
            if changed.windows(2).all(|pair| pair[0] < pair[1]) {
                found.push(changed);
            }
        }
    }
    found
}

/// All ways to choose `count` of `from` in rising order, as far as there are not more than `most`.
fn choose(from: Range<usize>, count: usize, most: usize, chosen: &mut Vec<usize>, found: &mut Vec<Vec<usize>>) {
    if found.len() >= most {
        return;
    }
    if count == 0 {
        found.push(chosen.clone());
        return;
    }
    for next in from.start..(from.end + 1).saturating_sub(count) {
        chosen.push(next);
        choose(next + 1..from.end, count - 1, most, chosen, found);
        chosen.pop();
    }
}
