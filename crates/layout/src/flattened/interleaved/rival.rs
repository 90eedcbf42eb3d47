//! Whether the cells of a table say what their columns hold: tells the better of two readings of the same lines.

use super::super::run::{is_time, units_likeness};
use crate::{Row, Table};
use fenjie_lexicon::ColumnRole;

/// How well the cells of a table fit their columns, 0 to 1; lists of units, times and tasks count.
pub fn fit(table: &Table) -> f32 {
    let (mut sum, mut count) = (0.0, 0.0);
    for row in &table.rows {
        for (cell, column) in row.cells.iter().zip(&table.columns) {
            if let Some(fit) = fit_of(cell.text.as_str(), column.role) {
                sum += fit;
                count += 1.0;
            }
        }
        count += f32::from(u8::from(has_no_lead(row, table)));
    }
    if count > 0.0 { sum / count } else { 0.0 }
}

/// Whether a row of a table that names who leads names nobody.
fn has_no_lead(row: &Row, table: &Table) -> bool {
    let mut leads =
        row.cells.iter().zip(&table.columns).filter(|(_, column)| column.role == ColumnRole::Lead).peekable();
    leads.peek().is_some() && leads.all(|(cell, _)| cell.text.is_empty())
}

/// How well a cell fits its column; `None` where it says nothing on that.
fn fit_of(words: &str, role: ColumnRole) -> Option<f32> {
    const SHORT: usize = 6;
    let fits = |fits: bool| f32::from(u8::from(fits));
    match role {
        ColumnRole::Task => {
            let ends = !words.ends_with(['，', '、', '（', '“', '：']);
            let opens = !words.starts_with(fenjie_text::chars::may_not_open_line);
            Some(fits(ends && opens && words.chars().nth(SHORT).is_some()))
        }
        _ if words.is_empty() => None,
        ColumnRole::Lead | ColumnRole::Support => {
            let names = words.split(['、', '，', '；', '：', ' ']).filter(|name| !name.is_empty());
            let whole = names.map(fenjie_lexicon::unit_plausibility);
            let labelled = words.contains('：');
            Some(if labelled {
                fits(whole.skip(1).any(|fit| fit > 0.5))
            } else {
                whole.fold(units_likeness(words), f32::min)
            })
        }
        ColumnRole::Deadline => Some(fits(is_time(words))),
        _ => None,
    }
}
