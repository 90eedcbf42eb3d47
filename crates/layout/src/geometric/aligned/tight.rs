//! Rows set without a gap between them: every line of a column follows the last one at the same pitch.
//!
//! What the cells say parts them. A row has one number; a line goes on in the next one only where it filled its column;
//! the tallest cell of a row fills it from top to bottom, and the others share its middle or its top. Every border of
//! rows that a line allows is tried, and the best set is found by dynamic programming.

use super::Part;
use super::numbers::{self, Number};
use crate::geometric::line::TextLine;
use fenjie_lexicon::ColumnRole;

/// Prices, in the measure of one misfit that a reader would see.
mod price {
    /// Two numbers in one row.
    pub(super) const TWO_NUMBERS: f32 = 4.0;
    /// A line that goes on though the next word had room on it.
    pub(super) const SHORT_LINE: f32 = 2.0;
    /// The same among names, which may stand one a line.
    pub(super) const SHORT_NAME: f32 = 1.0;
    /// A gap inside a cell.
    pub(super) const GAP: f32 = 3.0;
    /// A cell that ends with a full line, in the middle of a sentence.
    pub(super) const CUT_SENTENCE: f32 = 0.5;
    /// A row without its number or its task.
    pub(super) const NO_TASK: f32 = 3.0;
    /// A row without another cell.
    pub(super) const NO_CELL: f32 = 1.5;
    /// A row without a cell that is often left blank.
    pub(super) const NO_REMARK: f32 = 0.3;
    /// What remains of these for the rest of a row of the page before.
    pub(super) const REST: f32 = 0.1;
    /// A cell off its place, for each pitch.
    pub(super) const OFF: f32 = 2.0;
    /// How much better than the reading by gaps it must be, for each row more.
    pub(super) const MARGIN: f32 = 0.5;
}

/// The rows of each part of a table, from top to bottom.
pub(super) struct Tight {
    /// Which columns have a cell in every row.
    pub(super) own: Vec<bool>,
    /// Whether cells share the middle of their row.
    pub(super) centred: bool,
    /// For each part the top and bottom of its rows.
    pub(super) rows: Vec<Vec<(f32, f32)>>,
}

/// The rows, where the text shows more of them than `gaps` (the rows of each part that gaps show) and fits them better.
pub(super) fn rows(
    parts: &[&Part],
    roles: &[Option<ColumnRole>],
    labels: &[bool],
    pitches: &[f32],
    gaps: &[Vec<(f32, f32)>],
    source: &str,
) -> Option<Tight> {
    let (own, numbers) = own_columns(parts, roles, labels, source);
    let widths: Vec<f32> = (0..roles.len()).map(|column| width(parts, column)).collect();
    let pages: Vec<PageRows> = parts
        .iter()
        .enumerate()
        .map(|(at, part)| {
            let columns = (0..roles.len()).filter(|column| own[*column]).map(|column| {
                let lines = part.columns.get(column).map(Vec::as_slice).unwrap_or_default();
                let number = numbers.as_ref().filter(|(sequence, _)| *sequence == column);
                match number.and_then(|(_, numbers)| numbers.get(at)) {
                    Some(numbers) => Column::of_numbers(numbers, lines, pitches[column]),
                    None => Column::of_lines(lines, pitches[column], widths[column], roles[column], source),
                }
            });
            PageRows { columns: columns.collect(), goes_on: at > 0, is_cut: at + 1 < parts.len() }
        })
        .collect();
    let borders: Vec<Vec<Border>> = pages.iter().map(PageRows::borders).collect();
    let read = |centred: bool| -> (f32, Vec<Vec<f32>>) {
        let found: Vec<(f32, Vec<f32>)> =
            pages.iter().zip(&borders).map(|(page, borders)| page.best(borders, centred)).collect();
        (found.iter().map(|(cost, _)| cost).sum(), found.into_iter().map(|(_, borders)| borders).collect())
    };
    let (middle, top) = (read(true), read(false));
    let centred = middle.0 <= top.0;
    let (cost, borders) = if centred { middle } else { top };
    let by_gaps: f32 =
        pages.iter().zip(gaps).map(|(page, rows)| page.cost_of(rows, true).min(page.cost_of(rows, false))).sum();
    let rows: Vec<Vec<(f32, f32)>> =
        borders.iter().map(|borders| borders.windows(2).map(|pair| (pair[0], pair[1])).collect()).collect();
    let count = |rows: &[Vec<(f32, f32)>]| rows.iter().map(Vec::len).sum::<usize>();
    let more = count(&rows).checked_sub(count(gaps)).filter(|more| *more > 0)?;
    (cost + price::MARGIN * (more as f32) < by_gaps).then_some(Tight { own, centred, rows })
}

/// The number column and the numbers of each part.
type Numbered = (usize, Vec<Vec<Number>>);

/// Which columns have a cell in every row: the task's and those right of it, and where the rows are numbered one after the
/// other, everything from the number on.
fn own_columns(
    parts: &[&Part],
    roles: &[Option<ColumnRole>],
    labels: &[bool],
    source: &str,
) -> (Vec<bool>, Option<Numbered>) {
    let own: Vec<bool> = labels.iter().map(|label| !label).collect();
    let Some(sequence) = roles.iter().position(|role| *role == Some(ColumnRole::Sequence)) else { return (own, None) };
    let lines: Vec<&[TextLine]> =
        parts.iter().map(|part| part.columns.get(sequence).map(Vec::as_slice).unwrap_or_default()).collect();
    match numbers::in_order(&lines, source) {
        Some(numbers) => {
            let own = own.iter().enumerate().map(|(column, own)| *own || column >= sequence).collect();
            (own, Some((sequence, numbers)))
        }
        None => (own, None),
    }
}

/// Width of the longest line of a column.
pub(super) fn width(parts: &[&Part], column: usize) -> f32 {
    let lines = parts.iter().filter_map(|part| part.columns.get(column)).flatten();
    lines.map(|line| line.bbox.width()).fold(0.0, f32::max)
}

/// Whether the next line's first word would have had room on this line.
pub(super) fn has_room(line: &TextLine, next: &TextLine, width: f32, source: &str) -> bool {
    width - line.bbox.width() >= next.first_cluster(source) + 0.2 * next.size
}

/// A line, or a number.
struct Item {
    middle: f32,
    /// Price of what follows being in another row.
    ends: f32,
    /// Price of all items before this one being in one row.
    joined_before: f32,
}

/// What a column of a page costs to be cut.
struct Column {
    items: Vec<Item>,
    pitch: f32,
    blank: f32,
}

impl Column {
    fn of_numbers(numbers: &[Number], lines: &[TextLine], pitch: f32) -> Self {
        let item = |(at, number): (usize, &Number)| {
            let lines = lines.get(number.lines.clone()).unwrap_or_default();
            let (first, last) = (lines.first()?, lines.last()?);
            let middle = f32::midpoint(first.middle(), last.middle());
            Some(Item { middle, ends: 0.0, joined_before: at as f32 * price::TWO_NUMBERS })
        };
        Self { items: numbers.iter().enumerate().filter_map(item).collect(), pitch, blank: price::NO_TASK }
    }

    fn of_lines(lines: &[TextLine], pitch: f32, width: f32, role: Option<ColumnRole>, source: &str) -> Self {
        const FAR: f32 = 1.25;
        let are_names = matches!(role, Some(ColumnRole::Lead | ColumnRole::Support));
        let short = if are_names { price::SHORT_NAME } else { price::SHORT_LINE };
        let mut joined = 0.0;
        let mut items = Vec::with_capacity(lines.len());
        for (at, line) in lines.iter().enumerate() {
            let next = lines.get(at + 1);
            let room = next.is_none_or(|next| has_room(line, next, width, source));
            let far = next.is_some_and(|next| next.middle() - line.middle() > FAR * pitch);
            let closed = line.last_char(source).is_some_and(|c| "。；;！？".contains(c));
            let ends = if room || closed || far { 0.0 } else { price::CUT_SENTENCE };
            items.push(Item { middle: line.middle(), ends, joined_before: joined });
            joined += if far { price::GAP } else { 0.0 } + if room { short } else { 0.0 };
        }
        let blank = match role {
            Some(ColumnRole::Task) => price::NO_TASK,
            Some(ColumnRole::Support | ColumnRole::Remark | ColumnRole::Deliverable) => price::NO_REMARK,
            _ => price::NO_CELL,
        };
        Self { items, pitch, blank }
    }

    /// How many items stand above a height.
    fn above(&self, height: f32) -> usize {
        self.items.partition_point(|item| item.middle < height)
    }
}

/// A height at which a row may begin or end.
struct Border {
    at: f32,
    /// How many items of each column stand above it.
    above: Vec<usize>,
}

/// How a row is looked at.
#[derive(Clone, Copy)]
struct View {
    is_first: bool,
    is_last: bool,
    centred: bool,
}

/// The rows of one page.
struct PageRows {
    columns: Vec<Column>,
    /// Whether its first row may be the rest of one.
    goes_on: bool,
    /// Whether its last row may go on.
    is_cut: bool,
}

impl PageRows {
    /// The heights at which a row may begin or end: above and below each line.
    fn borders(&self) -> Vec<Border> {
        const SAME: f32 = 1.0;
        let edges = |column: &Column| {
            let half = 0.5 * column.pitch;
            column.items.iter().flat_map(|item| [item.middle - half, item.middle + half]).collect::<Vec<f32>>()
        };
        let mut heights: Vec<f32> = self.columns.iter().flat_map(edges).collect();
        heights.sort_by(f32::total_cmp);
        heights.dedup_by(|next, last| *next - *last < SAME);
        heights.into_iter().map(|at| self.border(at)).collect()
    }

    fn border(&self, at: f32) -> Border {
        Border { at, above: self.columns.iter().map(|column| column.above(at)).collect() }
    }

    /// The best borders of rows and what they cost.
    fn best(&self, borders: &[Border], centred: bool) -> (f32, Vec<f32>) {
        // Rows taller than this many borders are none.
        const TALLEST: usize = 200;
        let mut best: Vec<(f32, usize)> = vec![(f32::INFINITY, 0); borders.len()];
        if let Some(first) = best.first_mut() {
            *first = (0.0, 0);
        }
        for end in 1..borders.len() {
            for start in (end.saturating_sub(TALLEST)..end).rev() {
                let (row, least) = ((&borders[start], &borders[end]), best[end].0);
                // The taller a row, the more its cells cost to be joined.
                if self.joined(row) > least {
                    break;
                }
                if best[start].0 <= least {
                    let view = View { is_first: start == 0, is_last: end + 1 == borders.len(), centred };
                    let cost = best[start].0 + self.cost(row, view);
                    if cost <= least {
                        best[end] = (cost, start);
                    }
                }
            }
        }
        let Some(mut at) = borders.len().checked_sub(1) else { return (0.0, Vec::new()) };
        let mut chosen = vec![borders[at].at];
        while at > 0 {
            at = best[at].1;
            chosen.push(borders[at].at);
        }
        chosen.reverse();
        (best.last().map_or(0.0, |(cost, _)| *cost), chosen)
    }

    /// What rows cost that were found another way.
    fn cost_of(&self, rows: &[(f32, f32)], centred: bool) -> f32 {
        let last = rows.len().saturating_sub(1);
        let cost = |(at, (top, bottom)): (usize, &(f32, f32))| {
            let view = View { is_first: at == 0, is_last: at == last, centred };
            self.cost((&self.border(*top), &self.border(*bottom)), view)
        };
        rows.iter().enumerate().map(cost).sum()
    }

    /// The columns, each with its first and last item between two borders.
    fn cells<'a>(&'a self, row: (&'a Border, &'a Border)) -> impl Iterator<Item = (&'a Column, Option<[&'a Item; 2]>)> {
        let ends = |column: &'a Column, from: usize, to: usize| {
            let items = column.items.get(from..to)?;
            Some([items.first()?, items.last()?])
        };
        let places = row.0.above.iter().zip(&row.1.above);
        self.columns.iter().zip(places).map(move |(column, (from, to))| (column, ends(column, *from, *to)))
    }

    /// What it costs that the items between two borders stand in one row.
    fn joined(&self, row: (&Border, &Border)) -> f32 {
        self.cells(row).filter_map(|(_, ends)| ends).map(|[first, last]| last.joined_before - first.joined_before).sum()
    }

    /// What a row costs that reaches from border to border: never less than nothing.
    fn cost(&self, row: (&Border, &Border), view: View) -> f32 {
        let (top, bottom) = (row.0.at, row.1.at);
        let is_rest = view.is_first && self.goes_on;
        let is_torn = is_rest || view.is_last && self.is_cut;
        let (mut cost, mut tallest, mut is_blank) = (0.0, 0.0f32, true);
        for (column, ends) in self.cells(row) {
            let Some([first, last]) = ends else {
                cost += column.blank * if is_rest { price::REST } else { 1.0 };
                continue;
            };
            is_blank = false;
            cost += last.joined_before - first.joined_before;
            cost += if view.is_last { 0.0 } else { last.ends };
            tallest = tallest.max(last.middle - first.middle + column.pitch);
            let off_middle = (f32::midpoint(first.middle, last.middle) - f32::midpoint(top, bottom)).abs();
            let off_top = (first.middle - 0.5 * column.pitch - top).abs();
            let off = match (is_torn, view.centred) {
                (true, _) => off_middle.min(off_top),
                (false, true) => off_middle,
                (false, false) => off_top,
            };
            cost += price::OFF * misfit(off, column.pitch);
        }
        let pitch = self.columns.iter().map(|column| column.pitch).fold(0.0, f32::max);
        let empty = if is_blank { price::NO_TASK } else { 0.0 };
        cost + empty + price::OFF * misfit((bottom - top - tallest).abs(), pitch)
    }
}

/// A distance in pitches, but for what two fonts on one line differ in.
fn misfit(distance: f32, pitch: f32) -> f32 {
    const SLACK: f32 = 0.15;
    (distance / pitch.max(1.0) - SLACK).max(0.0)
}
