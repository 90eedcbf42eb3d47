//! Paragraphs and tables as they are put together: the text itself, a header, a note or a text box.

use crate::LineRole;
use crate::flow::{Flow, Paragraph, PlacedCell, join_vertically};

/// Cell edges closer than this, in twips, are one: programs round them.
const EDGE_TOLERANCE: i32 = 20;

/// The cells of a row as its definition (`\trowd` … `\cellx`) gives them.
#[derive(Clone, Debug, Default)]
pub(super) struct RowDefinition {
    pub left: i32,
    pub header: bool,
    pub cells: Vec<CellDefinition>,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct CellDefinition {
    pub right: i32,
    /// Goes on with the cell above.
    pub continues_down: bool,
    /// Goes on with the cell before.
    pub continues_right: bool,
}

/// A table that is being read.
#[derive(Debug, Default)]
struct OpenTable {
    rows: Vec<(RowDefinition, Vec<Vec<Flow>>)>,
    /// The finished cells of the row.
    cells: Vec<Vec<Flow>>,
    /// What the open cell holds so far.
    cell: Vec<Flow>,
}

/// One run of paragraphs and tables.
#[derive(Debug, Default)]
pub(super) struct Story {
    pub text: String,
    flow: Vec<Flow>,
    tables: Vec<OpenTable>,
}

impl Story {
    /// Ends a paragraph at a depth of tables inside one another; 0 is outside.
    pub fn end_paragraph(&mut self, depth: usize, role: LineRole) {
        self.set_depth(depth);
        let text = std::mem::take(&mut self.text);
        if !text.trim().is_empty() {
            self.place().push(Flow::Paragraph(Paragraph { text, role }));
        }
    }

    /// Puts other content, a text box, where the text has come to.
    pub fn insert(&mut self, flow: Vec<Flow>, depth: usize) {
        self.set_depth(depth);
        self.place().extend(flow);
    }

    pub fn end_cell(&mut self, depth: usize, role: LineRole) {
        self.end_paragraph(depth.max(1), role);
        if let Some(table) = self.tables.last_mut() {
            let cell = std::mem::take(&mut table.cell);
            table.cells.push(cell);
        }
    }

    pub fn end_row(&mut self, depth: usize, definition: &RowDefinition) {
        self.set_depth(depth.max(1));
        if let Some(table) = self.tables.last_mut() {
            let cells = std::mem::take(&mut table.cells);
            table.rows.push((definition.clone(), cells));
        }
    }

    /// All that was read.
    pub fn finish(mut self, role: LineRole) -> Vec<Flow> {
        self.end_paragraph(0, role);
        self.flow
    }

    fn place(&mut self) -> &mut Vec<Flow> {
        self.tables.last_mut().map_or(&mut self.flow, |table| &mut table.cell)
    }

    fn set_depth(&mut self, depth: usize) {
        while self.tables.len() > depth {
            if let Some(table) = self.tables.pop() {
                let flow = table.finish();
                self.place().extend(flow);
            }
        }
        self.tables.resize_with(depth, OpenTable::default);
    }
}

impl OpenTable {
    fn finish(mut self) -> Vec<Flow> {
        if !self.cell.is_empty() {
            self.cells.push(self.cell);
        }
        if !self.cells.is_empty() {
            self.rows.push((RowDefinition::default(), self.cells));
        }
        let edges = edges(&self.rows);
        let rows = self.rows.into_iter().map(|(definition, cells)| place_cells(&definition, cells, &edges));
        vec![Flow::Table(join_vertically(rows.collect()))]
    }
}

/// All edges of cells from left to right, those that are one joined.
fn edges(rows: &[(RowDefinition, Vec<Vec<Flow>>)]) -> Vec<i32> {
    let of_row = |row: &RowDefinition| {
        let left = (!row.cells.is_empty()).then_some(row.left);
        left.into_iter().chain(row.cells.iter().map(|cell| cell.right)).collect::<Vec<_>>()
    };
    let mut edges: Vec<i32> = rows.iter().flat_map(|(row, _)| of_row(row)).collect();
    edges.sort_unstable();
    edges.dedup_by(|next, kept| next.saturating_sub(*kept) <= EDGE_TOLERANCE);
    edges
}

fn place_cells(row: &RowDefinition, cells: Vec<Vec<Flow>>, edges: &[i32]) -> Vec<PlacedCell> {
    let column = |edge: i32| edges.partition_point(|kept| edge.saturating_sub(*kept) > EDGE_TOLERANCE) as u32;
    let mut placed: Vec<PlacedCell> = Vec::new();
    let mut start = if row.cells.is_empty() { 0 } else { column(row.left) };
    for (i, content) in cells.into_iter().enumerate() {
        let definition = row.cells.get(i).copied();
        // After a table in a table some writers end more cells than the row has.
        if definition.is_none() && content.is_empty() && !row.cells.is_empty() {
            continue;
        }
        let end = definition.map_or(start + 1, |cell| column(cell.right)).max(start + 1);
        let definition = definition.unwrap_or_default();
        match placed.last_mut() {
            Some(before) if definition.continues_right => {
                before.end = end;
                before.content.extend(content);
            }
            _ => placed.push(PlacedCell {
                content,
                start,
                end,
                continues: definition.continues_down,
                header: row.header,
            }),
        }
        start = end;
    }
    placed
}
