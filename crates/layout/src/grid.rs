//! A grid of cells becomes a [`Table`]: header and title rows found, repeated headers dropped, columns given a meaning.

mod card;
mod labels;
mod roles;

use crate::fit;
use crate::{Cell, Column, Marker, MarkerStyle, Recoverer, Row, Table};
use fenjie_lexicon::ColumnRole;
use fenjie_source::MarkupTable;
use fenjie_text::{Text, WordList, chars, numeral};
pub(crate) use labels::{fill_down, fill_labels, fill_units, goes_on_below};
pub(crate) use roles::left_by_headers;
pub use roles::{column_roles, settle_categories};
use std::sync::LazyLock;

/// A row of a grid is a header when at least this many of its cells are known header words …
const HEADER_WORDS: usize = 2;
/// … and they make up this share of its filled cells.
const HEADER_SHARE: f32 = 0.6;
/// Rows of one header at most.
pub(crate) const MOST_HEADER_ROWS: usize = 4;
/// Rows above a header that may hold a title.
const TITLE_ROWS: usize = 6;

/// Writes out the spans of a marked-up table: every row gets one cell a column, covered cells are inherited.
pub fn resolve_spans(markup: &MarkupTable) -> Vec<Vec<Cell>> {
    let rows = markup.rows.len();
    let mut grid: Vec<Vec<Option<Cell>>> = vec![Vec::new(); rows];
    for (r, cells) in markup.rows.iter().enumerate() {
        let mut column = 0;
        for cell in cells {
            while grid[r].get(column).is_some_and(Option::is_some) {
                column += 1;
            }
            let text = join_lines(&cell.lines);
            for down in 0..(cell.rowspan as usize).min(rows - r) {
                for across in 0..cell.colspan as usize {
                    let row = &mut grid[r + down];
                    if row.len() <= column + across {
                        row.resize(column + across + 1, None);
                    }
                    row[column + across] = Some(Cell { text: text.clone(), inherited: down + across > 0 });
                }
            }
            column += cell.colspan as usize;
        }
    }
    let width = grid.iter().map(Vec::len).max().unwrap_or(0);
    grid.into_iter()
        .map(|row| {
            let mut row: Vec<Cell> = row.into_iter().map(Option::unwrap_or_default).collect();
            row.resize(width, Cell::default());
            row
        })
        .collect()
}

/// The lines of a cell as one text, blanks of layout dropped.
pub fn join_lines(lines: &[Text]) -> Text {
    let mut joined = Text::new();
    for line in lines {
        if !joined.is_empty() {
            joined.push_blank();
        }
        joined.push(line);
    }
    joined.tidied()
}

/// Whether these words are those of a table header.
pub fn is_header(cells: &[&str]) -> bool {
    // A cell over several columns counts once: 工业领域碳达峰行动 over all of them is a label.
    let is_own = |at: usize| !cells[at].trim().is_empty() && (at == 0 || cells[at - 1] != cells[at]);
    let own = || (0..cells.len()).filter(|at| is_own(*at)).map(|at| cells[at]);
    let filled = own().count();
    let known = own().filter(|cell| ColumnRole::of_header(cell).is_some()).count();
    known >= HEADER_WORDS && known as f32 >= HEADER_SHARE * filled as f32
        || known * 2 >= filled && names_work_and_units(&own().collect::<Vec<_>>())
}

/// Whether short words without marks name both a column of work and one of units: the header of a table whose other columns
/// are its own (包联企业, 存在困难).
fn names_work_and_units(cells: &[&str]) -> bool {
    const LONGEST: usize = 8;
    let is_short = |cell: &&str| {
        cell.chars().nth(LONGEST).is_none() && cell.chars().all(|c| chars::is_han(c) || chars::is_blank(c))
    };
    let has = |roles: [ColumnRole; 2]| {
        cells.iter().any(|cell| ColumnRole::of_header(cell).is_some_and(|role| roles.contains(&role)))
    };
    cells.iter().all(is_short)
        && has([ColumnRole::Task, ColumnRole::Title])
        && has([ColumnRole::Lead, ColumnRole::Support])
}

/// Whether a row of cells is a table header: by its words, or because it opens with 序号.
pub fn is_header_row(cells: &[&str]) -> bool {
    is_header(cells) || opens_as_header(cells)
}

/// 序号 at the head of short words, some of which name who does it: a header, whatever the other words are.
fn opens_as_header(cells: &[&str]) -> bool {
    const LONGEST: usize = 12;
    let mut filled = cells.iter().filter(|cell| !cell.trim().is_empty());
    let role = |cell: &&str| ColumnRole::of_header(cell);
    let is_short = |cell: &&str| cell.chars().nth(LONGEST).is_none() && !cell.contains(['。', '；', '，']);
    let names_units = |cell: &&str| matches!(role(cell), Some(ColumnRole::Lead | ColumnRole::Support));
    filled.next().is_some_and(|first| role(first) == Some(ColumnRole::Sequence))
        && filled.clone().all(is_short)
        && filled.any(names_units)
}

/// Whether the words of a row that holds nothing else are a label over the whole width: 一、重点改革.
pub(crate) fn is_band(words: &str) -> bool {
    const LONGEST: usize = 60;
    let words = words.trim_matches(chars::is_blank);
    let is_heading = || Marker::parse(words).is_some_and(|marker| marker.style <= MarkerStyle::HanBracket);
    words.chars().count() <= LONGEST && !words.ends_with(['。', '；']) && is_heading()
}

/// Whether the words of a cell alone on its row may be a label without a number of its own: a few words that no mark closes.
pub fn is_bare_label(words: &str) -> bool {
    const LONGEST: usize = 30;
    words.chars().nth(LONGEST).is_none()
        && words.contains(chars::is_han)
        && !words.ends_with(['。', '；', '，', '、', '：'])
}

/// Whether the cells of a row say something of the table: 说明：…, 填表人：某某 beside 审核人：某某.
pub fn is_foot<'t>(cells: impl Iterator<Item = &'t Text>) -> bool {
    let mut cells = cells.filter(|cell| !cell.is_blank()).map(Text::as_str);
    cells.next().is_some_and(is_caption) && cells.all(|cell| is_caption(cell) || fit::looks_like_time(cell))
}

/// Whether the first cell with words says that its row adds up others: 合计, 小计（12个）.
pub fn is_total<'t>(mut cells: impl Iterator<Item = &'t Text>) -> bool {
    cells.find(|cell| !cell.is_blank()).is_some_and(|first| {
        let words = chars::without_blanks(first.as_str());
        let bare = words.split(['（', '(', '：']).next().unwrap_or_default();
        matches!(bare, "合计" | "总计" | "小计" | "共计")
    })
}

/// The number that is all a cell holds, in figures or in Chinese: 12, 三, （三）, 十二、.
pub(crate) fn row_number(words: &str) -> Option<u64> {
    let words = words.trim_matches(chars::is_blank);
    let bare = || words.trim_start_matches(['（', '(']).trim_end_matches(['）', ')', '、', '.', '．']);
    numeral::parse_integer(words).or_else(|| numeral::parse_han(bare()))
}

/// The label over the whole width of a row that holds nothing but its number, in Chinese (一, （一）), and its words.
pub(crate) fn numbered_band(number: &Text, words: &Text) -> Option<Text> {
    let mut label = number.tidied();
    let is_number =
        !label.is_empty() && label.as_str().chars().all(|c| numeral::is_han_numeral(c) || "（）()、".contains(c));
    if !label.as_str().ends_with(['）', ')', '、']) {
        label.push_mark("、");
    }
    label.push(&words.tidied());
    (is_number && is_band(label.as_str())).then_some(label)
}

/// Whether a cell holds nothing but a figure.
pub(crate) fn is_amount(words: &str) -> bool {
    let mut marks = words.chars().filter(|c| !chars::is_blank(*c)).peekable();
    marks.peek().is_some() && marks.all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '%' | '-'))
}

/// A row of `width` cells that is nothing but a label over its whole width.
pub(crate) fn band_row(label: &Text, width: usize) -> Row {
    let mut cells = vec![Cell::default(); width.max(1)];
    cells[0].text = label.tidied();
    Row { cells, confidence: 1.0, doubtful: Vec::new() }
}

/// The cells of a column that print something themselves.
fn filled(rows: &[Row], column: usize) -> impl Iterator<Item = &Cell> {
    rows.iter().filter_map(move |row| row.cells.get(column)).filter(|cell| !cell.inherited && !cell.text.is_blank())
}

/// Makes a table of a grid. Without a header the columns mean what their cells suggest.
pub fn table(grid: Vec<Vec<Cell>>, recoverer: Recoverer) -> Table {
    let grid = card::unfolded(&grid).unwrap_or(grid);
    let width = grid.iter().map(Vec::len).max().unwrap_or(0);
    let is_header_row = |row: &[Cell]| is_header_row(&row.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>());
    let position = |is_header: &dyn Fn(&[Cell]) -> bool| grid.iter().take(TITLE_ROWS).position(|row| is_header(row));
    let lowest = position(&is_header_row).or_else(|| position(&names_columns));
    let first = lowest.map(|lowest| first_header_row(&grid, lowest));
    let sure = lowest.zip(first).map_or(0, |(lowest, first)| lowest - first);
    let mut rows = grid.into_iter();
    let mut table = Table {
        columns: Vec::new(),
        rows: Vec::new(),
        recoverer,
        score: if first.is_some() { 1.0 } else { 0.3 },
        furniture: Vec::new(),
        title: None,
    };
    let mut header = vec![HeaderCell::default(); width];
    if let Some(first) = first {
        for row in rows.by_ref().take(first) {
            above_header(row, &mut table);
        }
    }
    let mut in_header = first.is_some();
    for (at, row) in rows.enumerate() {
        in_header = in_header && at < MOST_HEADER_ROWS && (at <= sure || is_lower_header_row(&row, &header));
        if in_header {
            extend_header(&mut header, row);
        } else if is_header_row(&row) {
            table.furniture.extend(row.into_iter().filter(|cell| !cell.inherited).map(|cell| cell.text));
        } else if row.iter().any(|cell| !cell.text.is_blank()) {
            table.rows.push(Row { cells: row, confidence: 1.0, doubtful: Vec::new() });
        }
    }
    let telling: Vec<Text> = header.iter().map(|cell| cell.telling().clone()).collect();
    let roles = column_roles(&telling, &table.rows);
    fill_labels(&mut table.rows, &roles);
    let columns = header.into_iter().zip(roles);
    table.columns = columns.map(|(cell, role)| Column { header: cell.words, role }).collect();
    table
}

/// Whether a row is a header though few of its words are known: short words, no two alike, one of them for who does it.
fn names_columns(row: &[Cell]) -> bool {
    const FEWEST: usize = 3;
    const LONGEST: usize = 8;
    let words: Vec<&str> = row.iter().map(|cell| cell.text.as_str()).filter(|words| !words.trim().is_empty()).collect();
    let is_word = |words: &&str| words.chars().nth(LONGEST).is_none() && words.chars().all(chars::is_han);
    let names_units =
        |words: &&str| matches!(ColumnRole::of_header(words), Some(ColumnRole::Lead | ColumnRole::Support));
    let is_new = |at: usize| !words[..at].contains(&words[at]);
    words.len() >= FEWEST && words.iter().all(is_word) && words.iter().any(names_units) && (0..words.len()).all(is_new)
}

/// The first row of a header whose row `lowest` shows it: cells of the rows above may reach down into it.
fn first_header_row(grid: &[Vec<Cell>], lowest: usize) -> usize {
    let reaches = |above: &[Cell], below: &[Cell]| {
        let pairs = || above.iter().zip(below).filter(|(above, _)| !above.text.is_blank());
        let goes_on = |(above, below): (&Cell, &Cell)| below.inherited && below.text.as_str() == above.text.as_str();
        pairs().any(goes_on) && !pairs().all(goes_on)
    };
    (1..=lowest).rev().find(|&row| !reaches(&grid[row - 1], &grid[row])).unwrap_or(0)
}

/// A row above the header: its first cell is the title, the rest furniture, and so is what says who filled in the table.
fn above_header(row: Vec<Cell>, table: &mut Table) {
    for cell in row.into_iter().filter(|cell| !cell.inherited && !cell.text.is_blank()) {
        match &table.title {
            None if !is_beside_title(cell.text.as_str()) => table.title = Some(cell.text),
            _ => table.furniture.push(cell.text),
        }
    }
}

/// Whether words in a row above a header are said of the table beside its title: 填报单位：某局, 单位：万元, a date alone.
fn is_beside_title(words: &str) -> bool {
    const LONGEST_LABEL: usize = 6;
    let label = label(words).unwrap_or_default();
    let is_label = !label.is_empty() && !label.starts_with('附') && label.chars().nth(LONGEST_LABEL).is_none();
    is_label || fit::looks_like_time(words.trim_matches(['(', ')', '（', '）']))
}

/// Whether a line says who filled in a table and when (填报单位（盖章）：某局, 更新时间：…), or what is to be known of it (说明：…).
pub fn is_caption(line: &str) -> bool {
    static CAPTIONS: LazyLock<WordList> = LazyLock::new(|| WordList::from_lines(include_str!("../data/captions.txt")));
    label(line).is_some_and(|label| CAPTIONS.holds(&chars::without_blanks(label)))
}

/// The words before the first colon, without what they have in brackets.
fn label(words: &str) -> Option<&str> {
    let (label, _) = words.trim_start_matches(chars::is_blank).split_once(['：', ':'])?;
    let label = label.split(['（', '(']).next().unwrap_or(label);
    Some(label.trim_end_matches(chars::is_blank))
}

/// The header of a column, which may stand in several rows, one below the other.
#[derive(Clone, Default)]
pub(crate) struct HeaderCell {
    /// All its words.
    words: Text,
    /// The lowest of them.
    lowest: Text,
}

impl HeaderCell {
    /// All its words.
    pub(crate) fn words(&self) -> &Text {
        &self.words
    }

    /// Whether there are any.
    pub(crate) fn is_named(&self) -> bool {
        !self.words.is_empty()
    }

    /// The words that tell what the column holds: the lowest where they are precise (责任分工 / 分管领导), else all
    /// (配合 / 单位).
    pub(crate) fn telling(&self) -> &Text {
        const VAGUE: [&str; 8] = ["单位", "部门", "单位名称", "名称", "内容", "目标", "时间", "分工"];
        let lowest = self.lowest.as_str();
        let is_precise =
            !VAGUE.contains(&lowest) && (ColumnRole::of_header(lowest).is_some() || lowest.contains("季度"));
        if is_precise { &self.lowest } else { &self.words }
    }
}

/// A header of several rows: below 责任单位 over two columns stand 牵头 and 配合. What stands there are words of headers, or
/// they stand below words that are spread over them, beside cells that go on from above.
pub(crate) fn is_lower_header_row(row: &[Cell], header: &[HeaderCell]) -> bool {
    // Some formats repeat in every row what a cell over several rows says.
    let repeats = |column: usize, cell: &Cell| {
        header.get(column).is_some_and(|above| above.is_named() && above.words.as_str() == cell.text.as_str())
    };
    let own = |(column, cell): (usize, &Cell)| !cell.inherited && !cell.text.is_blank() && !repeats(column, cell);
    let is_word = |cell: &Cell| ColumnRole::of_header(cell.text.as_str()).is_some();
    let is_spread = |column: usize| {
        let words =
            |column: usize| header.get(column).map(|cell| cell.words.as_str()).filter(|words| !words.is_empty());
        let beside = [column.checked_sub(1), Some(column + 1)].into_iter().flatten();
        words(column).is_some_and(|here| beside.into_iter().any(|column| words(column) == Some(here)))
    };
    let goes_on = row.iter().enumerate().any(|cell| !own(cell));
    let spans_all = row.len() > 1 && row.windows(2).all(|pair| pair[0].text.as_str() == pair[1].text.as_str());
    if spans_all {
        return false;
    }
    let mut filled = row.iter().enumerate().filter(|cell| own(*cell)).peekable();
    let below_spread = || row.iter().enumerate().all(|cell| cell.1.inherited || own(cell) && is_spread(cell.0));
    // Words below 序号 and nothing beside them head the rows that follow (主要目标).
    let is_label = || {
        let is_longer = |words: &str| words.chars().nth(1).is_some();
        let mut printed = row.iter().enumerate().filter(|(_, cell)| !cell.text.is_blank());
        let first = printed.next().filter(|(column, cell)| *column == 0 && is_longer(cell.text.as_str()));
        first.is_some() && printed.next().is_none() && header.first().is_some_and(HeaderCell::is_named)
    };
    filled.peek().is_some() && !is_label() && goes_on && (filled.all(|(_, cell)| is_word(cell)) || below_spread())
}

/// Adds a row to the header that stands above it.
pub(crate) fn extend_header(header: &mut [HeaderCell], row: Vec<Cell>) {
    for (above, cell) in header.iter_mut().zip(row) {
        let repeats = above.words.as_str() == cell.text.as_str();
        let covers_named = cell.inherited && !above.words.is_empty();
        if !repeats && !covers_named && !cell.text.is_blank() {
            above.words.push(&cell.text);
            above.lowest = cell.text;
        }
    }
}
