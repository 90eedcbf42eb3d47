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
    /// A blank beside Latin or digits within a printed line.
    pub inside_soft: f32,
}

impl Default for Blanks {
    fn default() -> Self {
        Self::counted([2, 48], [10, 40], 0.0)
    }
}

impl Blanks {
    /// From counts of blanks and newlines inside cells and between them, and the odds of a blank beside Latin.
    pub fn counted(inside: [u32; 2], end: [u32; 2], inside_soft: f32) -> Self {
        let share = |n: u32, counts: &[u32]| ((n as f32 + 0.5) / (counts.iter().sum::<u32>() as f32 + 1.0)).ln();
        Self {
            inside: share(inside[0], &inside),
            inside_newline: share(inside[1], &inside),
            end: share(end[0], &end),
            end_newline: share(end[1], &end),
            inside_soft,
        }
    }

    /// What the lines alone tell: where no blank stands between wide characters, none parts cells; where numbers are
    /// hardly ever set off by blanks, a blank beside one is likely to part cells.
    pub fn guess(segments: &[Segment], lines: &[&str]) -> Self {
        const CELL_ENDS: f32 = 0.4;
        const MOST: f32 = 0.7;
        const WEIGHT: f32 = 50.0;
        let count = |join: Join| segments.iter().filter(|segment| segment.join == join).count() as f32;
        let (blanks, newlines) = (count(Join::Blank), count(Join::Newline));
        let share = (blanks / (CELL_ENDS * (blanks + newlines)).max(1.0)).min(MOST);
        let of = |share: f32| (share * WEIGHT).round() as u32;
        let soft = segments.iter().filter(|segment| segment.gap > 0.0).count() as f32;
        let tight: usize =
            segments.iter().map(|segment| borders(&lines[segment.line][segment.start..segment.end])).sum();
        let inside_soft = ((soft + 1.0) / (soft + tight as f32 + 2.0)).ln();
        Self::counted([1 + of(share * 0.05), 49], [of(share), of(1.0 - share)], inside_soft)
    }

    /// From a cut.
    pub fn of(run: &Run<'_>, pieces: &[Piece]) -> Self {
        let (mut inside, mut end) = ([1, 24], [5, 20]);
        for piece in pieces {
            for (at, segment) in run.segments[piece.from..piece.to].iter().enumerate() {
                match (segment.join, at == 0) {
                    (Join::Blank | Join::SoftBlank, true) => end[0] += 1,
                    (Join::Newline, true) => end[1] += 1,
                    (Join::Blank, false) => inside[0] += 1,
                    (Join::Newline, false) => inside[1] += 1,
                    _ => {}
                }
            }
        }
        Self::counted(inside, end, run.blanks.inside_soft)
    }
}

/// Places where Latin or digits meet wide characters without a blank.
fn borders(words: &str) -> usize {
    let wide = |c: char| fenjie_text::chars::is_han(c);
    let narrow = |c: char| c.is_ascii_alphanumeric();
    words.chars().zip(words.chars().skip(1)).filter(|(a, b)| wide(*a) && narrow(*b) || narrow(*a) && wide(*b)).count()
}
