//! Lines cut into rows, and their parts given to columns, both at once.
//!
//! Lines side by side in a row take turns in the dump, so neither is told by the other alone. For every line a row may
//! begin with, its parts are given to the columns line by line, the few best ways kept (a beam search); a row is worth what
//! its cells say, and how well the order of the lines is that of cells in the middle (or at the top) of one row. The best
//! sequence of rows is found by dynamic programming.

mod chunks;
mod price;

use super::super::cohesion::Cohesion;
use super::super::run::{InCell, is_time, units_likeness};
use super::super::weights::Kind;
use super::sheet::Sheet;
use crate::Watch;
pub use chunks::Chunk;
use fenjie_text::chars::{may_not_close_line, may_not_open_line};
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;

/// Most columns of such a table.
pub const MOST_COLUMNS: usize = 8;
/// Most lines of a row.
pub const MOST_LINES: usize = 16;
/// Ways kept while a row is read.
const BEAM: usize = 40;
/// Ways whose cells are looked at as a whole.
const JUDGED: usize = 10;
/// No part.
const NONE: u16 = u16::MAX;

/// What the cells of a column have of their own, besides what columns of the kind have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// Nothing.
    Nothing,
    /// They may span rows.
    Spans,
    /// They name those who lead, and another column those who support: few lead.
    Leads,
    /// They hold remarks, short where there are any.
    Remarks,
}

/// What is known of a column.
#[derive(Clone, Debug)]
pub struct Column {
    /// What it holds.
    pub kind: Kind,
    /// What of its cells is told apart from others of its kind.
    pub own: Own,
    /// Width at which it breaks its lines, once known.
    pub width: Option<f32>,
    /// What it costs that a row has no cell in it.
    pub absent: f32,
    /// Whether its cells stand at the top of their rows.
    pub top: bool,
}

impl Column {
    /// Learns the width from those of its cells' lines: of the lines that go on, where there are enough, else of `all`.
    pub fn learn(&mut self, inner: Vec<f32>, all: Vec<f32>) {
        const FEWEST: usize = 3;
        const SHARE: f32 = 0.9;
        let mut widths = if inner.len() >= FEWEST && self.own != Own::Spans { inner } else { all };
        widths.sort_by(f32::total_cmp);
        let at = (widths.len() as f32 * SHARE) as usize;
        self.width = widths.get(at.min(widths.len().saturating_sub(1))).copied();
    }
}

/// A row that was found.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its lines.
    pub lines: Range<usize>,
    /// The column of each of its parts.
    pub columns: Vec<u8>,
    /// What it is worth.
    pub score: f32,
    /// By how much it beats the next best reading of its lines.
    pub margin: f32,
}

/// Reads rows.
pub struct Reader<'a> {
    pub sheet: &'a Sheet,
    pub columns: &'a [Column],
    pub cohesion: &'a Cohesion,
    pub content: &'a Content,
    pub watch: &'a Watch,
}

/// A way to give the parts of some lines to the columns.
#[derive(Clone)]
struct Way {
    score: f32,
    /// The last part in each column.
    last: [u16; MOST_COLUMNS],
    /// Lines in each column.
    count: [u8; MOST_COLUMNS],
    /// Width of the last line in each column.
    width: [f32; MOST_COLUMNS],
    /// The columns of all parts so far.
    columns: Vec<u8>,
    anchored: bool,
}

impl Way {
    /// Nothing given yet.
    const EMPTY: Self = Self {
        score: 0.0,
        last: [NONE; MOST_COLUMNS],
        count: [0; MOST_COLUMNS],
        width: [0.0; MOST_COLUMNS],
        columns: Vec::new(),
        anchored: false,
    };
}

/// What cells say, as far as it was asked for.
#[derive(Clone, Default)]
pub struct Content {
    /// How often each name of a unit stands in the table, as it was read before.
    names: HashMap<String, usize>,
    units: RefCell<HashMap<Vec<u16>, f32>>,
}

impl Content {
    /// What the cells of a table say of which `rows` were read before.
    pub fn of(sheet: &Sheet, columns: &[Column], rows: &[Row]) -> Self {
        let unit = |column: u8| columns[usize::from(column)].kind == Kind::Unit;
        let cells = rows.iter().flat_map(|row| {
            let first = sheet.lines[row.lines.start].parts.start;
            let mut cells: [Vec<u16>; MOST_COLUMNS] = Default::default();
            for (offset, column) in row.columns.iter().enumerate().filter(|(_, column)| unit(**column)) {
                cells[usize::from(*column)].push((first + offset) as u16);
            }
            cells
        });
        Self::of_lists(sheet, cells)
    }

    /// What cells say of which these lists of units were read before.
    pub fn of_lists(sheet: &Sheet, lists: impl Iterator<Item = Vec<u16>>) -> Self {
        let mut names: HashMap<String, usize> = HashMap::new();
        for list in lists {
            for name in names_in(&sheet.list(&list)) {
                *names.entry(name.to_owned()).or_default() += 1;
            }
        }
        Self { names, units: RefCell::default() }
    }

    /// How much a cell looks like a list of units each of which is whole and stands elsewhere too.
    fn listed(&self, words: &str) -> f32 {
        const KNOWN: f32 = 0.15;
        const STRANGE: f32 = -0.15;
        let worst = names_in(words).map(fenjie_lexicon::unit_plausibility).fold(1.0, f32::min);
        let likeness = f32::midpoint(units_likeness(words), worst);
        let (mut known, mut count) = (0.0, 0.0);
        for name in names_in(words) {
            let often = self.names.get(name).is_some_and(|times| *times > 1);
            known += if often { KNOWN } else { STRANGE };
            count += 1.0;
        }
        if self.names.is_empty() || count == 0.0 { likeness } else { likeness + known / count }
    }
}

/// The names of a list.
fn names_in(words: &str) -> impl Iterator<Item = &str> {
    // 各县（市、区）人民政府 is one name.
    let mut depth = 0;
    let parts = words.split(move |c| {
        depth += match c {
            '（' => 1,
            '）' => -1,
            _ => 0,
        };
        depth <= 0 && matches!(c, '、' | '，' | ',' | '；')
    });
    parts.filter(|name| !name.is_empty())
}

impl Reader<'_> {
    /// The best rows that take up the lines `range`; what they are worth.
    pub fn rows(&self, range: Range<usize>) -> (Vec<Row>, f32) {
        let length = range.len();
        let mut best: Vec<(f32, Option<(usize, Row)>)> = vec![(f32::NEG_INFINITY, None); length + 1];
        best[0].0 = 0.0;
        for from in 0..length {
            if self.watch.is_over() {
                break;
            }
            let before = best[from].0;
            if before == f32::NEG_INFINITY {
                continue;
            }
            for row in self.rows_from(range.start + from, range.end) {
                let to = row.lines.end - range.start;
                let score = before + row.score;
                if score > best[to].0 {
                    best[to] = (score, Some((from, row)));
                }
            }
        }
        // What is left below the last row is none of the table's.
        let end = if best[length].1.is_some() {
            length
        } else {
            (0..=length).rev().find(|to| best[*to].1.is_some()).unwrap_or(0)
        };
        let total = best[end].0;
        let (mut rows, mut to) = (Vec::new(), end);
        while let Some((from, row)) = best[to].1.take() {
            rows.push(row);
            to = from;
        }
        rows.reverse();
        (rows, total)
    }

    /// The best `count` rows that take up all lines.
    pub fn rows_of(&self, count: usize) -> Option<Vec<Row>> {
        let length = self.sheet.lines.len();
        let mut best: Vec<Vec<Option<(f32, usize, Row)>>> = vec![vec![None; length + 1]; count + 1];
        for from in 0..length {
            if self.watch.is_over() {
                return None;
            }
            let rows = self.rows_from(from, length);
            for done in 0..count {
                let before = match (done, from) {
                    (0, 0) => 0.0,
                    (0, _) => continue,
                    _ => match &best[done][from] {
                        Some(best) => best.0,
                        None => continue,
                    },
                };
                for row in &rows {
                    let (to, score) = (row.lines.end, before + row.score);
                    if best[done + 1][to].as_ref().is_none_or(|best| score > best.0) {
                        best[done + 1][to] = Some((score, from, row.clone()));
                    }
                }
            }
        }
        let (mut found, mut to) = (Vec::new(), length);
        for done in (1..=count).rev() {
            let (_, from, row) = best[done][to].take()?;
            found.push(row);
            to = from;
        }
        found.reverse();
        (to == 0).then_some(found)
    }

    /// The best rows that begin with line `from`, one for each end.
    fn rows_from(&self, from: usize, end: usize) -> Vec<Row> {
        let sheet = self.sheet;
        let first = sheet.lines[from].parts.start;
        let mut ways = vec![Way::EMPTY];
        let mut rows = Vec::new();
        for line in from..end.min(from + MOST_LINES) {
            let anchor = sheet.lines[line].anchor;
            let wall = line > from && sheet.lines[line].wall;
            if wall || anchor.is_some() && ways.iter().any(|way| way.anchored) {
                break;
            }
            let mut next = self.given(&ways, line, BEAM);
            if next.is_empty() {
                break;
            }
            for way in &mut next {
                way.anchored |= anchor.is_some();
            }
            ways = next;
            if sheet.numbered && !ways[0].anchored {
                continue;
            }
            let mut judged: Vec<(f32, &Way)> =
                ways.iter().take(JUDGED).map(|way| (way.score + self.whole(way, first, from..line + 1), way)).collect();
            judged.sort_by(|a, b| b.0.total_cmp(&a.0));
            let Some((score, way)) = judged.first() else { continue };
            let margin = judged.get(1).map_or(10.0, |next| score - next.0);
            rows.push(Row { lines: from..line + 1, columns: way.columns.clone(), score: *score, margin });
        }
        rows
    }

    /// The best ways, at most `beam`, in which the parts of `line` go on with others; the best first.
    fn given(&self, ways: &[Way], line: usize, beam: usize) -> Vec<Way> {
        let mut next: Vec<Way> = Vec::new();
        for way in ways {
            self.give(way, line, self.sheet.lines[line].parts.start, 0, &mut next);
        }
        next.sort_by(|a, b| b.score.total_cmp(&a.score));
        next.truncate(beam);
        next
    }

    /// Gives the parts of `line` from `part` on to columns from `least` on.
    fn give(&self, way: &Way, line: usize, part: usize, least: usize, out: &mut Vec<Way>) {
        let parts = &self.sheet.lines[line].parts;
        if part == parts.end {
            out.push(way.clone());
            return;
        }
        let here = &self.sheet.parts[part];
        let is_first = part == parts.start;
        if here.anchor {
            let Some(column) =
                self.columns.iter().position(|column| column.kind == Kind::Number && column.own != Own::Spans)
            else {
                return;
            };
            if column >= least || is_first {
                let mut way = way.clone();
                self.add(&mut way, part, column, false);
                self.give(&way, line, part + 1, column + 1, out);
            }
            return;
        }
        // A blank beside digits may be one of the line's own.
        if !is_first && here.soft && least > 0 && self.columns[least - 1].kind != Kind::Number {
            let mut way = way.clone();
            way.score += self.beside(&way, part, least - 1);
            way.width[least - 1] += here.width + BLANK;
            way.last[least - 1] = part as u16;
            way.columns.push((least - 1) as u8);
            self.give(&way, line, part + 1, least, out);
        }
        for column in least..self.columns.len() {
            let model = &self.columns[column];
            if model.kind == Kind::Number && model.own != Own::Spans {
                continue;
            }
            let mut way = way.clone();
            if !is_first && here.soft {
                way.score += if self.sheet.spaced && !here.begins { SPLIT_SPACED } else { SPLIT_SOFT };
            }
            self.add(&mut way, part, column, true);
            self.give(&way, line, part + 1, column + 1, out);
        }
    }

    /// What it is worth that a part goes on in the line of the part before it in one column.
    fn beside(&self, way: &Way, part: usize, column: usize) -> f32 {
        let together = way.width[column] + BLANK + self.sheet.parts[part].width;
        let wide = self.columns[column].width.is_some_and(|width| together > width + 1.0);
        if wide { TOO_WIDE } else { 0.0 }
    }

    fn add(&self, way: &mut Way, part: usize, column: usize, priced: bool) {
        if priced {
            way.score += self.local(way, part, column);
        }
        way.width[column] = self.sheet.parts[part].width;
        way.last[column] = part as u16;
        way.count[column] = way.count[column].saturating_add(1);
        way.columns.push(column as u8);
    }

    /// What it is worth that a part stands below the last one of a column.
    fn local(&self, way: &Way, part: usize, column: usize) -> f32 {
        let here = &self.sheet.parts[part];
        let model = &self.columns[column];
        let mut score = match model.kind {
            Kind::Number => return if here.ordinal { 1.0 } else { -6.0 },
            Kind::Unit => here.in_list,
            Kind::Date => {
                if here.in_time {
                    1.0
                } else {
                    -5.0
                }
            }
            Kind::Label => here.in_label,
            Kind::Text if model.own == Own::Remarks => {
                let misplaced = if here.in_time { 1.0 } else { 0.0 } + if here.early { EARLY } else { 0.0 };
                here.in_label.min(here.in_text) - misplaced
            }
            Kind::Text => here.in_text,
        };
        if let Some(width) = model.width {
            let over = here.width - width;
            if over > 0.6 {
                score -= 1.5 + over.min(4.0);
            }
        }
        if self.sheet.labelled && model.kind == Kind::Unit {
            let opens = way.last[column] == NONE;
            score += if opens == (here.label == Some(InCell::First)) { 0.0 } else { LABELLED };
        }
        if way.last[column] == NONE {
            if may_not_open_line(here.first) || here.closes {
                score += OPENS_BADLY;
            }
            if matches!(model.kind, Kind::Text | Kind::Label) {
                score += here.opening.clamp(-2.0, 2.0) * 0.4;
            }
            return score;
        }
        let before = &self.sheet.parts[usize::from(way.last[column])];
        if let Some(width) = model.width.filter(|_| here.label.is_none()) {
            let room = width - way.width[column] - here.cluster;
            score += match room {
                r if r > 1.9 => -2.5,
                r if r > 0.9 => -1.2,
                r if r > -0.2 => -0.2,
                _ => 0.4,
            };
        }
        if model.kind == Kind::Unit
            && before.ends_unit > SURE_NAME
            && here.opens_unit > SURE_NAME
            && here.label.is_none()
        {
            score += TWO_NAMES;
        }
        let cohesion = self.cohesion.between(before.last, here.first);
        score += if before.last == '。' { AFTER_STOP } else { cohesion * 0.8 };
        if may_not_open_line(here.first) || may_not_close_line(before.last) {
            score += 1.0;
        }
        score
    }

    /// What the cells of a row say, and how they stand.
    fn whole(&self, way: &Way, first: usize, lines: Range<usize>) -> f32 {
        let mut cells: [Vec<u16>; MOST_COLUMNS] = Default::default();
        for (offset, column) in way.columns.iter().enumerate() {
            cells[usize::from(*column)].push((first + offset) as u16);
        }
        let mut score = 0.0;
        for (column, cell) in self.columns.iter().zip(&cells) {
            if column.own == Own::Spans {
                continue;
            }
            score += if cell.is_empty() { column.absent } else { self.cell(column, cell) };
        }
        score - self.disorder(way, first, lines) + if self.sheet.numbered { 0.0 } else { UNNUMBERED }
    }

    /// What a cell says.
    fn cell(&self, column: &Column, cell: &[u16]) -> f32 {
        let parts = &self.sheet.parts;
        let last = &parts[usize::from(cell[cell.len() - 1])];
        match column.kind {
            Kind::Number | Kind::Label => 0.0,
            Kind::Unit => {
                let likeness = *self
                    .content
                    .units
                    .borrow_mut()
                    .entry(cell.to_vec())
                    .or_insert_with(|| self.content.listed(&self.sheet.list(cell)));
                let ends = if matches!(last.last, '、' | '，') { -3.0 } else { 0.0 };
                let more = cell.iter().map(|part| parts[usize::from(*part)].commas).sum::<u8>();
                let many = if column.own == Own::Leads { f32::from(more).min(4.0) * -0.5 } else { 0.0 };
                let opens = if parts[usize::from(cell[0])].first == '（' { BRACKET } else { 0.0 };
                likeness * 4.5 - (1.0 - likeness) * 4.0 + ends + many + opens
            }
            Kind::Date => {
                let words = self.sheet.words(cell);
                // The end of a time that a line break has cut is none.
                let is_whole = is_time(&words) && !words.starts_with(['年', '月', '日', '底', '前', '末']);
                if is_whole { 3.0 + SECOND_TIME * self.more_times(cell) as f32 } else { -3.0 }
            }
            Kind::Text => {
                let mut score = match last.last {
                    '。' | '；' => 1.0,
                    '，' | '、' => -3.0,
                    _ => last.closing.clamp(-2.0, 2.0) * 0.4,
                };
                let opens: i32 = cell.iter().map(|part| parts[usize::from(*part)].opens).sum();
                if opens > 0 {
                    score -= 2.0;
                }
                if column.absent <= NO_TASK
                    && cell.iter().map(|part| parts[usize::from(*part)].width).sum::<f32>() < 8.0
                {
                    score -= 3.0;
                }
                if column.width.is_none() {
                    score -= self.ragged(cell);
                }
                score
            }
        }
    }

    /// How many whole times follow a whole time in one cell, other than the end of a range.
    fn more_times(&self, cell: &[u16]) -> usize {
        let mut said = String::new();
        let mut more = 0;
        for part in cell {
            let words = self.sheet.words(&[*part]);
            let whole = !said.is_empty() && is_time(&said) && is_time(&words);
            more += usize::from(whole && !said.ends_with(['-', '—', '－', '–', '~', '～', '至', '、', '，', '年']));
            said.push_str(&words);
        }
        more
    }

    /// What it costs that lines of a cell but the last are shorter than others.
    fn ragged(&self, cell: &[u16]) -> f32 {
        let mut widths: Vec<f32> = Vec::new();
        let mut line = usize::MAX;
        for part in cell.iter().map(|part| &self.sheet.parts[usize::from(*part)]) {
            let own = self.sheet.segments[part.segment].line;
            match widths.last_mut().filter(|_| own == line) {
                Some(width) => *width += part.width + BLANK,
                None => widths.push(part.width),
            }
            line = own;
        }
        let widest = widths.iter().copied().fold(0.0, f32::max);
        widths[..widths.len() - 1].iter().map(|width| (widest - width - 2.0).clamp(0.0, 3.0)).sum()
    }

    /// What it costs that lines stand in another order than from top to bottom.
    fn disorder(&self, way: &Way, first: usize, lines: Range<usize>) -> f32 {
        const SLACK: f32 = 0.3;
        const ASIDE: f32 = 0.8;
        const LEVEL: f32 = 0.15;
        let height = self.columns.iter().zip(way.count).filter(|(column, _)| column.own != Own::Spans);
        let height = height.map(|(_, lines)| lines).max();
        let height = f32::from(height.unwrap_or(1));
        let mut seen = [0u8; MOST_COLUMNS];
        let (mut cost, mut above, mut rightmost) = (0.0, f32::NEG_INFINITY, 0);
        let page = self.sheet.lines[lines.start].page;
        if self.sheet.lines[lines.end - 1].page != page {
            return 2.0;
        }
        for line in lines {
            let (mut sum, mut count) = (0.0, 0.0);
            let (mut low, mut high) = (f32::INFINITY, f32::NEG_INFINITY);
            let (mut before, mut leftmost) = (usize::MAX, usize::MAX);
            for part in self.sheet.lines[line].parts.clone() {
                let column = usize::from(way.columns[part - first]);
                if self.columns[column].own == Own::Spans || column == before {
                    continue;
                }
                before = column;
                leftmost = leftmost.min(column);
                let model = &self.columns[column];
                let top = if model.top { 0.0 } else { (height - f32::from(way.count[column])) / 2.0 };
                let y = top + f32::from(seen[column]);
                seen[column] += 1;
                sum += y;
                count += 1.0;
                low = low.min(y);
                high = high.max(y);
            }
            if count == 0.0 {
                continue;
            }
            let y: f32 = sum / count;
            // Lines at one height stand from left to right.
            if (y - above).abs() < LEVEL && leftmost < rightmost {
                cost += 1.5;
            }
            rightmost = before;
            cost += (above - y - SLACK).max(0.0) * 2.0 + (high - low - ASIDE).max(0.0) * 2.0;
            above = above.max(y);
        }
        cost
    }
}

/// What it costs that a row says nothing that is to be done.
pub const NO_TASK: f32 = -8.0;
/// What it costs that a blank beside digits parts two cells.
const SPLIT_SOFT: f32 = -1.0;
/// How sure names must be to part lines, and what it costs that a cell goes on from one to another without a mark.
const SURE_NAME: f32 = 0.85;
const TWO_NAMES: f32 = -3.0;
/// What it costs that a list of units opens with a bracket.
const BRACKET: f32 = -3.0;
/// What it costs that remarks, which stand at the right, come before what is to be done.
const EARLY: f32 = 2.0;
/// What it costs that a cell holds one more time.
const SECOND_TIME: f32 = -4.0;
/// Width of a blank, in Han characters.
const BLANK: f32 = 0.25;
/// What it costs in a text that sets blanks beside digits.
const SPLIT_SPACED: f32 = -6.0;
/// What a row without a number costs.
const UNNUMBERED: f32 = -3.0;
/// What it costs that a label of units stands in no list of units.
const LABELLED: f32 = -6.0;
/// What it costs that a line is wider than its column.
const TOO_WIDE: f32 = -3.0;
/// What it costs that a cell opens with a mark that no line opens with.
const OPENS_BADLY: f32 = -4.0;
/// What it costs that a cell goes on after a sentence.
const AFTER_STOP: f32 = -1.0;
