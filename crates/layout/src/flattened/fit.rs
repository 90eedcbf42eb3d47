//! Finding the width of each column, and how often its cells are absent, from the lines themselves.
//!
//! Lines of one cell break at one width, so the widths of the lines crowd just below the widths of the columns. The
//! crowded widths are the candidates; those with which the whole run can be cut best are taken.

use super::decode::{ColumnModel, Cut, Decoder, Piece, Script, Start};
use super::ends::Lanes;
use super::run::Run;
use super::segment::{Join, Segment};
use super::weights::{Kind, Weights};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// Segments that the widths are inferred from.
const SAMPLE: usize = 300;
/// No fit looks at more segments.
pub const LOOKED_AT: usize = 2 * SAMPLE;
/// Segments that the search for widths looks at.
const SMALL_SAMPLE: usize = 160;
/// Segments that the best starts are followed on.
const CLIMB_SAMPLE: usize = 200;
/// Starts are no longer multiplied beyond this many.
const MOST_STARTS: usize = 24;
/// A width is fitted further when it costs no more than this at first.
const NEAR: f32 = 12.0;
/// A cut with other widths is given up where it is this much worse than that with the best ones so far.
const FAR: f32 = 15.0;
/// Starts that are followed a little.
const SEMIFINALISTS: usize = 6;
/// Starts that are followed to the end.
const FINALISTS: usize = 2;
/// Most candidate widths.
const CANDIDATES: usize = 9;
/// A move of a width must gain this much.
const GAIN: f32 = 0.5;
/// Rounds over the columns.
const ROUNDS: usize = 3;
/// The fit of columns to the lines of one table: keeps what it has found of cells and of cuts.
pub struct Fit<'a> {
    run: &'a Run<'a>,
    weights: &'a Weights,
    /// The column that every row has: what is to be done.
    task: usize,
    lanes: Lanes,
    cuts: RefCell<HashMap<Tried, Rc<Cut>>>,
}

/// What was cut: how many segments, and widths and absence of the columns.
type Tried = (usize, Vec<[u32; 2]>);

impl<'a> Fit<'a> {
    /// Fits columns to `run`.
    pub fn new(run: &'a Run<'a>, task: usize, weights: &'a Weights) -> Self {
        Self { run, weights, task, lanes: Lanes::default(), cuts: RefCell::default() }
    }

    /// Columns of these kinds fitted to the lines.
    pub fn columns(&self, kinds: &[Kind]) -> Vec<ColumnModel> {
        let sample = SAMPLE.min(self.run.segments.len());
        let candidates = candidates(self.run, sample);
        let search = Search { fit: self, candidates: &candidates, sample: SMALL_SAMPLE.min(sample) };
        let mut starts = search.scored(search.starts(kinds));
        for (keep, rounds) in [(SEMIFINALISTS, 2), (FINALISTS, 0)] {
            starts.sort_by(|a, b| b.0.total_cmp(&a.0));
            starts.truncate(keep);
            starts = starts.into_iter().map(|(_, start)| search.settle(start, rounds)).collect();
        }
        let search = Search { sample: CLIMB_SAMPLE.min(sample), ..search };
        let finals = starts.into_iter().map(|(_, start)| search.climb(start));
        let best = finals.max_by(|a, b| a.0.total_cmp(&b.0));
        let mut columns = best.map(|(_, columns)| columns).unwrap_or_default();
        for _ in 0..2 {
            self.adapt(&mut columns, 2 * sample);
            self.adapt_absence(&mut columns, 2 * sample);
        }
        columns
    }

    /// The columns of a table fitted to its lines as another print has them, and what the best cut is then worth.
    pub fn refit(&self, mut columns: Vec<ColumnModel>) -> (f32, Vec<ColumnModel>) {
        let sample = SAMPLE.min(self.run.segments.len());
        for _ in 0..2 {
            self.adapt(&mut columns, sample);
            self.adapt_absence(&mut columns, sample);
        }
        (self.cut(&columns, sample).score + plausible(&columns, self.task), columns)
    }

    /// Moves the widths a little as long as the best cut is worth more for it. A search on few lines may stop where the
    /// cells of one column are taken for those of another, which then seems to be mostly absent.
    pub fn polish(&self, mut best: (f32, Vec<ColumnModel>)) -> Vec<ColumnModel> {
        const STEPS: [f32; 4] = [-0.5, 0.5, -1.0, 1.0];
        const ROUNDS: usize = 3;
        let sample = SAMPLE.min(self.run.segments.len());
        for _ in 0..ROUNDS {
            let before = best.0;
            for column in open(&best.1) {
                for step in STEPS {
                    let mut columns = best.1.clone();
                    columns[column].width += step;
                    for (_, column) in columns.iter_mut().enumerate().filter(|(index, _)| *index != self.task) {
                        let ColumnModel { absent, present, .. } = prior(column.kind, self.weights);
                        *column = ColumnModel { absent, present, ..*column };
                    }
                    let floor = self.floor(&best.1, sample, FAR);
                    if self.cut_above(&columns, sample, &floor).score <= best.0 - FAR {
                        continue;
                    }
                    let moved = self.refit(columns);
                    if moved.0 > best.0 + GAIN {
                        best = moved;
                    }
                }
            }
            if best.0 <= before {
                break;
            }
        }
        best.1
    }

    /// Fits the widths to the best cut so far.
    fn adapt(&self, columns: &mut [ColumnModel], sample: usize) {
        adapt_to(self.run, columns, &self.cut(columns, sample).pieces);
    }

    /// Fits to the best cut how often cells are absent, the weight of the file counting as a few rows.
    fn adapt_absence(&self, columns: &mut [ColumnModel], sample: usize) {
        let cut = self.cut(columns, sample);
        count_absence(columns, &cut.pieces, self.task);
    }

    /// The best cut of the first segments.
    fn cut(&self, columns: &[ColumnModel], sample: usize) -> Rc<Cut> {
        let tried = tried(columns, sample);
        if let Some(cut) = self.cuts.borrow().get(&tried) {
            return Rc::clone(cut);
        }
        let cut = Rc::new(self.decoder(columns).cut(sample));
        self.cuts.borrow_mut().insert(tried, Rc::clone(&cut));
        cut
    }

    /// The best cut of the first segments, unless it falls below `floor` on the way.
    fn cut_above(&self, columns: &[ColumnModel], sample: usize, floor: &[f32]) -> Rc<Cut> {
        let tried = tried(columns, sample);
        if let Some(cut) = self.cuts.borrow().get(&tried) {
            return Rc::clone(cut);
        }
        let cut = Rc::new(self.decoder(columns).above(floor).cut(sample));
        if cut.score > f32::NEG_INFINITY {
            self.cuts.borrow_mut().insert(tried, Rc::clone(&cut));
        }
        cut
    }

    /// What other columns have to be worth at each place not to be `far` worse than these.
    fn floor(&self, columns: &[ColumnModel], sample: usize, far: f32) -> Vec<f32> {
        self.cut(columns, sample).worth.iter().map(|worth| worth - far).collect()
    }

    fn decoder<'b>(&'b self, columns: &'b [ColumnModel]) -> Decoder<'b> {
        Decoder::new(self.run, columns, self.weights, self.run.blanks).keeping(&self.lanes).hasty()
    }
}

fn tried(columns: &[ColumnModel], sample: usize) -> Tried {
    (sample, columns.iter().map(|column| [column.width.to_bits(), column.absent.to_bits()]).collect())
}

/// A search for the widths with which the sample can be cut best.
struct Search<'a> {
    fit: &'a Fit<'a>,
    candidates: &'a [f32],
    sample: usize,
}

impl Search<'_> {
    /// The starts with what the best cuts are worth, but for those that fall behind on the way.
    fn scored(&self, starts: Vec<Vec<ColumnModel>>) -> Vec<(f32, Vec<ColumnModel>)> {
        let mut scored: Vec<(f32, Vec<ColumnModel>)> = Vec::with_capacity(starts.len());
        for start in starts {
            let floor = scored.get(SEMIFINALISTS - 1).map(|(_, last)| self.fit.floor(last, self.sample, FAR));
            let score = self.fit.cut_above(&start, self.sample, &floor.unwrap_or_default()).score;
            let at = scored.partition_point(|(other, _)| *other >= score);
            scored.insert(at, (score, start));
        }
        scored
    }

    /// Widths to start from: for each column two of the crowded widths that its kind often has.
    fn starts(&self, kinds: &[Kind]) -> Vec<Vec<ColumnModel>> {
        let mut starts: Vec<Vec<f32>> = vec![Vec::new()];
        let mut texts = 0;
        for (index, kind) in kinds.iter().enumerate() {
            let shares: &[f32] = match kind {
                Kind::Number => &[0.0],
                Kind::Label if kinds.get(index + 1) == Some(&Kind::Label) => &[0.1, 0.35],
                Kind::Label => &[0.25, 0.6],
                Kind::Text if texts == 0 => &[1.0, 0.75],
                Kind::Text => &[1.0, 0.75, 0.5],
                Kind::Unit => &[0.15, 0.45],
                Kind::Date => &[0.1],
            };
            texts += usize::from(*kind == Kind::Text);
            let shares = if starts.len() > MOST_STARTS { &shares[..1] } else { shares };
            starts = starts
                .iter()
                .flat_map(|start| {
                    shares.iter().map(|share| start.iter().copied().chain([self.quantile(*share)]).collect())
                })
                .collect();
        }
        starts.iter().map(|widths| self.columns(kinds, widths)).collect()
    }

    fn quantile(&self, share: f32) -> f32 {
        let index = (share * self.candidates.len().saturating_sub(1) as f32).round() as usize;
        self.candidates.get(index).copied().unwrap_or(10.0)
    }

    fn columns(&self, kinds: &[Kind], widths: &[f32]) -> Vec<ColumnModel> {
        let columns = kinds
            .iter()
            .zip(widths)
            .map(|(kind, width)| ColumnModel { width: *width, ..prior(*kind, self.fit.weights) });
        let mut columns: Vec<ColumnModel> = columns.collect();
        if let Some(task) = columns.get_mut(self.fit.task) {
            task.absent = REQUIRED;
        }
        scripts(self.fit.run, columns)
    }

    /// Cuts and fits in turn.
    fn settle(&self, mut columns: Vec<ColumnModel>, rounds: usize) -> (f32, Vec<ColumnModel>) {
        for _ in 0..rounds {
            self.fit.adapt(&mut columns, self.sample);
        }
        (self.fit.cut(&columns, self.sample).score, columns)
    }

    /// Moves from one set of widths to a better one, as long as there is one.
    fn climb(&self, start: Vec<ColumnModel>) -> (f32, Vec<ColumnModel>) {
        let mut best = self.settle(start, 1);
        for _ in 0..ROUNDS {
            let before = best.0;
            for widths in self.rearranged(&best.1) {
                self.attempt(&mut best, &widths);
            }
            for column in open(&best.1) {
                for width in self.candidates {
                    let mut widths: Vec<f32> = best.1.iter().map(|column| column.width).collect();
                    if (widths[column] - width).abs() >= 0.6 {
                        widths[column] = *width;
                        self.attempt(&mut best, &widths);
                    }
                }
            }
            if best.0 <= before + 0.5 {
                break;
            }
        }
        best
    }

    /// The same widths in another order: two columns exchanged, all moved on by one. A cut that is out by a column
    /// holds together so well that no single width can improve it.
    fn rearranged(&self, columns: &[ColumnModel]) -> Vec<Vec<f32>> {
        let widths: Vec<f32> = columns.iter().map(|column| column.width).collect();
        let open = open(columns);
        let mut all = Vec::new();
        for (at, a) in open.iter().enumerate() {
            for b in &open[at + 1..] {
                let mut swapped = widths.clone();
                swapped.swap(*a, *b);
                all.push(swapped);
            }
        }
        for width in self.candidates {
            let (mut left, mut right) = (widths.clone(), widths.clone());
            for pair in open.windows(2) {
                left[pair[0]] = widths[pair[1]];
                right[pair[1]] = widths[pair[0]];
            }
            if let (Some(first), Some(last)) = (open.first(), open.last()) {
                left[*last] = *width;
                right[*first] = *width;
            }
            all.push(left);
            all.push(right);
        }
        all
    }

    fn attempt(&self, best: &mut (f32, Vec<ColumnModel>), widths: &[f32]) {
        let mut columns = best.1.clone();
        for (column, width) in columns.iter_mut().zip(widths) {
            column.width = *width;
        }
        let floor = self.fit.floor(&best.1, self.sample, FAR);
        if self.fit.cut_above(&columns, self.sample, &floor).score > best.0 - NEAR {
            let settled = self.settle(columns, 1);
            if settled.0 > best.0 + 0.01 {
                *best = settled;
            }
        }
    }
}

/// The columns that have a width to find.
fn open(columns: &[ColumnModel]) -> Vec<usize> {
    (0..columns.len()).filter(|column| columns[*column].kind != Kind::Number).collect()
}

/// Tells two number columns apart: Chinese numerals count categories, others rows; where both are alike, the
/// longest chain counts rows.
fn scripts(run: &Run<'_>, mut columns: Vec<ColumnModel>) -> Vec<ColumnModel> {
    let numbers: Vec<usize> = (0..columns.len()).filter(|index| columns[*index].kind == Kind::Number).collect();
    let [outer, inner] = numbers[..] else { return columns };
    let bare = run.segments.iter().filter(|segment| segment.number.is_some());
    let (han, arabic): (Vec<_>, Vec<_>) = bare.partition(|segment| !segment.first.is_ascii_digit());
    let (first, second) = if !han.is_empty() && arabic.len() > han.len() {
        (Script::Han, Script::Arabic)
    } else {
        (Script::Others, Script::Rows)
    };
    columns[outer].script = Some(first);
    columns[inner].script = Some(second);
    columns
}

/// Widths are counted in steps of half a character.
const STEP: f32 = 0.5;

/// How many of the printed lines have each width, in steps.
fn counts(segments: &[Segment]) -> Vec<u32> {
    const WIDEST: f32 = 400.0;
    let mut counts = vec![0u32; (WIDEST / STEP) as usize + 2];
    for width in printed_widths(segments) {
        counts[(width.min(WIDEST) / STEP).round() as usize] += 1;
    }
    counts
}

/// The width of the widest printed lines that are not alone.
pub fn widest(segments: &[Segment]) -> f32 {
    let counts = counts(segments);
    let last = counts.iter().rposition(|n| *n > 0).unwrap_or(0);
    crowded_edge(&counts).unwrap_or(last) as f32 * STEP
}

/// The crowded widths, in rising order.
fn candidates(run: &Run<'_>, sample: usize) -> Vec<f32> {
    let counts = counts(&run.segments[..sample]);
    let widest = counts.iter().rposition(|n| *n > 0).unwrap_or(0);
    let widest = crowded_edge(&counts).unwrap_or(widest);
    let crowd = |i: usize| counts[i] + counts.get(i + 1).copied().unwrap_or(0) + if i > 0 { counts[i - 1] } else { 0 };
    let mut peaks: Vec<(u32, usize)> = (4..=widest)
        .filter(|i| crowd(*i) >= 3 && crowd(*i) >= crowd(i - 1) && crowd(*i) > crowd(i + 1))
        .map(|i| (crowd(i), i))
        .collect();
    peaks.sort_by(|a, b| b.cmp(a));
    peaks.truncate(CANDIDATES - 1);
    let mut widths: Vec<f32> = peaks.iter().map(|(_, i)| *i as f32 * STEP).collect();
    widths.push(widest as f32 * STEP);
    widths.sort_by(f32::total_cmp);
    widths.dedup();
    widths
}

/// The widest line that is not alone.
fn crowded_edge(counts: &[u32]) -> Option<usize> {
    (0..counts.len()).rev().find(|i| counts[i.saturating_sub(3)..=*i].iter().sum::<u32>() >= 3 && counts[*i] > 0)
}

fn printed_widths(segments: &[Segment]) -> Vec<f32> {
    let mut widths: Vec<f32> = Vec::new();
    for segment in segments {
        match (segment.join, widths.last_mut()) {
            (Join::SoftBlank, Some(last)) if segment.width < 4.0 => *last += segment.width + segment.gap,
            (Join::Inside, _) => {}
            _ => widths.push(segment.width),
        }
    }
    widths
}

/// What a column is like before its lines are seen.
pub fn prior(kind: Kind, weights: &Weights) -> ColumnModel {
    let share = weights.absent_share(kind);
    ColumnModel { kind, width: 10.0, absent: share.ln(), present: (1.0 - share).ln(), script: None }
}

/// The columns as a known cut shows them.
pub fn fitted(run: &Run<'_>, kinds: &[Kind], task: usize, pieces: &[Piece], weights: &Weights) -> Vec<ColumnModel> {
    let mut columns = scripts(run, kinds.iter().map(|kind| prior(*kind, weights)).collect());
    adapt_to(run, &mut columns, pieces);
    count_absence(&mut columns, pieces, task);
    columns
}

fn adapt_to(run: &Run<'_>, columns: &mut [ColumnModel], pieces: &[Piece]) {
    for (index, column) in columns.iter_mut().enumerate() {
        if column.kind != Kind::Number {
            let cells: Vec<&Piece> = pieces.iter().filter(|piece| piece.column == index).collect();
            column.width = best_width(run, &cells, column.width);
        }
    }
}

/// What the absence of the cell that says what is to be done costs.
pub const REQUIRED: f32 = -6.0;

/// Counts in a cut how often cells are absent.
fn count_absence(columns: &mut [ColumnModel], pieces: &[Piece], task: usize) {
    let rows = pieces.iter().filter(|piece| piece.start == Start::NewRow).count();
    for (index, column) in columns.iter_mut().enumerate() {
        let cells = pieces.iter().filter(|piece| piece.column == index && piece.start != Start::Rest).count();
        set_absence(column, cells, rows, index == task);
    }
}

/// Sets how often the cell of a column is absent, from a count; the figure before counts as a few rows.
pub fn set_absence(column: &mut ColumnModel, cells: usize, rows: usize, required: bool) {
    const PRIOR_ROWS: f32 = 6.0;
    let expected = Weights::shipped().absent_share(column.kind);
    let share = (rows.saturating_sub(cells) as f32 + PRIOR_ROWS * expected) / (rows as f32 + PRIOR_ROWS);
    column.absent = if required { REQUIRED } else { share.ln() };
    column.present = (1.0 - share).ln();
}

/// How likely it is, in log odds, that cells of the columns are as often absent as they are: who prints a column fills it.
fn plausible(columns: &[ColumnModel], task: usize) -> f32 {
    const ROWS: f32 = 8.0;
    let open = columns.iter().enumerate().filter(|(index, column)| *index != task && column.kind == Kind::Unit);
    let odds = |(_, column): (usize, &ColumnModel)| {
        let expected = Weights::shipped().absent_share(column.kind);
        expected * (column.absent - expected.ln()) + (1.0 - expected) * (column.present - (1.0 - expected).ln())
    };
    ROWS * open.map(odds).sum::<f32>()
}

/// The width at which the lines of the cells break: no line wider, and no line that had room for what follows it.
fn best_width(run: &Run<'_>, cells: &[&Piece], before: f32) -> f32 {
    let mut lines: Vec<(f32, f32)> = Vec::new(); // width, width with what follows
    for cell in cells {
        let segments = &run.segments[cell.from..cell.to];
        let mut width = 0.0;
        for (index, segment) in segments.iter().enumerate() {
            if index > 0 && segment.join == Join::Newline {
                if segment.item.is_none() {
                    lines.push((width, width + segment.cluster));
                } else {
                    lines.push((width, f32::INFINITY));
                }
                width = 0.0;
            } else if index > 0 && segment.join == Join::Blank {
                width = 0.0;
            }
            width += segment.width + segment.gap;
        }
        lines.push((width, f32::INFINITY));
    }
    if lines.iter().filter(|line| line.1.is_finite()).count() < 2 {
        return before;
    }
    let cost = |w: f32| -> f32 {
        let over = |line: f32| 2.0 * (line - w - 0.6).clamp(0.0, 2.0) + 0.2 * (line - w).clamp(0.0, 0.6);
        lines.iter().map(|(line, next)| over(*line) + (w - next + 0.1).clamp(0.0, 2.0)).sum()
    };
    // A few lines may be several cells that ran together.
    let mut sorted: Vec<f32> = lines.iter().map(|line| line.0).collect();
    sorted.sort_by(f32::total_cmp);
    let widest = sorted.get(sorted.len() * 97 / 100).copied().unwrap_or(before).min(run.widest);
    let steps = ((widest + 1.0) / STEP) as usize;
    (2..=steps)
        .map(|step| step as f32 * STEP)
        .min_by(|a, b| cost(*a).total_cmp(&cost(*b)).then((a - before).abs().total_cmp(&(b - before).abs())))
        .unwrap_or(before)
}
