//! The lines of a column cut into as many cells as the page has rows.
//!
//! Where rows are numbered, the numbers tell how many begin on a page. So the lines of a column, which follow one
//! another from the top to the bottom, are cut into just so many cells, those cuts chosen that all together the wrap of
//! the lines and what the cells say speak for most: by dynamic programming over lines and rows.

use super::super::weights::Kind;
use super::align::{Aligner, Item, Label, Order, Rows};
use super::wrap;
use fenjie_lexicon::ColumnRole;
use std::collections::BTreeMap;

/// Lines of a column on one page that are cut; more stay as they were read.
const MOST_LINES: usize = 200;
/// Most lines of one cell.
const TALLEST: usize = 40;
/// The same where a column holds names, times or labels.
const TALLEST_NAMES: usize = 16;
/// A cell is not made longer when its lines say more than this against it.
const HOPELESS: f32 = -16.0;

/// A line of a column.
struct Line {
    fragments: Vec<usize>,
    /// Its block.
    flow: usize,
    /// The item that it was read in.
    item: usize,
}

/// What of a column is put into rows: for each row the range of lines.
struct Cut {
    rows: Vec<std::ops::Range<usize>>,
    score: f32,
}

/// Values and beginnings of cells, by numbers of cells and of lines.
type Cuts = (Vec<Vec<f32>>, Vec<Vec<usize>>);

/// The rows of a page that a column's lines are cut for.
#[derive(Clone, Copy)]
pub(super) struct Slots<'a> {
    /// How many rows begin on the page.
    pub(super) count: usize,
    /// After how many of them in the stream the rest of the row stands that the page before has cut.
    pub(super) rest_at: Option<usize>,
    /// The lines of that row's cells on the page before.
    pub(super) before: &'a [Vec<usize>],
}

/// The numbers of the rows that begin on a page.
pub(super) struct Numbers {
    /// Fragments and their numbers, in the order of the stream.
    pub(super) found: Vec<(usize, u32)>,
    /// The first row's number, where the rows are counted through.
    pub(super) first: Option<u32>,
    /// How many rows begin on the page.
    pub(super) count: usize,
}

impl Numbers {
    /// How many rows of the page are above those that the page's stream begins with.
    pub(super) fn rank_of_turned(&self) -> usize {
        match (self.found.first(), self.first) {
            (Some((_, number)), Some(first)) => number.saturating_sub(first) as usize,
            _ => 0,
        }
    }

    /// After how many numbers of the stream the least stands: more than none where the page was written in parts, a lower
    /// one before a higher.
    pub(super) fn turn(&self) -> usize {
        let least = self.found.iter().map(|(_, number)| *number).min();
        self.first.and_then(|_| self.found.iter().position(|(_, number)| Some(*number) == least)).unwrap_or(0)
    }
}

impl Slots<'_> {
    fn len(&self) -> usize {
        self.count + usize::from(self.rest_at.is_some())
    }
}

impl Aligner<'_> {
    /// The numbers of a page's rows in the order of the stream, where they follow one another; `last` is the last number
    /// of the page before.
    pub(super) fn numbers_of_page(&self, numbers: &[&Label], sequence: usize, last: Option<u32>) -> Option<Numbers> {
        const MOST_LOST: u32 = 2;
        let of = |label: &&Label| {
            let fragment = *label.fragments.first()?;
            Some((fragment, self.body.fragments[fragment].number?))
        };
        let found: Vec<(usize, u32)> = numbers.iter().filter(|label| label.column == sequence).filter_map(of).collect();
        let mut sorted: Vec<u32> = found.iter().map(|(_, number)| *number).collect();
        sorted.sort_unstable();
        let (low, high) = (*sorted.first()?, *sorted.last()?);
        let first = last.map(|last| last + 1).filter(|next| (*next..=*next + MOST_LOST).contains(&low)).unwrap_or(low);
        let all = (high - first) as usize + 1;
        let distinct = sorted.windows(2).all(|pair| pair[0] < pair[1]);
        if distinct && all - found.len() <= (MOST_LOST as usize).min(found.len() / 3) {
            return Some(Numbers { found, first: Some(first), count: all });
        }
        // Each category counts its rows from one.
        let again = |pair: &[(usize, u32)]| pair[1].1 == pair[0].1 + 1 || pair[1].1 == 1;
        let count = found.len();
        found.windows(2).all(again).then_some(Numbers { found, first: None, count })
    }

    /// Cuts the lines of the tasks of a page into cells for `slots`; what else the items hold is given to `others`.
    /// Whether the row that the page before has cut goes on, and the items in the order of the stream.
    pub(super) fn recut(&self, tasks: Vec<Item>, slots: Slots<'_>, others: &mut Vec<Item>) -> (bool, Vec<Item>, f32) {
        let lines = self.lines_of(&tasks, self.task);
        let Some(cut) = self.cut(&lines, self.task, slots, &|_, _| 0.0) else { return (false, tasks, 0.0) };
        let rest = slots.rest_at.is_some_and(|at| !cut.rows[at].is_empty());
        let mut owner: BTreeMap<usize, usize> = BTreeMap::new();
        let mut made: Vec<Item> = Vec::new();
        for (slot, range) in cut.rows.iter().enumerate() {
            let Some(first) = lines.get(range.start).filter(|_| !range.is_empty()) else { continue };
            let fragments: Vec<usize> = lines[range.clone()].iter().flat_map(|line| line.fragments.clone()).collect();
            let mut cells = vec![Vec::new(); self.columns()];
            let at = fragments[0];
            cells[self.task] = fragments;
            for line in &lines[range.clone()] {
                owner.entry(line.item).or_insert(made.len());
            }
            let page = tasks[first.item].page;
            let is_rest = slots.rest_at == Some(slot);
            made.push(Item::new(page, first.flow, at, cells, is_rest));
        }
        for (index, item) in tasks.into_iter().enumerate() {
            let home = owner.get(&index).copied();
            if let Some(home) = home {
                made[home].number = made[home].number.or(item.number);
            }
            for (column, cell) in item.cells.into_iter().enumerate() {
                if column == self.task || cell.is_empty() {
                    continue;
                }
                match home.filter(|home| made[*home].cells[column].is_empty()) {
                    Some(home) => made[home].cells[column] = cell,
                    None => others.push(self.alone(item.page, item.flow, column, cell)),
                }
            }
        }
        (rest, made, cut.score)
    }

    /// A cell as an item of its own.
    fn alone(&self, page: u32, flow: usize, column: usize, cell: Vec<usize>) -> Item {
        let fits = self.fits(&cell);
        let at = cell[0];
        let mut cells = vec![Vec::new(); self.columns()];
        cells[column] = cell;
        let mut item = Item::new(page, flow, at, cells, false);
        item.fits = Some(fits);
        item
    }

    /// Cuts the lines of each other column for the rows of a page.
    pub(super) fn recut_others(&self, others: &[Item], slots: Slots<'_>, first: usize, out: &mut Rows) {
        for column in (0..self.columns()).filter(|column| *column != self.task) {
            let lines = self.lines_of(others, column);
            if lines.is_empty() {
                continue;
            }
            let anchors: Vec<usize> = (0..slots.count).map(|row| out.table[first + row].anchor).collect();
            let near = |slot: usize, line: usize| match slots.rest_at {
                Some(_) if slot == 0 => 0.0,
                rest => nearness(&anchors, slot - usize::from(rest.is_some()), lines[line].fragments[0]),
            };
            let Some(cut) = self.cut(&lines, column, slots, &near) else { continue };
            out.score += cut.score.max(-100.0);
            let empty = cut.rows.iter().skip(usize::from(slots.rest_at.is_some())).filter(|row| row.is_empty()).count();
            for (slot, range) in cut.rows.into_iter().enumerate().filter(|(_, range)| !range.is_empty()) {
                let row = (first + slot).saturating_sub(usize::from(slots.rest_at.is_some()));
                let fragments: Vec<usize> = lines[range].iter().flat_map(|line| line.fragments.clone()).collect();
                let source = &others[lines.first().map_or(0, |line| line.item)];
                let item = self.alone(source.page, self.flow_of(fragments[0]), column, fragments);
                if empty > 0 {
                    out.table[row].doubtful.insert(column);
                }
                self.add(&item, row, out);
            }
        }
    }

    fn flow_of(&self, fragment: usize) -> usize {
        self.body.flows.partition_point(|flow| flow.fragments().end <= fragment)
    }

    /// How many rows hold the lines of the page best, where no numbers tell.
    pub(super) fn likely_count(
        &self,
        tasks: &[Item],
        others: &[Item],
        rest: Option<usize>,
        before: &[Vec<usize>],
    ) -> usize {
        const MORE: usize = 8;
        let guess = tasks.len().max(1);
        let range = guess.saturating_sub(MORE).max(1)..guess + MORE;
        let telling = |column: &usize| {
            *column == self.task
                || matches!(self.decoder.columns[*column].role, ColumnRole::Lead | ColumnRole::Deadline)
        };
        let columns: Vec<(usize, Vec<Line>)> = (0..self.columns())
            .filter(telling)
            .map(|column| (column, self.lines_of(if column == self.task { tasks } else { others }, column)))
            .filter(|(_, lines)| !lines.is_empty())
            .collect();
        let most = Slots { count: range.end, rest_at: rest, before };
        let values: Vec<Vec<f32>> = columns
            .iter()
            .filter_map(|(column, lines)| {
                let (best, _) = self.cuts(lines, *column, most, &|_, _| 0.0)?;
                Some(best.iter().map(|row| row[lines.len()].max(-1000.0)).collect())
            })
            .collect();
        let value = |count: usize| values.iter().map(|best| best[count + usize::from(rest.is_some())]).sum::<f32>();
        range
            .map(|count| (count, value(count)))
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
            .map_or(guess, |best| best.0)
    }

    fn lines_of(&self, items: &[Item], column: usize) -> Vec<Line> {
        let all = &self.body.fragments;
        let mut lines: Vec<Line> = Vec::new();
        for (index, item) in items.iter().enumerate() {
            for fragment in &item.cells[column] {
                let beside = lines.last_mut().filter(|line| {
                    line.item == index && line.fragments.last().is_some_and(|f| all[*f].line == all[*fragment].line)
                });
                match beside {
                    Some(line) => line.fragments.push(*fragment),
                    None => lines.push(Line { fragments: vec![*fragment], flow: self.flow_of(*fragment), item: index }),
                }
            }
        }
        lines.sort_by_key(|line| line.fragments[0]);
        lines
    }

    /// The best cuts of a column's lines; `near` tells what the place of a cell in the stream is worth.
    fn cut(&self, lines: &[Line], column: usize, slots: Slots<'_>, near: &dyn Fn(usize, usize) -> f32) -> Option<Cut> {
        let (m, n) = (lines.len(), slots.len());
        let (best, back) = self.cuts(lines, column, slots, near)?;
        let score = best[n][m];
        if score == f32::NEG_INFINITY {
            return None;
        }
        let mut rows = vec![0..0; n];
        let mut at = m;
        for slot in (0..n).rev() {
            rows[slot] = back[slot + 1][at]..at;
            at = back[slot + 1][at];
        }
        Some(Cut { rows, score })
    }

    /// What the best cuts of the first lines into the first cells are worth, by numbers of cells and lines, and where the
    /// last cell begins.
    fn cuts(
        &self,
        lines: &[Line],
        column: usize,
        slots: Slots<'_>,
        near: &dyn Fn(usize, usize) -> f32,
    ) -> Option<Cuts> {
        let (m, n) = (lines.len(), slots.len());
        if m > MOST_LINES || n == 0 {
            return None;
        }
        // What the cells from each line on are worth, by their number of lines.
        let cells: Vec<Vec<f32>> = (0..m).map(|from| self.cells_from(lines, from, column)).collect();
        let ends: Vec<f32> = (0..=m).map(|at| self.end(lines, at, column)).collect();
        let mut best = vec![vec![f32::NEG_INFINITY; m + 1]; n + 1];
        let mut back = vec![vec![0usize; m + 1]; n + 1];
        best[0][0] = 0.0;
        for slot in 0..n {
            let is_rest = slots.rest_at == Some(slot);
            let absent = if is_rest { 0.0 } else { self.absent(column) };
            for from in 0..=m {
                let so_far = best[slot][from];
                if so_far == f32::NEG_INFINITY {
                    continue;
                }
                if so_far + absent > best[slot + 1][from] {
                    best[slot + 1][from] = so_far + absent;
                    back[slot + 1][from] = from;
                }
                let Some(cells) = cells.get(from) else { continue };
                let place =
                    near(slot, from) + if is_rest { self.goes_on_page(lines, from, column, slots.before) } else { 0.0 };
                for (index, cell) in cells.iter().enumerate() {
                    let to = from + index + 1;
                    let value = so_far + cell + ends[to] + place;
                    if value > best[slot + 1][to] {
                        best[slot + 1][to] = value;
                        back[slot + 1][to] = from;
                    }
                }
            }
        }
        Some((best, back))
    }

    /// What cells that begin with a line are worth, by their number of lines less one.
    fn cells_from(&self, lines: &[Line], from: usize, column: usize) -> Vec<f32> {
        let width = self.decoder.columns[column].width;
        let mut found = Vec::new();
        let mut fragments: Vec<usize> = Vec::new();
        let (mut joins, mut against) = (0.0, 0.0);
        let tallest = if self.decoder.columns[column].kind == Kind::Text { TALLEST } else { TALLEST_NAMES };
        for at in from..lines.len().min(from + tallest) {
            if at > from {
                let (before, here) =
                    (self.last_line(&lines[at - 1].fragments), &self.body.fragments[lines[at].fragments[0]]);
                let step = wrap::goes_on(&before, here, width);
                against += step.min(0.0);
                if against < HOPELESS {
                    break;
                }
                joins += self.names(&fragments, &lines[at].fragments, column);
                joins += if lines[at].flow == lines[at - 1].flow { 0.0 } else { self.across() };
            }
            fragments.extend(&lines[at].fragments);
            found.push(self.decoder.whole(&fragments, column) + joins);
        }
        found
    }

    /// Evidence that a list of units goes on from line to line.
    fn names(&self, cell: &[usize], next: &[usize], column: usize) -> f32 {
        const MOST: f32 = 3.0;
        if self.decoder.columns[column].kind != Kind::Unit {
            return 0.0;
        }
        self.joins_names(cell, next).clamp(-MOST, MOST)
    }

    /// What it costs that a cell goes on over blocks.
    fn across(&self) -> f32 {
        if self.order == Order::Lines { 0.0 } else { -4.0 }
    }

    /// What it is worth that a cell ends before line `at`.
    fn end(&self, lines: &[Line], at: usize, column: usize) -> f32 {
        const STOP: f32 = 0.7;
        const INSIDE: f32 = -4.0;
        const INSIDE_LOOSE: f32 = -1.0;
        let (Some(before), Some(here)) = (at.checked_sub(1).and_then(|before| lines.get(before)), lines.get(at)) else {
            return 0.0;
        };
        let column = &self.decoder.columns[column];
        let last = self.last_line(&before.fragments);
        let next = &self.body.fragments[here.fragments[0]];
        let mut score = match wrap::room(&last, next, column.width) {
            room if room > 0.9 => 0.8,
            room if room > 0.1 => -0.2,
            _ => -1.6,
        };
        if fenjie_text::chars::may_not_open_line(next.first) {
            score -= 3.0;
        }
        if matches!(last.last, '，' | ',' | '、') {
            score -= 3.0;
        }
        if column.kind == Kind::Text {
            score += if last.last == '。' { STOP } else { 0.0 };
            score += if next.item.is_some_and(|n| n > 1) { -1.5 } else { 0.0 };
        }
        if before.flow == here.flow {
            score += if self.order == Order::Lines { INSIDE_LOOSE } else { INSIDE };
        }
        score
    }

    fn absent(&self, column: usize) -> f32 {
        const TASK: f32 = -15.0;
        if column == self.task {
            return TASK;
        }
        match self.decoder.columns[column].role {
            ColumnRole::Support | ColumnRole::Deliverable => -0.7,
            ColumnRole::Remark | ColumnRole::Other => -0.3,
            _ => -2.2,
        }
    }

    /// Evidence that a line goes on with the cell that the page before has cut.
    fn goes_on_page(&self, lines: &[Line], from: usize, column: usize, before: &[Vec<usize>]) -> f32 {
        const STOPPED: f32 = -2.5;
        const NEW: f32 = -3.5;
        let Some(cell) = before.get(column).filter(|cell| !cell.is_empty()) else { return NEW };
        let end = self.last_line(cell);
        let here = &lines[from].fragments;
        let score = wrap::goes_on(&end, &self.body.fragments[here[0]], self.decoder.columns[column].width);
        let stopped = if self.decoder.columns[column].kind == Kind::Text {
            if end.last == '。' { STOPPED } else { 1.5 }
        } else {
            self.joins(cell, here, column)
        };
        score.clamp(-4.0, 0.5) + stopped
    }
}

/// Rows whose tasks stand far off in the stream are less likely.
fn nearness(anchors: &[usize], row: usize, at: usize) -> f32 {
    const FAR: f32 = -0.12;
    const MOST: usize = 6;
    let before = anchors.iter().filter(|anchor| **anchor < at).count();
    let rank = anchors.iter().filter(|anchor| **anchor < anchors[row]).count();
    let distance = if rank >= before { rank + 2 - before } else { before - 1 - rank };
    FAR * distance.min(MOST) as f32
}
