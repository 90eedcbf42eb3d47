//! A look at an xls file before calamine opens it: calamine makes room for every cell between the outermost ones, so a
//! few bytes could ask for more memory than there is.

use super::{XLS, damaged};
use crate::{Error, Limits};
use std::io::{Cursor, Read};

/// Rows and columns of a sheet at most ([MS-XLS] 2.2.1): what all sheets together may say of their size, for which
/// calamine makes room.
const LARGEST_SHEET: usize = 65_536 * 256;

/// Record types ([MS-XLS] 2.3).
const BOF: u16 = 0x0809;
const EOF: u16 = 0x000a;
const BOUND_SHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;
const MULTIPLE: [u16; 2] = [0x00bd, 0x00be];
const CELLS: [u16; 10] = [0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x00d6, 0x00fd, 0x027e, 0x0406, 0x0206];

/// Refuses a workbook whose sheets span too many cells, and one whose stream is not found: calamine might find one all the
/// same in a damaged directory, and nothing would have looked at it.
pub(super) fn check_size(bytes: &[u8], limits: &Limits) -> Result<(), Error> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|error| damaged(XLS, &error))?;
    let mut found = false;
    for name in ["Workbook", "Book"] {
        let Ok(stream) = file.open_stream(name) else { continue };
        let mut records = Vec::new();
        let limit = limits.part_bytes;
        stream.take(limit as u64 + 1).read_to_end(&mut records).map_err(|error| damaged(XLS, &error))?;
        Limits::check("the workbook stream", records.len(), limit)?;
        check_records(&records, limits)?;
        found = true;
    }
    if found { Ok(()) } else { Err(damaged(XLS, &"it holds no stream of a workbook")) }
}

/// Walks every sheet from where the list of sheets says it begins, as calamine does.
fn check_records(stream: &[u8], limits: &Limits) -> Result<(), Error> {
    let (mut walked, mut cells, mut declared_cells) = (0usize, 0usize, 0usize);
    for start in sheet_starts(stream) {
        let mut sheet = Extent::default();
        let mut depth = 0usize;
        for (kind, data) in records(stream.get(start..).unwrap_or_default()) {
            walked += data.len() + RECORD_HEAD;
            match kind {
                BOF => depth += 1,
                EOF if depth <= 1 => break,
                EOF => depth -= 1,
                // Charts inside a sheet begin and end as sheets do, and are passed over.
                _ if depth > 1 => {}
                DIMENSIONS => declared_cells = declared_cells.saturating_add(declared(data)),
                _ if CELLS.contains(&kind) || MULTIPLE.contains(&kind) => sheet.add(data, MULTIPLE.contains(&kind)),
                _ => {}
            }
            Limits::check("number of cells the sheets span", cells.saturating_add(sheet.cells()), limits.cells)?;
            Limits::check("number of cells the sheets say they span", declared_cells, LARGEST_SHEET)?;
            // Sheets of a sound file do not overlap.
            Limits::check("bytes of all sheets", walked, stream.len())?;
        }
        cells = cells.saturating_add(sheet.cells());
    }
    Ok(())
}

/// Length of a record's type and size.
const RECORD_HEAD: usize = 4;

/// The records of a stream as far as they are whole: type and data.
fn records(mut rest: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let [a, b, c, d, tail @ ..] = rest else { return None };
        let (kind, length) = (u16::from_le_bytes([*a, *b]), usize::from(u16::from_le_bytes([*c, *d])));
        let (data, next) = tail.split_at_checked(length)?;
        rest = next;
        Some((kind, data))
    })
}

/// Where the sheets begin: what the globals at the head of the stream list.
fn sheet_starts(stream: &[u8]) -> Vec<usize> {
    let globals = records(stream).take_while(|(kind, _)| *kind != EOF);
    let listed = globals.filter(|(kind, _)| *kind == BOUND_SHEET).filter_map(|(_, data)| data.first_chunk::<4>());
    listed.map(|start| u32::from_le_bytes(*start) as usize).collect()
}

/// The size that a sheet says it has, as calamine understands it: a first column that cannot be stands for the first of
/// all, and a last row before the first for no end at all.
fn declared(data: &[u8]) -> usize {
    const LAST_COLUMN: usize = 0xff;
    let wide = |at: usize| data.get(at..at + 4).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize);
    let narrow = |at: usize| data.get(at..at + 2).map_or(0, |b| usize::from(u16::from_le_bytes([b[0], b[1]])));
    let (first_row, last_row, first, last) = if data.len() >= 14 {
        (wide(0), wide(4), narrow(8), narrow(10))
    } else {
        (narrow(0), narrow(2), narrow(4), narrow(6))
    };
    let first = if first > LAST_COLUMN || last < first { 0 } else { first };
    let rows = last_row.checked_sub(first_row).unwrap_or(usize::MAX);
    if last_row == 0 || last == 0 { 0 } else { rows.saturating_mul(last - first) }
}

/// The outermost rows and columns met.
#[derive(Default)]
struct Extent {
    rows: Option<(usize, usize)>,
    columns: Option<(usize, usize)>,
}

impl Extent {
    fn add(&mut self, data: &[u8], several: bool) {
        let narrow = |b: &[u8]| b.first_chunk().map(|b| usize::from(u16::from_le_bytes(*b)));
        let (Some(row), Some(first)) = (narrow(data), data.get(2..).and_then(narrow)) else { return };
        let last = data.last_chunk::<2>().filter(|_| several).map_or(first, |b| usize::from(u16::from_le_bytes(*b)));
        let grow = |span: Option<(usize, usize)>, low: usize, high: usize| {
            Some(span.map_or((low, high), |(a, b)| (a.min(low), b.max(high))))
        };
        self.rows = grow(self.rows, row, row);
        self.columns = grow(self.columns, first.min(last), first.max(last));
    }

    fn cells(&self) -> usize {
        let length = |span: Option<(usize, usize)>| span.map_or(0, |(first, last)| last - first + 1);
        length(self.rows).saturating_mul(length(self.columns))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u16]) -> Vec<u8> {
        let data: Vec<u8> = data.iter().flat_map(|word| word.to_le_bytes()).collect();
        [kind.to_le_bytes().to_vec(), (data.len() as u16).to_le_bytes().to_vec(), data].concat()
    }

    /// A stream of globals that list the sheets, and the sheets.
    fn workbook(sheets: &[Vec<u8>]) -> Vec<u8> {
        let head = |starts: &[usize]| {
            let listed = starts.iter().flat_map(|start| record(BOUND_SHEET, &[*start as u16, (start >> 16) as u16]));
            [record(BOF, &[]), listed.collect(), record(EOF, &[])].concat()
        };
        let mut at = head(&vec![0; sheets.len()]).len();
        let mut starts = Vec::new();
        let mut body = Vec::new();
        for sheet in sheets {
            starts.push(at);
            let sheet = [record(BOF, &[]), sheet.clone(), record(EOF, &[])].concat();
            at += sheet.len();
            body.extend(sheet);
        }
        [head(&starts), body].concat()
    }

    fn is_refused(sheets: &[Vec<u8>]) -> bool {
        matches!(check_records(&workbook(sheets), &Limits::default()), Err(Error::TooLarge { .. }))
    }

    #[test]
    fn two_far_cells_are_refused_and_two_near_ones_not() {
        let sheet = |row, column| [record(0x0203, &[0, 0]), record(0x0203, &[row, column])].concat();
        assert!(!is_refused(&[sheet(10, 10)]));
        assert!(is_refused(&[sheet(65_535, 65_535)]));
    }

    #[test]
    fn sheets_may_not_claim_more_than_one_can_be() {
        assert!(is_refused(&[record(DIMENSIONS, &[0, 0, 0xffff, 0xffff, 0, 0xffff, 0])]));
        let large = record(DIMENSIONS, &[0, 0, 0xffff, 0, 0, 200, 0]);
        assert!(!is_refused(std::slice::from_ref(&large)));
        assert!(is_refused(&[large.clone(), large]));
        assert!(is_refused(&[record(DIMENSIONS, &[9, 0, 1, 0, 0, 5, 0])]));
    }

    #[test]
    fn a_compound_file_without_a_workbook_is_refused() {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        file.create_stream("Notes").unwrap();
        file.flush().unwrap();
        let bytes = file.into_inner().into_inner();
        assert!(matches!(check_size(&bytes, &Limits::default()), Err(Error::Damaged { .. })));
    }

    #[test]
    fn sheets_may_not_overlap() {
        let globals = |start: u16| {
            let listed = record(BOUND_SHEET, &[start, 0]).repeat(3);
            [record(BOF, &[]), listed, record(EOF, &[]), record(BOF, &[]), record(0x0203, &[1; 40]), record(EOF, &[])]
        };
        let start = globals(0)[..3].concat().len() as u16;
        assert!(matches!(check_records(&globals(start).concat(), &Limits::default()), Err(Error::TooLarge { .. })));
    }
}
