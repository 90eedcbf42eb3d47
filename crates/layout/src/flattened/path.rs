//! What a whole cut is worth.

use super::decode::{Decoder, Piece, Start};
use super::weights::Feature;

impl Decoder<'_> {
    /// What the cut `pieces` is worth: the same evidence as [`Self::decode`] adds up.
    pub fn path_score(&self, pieces: &[Piece]) -> f32 {
        let mut score = 0.0;
        let mut row: Vec<(usize, usize, usize)> = Vec::new(); // column, from, to
        for (index, piece) in pieces.iter().enumerate() {
            let rest_of_row = pieces[index + 1..].iter().take_while(|later| later.start != Start::NewRow);
            let cut = piece.start != Start::Rest && rest_of_row.clone().any(|later| later.start == Start::Rest);
            match piece.start {
                Start::NewRow => {
                    if !row.is_empty() {
                        score += self.weights.get(Feature::NewRow);
                        if self.paired(piece.column) {
                            score += self.weights.get(Feature::Unnumbered);
                        }
                    }
                    row.clear();
                    score += self.start_score(piece.from, piece.column);
                    if cut {
                        score += self.weights.get(Feature::CutRow);
                    }
                }
                Start::SameRow => {
                    let last = row.last().map_or(0, |cell| cell.0);
                    score += self.skipped(last, piece.column) + self.start_score(piece.from, piece.column);
                }
                Start::Rest => score += self.rest_score(piece, &row),
            }
            score += self.inside_score(piece);
            score += if cut {
                self.cut_content(piece.from, piece.to, piece.column)
            } else {
                self.content_score(piece.from, piece.to, piece.column)
            };
            score += if cut {
                self.cut_score(piece.to, piece.column, self.line_width(piece.from, piece.to))
            } else {
                self.end_score(piece.from, piece.to, piece.column)
            };
            row.push((piece.column, piece.from, piece.to));
        }
        score
    }
}
