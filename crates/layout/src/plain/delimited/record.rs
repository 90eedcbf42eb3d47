//! Lines cut at their separators: tabs, or the pipes of Markdown.

use super::broken;
use crate::Watch;
use crate::grid;
use fenjie_source::Line;
use fenjie_text::{Text, chars};

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
    let mut header: Option<Record> = None;
    let piped = piped(lines);
    while records.len() < lines.len() && !watch.is_over() {
        let (text, length) = first_row(&lines[records.len()..], header.as_ref());
        let row = record(&text, piped[records.len()]);
        if let Some(row) = row.as_ref().filter(|row| row.is_header) {
            header = Some(row.clone());
        }
        records.push(row);
        records.extend((1..length).map(|_| Some(Record::default())));
    }
    records
}

/// The lines that are one row, as one, and how many they are.
fn first_row(lines: &[&Line], header: Option<&Record>) -> (Text, usize) {
    let quoted = quoted_lines(lines);
    if quoted > 1 {
        return (joined(lines[..quoted].iter().map(|line| &line.text)), quoted);
    }
    let piped = || header.and_then(|header| piped_lines(lines, header.cells.len()));
    if let Some(count) = piped() {
        return (joined(lines[..count].iter().map(|line| &line.text)), count);
    }
    let broken_header = || broken::header(lines).map(|whole| (whole, 2));
    let broken_row = || header.and_then(|header| broken::row(lines, header));
    broken_header().or_else(broken_row).unwrap_or_else(|| (lines[0].text.clone(), 1))
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

/// How many of the lines are one row of Markdown of so many cells, broken inside them: only the first opens with a pipe, only
/// the last closes with one, and together they have as many as the header.
fn piped_lines(lines: &[&Line], width: usize) -> Option<usize> {
    const MOST: usize = 20;
    let mut words = lines.iter().map(|line| line.text.as_str().trim_matches(chars::is_blank));
    let first = words.next().filter(|first| first.starts_with('|') && !first.ends_with('|'))?;
    let mut pipes = first.matches('|').count();
    for (count, line) in (2..).zip(words.take(MOST)) {
        pipes += line.matches('|').count();
        if line.is_empty() || line.starts_with('|') || pipes > width + 1 {
            return None;
        }
        if line.ends_with('|') {
            return (pipes == width + 1).then_some(count);
        }
    }
    None
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

/// Which lines are rows of tables whose pipes stand between the cells alone: those below and above the rule of Markdown that parts
/// the header from the rows, and those below a header that have as many pipes as it.
fn piped(lines: &[&Line]) -> Vec<bool> {
    const FEWEST_PIPES: usize = 2;
    const FEWEST_ROWS: usize = 2;
    let pipes = |at: usize| lines[at].text.as_str().matches('|').count();
    let mut piped = vec![false; lines.len()];
    let is_rule = |words: &str| {
        let words = words.trim_matches(chars::is_blank);
        words.contains("--") && words.contains('|') && words.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
    };
    for rule in (1..lines.len()).filter(|&at| is_rule(lines[at].text.as_str())) {
        if piped[rule] {
            continue;
        }
        let end = (rule..lines.len()).find(|&at| pipes(at) == 0).unwrap_or(lines.len());
        piped[rule - usize::from(pipes(rule - 1) > 0)..end].fill(true);
    }
    for header in 0..lines.len() {
        if piped[header] || pipes(header) < FEWEST_PIPES {
            continue;
        }
        let words = lines[header].text.as_str();
        let cells: Vec<&str> = words.split('|').map(|cell| cell.trim_matches(chars::is_blank)).collect();
        if words.starts_with('|') || !grid::is_header(&cells) {
            continue;
        }
        let end = (header..lines.len()).find(|&at| pipes(at) != pipes(header)).unwrap_or(lines.len());
        if end > header + FEWEST_ROWS {
            piped[header..end].fill(true);
        }
    }
    piped
}

/// Cuts a line at tabs, or at pipes when it is a Markdown row.
fn record(line: &Text, is_piped: bool) -> Option<Record> {
    let words = line.as_str();
    let trimmed = words.trim_matches(chars::is_blank);
    let (opens, closes) = (trimmed.starts_with('|'), trimmed.len() > 1 && trimmed.ends_with('|'));
    let mut marks = Vec::new();
    let cells: Vec<Text> = if opens && closes || is_piped {
        let start = if opens { words.find('|')? + 1 } else { 0 };
        let end = if closes { words.rfind('|')? } else { words.len() };
        marks.extend([line.slice(0..start), line.slice(end..words.len())]);
        let cells = cut(&line.slice(start..end), '|', &mut marks);
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
