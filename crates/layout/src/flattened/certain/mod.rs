//! Tables that leave no doubt: rows counted 1, 2, 3, in each of them the cells one after the other in the order of the
//! header, and every cell a whole one of its column: a text, lists of units that no border cuts, a time.
//!
//! Such rows need no widths to be told, which a table of few rows does not show. Where a single row can be read otherwise or not
//! at all, nothing is said and the other readers look.

mod cells;

use super::bands::{self, Band};
use super::rows::RawRow;
use super::run::Run;
use super::segment::{Join, Segment};
use super::{FlattenedRegion, Frame, Region, mend, table_of};
use cells::{Holds, Reader};
use fenjie_lexicon::ColumnRole;
use std::ops::Range;

/// Most segments of a row.
const LONGEST_ROW: usize = 80;
/// How sure such a row is.
const CONFIDENCE: f32 = 0.97;

/// The table of a region, where it leaves no doubt.
pub(super) fn recover(frame: &Frame<'_>, region: &Region<'_>, segments: Vec<Segment>) -> Option<FlattenedRegion> {
    const FEWEST_ROWS: usize = 2;
    let holds = Holds::of(frame.header)?;
    let roles: Vec<ColumnRole> = frame.header.columns.iter().map(|column| column.role).collect();
    let (segments, labels) = bands::take(segments, frame.lines, &roles, bands::Lines::Streamed);
    let segments = mend::join_marks(segments);
    let segments = if frame.header.is_answered_by_persons() {
        mend::part_persons(&segments, frame.lines, Join::Inside)
    } else {
        segments
    };
    let segments = if frame.header.names_persons() { mend::join_persons(segments) } else { segments };
    let reader = Reader::new(&segments, frame.lines, &holds);
    let rows = rows(&reader)?;
    let used = rows.last()?.last()?.end;
    if rows.len() < FEWEST_ROWS || !reader.are_alike(&rows) {
        return None;
    }
    Some(region_of(frame, region, &segments[..used], &rows, labels))
}

/// A row: the segments of each of its cells.
type Row = Vec<Range<usize>>;

/// The rows from the first segment on, each numbered as the one before tells; `None` where one of them is in doubt.
fn rows(reader: &Reader<'_>) -> Option<Vec<Row>> {
    let mut rows = Vec::new();
    let mut at = 0;
    let mut number = reader.number(0)?;
    loop {
        let next = number.checked_add(1)?;
        let mut starts =
            (at + 1..reader.len().min(at + LONGEST_ROW)).filter(|start| reader.number(*start) == Some(next));
        let found = starts.find_map(|start| Some((start, reader.row(at..start)?)));
        let Some((start, row)) = found else {
            if (at + 1..reader.len()).any(|start| reader.number(start) == Some(next)) {
                return None;
            }
            rows.push(last_row(reader, at)?);
            return Some(rows);
        };
        rows.push(row);
        (at, number) = (start, next);
    }
}

/// The row from `at` on behind which none is: to the last line with which it is one. What is below it is no part of the table,
/// where the row lacks nothing and its end is told by a time.
fn last_row(reader: &Reader<'_>, at: usize) -> Option<Row> {
    let mut ends = (at + 1..=reader.len().min(at + LONGEST_ROW)).rev().filter(|end| reader.ends_line(*end));
    let (end, row) = ends.find_map(|end| Some((end, reader.row(at..end)?)))?;
    (end == reader.len() || reader.is_full(&row)).then_some(row)
}

/// The region of rows that leave no doubt, to the last line of the last of them.
fn region_of(
    frame: &Frame<'_>,
    region: &Region<'_>,
    segments: &[Segment],
    rows: &[Row],
    mut labels: Vec<Band>,
) -> FlattenedRegion {
    let end = segments.last().map_or(region.lines.end, |last| last.line + 1);
    labels.retain(|label| label.line() < end);
    let furniture: Vec<_> = frame.furniture.iter().filter(|(line, _)| *line < end).cloned().collect();
    let frame = Frame { furniture: &furniture, ..*frame };
    let roles: Vec<ColumnRole> = frame.header.columns.iter().map(|column| column.role).collect();
    let run = Run::new(segments, frame.lines, frame.watch);
    let pieces = |cell: &Range<usize>| (!cell.is_empty()).then_some((cell.start, cell.end)).into_iter().collect();
    let raw_row = |row: &Row| RawRow {
        cells: row.iter().map(pieces).collect(),
        height: 1.0,
        page: segments[row[0].start].page,
        rests: Vec::new(),
    };
    let raw: Vec<RawRow> = rows.iter().map(raw_row).collect();
    let mut table = table_of(&frame, &run, &raw, &roles, true);
    table.rows.iter_mut().for_each(|row| row.confidence = CONFIDENCE);
    let starts = rows.iter().map(|row| segments[row[0].start].line).collect();
    FlattenedRegion { bands: labels, starts, ..FlattenedRegion::settled(region.lines.start..end, table) }
}
