//! What a cut of segments into cells is made of: columns as the search sees them, cells, edges.

use super::weights::Kind;

/// One column as the decoder sees it.
#[derive(Clone, Debug)]
pub struct ColumnModel {
    /// What kind of cells it holds.
    pub kind: Kind,
    /// Width at which its lines break, in Han characters.
    pub width: f32,
    /// Log probability that a row has no cell here.
    pub absent: f32,
    /// Log probability that it has one.
    pub present: f32,
    /// For one of two number columns: which numbers stand in it.
    pub script: Option<Script>,
}

/// How the numbers of two number columns are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// 一, 二, 三.
    Han,
    /// 1, 2, 3.
    Arabic,
    /// The numbers that count the rows.
    Rows,
    /// The others.
    Others,
}

/// How a cell came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// First cell of a new row.
    NewRow,
    /// A further cell of the row.
    SameRow,
    /// The rest, after a page break, of a row that the page cut.
    Rest,
}

/// A cell of the best cut.
#[derive(Clone, Copy, Debug)]
pub struct Piece {
    /// First segment.
    pub from: usize,
    /// One past the last.
    pub to: usize,
    /// Column.
    pub column: usize,
    /// How it came about.
    pub start: Start,
}

/// A cut into cells.
#[derive(Clone, Debug, Default)]
pub struct Cut {
    /// Its cells.
    pub pieces: Vec<Piece>,
    /// What it is worth; -∞ where the search gave up.
    pub score: f32,
    /// What the best cut of the segments before each place is worth.
    pub worth: Vec<f32>,
}

/// A cell that may be part of a good cut.
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    /// First segment.
    pub from: u32,
    /// One past the last.
    pub to: u32,
    /// Column.
    pub column: u8,
    /// State of its row: [`WHOLE`], [`REST`] or [`CUT`].
    pub mode: u8,
    /// What the cell itself is worth, without what joins it to the cell that it is the rest of.
    pub own: f32,
    /// What joins a rest to the cell that it goes on with, in the best cut that ends with it.
    pub joined: f32,
    /// What the best cut that ends with it is worth.
    pub forward: f64,
}
