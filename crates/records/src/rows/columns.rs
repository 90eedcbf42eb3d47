//! The columns of a table by meaning, and what each row says in them.

use super::measure;
use super::numbers::{is_han_number, sequence, take_number};
use super::units::{one_a_line, units_by_mark, units_of};
use super::{heading, own_cells};
use crate::draft::{Draft, Heading, NamedUnit};
use fenjie_layout::{Cell, Marker, MarkerStyle, Recoverer, Row, Table, grid};
use fenjie_lexicon::ColumnRole;
use fenjie_text::{Text, chars, numeral};

/// The columns of a table by meaning.
pub(super) struct Columns {
    pub(super) sequence: Option<usize>,
    pub(super) category_number: Option<usize>,
    pub(super) category: Option<usize>,
    pub(super) title: Option<usize>,
    pub(super) task: Option<usize>,
    pub(super) deliverable: Option<usize>,
    /// The unit of measure of what is to be reached, where it has a column of its own.
    pub(super) measure: Option<usize>,
    pub(super) lead: Vec<usize>,
    pub(super) support: Vec<usize>,
    pub(super) deadline: Option<usize>,
    pub(super) others: Vec<usize>,
    /// The mark at the names of the units that lead, where the document has one.
    pub(super) leading_mark: Option<char>,
}

impl Columns {
    pub(super) fn of(table: &Table) -> Self {
        let first = |role| table.columns.iter().position(|column| column.role == role);
        let all = |role| (0..table.columns.len()).filter(|&c| table.columns[c].role == role).collect::<Vec<_>>();
        let (mut lead, mut support) = (all(ColumnRole::Lead), all(ColumnRole::Support));
        // 牵头单位 or 主责单位 beside 责任单位: the first leads, the other supports.
        let is_leading =
            |&c: &usize| ["牵头", "主责"].iter().any(|word| table.columns[c].header.as_str().contains(word));
        if lead.len() > 1 && lead.iter().any(is_leading) {
            support.extend(lead.iter().filter(|c| !is_leading(c)));
            lead.retain(is_leading);
        }
        // 成员单位 or 相关部门 helps nobody where nobody else is named.
        let helps = |&c: &usize| {
            let header = table.columns[c].header.as_str();
            ["配合", "协", "参", "支", "会", "联", "保障", "辅助"].iter().any(|word| header.contains(word))
        };
        if lead.is_empty() && !support.iter().any(helps) {
            std::mem::swap(&mut lead, &mut support);
        }
        let named = [ColumnRole::Other, ColumnRole::Remark].into_iter().flat_map(all).collect();
        Self {
            sequence: first(ColumnRole::Sequence),
            category_number: first(ColumnRole::CategoryNumber),
            category: first(ColumnRole::Category),
            title: first(ColumnRole::Title),
            task: first(ColumnRole::Task),
            deliverable: first(ColumnRole::Deliverable),
            measure: measure::column(table),
            lead,
            support,
            deadline: deadline_column(table),
            others: named,
            leading_mark: None,
        }
    }

    /// A row that is one label over the whole width: the category of the rows below it.
    pub(super) fn band(row: &Row) -> Option<Heading> {
        const LONGEST: usize = 60;
        let mut own = own_cells(row);
        let (label, more) = (own.next()?, own.next());
        let spreads =
            row.cells.iter().filter(|cell| cell.text.as_str() == label.as_str()).count() * 2 > row.cells.len();
        let marker = Marker::parse(label.as_str());
        let is_heading = marker.is_some_and(|marker| marker.style <= MarkerStyle::HanBracket);
        let is_short = label.as_str().chars().count() <= LONGEST;
        let alone = more.is_none() && row.cells.len() > 2 && is_short;
        (alone && (spreads || is_heading)).then(|| heading(label))
    }

    /// Whether the number column numbers two kinds of rows: 一 or （一） those that head others, 1, 2, 3 the others.
    pub(super) fn numbers_bands(&self, table: &Table) -> bool {
        let Some(number) = self.sequence else { return false };
        let cells = || table.rows.iter().filter_map(|row| row.cells.get(number)).map(|cell| cell.text.as_str());
        cells().any(is_han_number) && cells().any(|words| words.starts_with(|c| numeral::digit(c).is_some()))
    }

    /// A row of nothing but a number in Chinese and a label: the category of the rows below it.
    pub(super) fn numbered_band(&self, row: &Row) -> Option<Heading> {
        let number = row.cells.get(self.sequence?).filter(|cell| is_han_number(cell.text.as_str()))?;
        let mut others = own_cells(row).filter(|text| text.as_str() != number.text.as_str());
        let (label, more) = (others.next()?, others.next());
        let ordinal = sequence(number.text.as_str());
        more.is_none().then(|| Heading { ordinal, ..heading(label) })
    }

    /// Whether most rows of a table without a column for labels print a number.
    pub(super) fn numbers_rows(&self, table: &Table) -> bool {
        const FEWEST: usize = 3;
        let numbered = table.rows.iter().filter(|row| self.has_number(row)).count();
        let rows = table.rows.iter().filter(|row| own_cells(row).nth(1).is_some()).count();
        self.category.is_none() && numbered >= FEWEST && numbered * 3 >= rows * 2
    }

    fn has_number(&self, row: &Row) -> bool {
        // A label over the whole width stands in the column of the numbers, if it is the first.
        let is_word = |c: char| chars::is_han(c) && !numeral::is_han_numeral(c);
        let is_number = |cell: &Cell| !cell.text.is_blank() && !cell.text.as_str().contains(is_word);
        self.sequence.and_then(|column| row.cells.get(column)).is_some_and(is_number)
    }

    /// In a table that numbers its rows, a row of nothing but a few words without a closing mark, above a numbered one: the
    /// category of the rows below it, whose width an extractor lost.
    pub(super) fn bare_band(&self, row: &Row, next: &Row) -> Option<Heading> {
        let mut own = own_cells(row);
        let (label, more) = (own.next()?, own.next());
        let is_label = grid::is_bare_label(label.as_str());
        let opens_row = self.has_number(next) && own_cells(next).nth(2).is_some();
        let alone = more.is_none() && row.cells.len() > 2 && !self.has_number(row);
        (alone && is_label && opens_row).then(|| heading(label))
    }

    /// Cells that say 同上 take what stands in the row above.
    pub(super) fn repeat_above(&self, row: &Row, above: Option<&Draft>, draft: &mut Draft) {
        let says_so = |&column: &usize| {
            let cell = row.cells.get(column).map(|cell| cell.text.as_str());
            matches!(cell, Some("同上" | "〃" | "″" | "\""))
        };
        let Some(above) = above else { return };
        let again = |units: &[NamedUnit], columns: &[usize]| {
            let cell = columns.iter().filter(|column| says_so(column)).find_map(|&column| row.cells.get(column))?;
            Some(units.iter().map(|unit| NamedUnit { raw: cell.text.clone(), name: unit.name.clone() }).collect())
        };
        draft.lead = again(&above.lead, &self.lead).unwrap_or_else(|| std::mem::take(&mut draft.lead));
        draft.support = again(&above.support, &self.support).unwrap_or_else(|| std::mem::take(&mut draft.support));
        if self.deadline.as_ref().is_some_and(says_so) {
            draft.other.extend(std::mem::replace(&mut draft.deadline, above.deadline.clone()));
        }
    }

    pub(super) fn draft(&self, row: &Row, table: &Table) -> Option<Draft> {
        let cell = |column: Option<usize>| column.and_then(|c| row.cells.get(c)).filter(|cell| !cell.text.is_blank());
        let text_of = |column| cell(column).map(|cell: &Cell| cell.text.tidied());
        let mut draft =
            Draft { is_row: true, confidence: f64::from(row.confidence * table.score.max(0.5)), ..Draft::default() };
        draft.text = text_of(self.task);
        draft.title = text_of(self.title);
        let measure = cell(self.measure).map(|cell| &cell.text);
        let measured = cell(self.deliverable).and_then(|value| measure::measured(&value.text, measure?));
        draft.deliverable = measured.or_else(|| text_of(self.deliverable));
        draft.deadline = text_of(self.deadline);
        draft.category = self.category_of(row);
        self.units(row, table, &mut draft);
        draft.sequence = text_of(self.sequence).and_then(|text| Some((sequence(text.as_str())?, text)));
        take_number(&mut draft);
        draft.other.extend(self.others.iter().filter_map(|&c| cell(Some(c))).map(|cell| cell.text.clone()));
        if draft.text.is_none() && !self.title_is_merged(row) {
            // A list of faults prints nothing beside them: there they are the text, and head nothing.
            draft.text = if self.task.is_none() { draft.title.take() } else { draft.title.clone() };
        }
        let says_something = draft.text.is_some() || !draft.lead.is_empty() || !draft.support.is_empty();
        if draft.text.is_none() {
            draft.note(
                "content_missing",
                "the row prints no task text; it was lost before the file came here, or is empty in print",
            );
            draft.confidence *= 0.5;
        }
        Self::note_doubts(row, table, &mut draft);
        says_something.then_some(draft)
    }

    fn title_is_merged(&self, row: &Row) -> bool {
        self.title.and_then(|c| row.cells.get(c)).is_some_and(|cell| cell.inherited)
    }

    fn category_of(&self, row: &Row) -> Option<Heading> {
        let cell = |column: Option<usize>| column.and_then(|c| row.cells.get(c)).map(|cell| cell.text.tidied());
        let label = cell(self.category).filter(|text| !text.is_blank());
        let number = cell(self.category_number).filter(|text| !text.is_blank());
        let ordinal = number.as_ref().and_then(|text| sequence(text.as_str()));
        match label {
            Some(label) => {
                let printed = heading(&label);
                Some(Heading { ordinal: ordinal.or(printed.ordinal), label: printed.label })
            }
            None => ordinal.map(|ordinal| Heading { ordinal: Some(ordinal), label: Text::new() }),
        }
    }

    fn units(&self, row: &Row, table: &Table, draft: &mut Draft) {
        // Where the format keeps lines as they were typed, a name may end with its line.
        let typed = matches!(table.recoverer, Recoverer::Markup | Recoverer::Delimited);
        for (columns, leads) in [(&self.lead, true), (&self.support, false)] {
            for (cell, column) in columns.iter().filter_map(|&c| row.cells.get(c).zip(table.columns.get(c))) {
                let words = if names_persons(column.header.as_str()) { cell.text.spaced() } else { cell.text.clone() };
                let words = if typed { one_a_line(&words) } else { words };
                let marked = self.leading_mark.and_then(|mark| units_by_mark(&words, mark));
                let (lead, support) = marked.unwrap_or_else(|| units_of(&words));
                if leads {
                    draft.lead.extend(lead);
                    draft.support.extend(support);
                } else {
                    draft.support.extend(lead);
                    draft.support.extend(support);
                }
                draft.other.push(cell.text.clone());
            }
        }
    }

    fn note_doubts(row: &Row, table: &Table, draft: &mut Draft) {
        if table.recoverer == Recoverer::Flattened && !row.doubtful.is_empty() {
            let names: Vec<&str> = row
                .doubtful
                .iter()
                .filter_map(|&c| table.columns.get(c))
                .map(|column| column.header.as_str())
                .collect();
            let message = format!("where these cells end is in doubt: {}", names.join("、"));
            draft.note("doubtful_cells", &message);
        } else if !row.doubtful.is_empty() {
            draft.note(
                "shifted_cells",
                "cells of this row were shifted in the source and were put back by what they hold",
            );
        } else if table.recoverer == Recoverer::Inferred {
            draft.note(
                "inferred_rows",
                "nothing on the page parts the rows of this table: what their cells say told them",
            );
        }
    }
}

/// Whether a column of units names who answers for each beside it: 责任单位及责任人.
fn names_persons(header: &str) -> bool {
    ["责任人", "负责人", "领导", "联系人"].iter().any(|word| header.contains(word))
}

/// Of several columns of times the one that says by when, rather than a stage of the work.
fn deadline_column(table: &Table) -> Option<usize> {
    let closes = |header: &str| {
        ["完成", "办结", "期限", "时限", "竣工", "完工", "建成", "截止"].iter().any(|word| header.contains(word))
    };
    let times = || (0..table.columns.len()).filter(|&c| table.columns[c].role == ColumnRole::Deadline);
    times().find(|&c| closes(table.columns[c].header.as_str())).or_else(|| times().next())
}
