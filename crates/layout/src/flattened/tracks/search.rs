//! The search itself: part by part, the best few ways so far kept.

use super::known::Known;
use super::way::{Group, NOTHING, Next, Way, best};
use super::{Columns, Found, Part};

/// A step of a way: the step before, and the column given.
struct Step {
    before: usize,
    column: usize,
    cost: f64,
}

/// A search for the column of every part.
pub struct Search<'a> {
    pub(super) parts: &'a [Part],
    pub(super) columns: &'a Columns<'a>,
    pub(super) known: &'a Known,
}

impl<'a> Search<'a> {
    /// A search that takes what is `known` from the one before.
    pub fn new(parts: &'a [Part], columns: &'a Columns<'a>, known: &'a Known) -> Self {
        Self { parts, columns, known }
    }

    /// The best way to give every part to a column.
    pub fn run(&self) -> Found {
        let mut steps: Vec<Step> = Vec::new();
        let mut ways = vec![Way::default()];
        let mut line = 0;
        for at in 0..self.parts.len() {
            let opens = at == 0 || self.parts[at].line != self.parts[at - 1].line;
            if opens && self.columns.watch.is_over() {
                break;
            }
            if opens && at > 0 {
                for way in &mut ways {
                    way.close_line(self.parts, line);
                }
                line += 1;
            }
            ways = self.extend(&ways, at, line);
            for way in &mut ways {
                let column = way.group.map_or(0, |group| group.column);
                steps.push(Step { before: way.step, column, cost: way.cost });
                way.step = steps.len() - 1;
            }
        }
        self.trace(&steps, ways.first().map_or(NOTHING, |way| way.step))
    }

    /// The columns given on the way that ends with `step`.
    fn trace(&self, steps: &[Step], mut step: usize) -> Found {
        let mut columns = vec![0; self.parts.len()];
        let mut totals = vec![0.0f64; self.parts.len()];
        for at in (0..self.parts.len()).rev() {
            let Some(found) = steps.get(step) else { break };
            (columns[at], totals[at]) = (found.column, found.cost);
            step = found.before;
        }
        let mut costs = vec![0.0; self.parts.len()];
        let mut before = 0.0;
        let mut from = 0;
        while from < self.parts.len() {
            let to = from + self.parts[from..].iter().take_while(|part| part.line == self.parts[from].line).count();
            costs[from..to].fill((totals[to - 1] - before) as f32);
            before = totals[to - 1];
            from = to;
        }
        Found { columns, costs }
    }

    /// The best ways that give part `at` to a column after those that `ways` have given.
    fn extend(&self, ways: &[Way], at: usize, line: usize) -> Vec<Way> {
        let close = |way: &Way| {
            let mut closed = way.clone();
            closed.close(self.parts, line);
            closed
        };
        let closed: Vec<Way> = ways.iter().map(close).collect();
        let mut next: Vec<Next<'_>> = Vec::with_capacity(ways.len() * (1 + self.columns.kinds.len()));
        let mut offer = |way, group: Group| next.push(Next { way, group, cost: self.total(way, &group, line) });
        for way in ways {
            if let Some(group) = way.group {
                offer(way, self.grown(group, at));
            }
        }
        for way in &closed {
            let first = way.before.map_or(0, |group| group.column + 1);
            for column in first..self.columns.kinds.len() {
                offer(way, self.begun(way, column, at, line));
            }
        }
        best(next)
    }

    /// What a way costs with `group` its last.
    fn total(&self, way: &Way, group: &Group, line: usize) -> f64 {
        way.closed + f64::from(self.cost(way, group, line))
    }

    /// The group with part `at` added.
    fn grown(&self, group: Group, at: usize) -> Group {
        let part = &self.parts[at];
        let (open, unopened) = part.close(group.open);
        Group {
            right: part.right,
            width: group.width + part.width,
            apart: group.apart + usize::from(part.apart),
            together: group.together + self.together(at, group.open) + self.misplaced(at, group.column),
            numbered: part.number,
            open,
            unopened: group.unopened + unopened,
            ..group
        }
    }

    /// A group of `column` that begins with part `at`.
    fn begun(&self, way: &Way, column: usize, at: usize, line: usize) -> Group {
        let (part, place) = (&self.parts[at], &way.places[column]);
        let (open, unopened) = part.close(if place.is_near(line) { place.open } else { 0 });
        let (right, width) = (part.right, part.width);
        let together = self.misplaced(at, column);
        Group { column, first: at, right, width, apart: 0, together, numbered: false, open, unopened }
    }
}
