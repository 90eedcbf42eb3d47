//! What is known of the segments of a table before they are cut into cells.

use super::blanks::Blanks;
use super::cohesion::Cohesion;
pub(super) use super::facts::{Facts, is_time, units_likeness};
use super::facts::{Marks, OFFICES, are_offices, marks};
use super::fit;
use super::header::HeaderColumn;
use super::name_lines;
use super::segment::{Join, Segment};
use crate::{Marker, MarkerStyle, Watch};
use fenjie_lexicon::ColumnRole;
use fenjie_lexicon::units::Role;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// Most segments of a cell that may be a list of units or a time, and of which what it says is kept.
const LONGEST_SHORT: usize = 14;
/// Most segments of such a cell when its lines are letter-spaced, every character a segment.
const LONGEST_SPACED: usize = 72;

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
    /// Whether each segment is the end of a time that the line before it breaks off in (2020年11月 / 底前).
    pub ends_time: Vec<bool>,
    /// Whether each segment begins a name that may go on with a list of units that has one on every line.
    pub names: Vec<bool>,
    /// Whether each line is the head of a label that counts on from those before: 一、…, 二、….
    pub heads: Vec<bool>,
    /// Whether the label of units that a segment begins with opens a cell or goes on with one.
    pub labels: Vec<Option<InCell>>,
    /// First segment of the next page, for each segment.
    pub page_end: Vec<usize>,
    /// Width of the widest printed lines, but for a few that stand alone.
    pub widest: f32,
    /// How the extractor seems to join lines, before anything is cut.
    pub blanks: Blanks,
    /// For each segment, how far a cell may reach that begins with it and is a list of units or a time.
    listed: Vec<usize>,
    /// Characters before each segment.
    characters: Vec<usize>,
    /// Printed lines, letter-spaced or not, that begin before each segment.
    starts: Vec<usize>,
    /// Columns of units.
    unit_columns: usize,
    /// Whether the units are offices of one body, told by their last character alone: 科, 股, 室, 处.
    offices: bool,
    /// Tells when time is up.
    pub watch: &'a Watch,
    /// What candidate cells say: found once, since it hangs on no width.
    known: Rc<Known>,
}

/// Where in a cell a label of units stands: 牵头单位：… above 配合单位：….
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InCell {
    /// It opens the cell.
    First,
    /// It goes on with it.
    Later,
}

/// What candidate cells say, as far as it was asked for.
#[derive(Default)]
struct Known {
    /// By first segment and length.
    facts: RefCell<Vec<Option<Facts>>>,
    unit_starts: RefCell<HashMap<(usize, usize), f32>>,
    joined: RefCell<HashMap<[usize; 4], Facts>>,
}

impl<'a> Run<'a> {
    /// Prepares `segments`.
    pub fn new(segments: &'a [Segment], lines: &'a [&'a str], watch: &'a Watch) -> Self {
        let cohesion = Cohesion::of(segments, lines);
        let border = (0..segments.len())
            .map(|i| if i == 0 { 0.0 } else { cohesion.between(segments[i - 1].last, segments[i].first) })
            .collect();
        let mut page_end = vec![segments.len(); segments.len()];
        for i in (0..segments.len().saturating_sub(1)).rev() {
            page_end[i] = if segments[i].page == segments[i + 1].page { page_end[i + 1] } else { i + 1 };
        }
        let facts = RefCell::new(vec![None; segments.len() * LONGEST_SHORT]);
        let known = Rc::new(Known { facts, ..Known::default() });
        let blanks = Blanks::guess(segments, lines);
        let words = |segment: &Segment| &lines[segment.line][segment.start..segment.end];
        let mut listed = vec![segments.len(); segments.len() + 1];
        for (i, segment) in segments.iter().enumerate().rev() {
            let label = segment.label.map_or(0, |label| label.value);
            listed[i] = match marks(&words(segment)[label..]) {
                Marks::Inside => i,
                Marks::AtEnd => i + 1,
                Marks::None => listed[i + 1],
            };
        }
        let mut characters = vec![0];
        for segment in segments {
            characters.push(characters.last().copied().unwrap_or(0) + words(segment).chars().count());
        }
        let mut starts = vec![0];
        for segment in segments {
            let begins = usize::from(segment.join != Join::SoftBlank);
            starts.push(starts.last().copied().unwrap_or(0) + begins);
        }
        let (follows, widest) = (follows(segments), fit::widest(segments));
        let ends_time = vec![false; segments.len()];
        Self {
            segments,
            lines,
            border,
            follows,
            ends_time,
            names: vec![false; segments.len()],
            heads: heads(segments, lines),
            labels: labels(segments),
            page_end,
            widest,
            blanks,
            listed,
            characters,
            starts,
            unit_columns: 0,
            offices: false,
            watch,
            known,
        }
    }

    /// The same run, of a table whose headers are `columns`.
    pub fn headed(self, columns: &[HeaderColumn]) -> Self {
        let is_unit = |column: &&HeaderColumn| matches!(column.role, ColumnRole::Lead | ColumnRole::Support);
        let offices = columns.iter().filter(is_unit).any(|column| column.words.contains(['科', '股', '室']));
        let unit_columns = columns.iter().filter(is_unit).count();
        Self { unit_columns, offices, ..self }
    }

    /// The same run as one whose lines came out of a stream of cells: where a time is broken over lines, no border is, and
    /// a list of units may have a line for every name.
    pub fn of_stream(self) -> Self {
        let ends_time = (0..self.segments.len()).map(|at| ends_time(self.segments, self.lines, at)).collect();
        let names = name_lines::goes_on(self.segments, self.lines, self.unit_columns);
        Self { ends_time, names, ..self }
    }

    /// The same run, or the beginning of it, with other widths.
    pub fn resized(&self, segments: &'a [Segment]) -> Self {
        Self {
            segments,
            lines: self.lines,
            border: self.border.clone(),
            follows: self.follows.clone(),
            ends_time: self.ends_time.clone(),
            names: self.names.clone(),
            heads: self.heads.clone(),
            labels: self.labels.clone(),
            page_end: self.page_end.clone(),
            widest: fit::widest(segments),
            blanks: self.blanks,
            listed: self.listed.clone(),
            characters: self.characters.clone(),
            starts: self.starts.clone(),
            unit_columns: self.unit_columns,
            offices: self.offices,
            watch: self.watch,
            known: Rc::clone(&self.known),
        }
    }

    /// What the cell `from..to` says.
    pub(super) fn facts(&self, from: usize, to: usize) -> Facts {
        let length = to - from;
        if !self.may_list(from, to) {
            let characters = (self.characters[to] - self.characters[from]).min(99) as u16;
            return Facts { characters, ..Facts::default() };
        }
        if length > LONGEST_SHORT {
            return self.facts_of(&self.unlabelled(from, to));
        }
        let slot = from * LONGEST_SHORT + length - 1;
        if let Some(facts) = self.known.facts.borrow().get(slot).copied().flatten() {
            return facts;
        }
        let facts = self.facts_of(&self.unlabelled(from, to));
        if let Some(kept) = self.known.facts.borrow_mut().get_mut(slot) {
            *kept = Some(facts);
        }
        facts
    }

    /// Whether the cell `from..to` is short enough for a list of units or a time, and has no mark that neither has.
    fn may_list(&self, from: usize, to: usize) -> bool {
        let short = to - from <= LONGEST_SPACED && self.starts[to] - self.starts[from] <= LONGEST_SHORT;
        short && to <= self.listed[from]
    }

    /// How sure it is that the cell `from..to` opens a list of units and may break off in it.
    pub(super) fn unit_starts(&self, from: usize, to: usize) -> f32 {
        if !self.may_list(from, to) {
            return 0.0;
        }
        let mut known = self.known.unit_starts.borrow_mut();
        *known.entry((from, to)).or_insert_with(|| fenjie_lexicon::unit_starts(&self.unlabelled(from, to)))
    }

    /// What a cell says that a page cuts in two.
    pub(super) fn joined_facts(&self, first: (usize, usize), rest: (usize, usize)) -> Facts {
        let lines = |cell: (usize, usize)| self.starts[cell.1] - self.starts[cell.0];
        let fits = lines(first) + lines(rest) <= LONGEST_SHORT + 1;
        if !fits || first.1 - first.0 + rest.1 - rest.0 > LONGEST_SPACED {
            return Facts { characters: 99, ..Facts::default() };
        }
        let mut known = self.known.joined.borrow_mut();
        let words = || self.unlabelled(first.0, first.1) + &self.unlabelled(rest.0, rest.1);
        *known.entry([first.0, first.1, rest.0, rest.1]).or_insert_with(|| self.facts_of(&words()))
    }

    /// What `words` say.
    fn facts_of(&self, words: &str) -> Facts {
        let facts = Facts::of(words);
        if self.offices && are_offices(words) { Facts { units: facts.units.max(OFFICES), ..facts } } else { facts }
    }

    /// The words of the segments `from..to` as one list, without the labels that part it.
    fn unlabelled(&self, from: usize, to: usize) -> String {
        let mut words = String::new();
        for (segment, is_name) in self.segments[from..to].iter().zip(&self.names[from..to]) {
            let value = segment.label.map_or(0, |label| label.value);
            if (value > 0 || *is_name) && !words.is_empty() && !words.ends_with(['、', '；']) {
                words.push('、');
            }
            words.push_str(&self.lines[segment.line][segment.start + value..segment.end]);
        }
        words
    }

    /// The words of the segments `from..to`, without anything between them.
    pub fn words(&self, from: usize, to: usize) -> String {
        self.segments[from..to].iter().map(|s| &self.lines[s.line][s.start..s.end]).collect()
    }
}

/// The lines, short as those of labels, that begin with 一、, 二、, … one after the other.
fn heads(segments: &[Segment], lines: &[&str]) -> Vec<bool> {
    const LONGEST: f32 = 10.0;
    let ordinal = |segment: &Segment| {
        let begins = segment.join == Join::Newline && segment.width <= LONGEST && segment.number.is_none();
        let words = &lines[segment.line][segment.start..segment.end];
        Marker::parse(words).filter(|marker| begins && marker.style == MarkerStyle::Han).map(|marker| marker.ordinal)
    };
    let mut last = 0;
    let mut counts = |ordinal: u32| {
        let counts = ordinal == last + 1;
        last += u32::from(counts);
        counts
    };
    let found: Vec<bool> = segments.iter().map(|segment| ordinal(segment).is_some_and(&mut counts)).collect();
    // A single one is no series.
    if last > 1 { found } else { vec![false; segments.len()] }
}

/// Where in their cells the labels of units stand: those of whoever leads, where any does, open them.
pub fn labels(segments: &[Segment]) -> Vec<Option<InCell>> {
    let rank = |role: Role| match role {
        Role::Lead => 0,
        Role::Responsible => 1,
        Role::Support => 2,
    };
    let ranks = || segments.iter().map(|segment| segment.label.map(|label| rank(label.role)));
    let first = ranks().flatten().min();
    let place = |rank: Option<u8>| rank.map(|rank| if Some(rank) == first { InCell::First } else { InCell::Later });
    ranks().map(place).collect()
}

/// Marks the bare numbers of the longest chain 1, 2, 3, …
pub fn follows(segments: &[Segment]) -> Vec<bool> {
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

/// Whether a line begins, at segment `at`, with the end of a time that the line before it breaks off in: 2020年11月 / 底前,
/// 2012年 / 12月. Two whole times one below the other are two cells.
fn ends_time(segments: &[Segment], lines: &[&str], at: usize) -> bool {
    const ENDS: [&str; 17] = [
        "月",
        "日",
        "年",
        "底",
        "前",
        "底前",
        "月底",
        "月前",
        "月底前",
        "年底",
        "年底前",
        "日前",
        "末",
        "年前",
        "度",
        "季度",
        "度末",
    ];
    let words = |segment: &Segment| &lines[segment.line][segment.start..segment.end];
    let here = &segments[at];
    let Some(before) = at.checked_sub(1).map(|before| &segments[before]) else { return false };
    if here.join == Join::SoftBlank {
        return goes_on_time(words(before), words(here));
    }
    if here.join != Join::Newline || before.page != here.page {
        return false;
    }
    let goes_on = |segment: &&Segment| segment.line == here.line && segment.join == Join::SoftBlank;
    let own = std::iter::once(here).chain(segments[at + 1..].iter().take_while(goes_on));
    let line: String = own.map(words).collect();
    let line = line.trim_end_matches(['，', '、', '；', '。']).to_owned();
    let is_end = ENDS.contains(&line.as_str());
    let number = || line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_counted =
        || number().len() < line.len() && words(before).ends_with(['年', '月']) && ENDS.contains(&number());
    let is_open = |before: &str| before.ends_with(|c: char| "年月日底季".contains(c) || c.is_ascii_digit());
    let first = segments[..at].iter().rev().take_while(|segment| segment.line == before.line).count();
    let joined: String = segments[at - first..at].iter().map(words).collect::<String>() + &line;
    let in_time = || {
        (0..joined.len() - line.len())
            .filter(|from| joined.is_char_boundary(*from))
            .any(|from| is_time(&joined[from..]))
    };
    (is_end || is_counted()) && is_open(words(before)) && in_time()
}

/// Whether a blank within a line parts the figures of a time from their words: 12 月底前, 2025 年, 9 月 30.
fn goes_on_time(before: &str, here: &str) -> bool {
    let is_figure = |words: &str| words.chars().all(|c| c.is_ascii_digit());
    is_figure(before) && here.starts_with(['年', '月']) || before.ends_with(['年', '月']) && is_figure(here)
}
