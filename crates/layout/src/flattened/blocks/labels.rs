//! Labels over the whole width of a table, 一、推进改革, each on a line of its own between the blocks.

use super::page::Fragment;
use super::{Reading, is_empty};
use crate::flattened::bands::Band;
use crate::flattened::segment;
use crate::{Marker, MarkerStyle, grid};
use fenjie_lexicon::ColumnRole;
use std::collections::BTreeMap;
use std::ops::Range;

/// The labels of a table whose body begins with line `start`: lines that count 一, 二, 三, where no column is one of labels.
pub fn find(lines: &[&str], pages: &[Range<usize>], start: usize, roles: &[ColumnRole]) -> Vec<Band> {
    const FEWEST: usize = 2;
    if roles.iter().any(|role| super::spans::may_span(*role)) {
        return Vec::new();
    }
    let mut counted: BTreeMap<MarkerStyle, u32> = BTreeMap::new();
    let mut found = Vec::new();
    for at in pages.iter().cloned().flatten().filter(|at| *at >= start) {
        let Some(Marker { style, ordinal, .. }) = marker(lines, at) else { continue };
        if ordinal == counted.get(&style).map_or(1, |last| last + 1) {
            counted.insert(style, ordinal);
            counted.retain(|other, _| *other <= style);
            found.push(Band::of_line(at, lines[at].len()));
        }
    }
    if found.len() < FEWEST { Vec::new() } else { found }
}

/// The number that a line opens with, where the line can be such a label: one phrase, no sentence, and, where a mark parts it,
/// alone between blank lines or before the number of a row.
fn marker(lines: &[&str], at: usize) -> Option<Marker> {
    let line = lines[at];
    let is_phrase = !line.contains(['。', '；', '：']) && !line.ends_with(['，', '、']);
    let marker = Marker::parse(line.trim()).filter(|_| grid::is_band(line) && is_phrase)?;
    let empty = |at: Option<usize>| at.and_then(|at| lines.get(at)).is_none_or(|line| is_empty(line));
    let behind = || lines.get(at + 1).is_some_and(|line| line.trim_start().starts_with(|c: char| c.is_ascii_digit()));
    let is_alone = empty(at.checked_sub(1)) && empty(Some(at + 1));
    (is_alone || behind() || !line.contains('，')).then_some(marker)
}

/// Where the words of the labels begin, which are no cells.
pub fn places(bands: &[Band], lines: &[&str]) -> Vec<(usize, Range<usize>)> {
    let mut segments = Vec::new();
    for band in bands {
        segment::cut(band.line(), lines[band.line()], 0, &mut segments);
    }
    segments.into_iter().map(|segment| (segment.line, segment.start..segment.end)).collect()
}

/// The line that each row begins with for a label: that of its task, by which it stands before or behind the label.
pub fn starts(reading: &Reading, fragments: &[Fragment], task: usize) -> Vec<usize> {
    let line = |cell: &Vec<usize>| cell.first().map(|fragment| fragments[*fragment].line);
    rising(reading.rows.iter().map(|row| row.cells.get(task).and_then(line)))
}

/// The lines of rows in their order: one that is not known, or lies before that of the row before, is that of the row before.
pub fn rising(lines: impl Iterator<Item = Option<usize>>) -> Vec<usize> {
    let above = |last: &mut usize, line: Option<usize>| {
        *last = line.unwrap_or_default().max(*last);
        Some(*last)
    };
    lines.scan(0, above).collect()
}

#[cfg(test)]
mod tests {
    use crate::Watch;
    use crate::flattened::recover_blocks;
    use fenjie_text::{Span, Text};

    #[test]
    fn labels_over_the_whole_width_stand_above_the_rows_below_them() {
        // As pdftotext dumps a table that its labels part.
        let dump = "序号\n\n工作任务\n\n牵头单位\n\n配合单位\n\n完成时限\n\n一、保障供水安全\n1\n\n\
            编制全市水网规划，完善供水管\n网分布图并按季度更新。\n\n市水务局\n\n市规划局\n\n2021年6月底前\n\n2\n\n\
            改造老旧泵站十二座，提高城区\n排涝能力。\n\n市城管局\n\n长期\n\n二、促进节约用水\n3\n\n\
            开展饮用水水源地巡查，建立问\n题台账，逐项销号管理。\n\n市生态环境局、市\n水务局\n\n各区政府\n\n2021年底前\n\n\
            4\n\n推广节水器具。\n\n市发展改革委\n\n市财政局\n\n2021年9月底前\n\n";
        let mut at = 0;
        let text = |line: &str| {
            at += line.len() + 1;
            Text::from_source(dump, Span::new(at - line.len() - 1, at - 1))
        };
        let lines: Vec<Text> = dump.split('\n').map(text).collect();
        let tables = recover_blocks(&lines.iter().collect::<Vec<_>>(), &Watch::default());
        let first = |row: &crate::Row| row.cells[0].text.to_string();
        let rows: Vec<String> = tables.iter().flat_map(|region| region.table.rows.iter().map(first)).collect();
        assert_eq!(rows, ["一、保障供水安全", "1", "2", "二、促进节约用水", "3", "4"]);
    }
}
