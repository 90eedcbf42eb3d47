//! Rows put together from the pieces of the best cut.

use super::decode::{Piece, Start};
use super::run::Run;
use super::segment::Join;
use super::weights::Kind;
use fenjie_text::Text;

/// A row as cut, before labels are filled down.
#[derive(Clone, Debug, Default)]
pub struct RawRow {
    /// The pieces of each column's cell, as ranges of segments.
    pub cells: Vec<Vec<(usize, usize)>>,
    /// Printed lines of the highest cell, labels left out, on the page where the row begins.
    pub height: f32,
    /// The page on which it begins.
    pub page: u32,
    /// Columns whose cells go on after the page.
    pub rests: Vec<usize>,
}

/// The rows of `pieces` in `columns` columns.
pub fn rows(run: &Run<'_>, pieces: &[Piece], kinds: &[Kind]) -> Vec<RawRow> {
    let columns = kinds.len();
    let mut rows: Vec<RawRow> = Vec::new();
    for piece in pieces {
        let page = run.segments[piece.from].page;
        if piece.start == Start::NewRow || rows.is_empty() {
            rows.push(RawRow { cells: vec![Vec::new(); columns], height: 1.0, page, rests: Vec::new() });
        }
        let Some(row) = rows.last_mut() else { continue };
        row.cells[piece.column].push((piece.from, piece.to));
        if page == row.page && kinds[piece.column] != Kind::Label {
            row.height = row.height.max(lines(run, piece.from, piece.to) as f32);
        }
        if piece.start == Start::Rest && row.cells[piece.column].len() > 1 {
            row.rests.push(piece.column);
        }
    }
    rows
}

/// Printed lines of the segments `from..to`.
pub fn lines(run: &Run<'_>, from: usize, to: usize) -> usize {
    1 + run.segments[from..to].iter().skip(1).filter(|s| matches!(s.join, Join::Newline | Join::Blank)).count()
}

/// The words of a cell with their evidence, blanks of the flattening left out.
pub fn cell_text(run: &Run<'_>, texts: &[&Text], pieces: &[(usize, usize)]) -> Text {
    let mut text = Text::new();
    for segment in pieces.iter().flat_map(|(from, to)| &run.segments[*from..*to]) {
        let parted = segment.join == Join::SoftBlank
            // A label begins no word of the line before: 某镇 / 配合单位：.
            || segment.join == Join::Newline
                && (segment.label.is_some() || text.as_str().ends_with(|c: char| c.is_ascii_alphabetic()));
        if parted && !text.is_empty() {
            text.push_blank();
        }
        text.push(&texts[segment.line].slice(segment.start..segment.end));
    }
    text.tidied()
}
