//! Text that keeps the places of the print as blanks (`pdftotext -layout` and its like): columns are seen.

use super::confidence;
use super::fit;
use super::grid::{self, GridColumn};
use super::header::Header;
use super::labels;
use super::rows::RawRow;
use super::segment::{Join, Segment};
use super::weights::{Kind, Weights};
use crate::Table;
use fenjie_lexicon::ColumnRole;
use std::ops::Range;

/// Whether the lines keep places: many begin with blanks or have wide gaps.
pub fn keeps_positions(lines: &[&str], range: &Range<usize>) -> bool {
    let full: Vec<&&str> = lines[range.clone()].iter().filter(|line| !line.trim().is_empty()).collect();
    let placed = full.iter().filter(|line| line.starts_with("   ") || line.trim_start().contains("   ")).count();
    full.len() >= 4 && placed * 2 > full.len()
}

/// A segment with its place in the line, in characters.
struct Placed {
    segment: Segment,
    left: f32,
    right: f32,
    column: usize,
    /// How sure it is that it opens the name of a unit.
    unit: f32,
    /// What it cost to give its line to the columns.
    cost: f32,
}

/// Puts the table together.
pub(super) fn recover(frame: &super::Frame<'_>, headers: &[Header], segments: Vec<Segment>) -> Table {
    let super::Frame { lines, header, .. } = *frame;
    let weights = Weights::shipped();
    let mut placed: Vec<Placed> = segments
        .into_iter()
        .map(|segment| {
            let left = lines[segment.line][..segment.start].chars().count() as f32;
            let right = left + lines[segment.line][segment.start..segment.end].chars().count() as f32;
            let unit = opens_unit(&lines[segment.line][segment.start..segment.end], segment.width);
            Placed { segment, left, right, column: 0, unit, cost: 0.0 }
        })
        .collect();
    assign(&mut placed, lines, headers);
    let roles: Vec<ColumnRole> = header.columns.iter().map(|column| column.role).collect();
    let labels = label_columns(&roles, &placed);
    // Lines that hold anything, from the top.
    let mut full: Vec<usize> = placed.iter().map(|p| p.segment.line).collect();
    full.dedup();
    let pages: Vec<u32> = {
        let mut pages: Vec<u32> = Vec::new();
        let mut last = usize::MAX;
        for p in &placed {
            if p.segment.line != last {
                pages.push(p.segment.page);
                last = p.segment.line;
            }
        }
        pages
    };
    let top = |line: usize| full.partition_point(|l| *l < line);
    let mut columns: Vec<GridColumn> = roles
        .iter()
        .enumerate()
        .map(|(index, role)| GridColumn {
            segments: Vec::new(),
            tops: Vec::new(),
            model: fit::prior(Kind::of(*role), weights),
            label: labels[index],
        })
        .collect();
    for p in &placed {
        let column = &mut columns[p.column];
        let tops = top(p.segment.line);
        let join = if column.tops.last() == Some(&tops) { Join::SoftBlank } else { Join::Newline };
        column.tops.push(tops);
        column.segments.push(Segment { join, ..p.segment.clone() });
    }
    for column in &mut columns {
        column.model.width = widest(column);
    }
    let task = roles.iter().position(|role| *role == ColumnRole::Task).unwrap_or(0);
    if let Some(column) = columns.get_mut(task) {
        column.model.absent = fit::REQUIRED;
    }
    let (ranges, _) = grid::rows(&columns, lines, full.len(), &pages, weights);
    adapt(&mut columns, &ranges, task);
    let (ranges, _) = grid::rows(&columns, lines, full.len(), &pages, weights);
    let mut costs = vec![0.0f32; full.len()];
    for p in &placed {
        costs[top(p.segment.line)] = p.cost;
    }
    let mut table = assemble(frame, &columns, &ranges, &pages, roles);
    for (row, range) in table.rows.iter_mut().zip(&ranges) {
        let cost = costs[range.clone()].iter().copied().fold(0.0, f32::max);
        row.confidence = confidence::of_places(cost, labels.contains(&true));
    }
    table
}

/// How sure it is that a short line opens the name of a unit.
fn opens_unit(words: &str, width: f32) -> f32 {
    const LONGEST: f32 = 14.0;
    const SHORTEST: f32 = 3.0;
    if (SHORTEST..LONGEST).contains(&width) { fenjie_lexicon::unit_starts(words) } else { 0.0 }
}

/// The width at which a column breaks its lines: what its widest lines have in common.
fn widest(column: &GridColumn) -> f32 {
    let mut widths: Vec<f32> = Vec::new();
    for segment in &column.segments {
        match (segment.join, widths.last_mut()) {
            (Join::SoftBlank, Some(last)) => *last += segment.width,
            _ => widths.push(segment.width),
        }
    }
    widths.sort_by(f32::total_cmp);
    let index = (widths.len() as f32 * 0.93) as usize;
    widths.get(index.min(widths.len().saturating_sub(1))).copied().unwrap_or(4.0)
}

fn adapt(columns: &mut [GridColumn], rows: &[Range<usize>], task: usize) {
    for (index, column) in columns.iter_mut().enumerate() {
        let filled = rows.iter().filter(|row| column.tops.iter().any(|top| row.contains(top))).count();
        fit::set_absence(&mut column.model, filled, rows.len(), index == task);
    }
}

/// Gives every segment its column. The header's words stand over the middle of their columns; the left edges of the
/// columns are then followed from line to line, for the places drift by a few characters between blocks.
fn assign(placed: &mut [Placed], lines: &[&str], headers: &[Header]) {
    let Some(first) = headers.first() else { return };
    let k = first.columns.len();
    let middles: Vec<f32> = first.columns.iter().map(|column| middle(lines, column)).collect();
    // Borders between columns: half way between the middles, for a start.
    let nearest =
        |x: f32| (0..k).min_by(|a, b| (middles[*a] - x).abs().total_cmp(&(middles[*b] - x).abs())).unwrap_or(0);
    for p in placed.iter_mut() {
        p.column = nearest(f32::midpoint(p.left, p.right));
    }
    let held = |role| matches!(role, ColumnRole::Lead | ColumnRole::Support);
    let units: Vec<bool> = first.columns.iter().map(|column| held(column.role)).collect();
    for round in 0..ROUNDS {
        let everywhere = edges(placed, k, &middles);
        // What stands in the wrong column at first is wider than the column.
        let widths = if round == 0 { vec![f32::INFINITY; k] } else { line_widths(placed, k) };
        let mut at = 0;
        while at < placed.len() {
            let line = placed[at].segment.line;
            let end = at + placed[at..].iter().take_while(|p| p.segment.line == line).count();
            let (lefts, rights) = if round < 3 {
                everywhere.clone()
            } else {
                let from = placed[..at].partition_point(|p| p.segment.line + AROUND < line);
                let to = end + placed[end..].partition_point(|p| p.segment.line <= line + AROUND);
                near_edges(&placed[from..to], &everywhere)
            };
            let edges: Vec<Edges> =
                (0..k).map(|c| Edges { left: lefts[c], right: rights[c], width: widths[c], units: units[c] }).collect();
            assign_line(&mut placed[at..end], &edges);
            at = end;
        }
    }
}

/// Rounds of giving segments to columns and finding the edges again.
const ROUNDS: usize = 6;
/// How far a block may be shifted, in characters.
const DRIFT: f32 = 8.0;
/// Lines above and below that show where the columns stand here.
const AROUND: usize = 4;

/// The edges of the columns among a few lines; those of the whole table where a column has nothing here.
fn near_edges(placed: &[Placed], everywhere: &(Vec<f32>, Vec<f32>)) -> (Vec<f32>, Vec<f32>) {
    let (mut lefts, mut rights) = everywhere.clone();
    for column in 0..lefts.len() {
        let mut values: Vec<f32> =
            placed.iter().filter(|p| p.column == column && p.segment.join != Join::SoftBlank).map(|p| p.left).collect();
        values.sort_by(f32::total_cmp);
        // One or two segments may be in the wrong column.
        if let Some(left) = values.get(values.len() / 2).filter(|_| values.len() >= 3) {
            let drift = (left - lefts[column]).clamp(-DRIFT, DRIFT);
            rights[column] += drift;
            lefts[column] += drift;
        }
    }
    (lefts, rights)
}

fn middle(lines: &[&str], column: &super::header::HeaderColumn) -> f32 {
    let spans = column.places.iter().map(|(line, range)| {
        let left = lines[*line][..range.start].chars().count() as f32;
        (left, left + lines[*line][range.clone()].chars().count() as f32)
    });
    let (left, right) = spans.fold((f32::INFINITY, 0.0f32), |(l, r), (a, b)| (l.min(a), r.max(b)));
    f32::midpoint(left, right)
}

/// Left and right edge of each column: of the bulk of its segments.
fn edges(placed: &[Placed], k: usize, middles: &[f32]) -> (Vec<f32>, Vec<f32>) {
    let edge = |column: usize, share: f32, of: &dyn Fn(&Placed) -> f32| {
        let mut values: Vec<f32> = placed.iter().filter(|p| p.column == column).map(of).collect();
        values.sort_by(f32::total_cmp);
        let index = (values.len().saturating_sub(1)) as f32 * share;
        values.get(index.round() as usize).copied().unwrap_or(middles[column])
    };
    ((0..k).map(|c| edge(c, 0.3, &|p| p.left)).collect(), (0..k).map(|c| edge(c, 0.85, &|p| p.right)).collect())
}

/// The cheapest way to give the segments of one line to columns, from left to right.
///
/// A segment stands where its column begins, or further right when a longer line to the left has pushed it there. The
/// characters of a justified line may all stand apart; then the width of the column tells where the next begins.
fn assign_line(line: &mut [Placed], columns: &[Edges]) {
    let k = columns.len();
    // best[i][c]: the first i segments given, the last of them to c; where that cell begins, and the column before.
    let mut best: Vec<Vec<(f32, usize, usize)>> = vec![vec![(f32::INFINITY, 0, k); k]; line.len() + 1];
    for from in 0..line.len() {
        // What it cost to give all before: to columns left of each.
        let mut before = (if from == 0 { 0.0 } else { f32::INFINITY }, k);
        for column in 0..k {
            if column > 0 && from > 0 && best[from][column - 1].0 < before.0 {
                before = (best[from][column - 1].0, column - 1);
            }
            if before.0 == f32::INFINITY {
                continue;
            }
            let mut cell = Cell::default();
            for (to, given) in best.iter_mut().enumerate().skip(from + 1) {
                cell.take(line, to - 1, to - 1 == from);
                if cell.width > columns[column].width + WIDER && to > from + 1 {
                    // No line of the column is as long.
                    break;
                }
                let total = before.0 + cell.cost(line, from, to, &columns[column]);
                if total < given[column].0 {
                    given[column] = (total, from, before.1);
                }
            }
        }
    }
    let mut to = line.len();
    let mut column = (0..k).min_by(|a, b| best[to][*a].0.total_cmp(&best[to][*b].0)).unwrap_or(0);
    let cost = best[to].get(column).map_or(0.0, |best| best.0);
    for p in line.iter_mut() {
        p.cost = cost;
    }
    while to > 0 && column < k {
        let (_, from, before) = best[to][column];
        for p in &mut line[from..to] {
            p.column = column;
        }
        (to, column) = (from, before);
    }
}

/// Where a column stands.
struct Edges {
    left: f32,
    right: f32,
    width: f32,
    /// Whether it holds units.
    units: bool,
}

/// How much wider than its column a line may be for it to be looked at.
const WIDER: f32 = 4.0;

/// The segments of one line given to one column.
#[derive(Default)]
struct Cell {
    width: f32,
    /// What it costs that they stand together.
    together: f32,
    /// Single characters that stand apart.
    apart: usize,
}

impl Cell {
    fn take(&mut self, line: &[Placed], at: usize, first: bool) {
        let here = &line[at];
        self.width += here.segment.width;
        if first {
            return;
        }
        self.together += match here.segment.join {
            Join::Blank => 6.0,
            Join::Glued => 2.0,
            _ => 0.0,
        };
        self.apart += usize::from(stands_apart(here));
    }

    fn cost(&self, line: &[Placed], from: usize, to: usize, column: &Edges) -> f32 {
        const PUSHED: f32 = 2.5;
        const SPACED: usize = 2;
        // The name of a unit in a column of other things.
        const NAMED: f32 = 4.0;
        let Edges { left, right, width, units } = *column;
        let first = &line[from];
        let shift = first.left - left;
        // Only a justified line takes up more places than it has characters, and pushes what follows.
        let justified = line.iter().filter(|p| stands_apart(p)).count() >= SPACED;
        let pushed = justified && from > 0 && first.left - line[from - 1].right < PUSHED;
        let over = if pushed { 0.1 } else { 0.3 } * shift.abs().min(6.0);
        let end = if justified { first.left + self.width.max(1.0) } else { line[to - 1].right };
        let end = end - if pushed { shift.max(0.0) } else { 0.0 };
        let outside = (-shift).max(0.0) + (end - right).max(0.0);
        // A number or a letter-spaced character is not parted from what stands close before it.
        let torn = from > 0 && first.segment.join == Join::SoftBlank && first.left - line[from - 1].right < 1.5;
        let torn = if torn { 4.0 } else { 0.0 };
        let wide = if justified { 3.0 * (self.width - width - 0.6).max(0.0) } else { 0.0 };
        let full = width.is_finite() && self.apart >= SPACED;
        let short = if full { (width - self.width - 1.5).max(0.0) } else { 0.0 };
        let named = if units { 0.0 } else { NAMED * first.unit };
        over + outside + torn + wide + short + named + self.together
    }
}

/// Whether a character of a justified line stands apart from the one before.
fn stands_apart(p: &Placed) -> bool {
    p.segment.join == Join::SoftBlank && p.segment.gap == 0.0
}

/// The width of each column: of the bulk of its lines that do not stand apart.
fn line_widths(placed: &[Placed], k: usize) -> Vec<f32> {
    const BULK: f32 = 0.95;
    let mut widths: Vec<Vec<f32>> = vec![Vec::new(); k];
    for (at, p) in placed.iter().enumerate() {
        let beside = |other: Option<&Placed>| {
            other.is_some_and(|other| other.segment.line == p.segment.line && other.column == p.column)
        };
        if !beside(placed.get(at + 1)) && !beside(at.checked_sub(1).and_then(|before| placed.get(before))) {
            widths[p.column].push(p.segment.width);
        }
    }
    let bulk = |mut widths: Vec<f32>| {
        widths.sort_by(f32::total_cmp);
        let index = (widths.len().saturating_sub(1) as f32 * BULK) as usize;
        widths.get(index).copied().unwrap_or(4.0)
    };
    widths.into_iter().map(bulk).collect()
}

/// Which columns hold labels that may span rows: categories and titles, and the number of a category.
fn label_columns(roles: &[ColumnRole], placed: &[Placed]) -> Vec<bool> {
    let count = |column: usize| placed.iter().filter(|p| p.column == column).count();
    roles
        .iter()
        .enumerate()
        .map(|(index, role)| match role {
            ColumnRole::Category | ColumnRole::Title | ColumnRole::CategoryNumber => true,
            ColumnRole::Sequence if roles.get(index + 1) == Some(&ColumnRole::Category) => {
                count(index) * 3 < count(index + 1) * 2
            }
            _ => false,
        })
        .collect()
}

fn assemble(
    frame: &super::Frame<'_>,
    columns: &[GridColumn],
    ranges: &[Range<usize>],
    pages: &[u32],
    mut roles: Vec<ColumnRole>,
) -> Table {
    for index in 0..roles.len() {
        if columns[index].label && roles[index] == ColumnRole::Sequence {
            roles[index] = ColumnRole::CategoryNumber;
        }
    }
    // One run of segments, column after column, so that a cell is a range of it.
    let mut segments: Vec<Segment> = Vec::new();
    let mut raw: Vec<RawRow> = ranges
        .iter()
        .map(|range| RawRow {
            cells: vec![Vec::new(); columns.len()],
            height: range.len() as f32,
            page: pages[range.start],
            rests: Vec::new(),
        })
        .collect();
    let mut label_tops: Vec<Vec<(usize, usize, usize, usize)>> = vec![Vec::new(); columns.len()];
    for (index, column) in columns.iter().enumerate() {
        let offset = segments.len();
        segments.extend(column.segments.iter().cloned());
        let cells = if column.label { label_cells(column) } else { Vec::new() };
        for (from, to) in cells {
            let (first, last) = (column.tops[from], column.tops[to - 1]);
            label_tops[index].push((offset + from, offset + to, first, last));
        }
        if column.label {
            continue;
        }
        for (row, range) in raw.iter_mut().zip(ranges) {
            let from = column.tops.partition_point(|top| *top < range.start);
            let to = column.tops.partition_point(|top| *top < range.end);
            if from < to {
                row.cells[index].push((offset + from, offset + to));
            }
        }
    }
    let run = super::Run::new(&segments, frame.lines);
    labels::place(&mut raw, ranges, &roles, &label_tops, pages);
    super::table_of(frame, &run, &raw, &roles, true)
}

/// The cells of a label column: lines that follow each other without a gap and pass the wrap test.
fn label_cells(column: &GridColumn) -> Vec<(usize, usize)> {
    const GAP: usize = 3;
    let mut cells: Vec<(usize, usize)> = Vec::new();
    for at in 0..column.segments.len() {
        let here = &column.segments[at];
        let goes_on = at > 0 && {
            let before = &column.segments[at - 1];
            let near = column.tops[at] - column.tops[at - 1] <= GAP && before.page == here.page;
            let full = column.model.width - before.width - here.cluster < 0.6;
            let number = column.model.kind == Kind::Number;
            here.join != Join::Newline || near && full && here.item.is_none() && !number
        };
        match cells.last_mut() {
            Some(cell) if goes_on => cell.1 = at + 1,
            _ => cells.push((at, at + 1)),
        }
    }
    cells
}
