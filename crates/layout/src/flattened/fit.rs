//! Finding the width of each column, and how often its cells are absent, from the lines themselves.
//!
//! Lines of one cell break at one width, so the widths of the lines crowd just below the widths of the columns. The
//! crowded widths are the candidates; those with which the whole run can be cut best are taken.

use super::decode::{ColumnModel, Decoder, Piece, Run};
use super::segment::Join;
use super::weights::{Kind, Weights};

/// Segments that the widths are inferred from.
const SAMPLE: usize = 420;
/// Most candidate widths.
const CANDIDATES: usize = 8;
/// Rounds over the columns.
const ROUNDS: usize = 3;

/// The columns of one table, fitted to its lines.
pub fn fit(run: &Run<'_>, kinds: &[Kind], weights: &Weights) -> Vec<ColumnModel> {
    let sample = SAMPLE.min(run.segments.len());
    let candidates = candidates(run, sample);
    let mut columns: Vec<ColumnModel> = kinds.iter().map(|kind| initial(*kind, &candidates, weights)).collect();
    let mut best = score(run, &columns, weights, sample);
    for _ in 0..ROUNDS {
        let mut changed = false;
        for column in 0..columns.len() {
            if kinds[column] == Kind::Number {
                continue;
            }
            for width in &candidates {
                let old = columns[column].width;
                columns[column].width = *width;
                let here = score(run, &columns, weights, sample);
                if here > best + 0.01 {
                    best = here;
                    changed = true;
                } else {
                    columns[column].width = old;
                }
            }
        }
        if !changed {
            break;
        }
        adapt(run, &mut columns, weights, sample);
        best = score(run, &columns, weights, sample);
    }
    adapt(run, &mut columns, weights, sample.max(run.segments.len().min(4 * SAMPLE)));
    columns
}

fn score(run: &Run<'_>, columns: &[ColumnModel], weights: &Weights, sample: usize) -> f32 {
    Decoder { run, columns, weights }.decode(sample).1
}

fn initial(kind: Kind, candidates: &[f32], weights: &Weights) -> ColumnModel {
    let at = |share: f32| {
        let index = (share * (candidates.len().saturating_sub(1)) as f32).round() as usize;
        candidates.get(index).copied().unwrap_or(10.0)
    };
    let width = match kind {
        Kind::Number => 4.0,
        Kind::Label => at(0.4),
        Kind::Text => at(1.0),
        Kind::Unit => at(0.2),
        Kind::Date => at(0.3),
    };
    ColumnModel { kind, width, absent: weights.absent(kind) }
}

/// The crowded widths, in rising order.
fn candidates(run: &Run<'_>, sample: usize) -> Vec<f32> {
    const STEP: f32 = 0.5;
    const WIDEST: f32 = 400.0;
    let mut counts = vec![0u32; (WIDEST / STEP) as usize + 2];
    for width in printed_widths(run, sample) {
        counts[(width.min(WIDEST) / STEP).round() as usize] += 1;
    }
    let widest = counts.iter().rposition(|n| *n > 0).unwrap_or(0);
    let crowd = |i: usize| counts[i] + counts.get(i + 1).copied().unwrap_or(0) + if i > 0 { counts[i - 1] } else { 0 };
    let mut peaks: Vec<(u32, usize)> = (4..=widest)
        .filter(|i| crowd(*i) >= 3 && crowd(*i) >= crowd(i - 1) && crowd(*i) > crowd(i + 1))
        .map(|i| (crowd(i), i))
        .collect();
    peaks.sort_by(|a, b| b.cmp(a));
    peaks.truncate(CANDIDATES - 1);
    let mut widths: Vec<f32> = peaks.iter().map(|(_, i)| *i as f32 * STEP).collect();
    widths.push(widest as f32 * STEP);
    widths.sort_by(f32::total_cmp);
    widths.dedup();
    widths
}

fn printed_widths(run: &Run<'_>, sample: usize) -> Vec<f32> {
    let mut widths: Vec<f32> = Vec::new();
    for segment in &run.segments[..sample] {
        match (segment.join, widths.last_mut()) {
            (Join::SoftBlank, Some(last)) if segment.width < 4.0 => *last += segment.width,
            _ => widths.push(segment.width),
        }
    }
    widths
}

/// Fits width and absence to the best cut so far.
fn adapt(run: &Run<'_>, columns: &mut [ColumnModel], weights: &Weights, sample: usize) {
    let (pieces, _) = Decoder { run, columns, weights }.decode(sample);
    let rows = pieces.iter().filter(|piece| piece.start == super::decode::Start::NewRow).count();
    for (index, column) in columns.iter_mut().enumerate() {
        let cells: Vec<&Piece> = pieces.iter().filter(|piece| piece.column == index).collect();
        if column.kind != Kind::Number {
            column.width = best_width(run, &cells, column.width);
        }
        column.absent = absence(cells.len(), rows, weights.absent(column.kind));
    }
}

/// Log odds of an absent cell, the weight of the file counting as a few rows.
fn absence(cells: usize, rows: usize, prior: f32) -> f32 {
    const PRIOR_ROWS: f32 = 4.0;
    const LEAST: f32 = -5.0;
    const MOST: f32 = 0.5;
    let share = 1.0 / (1.0 + (-prior).exp());
    let absent = rows.saturating_sub(cells) as f32 + PRIOR_ROWS * share;
    let present = cells.min(rows) as f32 + PRIOR_ROWS * (1.0 - share);
    (absent / present).ln().clamp(LEAST, MOST)
}

/// The width at which the lines of the cells break: no line wider, and no line that had room for what follows it.
fn best_width(run: &Run<'_>, cells: &[&Piece], before: f32) -> f32 {
    const STEP: f32 = 0.5;
    let mut lines: Vec<(f32, f32)> = Vec::new(); // width, width with what follows
    for cell in cells {
        let segments = &run.segments[cell.from..cell.to];
        let mut width = 0.0;
        for (index, segment) in segments.iter().enumerate() {
            if index > 0 && segment.join == Join::Newline {
                if segment.item.is_none() {
                    lines.push((width, width + segment.cluster));
                } else {
                    lines.push((width, f32::INFINITY));
                }
                width = 0.0;
            } else if index > 0 && segment.join == Join::Blank {
                width = 0.0;
            }
            width += segment.width;
        }
        lines.push((width, f32::INFINITY));
    }
    if lines.iter().filter(|line| line.1.is_finite()).count() < 2 {
        return before;
    }
    let cost = |w: f32| -> f32 {
        lines.iter().map(|(line, next)| 2.0 * (line - w - 0.6).clamp(0.0, 2.0) + (w - next + 0.1).clamp(0.0, 2.0)).sum()
    };
    let steps = -4..=4;
    steps
        .map(|step| before + step as f32 * STEP)
        .filter(|w| *w >= 1.0)
        .min_by(|a, b| cost(*a).total_cmp(&cost(*b)).then((a - before).abs().total_cmp(&(b - before).abs())))
        .unwrap_or(before)
}
