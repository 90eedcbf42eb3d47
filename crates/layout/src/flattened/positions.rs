//! Text that keeps the places of the print as blanks (`pdftotext -layout` and its like): columns are seen.

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
            Placed { segment, left, right, column: 0 }
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
    assemble(frame, &columns, &ranges, &pages, roles)
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
    for round in 0..ROUNDS {
        let everywhere = edges(placed, k, &middles);
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
            assign_line(&mut placed[at..end], &lefts, &rights);
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
fn assign_line(line: &mut [Placed], lefts: &[f32], rights: &[f32]) {
    let k = lefts.len();
    let cost = |p: &Placed, c: usize| {
        let outside = (lefts[c] - p.left).max(0.0) + (p.right - rights[c]).max(0.0);
        outside + 0.3 * (p.left - lefts[c]).abs().min(6.0)
    };
    // best[i][c]: first i + 1 segments given, the last to c.
    let mut best: Vec<Vec<(f32, usize)>> = Vec::new();
    for (i, p) in line.iter().enumerate() {
        let mut row = vec![(f32::INFINITY, 0); k];
        for (c, slot) in row.iter_mut().enumerate() {
            let here = cost(p, c);
            if i == 0 {
                *slot = (here, 0);
                continue;
            }
            for (before, (so_far, _)) in best[i - 1].iter().enumerate().take(c + 1) {
                // Two segments of one column are one line with a blank in it.
                let gap = p.left - line[i - 1].right;
                let together = match p.segment.join {
                    Join::Blank if before == c => 6.0,
                    // Letter-spaced words and numbers stay together.
                    Join::SoftBlank if before != c && gap < 1.5 => 4.0,
                    Join::Glued if before == c => 2.0,
                    _ => 0.0,
                };
                let total = so_far + here + together;
                if total < slot.0 {
                    *slot = (total, before);
                }
            }
        }
        best.push(row);
    }
    let Some(last) = best.last() else { return };
    let mut column = (0..k).min_by(|a, b| last[*a].0.total_cmp(&last[*b].0)).unwrap_or(0);
    for i in (0..line.len()).rev() {
        line[i].column = column;
        column = best[i][column].1;
    }
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
