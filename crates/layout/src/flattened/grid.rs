//! Rows found in lines that are sorted from top to bottom, when the column of every segment is known.
//!
//! Rows do not overlap vertically, so a table is a run of lines cut into rows; what a cut costs is what the cells cost
//! that it makes, by the evidence of [`decode`](super::decode), and how far they stand from the middle (or the top) of
//! their row.

use super::blanks::Blanks;
use super::decode::{ColumnModel, Decoder};
use super::run::Run;
use super::segment::{Join, Segment};
use super::weights::{Kind, Weights};

/// Most lines of one row.
const TALLEST: usize = 90;

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
}

/// How cells stand in their rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alignment {
    /// In the middle.
    Middle,
    /// At the top.
    Top,
}

/// The ranges of lines that the rows take up.
pub fn rows(
    columns: &[GridColumn],
    lines: &[&str],
    heights: &[f32],
    pages: &[u32],
    weights: &Weights,
) -> (Vec<std::ops::Range<usize>>, f32) {
    let middle = cut(columns, lines, heights, pages, weights, Alignment::Middle);
    let top = cut(columns, lines, heights, pages, weights, Alignment::Top);
    if top.1 > middle.1 { top } else { middle }
}

fn cut(
    columns: &[GridColumn],
    lines: &[&str],
    heights: &[f32],
    pages: &[u32],
    weights: &Weights,
    alignment: Alignment,
) -> (Vec<std::ops::Range<usize>>, f32) {
    let height = heights.len();
    let runs: Vec<Option<Run<'_>>> =
        columns.iter().map(|column| (!column.label).then(|| Run::new(&column.segments, lines))).collect();
    let mut best = vec![(f32::NEG_INFINITY, 0usize); height + 1];
    best[0] = (0.0, 0);
    let mut starts: Vec<usize> = vec![0; columns.len()];
    for from in 0..height {
        for (start, column) in starts.iter_mut().zip(columns) {
            while column.tops.get(*start).is_some_and(|top| *top < from) {
                *start += 1;
            }
        }
        let mut ends = starts.clone();
        for to in from + 1..=height.min(from + TALLEST) {
            let crosses = pages[from] != pages[to - 1];
            for (index, column) in columns.iter().enumerate() {
                while column.tops.get(ends[index]).is_some_and(|top| *top < to) {
                    ends[index] += 1;
                }
            }
            let extent = extent(columns, &starts, &ends, heights);
            let mut score = best[from].0;
            for (index, column) in columns.iter().enumerate() {
                let Some(run) = &runs[index] else { continue };
                score += if starts[index] == ends[index] {
                    column.model.absent
                } else {
                    let tops = &column.tops[starts[index]..ends[index]];
                    let off = if crosses { 0.0 } else { off_centre(tops, heights, extent, alignment) };
                    cell(run, &column.model, starts[index], ends[index], weights) + off
                };
            }
            if score > best[to].0 {
                best[to] = (score, from);
            }
        }
    }
    let mut rows = Vec::new();
    let mut to = height;
    while to > 0 {
        rows.push(best[to].1..to);
        to = best[to].1;
    }
    rows.reverse();
    (rows, best[height].0)
}

/// The heights of the first and the last line of a row in which anything but labels stands.
fn extent(columns: &[GridColumn], starts: &[usize], ends: &[usize], heights: &[f32]) -> (f32, f32) {
    let cells = columns.iter().zip(starts.iter().zip(ends)).filter(|(column, (from, to))| !column.label && from < to);
    cells.fold((f32::INFINITY, f32::NEG_INFINITY), |(top, bottom), (column, (from, to))| {
        (top.min(heights[column.tops[*from]]), bottom.max(heights[column.tops[*to - 1]]))
    })
}

/// What it costs that a cell stands off the middle or the top of its row.
fn off_centre(tops: &[usize], heights: &[f32], (top, bottom): (f32, f32), alignment: Alignment) -> f32 {
    const FREE: f32 = 0.3;
    const LINE: f32 = -1.5;
    const MOST: f32 = -4.5;
    let (Some(first), Some(last)) = (tops.first(), tops.last()) else { return 0.0 };
    let off = match alignment {
        Alignment::Middle => (f32::midpoint(heights[*first], heights[*last]) - f32::midpoint(top, bottom)).abs(),
        Alignment::Top => heights[*first] - top,
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
                score += decoder.goes_on(line, before, here, 0, run.border[at], item, Join::Newline);
            }
            line = 0.0;
        }
        line += here.width;
        item = here.item.or(item);
        score += decoder.width_score(line, 0);
    }
    score + decoder.end_score(from, to, 0)
}
