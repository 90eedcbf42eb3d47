//! How far down the parts of a table stand whose blocks were woven into rows: the lines of the print.

use super::super::rows::{Chunk, Column, MOST_COLUMNS, Own};
use super::super::sheet::Sheet;
use super::weave::Woven;
use std::collections::BTreeMap;
use std::ops::Range;

/// Room between two rows, in lines.
const PADDING: f32 = 0.5;
/// Room between two pages.
const PAGE: f32 = 4.0;
/// Parts that are no further apart stand in one line.
const LEVEL: f32 = 0.3;

/// The lines of the print.
pub struct Set {
    /// The parts of each line with their columns.
    pub lines: Vec<Vec<(usize, u8)>>,
    /// The lines of each row.
    pub rows: Vec<Range<usize>>,
}

/// A part with its height.
struct At {
    height: f32,
    part: usize,
    column: u8,
}

/// Puts the parts of rows where they stood in the print. Labels that span rows stand among what is printed around them.
pub fn set(sheet: &Sheet, blocks: &[Vec<Range<usize>>], columns: &[Column], rows: &[Woven]) -> Set {
    let mut all: Vec<At> = Vec::new();
    let mut tops: Vec<f32> = Vec::new();
    let (mut top, mut page) = (0.0, 0);
    // The columns and heights of all parts but labels, and the labels with their columns.
    let mut known: BTreeMap<usize, f32> = BTreeMap::new();
    let mut labels: BTreeMap<usize, u8> = BTreeMap::new();
    let spans = |column: u8| columns[usize::from(column)].own == Own::Spans;
    for row in rows {
        let here = row.chunks.first().map_or(page, |chunk| sheet.lines[chunk.lines.start].page);
        top += if here > page { PAGE } else { 0.0 };
        page = here;
        let parts: Vec<(usize, u8)> = row.chunks.iter().flat_map(|chunk| parts_of(sheet, chunk)).collect();
        let own: Vec<(usize, u8)> = parts.iter().copied().filter(|(_, column)| !spans(*column)).collect();
        labels.extend(parts.into_iter().filter(|(_, column)| spans(*column)));
        let (height, placed) = within_row(sheet, columns, &own);
        for (offset, (part, column)) in placed.into_iter().zip(own) {
            known.insert(part, top + offset);
            all.push(At { height: top + offset, part, column });
        }
        tops.push(top);
        top += height + PADDING;
    }
    for page in blocks {
        let parts = |line: usize| sheet.lines[line].parts.clone();
        let own: Vec<usize> = page.iter().cloned().flatten().flat_map(parts).collect();
        all.extend(place_labels(sheet, columns, &own, &known, &labels));
    }
    all.sort_by(|a, b| a.height.total_cmp(&b.height).then(a.part.cmp(&b.part)));
    in_lines(all, &tops, rows)
}

/// The parts of a chunk with their columns.
fn parts_of(sheet: &Sheet, chunk: &Chunk) -> Vec<(usize, u8)> {
    let first = sheet.lines[chunk.lines.start].parts.start;
    chunk.columns.iter().enumerate().map(|(offset, column)| (first + offset, *column)).collect()
}

/// How high a row is, and how far down in it its parts stand.
fn within_row(sheet: &Sheet, columns: &[Column], parts: &[(usize, u8)]) -> (f32, Vec<f32>) {
    let line_of = |part: usize| sheet.segments[sheet.parts[part].segment].line;
    let (mut counts, mut last) = ([0u16; MOST_COLUMNS], [usize::MAX; MOST_COLUMNS]);
    let mut lines: Vec<u16> = Vec::with_capacity(parts.len());
    for (part, column) in parts {
        let column = usize::from(*column);
        if last[column] != line_of(*part) {
            last[column] = line_of(*part);
            counts[column] += 1;
        }
        lines.push(counts[column] - 1);
    }
    let height = f32::from(counts.iter().copied().max().unwrap_or(1).max(1));
    let place = |((_, column), line): (&(usize, u8), u16)| {
        let column = usize::from(*column);
        let top = if columns[column].top { 0.0 } else { (height - f32::from(counts[column])) / 2.0 };
        top + f32::from(line)
    };
    (height, parts.iter().zip(lines).map(place).collect())
}

/// The labels of a page: each run of them stands in the middle between what comes before and behind it in the dump, the
/// numbers of rows where there are any.
fn place_labels(
    sheet: &Sheet,
    columns: &[Column],
    parts: &[usize],
    known: &BTreeMap<usize, f32>,
    labels: &BTreeMap<usize, u8>,
) -> Vec<At> {
    let mut found = Vec::new();
    let heights = || parts.iter().filter_map(|part| known.get(part)).copied();
    let (low, high) = (heights().fold(f32::INFINITY, f32::min), heights().fold(f32::NEG_INFINITY, f32::max));
    let numbered = parts.iter().any(|part| sheet.parts[*part].anchor);
    let line_of = |part: usize| sheet.segments[sheet.parts[part].segment].line;
    for column in 0..columns.len() {
        let own: Vec<usize> = parts.iter().copied().filter(|part| labels.get(part) == Some(&(column as u8))).collect();
        let mut from = 0;
        while from < own.len() {
            let tells = |part: &usize| known.contains_key(part) && (sheet.parts[*part].anchor || !numbered);
            let beside = |part: usize| parts.iter().any(|other| tells(other) && line_of(*other) == line_of(part));
            // What stands in the line of a number is as high as it.
            if let Some(number) = parts.iter().find(|other| tells(other) && line_of(**other) == line_of(own[from])) {
                found.push(At { height: known[number], part: own[from], column: column as u8 });
                from += 1;
                continue;
            }
            let before = parts.iter().rev().filter(|part| **part < own[from]).find(|part| tells(part));
            let behind = parts.iter().filter(|part| **part > own[from]).find(|part| tells(part));
            let run =
                own[from..].iter().take_while(|part| behind.is_none_or(|behind| *part < behind) && !beside(**part));
            let run = run.count().max(1);
            let above = before.map_or(low - 0.5, |part| known[part]);
            let below = behind.map_or(high + 0.5, |part| known[part]).max(above);
            let next =
                found.last().filter(|last: &&At| usize::from(last.column) == column).map_or(above, |last| last.height);
            place_run(sheet, &own[from..from + run], (next.max(above), below), column as u8, &mut found);
            from += run;
        }
    }
    found
}

/// Spreads a run of lines of labels over the room that they have: blocks evenly, the lines of a block together.
fn place_run(sheet: &Sheet, run: &[usize], (above, below): (f32, f32), column: u8, found: &mut Vec<At>) {
    let line_of = |part: usize| sheet.segments[sheet.parts[part].segment].line;
    let mut blocks: Vec<Vec<usize>> = Vec::new();
    for part in run {
        match blocks.last_mut().filter(|block| block.last().is_some_and(|last| line_of(*last) + 1 >= line_of(*part))) {
            Some(block) => block.push(*part),
            None => blocks.push(vec![*part]),
        }
    }
    let each = (below - above) / blocks.len() as f32;
    for (index, block) in blocks.iter().enumerate() {
        let middle = above + each * (index as f32 + 0.5);
        for (line, part) in block.iter().enumerate() {
            let height = middle + line as f32 - (block.len() - 1) as f32 / 2.0;
            found.push(At { height, part: *part, column });
        }
    }
}

/// The parts in lines, and the lines of each row.
fn in_lines(all: Vec<At>, tops: &[f32], rows: &[Woven]) -> Set {
    let mut lines: Vec<(f32, Vec<(usize, u8)>)> = Vec::new();
    let mut row = 0;
    for at in all {
        let of = tops.partition_point(|top| *top <= at.height + LEVEL).max(1) - 1;
        let of = of.max(row);
        match lines.last_mut().filter(|line| at.height - line.0 <= LEVEL && of == row) {
            Some(line) => line.1.push((at.part, at.column)),
            None => lines.push((at.height, vec![(at.part, at.column)])),
        }
        row = of;
    }
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for (index, row) in rows.iter().enumerate() {
        let next = tops.get(index + 1).copied().unwrap_or(f32::INFINITY);
        let end = start + lines[start..].iter().take_while(|line| line.0 + LEVEL < next).count();
        match ranges.last_mut().filter(|_| row.goes_on) {
            Some(range) => range.end = end,
            None => ranges.push(start..end),
        }
        start = end;
    }
    for (_, line) in &mut lines {
        line.sort_by_key(|(part, column)| (*column, *part));
    }
    Set { lines: lines.into_iter().map(|line| line.1).collect(), rows: ranges }
}
