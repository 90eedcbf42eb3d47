//! Tables whose cells are parted by tabs or pipes. Cells are shifted from row to row, missing, or share a field; each
//! row is laid against the columns anew, by what its cells hold and where they stand.

mod broken;
mod record;

use super::Region;
use super::align::{Aligned, align};
use crate::grid::HeaderCell;
use crate::labels::{self, Occurrence};
use crate::{Block, Cell, Column, FurnitureKind, Marker, Recoverer, Row, Table, Watch, grid};
use fenjie_lexicon::{ColumnRole, continuation_mark};
use fenjie_source::Line;
use fenjie_text::{Text, chars, numeral};
use record::{Record, is_ruler, records};

/// How many lines without a separator may stand between two parts of one table (a remark at a page end).
const GAP: usize = 3;
/// Fewest lines with separators that make a table without a known header.
const FEWEST_ROWS: usize = 3;

/// The delimited tables among the lines.
pub(crate) fn regions(lines: &[&Line], watch: &Watch) -> Vec<Region> {
    let records = records(lines, watch);
    let mut regions = Vec::new();
    let mut at = 0;
    while at < records.len() && !watch.is_over() {
        if records[at].is_none() {
            at += 1;
            continue;
        }
        let end = region_end(lines, &records, at);
        let filled = records[at..end].iter().flatten().filter(|record| !record.cells.is_empty()).count();
        let headed = records[at..end].iter().flatten().any(|record| record.is_header);
        // Where separators only open lines, they indent paragraphs.
        let parted = lines[at..end].iter().filter(|line| has_separator_inside(line.text.as_str())).count();
        if (headed || filled >= FEWEST_ROWS) && parted * 3 >= filled {
            regions.push(Region { start: at, end, blocks: region_blocks(&lines[at..end], &records[at..end], watch) });
        }
        at = end;
    }
    regions
}

fn has_separator_inside(line: &str) -> bool {
    line.trim_matches(chars::is_blank).contains(['\t', '|'])
}

/// One past the last line of the table that begins at `start`.
fn region_end(lines: &[&Line], records: &[Option<Record>], start: usize) -> usize {
    let mut end = start + 1;
    let mut strangers = 0;
    for at in start + 1..records.len() {
        match &records[at] {
            Some(_) => {
                end = at + 1;
                strangers = 0;
            }
            None if lines[at].text.is_blank() => {}
            None => strangers += 1,
        }
        if strangers > GAP {
            break;
        }
    }
    end
}

fn region_blocks(lines: &[&Line], records: &[Option<Record>], watch: &Watch) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut parts: Vec<Record> = Vec::new();
    for (line, record) in lines.iter().zip(records) {
        match record {
            Some(record) if record.cells.is_empty() => {}
            Some(record) => parts.push(record.clone()),
            None if grid::is_band(line.text.as_str()) => {
                parts.push(Record { cells: vec![line.text.trimmed()], ..Record::default() });
            }
            None if line.text.is_blank() => {}
            None => blocks.push(Block::Furniture(FurnitureKind::Running, line.text.trimmed())),
        }
    }
    blocks.push(Block::Table(table(&parts, watch)));
    blocks
}

fn table(records: &[Record], watch: &Watch) -> Table {
    let records = &with_whole_headers(records, watch)[..];
    let headers: Vec<&Record> = records.iter().filter(|record| record.is_header).collect();
    // Of several of one width the first stands for all.
    let widest = headers.iter().rev().max_by_key(|header| header.cells.len());
    let width = widest.map_or_else(
        || records.iter().map(|record| record.cells.len()).max().unwrap_or(0),
        |header| header.cells.len(),
    );
    let header: Vec<Text> = match widest {
        Some(widest) => widest.cells.iter().map(Text::tidied).collect(),
        None => vec![Text::new(); width],
    };
    let telling = widest.filter(|widest| !widest.telling.is_empty()).map_or(&header, |widest| &widest.telling);
    let roles = grid::column_roles(telling, &regular_rows(records, width));
    let mut build = Build::new(header, roles);
    for record in records.iter().take_while(|_| !watch.is_over()) {
        build.add(record);
    }
    build.finish(headers.is_empty())
}

/// The records with the rows of each header put together, where it stands in several: 责任单位 over 牵头单位 and 配合单位.
fn with_whole_headers(records: &[Record], watch: &Watch) -> Vec<Record> {
    let mut whole: Vec<Record> = Vec::with_capacity(records.len());
    let mut at = 0;
    while at < records.len() && !watch.is_over() {
        let mut record = records[at].clone();
        let mut header = vec![HeaderCell::default(); record.cells.len()];
        let cells = |record: &Record| -> Vec<Cell> {
            record.cells.iter().map(|text| Cell { text: text.tidied(), inherited: false }).collect()
        };
        grid::extend_header(&mut header, cells(&record));
        let is_lower = |lower: &Record, header: &[HeaderCell]| {
            let below_own = lower.cells.iter().zip(header).any(|(cell, above)| cell.is_blank() && above.is_named());
            lower.cells.len() <= header.len() && below_own && grid::is_lower_header_row(&cells(lower), header)
        };
        let last = records.len().min(at + grid::MOST_HEADER_ROWS);
        at += 1;
        while record.is_header && at < last && is_lower(&records[at], &header) {
            grid::extend_header(&mut header, cells(&records[at]));
            record.marks.extend(records[at].marks.iter().cloned());
            record.cells = header.iter().map(|cell| cell.words().clone()).collect();
            record.telling = header.iter().map(|cell| cell.telling().clone()).collect();
            at += 1;
        }
        whole.push(record);
    }
    whole
}

/// Rows that have a cell for every column: what they hold tells what unnamed columns mean.
fn regular_rows(records: &[Record], width: usize) -> Vec<Row> {
    let mut page_width = 0;
    let mut rows = Vec::new();
    for record in records {
        if record.is_header {
            page_width = record.cells.len();
        } else if record.cells.len() == width && (page_width == width || page_width == 0) && !is_ruler(record) {
            let cells = record.cells.iter().map(|text| Cell { text: text.tidied(), inherited: false });
            rows.push(Row { cells: cells.collect(), confidence: 1.0, doubtful: Vec::new() });
        }
    }
    rows
}

/// The table as far as it is built.
struct Build {
    header: Vec<Text>,
    roles: Vec<ColumnRole>,
    /// For each cell of the running page's header, the column it names.
    positions: Vec<usize>,
    rows: Vec<Row>,
    pages: Vec<usize>,
    labels: Vec<Label>,
    furniture: Vec<Text>,
    seen_header: bool,
}

/// A category label where it was read.
struct Label {
    place: Occurrence,
    number: Text,
    words: Text,
}

impl Label {
    /// The label with its number, where marks tell the two apart (一、建立…).
    fn whole(&self) -> Text {
        let mut whole = if Marker::parse(self.number.as_str()).is_some() { self.number.clone() } else { Text::new() };
        whole.push(&self.words);
        whole
    }
}

impl Build {
    fn new(header: Vec<Text>, roles: Vec<ColumnRole>) -> Self {
        let positions = (0..header.len()).collect();
        let (rows, pages, labels, furniture) = (Vec::new(), vec![0], Vec::new(), Vec::new());
        Self { header, roles, positions, rows, pages, labels, furniture, seen_header: false }
    }

    fn add(&mut self, record: &Record) {
        self.furniture.extend(record.marks.iter().cloned());
        if record.is_header {
            self.header(record);
        } else if let Some(band) = self.band(record) {
            self.rows.push(grid::band_row(&band, self.header.len()));
        } else if record.cells.iter().any(|cell| !cell.is_blank()) {
            self.row(record);
        }
    }

    /// The label of a row that is nothing but a label over the whole width, in a table without a column for labels. Its
    /// number may have a cell of its own.
    fn band(&self, record: &Record) -> Option<Text> {
        let fits = self.header.len() > 2 && self.column(ColumnRole::Category).is_none();
        let mut filled = record.cells.iter().filter(|cell| !cell.is_blank());
        let label = filled.next().filter(|_| fits)?;
        // Sums may stand beside a label with its number.
        let is_sum =
            |cell: &&Text| grid::is_amount(cell.as_str()) && label.as_str().starts_with(numeral::is_han_numeral);
        let rest: Vec<&Text> = filled.filter(|cell| cell.as_str() != label.as_str() && !is_sum(cell)).collect();
        match rest[..] {
            [] => grid::is_band(label.as_str()).then(|| label.clone()),
            [words] => grid::numbered_band(label, words),
            _ => None,
        }
    }

    fn header(&mut self, record: &Record) {
        self.positions = positions(&self.header, &record.cells);
        let is_own = !self.seen_header && record.cells.len() == self.header.len();
        if is_own {
            self.seen_header = true;
        } else {
            self.furniture.extend(record.cells.iter().filter(|cell| !cell.is_blank()).cloned());
        }
        if self.pages.last() != Some(&self.rows.len()) {
            self.pages.push(self.rows.len());
        }
    }

    fn row(&mut self, record: &Record) {
        let Aligned { cells, stray } = align(&record.cells, &self.roles, &self.positions);
        if is_ruler(record) {
            self.furniture.extend(record.cells.iter().filter(|cell| !cell.is_blank()).cloned());
            return;
        }
        self.furniture.extend(stray);
        let mut cells: Vec<Text> = cells.iter().map(Text::tidied).collect();
        let label = self.take_label(&mut cells);
        let is_bare = cells.iter().all(Text::is_empty);
        if let Some(mut label) = label {
            label.place.after = is_bare && !self.rows.is_empty();
            label.place.row = if label.place.after { self.rows.len() - 1 } else { self.rows.len() };
            self.labels.push(label);
        }
        if is_bare {
            return;
        }
        if self.goes_on(&cells) {
            self.extend_last(cells);
        } else {
            let cells = cells.into_iter().map(|text| Cell { text, inherited: false }).collect();
            self.rows.push(Row { cells, confidence: 1.0, doubtful: Vec::new() });
        }
    }

    /// Takes the category label and its number out of a row, where the table has such columns.
    fn take_label(&self, cells: &mut [Text]) -> Option<Label> {
        let words = self.column(ColumnRole::Category).map(|column| std::mem::take(&mut cells[column]));
        let number = self.column(ColumnRole::CategoryNumber).map(|column| std::mem::take(&mut cells[column]));
        let (mut words, mut number) = (words.unwrap_or_default(), number.unwrap_or_default());
        if words.is_empty() && number.is_empty() {
            return None;
        }
        let continued = is_continued(words.as_str()) || is_continued(number.as_str());
        (number, words) = split_number(number, words);
        words = without_continued(&words);
        let ordinal = ordinal(number.as_str());
        let place = Occurrence { row: 0, after: false, continued, ordinal };
        Some(Label { place, number, words })
    }

    fn column(&self, role: ColumnRole) -> Option<usize> {
        self.roles.iter().position(|r| *r == role)
    }

    /// A row without a number in a table that numbers its rows, and without a text of its own, goes on with the last.
    fn goes_on(&self, cells: &[Text]) -> bool {
        let below_band = self.rows.last().is_some_and(|row| grid::is_band(row.cells[0].text.as_str()));
        // Without a header nothing says which cells a row lacks.
        let headless = self.header.iter().all(Text::is_empty);
        if below_band || headless {
            return false;
        }
        let empty = |role| self.column(role).is_none_or(|column| cells[column].is_empty());
        let numbered = |number: usize| self.rows.iter().filter(|row| !row.cells[number].text.is_empty()).count();
        match self.column(ColumnRole::Sequence) {
            Some(number) => {
                !self.rows.is_empty() && cells[number].is_empty() && numbered(number) * 3 > self.rows.len() * 2
            }
            None => !self.rows.is_empty() && empty(ColumnRole::Task) && empty(ColumnRole::Title),
        }
    }

    /// Appends a broken-off part of a row to the last row. Units that follow on a line of their own, while the row's
    /// only units stand one column too far right, show that the row's cells are shifted.
    fn extend_last(&mut self, cells: Vec<Text>) {
        let (lead, support) = (self.column(ColumnRole::Lead), self.column(ColumnRole::Support));
        let Some(last) = self.rows.last_mut() else { return };
        if let (Some(lead), Some(support)) = (lead, support)
            && last.cells[lead].text.is_empty()
            && cells[lead].is_empty()
            && !cells[support].is_empty()
        {
            last.cells.swap(lead, support);
            last.doubtful.extend([lead, support]);
        }
        for (cell, more) in last.cells.iter_mut().zip(cells) {
            if !more.is_empty() {
                cell.text.push(&more);
            }
        }
    }

    /// A bare figure among labels that are numbered 一, 二, … is a page number that strayed into the column.
    fn drop_stray_numbers(&mut self) {
        let is_han = |label: &Label| label.number.as_str().chars().next().is_some_and(numeral::is_han_numeral);
        let is_bare_figure = |label: &Label| label.words.is_empty() && !label.number.is_empty() && !is_han(label);
        if self.labels.iter().any(is_han) {
            let (stray, labels) = std::mem::take(&mut self.labels).into_iter().partition(is_bare_figure);
            self.labels = labels;
            self.furniture.extend(stray.into_iter().map(|label: Label| label.number));
        }
    }

    fn finish(mut self, headless: bool) -> Table {
        self.drop_stray_numbers();
        self.fill_labels();
        if let Some(title) = self.column(ColumnRole::Title) {
            grid::fill_down(&mut self.rows, title);
        }
        let columns = self.header.into_iter().zip(self.roles).map(|(header, role)| Column { header, role }).collect();
        Table {
            columns,
            rows: self.rows,
            recoverer: Recoverer::Delimited,
            score: if headless { 0.3 } else { 1.0 },
            furniture: self.furniture,
            title: None,
        }
    }

    /// Gives every row its category: the label as it was printed first, since later prints repeat or shorten it.
    fn fill_labels(&mut self) {
        let places: Vec<Occurrence> = self.labels.iter().map(|label| label.place.clone()).collect();
        let likeness = Likeness::of(self);
        let likeness = |row: usize, label: usize| likeness.of_row(row, label);
        let assigned = labels::assign(self.rows.len(), &self.pages, &places, likeness);
        let (category, number) = (self.column(ColumnRole::Category), self.column(ColumnRole::CategoryNumber));
        let mut used = vec![false; self.labels.len()];
        for (row, label) in assigned.into_iter().enumerate() {
            let Some(label) = label else { continue };
            let first = self.first_print(label);
            let inherited = std::mem::replace(&mut used[first], true);
            let printed = &self.labels[first];
            let label = if number.is_some() { printed.words.clone() } else { printed.whole() };
            for (column, text) in [(category, label), (number, printed.number.clone())] {
                if let Some(column) = column {
                    self.rows[row].cells[column] = Cell { text, inherited };
                }
            }
        }
        for (label, used) in self.labels.iter().zip(used) {
            if !used {
                self.furniture.extend([label.words.clone(), label.number.clone()]);
            }
        }
    }

    /// The first label with the same number, or with the same words.
    fn first_print(&self, label: usize) -> usize {
        let wanted = &self.labels[label];
        let same = |other: &Label| match (other.place.ordinal, wanted.place.ordinal) {
            (Some(a), Some(b)) => a == b,
            _ => other.words.as_str() == wanted.words.as_str(),
        };
        self.labels.iter().position(|other| !other.words.is_empty() && same(other)).unwrap_or(label)
    }
}

/// The columns that the cells of a repeated header name: known by their words, in order.
fn positions(columns: &[Text], header: &[Text]) -> Vec<usize> {
    let mut positions = Vec::with_capacity(header.len());
    let mut from = 0;
    for cell in header {
        let words = cell.tidied();
        let found = columns[from.min(columns.len())..].iter().position(|column| column.as_str() == words.as_str());
        let column = found.map_or(from, |found| from + found);
        positions.push(column);
        from = column + 1;
    }
    positions
}

fn is_continued(words: &str) -> bool {
    continuation_mark(words).is_some() || words.ends_with('续')
}

/// Without a （续） at its end.
fn without_continued(words: &Text) -> Text {
    let end = continuation_mark(words.as_str()).map_or(words.len(), |mark| mark.start);
    words.slice(0..end).trimmed()
}

/// Number and label that share one cell ("一 建立健全…", "三、统计") are taken apart.
fn split_number(number: Text, words: Text) -> (Text, Text) {
    if !words.is_empty() && !number.is_empty() {
        return (number, words);
    }
    let whole = if words.is_empty() { number } else { words };
    let marker = Marker::parse(whole.as_str()).map(|marker| marker.len);
    let bare = || {
        let end = whole.as_str().find(|c| !numeral::is_han_numeral(c))?;
        (end > 0 && end <= 9).then_some(end)
    };
    if is_continued(whole.as_str()) && ordinal(whole.as_str()).is_some() {
        return (whole, Text::new());
    }
    match marker.or_else(bare) {
        Some(end) => (whole.slice(0..end).trimmed(), whole.slice_from(end).trimmed()),
        None if ordinal(whole.as_str()).is_some() => (whole, Text::new()),
        None => (Text::new(), whole),
    }
}

/// The number of a category: 二, 二(续), 2, （二）.
fn ordinal(number: &str) -> Option<u32> {
    let bare = number.trim_start_matches(['（', '(']);
    let end = bare.find(['（', '(', '）', ')', '、', '.', '．', ' ']).unwrap_or(bare.len());
    numeral::parse_integer(&bare[..end]).and_then(|value| u32::try_from(value).ok())
}

/// How well the words of rows fit the words of labels: neighbouring characters that both hold, the rarer among the rows
/// the heavier, so that a word all rows share says nothing.
struct Likeness {
    rows: Vec<String>,
    labels: Vec<Vec<(String, f32)>>,
}

impl Likeness {
    fn of(build: &Build) -> Self {
        let words = |row: &Row| row.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("\t");
        let rows: Vec<String> = build.rows.iter().map(words).collect();
        let labels = build.labels.iter().map(|label| weighed_pairs(label.words.as_str(), &rows)).collect();
        Self { rows, labels }
    }

    fn of_row(&self, row: usize, label: usize) -> f32 {
        let held = self.labels[label].iter().filter(|(pair, _)| self.rows[row].contains(pair.as_str()));
        held.map(|(_, weight)| weight).sum()
    }
}

/// The pairs of neighbouring characters of a label; a pair that no or one row holds weighs a half.
fn weighed_pairs(label: &str, rows: &[String]) -> Vec<(String, f32)> {
    const RAREST: f32 = 0.5;
    let chars: Vec<char> = label.chars().filter(|c| chars::is_han(*c)).collect();
    let weigh = |pair: &[char]| {
        let pair: String = pair.iter().collect();
        let holders = rows.iter().filter(|row| row.contains(pair.as_str())).count().max(1);
        (pair, RAREST / holders as f32)
    };
    chars.windows(2).map(weigh).collect()
}
