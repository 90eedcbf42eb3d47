//! The cells of a page put into rows: the task's cell makes the row, the cells of the other columns are aligned to it.
//!
//! Both extractors keep the cells of a column in the order of the rows, but scatter the columns. So each column is
//! aligned with the rows from the top to the bottom, by dynamic programming; what a cell goes on from (over a page, or
//! where a line of two cells tore a block) is told by the width of the column.

use super::super::weights::Kind;
use super::cells::{self, Cell, Decoder};
use super::page::{Body, Flow, Fragment};
use fenjie_lexicon::ColumnRole;
use std::collections::BTreeSet;

/// Rows of a page that are aligned; more are taken in the order of the stream.
const MOST_ROWS: usize = 80;

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
struct Item {
    page: u32,
    flow: usize,
    /// First fragment.
    at: usize,
    cells: Vec<Vec<usize>>,
    /// For a block of one column: how well each column fits it.
    fits: Option<Vec<f32>>,
    /// The number printed on a line with it.
    number: Option<usize>,
}

impl Item {
    fn has(&self, column: usize) -> bool {
        !self.cells[column].is_empty()
    }

    fn is_free_of(&self, row: &Row) -> bool {
        (0..self.cells.len()).all(|column| !self.has(column) || row.cells[column].is_empty())
    }
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
    /// Whether a block holds one column unless a line of it holds several, as pdfminer's blocks do.
    pub apart: bool,
}

/// The rows of a table and the merged cells that no row has yet.
#[derive(Default)]
pub struct Rows {
    /// Rows.
    pub rows: Vec<Row>,
    /// Merged cells in the order of the stream.
    pub labels: Vec<Label>,
    /// Whether blocks hold several columns, as pdftotext writes them.
    pub woven: bool,
    /// How well it all holds together, to compare with other readings of the same blocks.
    pub score: f32,
}

impl Aligner<'_> {
    fn columns(&self) -> usize {
        self.decoder.columns.len()
    }

    /// The rows of all pages.
    pub fn rows(&self) -> Rows {
        let mut out = Rows::default();
        let mut items: Vec<Item> = Vec::new();
        let mut numbers: Vec<Label> = Vec::new();
        for (index, flow) in self.body.flows.iter().enumerate() {
            let (cells, score) = if self.apart { self.one_column(flow) } else { self.decoder.decode(flow, None) };
            out.score += score.max(-100.0);

            self.take(index, flow.page, cells, &mut items, &mut numbers, &mut out.labels);
        }
        out.woven = !self.apart;
        let pages = self.body.flows.last().map_or(0, |flow| flow.page + 1);
        for page in 0..pages {
            let here: Vec<Item> = items.iter().filter(|item| item.page == page).cloned().collect();
            let numbers: Vec<&Label> = numbers.iter().filter(|number| number.page == page).collect();
            self.page(page, here, &numbers, &mut out);
        }
        out
    }

    /// Reads a block as cells of one column, unless a line of it holds several.
    fn one_column(&self, flow: &Flow) -> (Vec<Cell>, f32) {
        if flow.lines.iter().any(|line| line.len() > 1) {
            return self.decoder.decode(flow, None);
        }
        let readings = (0..self.columns()).map(|column| self.decoder.decode(flow, Some(column)));
        readings.reduce(|best, next| if next.1 > best.1 { next } else { best }).unwrap_or_default()
    }

    /// Whether blocks hold several columns on lines of their own, as pdftotext's do: many make no sense as one column.
    pub fn is_woven(&self) -> bool {
        const SENSELESS: f32 = 4.0;
        const LEAST: usize = 2;
        const SHARE: usize = 40;
        let tall: Vec<&Flow> = self.body.flows.iter().filter(|flow| flow.lines.len() > 1).collect();
        let senseless = tall
            .iter()
            .filter(|flow| {
                let several = flow.lines.iter().filter(|line| line.len() > 1).count();
                several > 1 || several == 0 && self.decoder.decode(flow, None).1 > self.one_column(flow).1 + SENSELESS
            })
            .count();
        senseless >= LEAST && senseless * SHARE >= tall.len()
    }

    /// Sorts the cells of a block into items, numbers and labels.
    fn take(
        &self,
        flow: usize,
        page: u32,
        cells: Vec<Cell>,
        items: &mut Vec<Item>,
        numbers: &mut Vec<Label>,
        labels: &mut Vec<Label>,
    ) {
        let from = items.len();
        let mut of_row: Vec<(usize, usize)> = Vec::new();
        let single = cells.iter().all(|cell| cell.column == cells[0].column)
            && self.body.flows[flow].lines.iter().all(|line| line.len() == 1);
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
                items.push(Item { page, flow, at: usize::MAX, cells, fits: None, number: None });
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
    fn fits(&self, fragments: &[usize]) -> Vec<f32> {
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
                        score += cells::goes_on(&all[*fragment], &all[*next], width);
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
        let mut turned = None;
        if let Some(sequence) = sequence {
            self.number(&mut tasks, numbers, out, page, sequence);
            turned = self.by_number(&mut tasks, out.woven);
        }
        if let Some(turn) = turned {
            others.sort_by_key(|item| (item.at < turn, item.at));
        }
        let rest = self.goes_on_from(&tasks, numbers.len(), sequence.is_some(), page, out);
        let first = out.rows.len() - usize::from(!out.rows.is_empty());
        for (index, item) in tasks.into_iter().enumerate() {
            if index == 0 && rest {
                self.add(&item, out.rows.len() - 1, out);
                continue;
            }
            let mut row = Row { page, cells: vec![Vec::new(); self.columns()], anchor: item.at, ..Row::default() };
            if let (Some(number), Some(sequence)) = (item.number, sequence) {
                row.cells[sequence].push(number);
            }
            out.rows.push(row);
            self.add(&item, out.rows.len() - 1, out);
        }
        if out.rows.is_empty() {
            return;
        }
        let starts = out.rows.partition_point(|row| row.page < page);
        if out.woven {
            others = self.in_place(others, starts, out);
        }
        self.align(others, first.min(out.rows.len() - 1), starts, out);
    }

    /// Puts an item into a row.
    fn add(&self, item: &Item, row: usize, out: &mut Rows) {
        let Some(row) = out.rows.get_mut(row) else { return };
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

    /// Tells apart blocks of text that two columns fit: rows have both, so the columns keep step.
    fn settle_texts(&self, items: &mut [Item]) -> f32 {
        const MOST: i32 = 5;
        const STEP: f32 = 0.35;
        const BEHIND: f32 = -1.0;
        let texts: Vec<usize> = (0..self.columns()).filter(|c| self.decoder.columns[*c].kind == Kind::Text).collect();
        let [_, _] = texts[..] else { return 0.0 };
        let other = if texts[0] == self.task { texts[1] } else { texts[0] };
        let task = self.task;
        let states = (2 * MOST + 1) as usize;
        let involved: Vec<usize> = (0..items.len()).filter(|i| items[*i].has(task) || items[*i].has(other)).collect();
        let mut best = vec![f32::NEG_INFINITY; states];
        best[MOST as usize] = 0.0;
        let mut back: Vec<Vec<(usize, u8)>> = Vec::new();
        for index in &involved {
            let item = &items[*index];
            let mut next = vec![f32::NEG_INFINITY; states];
            let mut from = vec![(0usize, 0u8); states];
            // 0: the task's, 1: the other's, 2: both.
            let options: Vec<(u8, i32, f32)> = match (&item.fits, item.has(task), item.has(other)) {
                (_, true, true) => vec![(2, 0, 0.0)],
                (Some(fits), ..) => vec![(0, 1, fits[task]), (1, -1, fits[other])],
                (None, true, _) => vec![(0, 1, 0.0)],
                (None, ..) => vec![(1, -1, 0.0)],
            };
            for state in 0..states {
                for (choice, step, score) in &options {
                    let to = (state as i32 + step).clamp(0, 2 * MOST) as usize;
                    // The left one of a row comes first.
                    let lead = (to as i32 - MOST) * if task < other { 1 } else { -1 };
                    let value = best[state] + score - STEP * lead.abs() as f32 + if lead < 0 { BEHIND } else { 0.0 };
                    if value > next[to] {
                        next[to] = value;
                        from[to] = (state, *choice);
                    }
                }
            }
            best = next;
            back.push(from);
        }
        let mut state = (0..states).max_by(|a, b| best[*a].total_cmp(&best[*b])).unwrap_or(0);
        let total = best[state];
        for (index, from) in involved.iter().zip(&back).rev() {
            let (before, choice) = from[state];
            state = before;
            let item = &mut items[*index];
            if item.fits.is_some() && choice < 2 {
                let (to, at) = if choice == 0 { (task, other) } else { (other, task) };
                if item.has(at) {
                    let cell = std::mem::take(&mut item.cells[at]);
                    item.cells[to] = cell;
                }
            }
        }
        total
    }

    /// Joins the cells of the task that a line of two cells tore off their first line.
    fn join_torn(&self, items: &mut Vec<Item>) {
        const TORN: f32 = -0.9;
        let all = &self.body.fragments;
        let shared = |fragment: usize| {
            all.get(fragment + 1).is_some_and(|next| next.line == all[fragment].line)
                || fragment > 0 && all[fragment - 1].line == all[fragment].line
        };
        for column in 0..self.columns() {
            let width = self.decoder.columns[column].width;
            let mut last: Option<usize> = None;
            for index in 0..items.len() {
                // A block that two columns of text fit may be the rest of either.
                let twin = (0..self.columns()).find(|c| {
                    *c != column
                        && items[index].fits.is_some()
                        && items[index].has(*c)
                        && self.decoder.columns[*c].kind == Kind::Text
                        && self.decoder.columns[column].kind == Kind::Text
                });
                let own = if items[index].has(column) { column } else { twin.unwrap_or(column) };
                if !items[index].has(own) {
                    continue;
                }
                let torn = last.filter(|last| {
                    let (before, here) = (&items[*last], &items[index]);
                    let (Some(end), Some(start)) = (before.cells[column].last(), here.cells[own].first()) else {
                        return false;
                    };
                    let alone = (0..here.cells.len()).all(|c| c == own || !here.has(c));
                    let one_line = self.lines(&before.cells[column]) == 1 || self.lines(&here.cells[own]) == 1;
                    here.number.is_none()
                        && alone
                        && one_line
                        && before.flow != here.flow
                        && (shared(*end) || shared(*start))
                        && cells::goes_on(&self.last_line(&before.cells[column]), &all[*start], width) > TORN
                        && self.one(&before.cells[column], &here.cells[own], column)
                });
                match torn {
                    Some(last) => {
                        let cell = std::mem::take(&mut items[index].cells[own]);
                        items[last].cells[column].extend(cell);
                    }
                    None if own == column => last = Some(index),
                    None => {}
                }
            }
        }
        self.join_early_ends(items, &shared);
        items.retain(|item| item.cells.iter().any(|cell| !cell.is_empty()));
    }

    /// Joins the end of a time with the torn beginning that follows it in the stream.
    fn join_early_ends(&self, items: &mut [Item], shared: &dyn Fn(usize) -> bool) {
        const NEAR: usize = 12;
        for column in (0..self.columns()).filter(|c| self.decoder.columns[*c].kind == Kind::Date) {
            for index in 0..items.len() {
                if !items[index].has(column) || !cells::is_part_of_time(&self.said(&items[index].cells[column])) {
                    continue;
                }
                let torn = (index + 1..items.len().min(index + NEAR)).find(|later| {
                    let cell = &items[*later].cells[column];
                    cell.len() == 1 && shared(cell[0]) && self.one(cell, &items[index].cells[column], column)
                });
                if let Some(torn) = torn {
                    let end = std::mem::take(&mut items[index].cells[column]);
                    items[torn].cells[column].extend(end);
                }
            }
        }
    }

    /// Lines of a cell.
    fn lines(&self, cell: &[usize]) -> usize {
        let line = |fragment: usize| self.body.fragments[fragment].line;
        1 + cell.windows(2).filter(|pair| line(pair[0]) != line(pair[1])).count()
    }

    /// The last line of a cell as one fragment.
    fn last_line(&self, cell: &[usize]) -> Fragment {
        let all = &self.body.fragments;
        let Some(end) = cell.last().map(|end| &all[*end]) else { return Fragment::default() };
        let width = cell.iter().map(|f| &all[*f]).filter(|f| f.line == end.line).map(|f| f.width).sum();
        Fragment { width, ..end.clone() }
    }

    /// Whether two parts say more on their column joined than apart.
    fn one(&self, first: &[usize], second: &[usize], column: usize) -> bool {
        let joined: Vec<usize> = first.iter().chain(second).copied().collect();
        match self.decoder.columns[column].kind {
            Kind::Text => {
                let open = first.iter().fold(0, |depth, f| (depth + self.body.fragments[*f].opens).max(0)) > 0;
                let mut depth = 0;
                let closes = second.iter().any(|f| {
                    depth += self.body.fragments[*f].opens;
                    depth < 0
                });
                return open == closes && self.body.fragments[first[first.len() - 1]].last != '。';
            }
            Kind::Unit => return self.joins_names(first, second) > 0.0,
            Kind::Date => {
                return cells::is_part_of_time(&self.said(second)) && !self.said(first).ends_with(['前', '底']);
            }
            _ => {}
        }
        self.decoder.content(&joined, column) + 0.5
            >= self.decoder.content(first, column) + self.decoder.content(second, column)
    }

    /// Gives numbers printed on lines of their own to the tasks.
    fn number(&self, tasks: &mut [Item], numbers: &[&Label], out: &Rows, page: u32, sequence: usize) {
        let all = &self.body.fragments;
        let taken: BTreeSet<usize> = tasks.iter().filter_map(|item| item.number).collect();
        let mut free: Vec<usize> =
            numbers.iter().map(|label| label.fragments[0]).filter(|number| !taken.contains(number)).collect();
        if out.woven {
            // The number is the block before the row's.
            for item in tasks.iter_mut().filter(|item| item.number.is_none()) {
                let before = free.iter().rposition(|number| *number + 1 == item.at);
                if let Some(index) = before {
                    item.number = Some(free.remove(index));
                }
            }
        }
        free.sort_by_key(|number| all[*number].number);
        let mut open: Vec<usize> = (0..tasks.len()).filter(|index| tasks[*index].number.is_none()).collect();
        if open.len() == free.len() + 1 && page > 0 {
            open.remove(0);
        }
        let _ = sequence;
        for (index, number) in open.into_iter().zip(free) {
            tasks[index].number = Some(number);
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

    /// Whether the first task of a page goes on with the last row of the page before.
    fn goes_on_from(&self, tasks: &[Item], numbers: usize, numbered: bool, page: u32, out: &Rows) -> bool {
        let (Some(first), Some(last)) = (tasks.first(), out.rows.last()) else { return false };
        if first.number.is_some() || last.page + 1 != page {
            return false;
        }
        let all = &self.body.fragments;
        let (false, Some(start)) = (last.cells[self.task].is_empty(), first.cells[self.task].first()) else {
            return false;
        };
        let end = self.last_line(&last.cells[self.task]);
        let score = cells::goes_on(&end, &all[*start], self.decoder.columns[self.task].width);
        if numbered && numbers + 1 == tasks.len() {
            return score > -4.0;
        }
        score > -0.5 && end.last != '。'
    }

    /// Puts the items that follow a row's task in the stream into that row.
    fn in_place(&self, items: Vec<Item>, starts: usize, out: &mut Rows) -> Vec<Item> {
        let mut anchors: Vec<(usize, usize)> =
            (starts..out.rows.len()).map(|row| (out.rows[row].anchor, row)).collect();
        anchors.sort_unstable();
        let supported = self.decoder.columns.iter().any(|column| column.role == ColumnRole::Support);
        let mut left = Vec::new();
        for item in items {
            let rank = anchors.partition_point(|(anchor, _)| *anchor < item.at);
            let row = rank.checked_sub(1).map(|rank| anchors[rank].1);
            let sparse = item.has_only(self, &[ColumnRole::Support, ColumnRole::Remark, ColumnRole::Other])
                || supported && item.fits.is_some() && item.has_only(self, &[ColumnRole::Lead]);
            let last = rank == anchors.len();
            let item = row.map_or_else(|| item.clone(), |row| self.suited(item.clone(), &out.rows[row]));
            match row.filter(|row| item.is_free_of(&out.rows[*row]) && !(last && sparse)) {
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

    /// Aligns the items without a task to the rows from `first` (the row before the page) on.
    fn align(&self, items: Vec<Item>, first: usize, starts: usize, out: &mut Rows) {
        let columns = self.decoder.columns;
        let of = |role: ColumnRole| (0..columns.len()).find(|c| columns[*c].role == role);
        let pair = (of(ColumnRole::Lead), of(ColumnRole::Support));
        let mut left = items;
        let mut done: BTreeSet<usize> = BTreeSet::new();
        if let (Some(lead), Some(support)) = pair {
            left = self.run(left, lead, Some(support), (first, starts), out);
            done.extend([lead, support]);
        }
        for column in 0..columns.len() {
            if !done.contains(&column) && column != self.task {
                left = self.run(left, column, None, (first, starts), out);
            }
        }
    }

    /// Aligns the items of column `a` (and `b`), and gives back the others.
    fn run(
        &self,
        items: Vec<Item>,
        a: usize,
        b: Option<usize>,
        (first, starts): (usize, usize),
        out: &mut Rows,
    ) -> Vec<Item> {
        let (mine, left): (Vec<Item>, Vec<Item>) =
            items.into_iter().partition(|item| item.has(a) || b.is_some_and(|b| item.has(b)));
        if mine.is_empty() {
            return left;
        }
        let last = out.rows.len();
        let rows: Vec<usize> = (first..last).collect();
        if rows.len() > MOST_ROWS {
            for (item, row) in mine.iter().zip(starts..last) {
                self.add(item, row, out);
            }
            return left;
        }
        let (placed, score) = self.best(&mine, a, b, &rows, starts, out);
        out.score += score.max(-100.0);
        let free = |column: usize| (starts..last).filter(|row| out.rows[*row].cells[column].is_empty()).count();
        let spare: Vec<bool> = [Some(a), b]
            .into_iter()
            .map(|column| column.is_some_and(|c| mine.iter().filter(|item| item.has(c)).count() < free(c)))
            .collect();
        for (item, (row, column)) in mine.into_iter().zip(placed) {
            let mut item = item;
            if let (Some(b), Some(_)) = (b, &item.fits) {
                let (from, to) = if column == a { (b, a) } else { (a, b) };
                if item.has(from) {
                    let cell = std::mem::take(&mut item.cells[from]);
                    item.cells[to] = cell;
                }
            }
            if spare[usize::from(column != a)]
                && let Some(row) = out.rows.get_mut(row)
            {
                row.doubtful.insert(column);
            }
            self.add(&item, row, out);
        }
        left
    }

    /// The best rows (and columns) of the items of two columns: a walk down both columns at once.
    fn best(
        &self,
        items: &[Item],
        a: usize,
        b: Option<usize>,
        rows: &[usize],
        starts: usize,
        out: &Rows,
    ) -> (Vec<(usize, usize)>, f32) {
        const REACH: usize = 12;
        // State: 0 before the first row, i + 1 in rows[i]; for both columns; which of them was last.
        let n = rows.len() + 1;
        let width = if b.is_some() { n } else { 1 };
        let index = |i: usize, j: usize, last: usize| (i * width + j) * 2 + last;
        let mut best = vec![f32::NEG_INFINITY; n * width * 2];
        best[index(0, 0, 1)] = 0.0;
        let mut back: Vec<Vec<(u32, u8)>> = Vec::with_capacity(items.len());
        let anchors = self.ranks(rows, starts, out);
        for item in items {
            let mut next = vec![f32::NEG_INFINITY; best.len()];
            let mut from = vec![(0u32, 0u8); best.len()];
            for i in 0..n {
                for j in 0..width {
                    for last in 0..2 {
                        let here = index(i, j, last);
                        if best[here] == f32::NEG_INFINITY {
                            continue;
                        }
                        let mut offer = |to: usize, score: f32, kind: u8| {
                            if best[here] + score > next[to] {
                                next[to] = best[here] + score;
                                from[to] = (here as u32, kind);
                            }
                        };
                        let may = |column: usize| item.has(column) || item.fits.is_some();
                        let fit = |column: usize| item.fits.as_ref().map_or(0.0, |fits| fits[column]);
                        let whole = item.has(a) && b.is_some_and(|b| item.has(b));
                        if may(a) && !whole {
                            for row in i.max(1)..n.min(i + REACH) {
                                let step = self.step(item, a, i, row, rows, starts, out);
                                let turn = match (b, last) {
                                    (Some(_), 1) if row <= j => -0.4 * (j + 1 - row).min(4) as f32,
                                    (Some(_), 1) if j > 0 => -0.2 * (row - j - 1).min(4) as f32,
                                    _ => 0.0,
                                };
                                let near = nearness(item.at, row - 1, &anchors, out.woven);
                                offer(index(row, j, 0), step + fit(a) + turn + near, 0);
                            }
                        }
                        if let Some(b) = b.filter(|b| may(*b) && !whole) {
                            for row in j.max(1)..n.min(j + REACH) {
                                let step = self.step(item, b, j, row, rows, starts, out);
                                let turn = match last {
                                    0 if row == i => 0.5,
                                    0 if row > i => -0.7 * (row - i).min(4) as f32,
                                    0 => -0.3 * (i - row).min(4) as f32,
                                    _ => 0.0,
                                };
                                let near = nearness(item.at, row - 1, &anchors, out.woven);
                                offer(index(i, row, 1), step + fit(b) + turn + near, 1);
                            }
                        }
                        if let Some(b) = b.filter(|_| whole) {
                            for row in i.max(j).max(1)..n.min(i + REACH) {
                                let step = self.step(item, a, i, row, rows, starts, out)
                                    + self.step(item, b, j, row, rows, starts, out);
                                offer(index(row, row, 1), step + nearness(item.at, row - 1, &anchors, out.woven), 2);
                            }
                        }
                    }
                }
            }
            best = next;
            back.push(from);
        }
        let end = |state: usize| {
            let (i, j) = (state / 2 / width, state / 2 % width);
            best[state]
                + self.skipped(a, i, n, rows, starts, out)
                + b.map_or(0.0, |b| self.skipped(b, j, n, rows, starts, out))
        };
        let mut state = (0..best.len()).max_by(|x, y| end(*x).total_cmp(&end(*y))).unwrap_or(0);
        let total = end(state);
        let mut placed = Vec::with_capacity(items.len());
        for from in back.iter().rev() {
            let (i, j) = (state / 2 / width, state / 2 % width);
            let (before, kind) = from[state];
            let (row, column) = if kind == 1 { (j, b.unwrap_or(a)) } else { (i, a) };
            placed.push((rows[row.saturating_sub(1)], column));
            state = before as usize;
        }
        placed.reverse();
        (placed, total)
    }

    /// What it is worth that the column goes on from state `from` with `item` in state `to`.
    #[allow(clippy::too_many_arguments)]
    fn step(
        &self,
        item: &Item,
        column: usize,
        from: usize,
        to: usize,
        rows: &[usize],
        starts: usize,
        out: &Rows,
    ) -> f32 {
        const OCCUPIED: f32 = -8.0;
        const APART: f32 = -3.0;
        const NEW_REST: f32 = -3.5;
        let row = &out.rows[rows[to - 1]];
        let mut score = self.skipped(column, from, to, rows, starts, out);
        let rest = rows[to - 1] < starts;
        if from == to {
            // Two parts of one cell.
            return score + APART;
        }
        match row.cells[column].last() {
            None if rest => score += NEW_REST,
            None => {}
            Some(_) if rest => {
                let parts: Vec<usize> = item.cells.iter().flatten().copied().collect();
                let Some(start) = parts.first() else { return OCCUPIED };
                let all = &self.body.fragments;
                let end = self.last_line(&row.cells[column]);
                let goes_on = cells::goes_on(&end, &all[*start], self.decoder.columns[column].width);
                score += goes_on.min(0.3) + self.joins(&row.cells[column], &parts, column);
                score += if row.broken { 0.5 } else { -0.5 };
            }
            Some(_) => score += OCCUPIED,
        }
        score + self.slack(row, column, out.woven)
    }

    /// The words of a cell.
    fn said(&self, cell: &[usize]) -> String {
        cell.iter().map(|fragment| self.decoder.words[*fragment].as_str()).collect()
    }

    /// Evidence that two parts on both sides of a page end are one cell.
    fn joins(&self, first: &[usize], second: &[usize], column: usize) -> f32 {
        const MOST: f32 = 4.0;
        if self.decoder.columns[column].kind == Kind::Unit {
            return self.joins_names(first, second);
        }
        let joined: Vec<usize> = first.iter().chain(second).copied().collect();
        let content = |cell: &[usize]| self.decoder.content(cell, column);
        (content(&joined) - content(first).min(content(second)) - 0.5).clamp(-MOST, MOST)
    }

    /// Evidence that a list of units goes on in the middle of a name, or after a mark that another name follows.
    fn joins_names(&self, first: &[usize], second: &[usize]) -> f32 {
        const WHOLE: f32 = 0.75;
        let (first, second) = (self.said(first), self.said(second));
        if first.ends_with(['、', '，', ',']) || second.starts_with(['、', '，', ',']) {
            return 3.0;
        }
        let last = first.rsplit('、').next().unwrap_or_default();
        let head = second.split('、').next().unwrap_or_default();
        let likeness = fenjie_lexicon::unit_plausibility;
        let (before, after) = (likeness(last), likeness(head));
        let joined = likeness(&format!("{last}{head}"));
        if before > WHOLE && after > WHOLE { -3.0 } else { 4.0 * (joined - before.min(after)) - 0.5 }
    }

    /// Rows without a cell of `column` between two states.
    fn skipped(&self, column: usize, from: usize, to: usize, rows: &[usize], starts: usize, out: &Rows) -> f32 {
        let absent = match self.decoder.columns[column].role {
            ColumnRole::Support => -0.7,
            ColumnRole::Remark | ColumnRole::Other => -0.3,
            _ => -2.2,
        };
        let between = rows.get(from..to.saturating_sub(1)).unwrap_or_default();
        let empty = between.iter().filter(|row| **row >= starts && out.rows[**row].cells[column].is_empty()).count();
        empty as f32 * absent
    }

    /// In pdftotext's order a cell close beside the one on its left shares its block, so a cell that strayed stands
    /// beside a short one.
    fn slack(&self, row: &Row, column: usize, woven: bool) -> f32 {
        const FULL: f32 = -2.0;
        const NARROW: f32 = 0.5;
        if column == 0 || !matches!(self.decoder.columns[column].role, ColumnRole::Support) {
            return 0.0;
        }
        let beside = &row.cells[column - 1];
        let widest = beside.iter().map(|fragment| self.body.fragments[*fragment].width).fold(0.0, f32::max);
        match self.decoder.columns[column - 1].width - widest {
            _ if beside.is_empty() || !woven => 0.0,
            free if free < 0.6 => FULL,
            free if free < 2.4 => NARROW,
            _ => 0.0,
        }
    }

    /// The rank of each row's task in the stream, with where it begins.
    fn ranks(&self, rows: &[usize], starts: usize, out: &Rows) -> Vec<(usize, usize)> {
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_key(|index| if rows[*index] < starts { 0 } else { out.rows[rows[*index]].anchor });
        let mut ranks = vec![(0, 0); rows.len()];
        for (rank, index) in order.into_iter().enumerate() {
            let anchor = if rows[index] < starts { 0 } else { out.rows[rows[index]].anchor };
            ranks[index] = (anchor, rank);
        }
        ranks
    }
}

impl Item {
    /// Whether all its cells are in columns of these roles.
    fn has_only(&self, aligner: &Aligner<'_>, roles: &[ColumnRole]) -> bool {
        (0..self.cells.len()).all(|column| !self.has(column) || roles.contains(&aligner.decoder.columns[column].role))
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
