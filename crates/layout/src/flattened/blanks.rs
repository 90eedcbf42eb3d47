//! How an extractor joins printed lines: with a blank or with a newline.

use super::decode::Piece;
use super::run::Run;
use super::segment::{Join, Segment};

/// Log probabilities of a blank and of a newline between two printed lines, inside cells and between them.
#[derive(Clone, Copy, Debug)]
pub struct Blanks {
    /// A blank between lines of one cell.
    pub inside: f32,
    /// A newline between lines of one cell.
    pub inside_newline: f32,
    /// A blank between cells.
    pub end: f32,
    /// A newline between cells.
    pub end_newline: f32,
    /// A blank beside Latin or digits between cells.
    pub end_soft: f32,
}

impl Default for Blanks {
    fn default() -> Self {
        Self::counted([2, 48], [10, 40, 2])
    }
}

impl Blanks {
    /// From counts of blanks and newlines inside cells, and of blanks, newlines and soft blanks between them.
    pub fn counted(inside: [u32; 2], end: [u32; 3]) -> Self {
        let share = |n: u32, counts: &[u32]| ((n as f32 + 0.5) / (counts.iter().sum::<u32>() as f32 + 1.0)).ln();
        Self {
            inside: share(inside[0], &inside),
            inside_newline: share(inside[1], &inside),
            end: share(end[0], &end),
            end_newline: share(end[1], &end),
            end_soft: share(end[2], &end),
        }
    }

    /// What the lines alone tell: where no blank stands between wide characters, none parts cells.
    pub fn guess(segments: &[Segment]) -> Self {
        const CELL_ENDS: f32 = 0.4;
        const MOST: f32 = 0.7;
        const WEIGHT: f32 = 50.0;
        let count = |join: Join| segments.iter().filter(|segment| segment.join == join).count() as f32;
        let (blanks, newlines) = (count(Join::Blank), count(Join::Newline));
        let share = (blanks / (CELL_ENDS * (blanks + newlines)).max(1.0)).min(MOST);
        let of = |share: f32| (share * WEIGHT).round() as u32;
        Self::counted([1 + of(share * 0.05), 49], [of(share), of(1.0 - share), of(share * 0.1)])
    }

    /// From a cut.
    pub fn of(run: &Run<'_>, pieces: &[Piece]) -> Self {
        let (mut inside, mut end) = ([1, 24], [5, 20, 1]);
        for piece in pieces {
            for (at, segment) in run.segments[piece.from..piece.to].iter().enumerate() {
                match (segment.join, at == 0) {
                    (Join::Blank, true) => end[0] += 1,
                    (Join::Newline, true) => end[1] += 1,
                    (Join::SoftBlank, true) => end[2] += 1,
                    (Join::Blank, false) => inside[0] += 1,
                    (Join::Newline, false) => inside[1] += 1,
                    _ => {}
                }
            }
        }
        Self::counted(inside, end)
    }
}
