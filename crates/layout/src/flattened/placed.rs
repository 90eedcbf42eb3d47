//! Segments with their places in the lines of a dump that keeps them, and the columns that these tell.

use super::header::{Header, HeaderColumn};
use super::run;
use super::segment::{Join, Segment};
use super::tracks::{self, Part};
use super::weights::Kind;
use crate::Watch;
use fenjie_lexicon::{ColumnRole, opens_continuation_mark};
use std::collections::BTreeSet;
use std::ops::Range;

/// A segment with its place in the line, in characters.
pub(super) struct Placed {
    pub(super) segment: Segment,
    /// The line that it stands in, in the print.
    pub(super) line: usize,
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) column: usize,
    /// How sure it is that it opens the name of a unit.
    unit: f32,
    /// Whether it counts on from the numbers before.
    counts_on: bool,
    /// Whether it is a time or the end of one.
    time: bool,
    /// Whether it is a part of （续）, the mark of a label repeated on the next page.
    mark: bool,
    /// What it cost to give its line to the columns.
    pub(super) cost: f32,
}

/// The segments with their places.
pub(super) fn placed(segments: Vec<Segment>, lines: &[&str]) -> Vec<Placed> {
    let follows = run::follows(&segments);
    let place = |(segment, follows): (Segment, bool)| {
        let words = &lines[segment.line][segment.start..segment.end];
        let left = lines[segment.line][..segment.start].chars().count() as f32;
        let right = left + words.chars().count() as f32;
        let unit = if segment.label.is_some() { 1.0 } else { opens_unit(words, segment.width) };
        let mark = words.chars().all(|c| "（续）()".contains(c));
        let time = run::is_time(words) || words.chars().all(|c| "年月日底前末".contains(c));
        let counts_on = follows && segment.first.is_ascii_digit();
        let line = segment.line;
        Placed { segment, line, left, right, column: 0, unit, counts_on, time, mark, cost: 0.0 }
    };
    segments.into_iter().zip(follows).map(place).collect()
}

/// Takes the marks of labels repeated on the next page out of the number columns: what is left, and their places.
pub(super) fn without_marks(
    placed: Vec<Placed>,
    lines: &[&str],
    roles: &[ColumnRole],
) -> (Vec<Placed>, Vec<(usize, Range<usize>)>) {
    let place = |placed: &Placed| (placed.segment.line, placed.segment.start..placed.segment.end);
    let mut marks: Vec<(usize, Range<usize>)> = Vec::new();
    for (column, _) in roles.iter().enumerate().filter(|(_, role)| Kind::of(**role) == Kind::Number) {
        let (mut open, mut words) = (Vec::new(), String::new());
        for part in placed.iter().filter(|part| part.column == column) {
            // A mark may be broken over lines; what only begins like one stays.
            if !opens_continuation_mark(&words) || !part.mark {
                (open, words) = (Vec::new(), String::new());
            }
            if part.mark {
                open.push(place(part));
                words.push_str(&lines[part.segment.line][part.segment.start..part.segment.end]);
            }
            if super::body::is_continuation_mark(&words) {
                marks.append(&mut open);
                words.clear();
            }
        }
    }
    let taken: BTreeSet<(usize, usize)> = marks.iter().map(|(line, place)| (*line, place.start)).collect();
    let is_taken = |placed: &Placed| taken.contains(&(placed.segment.line, placed.segment.start));
    (placed.into_iter().filter(|placed| !is_taken(placed)).collect(), marks)
}

/// How sure it is that a short line opens the name of a unit.
fn opens_unit(words: &str, width: f32) -> f32 {
    const LONGEST: f32 = 14.0;
    const SHORTEST: f32 = 3.0;
    if (SHORTEST..LONGEST).contains(&width) { fenjie_lexicon::unit_starts(words) } else { 0.0 }
}

/// Gives every segment its column.
pub(super) fn assign(placed: &mut [Placed], lines: &[&str], headers: &[Header], watch: &Watch) {
    let Some(first) = headers.first() else { return };
    let kinds: Vec<Kind> = first.columns.iter().map(|column| Kind::of(column.role)).collect();
    let middles: Vec<(usize, Vec<f32>)> = headers
        .iter()
        .map(|header| (header.line, header.columns.iter().map(|column| middle(lines, column)).collect()))
        .collect();
    soften(placed);
    harden(placed, lines);
    let parts: Vec<Part> = placed.iter().map(part).collect();
    let found = tracks::find(&parts, &tracks::Columns { kinds: &kinds, headers: &middles, watch });
    for ((placed, column), cost) in placed.iter_mut().zip(found.columns).zip(found.costs) {
        (placed.column, placed.cost) = (column, cost);
    }
}

/// Blanks between parts of a few characters each, one after the other, are those of a line that is spaced out.
fn soften(placed: &mut [Placed]) {
    const LEAST: usize = 4;
    const LONGEST: f32 = 3.0;
    const CLOSE: f32 = 1.0;
    let mut from = 0;
    while from < placed.len() {
        let short = |p: &Placed| p.right - p.left <= LONGEST;
        let beside = |pair: &[Placed]| {
            short(&pair[1]) && pair[0].segment.line == pair[1].segment.line && pair[1].left - pair[0].right <= CLOSE
        };
        let length = 1 + placed[from..].windows(2).take_while(|pair| beside(pair)).count();
        if length >= LEAST && short(&placed[from]) {
            for p in &mut placed[from + 1..from + length] {
                (p.segment.join, p.segment.gap) = (Join::SoftBlank, 0.0);
            }
        }
        from += length;
    }
}

/// Blanks beside digits part columns in a print that sets digits and characters side by side without any.
fn harden(placed: &mut [Placed], lines: &[&str]) {
    const FEWEST: usize = 3;
    const MOST_SPACED: usize = 2;
    let words = |p: &Placed| -> &str { &lines[p.segment.line][p.segment.start..p.segment.end] };
    // A day or a month may be written without a blank where all else has them: 2月.
    let is_border = |(a, b): (char, char)| fenjie_text::chars::is_han(a) && b.is_ascii_digit();
    let borders = |words: &str| words.chars().zip(words.chars().skip(1)).filter(|pair| is_border(*pair)).count();
    let glued: usize = placed.iter().map(|p| borders(words(p))).sum();
    let is_soft = |p: &Placed| p.segment.join == Join::SoftBlank && p.segment.gap > 0.0;
    let spaced = placed.iter().filter(|p| is_soft(p)).count();
    if glued >= FEWEST && spaced <= MOST_SPACED * glued {
        for p in placed.iter_mut().filter(|p| is_soft(p)) {
            (p.segment.join, p.segment.gap) = (Join::Blank, 0.0);
        }
    }
}

/// A segment as the search for the columns sees it.
fn part(placed: &Placed) -> Part {
    let Segment { line, page, width, cluster, join, gap, number, first, opens, closes, .. } = placed.segment;
    let Placed { left, right, unit, counts_on, time, mark, .. } = *placed;
    let stops = placed.segment.last == '。';
    let apart = join == Join::SoftBlank && gap == 0.0;
    let number = number.is_some();
    Part {
        line,
        page,
        left,
        right,
        width,
        cluster,
        join,
        unit,
        number,
        counts_on,
        time,
        mark,
        first,
        stops,
        opens,
        closes,
        apart,
    }
}

/// The middle of a header word.
fn middle(lines: &[&str], column: &HeaderColumn) -> f32 {
    let spans = column.places.iter().map(|(line, range)| {
        let left = lines[*line][..range.start].chars().count() as f32;
        (left, left + lines[*line][range.clone()].chars().count() as f32)
    });
    let (left, right) = spans.fold((f32::INFINITY, 0.0f32), |(l, r), (a, b)| (l.min(a), r.max(b)));
    f32::midpoint(left, right)
}
