//! From the cells of a sheet to lines and tables.

use crate::flow::{Flow, FlowCell, FlowTable, Paragraph};
use crate::{Error, Limits, LineRole};
use fenjie_text::chars::is_blank;
use std::collections::BTreeMap;

/// The filled cells of a sheet, as displayed, and which ranges are merged.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    name: String,
    cells: BTreeMap<(u32, u32), String>,
    merges: Vec<Merge>,
}

/// A merged range; the ends are part of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Merge {
    pub top: u32,
    pub left: u32,
    pub bottom: u32,
    pub right: u32,
}

/// The merged ranges that the row at hand crosses, by their left column. Ranges that overlap an earlier one are void.
#[derive(Default)]
struct Crossing {
    by_left: BTreeMap<u32, Merge>,
    next: usize,
}

impl Crossing {
    fn move_to(&mut self, row: u32, merges: &[Merge]) {
        self.by_left.retain(|_, merge| merge.bottom >= row);
        while let Some(merge) = merges.get(self.next).filter(|merge| merge.top <= row) {
            self.next += 1;
            let left_of = self.by_left.range(..=merge.right).next_back();
            if merge.bottom >= row && left_of.is_none_or(|(_, other)| other.right < merge.left) {
                self.by_left.insert(merge.left, *merge);
            }
        }
    }

    fn at(&self, column: u32) -> Option<Merge> {
        let (_, merge) = self.by_left.range(..=column).next_back()?;
        (merge.right >= column).then_some(*merge)
    }
}

/// A row that holds something: its number and its filled columns.
struct Row {
    at: u32,
    filled: Vec<u32>,
}

/// All sheets one after the other. Where there are several, one without a title of its own is headed by its name.
pub(crate) fn flow_of(sheets: Vec<Sheet>, limits: &Limits) -> Result<Vec<Flow>, Error> {
    let several = sheets.iter().filter(|sheet| !sheet.cells.is_empty()).count() > 1;
    let mut flow = Vec::new();
    for sheet in sheets {
        let part = sheet.flow(limits)?;
        if several && matches!(part.first(), Some(Flow::Table(_))) && !sheet.has_default_name() {
            flow.push(Flow::Paragraph(Paragraph { text: sheet.name, role: LineRole::Heading(1) }));
        }
        flow.extend(part);
    }
    Ok(flow)
}

impl Sheet {
    pub fn new(name: String) -> Self {
        Self { name, ..Self::default() }
    }

    /// Number of filled cells.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Sets a cell; blank text leaves it empty.
    pub fn set(&mut self, row: u32, column: u32, text: String) {
        if !text.chars().all(is_blank) {
            self.cells.insert((row, column), text);
        }
    }

    /// Takes the merged ranges, and empties the cells that they cover: they are not displayed.
    pub fn merge(&mut self, ranges: impl Iterator<Item = Merge>) {
        self.merges = ranges.filter(|range| range.bottom > range.top || range.right > range.left).collect();
        self.merges.sort_by_key(|range| (range.top, range.left));
        let mut crossing = Crossing::default();
        let merges = &self.merges;
        self.cells.retain(|(row, column), _| {
            crossing.move_to(*row, merges);
            crossing.at(*column).is_none_or(|range| (range.top, range.left) == (*row, *column))
        });
    }

    /// Names that programs give to sheets by themselves.
    fn has_default_name(&self) -> bool {
        let stem = self.name.trim_end_matches(|c: char| c.is_ascii_digit());
        matches!(stem, "Sheet" | "sheet" | "工作表")
    }

    fn flow(&self, limits: &Limits) -> Result<Vec<Flow>, Error> {
        let rows = self.rows();
        let last_wide = rows.iter().rposition(|row| row.filled.len() > 1).unwrap_or(0);
        let reach = self.reach();
        let mut flow = Vec::new();
        let mut start = 0;
        for at in 1..=rows.len() {
            if at == rows.len() || (at <= last_wide && self.begins_anew(&rows, at, &reach)) {
                self.region(&rows[start..at], &mut flow, limits)?;
                start = at;
            }
        }
        Ok(flow)
    }

    fn rows(&self) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        for (row, column) in self.cells.keys() {
            match rows.last_mut() {
                Some(last) if last.at == *row => last.filled.push(*column),
                _ => rows.push(Row { at: *row, filled: vec![*column] }),
            }
        }
        rows
    }

    /// How far down the merged ranges reach that begin no later than each of them, in their order.
    fn reach(&self) -> Vec<u32> {
        let bottoms = self.merges.iter().scan(0, |reach, range| {
            *reach = range.bottom.max(*reach);
            Some(*reach)
        });
        bottoms.collect()
    }

    /// Whether another table begins at `rows[at]`: a row of one cell after an empty row that no merged range bridges, with a
    /// header below it. Above more rows of the same table the cell is but a label (二、健康工程).
    fn begins_anew(&self, rows: &[Row], at: usize, reach: &[u32]) -> bool {
        let row = rows[at].at;
        let earlier = self.merges.partition_point(|range| range.top < row);
        let bridged = earlier.checked_sub(1).and_then(|last| reach.get(last)).is_some_and(|bottom| *bottom >= row);
        row > rows[at - 1].at + 1 && rows[at].filled.len() == 1 && !bridged && !self.goes_on(rows, at)
    }

    /// Whether the table above goes on below a label: the next row of several cells opens with a number or holds a sentence,
    /// as no header does.
    fn goes_on(&self, rows: &[Row], at: usize) -> bool {
        const LONGEST_WORD: usize = 16;
        let is_wide = |row: &&Row| row.filled.len() > 1;
        let Some(next) = rows[at..].iter().find(is_wide).filter(|_| rows[..at].iter().any(|row| is_wide(&row))) else {
            return false;
        };
        let mut words = next.filled.iter().map(|column| self.text(next, *column));
        let is_number = |words: &str| words.trim_end_matches(['.', '、']).bytes().all(|byte| byte.is_ascii_digit());
        words.clone().next().is_some_and(is_number)
            || words.any(|words| words.ends_with('。') || words.chars().nth(LONGEST_WORD).is_some())
    }

    /// A table with the lines above and below it.
    fn region(&self, rows: &[Row], flow: &mut Vec<Flow>, limits: &Limits) -> Result<(), Error> {
        let above = (0..rows.len()).take_while(|at| self.is_above_table(&rows[*at..])).count();
        let (above, rest) = rows.split_at(above);
        let below = rest.iter().rev().take_while(|row| self.is_note(row)).count();
        let (body, below) = rest.split_at(rest.len() - below);
        self.lines(above, flow);
        if body.iter().any(|row| row.filled.len() > 1) {
            flow.push(Flow::Table(self.table(body, limits)?));
        } else {
            self.lines(body, flow);
        }
        self.lines(below, flow);
        Ok(())
    }

    fn text(&self, row: &Row, column: u32) -> &str {
        self.cells.get(&(row.at, column)).map_or("", String::as_str)
    }

    /// Whether the row is a title, or says who filled in the table and when (填报单位：… 日期：…).
    fn is_above_table(&self, rows: &[Row]) -> bool {
        let Some((row, below)) = rows.split_first() else { return false };
        let alone = row.filled.len() == 1 && !self.is_tall(row, below);
        alone || row.filled.iter().all(|column| self.text(row, *column).contains(['：', ':']))
    }

    /// Whether a cell of the row is merged with cells of the rows below it.
    fn is_tall(&self, row: &Row, below: &[Row]) -> bool {
        let next = below.first().map_or(u32::MAX, |next| next.at);
        let from = self.merges.partition_point(|range| range.top < row.at);
        let here = self.merges[from..].iter().take_while(|range| range.top == row.at);
        here.filter(|range| row.filled.binary_search(&range.left).is_ok()).any(|range| range.bottom >= next)
    }

    /// Whether the row is a note below a table.
    fn is_note(&self, row: &Row) -> bool {
        let [column] = row.filled[..] else { return false };
        let text = self.text(row, column).trim_start();
        ["注", "备注", "说明", "填表", "填报"].iter().any(|word| text.starts_with(word))
    }

    fn lines(&self, rows: &[Row], flow: &mut Vec<Flow>) {
        for row in rows {
            flow.extend(row.filled.iter().map(|column| Flow::plain(self.text(row, *column))));
        }
    }

    /// The table of these rows. Rows and columns that hold nothing are left out, and merged ranges shrink with them.
    fn table(&self, rows: &[Row], limits: &Limits) -> Result<FlowTable, Error> {
        let mut columns: Vec<u32> = rows.iter().flat_map(|row| row.filled.iter().copied()).collect();
        columns.sort_unstable();
        columns.dedup();
        Limits::check("number of columns", columns.len(), limits.columns)?;
        Limits::check("number of cells", columns.len() * rows.len(), limits.cells)?;
        let lines: Vec<u32> = rows.iter().map(|row| row.at).collect();
        let mut crossing = Crossing::default();
        let rows = rows.iter().map(|row| {
            crossing.move_to(row.at, &self.merges);
            columns.iter().filter_map(|column| self.cell(row.at, *column, &crossing, &lines, &columns)).collect()
        });
        Ok(FlowTable { rows: rows.collect() })
    }

    /// The cell that begins here; `None` inside a merged range.
    fn cell(&self, row: u32, column: u32, crossing: &Crossing, rows: &[u32], columns: &[u32]) -> Option<FlowCell> {
        let range = crossing.at(column).unwrap_or(Merge { top: row, left: column, bottom: row, right: column });
        let (top, height) = kept(rows, range.top, range.bottom)?;
        let (left, width) = kept(columns, range.left, range.right)?;
        let text = self.cells.get(&(range.top, range.left));
        (top == row && left == column).then(|| FlowCell {
            content: text.map(|text| Flow::plain(text.as_str())).into_iter().collect(),
            rowspan: height,
            colspan: width,
            header: false,
        })
    }
}

/// The first of the sorted numbers within the ends, and how many there are.
fn kept(numbers: &[u32], first: u32, last: u32) -> Option<(u32, u32)> {
    let from = numbers.partition_point(|number| *number < first);
    let to = numbers.partition_point(|number| *number <= last);
    (from < to).then(|| (numbers[from], (to - from) as u32))
}
