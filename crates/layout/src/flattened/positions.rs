//! Text that keeps the places of the print as blanks (`pdftotext -layout` and its like): columns are seen.

use super::assemble::{LabelMargins, assemble};
use super::bands;
use super::confidence::{Doubted, Places};
use super::fit;
use super::grid::{self, GridColumn, GridRow, Sheet};
use super::header::Header;
use super::heights;
use super::mend;
use super::placed::{Placed, assign, placed, without_marks};
use super::segment::{Join, Segment};
use super::strays;
use super::weights::{Kind, Weights, leads_rows};
use crate::Table;
use fenjie_lexicon::ColumnRole;
use std::ops::Range;

/// Whether the lines keep places: many begin with blanks or have wide gaps.
pub fn keeps_positions(lines: &[&str], range: &Range<usize>) -> bool {
    let full: Vec<&&str> = lines[range.clone()].iter().filter(|line| !line.trim().is_empty()).collect();
    let placed = full.iter().filter(|line| line.starts_with("   ") || line.trim_start().contains("   ")).count();
    full.len() >= 4 && placed * 2 > full.len()
}

/// Puts the table together; with what speaks for and against each row.
pub(super) fn recover(
    frame: &super::Frame<'_>,
    headers: &[Header],
    segments: Vec<Segment>,
) -> Option<(Table, Vec<Places>)> {
    let super::Frame { lines, header, .. } = *frame;
    let weights = Weights::shipped();
    let roles: Vec<ColumnRole> = header.columns.iter().map(|column| column.role).collect();
    let (segments, labels_between) = bands::take(segments, lines, &roles, bands::Lines::Placed);
    let segments = if header.names_persons() { mend::join_persons(segments) } else { segments };
    let (mut placed, strays) = strays::without(placed(segments, lines), lines);
    assign(&mut placed, lines, headers, frame.watch);
    let placed = strays::with(placed, strays);
    let (placed, marks) = without_marks(placed, lines, &roles);
    let furniture: Vec<(usize, Range<usize>)> = frame.furniture.iter().cloned().chain(marks).collect();
    let continued = frame.continued || furniture.len() > frame.furniture.len();
    let frame = super::Frame { furniture: &furniture, continued, ..*frame };
    let (full, width) = (full_lines(&placed), roles.len());
    let mut columns = columns(&placed, &roles, &full);
    let pages: Vec<u32> = full.iter().map(|line| line.page).collect();
    let heights = heights::of(&columns, lines, &pages);
    let walls: Vec<bool> = full.iter().map(|line| line.wall).collect();
    let sheet = Sheet { lines, heights: &heights, pages: &pages, walls: &walls };
    let ranges = |rows: &[GridRow]| rows.iter().map(|row| row.lines.clone()).collect::<Vec<_>>();
    let (rows, _) = grid::rows(&columns, &sheet, weights, frame.watch);
    let task = roles.iter().position(|role| *role == ColumnRole::Task).unwrap_or(0);
    adapt(&mut columns, &ranges(&rows), task);
    let (rows, _) = grid::rows(&columns, &sheet, weights, frame.watch);
    if frame.watch.is_over() {
        return None;
    }
    let (mut table, labels) = assemble(&frame, &columns, &ranges(&rows), (&pages, &heights), roles);
    let labelled = columns.iter().any(|column| column.label);
    let mut found = Vec::with_capacity(rows.len());
    for (index, (row, grid)) in table.rows.iter_mut().zip(&rows).enumerate() {
        let lines = &full[grid.lines.clone()];
        let cost = lines.iter().map(|line| line.cost).fold(0.0, f32::max);
        let cut = lines.first().map(|line| line.page) != lines.last().map(|line| line.page);
        let margins = labels.iter().map(|(_, margins)| margins[index]);
        let places = Places { rows: grid.margin, labels: margins.fold(f32::MAX, f32::min), cost, cut, labelled };
        row.confidence = places.confidence(weights);
        row.doubtful = match places.doubted(row.confidence) {
            None => Vec::new(),
            Some(Doubted::Labels) => doubtful_labels(&labels, index),
            Some(Doubted::Rows) => standing_in(&columns, |top| grid.lines.contains(&top) != grid.rival.contains(&top)),
            Some(Doubted::Columns) => standing_in(&columns, |top| grid.lines.contains(&top) && full[top].cost >= cost),
        };
        found.push(places);
    }
    let starts: Vec<usize> = rows.iter().filter_map(|row| full.get(row.lines.start)).map(|line| line.number).collect();
    bands::put(&mut table.rows, &starts, &labels_between, frame.texts, width);
    Some((table, found))
}

/// The columns whose label of row `row` is least sure.
fn doubtful_labels(labels: &LabelMargins, row: usize) -> Vec<usize> {
    let least = labels.iter().map(|(_, margins)| margins[row]).fold(f32::MAX, f32::min);
    labels.iter().filter(|(_, margins)| margins[row] <= least).map(|(column, _)| *column).collect()
}

/// The columns that hold something in one of the lines that `chosen` tells.
fn standing_in(columns: &[GridColumn], chosen: impl Fn(usize) -> bool) -> Vec<usize> {
    let holds = |column: &GridColumn| column.tops.iter().any(|top| chosen(*top));
    (0..columns.len()).filter(|index| holds(&columns[*index])).collect()
}

/// A line that holds anything.
struct FullLine {
    number: usize,
    page: u32,
    /// Whether a label over the whole width stands before it.
    wall: bool,
    /// What it cost to give it to the columns.
    cost: f32,
}

/// The lines that hold anything, from the top.
fn full_lines(placed: &[Placed]) -> Vec<FullLine> {
    let mut full: Vec<FullLine> = Vec::new();
    for p in placed {
        if full.last().is_none_or(|line| line.number != p.line) {
            full.push(FullLine { number: p.line, page: p.segment.page, wall: p.segment.wall, cost: p.cost });
        }
    }
    full
}

/// The columns with their segments.
fn columns(placed: &[Placed], roles: &[ColumnRole], full: &[FullLine]) -> Vec<GridColumn> {
    let labels = label_columns(roles, placed);
    let empty = |((role, kind), label): ((&ColumnRole, Kind), bool)| {
        let mut model = fit::prior(kind, Weights::shipped());
        if *role == ColumnRole::Task {
            model.absent = fit::REQUIRED;
        }
        let units = *role == ColumnRole::Lead;
        GridColumn { segments: Vec::new(), tops: Vec::new(), model, label, units }
    };
    let mut columns: Vec<GridColumn> = roles.iter().zip(Kind::of_all(roles)).zip(labels).map(empty).collect();
    for p in placed {
        let column = &mut columns[p.column];
        let top = full.partition_point(|line| line.number < p.line);
        let join = if column.tops.last() == Some(&top) { Join::SoftBlank } else { Join::Newline };
        column.tops.push(top);
        column.segments.push(Segment { join, ..p.segment.clone() });
    }
    for column in &mut columns {
        column.model.width = widest(column);
    }
    columns
}

/// The width at which a column breaks its lines: what its widest lines have in common.
fn widest(column: &GridColumn) -> f32 {
    let mut widths: Vec<f32> = Vec::new();
    for segment in &column.segments {
        match (segment.join, widths.last_mut()) {
            (Join::SoftBlank, Some(last)) => *last += segment.width,
            _ => widths.push(segment.width),
        }
    }
    widths.sort_by(f32::total_cmp);
    let index = (widths.len() as f32 * 0.93) as usize;
    widths.get(index.min(widths.len().saturating_sub(1))).copied().unwrap_or(4.0)
}

/// Fits how often cells are absent to the rows.
fn adapt(columns: &mut [GridColumn], rows: &[Range<usize>], task: usize) {
    for (index, column) in columns.iter_mut().enumerate() {
        let first = |row: &Range<usize>| column.tops.partition_point(|top| *top < row.start);
        let filled = rows.iter().filter(|row| column.tops.get(first(row)).is_some_and(|top| row.contains(top))).count();
        fit::set_absence(&mut column.model, filled, rows.len(), index == task);
    }
}

/// Which columns hold labels that may span rows: categories and titles, and the number of a category.
fn label_columns(roles: &[ColumnRole], placed: &[Placed]) -> Vec<bool> {
    let count = |column: usize| placed.iter().filter(|p| p.column == column).count();
    roles
        .iter()
        .enumerate()
        .map(|(index, role)| match role {
            ColumnRole::Category | ColumnRole::Title | ColumnRole::CategoryNumber => true,
            ColumnRole::Lead => leads_rows(roles, index),
            ColumnRole::Sequence if roles.get(index + 1) == Some(&ColumnRole::Category) => {
                count(index) * 3 < count(index + 1) * 2
            }
            _ => false,
        })
        .collect()
}

/// The table of rows that are known, the parts of which have their columns; `labels` tells which columns hold labels that
/// may span rows.
pub(super) fn of_known_rows(
    frame: &super::Frame<'_>,
    placed: &[Placed],
    rows: &[Range<usize>],
    roles: Vec<ColumnRole>,
    labels: &[bool],
) -> Table {
    let full = full_lines(placed);
    let mut columns = columns(placed, &roles, &full);
    for (column, label) in columns.iter_mut().zip(labels) {
        column.label = *label;
    }
    let pages: Vec<u32> = full.iter().map(|line| line.page).collect();
    let heights = heights::of(&columns, frame.lines, &pages);
    assemble(frame, &columns, rows, (&pages, &heights), roles).0
}

#[cfg(test)]
mod tests {
    use crate::Watch;
    use fenjie_text::{Span, Text};

    /// The rows of the tables of a dump, cells parted by `|`; `\u{c}` ends a page.
    fn rows(dump: &str) -> Vec<String> {
        let (mut lines, mut starts, mut at) = (Vec::new(), Vec::new(), 0);
        for line in dump.split(['\n', '\u{c}']) {
            if dump[..at].ends_with('\u{c}') {
                starts.push(lines.len());
            }
            lines.push(Text::from_source(dump, Span::new(at, at + line.len())));
            at += line.len() + 1;
        }
        let found = super::super::recover(&lines.iter().collect::<Vec<_>>(), &starts, &Watch::default());
        let cells = |row: &crate::Row| row.cells.iter().map(|cell| cell.text.as_str().to_owned()).collect::<Vec<_>>();
        found.iter().flat_map(|region| &region.table.rows).map(|row| cells(row).join("|")).collect()
    }

    #[test]
    fn columns_are_followed_where_their_places_drift() {
        let dump = "序号    工作内容          牵头单位      完成时限\n\
                    1   整修城区积水路段并更换 市住建局    六月底前\n\
                    \u{20}   老旧管网。\n\
                    2   建立工地扬尘在线监测平 市生态环境局  全年\n\
                    \u{20}   台，按月通报结果。\n\
                    \u{20}       推动乡镇卫生院配齐药师        市卫生健康委\n\
                    3                                   九月底前\n\
                    \u{20}       并开展轮训。              员会\n";
        let expected = [
            "1|整修城区积水路段并更换老旧管网。|市住建局|六月底前",
            "2|建立工地扬尘在线监测平台，按月通报结果。|市生态环境局|全年",
            "3|推动乡镇卫生院配齐药师并开展轮训。|市卫生健康委员会|九月底前",
        ];
        assert_eq!(rows(dump), expected);
    }

    #[test]
    fn spaced_out_lines_push_what_stands_beside_them() {
        let dump = "序号   工作内容       牵头单位     完成时限\n\
                    1    整修积水路段并更换   市住建局     六月底前\n\
                    \u{20}    老旧管网。\n\
                    2    推 动 乡 镇 卫 生 院 配 齐 市卫生局     九月底前\n\
                    \u{20}    药师。\n\
                    3    建立扬尘监测平台，   市环境局     全年\n\
                    \u{20}    按月通报。\n";
        assert_eq!(rows(dump)[1], "2|推动乡镇卫生院配齐药师。|市卫生局|九月底前");
    }

    #[test]
    fn a_label_whose_rows_go_over_the_page_stands_at_their_top() {
        let head = "重点领域   序号   工作内容         牵头单位     完成时限\n";
        let dump = format!(
            "{head}\u{20}       1    整修积水路段。       市住建局     六月底前\n\
             一、城市更新\n\
             \u{20}       2    更换老旧管网。       市水务局     全年\n\
             二、生态治理  3    监测工地扬尘。       市环境局     全年\n\
             \u{20}       4    清理河道垃圾。       市水利局     九月底前\n\u{c}\
             {head}\u{20}       5    关停散煤锅炉。       市能源局     全年\n\
             \u{20}       6    修复矿山植被。       市林业局     全年\n"
        );
        let labels: Vec<String> = rows(&dump).iter().map(|row| row.split('|').next().unwrap().to_owned()).collect();
        let (one, two) = ("一、城市更新", "二、生态治理");
        assert_eq!(labels, [one, one, two, two, two, two]);
    }

    #[test]
    fn labels_beside_every_row_are_of_one_row_each() {
        let dump = "序号   任务名称     工作内容           牵头单位     完成时限\n\
                    \u{20}               推动企业开办一件事集成改革，实\n\
                    1    集成改革                          市审批局     全年\n\
                    \u{20}               现一次办成。\n\
                    \u{20}               依托电子证照库推动证明材料免提\n\
                    2    证照共享                          市司法局     全年\n\
                    \u{20}               交。\n\
                    3    城市云脑     完善平台功能，新增应用场景。   市数据局     全年\n\
                    4    一码通城     拓展应用领域。           市数据局     全年\n";
        let labels: Vec<String> = rows(dump).iter().map(|row| row.split('|').nth(1).unwrap().to_owned()).collect();
        assert_eq!(labels, ["集成改革", "证照共享", "城市云脑", "一码通城"]);
    }

    #[test]
    fn a_label_in_the_middle_of_a_page_goes_on_with_none_of_the_page_before() {
        let head = "工作重点    序号   工作内容         牵头单位     完成时限\n";
        let dump = format!(
            "{head}            1    整修积水路段。       市住建局     六月底前\n\
             优化营商环境   2    更换老旧管网。       市水务局     全年\n\
             \u{20}           3    监测工地扬尘。       市环境局     全年\n\u{c}\
             {head}            4    清理河道垃圾。       市水利局     九月底前\n\
             \u{20}           5    关停散煤锅炉。       市能源局     全年\n\
             深化数据应用   6    修复矿山植被。       市林业局     全年\n\
             \u{20}           7    新建口袋公园。       市园林局     全年\n\
             \u{20}           8    改造农村厕所。       市农业局     全年\n"
        );
        let labels: Vec<String> = rows(&dump).iter().map(|row| row.split('|').next().unwrap().to_owned()).collect();
        assert_eq!(
            [&labels[0], &labels[2], &labels[5], &labels[7]],
            ["优化营商环境", "优化营商环境", "深化数据应用", "深化数据应用"]
        );
    }

    #[test]
    fn rows_without_numbers_begin_with_the_label_of_who_leads() {
        let dump = "       任务内容              责任单位\n\
                    整修城区积水路段并更换老旧管网，全年完成 牵头单位：市住建局\n\
                    \u{20}                     配合单位：市水务局、市城\n\
                    十二处。                  管局\n\
                    \u{20}                     牵头单位：市环境局\n\
                    建立扬尘监测平台。             配合单位：市住建局\n\
                    \u{20}                     牵头单位：市卫健委、市教\n\
                    推动乡镇卫生院配齐药师。          育局\n\
                    \u{20}                     配合单位：市财政局\n";
        let expected = [
            "整修城区积水路段并更换老旧管网，全年完成十二处。|牵头单位：市住建局 配合单位：市水务局、市城管局",
            "建立扬尘监测平台。|牵头单位：市环境局 配合单位：市住建局",
            "推动乡镇卫生院配齐药师。|牵头单位：市卫健委、市教育局 配合单位：市财政局",
        ];
        let found: Vec<String> = rows(dump).iter().map(|row| row.replace("局配合", "局 配合")).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_mark_on_a_line_of_its_own_stands_behind_the_line_above() {
        let dump = "序号   工作内容         牵头单位     完成时限\n\
                    1    全面落实“两书同达”\n\
                    \u{20}    缩短时限。\n\
                    \u{20}              ， 市住建局     六月底前\n\
                    2    更换城区的老旧管网。 市水务局     全年\n\
                    3    监测工地的扬尘情况。 市环境局     全年\n";
        assert_eq!(rows(dump)[0], "1|全面落实“两书同达”，缩短时限。|市住建局|六月底前");
    }

    #[test]
    fn a_number_alone_at_the_end_of_a_page_is_no_cell() {
        let head = "序号   工作内容         牵头单位     完成时限\n";
        let dump = format!(
            "{head} 1    整修积水路段。       市住建局     六月底前\n\
             \u{20}2    更换老旧管网。       市水务局     全年\n\
             \u{20}                1\n\u{c}\
             \u{20}3    监测工地扬尘。       市环境局     全年\n\
             \u{20}4    清理河道垃圾。       市水利局     九月底前\n"
        );
        let rows = rows(&dump);
        assert_eq!(rows[1], "2|更换老旧管网。|市水务局|全年");
        assert_eq!(rows.len(), 4);
    }

    #[test]
    fn units_before_the_numbers_lead_all_the_rows_beside_them() {
        let dump = "牵头单位    序号   工作内容         配合单位     完成时限\n\
                    \u{20}       1    整修积水路段。       市水务局     六月底前\n\
                    市住建局\n\
                    \u{20}       2    更换老旧管网。       市水务局     全年\n\
                    市环境局   3    监测工地扬尘。       市公安局     全年\n\
                    市林业局   4    修复矿山植被。       市财政局     九月底前\n";
        let leads: Vec<String> = rows(dump).iter().map(|row| row.split('|').next().unwrap().to_owned()).collect();
        assert_eq!(leads, ["市住建局", "市住建局", "市环境局", "市林业局"]);
    }

    #[test]
    fn blocks_of_a_row_may_stand_one_below_the_other() {
        let dump = "序号   任务名称     工作内容           牵头单位     完成时限\n\
                    1    整治城区积\n\
                    \u{20}    水路段\n\
                    \u{20}            改造低洼路段的雨水管网，汛    市住建局     六月\n\
                    \u{20}            前完成。              市城管局     底前\n\
                    2    推进证照共\n\
                    \u{20}    享应用\n\
                    \u{20}            依托电子证照库推动材料免提    市司法局     十月\n\
                    \u{20}            交。                市数据局     底前\n\
                    3    规范工地扬\n\
                    \u{20}    尘管理\n\
                    \u{20}            建立在线监测平台，按月通报    市环境局     十月\n\
                    \u{20}            结果。               市城管局     底前\n";
        let found = rows(dump);
        assert_eq!(found.len(), 3);
        assert_eq!(
            found[1].split('|').take(3).collect::<Vec<_>>(),
            ["2", "推进证照共享应用", "依托电子证照库推动材料免提交。"]
        );
    }

    #[test]
    fn a_month_right_behind_the_text_is_a_time_where_figures_stand_without_blanks() {
        let dump = "序号   工作内容            完成时间  责任单位\n\
                    1    新建口袋公园3个，改造小区12 4月    市园林局\n\
                    \u{20}    个。\n\
                    2    培训乡镇药师80人，覆盖卫生院 6月    市卫健委\n\
                    \u{20}    45家。\n\
                    3    更换老旧管网20公里，惠及住户 9月    市水务局\n\
                    \u{20}    300户。\n";
        let times: Vec<String> = rows(dump).iter().map(|row| row.split('|').nth(2).unwrap().to_owned()).collect();
        assert_eq!(times, ["4月", "6月", "9月"]);
    }

    #[test]
    fn labels_that_count_on_are_labels_of_their_own() {
        let dump = "工作任务      重点事项        具体要求             责任单位     完成时限\n\
                    一、优化服务   （一）推进证照   依托证照库推动材料免提交。       市司法局     全年\n\
                    \u{20}         应用共享\n\
                    \u{20}        （二）规范大厅   公开办事指南和收费标准。        市审批局     全年\n\
                    \u{20}         窗口管理\n\
                    \u{20}        （三）完善热线   诉求按时办结并回访。          市信访局     全年\n\
                    \u{20}         工作机制\n";
        let titles: Vec<String> = rows(dump).iter().map(|row| row.split('|').nth(1).unwrap().to_owned()).collect();
        assert_eq!(titles, ["（一）推进证照应用共享", "（二）规范大厅窗口管理", "（三）完善热线工作机制"]);
    }
}
