//! The reading of a page sought by annealing: changes at random, of which also bad ones are kept at first, fewer and fewer.
//!
//! pdfminer puts out runs of a column's cells out of their order, poppler parted; where several columns are wrong at once,
//! no single small change makes the page more like the dump. So runs of cells are turned about in one column or in
//! several, cells of like columns exchanged, and merged cells begun on other rows, wherever the played page differs from
//! the dump.

use super::super::super::weights::Kind;
use super::Reading;
use super::moves::Move;
use super::search::Page;
use std::ops::Range;

/// How much worse a change may be at first, and at last.
const HOT: f32 = 1.2;
const COLD: f32 = 0.12;
/// What it costs that a cell stands in the stream before one that is above it in its column.
const DESCENT: f32 = -0.4;
/// What it costs that a fragment is not in the cell in which it was read first.
const AWAY: f32 = -0.3;
/// What it costs that a merged cell begins on another row than it did first.
const BEGUN: f32 = -1.5;

/// Numbers in no order, the same whenever the same page is read.
struct Dice(u64);

impl Dice {
    /// By xorshift.
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `count`.
    fn below(&mut self, count: usize) -> usize {
        (self.roll() >> 11) as usize % count.max(1)
    }

    /// A number from 0 to 1.
    fn share(&mut self) -> f32 {
        (self.roll() >> 40) as f32 / (1 << 24) as f32
    }

    /// A small number from 1 on: each is half as likely as the one before, seldom a large one.
    fn small(&mut self, most: usize) -> usize {
        const LARGE: f32 = 0.15;
        if self.share() < LARGE {
            return 1 + self.below(most);
        }
        (1 + (self.roll() | 1 << 20).trailing_zeros() as usize).min(most.max(1))
    }
}

impl Page<'_> {
    /// Seeks a better reading with so many plays.
    pub fn anneal(&self, plays: usize, reading: &mut Reading) {
        let rows = self.rows(reading);
        if rows.len() < 2 || self.is_perfect(reading) {
            return;
        }
        let home = self.homes(reading);
        let starts: Vec<Vec<usize>> =
            reading.spans.iter().map(|(_, spans)| spans.iter().map(|span| span.start).collect()).collect();
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ u64::from(self.number()) << 7);
        let mut parted = Vec::new();
        let mut here = self.weighed(reading, &home, &starts, &mut parted);
        let mut best = (here, reading.rows[rows.clone()].to_vec(), reading.spans.clone());
        let mut tried = Vec::new();
        for play in 0..plays {
            if self.is_spent() {
                break;
            }
            let heat = HOT * (COLD / HOT).powf(play as f32 / plays as f32);
            let before = (reading.rows[rows.clone()].to_vec(), reading.spans.clone());
            // What cannot be is worth nothing, and taken back.
            let new = if self.change(&mut dice, &parted, reading) {
                self.weighed(reading, &home, &starts, &mut tried)
            } else {
                f32::NEG_INFINITY
            };
            if new >= here || dice.share() < ((new - here) / heat).exp() {
                here = new;
                std::mem::swap(&mut parted, &mut tried);
                if here > best.0 {
                    best = (here, reading.rows[rows.clone()].to_vec(), reading.spans.clone());
                }
            } else {
                reading.rows[rows.clone()].clone_from_slice(&before.0);
                reading.spans = before.1;
            }
        }
        reading.rows[rows.clone()].clone_from_slice(&best.1);
        reading.spans = best.2;
        self.set_anchors(reading);
    }

    /// What the reading is worth; `parted` are the neighbours in the dump that are none in the play.
    fn weighed(
        &self,
        reading: &Reading,
        home: &[Option<(usize, usize)>],
        starts: &[Vec<usize>],
        parted: &mut Vec<(usize, usize)>,
    ) -> f32 {
        parted.clear();
        let like = self.played(reading, &mut |first, second| parted.push((first, second)));
        let first = self.fragments().start;
        let mut score = like + self.sayings(reading);
        for column in 0..self.columns() {
            let mut before = 0;
            for row in self.rows(reading) {
                let cell = &reading.rows[row].cells[column];
                let Some(start) = cell.iter().find(|fragment| **fragment >= first) else { continue };
                score += if *start < before { DESCENT } else { 0.0 };
                before = *start;
                let away = cell.iter().filter(|f| **f >= first).filter(|fragment| {
                    home.get(**fragment - first).copied().flatten().is_some_and(|home| home != (row, column))
                });
                score += away.count() as f32 * AWAY;
            }
        }
        for (column, starts) in starts.iter().enumerate() {
            let moved = reading.spans[column].1.iter().zip(starts).filter(|(span, start)| span.start != **start);
            score += moved.count() as f32 * BEGUN;
        }
        score
    }

    /// The row and column in which each fragment of the page stands.
    fn homes(&self, reading: &Reading) -> Vec<Option<(usize, usize)>> {
        let here = self.fragments();
        let mut homes = vec![None; here.len()];
        for row in self.rows(reading) {
            for (column, cell) in reading.rows[row].cells.iter().enumerate() {
                for fragment in cell.iter().filter(|fragment| here.contains(fragment)) {
                    homes[*fragment - here.start] = Some((row, column));
                }
            }
        }
        homes
    }

    /// Changes something; whether it can be.
    fn change(&self, dice: &mut Dice, parted: &[(usize, usize)], reading: &mut Reading) -> bool {
        const LABELS: f32 = 0.2;
        const LINES: f32 = 0.3;
        const EXCHANGE: f32 = 0.2;
        const GUIDED: f32 = 0.6;
        let rows = self.rows(reading);
        if !reading.spans.is_empty() && dice.share() < LABELS {
            return self.change_label(dice, reading);
        }
        if !parted.is_empty() && dice.share() < GUIDED {
            let (first, second) = parted[dice.below(parted.len())];
            if let (Some(first), Some(second)) = (self.place_of(first, reading), self.place_of(second, reading)) {
                return self.bring(dice, first, second, reading);
            }
        }
        let Some((row, column)) = self.chosen(dice, parted, reading) else { return false };
        if !self.cells_are_blocks && dice.share() < LINES {
            return self.change_lines(dice, (row, column), reading);
        }
        if dice.share() < EXCHANGE {
            return self.exchange(dice, (row, column), reading);
        }
        let reach = rows.len() - 1;
        let other = if dice.share() < 0.5 {
            row.saturating_sub(dice.small(reach)).max(rows.start)
        } else {
            (row + dice.small(reach)).min(rows.end - 1)
        };
        let range = row.min(other)..row.max(other) + 1;
        if range.len() < 2 {
            return false;
        }
        let by = match dice.below(4) {
            0 => 1 + dice.below(range.len() - 1),
            1 => range.len() - 1,
            _ => {
                if dice.share() < 0.5 {
                    1
                } else {
                    range.len() - 1
                }
            }
        };
        self.turn(self.beside(dice, column), &range, by, reading)
    }

    /// A cell that stands elsewhere in the play, as a rule.
    fn chosen(&self, dice: &mut Dice, parted: &[(usize, usize)], reading: &Reading) -> Option<(usize, usize)> {
        const STRAY: f32 = 0.75;
        const TIMES: usize = 12;
        let rows = self.rows(reading);
        if !parted.is_empty() && dice.share() < STRAY {
            let (first, second) = parted[dice.below(parted.len())];
            let found = self.place_of(if dice.share() < 0.5 { first } else { second }, reading);
            if found.is_some() {
                return found;
            }
        }
        (0..TIMES)
            .map(|_| (rows.start + dice.below(rows.len()), dice.below(self.columns())))
            .find(|(_, column)| self.may_move(*column))
    }

    /// The row and column of a fragment that may be put elsewhere.
    fn place_of(&self, fragment: usize, reading: &Reading) -> Option<(usize, usize)> {
        self.rows(reading).find_map(|row| {
            let holds = |column: &usize| reading.rows[row].cells[*column].contains(&fragment);
            (0..self.columns()).filter(|column| self.may_move(*column)).find(holds).map(|column| (row, column))
        })
    }

    /// Brings a cell, or one and those that follow it, to where it would be printed beside or below the cell before it in
    /// the dump; or that one to where it would be printed before this.
    fn bring(&self, dice: &mut Dice, first: (usize, usize), second: (usize, usize), reading: &mut Reading) -> bool {
        const EXCHANGE: f32 = 0.25;
        const FAR: f32 = 0.2;
        let rows = self.rows(reading);
        let forward = dice.share() < 0.6;
        let ((row, column), (fixed, other)) = if forward { (second, first) } else { (first, second) };
        let below = column == other || (column < other) == forward && dice.share() < 0.7;
        let mut to = match (below, forward) {
            (true, true) => fixed + 1,
            (true, false) => fixed.saturating_sub(1),
            _ => fixed,
        };
        if dice.share() < FAR {
            to = if dice.share() < 0.5 { to + 1 } else { to.saturating_sub(1) };
        }
        let to = to.clamp(rows.start, rows.end - 1);
        if to == row {
            return false;
        }
        if dice.share() < EXCHANGE {
            return self.apply(Move::Exchange((row, column), (to, column)), reading);
        }
        let columns = self.beside(dice, column);
        // The cells that follow one another in the dump go together, as a rule.
        let run = self.run(row, column, forward, reading);
        let count = if dice.share() < 0.5 { run } else { 1 + dice.below(run) };
        let (from, end) = if forward { (row, row + count) } else { (row + 1 - count, row + 1) };
        if to < row {
            let to = if forward { to } else { (to + 1).saturating_sub(count).max(rows.start) };
            return self.turn(columns, &(to..end), end - from, reading);
        }
        let last = if forward { (to + count).min(rows.end) } else { to + 1 };
        self.turn(columns, &(from..last), last - end, reading)
    }

    /// How many cells of a column follow one another in the dump, from a row on, or up to it.
    fn run(&self, row: usize, column: usize, down: bool, reading: &Reading) -> usize {
        let rows = self.rows(reading);
        let start = |row: usize| self.get(reading, row, column).first().copied();
        let mut count = 1;
        let mut here = start(row);
        loop {
            let next = if down { row + count } else { row.wrapping_sub(count) };
            if !rows.contains(&next) {
                return count;
            }
            let there = start(next);
            if there.is_none() || (there > here) != down {
                return count;
            }
            here = there;
            count += 1;
        }
    }

    fn may_move(&self, column: usize) -> bool {
        self.kind(column) != Kind::Number && !self.is_label(column)
    }

    /// A column alone, or with some beside it.
    fn beside(&self, dice: &mut Dice, column: usize) -> Range<usize> {
        const ALONE: f32 = 0.65;
        if dice.share() < ALONE {
            return column..column + 1;
        }
        let from = (0..=column).rev().take_while(|c| self.may_move(*c)).last().unwrap_or(column);
        let to = (column..self.columns()).take_while(|c| self.may_move(*c)).last().unwrap_or(column);
        column - dice.below(column - from + 1)..column + dice.below(to - column + 1) + 1
    }

    /// Turns what some columns hold in some rows about by so many rows.
    fn turn(&self, columns: Range<usize>, rows: &Range<usize>, by: usize, reading: &mut Reading) -> bool {
        let mut changed = false;
        for column in columns.filter(|column| self.may_move(*column)) {
            let mut cells: Vec<Vec<usize>> = rows.clone().map(|row| self.get(reading, row, column)).collect();
            changed |= cells.iter().any(|cell| !cell.is_empty());
            cells.rotate_right(by);
            for (row, cell) in rows.clone().zip(&cells) {
                self.set(reading, row, column, cell);
            }
        }
        changed
    }

    /// Exchanges a cell with one of a like column.
    fn exchange(&self, dice: &mut Dice, (row, column): (usize, usize), reading: &mut Reading) -> bool {
        const SAME_ROW: f32 = 0.6;
        let rows = self.rows(reading);
        let like: Vec<usize> =
            (0..self.columns()).filter(|other| *other != column && self.kind(*other) == self.kind(column)).collect();
        let (to, other) = if !like.is_empty() && dice.share() < SAME_ROW {
            (row, like[dice.below(like.len())])
        } else {
            (rows.start + dice.below(rows.len()), *like.get(dice.below(like.len() + 1)).unwrap_or(&column))
        };
        (to, other) != (row, column) && self.apply(Move::Exchange((row, column), (to, other)), reading)
    }

    /// Puts lines of a cell into another.
    fn change_lines(&self, dice: &mut Dice, (row, column): (usize, usize), reading: &mut Reading) -> bool {
        let lines = self.lines(reading, row, column).len();
        if lines == 0 {
            return false;
        }
        let here = (row, column);
        let change = match dice.below(7) {
            0 => Move::SplitDown(here, 1 + dice.below(lines)),
            1 => Move::SplitUp(here, 1 + dice.below(lines)),
            2 => Move::Join(row, column),
            3 => Move::JoinUp(row, column),
            4 => Move::Tail(here, dice.small(lines)),
            5 => Move::Head(here, dice.small(lines)),
            _ => {
                let rows = self.rows(reading);
                let to = (row + dice.below(3)).saturating_sub(1).clamp(rows.start, rows.end - 1);
                let other = dice.below(self.columns());
                let line = dice.below(lines);
                if !self.may_move(other) || other == column || !self.fits(reading, here, line, other) {
                    return false;
                }
                Move::Line(here, line, (to, other))
            }
        };
        self.apply(change, reading)
    }

    /// Has a merged cell of the page begin on another row, or some that follow one another.
    fn change_label(&self, dice: &mut Dice, reading: &mut Reading) -> bool {
        const ALONE: f32 = 0.7;
        let rows = self.rows(reading);
        let columns: Vec<usize> = (0..reading.spans.len())
            .filter(|c| reading.spans[*c].1.iter().any(|span| self.is_printed(&span.cells[0].1)))
            .collect();
        if columns.is_empty() {
            return false;
        }
        let spans = &mut reading.spans[columns[dice.below(columns.len())]].1;
        let here: Vec<usize> = (0..spans.len()).filter(|index| self.is_printed(&spans[*index].cells[0].1)).collect();
        let first = dice.below(here.len());
        let last = if dice.share() < ALONE { first } else { first + dice.below(here.len() - first) };
        let step = dice.small(rows.len());
        let up = dice.share() < 0.5;
        for index in &here[first..=last] {
            let start = &mut spans[*index].start;
            if up && *start < rows.start + step || !up && *start + step >= rows.end {
                return false;
            }
            *start = if up { *start - step } else { *start + step };
        }
        spans.windows(2).all(|pair| pair[0].start < pair[1].start)
    }

    /// Tells again where the tasks of the page's rows begin.
    fn set_anchors(&self, reading: &mut Reading) {
        let task = (0..self.columns()).find(|column| self.role(*column) == fenjie_lexicon::ColumnRole::Task);
        let (Some(task), first) = (task, self.fragments().start) else { return };
        for row in self.rows(reading) {
            let row = &mut reading.rows[row];
            if let Some(start) = row.cells[task].first().filter(|start| **start >= first) {
                row.anchor = *start;
            }
        }
    }
}
