//! Which rows each merged label covers: it stands in their middle, and the dump tells what is printed above it.
//!
//! What comes before a label in the dump and stands right of it lies above it; what comes behind it and stands right of it
//! ends below where it begins. From the heights of the rows follows in which rows its first line may stand; the spans
//! of all labels are those whose middles fit best.

use super::gaps::Heights;
use crate::flattened::blocks::spans::Span;
use std::ops::Range;

/// A label on a page.
pub struct Merged {
    /// Its column.
    pub column: usize,
    /// Its fragments.
    pub fragments: Vec<usize>,
}

/// A cell of a row, to tell where labels stand.
pub struct Known {
    /// Its first fragment.
    pub at: usize,
    /// Its row.
    pub row: usize,
    /// Its lines.
    pub lines: usize,
}

/// A page whose labels are to be placed.
pub struct Page<'a> {
    /// Its rows.
    pub rows: Range<usize>,
    /// Their heights.
    pub heights: &'a Heights,
    /// Cells right of the labels, in the order of the dump.
    pub known: &'a [Known],
    /// Whether the rows at its top may go on with a label of the page before.
    pub goes_on: bool,
}

impl Page<'_> {
    /// The spans of labels of one column, in the order of the dump.
    pub fn spans(&self, labels: &[Merged]) -> Vec<Span> {
        let count = labels.len();
        let rows = self.rows.len();
        if count == 0 || rows < count {
            return Vec::new();
        }
        let wants: Vec<(f32, f32, f32)> = labels.iter().map(|label| self.wanted(label)).collect();
        // For each label the best way to let it begin on each row, and where the one before begins.
        let mut best: Vec<Vec<(f32, usize)>> = Vec::with_capacity(count);
        for index in 0..count {
            let begin = |start: usize| match index {
                _ if !(index..=rows - (count - index)).contains(&start) => (f32::NEG_INFINITY, 0),
                0 => (self.first(start), 0),
                _ => (index - 1..start)
                    .map(|before| (best[index - 1][before].0 + self.fit(wants[index - 1], before..start), before))
                    .fold((f32::NEG_INFINITY, 0), |best, next| if next.0 > best.0 { next } else { best }),
            };
            let here = (0..rows).map(begin).collect();
            best.push(here);
        }
        let end = |start: usize| best[count - 1][start].0 + self.fit(wants[count - 1], start..rows);
        let better = |best: usize, next: usize| if end(next) > end(best) { next } else { best };
        let mut start = (count - 1..rows).fold(count - 1, better);
        let mut spans = Vec::with_capacity(count);
        for index in (0..count).rev() {
            let cells = vec![(labels[index].column, labels[index].fragments.clone())];
            spans.push(Span { cells, start: self.rows.start + start });
            start = best[index][start].1;
        }
        spans.reverse();
        spans
    }

    /// What it is worth that the first label begins on this row of the page: those before it go on with one of the page before.
    fn first(&self, start: usize) -> f32 {
        const GOES_ON: f32 = -0.3;
        const UNLABELLED: f32 = -1.5;
        match start {
            0 => 0.0,
            _ if self.goes_on => GOES_ON,
            _ => UNLABELLED - start as f32,
        }
    }

    /// How well a label fits rows of the page: the least and the most of where its first line may stand, and its lines.
    fn fit(&self, (least, most, lines): (f32, f32, f32), rows: Range<usize>) -> f32 {
        const HIGH: f32 = -2.0;
        const NEAR: f32 = -0.05;
        let top = self.heights.row(self.rows.start + rows.start).start;
        let bottom = self.heights.row(self.rows.start + rows.end - 1).end;
        let first = f32::midpoint(top, bottom) - lines / 2.0;
        let outside = (least - first).max(0.0) + (first - most).max(0.0);
        let high = (lines - (bottom - top)).max(0.0);
        let near = if most < f32::MAX { (f32::midpoint(least, most) - first).abs() } else { 0.0 };
        HIGH * high - outside + NEAR * near
    }

    /// Where the first line of a label may stand.
    fn wanted(&self, label: &Merged) -> (f32, f32, f32) {
        let at = label.fragments[0];
        let bottom = |known: &Known| {
            let row = self.heights.row(known.row);
            f32::midpoint(row.start, row.end) + known.lines as f32 / 2.0
        };
        let above = self.known.iter().filter(|known| known.at < at).map(bottom).fold(f32::MIN, f32::max);
        let below = self.known.iter().filter(|known| known.at > at).map(bottom).fold(f32::MAX, f32::min);
        let top = self.heights.row(self.rows.start).start;
        let above = above.max(top);
        (above.min(below), below.max(above), label.fragments.len() as f32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_covers_the_rows_in_whose_middle_it_stands() {
        // The dump: 1, a label, 2, 3, 4, another label, 5, 6.
        let numbers = [0, 2, 3, 4, 6, 7];
        let cells: Vec<Vec<usize>> = numbers.iter().map(|at| vec![*at]).collect();
        let blocks: Vec<usize> = (0..8).collect();
        let heights = Heights::of(&[cells], &[(0..6).collect()], &blocks);
        let known: Vec<Known> = numbers.iter().enumerate().map(|(row, at)| Known { at: *at, row, lines: 1 }).collect();
        let page = Page { rows: 0..6, heights: &heights, known: &known, goes_on: false };
        let label = |at: usize| Merged { column: 0, fragments: vec![at] };
        let starts: Vec<usize> = page.spans(&[label(1), label(5)]).iter().map(|span| span.start).collect();
        assert_eq!(starts, [0, 3]);
    }
}
