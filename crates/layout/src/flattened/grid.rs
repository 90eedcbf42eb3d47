//! Rows found in lines that are sorted from top to bottom, when the column of every segment is known.
//!
//! Rows do not overlap vertically, so a table is a run of lines cut into rows; what a cut costs is what the cells cost
//! that it makes, by the evidence of [`decode`](super::decode), and how far they stand from the middle (or the top) of
//! their row.

use super::blanks::Blanks;
use super::decode::{ColumnModel, Decoder};
use super::evidence::Border;
use super::run::Run;
use super::segment::{Join, Segment};
use super::weights::{Kind, Weights};
use crate::Watch;
use crate::limits::{Limit, ROW_LINES};
use std::ops::Range;

/// The segments of one column in order, with the line (from the top of the region) of each.
pub struct GridColumn {
    /// Its segments.
    pub segments: Vec<Segment>,
    /// The line of each, counted over the lines that hold anything.
    pub tops: Vec<usize>,
    /// How its cells look.
    pub model: ColumnModel,
    /// Whether its cells may span rows, so that it says nothing on the rows.
    pub label: bool,
    /// Whether these are units.
    pub units: bool,
}

/// How cells stand in their rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alignment {
    /// In the middle.
    Middle,
    /// At the top.
    Top,
    /// One block below the other: an extractor that finds the blocks of a row a little off one height writes each on lines of
    /// its own, the number of the row with the first.
    Shifted,
}

/// A row: its lines, and how sure they are.
#[derive(Clone, Debug)]
pub struct GridRow {
    /// Its lines.
    pub lines: Range<usize>,
    /// By how much the best cut beats the best one without this row.
    pub margin: f32,
    /// The row that stands in its place in that one.
    pub rival: Range<usize>,
}

/// The lines that rows are found in, those that hold anything.
pub struct Sheet<'a> {
    /// The lines of the document, which the segments point into.
    pub lines: &'a [&'a str],
    /// How far down each stands.
    pub heights: &'a [f32],
    /// The page of each.
    pub pages: &'a [u32],
    /// Whether a label over the whole width of the table stands before it.
    pub walls: &'a [bool],
}

/// What it weighs against a row that its blocks tell nothing by where they stand.
const SHIFTED: f32 = -2.5;

/// The rows, from the top, and what the cut is worth.
pub fn rows(columns: &[GridColumn], sheet: &Sheet<'_>, weights: &Weights, watch: &Watch) -> (Vec<GridRow>, f32) {
    let middle = cut(columns, sheet, weights, Alignment::Middle, watch);
    let top = cut(columns, sheet, weights, Alignment::Top, watch);
    let best = if top.1 > middle.1 { top } else { middle };
    if !columns.iter().any(|column| column.model.kind == Kind::Number && !column.label) {
        return best;
    }
    let shifted = cut(columns, sheet, weights, Alignment::Shifted, watch);
    if shifted.1 > best.1 { shifted } else { best }
}

fn cut(
    columns: &[GridColumn],
    sheet: &Sheet<'_>,
    weights: &Weights,
    alignment: Alignment,
    watch: &Watch,
) -> (Vec<GridRow>, f32) {
    let Sheet { lines, heights, pages, walls } = *sheet;
    let height = heights.len();
    let runs: Vec<Option<Run<'_>>> =
        columns.iter().map(|column| (!column.label).then(|| Run::new(&column.segments, lines, watch))).collect();
    let mut best = vec![(f32::NEG_INFINITY, 0usize); height + 1];
    best[0] = (0.0, 0);
    // What each row is worth, by its first line and its height.
    let mut worth: Vec<Vec<f32>> = vec![Vec::new(); height];
    let mut starts: Vec<usize> = vec![0; columns.len()];
    for from in 0..height {
        if watch.is_over() {
            break;
        }
        for (start, column) in starts.iter_mut().zip(columns) {
            while column.tops.get(*start).is_some_and(|top| *top < from) {
                *start += 1;
            }
        }
        let mut ends = starts.clone();
        for to in from + 1..=height.min(from + ROW_LINES) {
            if to > from + 1 && walls[to - 1] {
                break;
            }
            let crosses = pages[from] != pages[to - 1];
            for (index, column) in columns.iter().enumerate() {
                while column.tops.get(ends[index]).is_some_and(|top| *top < to) {
                    ends[index] += 1;
                }
            }
            let extent = extent(columns, &starts, &ends, heights);
            let mut score = if alignment == Alignment::Shifted { SHIFTED } else { 0.0 };
            for (index, column) in columns.iter().enumerate() {
                let Some(run) = &runs[index] else { continue };
                score += if starts[index] == ends[index] {
                    column.model.absent
                } else {
                    let tops = &column.tops[starts[index]..ends[index]];
                    let number = column.model.kind == Kind::Number;
                    let off = if crosses { 0.0 } else { off_place(tops, heights, extent, (alignment, number)) };
                    cell(run, &column.model, starts[index], ends[index], weights) + off
                };
            }
            let total = best[from].0 + score;
            if total > best[to].0 {
                best[to] = (total, from);
            }
            worth[from].push(score);
        }
    }
    let mut rows = Vec::new();
    let mut to = height;
    while to > 0 {
        rows.push(best[to].1..to);
        to = best[to].1;
    }
    rows.reverse();
    if rows.iter().any(|row| row.len() >= ROW_LINES) {
        watch.hit(Limit::RowLines);
    }
    let before: Vec<f32> = best.iter().map(|best| best.0).collect();
    (with_margins(rows, &before, &worth), best[height].0)
}

/// The rows with their margins; `before` is what the best cut of the lines before each is worth, `worth` what each row is
/// worth by its first line and its height.
fn with_margins(rows: Vec<Range<usize>>, before: &[f32], worth: &[Vec<f32>]) -> Vec<GridRow> {
    const CERTAIN: f32 = 20.0;
    let mut after = vec![0.0; before.len()];
    for from in (0..worth.len()).rev() {
        let values = worth[from].iter().zip(from + 1..).map(|(worth, to)| worth + after[to]);
        after[from] = values.fold(f32::NEG_INFINITY, f32::max);
    }
    let best = before.last().copied().unwrap_or(0.0);
    let mut rows: Vec<GridRow> =
        rows.into_iter().map(|lines| GridRow { rival: lines.clone(), lines, margin: CERTAIN }).collect();
    for (from, worth) in worth.iter().enumerate() {
        for (worth, to) in worth.iter().zip(from + 1..) {
            let margin = best - (before[from] + worth + after[to]);
            if margin >= CERTAIN {
                continue;
            }
            let first = rows.partition_point(|row| row.lines.end <= from);
            for row in rows[first..].iter_mut().take_while(|row| row.lines.start < to) {
                if row.lines != (from..to) && margin < row.margin {
                    (row.margin, row.rival) = (margin.max(0.0), from..to);
                }
            }
        }
    }
    rows
}

/// The heights of the first and the last line of a row in which anything but labels stands.
fn extent(columns: &[GridColumn], starts: &[usize], ends: &[usize], heights: &[f32]) -> (f32, f32) {
    let cells = columns.iter().zip(starts.iter().zip(ends)).filter(|(column, (from, to))| !column.label && from < to);
    cells.fold((f32::INFINITY, f32::NEG_INFINITY), |(top, bottom), (column, (from, to))| {
        (top.min(heights[column.tops[*from]]), bottom.max(heights[column.tops[*to - 1]]))
    })
}

/// What it costs that a cell, of a `number` or not, stands off its place in its row.
fn off_place(
    tops: &[usize],
    heights: &[f32],
    (top, bottom): (f32, f32),
    (alignment, number): (Alignment, bool),
) -> f32 {
    const FREE: f32 = 0.3;
    const LINE: f32 = -1.5;
    const MOST: f32 = -4.5;
    let (Some(first), Some(last)) = (tops.first(), tops.last()) else { return 0.0 };
    let off = match alignment {
        Alignment::Middle => (f32::midpoint(heights[*first], heights[*last]) - f32::midpoint(top, bottom)).abs(),
        Alignment::Shifted if !number => 0.0,
        Alignment::Top | Alignment::Shifted => heights[*first] - top,
    };
    ((off - FREE).max(0.0) * LINE).max(MOST)
}

/// What the segments `from..to` of a column are worth as one cell.
pub fn cell(run: &Run<'_>, model: &ColumnModel, from: usize, to: usize, weights: &Weights) -> f32 {
    let columns = std::slice::from_ref(model);
    let decoder = Decoder::new(run, columns, weights, Blanks::default());
    let mut score = model.present + decoder.start_score(from, 0) + decoder.content_score(from, to, 0);
    let mut line = run.segments[from].width;
    let mut item = run.segments[from].item;
    for at in from + 1..to {
        let (before, here) = (&run.segments[at - 1], &run.segments[at]);
        if here.join == Join::Newline {
            if model.kind != Kind::Number {
                score += decoder.goes_on(
                    line,
                    &Border {
                        before,
                        here,
                        cohesion: run.border[at],
                        item,
                        join: Join::Newline,
                        label: run.labels[at],
                        head: run.heads[at],
                        name: run.names[at],
                    },
                    0,
                );
            }
            line = 0.0;
        }
        line += here.width;
        item = here.item.or(item);
        score += decoder.width_score(line, 0);
    }
    score + decoder.end_score(from, to, 0)
}
