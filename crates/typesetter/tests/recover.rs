//! Typeset tables are found again.

use fenjie_layout::Watch;
use fenjie_layout::flattened::{self, training::lines_of};
use fenjie_text::{Span, Text};
use fenjie_typesetter::content::Plan;
use fenjie_typesetter::flatten::Join;
use fenjie_typesetter::typeset;

fn lines(text: &str) -> Vec<Text> {
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        lines.push(Text::from_source(text, Span::new(at, at + line.len())));
        at += line.len() + 1;
    }
    lines
}

/// Share of the true rows that come out exactly.
fn exact(plan: Plan, join: Join) -> f32 {
    let (mut rows, mut right) = (0, 0);
    for seed in 2_000_000..2_000_006 {
        let table = typeset(plan, join, seed);
        let texts = lines(&table.text);
        let found: Vec<Vec<String>> = flattened::recover(&texts.iter().collect::<Vec<_>>(), &[], &Watch::default())
            .into_iter()
            .flat_map(|region| region.table.rows)
            .map(|row| row.cells.iter().map(|cell| cell.text.as_str().replace(' ', "")).collect())
            .collect();
        rows += table.truth.len();
        right += table.truth.iter().filter(|row| found.contains(row)).count();
    }
    right as f32 / rows as f32
}

#[test]
fn rows_of_plain_task_tables_come_back() {
    for join in Join::STREAM {
        let share = exact(Plan::Simple, join);
        assert!(share >= 0.9, "{join:?}: {share}");
    }
}

#[test]
fn rows_come_back_from_dumps_that_keep_places() {
    let (mut rows, mut right) = (0, 0);
    for seed in 2_000_000..2_000_006 {
        let table = typeset(Plan::Simple, Join::Places, seed);
        let (texts, starts) = lines_of(&table.text);
        let regions = flattened::recover(&texts.iter().collect::<Vec<_>>(), &starts, &Watch::default());
        let found: Vec<Vec<String>> = regions
            .iter()
            .flat_map(|region| &region.table.rows)
            .map(|row| row.cells.iter().map(|cell| cell.text.as_str().replace(' ', "")).collect())
            .collect();
        rows += table.truth.len();
        right += table.truth.iter().filter(|row| found.contains(row)).count();
    }
    assert!(right * 10 >= rows * 9, "{right} of {rows}");
}

#[test]
fn rows_under_merged_categories_come_back() {
    for join in Join::STREAM {
        let share = exact(Plan::Breakdown, join);
        assert!(share >= 0.6, "{join:?}: {share}");
    }
}

#[test]
fn a_heading_between_two_tables_stays_outside() {
    let first = typeset(Plan::Simple, Join::SameHeight, 7);
    let second = typeset(Plan::Simple, Join::SameHeight, 8);
    let text = format!("甲省2017年工作要点\n{}乙省2017年工作要点\n{}", first.text, second.text);
    let texts = lines(&text);
    let regions = flattened::recover(&texts.iter().collect::<Vec<_>>(), &[], &Watch::default());
    assert_eq!(regions.len(), 2);
    let heading = texts.iter().position(|line| line.as_str() == "乙省2017年工作要点").unwrap();
    assert!(regions.iter().all(|region| !region.lines.contains(&heading) && !region.lines.contains(&0)));
}

#[test]
fn outlines_are_no_tables() {
    let text = "一、总体要求\n（一）指导思想。全面贯彻落实各项部署。\n二、主要任务\n（一）加强组织领导。（责任单位：市财政局）\n";
    let texts = lines(text);
    let texts: Vec<&Text> = texts.iter().collect();
    assert!(flattened::recover(&texts, &[], &Watch::default()).is_empty());
}

#[test]
fn every_character_of_a_table_is_in_a_cell_or_furniture() {
    let table = typeset(Plan::Breakdown, Join::Overlap, 5);
    let texts = lines(&table.text);
    let mut claimed = vec![false; table.text.len()];
    for region in flattened::recover(&texts.iter().collect::<Vec<_>>(), &[], &Watch::default()) {
        let header = region.table.columns.iter().map(|column| &column.header);
        let cells = region.table.rows.iter().flat_map(|row| &row.cells).map(|cell| &cell.text);
        for span in header.chain(cells).chain(&region.table.furniture).flat_map(Text::spans) {
            claimed[span.range()].fill(true);
        }
    }
    let lost: String =
        table.text.char_indices().filter(|(at, c)| !c.is_whitespace() && !claimed[*at]).map(|(_, c)| c).collect();
    assert_eq!(lost, "");
}
