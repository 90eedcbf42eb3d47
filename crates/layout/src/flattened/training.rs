//! Learning the weights from tables whose cells are known (averaged perceptron).

use super::blanks::Blanks;
use super::decode::{ColumnModel, Decoder, Piece, Start};
use super::fit::Fit;
use super::run::Run;
use super::segment::Segment;
use super::weights::{COUNT, Feature, Kind, PLACES, PLACES_KEYS, Weights};
use super::{Region, body, fit, header, positions, recover_places, regions};
use crate::Watch;
use fenjie_lexicon::ColumnRole;
use fenjie_text::{Span, Text};
use std::ops::Range;

/// A flattened table with the place of every printed line.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The text.
    pub text: String,
    /// Byte range, row and column of every printed line of a cell.
    pub marks: Vec<(Range<usize>, usize, usize)>,
}

struct Prepared<'a> {
    lines: Vec<&'a str>,
    segments: Vec<Segment>,
    gold: Vec<Piece>,
    kinds: Vec<Kind>,
    task: usize,
}

/// Learns from `samples` in `rounds` rounds, beginning with the prior weights; gives the name and value of every
/// weight, and the share of samples cut without a mistake in the last round. The same samples give the same weights.
pub fn learn(samples: &[Sample], rounds: usize) -> (Vec<(&'static str, f32)>, f32) {
    const RATE: f32 = 0.02;
    // In every third round the widths of the columns are to be found as well.
    const BLIND_ROUND: usize = 3;
    let prepared: Vec<Prepared<'_>> = samples.iter().filter_map(prepare).collect();
    let mut values = Weights::prior().values();
    let mut sum = [0.0f64; COUNT];
    let mut steps = 0.0f64;
    let mut right = 0;
    for round in 0..rounds {
        right = 0;
        let blind = round % BLIND_ROUND == BLIND_ROUND - 1;
        for sample in &prepared {
            let weights = Weights::shipped().with_values(values);
            match mistake(sample, &weights, blind) {
                None => right += 1,
                Some(step) => {
                    for (value, change) in values.iter_mut().zip(step) {
                        *value += RATE * change.clamp(-10.0, 10.0);
                    }
                }
            }
            for (total, value) in sum.iter_mut().zip(values) {
                *total += f64::from(value);
            }
            steps += 1.0;
        }
    }
    let mean =
        Feature::ALL.iter().zip(sum).map(|((_, name), total)| (*name, (total / steps.max(1.0)) as f32)).collect();
    (mean, right as f32 / prepared.len().max(1) as f32)
}

/// The features of the true cut less those of the cut that the weights find; `None` when both are one. A `blind`
/// search has to find the widths of the columns, too.
fn mistake(sample: &Prepared<'_>, weights: &Weights, blind: bool) -> Option<[f32; COUNT]> {
    let watch = Watch::default();
    let run = Run::new(&sample.segments, &sample.lines, &watch);
    let true_columns = fit::fitted(&run, &sample.kinds, sample.task, &sample.gold, weights);
    let columns =
        if blind { Fit::new(&run, sample.task, weights).columns(&sample.kinds) } else { true_columns.clone() };
    let blanks = Blanks::of(&run, &sample.gold);
    let (found, _) = Decoder::new(&run, &columns, weights, blanks).decode(run.segments.len());
    let same = |a: &Piece, b: &Piece| (a.from, a.to, a.column, a.start) == (b.from, b.to, b.column, b.start);
    if found.len() == sample.gold.len() && found.iter().zip(&sample.gold).all(|(a, b)| same(a, b)) {
        return None;
    }
    let nothing = Blanks { inside: 0.0, inside_newline: 0.0, end: 0.0, end_newline: 0.0, inside_soft: 0.0 };
    let mut difference = [0.0; COUNT];
    for (slot, (feature, _)) in difference.iter_mut().zip(Feature::ALL) {
        let counting = Weights::counting(*feature);
        let count = |columns: &[ColumnModel], pieces: &[Piece]| {
            Decoder::new(&run, columns, &counting, nothing).path_score(pieces)
        };
        *slot = count(&true_columns, &sample.gold) - count(&columns, &found);
    }
    Some(difference)
}

/// A dump that keeps the places of the print, with the words of every cell.
#[derive(Clone, Debug)]
pub struct PlacedSample {
    /// The text; pages are parted by form feeds.
    pub text: String,
    /// The words of every cell of every row, labels filled down, without blanks.
    pub rows: Vec<Vec<String>>,
}

/// Learns how sure a row is whose lines keep their places: the name and value of every weight. The same samples give the
/// same weights.
pub fn learn_places(samples: &[PlacedSample]) -> Vec<(&'static str, f32)> {
    let rows: Vec<([f64; PLACES], bool)> = samples.iter().flat_map(placed_rows).collect();
    PLACES_KEYS.into_iter().zip(logistic(&rows).map(|value| value as f32)).collect()
}

/// The lines of a dump, and those that begin a page.
pub fn lines_of(text: &str) -> (Vec<Text>, Vec<usize>) {
    let (mut lines, mut starts, mut at) = (Vec::new(), Vec::new(), 0);
    for line in text.split(['\n', '\u{c}']) {
        if text[..at].ends_with('\u{c}') {
            starts.push(lines.len());
        }
        lines.push(Text::from_source(text, Span::new(at, at + line.len())));
        at += line.len() + 1;
    }
    (lines, starts)
}

/// The evidence on every row that is found in a dump, and whether the row is right.
fn placed_rows(sample: &PlacedSample) -> Vec<([f64; PLACES], bool)> {
    let (texts, page_starts) = lines_of(&sample.text);
    let texts: Vec<&Text> = texts.iter().collect();
    let lines: Vec<&str> = texts.iter().map(|text| text.as_str()).collect();
    let headers = header::find_all(&lines, &Watch::default());
    let mut rows = Vec::new();
    for region in regions(&lines, &headers).iter().filter(|region| positions::keeps_positions(&lines, &region.lines)) {
        let Some((table, found)) = recover_places(&texts, &lines, region, &page_starts, &Watch::default()) else {
            continue;
        };
        for (row, found) in table.rows.iter().zip(found) {
            let cells: Vec<String> = row.cells.iter().map(|cell| cell.text.as_str().replace(' ', "")).collect();
            rows.push((found.evidence().map(f64::from), sample.rows.contains(&cells)));
        }
    }
    rows
}

/// The weights with which the sum of the evidence gives the log odds that a row is right (Newton's method, a small prior
/// drawing all weights to zero).
fn logistic(rows: &[([f64; PLACES], bool)]) -> [f64; PLACES] {
    const ROUNDS: usize = 20;
    const PRIOR: f64 = 0.1;
    let mut weights = [0.0; PLACES];
    for _ in 0..ROUNDS {
        let mut gradient = weights.map(|weight| -PRIOR * weight);
        let mut curvature = [[0.0; PLACES]; PLACES];
        for (index, row) in curvature.iter_mut().enumerate() {
            row[index] = PRIOR;
        }
        for (evidence, right) in rows {
            let odds: f64 = evidence.iter().zip(weights).map(|(evidence, weight)| evidence * weight).sum();
            let sure = 1.0 / (1.0 + (-odds).exp());
            for (a, value) in evidence.iter().enumerate() {
                gradient[a] += (f64::from(u8::from(*right)) - sure) * value;
                for (b, other) in evidence.iter().enumerate() {
                    curvature[a][b] += sure * (1.0 - sure) * value * other;
                }
            }
        }
        for (weight, step) in weights.iter_mut().zip(solve(curvature, gradient)) {
            *weight += step;
        }
    }
    weights
}

/// Solves `matrix` · x = `right` for a matrix that is positive definite (Gauss).
fn solve(mut matrix: [[f64; PLACES]; PLACES], mut right: [f64; PLACES]) -> [f64; PLACES] {
    for pivot in 0..PLACES {
        for row in pivot + 1..PLACES {
            let share = matrix[row][pivot] / matrix[pivot][pivot];
            let above = matrix[pivot];
            for (value, above) in matrix[row].iter_mut().zip(above).skip(pivot) {
                *value -= share * above;
            }
            right[row] -= share * right[pivot];
        }
    }
    for row in (0..PLACES).rev() {
        let known: f64 = (row + 1..PLACES).map(|column| matrix[row][column] * right[column]).sum();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    right
}

fn prepare(sample: &Sample) -> Option<Prepared<'_>> {
    let lines: Vec<&str> = sample.text.split('\n').collect();
    let headers = header::find_all(&lines, &Watch::default());
    let region: Region<'_> = regions(&lines, &headers).into_iter().next()?;
    let header = region.headers.first()?;
    let segments = body(&lines, &region, &[]).segments;
    let gold = gold(sample, &lines, &segments)?;
    let kinds = header.columns.iter().map(|column| Kind::of(column.role)).collect();
    let task = header.columns.iter().position(|column| column.role == ColumnRole::Task)?;
    Some(Prepared { lines, segments, gold, kinds, task })
}

/// The true cut; `None` when a segment is part of no cell (a page number taken for one).
fn gold(sample: &Sample, lines: &[&str], segments: &[Segment]) -> Option<Vec<Piece>> {
    let starts: Vec<usize> = lines
        .iter()
        .scan(0, |at, line| {
            let start = *at;
            *at += line.len() + 1;
            Some(start)
        })
        .collect();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut row: Option<(usize, u32)> = None;
    let mut last: Option<(usize, usize, u32)> = None;
    for (index, segment) in segments.iter().enumerate() {
        let at = starts[segment.line] + segment.start;
        let found = sample.marks.partition_point(|mark| mark.0.end <= at);
        let (range, of_row, column) = sample.marks.get(found)?;
        if !range.contains(&at) {
            return None;
        }
        let key = (*of_row, *column, segment.page);
        if last == Some(key) {
            pieces.last_mut()?.to = index + 1;
            continue;
        }
        last = Some(key);
        let start = match row {
            Some((number, page)) if number == *of_row && page == segment.page => Start::SameRow,
            Some((number, _)) if number == *of_row => Start::Rest,
            _ => Start::NewRow,
        };
        if start == Start::NewRow {
            row = Some((*of_row, segment.page));
        }
        pieces.push(Piece { from: index, to: index + 1, column: *column, start });
    }
    Some(pieces)
}
