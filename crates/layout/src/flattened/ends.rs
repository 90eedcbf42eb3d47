//! What the cells that may begin at one place are worth at each place where they may end.
//!
//! That hangs on the kind and the width of their column alone, not on what stands before them; so a search that tries
//! many widths finds it once for each width ([`Lanes`]), and what it does again and again is to add up.

use super::decode::{ColumnModel, Decoder, Script};
use super::evidence::HOPELESS;
use super::weights::Kind;
use crate::limits::CELL_SEGMENTS;
use std::cell::{Ref, RefCell};
use std::rc::Rc;

/// What a cell is worth if it ends at one place.
#[derive(Clone, Copy, Debug)]
pub struct End {
    /// As a whole cell.
    pub whole: f32,
    /// As the rest of one.
    pub rest: f32,
    /// As one that the page end cuts.
    pub cut: f32,
}

/// What is known of the cells of each kind and width of column.
#[derive(Default)]
pub struct Lanes {
    lanes: RefCell<Vec<(Key, Rc<Lane>)>>,
}

/// All of a column that the worth of its cells hangs on.
type Key = (Kind, Option<Script>, u32);

impl Lanes {
    /// The lane of a column.
    pub fn lane(&self, column: &ColumnModel) -> Rc<Lane> {
        let key = (column.kind, column.script, column.width.to_bits());
        let mut lanes = self.lanes.borrow_mut();
        if let Some((_, lane)) = lanes.iter().find(|(other, _)| *other == key) {
            return Rc::clone(lane);
        }
        let lane = Rc::new(Lane::default());
        lanes.push((key, Rc::clone(&lane)));
        lane
    }
}

/// What is known of the cells of one kind and width of column, by their first segments.
#[derive(Default)]
pub struct Lane {
    known: RefCell<Known>,
}

#[derive(Default)]
struct Known {
    /// For each place the range of `ends`, of cells that begin there and of those that may go on there.
    places: Vec<[Option<(u32, u32)>; 2]>,
    ends: Vec<End>,
}

impl Lane {
    /// The ends of a cell of `column` that begins with segment `i`.
    pub fn ends(&self, decoder: &Decoder<'_>, i: usize, column: usize, resting: bool) -> Ref<'_, [End]> {
        let known = self.known.borrow().places.get(i).and_then(|place| place[usize::from(resting)]);
        let (from, to) = known.unwrap_or_else(|| self.find(decoder, i, column, resting));
        Ref::map(self.known.borrow(), |known| &known.ends[from as usize..to as usize])
    }

    fn find(&self, decoder: &Decoder<'_>, i: usize, column: usize, resting: bool) -> (u32, u32) {
        let known = &mut *self.known.borrow_mut();
        if known.places.len() <= i {
            known.places.resize(decoder.run.segments.len().max(i + 1), [None; 2]);
        }
        let from = known.ends.len() as u32;
        decoder.ends(i, column, resting, decoder.run.segments.len(), &mut known.ends);
        let range = (from, known.ends.len() as u32);
        known.places[i][usize::from(resting)] = Some(range);
        range
    }
}

impl Decoder<'_> {
    /// Finds the ends, none after `length`, of a cell of `column` that begins with segment `i`: the first is the one after
    /// one segment. A `resting` cell may go on with one that the page has cut.
    pub(super) fn ends(&self, i: usize, column: usize, resting: bool, length: usize, out: &mut Vec<End>) {
        let limit = self.run.page_end[i].min(length).min(i + CELL_SEGMENTS);
        let may_be_cut = self.may_be_cut(i);
        let start = self.start_score(i, column);
        let mut inside = self.begin(i, column, resting);
        for j in i + 1..=limit {
            let content = self.content_score(i, j, column);
            let rest = inside.score + content + self.end_score_open(i, j, column, inside.depth, inside.line);
            let cut = if may_be_cut {
                let content = self.cut_content_of(content, i, j, column);
                start + inside.score + content + self.cut_score(j, column, inside.line)
            } else {
                f32::NEG_INFINITY
            };
            out.push(End { whole: start + rest, rest, cut });
            if j < limit {
                self.grow(&mut inside, j, column);
            }
            if inside.score < HOPELESS {
                break;
            }
        }
    }
}
