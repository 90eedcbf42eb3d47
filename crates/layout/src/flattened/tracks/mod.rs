//! Which column every part of a line stands in, where the lines keep the places of the print.
//!
//! An extractor that keeps places counts characters, not widths, and it counts them block by block: the same column
//! begins at other characters in other rows, and a spaced-out line pushes what stands to its right. What holds is that
//! the parts of a line stand in the order of the columns, that the lines of a cell begin (or have their middle) at one
//! place, that no line is wider than its column, and that units, numbers and dates stand in columns of their own. So the
//! best of all ways is searched from line to line, the few best so far kept with the places at which each of them last
//! saw its columns (a beam search); widths and usual places of the columns are counted on the way found and the search
//! is made again.

mod costs;
mod known;
mod search;
mod way;

use super::segment::Join;
use super::weights::Kind;
use crate::Watch;
use known::Known;
use search::Search;

/// A part of a line that stands alone, in characters from the left.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is seen in the words of a part alone, and none shuts out another"
)]
pub struct Part {
    /// Line.
    pub line: usize,
    /// Page.
    pub page: u32,
    /// First character.
    pub left: f32,
    /// One past the last.
    pub right: f32,
    /// Printed width in Han characters.
    pub width: f32,
    /// Width of what would have to fit on the line before.
    pub cluster: f32,
    /// How it is joined to the part before.
    pub join: Join,
    /// How sure it is that it opens the name of a unit.
    pub unit: f32,
    /// Whether it is a bare number.
    pub number: bool,
    /// Whether it counts on from the numbers before: 1, 2, 3, ….
    pub counts_on: bool,
    /// Whether it is a time or the end of one.
    pub time: bool,
    /// Whether it is a part of the mark of a label that goes on over the page, （续）.
    pub mark: bool,
    /// First character.
    pub first: char,
    /// Whether it ends a sentence.
    pub stops: bool,
    /// Opening brackets left open.
    pub opens: u8,
    /// Closing brackets not opened inside.
    pub closes: u8,
    /// Whether blanks part single characters here.
    pub apart: bool,
}

impl Part {
    /// The brackets left open after the part, `open` before it, and how many it closes that were not.
    fn close(&self, open: i32) -> (i32, i32) {
        let left = open - i32::from(self.closes);
        (left.max(0) + i32::from(self.opens), (-left).max(0))
    }
}

/// The columns of a table, as they are known before the search.
pub struct Columns<'a> {
    /// What each holds.
    pub kinds: &'a [Kind],
    /// The middle of each header, for every header: (line, middles).
    pub headers: &'a [(usize, Vec<f32>)],
    /// Tells when time is up.
    pub watch: &'a Watch,
}

/// The column of every part, and what it cost to give its line to the columns.
pub struct Found {
    /// The column of each part.
    pub columns: Vec<usize>,
    /// The cost of the line of each part.
    pub costs: Vec<f32>,
}

/// Searches of which each takes what the one before has found.
const ROUNDS: usize = 4;
/// Rounds in which the places found do not count, since they may be those of other columns.
const PLACED: usize = 1;
/// Lines over which a cell is taken to go on.
const NEAR: usize = 3;

/// Gives every part its column.
pub fn find(parts: &[Part], columns: &Columns<'_>) -> Found {
    let mut known = Known::new(columns.kinds.len());
    let mut found = Found { columns: Vec::new(), costs: Vec::new() };
    for round in 0..ROUNDS {
        found = Search::new(parts, columns, &known).run();
        known = Known::of(parts, &found.columns, columns.kinds.len());
        if round < PLACED {
            known.forget_places();
        }
    }
    found
}
