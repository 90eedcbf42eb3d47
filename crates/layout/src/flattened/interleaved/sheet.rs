//! The lines of a table whose cells stand side by side in them.

use super::super::bands::{self, Band};
use super::super::run::{self, InCell, is_time};
use super::super::segment::{self, Join, Segment};
use super::header::{Found, opens_words, parts_of};
use crate::{Marker, MarkerStyle, page_number};
use fenjie_lexicon::ColumnRole;
use std::ops::Range;

/// Lines so wide are those of tasks.
const OF_TASK: f32 = 12.0;

/// A part of a line: what stands between two blanks.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is seen in the words of a part alone, and none shuts out another"
)]
pub struct Part {
    /// Its segment.
    pub segment: usize,
    /// Printed width in Han characters.
    pub width: f32,
    /// Width of what would have to fit on the line before.
    pub cluster: f32,
    /// First character.
    pub first: char,
    /// Last character.
    pub last: char,
    /// Marks between names.
    pub commas: u8,
    /// Opening marks left open, less closing ones.
    pub opens: i32,
    /// Whether it closes a bracket that it does not open.
    pub closes: bool,
    /// Parted from the part before by a blank that may be one of the line's own.
    pub soft: bool,
    /// Whether it begins as a time or an item does, in one piece with its words.
    pub begins: bool,
    /// Whether it is the number of a row.
    pub anchor: bool,
    /// Whether it is a number.
    pub ordinal: bool,
    /// Where in a cell the label of units stands that it opens with.
    pub label: Option<InCell>,
    /// Log odds that a sentence opens with it.
    pub opening: f32,
    /// Log odds that a sentence closes with it.
    pub closing: f32,
    /// Whether it comes before the first task of its page.
    pub early: bool,
    /// What it is worth in a list of units.
    pub in_list: f32,
    /// Whether it may be of a time.
    pub in_time: bool,
    /// What it is worth in running text.
    pub in_text: f32,
    /// What it is worth in a label.
    pub in_label: f32,
    /// How sure it is that it opens and that it ends with the name of a unit.
    pub opens_unit: f32,
    pub ends_unit: f32,
}

/// A line that holds anything.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its parts.
    pub parts: Range<usize>,
    /// Its page.
    pub page: u32,
    /// The number of a row that stands in it.
    pub anchor: Option<u32>,
    /// Whether a label over the whole width of the table stands before it.
    pub wall: bool,
}

/// The lines of a table.
pub struct Sheet {
    /// Pieces of the lines.
    pub segments: Vec<Segment>,
    /// Words of each piece.
    pub texts: Vec<String>,
    /// Parts of the lines.
    pub parts: Vec<Part>,
    /// Lines that hold anything.
    pub lines: Vec<Line>,
    /// Labels over the whole width of the table.
    pub bands: Vec<Band>,
    /// Whether numbers count the rows.
    pub numbered: bool,
    /// Whether a label of who leads opens the units of most rows.
    pub labelled: bool,
    /// Whether the text sets blanks between digits and Chinese characters.
    pub spaced: bool,
}

/// What the lines of a table are: its own, columns put out apart, page numbers and repeated headers.
pub struct Sorted {
    /// The lines of its rows.
    pub lines: Vec<usize>,
    /// For each page, by its lines, those below the rows that hold other columns.
    pub aside: Vec<(Range<usize>, Vec<usize>)>,
    /// Page numbers and repeated headers.
    pub furniture: Vec<(usize, Range<usize>)>,
}

impl Sheet {
    /// The `kept` lines of a table whose lines begin with `start`; `page_starts` as in [`recover`](super::recover).
    pub fn new(lines: &[&str], kept: &[usize], start: usize, places: (&[usize], &[ColumnRole])) -> Self {
        let mut sheet = Self::unpriced(lines, kept, start, places);
        sheet.price();
        sheet
    }

    /// As [`Self::new`], but what the parts are worth is not known yet.
    pub fn unpriced(
        lines: &[&str],
        kept: &[usize],
        start: usize,
        (page_starts, roles): (&[usize], &[ColumnRole]),
    ) -> Self {
        let mut sheet = Self {
            segments: Vec::new(),
            texts: Vec::new(),
            parts: Vec::new(),
            lines: Vec::new(),
            bands: Vec::new(),
            numbered: false,
            labelled: false,
            spaced: false,
        };
        let page = |line: usize| page_starts.partition_point(|start| *start <= line) as u32;
        let first = page(start);
        for at in kept.iter().copied() {
            segment::cut(at, lines[at], page(at) - first, &mut sheet.segments);
        }
        if counts_bands(lines, kept) {
            (sheet.segments, sheet.bands) = bands::take(sheet.segments, lines, roles, bands::Lines::Placed);
        }
        sheet.texts = sheet.segments.iter().map(|s| lines[s.line][s.start..s.end].to_owned()).collect();
        let anchors = anchors(&sheet.segments);
        let labels = run::labels(&sheet.segments);
        sheet.labelled = labels.iter().filter(|label| **label == Some(InCell::First)).count() > 2;
        let kept: Vec<&str> = kept.iter().map(|at| lines[*at]).collect();
        sheet.spaced = super::super::blocks::is_spaced(&kept);
        sheet.numbered = anchors.iter().any(|anchor| *anchor);
        let mut begun: Option<u32> = None;
        for (at, segment) in sheet.segments.iter().enumerate() {
            let words = &sheet.texts[at];
            if segment.join == Join::Newline {
                let start = sheet.parts.len();
                sheet.lines.push(Line { parts: start..start, page: segment.page, anchor: None, wall: segment.wall });
            }
            let Some(line) = sheet.lines.last_mut() else { continue };
            if anchors[at] {
                line.anchor = segment.number;
            }
            line.parts.end += 1;
            let after_anchor = at > 0 && anchors[at - 1];
            let mut part = Part {
                segment: at,
                width: segment.width,
                cluster: segment.cluster,
                first: segment.first,
                last: segment.last,
                commas: words.chars().filter(|c| "、，".contains(*c)).count().min(9) as u8,
                opens: i32::from(segment.opens) - i32::from(segment.closes),
                closes: segment.closes > 0,
                soft: matches!(segment.join, Join::SoftBlank | Join::Glued) && !after_anchor && !anchors[at],
                begins: super::super::blocks::begins_cell(segment),
                anchor: anchors[at],
                ordinal: segment.number.is_some(),
                label: labels[at],
                opening: segment.opening,
                closing: segment.closing,
                early: false,
                in_list: 0.0,
                in_time: false,
                in_text: 0.0,
                in_label: 0.0,
                opens_unit: 0.0,
                ends_unit: 0.0,
            };
            if begun.is_none_or(|page| page != segment.page) {
                part.early = part.width < OF_TASK;
                begun = if part.early { begun } else { Some(segment.page) };
            }
            sheet.parts.push(part);
        }
        sheet
    }

    /// Tells what each part is worth as each kind of cell.
    pub fn price(&mut self) {
        for part in &mut self.parts {
            let label = self.segments[part.segment].label;
            part.price(&self.texts[part.segment], label.map_or(0, |label| label.value));
        }
    }

    /// The line of the document that a line of the table is.
    pub fn line_of(&self, line: usize) -> usize {
        self.segments[self.parts[self.lines[line].parts.start].segment].line
    }

    /// The words of some parts.
    pub fn words(&self, parts: &[u16]) -> String {
        parts.iter().map(|part| self.texts[self.parts[usize::from(*part)].segment].as_str()).collect()
    }

    /// The words of some parts as one list of units, without the labels that part it.
    pub fn list(&self, parts: &[u16]) -> String {
        let mut words = String::new();
        for part in parts {
            let at = self.parts[usize::from(*part)].segment;
            let value = self.segments[at].label.map_or(0, |label| label.value);
            if value > 0 && !words.is_empty() && !words.ends_with(['、', '；']) {
                words.push('、');
            }
            words.push_str(&self.texts[at][value..]);
        }
        words
    }
}

/// Sorts the lines `range` below a header, which is given the columns of which it lacked the words.
pub fn sort(lines: &[&str], range: Range<usize>, header: &mut Found, page_starts: &[usize]) -> Sorted {
    let mut sorted = Sorted { lines: Vec::new(), aside: Vec::new(), furniture: Vec::new() };
    for page in pages(&range, page_starts) {
        let full: Vec<usize> = page.clone().filter(|at| !lines[*at].trim().is_empty()).collect();
        let is_number = |at: &usize| page_number::is_alone(lines[*at].trim());
        let mut body: &[usize] = &full;
        let below = body.iter().rev().take_while(|at| is_number(at)).count().min(1);
        body = &body[..body.len() - below];
        // The number of a page may come first; the first page of the range has the header above.
        let heads = page.start > range.start;
        let above = usize::from(heads && body.len() > 1 && is_number(&body[0]) && header.repeats_any(lines, body[1]));
        body = &body[above..];
        let opens = |at: &usize| header.repeats_any(lines, *at) || opens_words(lines, *at);
        let head = if heads { body.iter().take_while(|at| opens(at)).count() } else { 0 };
        body = &body[head..];
        let (rows, aside) = part_aside(lines, body, header);
        let tail = rows.iter().rev().take_while(|at| header.repeats_any(lines, **at)).count();
        let rows = &rows[..rows.len() - tail];
        let taken = full.iter().filter(|at| !rows.contains(at) && !aside.contains(at));
        sorted.furniture.extend(taken.map(|at| (*at, 0..lines[*at].len())));
        sorted.lines.extend_from_slice(rows);
        if !aside.is_empty() {
            sorted.aside.push((page, aside));
        }
    }
    sorted
}

/// Parts the lines of a page that stand below its rows, behind a blank line: columns that an extractor took for a block of
/// their own, with words of the header before them.
fn part_aside<'a>(lines: &[&str], body: &'a [usize], header: &mut Found) -> (&'a [usize], Vec<usize>) {
    const FEWEST: usize = 3;
    let begins_with_number = |at: usize| {
        let words = lines[at].split(fenjie_text::chars::is_blank).next().unwrap_or_default();
        !words.is_empty() && words.chars().all(|c| c.is_ascii_digit()) && words.len() < lines[at].trim().len()
    };
    let Some(last) = body.iter().rposition(|at| begins_with_number(*at)) else { return (body, Vec::new()) };
    let begins_block = |at: &usize| *at > 0 && lines[*at - 1].trim().is_empty();
    let Some(from) = (last + 1..body.len()).find(|index| begins_block(&body[*index])) else {
        return (body, Vec::new());
    };
    let (rows, below) = body.split_at(from);
    let says_cell = |at: &usize| {
        let words: String = lines[*at].split(fenjie_text::chars::is_blank).take(1).collect();
        is_time(&words) || fenjie_lexicon::unit_starts(&words) > 0.6
    };
    let Some(first) = below.iter().position(says_cell) else { return (body, Vec::new()) };
    let (words, cells) = below.split_at(first);
    let are_words = words.iter().all(|at| parts_of(lines, *at).is_some() || page_number::is_alone(lines[*at].trim()));
    if cells.len() < FEWEST || !are_words {
        return (body, Vec::new());
    }
    let mut word: Vec<(usize, Range<usize>)> = Vec::new();
    for part in words.iter().flat_map(|at| parts_of(lines, *at).unwrap_or_default()) {
        word.push((part.line, part.place));
        let spelled: String = word.iter().map(|(line, place)| &lines[*line][place.clone()]).collect();
        if ColumnRole::run_together(&spelled).len() == 1 {
            header.add(&spelled, std::mem::take(&mut word));
        }
    }
    (rows, cells.to_vec())
}

/// Whether some lines are labels over the whole width of a table that count 一、, 二、 …: where cells take turns, many lines stand
/// alone that are none.
fn counts_bands(lines: &[&str], kept: &[usize]) -> bool {
    let ordinal = |at: &usize| {
        let marker = crate::grid::is_band(lines[*at]).then(|| Marker::parse(lines[*at])).flatten();
        marker.filter(|marker| marker.style <= MarkerStyle::HanBracket).map(|marker| marker.ordinal)
    };
    let ordinals: Vec<u32> = kept.iter().filter_map(ordinal).collect();
    ordinals.len() > 1 && ordinals.iter().zip(1..).all(|(ordinal, next)| *ordinal == next)
}

/// The pages of some lines.
fn pages(range: &Range<usize>, page_starts: &[usize]) -> Vec<Range<usize>> {
    let starts = page_starts.iter().copied().filter(|start| range.start < *start && *start < range.end);
    let starts: Vec<usize> = std::iter::once(range.start).chain(starts).collect();
    let ends = starts.iter().skip(1).copied().chain([range.end]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// The numbers 1, 2, 3, … that stand alone between blanks.
fn anchors(segments: &[Segment]) -> Vec<bool> {
    const FEWEST: usize = 3;
    let alone = |at: usize| {
        let counts = segments[at].counts && segments[at].join != Join::Newline;
        let inside = segments[at].join == Join::Glued;
        segments[at].number.is_some() && !counts && !inside
    };
    let own: Vec<Segment> = segments
        .iter()
        .enumerate()
        .map(|(at, segment)| Segment { number: segment.number.filter(|_| alone(at)), ..segment.clone() })
        .collect();
    let follows = run::follows(&own);
    if follows.iter().filter(|follows| **follows).count() < FEWEST { vec![false; segments.len()] } else { follows }
}
