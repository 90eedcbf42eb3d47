//! The header of a flattened table, and where it is repeated.

use super::header_words::{SENTENCE_MARKS, columns, is_pair, push_tokens, units_below};
use super::stacked;
use crate::limits::{HEADER_COLUMNS, Limit};
use crate::{Watch, page_number, spanned};
use fenjie_lexicon::ColumnRole;
use fenjie_text::chars::is_blank;
use std::ops::Range;

/// Most lines a header may be broken over.
const MOST_LINES: usize = 24;

/// The words of one column's header and where they stand: (line, byte range), in order.
#[derive(Clone, Debug)]
pub struct HeaderColumn {
    /// The words without blanks.
    pub words: String,
    /// Places of the words.
    pub places: Vec<(usize, Range<usize>)>,
    /// What the words mean.
    pub role: ColumnRole,
}

impl HeaderColumn {
    /// Whether the column names persons: 责任人, 分管领导.
    pub fn names_persons(&self) -> bool {
        const PERSONS: [&str; 6] = ["责任人", "负责人", "领导", "联系人", "联络员", "经办人"];
        PERSONS.iter().any(|word| self.words.contains(word))
    }
}

/// A header found in the lines.
#[derive(Clone, Debug)]
pub struct Header {
    /// First line.
    pub line: usize,
    /// Where in the first line it begins: text before belongs to the page number or the cell before.
    pub start: usize,
    /// One past the last line.
    pub end: usize,
    /// Columns in the order of the words.
    pub columns: Vec<HeaderColumn>,
    /// Whether it is printed in two rows, one word spanning others: then its words are not those of the columns in their order.
    pub folded: bool,
    /// Where the words stand that span others and head no column of their own.
    pub spanning: Vec<(usize, Range<usize>)>,
}

impl Header {
    /// A header whose words are `printed` in this order.
    pub fn of(line: usize, start: usize, end: usize, printed: &[HeaderColumn]) -> Self {
        let columns = resolve(printed.to_vec());
        let spanning = spanning(printed, &columns);
        Self { line, start, end, columns, folded: false, spanning }
    }

    /// Whether a column names persons: 责任人, 分管领导.
    pub fn names_persons(&self) -> bool {
        self.columns.iter().any(HeaderColumn::names_persons)
    }

    /// Whether units stand right behind persons: 责任领导 | 牵头单位.
    pub fn is_answered_by_persons(&self) -> bool {
        let names_units = |column: &HeaderColumn| matches!(column.role, ColumnRole::Lead | ColumnRole::Support);
        self.columns.windows(2).any(|pair| pair[0].names_persons() && !names_units(&pair[0]) && names_units(&pair[1]))
    }

    /// All words without blanks: what a repeated header repeats.
    pub fn signature(&self) -> String {
        joined(&self.columns)
    }
}

fn joined(columns: &[HeaderColumn]) -> String {
    columns.iter().map(|column| column.words.as_str()).collect()
}

/// All headers of a document, in order: those read by their words and the places where one is repeated.
pub fn find_all(lines: &[&str], watch: &Watch) -> Vec<Header> {
    let mut headers: Vec<Header> = Vec::new();
    let mut at = 0;
    while at < lines.len() && !watch.is_over() {
        let known = headers.last().and_then(|header| repeat(lines, at, header, watch));
        match known.or_else(|| fresh(lines, at, headers.last(), watch)) {
            Some(header) => {
                at = header.end;
                headers.push(header);
            }
            None => at += 1,
        }
    }
    headers
}

/// How many lines further on a header is looked for again: some pages.
const REPEATED_WITHIN: usize = 500;

/// A header that begins in line `at` and is no repeat of `last`.
///
/// The end of a cell above ("各有关单位") may read like one more column: of the readings that begin here or in the next
/// lines, the one printed most often is the header.
fn fresh(lines: &[&str], at: usize, last: Option<&Header>, watch: &Watch) -> Option<Header> {
    const LEAST_GAIN: usize = 1;
    if !may_begin(lines[at]) {
        return None;
    }
    let known = |header: &Header| last.is_some_and(|last| last.signature() == header.signature());
    let placed_here = placed(lines, at, watch);
    if placed_here.as_ref().is_some_and(known) {
        return placed_here;
    }
    // The end of a cell above may read like one more word.
    if last.is_some()
        && (at + 1..lines.len().min(at + stacked::MOST_LINES))
            .any(|line| placed(lines, line, watch).is_some_and(|h| known(&h)))
    {
        return None;
    }
    if placed_here.is_some() {
        return placed_here;
    }
    let first = read(lines, at, watch)?;
    if let Some(last) = last
        && (at..first.end).any(|line| repeat(lines, line, last, watch).is_some())
    {
        return None;
    }
    let near = first.end..lines.len().min(first.end + REPEATED_WITHIN);
    let printed = |header: &Header| near.clone().filter(|line| repeat(lines, *line, header, watch).is_some()).count();
    let count = printed(&first);
    let later = (at + 1..first.end).filter_map(|line| read(lines, line, watch)).filter(|later| later.end == first.end);
    let better = later
        .map(|later| (printed(&later), later))
        .max_by_key(|(count, later)| (*count, std::cmp::Reverse(later.line)));
    match better {
        Some((times, later)) if times >= count + LEAST_GAIN => Some(later),
        _ => Some(first),
    }
}

/// Whether a line could begin a header: cheap, and true for few lines.
fn may_begin(line: &str) -> bool {
    const LONGEST: usize = 400;
    let is_spaced = || line.len() <= 120 && line.contains(' ');
    line.len() <= LONGEST && !line.contains(SENTENCE_MARKS) && (is_spaced() || ColumnRole::may_open(line))
}

/// Reads a header that begins in line `at`.
fn read(lines: &[&str], at: usize, watch: &Watch) -> Option<Header> {
    if !may_begin(lines[at]) {
        return None;
    }
    let mut tokens = Vec::new();
    let mut ends: Vec<(usize, usize)> = Vec::new();
    for (offset, line) in lines[at..].iter().take(MOST_LINES).enumerate() {
        if !push_tokens(at + offset, line, &mut tokens) {
            break;
        }
        ends.push((tokens.len(), at + offset + 1));
    }
    let skipped = usize::from(tokens.first().is_some_and(|token| page_number::is_alone(token.words)));
    let columns = columns(&tokens[skipped..]);
    if columns.len() > HEADER_COLUMNS && names_tasks(&columns) {
        watch.hit(Limit::HeaderColumns);
    }
    // The header ends with a line: take the most columns that do.
    let taken: Vec<usize> = columns
        .iter()
        .scan(skipped, |used, column| {
            *used += column.places.len();
            Some(*used)
        })
        .collect();
    let (count, end) = (0..columns.len())
        .rev()
        .find_map(|last| ends.iter().find(|(tokens, _)| *tokens == taken[last]).map(|(_, end)| (last + 1, *end)))?;
    let mut columns = columns;
    columns.truncate(count);
    part_label(lines, end, &mut columns);
    // A page number before it may stand on a line of its own.
    let (line, start) = columns.first()?.places.first().map(|(line, place)| (*line, place.start))?;
    let is_header = is_table(&columns) || is_pair(&columns) && units_below(lines, end);
    is_header.then(|| {
        let printed = joined(&columns);
        let header = Header::of(line, start, end, &columns);
        Header { folded: header.signature() != printed, ..header }
    })
}

/// The places of the words that are `printed` and of none of the `columns`.
fn spanning(printed: &[HeaderColumn], columns: &[HeaderColumn]) -> Vec<(usize, Range<usize>)> {
    let heads = |word: &&HeaderColumn| columns.iter().any(|column| column.places == word.places);
    printed.iter().filter(|word| !heads(word)).flat_map(|word| word.places.iter().cloned()).collect()
}

/// Reads a header that begins in line `at` and whose words are broken over lines, the parts of each word one below the
/// other.
fn placed(lines: &[&str], at: usize, watch: &Watch) -> Option<Header> {
    if !may_begin(lines[at]) {
        return None;
    }
    let (end, mut columns) = stacked::read(lines, at)?;
    // One line with as many words is a header by itself, unless parts of its words stand above or below.
    let whole = |line| {
        read(lines, line, watch).filter(|header| header.end == line + 1 && header.signature() == joined(&columns))
    };
    if (at..end).any(|line| whole(line).is_some()) || page_number::is_alone(lines[at]) {
        return None;
    }
    let start = lines[at].len() - lines[at].trim_start().len();
    let end = close_brackets(lines, end, &mut columns);
    Some(Header::of(at, start, end, &columns))
}

/// Parts the header of a column of labels from that of the numbers behind it (指标 / 序号) where the cells below are such: a label,
/// then the number of the first row.
fn part_label(lines: &[&str], end: usize, columns: &mut Vec<HeaderColumn>) {
    const LONGEST: usize = 10;
    let Some(first) = columns.first().filter(|first| first.role == ColumnRole::Sequence) else { return };
    let [label, number] = &first.places[..] else { return };
    let words = |(line, place): &(usize, Range<usize>)| -> &str { &lines[*line][place.clone()] };
    let is_whole = |place| words(place).chars().nth(1).is_some();
    let mut below = lines[end..].iter().map(|line| line.trim()).filter(|line| !line.is_empty());
    let is_label = |line: &str| line.chars().all(fenjie_text::chars::is_han) && line.chars().count() <= LONGEST;
    let labelled = below.next().is_some_and(is_label) && below.find(|line| !is_label(line)) == Some("1");
    if !labelled || !is_whole(label) || ColumnRole::of_header(words(number)) != Some(ColumnRole::Sequence) {
        return;
    }
    let column = |place: &(usize, Range<usize>), role| HeaderColumn {
        words: words(place).to_owned(),
        places: vec![place.clone()],
        role,
    };
    let parted = [column(label, ColumnRole::Category), column(number, ColumnRole::Sequence)];
    columns.splice(0..1, parted);
}

/// Adds to the words of a header what stands in brackets below them (责任单位 / （排第一的 / 为牵头单位）), in lines that hold
/// nothing else. The end of the header then.
fn close_brackets(lines: &[&str], end: usize, columns: &mut [HeaderColumn]) -> usize {
    let is_open = |words: &str| words.matches(['（', '(']).count() > words.matches(['）', ')']).count();
    let characters = |line: usize, place: &Range<usize>| {
        let left = lines[line][..place.start].chars().count();
        left..left + lines[line][place.clone()].chars().count()
    };
    let (mut found, mut closed) = (columns.to_vec(), end);
    for (line, text) in lines.iter().enumerate().skip(end).take(stacked::MOST_LINES) {
        let mut tokens = Vec::new();
        if !push_tokens(line, text, &mut tokens) || tokens.is_empty() {
            return closed;
        }
        for token in tokens {
            let own = characters(line, &token.range);
            let stands_above = |(at, place): &(usize, Range<usize>)| {
                let place = characters(*at, place);
                place.start < own.end && own.start < place.end
            };
            let in_bracket = |words: &str| is_open(words) || token.words.starts_with(['（', '(']);
            let is_host =
                |column: &&mut HeaderColumn| in_bracket(&column.words) && column.places.iter().any(stands_above);
            let Some(host) = found.iter_mut().find(is_host) else { return closed };
            host.words.push_str(token.words);
            host.places.push((line, token.range));
        }
        if !found.iter().any(|column| is_open(&column.words)) {
            columns.clone_from_slice(&found);
            closed = line + 1;
        }
    }
    closed
}

/// Whether columns are those of a table of tasks.
pub(super) fn is_table(columns: &[HeaderColumn]) -> bool {
    (3..=HEADER_COLUMNS).contains(&columns.len()) && names_tasks(columns)
}

/// A header of tasks names what is to be done and who does it or by when.
fn names_tasks(columns: &[HeaderColumn]) -> bool {
    let any = |roles: &[ColumnRole]| columns.iter().any(|column| roles.contains(&column.role));
    any(&[ColumnRole::Task, ColumnRole::Title, ColumnRole::Category])
        && any(&[ColumnRole::Lead, ColumnRole::Support, ColumnRole::Deadline])
}

/// Two columns may have headers of one meaning: the first of two tasks is the heading of the row.
pub(super) fn resolve(columns: Vec<HeaderColumn>) -> Vec<HeaderColumn> {
    let words: Vec<&str> = columns.iter().map(|column| column.words.as_str()).collect();
    let mut columns = match spanned::columns(&words) {
        Some(order) => order.into_iter().map(|at| columns[at].clone()).collect(),
        None => columns,
    };
    put_times_in_place(&mut columns);
    share_work(&mut columns);
    let tasks: Vec<usize> = (0..columns.len()).filter(|i| columns[*i].role == ColumnRole::Task).collect();
    if let [heads @ .., _] = tasks.as_slice() {
        for head in heads {
            columns[*head].role = ColumnRole::Title;
        }
    } else if let Some(last) = columns.iter().rposition(|c| matches!(c.role, ColumnRole::Title | ColumnRole::Category))
    {
        columns[last].role = ColumnRole::Task;
    }
    // What stands before the numbers of the rows is a label of some: 指标 | 序号.
    for at in 1..columns.len() {
        if columns[at].role == ColumnRole::Sequence && columns[at - 1].role == ColumnRole::Other {
            columns[at - 1].role = ColumnRole::Category;
        }
    }
    // 成员单位 | 职责分工: each does its own.
    if let [units, duties] = &mut columns[..]
        && (units.role, duties.role) == (ColumnRole::Support, ColumnRole::Task)
    {
        units.role = ColumnRole::Lead;
    }
    // 牵头单位 | 责任单位: the second is who supports.
    let mut leads = (0..columns.len()).filter(|i| columns[*i].role == ColumnRole::Lead).collect::<Vec<_>>().into_iter();
    leads.next();
    let seconds: Vec<usize> = leads.collect();
    if !columns.iter().any(|column| column.role == ColumnRole::Support) {
        for second in seconds {
            columns[second].role = ColumnRole::Support;
        }
    }
    columns
}

/// 任务分工 names who does the work where another column holds it and none names units.
fn share_work(columns: &mut [HeaderColumn]) {
    let count = |role| columns.iter().filter(|column| column.role == role).count();
    let are_named = count(ColumnRole::Lead) + count(ColumnRole::Support) > 0;
    if are_named || count(ColumnRole::Task) < 2 {
        return;
    }
    if let Some(shares) = columns.iter_mut().skip(1).rfind(|column| column.words.ends_with("分工")) {
        shares.role = ColumnRole::Lead;
    }
}

/// Puts the words that the one for times spans, which a dump has at the end, in its place: 时间安排 over 一季度, 二季度.
fn put_times_in_place(columns: &mut Vec<HeaderColumn>) {
    let is_time = |column: &&HeaderColumn| column.role == ColumnRole::Other && super::run::is_time(&column.words);
    let times = columns.iter().rev().take_while(is_time).count();
    let Some(spanning) = columns.iter().position(|column| column.role == ColumnRole::Deadline).filter(|_| times > 1)
    else {
        return;
    };
    let times = columns.split_off(columns.len() - times);
    columns.splice(spanning..=spanning, times);
}

/// The header `known` printed again in the lines from `at`, perhaps behind a page number or the end of a cell.
fn repeat(lines: &[&str], at: usize, known: &Header, watch: &Watch) -> Option<Header> {
    if known.folded {
        return read(lines, at, watch).filter(|header| header.line == at && header.signature() == known.signature());
    }
    let first = &known.columns.first()?.words;
    let first_char = first.chars().next()?;
    if !lines[at].contains(first_char) {
        return None;
    }
    let mut places = lines[at].match_indices(first_char).map(|(start, _)| start);
    places.find_map(|start| repeat_from(lines, at, start, known))
}

fn repeat_from(lines: &[&str], at: usize, start: usize, known: &Header) -> Option<Header> {
    let mut places = Vec::with_capacity(known.columns.len());
    let mut next = (at, start);
    for column in &known.columns {
        let (found, end) = spelled_from(lines, next, column.words.as_str(), at + MOST_LINES)?;
        places.push(found);
        next = end;
    }
    let (line, position) = next;
    let with_places = |(column, places): (&HeaderColumn, _)| HeaderColumn { places, ..column.clone() };
    let columns = || known.columns.iter().zip(places).map(with_places).collect();
    let ends = lines[line][position..].chars().all(is_blank);
    ends.then(|| Header { line: at, start, end: line + 1, columns: columns(), folded: false, spanning: Vec::new() })
}

/// Where `words` stand in the lines from `line` and `position` on, before line `limit`, perhaps broken and spaced; also where they end.
#[expect(clippy::type_complexity, reason = "places as in HeaderColumn, and a place")]
fn spelled_from(
    lines: &[&str],
    (mut line, mut position): (usize, usize),
    words: &str,
    limit: usize,
) -> Option<(Vec<(usize, Range<usize>)>, (usize, usize))> {
    let mut places = Vec::new();
    let mut rest = words;
    while !rest.is_empty() {
        let text = *lines.get(line)?;
        let Some(skipped) = text[position..].find(|c| !is_blank(c)) else {
            (line, position) = (line + 1, 0);
            if line >= limit {
                return None;
            }
            continue;
        };
        position += skipped;
        let pairs = text[position..].chars().zip(rest.chars());
        let common = pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum::<usize>();
        if common == 0 {
            return None;
        }
        places.push((line, position..position + common));
        position += common;
        rest = &rest[common..];
    }
    Some((places, (line, position)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(lines: &[&str]) -> Vec<ColumnRole> {
        find_all(lines, &Watch::default())
            .into_iter()
            .next()
            .map(|h| h.columns.iter().map(|c| c.role).collect())
            .unwrap_or_default()
    }

    #[test]
    fn headers_broken_and_spaced() {
        use ColumnRole::{Deadline, Lead, Sequence, Task, Title};
        assert_eq!(roles(&["序号", "工 作 内 容", "责任", "单位", "完成", "时限"]), [Sequence, Task, Lead, Deadline]);
        assert_eq!(roles(&["具体任务 内容 牵头单位 完成时间"]), [Title, Task, Lead, Deadline]);
        assert!(roles(&["加强组织领导", "明确责任单位", "抓好工作落实"]).is_empty());
    }

    #[test]
    fn words_whose_characters_stand_apart_end_where_the_next_begins() {
        use ColumnRole::{Deadline, Lead, Sequence, Support, Task};
        let spaced = ["序号 主 要 任 务", "责任分工", "完 成 时 间", "牵 头 部 门 配 合 部 门", "1"];
        assert_eq!(roles(&spaced), [Sequence, Task, Lead, Support, Deadline]);
        let placed = [
            "序                    责任单位          完成时",
            "号     任 务 内 容     牵头单位   配合部门       间",
            "1     修路            甲局      乙局      六月",
        ];
        assert_eq!(roles(&placed), [Sequence, Task, Lead, Support, Deadline]);
    }

    #[test]
    fn words_broken_over_lines_are_joined_and_labels_below_them_are_not() {
        use ColumnRole::{Deadline, Lead, Sequence, Support, Task};
        let broken = ["序", "号", "工作任务", "牵头", "部门", "配合", "部门", "时限要", "求", "培育", "文旅", "1"];
        assert_eq!(roles(&broken), [Sequence, Task, Lead, Support, Deadline]);
    }

    #[test]
    fn two_columns_are_a_table_where_units_stand_below() {
        use ColumnRole::{Lead, Task};
        assert_eq!(roles(&["任务内容 责任单位", "整修积水路段。", "牵头单位：市住建局"]), [Task, Lead]);
        assert!(roles(&["任务内容 责任单位", "整修积水路段。", "更换老旧管网。"]).is_empty());
    }

    #[test]
    fn a_repeated_header_may_be_glued() {
        let headers = find_all(
            &["序号 任务 责任单位", "1", "局、市工商局序号 任务 责任单位", "104序号 任务 责任单位"],
            &Watch::default(),
        );
        assert_eq!(headers.len(), 3);
        assert_eq!(headers[1].start, "局、市工商局".len());
    }

    #[test]
    fn a_bracket_of_the_header_is_closed_below_it() {
        let page = [
            "                          责任单位",
            "序号    工作内容                          时限",
            "                          （排第一的为",
            "                          牵头单位）",
        ];
        let rows = ["1       修路              甲局、乙局      六月"];
        let lines: Vec<&str> = page.into_iter().chain(rows).chain(page).chain(rows).collect();
        let headers = find_all(&lines, &Watch::default());
        let ends: Vec<(usize, usize)> = headers.iter().map(|header| (header.line, header.end)).collect();
        assert_eq!(ends, [(0, 4), (5, 9)]);
        let unclosed = [
            "序号                      单位",
            "    工作内容    （甲           时限",
            "1    修路         乙局        六月",
        ];
        assert!(find_all(&unclosed, &Watch::default()).iter().all(|header| header.end <= 2));
    }

    #[test]
    fn a_word_goes_on_in_the_line_below_where_places_are_kept() {
        use ColumnRole::{Deadline, Lead, Sequence, Task};
        let page =
            ["序                    责任", "      工作内容                完成时限", "号                    单位"];
        assert_eq!(roles(&page), [Sequence, Task, Lead, Deadline]);
        let twice: Vec<&str> = page.iter().copied().chain(["1     修路  甲局  六月", "  部门"]).chain(page).collect();
        let headers = find_all(&twice, &Watch::default());
        assert_eq!(headers.iter().map(|header| header.line).collect::<Vec<_>>(), [0, 5]);
    }

    #[test]
    fn a_page_number_on_the_line_before_is_no_part_of_the_header() {
        let headers = find_all(&["   2", "            序号 任务 责任单位", "1"], &Watch::default());
        assert_eq!((headers[0].line, headers[0].start, headers[0].end), (1, 12, 2));
    }

    #[test]
    fn a_remark_in_brackets_below_a_word_is_its_own_in_a_stream() {
        use ColumnRole::{Deadline, Lead, Sequence, Task};
        let page = ["序", "号 工作内容", "责任单位", "（排在首位的为牵头单", "位）", "完成时限", "1"];
        let twice: Vec<&str> = page.iter().copied().chain(["修路。"]).chain(page).collect();
        let headers = find_all(&twice, &Watch::default());
        assert_eq!(headers.iter().map(|header| (header.line, header.end)).collect::<Vec<_>>(), [(0, 6), (8, 14)]);
        assert_eq!(headers[0].columns[2].words, "责任单位（排在首位的为牵头单位）");
        assert_eq!(roles(&page), [Sequence, Task, Lead, Deadline]);
    }

    #[test]
    fn headers_in_two_rows_are_told_again_on_the_next_page() {
        use ColumnRole::{Category, Deadline, Lead, Support, Task};
        let page = ["工作任务 责任分工", "时间安排", "任务类别 具体内容 牵头部门 配合部门", "修路。"];
        let twice: Vec<&str> = page.iter().chain(&page).copied().collect();
        let headers = find_all(&twice, &Watch::default());
        assert_eq!(headers.iter().map(|header| (header.line, header.end)).collect::<Vec<_>>(), [(0, 3), (4, 7)]);
        assert_eq!(roles(&page), [Category, Task, Lead, Support, Deadline]);
    }

    #[test]
    fn who_shares_the_work_is_told_where_nothing_else_names_units() {
        use ColumnRole::{Deadline, Lead, Sequence, Task};
        assert_eq!(roles(&["序号 重点任务 任务分工 时限", "1 修路 牵头：甲局 六月"]), [Sequence, Task, Lead, Deadline]);
    }

    #[test]
    fn what_is_due_by_quarter_stands_below_one_word() {
        use ColumnRole::{Lead, Other, Sequence, Task};
        let stream = ["序号 工作任务", "时间安排", "责任单位", "一季度 二季度 三季度", "1 修路", "招标 动工 完工 甲局"];
        assert_eq!(roles(&stream), [Sequence, Task, Other, Other, Other, Lead]);
    }

    #[test]
    fn a_label_before_the_first_number_parts_its_header_from_that_of_the_numbers() {
        use ColumnRole::{Category, Deadline, Lead, Sequence, Task};
        let header = ["指标", "序号", "改革任务", "牵头单位", "完成时限"];
        let with = |rows: &[&'static str]| header.iter().chain(rows).copied().collect::<Vec<_>>();
        assert_eq!(roles(&with(&["企业开办", "1", "修路。"])), [Category, Sequence, Task, Lead, Deadline]);
        assert_eq!(roles(&with(&["1", "修路。", "甲局", "全年", "2"])), [Sequence, Task, Lead, Deadline]);
    }

    #[test]
    fn every_known_word_may_open_a_header() {
        for first in ["主题", "模块", "案由", "议题", "进度", "子任务"] {
            let headers = find_all(&[first, "工作任务", "责任单位", "完成时限", "1"], &Watch::default());
            assert_eq!(headers[0].columns[0].words, first);
        }
    }
}
