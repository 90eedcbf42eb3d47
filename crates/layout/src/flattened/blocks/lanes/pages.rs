//! The rows of all pages: how many each page has, which of them the page end has cut, and which row each cell is of.

use super::super::wrap::room;
use super::counted::Cuts;
use super::decode::{Piece, Sheet};
use super::gaps::Heights;
use super::merged::{Known, Merged, Page};
use super::{Lane, Read, Table};
use crate::flattened::blocks::align::{Row, Rows};
use crate::flattened::blocks::replay::Reading;
use crate::flattened::blocks::spans::Span;
use crate::flattened::weights::Kind;
use fenjie_lexicon::ColumnRole;

/// What a page end may do to the row that stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// Nothing: it falls between two rows.
    Between,
    /// The last row of the page, by its number, goes on.
    GoesOn,
    /// The first row of the next page, by its number, began before.
    Began,
}

/// How one column meets a page end: how many cells more it has before it and behind it.
type Meeting = (isize, isize, f32);

/// The columns that have a cell in every row, as a rule, and how they are cut.
struct Columns<'a> {
    lanes: &'a [Lane],
    /// Their indexes.
    rows: Vec<usize>,
    /// For each page, the cuts of each of these columns.
    cuts: Vec<Vec<Cuts>>,
    table: &'a Table<'a>,
}

/// A page with its place in the table.
#[derive(Clone, Default)]
struct Place {
    /// The index of its first row.
    first: usize,
    /// How many rows it has.
    rows: usize,
    /// For each column how many cells more than rows stand at the top of the page (less, where the first row's stands on the
    /// page before), and how many at the bottom.
    extra: Vec<(isize, isize)>,
}

/// The rows of a table whose pages were given to the columns.
pub fn rows(
    table: &Table<'_>,
    sheets: &[Sheet<'_>],
    lanes: Vec<Lane>,
    pieces: &[Vec<Piece>],
    numbers: &[Vec<usize>],
) -> Option<Read> {
    const MANY: usize = 7; // of ten
    let count = |column: usize| pieces.iter().flatten().filter(|piece| piece.column == column).count();
    let task = lanes.iter().position(|lane| lane.role == ColumnRole::Task)?;
    let of_row = |column: &usize| match lanes[*column].role {
        ColumnRole::Category => false,
        ColumnRole::Title => count(*column) * 10 >= count(task) * MANY,
        _ => lanes[*column].kind != Kind::Number,
    };
    let in_rows: Vec<usize> = (0..lanes.len()).filter(of_row).collect();
    let columns = Columns::of(table, &lanes, in_rows, sheets, pieces, numbers);
    let places = columns.places(numbers, task)?;
    let last = places.last()?;
    let mut rows = Rows::default();
    rows.table = vec![Row { cells: vec![Vec::new(); lanes.len()], ..Row::default() }; last.first + last.rows];
    let (whole, heights) = columns.put(&places, &mut rows);
    if let Some(sequence) = lanes.iter().position(|lane| lane.role == ColumnRole::Sequence) {
        for (number, row) in numbers.iter().flatten().zip(&mut rows.table) {
            row.cells[sequence].push(*number);
        }
    }
    for (page, place) in places.iter().enumerate() {
        for row in &mut rows.table[place.first..place.first + place.rows] {
            row.page = page as u32;
            row.anchor = row.cells[task].first().copied().unwrap_or_default();
        }
    }
    let labels: Vec<usize> = (0..lanes.len())
        .filter(|column| lanes[*column].kind == Kind::Label && !columns.rows.contains(column))
        .collect();
    let numbered = numbers.iter().map(Vec::len).sum::<usize>() > 2;
    let spans = labels.into_iter().map(|label| {
        let mut spans: Vec<Span> = Vec::new();
        for (page, place) in places.iter().enumerate() {
            let own = pieces[page].iter().filter(|piece| piece.column == label);
            let own: Vec<Merged> =
                own.map(|piece| Merged { column: label, fragments: piece.fragments.clone() }).collect();
            let known = known(table, &rows.table, place, &lanes, label, numbered);
            let on_page = Page {
                rows: place.first..place.first + place.rows,
                heights: &heights[page],
                known: &known,
                goes_on: !spans.is_empty(),
            };
            spans.extend(on_page.spans(&own));
        }
        (label, spans)
    });
    let spans = spans.collect();
    Some(Read { reading: Reading { rows: rows.table, spans }, lanes, whole })
}

/// The cells of a page that tell where its labels stand: the numbers of its rows, else the cells of the column that a label
/// stands beside. Of a block only the last cell counts: what stands beside a block comes before or behind the whole of it.
fn known(table: &Table<'_>, rows: &[Row], place: &Place, lanes: &[Lane], label: usize, numbered: bool) -> Vec<Known> {
    let beside = |column: &usize| {
        lanes[*column].role == ColumnRole::Sequence && numbered
            || !numbered && *column > label && matches!(lanes[*column].role, ColumnRole::Task | ColumnRole::Title)
    };
    let Some(column) = (0..lanes.len()).find(beside) else { return Vec::new() };
    let own = place.first..(place.first + place.rows).min(rows.len());
    let known = own.filter_map(|row| {
        let cell = &rows[row].cells[column];
        Some(Known { at: *cell.first()?, row, lines: cell.len() })
    });
    let mut known: Vec<Known> = known.collect();
    known.sort_by_key(|known| known.at);
    let mut last: Vec<Known> = Vec::with_capacity(known.len());
    for cell in known {
        match last.last_mut().filter(|last| table.blocks[last.at] == table.blocks[cell.at]) {
            Some(last) => *last = cell,
            None => last.push(cell),
        }
    }
    last
}

impl<'a> Columns<'a> {
    fn of(
        table: &'a Table<'a>,
        lanes: &'a [Lane],
        rows: Vec<usize>,
        sheets: &[Sheet<'_>],
        pieces: &[Vec<Piece>],
        numbers: &[Vec<usize>],
    ) -> Self {
        const MORE: usize = 4;
        let of_page = |((sheet, pieces), numbers): ((&Sheet<'_>, &Vec<Piece>), &Vec<usize>)| {
            let fragments = |column: usize| -> Vec<usize> {
                let own = pieces.iter().filter(|piece| piece.column == column);
                own.flat_map(|piece| piece.fragments.clone()).collect()
            };
            let most = rows.iter().map(|c| pieces.iter().filter(|piece| piece.column == *c).count()).max();
            let most = most.unwrap_or(0).max(numbers.len()) + MORE;
            let cuts = |column: &usize| {
                let lane = &lanes[*column];
                Cuts::of(fragments(*column), &table.blocks, sheet.cut, &table.says, lane, most)
            };
            rows.iter().map(cuts).collect()
        };
        let cuts = sheets.iter().zip(pieces).zip(numbers).map(of_page).collect();
        Self { lanes, rows, cuts, table }
    }

    /// How the pages follow one another, decided page end by page end.
    fn places(&self, numbers: &[Vec<usize>], task: usize) -> Option<Vec<Place>> {
        let numbered = numbers.iter().map(Vec::len).sum::<usize>() > 2;
        let task = self.rows.iter().position(|column| *column == task)?;
        let counts = |page: usize| -> Vec<usize> {
            let tasks = self.cuts[page][task].natural();
            if numbered { vec![numbers[page].len()] } else { (tasks.saturating_sub(2)..=tasks + 2).collect() }
        };
        let none = vec![(0, 0); self.rows.len()];
        let value =
            |rows: &usize| -> f32 { (0..self.rows.len()).map(|column| self.value(0, column, *rows as isize)).sum() };
        let first = counts(0).into_iter().max_by(|a, b| value(a).total_cmp(&value(b)))?;
        let mut places = vec![Place { first: 0, rows: first, extra: none.clone() }];
        for page in 1..self.cuts.len() {
            let before = places.last()?.clone();
            let mut best: Option<(f32, usize, Vec<Meeting>)> = None;
            for rows in counts(page) {
                for end in [End::Between, End::GoesOn, End::Began] {
                    let met: Vec<Meeting> =
                        (0..self.rows.len()).map(|column| self.meet(page, column, end, &before, rows)).collect();
                    let value = met.iter().map(|(_, _, value)| value).sum::<f32>();
                    if best.as_ref().is_none_or(|(known, ..)| value > *known) {
                        best = Some((value, rows, met));
                    }
                }
            }
            let (_, rows, met) = best?;
            let mut place = Place { first: before.first + before.rows, rows, extra: none.clone() };
            for (column, (left, right, _)) in met.into_iter().enumerate() {
                places[page - 1].extra[column].1 = left;
                place.extra[column].0 = right;
            }
            places.push(place);
        }
        Some(places)
    }

    fn value(&self, page: usize, column: usize, cells: isize) -> f32 {
        let absent = self.lanes[self.rows[column]].absent();
        self.cuts[page][column].value(cells.max(0) as usize, absent).0
    }

    /// The best way in which a column meets the page end before `page`, which has so many rows.
    fn meet(&self, page: usize, column: usize, end: End, before: &Place, rows: usize) -> Meeting {
        let joins = self.joins(page, column);
        let ways: &[Meeting] = match end {
            End::Between => &[(0, 0, 0.0)],
            End::GoesOn => &[(0, 1, joins), (0, 0, -0.2)],
            End::Began => &[(1, 0, joins), (1, -1, -0.2), (0, 0, -0.2)],
        };
        let value = |(left, right, score): &Meeting| {
            let above = before.rows as isize + before.extra[column].0 + left;
            score + self.value(page - 1, column, above) + self.value(page, column, rows as isize + right)
        };
        let all = ways.iter().map(|way| (way.0, way.1, value(way)));
        all.reduce(|best, next| if next.2 > best.2 { next } else { best }).unwrap_or_default()
    }

    /// Evidence that a cell of a column goes on over the page end before `page`.
    fn joins(&self, page: usize, column: usize) -> f32 {
        const NEVER: f32 = -20.0;
        const STOPPED: f32 = -3.0;
        const OPEN: f32 = 2.0;
        let (Some((_, last)), Some((first, _))) = (self.cuts[page - 1][column].ends(), self.cuts[page][column].ends())
        else {
            return NEVER;
        };
        let lane = &self.lanes[self.rows[column]];
        let fragments = &self.table.body.fragments;
        let goes_on = self.table.says.goes_on(last, first, lane.role, lane.width);
        let words = match fragments[last].last {
            '。' | '；' => STOPPED,
            '，' | '、' => OPEN,
            _ if lane.kind == Kind::Text => OPEN,
            _ => 0.0,
        };
        let full = room(&fragments[last], &fragments[first], lane.width) < 1.0;
        goes_on + if full || words < 0.0 { words } else { 0.0 }
    }

    /// Puts the cells into their rows; the share of them that are as many as the rows.
    fn put(&self, places: &[Place], rows: &mut Rows) -> (f32, Vec<Heights>) {
        let mut all_heights = Vec::with_capacity(places.len());
        let (mut right, mut all) = (0usize, 0usize);
        for (page, place) in places.iter().enumerate() {
            let mut cells: Vec<Vec<Vec<usize>>> = Vec::with_capacity(self.rows.len());
            let mut slots: Vec<Vec<usize>> = Vec::with_capacity(self.rows.len());
            for (column, (top, bottom)) in place.extra.iter().enumerate() {
                let end = (place.first + place.rows).saturating_add_signed(*bottom).min(rows.table.len());
                let own = place.first.saturating_add_signed(-*top)..end;
                let absent = self.lanes[self.rows[column]].absent();
                let count = self.cuts[page][column].value(own.len(), absent).1;
                if absent < -1.0 {
                    all += own.len();
                    let natural = self.cuts[page][column].natural();
                    right += own.len().saturating_sub(own.len().abs_diff(natural));
                }
                cells.push(self.cuts[page][column].cells(count));
                slots.push(own.collect());
            }
            let heights = Heights::of(&cells, &slots, &self.table.blocks);
            for (column, (cells, slots)) in cells.into_iter().zip(&slots).enumerate() {
                let column = self.rows[column];
                let spare = cells.len() < slots.len();
                for (cell, row) in heights.places(&cells, slots, &self.table.blocks).into_iter().enumerate() {
                    let Some(row) = rows.table.get_mut(row) else { continue };
                    row.broken |= !row.cells[column].is_empty();
                    row.cells[column].extend(&cells[cell]);
                    if spare {
                        row.doubtful.insert(column);
                    }
                    let flow = self.table.blocks[cells[cell][0]];
                    let line = |at: usize| self.table.body.fragments[at].line;
                    row.places.push((flow, line(cells[cell][0]), line(cells[cell][cells[cell].len() - 1])));
                }
            }
            all_heights.push(heights);
        }
        (right as f32 / all.max(1) as f32, all_heights)
    }
}
