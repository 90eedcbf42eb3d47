//! Runs of lines of one block, their parts given to columns: what a row takes of the block.

use super::{JUDGED, MOST_COLUMNS, MOST_LINES, Own, Reader, Way};
use std::ops::Range;

/// What a row takes of a block.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// Its lines.
    pub lines: Range<usize>,
    /// The column of each of its parts.
    pub columns: Vec<u8>,
    /// The columns that it fills, a bit for each; labels that may span rows are none.
    pub mask: u16,
    /// The number of the row, where it holds one.
    pub anchor: Option<u32>,
    /// What it is worth.
    pub score: f32,
}

impl Reader<'_> {
    /// The best ways in which a row takes the lines from `from` on, none behind `end`: for each number of lines a few, each of
    /// other columns.
    pub fn chunks(&self, from: usize, end: usize, beam: usize) -> Vec<Chunk> {
        const EACH: usize = 4;
        let sheet = self.sheet;
        let first = sheet.lines[from].parts.start;
        let mut ways = vec![Way::EMPTY];
        let mut found = Vec::new();
        let mut anchor = None;
        for line in from..end.min(from + MOST_LINES) {
            let here = sheet.lines[line].anchor;
            if line > from && sheet.lines[line].wall || here.is_some() && anchor.is_some() {
                break;
            }
            anchor = anchor.or(here);
            ways = self.given(&ways, line, beam);
            if ways.is_empty() {
                break;
            }
            let judge = |way: &Way| {
                let lines = from..line + 1;
                let score = way.score + self.filled(way, first) - self.disorder(way, first, lines.clone());
                Chunk { lines, columns: way.columns.clone(), mask: self.mask(way), anchor, score }
            };
            let mut judged: Vec<Chunk> = ways.iter().take(JUDGED * 2).map(judge).collect();
            judged.sort_by(|a, b| b.score.total_cmp(&a.score));
            let mut masks: Vec<u16> = Vec::new();
            for chunk in judged {
                if masks.len() < EACH && !masks.contains(&chunk.mask) {
                    masks.push(chunk.mask);
                    found.push(chunk);
                }
            }
        }
        found
    }

    /// The columns of a way that hold something of the row.
    fn mask(&self, way: &Way) -> u16 {
        let own = self.columns.iter().zip(way.count).enumerate();
        own.filter(|(_, (column, count))| column.own != Own::Spans && *count > 0)
            .fold(0, |mask, (index, _)| mask | 1 << index)
    }

    /// What the cells say that are there.
    fn filled(&self, way: &Way, first: usize) -> f32 {
        let mut cells: [Vec<u16>; MOST_COLUMNS] = Default::default();
        for (offset, column) in way.columns.iter().enumerate() {
            cells[usize::from(*column)].push((first + offset) as u16);
        }
        let of_row =
            self.columns.iter().zip(&cells).filter(|(column, cell)| column.own != Own::Spans && !cell.is_empty());
        of_row.map(|(column, cell)| self.cell(column, cell)).sum()
    }
}
