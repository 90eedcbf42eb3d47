//! Whether a reading shows that its lines are whole cells: its rows are numbered, or alike.

use super::reading::{Reading, line_fit, names_units};
use crate::fit::{Words, are_sections};
use crate::{Column, Row, Table, grid};
use fenjie_lexicon::ColumnRole;

/// Whether a table of short cells shows that its lines are whole cells: hardly a cell takes two lines, and the rows are
/// numbered one after the other or, without numbers, alike. In a table of few rows there is no exception.
pub(super) fn is_regular(reading: &Reading, lines: usize) -> bool {
    const FEWEST_ROWS: usize = 3;
    const FEW_ROWS: usize = 4;
    // Two rows, or three, are a table where all are numbered and have all that a task has.
    const FEWEST_COMPLETE: usize = 2;
    let Reading { table, further, .. } = reading;
    let rows = rows(table);
    let number = number_column(&table.columns);
    let regular = match number {
        Some(number) => in_order(&rows, number),
        None => rows.iter().filter(|row| is_whole(row, &table.columns, Told::Known)).count(),
    };
    let is_strict = regular == rows.len() && *further == 0;
    // Rows that are all numbered and all whole leave no doubt though some cells take two lines.
    let is_complete = || regular == rows.len() && rows.iter().all(|row| is_whole(row, &table.columns, Told::Known));
    if (FEWEST_COMPLETE..FEW_ROWS).contains(&rows.len()) && number.is_some() && is_complete() && further * 5 <= lines {
        return true;
    }
    regular >= FEWEST_ROWS
        && (is_strict || rows.len() >= FEW_ROWS)
        && (further * 20 <= lines || further * 5 <= lines && is_complete())
        && regular * 10 >= rows.len() * 9
}

/// Whether rows leave no doubt by their cells alone: each has what a task has, no cell is broken, the texts are all closed
/// by a mark or none is, and what numbers there are rise.
pub(super) fn is_beyond_doubt(reading: &Reading) -> bool {
    const FEWEST_ROWS: usize = 3;
    let columns = &reading.table.columns;
    let rows = rows(&reading.table);
    let task = columns.iter().position(|column| column.role == ColumnRole::Task);
    let is_closed = |row: &&&Row| task.is_some_and(|task| row.cells[task].text.as_str().ends_with(['。', '；', '！']));
    let closed = rows.iter().filter(is_closed).count();
    let rises = || {
        let number = number_column(columns);
        let numbers: Vec<u64> = number.map_or(Vec::new(), |number| numbers(&rows, number).flatten().collect());
        numbers.windows(2).all(|pair| pair[0] < pair[1])
            && number
                .is_none_or(|number| rows.iter().all(|row| !row.cells[number].text.is_empty() || goes_on(row, columns)))
    };
    rows.len() >= FEWEST_ROWS
        && reading.broken == 0
        && (closed == 0 || closed == rows.len())
        && rows.iter().all(|row| is_whole(row, columns, Told::OwnWords))
        && rises()
}

fn rows(table: &Table) -> Vec<&Row> {
    table.rows.iter().filter(|row| !is_band_row(row)).collect()
}

fn number_column(columns: &[Column]) -> Option<usize> {
    columns.iter().position(|column| column.role == ColumnRole::Sequence)
}

/// Whether a row is a label over the whole width.
pub(super) fn is_band_row(row: &Row) -> bool {
    let mut filled = row.cells.iter().filter(|cell| !cell.inherited && !cell.text.is_empty());
    filled.next().is_some_and(|cell| grid::is_band(cell.text.as_str())) && filled.next().is_none()
}

/// The numbers of the rows.
fn numbers<'t>(rows: &'t [&Row], number: usize) -> impl Iterator<Item = Option<u64>> + 't {
    rows.iter().map(move |row| {
        let cell = &row.cells[number];
        if cell.inherited { None } else { grid::row_number(cell.text.as_str()) }
    })
}

/// How many rows are numbered one after the other.
fn in_order(rows: &[&Row], number: usize) -> usize {
    let numbers: Vec<u64> = numbers(rows, number).flatten().collect();
    let follows = numbers.windows(2).filter(|pair| pair[0].checked_add(1) == Some(pair[1])).count();
    follows + usize::from(!numbers.is_empty())
}

/// Whether a row has nothing of its own before its text, where labels stand in other rows, and is whole.
fn goes_on(row: &Row, columns: &[Column]) -> bool {
    let is_label = |column: &Column| matches!(column.role, ColumnRole::Title | ColumnRole::Category);
    let mut before = columns.iter().zip(&row.cells).take_while(|(column, _)| column.role != ColumnRole::Task);
    columns.iter().any(is_label)
        && before.all(|(_, cell)| cell.inherited || cell.text.is_empty())
        && is_whole(row, columns, Told::OwnWords)
}

/// In what words a cell may say what its column asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    /// In those that are known.
    Known,
    /// Also a time in words of its own (春、秋季开学前), and units that are parts of a body.
    OwnWords,
}

/// Whether a row has a cell, and one that fits, for what every task has: its text, who does it, by when.
fn is_whole(row: &Row, columns: &[Column], told: Told) -> bool {
    let has_leaders = columns.iter().any(|column| column.role == ColumnRole::Lead);
    let is_told = |column: &Column| match column.role {
        ColumnRole::Task | ColumnRole::Lead | ColumnRole::Deadline => true,
        ColumnRole::Support => !has_leaders,
        _ => false,
    };
    let cells = || columns.iter().zip(&row.cells).filter(|(column, _)| is_told(column));
    cells().count() >= 2 && cells().all(|(column, cell)| holds(column, cell.text.as_str(), told))
}

fn holds(column: &Column, words: &str, told: Told) -> bool {
    const OWN_WORDS: f32 = -1.0;
    let fit = line_fit(&Words::of(words), words, column);
    let in_own_words = || match column.role {
        ColumnRole::Deadline => fit > OWN_WORDS,
        ColumnRole::Lead | ColumnRole::Support => are_sections(words) || names_units(words),
        _ => false,
    };
    !words.is_empty() && (fit > 0.0 || told == Told::OwnWords && in_own_words())
}
