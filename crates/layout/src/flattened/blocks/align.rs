//! The cells of a page put into rows: the task's cell makes the row, the cells of the other columns are aligned to it.
//!
//! Both extractors keep the cells of a column in the order of the rows, but scatter the columns. So each column is
//! aligned with the rows from the top to the bottom, by dynamic programming; what a cell goes on from (over a page, or
//! where a line of two cells tore a block) is told by the width of the column.

use super::super::weights::Kind;
use super::cells::{Cell, Decoder};
use super::counted::{Numbers, Slots};
use super::page::{Body, Flow};
use super::{loose, wrap};
use fenjie_lexicon::ColumnRole;
use std::collections::BTreeSet;

/// A row of the table.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The page on which it begins.
    pub page: u32,
    /// The fragments of each column's cell.
    pub cells: Vec<Vec<usize>>,
    /// Where the task's cell begins in the stream.
    pub anchor: usize,
    /// The columns whose cell may belong to another row.
    pub doubtful: BTreeSet<usize>,
    /// Blocks that hold a part of it, with first and last line there.
    pub places: Vec<(usize, usize, usize)>,
    /// Whether it goes on after the page.
    pub broken: bool,
}

/// A merged cell, or its number.
#[derive(Clone, Debug)]
pub struct Label {
    /// Its column.
    pub column: usize,
    /// Its fragments.
    pub fragments: Vec<usize>,
    /// Its page.
    pub page: u32,
    /// Its block.
    pub flow: usize,
}

/// Cells of one block that stand in one row.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its page.
    pub page: u32,
    /// Its block.
    pub flow: usize,
    /// First fragment.
    pub at: usize,
    /// The fragments of each column's cell.
    pub cells: Vec<Vec<usize>>,
    /// For a block of one column: how well each column fits it.
    pub fits: Option<Vec<f32>>,
    /// The number printed on a line with it.
    pub number: Option<usize>,
    /// Whether it goes on with the row that the page before has cut.
    pub is_rest: bool,
}

impl Item {
    /// Cells of a block.
    pub(super) fn new(page: u32, flow: usize, at: usize, cells: Vec<Vec<usize>>, is_rest: bool) -> Self {
        Self { page, flow, at, cells, fits: None, number: None, is_rest }
    }

    /// Whether it has a cell of `column`.
    pub fn has(&self, column: usize) -> bool {
        !self.cells[column].is_empty()
    }

    fn is_free_of(&self, row: &Row) -> bool {
        (0..self.cells.len()).all(|column| !self.has(column) || row.cells[column].is_empty())
    }
}

/// How the cells of a table follow one another in the dump.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// A block holds one column unless a line of it holds several, as pdfminer's blocks do.
    Columns,
    /// So it does, but the cells of a row follow its task, as in pdftotext's order.
    Rows,
    /// A block may hold several columns on lines of their own; the cells of a row follow its task.
    Woven,
    /// A block is a line or two: the cells of each column go on over the blocks between.
    Lines,
}

/// What the rows are made from.
pub struct Aligner<'a> {
    /// The body of the table.
    pub body: &'a Body,
    /// Reads blocks.
    pub decoder: &'a Decoder<'a>,
    /// The task's column.
    pub task: usize,
    /// Columns whose cells may span rows; their cells are given back.
    pub labels: &'a [bool],
    /// How the cells follow one another.
    pub order: Order,
    /// How many pages are read.
    pub most_pages: usize,
}

/// The rows of a table and the merged cells that no row has yet.
#[derive(Default)]
pub struct Rows {
    /// Rows.
    pub table: Vec<Row>,
    /// Merged cells in the order of the stream.
    pub labels: Vec<Label>,
    /// Whether the cells of a row follow its task, as in pdftotext's order.
    pub woven: bool,
    /// How well it all holds together, to compare with other readings of the same blocks.
    pub score: f32,
}

impl Aligner<'_> {
    /// How many columns there are.
    pub fn columns(&self) -> usize {
        self.decoder.columns.len()
    }

    /// The rows of all pages.
    pub fn rows(&self) -> Rows {
        let mut out = Rows::default();
        let mut items: Vec<Item> = Vec::new();
        let mut numbers: Vec<Label> = Vec::new();
        if self.order == Order::Lines {
            self.take_pages(&mut items, &mut numbers, &mut out);
        } else {
            let read = self.body.flows.iter().take_while(|flow| (flow.page as usize) < self.most_pages);
            for (index, flow) in read.enumerate() {
                let apart = self.order != Order::Woven;
                let (cells, score) = if apart { self.one_column(flow) } else { self.decoder.decode(flow, None) };
                out.score += score.max(-100.0);
                self.take((index, flow), cells, &mut items, &mut numbers, &mut out.labels);
            }
        }
        out.woven = matches!(self.order, Order::Rows | Order::Woven);
        let pages = self.body.flows.last().map_or(0, |flow| flow.page + 1);
        for page in 0..pages.min(self.most_pages as u32) {
            let here: Vec<Item> = items.iter().filter(|item| item.page == page).cloned().collect();
            let numbers: Vec<&Label> = numbers.iter().filter(|number| number.page == page).collect();
            self.page(page, here, &numbers, &mut out);
        }
        out
    }

    /// Reads each page as if it were one block.
    fn take_pages(&self, items: &mut Vec<Item>, numbers: &mut Vec<Label>, out: &mut Rows) {
        for whole in loose::pages(self.body).into_iter().take_while(|page| (page.page as usize) < self.most_pages) {
            let (mut cells, score) = self.decoder.decode(&whole, None);
            out.score += score.max(-100.0 * whole.lines.len() as f32);
            for (index, cell) in cells.iter_mut().enumerate() {
                let in_row = !matches!(self.decoder.columns[cell.column].kind, Kind::Label | Kind::Number);
                cell.row = in_row.then_some(index);
            }
            for cell in cells {
                let index = self.body.flows.partition_point(|flow| flow.fragments().end <= cell.fragments[0]);
                self.take((index, &whole), vec![cell], items, numbers, &mut out.labels);
            }
        }
    }

    /// Reads a block as cells of one column, unless a line of it holds several.
    fn one_column(&self, flow: &Flow) -> (Vec<Cell>, f32) {
        if flow.lines.iter().any(|line| line.len() > 1) {
            return self.decoder.decode(flow, None);
        }
        self.in_a_column(flow, usize::MAX)
    }

    /// Reads a block as cells of the column that it fits best, of which the first `most` after the first cost.
    fn in_a_column(&self, flow: &Flow, most: usize) -> (Vec<Cell>, f32) {
        // Two cells are seldom so near that they are one block.
        const SECOND: f32 = -2.5;
        let readings = (0..self.columns()).map(|column| {
            let (cells, score) = self.decoder.decode(flow, Some(column));
            let more = cells.len().saturating_sub(1).min(most) as f32;
            (cells, score + more * SECOND)
        });
        readings.reduce(|best, next| if next.1 > best.1 { next } else { best }).unwrap_or_default()
    }

    /// Whether blocks hold several columns on lines of their own, as pdftotext's do: many make no sense as one column,
    /// however many cells of it they hold (rows without room between them are one block).
    pub fn is_woven(&self) -> bool {
        const SENSELESS: f32 = 4.0;
        const LEAST: usize = 2;
        const SHARE: usize = 40;
        // In a small table one block tells.
        const SMALL: usize = 12;
        let tall: Vec<&Flow> = self.body.flows.iter().filter(|flow| flow.lines.len() > 1).collect();
        let senseless = tall
            .iter()
            .filter(|flow| {
                let several = flow.lines.iter().filter(|line| line.len() > 1).count();
                several > 1
                    || several == 0 && self.decoder.decode(flow, None).1 > self.in_a_column(flow, 1).1 + SENSELESS
            })
            .count();
        let least = if tall.len() <= SMALL { 1 } else { LEAST };
        senseless >= least && senseless * SHARE >= tall.len()
    }

    /// Sorts the cells of a block into items, numbers and labels.
    fn take(
        &self,
        (flow, block): (usize, &Flow),
        cells: Vec<Cell>,
        items: &mut Vec<Item>,
        numbers: &mut Vec<Label>,
        labels: &mut Vec<Label>,
    ) {
        let from = items.len();
        let mut of_row: Vec<(usize, usize)> = Vec::new();
        let page = block.page;
        let single = cells.iter().all(|cell| cell.column == cells[0].column)
            && (self.order == Order::Lines || block.lines.iter().all(|line| line.len() == 1));
        let mut loose = Vec::new();
        for cell in cells {
            let Some(row) = cell.row else {
                loose.push(Label { column: cell.column, fragments: cell.fragments, page, flow });
                continue;
            };
            let known = of_row.iter().find(|(r, _)| *r == row).map(|(_, index)| *index);
            let index = known.unwrap_or(items.len());
            if known.is_none() {
                let cells = vec![Vec::new(); self.columns()];
                items.push(Item::new(page, flow, usize::MAX, cells, false));
                of_row.push((row, index));
            }
            items[index].at = items[index].at.min(cell.fragments[0]);
            if single {
                items[index].fits = Some(self.fits(&cell.fragments));
            }
            items[index].cells[cell.column] = cell.fragments;
        }
        for label in loose {
            if self.labels[label.column] {
                labels.push(label);
                continue;
            }
            let line = |fragment: usize| self.body.fragments[fragment].line;
            let beside = items[from..]
                .iter_mut()
                .find(|item| item.cells.iter().flatten().any(|fragment| line(*fragment) == line(label.fragments[0])));
            if let Some(item) = beside {
                item.number = self.body.fragments[label.fragments[0]].number.map(|_| label.fragments[0]);
            }
            numbers.push(label);
        }
    }

    /// How well a cell fits each column of its kind.
    pub(super) fn fits(&self, fragments: &[usize]) -> Vec<f32> {
        const FREE: f32 = 0.6;
        let all = &self.body.fragments;
        (0..self.columns())
            .map(|column| {
                let width = self.decoder.columns[column].width;
                let mut score = self.decoder.content(fragments, column);
                for (index, fragment) in fragments.iter().enumerate() {
                    let over = all[*fragment].width - width;
                    score -= if over > FREE { 1.5 + (over - 1.6).max(0.0) * 2.5 } else { 0.0 };
                    if let Some(next) = fragments.get(index + 1) {
                        score += wrap::goes_on(&all[*fragment], &all[*next], width);
                    }
                }
                score
            })
            .collect()
    }

    /// The rows of one page.
    fn page(&self, page: u32, mut items: Vec<Item>, numbers: &[&Label], out: &mut Rows) {
        items.sort_by_key(|item| item.at);
        self.join_torn(&mut items);
        out.score += self.settle_texts(&mut items);
        let (mut tasks, mut others): (Vec<Item>, Vec<Item>) = items.into_iter().partition(|item| item.has(self.task));
        let sequence =
            (0..self.columns()).find(|c| self.decoder.columns[*c].role == ColumnRole::Sequence && !self.labels[*c]);
        let last = |sequence: usize| {
            let row = out.table.iter().rev().find_map(|row| row.cells[sequence].first())?;
            self.body.fragments[*row].number
        };
        let known = sequence.and_then(|sequence| self.numbers_of_page(numbers, sequence, last(sequence)));
        let loose = self.order == Order::Lines;
        let cut_before = out.table.last().filter(|last| last.page + 1 == page).map(|last| last.cells.clone());
        let recut = !tasks.is_empty() && (known.is_some() || loose);
        let mut turned = None;
        let mut rest = false;
        let before = cut_before.unwrap_or_default();
        if recut {
            let turn = known.as_ref().map_or(0, Numbers::turn);
            let rest_at = (!before.is_empty()).then_some(turn);
            let count = known
                .as_ref()
                .map_or_else(|| self.likely_count(&tasks, &others, rest_at, &before), |known| known.count);
            let fits = !loose && tasks.len() == count;
            if !fits {
                let score;
                (rest, tasks, score) = self.recut(tasks, Slots { count, rest_at, before: &before }, &mut others);
                out.score += score.max(-100.0);
            }
            others.sort_by_key(|item| item.at);
        }
        if sequence.is_some() {
            let halves = known.as_ref().is_some_and(|known| known.turn() > 0);
            self.number(&mut tasks, numbers, out.woven, page, halves, known.as_ref().and_then(|known| known.first));
            turned = self.by_number(&mut tasks, out.woven);
        }
        if let Some(turn) = turned {
            let rank = known.as_ref().map_or(usize::MAX, Numbers::rank_of_turned);
            self.turn_back(&mut others, turn, rank);
        }
        if !recut {
            rest = self.goes_on_from(&tasks, numbers.len(), sequence.is_some(), page, out);
        }
        let first = out.table.len() - usize::from(!out.table.is_empty());
        for (index, item) in tasks.into_iter().enumerate() {
            if index == 0 && rest {
                self.add(&item, out.table.len() - 1, out);
                continue;
            }
            let mut row = Row { page, cells: vec![Vec::new(); self.columns()], anchor: item.at, ..Row::default() };
            if let (Some(number), Some(sequence)) = (item.number, sequence) {
                row.cells[sequence].push(number);
            }
            out.table.push(row);
            self.add(&item, out.table.len() - 1, out);
        }
        if out.table.is_empty() {
            return;
        }
        let starts = out.table.partition_point(|row| row.page < page);
        if recut && loose && starts < out.table.len() {
            let rest_at = (!before.is_empty()).then_some(0);
            let slots = Slots { count: out.table.len() - starts, rest_at, before: &before };
            self.recut_others(&others, slots, starts, out);
            return;
        }
        if out.woven {
            others = self.in_place(others, starts, out);
        }
        self.align(others, first.min(out.table.len() - 1), starts, out);
    }

    /// Puts an item into a row.
    pub fn add(&self, item: &Item, row: usize, out: &mut Rows) {
        let Some(row) = out.table.get_mut(row) else { return };
        row.broken |= row.page != item.page;
        for (column, cell) in item.cells.iter().enumerate() {
            row.cells[column].extend(cell);
        }
        let lines: Vec<usize> =
            item.cells.iter().flatten().map(|fragment| self.body.fragments[*fragment].line).collect();
        if let (Some(top), Some(bottom)) = (lines.iter().min(), lines.iter().max()) {
            row.places.push((item.flow, *top, *bottom));
        }
    }

    /// Gives numbers printed on lines of their own to the tasks.
    fn number(
        &self,
        tasks: &mut [Item],
        numbers: &[&Label],
        woven: bool,
        page: u32,
        halves: bool,
        counted_from: Option<u32>,
    ) {
        let all = &self.body.fragments;
        let taken: BTreeSet<usize> = tasks.iter().filter_map(|item| item.number).collect();
        let mut free: Vec<usize> =
            numbers.iter().map(|label| label.fragments[0]).filter(|number| !taken.contains(number)).collect();
        let before = |item: &&Item| free.iter().any(|number| *number + 1 == item.at);
        if woven && tasks.iter().filter(before).count() * 2 >= tasks.len() {
            // The number is the block before the row's, unless numbers are put out by themselves.
            for item in tasks.iter_mut().filter(|item| item.number.is_none()) {
                let before = free.iter().rposition(|number| *number + 1 == item.at);
                if let Some(index) = before {
                    item.number = Some(free.remove(index));
                }
            }
        }
        // A page written in two halves has its tasks in the order of its numbers.
        if woven || !halves {
            free.sort_by_key(|number| all[*number].number);
        }
        let mut open: Vec<usize> =
            (0..tasks.len()).filter(|index| tasks[*index].number.is_none() && !tasks[*index].is_rest).collect();
        if open.len() == free.len() + 1 && page > 0 {
            open.remove(0);
        }
        // A number that is lost leaves its row without.
        let place = |rank: usize, number: usize| match (counted_from, all[number].number) {
            (Some(first), Some(value)) if !halves && value >= first => (value - first) as usize,
            _ => rank,
        };
        let counted = open.len() == tasks.iter().filter(|item| !item.is_rest).count();
        for (rank, number) in free.into_iter().enumerate() {
            let at = if counted { place(rank, number) } else { rank };
            let Some(index) = open.get(at) else { continue };
            tasks[*index].number = Some(number);
        }
    }

    /// Puts the tasks into the order of their numbers; where in the stream the first half begins when the page was
    /// written in two halves, the second first.
    fn by_number(&self, tasks: &mut [Item], woven: bool) -> Option<usize> {
        let value = |item: &Item| item.number.and_then(|number| self.body.fragments[number].number);
        let numbered: Vec<u32> = tasks.iter().filter_map(value).collect();
        if numbered.len() + 1 < tasks.len() || numbered.windows(2).all(|pair| pair[0] < pair[1]) {
            return None;
        }
        let distinct: BTreeSet<u32> = numbered.iter().copied().collect();
        if distinct.len() < numbered.len() {
            return None;
        }
        tasks.sort_by_key(|item| value(item).map_or(0, |value| value + 1));
        let turn = tasks.first().map(|item| item.at)?;
        (!woven).then_some(turn)
    }

    /// Puts the items before `turn` in the stream after the first `rank` of each column that follow.
    fn turn_back(&self, items: &mut Vec<Item>, turn: usize, rank: usize) {
        let mut keyed: Vec<((usize, usize), Item)> = Vec::with_capacity(items.len());
        let mut seen = vec![0usize; self.columns()];
        for item in std::mem::take(items) {
            let column = (0..self.columns()).find(|column| item.has(*column)).unwrap_or(0);
            let place = if item.at < turn {
                (rank, 0)
            } else {
                seen[column] += 1;
                (seen[column] - 1, 1)
            };
            keyed.push((place, item));
        }
        keyed.sort_by_key(|(key, item)| (*key, item.at));
        items.extend(keyed.into_iter().map(|(_, item)| item));
    }

    /// Whether the first task of a page goes on with the last row of the page before.
    fn goes_on_from(&self, tasks: &[Item], numbers: usize, numbered: bool, page: u32, out: &Rows) -> bool {
        let (Some(first), Some(last)) = (tasks.first(), out.table.last()) else { return false };
        if first.number.is_some() || last.page + 1 != page {
            return false;
        }
        let all = &self.body.fragments;
        let (false, Some(start)) = (last.cells[self.task].is_empty(), first.cells[self.task].first()) else {
            return false;
        };
        let end = self.last_line(&last.cells[self.task]);
        let score = wrap::goes_on(&end, &all[*start], self.decoder.columns[self.task].width);
        if numbered && numbers + 1 == tasks.len() {
            return score > -4.0;
        }
        score > -0.5 && end.last != '。'
    }

    /// Puts the items that follow a row's task in the stream into that row.
    fn in_place(&self, items: Vec<Item>, starts: usize, out: &mut Rows) -> Vec<Item> {
        let mut anchors: Vec<(usize, usize)> =
            (starts..out.table.len()).map(|row| (out.table[row].anchor, row)).collect();
        anchors.sort_unstable();
        let supported = self.decoder.columns.iter().any(|column| column.role == ColumnRole::Support);
        let mut left = Vec::new();
        for item in items {
            let rank = anchors.partition_point(|(anchor, _)| *anchor < item.at);
            let row = rank.checked_sub(1).map(|rank| anchors[rank].1);
            let sparse = item.has_only(self, &[ColumnRole::Support, ColumnRole::Remark, ColumnRole::Other])
                || supported && item.fits.is_some() && item.has_only(self, &[ColumnRole::Lead]);
            let last = rank == anchors.len();
            let item = row.map_or_else(|| item.clone(), |row| self.suited(item.clone(), &out.table[row]));
            match row.filter(|row| item.is_free_of(&out.table[*row]) && !(last && sparse)) {
                Some(row) => self.add(&item, row, out),
                None => left.push(item),
            }
        }
        left
    }

    /// A list of units in the column that fits it, of those that the row has not yet; the first column when both do.
    fn suited(&self, mut item: Item, row: &Row) -> Item {
        const CLEARLY: f32 = 1.0;
        let Some(fits) = &item.fits else { return item };
        let Some(at) = (0..item.cells.len()).find(|column| item.has(*column)) else { return item };
        if self.decoder.columns[at].kind != Kind::Unit {
            return item;
        }
        let units = (0..item.cells.len()).filter(|c| self.decoder.columns[*c].kind == Kind::Unit);
        let free: Vec<usize> = units.filter(|column| row.cells[*column].is_empty()).collect();
        let best = free.iter().map(|column| fits[*column]).fold(f32::NEG_INFINITY, f32::max);
        let to = free.into_iter().find(|column| fits[*column] > best - CLEARLY).unwrap_or(at);
        if to != at {
            let cell = std::mem::take(&mut item.cells[at]);
            item.cells[to] = cell;
        }
        item
    }
}

impl Item {
    /// Whether all its cells are in columns of these roles.
    fn has_only(&self, aligner: &Aligner<'_>, roles: &[ColumnRole]) -> bool {
        (0..self.cells.len()).all(|column| !self.has(column) || roles.contains(&aligner.decoder.columns[column].role))
    }
}
