//! The table of the rows found in lines that keep their places.

use super::grid::GridColumn;
use super::rows::RawRow;
use super::run::Run;
use super::segment::Segment;
use super::spans;
use super::{Frame, table_of};
use crate::Table;
use fenjie_lexicon::ColumnRole;
use std::ops::Range;

/// For each label column that, and how sure each row is of its label.
pub(super) type LabelMargins = Vec<(usize, Vec<f32>)>;

/// The table of the rows `ranges`, and how sure they are of their labels.
pub(super) fn assemble(
    frame: &Frame<'_>,
    columns: &[GridColumn],
    ranges: &[Range<usize>],
    (pages, heights): (&[u32], &[f32]),
    mut roles: Vec<ColumnRole>,
) -> (Table, LabelMargins) {
    for (role, column) in roles.iter_mut().zip(columns) {
        if column.label && *role == ColumnRole::Sequence {
            *role = ColumnRole::CategoryNumber;
        }
    }
    // One run of segments, column after column, so that a cell is a range of it.
    let mut segments: Vec<Segment> = Vec::new();
    let mut offsets = Vec::with_capacity(columns.len());
    let mut rows: Vec<RawRow> = ranges
        .iter()
        .map(|range| RawRow {
            cells: vec![Vec::new(); columns.len()],
            height: range.len() as f32,
            page: pages[range.start],
            rests: Vec::new(),
        })
        .collect();
    let mut filled = vec![false; pages.len()];
    for (index, column) in columns.iter().enumerate() {
        offsets.push(segments.len());
        if !column.label {
            put_cells(&mut rows, ranges, column, index, segments.len());
            column.tops.iter().for_each(|top| filled[*top] = true);
        }
        segments.extend(column.segments.iter().cloned());
    }
    let lines = spans::Lines { texts: frame.lines, heights, pages, filled: &filled, rows: ranges, watch: frame.watch };
    let margins = put_labels(&mut rows, columns, &roles, &offsets, &lines);
    let run = Run::new(&segments, frame.lines, frame.watch);
    (table_of(frame, &run, &rows, &roles, true), margins)
}

/// Puts the cells of column `index`, whose segments begin at `offset`, into the rows.
fn put_cells(rows: &mut [RawRow], ranges: &[Range<usize>], column: &GridColumn, index: usize, offset: usize) {
    for (row, range) in rows.iter_mut().zip(ranges) {
        let from = column.tops.partition_point(|top| *top < range.start);
        let to = column.tops.partition_point(|top| *top < range.end);
        if from < to {
            row.cells[index].push((offset + from, offset + to));
        }
    }
}

/// Puts the labels into the first of the rows that they cover; how sure each row is of them.
fn put_labels(
    rows: &mut [RawRow],
    columns: &[GridColumn],
    roles: &[ColumnRole],
    offsets: &[usize],
    lines: &spans::Lines<'_>,
) -> LabelMargins {
    let mut margins = Vec::new();
    let mut borders: Vec<usize> = Vec::new();
    for (index, column) in columns.iter().enumerate() {
        if !column.label || roles[index] == ColumnRole::CategoryNumber {
            continue;
        }
        let numbered = index > 0 && roles[index - 1] == ColumnRole::CategoryNumber;
        let numbers: &[usize] = if numbered { &columns[index - 1].tops } else { &[] };
        let spans::Labels { labels, margins: sure } = spans::labels(column, lines, &borders, numbers);
        margins.push((index, sure));
        for (at, label) in labels.iter().enumerate() {
            let range = &label.segments;
            rows[label.row].cells[index].push((offsets[index] + range.start, offsets[index] + range.end));
            let from = lines.rows[label.row].start;
            let to = labels.get(at + 1).map_or(usize::MAX, |next| lines.rows[next.row].start);
            let first = numbers.partition_point(|number| *number < from);
            let last = numbers.partition_point(|number| *number < to);
            if first < last {
                rows[label.row].cells[index - 1].push((offsets[index - 1] + first, offsets[index - 1] + last));
            }
        }
        if roles[index] == ColumnRole::Category {
            borders.extend(labels.iter().map(|label| label.row));
            borders.sort_unstable();
            borders.dedup();
        }
    }
    margins
}
