//! Text that keeps the places of the print as blanks (`pdftotext -layout` and its like): columns are seen.

use super::bands;
use super::confidence::{Doubted, Places};
use super::fit;
use super::grid::{self, GridColumn, GridRow, Sheet};
use super::header::Header;
use super::heights;
use super::rows::RawRow;
use super::run;
use super::segment::{self, Join, Segment};
use super::spans;
use super::strays;
use super::tracks::{self, Part};
use super::weights::{Kind, Weights, leads_rows};
use crate::Table;
use crate::Watch;
use fenjie_lexicon::{ColumnRole, opens_continuation_mark};
use std::collections::BTreeSet;
use std::ops::Range;

/// Whether the lines keep places: many begin with blanks or have wide gaps.
pub fn keeps_positions(lines: &[&str], range: &Range<usize>) -> bool {
    let full: Vec<&&str> = lines[range.clone()].iter().filter(|line| !line.trim().is_empty()).collect();
    let placed = full.iter().filter(|line| line.starts_with("   ") || line.trim_start().contains("   ")).count();
    full.len() >= 4 && placed * 2 > full.len()
}

/// A segment with its place in the line, in characters.
pub(super) struct Placed {
    pub(super) segment: Segment,
    /// The line that it stands in, in the print.
    pub(super) line: usize,
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) column: usize,
    /// How sure it is that it opens the name of a unit.
    unit: f32,
    /// Whether it counts on from the numbers before.
    counts_on: bool,
    /// Whether it is a time or the end of one.
    time: bool,
    /// Whether it is a part of （续）, the mark of a label repeated on the next page.
    mark: bool,
    /// What it cost to give its line to the columns.
    cost: f32,
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
    let segments = if header.names_persons() { segment::join_persons(segments) } else { segments };
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

/// For each label column that, and how sure each row is of its label.
type LabelMargins = Vec<(usize, Vec<f32>)>;

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

/// The segments with their places.
fn placed(segments: Vec<Segment>, lines: &[&str]) -> Vec<Placed> {
    let follows = run::follows(&segments);
    let place = |(segment, follows): (Segment, bool)| {
        let words = &lines[segment.line][segment.start..segment.end];
        let left = lines[segment.line][..segment.start].chars().count() as f32;
        let right = left + words.chars().count() as f32;
        let unit = if segment.label.is_some() { 1.0 } else { opens_unit(words, segment.width) };
        let mark = words.chars().all(|c| "（续）()".contains(c));
        let time = run::is_time(words) || words.chars().all(|c| "年月日底前末".contains(c));
        let counts_on = follows && segment.first.is_ascii_digit();
        let line = segment.line;
        Placed { segment, line, left, right, column: 0, unit, counts_on, time, mark, cost: 0.0 }
    };
    segments.into_iter().zip(follows).map(place).collect()
}

/// Takes the marks of labels repeated on the next page out of the number columns: what is left, and their places.
fn without_marks(
    placed: Vec<Placed>,
    lines: &[&str],
    roles: &[ColumnRole],
) -> (Vec<Placed>, Vec<(usize, Range<usize>)>) {
    let place = |placed: &Placed| (placed.segment.line, placed.segment.start..placed.segment.end);
    let mut marks: Vec<(usize, Range<usize>)> = Vec::new();
    for (column, _) in roles.iter().enumerate().filter(|(_, role)| Kind::of(**role) == Kind::Number) {
        let (mut open, mut words) = (Vec::new(), String::new());
        for part in placed.iter().filter(|part| part.column == column) {
            // A mark may be broken over lines; what only begins like one stays.
            if !opens_continuation_mark(&words) || !part.mark {
                (open, words) = (Vec::new(), String::new());
            }
            if part.mark {
                open.push(place(part));
                words.push_str(&lines[part.segment.line][part.segment.start..part.segment.end]);
            }
            if super::is_continuation_mark(&words) {
                marks.append(&mut open);
                words.clear();
            }
        }
    }
    let taken: BTreeSet<(usize, usize)> = marks.iter().map(|(line, place)| (*line, place.start)).collect();
    let is_taken = |placed: &Placed| taken.contains(&(placed.segment.line, placed.segment.start));
    (placed.into_iter().filter(|placed| !is_taken(placed)).collect(), marks)
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

/// How sure it is that a short line opens the name of a unit.
fn opens_unit(words: &str, width: f32) -> f32 {
    const LONGEST: f32 = 14.0;
    const SHORTEST: f32 = 3.0;
    if (SHORTEST..LONGEST).contains(&width) { fenjie_lexicon::unit_starts(words) } else { 0.0 }
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

/// Gives every segment its column.
fn assign(placed: &mut [Placed], lines: &[&str], headers: &[Header], watch: &Watch) {
    let Some(first) = headers.first() else { return };
    let kinds: Vec<Kind> = first.columns.iter().map(|column| Kind::of(column.role)).collect();
    let middles: Vec<(usize, Vec<f32>)> = headers
        .iter()
        .map(|header| (header.line, header.columns.iter().map(|column| middle(lines, column)).collect()))
        .collect();
    soften(placed);
    harden(placed, lines);
    let parts: Vec<Part> = placed.iter().map(part).collect();
    let found = tracks::find(&parts, &tracks::Columns { kinds: &kinds, headers: &middles, watch });
    for ((placed, column), cost) in placed.iter_mut().zip(found.columns).zip(found.costs) {
        (placed.column, placed.cost) = (column, cost);
    }
}

/// Blanks between parts of a few characters each, one after the other, are those of a line that is spaced out.
fn soften(placed: &mut [Placed]) {
    const LEAST: usize = 4;
    const LONGEST: f32 = 3.0;
    const CLOSE: f32 = 1.0;
    let mut from = 0;
    while from < placed.len() {
        let short = |p: &Placed| p.right - p.left <= LONGEST;
        let beside = |pair: &[Placed]| {
            short(&pair[1]) && pair[0].segment.line == pair[1].segment.line && pair[1].left - pair[0].right <= CLOSE
        };
        let length = 1 + placed[from..].windows(2).take_while(|pair| beside(pair)).count();
        if length >= LEAST && short(&placed[from]) {
            for p in &mut placed[from + 1..from + length] {
                (p.segment.join, p.segment.gap) = (Join::SoftBlank, 0.0);
            }
        }
        from += length;
    }
}

/// Blanks beside digits part columns in a print that sets digits and characters side by side without any.
fn harden(placed: &mut [Placed], lines: &[&str]) {
    const FEWEST: usize = 3;
    const MOST_SPACED: usize = 2;
    let words = |p: &Placed| -> &str { &lines[p.segment.line][p.segment.start..p.segment.end] };
    // A day or a month may be written without a blank where all else has them: 2月.
    let is_border = |(a, b): (char, char)| fenjie_text::chars::is_han(a) && b.is_ascii_digit();
    let borders = |words: &str| words.chars().zip(words.chars().skip(1)).filter(|pair| is_border(*pair)).count();
    let glued: usize = placed.iter().map(|p| borders(words(p))).sum();
    let is_soft = |p: &Placed| p.segment.join == Join::SoftBlank && p.segment.gap > 0.0;
    let spaced = placed.iter().filter(|p| is_soft(p)).count();
    if glued >= FEWEST && spaced <= MOST_SPACED * glued {
        for p in placed.iter_mut().filter(|p| is_soft(p)) {
            (p.segment.join, p.segment.gap) = (Join::Blank, 0.0);
        }
    }
}

/// A segment as the search for the columns sees it.
fn part(placed: &Placed) -> Part {
    let Segment { line, page, width, cluster, join, gap, number, first, opens, closes, .. } = placed.segment;
    let Placed { left, right, unit, counts_on, time, mark, .. } = *placed;
    let stops = placed.segment.last == '。';
    let apart = join == Join::SoftBlank && gap == 0.0;
    let number = number.is_some();
    Part {
        line,
        page,
        left,
        right,
        width,
        cluster,
        join,
        unit,
        number,
        counts_on,
        time,
        mark,
        first,
        stops,
        opens,
        closes,
        apart,
    }
}

/// The middle of a header word.
fn middle(lines: &[&str], column: &super::header::HeaderColumn) -> f32 {
    let spans = column.places.iter().map(|(line, range)| {
        let left = lines[*line][..range.start].chars().count() as f32;
        (left, left + lines[*line][range.clone()].chars().count() as f32)
    });
    let (left, right) = spans.fold((f32::INFINITY, 0.0f32), |(l, r), (a, b)| (l.min(a), r.max(b)));
    f32::midpoint(left, right)
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

/// The table of the rows `ranges`, and how sure they are of their labels.
fn assemble(
    frame: &super::Frame<'_>,
    columns: &[GridColumn],
    ranges: &[Range<usize>],
    (pages, heights): (&[u32], &[f32]),
    mut roles: Vec<ColumnRole>,
) -> (Table, LabelMargins) {
    for (role, column) in roles.iter_mut().zip(columns) {
        if column.label && *role == ColumnRole::Sequence {
            *role = ColumnRole::CategoryNumber;
        }
    }
    // One run of segments, column after column, so that a cell is a range of it.
    let mut segments: Vec<Segment> = Vec::new();
    let mut offsets = Vec::with_capacity(columns.len());
    let mut rows: Vec<RawRow> = ranges
        .iter()
        .map(|range| RawRow {
            cells: vec![Vec::new(); columns.len()],
            height: range.len() as f32,
            page: pages[range.start],
            rests: Vec::new(),
        })
        .collect();
    let mut filled = vec![false; pages.len()];
    for (index, column) in columns.iter().enumerate() {
        offsets.push(segments.len());
        if !column.label {
            put_cells(&mut rows, ranges, column, index, segments.len());
            column.tops.iter().for_each(|top| filled[*top] = true);
        }
        segments.extend(column.segments.iter().cloned());
    }
    let lines = spans::Lines { texts: frame.lines, heights, pages, filled: &filled, rows: ranges, watch: frame.watch };
    let margins = put_labels(&mut rows, columns, &roles, &offsets, &lines);
    let run = super::Run::new(&segments, frame.lines, frame.watch);
    (super::table_of(frame, &run, &rows, &roles, true), margins)
}

/// Puts the cells of column `index`, whose segments begin at `offset`, into the rows.
fn put_cells(rows: &mut [RawRow], ranges: &[Range<usize>], column: &GridColumn, index: usize, offset: usize) {
    for (row, range) in rows.iter_mut().zip(ranges) {
        let from = column.tops.partition_point(|top| *top < range.start);
        let to = column.tops.partition_point(|top| *top < range.end);
        if from < to {
            row.cells[index].push((offset + from, offset + to));
        }
    }
}

/// Puts the labels into the first of the rows that they cover; how sure each row is of them.
fn put_labels(
    rows: &mut [RawRow],
    columns: &[GridColumn],
    roles: &[ColumnRole],
    offsets: &[usize],
    lines: &spans::Lines<'_>,
) -> LabelMargins {
    let mut margins = Vec::new();
    let mut borders: Vec<usize> = Vec::new();
    for (index, column) in columns.iter().enumerate() {
        if !column.label || roles[index] == ColumnRole::CategoryNumber {
            continue;
        }
        let numbered = index > 0 && roles[index - 1] == ColumnRole::CategoryNumber;
        let numbers: &[usize] = if numbered { &columns[index - 1].tops } else { &[] };
        let spans::Labels { labels, margins: sure } = spans::labels(column, lines, &borders, numbers);
        margins.push((index, sure));
        for (at, label) in labels.iter().enumerate() {
            let range = &label.segments;
            rows[label.row].cells[index].push((offsets[index] + range.start, offsets[index] + range.end));
            let from = lines.rows[label.row].start;
            let to = labels.get(at + 1).map_or(usize::MAX, |next| lines.rows[next.row].start);
            let first = numbers.partition_point(|number| *number < from);
            let last = numbers.partition_point(|number| *number < to);
            if first < last {
                rows[label.row].cells[index - 1].push((offsets[index - 1] + first, offsets[index - 1] + last));
            }
        }
        if roles[index] == ColumnRole::Category {
            borders.extend(labels.iter().map(|label| label.row));
            borders.sort_unstable();
            borders.dedup();
        }
    }
    margins
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
}
