//! How sure each row is: by how much the best cut beats the same cut with one border moved or taken away.

use super::decode::{Decoder, Piece, Start};

/// The doubt on one row.
#[derive(Clone, Debug)]
pub struct Doubt {
    /// 0 to 1.
    pub confidence: f32,
    /// Columns whose cell begins or ends at a doubtful border.
    pub columns: Vec<usize>,
}

/// Below this confidence a border is named as doubtful.
const DOUBTFUL: f32 = 0.9;
/// Margin at which a border is as likely right as wrong, and how fast that changes; fitted to typeset tables.
const EVEN: f32 = -0.5;
const SLOPE: f32 = 1.1;

/// The doubt on each row of the cut `pieces`.
pub fn doubts(decoder: &Decoder<'_>, pieces: &[Piece]) -> Vec<Doubt> {
    let mut doubts: Vec<Doubt> = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        if piece.start == Start::NewRow || doubts.is_empty() {
            doubts.push(Doubt { confidence: 1.0, columns: Vec::new() });
        }
        let Some(before) = index.checked_sub(1).map(|before| &pieces[before]) else { continue };
        let sure = 1.0 / (1.0 + (-(margin(decoder, before, piece) - EVEN) * SLOPE).exp());
        let row = doubts.len() - 1;
        mark(&mut doubts[row], sure, piece.column);
        let row_before = if piece.start == Start::NewRow { row.saturating_sub(1) } else { row };
        mark(&mut doubts[row_before], sure, before.column);
    }
    doubts
}

fn mark(doubt: &mut Doubt, sure: f32, column: usize) {
    doubt.confidence = doubt.confidence.min(sure);
    if sure < DOUBTFUL && !doubt.columns.contains(&column) {
        doubt.columns.push(column);
        doubt.columns.sort_unstable();
    }
}

/// By how much the border between two neighbours beats its alternatives.
fn margin(decoder: &Decoder<'_>, first: &Piece, second: &Piece) -> f32 {
    const CERTAIN: f32 = 20.0;
    let page = |at: usize| decoder.run.segments[at].page;
    if second.start == Start::Rest || page(first.from) != page(second.to - 1) {
        return CERTAIN;
    }
    let here = decoder.cell_score(first) + decoder.cell_score(second);
    let mut best = f32::NEG_INFINITY;
    if second.to - second.from > 1 {
        best = best.max(moved(decoder, first, second, second.from + 1));
    }
    if first.to - first.from > 1 {
        best = best.max(moved(decoder, first, second, first.to - 1));
    }
    if second.start == Start::SameRow {
        let absent = |column: usize| decoder.columns[column].absent;
        let whole = |column: usize| decoder.cell_score(&Piece { to: second.to, column, ..*first });
        best = best.max(whole(first.column) + absent(second.column));
        best = best.max(whole(second.column) + absent(first.column));
    }
    (here - best).min(CERTAIN)
}

fn moved(decoder: &Decoder<'_>, first: &Piece, second: &Piece, border: usize) -> f32 {
    decoder.cell_score(&Piece { to: border, ..*first }) + decoder.cell_score(&Piece { from: border, ..*second })
}
