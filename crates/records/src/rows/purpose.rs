//! What tables and rows are for: a table of tasks, a form, a listing; a row that is a task, a total, a note.

use super::own_cells;
use crate::plan;
use fenjie_layout::{Column, Row, Table, grid, is_caption};
use fenjie_lexicon::{ColumnRole, unit_plausibility};
use fenjie_text::Text;

/// Whether a table orders tasks: it names what is to be done and by whom, or tasks and by when. A list of projects with the
/// year in which each was begun orders nothing.
pub(crate) fn orders_tasks(table: &Table) -> bool {
    let has = |roles: &[ColumnRole]| table.columns.iter().any(|column| roles.contains(&column.role));
    if names_holders(table) || table.columns.iter().any(|column| plan::names_listing(column.header.as_str())) {
        return false;
    }
    let by_whom = has(&[ColumnRole::Lead, ColumnRole::Support]) && (is_headed(table) || lists_units(table));
    let names_task =
        |header: &str| ["任务", "工作", "内容", "事项", "措施", "举措"].iter().any(|word| header.contains(word));
    let is_task = |column: &Column| column.role == ColumnRole::Task && names_task(column.header.as_str());
    has(&[ColumnRole::Task, ColumnRole::Title]) && by_whom
        || table.columns.iter().any(is_task) && has(&[ColumnRole::Deadline])
}

/// Whether a table makes known who has what, by name alone (项目名称, 承担单位, 经费): nothing in it says what is to be done or
/// by when, and its units neither lead nor answer for the work.
fn names_holders(table: &Table) -> bool {
    let of = |roles: &'static [ColumnRole]| table.columns.iter().filter(|column| roles.contains(&column.role));
    let is_name = |column: &Column| column.header.as_str().ends_with("名称");
    let is_holder = |column: &Column| {
        ["承担", "实施", "申报", "申请", "保护", "建设单位"].iter().any(|word| column.header.as_str().contains(word))
    };
    let mut units = of(&[ColumnRole::Lead, ColumnRole::Support]).peekable();
    let says_what = of(&[ColumnRole::Task, ColumnRole::Title]).any(|column| !is_name(column));
    let more = of(&[ColumnRole::Deliverable, ColumnRole::Deadline]).next().is_some();
    units.peek().is_some() && units.all(is_holder) && !says_what && !more
}

fn is_headed(table: &Table) -> bool {
    table.columns.iter().any(|column| !column.header.is_empty())
}

/// Whether a table without a header has a column that holds nothing but units, row after row: an invoice has none.
fn lists_units(table: &Table) -> bool {
    const FEWEST: usize = 3;
    const NAME: f32 = 0.85;
    (0..table.columns.len()).filter(|&c| table.columns[c].role == ColumnRole::Lead).any(|c| {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(c)).filter(|cell| !cell.text.is_blank());
        let (units, all) = cells.fold((0, 0), |(units, all), cell| {
            (units + usize::from(unit_plausibility(cell.text.as_str()) >= NAME), all + 1)
        });
        units >= FEWEST && units * 10 >= all * 7
    })
}

/// Whether a table is a form: it or its `heading` says so, or most of its rows hold no words of their own.
pub(super) fn is_form(table: &Table, heading: Option<&Text>) -> bool {
    // 填报单位：市住建局 above a table tells who sends it in.
    let says = |text: &Text| plan::names_form(text.as_str()) && !is_caption(text.as_str());
    let headed =
        heading.into_iter().chain(&table.title).chain(table.columns.iter().map(|column| &column.header)).any(says);
    let what: Vec<usize> = (0..table.columns.len())
        .filter(|&c| matches!(table.columns[c].role, ColumnRole::Task | ColumnRole::Title))
        .collect();
    let filled = |row: &&Row| what.iter().any(|&c| row.cells.get(c).is_some_and(|cell| !cell.text.is_blank()));
    headed || table.rows.iter().filter(filled).count() * 2 < table.rows.len()
}

/// Whether a row adds up others.
pub(super) fn is_total(row: &Row) -> bool {
    grid::is_total(row.cells.iter().map(|cell| &cell.text))
}

/// Whether a row says something of the table: 说明：…, 填表人：某某 beside 审核人：某某.
pub(super) fn is_note(row: &Row) -> bool {
    grid::is_foot(own_cells(row))
}
