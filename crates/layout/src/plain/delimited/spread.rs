//! A header cell that stands over two columns, the measure and what is to be done for it: where the text keeps nothing of the
//! second column, the header is one cell short of its rows.

use super::record::{Record, is_ruler};
use crate::fit;
use fenjie_lexicon::ColumnRole;

/// The column without a cell in the header: the one behind that of the tasks, where words that name nobody stand below the
/// header of the units, and the units one further.
pub(super) fn unnamed_column(header: &Record, records: &[Record]) -> Option<usize> {
    const FEWEST: usize = 2;
    /// How much better, on average, the cells one further fit the header of the units.
    const CLEAR: f32 = 1.5;
    let role = |column: usize| ColumnRole::of_header(header.cells.get(column)?.as_str());
    let task = (0..header.cells.len()).rev().find(|&column| role(column) == Some(ColumnRole::Task))?;
    let units = role(task + 1).filter(|role| matches!(role, ColumnRole::Lead | ColumnRole::Support))?;
    let (mut rows, mut longer, mut headed, mut gain) = (0, 0, false, 0.0);
    for record in
        records.iter().filter(|record| !record.is_header && record.cells.len() > task + 2 && !is_ruler(record))
    {
        let cell = |column: usize| record.cells[column].as_str();
        rows += 1;
        longer += usize::from(record.cells.len() == header.cells.len() + 1);
        headed |= !record.cells[task].is_blank();
        gain += fit(cell(task + 2), units) - fit(cell(task + 1), units);
    }
    // Where the rows have no cell more than the header, two columns further on share a cell: the cells must speak for themselves.
    let least = if longer * 2 > rows { 0.0 } else { CLEAR };
    (headed && rows >= FEWEST && gain > least * rows as f32).then_some(task + 1)
}
