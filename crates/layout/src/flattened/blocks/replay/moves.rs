//! Small changes to the reading of a page: a cell, or some lines of one, put elsewhere in its column or beside it.

use super::super::super::weights::Kind;
use super::Reading;
use super::search::Page;
use fenjie_lexicon::ColumnRole;

/// A change to the reading of a page. Cells are named by row and column.
#[derive(Clone, Copy, Debug)]
pub enum Move {
    /// What two cells hold is exchanged.
    Exchange((usize, usize), (usize, usize)),
    /// The cell goes down, and with it those below it as far as one after the other holds something.
    Down(usize, usize),
    /// The cell goes up, and with it those above it.
    Up(usize, usize),
    /// The lines from the given one on go down, pushing what is below.
    SplitDown((usize, usize), usize),
    /// The lines before the given one go up, pushing what is above.
    SplitUp((usize, usize), usize),
    /// The cell below in its column is joined to the cell; those below that come up by one row.
    Join(usize, usize),
    /// The cell is joined to the one above; those above come down by one row.
    JoinUp(usize, usize),
    /// So many of the cell's last lines are put at the head of the next cell of the column.
    Tail((usize, usize), usize),
    /// So many of the cell's first lines are put at the end of the cell before in the column.
    Head((usize, usize), usize),
    /// The line goes to the end of another cell, as the order of the stream has it.
    Line((usize, usize), usize, (usize, usize)),
    /// A merged cell (column of merged cells, index) becomes a cell of a row.
    Unmerge((usize, usize), (usize, usize)),
    /// A merged cell goes to another column of merged cells, to begin on a row.
    Relabel((usize, usize), (usize, usize)),
    /// A cell becomes a merged cell of a column, to begin on a row.
    Merge((usize, usize), (usize, usize)),
}

impl Page<'_> {
    /// The changes to a cell that may make a page more like the dump.
    pub fn moves_of(&self, row: usize, column: usize, reading: &Reading, out: &mut Vec<Move>) {
        const REACH: usize = 8;
        const MOST_LINES: usize = 3;
        let rows = self.rows(reading);
        let lines = self.lines(reading, row, column).len();
        let kind = self.kind(column);
        if lines == 0 || kind == Kind::Number || self.is_in_place(reading, row, column) {
            return;
        }
        let here = (row, column);
        if self.role(column) == ColumnRole::Task && self.rows_have_tasks(reading) {
            // The rows are made from the tasks.
            return;
        }
        for to in row.saturating_sub(REACH).max(rows.start)..(row + REACH + 1).min(rows.end) {
            for other in (0..self.columns()).filter(|other| self.kind(*other) == kind) {
                let settled = (to, other) == here || self.is_in_place(reading, to, other);
                if !settled && (kind != Kind::Text || to == row) {
                    out.push(Move::Exchange(here, (to, other)));
                }
            }
        }
        out.extend([Move::Down(row, column), Move::Up(row, column)]);
        if self.cells_are_blocks {
            return;
        }
        for line in 1..lines {
            out.extend([Move::SplitDown(here, line), Move::SplitUp(here, line)]);
        }
        out.extend([Move::Join(row, column), Move::JoinUp(row, column)]);
        for count in 1..lines.min(MOST_LINES + 1) {
            out.extend([Move::Tail(here, count), Move::Head(here, count)]);
        }
        for line in 0..lines {
            for other in (0..self.columns()).filter(|other| *other != column && self.kind(*other) != Kind::Number) {
                for to in row.saturating_sub(1).max(rows.start)..(row + 2).min(rows.end) {
                    if !self.is_label(other) && self.fits(reading, here, line, other) {
                        out.push(Move::Line(here, line, (to, other)));
                    }
                }
            }
        }
        for (labels, _) in reading.spans.iter().enumerate() {
            if self.label_like(reading, row, column) {
                for start in rows.clone() {
                    out.push(Move::Merge(here, (labels, start)));
                }
            }
        }
    }

    /// The changes to a merged cell besides the row on which it begins.
    pub fn moves_of_label(&self, labels: usize, index: usize, reading: &Reading, out: &mut Vec<Move>) {
        let cell = &reading.spans[labels].1[index].cells[0].1;
        for row in self.rows(reading) {
            for other in (0..reading.spans.len()).filter(|other| *other != labels) {
                out.push(Move::Relabel((labels, index), (other, row)));
            }
            for column in (0..self.columns()).filter(|column| matches!(self.kind(*column), Kind::Unit)) {
                if self.evidence(cell, column) + 3.0 > self.evidence(cell, reading.spans[labels].0)
                    && reading.rows[row].cells[column].is_empty()
                {
                    out.push(Move::Unmerge((labels, index), (row, column)));
                }
            }
        }
    }

    /// Whether each row of the page has a task, and no more than one.
    fn rows_have_tasks(&self, reading: &Reading) -> bool {
        let task = (0..self.columns()).find(|column| self.role(*column) == ColumnRole::Task);
        let number = (0..self.columns()).find(|column| self.role(*column) == ColumnRole::Sequence);
        let held =
            |row: usize, column: Option<usize>| column.is_none_or(|column| !reading.rows[row].cells[column].is_empty());
        self.rows(reading).all(|row| held(row, task) && held(row, number))
    }

    fn label_like(&self, reading: &Reading, row: usize, column: usize) -> bool {
        let cell = self.get(reading, row, column);
        reading.spans.iter().any(|(label, _)| self.evidence(&cell, *label) > self.evidence(&cell, column) - 1.0)
    }

    /// Whether a line of a cell may be in another column.
    pub fn fits(&self, reading: &Reading, (row, column): (usize, usize), line: usize, other: usize) -> bool {
        const WORSE: f32 = 4.0;
        let line = self.lines(reading, row, column).swap_remove(line);
        self.evidence(&line, other) > self.evidence(&line, column) - WORSE
    }

    /// Applies a change; whether it can be.
    pub fn apply(&self, change: Move, reading: &mut Reading) -> bool {
        match change {
            Move::Unmerge(..) | Move::Relabel(..) | Move::Merge(..) => self.apply_to_labels(change, reading),
            _ => self.apply_to_cells(change, reading),
        }
    }

    fn apply_to_cells(&self, change: Move, reading: &mut Reading) -> bool {
        match change {
            Move::Exchange((row, column), (to, other)) => {
                let (first, second) = (self.get(reading, row, column), self.get(reading, to, other));
                self.set(reading, row, column, &second);
                self.set(reading, to, other, &first);
                true
            }
            Move::Down(row, column) => {
                let cell = self.take(reading, row, column);
                self.push(reading, row + 1, column, cell, true)
            }
            Move::Up(row, column) => {
                let cell = self.take(reading, row, column);
                row > 0 && self.push(reading, row - 1, column, cell, false)
            }
            Move::SplitDown((row, column), line) => {
                let lines = self.lines(reading, row, column);
                if line >= lines.len() {
                    return false;
                }
                self.set(reading, row, column, &lines[..line].concat());
                self.push(reading, row + 1, column, lines[line..].concat(), true)
            }
            Move::SplitUp((row, column), line) => {
                let lines = self.lines(reading, row, column);
                if line >= lines.len() {
                    return false;
                }
                self.set(reading, row, column, &lines[line..].concat());
                row > 0 && self.push(reading, row - 1, column, lines[..line].concat(), false)
            }
            Move::Join(row, column) => {
                let Some(next) = self.next(reading, row, column, true) else { return false };
                let mut cell = self.get(reading, row, column);
                cell.extend(self.take(reading, next, column));
                self.set(reading, row, column, &cell);
                self.pull(reading, next, column, true);
                true
            }
            Move::JoinUp(row, column) => {
                let Some(before) = self.next(reading, row, column, false) else { return false };
                let mut cell = self.take(reading, before, column);
                cell.extend(self.get(reading, row, column));
                self.set(reading, row, column, &cell);
                self.pull(reading, before, column, false);
                true
            }
            Move::Tail((row, column), count) => {
                let Some(next) = self.next(reading, row, column, true) else { return false };
                let lines = self.lines(reading, row, column);
                let at = lines.len().saturating_sub(count);
                let mut cell = lines[at..].concat();
                cell.extend(self.get(reading, next, column));
                self.set(reading, row, column, &lines[..at].concat());
                self.set(reading, next, column, &cell);
                true
            }
            Move::Head((row, column), count) => {
                let Some(before) = self.next(reading, row, column, false) else { return false };
                let lines = self.lines(reading, row, column);
                if count >= lines.len() {
                    return false;
                }
                let mut cell = self.get(reading, before, column);
                cell.extend(lines[..count].concat());
                self.set(reading, row, column, &lines[count..].concat());
                self.set(reading, before, column, &cell);
                true
            }
            Move::Line((row, column), line, (to, other)) => {
                let mut lines = self.lines(reading, row, column);
                if line >= lines.len() {
                    return false;
                }
                let moved = lines.remove(line);
                self.set(reading, row, column, &lines.concat());
                let mut cell = self.get(reading, to, other);
                cell.extend(moved);
                cell.sort_unstable();
                self.set(reading, to, other, &cell);
                true
            }
            Move::Unmerge(..) | Move::Relabel(..) | Move::Merge(..) => false,
        }
    }

    fn apply_to_labels(&self, change: Move, reading: &mut Reading) -> bool {
        match change {
            Move::Unmerge((labels, index), (row, column)) => {
                let spans = &mut reading.spans[labels].1;
                if spans[index].cells.len() > 1 {
                    return false;
                }
                let span = spans.remove(index);
                self.set(reading, row, column, &span.cells[0].1);
                true
            }
            Move::Relabel((labels, index), (other, start)) => {
                let column = reading.spans[other].0;
                let spans = &mut reading.spans[labels].1;
                if spans[index].cells.len() > 1 {
                    return false;
                }
                let mut span = spans.remove(index);
                span.cells[0].0 = column;
                span.start = start;
                insert(&mut reading.spans[other].1, span)
            }
            Move::Merge((row, column), (labels, start)) => {
                let cell = self.take(reading, row, column);
                let span = super::Span { cells: vec![(reading.spans[labels].0, cell)], start };
                insert(&mut reading.spans[labels].1, span)
            }
            _ => false,
        }
    }

    fn push(&self, reading: &mut Reading, row: usize, column: usize, cell: Vec<usize>, down: bool) -> bool {
        let rows = self.rows(reading);
        let (mut row, mut cell) = (row, cell);
        loop {
            if !rows.contains(&row) {
                return false;
            }
            let held = self.take(reading, row, column);
            self.set(reading, row, column, &cell);
            if held.is_empty() {
                return true;
            }
            cell = held;
            if !down && row == 0 {
                return false;
            }
            row = if down { row + 1 } else { row - 1 };
        }
    }

    /// Brings the cells below an empty one up by a row, or those above down, until one is empty.
    fn pull(&self, reading: &mut Reading, row: usize, column: usize, up: bool) {
        let rows = self.rows(reading);
        let mut row = row;
        loop {
            let from = if up { row + 1 } else { row.wrapping_sub(1) };
            if !rows.contains(&from) {
                return;
            }
            let cell = self.take(reading, from, column);
            if cell.is_empty() {
                return;
            }
            self.set(reading, row, column, &cell);
            row = from;
        }
    }

    fn next(&self, reading: &Reading, row: usize, column: usize, down: bool) -> Option<usize> {
        let rows = self.rows(reading);
        let held = |row: &usize| !self.get(reading, *row, column).is_empty();
        if down { (row + 1..rows.end).find(held) } else { (rows.start..row).rev().find(held) }
    }

    fn take(&self, reading: &mut Reading, row: usize, column: usize) -> Vec<usize> {
        let cell = self.get(reading, row, column);
        self.set(reading, row, column, &[]);
        cell
    }

    /// Whether a cell of the column spans rows.
    pub fn is_label(&self, column: usize) -> bool {
        matches!(self.kind(column), Kind::Label) || self.role(column) == ColumnRole::CategoryNumber
    }
}

/// Puts a merged cell among the others of its column, each on rows of its own.
fn insert(spans: &mut Vec<super::Span>, span: super::Span) -> bool {
    let at = spans.partition_point(|other| other.start < span.start);
    if spans.get(at).is_some_and(|other| other.start == span.start) {
        return false;
    }
    spans.insert(at, span);
    true
}
