//! What the columns of a grid hold: by the words of their headers, by their cells, by their neighbours.

mod work;

pub(crate) use work::left_by_headers;

use super::{filled, row_number};
use crate::fit::Words;
use crate::{Cell, Column, Marker, MarkerStyle, Row};
use fenjie_lexicon::statement::{self, Label};
use fenjie_lexicon::{ColumnRole, continuation_mark};
use fenjie_text::{Text, chars, numeral};

/// What each column holds: by the words of its header, then by its cells, then by its neighbours.
pub fn column_roles(headers: &[Text], rows: &[Row]) -> Vec<ColumnRole> {
    let named: Vec<Option<ColumnRole>> = headers.iter().map(|header| ColumnRole::of_header(header.as_str())).collect();
    let of_cells = |column: usize| role_of_cells(rows, column);
    let mut roles: Vec<ColumnRole> =
        named.iter().enumerate().map(|(column, role)| role.unwrap_or_else(|| of_cells(column))).collect();
    settle_units(&mut roles, &named, headers);
    settle_measures(&mut roles, headers, rows);
    settle_quarters(&mut roles, headers);
    settle_progress(&mut roles);
    let table = Columns { named: &named, headers, rows };
    if let Some(task) = table.task(&roles) {
        table.settle_tasks(&mut roles, task);
        table.settle_labels(&mut roles, task);
    }
    settle_numbers(&mut roles, rows);
    settle_numbered_labels(&mut roles, rows);
    roles
}

/// Cells that look like units make no column of units (检查对象, 会议名称, 所在地): its header says so, or no other does and
/// nothing speaks against it.
fn settle_units(roles: &mut [ColumnRole], named: &[Option<ColumnRole>], headers: &[Text]) {
    let are_named = named.iter().any(|role| matches!(role, Some(ColumnRole::Lead | ColumnRole::Support)));
    for ((role, named), header) in roles.iter_mut().zip(named).zip(headers) {
        let header = header.as_str();
        let says_so = || if are_named { ColumnRole::speaks_of_units(header) } else { !ColumnRole::is_aside(header) };
        if *role == ColumnRole::Lead && named.is_none() && !header.is_empty() && !says_so() {
            *role = ColumnRole::Other;
        }
    }
    let names_places = |&column: &usize| ColumnRole::names_places(headers[column].as_str());
    let is_dated = named.contains(&Some(ColumnRole::Task)) && named.contains(&Some(ColumnRole::Deadline));
    if !are_named
        && is_dated
        && let Some(column) = (0..headers.len()).find(names_places)
    {
        roles[column] = ColumnRole::Lead;
    }
}

/// The column 单位 holds units of measure beside 数量, 单价 or 规格, and where its cells name nobody (万元, %).
fn settle_measures(roles: &mut [ColumnRole], headers: &[Text], rows: &[Row]) {
    let counts =
        |header: &Text| ["数量", "单价", "规格", "金额", "税率"].iter().any(|word| header.as_str().contains(word));
    let counts = headers.iter().any(counts);
    for (column, (role, header)) in roles.iter_mut().zip(headers).enumerate() {
        let is_measure = || counts || average(rows, column, ColumnRole::Lead).is_some_and(|fit| fit < 0.0);
        if matches!(header.as_str(), "单位" | "计量单位") && is_measure() {
            *role = ColumnRole::Other;
        }
    }
}

/// Columns for 一季度, 二季度 … hold stages of the work, none of them what it is to yield.
fn settle_quarters(roles: &mut [ColumnRole], headers: &[Text]) {
    let quarters: Vec<usize> = (0..headers.len()).filter(|&column| headers[column].as_str().contains("季度")).collect();
    if quarters.len() > 1 {
        for column in quarters {
            roles[column] = ColumnRole::Remark;
        }
    }
}

/// What stands in the way (存在问题) behind the work and who does it tells how far they are, and heads no row.
fn settle_progress(roles: &mut [ColumnRole]) {
    let is_done_by = |role: &ColumnRole| matches!(role, ColumnRole::Lead | ColumnRole::Support | ColumnRole::Deadline);
    for column in 0..roles.len() {
        let (before, rest) = roles.split_at_mut(column);
        if rest[0] == ColumnRole::Title && before.contains(&ColumnRole::Task) && before.iter().any(is_done_by) {
            rest[0] = ColumnRole::Remark;
        }
    }
}

/// What a column without a known header holds, by its cells alone; `Other` when nothing fits well.
fn role_of_cells(rows: &[Row], column: usize) -> ColumnRole {
    const CERTAIN: f32 = 1.5;
    let cells: Vec<Words> = filled(rows, column).map(|cell| Words::of(cell.text.as_str())).collect();
    if cells.is_empty() {
        return ColumnRole::Other;
    }
    let average = |role| cells.iter().map(|cell| cell.fit(role)).sum::<f32>() / cells.len() as f32;
    [ColumnRole::Sequence, ColumnRole::Deadline, ColumnRole::Lead, ColumnRole::Task]
        .into_iter()
        .map(|role| (role, average(role)))
        .filter(|(_, score)| *score >= CERTAIN)
        .max_by(|(_, a), (_, b)| a.total_cmp(b))
        .map_or(ColumnRole::Other, |(role, _)| role)
}

/// How well the cells of a column fit a role on average; `None` where there are none.
fn average(rows: &[Row], column: usize, role: ColumnRole) -> Option<f32> {
    let fits: Vec<f32> = filled(rows, column).map(|cell| Words::of(cell.text.as_str()).fit(role)).collect();
    (!fits.is_empty()).then(|| fits.iter().sum::<f32>() / fits.len() as f32)
}

/// Whether nearly all cells of a column open with the label of units: 牵头：甲局；配合：乙局.
fn are_labelled(rows: &[Row], column: usize) -> bool {
    let names_units =
        |cell: &&Cell| statement::label(cell.text.as_str()).is_some_and(|found| matches!(found.label, Label::Units(_)));
    let cells = filled(rows, column).count();
    cells > 0 && filled(rows, column).filter(names_units).count() * 10 >= cells * 9
}

/// The columns of a table: what the words of their headers say, and their cells.
struct Columns<'a> {
    named: &'a [Option<ColumnRole>],
    headers: &'a [Text],
    rows: &'a [Row],
}

impl Columns<'_> {
    /// The column of the task: of those named so the one with the most words, the last of equals. One that holds labels
    /// gives way to a column of sentences behind it, and where none is named so, what is to be reached is the task, or what
    /// else is left for it.
    fn task(&self, roles: &[ColumnRole]) -> Option<usize> {
        const TEXT: f32 = 8.0;
        let widest = |columns: &mut dyn Iterator<Item = usize>| columns.max_by_key(|&column| self.size(column));
        let of = |role: ColumnRole| (0..roles.len()).filter(move |&column| roles[column] == role);
        // What a header is spread over has no words of its own in some formats.
        let is_named = |&column: &usize| self.named[column].is_some() || self.headers[column].is_empty();
        if let Some(task) = widest(&mut of(ColumnRole::Task).filter(is_named)) {
            if let Some(task) = self.below_spread_header(task) {
                return Some(task);
            }
            return Some(self.sentences_behind(task, roles).unwrap_or(task));
        }
        if let Some(task) = widest(&mut of(ColumnRole::Task)) {
            return Some(task);
        }
        let says_what = |&column: &usize| {
            let header = self.headers[column].as_str();
            let is_open = roles[column] == ColumnRole::Deliverable || roles[column] == ColumnRole::Other;
            is_open && ["标准", "要求", "内容", "目标", "指标", "举措"].iter().any(|word| header.contains(word))
        };
        let found = widest(&mut (0..roles.len()).filter(says_what));
        let found = found.filter(|&column| !roles.contains(&ColumnRole::Title) && self.length(column) >= TEXT);
        found.or_else(|| self.left_for_work(roles))
    }

    /// Where the header of tasks stands over several columns, the last that has words on nearly every row, behind one that
    /// numbers what it says or says it for several rows.
    fn below_spread_header(&self, task: usize) -> Option<usize> {
        let goes_on = |&column: &usize| {
            let header = self.headers[column].as_str();
            header.is_empty() || header == self.headers[column - 1].as_str()
        };
        let first = (1..=task).rev().take_while(goes_on).last().map_or(task, |column| column - 1);
        let end = (first + 1..self.headers.len()).take_while(goes_on).last()? + 1;
        let rows = self.rows.iter().filter(|row| !is_one_label(row)).count();
        let are_named = self.named.contains(&Some(ColumnRole::Lead));
        let is_text = |&column: &usize| {
            let says = |role| average(self.rows, column, role).unwrap_or_default();
            let is_words = says(ColumnRole::Sequence) < 0.0 && says(ColumnRole::Deadline) < 0.0;
            self.words(column).1 * 10 >= rows * 9 && is_words && (are_named || says(ColumnRole::Lead) < 0.0)
        };
        let is_outer = opens_with_numbers(self.rows, first) || self.spans_rows(first);
        let is_task = self.named[first] == Some(ColumnRole::Task) && filled(self.rows, first).next().is_some();
        (first + 1..end).rev().find(is_text).filter(|_| is_task && is_outer)
    }

    /// A column of sentences between that of the task and those of the units, whose header says nothing known, or a
    /// standard: then the task column holds but labels.
    fn sentences_behind(&self, task: usize, roles: &[ColumnRole]) -> Option<usize> {
        const LABEL: f32 = 12.0;
        const SENTENCE: f32 = 10.0;
        let length = self.length(task);
        let is_unit = |&column: &usize| matches!(roles[column], ColumnRole::Lead | ColumnRole::Support);
        let end = (task + 1..roles.len()).find(is_unit).unwrap_or(roles.len());
        let holds_text = |&column: &usize| {
            let header = self.headers[column].as_str();
            let is_open = match self.named[column] {
                None => matches!(roles[column], ColumnRole::Other | ColumnRole::Task) && !ColumnRole::is_aside(header),
                Some(role) => role == ColumnRole::Deliverable && header.ends_with("标准") && header != "完成标准",
            };
            is_open && self.length(column) >= SENTENCE.max(2.0 * length)
        };
        (task + 1..end).find(holds_text).filter(|_| length <= LABEL)
    }

    /// Other columns that could hold the task: before it a heading of the row, behind it what is to come of it, or who
    /// does it.
    fn settle_tasks(&self, roles: &mut [ColumnRole], task: usize) {
        let are_units = |column: usize| {
            average(self.rows, column, ColumnRole::Lead).is_some_and(|fit| fit >= 1.5)
                || are_labelled(self.rows, column)
        };
        for column in (0..roles.len()).filter(|&column| column != task) {
            if roles[column] != ColumnRole::Task {
                continue;
            }
            let names_units = !roles.contains(&ColumnRole::Lead) && are_units(column);
            roles[column] = match (column < task, self.named[column]) {
                (true, _) => ColumnRole::Title,
                (false, _) if names_units => ColumnRole::Lead,
                (false, Some(_)) => ColumnRole::Deliverable,
                (false, None) => ColumnRole::Other,
            };
        }
        roles[task] = ColumnRole::Task;
    }

    /// Columns of labels before the task, whatever the words of their headers: one whose cells cover several rows is the
    /// category, one with a label a row its heading.
    fn settle_labels(&self, roles: &mut [ColumnRole], task: usize) {
        for column in 0..task {
            let free = match roles[column] {
                ColumnRole::Other => {
                    self.named[column].is_none() && !ColumnRole::is_aside(self.headers[column].as_str())
                }
                ColumnRole::Deliverable => self.spans_rows(column),
                ColumnRole::Sequence => {
                    average(self.rows, column, ColumnRole::Sequence).is_some_and(|fit| fit < 0.0)
                        && filled(self.rows, column).any(|cell| row_number(cell.text.as_str()).is_none())
                }
                _ => false,
            };
            if !free || self.headers[column].is_empty() || !self.holds_labels(column) {
                continue;
            }
            let (category, title) = (ColumnRole::Category, ColumnRole::Title);
            if self.spans_rows(column) && !roles.contains(&category) {
                roles[column] = category;
            } else if !roles.contains(&title) {
                roles[column] = title;
            }
        }
        if !roles.contains(&ColumnRole::Category)
            && let Some(label) = category_among_titles(roles, self.rows)
        {
            roles[label] = ColumnRole::Category;
        }
        let inner: Vec<usize> =
            (0..roles.len()).filter(|&column| roles[column] == ColumnRole::Category).skip(1).collect();
        for column in inner.into_iter().filter(|&column| column < task) {
            roles[column] = if roles.contains(&ColumnRole::Title) { ColumnRole::Other } else { ColumnRole::Title };
        }
    }

    /// Whether the cells are short words that are no number (1-1), time or unit.
    fn holds_labels(&self, column: usize) -> bool {
        let are_words = filled(self.rows, column).all(|cell| cell.text.as_str().contains(chars::is_han));
        are_words && average(self.rows, column, ColumnRole::Category).is_some_and(|fit| fit >= 0.5)
    }

    /// Whether most labels cover several rows: printed once, or again on each.
    fn spans_rows(&self, column: usize) -> bool {
        const FEWEST: usize = 2;
        let (mut rows, mut printed, mut labels, mut last) = (0, 0, 0, "");
        for row in self.rows.iter().filter(|row| !is_one_label(row)) {
            rows += 1;
            let own = row.cells.get(column).filter(|cell| !cell.inherited && !cell.text.is_blank());
            if let Some(words) = own.map(|cell| cell.text.as_str()) {
                printed += 1;
                labels += usize::from(words != last);
                last = words;
            }
        }
        let are_fewer = |labels: usize| labels > 0 && labels * 3 < rows * 2;
        are_fewer(printed) || labels >= FEWEST && are_fewer(labels)
    }

    /// Characters of all cells, those counted once that go on from row to row.
    fn size(&self, column: usize) -> usize {
        printed_once(self.rows, column).map(|cell| cell.text.as_str().chars().count()).sum()
    }

    /// Characters of all cells, and how many cells there are.
    fn words(&self, column: usize) -> (usize, usize) {
        filled(self.rows, column)
            .fold((0, 0), |(words, cells), cell| (words + cell.text.as_str().chars().count(), cells + 1))
    }

    /// Characters of a cell on average.
    fn length(&self, column: usize) -> f32 {
        let (words, cells) = self.words(column);
        words as f32 / cells.max(1) as f32
    }
}

/// The cells of a column that print something that does not stand in the row above too.
fn printed_once(rows: &[Row], column: usize) -> impl Iterator<Item = &Cell> {
    let above = move |at: usize| at.checked_sub(1).and_then(|above| rows[above].cells.get(column));
    let is_new =
        move |(at, cell): &(usize, &Cell)| above(*at).is_none_or(|above| above.text.as_str() != cell.text.as_str());
    let cells = rows.iter().enumerate().filter_map(move |(at, row)| Some((at, row.cells.get(column)?)));
    cells.filter(is_new).map(|(_, cell)| cell).filter(|cell| !cell.inherited && !cell.text.is_blank())
}

/// Whether one label is all that a row prints.
fn is_one_label(row: &Row) -> bool {
    let mut printed = row.cells.iter().map(|cell| cell.text.as_str()).filter(|words| !words.is_empty());
    printed.next().is_some_and(|first| printed.all(|words| words == first))
}

/// The first of the headings of rows, where it is the category that rows stand under: it spans rows and is numbered as
/// chapters are or together with the rows, or a heading of the row's own stands behind it.
fn category_among_titles(roles: &[ColumnRole], rows: &[Row]) -> Option<usize> {
    let mut titles = (0..roles.len()).filter(|&column| roles[column] == ColumnRole::Title);
    let (label, inner) = (titles.next()?, titles.next());
    let count = |column: usize| printed_once(rows, column).count();
    let is_outer = inner.is_some_and(|inner| count(label) < count(inner));
    let is_numbered =
        || numbers_chapters(rows, label) || !opens_with_numbers(rows, label) && numbers_follow(roles, rows, label);
    let spans = || spans_rows(rows, label) || numbers_chapters(rows, label) && skips_numbers(roles, rows);
    (is_outer || spans() && is_numbered()).then_some(label)
}

/// Whether the numbers of the rows leave many out: these rows are not all there are, and what heads them may cover others.
fn skips_numbers(roles: &[ColumnRole], rows: &[Row]) -> bool {
    let sequence = roles.iter().position(|role| *role == ColumnRole::Sequence);
    let numbers = sequence.map(|column| filled(rows, column).filter_map(|cell| row_number(cell.text.as_str())));
    let numbers: Vec<usize> = numbers.into_iter().flatten().map(|number| number as usize).collect();
    let Some((first, last)) = numbers.first().zip(numbers.last()) else { return false };
    numbers.is_sorted() && (last - first + 1) * 2 > numbers.len() * 3
}

/// Whether the labels carry their own item numbers (1. 开展…): then they are the titles of numbered items.
fn opens_with_numbers(rows: &[Row], column: usize) -> bool {
    let (numbered, all) = filled(rows, column).fold((0, 0), |(numbered, all), cell| {
        let digit = Marker::parse(cell.text.as_str()).is_some_and(|marker| marker.style >= MarkerStyle::Digit);
        (numbered + usize::from(digit), all + 1)
    });
    numbered * 2 > all
}

/// Whether most labels are numbered as chapters are (一、二、三、), one after the other.
fn numbers_chapters(rows: &[Row], column: usize) -> bool {
    const FEWEST: usize = 2;
    let markers = filled(rows, column).filter_map(|cell| Marker::parse(cell.text.as_str()));
    let chapters: Vec<u32> =
        markers.filter(|marker| marker.style <= MarkerStyle::HanBracket).map(|marker| marker.ordinal).collect();
    chapters.len() >= FEWEST && chapters.is_sorted() && chapters.len() * 3 > filled(rows, column).count() * 2
}

/// Whether most of the column's cells cover several rows.
fn spans_rows(rows: &[Row], column: usize) -> bool {
    printed_once(rows, column).count() * 3 < rows.len() * 2
}

/// Whether there is a number column that is merged over the same rows as `label`: then it numbers the labels, not the rows.
fn numbers_follow(roles: &[ColumnRole], rows: &[Row], label: usize) -> bool {
    let Some(number) = roles.iter().position(|role| *role == ColumnRole::Sequence) else { return false };
    printed_once(rows, number).count() <= printed_once(rows, label).count() + rows.len() / 10
}

/// Headings that span rows together with their numbers are the categories of the rows, in a table whose other columns are
/// known, and whose rows nearly all name units: the labels and numbers of a row are printed again on those below it.
pub fn settle_categories(columns: &mut [Column], rows: &mut [Row]) {
    let mut roles: Vec<ColumnRole> = columns.iter().map(|column| column.role).collect();
    if roles.contains(&ColumnRole::Category) {
        return;
    }
    let lead = roles.iter().position(|role| *role == ColumnRole::Lead);
    // A row without units may be a part of the one above.
    let are_whole = lead.is_some_and(|lead| filled(rows, lead).count() * 10 >= rows.len() * 9);
    let Some(label) = category_among_titles(&roles, rows).filter(|_| are_whole) else { return };
    roles[label] = ColumnRole::Category;
    settle_numbers(&mut roles, rows);
    super::fill_labels(rows, &roles);
    for (column, role) in columns.iter_mut().zip(roles) {
        column.role = role;
    }
}

/// 序号 that is merged over several rows together with a category numbers the categories.
fn settle_numbers(roles: &mut [ColumnRole], rows: &[Row]) {
    let position = |role| roles.iter().position(|r| *r == role);
    let (Some(number), Some(label)) = (position(ColumnRole::Sequence), position(ColumnRole::Category)) else { return };
    let has_own = roles.contains(&ColumnRole::CategoryNumber);
    if !has_own && spans_rows(rows, number) && numbers_follow(roles, rows, label) {
        roles[number] = ColumnRole::CategoryNumber;
    }
}

/// Before the running number of the rows stand labels that cover several rows, and before these their own numbers: the
/// categories, whatever the words of the headers.
fn settle_numbered_labels(roles: &mut [ColumnRole], rows: &[Row]) {
    let Some(sequence) = (2..roles.len()).find(|&column| runs_on(rows, column)) else { return };
    let (number, label) = (sequence - 2, sequence - 1);
    let printed = |column: usize| filled(rows, column).count();
    let spans = |column: usize| printed(column) < printed(sequence);
    if spans(number) && spans(label) && !opens_with_numbers(rows, label) && numbers_labels(rows, number, label) {
        for (column, role) in roles.iter_mut().enumerate().filter(|(_, role)| **role == ColumnRole::Category) {
            *role = if column < sequence { ColumnRole::Other } else { ColumnRole::Title };
        }
        roles[number] = ColumnRole::CategoryNumber;
        roles[label] = ColumnRole::Category;
        roles[sequence] = ColumnRole::Sequence;
    }
}

/// Whether the cells of one column are the numbers of the labels in the next, one after the other; the two may share a
/// cell of either.
fn numbers_labels(rows: &[Row], number: usize, label: usize) -> bool {
    let (mut labels, mut numbers, mut has_words) = (0, Vec::new(), false);
    for row in rows {
        let cell = |column: usize| row.cells.get(column).filter(|cell| !cell.inherited);
        let [number, label] = [number, label].map(|column| cell(column).map_or("", |cell| cell.text.as_str()));
        let is_word = label.contains(chars::is_han);
        has_words |= is_word;
        labels += usize::from(!number.is_empty() || !label.is_empty());
        numbers.extend(match (number.is_empty(), label.is_empty()) {
            (false, false) => category_number(number).filter(|(_, end)| is_word && *end == number.len()),
            (true, false) => category_number(label).filter(|_| is_word),
            _ => category_number(number),
        });
    }
    has_words && !numbers.is_empty() && numbers.len() * 5 >= labels * 3 && numbers.iter().is_sorted_by_key(|(n, _)| n)
}

/// Whether a column counts the rows: 1, 2, 3, ….
fn runs_on(rows: &[Row], column: usize) -> bool {
    const FEWEST: usize = 3;
    let cells = || filled(rows, column).map(|cell| cell.text.as_str());
    let numbers: Vec<u32> = cells().filter_map(|words| words.parse().ok()).collect();
    let steps = numbers.windows(2).filter(|pair| pair[0].checked_add(1) == Some(pair[1])).count();
    numbers.len() >= FEWEST
        && numbers.len() * 10 >= cells().count() * 9
        && numbers.len() * 10 >= rows.len() * 6
        && steps * 10 >= (numbers.len() - 1) * 8
}

/// The number of a category that words open with, and where it ends: 一, （三）, 二（续）, 4; the 三 of 三 加强….
fn category_number(words: &str) -> Option<(u32, usize)> {
    let start = words.len() - words.trim_start_matches(['（', '(']).len();
    let (ordinal, length) = numeral::leading_ordinal(&words[start..])?;
    let rest = words[start + length..].trim_start_matches(|c| chars::is_blank(c) || "、.．）)".contains(c));
    let rest = continuation_mark(rest).filter(|mark| mark.start == 0).map_or(rest, |mark| &rest[mark.end..]);
    Some((ordinal, words.len() - rest.trim_start_matches('续').len()))
}
