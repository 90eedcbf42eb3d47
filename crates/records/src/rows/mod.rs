//! Table rows as tasks: which column means which field.

mod columns;
mod lists;
mod measure;
mod numbers;
mod openings;
mod purpose;
mod units;

use crate::draft::{Draft, Heading, NamedUnit};
use crate::outline::Part;
use crate::statement::{self, Habits};
use crate::title;
use columns::Columns;
use fenjie_layout::{Marker, Row, Table};
use fenjie_lexicon::continuation_mark;
use fenjie_text::Text;
pub(crate) use purpose::orders_tasks;

/// What one table says.
#[derive(Default)]
pub(crate) struct TableReading {
    pub(crate) drafts: Vec<Draft>,
    pub(crate) headings: Vec<Text>,
    pub(crate) prose: Vec<Text>,
    pub(crate) furniture: Vec<Text>,
}

/// Reads a table of `part`, the part number `index` of the document, as tasks.
pub(crate) fn read(table: &Table, part: &Part<'_>, index: usize, habits: Habits) -> TableReading {
    let mut reading = TableReading { furniture: table.furniture.clone(), ..TableReading::default() };
    reading.headings.extend(table.title.clone());
    reading.furniture.extend(table.columns.iter().map(|column| column.header.clone()));
    if !orders_tasks(table) || purpose::is_form(table, part.title.as_ref()) {
        reading.prose = table.rows.iter().flat_map(|row| own_cells(row).cloned()).collect();
        return reading;
    }
    // A dump may put out the brackets behind a header's words in the first row; notes stand in rows of their own.
    let notes = table.rows.iter().enumerate().filter(|(at, row)| *at == 0 || purpose::is_note(row));
    let said = table.columns.iter().map(|column| &column.header);
    let said = said.chain(notes.flat_map(|(_, row)| own_cells(row))).chain(&table.furniture);
    let said: Vec<&str> = said.map(Text::as_str).collect();
    let first_leads = habits.first_leads || said.iter().any(|words| statement::says_first_leads(words));
    let mark = habits.leading_mark.or_else(|| said.iter().find_map(|words| statement::leading_mark(words)));
    let mut reader = Reader::new(table, part, index, mark);
    for (at, row) in table.rows.iter().enumerate() {
        reader.row(row, table.rows.get(at + 1), &mut reading);
    }
    if first_leads && reader.columns.support.is_empty() {
        reading.drafts.iter_mut().for_each(units::first_leads);
    }
    numbers::number_categories(&mut reading.drafts);
    numbers::take_item_numbers(&mut reading.drafts);
    if reader.columns.title.is_none() {
        openings::as_titles(&mut reading.drafts);
    }
    reading
}

/// The rows of one table, read from the first to the last.
struct Reader<'a> {
    table: &'a Table,
    columns: Columns,
    /// Index of the part that the table stands in.
    part: usize,
    numbers_bands: bool,
    /// Whether hardly a row is without a number.
    numbers_rows: bool,
    /// The heading that the rows stand under, where it is printed above them.
    band: Option<Heading>,
    /// Leading and supporting units that a row above names for those below it.
    responsible: (Vec<NamedUnit>, Vec<NamedUnit>),
}

impl<'a> Reader<'a> {
    fn new(table: &'a Table, part: &Part<'_>, index: usize, mark: Option<char>) -> Self {
        let columns = Columns { leading_mark: mark, ..Columns::of(table) };
        let numbers_bands = columns.numbers_bands(table);
        let band = part.heading.as_ref().map(heading);
        let numbers_rows = columns.numbers_rows(table);
        Self { table, columns, part: index, numbers_bands, numbers_rows, band, responsible: Default::default() }
    }

    fn row(&mut self, row: &Row, next: Option<&Row>, reading: &mut TableReading) {
        let numbered = || self.columns.numbered_band(row).filter(|_| self.numbers_bands);
        let bare = || self.columns.bare_band(row, next?).filter(|_| self.numbers_rows);
        if purpose::is_note(row) {
            reading.furniture.extend(own_cells(row).cloned());
        } else if let Some(units) = units::band_units(row) {
            reading.headings.extend(own_cells(row).cloned());
            self.responsible = units;
        } else if let Some(heading) = Columns::band(row).or_else(numbered).or_else(bare) {
            reading.headings.extend(own_cells(row).cloned());
            self.band = Some(heading);
        } else if purpose::is_total(row) {
            reading.furniture.extend(own_cells(row).cloned());
        } else if let Some((rows, numbers)) = lists::apart(row, &self.columns) {
            reading.furniture.extend(numbers);
            for row in &rows {
                self.task(row, reading);
            }
        } else {
            self.task(row, reading);
        }
    }

    fn task(&self, row: &Row, reading: &mut TableReading) {
        let Some(mut draft) = self.columns.draft(row, self.table) else {
            reading.furniture.extend(own_cells(row).cloned());
            return;
        };
        draft.part = self.part;
        draft.category = draft.category.or_else(|| self.band.clone());
        self.columns.repeat_above(row, reading.drafts.last(), &mut draft);
        if draft.lead.is_empty() && draft.support.is_empty() {
            (draft.lead, draft.support) = self.responsible.clone();
        }
        reading.drafts.push(draft);
    }
}

/// The words printed on a row itself.
fn own_cells(row: &Row) -> impl Iterator<Item = &Text> {
    row.cells.iter().filter(|cell| !cell.inherited && !cell.text.is_blank()).map(|cell| &cell.text)
}

/// A label with its number taken apart, without （续）.
fn heading(label: &Text) -> Heading {
    let marker = Marker::parse(label.as_str());
    let words = label.slice_from(marker.map_or(0, |marker| marker.len));
    let end = continuation_mark(words.as_str()).map_or(words.len(), |mark| mark.start);
    let label = title::opening(&words.slice(0..end));
    Heading { ordinal: marker.map(|marker| marker.ordinal), label: label.tidied() }
}
