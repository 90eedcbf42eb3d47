//! Lines cut at their separators: tabs, or the pipes of Markdown.

use crate::Watch;
use crate::grid;
use crate::plain::furniture;
use fenjie_lexicon::ends_as_agency;
use fenjie_source::Line;
use fenjie_text::{Text, chars, numeral};

/// A row cut at its separators. A line that goes on in a quoted cell of the row above has no cells of its own.
#[derive(Clone, Default)]
pub(super) struct Record {
    pub(super) cells: Vec<Text>,
    /// The marks of Markdown that part the cells and their lines.
    pub(super) marks: Vec<Text>,
    pub(super) is_header: bool,
    /// In a header of several rows, the words that tell what each column holds.
    pub(super) telling: Vec<Text>,
}

/// What each line holds of a delimited table.
pub(super) fn records(lines: &[&Line], watch: &Watch) -> Vec<Option<Record>> {
    let mut records: Vec<Option<Record>> = Vec::with_capacity(lines.len());
    let mut width = 0;
    while records.len() < lines.len() && !watch.is_over() {
        let rest = &lines[records.len()..];
        let length = quoted_lines(rest).max(broken_lines(rest, width));
        if length > 1 {
            records.push(record(&joined(rest[..length].iter().map(|line| &line.text))));
            records.extend((1..length).map(|_| Some(Record::default())));
        } else {
            records.push(record(&rest[0].text));
        }
        if let Some(Some(header)) =
            records.last().filter(|record| record.as_ref().is_some_and(|record| record.is_header))
        {
            width = header.cells.len();
        }
    }
    records
}

/// How many of the lines are one row, because a cell in quotes, as spreadsheets copy them, goes on over line ends.
fn quoted_lines(lines: &[&Line]) -> usize {
    const MOST: usize = 20;
    let mut open = false;
    for (at, line) in lines.iter().enumerate().take(MOST) {
        let words = line.text.as_str();
        if at == 0 && !words.contains('\t') {
            return 1;
        }
        for (k, cell) in words.split('\t').enumerate() {
            let opens = cell.trim_matches(chars::is_blank).starts_with('"');
            let continues = k == 0 && open;
            open = (opens || continues) && (cell.matches('"').count() % 2 == 1) != continues;
        }
        if !open {
            return at + 1;
        }
    }
    1
}

/// How many of the lines are one row of `width` cells, because a cell in it is broken over three lines or more: those between
/// the first and the last have no tab. What fills a row to its width, and opens with no number, is the rest of it.
fn broken_lines(lines: &[&Line], width: usize) -> usize {
    const MOST: usize = 20;
    let cells = |line: &str| line.matches('\t').count() + 1;
    let mut found = 1;
    let mut filled = cells(lines[0].text.as_str());
    if !(2..width).contains(&filled) || !breaks_off(lines[0].text.as_str()) {
        return found;
    }
    while filled < width {
        let rest = &lines[found..lines.len().min(found + MOST)];
        let is_inner = |line: &&Line| {
            let words = line.text.as_str();
            !words.contains('\t')
                && !line.text.is_blank()
                && !grid::is_band(words)
                && furniture::kind(words, || false).is_none()
        };
        let inner = rest.iter().take_while(|line| is_inner(line)).count();
        let Some(last) = rest.get(inner).map(|line| line.text.as_str()).filter(|_| inner > 0) else { break };
        let opens_row = numeral::parse_integer(last.split('\t').next().unwrap_or_default().trim()).is_some();
        if !last.contains('\t') || opens_row || filled + cells(last) - 1 > width {
            break;
        }
        filled += cells(last) - 1;
        found += inner + 1;
    }
    found
}

/// Whether the last cell of a line goes on: it closes neither with a full stop nor with the name of a body.
fn breaks_off(line: &str) -> bool {
    let last = line.rsplit('\t').next().unwrap_or_default().trim_matches(chars::is_blank);
    !last.is_empty() && !last.ends_with(['。', '；']) && !ends_as_agency(&chars::without_blanks(last))
}

/// The lines as one, a blank for every line end.
fn joined<'l>(lines: impl Iterator<Item = &'l Text>) -> Text {
    let mut joined = Text::new();
    for line in lines {
        if !joined.is_empty() {
            joined.push_blank();
        }
        joined.push(line);
    }
    joined
}

/// A cell without the quotes around it, which go to the marks.
fn unquoted(cell: Text, marks: &mut Vec<Text>) -> Text {
    let inner = cell.as_str().strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let Some(inner) = inner.filter(|inner| !inner.is_empty() && !inner.contains('"')) else { return cell };
    let end = 1 + inner.len();
    marks.extend([cell.slice(0..1), cell.slice_from(end)]);
    cell.slice(1..end).trimmed()
}

/// Cuts a line at tabs, or at pipes when it is a Markdown row.
fn record(line: &Text) -> Option<Record> {
    let words = line.as_str();
    let trimmed = words.trim_matches(chars::is_blank);
    let is_markdown = trimmed.len() > 1 && trimmed.starts_with('|') && trimmed.ends_with('|');
    let mut marks = Vec::new();
    let cells: Vec<Text> = if is_markdown {
        let (start, end) = (words.find('|')?, words.rfind('|')?);
        marks.extend([line.slice(start..start + 1), line.slice(end..end + 1)]);
        let cells = cut(&line.slice(start + 1..end), '|', &mut marks);
        cells.into_iter().map(|cell| without_breaks(cell, &mut marks)).collect()
    } else if words.contains('\t') {
        let cells = cut(line, '\t', &mut Vec::new());
        cells.into_iter().map(|cell| unquoted(cell, &mut marks)).collect()
    } else {
        return None;
    };
    let words: Vec<&str> = cells.iter().map(Text::as_str).collect();
    let is_header = grid::is_header(&words);
    Some(Record { cells, marks, is_header, telling: Vec::new() })
}

/// The cells of a line, and the separators between them.
fn cut(line: &Text, separator: char, separators: &mut Vec<Text>) -> Vec<Text> {
    let mut cells = Vec::new();
    let mut start = 0;
    for (at, _) in line.as_str().match_indices(separator) {
        cells.push(line.slice(start..at).trimmed());
        start = at + separator.len_utf8();
        separators.push(line.slice(at..start));
    }
    cells.push(line.slice_from(start).trimmed());
    cells
}

/// A cell whose lines are parted by `<br>`, without these marks.
fn without_breaks(cell: Text, marks: &mut Vec<Text>) -> Text {
    let mut lines = Vec::new();
    let mut start = 0;
    for (at, _) in cell.as_str().match_indices('<') {
        let Some(length) = line_break(&cell.as_str()[at..]) else { continue };
        lines.push(cell.slice(start..at));
        start = at + length;
        marks.push(cell.slice(at..start));
    }
    if lines.is_empty() {
        return cell;
    }
    lines.push(cell.slice_from(start));
    grid::join_lines(&lines)
}

/// Length of the tag `<br>` in any of its spellings that opens `markup`.
fn line_break(markup: &str) -> Option<usize> {
    const LONGEST: usize = "<br    />".len();
    let end = markup.bytes().take(LONGEST).position(|byte| byte == b'>')?;
    let name = markup.get(1..end)?.trim_end_matches('/').trim();
    name.eq_ignore_ascii_case("br").then_some(end + 1)
}

/// The row of Markdown that parts the header from the rows: |---|:--:|.
pub(super) fn is_ruler(record: &Record) -> bool {
    let is_rule = |cell: &Text| {
        let cell = cell.as_str().trim();
        cell.len() > 1 && cell.chars().all(|c| matches!(c, '-' | ':'))
    };
    record.cells.iter().all(is_rule)
}
