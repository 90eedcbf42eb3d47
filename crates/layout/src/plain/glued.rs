//! Tables whose cells were glued when they were copied: one row a line with nothing between its cells, below a header that is
//! glued as well. The number at the head, the time, and the list of units at the end part a row again.

use super::Region;
use crate::grid::fill_down;
use crate::{Block, Cell, Column, Marker, MarkerStyle, Recoverer, Row, Table, grid, looks_like_time, page_number};
use fenjie_lexicon::{ColumnRole, complete_unit, time, unit_plausibility};
use fenjie_source::Line;
use fenjie_text::{Text, chars, numeral};
use std::ops::Range;

/// Fewest columns of such a table.
const FEWEST_COLUMNS: usize = 3;
/// Fewest rows of such a table.
const FEWEST_ROWS: usize = 3;
/// Longest row, in bytes.
const LONGEST_ROW: usize = 3000;
/// From this likeness on, the end of a row is a list of units.
const UNITS: f32 = 0.6;

/// The tables of glued rows among the lines.
pub(crate) fn regions(lines: &[&Line]) -> Vec<Region> {
    let mut regions: Vec<Region> = Vec::new();
    let headers: Vec<(usize, Header)> =
        lines.iter().enumerate().filter_map(|(at, line)| Some((at, Header::of(&line.text)?))).collect();
    let headings = if headers.is_empty() { Vec::new() } else { headings(lines) };
    let ends: Vec<usize> = headers.iter().skip(1).map(|(at, _)| *at).chain([lines.len()]).collect();
    for ((start, header), end) in headers.into_iter().zip(ends) {
        let (rows, used) = header.rows(&lines[start + 1..end], &headings);
        if rows.len() >= FEWEST_ROWS {
            let table = header.table(rows);
            regions.push(Region { start, end: start + 1 + used, blocks: vec![Block::Table(table)] });
        }
    }
    regions
}

/// The headings of a document: a label glued to the text behind it is one of them, perhaps without its verb (组织领导 for
/// 强化组织领导).
fn headings(lines: &[&Line]) -> Vec<String> {
    const SHORTEST: usize = 4;
    const LONGEST: usize = 30;
    let mut headings = Vec::new();
    for line in lines {
        let words = line.text.as_str();
        let Some(marker) = Marker::parse(words) else { continue };
        let heading = words[marker.len..].split('。').next().unwrap_or_default().trim_matches(chars::is_blank);
        let length = heading.chars().take(LONGEST + 1).count();
        if !(SHORTEST..=LONGEST).contains(&length) {
            continue;
        }
        headings.push(heading.to_owned());
        let verb = heading.char_indices().nth(2).map_or(heading.len(), |(at, _)| at);
        if length >= SHORTEST + 2 {
            headings.push(heading[verb..].to_owned());
        }
    }
    headings
}

/// The columns of a glued table.
struct Header {
    words: Vec<Text>,
    roles: Vec<ColumnRole>,
}

impl Header {
    fn of(line: &Text) -> Option<Self> {
        const LONGEST: usize = 240;
        if line.len() > LONGEST {
            return None;
        }
        let line = line.tidied();
        let cut = ColumnRole::run_together(line.as_str());
        let roles: Vec<ColumnRole> = cut.iter().map(|(_, role)| *role).collect();
        let has = |role| roles.contains(&role);
        let is_header = roles.len() >= FEWEST_COLUMNS && has(ColumnRole::Task) && has(ColumnRole::Lead);
        is_header.then(|| Self { words: cut.into_iter().map(|(range, _)| line.slice(range)).collect(), roles })
    }

    fn column(&self, role: ColumnRole) -> Option<usize> {
        self.roles.iter().position(|other| *other == role)
    }

    /// The rows on the lines below, and how many lines they take up. A row may be broken over lines.
    fn rows(&self, lines: &[&Line], headings: &[String]) -> (Vec<Row>, usize) {
        const MOST_LINES: usize = 3;
        let known = self.known_units(lines);
        let mut rows = Vec::new();
        let mut used = 0;
        let mut number = 0;
        let mut open = Text::new();
        let mut opened = 0;
        for (at, line) in lines.iter().enumerate() {
            let text = line.text.tidied();
            if text.is_empty() || page_number::is_alone(text.as_str()) {
                continue;
            }
            open.push(&text);
            opened += 1;
            if let Some(row) = self.row(&open, &mut number, headings, &known) {
                rows.push(row);
                used = at + 1;
                (open, opened) = (Text::new(), 0);
            } else if opened == MOST_LINES || ends_table(text.as_str()) {
                break;
            }
        }
        (rows, used)
    }

    /// The units that open the lists of the rows that are printed as most are.
    fn known_units(&self, lines: &[&Line]) -> Vec<String> {
        let mut known = Vec::new();
        for text in lines.iter().map(|line| line.text.tidied()) {
            if let Some((_, _, units)) = self.parted_at_time(text.as_str()) {
                known.extend(text.as_str()[units..].split(['、', '，']).next().map(str::to_owned));
            }
        }
        known.sort_unstable();
        known.dedup();
        known.retain(|name| complete_unit(name) >= UNITS);
        known
    }

    /// One row: its number when it is the next, the label, the task, the time, the units.
    fn row(&self, text: &Text, number: &mut u32, headings: &[String], known: &[String]) -> Option<Row> {
        let row = text.as_str();
        let (body, due, units) = self.parted_at_time(row).or_else(|| self.parted_at_units(row, known))?;
        let mut cells = vec![Cell::default(); self.roles.len()];
        let mut put = |column: Option<usize>, range: Range<usize>| {
            if let Some(column) = column {
                cells[column] = Cell { text: text.slice(range).tidied(), inherited: false };
            }
        };
        let mut start = 0;
        let digits = text.as_str().chars().take_while(|c| numeral::digit(*c).is_some()).map(char::len_utf8).sum();
        let printed = numeral::parse_integer(&text.as_str()[..digits]).filter(|value| *value == u64::from(*number + 1));
        if self.column(ColumnRole::Sequence).is_some() && printed.is_some() && digits <= body {
            *number += 1;
            put(self.column(ColumnRole::Sequence), 0..digits);
            start = digits;
        }
        let tasks: Vec<usize> = (0..self.roles.len()).filter(|&c| self.roles[c] == ColumnRole::Task).collect();
        let label = self.column(ColumnRole::Category).or(tasks.first().copied().filter(|_| tasks.len() > 1));
        let opening = opening_heading(&text.as_str()[start..body], headings);
        if let (Some(label), Some(length)) = (label, opening.filter(|length| start + length < body)) {
            put(Some(label), start..start + length);
            start += length;
        }
        put(tasks.last().copied(), start..body);
        put(self.column(ColumnRole::Deadline), due);
        put(self.column(ColumnRole::Lead), units..text.len());
        Some(Row { cells, confidence: 0.8, doubtful: Vec::new() })
    }

    /// Where the task ends, where the time stands, and where the units begin: the last time behind which nothing but units
    /// stands; without a column for times, the last sentence.
    fn parted_at_time(&self, row: &str) -> Option<(usize, Range<usize>, usize)> {
        if row.len() > LONGEST_ROW {
            return None;
        }
        let is_list = |from: usize| unit_plausibility(&row[from..]) >= UNITS;
        if self.column(ColumnRole::Deadline).is_some() {
            let times = time::find(row, None);
            let due = times.into_iter().rev().map(|time| time.range).find(|time| is_list(time.end))?;
            return Some((due.start, due.clone(), due.end));
        }
        let end = row.rfind('。')? + '。'.len_utf8();
        (end < row.len() && is_list(end)).then_some((end, end..end, end))
    }

    /// The same for a row whose time is none that can be told by itself (长期, 2020.12) or left out: its units begin with one
    /// that opens the list of another row.
    fn parted_at_units(&self, row: &str, known: &[String]) -> Option<(usize, Range<usize>, usize)> {
        const LONGEST_TIME: usize = 12;
        self.column(ColumnRole::Deadline).filter(|_| row.len() <= LONGEST_ROW)?;
        let units = known.iter().filter_map(|name| row.find(name.as_str())).min()?;
        if units == 0 || unit_plausibility(&row[units..]) < UNITS {
            return None;
        }
        let opens = |c: char| numeral::digit(c).is_some() || "每长持全常即立按适年第上下".contains(c);
        let starts = row[..units].char_indices().rev().take(LONGEST_TIME).filter(|(_, c)| opens(*c)).map(|(at, _)| at);
        let due = starts.filter(|at| looks_like_time(&row[*at..units])).last().unwrap_or(units);
        Some((due, due..units, units))
    }

    fn table(self, mut rows: Vec<Row>) -> Table {
        let roles = grid::column_roles(&self.words, &rows);
        let number = self.column(ColumnRole::Sequence);
        for (column, role) in roles.iter().enumerate() {
            if matches!(role, ColumnRole::Category | ColumnRole::Title) {
                fill_labels(&mut rows, column, number);
            }
        }
        if let Some(number) = number.filter(|number| roles[*number] == ColumnRole::CategoryNumber) {
            fill_down(&mut rows, number);
        }
        let columns = self.words.into_iter().zip(roles).map(|(header, role)| Column { header, role }).collect();
        Table { columns, rows, recoverer: Recoverer::Delimited, score: 0.8, furniture: Vec::new(), title: None }
    }
}

/// Whether a line that is no row ends the table: a heading, an annex, a sentence.
fn ends_table(line: &str) -> bool {
    line.ends_with('。')
        || line.starts_with("附件")
        || Marker::parse(line).is_some_and(|marker| marker.style < MarkerStyle::Digit)
}

/// Length of the longest heading that opens `words`.
fn opening_heading(words: &str, headings: &[String]) -> Option<usize> {
    headings.iter().filter(|heading| words.starts_with(heading.as_str())).map(String::len).max()
}

/// Rows without a number stand under the label above them; a numbered row without one keeps none.
fn fill_labels(rows: &mut [Row], column: usize, number: Option<usize>) {
    for at in 1..rows.len() {
        let numbered = number.is_some_and(|number| !rows[at].cells[number].text.is_empty());
        if rows[at].cells[column].text.is_empty() && !numbered {
            rows[at].cells[column] = Cell { text: rows[at - 1].cells[column].text.clone(), inherited: true };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fenjie_text::Span;

    #[test]
    fn rows_are_parted_at_the_time() {
        let source = "（一）改造供水管网。更新老旧管道。\n（二）推进河道清淤。疏浚城区河道。\n序号重点工作具体任务完成时限责任部门\n\
                      1改造供水管网更新北城老旧管道2021年4月水务处、城建处，各镇政府\n安装智能水表2021年5月水务处、排水处、河道处\n\
                      修订抢修规程长期水务处、河道处\n— 3 —\n4月底前排水处\n建立漏损监测\n台账2021年8月排水处\n\
                      2推进河道清淤疏浚城区河道2021年11月河道处、排水处\n清理沿岸垃圾2021年11月河道处\n";
        let mut at = 0;
        let lines: Vec<Line> = source
            .split_inclusive('\n')
            .map(|line| {
                let span = Span::new(at, at + line.trim_end().len());
                at += line.len();
                Line { text: Text::from_source(source, span), ..Line::default() }
            })
            .collect();
        let found = regions(&lines.iter().collect::<Vec<_>>());
        let [Region { start: 2, end: 12, blocks }] = &found[..] else { panic!("one table") };
        let [Block::Table(table)] = &blocks[..] else { panic!("one table") };
        let cells: Vec<Vec<&str>> =
            table.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect()).collect();
        assert_eq!(cells[0], ["1", "改造供水管网", "更新北城老旧管道", "2021年4月", "水务处、城建处，各镇政府"]);
        assert_eq!(cells[1], ["1", "改造供水管网", "安装智能水表", "2021年5月", "水务处、排水处、河道处"]);
        assert_eq!(cells[2][2..], ["修订抢修规程", "长期", "水务处、河道处"]);
        assert_eq!(cells[3][2..], ["", "4月底前", "排水处"]);
        assert_eq!(cells[4][2..], ["建立漏损监测台账", "2021年8月", "排水处"]);
        assert_eq!(cells[6][..3], ["2", "推进河道清淤", "清理沿岸垃圾"]);
        assert_eq!(table.columns[1].role, ColumnRole::Category);
    }
}
