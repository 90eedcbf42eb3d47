//! The best way to cut a run of segments into rows of cells: dynamic programming over (segment, column).
//!
//! A state is "the cell in column c has just ended before segment i". From it the next cell is either further right
//! in the same row, or in a new row, or, right after a page break, the rest of a cell that the page cut. All evidence is
//! additive, so the best of all cuts is found in time linear in the segments.

use super::blanks::Blanks;
use super::ends::{End, Lane, Lanes};
use super::evidence::{Border, NUMBER_TWICE, item_of};
pub use super::model::{ColumnModel, Cut, Edge, Piece, Script, Start};
use super::run::Run;
use super::weights::{Feature, Kind, Weights};
use crate::limits::CUT_ROW_SEGMENTS;
use std::rc::Rc;

/// States of the row that a cell stands in: whole on its page, going on after a page break, to be cut by the next.
pub const MODES: usize = 3;
/// The row is whole on its page.
pub const WHOLE: usize = 0;
/// The row goes on after the page break that cut it.
pub const REST: usize = 1;
/// The page break will cut the row.
pub const CUT: usize = 2;
/// Segments between two looks at the time.
const WINDOW: usize = 64;

/// A cell is not begun when this much worse than the best that may begin at its place.
const BEAM: f64 = 20.0;
/// A cell is not begun where what ends before it is this much worse than what goes on over its place.
const GAP: f64 = 20.0;
/// [`BEAM`] and [`GAP`] where many columns are tried in a search.
const HASTY_BEAM: f64 = 10.0;
const HASTY_GAP: f64 = 8.0;
/// What it costs that a column is passed over, for each after it: a cell that suits two alike stands in the first.
const EARLIER: f32 = -0.01;

/// The best states at every place.
pub struct States {
    states: Vec<State>,
    /// What the best of each place is worth.
    worth: Vec<f64>,
}

#[derive(Clone, Copy)]
struct State {
    score: f64,
    from: u32,
    before: u16,
    start: Start,
}

const NOWHERE: State = State { score: f64::NEG_INFINITY, from: 0, before: u16::MAX, start: Start::NewRow };

/// The decoder of one table.
pub struct Decoder<'a> {
    /// What is cut.
    pub run: &'a Run<'a>,
    /// The columns.
    pub columns: &'a [ColumnModel],
    /// What the evidence weighs.
    pub weights: &'a Weights,
    /// How the extractor joins lines.
    pub blanks: Blanks,
    /// What it costs that the cells of the first columns are absent, for each number of them.
    absent: Vec<f32>,
    /// What it is worth that a cell of one column follows one of another in its row, for each two.
    steps: Vec<f32>,
    /// What it is worth that a row begins with each column.
    leads: Vec<f32>,
    /// How much worse than what goes on over its place a cell may begin.
    gap: f64,
    /// How much worse than the best at its place a cell may begin.
    beam: f64,
    /// What is known of the cells of each column, where a search keeps it.
    lanes: Option<Vec<Rc<Lane>>>,
    /// What the best cut up to each place has to be worth.
    floor: Option<&'a [f32]>,
}

impl<'a> Decoder<'a> {
    /// A decoder.
    pub fn new(run: &'a Run<'a>, columns: &'a [ColumnModel], weights: &'a Weights, blanks: Blanks) -> Self {
        let mut absent = vec![0.0];
        for (column, after) in columns.iter().zip((0..columns.len()).rev()) {
            absent.push(absent.last().copied().unwrap_or(0.0) + column.absent + EARLIER * after as f32);
        }
        let (leads, steps) = (Vec::new(), Vec::new());
        let (beam, gap, lanes, floor) = (BEAM, GAP, None, None);
        let mut decoder = Self { run, columns, weights, blanks, absent, steps, leads, gap, beam, lanes, floor };
        let pairs = (0..columns.len()).flat_map(|last| (0..columns.len()).map(move |column| (last, column)));
        let lead = |column| {
            let alone = if decoder.paired(column) { weights.get(Feature::Unnumbered) } else { 0.0 };
            decoder.absence(0..column) + alone + weights.get(Feature::NewRow)
        };
        decoder.leads = (0..columns.len()).map(lead).collect();
        decoder.steps = pairs.map(|(last, column)| decoder.step(last, column)).collect();
        decoder
    }

    /// The same decoder, that looks at fewer cuts.
    pub fn hasty(self) -> Self {
        Self { beam: HASTY_BEAM, gap: HASTY_GAP, ..self }
    }

    /// The same, that takes from `lanes`, which are of the same run, weights and blanks, what is known of cells, and
    /// adds to it what it finds.
    pub fn keeping(self, lanes: &Lanes) -> Self {
        let lanes = self.columns.iter().map(|column| lanes.lane(column)).collect();
        Self { lanes: Some(lanes), ..self }
    }

    /// The same, that gives up where no cut of the segments before a place is worth what `floor` has for it.
    pub fn above(self, floor: &'a [f32]) -> Self {
        Self { floor: Some(floor), ..self }
    }

    /// What it is worth that a cell in `column` follows one in `last` in its row.
    fn step(&self, last: usize, column: usize) -> f32 {
        if column <= last {
            return f32::NEG_INFINITY;
        }
        self.absence(last + 1..column) + self.skipped(last, column)
    }

    /// What it costs, besides the cells that are absent, that a cell in `column` comes right behind one in `last`: that a
    /// label stands there without its number, an outer one without the first of its inner ones, who helps without who leads.
    pub(super) fn skipped(&self, last: usize, column: usize) -> f32 {
        const NO_INNER: f32 = -3.0;
        const NOT_LED: f32 = -1.5;
        let alone = column > last + 1 && (self.paired(column) || self.paired(last + 1));
        let alone = if alone { self.weights.get(Feature::Unnumbered) } else { 0.0 };
        let is_label = |column: usize| self.columns[column].kind == Kind::Label;
        // One that is told by its number may stand over rows that have no inner one.
        let inner = is_label(last) && !self.paired(last) && (last + 1..column).any(is_label);
        let is_unit = |column: usize| self.columns[column].kind == Kind::Unit;
        let led = (0..=last).any(is_unit) || !is_unit(column) || !(last + 1..column).any(is_unit);
        alone + if inner { NO_INNER } else { 0.0 } + if led { 0.0 } else { NOT_LED }
    }

    /// What it costs that the cells of `columns` are absent.
    pub fn absence(&self, columns: std::ops::Range<usize>) -> f32 {
        self.absent[columns.end] - self.absent[columns.start]
    }

    /// The best cut of the first `length` segments and its score.
    pub fn decode(&self, length: usize) -> (Vec<Piece>, f32) {
        let cut = self.cut(length);
        (cut.pieces, cut.score)
    }

    /// The best cut of the first `length` segments.
    pub fn cut(&self, length: usize) -> Cut {
        let length = length.min(self.run.segments.len());
        if self.columns.is_empty() || length == 0 {
            return Cut::default();
        }
        let states = self.forward(length, |_| {});
        let (pieces, score) = self.trace(&states.states, length);
        Cut { pieces, score, worth: states.worth.into_iter().map(|worth| worth as f32).collect() }
    }

    /// The best state at every place, every cell on the way shown to `visit`.
    pub fn forward(&self, length: usize, mut visit: impl FnMut(Edge)) -> States {
        let k = self.columns.len();
        let width = MODES * k;
        let mut states =
            States { states: vec![NOWHERE; (length + 1) * width], worth: vec![f64::NEG_INFINITY; length + 1] };
        let mut offers: Vec<[State; MODES]> = Vec::with_capacity(k);
        let mut ends: Vec<End> = Vec::new();
        for i in 0..length {
            if i % WINDOW == 0 && self.run.watch.is_over() {
                break;
            }
            if i > 0 && self.is_hopeless(&states.worth, i) {
                continue;
            }
            if i > 0
                && self.floor.and_then(|floor| floor.get(i)).is_some_and(|least| states.worth[i] < f64::from(*least))
            {
                break;
            }
            let row = &states.states[i * width..(i + 1) * width];
            self.offer(row, i, &mut offers);
            if self.breaks(i) || row.iter().skip(REST).step_by(MODES).any(|state| state.score > f64::NEG_INFINITY) {
                for (column, offers) in offers.iter_mut().enumerate() {
                    offers[REST] = self.best_rest(&states.states, i, column);
                }
            }
            self.drop_hopeless(&mut offers);
            for (column, offers) in offers.iter().enumerate() {
                if offers.iter().all(|offer| offer.score == f64::NEG_INFINITY) {
                    continue;
                }
                let resting = offers[REST].score > f64::NEG_INFINITY;
                let goes_on = if resting {
                    self.last_in_row(&states.states, i, offers[REST].before as usize, column)
                } else {
                    None
                };
                if let Some(lanes) = &self.lanes {
                    let ends = lanes[column].ends(self, i, column, resting);
                    let ends = &ends[..ends.len().min(length - i)];
                    self.extend(&mut states, (i, column), offers, goes_on, ends, &mut visit);
                } else {
                    ends.clear();
                    self.ends(i, column, resting, length, &mut ends);
                    self.extend(&mut states, (i, column), offers, goes_on, &ends, &mut visit);
                }
            }
        }
        states
    }

    /// Whether no good cut has a border at `i`: what ends there is worth far less than what goes on over it.
    fn is_hopeless(&self, worth: &[f64], i: usize) -> bool {
        const AHEAD: usize = 3;
        let over = worth[i + 1..].iter().take(AHEAD).fold(f64::NEG_INFINITY, |best, worth| best.max(*worth));
        worth[i] == f64::NEG_INFINITY || worth[i] < over - self.gap
    }

    /// Leaves out the offers that are much worse than the best at their place.
    fn drop_hopeless(&self, offers: &mut [[State; MODES]]) {
        let mut best = f64::NEG_INFINITY;
        for [whole, rest, cut] in offers.iter() {
            for score in [whole.score, rest.score, cut.score] {
                if score > best {
                    best = score;
                }
            }
        }
        let least = best - self.beam;
        for offers in offers {
            for offer in offers {
                if offer.score < least {
                    offer.score = f64::NEG_INFINITY;
                }
            }
        }
    }

    /// The best state in which a row ends before `i`, the cells absent at its end counted.
    fn best_row_end(&self, row: &[State], i: usize) -> State {
        if i == 0 {
            return State { score: 0.0, ..NOWHERE };
        }
        let mut best = NOWHERE;
        for (last, modes) in row.chunks_exact(MODES).enumerate() {
            for mode in [WHOLE, REST] {
                let score = modes[mode].score + f64::from(self.row_end(last, mode));
                if score > best.score {
                    let before = (last * MODES + mode) as u16;
                    best = State { score, from: i as u32, before, start: Start::NewRow };
                }
            }
        }
        best
    }

    /// What the end of a row after a cell in `last` is worth.
    pub fn row_end(&self, last: usize, mode: usize) -> f32 {
        match mode {
            CUT => f32::NEG_INFINITY,
            WHOLE => self.absence(last + 1..self.columns.len()),
            _ => 0.0,
        }
    }

    /// What it is worth that a row begins at `i` with a cell in `column`, in mode `of`.
    pub fn row_start(&self, i: usize, column: usize, of: usize) -> f32 {
        if of == REST || of == CUT && !self.may_be_cut(i) {
            return f32::NEG_INFINITY;
        }
        let opening = if of == CUT { self.weights.get(Feature::CutRow) } else { 0.0 };
        opening + if i == 0 { self.absence(0..column).max(-1.0) } else { self.leads[column] }
    }

    /// Whether a row that holds `i` may be cut by the end of its page.
    pub(super) fn may_be_cut(&self, i: usize) -> bool {
        let page_end = self.run.page_end[i];
        self.run.segments.get(page_end).is_some_and(|next| !next.wall) && page_end - i <= CUT_ROW_SEGMENTS
    }

    /// What it is worth that a cell in `column` follows one in `last` in the same row on one page.
    pub fn same_row(&self, i: usize, last: usize, column: usize, mode: usize) -> f32 {
        if mode == CUT && (self.breaks(i) || !self.may_be_cut(i)) {
            return f32::NEG_INFINITY;
        }
        self.steps[last * self.columns.len() + column]
    }

    /// Whether a page begins with segment `i`.
    pub fn breaks(&self, i: usize) -> bool {
        i > 0 && self.run.segments[i].page != self.run.segments[i - 1].page
    }

    /// Whether the rest of a cell in `column` may follow, at `i`, a cell in `last` of a row in `mode`.
    pub fn may_rest(&self, i: usize, last: usize, mode: usize, column: usize) -> bool {
        self.breaks(i) && mode == CUT || mode == REST && column > last
    }

    /// The best states before a cell that begins at `i`, one a column and mode: in the same row or a new one, of a row that
    /// is whole or cut by the end of its page; rests are left out.
    fn offer(&self, row: &[State], i: usize, offers: &mut Vec<[State; MODES]>) {
        let row_end = self.best_row_end(row, i);
        let start = |column, of| State { score: row_end.score + f64::from(self.row_start(i, column, of)), ..row_end };
        offers.clear();
        offers.extend((0..self.columns.len()).map(|column| [start(column, WHOLE), NOWHERE, start(column, CUT)]));
        let may_be_cut = !self.breaks(i) && self.may_be_cut(i);
        for (index, state) in row.iter().enumerate().filter(|(_, state)| state.score > f64::NEG_INFINITY) {
            let (last, mode) = (index / MODES, index % MODES);
            if mode == REST || mode == CUT && !may_be_cut {
                continue;
            }
            let steps = &self.steps[last * self.columns.len()..];
            for (offers, step) in offers.iter_mut().zip(steps).skip(last + 1) {
                let score = state.score + f64::from(*step);
                if score > offers[mode].score {
                    offers[mode] = State { score, from: i as u32, before: index as u16, start: Start::SameRow };
                }
            }
        }
    }

    /// Whether `column` is a label that has its number in the column before.
    pub(super) fn paired(&self, column: usize) -> bool {
        column > 0 && self.columns[column].kind == Kind::Label && self.columns[column - 1].kind == Kind::Number
    }

    /// The best state before the rest of a cut cell in `column`, where `i` follows a page break.
    fn best_rest(&self, states: &[State], i: usize, column: usize) -> State {
        let k = self.columns.len();
        let mut best = NOWHERE;
        if i == 0 {
            return best;
        }
        for (index, state) in states[i * MODES * k..(i + 1) * MODES * k].iter().enumerate() {
            if state.score == f64::NEG_INFINITY || !self.may_rest(i, index / MODES, index % MODES, column) {
                continue;
            }
            let joined = self.join_rest(self.last_in_row(states, i, index, column), i, column);
            let score = state.score + f64::from(joined);
            if score > best.score {
                best = State { score, from: i as u32, before: index as u16, start: Start::Rest };
            }
        }
        best
    }

    /// Evidence that segment `i` goes on with the cell `first` of `column` in the row that the page cut.
    pub fn join_rest(&self, first: Option<(usize, usize)>, i: usize, column: usize) -> f32 {
        let Some((from, to)) = first else { return self.rest_new(i, column) };
        if self.columns[column].kind == Kind::Number {
            return self.weights.get(Feature::RestPiece) + NUMBER_TWICE;
        }
        let run = self.run;
        let (before, here) = (&run.segments[to - 1], &run.segments[i]);
        let line = self.line_width(from, to);
        self.weights.get(Feature::RestPiece)
            + self.goes_on(
                line,
                &Border::of_page(before, here, item_of(run, from, to), run.labels[i], run.heads[i]),
                column,
            )
    }

    /// The cell of `column` in the row that state `index` before segment `i` is in.
    fn last_in_row(&self, states: &[State], i: usize, index: usize, column: usize) -> Option<(usize, usize)> {
        let width = MODES * self.columns.len();
        let (mut at, mut index) = (i, index);
        loop {
            let state = states.get(at * width + index)?;
            if index / MODES == column {
                return Some((state.from as usize, at));
            }
            if state.start == Start::NewRow || state.before == u16::MAX {
                return None;
            }
            at = state.from as usize;
            index = state.before as usize;
        }
    }

    /// Offers to the states each end of a cell of `column` that begins at `i`; `offers` are the best states before it, one
    /// a mode; `goes_on` is the cell that a rest goes on with.
    fn extend(
        &self,
        states: &mut States,
        (i, column): (usize, usize),
        offers: &[State; MODES],
        goes_on: Option<(usize, usize)>,
        ends: &[End],
        visit: &mut impl FnMut(Edge),
    ) {
        let k = self.columns.len();
        let present = self.columns[column].present;
        let States { states, worth } = states;
        for (mode, offer) in offers.iter().enumerate().filter(|(_, offer)| offer.score > f64::NEG_INFINITY) {
            let resting_on = if mode == REST {
                (offer.score - states[i * MODES * k + offer.before as usize].score) as f32
            } else {
                0.0
            };
            for (end, j) in ends.iter().zip(i + 1..) {
                let own = match mode {
                    WHOLE => end.whole + present,
                    CUT => end.cut + present,
                    _ => end.rest,
                };
                let joined = match goes_on {
                    Some(first) if mode == REST => self.joined_content(first, (i, j), column),
                    _ => 0.0,
                };
                let score = offer.score + f64::from(own + joined);
                let (from, to) = (i as u32, j as u32);
                let joined = joined + resting_on;
                visit(Edge { from, to, column: column as u8, mode: mode as u8, own, joined, forward: score });
                let slot = &mut states[(j * k + column) * MODES + mode];
                if score > slot.score {
                    *slot = State { score, ..*offer };
                    if score > worth[j] {
                        worth[j] = score;
                    }
                }
            }
        }
    }

    /// Follows the best states back.
    fn trace(&self, states: &[State], length: usize) -> (Vec<Piece>, f32) {
        let width = MODES * self.columns.len();
        let finals = &states[length * width..(length + 1) * width];
        let best = (0..width).filter(|index| index % MODES != CUT).max_by(|a, b| {
            let tail = |index: usize| self.columns[index / MODES + 1..].iter().map(|c| c.absent).sum::<f32>();
            (finals[*a].score + f64::from(tail(*a))).total_cmp(&(finals[*b].score + f64::from(tail(*b))))
        });
        let (mut at, mut index) = (length, best.unwrap_or(0));
        let score = finals[index].score as f32;
        let mut pieces = Vec::new();
        while at > 0 {
            let state = states[at * width + index];
            if state.score == f64::NEG_INFINITY {
                break;
            }
            pieces.push(Piece { from: state.from as usize, to: at, column: index / MODES, start: state.start });
            at = state.from as usize;
            index = state.before as usize;
            if state.before == u16::MAX {
                break;
            }
        }
        pieces.reverse();
        (pieces, score)
    }
}
