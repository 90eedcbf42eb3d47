//! The part of a table that stands on one page.

use super::line::{TextLine, join};
use fenjie_source::Rect;
use fenjie_text::Text;
use std::ops::Range;

/// A part of a table on one page: a grid of places, and cells that cover one or more of them.
#[derive(Clone, Debug)]
pub(super) struct Fragment {
    pub(super) bbox: Rect,
    /// Borders of the columns, from left to right: one more than there are columns.
    pub(super) columns: Vec<f32>,
    /// For each row and column the index of the cell that covers it.
    pub(super) places: Vec<Vec<usize>>,
    pub(super) cells: Vec<FragmentCell>,
    /// Whether the last row has no rule below it: the page cut it.
    pub(super) open_below: bool,
    /// Whether the table was found by rules that separate its columns.
    pub(super) ruled: bool,
    /// Whether nothing on the page parts its rows, so that only what the cells say tells them.
    pub(super) inferred: bool,
}

/// A cell of a fragment.
#[derive(Clone, Debug, Default)]
pub(super) struct FragmentCell {
    pub(super) lines: Vec<TextLine>,
    /// Rows it covers.
    pub(super) rows: Range<usize>,
}

impl Fragment {
    pub(super) fn width(&self) -> usize {
        self.columns.len().saturating_sub(1)
    }

    /// The cell at a place.
    pub(super) fn cell(&self, row: usize, column: usize) -> Option<&FragmentCell> {
        self.cells.get(*self.places.get(row)?.get(column)?)
    }

    /// The words of each place of a row.
    pub(super) fn row_texts(&self, row: usize, source: &str) -> Vec<Text> {
        (0..self.width())
            .map(|column| self.cell(row, column).map(|cell| cell.text(source)).unwrap_or_default())
            .collect()
    }

    /// Whether another fragment has the same columns, the sheet perhaps shifted.
    pub(super) fn same_columns(&self, other: &Self) -> bool {
        const SLACK: f32 = 6.0;
        let shift = |fragment: &Self| fragment.columns.first().copied().unwrap_or_default();
        let offset = shift(other) - shift(self);
        self.columns.len() == other.columns.len()
            && self.columns.iter().zip(&other.columns).all(|(a, b)| (b - a - offset).abs() <= SLACK)
    }
}

impl FragmentCell {
    pub(super) fn text(&self, source: &str) -> Text {
        join(&self.lines, source)
    }
}
