//! Tables whose cells stand side by side in the lines of a dump, their columns not shown by the places: `pdftotext` without
//! options where columns stand close, a page read line by line, a copy whose blanks were lost.
//!
//! The lines of a page are sorted from top to bottom, and in each the parts of the cells that have a line at that height,
//! from left to right, a blank between them. Cells stand in the middle of their rows, so lines of several cells take turns.
//! What a part says, how wide it is, what goes on with it and the order of the lines tell its column and its row (`rows`).

mod header;
pub(super) mod panels;
mod rival;
mod rows;
mod sheet;

use super::bands;
use super::cohesion::Cohesion;
use super::confidence::Played;
use super::placed::{Placed, placed};
use super::positions;
use super::segment::Segment;
use super::weights::Kind;
use super::{FlattenedRegion, Frame};
use crate::{Watch, below_table};
use fenjie_lexicon::ColumnRole;
use fenjie_text::Text;
use header::Found;
pub(super) use rival::fit as fit_of;
use rows::{Column, Content, MOST_COLUMNS, Own, Reader, Row};
use sheet::Sheet;
use std::ops::Range;

/// Rounds in which the widths of the columns are learned from the rows found.
const ROUNDS: usize = 3;
/// Lines that show how cells stand in their rows.
const SAMPLE: usize = 60;

/// Finds the tables of this kind among `lines`, the whole document line by line; `page_starts` are the lines before which
/// the dump has a form feed.
pub fn recover(texts: &[&Text], lines: &[&str], page_starts: &[usize], watch: &Watch) -> Vec<FlattenedRegion> {
    // Headers in a row below which stands no table of this kind, each of which is looked at to the end of the document.
    const MOST_REFUSED: usize = 8;
    let mut found = Vec::new();
    let (mut at, mut refused) = (0, 0);
    while at < lines.len() && refused < MOST_REFUSED && !watch.is_over() {
        let Some(header) = may_begin(lines[at]).then(|| header::read(lines, at)).flatten() else {
            at += 1;
            continue;
        };
        match table(texts, lines, &header, page_starts, watch) {
            Some(region) if beats_stream(texts, &region, page_starts, watch) => {
                at = region.lines.end.max(at + 1);
                refused = 0;
                found.push(region);
            }
            _ => {
                at = header.header.end.max(at + 1);
                refused += 1;
            }
        }
    }
    found
}

/// Whether the cells fit their columns better than those of the same lines read as cells one after the other.
pub(super) fn beats_stream(texts: &[&Text], region: &FlattenedRegion, page_starts: &[usize], watch: &Watch) -> bool {
    const GAIN: f32 = 0.05;
    const LEAST: f32 = 0.75;
    let range = region.lines.clone();
    let starts: Vec<usize> =
        page_starts.iter().filter(|start| range.contains(start)).map(|start| start - range.start).collect();
    let rival = super::recover(&texts[range], &starts, watch);
    let best = rival.iter().map(|rival| rival::fit(&rival.table)).fold(0.0, f32::max);
    let covers = rival.iter().map(|rival| rival.table.rows.len()).sum::<usize>() * 10 >= region.table.rows.len() * 9;
    let own = rival::fit(&region.table);
    if covers { own > best + GAIN } else { own > LEAST }
}

/// Whether a line could begin a header: cheap, and false for most.
fn may_begin(line: &str) -> bool {
    const LONGEST: usize = 120;
    line.len() <= LONGEST && (line.trim() == "序" || ColumnRole::may_open(line.trim_start()))
}

/// The table below a header, where its lines are of this kind.
fn table(
    texts: &[&Text],
    lines: &[&str],
    header: &Found,
    page_starts: &[usize],
    watch: &Watch,
) -> Option<FlattenedRegion> {
    const FEWEST_ROWS: usize = 3;
    let start = header.header.end;
    let end = (start..lines.len()).find(|at| ends_table(lines, *at, header)).unwrap_or(lines.len());
    if positions::keeps_positions(lines, &(start..end)) {
        return None;
    }
    let mut header = header.clone();
    let sorted = sheet::sort(lines, start..end, &mut header, page_starts);
    let named: Vec<ColumnRole> = header.header.columns.iter().map(|column| column.role).collect();
    let mut sheet = Sheet::unpriced(lines, &sorted.lines, start, (page_starts, &named));
    if !takes_turns(&sheet) || sheet.parts.len() > usize::from(u16::MAX) - 1 {
        return None;
    }
    sheet.price();
    let (header, columns) = columns(&header, &sheet);
    let roles: Vec<ColumnRole> = header.columns.iter().map(|column| column.role).collect();
    if columns.len() > MOST_COLUMNS || !roles.contains(&ColumnRole::Task) {
        return None;
    }
    let cohesion = Cohesion::of(&sheet.segments, lines);
    let (columns, content) = fit(&sheet, &columns, &cohesion, watch)?;
    let reader = Reader { sheet: &sheet, columns: &columns, cohesion: &cohesion, content: &content, watch };
    let (rows, _) = reader.rows(0..sheet.lines.len());
    if rows.len() < FEWEST_ROWS || watch.is_over() || !is_convincing(&rows, &sheet) {
        return None;
    }
    let found = Table { sheet: &sheet, header: &header, columns: &columns, rows: &rows, furniture: sorted.furniture };
    let beside = sorted.aside.iter().flat_map(|(page, aside)| {
        let sheet = Sheet::new(lines, aside, start, (page_starts, &named));
        found.beside(page, &sheet, lines, watch)
    });
    let beside = beside.collect();
    Some(found.put_together(texts, lines, beside, watch))
}

/// The way in which cells stand that reads the first lines best, with the widths of the columns and the names of units that
/// it shows.
fn fit(sheet: &Sheet, columns: &[Column], cohesion: &Cohesion, watch: &Watch) -> Option<(Vec<Column>, Content)> {
    let sample = 0..sheet.lines.len().min(SAMPLE);
    let mut best: Option<(Vec<Column>, Content, f32)> = None;
    for mut columns in variants(columns) {
        let (mut content, mut worth) = (Content::default(), 0.0);
        for _ in 0..ROUNDS {
            let reader = Reader { sheet, columns: &columns, cohesion, content: &content, watch };
            let found;
            (found, worth) = reader.rows(sample.clone());
            learn(&mut columns, sheet, &found);
            content = Content::of(sheet, &columns, &found);
        }
        if best.as_ref().is_none_or(|best| worth > best.2) {
            best = Some((columns, content, worth));
        }
    }
    best.map(|(columns, content, _)| (columns, content))
}

/// Whether most rows are read well, and few lines are of none.
fn is_convincing(rows: &[Row], sheet: &Sheet) -> bool {
    const WELL: f32 = 2.0;
    let well = rows.iter().filter(|row| row.score > WELL).count();
    let lines: usize = rows.iter().map(|row| row.lines.len()).sum();
    well * 10 >= rows.len() * 7 && lines * 10 >= sheet.lines.len() * 8 && goes_back(rows, sheet)
}

/// Whether the lines of most rows go back to a column further left, as they do where cells take turns: where they are put
/// out one after the other, they do not.
fn goes_back(rows: &[Row], sheet: &Sheet) -> bool {
    const FEWEST_LINES: usize = 3;
    let high = || rows.iter().filter(|row| row.lines.len() >= FEWEST_LINES);
    let back = |row: &&Row| {
        let first = sheet.lines[row.lines.start].parts.start;
        let leftmost = |line: usize| {
            let parts = sheet.lines[line].parts.clone();
            parts.filter(|part| !sheet.parts[*part].anchor).map(|part| row.columns[part - first]).min()
        };
        let columns: Vec<u8> = row.lines.clone().filter_map(leftmost).collect();
        columns.windows(2).any(|pair| pair[1] < pair[0])
    };
    high().filter(back).count() * 2 > high().count()
}

/// Whether a line stands below a table: what cells never open with.
fn ends_table(lines: &[&str], at: usize, header: &Found) -> bool {
    below_table::begins(lines[at]) && !header.repeats(lines, at)
}

/// Whether several cells stand in many of the lines.
fn takes_turns(sheet: &Sheet) -> bool {
    const LEAST: usize = 6; // One line in so many.
    let several = sheet
        .lines
        .iter()
        .filter(|line| {
            let parts = &sheet.parts[line.parts.clone()];
            parts.iter().skip(1).any(|part| !part.soft && !part.anchor)
        })
        .count();
    sheet.lines.len() >= 6 && several * LEAST >= sheet.lines.len()
}

/// The columns of the header, with those that an extractor has put elsewhere.
fn columns(found: &Found, sheet: &Sheet) -> (super::header::Header, Vec<Column>) {
    use super::header::HeaderColumn;
    let mut header = found.header.clone();
    let has =
        |header: &super::header::Header, role: ColumnRole| header.columns.iter().any(|column| column.role == role);
    let unnamed = |role| HeaderColumn { words: String::new(), places: Vec::new(), role };
    if !has(&header, ColumnRole::Task) {
        header.columns.push(unnamed(ColumnRole::Task));
    }
    if has(&header, ColumnRole::Support) && !has(&header, ColumnRole::Lead) {
        header.columns.push(unnamed(ColumnRole::Lead));
    }
    if sheet.numbered && !has(&header, ColumnRole::Sequence) {
        header.columns.push(unnamed(ColumnRole::Sequence));
    }
    if !sheet.numbered {
        header.columns.retain(|column| column.role != ColumnRole::Sequence);
    }
    header.columns.sort_by_key(|column| super::blocks::usual_place(column.role));
    let model = |column: &HeaderColumn| {
        let own = match column.role {
            ColumnRole::Category | ColumnRole::Title | ColumnRole::CategoryNumber => Own::Spans,
            ColumnRole::Lead if has(&header, ColumnRole::Support) => Own::Leads,
            ColumnRole::Remark | ColumnRole::Other => Own::Remarks,
            _ => Own::Nothing,
        };
        Column { kind: Kind::of(column.role), own, width: None, absent: absence(column.role), top: false }
    };
    let columns = header.columns.iter().map(model).collect();
    (header, columns)
}

/// What it costs that a row has no cell of a role.
fn absence(role: ColumnRole) -> f32 {
    match role {
        ColumnRole::Task => rows::NO_TASK,
        ColumnRole::Lead => -3.0,
        ColumnRole::Support => -1.0,
        ColumnRole::Deadline => -1.5,
        ColumnRole::Sequence => -4.0,
        _ => -0.7,
    }
}

/// How cells may stand in their rows, and whether headings are of one row each.
fn variants(columns: &[Column]) -> Vec<Vec<Column>> {
    let with = |change: &dyn Fn(&mut Column)| {
        let mut columns = columns.to_vec();
        columns.iter_mut().for_each(change);
        columns
    };
    let mut variants = vec![
        columns.to_vec(),
        with(&|column| column.top = true),
        with(&|column| column.top = matches!(column.kind, Kind::Text | Kind::Unit)),
    ];
    let headed = |column: &Column| column.own == Own::Spans && column.kind == Kind::Label;
    if columns.iter().any(headed) {
        const NO_HEADING: f32 = -3.0;
        let of_one_row = |column: &mut Column| {
            if headed(column) {
                (column.own, column.absent) = (Own::Nothing, NO_HEADING);
            }
        };
        let mut own = variants.clone();
        own.iter_mut().flatten().for_each(of_one_row);
        variants.extend(own);
    }
    variants
}

/// Learns the widths of the columns from rows.
fn learn(columns: &mut [Column], sheet: &Sheet, rows: &[Row]) {
    for (index, column) in columns.iter_mut().enumerate() {
        // Lines that another of their cell follows are full.
        let (mut inner, mut all) = (Vec::new(), Vec::new());
        for row in rows {
            let widths = line_widths(sheet, row, index);
            inner.extend(widths.iter().rev().skip(1).copied());
            all.extend(widths);
        }
        column.learn(inner, all);
    }
}

/// The widths of the lines of a row's cell.
fn line_widths(sheet: &Sheet, row: &Row, column: usize) -> Vec<f32> {
    let first = sheet.lines[row.lines.start].parts.start;
    let width = |line: usize| {
        let parts = sheet.lines[line].parts.clone();
        let own = parts.filter(|part| usize::from(row.columns[part - first]) == column);
        own.map(|part| sheet.parts[part].width).sum::<f32>()
    };
    row.lines.clone().map(width).filter(|width| *width > 0.0).collect()
}

/// A part that an extractor put out apart from its row: the row, the column, its segment.
type Beside = (usize, usize, Segment);

/// The rows found, and what they were found in.
struct Table<'a> {
    sheet: &'a Sheet,
    header: &'a super::header::Header,
    columns: &'a [Column],
    rows: &'a [Row],
    furniture: Vec<(usize, Range<usize>)>,
}

impl Table<'_> {
    /// The cells of the columns that the rows of a page lack and that `aside`, which stands below them, holds.
    fn beside(&self, page: &Range<usize>, aside: &Sheet, lines: &[&str], watch: &Watch) -> Vec<Beside> {
        let of_page = |row: &Row| page.contains(&self.sheet.line_of(row.lines.start));
        let rows: Vec<usize> = (0..self.rows.len()).filter(|row| of_page(&self.rows[*row])).collect();
        let lacks = |column: &usize| {
            let holds = |row: &&usize| self.rows[**row].columns.contains(&(*column as u8));
            rows.iter().filter(holds).count() * 4 <= rows.len()
        };
        let lacking: Vec<usize> = (0..self.columns.len()).filter(lacks).collect();
        if rows.is_empty() || lacking.is_empty() {
            return Vec::new();
        }
        let columns: Vec<Column> = lacking.iter().map(|column| self.columns[*column].clone()).collect();
        let cohesion = Cohesion::of(&aside.segments, lines);
        let content = Content::of(self.sheet, self.columns, self.rows);
        let reader = Reader { sheet: aside, columns: &columns, cohesion: &cohesion, content: &content, watch };
        let mut found = Vec::new();
        for (row, read) in rows.iter().zip(reader.rows_of(rows.len()).unwrap_or_default()) {
            let first = aside.lines[read.lines.start].parts.start;
            for (offset, column) in read.columns.iter().enumerate() {
                found.push((*row, lacking[usize::from(*column)], aside.segments[first + offset].clone()));
            }
        }
        found
    }

    /// The table.
    fn put_together(self, texts: &[&Text], lines: &[&str], beside: Vec<Beside>, watch: &Watch) -> FlattenedRegion {
        let Self { sheet, header, columns, rows, mut furniture } = self;
        let end = rows.last().map_or(0, |row| row.lines.end);
        let mut parts: Vec<Placed> = placed(sheet.segments.clone(), lines);
        parts.truncate(sheet.lines[..end].last().map_or(0, |line| line.parts.end));
        let mut last = parts.last().map_or(header.end, |part| part.line + 1);
        for row in rows {
            let first = sheet.lines[row.lines.start].parts.start;
            for (offset, column) in row.columns.iter().enumerate() {
                parts[first + offset].column = usize::from(*column);
            }
        }
        for (row, column, segment) in beside {
            last = last.max(segment.line + 1);
            let lines_of = rows[row].lines.clone();
            let line = sheet.line_of(lines_of.start);
            let at = parts.partition_point(|part| part.line <= line);
            let mut part = placed(vec![segment], lines);
            for part in &mut part {
                (part.line, part.column) = (line, column);
            }
            parts.splice(at..at, part);
        }
        furniture.extend(header.columns.iter().flat_map(|column| column.places.iter().cloned()));
        furniture.sort_by_key(|(line, place)| (*line, place.start));
        furniture.dedup();
        let frame = Frame { texts, lines, header, furniture: &furniture, continued: false, watch };
        let ranges: Vec<Range<usize>> = rows.iter().map(|row| row.lines.clone()).collect();
        let roles: Vec<ColumnRole> = header.columns.iter().map(|column| column.role).collect();
        let labels: Vec<bool> = columns.iter().map(|column| column.own == Own::Spans).collect();
        let mut table = positions::of_known_rows(&frame, &parts, &ranges, roles, &labels);
        for (row, found) in table.rows.iter_mut().zip(rows) {
            let played = Played { like: 1.0, labelled: labels.contains(&true), doubtful: found.margin < 1.0 };
            row.confidence = played.confidence();
        }
        let starts: Vec<usize> = rows.iter().map(|row| sheet.line_of(row.lines.start)).collect();
        bands::put(&mut table.rows, &starts, &sheet.bands, texts, columns.len());
        FlattenedRegion::settled(header.line..last.max(header.end), table)
    }
}

#[cfg(test)]
mod testing {
    use super::FlattenedRegion;
    use crate::{Row, Watch};
    use fenjie_text::{Span, Text};

    type Recover = fn(&[&Text], &[&str], &[usize], &Watch) -> Vec<FlattenedRegion>;

    /// The rows of the tables that `recover` finds in a dump, cells parted by `|`; `\u{c}` ends a page.
    pub fn rows(dump: &str, recover: Recover) -> Vec<String> {
        let (mut texts, mut starts, mut at) = (Vec::new(), Vec::new(), 0);
        for line in dump.split(['\n', '\u{c}']) {
            if dump[..at].ends_with('\u{c}') {
                starts.push(texts.len());
            }
            texts.push(Text::from_source(dump, Span::new(at, at + line.len())));
            at += line.len() + 1;
        }
        let texts: Vec<&Text> = texts.iter().collect();
        let lines: Vec<&str> = texts.iter().map(|text| text.as_str()).collect();
        let cells = |row: &Row| row.cells.iter().map(|cell| cell.text.as_str().to_owned()).collect::<Vec<_>>();
        let found = recover(&texts, &lines, &starts, &Watch::default());
        found.iter().flat_map(|region| &region.table.rows).map(|row| cells(row).join("|")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(dump: &str) -> Vec<String> {
        testing::rows(dump, recover)
    }

    const TURNS: &str = "市住房城乡建设\n1 整修城区积水路段，更换老旧供水管网十二公\n市水务局\n局、市城管局 六月底前\n里。\n\
        2 建立工地扬尘在线监测平台，按月通报监测的\n市生态环境局 市城管局\n结果。\n全年\n\
        市教育局、市财\n3 推动乡镇卫生院配齐药师，组织医务人员开展\n市卫生健康委\n政局 九月底前\n轮训。\n";

    #[test]
    fn cells_whose_lines_take_turns_are_told_apart() {
        let dump = format!("序 任务内容 牵头单位 配合单位 完成时\n号\n限\n{TURNS}");
        let expected = [
            "1|整修城区积水路段，更换老旧供水管网十二公里。|市水务局|市住房城乡建设局、市城管局|六月底前",
            "2|建立工地扬尘在线监测平台，按月通报监测的结果。|市生态环境局|市城管局|全年",
            "3|推动乡镇卫生院配齐药师，组织医务人员开展轮训。|市卫生健康委|市教育局、市财政局|九月底前",
        ];
        assert_eq!(rows(&dump), expected);
    }

    #[test]
    fn a_column_put_out_below_the_rows_belongs_to_them_in_order() {
        let without_times: String = TURNS
            .lines()
            .filter(|line| *line != "全年")
            .map(|line| line.replace(" 六月底前", "").replace(" 九月底前", "") + "\n")
            .collect();
        let dump = format!(
            "序号 任务内容 牵头单位 配合单位\n{without_times}\n完成时限\n六月底前\n2026年12\n月底前\n九月底前\n"
        );
        let times: Vec<String> = rows(&dump).iter().map(|row| row.rsplit('|').next().unwrap().to_owned()).collect();
        assert_eq!(times, ["六月底前", "2026年12月底前", "九月底前"]);
    }

    #[test]
    fn cells_put_out_one_after_the_other_are_left_to_others() {
        let dump = "序号 任务内容 牵头单位 配合单位 完成时限\n\
            1 整修城区积水路段，更换老旧供水管网十二公\n里。\n市水务局\n市住房城乡建设\n局、市城管局\n六月底前\n\
            2 建立工地扬尘在线监测平台，按月通报监测的\n结果。\n市生态环境局 市城管局\n全年\n\
            3 推动乡镇卫生院配齐药师，组织医务人员开展\n轮训。\n市卫生健康委 市教育局 九月底前\n";
        assert!(rows(dump).is_empty());
    }
}
