//! Cells that are printed once for several rows and left blank below, and tables that go on behind a page break.

use super::Cell;
use crate::{Column, Row, Table};
use fenjie_lexicon::ColumnRole;
use fenjie_text::numeral;

/// Cells that are printed with the first row they cover, and left blank below it, are repeated; the rows of one title share
/// its number.
pub(crate) fn fill_labels(rows: &mut [Row], roles: &[ColumnRole]) {
    let groups = units_of_groups(rows, roles);
    for (column, role) in roles.iter().enumerate() {
        if matches!(role, ColumnRole::Category | ColumnRole::CategoryNumber | ColumnRole::Title) {
            fill_down(rows, column);
        }
    }
    if let Some(units) = groups {
        repeat(rows, units, |row| names_work(row, roles));
    }
    fill_units(rows, roles);
    let (Some(number), Some(title)) = (place(roles, ColumnRole::Sequence), place(roles, ColumnRole::Title)) else {
        return;
    };
    repeat(rows, number, |row| row.cells.get(title).is_some_and(|cell| cell.inherited));
}

/// Units that stand left of the number of the rows head them, as labels do: blank cells of numbered rows repeat them.
pub(crate) fn fill_units(rows: &mut [Row], roles: &[ColumnRole]) {
    let Some(number) = place(roles, ColumnRole::Sequence) else { return };
    let is_numbered = |row: &Row| row.cells.get(number).is_some_and(|cell| !cell.text.is_blank());
    let is_alone = |role: ColumnRole| roles.iter().filter(|other| **other == role).count() == 1;
    let heads_rows = |role: ColumnRole| matches!(role, ColumnRole::Lead | ColumnRole::Support) && is_alone(role);
    for column in (0..number).filter(|&column| heads_rows(roles[column])) {
        repeat(rows, column, |row| is_numbered(row) && names_work(row, roles));
    }
}

/// The column of those who lead, where each group of rows prints them once, beside its label, and no other row does: then
/// the merged cells of both were written out as blanks. Elsewhere a blank cell is blank.
fn units_of_groups(rows: &[Row], roles: &[ColumnRole]) -> Option<usize> {
    const FEWEST: usize = 2;
    let (label, lead) = (place(roles, ColumnRole::Category)?, place(roles, ColumnRole::Lead)?);
    let is_filled = |row: &Row, column: usize| row.cells.get(column).is_some_and(|cell| !cell.text.is_blank());
    let rows = || rows.iter().filter(|row| names_work(row, roles));
    let groups = rows().filter(|row| is_filled(row, label)).count();
    let is_once = rows().all(|row| is_filled(row, label) == is_filled(row, lead));
    let are_alone = roles.iter().filter(|role| **role == ColumnRole::Lead).count() == 1;
    (is_once && are_alone && groups >= FEWEST && rows().count() >= groups + FEWEST).then_some(lead)
}

/// Whether a row says what is to be done.
fn names_work(row: &Row, roles: &[ColumnRole]) -> bool {
    let is_work = |role: &ColumnRole| matches!(role, ColumnRole::Task | ColumnRole::Title);
    row.cells.iter().zip(roles).any(|(cell, role)| is_work(role) && !cell.inherited && !cell.text.is_blank())
}

fn place(roles: &[ColumnRole], role: ColumnRole) -> Option<usize> {
    roles.iter().position(|other| *other == role)
}

/// Whether a table is the next part of the one before: it has no header of its own, or the same again, above rows that are
/// counted on and whose label stands in the part before.
pub(crate) fn goes_on_below(before: &Table, next: &Table) -> bool {
    let headers = |table: &Table| table.columns.iter().map(|column| column.header.to_string()).collect::<Vec<_>>();
    if before.columns.len() != next.columns.len() || next.title.is_some() {
        return false;
    }
    next.columns.iter().all(|column| column.header.is_empty())
        || headers(before) == headers(next) && lacks_label(before, next) && counts_on(before, next)
}

/// Whether the first row of a part prints no label though the table has a column for them.
fn lacks_label(before: &Table, next: &Table) -> bool {
    let heads_rows = |role: ColumnRole| matches!(role, ColumnRole::Category | ColumnRole::Lead | ColumnRole::Title);
    let Some(first) = next.rows.first() else { return false };
    let blank = |(column, cell): (&Column, &Cell)| heads_rows(column.role) && cell.text.is_blank();
    before.columns.iter().zip(&first.cells).any(blank)
}

/// Whether the rows of the next part are counted on from those of the part before.
fn counts_on(before: &Table, next: &Table) -> bool {
    let number = |table: &Table, row: Option<&Row>| {
        let column = table.columns.iter().position(|column| column.role == ColumnRole::Sequence)?;
        numeral::parse_integer(row?.cells.get(column)?.text.tidied().as_str())
    };
    match (number(before, before.rows.last()), number(next, next.rows.first())) {
        (Some(last), Some(first)) => last.checked_add(1) == Some(first),
        (_, first) => first.is_none(),
    }
}

/// A label printed on the first of its rows is repeated on the others.
pub(crate) fn fill_down(rows: &mut [Row], column: usize) {
    repeat(rows, column, |_| true);
}

/// Blank cells of a column take the text above them, in the rows that `covers` says.
fn repeat(rows: &mut [Row], column: usize, covers: impl Fn(&Row) -> bool) {
    for at in 1..rows.len() {
        let is_blank = rows[at].cells.get(column).is_some_and(|cell| cell.text.is_empty());
        if is_blank && covers(&rows[at]) {
            let text = rows[at - 1].cells.get(column).map(|cell| cell.text.clone()).unwrap_or_default();
            rows[at].cells[column] = Cell { text, inherited: true };
        }
    }
}
