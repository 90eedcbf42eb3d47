//! The best way to cut a run of segments into rows of cells: dynamic programming over (segment, column).
//!
//! A state is "the cell in column c has just ended before segment i". From it the next cell is either further right
//! in the same row, or in a new row, or, right after a page break, the rest of a cell that the page cut. All evidence is
//! additive, so the best of all cuts is found in time linear in the segments.

use super::cohesion::Cohesion;
use super::segment::{Join, Segment};
use super::weights::{Feature, Kind, Weights};
use fenjie_lexicon::unit_plausibility;
use std::cell::RefCell;

/// Most segments a cell may have.
const MOST_SEGMENTS: usize = 80;
/// Most segments of a cell that may be a list of units or a time.
const LONGEST_SHORT: usize = 14;
/// States of the row that a cell stands in: whole on its page, going on after a page break, to be cut by the next.
const MODES: usize = 3;
const WHOLE: usize = 0;
const REST: usize = 1;
const CUT: usize = 2;
/// Most segments of a row before the page end that cuts it.
const MOST_CUT: usize = 80;
/// Stands for an item whose number is not known.
const ANY_ITEM: u32 = u32::MAX;
/// A cell is not followed further when its inside costs more than this.
const HOPELESS: f32 = -12.0;

/// One column as the decoder sees it.
#[derive(Clone, Debug)]
pub struct ColumnModel {
    /// What kind of cells it holds.
    pub kind: Kind,
    /// Width at which its lines break, in Han characters.
    pub width: f32,
    /// Log probability that a row has no cell here.
    pub absent: f32,
    /// Log probability that it has one.
    pub present: f32,
    /// For one of two number columns: which numbers stand in it.
    pub script: Option<Script>,
}

/// How the numbers of two number columns are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// 一, 二, 三.
    Han,
    /// 1, 2, 3.
    Arabic,
    /// The numbers that count the rows.
    Rows,
    /// The others.
    Others,
}

/// What is known of a run of segments before it is cut.
pub struct Run<'a> {
    /// The segments.
    pub segments: &'a [Segment],
    /// The lines that they point into.
    pub lines: &'a [&'a str],
    /// Cohesion of the characters on both sides of the border before each segment.
    pub border: Vec<f32>,
    /// Whether each bare number follows an earlier one.
    pub follows: Vec<bool>,
    /// First segment of the next page, for each segment.
    pub page_end: Vec<usize>,
    /// Facts on candidate cells, found once.
    facts: RefCell<Vec<Option<Facts>>>,
}

impl<'a> Run<'a> {
    /// Prepares `segments`.
    pub fn new(segments: &'a [Segment], lines: &'a [&'a str]) -> Self {
        let cohesion = Cohesion::of(segments, lines);
        let border = (0..segments.len())
            .map(|i| if i == 0 { 0.0 } else { cohesion.between(segments[i - 1].last, segments[i].first) })
            .collect();
        let mut page_end = vec![segments.len(); segments.len()];
        for i in (0..segments.len().saturating_sub(1)).rev() {
            page_end[i] = if segments[i].page == segments[i + 1].page { page_end[i + 1] } else { i + 1 };
        }
        let facts = RefCell::new(vec![None; segments.len() * LONGEST_SHORT]);
        Self { segments, lines, border, follows: follows(segments), page_end, facts }
    }

    /// What the cell `from..to` says.
    fn facts(&self, from: usize, to: usize) -> Facts {
        let length = to - from;
        if length > LONGEST_SHORT {
            return Facts { characters: 99, ..Facts::default() };
        }
        let slot = from * LONGEST_SHORT + length - 1;
        if let Some(facts) = self.facts.borrow().get(slot).copied().flatten() {
            return facts;
        }
        let words = self.words(from, to);
        let facts = Facts {
            units: units_likeness(&words),
            date: is_time(&words),
            characters: words.chars().take(99).count() as u16,
        };
        if let Some(kept) = self.facts.borrow_mut().get_mut(slot) {
            *kept = Some(facts);
        }
        facts
    }

    /// The words of the segments `from..to`, without anything between them.
    pub fn words(&self, from: usize, to: usize) -> String {
        self.segments[from..to].iter().map(|s| &self.lines[s.line][s.start..s.end]).collect()
    }
}

/// Marks the bare numbers of the longest chain 1, 2, 3, …
fn follows(segments: &[Segment]) -> Vec<bool> {
    let mut chain: Vec<(usize, usize, u32)> = Vec::new(); // segment, index of predecessor + 1, length
    let mut last: std::collections::BTreeMap<u32, usize> = std::collections::BTreeMap::new();
    let mut best: Option<usize> = None;
    for (index, segment) in segments.iter().enumerate() {
        let Some(number) = segment.number else { continue };
        let before = number.checked_sub(1).and_then(|n| last.get(&n)).copied();
        let length = before.map_or(1, |b| chain[b].2 + 1);
        chain.push((index, before.map_or(0, |b| b + 1), length));
        let here = chain.len() - 1;
        let keep = last.get(&number).is_some_and(|old| chain[*old].2 > length);
        if !keep {
            last.insert(number, here);
        }
        if best.is_none_or(|b| chain[b].2 < length) {
            best = Some(here);
        }
    }
    let mut marked = vec![false; segments.len()];
    let mut at = best.filter(|b| chain[*b].2 > 1);
    while let Some(here) = at {
        marked[chain[here].0] = true;
        at = chain[here].1.checked_sub(1);
    }
    marked
}

/// How a cell came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// First cell of a new row.
    NewRow,
    /// A further cell of the row.
    SameRow,
    /// The rest, after a page break, of a row that the page cut.
    Rest,
}

/// A cell of the best cut.
#[derive(Clone, Copy, Debug)]
pub struct Piece {
    /// First segment.
    pub from: usize,
    /// One past the last.
    pub to: usize,
    /// Column.
    pub column: usize,
    /// How it came about.
    pub start: Start,
}

#[derive(Clone, Copy)]
struct State {
    score: f32,
    from: u32,
    before: u16,
    start: Start,
}

const NOWHERE: State = State { score: f32::NEG_INFINITY, from: 0, before: u16::MAX, start: Start::NewRow };

/// A cell while it grows.
struct Inside {
    /// Width of its last printed line.
    line: f32,
    score: f32,
    /// Open brackets.
    depth: i32,
    /// Last item number.
    item: Option<u32>,
}

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
}

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
}

impl Default for Blanks {
    fn default() -> Self {
        Self::counted([2, 48], [10, 40])
    }
}

impl Blanks {
    /// From counts of blanks and newlines inside cells and between them.
    pub fn counted(inside: [u32; 2], end: [u32; 2]) -> Self {
        let share = |n: u32, counts: [u32; 2]| ((n as f32 + 0.5) / (counts[0] as f32 + counts[1] as f32 + 1.0)).ln();
        Self {
            inside: share(inside[0], inside),
            inside_newline: share(inside[1], inside),
            end: share(end[0], end),
            end_newline: share(end[1], end),
        }
    }

    /// From a cut.
    pub fn of(run: &Run<'_>, pieces: &[Piece]) -> Self {
        let (mut inside, mut end) = ([1, 24], [5, 20]);
        for piece in pieces {
            for (at, segment) in run.segments[piece.from..piece.to].iter().enumerate() {
                let counts = if at == 0 { &mut end } else { &mut inside };
                match segment.join {
                    Join::Blank => counts[0] += 1,
                    Join::Newline => counts[1] += 1,
                    _ => {}
                }
            }
        }
        Self::counted(inside, end)
    }
}

impl Decoder<'_> {
    /// The best cut of the first `length` segments and its score.
    pub fn decode(&self, length: usize) -> (Vec<Piece>, f32) {
        let k = self.columns.len();
        let length = length.min(self.run.segments.len());
        if k == 0 || length == 0 {
            return (Vec::new(), 0.0);
        }
        let width = MODES * k;
        let mut states = vec![NOWHERE; (length + 1) * width];
        for i in 0..length {
            let row = &states[i * width..(i + 1) * width];
            if i > 0 && row.iter().all(|state| state.score == f32::NEG_INFINITY) {
                continue;
            }
            for column in 0..k {
                let offers = [
                    self.best_before(&states, i, column, WHOLE),
                    self.best_rest(&states, i, column),
                    self.best_before(&states, i, column, CUT),
                ];
                self.extend(&mut states, i, length, column, offers);
            }
        }
        self.trace(&states, length)
    }

    /// The best state before a cell in `column` that begins at `i`, in the same row or a new one, of a row that is
    /// whole or cut by the end of its page.
    fn best_before(&self, states: &[State], i: usize, column: usize, of: usize) -> State {
        let k = self.columns.len();
        let mut best = NOWHERE;
        let page_end = self.run.page_end[i];
        if of == CUT && (page_end >= self.run.segments.len() || page_end - i > MOST_CUT) {
            return best;
        }
        let opening = if of == CUT { self.weights.get(Feature::CutRow) } else { 0.0 };
        let lead_in: f32 = self.columns[..column].iter().map(|c| c.absent).sum();
        if i == 0 {
            return State { score: lead_in.max(-1.0) + opening, from: 0, before: u16::MAX, start: Start::NewRow };
        }
        for (index, state) in states[i * MODES * k..(i + 1) * MODES * k].iter().enumerate() {
            if state.score == f32::NEG_INFINITY {
                continue;
            }
            let (last, mode) = (index / MODES, index % MODES);
            let tail: f32 = if mode == WHOLE { self.columns[last + 1..].iter().map(|c| c.absent).sum() } else { 0.0 };
            let mut offer = |score: f32, start: Start| {
                if score > best.score {
                    best = State { score, from: i as u32, before: index as u16, start };
                }
            };
            let alone = if self.paired(column) { self.weights.get(Feature::Unnumbered) } else { 0.0 };
            if mode != CUT {
                let new_row = self.weights.get(Feature::NewRow) + opening;
                offer(state.score + tail + lead_in + alone + new_row, Start::NewRow);
            }
            let broken = of == CUT && self.run.segments[i].page != self.run.segments[i - 1].page;
            if column > last && mode == of && !broken {
                let alone = if column > last + 1 && (self.paired(column) || self.paired(last + 1)) {
                    self.weights.get(Feature::Unnumbered)
                } else {
                    0.0
                };
                let skipped: f32 = self.columns[last + 1..column].iter().map(|c| c.absent).sum();
                offer(state.score + skipped + alone, Start::SameRow);
            }
        }
        best
    }

    /// Whether `column` is a label that has its number in the column before.
    fn paired(&self, column: usize) -> bool {
        column > 0 && self.columns[column].kind == Kind::Label && self.columns[column - 1].kind == Kind::Number
    }

    /// The best state before the rest of a cut cell in `column`, where `i` follows a page break.
    fn best_rest(&self, states: &[State], i: usize, column: usize) -> State {
        let k = self.columns.len();
        let mut best = NOWHERE;
        if i == 0 {
            return best;
        }
        let breaks = self.run.segments[i].page != self.run.segments[i - 1].page;
        for (index, state) in states[i * MODES * k..(i + 1) * MODES * k].iter().enumerate() {
            let (last, mode) = (index / MODES, index % MODES);
            if state.score == f32::NEG_INFINITY || !(breaks && mode == CUT || mode == REST && column > last) {
                continue;
            }
            let score = state.score + self.join_rest(states, i, index, column);
            if score > best.score {
                best = State { score, from: i as u32, before: index as u16, start: Start::Rest };
            }
        }
        best
    }

    /// Evidence that segment `i` goes on with the cell of `column` in the row that the page cut.
    fn join_rest(&self, states: &[State], i: usize, index: usize, column: usize) -> f32 {
        let Some((from, to)) = self.last_in_row(states, i, index, column) else {
            return self.weights.get(Feature::RestNew);
        };
        let run = self.run;
        let mut score = self.weights.get(Feature::RestPiece);
        let (before, here) = (&run.segments[to - 1], &run.segments[i]);
        let line = self.line_width(from, to);
        score += self.goes_on(line, before, here, column, 0.0, item_of(run, from, to), Join::Newline);
        score
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

    /// Lets a cell of `column` grow from segment `i` and offers each end to the states; `offers` are the best states
    /// before it, one a mode.
    fn extend(&self, states: &mut [State], i: usize, length: usize, column: usize, offers: [State; MODES]) {
        if offers.iter().all(|offer| offer.score == f32::NEG_INFINITY) {
            return;
        }
        let run = self.run;
        let k = self.columns.len();
        let limit = run.page_end[i].min(length).min(i + MOST_SEGMENTS);
        let start = self.start_score(i) + self.columns[column].present;
        let first = &run.segments[i];
        let mut inside = Inside {
            line: first.width,
            score: self.width_score(first.width, column),
            depth: i32::from(first.opens),
            // The rest of a cut cell may go on with any item.
            item: if offers[REST].score > f32::NEG_INFINITY { first.item.or(Some(ANY_ITEM)) } else { first.item },
        };
        for j in i + 1..=limit {
            let whole = inside.score + self.content_score(i, j, column);
            let end = self.end_score_open(i, j, column, inside.depth, inside.line);
            for (mode, offer) in offers.iter().enumerate() {
                let score =
                    offer.score + whole + if mode == REST { 0.0 } else { start } + if mode == CUT { 0.0 } else { end };
                let slot = &mut states[(j * k + column) * MODES + mode];
                if score > slot.score {
                    *slot = State { score, ..*offer };
                }
            }
            if j < limit {
                self.grow(&mut inside, j, column);
            }
            if inside.score < HOPELESS {
                break;
            }
        }
    }

    /// Lets segment `at` go on with the cell before it.
    fn grow(&self, inside: &mut Inside, at: usize, column: usize) {
        let run = self.run;
        let (before, here) = (&run.segments[at - 1], &run.segments[at]);
        let room = self.columns[column].width - inside.line - here.width;
        let same_line = match here.join {
            Join::SoftBlank => room >= -0.6,
            Join::Blank => room >= 0.0,
            Join::Glued => true,
            Join::Newline => false,
        };
        if same_line {
            inside.line += here.width;
            inside.score += match here.join {
                Join::Glued => self.weights.get(Feature::Glued),
                Join::Blank if inside.depth > i32::from(here.closes) => self.weights.get(Feature::BlankOpen),
                Join::Blank if here.number.is_some() => {
                    self.weights.get(Feature::BlankInLine) + self.weights.get(Feature::NumberInside)
                }
                Join::Blank => self.weights.get(Feature::BlankInLine),
                _ => 0.0,
            };
        } else {
            inside.score += self.goes_on(inside.line, before, here, column, run.border[at], inside.item, here.join);
            inside.line = here.width;
            inside.score += self.width_score(inside.line, column);
            if inside.depth > i32::from(here.closes) {
                inside.score += self.weights.get(Feature::Open);
            }
        }
        inside.depth = (inside.depth - i32::from(here.closes)).max(0) + i32::from(here.opens);
        inside.item = here.item.or(inside.item);
    }

    /// Evidence that `here` goes on with the cell that `before`, the end of a printed line of width `line`, stands in.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn goes_on(
        &self,
        line: f32,
        before: &Segment,
        here: &Segment,
        column: usize,
        border: f32,
        item: Option<u32>,
        join: Join,
    ) -> f32 {
        if self.columns[column].kind == Kind::Number {
            return 0.0;
        }
        let w = |feature| self.weights.get(feature);
        let room = self.columns[column].width - line - here.cluster;
        let mut score = 0.0;
        let next_item = here.item.is_some_and(|n| item == Some(ANY_ITEM) || n == item.unwrap_or(0) + 1);
        let after_stop = matches!(before.last, '。' | '；' | ';' | '：');
        if next_item {
            score += w(if item.is_none() && before.last != '：' { Feature::ItemOpens } else { Feature::Item });
        } else {
            if here.item.is_some() && here.number.is_none() {
                score += w(Feature::ItemJump);
            }
            score += match room {
                r if r > 1.9 => w(Feature::ShortFar),
                r if r > 0.9 => w(Feature::ShortNear),
                r if r > 0.1 => w(Feature::ShortEdge),
                _ => w(Feature::Full),
            };
            if after_stop {
                score += w(Feature::Stop);
            } else if border > 0.0 {
                score += border * w(Feature::Cohesive);
            } else if border < 0.0 {
                score += w(Feature::Strange);
            }
        }
        if here.number.is_some() && self.columns[column].kind != Kind::Number {
            score += w(Feature::NumberInside);
        }
        if join == Join::Blank {
            score += self.blanks.inside;
        } else if join == Join::Newline {
            score += self.blanks.inside_newline;
        }
        if here.closes > 0 && here.first != '“' || fenjie_text::chars::may_not_open_line(here.first) {
            score += w(Feature::Closing);
        }
        score
    }

    pub(super) fn width_score(&self, line: f32, column: usize) -> f32 {
        let over = line - self.columns[column].width;
        if over <= 0.6 {
            0.0
        } else if over <= 1.6 {
            self.weights.get(Feature::Wide)
        } else {
            self.weights.get(Feature::Wide) + (over - 1.6) * self.weights.get(Feature::TooWide)
        }
    }

    pub(super) fn start_score(&self, i: usize) -> f32 {
        let first = &self.run.segments[i];
        let mut score = 0.0;
        if fenjie_text::chars::may_not_open_line(first.first) || first.closes > 0 {
            score += self.weights.get(Feature::StartClosing);
        }
        match first.item {
            Some(1) if first.number.is_none() => score += self.weights.get(Feature::StartFirst),
            Some(n) if n > 1 && first.number.is_none() => score += self.weights.get(Feature::StartLater),
            _ => {}
        }
        score
    }

    /// Width of the last printed line of the cell `from..to`.
    fn line_width(&self, from: usize, to: usize) -> f32 {
        let segments = &self.run.segments[from..to];
        let mut line = 0.0;
        for segment in segments.iter().rev() {
            line += segment.width;
            if !matches!(segment.join, Join::SoftBlank | Join::Glued) {
                break;
            }
        }
        line
    }

    pub(super) fn end_score(&self, from: usize, to: usize, column: usize) -> f32 {
        let mut depth = 0;
        for segment in &self.run.segments[from..to] {
            depth = (depth - i32::from(segment.closes)).max(0) + i32::from(segment.opens);
        }
        self.end_score_open(from, to, column, depth, self.line_width(from, to))
    }

    /// Evidence that a cell ends before segment `to`.
    /// Evidence that a cell ends before segment `to`.
    fn end_score_open(&self, from: usize, to: usize, column: usize, depth: i32, line: f32) -> f32 {
        let w = |feature| self.weights.get(feature);
        let run = self.run;
        let last = &run.segments[to - 1];
        let kind = self.columns[column].kind;
        let mut score = 0.0;
        if depth > 0 {
            score += w(Feature::EndOpen);
        }
        match last.last {
            '，' | ',' | '、' => score += w(Feature::EndComma),
            '。' => score += w(if kind == Kind::Text { Feature::EndStop } else { Feature::EndStopLabel }),
            _ => {}
        }
        let Some(next) = run.segments.get(to) else { return score };
        match next.join {
            Join::Newline => score += self.blanks.end_newline,
            Join::Blank => score += self.blanks.end,
            Join::SoftBlank if last.number.is_some() && to - from == 1 => score += w(Feature::EndBlank),
            Join::SoftBlank | Join::Glued => score += w(Feature::EndGlued),
        }
        if kind == Kind::Number {
            return score;
        }
        let room = self.columns[column].width - line - next.cluster;
        score += match room {
            r if r > 0.9 => w(Feature::EndShort),
            r if r > 0.1 => w(Feature::EndEdge),
            _ => w(Feature::EndFull),
        };
        if run.border[to] > 0.0 && last.last != '。' {
            score += run.border[to] * w(Feature::EndCohesive);
        }
        score
    }

    /// Evidence of what the whole cell says on the column it stands in.
    pub(super) fn content_score(&self, from: usize, to: usize, column: usize) -> f32 {
        const LABEL_LINES: usize = 6;
        let w = |feature| self.weights.get(feature);
        let kind = self.columns[column].kind;
        let run = self.run;
        let first = &run.segments[from];
        let single = to - from == 1;
        let number = if single { first.number } else { self.broken_numeral(from, to) };
        let mut score = 0.0;
        if kind == Kind::Number {
            score += match number {
                Some(_) if !self.fits_script(from, column) => w(Feature::NoNumber),
                Some(_) => w(Feature::Number) + if run.follows[from] { w(Feature::Next) } else { 0.0 },
                None => w(Feature::NoNumber) * (to - from) as f32,
            };
            return score;
        }
        if number.is_some() {
            score += w(Feature::NumberElsewhere);
        }
        let facts = run.facts(from, to);
        if kind == Kind::Date {
            score += if facts.date { w(Feature::Date) } else { w(Feature::NoDate) };
            return score;
        }
        if facts.date {
            score += w(Feature::DateElsewhere);
        }
        match kind {
            Kind::Unit => score += facts.units * w(Feature::Unit) + (1.0 - facts.units) * w(Feature::NoUnit),
            _ if facts.units > 0.9 => score += w(Feature::UnitElsewhere),
            _ => {}
        }
        if kind == Kind::Label && to - from > LABEL_LINES {
            score += (to - from - LABEL_LINES) as f32 * w(Feature::LongLabel);
        }
        if kind == Kind::Text && facts.characters < 6 {
            score += w(Feature::ShortText);
        }
        score
    }

    /// A Chinese numeral broken over lines: 十 | 一.
    fn broken_numeral(&self, from: usize, to: usize) -> Option<u32> {
        let segments = &self.run.segments[from..to];
        if segments.len() > 3 || segments.iter().any(|segment| segment.number.is_none() || segment.width > 2.0) {
            return None;
        }
        let words = self.run.words(from, to);
        if !words.contains('十') {
            return None;
        }
        fenjie_text::numeral::parse_han(&words).and_then(|n| u32::try_from(n).ok())
    }

    /// What the cut `pieces` is worth: the same evidence as [`Self::decode`] adds up.
    pub fn path_score(&self, pieces: &[Piece]) -> f32 {
        let mut score = 0.0;
        let mut row: Vec<(usize, usize, usize)> = Vec::new(); // column, from, to
        for (index, piece) in pieces.iter().enumerate() {
            let rest_of_row = pieces[index + 1..].iter().take_while(|later| later.start != Start::NewRow);
            let cut = piece.start != Start::Rest && rest_of_row.clone().any(|later| later.start == Start::Rest);
            match piece.start {
                Start::NewRow => {
                    if !row.is_empty() {
                        score += self.weights.get(Feature::NewRow);
                        if self.paired(piece.column) {
                            score += self.weights.get(Feature::Unnumbered);
                        }
                    }
                    row.clear();
                    score += self.start_score(piece.from);
                    if cut {
                        score += self.weights.get(Feature::CutRow);
                    }
                }
                Start::SameRow => {
                    let last = row.last().map_or(0, |cell| cell.0);
                    if piece.column > last + 1 && (self.paired(piece.column) || self.paired(last + 1)) {
                        score += self.weights.get(Feature::Unnumbered);
                    }
                    score += self.start_score(piece.from);
                }
                Start::Rest => score += self.rest_score(piece, &row),
            }
            score += self.inside_score(piece) + self.content_score(piece.from, piece.to, piece.column);
            if !cut {
                score += self.end_score(piece.from, piece.to, piece.column);
            }
            row.push((piece.column, piece.from, piece.to));
        }
        score
    }

    /// What one cell of a row that no page cuts is worth.
    pub fn cell_score(&self, piece: &Piece) -> f32 {
        self.columns[piece.column].present
            + self.start_score(piece.from)
            + self.inside_score(piece)
            + self.content_score(piece.from, piece.to, piece.column)
            + self.end_score(piece.from, piece.to, piece.column)
    }

    fn rest_score(&self, piece: &Piece, row: &[(usize, usize, usize)]) -> f32 {
        let Some(&(_, from, to)) = row.iter().rev().find(|(column, ..)| *column == piece.column) else {
            return self.weights.get(Feature::RestNew);
        };
        let (before, here) = (&self.run.segments[to - 1], &self.run.segments[piece.from]);
        let line = self.line_width(from, to);
        self.weights.get(Feature::RestPiece)
            + self.goes_on(line, before, here, piece.column, 0.0, item_of(self.run, from, to), Join::Newline)
    }

    /// Evidence on the borders inside a cell.
    fn inside_score(&self, piece: &Piece) -> f32 {
        let resting = piece.from > 0 && self.run.segments[piece.from].page != self.run.segments[piece.from - 1].page
            || piece.start == Start::Rest;
        let first = &self.run.segments[piece.from];
        let mut inside = Inside {
            line: first.width,
            score: self.width_score(first.width, piece.column),
            depth: i32::from(first.opens),
            item: if resting { first.item.or(Some(ANY_ITEM)) } else { first.item },
        };
        for at in piece.from + 1..piece.to {
            self.grow(&mut inside, at, piece.column);
        }
        inside.score
    }

    fn fits_script(&self, at: usize, column: usize) -> bool {
        let arabic = self.run.segments[at].first.is_ascii_digit() || self.run.segments[at].last.is_ascii_digit();
        match self.columns[column].script {
            None => true,
            Some(Script::Han) => !arabic,
            Some(Script::Arabic) => arabic,
            Some(Script::Rows) => self.run.follows[at],
            Some(Script::Others) => !self.run.follows[at],
        }
    }

    /// Follows the best states back.
    fn trace(&self, states: &[State], length: usize) -> (Vec<Piece>, f32) {
        let width = MODES * self.columns.len();
        let finals = &states[length * width..(length + 1) * width];
        let best = (0..width).filter(|index| index % MODES != CUT).max_by(|a, b| {
            let tail = |index: usize| self.columns[index / MODES + 1..].iter().map(|c| c.absent).sum::<f32>();
            (finals[*a].score + tail(*a)).total_cmp(&(finals[*b].score + tail(*b)))
        });
        let (mut at, mut index) = (length, best.unwrap_or(0));
        let score = finals[index].score;
        let mut pieces = Vec::new();
        while at > 0 {
            let state = states[at * width + index];
            if state.score == f32::NEG_INFINITY {
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

fn item_of(run: &Run<'_>, from: usize, to: usize) -> Option<u32> {
    run.segments[from..to].iter().rev().find_map(|segment| segment.item)
}

/// What a candidate cell says.
#[derive(Clone, Copy, Default)]
struct Facts {
    units: f32,
    date: bool,
    characters: u16,
}

/// How much a whole cell looks like a list of units.
pub(super) fn units_likeness(words: &str) -> f32 {
    const LONGEST_NAME: usize = 22;
    let words = words.trim_end_matches(['、', '，', ',', '。', '；']);
    if words.contains(['。', '《', '“', '；', '：']) {
        return 0.0;
    }
    let longest = words.split(['、', '，', ',', '；']).map(|part| part.chars().count()).max().unwrap_or(0);
    // A name of one character is the end of one that the border has cut.
    let torn = words.split(['、', '，', ',', '；']).any(|part| part.chars().nth(1).is_none());
    if longest > LONGEST_NAME || torn { 0.0 } else { unit_plausibility(words) }
}

/// Whether a whole cell is a time: "2017年6月底前", "长期", "持续推进", "第三季度".
pub fn is_time(words: &str) -> bool {
    const LONGEST: usize = 24;
    const WORDS: [&str; 12] =
        ["长期", "全年", "持续", "常年", "按月", "按季", "每年", "每月", "每季", "即时", "立行立改", "贯穿全年"];
    if words.chars().count() > LONGEST {
        return false;
    }
    let digits = words.chars().any(|c| c.is_ascii_digit() || fenjie_text::numeral::is_han_numeral(c));
    let dated = words
        .chars()
        .filter(|c| {
            "年月日季度旬底前末初上下半完成至起长期持续推进并取得阶段性成果-—~、0123456789一二三四五六七八九十.第内到"
                .contains(*c)
        })
        .count();
    digits && words.contains(['年', '月', '季', '日']) && dated == words.chars().count()
        || WORDS.iter().any(|word| words.starts_with(word)) && words.chars().count() <= 8
}
