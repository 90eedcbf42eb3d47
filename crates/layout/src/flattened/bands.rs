//! Labels over the whole width of a table, alone between two rows: 一、推进改革, also 一 | 推进改革, or without a number.
//!
//! An extractor writes such a label like any other line. It is told before the lines are cut into cells, by the company it
//! keeps: labels count 一, 二, 三, the first of them stands right below the header, and before each begins a row.

use super::run::{is_time, units_likeness};
use super::segment::{Join, Segment};
use crate::{Cell, Marker, MarkerStyle, Row, grid};
use fenjie_lexicon::{ColumnRole, ends_as_agency, unit_starts};
use fenjie_text::{Text, chars, numeral};
use std::collections::BTreeMap;
use std::ops::Range;

/// Words of a line.
type Place = (usize, Range<usize>);

/// A label and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Band {
    /// Its number, where that stands in a cell of its own.
    number: Option<Place>,
    words: Place,
}

impl Band {
    /// A label that has line `at`, of `length` bytes, to itself.
    pub(super) fn of_line(at: usize, length: usize) -> Self {
        Self { number: None, words: (at, 0..length) }
    }

    /// The line where it stands.
    pub(super) fn line(&self) -> usize {
        self.number.as_ref().unwrap_or(&self.words).0
    }

    fn text(&self, texts: &[&Text]) -> Text {
        let slice = |(line, place): &Place| texts[*line].slice(place.clone()).tidied();
        let words = slice(&self.words);
        self.number.as_ref().and_then(|number| grid::numbered_band(&slice(number), &words)).unwrap_or(words)
    }
}

/// Where the lines of a table come from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Lines {
    /// From a print whose places are kept as blanks.
    Placed,
    /// From a stream of cells.
    Streamed,
}

/// Takes such labels out of the segments of a table that has no column for labels. No row goes on behind one, as none does in
/// another table: what follows is counted as a page of its own, and stands behind a wall.
pub(super) fn take(
    segments: Vec<Segment>,
    lines: &[&str],
    roles: &[ColumnRole],
    kind: Lines,
) -> (Vec<Segment>, Vec<Band>) {
    if roles.iter().any(|role| matches!(role, ColumnRole::Category | ColumnRole::CategoryNumber)) {
        return (segments, Vec::new());
    }
    let widest = segments.iter().map(|segment| lines[segment.line].trim_end().chars().count()).max();
    let page = Page { segments: &segments, lines, roles, kind, middle: widest.unwrap_or(0) / 2 };
    let candidates = page.candidates();
    let chosen = page.chosen(&candidates);
    let mut taken = vec![false; segments.len()];
    for candidate in chosen.iter().map(|at| &candidates[*at]) {
        taken[candidate.segments.clone()].fill(true);
    }
    let mut kept: Vec<Segment> = Vec::with_capacity(segments.len());
    let (mut walls, mut behind) = (0, false);
    for (segment, taken) in segments.iter().zip(&taken) {
        if *taken {
            (walls, behind) = (walls + u32::from(!behind), true);
            continue;
        }
        // What an extractor wrote on the line of the label begins one.
        let join = if behind && kind == Lines::Streamed { Join::Newline } else { segment.join };
        kept.push(Segment { page: segment.page + walls, wall: behind, join, ..segment.clone() });
        behind = false;
    }
    let mut bands = Vec::with_capacity(chosen.len());
    for (at, candidate) in candidates.into_iter().enumerate() {
        if chosen.binary_search(&at).is_ok() {
            bands.push(candidate.band);
        }
    }
    (kept, bands)
}

/// How a label is numbered, and with what.
type Number = (MarkerStyle, u32);

/// A label: its segments, where it stands, its number.
type Labelled = (Range<usize>, Band, Option<Number>);

/// Segments that may be a label.
struct Candidate {
    segments: Range<usize>,
    number: Option<Number>,
    /// The segment behind it.
    next: usize,
    band: Band,
}

/// The lines of a table as they are printed.
struct Page<'a> {
    segments: &'a [Segment],
    lines: &'a [&'a str],
    roles: &'a [ColumnRole],
    kind: Lines,
    /// The middle of its widest line, in characters.
    middle: usize,
}

impl Page<'_> {
    fn words(&self, segments: &Range<usize>) -> &str {
        match &self.segments[segments.clone()] {
            [first, .., last] if first.line == last.line => &self.lines[first.line][first.start..last.end],
            [one] => &self.lines[one.line][one.start..one.end],
            _ => "",
        }
    }

    fn place(&self, segments: &Range<usize>) -> Place {
        let (first, last) = (&self.segments[segments.start], &self.segments[segments.end - 1]);
        (first.line, first.start..last.end)
    }

    /// The segments of each line.
    fn printed(&self) -> Vec<Range<usize>> {
        let mut at = 0;
        let lines = self.segments.chunk_by(|a, b| a.line == b.line).map(|part| {
            at += part.len();
            at - part.len()..at
        });
        lines.collect()
    }

    /// All lines that look like labels.
    fn candidates(&self) -> Vec<Candidate> {
        let printed = self.printed();
        let mut found: Vec<Candidate> = Vec::new();
        for (at, line) in printed.iter().enumerate() {
            if found.last().is_some_and(|last| last.segments.end > line.start) {
                continue;
            }
            let numbered = || self.numbered(line, printed.get(at + 1));
            let Some((segments, band, number)) = numbered().or_else(|| self.labelled(line)) else { continue };
            let next = segments.end;
            found.push(Candidate { segments, number, next, band });
        }
        found
    }

    /// A line that is a label, or begins with one before the number of a row.
    fn labelled(&self, line: &Range<usize>) -> Option<Labelled> {
        let row = match self.kind {
            Lines::Placed => None,
            Lines::Streamed => (line.start + 1..line.end).find(|at| is_row_number(&self.segments[*at])),
        };
        let is_numbered = |row: &usize| grid::is_band(self.words(&(line.start..*row)));
        let segments = line.start..row.filter(is_numbered).unwrap_or(line.end);
        let words = self.words(&segments);
        let number = Marker::parse(words).filter(|_| grid::is_band(words)).map(|marker| (marker.style, marker.ordinal));
        let is_label = is_whole(&self.segments[segments.clone()]) && (number.is_some() || is_bare_label(words));
        let band = Band { number: None, words: self.place(&segments) };
        is_label.then_some((segments, band, number))
    }

    /// A label beside or below its number.
    fn numbered(&self, line: &Range<usize>, next: Option<&Range<usize>>) -> Option<Labelled> {
        let number = line.start..line.start + 1;
        let words = match next {
            _ if line.len() > 1 => line.start + 1..line.end,
            Some(next) if self.kind == Lines::Streamed => next.clone(),
            _ => return None,
        };
        let ordinal = han_number(self.words(&number))?;
        let is_label = is_whole(&self.segments[words.clone()]) && is_bare_label(self.words(&words));
        let band = Band { number: Some(self.place(&number)), words: self.place(&words) };
        is_label.then_some((number.start..words.end, band, Some((MarkerStyle::Named, ordinal))))
    }

    /// The places of those that are labels.
    fn chosen(&self, candidates: &[Candidate]) -> Vec<usize> {
        let starts = Starts::of(self.segments, self.lines);
        let first = self.segments.first().map_or(0, |segment| segment.line);
        let opens = candidates.first().filter(|candidate| candidate.band.line() == first);
        let habit = opens.filter(|first| match self.kind {
            Lines::Placed => first.number.is_some() || self.begins_left(first) || self.is_centred(first),
            Lines::Streamed => self.opens_row(first),
        });
        let mut counted: BTreeMap<MarkerStyle, u32> = BTreeMap::new();
        let mut chosen: Vec<usize> = Vec::new();
        for (at, candidate) in candidates.iter().enumerate() {
            let is_label = match (candidate.number, self.kind) {
                (Some((style, ordinal)), Lines::Placed) => {
                    let counts = ordinal == counted.get(&style).map_or(1, |last| last + 1);
                    starts.are_own(self.lines[candidate.band.line()]) && style != MarkerStyle::Named
                        || counts && habit.is_some_and(|habit| self.stands_below(habit, candidate))
                }
                (Some((style, ordinal)), Lines::Streamed) => {
                    let counts = ordinal == counted.get(&style).map_or(1, |last| last + 1);
                    (counts || ordinal == 1) && self.opens_row(candidate)
                }
                (None, Lines::Placed) => {
                    habit.is_some_and(|habit| habit.number.is_none() && self.stands_below(habit, candidate))
                }
                (None, Lines::Streamed) => {
                    habit.is_some_and(|habit| habit.number.is_none())
                        && self.opens_row(candidate)
                        && self.is_behind_row(candidate)
                }
            };
            if is_label {
                if let Some((style, ordinal)) = candidate.number {
                    counted.insert(style, ordinal);
                    counted.retain(|other, _| *other <= style);
                }
                chosen.push(at);
            }
        }
        // A single line without a number may be a word of the header.
        let bare = chosen.iter().filter(|at| candidates[**at].number.is_none()).count();
        let same = |at: &&usize| candidates[**at].number.is_none();
        let words = |at: &usize| self.words(&candidates[*at].segments);
        let differ = chosen.iter().filter(same).any(|at| chosen.iter().filter(same).any(|b| words(at) != words(b)));
        if bare > 0 && !differ {
            chosen.retain(|at| candidates[*at].number.is_some());
        }
        chosen
    }

    /// Whether the number of a row, one that may follow those before, stands right behind a label, or another label.
    fn opens_row(&self, candidate: &Candidate) -> bool {
        let Some(next) = self.segments.get(candidate.next) else { return false };
        if !is_row_number(next) {
            let rest = &self.segments[candidate.next..];
            let line = candidate.next..candidate.next + rest.iter().take_while(|s| s.line == next.line).count();
            let inner = self.labelled(&line).filter(|(.., number)| *number > candidate.number && number.is_some());
            return inner.is_some_and(|(segments, ..)| self.segments.get(segments.end).is_some_and(is_row_number));
        }
        let before = || self.segments[..candidate.segments.start].iter().rev().filter(|s| is_row_number(s));
        let number = next.number.unwrap_or(0);
        number == 1 || before().any(|segment| segment.number == Some(number - 1))
    }

    /// Whether the line before a label ends a row: with a time or the name of a unit, which the label is not.
    fn is_behind_row(&self, candidate: &Candidate) -> bool {
        const UNITS: f32 = 0.5;
        let Some(last) = candidate.segments.start.checked_sub(1) else { return true };
        let words = self.words(&(last..last + 1));
        let joined = last.checked_sub(1).map(|before| self.words(&(before..before + 1)).to_owned() + words);
        let own = self.words(&candidate.segments);
        let is_cell = |words: &str| is_time(words) || words.ends_with(['前', '底']) || units_likeness(words) >= UNITS;
        let holds_cell = own.split_whitespace().any(|part| is_time(part) || units_likeness(part) >= UNITS);
        (is_cell(words) || joined.is_some_and(|joined| is_cell(&joined))) && !holds_cell
    }

    /// Whether a label without a number stands in the middle of the table, where no unit or time does.
    fn is_centred(&self, candidate: &Candidate) -> bool {
        const UNITS: f32 = 0.5;
        // Extractors keep places by a character or two, wide lines less well.
        const OFF: usize = 5;
        let words = self.words(&candidate.segments);
        self.roles.first() == Some(&ColumnRole::Sequence)
            && self.middle_of(candidate).abs_diff(self.middle) <= self.middle / OFF
            && !is_time(words)
            // The names of units break off in the middle of a table.
            && units_likeness(words).max(unit_starts(words)) < UNITS
            && !ends_as_agency(words)
    }

    /// Where the middle of a label stands in its line.
    fn middle_of(&self, candidate: &Candidate) -> usize {
        let line = self.lines[candidate.band.line()];
        usize::midpoint(indentation(line), line.trim_end().chars().count())
    }

    /// Whether a label begins in the column of numbers, which is too narrow for it.
    fn begins_left(&self, candidate: &Candidate) -> bool {
        const NARROW: usize = 2;
        self.roles.first() == Some(&ColumnRole::Sequence) && indentation(self.lines[candidate.band.line()]) <= NARROW
    }

    /// Whether a label begins where the first does, or has its middle there.
    fn stands_below(&self, first: &Candidate, candidate: &Candidate) -> bool {
        const NEAR: usize = 3;
        const ROUGHLY: usize = 5;
        let left = |candidate: &Candidate| indentation(self.lines[candidate.band.line()]);
        let off = || self.middle_of(first).abs_diff(self.middle_of(candidate));
        left(first).abs_diff(left(candidate)) <= 1
            || first.number.is_some() && off() <= NEAR
            || self.is_centred(first) && self.is_centred(candidate) && off() <= ROUGHLY
    }
}

/// Whether a segment is the number of a row, 12.
fn is_row_number(segment: &Segment) -> bool {
    const MOST: u32 = 999;
    let begins_line = matches!(segment.join, Join::Newline | Join::SoftBlank | Join::Blank);
    begins_line
        && !segment.counts
        && segment.first.is_ascii_digit()
        && segment.number.is_some_and(|number| (1..=MOST).contains(&number))
}

/// The number 一 or （一） that `words` are.
fn han_number(words: &str) -> Option<u32> {
    numeral::parse_han_ordinal(words.trim_matches(['（', '(', '）', ')', '、']))
}

/// Whether words can be a label without a number: a few characters, closed by no mark.
fn is_bare_label(words: &str) -> bool {
    const LENGTHS: std::ops::RangeInclusive<usize> = 4..=24;
    LENGTHS.contains(&words.chars().filter(|c| !chars::is_blank(*c)).count())
        && words.starts_with(|c| chars::is_han(c) || matches!(c, '“' | '《'))
        && !words.contains(['。', '；', '，', '：'])
        && !words.ends_with(['、', '（'])
        && han_number(words).is_none()
}

/// How many lines that are no such label begin at each place, in characters.
struct Starts(BTreeMap<usize, usize>);

impl Starts {
    fn of(segments: &[Segment], lines: &[&str]) -> Self {
        let mut starts = BTreeMap::new();
        let numbers = segments.chunk_by(|a, b| a.line == b.line).map(|part| part[0].line);
        for line in numbers.map(|number| lines[number]).filter(|line| !grid::is_band(line)) {
            *starts.entry(indentation(line)).or_default() += 1;
        }
        Self(starts)
    }

    /// Whether a line is indented as hardly another is: labels are centred, while the lines of a cell, which may be numbered
    /// too, begin one below the other.
    fn are_own(&self, line: &str) -> bool {
        const LEAST: usize = 6;
        const FEW: usize = 3;
        let start = indentation(line);
        let beside: usize = self.0.range(start.saturating_sub(1)..=start + 1).map(|(_, count)| count).sum();
        start >= LEAST && beside <= FEW
    }
}

fn indentation(line: &str) -> usize {
    line.chars().take_while(|c| c.is_whitespace()).count()
}

/// Whether the segments of a line are one phrase: no gap parts them as it does cells.
fn is_whole(segments: &[Segment]) -> bool {
    const WIDEST_GAP: usize = 3;
    segments.windows(2).all(|pair| pair[1].start - pair[0].end <= WIDEST_GAP)
}

/// Puts the labels among the rows, the first line of each of which `starts` tells.
pub(super) fn put(rows: &mut Vec<Row>, starts: &[usize], bands: &[Band], texts: &[&Text], width: usize) {
    for band in bands.iter().rev() {
        let at = starts.partition_point(|start| *start < band.line()).min(rows.len());
        let text = band.text(texts);
        let cell = |at: usize| Cell { text: text.clone(), inherited: at > 0 };
        rows.insert(at, Row { cells: (0..width.max(1)).map(cell).collect(), confidence: 1.0, doubtful: Vec::new() });
    }
}
