//! A way to give the parts so far to columns, with all that weighs on what comes next.

use super::costs::SPACED;
use super::{NEAR, Part};
use crate::limits::HEADER_COLUMNS;

/// Ways that are followed at a time.
const BEAM: usize = 32;

/// Characters between two columns that stand side by side.
const BLANK: f32 = 1.0;

/// No line, no step.
pub const NOTHING: usize = usize::MAX;

/// Where a way has seen a column last.
#[derive(Clone, Copy, PartialEq)]
pub struct Place {
    /// First character of its line.
    pub left: f32,
    /// Middle of its line.
    pub middle: f32,
    /// The line, counted over the lines that hold anything; [`NOTHING`] before the column is seen.
    pub line: usize,
    /// The page.
    pub page: u32,
    /// Brackets left open.
    pub open: i32,
    /// The column whose line it stood right behind, a blank apart.
    pub behind: Option<usize>,
}

impl Place {
    /// Whether the column was seen so few lines before `line` that its cell may go on there.
    pub fn is_near(&self, line: usize) -> bool {
        self.line != NOTHING && line <= self.line + NEAR
    }
}

const UNSEEN: Place = Place { left: 0.0, middle: 0.0, line: NOTHING, page: u32::MAX, open: 0, behind: None };

/// The parts of a line that a way is giving to one column.
#[derive(Clone, Copy, PartialEq)]
pub struct Group {
    /// The column.
    pub column: usize,
    /// The first part.
    pub first: usize,
    /// One past the last character.
    pub right: f32,
    /// Printed width in Han characters.
    pub width: f32,
    /// How many of the parts stand apart.
    pub apart: usize,
    /// What it costs that the parts stand together.
    pub together: f32,
    /// Whether it ends with a bare number that is not all of it.
    pub numbered: bool,
    /// Brackets left open.
    pub open: i32,
    /// Closing brackets that no line of the column has opened.
    pub unopened: i32,
}

/// A way to give the parts so far to columns.
#[derive(Clone)]
pub struct Way {
    /// What it cost without the last group.
    pub closed: f64,
    /// What it cost.
    pub cost: f64,
    /// Where it has seen each column last.
    pub places: [Place; HEADER_COLUMNS],
    /// The group before the last in the same line.
    pub before: Option<Group>,
    /// The last group.
    pub group: Option<Group>,
    /// Its last step.
    pub step: usize,
}

impl Default for Way {
    fn default() -> Self {
        Self { closed: 0.0, cost: 0.0, places: [UNSEEN; HEADER_COLUMNS], before: None, group: None, step: NOTHING }
    }
}

impl Way {
    /// Ends the last group: its column has been seen there.
    pub fn close(&mut self, parts: &[Part], line: usize) {
        let Some(group) = self.group.take() else { return };
        let part = &parts[group.first];
        let (pushed, behind) = (self.pushes(part), self.behind(part));
        let place = &mut self.places[group.column];
        let kept = pushed && place.line != NOTHING && place.page == part.page && part.left > place.left;
        let middle = f32::midpoint(part.left, group.right);
        let open = group.open;
        *place = if kept {
            Place { line, open, ..*place }
        } else {
            Place { left: part.left, middle, line, page: part.page, open, behind }
        };
        self.closed = self.cost;
        self.before = Some(group);
    }

    /// Ends the line.
    pub fn close_line(&mut self, parts: &[Part], line: usize) {
        self.close(parts, line);
        self.before = None;
    }

    /// The column of the group that `part` stands right behind, a blank apart.
    pub fn behind(&self, part: &Part) -> Option<usize> {
        self.before.filter(|before| part.left - before.right <= BLANK).map(|before| before.column)
    }

    /// Whether the group before, spaced out, has pushed `part` to the right.
    pub fn pushes(&self, part: &Part) -> bool {
        self.before.is_some_and(|before| part.left - before.right <= BLANK && before.apart >= SPACED)
    }
}

/// A way and the group that is to be its last.
pub struct Next<'a> {
    /// The way.
    pub way: &'a Way,
    /// The group.
    pub group: Group,
    /// What the way costs with it.
    pub cost: f64,
}

impl Next<'_> {
    /// Whether all that is still to come costs the same after both.
    fn like(&self, other: &Self) -> bool {
        self.group == other.group && self.way.before == other.way.before && self.way.places == other.way.places
    }
}

/// The best ways, of those that are alike the best.
pub fn best(mut next: Vec<Next<'_>>) -> Vec<Way> {
    next.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    let mut kept: Vec<Next<'_>> = Vec::with_capacity(BEAM);
    for next in next {
        if kept.len() == BEAM {
            break;
        }
        if !kept.iter().any(|other| other.like(&next)) {
            kept.push(next);
        }
    }
    kept.into_iter().map(|next| Way { group: Some(next.group), cost: next.cost, ..next.way.clone() }).collect()
}
