//! Tables whose cells were glued when they were copied: one row a line with nothing between its cells, below a header that is
//! glued as well, or whose words alone are parted by blanks. The number at the head, the time, and the list of units at the
//! end, before the time or behind it, part a row again.

use super::Region;
use crate::grid::fill_down;
use crate::{Block, Cell, Column, Marker, MarkerStyle, Recoverer, Row, Table, grid, looks_like_time, page_number};
use fenjie_lexicon::{ColumnRole, complete_unit, time, unit_plausibility, unit_starts};
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
        // Wide gaps between the words are those of a print whose places were kept.
        if line.len() > LONGEST || line.as_str().trim_matches(chars::is_blank).contains("   ") {
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
        let (mut opened, mut has_blanks) = (0, false);
        for (at, line) in lines.iter().enumerate() {
            let text = line.text.tidied();
            if text.is_empty() || page_number::is_alone(text.as_str()) {
                continue;
            }
            open.push(&text);
            opened += 1;
            has_blanks |= line.text.trimmed().as_str().contains(chars::is_blank);
            if let Some(row) = self.row(&open, has_blanks, &mut number, headings, &known) {
                rows.push(row);
                used = at + 1;
                (open, opened, has_blanks) = (Text::new(), 0, false);
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
            if let Some(parts) = self.parted_at_time(text.as_str()) {
                known.extend(text.as_str()[parts.lead].split(['、', '，']).next().map(str::to_owned));
            }
        }
        known.sort_unstable();
        known.dedup();
        known.retain(|name| complete_unit(name) >= UNITS);
        known
    }

    /// One row: its number when it is the next, the label, the task, the time, the units.
    fn row(
        &self,
        text: &Text,
        has_blanks: bool,
        number: &mut u32,
        headings: &[String],
        known: &[String],
    ) -> Option<Row> {
        let row = text.as_str();
        // Blanks part the cells of most rows better than their words do.
        let at_end = || if has_blanks { None } else { self.parted_before_time(row) };
        let parts = self.parted_at_time(row).or_else(|| self.parted_at_units(row, known)).or_else(at_end)?;
        let Parts { body, due, lead, support } = parts;
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
        put(self.column(ColumnRole::Lead), lead);
        let shared = self.column(ColumnRole::Support).filter(|_| !support.is_empty());
        put(shared, support);
        // Which of two lists a name stands in, nothing printed tells.
        let doubtful =
            shared.map_or_else(Vec::new, |shared| self.column(ColumnRole::Lead).into_iter().chain([shared]).collect());
        Some(Row { cells, confidence: if doubtful.is_empty() { 0.8 } else { 0.6 }, doubtful })
    }

    /// A row whose units stand behind the last time behind which nothing but units stands; without a column for times, behind
    /// the last sentence.
    fn parted_at_time(&self, row: &str) -> Option<Parts> {
        if row.len() > LONGEST_ROW {
            return None;
        }
        let is_list = |from: usize| unit_plausibility(&row[from..]) >= UNITS;
        if self.column(ColumnRole::Deadline).is_some() {
            let times = time::find(row, None);
            let due = times.into_iter().rev().map(|time| time.range).find(|time| is_list(time.end))?;
            let lead = due.end..row.len();
            return Some(Parts { body: due.start, due, lead, support: 0..0 });
        }
        let end = row.rfind('。')? + '。'.len_utf8();
        (end < row.len() && is_list(end)).then_some(Parts {
            body: end,
            due: end..end,
            lead: end..row.len(),
            support: 0..0,
        })
    }

    /// A row whose units stand between its last sentence and the time that ends it.
    fn parted_before_time(&self, row: &str) -> Option<Parts> {
        let (lead, deadline) = (self.column(ColumnRole::Lead)?, self.column(ColumnRole::Deadline)?);
        if deadline < lead || row.len() > LONGEST_ROW {
            return None;
        }
        let due = time_at_end(row)?..row.len();
        let body = row[..due.start].rfind('。')? + '。'.len_utf8();
        let names = &row[body..due.start];
        let border = self.column(ColumnRole::Support).and_then(|_| border_of_lists(names)).unwrap_or(names.len());
        let is_list = |names: &str| unit_plausibility(names) >= UNITS;
        (is_list(&names[..border]) && (border == names.len() || is_list(&names[border..]))).then(|| Parts {
            body,
            lead: body..body + border,
            support: body + border..due.start,
            due,
        })
    }

    /// The same for a row whose time is none that can be told by itself (长期, 2020.12) or left out: its units begin with one
    /// that opens the list of another row.
    fn parted_at_units(&self, row: &str, known: &[String]) -> Option<Parts> {
        self.column(ColumnRole::Deadline).filter(|_| row.len() <= LONGEST_ROW)?;
        let units = known.iter().filter_map(|name| row.find(name.as_str())).min()?;
        if units == 0 || unit_plausibility(&row[units..]) < UNITS {
            return None;
        }
        let due = time_at_end(&row[..units]).unwrap_or(units);
        Some(Parts { body: due, due: due..units, lead: units..row.len(), support: 0..0 })
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

/// Where the task ends, and where the other cells stand.
struct Parts {
    body: usize,
    due: Range<usize>,
    lead: Range<usize>,
    support: Range<usize>,
}

/// Where the time begins that `words` end with.
fn time_at_end(words: &str) -> Option<usize> {
    const LONGEST: usize = 12;
    let opens = |c: char| {
        numeral::digit(c).is_some()
            || matches!(c, '每' | '长' | '持' | '全' | '常' | '即' | '立' | '按' | '适' | '年' | '第' | '上' | '下')
    };
    let starts = words.char_indices().rev().take(LONGEST).filter(|(_, c)| opens(*c)).map(|(at, _)| at);
    starts.filter(|at| looks_like_time(&words[*at..])).last()
}

/// Where one list of units ends and the next begins without a mark between them: 市知识产权局市财政局.
fn border_of_lists(names: &str) -> Option<usize> {
    const OPENS: f32 = 0.8;
    let borders = names.char_indices().skip(1).map(|(at, _)| at);
    let is_border = |at: &usize| {
        let (first, second) = names.split_at(*at);
        complete_unit(first.rsplit(['、', '，']).next().unwrap_or_default()) >= OPENS
            && unit_starts(second) >= OPENS
            && !second.starts_with(['、', '，', '（', '('])
    };
    borders.filter(is_border).find(|at| unit_plausibility(&names[*at..]) >= UNITS)
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

    /// The lines of the tables, and the words of their cells.
    fn read(source: &str) -> Vec<(Range<usize>, Table)> {
        let mut at = 0;
        let lines: Vec<Line> = source
            .split_inclusive('\n')
            .map(|line| {
                let span = Span::new(at, at + line.trim_end().len());
                at += line.len();
                Line { text: Text::from_source(source, span), ..Line::default() }
            })
            .collect();
        let tables = regions(&lines.iter().collect::<Vec<_>>()).into_iter().map(|region| {
            let [Block::Table(table)] = &region.blocks[..] else { panic!("one table") };
            (region.start..region.end, table.clone())
        });
        tables.collect()
    }

    fn cells(table: &Table) -> Vec<Vec<&str>> {
        table.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect()).collect()
    }

    #[test]
    fn rows_are_parted_before_the_time_that_ends_them() {
        let found = read(
            "序号 工作任务 责任单位 配合单位 完成时限\n\
             1推动知识产权工作再上新台阶，2016年起逐年增长。市知识产权局市财政局2017年1月底前\n\
             2完善专利资助政策体系，加强专利奖励资金的使用管理和绩\n效评估。市知识产权局、市科技局市财政局、市教育局长期\n\
             3建立健全覆盖城乡的公共服务网络。市知识产权局2017年\n",
        );
        let [(lines, table)] = &found[..] else { panic!("one table") };
        assert_eq!(*lines, 0..5);
        let cells = cells(table);
        assert_eq!(cells[0][2..], ["市知识产权局", "市财政局", "2017年1月底前"]);
        assert_eq!(cells[0][..2], ["1", "推动知识产权工作再上新台阶，2016年起逐年增长。"]);
        assert_eq!(cells[1][2..], ["市知识产权局、市科技局", "市财政局、市教育局", "长期"]);
        assert_eq!(cells[2][2..], ["市知识产权局", "", "2017年"]);
        assert_eq!(table.rows[0].doubtful, [2, 3], "which list a name stands in nothing tells");
        assert!(table.rows[2].doubtful.is_empty());
    }

    #[test]
    fn rows_are_parted_at_the_time() {
        let source = "（一）改造供水管网。更新老旧管道。\n（二）推进河道清淤。疏浚城区河道。\n序号重点工作具体任务完成时限责任部门\n\
                      1改造供水管网更新北城老旧管道2021年4月水务处、城建处，各镇政府\n安装智能水表2021年5月水务处、排水处、河道处\n\
                      修订抢修规程长期水务处、河道处\n— 3 —\n4月底前排水处\n建立漏损监测\n台账2021年8月排水处\n\
                      2推进河道清淤疏浚城区河道2021年11月河道处、排水处\n清理沿岸垃圾2021年11月河道处\n";
        let found = read(source);
        let [(Range { start: 2, end: 12 }, table)] = &found[..] else { panic!("one table") };
        let cells = cells(table);
        assert_eq!(cells[0], ["1", "改造供水管网", "更新北城老旧管道", "2021年4月", "水务处、城建处，各镇政府"]);
        assert_eq!(cells[1], ["1", "改造供水管网", "安装智能水表", "2021年5月", "水务处、排水处、河道处"]);
        assert_eq!(cells[2][2..], ["修订抢修规程", "长期", "水务处、河道处"]);
        assert_eq!(cells[3][2..], ["", "4月底前", "排水处"]);
        assert_eq!(cells[4][2..], ["建立漏损监测台账", "2021年8月", "排水处"]);
        assert_eq!(cells[6][..3], ["2", "推进河道清淤", "清理沿岸垃圾"]);
        assert_eq!(table.columns[1].role, ColumnRole::Category);
    }
}
