use fenjie_lexicon::ColumnRole;
use fenjie_text::Text;

/// A table put together again: pages joined, repeated headers dropped, spans written out.
#[derive(Clone, Debug)]
pub struct Table {
    /// Columns from left to right.
    pub columns: Vec<Column>,
    /// Rows from the top, each with one cell a column.
    pub rows: Vec<Row>,
    /// Who recovered it.
    pub recoverer: Recoverer,
    /// How well it holds together, 0 to 1, beside what the confidence of each row says.
    pub score: f32,
    /// Repeated headers, page numbers and marks inside the table: claimed, but in no cell.
    pub furniture: Vec<Text>,
    /// A title printed inside the table (a row that spans all columns above the header).
    pub title: Option<Text>,
}

/// A column: its header and what that header means.
#[derive(Clone, Debug)]
pub struct Column {
    /// Header words, joined; empty when the table has no header.
    pub header: Text,
    /// What the column holds, by header words and content.
    pub role: ColumnRole,
}

/// A row.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// One cell a column.
    pub cells: Vec<Cell>,
    /// How sure the segmentation is, 0 to 1.
    pub confidence: f32,
    /// Columns whose cell is in doubt.
    pub doubtful: Vec<usize>,
}

/// A cell.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// Its words, lines joined; empty for an empty cell.
    pub text: Text,
    /// Whether the words are printed on another row: a merged cell, or a label filled down.
    pub inherited: bool,
}

/// The way a table was recovered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recoverer {
    /// From ruled lines.
    Ruled,
    /// From aligned text without (all) rules.
    Aligned,
    /// From aligned text with nothing between its rows: what the cells say tells them.
    Inferred,
    /// From tabs, pipes or runs of blanks.
    Delimited,
    /// From the format's own markup.
    Markup,
    /// One cell a line, below a header of consecutive lines.
    CellPerLine,
    /// From bare lines, by inverting the flattening.
    Flattened,
}
