//! Tables whose cells are parted by tabs or pipes. Cells are shifted from row to row, missing, or share a field; each
//! row is laid against the columns anew, by what its cells hold and where they stand.

mod broken;
mod category;
mod label_lines;
mod record;
mod spread;

use super::Region;
use super::align::{Aligned, align};
use crate::grid::HeaderCell;
use crate::labels::{self, Occurrence};
use crate::{Block, Cell, Column, FurnitureKind, Recoverer, Row, Table, Watch, fit, grid};
use category::{Label, Likeness};
use fenjie_lexicon::ColumnRole;
use fenjie_source::Line;
use fenjie_text::{Text, chars, numeral};
use label_lines::{bare_labels, is_numbered};
use record::{Record, is_ruler, records};

/// How many lines without a separator may stand between two parts of one table (a remark at a page end).
const GAP: usize = 3;
/// Fewest lines with separators that make a table without a known header.
const FEWEST_ROWS: usize = 3;

/// The delimited tables among the lines.
pub(crate) fn regions(lines: &[&Line], watch: &Watch) -> Vec<Region> {
    if !lines.iter().any(|line| line.text.as_str().contains(['\t', '|'])) {
        return Vec::new();
    }
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
    let mut header = records[start].as_ref().filter(|record| record.is_header);
    let mut has_rows = false;
    for at in start + 1..records.len() {
        match &records[at] {
            Some(record)
                if has_rows
                    && record.is_header
                    && header.is_some_and(|header| heads_another(header, &records[at..])) =>
            {
                break;
            }
            Some(record) => {
                has_rows |= header.is_some() && !record.is_header && !is_ruler(record);
                header = header.or_else(|| Some(record).filter(|record| record.is_header));
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

/// Whether the header that opens `records` is that of another table than `header`: it names other columns, and the rows below
/// it are counted anew, or no more.
fn heads_another(header: &Record, records: &[Option<Record>]) -> bool {
    let names = |record: &Record, words: &Text| record.cells.iter().any(|cell| cell.as_str() == words.as_str());
    let mut records = records.iter().flatten().filter(|record| record.cells.iter().any(|cell| !cell.is_blank()));
    let Some(other) = records.next() else { return false };
    let is_new = other.cells.iter().any(|cell| !cell.is_blank() && !names(header, cell));
    let first = records.find(|record| !is_ruler(record)).and_then(|record| record.cells.first());
    let ordinal = |number: &Text| numeral::parse_ordinal(number.as_str());
    is_new
        && first.is_some_and(|first| {
            ordinal(first) == Some(1) || counts(header) && !counts(other) && ordinal(first).is_none()
        })
}

/// Whether a header names a column of numbers.
fn counts(header: &Record) -> bool {
    header.cells.iter().any(|cell| ColumnRole::of_header(cell.as_str()) == Some(ColumnRole::Sequence))
}

fn region_blocks(lines: &[&Line], records: &[Option<Record>], watch: &Watch) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut parts: Vec<Record> = Vec::new();
    let labels = bare_labels(lines, records);
    for (at, (line, record)) in lines.iter().zip(records).enumerate() {
        match record {
            Some(record) if record.cells.is_empty() => {}
            Some(record) => parts.push(record.clone()),
            None if grid::is_band(line.text.as_str()) || labels.contains(&at) => {
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
    let unnamed = widest.and_then(|widest| spread::unnamed_column(widest, records));
    let width = widest.map_or_else(
        || records.iter().map(|record| record.cells.len()).max().unwrap_or(0),
        |header| header.cells.len() + usize::from(unnamed.is_some()),
    );
    let whole = |mut cells: Vec<Text>| {
        if let Some(column) = unnamed {
            cells.insert(column, Text::new());
        }
        cells
    };
    let header: Vec<Text> = match widest {
        Some(widest) => whole(widest.cells.iter().map(Text::tidied).collect()),
        None => vec![Text::new(); width],
    };
    let telling = widest.filter(|widest| !widest.telling.is_empty()).map(|widest| whole(widest.telling.clone()));
    let rows = if unnamed.is_some() { all_rows(records, width) } else { regular_rows(records, width) };
    let roles = grid::column_roles(telling.as_ref().unwrap_or(&header), &rows);
    let mut build = Build::new(header, unnamed.is_some(), roles);
    let holds_row = |record: &&Record| !record.is_header && !is_ruler(record);
    for (at, record) in records.iter().enumerate().take_while(|_| !watch.is_over()) {
        build.add(record, records[at + 1..].iter().find(holds_row));
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
            let goes_on = |cell: &Text, above: &HeaderCell| cell.is_blank() || cell.as_str() == above.words().as_str();
            let below_own =
                lower.cells.iter().zip(header).any(|(cell, above)| goes_on(cell, above) && above.is_named());
            lower.cells.len() <= header.len() && below_own && grid::is_lower_header_row(&cells(lower), header)
        };
        let last = records.len().min(at + grid::MOST_HEADER_ROWS);
        at += 1;
        while record.is_header && at < last {
            // The rule of Markdown stands below the first row of a header, whatever follows.
            let rule = Some(&records[at]).filter(|record| is_ruler(record));
            let below = at + usize::from(rule.is_some());
            let Some(lower) = records.get(below).filter(|lower| is_lower(lower, &header)) else { break };
            grid::extend_header(&mut header, cells(lower));
            record.marks.extend(lower.marks.iter().cloned());
            record.marks.extend(rule.into_iter().flat_map(|rule| rule.marks.iter().chain(&rule.cells).cloned()));
            record.cells = header.iter().map(|cell| cell.words().clone()).collect();
            record.telling = header.iter().map(|cell| cell.telling().clone()).collect();
            at = below + 1;
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

/// All rows, short ones with blank cells at their ends: where the header lacks a column, what stands before the units is
/// in its place all the same.
fn all_rows(records: &[Record], width: usize) -> Vec<Row> {
    let rows = records.iter().filter(|record| !record.is_header && !is_ruler(record));
    rows.map(|record| {
        let cells = record.cells.iter().map(|text| Cell { text: text.tidied(), inherited: false });
        let mut cells: Vec<Cell> = cells.collect();
        cells.resize(width, Cell::default());
        Row { cells, confidence: 1.0, doubtful: Vec::new() }
    })
    .collect()
}

/// The table as far as it is built.
struct Build {
    header: Vec<Text>,
    /// Whether one of the columns has no cell in the printed header.
    lacks_cell: bool,
    roles: Vec<ColumnRole>,
    /// For each cell of the running page's header, the column it names.
    positions: Vec<usize>,
    rows: Vec<Row>,
    pages: Vec<usize>,
    labels: Vec<Label>,
    /// How many rows share the number of the row above.
    sharing: usize,
    furniture: Vec<Text>,
    seen_header: bool,
}

impl Build {
    fn new(header: Vec<Text>, lacks_cell: bool, roles: Vec<ColumnRole>) -> Self {
        let positions = (0..header.len()).collect();
        let (rows, pages, labels, furniture) = (Vec::new(), vec![0], Vec::new(), Vec::new());
        Self { header, lacks_cell, roles, positions, rows, pages, labels, sharing: 0, furniture, seen_header: false }
    }

    fn add(&mut self, record: &Record, next: Option<&Record>) {
        self.furniture.extend(record.marks.iter().cloned());
        if record.is_header {
            self.header(record);
        } else if grid::is_total(record.cells.iter()) || grid::is_foot(record.cells.iter()) {
            self.furniture.extend(record.cells.iter().filter(|cell| !cell.is_blank()).cloned());
        } else if let Some(band) = self.band(record).or_else(|| self.bare_label(record, next)) {
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

    /// The label without a number that stands in the cell of the number, alone above a numbered row.
    fn bare_label(&self, record: &Record, next: Option<&Record>) -> Option<Text> {
        let is_counted = self.roles.first() == Some(&ColumnRole::Sequence) && self.header.len() > 2;
        let label = record.cells.first().filter(|label| is_counted && grid::is_bare_label(label.as_str()))?;
        let alone = record.cells.iter().all(|cell| cell.is_blank() || cell.as_str() == label.as_str());
        let fits = alone && self.column(ColumnRole::Category).is_none() && next.is_some_and(is_numbered);
        fits.then(|| label.clone())
    }

    fn header(&mut self, record: &Record) {
        self.positions = positions(&self.header, &record.cells);
        let is_own = !self.seen_header && record.cells.len() + usize::from(self.lacks_cell) == self.header.len();
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
        let whole: Vec<usize> = (0..self.header.len()).collect();
        // A row with a cell for every column has them in place, though the header of its page lacks one.
        let positions = if record.cells.len() == whole.len() { &whole } else { &self.positions };
        let Aligned { cells, stray } = align(&record.cells, &self.roles, positions);
        if is_ruler(record) {
            self.furniture.extend(record.cells.iter().filter(|cell| !cell.is_blank()).cloned());
            return;
        }
        self.furniture.extend(stray);
        let mut cells: Vec<Text> = cells.iter().map(Text::tidied).collect();
        let label = self.take_label(&mut cells, record);
        let is_bare = cells.iter().all(Text::is_empty);
        if let Some(mut label) = label {
            label.place.after = is_bare && !self.rows.is_empty();
            label.place.row = if label.place.after { self.rows.len() - 1 } else { self.rows.len() };
            self.labels.push(label);
        }
        if is_bare {
            return;
        }
        let shares = self.shares_number(&cells);
        if !shares && self.goes_on(&cells) {
            self.extend_last(cells);
        } else {
            self.sharing += usize::from(shares);
            let cells = cells.into_iter().map(|text| Cell { text, inherited: false }).collect();
            self.rows.push(Row { cells, confidence: 1.0, doubtful: Vec::new() });
        }
    }

    /// Takes the category label and its number out of a row, where the table has such columns.
    fn take_label(&self, cells: &mut [Text], record: &Record) -> Option<Label> {
        let words = self.column(ColumnRole::Category).map(|column| std::mem::take(&mut cells[column]));
        let number = self.column(ColumnRole::CategoryNumber).map(|column| std::mem::take(&mut cells[column]));
        Label::read(number.unwrap_or_default(), words.unwrap_or_default(), record)
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
                let numbered = numbered(number) + self.sharing;
                !self.rows.is_empty() && cells[number].is_empty() && numbered * 3 > self.rows.len() * 2
            }
            None => !self.rows.is_empty() && empty(ColumnRole::Task) && empty(ColumnRole::Title),
        }
    }

    /// Whether a row names work of its own and who does it, below a row whose work and units are whole: then the two share
    /// the number above.
    fn shares_number(&self, cells: &[Text]) -> bool {
        let (Some(task), Some(lead)) = (self.column(ColumnRole::Task), self.column(ColumnRole::Lead)) else {
            return false;
        };
        let is_numbered = self.column(ColumnRole::Sequence).is_none_or(|column| !cells[column].is_empty());
        let Some(last) = self.rows.last().filter(|_| !is_numbered) else { return false };
        let above = |column: usize| last.cells[column].text.as_str();
        let is_closed = |words: &str| words.ends_with(['。', '；', ';']);
        let closed = self.rows.iter().filter(|row| is_closed(row.cells[task].text.as_str())).count();
        let is_open = |words: &str| words.ends_with(['、', '，', ',', '和', '及', '与']);
        let opens_page = self.pages.last() == Some(&self.rows.len());
        let is_whole = is_closed(above(task)) || !opens_page && closed * 3 < self.rows.len() && !is_open(above(task));
        let deadline = self.column(ColumnRole::Deadline);
        let is_due = |words: &str| fit(words, ColumnRole::Deadline) > -1.0 && !words.is_empty();
        // Where each has its own time, any names will do: 质量股.
        let are_due = deadline.is_some_and(|column| is_due(above(column)) && is_due(cells[column].as_str()));
        let names_unit =
            |words: &str| !is_open(words) && (fit(words, ColumnRole::Lead) > 0.0 || are_due && !words.is_empty());
        let dated = deadline.is_none_or(|column| !cells[column].is_empty());
        !above(task).is_empty()
            && !cells[task].is_empty()
            && is_whole
            && dated
            && names_unit(above(lead))
            && names_unit(cells[lead].as_str())
    }

    /// Rows without a number between two that follow one another share the first.
    fn share_numbers(&mut self) {
        let Some(column) = self.column(ColumnRole::Sequence) else { return };
        let number =
            |row: &Row| row.cells[column].text.as_str().trim_end_matches(['.', '．', '、']).parse::<u32>().ok();
        let mut at = 0;
        while at < self.rows.len() {
            let rest = &self.rows[at + 1..];
            let end = at + 1 + rest.iter().take_while(|row| row.cells[column].text.is_blank()).count();
            let next = self.rows.get(end).map(&number);
            let follows = number(&self.rows[at]).is_some_and(|n| next.is_none_or(|next| next == Some(n + 1)));
            let text = self.rows[at].cells[column].text.clone();
            for row in self.rows[at + 1..end].iter_mut().filter(|_| follows) {
                row.cells[column] = Cell { text: text.clone(), inherited: true };
            }
            at = end;
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
        if self.labels.iter().any(Label::is_numbered_in_chinese) {
            let (stray, labels) = std::mem::take(&mut self.labels).into_iter().partition(Label::is_bare_figure);
            self.labels = labels;
            self.furniture.extend(stray.into_iter().map(|label: Label| label.number));
        }
    }

    fn finish(mut self, headless: bool) -> Table {
        self.drop_stray_numbers();
        self.fill_labels();
        self.share_numbers();
        if let Some(title) = self.column(ColumnRole::Title) {
            grid::fill_down(&mut self.rows, title);
        }
        grid::fill_units(&mut self.rows, &self.roles);
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
        let likeness = Likeness::of(&self.rows, &self.labels);
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
