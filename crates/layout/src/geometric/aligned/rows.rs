//! Rows from text alone.
//!
//! Inside a cell lines follow each other at one pitch; between rows there is more. So each column falls into blocks, a
//! block a cell. Blocks of the task column and those right of it that overlap in height are one row, for cells of a row
//! share its top or its middle. Left of the task column stand labels that may cover several rows: each is centred on its
//! rows, or begins with them, and the best division of the rows among the labels is found by dynamic programming.

use super::tight::{self, Tight};
use super::{Part, empty_fragment};
use crate::geometric::fragment::{Fragment, FragmentCell};
use crate::geometric::line::TextLine;
use crate::grid;
use fenjie_lexicon::ColumnRole;
use std::ops::Range;

/// Lines of one cell, with the height they take.
#[derive(Clone, Debug)]
struct Block {
    lines: Vec<TextLine>,
    top: f32,
    bottom: f32,
}

impl Block {
    fn of(lines: &[TextLine]) -> Option<Self> {
        let (first, last) = (lines.first()?, lines.last()?);
        Some(Self { lines: lines.to_vec(), top: first.bbox.y0, bottom: last.bbox.y1 })
    }

    fn middle(&self) -> f32 {
        f32::midpoint(self.top, self.bottom)
    }
}

/// The fragments of all parts of a table.
pub(super) fn fragments(parts: &[&Part], roles: &[Option<ColumnRole>], source: &str) -> Vec<Fragment> {
    let width = roles.len();
    let pitches: Vec<f32> = (0..width).map(|column| pitch(parts, column)).collect();
    let labels = label_columns(parts, roles);
    let blocks: Vec<Vec<Vec<Block>>> = parts
        .iter()
        .map(|part| part.columns.iter().zip(&pitches).map(|(lines, pitch)| blocks(lines, *pitch)).collect())
        .collect();
    let bands: Vec<Bands> = blocks.iter().map(|columns| Bands::of_columns(columns, &labels)).collect();
    let by_gaps: Vec<Vec<(f32, f32)>> = bands.iter().map(Bands::spans).collect();
    if let Some(tight) = tight::rows(parts, roles, &labels, &pitches, &by_gaps, source) {
        return tight_fragments(parts, &blocks, &tight, source);
    }
    let centred = are_centred(&blocks, &labels);
    let whole = parts.iter().zip(blocks).zip(bands);
    whole.map(|((part, blocks), bands)| fragment(part, &blocks, &bands, &labels, centred)).collect()
}

/// The fragments where no gaps part the rows.
fn tight_fragments(parts: &[&Part], blocks: &[Vec<Vec<Block>>], tight: &Tight, source: &str) -> Vec<Fragment> {
    let labels: Vec<bool> = tight.own.iter().map(|own| !own).collect();
    let widths: Vec<f32> = (0..labels.len()).map(|column| tight::width(parts, column)).collect();
    let cut = |part: &Part, blocks: &[Vec<Block>], rows: &[(f32, f32)]| {
        let above = |line: &TextLine| rows.partition_point(|(top, _)| *top <= line.middle());
        let cut: Vec<Vec<Block>> = (0..labels.len())
            .map(|column| {
                let ends = |a: &TextLine, b: &TextLine| {
                    above(a) < above(b)
                        && (tight.own[column]
                            || tight::has_room(a, b, widths[column], source)
                            || grid::is_band(&b.string(source)))
                };
                let lines = blocks[column].iter();
                lines.flat_map(|block| block.lines.chunk_by(|a, b| !ends(a, b)).filter_map(Block::of)).collect()
            })
            .collect();
        let told = fragment(part, &cut, &Bands { rows: rows.to_vec() }, &labels, tight.centred);
        Fragment { inferred: true, ..told }
    };
    parts.iter().zip(blocks).zip(&tight.rows).map(|((part, blocks), rows)| cut(part, blocks, rows)).collect()
}

/// The usual distance of lines in a column: the smallest that is common.
fn pitch(parts: &[&Part], column: usize) -> f32 {
    let lines = parts.iter().filter_map(|part| part.columns.get(column));
    let mut steps: Vec<f32> =
        lines.flat_map(|lines| lines.windows(2)).map(|pair| pair[1].middle() - pair[0].middle()).collect();
    steps.sort_by(f32::total_cmp);
    // A tenth from below passes over lines that a superscript or a slip set too close.
    let size =
        parts.iter().filter_map(|part| part.columns.get(column)?.first()).map(|line| line.size).next().unwrap_or(10.0);
    let least = steps.get(steps.len() / 10).copied().unwrap_or(1.5 * size);
    least.min(2.2 * size)
}

fn blocks(lines: &[TextLine], pitch: f32) -> Vec<Block> {
    let apart = |a: &TextLine, b: &TextLine| b.middle() - a.middle() > pitch + (0.1 * pitch).max(1.2);
    lines.chunk_by(|a, b| !apart(a, b)).filter_map(Block::of).collect()
}

/// Which columns hold labels that may cover several rows: those left of the task, but not the row's own number.
fn label_columns(parts: &[&Part], roles: &[Option<ColumnRole>]) -> Vec<bool> {
    let weight = |column: usize| -> usize {
        let lines = parts.iter().filter_map(|part| part.columns.get(column)).flatten();
        lines.map(|line| line.glyphs.len()).sum()
    };
    let is_task = |column: &usize| roles[*column] == Some(ColumnRole::Task);
    let candidates: Vec<usize> = (0..roles.len()).filter(is_task).collect();
    let among = if candidates.is_empty() { (0..roles.len()).collect() } else { candidates };
    let task = among.into_iter().max_by_key(|column| weight(*column)).unwrap_or(0);
    let is_label = |column: usize| {
        let heads_label = matches!(roles.get(column + 1), Some(Some(ColumnRole::Category | ColumnRole::Title)));
        column < task && (roles[column] != Some(ColumnRole::Sequence) || heads_label)
    };
    (0..roles.len()).map(is_label).collect()
}

/// Whether the cells of a row share its middle rather than its top.
fn are_centred(parts: &[Vec<Vec<Block>>], labels: &[bool]) -> bool {
    let (mut middle, mut top) = (0.0f32, 0.0f32);
    for columns in parts {
        let own: Vec<&Vec<Block>> =
            columns.iter().zip(labels).filter(|(_, label)| !**label).map(|(blocks, _)| blocks).collect();
        for pair in own.windows(2) {
            for a in pair[0] {
                for b in pair[1].iter().filter(|b| a.top < b.bottom && b.top < a.bottom) {
                    middle += (a.middle() - b.middle()).abs();
                    top += (a.top - b.top).abs();
                }
            }
        }
    }
    middle <= top
}

/// A row by its height and the borders to its neighbours.
struct Bands {
    rows: Vec<(f32, f32)>,
}

impl Bands {
    /// The rows that the blocks beside the labels show.
    fn of_columns(columns: &[Vec<Block>], labels: &[bool]) -> Self {
        Self::of(columns.iter().zip(labels).filter(|(_, label)| !**label).flat_map(|(blocks, _)| blocks))
    }

    /// Top and bottom of each row, without a gap between them.
    fn spans(&self) -> Vec<(f32, f32)> {
        (0..self.rows.len()).map(|row| self.span(&(row..row + 1))).collect()
    }

    /// Blocks that overlap in height are one row.
    fn of<'b>(blocks: impl Iterator<Item = &'b Block>) -> Self {
        const TOUCH: f32 = 1.0;
        let mut heights: Vec<(f32, f32)> = blocks.map(|block| (block.top, block.bottom)).collect();
        heights.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut rows: Vec<(f32, f32)> = Vec::new();
        for (top, bottom) in heights {
            match rows.last_mut() {
                Some(last) if top < last.1 - TOUCH => last.1 = last.1.max(bottom),
                _ => rows.push((top, bottom)),
            }
        }
        Self { rows }
    }

    /// The row nearest to a height.
    fn nearest(&self, y: f32) -> usize {
        let distance = |(top, bottom): &(f32, f32)| (top - y).max(y - bottom).max(0.0);
        let by_distance = |a: &usize, b: &usize| distance(&self.rows[*a]).total_cmp(&distance(&self.rows[*b]));
        (0..self.rows.len()).min_by(by_distance).unwrap_or(0)
    }

    /// Top and bottom of a run of rows, halfway to the neighbours.
    fn span(&self, rows: &Range<usize>) -> (f32, f32) {
        const HALF_GAP: f32 = 2.0;
        let border = |row: usize| match (row.checked_sub(1).and_then(|above| self.rows.get(above)), self.rows.get(row))
        {
            (Some(above), Some(below)) => f32::midpoint(above.1, below.0),
            (Some(above), None) => above.1 + HALF_GAP,
            (None, Some(below)) => below.0 - HALF_GAP,
            (None, None) => 0.0,
        };
        (border(rows.start), border(rows.end))
    }
}

fn fragment(part: &Part, columns: &[Vec<Block>], bands: &Bands, labels: &[bool], centred: bool) -> Fragment {
    let rows = bands.rows.len();
    let mut fragment = empty_fragment(part, 0);
    put_header(&mut fragment, part);
    fragment.places.resize(fragment.places.len() + rows, vec![usize::MAX; columns.len()]);
    let first = fragment.places.len() - rows;
    let mut starts: Vec<usize> = (0..=rows).collect();
    for column in (0..columns.len()).rev() {
        if labels[column] {
            let spans = divide(&columns[column], bands, &starts, centred);
            starts = spans.iter().map(|(rows, _)| rows.start).chain([rows]).collect();
            for (rows, block) in spans {
                let lines = block.map(|block| columns[column][block].lines.clone()).unwrap_or_default();
                put(&mut fragment, rows.start + first..rows.end + first, column, lines);
            }
        } else {
            let mut cells: Vec<Vec<TextLine>> = vec![Vec::new(); rows];
            for block in &columns[column] {
                if let Some(cell) = cells.get_mut(bands.nearest(block.middle())) {
                    cell.extend(block.lines.iter().cloned());
                }
            }
            for (row, lines) in cells.into_iter().enumerate() {
                put(&mut fragment, first + row..first + row + 1, column, lines);
            }
        }
    }
    fragment
}

fn put_header(fragment: &mut Fragment, part: &Part) {
    if part.header.iter().any(|lines| !lines.is_empty()) {
        fragment.places.push(vec![usize::MAX; part.header.len()]);
        for (column, lines) in part.header.iter().enumerate() {
            put(fragment, 0..1, column, lines.clone());
        }
    }
}

fn put(fragment: &mut Fragment, rows: Range<usize>, column: usize, lines: Vec<TextLine>) {
    let id = fragment.cells.len();
    for places in fragment.places.get_mut(rows.clone()).unwrap_or_default() {
        places[column] = id;
    }
    fragment.cells.push(FragmentCell { lines, rows });
}

/// Rows for labels.
type Spans = Vec<(Range<usize>, Option<usize>)>;

/// Divides the rows among labels, each on a run that begins at one of `starts`: the least total distance between where
/// labels stand and where they should. Rows before the first label or behind the last may go without, at a price: their
/// label stands on another page.
fn divide(labels: &[Block], bands: &Bands, starts: &[usize], centred: bool) -> Spans {
    /// Price of rows without a label, in points.
    const WITHOUT: f32 = 9.0;
    let rows = bands.rows.len();
    if rows == 0 {
        return Vec::new();
    }
    if labels.is_empty() {
        return vec![(0..rows, None)];
    }
    let cost = |label: &Block, run: &Range<usize>| {
        let (top, bottom) = bands.span(run);
        if centred { (label.middle() - f32::midpoint(top, bottom)).abs() } else { (label.top - top).abs() }
    };
    // best[k][s]: the first k labels cover the rows up to starts[s].
    let unreached = (f32::INFINITY, 0usize);
    let mut best = vec![vec![unreached; starts.len()]; labels.len() + 1];
    for (at, start) in starts.iter().enumerate() {
        best[0][at] = (if *start == 0 { 0.0 } else { WITHOUT }, 0);
    }
    for (k, label) in labels.iter().enumerate() {
        for end in 1..starts.len() {
            let options = (0..end).map(|from| (best[k][from].0 + cost(label, &(starts[from]..starts[end])), from));
            best[k + 1][end] = options.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or(unreached);
        }
    }
    let ends = best[labels.len()].iter().enumerate();
    let price = |(at, (cost, _)): &(usize, &(f32, usize))| cost + if starts[*at] == rows { 0.0 } else { WITHOUT };
    let end =
        ends.filter(|(_, (cost, _))| cost.is_finite()).min_by(|a, b| price(a).total_cmp(&price(b))).map(|(at, _)| at);
    let Some(mut end) = end else { return one_span(labels, rows) };
    let mut spans: Spans = Vec::new();
    if starts[end] < rows {
        spans.push((starts[end]..rows, None));
    }
    for k in (0..labels.len()).rev() {
        let from = best[k + 1][end].1;
        spans.push((starts[from]..starts[end], Some(k)));
        end = from;
    }
    if starts[end] > 0 {
        spans.push((0..starts[end], None));
    }
    spans.reverse();
    spans
}

/// More labels than rows: nothing can be divided; the first label takes all, and the others stay with it.
fn one_span(labels: &[Block], rows: usize) -> Spans {
    (0..rows).map(|row| (row..row + 1, (row < labels.len()).then_some(row))).collect()
}
