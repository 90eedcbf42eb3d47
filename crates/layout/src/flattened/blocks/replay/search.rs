//! The reading that, played again, is most like the dump: from a first reading by small changes, page by page.

use super::super::super::weights::Kind;
use super::super::align::Row;
use super::super::cells::Decoder;
use super::super::content::is_collective;
use super::super::spans::Spans;
use super::geometry::{Geometry, lines_of, rows_of};
use super::moves::Move;
use super::{Chosen, Extractor, Reading, Replay, Sheet, Table};
use fenjie_lexicon::ColumnRole;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

/// How often a page is changed at random in one pass.
const MOST_PLAYS: usize = 6_000;
/// Fewer changes at random are not worth while: then only the likely ones are tried, with this part of the plays.
const LEAST_PLAYS: usize = 150;
const FEW: usize = 3;
/// Rounds of changes to a page.
const ROUNDS: usize = 3;
/// What a change must be worth.
const LEAST_GAIN: f32 = 0.4;
/// Readings whose worth is as near are told apart by how steady they are.
const TIE: f32 = 1.2;

/// A reading whose pages were played again and improved.
pub struct Improved {
    /// The reading.
    pub reading: Reading,
    /// How like the dump each page is when it is played again, of 1, by page; those that were not played are left out.
    pub likes: BTreeMap<u32, f32>,
}

impl Improved {
    /// How like the dump the pages are on the whole, of 1.
    pub fn like(&self) -> f32 {
        self.likes.values().sum::<f32>() / self.likes.len().max(1) as f32
    }
}

impl Replay<'_> {
    /// A reading as it is.
    pub fn as_read(&self, chosen: Chosen, finder: &Spans<'_>, decoder: &Decoder<'_>) -> Improved {
        let Chosen { reading, extractor, geometry } = chosen;
        let known = RefCell::default();
        let said = Said { decoder, known: &known };
        let like = |sheet: &Sheet| self.page(extractor, sheet, &geometry, finder, said).like(&reading);
        let likes = self.sheets.iter().map(|sheet| (sheet.page, like(sheet))).collect();
        Improved { reading, likes }
    }

    /// Improves the reading of each page.
    pub fn improve(&self, chosen: Chosen, finder: &Spans<'_>, decoder: &Decoder<'_>) -> Improved {
        // The measures are better known once the reading is.
        const TIMES: usize = 2;
        // What of the plays is used for changes at random.
        const RANDOM: f32 = 0.7;
        let Chosen { mut reading, extractor, mut geometry } = chosen;
        let known = RefCell::default();
        let said = Said { decoder, known: &known };
        let count = self.sheets.len();
        for time in 0..TIMES {
            if time > 0 {
                geometry = self.fit(&reading, extractor).0;
            }
            for (index, sheet) in self.sheets.iter().enumerate() {
                let share = self.table.effort.get() / (count * (TIMES - time) - index);
                let plays = (share as f32 * RANDOM / self.table.cost(extractor, sheet) as f32) as usize;
                let share = if plays < LEAST_PLAYS { share / FEW } else { share };
                let least = self.table.effort.get() - share;
                let page = Page { least, ..self.page(extractor, sheet, &geometry, finder, said) };
                if plays >= LEAST_PLAYS {
                    page.anneal(plays.min(MOST_PLAYS), &mut reading);
                }
                page.improve(&mut reading);
            }
        }
        self.table.effort.set(usize::MAX);
        let like = |sheet: &Sheet| self.page(extractor, sheet, &geometry, finder, said).like(&reading);
        let likes = self.sheets.iter().map(|sheet| (sheet.page, like(sheet))).collect();
        Improved { reading, likes }
    }

    /// A page to be improved.
    fn page<'b>(
        &'b self,
        extractor: Extractor,
        sheet: &'b Sheet,
        geometry: &'b Geometry,
        finder: &'b Spans<'b>,
        said: Said<'b>,
    ) -> Page<'b> {
        let cells_are_blocks = said.decoder.rows;
        Page { table: &self.table, extractor, sheet, geometry, finder, said, cells_are_blocks, least: 0 }
    }
}

/// What cells say on their columns, found once.
#[derive(Clone, Copy)]
struct Said<'a> {
    decoder: &'a Decoder<'a>,
    known: &'a RefCell<HashMap<u64, f32>>,
}

/// A page whose reading is improved.
pub struct Page<'a> {
    table: &'a Table<'a>,
    extractor: Extractor,
    sheet: &'a Sheet,
    geometry: &'a Geometry,
    finder: &'a Spans<'a>,
    said: Said<'a>,
    /// Whether cells came as blocks, so that their lines are known.
    pub cells_are_blocks: bool,
    /// What must be left of the table's plays.
    least: usize,
}

impl Page<'_> {
    fn improve(&self, reading: &mut Reading) {
        let mut value = self.value(reading);
        for _ in 0..ROUNDS {
            if self.is_spent() || self.is_perfect(reading) {
                return;
            }
            let before = value;
            for column in 0..reading.spans.len() {
                value = self.best_starts(column, value, reading);
            }
            value = self.best_moves(value, reading);
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
            if self.is_spent() {
                break;
            }
            set_starts(column, &here, &starts, reading);
            tried.push((self.value(reading), starts));
        }
        let best = tried.iter().map(|(value, _)| *value).fold(f32::NEG_INFINITY, f32::max);
        tried.retain(|(value, _)| *value >= best - TIE);
        if tried.len() > 1 && self.extractor == Extractor::Pdfminer && !self.is_spent() {
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

    /// Whether the page may not be played any more.
    pub fn is_spent(&self) -> bool {
        self.table.effort.get() <= self.least || self.table.watch.is_over()
    }

    /// How much of the page is as in the dump, of 1.
    fn like(&self, reading: &Reading) -> f32 {
        let (kept, all) = self.table.agreement(self.extractor, reading, self.sheet, self.geometry);
        if all > 0.0 { (kept / all).max(0.0) } else { 0.0 }
    }

    /// How much of the page is as in the dump when the measures are a little off.
    fn steadiness(&self, reading: &Reading) -> f32 {
        let near = self.geometry.near();
        let count = near.len() as f32;
        near.iter().map(|other| self.table.agreement(self.extractor, reading, self.sheet, other).0 / count).sum()
    }

    /// Whether a cell is printed on this page.
    pub fn is_printed(&self, cell: &[usize]) -> bool {
        cell.first().is_some_and(|fragment| self.table.page_of(*fragment) == self.sheet.page)
    }

    /// How much of the page is as in the dump; `parted` is told the neighbours in the dump that are none in the play.
    pub fn played(&self, reading: &Reading, parted: &mut dyn FnMut(usize, usize)) -> f32 {
        self.table.compare(self.extractor, reading, self.sheet, self.geometry, parted).0
    }

    /// What the cells and the merged cells of the page say for a reading.
    pub fn sayings(&self, reading: &Reading) -> f32 {
        self.usual(reading) + self.tiling(reading) + self.sense(reading) + self.cells(reading)
    }

    /// The number of the page.
    pub fn number(&self) -> u32 {
        self.sheet.page
    }

    /// Whether the page played is just as in the dump.
    pub fn is_perfect(&self, reading: &Reading) -> bool {
        let (kept, all) = self.table.agreement(self.extractor, reading, self.sheet, self.geometry);
        kept + 0.01 >= all
    }

    /// What the reading of the page is worth.
    fn value(&self, reading: &Reading) -> f32 {
        self.played(reading, &mut |_, _| {}) + self.sayings(reading)
    }

    /// What rows without a leader and the like cost.
    fn usual(&self, reading: &Reading) -> f32 {
        const LEADERLESS: f32 = -1.0;
        const TASKLESS: f32 = -4.0;
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
                if cell.is_empty() && role == ColumnRole::Task {
                    score += TASKLESS;
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

    /// What it costs that merged cells do not tile the rows: one is higher than its rows, or an inner one crosses the
    /// border of an outer.
    fn tiling(&self, reading: &Reading) -> f32 {
        const SHORT: f32 = -0.5;
        const TORN: f32 = -2.0;
        // What a row is higher than its lines.
        const SLACK: f32 = 0.5;
        let rows = self.rows(reading);
        let mut score = 0.0;
        for (column, (_, spans)) in reading.spans.iter().enumerate() {
            let inner = reading.spans.get(column + 1).map(|(_, spans)| spans);
            for (index, span) in spans.iter().enumerate().filter(|(_, span)| rows.contains(&span.start)) {
                let covered = reading.covered(column, index);
                let height: f32 = (covered.start..covered.end.min(rows.end))
                    .map(|row| reading.rows[row].cells.iter().map(Vec::len).max().unwrap_or(1).max(1) as f32 + SLACK)
                    .sum();
                score += SHORT * (span.cells[0].1.len() as f32 - SLACK - height).max(0.0);
                let crosses = inner.is_some_and(|inner| {
                    inner.iter().any(|span| rows.contains(&span.start))
                        && inner.iter().all(|other| other.start != span.start)
                });
                score += if crosses { TORN } else { 0.0 };
            }
        }
        score
    }

    /// How much the rows of the merged cells speak of what these name.
    fn sense(&self, reading: &Reading) -> f32 {
        const SENSE: f32 = 0.3;
        const MORE: f32 = 0.5;
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

    /// Changes cells that the play has elsewhere than the dump, while that makes the page better.
    fn best_moves(&self, value: f32, reading: &mut Reading) -> f32 {
        let mut value = value;
        let mut moves: Vec<Move> = Vec::new();
        let suspects = self.suspects(reading);
        let held = |cell: &[usize]| cell.iter().any(|fragment| suspects.contains(fragment));
        for row in self.rows(reading) {
            for column in 0..self.columns() {
                if held(&self.get(reading, row, column)) {
                    self.moves_of(row, column, reading, &mut moves);
                }
            }
        }
        for (labels, (_, spans)) in reading.spans.iter().enumerate() {
            for (index, span) in spans.iter().enumerate() {
                if self.is_printed(&span.cells[0].1) {
                    self.moves_of_label(labels, index, reading, &mut moves);
                }
            }
        }
        let count = reading.spans.iter().map(|(_, spans)| spans.len()).collect::<Vec<usize>>();
        for change in moves {
            if self.is_spent() {
                break;
            }
            let merged = matches!(change, Move::Unmerge(..) | Move::Relabel(..) | Move::Merge(..));
            if merged && reading.spans.iter().map(|(_, spans)| spans.len()).ne(count.iter().copied()) {
                continue;
            }
            let rows = self.rows(reading);
            let before = (reading.rows[rows.clone()].to_vec(), merged.then(|| reading.spans.clone()));
            let new = if self.apply(change, reading) { self.value(reading) } else { f32::NEG_INFINITY };
            if new > value + LEAST_GAIN {
                value = new;
            } else {
                reading.rows[rows].clone_from_slice(&before.0);
                if let Some(spans) = before.1 {
                    reading.spans = spans;
                }
            }
        }
        value
    }

    /// Whether a cell follows its row's task in the dump, as poppler puts out what stands near it.
    pub fn is_in_place(&self, reading: &Reading, row: usize, column: usize) -> bool {
        let (here, Some(first)) = (&reading.rows[row], reading.rows[row].cells[column].first()) else { return false };
        let between = |other: &Row| other.page == here.page && (here.anchor + 1..*first).contains(&other.anchor);
        self.extractor == Extractor::Poppler
            && self.cells_are_blocks
            && here.anchor < *first
            && !self.rows(reading).any(|other| between(&reading.rows[other]))
    }

    /// The fragments beside which the play has others than the dump.
    fn suspects(&self, reading: &Reading) -> BTreeSet<usize> {
        let mut suspects = BTreeSet::new();
        self.table.compare(self.extractor, reading, self.sheet, self.geometry, &mut |first, second| {
            suspects.extend([first, second]);
        });
        suspects
    }

    /// The rows of the page.
    pub fn rows(&self, reading: &Reading) -> Range<usize> {
        rows_of(self.table, reading, self.sheet)
    }

    /// How many columns there are.
    pub fn columns(&self) -> usize {
        self.table.columns.len()
    }

    /// What kind of thing a column holds.
    pub fn kind(&self, column: usize) -> Kind {
        self.table.columns[column].kind
    }

    /// What a column holds.
    pub fn role(&self, column: usize) -> ColumnRole {
        self.table.columns[column].role
    }

    pub fn fragments(&self) -> Range<usize> {
        let flows = &self.table.body.flows[self.sheet.flows.clone()];
        let start = flows.first().map_or(0, |flow| flow.fragments().start);
        start..flows.last().map_or(start, |flow| flow.fragments().end)
    }

    /// What of a cell is printed on this page.
    pub fn get(&self, reading: &Reading, row: usize, column: usize) -> Vec<usize> {
        let here = self.fragments();
        reading.rows[row].cells[column].iter().copied().filter(|fragment| here.contains(fragment)).collect()
    }

    /// Has a cell hold other fragments of this page.
    pub fn set(&self, reading: &mut Reading, row: usize, column: usize, cell: &[usize]) {
        let here = self.fragments();
        let held = &mut reading.rows[row].cells[column];
        let before = held.iter().copied().filter(|fragment| *fragment < here.start);
        let after = held.iter().copied().filter(|fragment| *fragment >= here.end);
        *held = before.chain(cell.iter().copied()).chain(after).collect();
    }

    /// The lines of a cell on this page.
    pub fn lines(&self, reading: &Reading, row: usize, column: usize) -> Vec<Vec<usize>> {
        lines_of(self.table, &self.get(reading, row, column))
    }

    /// What a cell says on a column.
    pub fn evidence(&self, cell: &[usize], column: usize) -> f32 {
        if cell.is_empty() {
            return 0.0;
        }
        let key = key(cell, column);
        if let Some(score) = self.said.known.borrow().get(&key) {
            return *score;
        }
        let score = self.said.decoder.whole(cell, column);
        self.said.known.borrow_mut().insert(key, score);
        score
    }

    /// What the cells of the page say on their columns.
    fn cells(&self, reading: &Reading) -> f32 {
        const SHARE: f32 = 0.5;
        let rows = self.rows(reading);
        let mut score = 0.0;
        for row in &reading.rows[rows] {
            for (column, cell) in row.cells.iter().enumerate().filter(|(column, _)| !self.is_label(*column)) {
                score += self.evidence(cell, column);
            }
        }
        for (column, spans) in &reading.spans {
            for span in spans.iter().filter(|span| self.is_printed(&span.cells[0].1)) {
                score += self.evidence(&span.cells[0].1, *column);
            }
        }
        score * SHARE
    }
}

/// A number for a cell of a column (by FNV).
fn key(cell: &[usize], column: usize) -> u64 {
    cell.iter()
        .chain([&column])
        .fold(0xcbf2_9ce4_8422_2325, |key: u64, part| (key ^ *part as u64).wrapping_mul(0x0100_0000_01b3))
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
