//! What it costs that parts of a line stand in a column: by their place, their width and their words.
//!
//! Costs are about natural log odds against, as the weights of `data/flattened.toml` are in favour. Those on blanks come
//! from there; those on places are round figures, good for tables printed by browsers and office suites alike.

use super::super::segment::Join;
use super::super::weights::{Feature, Kind, Weights};
use super::Part;
use super::known::{Alignment, KnownColumn};
use super::search::Search;
use super::way::{Group, Place, Way};

/// Lines over which a column is looked for where it was seen last: the lines of two cells side by side may alternate.
const REACH: usize = 8;
/// A line is spaced out when so many of its characters stand apart.
pub const SPACED: usize = 2;

impl Search<'_> {
    /// What it costs that part `at` stands in one cell with the part before.
    pub(super) fn together(&self, at: usize, open: i32) -> f32 {
        const GAP: f32 = 6.0;
        const MIXED: f32 = 3.0;
        const BEHIND_STOP: f32 = 2.0;
        const LONG: f32 = 5.0;
        let part = &self.parts[at];
        let long = |part: &Part| part.right - part.left >= LONG;
        // All of a line is spaced out, or nothing.
        let begins = self.parts.get(at + 1).is_some_and(|next| next.line == part.line && next.apart);
        let mixed = long(&self.parts[at - 1]) && (part.apart || begins) || long(part) && part.apart;
        let weight = |feature| -Weights::shipped().get(feature);
        let blank = match part.join {
            _ if part.left - self.parts[at - 1].right > 1.0 => GAP,
            Join::Blank if open > 0 => weight(Feature::BlankOpen),
            Join::Blank if fenjie_text::chars::may_not_close_line(part.first) => weight(Feature::BlankMark),
            Join::Blank => weight(Feature::BlankInLine),
            Join::Glued => weight(Feature::Glued),
            _ => 0.0,
        };
        let before = &self.parts[at - 1];
        let stopped = before.stops && part.join == Join::Blank && !part.stops;
        blank + if mixed { MIXED } else { 0.0 } + if stopped { BEHIND_STOP } else { 0.0 }
    }

    /// What it costs that part `at` stands in `column` though there is one for what it is: a number that counts on from
    /// those before, or a time among units or remarks.
    pub(super) fn misplaced(&self, at: usize, column: usize) -> f32 {
        const MISCOUNTED: f32 = 5.0;
        const TIME: f32 = 4.0;
        let part = &self.parts[at];
        let kinds = self.columns.kinds;
        let times = kinds.iter().position(|kind| *kind == Kind::Date);
        match kinds[column] {
            Kind::Number => 0.0,
            _ if part.counts_on && kinds.contains(&Kind::Number) => MISCOUNTED,
            Kind::Unit if part.time && times.is_some() => TIME,
            Kind::Text if part.time && times.is_some_and(|times| times < column) => TIME,
            // Where no blanks stand beside digits, a time behind one stands in a column of its own.
            Kind::Text if part.time && part.first.is_ascii_digit() && part.join == Join::Blank && times.is_some() => {
                TIME
            }
            _ => 0.0,
        }
    }

    /// What it costs that the parts of `group` stand in its column.
    pub(super) fn cost(&self, way: &Way, group: &Group, line: usize) -> f32 {
        self.place(way, group, line) + self.order(way, group, line) + self.content(group) + group.together
    }

    /// What the place of a group costs.
    fn place(&self, way: &Way, group: &Group, line: usize) -> f32 {
        const NEW: f32 = 2.0;
        let (part, seen) = (&self.parts[group.first], &way.places[group.column]);
        if seen.page != part.page || line > seen.line.saturating_add(REACH) {
            return 0.5 * NEW + self.unexpected(way, group);
        }
        self.like_seen(way, group).unwrap_or_else(|| NEW + self.unexpected(way, group))
    }

    /// What it costs that a group stands like the line of its column that was seen last; `None` where it does not.
    fn like_seen(&self, way: &Way, group: &Group) -> Option<f32> {
        const OTHER: f32 = 0.3;
        const PUSHED: f32 = 0.5;
        const PULLED: f32 = 0.7;
        const CLOSE: f32 = 1.0;
        let (part, seen) = (&self.parts[group.first], &way.places[group.column]);
        let left = (part.left - seen.left).abs();
        let middle = (f32::midpoint(part.left, group.right) - seen.middle).abs();
        let (usual, other) = match self.known.columns[group.column].alignment {
            Alignment::Left => (left, middle),
            Alignment::Middle => (middle, left),
        };
        match () {
            () if usual <= 0.5 => Some(0.0),
            () if way.pushes(part) && part.left > seen.left => Some(PUSHED),
            () if other <= 0.5 => Some(OTHER),
            () if middle <= 1.0 => Some(CLOSE),
            // The line beside it is shorter than the one above, and it stands right behind both.
            () if part.left < seen.left && seen.behind.is_some() && way.behind(part) == seen.behind => Some(PULLED),
            () => None,
        }
    }

    /// What it costs that a group stands where its column is not expected: by where it stands elsewhere on the page, by
    /// the columns beside it, by its header.
    fn unexpected(&self, way: &Way, group: &Group) -> f32 {
        const FAR: f32 = 0.3;
        const FARTHEST: f32 = 10.0;
        const GUESSED: f32 = 2.0;
        const HEADER: f32 = 0.06;
        let part = &self.parts[group.first];
        let (beside, header) = (self.beside(way, group), self.off_header(group));
        let distance = match self.known.columns[group.column].distance(part.page, part.left, group.right) {
            Some(known) => beside.map_or(known, |beside| known.min(beside + GUESSED)),
            None => beside.unwrap_or(FARTHEST).min(header),
        };
        FAR * distance.min(FARTHEST) + HEADER * header.min(FARTHEST)
    }

    /// How far a group is from where its column begins by the place and the widths of the columns to its left.
    fn beside(&self, way: &Way, group: &Group) -> Option<f32> {
        const LEAST: f32 = 1.0;
        const MOST: f32 = 4.0;
        const LOOSE: f32 = 0.5;
        let before = way.before?;
        let between = &self.known.columns[before.column..group.column];
        let widths: f32 = between.iter().map(|column| column.width).sum();
        let edge = between.first()?.edge(self.parts[before.first].left, before.right);
        let from = edge + widths + LEAST * between.len() as f32;
        // Lines of more characters push what stands beside them to the right, nothing brings it nearer.
        let page = self.parts[group.first].page as usize;
        let longer = |column: &KnownColumn| (column.lengths.get(page).unwrap_or(&0.0) - column.width).max(0.0);
        let to = from + (MOST - LEAST) * between.len() as f32 + between.iter().map(longer).sum::<f32>();
        let left = self.known.columns[group.column].edge(self.parts[group.first].left, group.right);
        Some((from - left).max(LOOSE * (left - to)).max(0.0)).filter(|distance| distance.is_finite())
    }

    /// How far the middle of a group is from that of its header.
    fn off_header(&self, group: &Group) -> f32 {
        let part = &self.parts[group.first];
        let middle = f32::midpoint(part.left, group.right);
        let after = self.columns.headers.partition_point(|(line, _)| *line <= part.line);
        let header = self.columns.headers.get(after.saturating_sub(1));
        let known = header.and_then(|(_, middles)| middles.get(group.column));
        known.map_or(0.0, |known| (known - middle).abs())
    }

    /// What it costs that a group reaches over the places where its neighbours were seen.
    fn order(&self, way: &Way, group: &Group, line: usize) -> f32 {
        const OVER: f32 = 0.4;
        const MOST: f32 = 6.0;
        let part = &self.parts[group.first];
        let near = |place: &&Place| place.page == part.page && place.is_near(line);
        let right = way.places[group.column + 1..].iter().filter(near).map(|place| place.left);
        let left = way.places[..group.column].iter().filter(near).map(|place| place.left);
        // What is spaced out takes up more characters than its column.
        let end = if group.apart > 0 { part.left + group.width } else { group.right };
        let over = right.map(|right| (end - right).max(0.0)).fold(0.0, f32::max)
            + left.map(|left| (left + 1.0 - part.left).max(0.0)).fold(0.0, f32::max);
        OVER * over.min(MOST)
    }

    /// What it costs, by its width and words, that a group stands in its column.
    fn content(&self, group: &Group) -> f32 {
        const WIDE: f32 = 1.5;
        const SPACED_WIDE: f32 = 4.0;
        const WIDEST: f32 = 6.0;
        const SHORT: f32 = 1.0;
        const NAMED: f32 = 3.0;
        const NO_NUMBER: f32 = 8.0;
        const NUMBER: f32 = 1.5;
        const FIGURE: f32 = 4.0;
        const ENDS_IN_NUMBER: f32 = 2.0;
        const UNOPENED: f32 = 1.5;
        let part = &self.parts[group.first];
        let (kind, width) = (self.columns.kinds[group.column], self.known.columns[group.column].width);
        // A line that is spaced out fills its column and no more.
        let spaced = group.apart >= SPACED && width.is_finite();
        let over = group.width - width;
        let wide = if spaced { SPACED_WIDE * (over - 0.2) } else { WIDE * (over - 0.6) };
        let wide = wide.clamp(0.0, WIDE * WIDEST);
        let short = if spaced { SHORT * (width - group.width - 1.0).clamp(0.0, WIDEST) } else { 0.0 };
        let number = part.number && (part.right - group.right).abs() < f32::EPSILON;
        let words = match kind {
            Kind::Number if !number && !part.mark => NO_NUMBER,
            Kind::Number => 0.0,
            _ if number || part.mark => NUMBER,
            // No name of a unit begins with a figure.
            Kind::Unit if part.number => FIGURE,
            Kind::Unit => 0.0,
            _ => NAMED * part.unit,
        };
        let number = if group.numbered { ENDS_IN_NUMBER } else { 0.0 };
        wide + short + words + number + UNOPENED * group.unopened as f32
    }
}
