//! Comma- and tab-separated values (RFC 4180 and what programs make of it); spans are those of the decoded file.

use crate::{Error, Format, Item, Limits, Line, LineRole, MarkupCell, MarkupTable, Source, unpaged};
use fenjie_text::{Span, Text};
use std::ops::Range;

/// Delimiters in use, the likeliest first.
const DELIMITERS: [u8; 5] = [b',', b'\t', b';', b'|', b'^'];

/// Reads a file of delimited values: the lines above its header, and one table.
///
/// # Errors
/// [`Error::TooLarge`] when it crosses one of `limits`.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Source, Error> {
    unpaged::read(bytes, Format::Csv, limits, |text| {
        let records = records(text, delimiter(text));
        Limits::check("number of cells", records.iter().map(Vec::len).sum(), limits.cells)?;
        Ok(items(text, &records))
    })
}

/// The delimiter that cuts the first records into the most cells, as many in one as in the other.
fn delimiter(text: &str) -> u8 {
    const SAMPLE: usize = 64 << 10;
    let mut end = text.len().min(SAMPLE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let score = |delimiter: u8| {
        let mut widths: Vec<usize> =
            records(&text[..end], delimiter).iter().map(Vec::len).filter(|width| *width > 1).collect();
        widths.sort_unstable();
        let usual = widths.get(widths.len() / 2).copied().unwrap_or(0);
        widths.iter().filter(|width| **width == usual).count() * usual
    };
    // The first of the best, so that a tie goes to the likelier one.
    DELIMITERS.into_iter().rev().max_by_key(|delimiter| score(*delimiter)).unwrap_or(b',')
}

/// The fields of all records as ranges of the text, quotes included.
fn records(text: &str, delimiter: u8) -> Vec<Vec<Range<usize>>> {
    let bytes = text.as_bytes();
    let mut records = Vec::new();
    let mut record = Vec::new();
    let mut start = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut quoted = false;
    for (at, byte) in bytes.iter().copied().enumerate().skip(start) {
        match byte {
            b'"' if quoted => quoted = false,
            // A quote opens a field, or opens it again behind a doubled one; elsewhere it is a character.
            b'"' => quoted = at == start || bytes[at - 1] == b'"',
            _ if quoted => {}
            b'\n' => {
                record.push(start..at);
                records.push(std::mem::take(&mut record));
                start = at + 1;
            }
            _ if byte == delimiter => {
                record.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    if start < bytes.len() || !record.is_empty() {
        record.push(start.min(bytes.len())..bytes.len());
        records.push(record);
    }
    records
}

/// Records with one filled field at the start are lines above the table; the rest is the table.
fn items(text: &str, records: &[Vec<Range<usize>>]) -> Vec<Item> {
    let mut items = Vec::new();
    let mut table = MarkupTable::default();
    for record in records {
        let row: Vec<Vec<Text>> = record.iter().map(|field| lines(text, field.clone())).collect();
        let filled = row.iter().filter(|lines| !lines.is_empty()).count();
        match filled {
            0 => {}
            1 if table.rows.is_empty() => {
                let line = |text| Item::Line(Line { text, bbox: None, role: LineRole::Plain, whole: true });
                items.extend(row.into_iter().flatten().map(line));
            }
            _ => {
                let cell = |lines| MarkupCell { lines, rowspan: 1, colspan: 1, header: false };
                table.rows.push(row.into_iter().map(cell).collect());
            }
        }
    }
    if !table.rows.is_empty() {
        items.push(Item::Table(table));
    }
    items
}

/// The lines of a field, without its quotes; a doubled quote is one.
fn lines(text: &str, field: Range<usize>) -> Vec<Text> {
    let raw = text[field.clone()].trim_end_matches('\r');
    let inner = raw.strip_prefix('"').map(|inner| inner.strip_suffix('"').unwrap_or(inner));
    let start = field.start + usize::from(inner.is_some());
    let mut lines = vec![Text::new()];
    let mut at = start;
    for piece in inner.unwrap_or(raw).split_inclusive(['\n', '"']) {
        let (words, mark) = match piece.strip_suffix('\n') {
            Some(words) => (words, Some('\n')),
            None => (piece, None),
        };
        // Inside quotes the first of two quotes stands for both.
        let doubled = inner.is_some() && words == "\"" && text[..at].ends_with('"') && at > start;
        if let Some(line) = lines.last_mut().filter(|_| !doubled) {
            line.push_source(text, Span::new(at, at + words.trim_end_matches('\r').len()));
        }
        if mark.is_some() {
            lines.push(Text::new());
        }
        at += piece.len();
    }
    lines.into_iter().map(|line| line.trimmed()).filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::outline;

    fn seen(file: &str) -> String {
        outline(&read(file.as_bytes(), &Limits::default()).unwrap())
    }

    #[test]
    fn quotes_breaks_and_delimiters() {
        assert_eq!(
            seen("任务分解表,,\n序号,任务,单位\n1,\"甲,\r\n\"\"乙\"\"\",市政府\n"),
            "任务分解表\n|序号|任务|单位|\n|1|甲,/\"乙\"|市政府|\n"
        );
        assert_eq!(seen("\u{feff}序号\t任务\n1\t甲，乙, 丙\n"), "|序号|任务|\n|1|甲，乙, 丙|\n");
        assert_eq!(seen("a;b\n1;2,5\n3;4,5"), "|a|b|\n|1|2,5|\n|3|4,5|\n");
        assert_eq!(seen("a,5\" pipe,b\n"), "|a|5\" pipe|b|\n");
    }

    #[test]
    fn odd_files_end_well() {
        for file in ["", "\"", "\"a", ",", "\n\n", "\"\"", "a\"\"b,\"\"\"\"", "\u{feff}"] {
            read(file.as_bytes(), &Limits::default()).unwrap();
        }
    }
}
